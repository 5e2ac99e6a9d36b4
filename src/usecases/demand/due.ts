/** What a planned time of a demand does when it comes; an outdated one does nothing. */
import { eq } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { demand } from '../../../db/schema/index.ts';
import { clockFacts, clocksOf } from '../../domain/demand/clocks.ts';
import { ok } from '../../domain/result.ts';
import { carriedOut, command } from '../command.ts';
import type { DuePayloads, Nudge, UnitOfWork } from '../unit-of-work.ts';
import { remindBundle } from './bundle.ts';
import { type DemandNotFound, demandTarget, type LoadedDemand, lockDemand } from './change.ts';
import { nudgeNow, planNudge, responseDue } from './clocks.ts';
import { autoConfirmDemand, expireDemandInfo } from './steps.ts';

interface NudgeDue extends Pick<Nudge, 'demandId' | 'due' | 'nudge' | 'usual'> {
  readonly clock: 'response' | 'handling';
}

/** Nobody acted within the rule's time: whoever has it in hand is told, later the head too, later still the subdistrict. */
const remind = command<NudgeDue, LoadedDemand, void, DemandNotFound>({
  name: 'demand.remind',
  load: (uow, { demandId }) => lockDemand(uow, demandId),
  target: demandTarget,
  run: async (uow, { demand: row, policy }, { clock, due: written, nudge = 0, usual: known }) => {
    if (!clocksOf(clockFacts(row)).includes(clock)) return ok(undefined);
    const usual = known && { at: Temporal.Instant.from(known.at), provisional: known.provisional };
    const due = { at: written === undefined ? row.respondBy : Temporal.Instant.from(written), provisional: false };
    if (row.state === 'needs_info') {
      // The submitter is asked for something: the handler is not pressed for what he cannot do, and not let off either.
      planNudge(uow, clock, row, policy, { due: responseDue(uow, row, policy), nudge, usual });
      return ok(undefined);
    }
    const { tells, next } = nudgeNow(uow, due, nudge, policy);
    const because = clock === 'response' ? 'late' : 'overdue';
    uow.notices.push({ kind: 'demand.to-handle', demandId: row.id, because, tells });
    planNudge(uow, clock, row, policy, { due, nudge: next, usual });
    return ok(undefined);
  },
});

export async function demandResponseDue(uow: UnitOfWork, payload: DuePayloads['demand.response-due']): Promise<void> {
  carriedOut(await remind(uow, { ...payload, clock: 'response' }));
}

export async function demandHandlingDue(uow: UnitOfWork, payload: DuePayloads['demand.handling-due']): Promise<void> {
  carriedOut(await remind(uow, { ...payload, clock: 'handling' }));
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

export async function bundleAnswerDue(uow: UnitOfWork, { bundleId }: DuePayloads['bundle.answer-due']): Promise<void> {
  carriedOut(await remindBundle(uow, { bundleId }));
}
