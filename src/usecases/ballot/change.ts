/** What every change of a ballot has in common: lock it, decide, save, keep its history, write the ledger line. */
import { and, count, desc, eq, inArray, lte, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { rowsOf } from '../../../db/client.ts';
import { newSalt } from '../../../db/digest.ts';
import {
  ballot,
  ballotEntry,
  ballotEvent,
  ballotObjection,
  ballotRecusal,
  inbox,
  ledgerPending,
  meetingItem,
  paperEntry,
  vote,
} from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import {
  type BallotChange,
  type BallotFacts,
  type BallotRefusal,
  type BallotStep,
  decideBallot,
} from '../../domain/ballot/decide.ts';
import { graceOver } from '../../domain/ballot/press.ts';
import { hasQuorum } from '../../domain/ballot/roll.ts';
import { followsSeats } from '../../domain/meeting/kinds.ts';
import { isBeforeCheckIn, takesArranging } from '../../domain/meeting/states.ts';
import type { Target } from '../../domain/permissions/permit.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import type { Command } from '../../domain/permissions/table.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { command, type UseCase } from '../command.ts';
import { quorumOf } from '../meeting/read.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import {
  attendanceOf,
  type BallotNotFound,
  type BallotRow,
  ballotSubject,
  entriesOf,
  frozenRules,
  type LoadedBallot,
  lockBallot,
} from './read.ts';

/** The chair of its meeting runs it as well as the committee; a written one, whoever drafted it. */
export const ballotTarget = ({ ballot: row, meeting }: LoadedBallot): Target => {
  const owner = meeting ? meeting.chairId : row.draftedById;
  return { communityId: row.communityId, ...(owner !== null && { ownerPersonId: owner }) };
};

/** What the history of a ballot is made of: its moves, and what was done with it besides. */
type BallotLine = BallotChange['action'] | 'draft' | 'put_again' | 'seated' | 'paper' | 'papers_aside' | 'recusal';

/** Appends to the ballot's history; the caller holds its lock. */
export async function appendBallotEvent(
  uow: UnitOfWork,
  ballotId: string,
  as: Role,
  line: {
    readonly kind: BallotLine;
    readonly reason?: string;
  },
): Promise<void> {
  const [row] = await uow.tx
    .insert(ballotEvent)
    .values({
      id: newId(),
      ballotId,
      at: uow.now,
      kind: line.kind,
      byRole: as,
      byPersonId: uow.actor.personId ?? null,
      reasonSealed: line.reason === undefined ? null : uow.keys.seal('ballot_event.reason', line.reason),
      ordinal: sql`(select coalesce(max(ordinal), 0) + 1 from ${ballotEvent} where ballot_id = ${ballotId})`,
      salt: newSalt(),
    })
    .returning();
  if (!row) throw new Error('the history line was not returned');
  record(uow, 'ballot_event', row, { action: 'ballot.history', as, facts: { kind: line.kind } });
}

/** Everything {@link decideBallot} asks for; what only one step needs is read for that step alone. */
async function ballotFacts(uow: UnitOfWork, loaded: LoadedBallot, action: BallotStep['action']): Promise<BallotFacts> {
  const { ballot: row, meeting } = loaded;
  const inSession = meeting !== undefined && ['in_session', 'voting'].includes(meeting.state);
  const over = meeting !== undefined && !takesArranging(meeting.state);
  const facts: BallotFacts = {
    state: row.state,
    binding: row.binding,
    onAgenda: false,
    ...(meeting && { meeting: { inSession, over, quorate: false } }),
    undecidedRecusals: 0,
    recusalsBreakQuorum: false,
    rollSize: 0,
    rollMoves: false,
    everyPressHandled: false,
    papersWait: false,
    sealed: false,
    openObjections: 0,
    objectionTimeOver: row.objectionUntil !== null && Temporal.Instant.compare(row.objectionUntil, uow.now) <= 0,
  };
  switch (action) {
    case 'freeze_roll':
      return {
        ...facts,
        onAgenda: await onAgenda(uow, row),
        // A second round has the roll of the first, whoever sits there since.
        rollMoves:
          row.revoteOf === null && meeting !== undefined && isBeforeCheckIn(meeting.state) && followsSeats(meeting),
      };
    case 'open':
    case 'resume': {
      const { roll } = attendanceOf(await entriesOf(uow, row.id));
      const recused = await recusals(uow, row.id, 'upheld');
      const all = { roll, present: roll, recused, recusedPresent: recused };
      return {
        ...facts,
        ...(meeting && {
          meeting: { inSession, over, quorate: (await quorumOf(uow, { ...loaded, meeting })).reached },
        }),
        undecidedRecusals: await recusals(uow, row.id, 'asked'),
        recusalsBreakQuorum: recused > 0 && !hasQuorum(all, { quorum: frozenRules(row).quorum, recusedCount: false }),
        rollSize: roll,
      };
    }
    case 'count':
      return {
        ...facts,
        everyPressHandled: await everyPressHandled(uow, row),
        papersWait: await papersWait(uow, row.id),
      };
    case 'declare':
      return { ...facts, sealed: await isSealed(uow, row.id) };
    case 'finalise':
      return { ...facts, openObjections: await openObjections(uow, row.id) };
    default:
      return facts;
  }
}

