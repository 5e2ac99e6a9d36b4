/** Types of verify-ledger.mjs, for the tests; the program itself is plain JavaScript so that it runs anywhere. */

export interface NotedHead {
  readonly hash: string;
  readonly position: number;
}

export interface Verified {
  readonly entries: number;
  readonly position: number;
  readonly hash: string;
}

export declare const GENESIS: string;

export declare class Broken extends Error {
  readonly position: number;
  readonly what: string;
}

export declare function canonical(value: unknown): string;

export declare function createVerifier(options?: {
  readonly head?: NotedHead;
  readonly onEntry?: (position: number, entry: Readonly<Record<string, unknown>>) => void;
}): {
  push(bytes: Uint8Array): void;
  finish(): Verified;
};

export declare function readArguments(args: readonly string[]): {
  readonly head?: NotedHead;
  readonly subject?: string;
  readonly source?: string;
  readonly help?: true;
};
