/** Polls as use cases read them. */
import { and, asc, desc, eq, lt } from 'drizzle-orm';
import { chat, community, poll, pollAnswer } from '../../../db/schema/index.ts';
import type { Target } from '../../domain/permissions/permit.ts';
import type { Actor } from '../../domain/permissions/roles.ts';
import { NO_ANSWER } from '../../domain/poll/poll.ts';
import { type CountedAnswers, countAnswers } from '../../domain/poll/tally.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { envelopeOpener } from '../ballot/envelope.ts';
import type { UnitOfWork } from '../unit-of-work.ts';

export type PollRow = typeof poll.$inferSelect;
export type PollAnswerRow = typeof pollAnswer.$inferSelect;
export type PollChat = typeof chat.$inferSelect;
export type PollNotFound = { readonly kind: 'poll_not_found' };

type Reading = Pick<UnitOfWork, 'tx'>;

export interface LoadedPoll {
  readonly poll: PollRow;
  readonly home: typeof community.$inferSelect;
  readonly group: PollChat;
}

export const pollSubject = (pollId: string): string => `poll:${pollId}`;

/**
 * @param hold `alone` to change the poll; `shared` to answer it: many can at once, and it is not closed meanwhile
 */
export async function loadPoll(
  { tx }: Reading,
  pollId: string,
  hold?: 'alone' | 'shared',
): Promise<Result<LoadedPoll, PollNotFound>> {
  const found = tx.select().from(poll).where(eq(poll.id, pollId));
  const [row] = await (hold === 'alone' ? found.for('update') : hold === 'shared' ? found.for('share') : found);
  if (!row) return err({ kind: 'poll_not_found' });
  const [home] = await tx.select().from(community).where(eq(community.id, row.communityId));
  const [group] = await tx.select().from(chat).where(eq(chat.id, row.chatId));
  if (!home || !group) throw new Error('a poll without its community or its group');
  return ok({ poll: row, home, group });
}

/** What a group belongs to, as the permission table asks. */
export const groupTarget = ({ communityId, bodyId, placeId }: PollChat): Target => ({
  ...(communityId && { communityId }),
  ...(bodyId && { bodyId }),
  ...(placeId && { placeId }),
});

/** Where whoever asked it owns it. */
export const pollTarget = ({ poll: row, group }: LoadedPoll): Target => ({
  ...groupTarget(group),
  communityId: row.communityId,
  ...(row.openedById && { ownerPersonId: row.openedById }),
});

/** Lives there, or holds a seat there. */
export const belongsTo = ({ communityId, seats }: Actor, home: string): boolean =>
  communityId === home || seats.some((seat) => seat.communityId === home);

/** What an answer says; of an anonymous poll only while it is open. */
export function wordsOf({ keys }: Pick<UnitOfWork, 'keys'>, row: PollRow, given: PollAnswerRow): string {
  if (given.envelope && row.keySealed) return envelopeOpener(keys, row)(given.id, given.envelope);
  return given.answer ?? NO_ANSWER;
}

export async function answersOf({ tx }: Reading, pollId: string): Promise<readonly PollAnswerRow[]> {
  return tx.select().from(pollAnswer).where(eq(pollAnswer.pollId, pollId)).orderBy(asc(pollAnswer.id));
}

export async function countedOf(uow: Pick<UnitOfWork, 'tx' | 'keys'>, row: PollRow): Promise<CountedAnswers> {
  if (row.counted) return row.counted;
  const given = await answersOf(uow, row.id);
  if (!row.anonymous) return countAnswers(given.map(({ answer }) => answer ?? NO_ANSWER));
  const open = envelopeOpener(uow.keys, row);
  return countAnswers(given.flatMap(({ id, envelope }) => (envelope ? [open(id, envelope)] : [])));
}

/** Newest first. */
export async function pollsOf(
  { tx }: Reading,
  of: { readonly communityId: string; readonly chatId?: string; readonly number?: number; readonly before?: number },
  limit: number,
): Promise<readonly PollRow[]> {
  return tx
    .select()
    .from(poll)
    .where(
      and(
        eq(poll.communityId, of.communityId),
        of.chatId ? eq(poll.chatId, of.chatId) : undefined,
        of.number === undefined ? undefined : eq(poll.number, of.number),
        of.before === undefined ? undefined : lt(poll.number, of.before),
      ),
    )
    .orderBy(desc(poll.number))
    .limit(limit);
}
