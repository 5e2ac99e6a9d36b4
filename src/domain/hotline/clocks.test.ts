/**
 * The clocks against a reckoning of their own: days are walked one by one over the holidays of 2025 as the State Council
 * published them, from the whole history each time, and nothing of `clocks.ts` or the calendar is used for it.
 */
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { chineseHolidayTable } from '../../holidays/chinese-days.ts';
import { createCalendar } from '../calendar/working-calendar.ts';
import {
  CASE_CLOCKS,
  type CaseClock,
  CLOCK_TABLE,
  type ClockFacts,
  type ClockRule,
  type ClockTools,
  clocksAfter,
  type RunningClock,
  ruleOfClock,
} from './clocks.ts';
import { type CaseFacts, type CaseStep, decideCase } from './decide.ts';
import { type CaseEventKind, isOpenCase } from './states.ts';

const DAYS: { readonly [R in ClockRule]: number } = {
  'hotline.screening': 1,
  'hotline.contact': 1,
  'hotline.advice': 1,
  'hotline.general': 5,
  'hotline.complex': 15,
  'hotline.supervised': 3,
  'hotline.callback': 3,
  'hotline.second_handling': 3,
  'hotline.dispute': 1,
  'hotline.reply': 3,
  'hotline.look_back': 90,
  'hotline.checking': 1,
  'overload.accept': 1,
  'overload.reply': 5,
  'overload.complex': 15,
};
const made = createCalendar(chineseHolidayTable(), 'Asia/Shanghai');
if (!made.ok) throw new Error(JSON.stringify(made.error));
const calendar = made.value;
const TOOLS: ClockTools = {
  calendar,
  after: (start, rule) =>
    calendar.dueAt(
      start,
      { value: DAYS[rule], unit: rule === 'hotline.look_back' ? 'days' : 'working_days' },
      { rollForward: 'none' },
    ),
  cooperatingBefore: 1,
};

// 国务院办公厅关于2025年部分节假日安排的通知.
const span = (from: string, days: number): string[] => Array.from({ length: days }, (_, at) => plusDays(from, at));
const plusDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
const OFF = new Set([
  '2025-01-01',
  ...span('2025-01-28', 8),
  ...span('2025-04-04', 3),
  ...span('2025-05-01', 5),
  ...span('2025-05-31', 3),
  ...span('2025-10-01', 8),
]);
const MADE_UP = new Set(['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11']);
const isWorked = (day: string): boolean =>
  MADE_UP.has(day) || (!OFF.has(day) && ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay()));
/** Shanghai is eight hours ahead all year. */
const dayOf = (ms: number): string => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 10);
const endOf = (day: string): number => Date.parse(`${plusDays(day, 1)}T00:00:00+08:00`);

interface Happened {
  readonly kind: CaseEventKind;
  readonly at: number;
  readonly facts: ClockFacts;
}
interface Still {
  readonly from: string;
  /** Undefined: it stands still to this hour, and what is still to come is not known. */
  readonly to?: string;
}

/**
 * The day on which so many worked days are over that it did not stand still on. Asked on that very day, it is over on the
 * first worked day from the answer on.
 */
function walk(start: string, days: number, still: readonly Still[]): string {
  const stands = (day: string, of: readonly Still[]): boolean =>
    of.some(({ from, to }) => to !== undefined && day > from && day <= to);
  let day = start;
  for (let left = days; left > 0; ) {
    day = plusDays(day, 1);
    if (isWorked(day) && !stands(day, still)) left -= 1;
  }
  let others = still;
  for (;;) {
    const asked = others.find(({ from, to }) => to !== undefined && from === day);
    if (!asked?.to) return day;
    others = others.filter((each) => each !== asked);
    for (day = asked.to; !isWorked(day) || stands(day, others); ) day = plusDays(day, 1);
  }
}

