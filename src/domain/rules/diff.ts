/** In what two books of rules differ: what a community would change by adopting another pack. */
import { RULE_KEYS, type RuleKey } from './keys.ts';
import type { AppliedRule, RuleBook } from './rule-book.ts';

export interface RuleDifference {
  readonly key: RuleKey;
  readonly left: AppliedRule;
  readonly right: AppliedRule;
  /** A value that differs changes what happens; the rest only why. */
  readonly what: 'value' | 'source';
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const ground = ({ source, label, jurisdiction }: AppliedRule) => [source.title, source.article, label, jurisdiction];

export function differences(left: RuleBook, right: RuleBook): readonly RuleDifference[] {
  return RULE_KEYS.flatMap((key): readonly RuleDifference[] => {
    const [one, other] = [left.rule(key), right.rule(key)];
    if (!same(one.value, other.value)) return [{ key, left: one, right: other, what: 'value' }];
    return same(ground(one), ground(other)) ? [] : [{ key, left: one, right: other, what: 'source' }];
  });
}
