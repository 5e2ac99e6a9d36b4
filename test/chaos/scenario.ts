/** What a chaos scenario is: it does damage on purpose, counts what happened, and says what had to hold. */
import type { ServiceName } from '../services.ts';
import type { Random } from './random.ts';

export interface Scenario {
  readonly name: string;
  /** One sentence for the report. */
  readonly proves: string;
  readonly needs?: readonly ServiceName[];
  /** It is ended, and counts as failed, when it takes longer. */
  readonly limitMs: { readonly short: number; readonly long: number };
  run(run: Run): Promise<void>;
}

export interface Run {
  readonly short: boolean;
  readonly seed: number;
  readonly random: Random;
  /** A figure of the report; numbers under the same name add up. */
  count(name: string, value: number): void;
  /** A line while it goes on. */
  say(line: string): void;
  /** Something that must hold; when it does not, the scenario has failed, and goes on. */
  expect(holds: boolean, what: string): void;
  /** What an operator would look at when this scenario fails. */
  attach(name: string, text: () => string): void;
  /** Done at the end, newest first, whatever happened. */
  defer(cleanup: () => void | Promise<void>): void;
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** @returns whether it came true in time */
export async function until(check: () => boolean | Promise<boolean>, limitMs: number, everyMs = 50): Promise<boolean> {
  const end = Date.now() + limitMs;
  for (;;) {
    if (await check()) return true;
    if (Date.now() >= end) return false;
    await pause(everyMs);
  }
}
