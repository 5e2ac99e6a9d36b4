/** From the review to the closing: the roll is frozen, people vote, and it is closed on time. */
import { createHash } from 'node:crypto';
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { ADVISORY_LOCK } from '../../../db/advisory-locks.ts';
import { newSalt, wordingOf } from '../../../db/digest.ts';
import { ballotEntry, ballotRecusal, votingProxy } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import type { FrozenRules } from '../../domain/ballot/electorate.ts';
import { proxiesInForce } from '../../domain/ballot/proxy.ts';
import { rollText } from '../../domain/ballot/roll.ts';
import { rulesOfKind } from '../../domain/meeting/rules.ts';
import { bodyOf } from '../../domain/meeting/voices.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { moveMeeting } from '../meeting/change.ts';
import { type Eligible, eligibleIn } from '../meeting/eligible.ts';
import { type LoadedMeeting, membersOf, openBallots, presentIn } from '../meeting/read.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { type BallotMove, ballotCommand, hasPartIn, moveBallot } from './change.ts';
import { newBallotKey } from './envelope.ts';
import { planPublication } from './publish-due.ts';
import {
  attendanceOf,
  type BallotEntryRow,
  type BallotRow,
  ballotSubject,
  entriesOf,
  frozenRules,
  type LoadedBallot,
} from './read.ts';
import { wrongEntries } from './wrong-entries.ts';

interface OnBallot {
  readonly ballotId: string;
}

/**
 * 审查: the supervision committee finds nothing against it; nobody reviews what he has a part in. `seen`: the words she was
 * shown, by `wordingOf`.
 */
export const reviewBallot = ballotCommand<
  OnBallot & { readonly seen?: string },
  /** It was put in other words since. */
  { readonly kind: 'ballot_reworded' }
>({
  name: 'ballot.review',
  guard: async (_uow, { ballot: row }, { seen }) =>
    row.state === 'draft' && seen !== undefined && seen !== wordingOf(row) ? { kind: 'ballot_reworded' } : undefined,
  step: async (_input, { ballot: row }, uow) => ({
    action: 'review',
    interested: await hasPartIn(uow, row, uow.actor.personId),
  }),
  columns: (uow) => ({ reviewedById: uow.actor.personId ?? null }),
  consequences: (uow, { ballot: row }) => {
    uow.notices.push({ kind: 'ballot.reviewed', ballotId: row.id });
  },
});

/** 名册冻结: who may vote is copied, the rules of today with it, and the roll's hash is given to everybody on it. */
const FREEZING: BallotMove<unknown> = {
  name: 'ballot.freeze-roll',
  step: () => ({ action: 'freeze_roll' }),
  facts: async (uow, loaded) => ({ rollSize: (await peopleFor(uow, loaded)).length }),
  columns: async (uow, loaded) => ({
    rules: rulesFor(loaded),
    rollHash: rollHash(await copyRoll(uow, loaded)),
    frozenAt: uow.now,
    ...(loaded.ballot.form === 'secret' && { keySealed: newBallotKey(uow.keys) }),
  }),
  consequences: (uow, { ballot: row }) => {
    uow.notices.push({ kind: 'ballot.frozen', ballotId: row.id });
  },
};
export const freezeRoll = ballotCommand<OnBallot>(FREEZING);
export const freezeLoaded = (uow: UnitOfWork, loaded: LoadedBallot, as: Role) =>
  moveBallot(uow, loaded, undefined, as, FREEZING);

/** Rows of one statement. */
const SLICE = 500;

/**
 * A second round has the roll of the first: who was eligible then decides it, whoever came or went since. Entries that were
 * found wrong are not on it again.
 */
async function peopleFor(
  uow: UnitOfWork,
  { ballot: row, home, meeting: held }: LoadedBallot,
): Promise<readonly Eligible[]> {
  if (row.revoteOf !== null) {
    const wrong = await wrongEntries(uow, row.revoteOf);
    return (await entriesOf(uow, row.revoteOf)).filter(({ number }) => !wrong.has(number));
  }
  return held ? votersOf(uow, held.id) : eligibleIn(uow, home.id, electorateOf(row));
}

