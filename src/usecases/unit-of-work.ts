/**
 * The unit of work: everything one event or due time causes, committed or forgotten together.
 *
 * A use case changes rows through `tx` and leaves the rest here — ledger entries, notices, plans for the future. The
 * pipeline writes those in the same transaction, with one statement per table, just before it commits.
 */
import { randomUUID } from 'node:crypto';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../db/client.ts';
import { type AuditedKind, digestOf, subjectOf } from '../../db/digest.ts';
import type { FieldKeys, IndexKey } from '../../db/sealed.ts';
import type { CaseClock } from '../domain/hotline/clocks.ts';
import type { LedgerAction } from '../domain/ledger/actions.ts';
import type { LedgerEntry } from '../domain/ledger/entry.ts';
import type { Notice } from '../domain/notices/notice.ts';
import type { Actor, Role } from '../domain/permissions/roles.ts';
import type { Ahead } from './ahead.ts';
import type { Policies } from './policies.ts';

/** A clock somebody is reminded of; what was planned by the first release has only the first two. */
export interface Nudge {
  readonly demandId: string;
  readonly round: number;
  /** When the time is up, as an instant; the nudges follow it at intervals. */
  readonly due?: string;
  /** Which step of the nudges this is, counted from 0. */
  readonly nudge?: number;
  /** When the time would be up if nobody had pressed (督办), so that the clock can be put back. */
  readonly usual?: { readonly at: string; readonly provisional: boolean };
}

/**
 * Words for a human that wait for an answer. They are kept with the plan and nowhere else, and go when it is settled or
 * when the message is taken back.
 */
export interface DutyQuestion {
  /** Names the question, so that its answer calls off what was planned: the message it came in, else the command. */
  readonly ask: string;
  readonly communityId: string;
  /** Who asked, and where the answer goes. */
  readonly accountId: string;
  readonly chatId: string;
  readonly askerId?: string;
  readonly words: string;
  /** Everybody it was passed on to. */
  readonly personIds: readonly string[];
  /** HMAC of the message, where it can be taken back. */
  readonly messageKey?: string;
}

/** What each kind of planned time needs to know when it comes. */
export interface DuePayloads {
  'demand.response-due': Nudge;
  'demand.handling-due': Nudge;
  'bundle.answer-due': { readonly bundleId: string };
  'demand.info-expires': { readonly demandId: string };
  /** `round` says which resolution the time belongs to; an outdated one does nothing. */
  'demand.confirm-expires': { readonly demandId: string; readonly round: number };
  'duty.unanswered': DutyQuestion & { readonly step: 'nudge' | 'next' | 'last' };
  'ledger.head-daily': { readonly communityId: string };
  /** Everything of the community that is to be reminded of by now, one message a person. */
  'reminder.digest': { readonly communityId: string };
  /** `round` says which date of the task it was planned for; an outdated one does nothing. */
  'task.escalate': { readonly taskId: string; readonly round: number };
  /** Nobody has said 收到: another way, then the group. */
  'task.unacknowledged': { readonly taskId: string; readonly round: number; readonly step: 'second' | 'group' };
  /** Handed in, and nobody has looked at it: the tier above hears. */
  'task.unverified': { readonly taskId: string; readonly round: number };
  /** What figures, trainings and events of the community bring by its plans. */
  'plan.look': { readonly communityId: string };
  /** The month before, for a community's head or for a subdistrict. */
  'month.summary': { readonly communityId: string } | { readonly subdistrictId: string };
  /** The bulletins of a community or a subdistrict from a month on (`2026-10`) that are over by now. */
  'bulletin.month': {
    readonly of: { readonly communityId: string } | { readonly subdistrictId: string };
    readonly month: string;
  };
  /**
   * `round` says for which date of the meeting it was planned; an outdated one does nothing. `until`: when it was due; one of
   * several that have passed leaves the word to the newest.
   */
  'meeting.remind': { readonly meetingId: string; readonly round: number; readonly until: string };
  'meeting.check-in-opens': { readonly meetingId: string; readonly round: number };
  /** Of a series: the last morning on which its notice is in time. */
  'meeting.notice-due': { readonly meetingId: string; readonly round: number };
  'series.look': { readonly seriesId: string };
  'meeting.begins': { readonly meetingId: string; readonly round: number };
  'ballot.closes': { readonly ballotId: string };
  'ballot.count': { readonly ballotId: string; readonly attempt: number };
  'ballot.declare': { readonly ballotId: string; readonly attempt: number };
  'ballot.final': { readonly ballotId: string };
  /** The last day on which its result is published in time. */
  'ballot.publish-due': { readonly ballotId: string };
  'poll.remind': { readonly pollId: string };
  'poll.closes': { readonly pollId: string };
  /** `due` says for which date of the clock it was planned; an outdated one does nothing. */
  'case.clock': {
    readonly caseId: string;
    readonly clock: CaseClock;
    readonly round: number;
    readonly due: string;
    readonly step: 'due' | 'climbs';
  };
}
export type DueKind = keyof DuePayloads;

