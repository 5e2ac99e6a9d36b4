/** What the desk does while a unit works: grants time, looks at what it was told, presses, calls back for whoever phoned, looks back. */
import { and, desc, eq } from 'drizzle-orm';
import { caseEvent } from '../../../db/schema/index.ts';
import type { Satisfaction } from '../../domain/hotline/states.ts';
import { err, ok } from '../../domain/result.ts';
import { command } from '../command.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { appendCaseEvent, type CaseChanged, type MoveRefusal } from './change.ts';
import { type CaseInput, deskCommand, unprepared } from './commands.ts';
import type { WithReason } from './dispatch.ts';
import { exclude } from './exclusion.ts';
import { writeToReporter } from './letters.ts';
import { lockReadable } from './read.ts';
import { type CaseNotFound, caseTarget, EVENT_TEXT, type LoadedCase, lockCase, onDesk, reporterOf } from './rows.ts';
import { calledBack, moveToOpenDesk } from './take.ts';
import { tellDesk, tellUnits } from './tell.ts';
import { askBack, type WithWords } from './work.ts';

export const grantTime = deskCommand<CaseInput, never, undefined>({
  name: 'case.grant-time',
  prepare: unprepared,
  step: () => ({ action: 'grant_complex' }),
  consequences: (uow, { row }) => tellUnits(uow, row, 'complex_granted', { only: 'lead' }),
});

export const denyTime = deskCommand<WithReason, never, undefined>({
  name: 'case.grant-time',
  prepare: unprepared,
  step: ({ reason }) => ({ action: 'deny_complex', reason }),
  words: ({ reason }) => reason,
  consequences: (uow, { row, eventId }) => tellUnits(uow, row, 'complex_denied', { only: 'lead', eventId }),
});

/** 核实: an explanation or a correction is believed, and the reporter is asked. */
export const confirmClaim = deskCommand<CaseInput, never, undefined>({
  name: 'case.check',
  prepare: unprepared,
  step: () => ({ action: 'confirm_claim' }),
  consequences: async (uow, { row }) => {
    await askBack(uow, row, { words: await lastClaim(uow, row.id) });
    tellUnits(uow, row, 'confirmed', { only: 'lead' });
  },
});

export const returnClaim = deskCommand<WithReason, never, undefined>({
  name: 'case.check',
  prepare: unprepared,
  step: ({ reason }) => ({ action: 'return_claim', reason }),
  words: ({ reason }) => reason,
  consequences: (uow, { row, eventId }) => tellUnits(uow, row, 'returned', { only: 'lead', eventId }),
});

async function lastClaim(uow: UnitOfWork, caseId: string): Promise<string> {
  const [event] = await uow.tx
    .select()
    .from(caseEvent)
    .where(and(eq(caseEvent.caseId, caseId), eq(caseEvent.kind, 'claim')))
    .orderBy(desc(caseEvent.ordinal))
    .limit(1);
  return event?.textSealed ? uow.keys.openText(EVENT_TEXT, event.textSealed) : '';
}

/** 督办 */
export const superviseCase = deskCommand<WithReason, never, undefined>({
  name: 'case.supervise',
  prepare: unprepared,
  step: ({ reason }) => ({ action: 'supervise', reason }),
  words: ({ reason }) => reason,
  consequences: (uow, { row, eventId }) => tellUnits(uow, row, 'supervised', { eventId }),
});

/** 升级, before its time says so. */
export const escalateCase = deskCommand<WithReason, never, undefined>({
  name: 'case.supervise',
  prepare: unprepared,
  step: ({ reason }) => ({ action: 'escalate', reason }),
  words: ({ reason }) => reason,
  consequences: async (uow, { row, eventId }) => {
    tellDesk(uow, row, 'climbed', eventId);
    tellUnits(uow, row, 'supervised', { eventId });
    await writeToReporter(uow, row, { say: 'climbed' });
  },
});

export interface LookBack extends WithWords {
  /** What was done still holds. */
  readonly holds: boolean;
}

/** 回头看 */
export const lookBackAtCase = deskCommand<LookBack, never, undefined>({
  name: 'case.look-back',
  prepare: unprepared,
  step: ({ holds, words }) => ({ action: 'look_back', holds, words }),
  words: ({ words }) => words,
  consequences: async (uow, { row, eventId }, { input: { holds } }) => {
    if (holds) return;
    tellDesk(uow, row, 'look_back_failed', eventId);
    tellUnits(uow, row, 'reopened', { eventId });
    await writeToReporter(uow, row, { say: 'reopened' });
  },
});

export interface CallBackFor extends CaseInput {
  readonly round: number;
  readonly solved: boolean;
  readonly satisfaction: Satisfaction;
  /** How she was asked. */
  readonly words: string;
}

export type CallBackForRefusal =
  | MoveRefusal
  | CaseNotFound
  /** She answers in her own chat. */
  | { readonly kind: 'case_reporter_in_chat' }
  /** Whoever worked on it does not ask whether it was well done. */
  | { readonly kind: 'case_own_work' };

/** On the phone, for somebody no chat reaches. */
export const callBackFor = command<CallBackFor, LoadedCase, CaseChanged, CallBackForRefusal>({
  name: 'case.call-back-for',
  load: lockReadable,
  target: caseTarget,
  run: async (uow, loaded, input, as) => {
    const { row, units } = loaded;
    const reporter = await reporterOf(uow, row.id);
    // Whoever asked to be forgotten can be called by nobody; her code is what she answers by.
    if (reporter?.contactSealed || reporter?.forgotten) return err({ kind: 'case_reporter_in_chat' });
    if (uow.actor.seats.some(({ bodyId }) => units.some((unit) => unit.bodyId === bodyId)))
      return err({ kind: 'case_own_work' });
    return calledBack(uow, loaded, input, as, 'case.call-back-for');
  },
});

/** 回避: whoever has an interest in it says so, and learns nothing more of it. */
export const stepAside = command<WithReason, LoadedCase, LoadedCase, CaseNotFound>({
  name: 'case.step-aside',
  load: lockReadable,
  target: caseTarget,
  run: async (uow, loaded, { reason }, as) => {
    const { personId } = uow.actor;
    if (personId === undefined) throw new Error('nobody steps aside');
    await appendCaseEvent(uow, loaded.row, as, { kind: 'exclude', text: reason });
    await exclude(uow, loaded.row.id, { personId, because: 'stepped_aside' }, as);
    await moveToOpenDesk(uow, loaded.row);
    return ok(loaded);
  },
});

export interface NameAccused extends CaseInput {
  readonly bodyId: string;
}

export type NameAccusedRefusal =
  | CaseNotFound
  | { readonly kind: 'case_not_your_desk'; readonly tier: LoadedCase['row']['tier'] };

/** Says which unit the reporter's words mean: from then on that unit and its people are left out. */
export const nameAccused = command<NameAccused, LoadedCase, LoadedCase, NameAccusedRefusal>({
  name: 'case.screen',
  load: async (uow, { caseId }) => {
    const loaded = await lockCase(uow, caseId);
    if (!loaded.ok || onDesk(loaded.value, uow.actor.personId)) return loaded;
    return err({ kind: 'case_not_your_desk', tier: loaded.value.row.tier });
  },
  target: caseTarget,
  run: async (uow, loaded, { bodyId }, as) => {
    await exclude(uow, loaded.row.id, { bodyId, because: 'accused' }, as);
    await appendCaseEvent(uow, loaded.row, as, { kind: 'exclude', byBodyId: bodyId });
    await moveToOpenDesk(uow, loaded.row);
    return ok(loaded);
  },
});
