/** Keeps the clocks of a case in its rows, and plans when each must be looked at. */
import { eq } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { newSalt } from '../../../db/digest.ts';
import { caseClock } from '../../../db/schema/index.ts';
import { type CaseClock, type ClockFacts, clocksAfter, type RunningClock } from '../../domain/hotline/clocks.ts';
import type { CaseEventKind } from '../../domain/hotline/states.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import type { Policy } from '../policies.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { randomRowId } from './random.ts';
import type { CaseClockRow, CaseRow } from './rows.ts';

export const runningOf = (row: CaseClockRow): RunningClock => ({
  clock: row.clock,
  round: row.round,
  startedAt: row.startedAt,
  due: { at: row.dueAt, lastDay: Temporal.PlainDate.from(row.dueOn), provisional: row.provisional },
  ...(row.pausedAt && { pausedAt: row.pausedAt }),
  ...(row.stoppedAt && { stoppedAt: row.stoppedAt }),
  stoodStill: row.stoodStill,
});

export const clockColumns = ({ clock, round, startedAt, due, pausedAt, stoppedAt, stoodStill }: RunningClock) => ({
  clock,
  round,
  startedAt,
  dueOn: due.lastDay.toString(),
  dueAt: due.at,
  provisional: due.provisional,
  pausedAt: pausedAt ?? null,
  stoppedAt: stoppedAt ?? null,
  stoodStill,
});

export const clockFacts = (row: CaseRow, cooperating: boolean): ClockFacts => ({
  family: row.family,
  anonymous: row.mode === 'anonymous',
  supervised: row.supervised,
  complex: row.complex,
  advice: row.advice,
  state: row.state,
  cooperating,
  ...(row.orderDueAt && { orderDue: row.orderDueAt }),
});

const same = (a: RunningClock, b: RunningClock): boolean =>
  JSON.stringify(clockColumns(a)) === JSON.stringify(clockColumns(b));

/**
 * @param row the case as it is after the event
 * @returns the clocks after it
 */
export async function moveClocks(
  uow: UnitOfWork,
  {
    row,
    clocks,
    policy,
    cooperating,
  }: {
    readonly row: CaseRow;
    readonly clocks: readonly CaseClockRow[];
    readonly policy: Policy;
    readonly cooperating: boolean;
  },
  kind: CaseEventKind,
  at: Temporal.Instant,
  as: Role,
): Promise<readonly RunningClock[]> {
  const before = clocks.map(runningOf);
  const after = clocksAfter(before, kind, at, clockFacts(row, cooperating), {
    calendar: policy.calendar,
    after: (start, key) => policy.after(start, key),
    cooperatingBefore: policy.rules.value('hotline.cooperating_before').value,
  });
  for (const [index, running] of after.entries()) {
    const known = clocks[index];
    const old = before[index];
    if (known && old && same(old, running)) continue;
    const [saved] = known
      ? await uow.tx.update(caseClock).set(clockColumns(running)).where(eq(caseClock.id, known.id)).returning()
      : await uow.tx
          .insert(caseClock)
          .values({ id: randomRowId(), caseId: row.id, ...clockColumns(running), salt: newSalt() })
          .returning();
    if (!saved) throw new Error('the clock was not returned');
    record(uow, 'case_clock', saved, { action: 'case.clock', as, facts: { clock: running.clock } });
    planLook(uow, row.id, running, policy);
  }
  return after;
}

export const clockSubject = (caseId: string, clock: CaseClock): string => `case:${caseId}:${clock}`;

/**
 * The rule says how long after its time an unfinished one climbs; that look is planned when the first has come. Each look
 * writes to people, so it is not at midnight but in the morning after.
 */
export function planLook(
  uow: UnitOfWork,
  caseId: string,
  { clock, round, due, pausedAt, stoppedAt }: RunningClock,
  policy: Policy,
): void {
  const subject = clockSubject(caseId, clock);
  uow.cancelled.push({ kind: 'case.clock', subject });
  if (pausedAt || stoppedAt) return;
  uow.dueTimes.push({
    kind: 'case.clock',
    key: `case.clock:${caseId}:${clock}:${round}:${due.at.toString()}:due:${uow.commandId}`,
    subject,
    dueAt: policy.awake(due.at),
    payload: { caseId, clock, round, due: due.at.toString(), step: 'due' },
  });
}