/** What was planned holds somebody's words: once settled it is empty. Of the others it is asked later how long they ran. */
export const holdsWords = (kind: DueKind): boolean => kind === 'duty.unanswered';

/** A future instant at which something must be looked at; `key` makes planning it twice harmless. */
export type DueTime = {
  readonly [K in DueKind]: {
    readonly kind: K;
    readonly key: string;
    readonly subject: string;
    readonly dueAt: Temporal.Instant;
    readonly payload: DuePayloads[K];
  };
}[DueKind];

export interface LedgerDraft {
  readonly subject: string;
  readonly entry: LedgerEntry;
}

export interface UnitOfWork {
  readonly tx: Tx;
  /** Domain time. */
  readonly now: Temporal.Instant;
  readonly actor: Actor;
  /** Same for every repetition of the same event: an HMAC of the event id, or the API's idempotency key. */
  readonly commandId: string;
  readonly keys: FieldKeys;
  readonly index: IndexKey;
  readonly policies: Policies;
  readonly notices: Notice[];
  readonly ledger: LedgerDraft[];
  readonly dueTimes: DueTime[];
  /** Subjects whose waiting plans of a kind are void from now on. */
  readonly cancelled: { readonly kind: DueKind; readonly subject: string }[];
  /** What is known already, where the event is handled with others. */
  readonly ahead?: Ahead;
}

export interface Recorded {
  readonly action: LedgerAction;
  readonly as: Role;
  readonly communityId?: string;
  readonly reason?: string;
  readonly facts?: LedgerEntry['facts'];
  /**
   * Of a file that may go with a report: the line has the hour and a command id of its own, so that nothing joins it to the
   * message it came in.
   */
  readonly apart?: boolean;
}

const hourOf = (at: Temporal.Instant): Temporal.Instant => at.round({ smallestUnit: 'hour', roundingMode: 'floor' });

/** The chain is public: whoever acts for herself is named by role only, or all that one resident does could be joined. */
const actedBy = ({ actor }: UnitOfWork, as: Role): LedgerEntry['by'] =>
  actor.personId && as !== 'resident' && as !== 'visitor' ? { role: as, person: actor.personId } : { role: as };

/**
 * Leaves a ledger line in the unit; use cases say {@link record}, or `note` where no row changed.
 * @param row what the entry says of the row itself: its digest, that it was erased, or nothing
 */
export function writeEntry(
  uow: UnitOfWork,
  subject: string,
  { action, as, communityId, reason, facts, apart }: Recorded,
  row: Pick<LedgerEntry, 'digest' | 'erased'>,
): void {
  uow.ledger.push({
    subject,
    entry: {
      v: 1,
      at: (apart ? hourOf(uow.now) : uow.now).toString({ smallestUnit: 'microsecond' }),
      action,
      subject,
      by: actedBy(uow, as),
      command: apart ? uow.index.of('apart', randomUUID()) : uow.commandId,
      ...row,
      ...(communityId && { community: communityId }),
      ...(reason && { reason }),
      ...(facts && { facts }),
    },
  });
}

/** Writes the ledger line for a changed row; `row` is the row as it is after the change. */
export function record(
  uow: UnitOfWork,
  kind: AuditedKind,
  row: Readonly<Record<string, unknown>> & { readonly id: string },
  what: Recorded,
): void {
  const digest = digestOf(kind, row, uow.keys);
  writeEntry(uow, subjectOf(kind, row.id), what, digest === undefined ? { erased: true } : { digest });
}
