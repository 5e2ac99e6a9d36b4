/**
 * When a task of a plan is due. Dates written as such ("4月30日前") are the last day on which it is in time; they do not move
 * to a working day unless the rules say so (`calendar.fixed_dates_roll`).
 */
import { Temporal } from 'temporal-polyfill';
import type { RollForward } from '../calendar/deadline.ts';
import type { Duration } from '../calendar/duration.ts';
import type { MonthDay } from '../calendar/month-day.ts';
import type { WorkingCalendar } from '../calendar/working-calendar.ts';
import type { RuleKey, RuleValue } from '../rules/keys.ts';
import type { Crossing, Figure, Training } from './figures.ts';

type KeysOf<T> = { [K in RuleKey]: RuleValue<K> extends T ? K : never }[RuleKey];
export type MonthDayKey = KeysOf<MonthDay>;
export type DurationKey = KeysOf<Duration>;

/** A value written in the plan, or the rule that has it: a community that overrides the rule changes its plan with it. */
export type Written<V, K extends RuleKey> = { readonly value: V } | { readonly rule: K };

export const AWAITED_EVENTS = [
  /** The plan was taken over. */
  'plan_loaded',
  /** The committee's term began. */
  'term_started',
  /** A seat or body of the community changed. */
  'structure_changed',
  /** Another item of the plan was done. */
  'item_done',
] as const;
export type AwaitedEvent = (typeof AWAITED_EVENTS)[number];

export type DueRule =
  /** `YYYY-MM-DD`: a document is kept as JSON. */
  | { readonly mode: 'date'; readonly on: string }
  /** A day of the year, the year supplied when the plan is loaded. */
  | { readonly mode: 'yearly'; readonly on: Written<MonthDay, MonthDayKey> }
  /** The last day of each period, or the given day of its last month; 31 is the month's last in every month. */
  | { readonly mode: 'monthly' | 'quarterly'; readonly day: number }
  /** So long after the last training, or after the seat was taken or the plan loaded where there was none. */
  | { readonly mode: 'rolling'; readonly since: Training; readonly every: Written<Duration, DurationKey> }
  | {
      readonly mode: 'relative';
      readonly after: AwaitedEvent;
      /** The item meant by `item_done`. */
      readonly item?: string;
      readonly within: Written<Duration, DurationKey>;
    }
  | {
      readonly mode: 'threshold';
      readonly figure: Figure;
      readonly when: Crossing;
      /** The line itself; a rule that is a share counts as percent, one that is a number of days as days. */
      readonly line: Written<number, RuleKey>;
      readonly within: Written<Duration, DurationKey>;
    };
export const DUE_MODES = ['date', 'yearly', 'monthly', 'quarterly', 'rolling', 'relative', 'threshold'] as const;

/** One time that an item of a plan falls due. `name` tells it from the others of the same item: `2026`, `2026-03`, `2026-Q1`. */
export interface Occurrence {
  readonly name: string;
  readonly dueOn: Temporal.PlainDate;
}

export interface DateRules {
  value<K extends RuleKey>(key: K): RuleValue<K>;
}

const written = <V, K extends RuleKey>(from: Written<V, K>, rules: DateRules): V =>
  'value' in from ? from.value : (rules.value(from.rule) as unknown as V);

/** The day itself, or the last of a month that does not have it: 29 February is the 28th in a common year. */
export const dayIn = (year: number, month: number, day: number): Temporal.PlainDate =>
  Temporal.PlainDate.from({ year, month, day }, { overflow: 'constrain' });

/** What the calendar of a year brings; nothing for items that wait for an event or a figure. */
export function occurrencesIn(
  due: DueRule,
  year: number,
  rules: DateRules,
  calendar: Pick<WorkingCalendar, 'day'>,
): readonly Occurrence[] {
  const rolls = rules.value('calendar.fixed_dates_roll') ? rules.value('calendar.roll_forward') : 'none';
  const at = (name: string, date: Temporal.PlainDate): Occurrence => ({ name, dueOn: moved(date, rolls, calendar) });
  switch (due.mode) {
    case 'date': {
      const on = Temporal.PlainDate.from(due.on);
      return on.year === year ? [at(due.on, on)] : [];
    }
    case 'yearly': {
      const { month, day } = written(due.on, rules);
      return [at(String(year), dayIn(year, month, day))];
    }
    case 'monthly':
      return Array.from({ length: 12 }, (_, index) => {
        const month = index + 1;
        return at(`${year}-${String(month).padStart(2, '0')}`, dayIn(year, month, due.day));
      });
    case 'quarterly':
      return [1, 2, 3, 4].map((quarter) => at(`${year}-Q${quarter}`, dayIn(year, quarter * 3, due.day)));
    case 'rolling':
    case 'relative':
    case 'threshold':
      return [];
  }
}

/** As {@link dueAt} moves the end of a period (Civil Code, art. 203), for a date that is written down. */
function moved(
  date: Temporal.PlainDate,
  rolls: RollForward,
  calendar: Pick<WorkingCalendar, 'day'>,
): Temporal.PlainDate {
  if (rolls === 'none') return date;
  let on = date;
  for (;;) {
    const day = calendar.day(on);
    if (day.working || (rolls === 'statutory_holidays' && day.why === 'weekend')) return on;
    on = on.add({ days: 1 });
  }
}

/** Where the time of a rolling, relative or threshold item starts. */
export interface Start {
  readonly at: Temporal.Instant;
  /** Tells this occurrence from others of the same item: the date of the training, of the event, of the crossing. */
  readonly name: string;
}

/** The end of the time that starts there, by the community's calendar. */
export function occurrenceAfter(
  due: Extract<DueRule, { readonly mode: 'rolling' | 'relative' | 'threshold' }>,
  start: Start,
  rules: DateRules,
  calendar: Pick<WorkingCalendar, 'dueAt'>,
): Occurrence & { readonly provisional: boolean } {
  const period = written(due.mode === 'rolling' ? due.every : due.within, rules);
  const { lastDay, provisional } = calendar.dueAt(start.at, period, {
    rollForward: rules.value('calendar.roll_forward'),
  });
  return { name: start.name, dueOn: lastDay, provisional };
}

/** The line of a threshold as a number in the figure's own unit. */
export function lineOf(due: Extract<DueRule, { readonly mode: 'threshold' }>, rules: DateRules): number {
  if ('value' in due.line) return due.line.value;
  const value: unknown = rules.value(due.line.rule);
  if (typeof value === 'number') return value;
  if (typeof value === 'object' && value !== null) {
    if ('numerator' in value && 'denominator' in value)
      return Math.ceil((Number(value.numerator) * 100) / Number(value.denominator));
    if ('unit' in value && 'value' in value && value.unit === 'days') return Number(value.value);
  }
  throw new TypeError(`rule ${due.line.rule} is no line for a threshold`);
}
