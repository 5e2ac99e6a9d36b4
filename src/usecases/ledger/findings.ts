/** What verification found, each with a sentence that names the subject and, where it is known, the position. */

export type LedgerProblemKind =
  /** A position is missing between two that are there. */
  | 'chain_gap'
  /** An entry does not continue the one before it. */
  | 'chain_broken'
  /** An entry no longer has the text, subject or digest it was sealed with. */
  | 'entry_changed'
  /** The chain ends before a head that was known earlier. */
  | 'tail_cut'
  /** The chain has another entry where a known head was. */
  | 'head_differs'
  /** The kept head cannot be read, so a cut end would go unnoticed. */
  | 'head_unreadable'
  /** An entry waits to be sealed that the application did not write. */
  | 'pending_forged'
  | 'row_missing'
  | 'row_without_entry'
  | 'row_changed'
  /** The bytes of a file are gone or are others than its row says. */
  | 'file_changed'
  /** A number was given out, or taken back, that no demand accounts for. */
  | 'numbers_differ';

export interface LedgerProblem {
  readonly kind: LedgerProblemKind;
  readonly position?: number;
  readonly subject?: string;
  readonly message: string;
}

/** A wholly foreign database must not fill memory with complaints. */
const LISTED = 200;

export interface Findings {
  add(problem: LedgerProblem): void;
  readonly listed: readonly LedgerProblem[];
  /** How many more there were. */
  readonly unlisted: number;
}

export function createFindings(): Findings {
  const listed: LedgerProblem[] = [];
  let unlisted = 0;
  return {
    add: (problem) => {
      if (listed.length < LISTED) listed.push(problem);
      else unlisted += 1;
    },
    listed,
    get unlisted() {
      return unlisted;
    },
  };
}
