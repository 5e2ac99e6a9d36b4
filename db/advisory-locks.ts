/**
 * The advisory locks of the database by name. They are numbers to PostgreSQL, and two purposes with one number would wait
 * for each other, so all of them stand here.
 */
export const ADVISORY_LOCK = {
  migration: 7_146_001,
  /** Rows of the sandbox's chats become visible in the order of their numbers. */
  webMessages: 7_146_002,
  sealer: 7_146_003,
  /** With a hash of the conversation. */
  conversation: 7_146_004,
  demo: 7_146_005,
  /** With a hash of the due row. */
  due: 7_146_006,
  /** With a hash of the community. */
  merge: 7_146_007,
  /** With a hash of the import. */
  roster: 7_146_008,
  /** With a hash of the ballot: shared by those who vote. */
  ballot: 7_146_009,
  /** With a hash of the entry of the roll: whoever votes for it has it alone. */
  vote: 7_146_010,
  /** One process at a time takes letters, so that they are taken in order. */
  letters: 7_146_011,
  /** Of two lists of duties that come in at once the second sees what the first put in. */
  matrix: 7_146_012,
} as const;
