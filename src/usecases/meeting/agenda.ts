/** The agenda 议程: items added and taken out, and what is put to the vote under them. */
import { and, count, eq, isNull } from 'drizzle-orm';
import { meetingItem } from '../../../db/schema/index.ts';
import { isSameItem } from '../../domain/meeting/same-item.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { DraftRefusal } from '../ballot/draft.ts';
import { lockNumbersOfMeeting } from '../ballot/numbers.ts';
import type { BallotRow } from '../ballot/read.ts';
import { command } from '../command.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { type ArrangeRefusal, notNow } from './arrange.ts';
import { appendMeetingEvent, meetingTarget } from './change.ts';
import { addItems, draftMotion, draftMotions, type NewItem, type NewMotion, returnMotions } from './motions.ts';
import { itemsOf, type LoadedMeeting, lockMeeting, type MeetingItemRow, type MeetingNotFound } from './read.ts';

/**
 * An item added after the notice can be talked about, and not be decided with effect; before it, it is a motion where the items of
 * this kind of meeting are.
 */
export const addAgendaItem = command<
  { readonly meetingId: string } & Omit<NewItem, 'motion'>,
  LoadedMeeting,
  MeetingItemRow,
  ArrangeRefusal | DraftRefusal
>({
  name: 'meeting.arrange',
  load: lockWithNumbers,
  target: meetingTarget,
  run: async (uow, loaded, item, as) => {
    const written = await insertItem(uow, loaded, item, as);
    if (!written.ok) return written;
    const drafted = isBeforeNotice(loaded) ? await draftMotions(uow, loaded, [{ row: written.value }], as) : ok([]);
    return drafted.ok ? written : drafted;
  },
});

const isBeforeNotice = ({ meeting: { state } }: LoadedMeeting): boolean =>
  ['draft', 'convened', 'quorum_failed'].includes(state);

/** Ballots are numbered before anything of a meeting is locked. */
async function lockWithNumbers(
  uow: UnitOfWork,
  { meetingId }: { readonly meetingId: string },
): Promise<Result<LoadedMeeting, MeetingNotFound>> {
  await lockNumbersOfMeeting(uow, meetingId);
  return lockMeeting(uow, meetingId);
}

async function insertItem(
  uow: UnitOfWork,
  loaded: LoadedMeeting,
  { title, text }: Omit<NewItem, 'motion'>,
  as: Role,
): Promise<Result<MeetingItemRow, ArrangeRefusal>> {
  const refused = notNow(loaded);
  if (refused) return err(refused);
  if (title.trim() === '') return err({ kind: 'title_missing' });
  const limit = loaded.policy.rules.value('task.text.max');
  if ([title, text ?? ''].some((words) => Array.from(words).length > limit))
    return err({ kind: 'text_too_long', limit });
  const { meeting: row } = loaded;
  const [last] = await uow.tx.select({ n: count() }).from(meetingItem).where(eq(meetingItem.meetingId, row.id));
  const [item] = await addItems(uow, row, [{ title, ...(text !== undefined && { text }) }], as, (last?.n ?? 0) + 1);
  if (!item) throw new Error('the agenda item was not returned');
  await appendMeetingEvent(uow, row.id, as, { kind: 'agenda' });
  return ok(item.row);
}

/**
 * 表决: each under the item of its name, as people read it; under a new one where there is none, which binds nobody once the
 * notice is out. Refused, it may have written some: the caller takes them back.
 */
export const putMotions = command<
  { readonly meetingId: string; readonly motions: readonly (NewMotion & { readonly title: string })[] },
  LoadedMeeting,
  readonly BallotRow[],
  ArrangeRefusal | DraftRefusal
>({
  name: 'ballot.draft',
  load: lockWithNumbers,
  target: meetingTarget,
  run: async (uow, loaded, { motions }, as) => {
    const put: BallotRow[] = [];
    for (const { title, ...motion } of motions) {
      const named = (await itemsOf(uow, loaded.meeting.id)).filter((item) => isSameItem(item.title, title));
      const about = named.find(({ noticedRound }) => noticedRound !== null) ?? named[0];
      const item = about ? ok(about) : await insertItem(uow, loaded, { title }, as);
      if (!item.ok) return item;
      const drafted = await draftMotion(uow, loaded, { ...item.value, title, text: title }, motion, as);
      if (!drafted.ok) return drafted;
      put.push(drafted.value);
    }
    return ok(put);
  },
});

export const removeAgendaItem = command<
  { readonly meetingId: string; readonly itemId: string },
  LoadedMeeting,
  MeetingItemRow,
  ArrangeRefusal
>({
  name: 'meeting.arrange',
  load: (uow, { meetingId }) => lockMeeting(uow, meetingId),
  target: meetingTarget,
  run: async (uow, loaded, { itemId }, as) => {
    const refused = notNow(loaded);
    if (refused) return err(refused);
    const { meeting: row } = loaded;
    const [item] = await uow.tx
      .select()
      .from(meetingItem)
      .where(and(eq(meetingItem.id, itemId), eq(meetingItem.meetingId, row.id), isNull(meetingItem.removedAt)));
    if (!item) return err({ kind: 'item_not_found' });
    if (item.noticedRound !== null) return err({ kind: 'item_noticed' });
    const [gone] = await uow.tx
      .update(meetingItem)
      .set({ removedAt: uow.now })
      .where(eq(meetingItem.id, itemId))
      .returning();
    if (!gone) throw new Error('an agenda item vanished');
    record(uow, 'meeting_item', gone, { action: 'meeting.arrange', as, communityId: row.communityId });
    await returnMotions(uow, row, { because: 'item_removed', reason: item.title, itemId }, as);
    await appendMeetingEvent(uow, row.id, as, { kind: 'agenda' });
    return ok(gone);
  },
});
