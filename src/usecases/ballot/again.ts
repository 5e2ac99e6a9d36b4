/**
 * 重新表决、第二轮选举: what was tied or void is put again in the same words, the seats an election left empty between the next names.
 * One step: the text was reviewed already and the roll is that of the first round, so it goes back to the frozen roll at once.
 */
import { and, asc, eq, inArray, ne } from 'drizzle-orm';
import { newSalt } from '../../../db/digest.ts';
import { ballot, ballotRecusal } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { type NextRound, nextRound } from '../../domain/ballot/again.ts';
import { isPublished } from '../../domain/ballot/states.ts';
import { isOver } from '../../domain/meeting/states.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { command } from '../command.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { appendBallotEvent, type BallotMoveRefusal, ballotTarget } from './change.ts';
import { lockNumbersOf, nextNumber } from './numbers.ts';
import { type BallotNotFound, type BallotRow, type LoadedBallot, lockBallot } from './read.ts';
import { freezeLoaded } from './run.ts';

export type AgainRefusal =
  | BallotMoveRefusal
  | BallotNotFound
  /** It was decided, or put again as often as the rule allows (`ballot.revotes`). */
  | { readonly kind: 'revote_not_possible' }
  /** What is put again belongs to the same meeting, and that is over. */
  | { readonly kind: 'revote_meeting_over' };

export const putAgain = command<{ readonly ballotId: string }, LoadedBallot, BallotRow, AgainRefusal>({
  name: 'ballot.put-again',
  load: async (uow, { ballotId }) => {
    await lockNumbersOf(uow, ballotId);
    return lockBallot(uow, ballotId);
  },
  target: ballotTarget,
  run: async (uow, first, _input, as): Promise<Result<BallotRow, AgainRefusal>> => {
    const round = await roundAfter(uow, first);
    if (!round) return err({ kind: 'revote_not_possible' });
    if (first.meeting && isPastVoting(first.meeting.state)) return err({ kind: 'revote_meeting_over' });
    const row = await insertRound(uow, first.ballot, round, as);
    await sameRecusals(uow, first.ballot.id, row);
    const frozen = await freezeLoaded(uow, { ...first, ballot: row }, as);
    return frozen.ok ? ok(frozen.value.ballot) : frozen;
  },
});

const isPastVoting = (state: NonNullable<LoadedBallot['meeting']>['state']): boolean =>
  isOver(state) || ['closed', 'minutes_draft', 'minutes_confirmed', 'published', 'follow_up'].includes(state);

/** Undefined where nothing is left to put again. */
export async function roundAfter(
  { tx }: Pick<UnitOfWork, 'tx'>,
  { ballot: row, policy }: Pick<LoadedBallot, 'ballot' | 'policy'>,
): Promise<NextRound | undefined> {
  const round = isPublished(row.state) ? nextRound(row) : undefined;
  if (!round) return undefined;
  // What is void decided nothing, so it is no round either.
  if (row.outcome !== 'void' && (await roundsBefore(tx, row)) >= policy.rules.value('ballot.revotes')) return undefined;
  const [already] = await tx
    .select({ id: ballot.id })
    .from(ballot)
    .where(and(eq(ballot.revoteOf, row.id), ne(ballot.state, 'withdrawn')));
  return already ? undefined : round;
}

async function roundsBefore(tx: UnitOfWork['tx'], row: BallotRow): Promise<number> {
  let rounds = 0;
  for (let id = row.revoteOf; id !== null; ) {
    const [before]: Pick<BallotRow, 'revoteOf' | 'outcome'>[] = await tx
      .select({ revoteOf: ballot.revoteOf, outcome: ballot.outcome })
      .from(ballot)
      .where(eq(ballot.id, id));
    if (before?.outcome !== 'void') rounds += 1;
    id = before?.revoteOf ?? null;
  }
  return rounds;
}

function insertRound(uow: UnitOfWork, first: BallotRow, round: NextRound, as: Role): Promise<BallotRow> {
  const keep = round.kind === 'run_off' ? round.keep : first.options.map((_, at) => at + 1);
  return insertAgain(uow, first, as, {
    question: round.question,
    options: keep.flatMap((option) => first.options[option - 1] ?? []),
    closesAt: closingOf(uow, first),
    revoteOf: first.id,
    runOff: round.kind === 'run_off' || first.runOff,
    draftedAs: as,
    kind: round.kind,
  });
}

/**
 * The same motion under a number of its own, reviewed as it was: whoever drafted it still has a part in it, whoever pressed the
 * button. The caller holds the numbers' lock.
 * @param other what is not as it was, and for the record which kind of round it is
 */
export async function insertAgain(
  uow: UnitOfWork,
  before: BallotRow,
  as: Role,
  {
    kind,
    ...other
  }: Partial<Pick<BallotRow, 'question' | 'options' | 'closesAt' | 'revoteOf' | 'runOff' | 'draftedAs'>> & {
    readonly kind?: NextRound['kind'];
  } = {},
): Promise<BallotRow> {
  const { title, text, question, options, form, binding, electorate, closesAt, revoteOf, runOff } = before;
  const { communityId, meetingId, itemId, fillsBodyId, fillsRole, reviewedById, draftedAs, draftedById, chatId } =
    before;
  const [row] = await uow.tx
    .insert(ballot)
    .values({
      id: newId(),
      number: nextNumber(communityId),
      state: 'reviewed',
      ...{ communityId, meetingId, itemId, title, text, question, options, form, binding, electorate, closesAt },
      ...{ revoteOf, runOff, fillsBodyId, fillsRole, reviewedById, draftedAs, draftedById, chatId },
      ...other,
      createdAt: uow.now,
      salt: newSalt(),
    })
    .returning();
  if (!row) throw new Error('the ballot was not returned');
  await appendBallotEvent(uow, row.id, as, { kind: 'put_again' });
  record(uow, 'ballot', row, {
    action: 'ballot.put-again',
    as,
    communityId,
    facts: { number: row.number, after: before.number, ...(kind && { kind }) },
  });
  return row;
}

/** A written one is open as long as the first was. */
function closingOf({ now }: UnitOfWork, { meetingId, openedAt, closedAt }: BallotRow): BallotRow['closesAt'] {
  return meetingId === null && openedAt && closedAt ? now.add(openedAt.until(closedAt)) : null;
}

/** Whoever had a part in the matter still has. */
export async function sameRecusals(
  uow: UnitOfWork,
  firstId: string,
  row: BallotRow,
  states: readonly (typeof ballotRecusal.$inferSelect)['state'][] = ['upheld'],
): Promise<void> {
  const upheld = await uow.tx
    .select()
    .from(ballotRecusal)
    .where(and(eq(ballotRecusal.ballotId, firstId), inArray(ballotRecusal.state, [...states])))
    .orderBy(asc(ballotRecusal.id));
  if (upheld.length === 0) return;
  for (const recusal of await uow.tx
    .insert(ballotRecusal)
    .values(upheld.map((one) => ({ ...one, id: newId(), ballotId: row.id, salt: newSalt() })))
    .returning())
    record(uow, 'ballot_recusal', recusal, {
      action: 'ballot.put-again',
      as: 'system',
      communityId: row.communityId,
    });
}
