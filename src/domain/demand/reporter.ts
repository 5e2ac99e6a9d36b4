/** Why somebody who does not handle a demand looks at who reported it: a code, because the ledger keeps it for ever. */
export const REPORTER_REASONS = [
  /** She must be reached, and the committee cannot. */
  'contact',
  /** What the registry or the demand says about her is wrong. */
  'correction',
  /** She asks what is kept about her, or wants it erased. */
  'data-request',
  /** Somebody complains about how it was handled. */
  'complaint',
  /** Something does not work, and cannot be found out without it. */
  'fault',
] as const;
export type ReporterReason = (typeof REPORTER_REASONS)[number];
