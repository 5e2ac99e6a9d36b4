/** Announces something to everyone of a community. Only the row is written here; `jobs/announce.ts` sends it out. */
import { newSalt } from '../../../db/digest.ts';
import { announcement } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { err, ok } from '../../domain/result.ts';
import { command } from '../command.ts';
import { type CommunityRow, communityById } from '../registry/communities.ts';
import { record } from '../unit-of-work.ts';

export type AnnouncementRow = typeof announcement.$inferSelect;
export type AnnounceRefusal =
  | { readonly kind: 'community_not_found' }
  | { readonly kind: 'text_missing' }
  | { readonly kind: 'text_too_long'; readonly limit: number };

/** One message on every platform: Telegram takes 4,096 characters, LINE 5,000. */
export const ANNOUNCEMENT_MAX = 2000;

export const createAnnouncement = command<
  { readonly communityId: string; readonly text: string },
  CommunityRow,
  AnnouncementRow,
  AnnounceRefusal
>({
  name: 'announcement.create',
  load: async (uow, { communityId, text }) => {
    if (text.trim() === '') return err({ kind: 'text_missing' });
    if (Array.from(text).length > ANNOUNCEMENT_MAX) return err({ kind: 'text_too_long', limit: ANNOUNCEMENT_MAX });
    const home = await communityById(uow.tx, communityId);
    return home ? ok(home) : err({ kind: 'community_not_found' });
  },
  target: (home) => ({ communityId: home.id }),
  run: async (uow, home, { text }, as) => {
    const [row] = await uow.tx
      .insert(announcement)
      .values({
        id: newId(),
        communityId: home.id,
        textSealed: uow.keys.seal('announcement.text', text.trim()),
        createdAt: uow.now,
        salt: newSalt(),
      })
      .returning();
    if (!row) throw new Error('the announcement was not returned');
    record(uow, 'announcement', row, { action: 'announcement.create', as, communityId: home.id });
    return ok(row);
  },
});