/** Whether a question was left without an answer until its days were over, before this event. */
function askedInVain(log: readonly Happened[], before: number): boolean {
  let asked: string | undefined;
  for (const { kind, at } of log.slice(0, before)) {
    if (kind === 'ask') asked ??= dayOf(at);
    if (asked === undefined || !['reply', 'claim', 'reply_expires'].includes(kind)) continue;
    if (at >= endOf(walk(asked, DAYS['hotline.reply'], []))) return true;
    asked = undefined;
  }
  return false;
}

/** The last day of the work on it, told from the whole history. `again`: the second handling that began at this event. */
function handlingDay(
  log: readonly Happened[],
  begin: number,
  clock: 'handling' | 'second_handling',
  order?: string,
): string {
  const first = log[begin];
  if (!first) throw new Error('no beginning');
  let counted: { readonly from: string; readonly days: number }[] = [
    { from: dayOf(first.at), days: DAYS[ruleOfClock(clock, first.facts)] },
  ];
  let still: Still[] = [];
  const due = (): string =>
    counted
      .map(({ from, days }) =>
        walk(
          from,
          days,
          still.filter((each) => (each.to ?? each.from) >= from),
        ),
      )
      .reduce((a, b) => (a < b ? a : b), order ?? '9999-12-31');
  let stopped = false;
  for (const [index, { kind, at, facts }] of [...log.entries()].slice(begin + 1)) {
    const day = dayOf(at);
    const open = still.find(({ to }) => to === undefined);
    if (stopped) {
      // A second handling is another clock: the first has nothing more to say.
      if (kind === 'return_claim') stopped = false;
      if (kind === 'call_back' || kind === 'look_back') return due();
      continue;
    }
    if ((kind === 'reply' || kind === 'claim' || kind === 'reply_expires') && open)
      still = still.map((each) => (each === open ? { from: each.from, to: day } : each));
    if (kind === 'claim') stopped = true;
    if (kind === 'ask' && !open && !askedInVain(log, index) && at < endOf(due())) still.push({ from: day });
    if (clock === 'second_handling') continue;
    if (kind === 'grant_complex') counted = [{ from: dayOf(first.at), days: DAYS[ruleOfClock(clock, facts)] }];
    if (kind === 'supervise' || kind === 'escalate') {
      if (open) {
        still = still.map((each) => (each === open ? { from: each.from, to: day } : each));
        still.push({ from: day });
      }
      counted.push({ from: day, days: DAYS['hotline.supervised'] });
    }
  }
  return due();
}

const WORDS = '说明';
const stepsOf = (round: number): readonly CaseStep[] => [
  { action: 'accept' },
  { action: 'dispatch' },
  { action: 'contact' },
  { action: 'progress', words: WORDS },
  { action: 'ask', words: WORDS },
  { action: 'reply', words: WORDS },
  { action: 'reply_expires' },
  { action: 'reroute', reason: WORDS },
  { action: 'dispute', reason: WORDS },
  { action: 'decide_dispute', reason: WORDS },
  { action: 'ask_complex', reason: WORDS },
  { action: 'grant_complex' },
  { action: 'supervise', reason: WORDS },
  { action: 'escalate', reason: WORDS },
  { action: 'convert', to: 'mediation' },
  { action: 'claim', claim: 'done', words: WORDS },
  { action: 'claim', claim: 'explained', words: WORDS, plan: WORDS },
  { action: 'confirm_claim' },
  { action: 'return_claim', reason: WORDS },
  { action: 'call_back', round, solved: true, satisfaction: 'satisfied' },
  { action: 'call_back', round, solved: false, satisfaction: 'dissatisfied' },
  { action: 'callback_expires' },
  { action: 'look_back', holds: false, words: WORDS },
  { action: 'look_back', holds: true, words: WORDS },
  { action: 'withdraw' },
];
const LIMITS = { returns: 1, reopens: 2 };

interface Told {
  readonly log: readonly Happened[];
  /** After each event. */
  readonly clocks: readonly (readonly RunningClock[])[];
  readonly state: CaseFacts['state'];
}
interface Beginning {
  readonly burden: boolean;
  readonly anonymous: boolean;
  readonly advice: boolean;
  readonly cooperating: boolean;
  readonly firstHour: number;
  /** Days from its receipt to the end of the day another system wants it answered by. */
  readonly order: number | null;
}

