/**
 * The clocks of a case: what starts, stops, pauses and resumes each of them is one table, printed in docs/hotline.md.
 * Sending a case to another unit starts no clock anew: a clock that has begun begins no second time.
 */
import type { Temporal } from 'temporal-polyfill';
import type { Due } from '../calendar/deadline.ts';
import type { WorkingCalendar } from '../calendar/working-calendar.ts';
import type { RuleKey } from '../rules/keys.ts';
import { type CaseEventKind, type CaseFamily, type CaseState, isOpenCase } from './states.ts';

export const CASE_CLOCKS = [
  'screening',
  'contact',
  'handling',
  'cooperation',
  'reply',
  'dispute',
  'checking',
  'callback',
  'second_handling',
  'look_back',
] as const;
export type CaseClock = (typeof CASE_CLOCKS)[number];

interface ClockRow {
  readonly starts: readonly CaseEventKind[];
  readonly stops: readonly CaseEventKind[];
  readonly pauses: readonly CaseEventKind[];
  readonly resumes: readonly CaseEventKind[];
  /** What it had stopped for is sent back: it goes on with the time it had, as if it had never stopped. */
  readonly revives: readonly CaseEventKind[];
  /** A new round of the case starts it again; one that may run only once never does. */
  readonly again: boolean;
}

/** They stop a clock only where the case is over: one that goes on beside a mediation does not stand still. */
const ENDS = ['withdraw', 'duplicate', 'convert', 'answer'] as const satisfies readonly CaseEventKind[];

export const CLOCK_TABLE: { readonly [C in CaseClock]: ClockRow } = {
  /** Until a unit has it: one that is accepted and sent to nobody must not be forgotten. */
  screening: {
    starts: ['receive'],
    stops: ['dispatch', 'decline', ...ENDS],
    pauses: [],
    resumes: [],
    revives: [],
    again: false,
  },
  /** The lead speaks to the reporter; of an anonymous case it never starts. */
  contact: {
    starts: ['dispatch'],
    stops: ['contact', 'progress', 'ask', 'claim', ...ENDS],
    pauses: [],
    resumes: [],
    revives: [],
    again: false,
  },
  /** While the reporter is asked for something only she knows it stands still. */
  handling: {
    starts: ['dispatch'],
    stops: ['claim', ...ENDS],
    pauses: ['ask'],
    resumes: ['reply', 'claim', 'reply_expires'],
    revives: ['return_claim'],
    again: false,
  },
  /** Ends a day before the handling does, and moves with it. */
  cooperation: {
    starts: ['dispatch'],
    stops: ['claim', ...ENDS],
    pauses: ['ask'],
    resumes: ['reply', 'claim', 'reply_expires'],
    revives: ['return_claim'],
    again: false,
  },
  /** How long a question to the reporter may keep the work standing still: asking her must not bury a case. */
  reply: {
    starts: ['ask'],
    stops: ['reply', 'claim', 'reply_expires', ...ENDS],
    pauses: [],
    resumes: [],
    revives: [],
    again: true,
  },
  dispute: {
    starts: ['dispute'],
    stops: ['decide_dispute', ...ENDS],
    pauses: [],
    resumes: [],
    revives: [],
    again: true,
  },
  checking: {
    starts: ['claim'],
    stops: ['confirm_claim', 'return_claim', ...ENDS],
    pauses: [],
    resumes: [],
    revives: [],
    again: true,
  },
  callback: {
    starts: ['claim', 'confirm_claim'],
    stops: ['call_back', 'callback_expires'],
    pauses: [],
    resumes: [],
    revives: [],
    again: true,
  },
  second_handling: {
    starts: ['call_back', 'look_back'],
    stops: ['claim', ...ENDS],
    pauses: ['ask'],
    resumes: ['reply', 'claim', 'reply_expires'],
    revives: ['return_claim'],
    again: true,
  },
  look_back: {
    starts: ['call_back', 'callback_expires'],
    stops: ['look_back'],
    pauses: [],
    resumes: [],
    revives: [],
    again: true,
  },
};

/** Whether the event really starts it: `claim` starts the callback of what was done, and the checking of the rest. */
export interface ClockFacts {
  readonly family: CaseFamily;
  readonly anonymous: boolean;
  readonly supervised: boolean;
  readonly complex: boolean;
  /** Asked for advice only. */
  readonly advice: boolean;
  /** After the event. */
  readonly state: CaseState;
  readonly cooperating: boolean;
  /** By when another system wants it answered: it holds where it is stricter than the rule, and nothing here moves it. */
  readonly orderDue?: Temporal.Instant;
}

export interface RunningClock {
  readonly clock: CaseClock;
  /** Counted from 1 where it may start again. */
  readonly round: number;
  readonly startedAt: Temporal.Instant;
  readonly due: Due;
  readonly pausedAt?: Temporal.Instant;
  readonly stoppedAt?: Temporal.Instant;
  /** Working days it has stood still. */
  readonly stoodStill: number;
}

