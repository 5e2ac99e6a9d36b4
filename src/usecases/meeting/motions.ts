/**
 * 议程和议案: what stands on the agenda, and what of it is put to the vote. In a meeting of four steps every item is a motion,
 * whoever convenes it and however it is typed; elsewhere those are that say so.
 */
import { and, asc, eq, inArray } from 'drizzle-orm';
import { newSalt } from '../../../db/digest.ts';
import { ballot, meetingItem } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { isFourSteps } from '../../domain/meeting/kinds.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { ok, type Result } from '../../domain/result.ts';
import { moveBallot } from '../ballot/change.ts';
import { type DraftBallot, type DraftRefusal, insertDraft } from '../ballot/draft.ts';
import { type BallotRow, lockBallot } from '../ballot/read.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import type { LoadedMeeting, MeetingItemRow, MeetingRow } from './read.ts';

/** Yes or no, unless it says otherwise. */
export type NewMotion = Partial<Pick<DraftBallot, 'kind' | 'options' | 'seats' | 'fills' | 'form'>>;

export interface NewItem {
  readonly title: string;
  readonly text?: string;
  /** To be voted on. */
  readonly motion?: NewMotion;
}

export interface WrittenItem {
  readonly row: MeetingItemRow;
  readonly motion?: NewMotion;
}

export async function addItems(
  uow: UnitOfWork,
  row: MeetingRow,
  items: readonly NewItem[],
  as: Role,
  first: number,
): Promise<readonly WrittenItem[]> {
  if (items.length === 0) return [];
  const made = await uow.tx
    .insert(meetingItem)
    .values(
      items.map(({ title, text }, at) => ({
        id: newId(),
        meetingId: row.id,
        ordinal: first + at,
        title: title.trim(),
        text: text?.trim() || null,
        salt: newSalt(),
      })),
    )
    .returning();
  for (const item of made)
    record(uow, 'meeting_item', item, { action: 'meeting.arrange', as, communityId: row.communityId });
  return made.map((row, at) => ({ row, ...(items[at]?.motion && { motion: items[at].motion }) }));
}

/**
 * Those of the items that are motions. What nobody convened by hand is held all the same where one of them cannot be put to the
 * vote, e.g. because the same text has just failed: it is talked about.
 */
export async function draftMotions(
  uow: UnitOfWork,
  loaded: LoadedMeeting,
  items: readonly WrittenItem[],
  as: Role,
  moverId?: string | null,
): Promise<Result<readonly BallotRow[], DraftRefusal>> {
  const made: BallotRow[] = [];
  for (const { row: item, motion } of items) {
    if (!motion && !isFourSteps(loaded.meeting.kind)) continue;
    const drafted = await draftMotion(uow, loaded, item, motion ?? {}, as, moverId);
    if (drafted.ok) made.push(drafted.value);
    else if (as !== 'system') return drafted;
  }
  return ok(made);
}

export const draftMotion = (
  uow: UnitOfWork,
  loaded: LoadedMeeting,
  { id: itemId, title, text }: MeetingItemRow,
  motion: NewMotion,
  as: Role,
  moverId?: string | null,
): Promise<Result<BallotRow, DraftRefusal>> => {
  const { id: meetingId, communityId } = loaded.meeting;
  const words = { communityId, meetingId, itemId, title, text: text ?? title };
  return insertDraft(uow, loaded, { kind: 'motion', ...words, ...motion }, as, moverId);
};

/** What nobody could vote on yet goes back to whoever drafted it. The caller has locked the meeting. */
export async function returnMotions(
  uow: UnitOfWork,
  row: MeetingRow,
  { because, reason, itemId }: ReturnedMotions,
  as: Role,
): Promise<void> {
  const waiting = await uow.tx
    .select({ id: ballot.id })
    .from(ballot)
    .where(
      and(
        eq(ballot.meetingId, row.id),
        inArray(ballot.state, ['draft', 'reviewed', 'roll_frozen']),
        itemId === undefined ? undefined : eq(ballot.itemId, itemId),
      ),
    )
    .orderBy(asc(ballot.id));
  for (const { id } of waiting) {
    const loaded = await lockBallot(uow, id);
    if (!loaded.ok) continue;
    const moved = await moveBallot(uow, loaded.value, undefined, as, {
      name: 'ballot.withdraw',
      step: () => ({ action: 'withdraw', reason }),
    });
    if (!moved.ok) throw new Error(`a motion of the meeting did not go back: ${moved.error.kind}`);
    uow.notices.push({
      kind: 'ballot.returned',
      ballotId: id,
      because,
      reason,
      // Whoever closes a meeting may have forgotten one of her own.
      ...(because !== 'closed' && uow.actor.personId && { byPersonId: uow.actor.personId }),
    });
  }
}

export interface ReturnedMotions {
  readonly because: 'cancelled' | 'closed' | 'item_removed';
  /** In somebody's own words; of a meeting that was closed, its title. */
  readonly reason: string;
  /** Of one item; without, of the whole meeting. */
  readonly itemId?: string;
}
