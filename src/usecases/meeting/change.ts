/** What every change of a meeting has in common: lock it, decide, save, keep its history, write the ledger line. */
import { and, count, eq, isNull, ne, notInArray, sql } from 'drizzle-orm';
import { newSalt } from '../../../db/digest.ts';
import {
  ballot,
  body,
  meeting,
  meetingEvent,
  minutes,
  minutesSignature,
  roleSeat,
  task,
} from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { visible } from '../../../db/visible.ts';
import { BALLOT_STATES } from '../../domain/ballot/states.ts';
import { lastDayBefore } from '../../domain/calendar/day-before.ts';
import {
  decideMeeting,
  type MeetingChange,
  type MeetingFacts,
  type MeetingNeed,
  type MeetingRefusal,
  type MeetingStep,
  signersOf,
} from '../../domain/meeting/decide.ts';
import { rulesOfKind } from '../../domain/meeting/rules.ts';
import { isOver } from '../../domain/meeting/states.ts';
import type { Target } from '../../domain/permissions/permit.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import type { Command } from '../../domain/permissions/table.ts';
import type { Result } from '../../domain/result.ts';
import { ENDED_TASKS } from '../../domain/task/states.ts';
import { command, type UseCase } from '../command.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import {
  itemsOf,
  type LoadedMeeting,
  lockMeeting,
  type MeetingNotFound,
  type MeetingRow,
  membersOf,
  openBallots,
  quorumOf,
} from './read.ts';

/** Put to the vote, and something may still come of it. */
const UNDECIDED = BALLOT_STATES.filter(
  (state) => !['draft', 'reviewed', 'roll_frozen', 'final', 'withdrawn'].includes(state),
);

export type MeetingEventKind = MeetingChange['action'] | 'consent' | 'agenda' | 'people';

export const meetingSource = (meetingId: string): string => `meeting:${meetingId}`;

/** The chair runs it as well as the committee. */
export const meetingTarget = ({ meeting: { communityId, chairId } }: Pick<LoadedMeeting, 'meeting'>): Target => ({
  communityId,
  ...(chairId !== null && { ownerPersonId: chairId }),
});

/** Appends to the meeting's history; the caller holds its lock. */
export async function appendMeetingEvent(
  uow: UnitOfWork,
  meetingId: string,
  as: Role,
  line: { readonly kind: MeetingEventKind; readonly reason?: string },
): Promise<void> {
  const [row] = await uow.tx
    .insert(meetingEvent)
    .values({
      id: newId(),
      meetingId,
      at: uow.now,
      kind: line.kind,
      byRole: as,
      byPersonId: uow.actor.personId ?? null,
      reasonSealed: line.reason === undefined ? null : uow.keys.seal('meeting_event.reason', line.reason),
      ordinal: sql`(select coalesce(max(ordinal), 0) + 1 from ${meetingEvent} where meeting_id = ${meetingId})`,
      salt: newSalt(),
    })
    .returning();
  if (!row) throw new Error('the history line was not returned');
  record(uow, 'meeting_event', row, { action: 'meeting.history', as, facts: { kind: line.kind } });
}

export const noticeBy = ({
  meeting: row,
  policy,
}: Pick<LoadedMeeting, 'meeting' | 'policy'>): MeetingFacts['noticeBy'] =>
  lastDayBefore(
    policy.calendar,
    policy.calendar.localDate(row.startsAt),
    policy.rules.value(rulesOfKind(row.kind).notice),
  );

/** Everything {@link decideMeeting} asks for; what only one step needs is read for that step alone. */
export async function meetingFacts(
  uow: UnitOfWork,
  loaded: LoadedMeeting,
  action: MeetingStep['action'],
): Promise<MeetingFacts> {
  const { meeting: row, policy } = loaded;
  const facts: MeetingFacts = {
    state: row.state,
    startsAt: row.startsAt,
    now: uow.now,
    noticeBy: noticeBy(loaded),
    today: policy.calendar.localDate(uow.now),
    ...(row.shortenedBecause !== null && { shortened: { consented: row.consentAt !== null } }),
    agendaItems: 0,
    roll: 0,
    missing: [],
    quorate: false,
    openBallots: 0,
    signatures: { given: [], needed: [] },
    openTasks: 0,
  };
  switch (action) {
    case 'notice':
      return { ...facts, ...(await beforeNotice(uow, loaded)) };
    case 'reach_quorum':
    case 'begin':
    case 'begin_voting':
      return { ...facts, quorate: (await quorumOf(uow, loaded)).reached };
    case 'end_voting':
      return { ...facts, openBallots: (await openBallots(uow, row.id)).length };
    case 'confirm_minutes':
      return { ...facts, signatures: await signatures(uow, row) };
    case 'archive':
      return {
        ...facts,
        openBallots: (await openBallots(uow, row.id, UNDECIDED)).length,
        openTasks: await openTasks(uow, row.id),
      };
    default:
      return facts;
  }
}

async function beforeNotice(
  uow: UnitOfWork,
  loaded: LoadedMeeting,
): Promise<Pick<MeetingFacts, 'agendaItems' | 'roll' | 'missing'> & { readonly fewestOnRoll?: number }> {
  const { meeting: row, policy } = loaded;
  const members = await membersOf(uow, row.id);
  const missing: MeetingNeed[] = [
    ...(row.chairId === null ? (['chair'] as const) : []),
    ...(row.recorderId === null ? (['recorder'] as const) : []),
    ...(row.kind === 'mediation' && members.filter(({ part }) => part === 'side').length < 2
      ? (['sides'] as const)
      : []),
    ...(row.kind === 'hearing' && !members.some(({ part }) => part === 'affected') ? (['affected'] as const) : []),
    ...(members.length === 0 ? (['members'] as const) : []),
  ];
  const few = row.kind === 'representatives' && !(await sizeWaived(uow, row.communityId));
  return {
    agendaItems: (await itemsOf(uow, row.id)).length,
    roll: few ? await representatives(uow, row.communityId, members) : members.length,
    missing,
    ...(few && { fewestOnRoll: policy.rules.value('representatives.min') }),
  };
}