export interface ClockTools {
  readonly calendar: WorkingCalendar;
  /** The end of a rule's period. */
  after(start: Temporal.Instant, key: ClockRule): Due;
  /** Days between the end of the cooperating units' time and the lead's (rule `hotline.cooperating_before`). */
  readonly cooperatingBefore: number;
}

export const CLOCK_RULES = [
  'hotline.screening',
  'hotline.contact',
  'hotline.advice',
  'hotline.general',
  'hotline.complex',
  'hotline.supervised',
  'hotline.callback',
  'hotline.second_handling',
  'hotline.dispute',
  'hotline.reply',
  'hotline.look_back',
  'hotline.checking',
  'overload.accept',
  'overload.reply',
  'overload.complex',
] as const satisfies readonly RuleKey[];
export type ClockRule = (typeof CLOCK_RULES)[number];

/** Which rule says how long it runs. */
export function ruleOfClock(clock: CaseClock, { family, supervised, complex, advice }: ClockFacts): ClockRule {
  const burden = family === 'burden';
  switch (clock) {
    case 'screening':
      return burden ? 'overload.accept' : 'hotline.screening';
    case 'contact':
      return 'hotline.contact';
    case 'handling':
    case 'cooperation':
      if (complex) return burden ? 'overload.complex' : 'hotline.complex';
      if (supervised) return 'hotline.supervised';
      if (burden) return 'overload.reply';
      return advice ? 'hotline.advice' : 'hotline.general';
    case 'reply':
      return 'hotline.reply';
    case 'dispute':
      return 'hotline.dispute';
    case 'checking':
      return 'hotline.checking';
    case 'callback':
      return 'hotline.callback';
    case 'second_handling':
      return 'hotline.second_handling';
    case 'look_back':
      return 'hotline.look_back';
  }
}

function begins(clock: CaseClock, kind: CaseEventKind, facts: ClockFacts): boolean {
  if (!CLOCK_TABLE[clock].starts.includes(kind)) return false;
  switch (clock) {
    case 'contact':
      return !facts.anonymous;
    case 'cooperation':
      return facts.cooperating;
    case 'checking':
      return facts.state === 'claimed';
    case 'callback':
      return facts.state === 'callback';
    case 'second_handling':
      return facts.state === 'reopened';
    case 'look_back':
      return facts.state === 'closed';
    case 'screening':
    case 'handling':
    case 'reply':
    case 'dispute':
      return true;
  }
}

/** The clocks after an event; those that had stopped stay as they were. */
export function clocksAfter(
  clocks: readonly RunningClock[],
  kind: CaseEventKind,
  at: Temporal.Instant,
  facts: ClockFacts,
  tools: ClockTools,
): readonly RunningClock[] {
  // What was sent back is the answer of the newest round.
  const newest = clocks.some(({ clock }) => clock === 'second_handling') ? 'second_handling' : 'handling';
  const askedInVain = clocks.some(isUnanswered);
  const moved = clocks.map((running) => {
    const isLast =
      (running.clock === newest && running.round === clocks.filter(({ clock }) => clock === newest).length) ||
      (running.clock === 'cooperation' && newest === 'handling');
    return moveClock(running, { isLast, askedInVain }, kind, at, facts, tools);
  });
  const begun = CASE_CLOCKS.filter((clock) => begins(clock, kind, facts)).flatMap((clock): RunningClock[] => {
    const before = clocks.filter((each) => each.clock === clock);
    if (before.length > 0 && !CLOCK_TABLE[clock].again) return [];
    if (moved.some((each) => each.clock === clock && !each.stoppedAt)) return [];
    return [{ clock, round: before.length + 1, startedAt: at, due: dueOf(clock, at, 0, facts, tools), stoodStill: 0 }];
  });
  return [...moved, ...begun];
}

/** A question whose time was over before anything came: whoever does not answer once is asked as often, but nothing waits. */
const isUnanswered = ({ clock, stoppedAt, due }: RunningClock): boolean =>
  clock === 'reply' && stoppedAt !== undefined && stoppedAt.epochMilliseconds >= due.at.epochMilliseconds;

