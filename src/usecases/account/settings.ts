/** The language and the community an account chose for itself. */
import { eq } from 'drizzle-orm';
import { chatAccount, community } from '../../../db/schema/index.ts';
import { err, ok } from '../../domain/result.ts';
import { command } from '../command.ts';
import { record } from '../unit-of-work.ts';

type AccountRow = typeof chatAccount.$inferSelect;
export type AccountRefusal =
  | { readonly kind: 'account_not_found' }
  | { readonly kind: 'community_not_found' }
  | { readonly kind: 'bound_to_other' };

export const setLanguage = command<
  { readonly accountId: string; readonly language: string },
  AccountRow,
  AccountRow,
  AccountRefusal
>({
  name: 'account.set-language',
  load: async (uow, { accountId }) => {
    const [row] = await uow.tx.select().from(chatAccount).where(eq(chatAccount.id, accountId)).for('update');
    return row ? ok(row) : err({ kind: 'account_not_found' });
  },
  target: (row) => ({ ownerAccountId: row.id }),
  run: async (uow, row, { language }, as) => {
    const [after] = await uow.tx.update(chatAccount).set({ language }).where(eq(chatAccount.id, row.id)).returning();
    if (!after) throw new Error('a locked account vanished');
    record(uow, 'chat_account', after, { action: 'account.set-language', as });
    return ok(after);
  },
});

/** Where an unbound person's demands go; a bound person's community is that of her registration. */
export const chooseCommunity = command<
  { readonly accountId: string; readonly communityId: string },
  { readonly account: AccountRow; readonly community: typeof community.$inferSelect },
  AccountRow,
  AccountRefusal
>({
  name: 'account.choose-community',
  load: async (uow, { accountId, communityId }) => {
    const [account] = await uow.tx.select().from(chatAccount).where(eq(chatAccount.id, accountId)).for('update');
    const [home] = await uow.tx.select().from(community).where(eq(community.id, communityId));
    if (!account) return err({ kind: 'account_not_found' });
    return home ? ok({ account, community: home }) : err({ kind: 'community_not_found' });
  },
  target: ({ account }) => ({ ownerAccountId: account.id }),
  run: async (uow, { account, community: home }, _input, as) => {
    if (account.personId) return err({ kind: 'bound_to_other' });
    const [after] = await uow.tx
      .update(chatAccount)
      .set({ communityId: home.id })
      .where(eq(chatAccount.id, account.id))
      .returning();
    if (!after) throw new Error('a locked account vanished');
    record(uow, 'chat_account', after, { action: 'account.choose-community', as, communityId: home.id });
    return ok(after);
  },
});
