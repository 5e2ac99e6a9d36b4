/** 职责清单 as it is kept: rows of the community and of its subdistrict, put in and ended, and what they say of a case. */
import { and, eq, isNull, or, sql } from 'drizzle-orm';
import { ADVISORY_LOCK } from '../../../db/advisory-locks.ts';
import { newSalt } from '../../../db/digest.ts';
import { dutyMatrix } from '../../../db/schema/index.ts';
import { isCaseCategory, isCaseGroup } from '../../domain/hotline/categories.ts';
import { lookUp, type MatrixConflict, type MatrixRow, matrixConflicts } from '../../domain/hotline/matrix.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { command } from '../command.ts';
import { actsIn, bodyById } from '../registry/bodies.ts';
import { type CommunityRow, communityById } from '../registry/communities.ts';
import { placesAbove } from '../registry/places.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { randomRowId } from './random.ts';
import type { LoadedCase } from './rows.ts';
import type { Assignment } from './units.ts';

export type DutyMatrixRow = typeof dutyMatrix.$inferSelect;
export type KeptRow = MatrixRow & { readonly id: string; readonly item: string | null };

/** @param lock for whoever changes them: two lists at once are one after the other */
export async function matrixOf(
  uow: Pick<UnitOfWork, 'tx'>,
  home: CommunityRow,
  lock?: 'lock',
): Promise<readonly KeptRow[]> {
  if (lock) await uow.tx.execute(sql`select pg_advisory_xact_lock(${ADVISORY_LOCK.matrix})`);
  const rows = await uow.tx
    .select()
    .from(dutyMatrix)
    .where(
      and(
        isNull(dutyMatrix.endedAt),
        or(
          eq(dutyMatrix.communityId, home.id),
          home.subdistrictId ? eq(dutyMatrix.subdistrictId, home.subdistrictId) : undefined,
        ),
      ),
    );
  return rows.flatMap(({ communityId, category, ...row }) =>
    isCaseCategory(category) || isCaseGroup(category)
      ? [{ ...row, home: communityId ? 'community' : 'subdistrict', category }]
      : [],
  );
}

/** What the matrix says of a case; undefined where no row fits that may have it. */
export async function matrixAnswer(
  uow: UnitOfWork,
  { row, home, excluded }: LoadedCase,
): Promise<Assignment | undefined> {
  if (!isCaseCategory(row.category)) return undefined;
  const placeLine = row.placeId ? [row.placeId, ...(await placesAbove(uow.tx, row.placeId))] : [];
  const answer = lookUp(await matrixOf(uow, home), { category: row.category, placeLine }, excluded);
  return answer.kind === 'found' ? answer : undefined;
}

export interface PutMatrixRow {
  readonly communityId: string;
  /** For all communities of the subdistrict. */
  readonly wholeSubdistrict: boolean;
  readonly item?: string;
  readonly category: string;
  readonly placeId?: string;
  readonly leadBodyId: string;
  readonly cooperatingBodyIds: readonly string[];
}

export type MatrixRefusal =
  | { readonly kind: 'community_not_found' }
  | { readonly kind: 'no_subdistrict' }
  /** What holds for a whole subdistrict is not one committee's to set. */
  | { readonly kind: 'matrix_above' }
  | { readonly kind: 'body_not_found' }
  | { readonly kind: 'matrix_conflict'; readonly conflicts: readonly MatrixConflict[] };

export const putMatrixRow = command<PutMatrixRow, CommunityRow, DutyMatrixRow, MatrixRefusal>({
  name: 'matrix.put',
  load: async (uow, { communityId }) => {
    const home = await communityById(uow.tx, communityId);
    return home ? ok(home) : err({ kind: 'community_not_found' });
  },
  target: ({ id }) => ({ communityId: id }),
  run: async (uow, home, input, as): Promise<Result<DutyMatrixRow, MatrixRefusal>> => {
    const { category, leadBodyId, cooperatingBodyIds, wholeSubdistrict } = input;
    if (wholeSubdistrict && !home.subdistrictId) return err({ kind: 'no_subdistrict' });
    if (wholeSubdistrict && !mayKeepAbove(as)) return err({ kind: 'matrix_above' });
    const offered = {
      home: wholeSubdistrict ? ('subdistrict' as const) : ('community' as const),
      category,
      placeId: input.placeId ?? null,
      leadBodyId,
      cooperatingBodyIds,
    };
    for (const id of [leadBodyId, ...cooperatingBodyIds]) {
      const found = await bodyById(uow.tx, id);
      if (!found || found.endedAt !== null || !(await actsIn(uow.tx, found, home.id)))
        return err({ kind: 'body_not_found' });
    }
    const conflicts = matrixConflicts(offered, await matrixOf(uow, home, 'lock'));
    if (conflicts.length > 0) return err({ kind: 'matrix_conflict', conflicts });
    const [row] = await uow.tx
      .insert(dutyMatrix)
      .values({
        id: randomRowId(),
        communityId: wholeSubdistrict ? null : home.id,
        subdistrictId: wholeSubdistrict ? home.subdistrictId : null,
        item: input.item ?? null,
        category,
        placeId: offered.placeId,
        leadBodyId,
        cooperatingBodyIds,
        from: uow.now,
        salt: newSalt(),
      })
      .returning();
    if (!row) throw new Error('the row was not returned');
    record(uow, 'duty_matrix', row, { action: 'matrix.put', as, communityId: home.id });
    return ok(row);
  },
});

export interface EndMatrixRow {
  readonly communityId: string;
  readonly rowId: string;
}

export type EndMatrixRefusal =
  | { readonly kind: 'matrix_row_not_found' }
  | Extract<MatrixRefusal, { kind: 'community_not_found' | 'matrix_above' }>;

export const endMatrixRow = command<EndMatrixRow, DutyMatrixRow, DutyMatrixRow, EndMatrixRefusal>({
  name: 'matrix.end',
  load: async (uow, { communityId, rowId }) => {
    const home = await communityById(uow.tx, communityId);
    if (!home) return err({ kind: 'community_not_found' });
    const [row] = await uow.tx
      .select()
      .from(dutyMatrix)
      .where(and(eq(dutyMatrix.id, rowId), isNull(dutyMatrix.endedAt)))
      .for('update');
    const isOf =
      row && (row.communityId === home.id || (row.communityId === null && row.subdistrictId === home.subdistrictId));
    return isOf ? ok(row) : err({ kind: 'matrix_row_not_found' });
  },
  target: (_row, { communityId }) => ({ communityId }),
  run: async (uow, { id, communityId: own }, { communityId }, as) =>
    own === null && !mayKeepAbove(as) ? err({ kind: 'matrix_above' }) : ok(await endRow(uow, id, communityId, as)),
});

export async function endRow(uow: UnitOfWork, id: string, communityId: string, as: Role): Promise<DutyMatrixRow> {
  const [row] = await uow.tx.update(dutyMatrix).set({ endedAt: uow.now }).where(eq(dutyMatrix.id, id)).returning();
  if (!row) throw new Error('a locked row vanished');
  record(uow, 'duty_matrix', row, { action: 'matrix.end', as, communityId });
  return row;
}

export const mayKeepAbove = (as: Role): boolean => as === 'subdistrict' || as === 'operator';