async function sizeWaived({ tx }: UnitOfWork, communityId: string): Promise<boolean> {
  const rows = await tx
    .select({ because: body.sizeWaivedBecause })
    .from(body)
    .where(and(eq(body.communityId, communityId), eq(body.kind, 'representatives')));
  return rows.some(({ because }) => because !== null);
}

/** Of the roll, those who sit there as representatives. */
async function representatives(
  { tx }: UnitOfWork,
  communityId: string,
  members: readonly { readonly personId: string; readonly mayVote: boolean }[],
): Promise<number> {
  const rows = await tx
    .selectDistinct({ personId: roleSeat.personId })
    .from(roleSeat)
    .where(
      and(
        eq(roleSeat.communityId, communityId),
        eq(roleSeat.role, 'representative'),
        isNull(roleSeat.until),
        visible(roleSeat.personId),
      ),
    );
  const holders = new Set(rows.map(({ personId }) => personId));
  return members.filter(({ mayVote, personId }) => mayVote && holders.has(personId)).length;
}

async function signatures({ tx }: UnitOfWork, row: MeetingRow): Promise<MeetingFacts['signatures']> {
  const given = await tx
    .select({ signer: minutesSignature.signer })
    .from(minutesSignature)
    .innerJoin(minutes, eq(minutes.id, minutesSignature.minutesId))
    .where(
      and(
        eq(minutes.meetingId, row.id),
        eq(minutes.version, sql`(select max(version) from ${minutes} where meeting_id = ${row.id})`),
      ),
    );
  const [binding] = await tx
    .select({ id: ballot.id })
    .from(ballot)
    .where(and(eq(ballot.meetingId, row.id), eq(ballot.binding, true), ne(ballot.state, 'withdrawn')))
    .limit(1);
  return { given: given.map(({ signer }) => signer), needed: signersOf({ binding: binding !== undefined }) };
}

async function openTasks({ tx }: UnitOfWork, meetingId: string): Promise<number> {
  const [row] = await tx
    .select({ n: count() })
    .from(task)
    .where(and(eq(task.source, meetingSource(meetingId)), notInArray(task.state, [...ENDED_TASKS])));
  return row?.n ?? 0;
}

export type MeetingMoveRefusal = MeetingRefusal | MeetingNotFound;

export interface MeetingMoved {
  readonly before: MeetingRow;
  readonly meeting: MeetingRow;
  readonly change: MeetingChange;
}

export interface MeetingMove<Input> {
  readonly name: Command;
  readonly step: (input: Input) => MeetingStep;
  /** Taken before the meeting's own lock. */
  readonly lockFirst?: (uow: UnitOfWork, meetingId: string) => Promise<void>;
  readonly columns?: (uow: UnitOfWork, loaded: LoadedMeeting, input: Input) => Partial<typeof meeting.$inferInsert>;
  readonly consequences?: (
    uow: UnitOfWork,
    moved: MeetingMoved & Pick<LoadedMeeting, 'home' | 'policy'>,
    input: Input,
    as: Role,
  ) => void | Promise<void>;
}

/** Moves one locked meeting, under a permission that was checked. */
export async function moveMeeting<Input>(
  uow: UnitOfWork,
  loaded: LoadedMeeting,
  input: Input,
  as: Role,
  move: MeetingMove<Input>,
): Promise<Result<MeetingMoved, MeetingMoveRefusal>> {
  const { meeting: before, home, policy } = loaded;
  const step = move.step(input);
  const decided = decideMeeting(await meetingFacts(uow, loaded, step.action), step);
  if (!decided.ok) return decided;
  const { state, startsAt, action } = decided.value;
  const [after] = await uow.tx
    .update(meeting)
    .set({ state, startsAt, ...(isOver(state) && { endedAt: uow.now }), ...move.columns?.(uow, loaded, input) })
    .where(eq(meeting.id, before.id))
    .returning();
  if (!after) throw new Error('a locked meeting was not found');
  await appendMeetingEvent(uow, before.id, as, { kind: action, ...('reason' in step && { reason: step.reason }) });
  record(uow, 'meeting', after, {
    action: move.name,
    as,
    communityId: after.communityId,
    facts: { from: before.state, to: state },
  });
  const moved: MeetingMoved = { before, meeting: after, change: decided.value };
  await move.consequences?.(uow, { ...moved, home, policy }, input, as);
  return { ok: true, value: moved };
}

/** A use case that moves one meeting. */
export const meetingCommand = <Input extends { readonly meetingId: string }>(
  move: MeetingMove<Input>,
): UseCase<Input, MeetingMoved, MeetingMoveRefusal> =>
  command<Input, LoadedMeeting, MeetingMoved, MeetingMoveRefusal>({
    name: move.name,
    load: async (uow, { meetingId }) => {
      await move.lockFirst?.(uow, meetingId);
      return lockMeeting(uow, meetingId);
    },
    target: meetingTarget,
    run: (uow, loaded, input, as) => moveMeeting(uow, loaded, input, as, move),
  });
