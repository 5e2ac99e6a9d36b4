/** What a planned time of a demand does when it comes; an outdated one does nothing. */
import { eq } from 'drizzle-orm';
import { demand } from '../../../db/schema/index.ts';
import { ok, type Result } from '../../domain/result.ts';
import { command } from '../command.ts';
import type { DuePayloads, UnitOfWork } from '../unit-of-work.ts';
import { type DemandNotFound, demandTarget, type LoadedDemand, lockDemand } from './change.ts';
import { autoConfirmDemand, expireDemandInfo } from './steps.ts';

/** Nobody answered within the rule's time: those who handle it, and the head, are told it is late. */
const remindResponse = command<{ readonly demandId: string }, LoadedDemand, void, DemandNotFound>({
  name: 'demand.remind-response',
  load: (uow, { demandId }) => lockDemand(uow, demandId),
  target: demandTarget,
  run: async (uow, { demand: row }) => {
    if (row.state === 'submitted' || row.state === 'reopened')
      uow.notices.push({ kind: 'demand.to-handle', demandId: row.id, because: 'late' });
    return ok(undefined);
  },
});

export async function demandResponseDue(
  uow: UnitOfWork,
  { demandId }: DuePayloads['demand.response-due'],
): Promise<void> {
  carriedOut(await remindResponse(uow, { demandId }));
}

/** An answer, a refusal or a withdrawal cancels the plan, so one that is still there belongs to the question now open. */
export async function demandInfoExpires(
  uow: UnitOfWork,
  { demandId }: DuePayloads['demand.info-expires'],
): Promise<void> {
  const [row] = await uow.tx.select({ state: demand.state }).from(demand).where(eq(demand.id, demandId));
  if (row?.state === 'needs_info') carriedOut(await expireDemandInfo(uow, { demandId }));
}

export async function demandConfirmExpires(
  uow: UnitOfWork,
  { demandId, round }: DuePayloads['demand.confirm-expires'],
): Promise<void> {
  carriedOut(await autoConfirmDemand(uow, { demandId, resolution: round }));
}

/** What has become void does nothing. That nobody may do it is a mistake of ours, and must not pass for done. */
function carriedOut(done: Result<unknown, { readonly kind: string }>): void {
  if (!done.ok && done.error.kind === 'not_permitted') throw new Error('a due time carries out what nobody may do');
}