const firstAt = ({ firstHour }: Beginning): number => Date.parse('2025-01-02T00:00:00+08:00') + firstHour * 3_600_000;
const orderDay = (of: Beginning): string | undefined =>
  of.order === null ? undefined : plusDays(dayOf(firstAt(of)), of.order);

/** Picks among what may happen; the hours between are of any length. */
function tell(of: Beginning, picks: readonly { readonly pick: number; readonly hours: number }[]): Told {
  let now: CaseFacts = {
    state: 'received',
    family: of.burden ? 'burden' : 'livelihood',
    mode: of.anonymous ? 'anonymous' : 'named',
    tier: 'committee',
    topTier: 'leading_group',
    supervised: false,
    reopenCount: 0,
    round: 0,
    returns: 0,
    complexAsked: false,
    complex: false,
  };
  const order = orderDay(of);
  const factsNow = (): ClockFacts => ({
    family: now.family,
    anonymous: of.anonymous,
    supervised: now.supervised,
    complex: now.complex,
    advice: of.advice,
    state: now.state,
    cooperating: of.cooperating,
    ...(order === undefined ? {} : { orderDue: Temporal.Instant.fromEpochMilliseconds(endOf(order)) }),
  });
  let at = firstAt(of);
  const log: Happened[] = [];
  const clocks: (readonly RunningClock[])[] = [];
  const happen = (kind: CaseEventKind) => {
    const facts = factsNow();
    log.push({ kind, at, facts });
    clocks.push(clocksAfter(clocks.at(-1) ?? [], kind, Temporal.Instant.fromEpochMilliseconds(at), facts, TOOLS));
  };
  happen('receive');
  for (const { pick, hours } of picks) {
    at += hours * 3_600_000;
    // Giving up is one of many ends, not the usual one.
    const may = stepsOf(now.round).filter(
      (step) => decideCase(now, step, LIMITS).ok && (step.action !== 'withdraw' || pick % 11 === 0),
    );
    const step = may[pick % may.length];
    const decided = step && decideCase(now, step, LIMITS);
    if (!decided?.ok) break;
    now = { ...now, ...decided.value };
    happen(decided.value.action);
  }
  return { log, clocks, state: now.state };
}

const beginnings = fc.record({
  burden: fc.boolean(),
  anonymous: fc.boolean(),
  advice: fc.boolean(),
  cooperating: fc.boolean(),
  firstHour: fc.nat(200 * 24),
  order: fc.option(fc.nat(20)),
});
const manyPicks = fc.array(fc.record({ pick: fc.nat(), hours: fc.nat(80) }), { maxLength: 25 });
const lastDayOf = ({ due }: RunningClock): string => due.lastDay.toString();
const running = (clocks: readonly RunningClock[]) => clocks.filter(({ stoppedAt }) => !stoppedAt);

describe('the table of clocks', () => {
  test('each has something that starts and something that stops it, and what pauses it something that lets it go on', () => {
    for (const clock of CASE_CLOCKS) {
      const { starts, stops, pauses, resumes } = CLOCK_TABLE[clock];
      expect(starts.length, clock).toBeGreaterThan(0);
      expect(stops.length, clock).toBeGreaterThan(0);
      expect(resumes.length > 0, clock).toBe(pauses.length > 0);
    }
  });

  test('no clock knows of another unit', () => {
    for (const clock of CASE_CLOCKS)
      for (const kinds of [CLOCK_TABLE[clock].starts, CLOCK_TABLE[clock].pauses, CLOCK_TABLE[clock].revives])
        for (const kind of ['reroute', 'decide_dispute', 'convert', 'link'] as const) expect(kinds).not.toContain(kind);
  });
});

