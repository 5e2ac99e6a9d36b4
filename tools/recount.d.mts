/** Types of recount.mjs, for the tests; the program itself is plain JavaScript so that it runs anywhere. */

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
