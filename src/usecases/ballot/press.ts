/**
 * 投票: one choice of one voter. Of the ballot nothing is locked or changed but the voter's own row, so that a thousand can
 * press at once; whether it is open is guarded by a lock they share and whoever closes it has alone.
 */
import { Temporal } from 'temporal-polyfill';
import { newSalt, subjectOf } from '../../../db/digest.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { type Press, replaces, timeliness } from '../../domain/ballot/press.ts';
import { type ChoiceRefusal, readChoice } from '../../domain/ballot/question.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { command } from '../command.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { newReceipt, sealEnvelope } from './envelope.ts';
import { type BallotEntryRow, type BallotNotFound, type BallotRow, frozenRules } from './read.ts';
import { readVoters, type VoteRow, type Voter, voterName, writeVotes } from './voters.ts';

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
  /** Nobody's account, or no longer hers: whether she is on the roll cannot be said. */
  | { readonly kind: 'account_not_bound' }
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

export const castVote = command<CastVote, Voter, Cast, VoteRefusal>({
  name: 'ballot.vote',
  load: async (uow, { ballotId, number }) => {
    const { personId } = uow.actor;
    if (personId === undefined) return err({ kind: 'account_not_bound' });
    const wish = { ballotId, personId, ...(number !== undefined && { number }) };
    const name = voterName(wish);
    return uow.ahead?.voters.get(name) ?? (await readVoters(uow, [wish])).get(name) ?? err({ kind: 'not_on_roll' });
  },
  target: ({ ballot: { communityId } }) => ({ communityId }),
  run: async (uow, voter, { choice, press }): Promise<Result<Cast, VoteRefusal>> => {
    const { ballot: row, entry, meeting } = voter;
    const refused = stateRefused(row, press) ?? entryRefused(entry, meeting !== undefined);
    if (refused) return err(refused);
    const read = readChoice(row.question, choice);
    if (!read.ok) return read;
    return save(uow, voter, read.value, press);
  },
});

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

async function save(uow: UnitOfWork, voter: Voter, choice: string, press: Press): Promise<Result<Cast, VoteRefusal>> {
  const { ballot: row, entry, standing } = voter;
  const { number } = entry;
  if (standing?.channel === 'paper') return err({ kind: 'voted_on_paper' });
  if (standing && !replaces(press, pressOf(standing)))
    return ok({ ballot: row, number, receipt: standing.receipt, effect: 'kept', stands: standing.choice ?? '' });
  const secret = row.form === 'secret';
  const cast: VoteRow = {
    ...(standing ?? { id: newId(), ballotId: row.id, number, receipt: newReceipt(), channel: 'chat', salt: newSalt() }),
    choice: secret ? null : choice,
    envelope: secret ? sealEnvelope(uow.keys, row, number, choice) : null,
    accountId: press.accountId,
    pressedAt: press.pressedAt ?? null,
    receivedAt: press.receivedAt,
    sequence: JSON.stringify(press.sequence),
  };
  voter.standing = cast;
  const change = { row: cast, first: standing === undefined };
  if (uow.ahead) uow.ahead.votes.push(change);
  else await writeVotes(uow.tx, [change]);
  // Of a secret ballot the ledger knows who took part, and that once.
  if (!secret || !standing) participated(uow, row, cast);
  const effect = standing ? 'changed' : 'first';
  return ok({ ballot: row, number, receipt: cast.receipt, effect, stands: choice });
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