describe('the clocks of a case', () => {
  const at = (text: string) => Temporal.Instant.from(`${text}+08:00`);
  const facts: ClockFacts = {
    family: 'livelihood',
    anonymous: false,
    supervised: false,
    complex: false,
    advice: false,
    state: 'dispatched',
    cooperating: true,
  };
  const due = (clocks: readonly RunningClock[], clock: CaseClock) =>
    clocks.filter((each) => each.clock === clock).map(lastDayOf);

  test('run over National Day, whose Saturday is made up', () => {
    const clocks = clocksAfter([], 'dispatch', at('2025-09-30T10:00'), facts, TOOLS);
    expect(due(clocks, 'contact')).toEqual(['2025-10-09']);
    // 9, 10, 11 (Saturday, worked), 13, 14.
    expect(due(clocks, 'handling')).toEqual(['2025-10-14']);
    expect(due(clocks, 'cooperation')).toEqual(['2025-10-13']);
  });

  test('stand still while she is asked, and the cooperating units stand still with the lead', () => {
    let clocks = clocksAfter([], 'dispatch', at('2025-09-22T10:00'), facts, TOOLS);
    expect(due(clocks, 'handling')).toEqual(['2025-09-28']);
    clocks = clocksAfter(clocks, 'ask', at('2025-09-23T10:00'), facts, TOOLS);
    clocks = clocksAfter(clocks, 'reply', at('2025-09-25T10:00'), facts, TOOLS);
    expect(due(clocks, 'handling')).toEqual(['2025-09-30']);
    expect(due(clocks, 'cooperation')).toEqual(['2025-09-29']);
  });

  test('are not won back by asking when the time is over', () => {
    let clocks = clocksAfter([], 'dispatch', at('2025-09-22T10:00'), facts, TOOLS);
    clocks = clocksAfter(clocks, 'ask', at('2025-09-29T10:00'), facts, TOOLS);
    clocks = clocksAfter(clocks, 'reply', at('2025-10-20T10:00'), facts, TOOLS);
    expect(due(clocks, 'handling')).toEqual(['2025-09-28']);
  });

  test('stand still for one question without an answer, not for question after question', () => {
    let clocks = clocksAfter([], 'dispatch', at('2025-09-15T10:00'), facts, TOOLS);
    for (const [asked, over] of [
      ['2025-09-16T10:00', '2025-09-20T00:00'],
      ['2025-09-22T10:00', '2025-09-26T00:00'],
    ] as const) {
      clocks = clocksAfter(clocks, 'ask', at(asked), facts, TOOLS);
      clocks = clocksAfter(clocks, 'reply_expires', at(over), facts, TOOLS);
    }
    expect(due(clocks, 'handling')).toEqual(['2025-09-25']);
  });

  test('stopped on the last day go on to the first working day from her answer', () => {
    const sent = clocksAfter([], 'dispatch', at('2025-09-15T10:00'), facts, TOOLS);
    expect(due(sent, 'handling')).toEqual(['2025-09-22']);
    const asked = clocksAfter(sent, 'ask', at('2025-09-22T16:00'), facts, TOOLS);
    expect(due(clocksAfter(asked, 'reply', at('2025-09-22T17:00'), facts, TOOLS), 'handling')).toEqual(['2025-09-22']);
    expect(due(clocksAfter(asked, 'reply', at('2025-09-24T09:00'), facts, TOOLS), 'handling')).toEqual(['2025-09-24']);
    expect(due(clocksAfter(asked, 'reply', at('2025-09-27T09:00'), facts, TOOLS), 'handling')).toEqual(['2025-09-28']);
  });

  test('do not stop where a mediation is held beside the work', () => {
    const sent = clocksAfter([], 'dispatch', at('2025-09-22T10:00'), facts, TOOLS);
    const beside = clocksAfter(sent, 'convert', at('2025-09-23T10:00'), { ...facts, state: 'in_progress' }, TOOLS);
    expect(running(beside).map(({ clock }) => clock)).toContain('handling');
    const over = clocksAfter(sent, 'convert', at('2025-09-23T10:00'), { ...facts, state: 'converted' }, TOOLS);
    expect(running(over)).toEqual([]);
  });
});

