/** Reads fields of unchecked data and collects every problem with its path, so that a person mends a file in one round. */
import { parseDate } from '../calendar/holiday-table.ts';
import type { SourceKind } from './pack.ts';

/** `path` is written as in the data: `rules["demand.response"].value.unit`. */
export type RulePackProblem =
  | { readonly kind: 'wrong'; readonly path: string; readonly expected: string }
  | { readonly kind: 'missing'; readonly path: string; readonly expected: string }
  | { readonly kind: 'unknown_field'; readonly path: string }
  | { readonly kind: 'unknown_rule'; readonly path: string; readonly key: string }
  | { readonly kind: 'unknown_source'; readonly path: string; readonly source: string }
  /** The label claims more than the source gives, such as "law in force" for a local habit. */
  | { readonly kind: 'label_above_source'; readonly path: string; readonly label: string; readonly source: SourceKind }
  | { readonly kind: 'wrong_unit'; readonly path: string; readonly expected: string };

export type Json = Readonly<Record<string, unknown>>;
export const isRecord = (json: unknown): json is Json =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

export const VERSION = /^\d+\.\d+\.\d+$/;
export const ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;
export const JURISDICTION = /^[A-Z]{2}(-[A-Z0-9]{1,3})?$/;
export const TEXT = /\S/;
export const DATE = 'a date YYYY-MM-DD';

export class Reading {
  readonly problems: RulePackProblem[] = [];

  report(problem: RulePackProblem): undefined {
    this.problems.push(problem);
    return undefined;
  }

  text(json: Json, name: string, path: string, pattern: RegExp, expected: string): string | undefined {
    const value = json[name];
    const at = path ? `${path}.${name}` : name;
    if (value === undefined || value === '') return this.report({ kind: 'missing', path: at, expected });
    if (typeof value !== 'string' || !pattern.test(value)) return this.report({ kind: 'wrong', path: at, expected });
    return value;
  }

  optionalText(json: Json, name: string, path: string, pattern: RegExp, expected: string): string | undefined {
    return json[name] === undefined ? undefined : this.text(json, name, path, pattern, expected);
  }

  date(json: Json, name: string, path: string): string | undefined {
    const text = this.text(json, name, path, TEXT, DATE);
    if (text === undefined || parseDate(text)) return text;
    return this.report({ kind: 'wrong', path: path ? `${path}.${name}` : name, expected: DATE });
  }

  onlyFields(json: Json, path: string, known: readonly string[]): void {
    for (const name of Object.keys(json)) {
      if (!known.includes(name)) this.report({ kind: 'unknown_field', path: path ? `${path}.${name}` : name });
    }
  }
}
