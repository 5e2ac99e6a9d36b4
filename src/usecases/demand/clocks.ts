/** Starts, stops, shortens and puts back the clocks of a demand as it changes, and says who hears when one has run out. */
import { and, desc, eq } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { type demand, schedule } from '../../../db/schema/index.ts';
import type { Due as DueDay } from '../../domain/calendar/deadline.ts';
import {
  clockFacts,
  clocksOf,
  type DemandClock,
  handlingRules,
  NUDGES,
  type NudgeAudience,
  responseRule,
} from '../../domain/demand/clocks.ts';
import type { Policy } from '../policies.ts';
import type { DueKind, DuePayloads, DueTime, UnitOfWork } from '../unit-of-work.ts';

type Row = typeof demand.$inferSelect;
type Due = Pick<DueDay, 'at' | 'provisional'>;

const KINDS = {
  response: 'demand.response-due',
  handling: 'demand.handling-due',
  info: 'demand.info-expires',
  confirmation: 'demand.confirm-expires',
} as const satisfies { readonly [C in DemandClock]: DueKind };

export const subjectOf = (demandId: string): string => `demand:${demandId}`;

export const responseDue = (uow: UnitOfWork, row: { readonly supervised: boolean | null }, policy: Policy): Due =>
  policy.after(uow.now, responseRule({ supervised: row.supervised === true }));

const earlier = (a: Due, b: Due): Due => (Temporal.Instant.compare(a.at, b.at) <= 0 ? a : b);

/**
 * By when the work is to be done, counted from now: the shortest of the times that apply. A work order's own deadline is
 * for its first handling; passed, it is late already.
 */
function handlingDue(uow: UnitOfWork, row: Row, policy: Policy): Due {
  const rules = handlingRules({ supervised: row.supervised === true, reopenCount: row.reopenCount });
  const dues = rules.map((rule): Due => policy.after(uow.now, rule));
  if (row.orderDueAt && row.reopenCount === 0) dues.push({ at: row.orderDueAt, provisional: false });
  return dues.reduce(earlier);
}

/** What waits no longer is called off, what begins to wait is planned; a clock that runs on is left alone. */
export async function setClocks(uow: UnitOfWork, before: Row, after: Row, policy: Policy): Promise<void> {
  const ran = clocksOf(clockFacts(before));
  const runs = clocksOf(clockFacts(after));
  for (const clock of ran)
    if (!runs.includes(clock)) uow.cancelled.push({ kind: KINDS[clock], subject: subjectOf(after.id) });
  for (const clock of runs)
    if (!ran.includes(clock))
      startClock(uow, clock, after, policy, { anew: !before.respondBy.equals(after.respondBy) });
  if (after.supervised && !before.supervised) for (const clock of runs) await shorten(uow, clock, after, policy);
  if (before.supervised && !after.supervised) for (const clock of runs) await putBack(uow, clock, after, policy);
}

/** The first clock of a new demand. */
export const startResponse = (uow: UnitOfWork, row: Row, policy: Policy): void =>
  startClock(uow, 'response', row, policy, { anew: true });

/** @param anew whether the time for the answer is a new one; a merge that is undone leaves it where it was */
function startClock(
  uow: UnitOfWork,
  clock: DemandClock,
  row: Row,
  policy: Policy,
  { anew }: { readonly anew: boolean },
): void {
  const unpressed = { ...row, supervised: null };
  switch (clock) {
    case 'response': {
      const due = { at: row.respondBy, provisional: row.respondByProvisional };
      const usual = row.supervised ? (anew ? responseDue(uow, unpressed, policy) : undefined) : due;
      planNudge(uow, 'response', row, policy, { due, nudge: 0, usual });
      return;
    }
    case 'handling': {
      const usual = handlingDue(uow, unpressed, policy);
      planNudge(uow, 'handling', row, policy, { due: handlingDue(uow, row, policy), nudge: 0, usual });
      return;
    }
    case 'info': {
      const due = policy.after(uow.now, 'demand.needs_info_closes');
      uow.dueTimes.push({
        ...common('info', row, String(row.version), due, policy),
        kind: 'demand.info-expires',
        payload: { demandId: row.id },
      });
      return;
    }
    case 'confirmation': {
      const due = policy.after(uow.now, 'demand.silence_confirms');
      uow.dueTimes.push({
        ...common('confirmation', row, String(row.resolution), due, policy),
        kind: 'demand.confirm-expires',
        payload: { demandId: row.id, round: row.resolution },
      });
    }
  }
}

const common = (clock: DemandClock, row: Pick<Row, 'id'>, which: string, due: Due, policy: Policy) => ({
  key: `${KINDS[clock]}:${row.id}:${which}`,
  subject: subjectOf(row.id),
  // In the morning after, not at midnight.
  dueAt: policy.awake(due.at),
});

export interface NextNudge {
  readonly due: Due;
  /** Which step of {@link NUDGES} comes next. */
  readonly nudge: number;
  /** When the time would be up if nobody had pressed, where that is known. */
  readonly usual: Due | undefined;
}