async function copyRoll(uow: UnitOfWork, loaded: LoadedBallot): Promise<readonly BallotEntryRow[]> {
  const { ballot: row, home } = loaded;
  const people = await peopleFor(uow, loaded);
  for (let from = 0; from < people.length; from += SLICE) {
    const entries = await uow.tx
      .insert(ballotEntry)
      .values(
        people.slice(from, from + SLICE).map(({ personId, basis, basisId }, at) => ({
          id: newId(),
          ballotId: row.id,
          number: from + at + 1,
          personId,
          basis,
          basisId,
          salt: newSalt(),
        })),
      )
      .returning();
    for (const entry of entries)
      record(uow, 'ballot_entry', entry, { action: 'ballot.freeze-roll', as: 'system', communityId: home.id });
  }
  return entriesOf(uow, row.id);
}

function electorateOf({ electorate }: BallotRow): NonNullable<BallotRow['electorate']> {
  if (!electorate) throw new Error('a written ballot without an electorate');
  return electorate;
}

async function votersOf(uow: UnitOfWork, meetingId: string): Promise<readonly Eligible[]> {
  const members = await membersOf(uow, meetingId);
  return (
    members
      // Of a body whoever it named stands on the roll, whoever comes for it.
      .filter((member) => member.mayVote && member.part !== 'stand_in')
      .map(({ personId, basis, basisId }) => ({ personId, basis: basis === 'named' ? 'area' : basis, basisId }))
  );
}

/** SHA-256 of the roll's text; with the salt of her entry everybody can find her own line in it. */
export function rollHash(entries: readonly BallotEntryRow[]): string {
  const lines = entries.map(({ number, basis, personId, salt }) => ({
    number,
    basis,
    person: rollName(personId, salt),
  }));
  return createHash('sha256').update(rollText(lines)).digest('hex');
}

const rollName = (personId: string, salt: Uint8Array | null): string =>
  createHash('sha256')
    .update(salt ?? new Uint8Array())
    .update(personId)
    .digest('hex');

function rulesFor({ policy: { rules }, meeting: held, ballot: row }: LoadedBallot): FrozenRules {
  const keys = held && rulesOfKind(held.kind);
  const written =
    row.electorate?.from === 'households' ? 'ballot.written.quorum_households' : 'ballot.written.quorum_adults';
  return {
    quorum: rules.value(keys?.quorum ?? written),
    threshold: rules.value(keys?.threshold ?? 'ballot.written.threshold'),
    base: rules.value('ballot.base'),
    recusedCount: rules.value('ballot.recused_count_for_quorum'),
    castingVote: rules.value('ballot.casting_vote'),
    runOff: rules.value('meeting.election.run_off'),
    graceSeconds: rules.value('ballot.grace').value,
    breakdownCell: rules.value('ballot.breakdown_cell'),
  };
}

/**
 * 开始表决: who is in the room is frozen for this ballot, with the proxies in force and whoever is recused. From here on the
 * base it is measured against never moves.
 */
export const openBallot = ballotCommand<
  OnBallot & { readonly closesAt?: Temporal.Instant },
  { readonly kind: 'closing_in_past' }
>({
  name: 'ballot.open',
  guard: async (uow, { ballot: row }, { closesAt = row.closesAt }) =>
    closesAt && closesAt.epochMilliseconds <= uow.now.epochMilliseconds ? { kind: 'closing_in_past' } : undefined,
  step: () => ({ action: 'open' }),
  columns: async (uow, { ballot: row, meeting: held }, { closesAt }) => {
    await freezeRecusals(uow, row);
    return {
      openedAt: uow.now,
      ...(closesAt && { closesAt }),
      ...(held && { attendance: attendanceOf(await freezePresence(uow, row, held.id)) }),
    };
  },
  consequences: async (uow, { ballot: row, meeting: held, home, policy }, _input, as) => {
    if (held?.state === 'in_session') await toVoting(uow, { meeting: held, home, policy }, as);
    if (row.closesAt) planClosing(uow, row, row.closesAt);
    uow.notices.push({ kind: 'ballot.opened', ballotId: row.id });
  },
});

