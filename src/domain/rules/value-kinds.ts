/** The shapes a rule's value can have, and how each is read from data. */
import { DURATION_UNITS, type Duration, type DurationUnit } from '../calendar/duration.ts';
import { type MonthDay, parseMonthDay } from '../calendar/month-day.ts';
import { err, ok, type Result } from '../result.ts';
import type { Ratio } from './ratio.ts';

/** What an integer counts. `fen` is a hundredth of a yuan. */
export const INTEGER_UNITS = [
  'people',
  'households',
  'times',
  'items',
  'days',
  'bytes',
  'pixels',
  'characters',
  'percent',
  'fen',
] as const;
export type IntegerUnit = (typeof INTEGER_UNITS)[number];

/** So many times within a span, counted back from now. */
export interface Rate {
  readonly count: number;
  readonly within: Duration;
}

export type ValueKind =
  | { readonly kind: 'integer'; readonly unit: IntegerUnit; readonly min: number; readonly max: number }
  | { readonly kind: 'integers'; readonly unit: IntegerUnit }
  | { readonly kind: 'duration'; readonly units: readonly DurationUnit[] }
  | { readonly kind: 'ratio' }
  | { readonly kind: 'rate' }
  /** Local time of day, `HH:MM`. */
  | { readonly kind: 'time' }
  | { readonly kind: 'month_day' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'choice'; readonly of: readonly string[] };

/** The value a kind reads to. */
export type ValueOf<K extends ValueKind> = K extends { kind: 'integer' }
  ? number
  : K extends { kind: 'integers' }
    ? readonly number[]
    : K extends { kind: 'duration' }
      ? Duration
      : K extends { kind: 'ratio' }
        ? Ratio
        : K extends { kind: 'rate' }
          ? Rate
          : K extends { kind: 'time' }
            ? string
            : K extends { kind: 'month_day' }
              ? MonthDay
              : K extends { kind: 'boolean' }
                ? boolean
                : K extends { kind: 'choice'; of: readonly (infer W)[] }
                  ? W
                  : never;
export type AnyValue = ValueOf<ValueKind>;

/** Why a value was refused; `at` is the path inside the value, empty for the value itself. */
export interface ValueProblem {
  readonly at: string;
  readonly expected: string;
}

const wrong = (expected: string, at = ''): Result<never, ValueProblem> => err({ at, expected });
const isRecord = (json: unknown): json is Readonly<Record<string, unknown>> =>
  typeof json === 'object' && json !== null && !Array.isArray(json);
const isWhole = (json: unknown, min: number, max: number): json is number =>
  typeof json === 'number' && Number.isSafeInteger(json) && json >= min && json <= max;
const onlyHas = (json: Readonly<Record<string, unknown>>, names: readonly string[]): boolean =>
  Object.keys(json).every((name) => names.includes(name));

/** Ten years of days, or a month in minutes: longer limits are slips of the keyboard. */
const LONGEST = 44_640;

export function readValue(kind: ValueKind, json: unknown): Result<AnyValue, ValueProblem> {
  switch (kind.kind) {
    case 'integer':
      return isWhole(json, kind.min, kind.max) ? ok(json) : wrong(`a whole number from ${kind.min} to ${kind.max}`);
    case 'integers':
      return readIntegers(json);
    case 'duration':
      return readDuration(json, kind.units);
    case 'ratio':
      return readRatio(json);
    case 'rate':
      return readRate(json);
    case 'time':
      return typeof json === 'string' && /^([01]\d|2[0-3]):[0-5]\d$/.test(json) ? ok(json) : wrong('a time HH:MM');
    case 'month_day': {
      const monthDay = typeof json === 'string' ? parseMonthDay(json) : undefined;
      return monthDay ? ok(monthDay) : wrong('a day of the year MM-DD');
    }
    case 'boolean':
      return typeof json === 'boolean' ? ok(json) : wrong('true or false');
    case 'choice':
      return typeof json === 'string' && kind.of.includes(json) ? ok(json) : wrong(`one of ${kind.of.join(', ')}`);
  }
}

function readIntegers(json: unknown): Result<readonly number[], ValueProblem> {
  const expected = 'a list of 1 to 20 different whole numbers, zero or more';
  if (!Array.isArray(json) || json.length === 0 || json.length > 20) return wrong(expected);
  const numbers: number[] = [];
  for (const [index, item] of json.entries()) {
    if (!isWhole(item, 0, 3660) || numbers.includes(item)) return wrong(expected, `[${index}]`);
    numbers.push(item);
  }
  return ok(numbers);
}

function readDuration(json: unknown, units: readonly DurationUnit[]): Result<Duration, ValueProblem> {
  const expected = `{ value, unit } with a whole value of at least 1 and a unit of ${units.join(', ')}`;
  if (!isRecord(json) || !onlyHas(json, ['value', 'unit'])) return wrong(expected);
  const unit = DURATION_UNITS.find((known) => known === json.unit);
  if (!unit || !units.includes(unit)) return wrong(expected, '.unit');
  return isWhole(json.value, 1, LONGEST) ? ok({ value: json.value, unit }) : wrong(expected, '.value');
}

function readRatio(json: unknown): Result<Ratio, ValueProblem> {
  const expected = '{ numerator, denominator, strict } with 0 < numerator ≤ denominator ≤ 1000';
  if (!isRecord(json) || !onlyHas(json, ['numerator', 'denominator', 'strict'])) return wrong(expected);
  const { numerator, denominator, strict } = json;
  if (!isWhole(denominator, 1, 1000)) return wrong(expected, '.denominator');
  if (!isWhole(numerator, 1, denominator)) return wrong(expected, '.numerator');
  if (typeof strict !== 'boolean') return wrong(expected, '.strict');
  // "More than all" can never be reached and would make every vote fail.
  if (strict && numerator === denominator) return wrong('a share that can be reached', '.strict');
  return ok({ numerator, denominator, strict });
}

function readRate(json: unknown): Result<Rate, ValueProblem> {
  const expected = '{ count, within } with a whole count of at least 1';
  if (!isRecord(json) || !onlyHas(json, ['count', 'within'])) return wrong(expected);
  if (!isWhole(json.count, 1, 100_000)) return wrong(expected, '.count');
  const within = readDuration(json.within, ['minutes', 'hours', 'days']);
  return within.ok
    ? ok({ count: json.count, within: within.value })
    : wrong(within.error.expected, `.within${within.error.at}`);
}