/** It stood in a notice of the meeting, whichever date that was for. */
async function onAgenda({ tx }: UnitOfWork, { itemId }: BallotRow): Promise<boolean> {
  if (itemId === null) return false;
  const [item] = await tx
    .select({ round: meetingItem.noticedRound })
    .from(meetingItem)
    .where(eq(meetingItem.id, itemId));
  return item !== undefined && item.round !== null;
}

async function recusals({ tx }: UnitOfWork, ballotId: string, state: 'asked' | 'upheld'): Promise<number> {
  const [row] = await tx
    .select({ n: count() })
    .from(ballotRecusal)
    .where(and(eq(ballotRecusal.ballotId, ballotId), eq(ballotRecusal.state, state)));
  return row?.n ?? 0;
}

async function openObjections({ tx }: UnitOfWork, ballotId: string): Promise<number> {
  const [row] = await tx
    .select({ n: count() })
    .from(ballotObjection)
    .where(and(eq(ballotObjection.ballotId, ballotId), eq(ballotObjection.state, 'open')));
  return row?.n ?? 0;
}

/** The grace is over, and nothing that was received by then still waits: it is done, or parked and listed. */
async function everyPressHandled(uow: UnitOfWork, row: BallotRow): Promise<boolean> {
  const { closedAt } = row;
  if (!closedAt) return false;
  const grace = Temporal.Duration.from({ seconds: frozenRules(row).graceSeconds });
  if (!graceOver({ closesAt: closedAt, grace }, uow.now)) return false;
  // When events came is kept in real time, and the ballot's times may run ahead of it: so long ago is the same in both.
  const since = uow.now.since(closedAt.add(grace)).total('milliseconds');
  const [waiting] = await uow.tx
    .select({ seq: inbox.seq })
    .from(inbox)
    .where(and(eq(inbox.state, 'pending'), lte(inbox.receivedAt, sql`now() - ${since} * interval '1 millisecond'`)))
    .limit(1);
  return waiting === undefined;
}

/** Somebody entered papers since they were last left out, and no second person wrote the same. */
export async function papersWait({ tx }: Pick<UnitOfWork, 'tx'>, ballotId: string): Promise<boolean> {
  const [agreed] = await tx
    .select({ id: paperEntry.id })
    .from(paperEntry)
    .where(and(eq(paperEntry.ballotId, ballotId), eq(paperEntry.state, 'agreed')))
    .limit(1);
  if (agreed) return false;
  const [last] = await tx
    .select({ kind: ballotEvent.kind })
    .from(ballotEvent)
    .where(and(eq(ballotEvent.ballotId, ballotId), inArray(ballotEvent.kind, ['paper', 'papers_aside'])))
    .orderBy(desc(ballotEvent.ordinal))
    .limit(1);
  return last?.kind === 'paper';
}

/** Everything the chain is to know of this ballot has its place in it. */
async function isSealed({ tx }: UnitOfWork, ballotId: string): Promise<boolean> {
  const [open] = await rowsOf(
    tx,
    sql`select 1 from ${ledgerPending} p where p.subject = ${ballotSubject(ballotId)}
        or p.subject in (select 'vote:' || id from ${vote} where ballot_id = ${ballotId})
        or p.subject in (select 'ballot_entry:' || id from ${ballotEntry} where ballot_id = ${ballotId})
        or p.subject in (select 'paper_entry:' || id from ${paperEntry} where ballot_id = ${ballotId})
      limit 1`,
  );
  return open === undefined;
}