async function freezeRecusals(uow: UnitOfWork, row: BallotRow): Promise<void> {
  const upheld = await uow.tx
    .select({ personId: ballotRecusal.personId })
    .from(ballotRecusal)
    .where(and(eq(ballotRecusal.ballotId, row.id), eq(ballotRecusal.state, 'upheld')));
  if (upheld.length === 0) return;
  for (const entry of await uow.tx
    .update(ballotEntry)
    .set({ recused: true })
    .where(
      and(
        eq(ballotEntry.ballotId, row.id),
        inArray(
          ballotEntry.personId,
          upheld.map(({ personId }) => personId),
        ),
      ),
    )
    .returning())
    record(uow, 'ballot_entry', entry, { action: 'ballot.open', as: 'system', communityId: row.communityId });
}

async function freezePresence(uow: UnitOfWork, row: BallotRow, meetingId: string): Promise<readonly BallotEntryRow[]> {
  const present = await presentIn(uow, meetingId);
  const filed = await uow.tx
    .select({ grantor: votingProxy.grantorId, holder: votingProxy.holderId, revokedAt: votingProxy.revokedAt })
    .from(votingProxy)
    .where(eq(votingProxy.meetingId, meetingId));
  const entries = await entriesOf(uow, row.id);
  // Whoever stays out of a matter does not vote on it for another either.
  const out = new Set(entries.filter(({ recused }) => recused).map(({ personId }) => personId));
  const inForce = new Map(
    proxiesInForce(
      filed.filter(({ revokedAt, holder }) => revokedAt === null && !out.has(holder)),
      present,
    ).map(({ grantor, holder }) => [grantor, holder]),
  );
  const here = (await membersOf(uow, meetingId)).filter(({ personId }) => present.has(personId));
  const cameFor = new Map(here.map((member) => [bodyOf(member), member.personId]));
  const facts = entries.map(({ id, personId, basis, basisId }) => {
    const instead = basis === 'body' && basisId !== null && !present.has(personId) ? cameFor.get(basisId) : undefined;
    const holder = instead ?? inForce.get(personId) ?? null;
    return { id, present: present.has(personId) || holder !== null, holder };
  });
  for (let from = 0; from < facts.length; from += SLICE)
    await uow.tx.execute(
      sql`update ${ballotEntry} e set present = f.present, holder_id = f.holder
        from jsonb_to_recordset(${JSON.stringify(facts.slice(from, from + SLICE))}::text::jsonb) as f(id uuid, present boolean, holder uuid)
        where e.id = f.id`,
    );
  const frozen = await entriesOf(uow, row.id);
  for (const entry of frozen)
    record(uow, 'ballot_entry', entry, { action: 'ballot.open', as: 'system', communityId: row.communityId });
  return frozen;
}

async function toVoting(uow: UnitOfWork, loaded: LoadedMeeting, as: Role): Promise<void> {
  const moved = await moveMeeting(uow, loaded, undefined, as, {
    name: 'meeting.run',
    step: () => ({ action: 'begin_voting' }),
  });
  if (!moved.ok) throw new Error(`the meeting did not go over to voting: ${moved.error.kind}`);
}

export function planClosing(uow: UnitOfWork, row: BallotRow, closesAt: Temporal.Instant): void {
  uow.dueTimes.push({
    kind: 'ballot.closes',
    key: `ballot.closes:${row.id}:${closesAt}`,
    subject: ballotSubject(row.id),
    dueAt: closesAt,
    payload: { ballotId: row.id },
  });
}

