/** Whose account hears about a person's demands: they follow her from one account to the next, and leave with the old one. */
import { and, desc, eq, inArray, isNull } from 'drizzle-orm';
import { chat, cosign, demand } from '../../../db/schema/index.ts';
import type { LedgerAction } from '../../domain/ledger/actions.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';

type Change = Partial<Pick<typeof demand.$inferInsert, 'submitterAccountId' | 'submitterPersonId' | 'chatId'>>;
type DemandRow = typeof demand.$inferSelect;

async function change(
  uow: UnitOfWork,
  rows: readonly DemandRow[],
  set: Change,
  action: LedgerAction,
  as: Role,
): Promise<void> {
  for (const row of rows) {
    const [after] = await uow.tx
      .update(demand)
      .set({ ...set, version: row.version + 1 })
      .where(eq(demand.id, row.id))
      .returning();
    if (after) record(apart(uow, row.id), 'demand', after, { action, as, communityId: after.communityId });
  }
}

/** What she filed before she was known is hers, and stays marked as filed unverified; what she filed elsewhere comes along. */
export async function takeUpDemands(
  uow: UnitOfWork,
  accountId: string,
  personId: string,
  action: LedgerAction,
  as: Role,
): Promise<void> {
  const mine = await uow.tx
    .select()
    .from(demand)
    .where(and(eq(demand.submitterAccountId, accountId), isNull(demand.submitterPersonId)))
    .for('update');
  await change(uow, mine, { submitterPersonId: personId }, action, as);
  const followed = await uow.tx
    .select()
    .from(demand)
    .where(and(eq(demand.submitterPersonId, personId), isNull(demand.submitterAccountId), eq(demand.source, 'chat')))
    .for('update');
  if (followed.length === 0) return;
  const [direct] = await uow.tx
    .select({ id: chat.id })
    .from(chat)
    .where(and(eq(chat.accountId, accountId), eq(chat.scope, 'direct'), eq(chat.state, 'active')))
    .orderBy(desc(chat.createdAt))
    .limit(1);
  await change(uow, followed, { submitterAccountId: accountId, ...(direct && { chatId: direct.id }) }, action, as);
}

/** An account that is no longer hers neither reads what she filed nor hears about it. */
export async function leaveDemands(
  uow: UnitOfWork,
  accountId: string,
  personId: string,
  action: LedgerAction,
  as: Role,
): Promise<void> {
  const hers = await uow.tx
    .select()
    .from(demand)
    .where(and(eq(demand.submitterAccountId, accountId), eq(demand.submitterPersonId, personId)))
    .for('update');
  await change(uow, hers, { submitterAccountId: null, chatId: null }, action, as);
  const chats = uow.tx.select({ id: chat.id }).from(chat).where(eq(chat.accountId, accountId));
  const signed = await uow.tx
    .update(cosign)
    .set({ chatId: null })
    .where(and(eq(cosign.personId, personId), inArray(cosign.chatId, chats)))
    .returning();
  for (const row of signed) record(apart(uow, row.id), 'cosign', row, { action, as });
}

/** Each entry under a command of its own: the public chain must not join what one person filed. */
const apart = (uow: UnitOfWork, id: string): UnitOfWork => ({
  ...uow,
  commandId: uow.index.of('own-demand', uow.commandId, id),
});