export type BallotMoveRefusal = BallotRefusal | BallotNotFound;

export interface BallotMoved extends LoadedBallot {
  readonly before: BallotRow;
}

type Columns = Partial<typeof ballot.$inferInsert>;

export interface BallotMove<Input> {
  readonly name: Command;
  readonly step: (input: Input, loaded: LoadedBallot, uow: UnitOfWork) => BallotStep | Promise<BallotStep>;
  /** What only this step knows of. */
  readonly facts?: (uow: UnitOfWork, loaded: LoadedBallot) => Promise<Partial<BallotFacts>>;
  readonly columns?: (uow: UnitOfWork, loaded: LoadedBallot, input: Input) => Columns | Promise<Columns>;
  readonly consequences?: (uow: UnitOfWork, moved: BallotMoved, input: Input, as: Role) => void | Promise<void>;
}

/** Moves one locked ballot, under a permission that was checked. */
export async function moveBallot<Input>(
  uow: UnitOfWork,
  loaded: LoadedBallot,
  input: Input,
  as: Role,
  move: BallotMove<Input>,
): Promise<Result<BallotMoved, BallotMoveRefusal>> {
  const { ballot: before } = loaded;
  const step = await move.step(input, loaded, uow);
  const facts = { ...(await ballotFacts(uow, loaded, step.action)), ...(await move.facts?.(uow, loaded)) };
  const decided = decideBallot(facts, step);
  if (!decided.ok) return decided;
  const { state, action } = decided.value;
  const over = state === 'final' || state === 'withdrawn';
  const [after] = await uow.tx
    .update(ballot)
    .set({ state, ...(over && { endedAt: uow.now }), ...(await move.columns?.(uow, loaded, input)) })
    .where(eq(ballot.id, before.id))
    .returning();
  if (!after) throw new Error('a locked ballot was not found');
  await appendBallotEvent(uow, before.id, as, { kind: action, ...('reason' in step && { reason: step.reason }) });
  record(uow, 'ballot', after, {
    action: move.name,
    as,
    communityId: after.communityId,
    facts: { from: before.state, to: state },
  });
  const moved: BallotMoved = { ...loaded, ballot: after, before };
  await move.consequences?.(uow, moved, input, as);
  return ok(moved);
}

/** A use case that moves one ballot. */
export const ballotCommand = <
  Input extends { readonly ballotId: string },
  Refusal extends { readonly kind: string } = BallotNotFound,
>(
  move: BallotMove<Input> & {
    readonly guard?: (uow: UnitOfWork, loaded: LoadedBallot, input: Input) => Promise<Refusal | undefined>;
    /** Taken before the ballot's own lock. */
    readonly lockFirst?: (uow: UnitOfWork, ballotId: string) => Promise<unknown>;
  },
): UseCase<Input, BallotMoved, BallotMoveRefusal | Refusal> =>
  command<Input, LoadedBallot, BallotMoved, BallotMoveRefusal | Refusal>({
    name: move.name,
    load: async (uow, { ballotId }) => {
      await move.lockFirst?.(uow, ballotId);
      return lockBallot(uow, ballotId);
    },
    target: ballotTarget,
    run: async (uow, loaded, input, as) => {
      const refused = await move.guard?.(uow, loaded, input);
      return refused ? err(refused) : moveBallot(uow, loaded, input, as, move);
    },
  });

/** Whether somebody has a part in the matter: she drafted it, stands in it, or is recused from it. */
export async function hasPartIn(uow: UnitOfWork, row: BallotRow, personId: string | undefined): Promise<boolean> {
  if (!personId || row.draftedById === personId) return true;
  if (row.options.some((option) => option.personId === personId)) return true;
  const [recused] = await uow.tx
    .select({ id: ballotRecusal.id })
    .from(ballotRecusal)
    .where(
      and(
        eq(ballotRecusal.ballotId, row.id),
        eq(ballotRecusal.personId, personId),
        inArray(ballotRecusal.state, ['asked', 'upheld']),
      ),
    );
  return recused !== undefined;
}
