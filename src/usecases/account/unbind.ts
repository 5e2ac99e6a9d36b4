/** Parts a chat account from its person: by herself, or by the committee. The person stays as the registry has her. */
import { and, eq } from 'drizzle-orm';
import { chatAccount, person } from '../../../db/schema/index.ts';
import type { LedgerAction } from '../../domain/ledger/actions.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { err, ok } from '../../domain/result.ts';
import { command } from '../command.ts';
import { endFeedOf } from '../task/calendar-feed.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { type AboveHead, givingAs } from './approvers.ts';
import { leaveDemands } from './own-demands.ts';
import { isVoter } from './voters.ts';

export type UnbindRefusal = { readonly kind: 'account_not_found' } | { readonly kind: 'not_bound' } | AboveHead;

type AccountRow = typeof chatAccount.$inferSelect;
export interface BoundAccount {
  readonly account: AccountRow;
  readonly person: typeof person.$inferSelect;
}

export const unbindAccount = command<{ readonly accountId: string }, BoundAccount, BoundAccount, UnbindRefusal>({
  name: 'account.unbind',
  load: async (uow, { accountId }) => {
    const [account] = await uow.tx.select().from(chatAccount).where(eq(chatAccount.id, accountId)).for('update');
    if (!account) return err({ kind: 'account_not_found' });
    if (!account.personId) return err({ kind: 'not_bound' });
    const [who] = await uow.tx.select().from(person).where(eq(person.id, account.personId));
    return who ? ok({ account, person: who }) : err({ kind: 'not_bound' });
  },
  target: ({ account, person: who }) => ({ communityId: who.communityId, ownerAccountId: account.id }),
  run: async (uow, bound, _input, permitted) => {
    const { communityId, id } = bound.person;
    const entitled = await givingAs(uow, { communityId, personId: id }, permitted);
    if (!entitled.ok) return entitled;
    const as = entitled.value;
    await detach(uow, bound, 'account.unbind', as);
    const because = bound.account.id === uow.actor.accountId ? 'self' : partedBy(as);
    const { id: personId } = bound.person;
    const voter = await isVoter(uow.tx, personId);
    uow.notices.push({ kind: 'account.unbound', accountId: bound.account.id, personId, because, voter });
    return ok(bound);
  },
});

const partedBy = (as: Role): 'committee' | 'subdistrict' | 'operator' =>
  as === 'subdistrict' || as === 'operator' ? as : 'committee';

/** The caller has locked the account. */
export async function detach(
  uow: UnitOfWork,
  { account, person: who }: BoundAccount,
  action: LedgerAction,
  as: Role,
): Promise<void> {
  const [after] = await uow.tx
    .update(chatAccount)
    .set({ personId: null, boundAt: null })
    .where(and(eq(chatAccount.id, account.id), eq(chatAccount.personId, who.id)))
    .returning();
  if (!after) throw new Error('a locked account vanished');
  record(uow, 'chat_account', after, { action, as, communityId: who.communityId, facts: { platform: after.platform } });
  await endFeedOf(uow, who.id, as);
  await leaveDemands(uow, account.id, who.id, action, as);
}