describe('whatever happens to a case', () => {
  test('re-routing, disputing and what is said in between move no due date', () => {
    const STILL: readonly CaseEventKind[] = ['reroute', 'dispute', 'decide_dispute', 'progress', 'contact', 'convert'];
    fc.assert(
      fc.property(beginnings, manyPicks, (of, picks) => {
        const { log, clocks } = tell(of, picks);
        log.forEach(({ kind }, index) => {
          if (!STILL.includes(kind)) return;
          for (const before of clocks[index - 1] ?? []) {
            const now = clocks[index]?.find(({ clock, round }) => clock === before.clock && round === before.round);
            expect(now && lastDayOf(now), `${kind} ${before.clock}`).toBe(lastDayOf(before));
            expect(now?.startedAt.epochMilliseconds).toBe(before.startedAt.epochMilliseconds);
          }
        });
      }),
      { numRuns: 300 },
    );
  });

  test('an open case has a clock that runs or waits for her, and one that is over none but the look back', () => {
    fc.assert(
      fc.property(beginnings, manyPicks, (of, picks) => {
        const { clocks, state } = tell(of, picks);
        const left = running(clocks.at(-1) ?? []).map(({ clock }) => clock);
        if (isOpenCase(state)) expect(left.length, state).toBeGreaterThan(0);
        else
          expect(
            left.filter((clock) => clock !== 'look_back'),
            state,
          ).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('each is due on the day that walking the calendar from the whole history finds', () => {
    let compared = 0;
    fc.assert(
      fc.property(beginnings, manyPicks, (of, picks) => {
        const { log, clocks } = tell(of, picks);
        const last = clocks.at(-1) ?? [];
        const startsOf = (test: (event: Happened, index: number) => boolean): readonly number[] =>
          log.flatMap((event, index) => (test(event, index) ? [index] : []));
        const expected: { clock: CaseClock; days: readonly string[] }[] = [
          { clock: 'screening', days: [walk(dayOf(log[0]?.at ?? 0), 1, [])] },
        ];
        const simply = (clock: CaseClock, rule: ClockRule, starts: readonly number[]) =>
          expected.push({ clock, days: starts.map((index) => walk(dayOf(log[index]?.at ?? 0), DAYS[rule], [])) });
        const sent = startsOf(({ kind }) => kind === 'dispatch');
        const again = startsOf(
          ({ kind, facts }) => (kind === 'call_back' || kind === 'look_back') && facts.state === 'reopened',
        );
        simply('contact', 'hotline.contact', of.anonymous ? [] : sent);
        simply(
          'dispute',
          'hotline.dispute',
          startsOf(({ kind }) => kind === 'dispute'),
        );
        simply(
          'checking',
          'hotline.checking',
          startsOf(({ kind, facts }) => kind === 'claim' && facts.state === 'claimed'),
        );
        simply(
          'callback',
          'hotline.callback',
          startsOf(({ kind, facts }) => (kind === 'claim' || kind === 'confirm_claim') && facts.state === 'callback'),
        );
        const closed = startsOf(
          ({ kind, facts }) => (kind === 'call_back' || kind === 'callback_expires') && facts.state === 'closed',
        );
        expected.push({ clock: 'look_back', days: closed.map((index) => plusDays(dayOf(log[index]?.at ?? 0), 90)) });
        const handling = sent.map((index) => handlingDay(log, index, 'handling', orderDay(of)));
        expected.push({ clock: 'handling', days: handling });
        expected.push({ clock: 'cooperation', days: of.cooperating ? handling.map((day) => plusDays(day, -1)) : [] });
        expected.push({
          clock: 'second_handling',
          days: again.map((index) => handlingDay(log, index, 'second_handling')),
        });
        for (const { clock, days } of expected) {
          const found = last.filter((each) => each.clock === clock);
          const story = log.map(({ kind, at }) => `${dayOf(at)} ${kind}`).join(', ');
          expect(found.map(lastDayOf), `${clock}: ${story}`).toEqual(days);
          for (const each of found) expect(each.due.at.epochMilliseconds).toBe(endOf(lastDayOf(each)));
          compared += days.length;
        }
      }),
      { numRuns: 800 },
    );
    expect(compared).toBeGreaterThan(1000);
  });
});
