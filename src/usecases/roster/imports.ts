/** The imports of a community, and what a roster is told when it cannot be taken. */
import { and, desc, eq, inArray, lt } from 'drizzle-orm';
import type { Tx } from '../../../db/client.ts';
import { rosterImport, type rosterRow } from '../../../db/schema/index.ts';
import type { LedgerAction } from '../../domain/ledger/actions.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';

export type ImportRow = typeof rosterImport.$inferSelect;
export type StagedRow = typeof rosterRow.$inferSelect;

export type RosterRefusal =
  | { readonly kind: 'community_not_found' }
  | { readonly kind: 'roster_not_found' }
  /** An earlier one is being taken over right now. */
  | { readonly kind: 'roster_under_way' }
  | { readonly kind: 'roster_not_ready'; readonly state: ImportRow['state'] };

/** What is still open, and no longer once another file comes or time has passed. */
export const OPEN = ['reading', 'ready', 'refused'] as const;

export async function importById(tx: Tx, id: string): Promise<ImportRow | undefined> {
  const [row] = await tx.select().from(rosterImport).where(eq(rosterImport.id, id));
  return row;
}

export const latestImports = (tx: Tx, communityId: string, before: string | undefined, limit: number) =>
  tx
    .select()
    .from(rosterImport)
    .where(
      and(eq(rosterImport.communityId, communityId), before === undefined ? undefined : lt(rosterImport.id, before)),
    )
    .orderBy(desc(rosterImport.id))
    .limit(limit);

/** Moves an import on and writes it down. */
export async function setState(
  uow: UnitOfWork,
  row: ImportRow,
  state: ImportRow['state'],
  what: { readonly action: LedgerAction; readonly as: Role; readonly facts?: Readonly<Record<string, number>> },
): Promise<ImportRow> {
  const ends = state === 'done' || state === 'cancelled';
  const [after] = await uow.tx
    .update(rosterImport)
    .set({ state, ...(ends && { doneAt: uow.now }) })
    .where(eq(rosterImport.id, row.id))
    .returning();
  if (!after) throw new Error('a locked import vanished');
  record(uow, 'roster_import', after, { ...what, communityId: after.communityId });
  return after;
}

/** Ends what an earlier file left open; its rows go with the next sweep. */
export async function cancelOpen(uow: UnitOfWork, communityId: string, as: Role): Promise<void> {
  const open = await uow.tx
    .select()
    .from(rosterImport)
    .where(and(eq(rosterImport.communityId, communityId), inArray(rosterImport.state, [...OPEN])))
    .for('update');
  for (const row of open) await setState(uow, row, 'cancelled', { action: 'roster.cancel', as });
}
