/** Rules of the default pack as people read them: value, where it comes from, how firmly it holds. */
import type { Temporal } from 'temporal-polyfill';
import { RULE_KINDS, type RuleKey } from '../../domain/rules/keys.ts';
import type { RuleLabel, RuleSource } from '../../domain/rules/pack.ts';
import { DEFAULT_RULE_PACK } from '../../domain/rules/packs/lilong-default.ts';
import { plainSentence, plainValue } from '../../domain/rules/plain.ts';
import { type RuleBook, resolveRules } from '../../domain/rules/rule-book.ts';
import { CliProblem } from '../problem.ts';
import { card } from '../table.ts';

export interface ShownRule {
  readonly key: RuleKey;
  /** With its unit, in plain Chinese. */
  readonly value: string;
  /** As the pack holds it. */
  readonly raw: unknown;
  readonly plain: string;
  readonly label: RuleLabel;
  readonly source: RuleSource;
  readonly jurisdiction: string;
  readonly effectiveFrom: string;
  readonly note?: string;
}

const LABELS: { readonly [L in RuleLabel]: string } = {
  L: 'law in force',
  A: 'adapted from a law',
  P: 'from a document, practice or decision',
  N: 'a proposal of ours, for the community to decide',
};

export function ruleNow(key: RuleKey, today: Temporal.PlainDate): ShownRule {
  const { value, label, source, jurisdiction, effectiveFrom, note, ...rule } = bookOf(today).rule(key);
  return {
    key,
    value: plainValue(RULE_KINDS[key], value),
    raw: value,
    plain: plainSentence({ value, label, source, jurisdiction, effectiveFrom, ...rule }),
    label,
    source,
    jurisdiction,
    effectiveFrom,
    ...(note !== undefined && { note }),
  };
}

let known: RuleBook | undefined;

function bookOf(today: Temporal.PlainDate): RuleBook {
  if (known?.onDate.equals(today)) return known;
  const book = resolveRules([DEFAULT_RULE_PACK], [], today);
  if (!book.ok)
    throw new CliProblem(1, 'rules_broken', `The default rules do not resolve: ${JSON.stringify(book.error)}`);
  known = book.value;
  return known;
}

export const ruleCard = (rule: ShownRule): string =>
  card(
    [
      ['key', rule.key],
      ['value', rule.value],
      ['in words', rule.plain],
      ['label', `${rule.label} (${LABELS[rule.label]})`],
      ['source', [rule.source.title, rule.source.article].filter(Boolean).join(' ')],
      ['link', rule.source.url],
      ['where', rule.jurisdiction],
      ['from', rule.effectiveFrom],
      ['note', rule.note],
    ].filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
