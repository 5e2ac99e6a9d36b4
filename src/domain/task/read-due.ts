/** Reads when an item of a plan falls due; a rule must be one whose value fits. */
import type { Duration, DurationUnit } from '../calendar/duration.ts';
import { parseDate } from '../calendar/holiday-table.ts';
import { type MonthDay, parseMonthDay } from '../calendar/month-day.ts';
import type { RuleKey } from '../rules/keys.ts';
import type { ValueKind } from '../rules/value-kinds.ts';
import { AWAITED_EVENTS, DUE_MODES, type DueRule, type DurationKey, type MonthDayKey, type Written } from './due.ts';
import { CROSSINGS, FIGURE_NAMES, TRAININGS } from './figures.ts';
import { given, isRecord, isWhole, type Json, type PlanPath, type Reading } from './plan-reading.ts';

const UNITS = ['working_days', 'days', 'months'] as const satisfies readonly DurationUnit[];
/** Ten years of days. */
const LONGEST_PERIOD = 3660;

const isMonthDay = ({ kind }: ValueKind): boolean => kind === 'month_day';
/** Periods that end on a day: nobody is given a task for some hours. */
const isPeriod = (kind: ValueKind): boolean =>
  kind.kind === 'duration' && kind.units.every((unit) => (UNITS as readonly DurationUnit[]).includes(unit));
/** What {@link lineOf} can compare with a figure. */
const isLine = (kind: ValueKind): boolean =>
  kind.kind === 'integer' || kind.kind === 'ratio' || (kind.kind === 'duration' && kind.units.includes('days'));

const DUE_FIELDS: { readonly [M in DueRule['mode']]: readonly string[] } = {
  date: ['mode', 'on'],
  yearly: ['mode', 'on'],
  monthly: ['mode', 'day'],
  quarterly: ['mode', 'day'],
  rolling: ['mode', 'since', 'every'],
  relative: ['mode', 'after', 'item', 'within'],
  threshold: ['mode', 'figure', 'when', 'line', 'within'],
};

export function readDue(reading: Reading, json: unknown, path: PlanPath): DueRule | undefined {
  if (json === undefined || json === null || json === '') return reading.report(path, { kind: 'missing' });
  if (!isRecord(json)) return reading.wrong(path, 'object');
  const at = (name: string): PlanPath => [...path, name];
  const mode = reading.one(json.mode, at('mode'), DUE_MODES);
  if (!mode) return undefined;
  reading.object(json, path, DUE_FIELDS[mode]);
  switch (mode) {
    case 'date': {
      if (!given(json.on)) return reading.report(at('on'), { kind: 'missing' });
      const on = typeof json.on === 'string' ? parseDate(json.on) : undefined;
      return on ? { mode, on: on.toString() } : reading.wrong(at('on'), 'date');
    }
    case 'yearly': {
      const on = readMonthDay(reading, json.on, at('on'));
      return on && { mode, on };
    }
    case 'monthly':
    case 'quarterly': {
      const day = json.day ?? 31;
      return isWhole(day, 1, 31) ? { mode, day } : reading.wrong(at('day'), 'day');
    }
    case 'rolling': {
      const since = reading.one(json.since, at('since'), TRAININGS);
      const every = readPeriod(reading, json.every, at('every'));
      return since && every && { mode, since, every };
    }
    case 'relative': {
      const after = reading.one(json.after, at('after'), AWAITED_EVENTS);
      const within = readPeriod(reading, json.within, at('within'));
      if (after === 'item_done') {
        const item = reading.key(json.item, at('item'));
        return item && within ? { mode, after, item, within } : undefined;
      }
      if (given(json.item)) return reading.report(at('item'), { kind: 'unknown_field' });
      return after && within && { mode, after, within };
    }
    case 'threshold': {
      const figure = reading.one(json.figure, at('figure'), FIGURE_NAMES);
      const when = reading.one(json.when, at('when'), CROSSINGS);
      const line = readLine(reading, json.line, at('line'));
      const within = readPeriod(reading, json.within, at('within'));
      return figure && when && line && within && { mode, figure, when, line, within };
    }
  }
}

/** `{ rule: key }`, which must be nothing else. */
const asksRule = (json: unknown): json is Json => isRecord(json) && 'rule' in json;

function readMonthDay(reading: Reading, json: unknown, path: PlanPath): Written<MonthDay, MonthDayKey> | undefined {
  if (!given(json)) return reading.report(path, { kind: 'missing' });
  if (asksRule(json)) {
    reading.object(json, path, ['rule']);
    const rule = reading.rule(json.rule, [...path, 'rule'], 'month_day_rule', isMonthDay);
    // Its kind was looked at just now.
    return rule && { rule: rule as MonthDayKey };
  }
  const value = typeof json === 'string' ? parseMonthDay(json) : undefined;
  return value ? { value } : reading.wrong(path, 'month_day');
}

function readPeriod(reading: Reading, json: unknown, path: PlanPath): Written<Duration, DurationKey> | undefined {
  if (!given(json)) return reading.report(path, { kind: 'missing' });
  if (asksRule(json)) {
    reading.object(json, path, ['rule']);
    const rule = reading.rule(json.rule, [...path, 'rule'], 'duration_rule', isPeriod);
    return rule && { rule: rule as DurationKey };
  }
  if (!isRecord(json)) return reading.wrong(path, 'duration');
  reading.object(json, path, ['value', 'unit']);
  const unit = reading.one(json.unit, [...path, 'unit'], UNITS);
  if (!isWhole(json.value, 1, LONGEST_PERIOD)) return reading.wrong([...path, 'value'], 'duration');
  return unit && { value: { value: json.value, unit } };
}

function readLine(reading: Reading, json: unknown, path: PlanPath): Written<number, RuleKey> | undefined {
  if (!given(json)) return reading.report(path, { kind: 'missing' });
  if (asksRule(json)) {
    reading.object(json, path, ['rule']);
    const rule = reading.rule(json.rule, [...path, 'rule'], 'line_rule', isLine);
    return rule && { rule };
  }
  return isWhole(json, -LONGEST_PERIOD, 100_000_000) ? { value: json } : reading.wrong(path, 'number');
}
