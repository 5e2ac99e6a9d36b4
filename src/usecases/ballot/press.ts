/**
 * 投票: one choice of one voter. Of the ballot nothing is locked or changed but the voter's own row, so that a thousand can
 * press at once; whether it is open is guarded by a lock they share and whoever closes it has alone.
 */
import { and, eq, or } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { newSalt, subjectOf } from '../../../db/digest.ts';
import { ballotEntry, vote } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { type Press, replaces, timeliness } from '../../domain/ballot/press.ts';
import { type ChoiceRefusal, readChoice } from '../../domain/ballot/question.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { command } from '../command.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { newReceipt, sealEnvelope } from './envelope.ts';
import {
  type BallotEntryRow,
  type BallotNotFound,
  type BallotRow,
  entryOf,
  frozenRules,
  type LoadedBallot,
  readBallot,
} from './read.ts';
import { shareVotes } from './run.ts';

export type VoteRow = typeof vote.$inferSelect;

export interface CastVote {
  readonly ballotId: string;
  /** In the canonical form of `domain/ballot/question.ts`. */
  readonly choice: string;
  readonly press: Press;
  /** Whose entry, where the voter holds somebody's proxy; her own without it. */
  readonly number?: number;
}

export type VoteRefusal =
  | BallotNotFound
  | ChoiceRefusal
  | { readonly kind: 'vote_not_open'; readonly state: BallotRow['state'] }
  | { readonly kind: 'vote_paused' }
  | { readonly kind: 'vote_too_late' }
  | { readonly kind: 'not_on_roll' }
  | { readonly kind: 'vote_recused' }
  /** Not in the room when the ballot was opened; from the next one on she is. */
  | { readonly kind: 'vote_not_present' }
  /** On paper, entered by two people already. */
  | { readonly kind: 'voted_on_paper' };

export interface Cast {
  readonly ballot: BallotRow;
  readonly receipt: string;
  readonly number: number;
  /** `kept`: a later press of the same person stands already. */
  readonly effect: 'first' | 'changed' | 'kept';
  /** The choice that stands now; of a secret ballot it is told to nobody. */
  readonly stands: string;
}

interface Voter extends LoadedBallot {
  readonly entry: BallotEntryRow;
}

export const castVote = command<CastVote, Voter, Cast, VoteRefusal>({
  name: 'ballot.vote',
  load: async (uow, { ballotId, number }) => {
    await shareVotes(uow, ballotId);
    const loaded = await readBallot(uow, ballotId);
    if (!loaded.ok) return loaded;
    const { personId } = uow.actor;
    const entry = personId ? await entryFor(uow, ballotId, personId, number) : undefined;
    return entry ? ok({ ...loaded.value, entry }) : err({ kind: 'not_on_roll' });
  },
  target: ({ ballot: { communityId } }) => ({ communityId }),
  run: async (uow, { ballot: row, entry, meeting }, { choice, press }): Promise<Result<Cast, VoteRefusal>> => {
    const refused = stateRefused(row, press) ?? entryRefused(entry, meeting !== undefined);
    if (refused) return err(refused);
    const read = readChoice(row.question, choice);
    if (!read.ok) return read;
    return save(uow, row, entry, read.value, press);
  },
});

async function entryFor(
  uow: UnitOfWork,
  ballotId: string,
  personId: string,
  number: number | undefined,
): Promise<BallotEntryRow | undefined> {
  if (number === undefined) return entryOf(uow, ballotId, personId);
  const [entry] = await uow.tx
    .select()
    .from(ballotEntry)
    .where(
      and(
        eq(ballotEntry.ballotId, ballotId),
        eq(ballotEntry.number, number),
        or(eq(ballotEntry.personId, personId), eq(ballotEntry.holderId, personId)),
      ),
    );
  return entry;
}

function stateRefused(row: BallotRow, press: Press): VoteRefusal | undefined {
  if (row.state === 'paused') return { kind: 'vote_paused' };
  const closesAt = row.closedAt ?? row.closesAt;
  const grace = row.rules
    ? Temporal.Duration.from({ seconds: frozenRules(row).graceSeconds })
    : new Temporal.Duration();
  // Closed a moment ago: what was pressed before still counts while it is on its way.
  if (row.state !== 'open' && (row.state !== 'closed' || !closesAt)) return { kind: 'vote_not_open', state: row.state };
  if (!row.openedAt) return { kind: 'vote_not_open', state: row.state };
  if (!closesAt) return undefined;
  return timeliness(press, { opensAt: row.openedAt, closesAt, grace }) === 'in_time'
    ? undefined
    : { kind: 'vote_too_late' };
}

function entryRefused(entry: BallotEntryRow, inMeeting: boolean): VoteRefusal | undefined {
  if (entry.recused) return { kind: 'vote_recused' };
  return inMeeting && entry.present !== true ? { kind: 'vote_not_present' } : undefined;
}

async function save(
  uow: UnitOfWork,
  row: BallotRow,
  { number }: BallotEntryRow,
  choice: string,
  press: Press,
): Promise<Result<Cast, VoteRefusal>> {
  const secret = row.form === 'secret';
  const kept = {
    ...(secret ? { envelope: sealEnvelope(uow.keys, row, number, choice) } : { choice }),
    accountId: press.accountId,
    pressedAt: press.pressedAt ?? null,
    receivedAt: press.receivedAt,
    sequence: JSON.stringify(press.sequence),
  };
  const [first] = await uow.tx
    .insert(vote)
    .values({
      id: newId(),
      ballotId: row.id,
      number,
      receipt: newReceipt(),
      channel: 'chat',
      ...kept,
      salt: newSalt(),
    })
    .onConflictDoNothing({ target: [vote.ballotId, vote.number] })
    .returning();
  if (first) {
    participated(uow, row, first);
    return ok({ ballot: row, number, receipt: first.receipt, effect: 'first', stands: choice });
  }
  const [standing] = await uow.tx
    .select()
    .from(vote)
    .where(and(eq(vote.ballotId, row.id), eq(vote.number, number)))
    .for('update');
  if (!standing) throw new Error('a vote that was in the way vanished');
  if (standing.channel === 'paper') return err({ kind: 'voted_on_paper' });
  const { receipt } = standing;
  if (!replaces(press, pressOf(standing)))
    return ok({ ballot: row, number, receipt, effect: 'kept', stands: standing.choice ?? '' });
  const [changed] = await uow.tx.update(vote).set(kept).where(eq(vote.id, standing.id)).returning();
  if (!changed) throw new Error('a locked vote vanished');
  // Of a secret ballot the ledger knows who took part, and that once.
  if (!secret) participated(uow, row, changed);
  return ok({ ballot: row, number, receipt, effect: 'changed', stands: choice });
}

function participated(uow: UnitOfWork, row: BallotRow, cast: VoteRow): void {
  record(uow, 'vote', cast, {
    action: 'ballot.vote',
    as: 'resident',
    communityId: row.communityId,
    facts: { ballot: subjectOf('ballot', row.id) },
  });
  if (row.form === 'open') uow.notices.push({ kind: 'ballot.voted', ballotId: row.id });
}

function pressOf({ accountId, pressedAt, receivedAt, sequence }: VoteRow): Press {
  if (!receivedAt) throw new Error('a vote cast in chat without the time it came');
  return {
    accountId: accountId ?? '',
    pressedAt: pressedAt ?? undefined,
    receivedAt,
    sequence: JSON.parse(sequence ?? '0') as Press['sequence'],
  };
}
