/** 牵头、配合: gives a case to units and takes it from them; exactly one leads. */
import { and, eq, isNull } from 'drizzle-orm';
import { newSalt } from '../../../db/digest.ts';
import { caseUnit } from '../../../db/schema/index.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { randomRowId } from './random.ts';
import type { CaseUnitRow } from './rows.ts';

export async function endUnit(uow: UnitOfWork, unit: CaseUnitRow, as: Role): Promise<void> {
  const [ended] = await uow.tx
    .update(caseUnit)
    .set({ until: uow.now })
    .where(and(eq(caseUnit.id, unit.id), isNull(caseUnit.until)))
    .returning();
  if (ended) record(uow, 'case_unit', ended, { action: 'case.unit', as, facts: { part: ended.part, ended: true } });
}

export interface Assignment {
  readonly leadBodyId: string;
  readonly cooperatingBodyIds: readonly string[];
}

/** @returns the units that no longer have it */
export async function assignUnits(
  uow: UnitOfWork,
  caseId: string,
  current: readonly CaseUnitRow[],
  { leadBodyId, cooperatingBodyIds }: Assignment,
  as: Role,
): Promise<readonly CaseUnitRow[]> {
  const wanted = new Map<string, 'lead' | 'cooperating'>([
    ...cooperatingBodyIds.map((id) => [id, 'cooperating'] as const),
    [leadBodyId, 'lead'],
  ]);
  const stays = current.filter(({ bodyId, part }) => wanted.get(bodyId) === part);
  for (const unit of current) if (!stays.includes(unit)) await endUnit(uow, unit, as);
  for (const [bodyId, part] of wanted) {
    if (stays.some((unit) => unit.bodyId === bodyId)) continue;
    const [added] = await uow.tx
      .insert(caseUnit)
      .values({ id: randomRowId(), caseId, bodyId, part, since: uow.now, salt: newSalt() })
      .returning();
    if (!added) throw new Error('the unit was not returned');
    record(uow, 'case_unit', added, { action: 'case.unit', as, facts: { part } });
  }
  return current.filter((unit) => !wanted.has(unit.bodyId));
}
