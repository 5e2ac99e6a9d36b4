/** Subdistricts, and what a community is said to be: its type, how much of it is lived in, which subdistrict it is part of. */
import { asc, eq } from 'drizzle-orm';
import type { Tx } from '../../../db/client.ts';
import { newSalt } from '../../../db/digest.ts';
import { community, subdistrict } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import type { CommunityType } from '../../domain/registry/bodies.ts';
import { err, ok } from '../../domain/result.ts';
import { command } from '../command.ts';
import { record } from '../unit-of-work.ts';
import type { CommunityRow } from './communities.ts';

export type SubdistrictRow = typeof subdistrict.$inferSelect;
export type SubdistrictRefusal =
  | { readonly kind: 'code_not_valid' }
  | { readonly kind: 'subdistrict_code_taken' }
  | { readonly kind: 'name_missing' }
  | { readonly kind: 'subdistrict_not_found' }
  | { readonly kind: 'community_not_found' };

export const createSubdistrict = command<
  { readonly code: string; readonly name: string },
  undefined,
  SubdistrictRow,
  SubdistrictRefusal
>({
  name: 'subdistrict.create',
  load: async (_uow, { code, name }) => {
    if (!/^[a-z0-9][a-z0-9-]{1,31}$/.test(code)) return err({ kind: 'code_not_valid' });
    return name.trim() === '' ? err({ kind: 'name_missing' }) : ok(undefined);
  },
  target: () => ({}),
  run: async (uow, _loaded, { code, name }, as) => {
    const [row] = await uow.tx
      .insert(subdistrict)
      .values({ id: newId(), code, name: name.trim(), createdAt: uow.now, salt: newSalt() })
      .onConflictDoNothing()
      .returning();
    if (!row) return err({ kind: 'subdistrict_code_taken' });
    record(uow, 'subdistrict', row, { action: 'subdistrict.create', as });
    return ok(row);
  },
});

export interface DescribeCommunity {
  readonly communityId: string;
  readonly type?: CommunityType;
  /** Dwellings lived in, of a hundred: 0 to 100. */
  readonly occupancyPercent?: number;
  readonly subdistrictId?: string;
}

export const describeCommunity = command<DescribeCommunity, CommunityRow, CommunityRow, SubdistrictRefusal>({
  name: 'community.describe',
  load: async (uow, { communityId, subdistrictId }) => {
    const [home] = await uow.tx.select().from(community).where(eq(community.id, communityId)).for('update');
    if (!home) return err({ kind: 'community_not_found' });
    if (subdistrictId && !(await subdistrictById(uow.tx, subdistrictId))) return err({ kind: 'subdistrict_not_found' });
    return ok(home);
  },
  target: (home) => ({ communityId: home.id }),
  run: async (uow, home, { type, occupancyPercent, subdistrictId }, as) => {
    const [row] = await uow.tx
      .update(community)
      .set({
        type: type ?? home.type,
        occupancyPercent: occupancyPercent ?? home.occupancyPercent,
        subdistrictId: subdistrictId ?? home.subdistrictId,
      })
      .where(eq(community.id, home.id))
      .returning();
    if (!row) throw new Error('a locked community vanished');
    record(uow, 'community', row, { action: 'community.describe', as, communityId: row.id });
    return ok(row);
  },
});

export async function subdistrictById(tx: Tx, id: string): Promise<SubdistrictRow | undefined> {
  const [row] = await tx.select().from(subdistrict).where(eq(subdistrict.id, id));
  return row;
}

export async function subdistrictByCode(tx: Tx, code: string): Promise<SubdistrictRow | undefined> {
  const [row] = await tx.select().from(subdistrict).where(eq(subdistrict.code, code.toLowerCase()));
  return row;
}

export const allSubdistricts = (tx: Tx): Promise<SubdistrictRow[]> =>
  tx.select().from(subdistrict).orderBy(asc(subdistrict.code));
