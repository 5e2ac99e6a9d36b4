/** 派单: exactly one unit leads, others cooperate, by the duty matrix or the desk's own word; a dispute is decided once. */
import { inArray } from 'drizzle-orm';
import { body } from '../../../db/schema/index.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import type { CaseChanged } from './change.ts';
import { type CaseInput, deskCommand, leadCommand, unprepared } from './commands.ts';
import { writeToReporter } from './letters.ts';
import { matrixAnswer } from './matrix.ts';
import { type LoadedCase, leadOf } from './rows.ts';
import { tellDesk, tellUnits } from './tell.ts';
import { type Assignment, assignUnits } from './units.ts';

export interface DispatchCase extends CaseInput {
  /** Where the duty matrix is not to decide. */
  readonly leadBodyId?: string;
  readonly cooperatingBodyIds?: readonly string[];
}

export type DispatchRefusal =
  /** The duty matrix names nobody for it: the desk chooses. */
  | { readonly kind: 'case_no_lead' }
  | { readonly kind: 'body_not_found' }
  /** The unit it is about, or one the reporter asked to be left out. */
  | { readonly kind: 'case_unit_excluded' };

async function assignment(
  uow: UnitOfWork,
  loaded: LoadedCase,
  { leadBodyId, cooperatingBodyIds }: DispatchCase,
): Promise<Result<Assignment, DispatchRefusal>> {
  const planned = leadBodyId === undefined ? await matrixAnswer(uow, loaded) : undefined;
  const lead = leadBodyId ?? planned?.leadBodyId;
  if (lead === undefined) return err({ kind: 'case_no_lead' });
  const others = (cooperatingBodyIds ?? planned?.cooperatingBodyIds ?? []).filter((id) => id !== lead);
  const wanted = [lead, ...others];
  const found = await uow.tx.select().from(body).where(inArray(body.id, wanted));
  if (wanted.some((id) => !found.some((each) => each.id === id && each.endedAt === null)))
    return err({ kind: 'body_not_found' });
  if (wanted.some((id) => loaded.excluded.bodyIds.includes(id))) return err({ kind: 'case_unit_excluded' });
  return ok({ leadBodyId: lead, cooperatingBodyIds: others });
}

async function hand(uow: UnitOfWork, { row, as }: CaseChanged, { units }: LoadedCase, to: Assignment): Promise<void> {
  const left = await assignUnits(uow, row.id, units, to, as);
  for (const { bodyId } of left)
    uow.notices.push({ kind: 'case.to-unit', caseId: row.id, because: 'taken_away', bodyId });
  tellUnits(uow, row, 'dispatched', { only: 'lead' });
  tellUnits(uow, row, 'cooperating', { only: 'cooperating' });
}

export const dispatchCase = deskCommand<DispatchCase, DispatchRefusal, Assignment>({
  name: 'case.dispatch',
  prepare: assignment,
  step: () => ({ action: 'dispatch' }),
  consequences: async (uow, changed, { loaded, prepared }) => {
    await hand(uow, changed, loaded, prepared);
    await writeToReporter(uow, changed.row, { say: 'dispatched' });
  },
});

export interface RerouteCase extends DispatchCase {
  readonly reason: string;
}

/** To another unit: its clocks go on as they ran. */
export const rerouteCase = deskCommand<RerouteCase, DispatchRefusal, Assignment>({
  name: 'case.dispatch',
  prepare: assignment,
  step: ({ reason }) => ({ action: 'reroute', reason }),
  words: ({ reason }) => reason,
  consequences: (uow, changed, { loaded, prepared }) => hand(uow, changed, loaded, prepared),
});

export interface WithReason extends CaseInput {
  readonly reason: string;
}

/** 退单: the lead unit gives it back, once, and says why. */
export const disputeCase = leadCommand<WithReason, never, undefined>({
  name: 'case.dispute',
  prepare: unprepared,
  step: ({ reason }) => ({ action: 'dispute', reason }),
  words: ({ reason }) => reason,
  consequences: (uow, { row, eventId }) => tellDesk(uow, row, 'disputed', eventId),
});

export interface DecideDispute extends DispatchCase, WithReason {
  /** It stays with the unit that gave it back. */
  readonly keep: boolean;
}

export const decideDispute = deskCommand<DecideDispute, DispatchRefusal, Assignment>({
  name: 'case.decide-dispute',
  prepare: async (uow, loaded, input) => {
    const lead = leadOf(loaded);
    if (!input.keep || !lead) return assignment(uow, loaded, input);
    const cooperating = loaded.units.filter(({ part }) => part === 'cooperating').map(({ bodyId }) => bodyId);
    return ok({ leadBodyId: lead.bodyId, cooperatingBodyIds: cooperating });
  },
  step: ({ reason }) => ({ action: 'decide_dispute', reason }),
  words: ({ reason }) => reason,
  consequences: async (uow, changed, { loaded, input, prepared }) => {
    if (!input.keep) return hand(uow, changed, loaded, prepared);
    tellUnits(uow, changed.row, 'dispute_kept', { only: 'lead', eventId: changed.eventId });
  },
});
