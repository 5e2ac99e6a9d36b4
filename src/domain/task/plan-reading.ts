/** Reads fields of an unchecked plan and collects every problem with its path, so that a person mends a file in one round. */
import { isRuleKey, RULE_KINDS, type RuleKey } from '../rules/keys.ts';
import type { ValueKind } from '../rules/value-kinds.ts';
import type { PlanText } from './plan.ts';

/** What stands where in the data: `['items', 2, 'due', 'on']`. */
export type PlanPath = readonly (string | number)[];

/** What a value should have been. */
export const PLAN_EXPECTED = [
  'object',
  'list',
  'items',
  'stages',
  'text',
  'long_text',
  'key',
  'date',
  'month_day',
  'day',
  'number',
  'duration',
  'month_day_rule',
  'duration_rule',
  'line_rule',
  'number_rule',
] as const;
export type PlanExpected = (typeof PLAN_EXPECTED)[number];

export type PlanProblem = { readonly path: PlanPath } & (
  | { readonly kind: 'missing' }
  | { readonly kind: 'wrong'; readonly expected: PlanExpected }
  | { readonly kind: 'not_one_of'; readonly given: string; readonly of: readonly string[] }
  | { readonly kind: 'unknown_field' }
  | { readonly kind: 'unknown_rule'; readonly given: string }
  | { readonly kind: 'rule_misfit'; readonly given: string; readonly expected: PlanExpected }
  | { readonly kind: 'twice'; readonly given: string }
  | { readonly kind: 'unknown_stage'; readonly given: string }
  | { readonly kind: 'unknown_item'; readonly given: string }
  | { readonly kind: 'circle'; readonly keys: readonly string[] }
  | { readonly kind: 'item_circle'; readonly keys: readonly string[] }
);
/** What of a problem does not depend on where it is. */
type Complaint = PlanProblem extends infer P ? (P extends PlanProblem ? Omit<P, 'path'> : never) : never;

export type Json = Readonly<Record<string, unknown>>;
export const isRecord = (json: unknown): json is Json =>
  typeof json === 'object' && json !== null && !Array.isArray(json);
export const isWhole = (json: unknown, min: number, max: number): json is number =>
  typeof json === 'number' && Number.isSafeInteger(json) && json >= min && json <= max;

const KEY = /^[a-z0-9]+([_-][a-z0-9]+)*$/;
const LONGEST_KEY = 60;
export const isPlanKey = (json: unknown): json is string =>
  typeof json === 'string' && KEY.test(json) && json.length <= LONGEST_KEY;

export class Reading {
  readonly problems: PlanProblem[] = [];

  report(path: PlanPath, complaint: Complaint): undefined {
    this.problems.push({ ...complaint, path });
    return undefined;
  }

  wrong(path: PlanPath, expected: PlanExpected): undefined {
    return this.report(path, { kind: 'wrong', expected });
  }

  object(json: unknown, path: PlanPath, known: readonly string[]): Json | undefined {
    if (json === undefined || json === null) return this.report(path, { kind: 'missing' });
    if (!isRecord(json)) return this.wrong(path, 'object');
    for (const name of Object.keys(json))
      if (!known.includes(name)) this.report([...path, name], { kind: 'unknown_field' });
    return json;
  }

  list(json: unknown, path: PlanPath): readonly unknown[] {
    if (json === undefined || json === null) return [];
    if (Array.isArray(json)) return json;
    this.wrong(path, 'list');
    return [];
  }

  words(json: unknown, path: PlanPath, longest: number): string | undefined {
    if (json === undefined || json === null || json === '') return this.report(path, { kind: 'missing' });
    if (typeof json !== 'string') return this.wrong(path, 'text');
    const words = json.replaceAll('\r\n', '\n').trim();
    if (words === '') return this.report(path, { kind: 'missing' });
    // What neither a database nor a workbook can hold: control characters, and halves of a character.
    if (/[^\P{Cc}\n\t]|\p{Cs}|[\uFFFE\uFFFF]/u.test(words)) return this.wrong(path, 'text');
    return Array.from(words).length > longest ? this.wrong(path, 'long_text') : words;
  }

  key(json: unknown, path: PlanPath): string | undefined {
    if (json === undefined || json === null || json === '') return this.report(path, { kind: 'missing' });
    return isPlanKey(json) ? json : this.wrong(path, 'key');
  }

  one<const W extends string>(json: unknown, path: PlanPath, of: readonly W[]): W | undefined {
    if (json === undefined || json === null || json === '') return this.report(path, { kind: 'missing' });
    return of.find((word) => word === json) ?? this.report(path, { kind: 'not_one_of', given: shown(json), of });
  }

  /** A plain text is Simplified Chinese, which always has to be there. */
  text(json: unknown, path: PlanPath, longest: number): PlanText | undefined {
    if (typeof json === 'string') {
      const plain = this.words(json, path, longest);
      return plain === undefined ? undefined : { 'zh-Hans': plain };
    }
    const fields = this.object(json, path, ['zh-Hans', 'zh-Hant', 'en']);
    if (!fields) return undefined;
    const hans = this.words(fields['zh-Hans'], [...path, 'zh-Hans'], longest);
    const hant = given(fields['zh-Hant']) && this.words(fields['zh-Hant'], [...path, 'zh-Hant'], longest);
    const en = given(fields.en) && this.words(fields.en, [...path, 'en'], longest);
    if (hans === undefined) return undefined;
    return { 'zh-Hans': hans, ...(hant && { 'zh-Hant': hant }), ...(en && { en }) };
  }

  rule(json: unknown, path: PlanPath, expected: PlanExpected, fits: (kind: ValueKind) => boolean): RuleKey | undefined {
    if (json === undefined || json === null || json === '') return this.report(path, { kind: 'missing' });
    if (typeof json !== 'string' || !isRuleKey(json))
      return this.report(path, { kind: 'unknown_rule', given: shown(json) });
    return fits(RULE_KINDS[json]) ? json : this.report(path, { kind: 'rule_misfit', given: json, expected });
  }
}

export const given = (json: unknown): boolean => json !== undefined && json !== null && json !== '';

/** What was written, as far as a sentence has room for it. */
const shown = (json: unknown): string => {
  if (typeof json === 'object' && json !== null) return Array.isArray(json) ? '[…]' : '{…}';
  const text = String(json);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
};
