/** Types of recount.mjs, for the command line and the tests; the program itself is plain JavaScript so that it runs anywhere. */

export interface Recount {
  readonly outcome: string;
  readonly chosen: readonly number[];
  readonly base: number;
  readonly present: number;
  readonly roll: number;
  readonly cast: number;
}

export declare class Unreadable extends Error {}

export declare function recount(text: string): Recount;

export interface Compared {
  readonly counted: Recount;
  /** As the file has it: options that won with a space between them. */
  readonly declared: { readonly outcome: string; readonly chosen: string };
  readonly agrees: boolean;
}

export declare function compare(text: string): Compared;
