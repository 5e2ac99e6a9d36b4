/** Who works on a case is told by a notice that carries ids only: the recipients are found when it is composed, without those left out. */
import type { ToDesk, ToUnit } from '../../domain/hotline/notices.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import type { CaseRow } from './rows.ts';

export function tellDesk(uow: UnitOfWork, { id }: Pick<CaseRow, 'id'>, because: ToDesk, eventId?: string): void {
  uow.notices.push({ kind: 'case.to-desk', caseId: id, because, ...(eventId !== undefined && { eventId }) });
}

export function tellUnits(
  uow: UnitOfWork,
  { id }: Pick<CaseRow, 'id'>,
  because: ToUnit,
  { eventId, only }: { readonly eventId?: string; readonly only?: 'lead' | 'cooperating' } = {},
): void {
  uow.notices.push({
    kind: 'case.to-unit',
    caseId: id,
    because,
    ...(eventId !== undefined && { eventId }),
    ...(only && { only }),
  });
}