export const pauseBallot = ballotCommand<OnBallot>({
  name: 'ballot.pause',
  step: () => ({ action: 'pause' }),
  consequences: (uow, { ballot: row }) => {
    uow.notices.push({ kind: 'ballot.paused', ballotId: row.id });
  },
});

export const resumeBallot = ballotCommand<OnBallot>({
  name: 'ballot.resume',
  step: () => ({ action: 'resume' }),
  consequences: (uow, { ballot: row }) => {
    uow.notices.push({ kind: 'ballot.resumed', ballotId: row.id });
  },
});

/**
 * Those who vote share it, whoever closes or counts has it alone; it is the only thing two voters have in common. It is taken
 * before the ballot's row: a vote that is saved waits for the row in its foreign key, and must not hold up whoever has it.
 */
export const shareVotes = ({ tx }: Pick<UnitOfWork, 'tx'>, ballotIds: readonly string[]): Promise<unknown> =>
  tx.execute(
    sql`select pg_advisory_xact_lock_shared(${ADVISORY_LOCK.ballot}, hash) from (
      select distinct hashtext(id) as hash from jsonb_array_elements_text(${JSON.stringify(ballotIds)}::text::jsonb) id order by 1) locks`,
  );
export const lockVotes = ({ tx }: UnitOfWork, ballotId: string): Promise<unknown> =>
  tx.execute(sql`select pg_advisory_xact_lock(${ADVISORY_LOCK.ballot}, hashtext(${ballotId}))`);

/** 截止: nothing pressed from now on counts; what is on its way may still arrive within the grace. */
export const closeBallot = ballotCommand<OnBallot>({
  name: 'ballot.close',
  lockFirst: lockVotes,
  step: () => ({ action: 'close' }),
  columns: (uow) => ({ closedAt: uow.now }),
  consequences: afterClosing,
});

/** By the clock: closed at the time that was announced, whenever this comes to run. The caller holds {@link lockVotes}. */
export async function closeOnTime(uow: UnitOfWork, loaded: LoadedBallot): Promise<void> {
  const closed = await moveBallot(uow, loaded, undefined, 'system', {
    name: 'ballot.close',
    step: () => ({ action: 'close' }),
    columns: () => ({ closedAt: loaded.ballot.closesAt ?? uow.now }),
    consequences: (unit, moved) => afterClosing(unit, moved, undefined, 'system'),
  });
  if (!closed.ok && closed.error.kind !== 'ballot_not_now' && closed.error.kind !== 'ballot_already')
    throw new Error(`the ballot did not close on time: ${closed.error.kind}`);
}

async function afterClosing(
  uow: UnitOfWork,
  { ballot: row, meeting: held, home, policy }: LoadedBallot,
  _input: unknown,
  as: Role,
): Promise<void> {
  uow.cancelled.push({ kind: 'ballot.closes', subject: ballotSubject(row.id) });
  if (held?.state === 'voting' && (await openBallots(uow, held.id)).length === 0) {
    const moved = await moveMeeting(uow, { meeting: held, home, policy }, undefined, as, {
      name: 'meeting.run',
      step: () => ({ action: 'end_voting' }),
    });
    if (!moved.ok) throw new Error(`the meeting did not go on after the vote: ${moved.error.kind}`);
  }
  const closedAt = row.closedAt ?? uow.now;
  planCount(uow, row, closedAt.add({ seconds: frozenRules(row).graceSeconds + 1 }), 0);
  planPublication(uow, row, policy);
  uow.notices.push({ kind: 'ballot.closed', ballotId: row.id });
}

export function planCount(uow: UnitOfWork, row: BallotRow, at: Temporal.Instant, attempt: number): void {
  uow.dueTimes.push({
    kind: 'ballot.count',
    key: `ballot.count:${row.id}:${row.closedAt}:${attempt}`,
    subject: ballotSubject(row.id),
    dueAt: at,
    payload: { ballotId: row.id, attempt },
  });
}