export function planNudge(
  uow: UnitOfWork,
  clock: 'response' | 'handling',
  row: Pick<Row, 'id' | 'version'>,
  policy: Policy,
  { due, nudge, usual }: NextNudge,
): void {
  const at = nudgeAt(due, nudge, policy);
  if (!at) return;
  const plan: Omit<DueTime, 'kind' | 'payload'> = common(
    clock,
    row,
    `${row.version}:${nudge}:${due.at.epochMilliseconds}`,
    at,
    policy,
  );
  const payload = {
    demandId: row.id,
    round: row.version,
    due: due.at.toString(),
    nudge,
    ...(usual && { usual: { at: usual.at.toString(), provisional: usual.provisional } }),
  };
  uow.dueTimes.push({ ...plan, kind: KINDS[clock], payload });
}

function nudgeAt(due: Due, nudge: number, policy: Policy): Due | undefined {
  const step = NUDGES[nudge];
  if (!step) return undefined;
  return 'after' in step ? policy.after(due.at, step.after) : due;
}

/** After a time the system was down only the latest nudge that has come due is sent. */
export function nudgeNow(
  uow: UnitOfWork,
  due: Due,
  nudge: number,
  policy: Policy,
): { readonly tells: NudgeAudience; readonly next: number } {
  let now = nudge;
  for (let later = nudge + 1; later < NUDGES.length; later += 1) {
    const at = nudgeAt(due, later, policy);
    if (at && Temporal.Instant.compare(policy.awake(at.at), uow.now) <= 0) now = later;
  }
  return { tells: NUDGES[now]?.tells ?? 'handler', next: now + 1 };
}

type PressedClock = 'response' | 'handling';
type Planned = Pick<typeof schedule.$inferSelect, 'state' | 'dueAt'> & {
  readonly payload: DuePayloads['demand.response-due'];
};

/** What was planned for a clock, the newest first; what was called off among it. */
async function plannedFor(uow: UnitOfWork, clock: PressedClock, demandId: string): Promise<readonly Planned[]> {
  const rows = await uow.tx
    .select({ state: schedule.state, dueAt: schedule.dueAt, payloadSealed: schedule.payloadSealed })
    .from(schedule)
    .where(and(eq(schedule.subject, subjectOf(demandId)), eq(schedule.kind, KINDS[clock])))
    .orderBy(desc(schedule.id));
  return rows.flatMap(({ payloadSealed, ...row }) =>
    payloadSealed
      ? [{ ...row, payload: uow.keys.openJson('schedule.payload', payloadSealed) as Planned['payload'] }]
      : [],
  );
}

/** Undefined where only a plan of an earlier release is left, which does not say. */
function usualIn(plans: readonly Planned[]): Due | undefined {
  const usual = plans.find(({ payload }) => payload.usual !== undefined)?.payload.usual;
  return usual && { at: Temporal.Instant.from(usual.at), provisional: usual.provisional };
}

/** When the first answer would be due if nobody had pressed. */
export const usualResponse = async (uow: UnitOfWork, demandId: string): Promise<Due | undefined> =>
  usualIn(await plannedFor(uow, 'response', demandId));

const isPressed = (clock: DemandClock): clock is PressedClock => clock === 'response' || clock === 'handling';

/** 督办: what would run longer than the supervised time ends with it; what ends earlier stays. */
async function shorten(uow: UnitOfWork, clock: DemandClock, row: Row, policy: Policy): Promise<void> {
  if (!isPressed(clock)) return;
  const plans = await plannedFor(uow, clock, row.id);
  const waiting = plans.find(({ state }) => state === 'waiting');
  const due = clock === 'response' ? responseDue(uow, row, policy) : handlingDue(uow, row, policy);
  if (!waiting || Temporal.Instant.compare(waiting.dueAt, due.at) <= 0) return;
  uow.cancelled.push({ kind: KINDS[clock], subject: subjectOf(row.id) });
  planNudge(uow, clock, row, policy, { due, nudge: 0, usual: usualIn(plans) });
}

/** 督办 lifted: the time is up when it would have been without; nobody gains a new start by it. */
async function putBack(uow: UnitOfWork, clock: DemandClock, row: Row, policy: Policy): Promise<void> {
  if (!isPressed(clock)) return;
  const plans = await plannedFor(uow, clock, row.id);
  const waiting = plans.find(({ state }) => state === 'waiting');
  const usual = usualIn(plans);
  if (!usual) return;
  const over = Temporal.Instant.compare(usual.at, uow.now) <= 0;
  // Over without the press too, and everybody was told.
  if (over && !waiting) return;
  uow.cancelled.push({ kind: KINDS[clock], subject: subjectOf(row.id) });
  planNudge(uow, clock, row, policy, { due: usual, nudge: over ? (waiting?.payload.nudge ?? 0) : 0, usual });
}
