/** A rule as data: value, where it comes from, how firmly it holds, and what it replaced. For the admin API and the command line. */
import { areaOf, type RuleArea } from '../domain/rules/areas.ts';
import type { RuleDifference } from '../domain/rules/diff.ts';
import { RULE_KINDS, type RuleKey } from '../domain/rules/keys.ts';
import type { RuleLabel, RuleSource } from '../domain/rules/pack.ts';
import type { AppliedRule, Origin, RuleBook } from '../domain/rules/rule-book.ts';
import { ruleSentence, valueWords } from './rule-words.ts';

/** One step of a trail. */
export interface ShownStanding {
  /** With its unit, in plain Chinese. */
  readonly value: string;
  /** As a pack holds it. */
  readonly raw: unknown;
  readonly label: RuleLabel;
  readonly source: RuleSource;
  readonly jurisdiction: string;
  readonly effectiveFrom: string;
  readonly note?: string;
  readonly from: Origin;
}

export interface ShownRule extends ShownStanding {
  readonly key: RuleKey;
  readonly area: RuleArea;
  readonly plain: string;
  /** What it replaced, down to the defaults. */
  readonly replaces: ShownStanding[];
}

const standing = (rule: AppliedRule): ShownStanding => {
  const { key, value, label, source, jurisdiction, effectiveFrom, note, from } = rule;
  return {
    value: valueWords('zh-Hans', RULE_KINDS[key], value),
    raw: value,
    label,
    source,
    jurisdiction,
    effectiveFrom,
    ...(note !== undefined && { note }),
    from,
  };
};

export function shownRule(book: RuleBook, key: RuleKey): ShownRule {
  const [rule, ...replaced] = book.trail(key);
  return {
    key,
    area: areaOf(key),
    plain: ruleSentence('zh-Hans', book, key),
    ...standing(rule),
    replaces: replaced.map(standing),
  };
}

export interface ShownDifference {
  readonly key: RuleKey;
  readonly what: RuleDifference['what'];
  readonly left: ShownStanding;
  readonly right: ShownStanding;
}

export const shownDifference = ({ key, what, left, right }: RuleDifference): ShownDifference => ({
  key,
  what,
  left: standing(left),
  right: standing(right),
});