function moveClock(
  running: RunningClock,
  { isLast, askedInVain }: { readonly isLast: boolean; readonly askedInVain: boolean },
  kind: CaseEventKind,
  at: Temporal.Instant,
  facts: ClockFacts,
  tools: ClockTools,
): RunningClock {
  const { stops, pauses, resumes, revives } = CLOCK_TABLE[running.clock];
  if (running.stoppedAt) {
    if (!revives.includes(kind) || !isLast) return running;
    const { stoppedAt: _, ...going } = running;
    return going;
  }
  const resumed = running.pausedAt && resumes.includes(kind) ? resume(running, at, facts, tools) : running;
  const goesOn = (ENDS as readonly CaseEventKind[]).includes(kind) && isOpenCase(facts.state);
  if (stops.includes(kind) && !goesOn) return { ...resumed, stoppedAt: at };
  if (pauses.includes(kind))
    return resumed.pausedAt || askedInVain || isLate(resumed, at, tools) ? resumed : { ...resumed, pausedAt: at };
  // Another time was granted, or it is pressed from now on.
  if (kind === 'grant_complex' && isHandling(running.clock))
    return { ...resumed, due: dueOf(running.clock, running.startedAt, resumed.stoodStill, facts, tools) };
  if ((kind === 'supervise' || kind === 'escalate') && isHandling(running.clock))
    return pressed(resumed, at, facts, tools);
  return resumed;
}

/** What it has stood still so far is reckoned first: the shorter time begins now, and stands still only from now on. */
function pressed(running: RunningClock, at: Temporal.Instant, facts: ClockFacts, tools: ClockTools): RunningClock {
  const until = running.pausedAt ? { ...resume(running, at, facts, tools), pausedAt: at } : running;
  return { ...until, due: sooner(until.due, dueOf(running.clock, at, 0, { ...facts, complex: false }, tools)) };
}

/** Asking when the time is over wins none back. Cooperating units stand still with the lead, not a day before. */
const isLate = (running: RunningClock, at: Temporal.Instant, tools: ClockTools): boolean =>
  at.epochMilliseconds >= leadDue(running, tools).at.epochMilliseconds;

const isHandling = (clock: CaseClock): boolean => clock === 'handling' || clock === 'cooperation';

/**
 * The working days it stood still are added; the day it stopped on counts as one it ran. Stopped on its last day it has the
 * rest of that day, on the first working day from now: nobody is late for an answer that came on a Saturday.
 */
function resume(running: RunningClock, at: Temporal.Instant, facts: ClockFacts, tools: ClockTools): RunningClock {
  const { pausedAt, ...going } = running;
  if (!pausedAt) return running;
  const { calendar } = tools;
  const [stopped, now] = [calendar.localDate(pausedAt), calendar.localDate(at)];
  const still = calendar.workingDaysBetween(stopped, now);
  const lead = leadDue(running, tools);
  const moved = lead.lastDay.equals(stopped) ? onFirstWorkingDay(now, lead, tools) : later(lead, still, tools);
  return {
    ...going,
    stoodStill: running.stoodStill + still,
    due: capped(running.clock, running.clock === 'cooperation' ? earlier(moved, tools) : moved, facts, tools),
  };
}

function onFirstWorkingDay(from: Temporal.PlainDate, due: Due, { calendar }: ClockTools): Due {
  const { date, provisional } = calendar.addWorkingDays(from, 0);
  return endOf(date, due.provisional || provisional, calendar);
}

/** Of cooperating units: when the lead's time is over. A day before it may be the Sunday before a Monday. */
const leadDue = ({ clock, due }: RunningClock, { calendar, cooperatingBefore }: ClockTools): Due =>
  clock === 'cooperation' ? endOf(due.lastDay.add({ days: cooperatingBefore }), due.provisional, calendar) : due;

function dueOf(
  clock: CaseClock,
  start: Temporal.Instant,
  stoodStill: number,
  facts: ClockFacts,
  tools: ClockTools,
): Due {
  const due = later(tools.after(start, ruleOfClock(clock, facts)), stoodStill, tools);
  return capped(clock, clock === 'cooperation' ? earlier(due, tools) : due, facts, tools);
}

function capped(clock: CaseClock, due: Due, { orderDue }: ClockFacts, tools: ClockTools): Due {
  if (orderDue === undefined || !isHandling(clock)) return due;
  // The first instant that is too late belongs to no day of the time that was given.
  const lastDay = tools.calendar.localDate(orderDue.subtract({ milliseconds: 1 }));
  const order: Due = { at: orderDue, lastDay, provisional: false };
  return sooner(due, clock === 'cooperation' ? earlier(order, tools) : order);
}

function later(due: Due, workingDays: number, { calendar }: ClockTools): Due {
  if (workingDays === 0) return due;
  const counted = calendar.addWorkingDays(due.lastDay, workingDays);
  return endOf(counted.date, due.provisional || counted.provisional, calendar);
}

const earlier = (due: Due, { calendar, cooperatingBefore }: ClockTools): Due =>
  endOf(due.lastDay.subtract({ days: cooperatingBefore }), due.provisional, calendar);

const endOf = (lastDay: Temporal.PlainDate, provisional: boolean, calendar: WorkingCalendar): Due => ({
  at: calendar.endOfDay(lastDay),
  lastDay,
  provisional,
});

const sooner = (a: Due, b: Due): Due => (a.at.epochMilliseconds <= b.at.epochMilliseconds ? a : b);
