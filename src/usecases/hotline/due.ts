/** What a clock of a case does when its time is up: those who let it pass are told, later the desk above has it. */
import { Temporal } from 'temporal-polyfill';
import { ok } from '../../domain/result.ts';
import { carriedOut, command } from '../command.ts';
import type { DuePayloads, UnitOfWork } from '../unit-of-work.ts';
import { appendCaseEvent, moveCase } from './change.ts';
import { clockSubject } from './clocks.ts';
import { callbackWaits, writeToReporter } from './letters.ts';
import { type CaseNotFound, type LoadedCase, lockCase } from './rows.ts';
import { tellDesk, tellUnits } from './tell.ts';

const wake = command<DuePayloads['case.clock'], LoadedCase, void, CaseNotFound>({
  name: 'case.wake',
  load: (uow, { caseId }) => lockCase(uow, caseId),
  target: ({ row }) => ({ communityId: row.communityId }),
  run: async (uow, loaded, { clock, round, due, step }, as) => {
    const running = loaded.clocks.find((each) => each.clock === clock && each.round === round);
    if (!running || running.stoppedAt || running.pausedAt || running.dueAt.toString() !== due) return ok(undefined);
    const { row } = loaded;
    if (clock === 'callback') {
      // She answered in time, and her letter has not been taken yet.
      if (await callbackWaits(uow, row.id)) {
        uow.dueTimes.push({
          kind: 'case.clock',
          key: `case.clock:${row.id}:${clock}:${round}:${due}:waits:${uow.now}`,
          subject: clockSubject(row.id, clock),
          dueAt: uow.now.add({ minutes: 1 }),
          payload: { caseId: row.id, clock, round, due, step },
        });
        return ok(undefined);
      }
      const moved = await moveCase(uow, loaded, as, { name: 'case.wake', step: { action: 'callback_expires' } });
      if (moved.ok) {
        await writeToReporter(uow, moved.value.row, { say: 'closed', outcome: 'unanswered' });
        tellUnits(uow, moved.value.row, 'closed');
      }
      return ok(undefined);
    }
    if (clock === 'reply') {
      const moved = await moveCase(uow, loaded, as, { name: 'case.wake', step: { action: 'reply_expires' } });
      if (moved.ok) tellUnits(uow, moved.value.row, 'unanswered', { only: 'lead' });
      return ok(undefined);
    }
    if (clock === 'look_back') {
      tellDesk(uow, row, 'look_back');
      return ok(undefined);
    }
    if (step === 'due') {
      await appendCaseEvent(uow, row, as, { kind: 'late' });
      tellDesk(uow, row, 'late');
      if (clock !== 'screening' && clock !== 'dispute' && clock !== 'checking')
        tellUnits(uow, row, 'late', { only: clock === 'cooperation' ? 'cooperating' : 'lead' });
      planClimb(uow, loaded, { clock, round, due }, Temporal.Instant.from(due));
      return ok(undefined);
    }
    // Nobody reacted to the first word: it goes one desk up. At the highest there is nobody to go to, and it stays listed as late.
    const moved = await moveCase(uow, loaded, as, { name: 'case.wake', step: { action: 'escalate', reason: clock } });
    if (!moved.ok) {
      tellDesk(uow, row, 'late');
      return ok(undefined);
    }
    tellDesk(uow, moved.value.row, 'climbed', moved.value.eventId);
    tellUnits(uow, moved.value.row, 'supervised');
    await writeToReporter(uow, moved.value.row, { say: 'climbed' });
    planClimb(uow, loaded, { clock, round, due }, uow.now);
    return ok(undefined);
  },
});

/** Looked at again when the rule's days have passed since the given time, for as long as nothing was done. */
function planClimb(
  uow: UnitOfWork,
  { row, policy }: LoadedCase,
  { clock, round, due }: Pick<DuePayloads['case.clock'], 'clock' | 'round' | 'due'>,
  since: Temporal.Instant,
): void {
  uow.dueTimes.push({
    kind: 'case.clock',
    key: `case.clock:${row.id}:${clock}:${round}:${due}:climbs:${since}`,
    subject: clockSubject(row.id, clock),
    dueAt: policy.awake(policy.after(since, 'hotline.escalation').at),
    payload: { caseId: row.id, clock, round, due, step: 'climbs' },
  });
}

export async function caseClock(uow: UnitOfWork, payload: DuePayloads['case.clock']): Promise<void> {
  carriedOut(await wake(uow, payload));
}
