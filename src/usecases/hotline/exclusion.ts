/** 回避: leaves units and people out of a case. Who is left out never learns that there is one (`db/not-excluded.ts`). */
import { and, eq, inArray } from 'drizzle-orm';
import type { Tx } from '../../../db/client.ts';
import { newSalt } from '../../../db/digest.ts';
import { peopleExcluded, peopleOf } from '../../../db/not-excluded.ts';
import { body, caseExcluded } from '../../../db/schema/index.ts';
import { type Excluded, type ExcludedBecause, withParts } from '../../domain/hotline/exclusion.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { randomRowId } from './random.ts';

export interface ExcludedOfCase extends Excluded {
  /** Which unit it is about has been said. */
  readonly accusedKnown: boolean;
}

/** By name also whoever belonged to such a unit when the case came in, wherever she sits now. */
export async function excludedOf(tx: Tx, caseId: string): Promise<ExcludedOfCase> {
  const rows = await tx.select().from(caseExcluded).where(eq(caseExcluded.caseId, caseId));
  const people = await peopleExcluded(tx, [caseId]);
  return {
    bodyIds: rows.flatMap(({ bodyId }) => bodyId ?? []),
    personIds: [...(people.get(caseId) ?? [])],
    accusedKnown: rows.some(({ bodyId, because }) => bodyId !== null && because === 'accused'),
  };
}

/** Whom a case about this unit will leave out: it with all its parts, and everybody who belongs to one of them. */
export async function leftOutWith(tx: Tx, bodyId: string): Promise<Excluded> {
  const bodyIds = withParts([bodyId], await familyOf(tx, bodyId));
  return { bodyIds, personIds: await peopleOf(tx, bodyIds) };
}

/** Leaves a unit with all its parts, or a person, out of a case from now on. Once is enough. */
export async function exclude(
  uow: UnitOfWork,
  caseId: string,
  {
    bodyId,
    personId,
    because,
  }: { readonly bodyId?: string; readonly personId?: string; readonly because: ExcludedBecause },
  as: Role,
): Promise<void> {
  const bodyIds = bodyId === undefined ? [] : withParts([bodyId], await familyOf(uow.tx, bodyId));
  const rows = [...bodyIds.map((id) => ({ bodyId: id })), ...(personId === undefined ? [] : [{ personId }])].map(
    (whom) => ({ id: randomRowId(), caseId, because, ...whom, salt: newSalt() }),
  );
  if (rows.length === 0) return;
  const added = await uow.tx.insert(caseExcluded).values(rows).onConflictDoNothing().returning();
  for (const row of added) record(uow, 'case_excluded', row, { action: 'case.exclude', as, facts: { because } });
}

/** All bodies of the same home, so that parts of parts are found. */
async function familyOf(
  tx: Tx,
  bodyId: string,
): Promise<readonly { readonly id: string; readonly parentId: string | null }[]> {
  const [own] = await tx.select().from(body).where(eq(body.id, bodyId));
  if (!own) return [];
  return tx
    .select({ id: body.id, parentId: body.parentId })
    .from(body)
    .where(
      own.communityId
        ? eq(body.communityId, own.communityId)
        : and(
            eq(body.subdistrictId, own.subdistrictId ?? ''),
            inArray(body.kind, [own.kind, 'station_department', 'office']),
          ),
    );
}
