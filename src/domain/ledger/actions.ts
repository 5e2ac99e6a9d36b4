/**
 * Everything the ledger can say was done. The board shows each by a name in every language, so an action that is written
 * down without standing here does not compile, and one that stands here without a name fails the check of the texts.
 */
import type { Role } from '../permissions/roles.ts';
import { type Command, PERMISSIONS } from '../permissions/table.ts';

/** Facts of the platforms and the files, and what follows from a command beside what it is about. */
const BESIDE_COMMANDS = [
  'account.seen',
  'attachment.erase',
  /** A line was added to a case's history, a clock was moved, a unit got it or gave it up. */
  'case.history',
  'case.clock',
  'case.unit',
  'case.exclude',
  'case.file',
  'chat.seen',
  'chat.active',
  'chat.blocked',
  'chat.left',
  'chat.moved',
  'clock.jump',
  /** A line was added to a demand's history; the entry's fact `kind` says which. */
  'demand.history',
  'demand.release',
  'handover.done',
  'household.create',
  /** A line was added to the history of a ballot or a meeting. */
  'ballot.history',
  'meeting.history',
  'roster.read',
  'roster.add',
  'roster.change',
  'roster.done',
  'roster.expire',
  /** A candidate left the election committee. */
  'seat.stand-aside',
  'seat.term-follows',
  /** A line was added to a task's history. */
  'task.history',
] as const;

/** Readings of what is not public; the entry says who read by role, and the action once more for whoever filters it. */
const READINGS = [
  'case.read',
  'demand.read',
  'demand.read-reporter',
  'meeting.read',
  'person.list',
] as const satisfies readonly Command[];

export type LedgerAction = Command | (typeof BESIDE_COMMANDS)[number] | `${(typeof READINGS)[number]}-by-${Role}`;

/** Without who read: that is said beside it. */
export const LEDGER_ACTIONS: readonly string[] = [...Object.keys(PERMISSIONS), ...BESIDE_COMMANDS];

/** The action as {@link LEDGER_ACTIONS} has it. */
export const plainAction = (action: string): string => {
  const reading = READINGS.find((each) => action.startsWith(`${each}-by-`));
  return reading ?? action;
};
