/** From the closing to the final result: counted, verified by the supervision committee, declared over sealed entries, published. */
import { and, eq, count as many, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { ballotEntry, meeting, vote } from '../../../db/schema/index.ts';
import type { Attendance } from '../../domain/ballot/roll.ts';
import { afterErrors, type Choices, type CountedBallot, count, type Outcome } from '../../domain/ballot/tally.ts';
import { carryOut, carryOutWritten } from '../meeting/follow-up.ts';
import type { PeriodKey } from '../policies.ts';
import type { DuePayloads, UnitOfWork } from '../unit-of-work.ts';
import { roundAfter } from './again.ts';
import { ballotCommand, hasPartIn, moveBallot } from './change.ts';
import { openChoices, openEnvelopes } from './choices.ts';
import { type BallotRow, ballotSubject, type LoadedBallot, lockBallot } from './read.ts';
import { closeOnTime, lockVotes, planCount } from './run.ts';
import { wrongEntries } from './wrong-entries.ts';

const OBJECTION: PeriodKey = 'ballot.objection';

/** Waited for what is still on its way; an event that cannot be handled is parked before that many tries are over. */
const AGAIN_SECONDS = 2;

/** 计票: opens all envelopes at once, and keeps of a secret ballot nothing but how often each choice was made. */
export async function ballotCount(uow: UnitOfWork, { ballotId, attempt }: DuePayloads['ballot.count']): Promise<void> {
  await lockVotes(uow, ballotId);
  const loaded = await lockBallot(uow, ballotId);
  if (!loaded.ok || loaded.value.ballot.state !== 'closed') return;
  const counted = await moveBallot(uow, loaded.value, undefined, 'system', {
    name: 'ballot.count',
    step: () => ({ action: 'count' }),
    columns: (unit, { ballot: row }) => countColumns(unit, row),
    consequences: (unit, { ballot: row }) => {
      unit.notices.push({ kind: 'ballot.to-verify', ballotId: row.id });
    },
  });
  if (counted.ok) return;
  // It goes on when a second person has entered them, or somebody said why they are left out.
  if (counted.error.kind === 'ballot_papers_wait') {
    uow.notices.push({ kind: 'ballot.papers-wait', ballotId });
    return;
  }
  if (counted.error.kind !== 'ballot_presses_on_the_way') throw new Error(`not counted: ${counted.error.kind}`);
  planCount(uow, loaded.value.ballot, uow.now.add({ seconds: AGAIN_SECONDS }), attempt + 1);
}

async function countColumns(uow: UnitOfWork, row: BallotRow) {
  const choices = row.form === 'secret' ? await openEnvelopes(uow, row) : await openChoices(uow, row);
  const attendance = row.attendance ?? (await repliesOf(uow, row));
  const chair = await chairsChoice(uow, row);
  return {
    choices,
    attendance,
    result: count(countedBallot({ ...row, attendance, choices }, chair)),
    countedAt: uow.now,
    verifiedById: null,
  };
}

/** A ballot that was counted, as the domain counts it and as it is exported for others to count. */
export function countedBallot(
  row: Pick<BallotRow, 'question' | 'attendance' | 'choices' | 'rules' | 'runOff'>,
  chair?: string,
): CountedBallot {
  const { question, attendance, choices, rules, runOff } = row;
  if (!attendance || !choices || !rules) throw new Error('this ballot is not counted yet');
  return {
    question,
    attendance,
    choices: new Map(choices) satisfies Choices,
    rules,
    ...(runOff && { runOff }),
    ...(chair !== undefined && { chair }),
  };
}

/** In a written ballot whoever replied is present; counted by the database, however long the roll is. */
async function repliesOf({ tx }: UnitOfWork, row: BallotRow): Promise<Attendance> {
  const [counted] = await tx
    .select({
      roll: many(),
      present: many(vote.number),
      recused: sql<number>`count(*) filter (where ${ballotEntry.recused})`.mapWith(Number),
      recusedPresent: sql<number>`count(${vote.number}) filter (where ${ballotEntry.recused})`.mapWith(Number),
    })
    .from(ballotEntry)
    .leftJoin(vote, and(eq(vote.ballotId, ballotEntry.ballotId), eq(vote.number, ballotEntry.number)))
    .where(eq(ballotEntry.ballotId, row.id));
  return counted ?? { roll: 0, present: 0, recused: 0, recusedPresent: 0 };
}

/** With a casting vote the chair's own open choice decides a tie. */
export async function chairsChoice({ tx }: Pick<UnitOfWork, 'tx'>, row: BallotRow): Promise<string | undefined> {
  if (row.form === 'secret' || !row.rules?.castingVote || !row.meetingId) return undefined;
  const [cast] = await tx
    .select({ choice: vote.choice })
    .from(vote)
    .innerJoin(ballotEntry, and(eq(ballotEntry.ballotId, vote.ballotId), eq(ballotEntry.number, vote.number)))
    .innerJoin(meeting, sql`coalesce(${meeting.chairedById}, ${meeting.chairId}) = ${ballotEntry.personId}`)
    .where(and(eq(vote.ballotId, row.id), eq(meeting.id, row.meetingId)));
  return cast?.choice ?? undefined;
}

/** 监督确认: agrees with the count; nobody signs off what he has a part in. */
export const verifyBallot = ballotCommand<{ readonly ballotId: string }>({
  name: 'ballot.verify',
  step: async (_input, { ballot: row }, uow) => ({
    action: 'verify',
    interested: await hasPartIn(uow, row, uow.actor.personId),
  }),
  columns: (uow) => ({ verifiedById: uow.actor.personId ?? null }),
  consequences: (uow, { ballot: row }) => planDeclaration(uow, row, uow.now, 0),
});

/** 重新计票: of an open ballot from the votes themselves; of a secret one from the counted choices, for nothing else is left. */
export const recountBallot = ballotCommand<{ readonly ballotId: string; readonly reason: string }>({
  name: 'ballot.recount',
  step: ({ reason }) => ({ action: 'recount', reason }),
  columns: async (uow, { ballot: row }) => {
    const choices = row.form === 'secret' ? row.choices : await openChoices(uow, row);
    const chair = await chairsChoice(uow, row);
    return {
      choices,
      result: count(countedBallot({ ...row, choices }, chair)),
      countedAt: uow.now,
      verifiedById: null,
      outcome: null,
    };
  },
  consequences: (uow, { ballot: row }) => {
    uow.cancelled.push({ kind: 'ballot.final', subject: ballotSubject(row.id) });
    uow.notices.push({ kind: 'ballot.to-verify', ballotId: row.id });
  },
});

function planDeclaration(uow: UnitOfWork, row: BallotRow, at: Temporal.Instant, attempt: number): void {
  uow.dueTimes.push({
    kind: 'ballot.declare',
    key: `ballot.declare:${row.id}:${row.countedAt}:${row.verifiedById}:${attempt}`,
    subject: ballotSubject(row.id),
    dueAt: at,
    payload: { ballotId: row.id, attempt },
  });
}

/** 宣布: once all that the result rests on has its place in the chain; and published with it. */
export async function ballotDeclare(
  uow: UnitOfWork,
  { ballotId, attempt }: DuePayloads['ballot.declare'],
): Promise<void> {
  const loaded = await lockBallot(uow, ballotId);
  if (!loaded.ok || loaded.value.ballot.state !== 'verified') return;
  const declared = await moveBallot(uow, loaded.value, undefined, 'system', {
    name: 'ballot.declare',
    step: () => ({ action: 'declare' }),
    columns: async (unit, { ballot: row }) => ({ outcome: await outcomeOf(unit, row), declaredAt: unit.now }),
  });
  if (!declared.ok) {
    if (declared.error.kind !== 'ballot_not_sealed') throw new Error(`not declared: ${declared.error.kind}`);
    planDeclaration(uow, loaded.value.ballot, uow.now.add({ seconds: AGAIN_SECONDS }), attempt + 1);
    return;
  }
  await publish(uow, { ...loaded.value, ballot: declared.value.ballot });
}

/** As it was counted, unless wrong entries that upheld objections have shown could have made it. */
export async function outcomeOf(uow: Pick<UnitOfWork, 'tx'>, { id, result }: BallotRow): Promise<Outcome> {
  if (!result) throw new Error('an outcome before the count');
  return afterErrors(result, (await wrongEntries(uow, id)).size);
}

export async function publish(uow: UnitOfWork, loaded: LoadedBallot): Promise<void> {
  const until = loaded.policy.after(uow.now, OBJECTION).at;
  const published = await moveBallot(uow, loaded, undefined, 'system', {
    name: 'ballot.publish',
    step: () => ({ action: 'publish' }),
    columns: (unit) => ({ publishedAt: unit.now, objectionUntil: until }),
    consequences: async (unit, moved) => {
      const { ballot: row } = moved;
      planFinal(unit, row, until);
      const round = await roundAfter(unit, moved);
      unit.notices.push({ kind: 'ballot.declared', ballotId: row.id, ...(round && { again: round.kind }) });
    },
  });
  if (!published.ok) throw new Error(`not published: ${published.error.kind}`);
}

export function planFinal(uow: UnitOfWork, row: BallotRow, at: Temporal.Instant): void {
  uow.dueTimes.push({
    kind: 'ballot.final',
    // What was counted again and published on the same day ends at the same time, and its first plan was called off.
    key: `ballot.final:${row.id}:${row.publishedAt}:${at}`,
    subject: ballotSubject(row.id),
    dueAt: at,
    payload: { ballotId: row.id },
  });
}

/** 生效: nobody objects any more, or all objections are answered; the key of the envelopes is destroyed. */
export async function ballotFinal(uow: UnitOfWork, { ballotId }: DuePayloads['ballot.final']): Promise<void> {
  const loaded = await lockBallot(uow, ballotId);
  if (!loaded.ok || loaded.value.ballot.state !== 'published') return;
  const done = await moveBallot(uow, loaded.value, undefined, 'system', {
    name: 'ballot.finalise',
    step: () => ({ action: 'finalise' }),
    columns: () => ({ keySealed: null }),
    consequences: async (unit, { ballot: row, meeting: held, home, policy }) => {
      unit.notices.push({ kind: 'ballot.final', ballotId: row.id });
      if (!row.binding || row.outcome !== 'passed') return;
      await (held
        ? carryOut(unit, { meeting: held, home, policy }, row)
        : carryOutWritten(unit, { home, policy }, row));
    },
  });
  // Whoever decides the last objection plans it anew.
  if (!done.ok && done.error.kind !== 'ballot_objections_open') throw new Error(`not final: ${done.error.kind}`);
}

export async function ballotCloses(uow: UnitOfWork, { ballotId }: DuePayloads['ballot.closes']): Promise<void> {
  await lockVotes(uow, ballotId);
  const loaded = await lockBallot(uow, ballotId);
  if (loaded.ok) await closeOnTime(uow, loaded.value);
}

/** Whose papers and presses are in: the participation register, which alone drives reminders. */
export async function votedNumbers({ tx }: Pick<UnitOfWork, 'tx'>, ballotId: string): Promise<ReadonlySet<number>> {
  const rows = await tx.select({ number: vote.number }).from(vote).where(eq(vote.ballotId, ballotId));
  return new Set(rows.map(({ number }) => number));
}
