/**
 * What a community decided about its rules: the pack it starts from, the packs it adopted since, each from a day on, and
 * single values of its own. Together they answer for every day, past and coming.
 */
import type { Temporal } from 'temporal-polyfill';
import type { Result } from '../result.ts';
import type { RuleKey, RuleValue } from './keys.ts';
import type { RuleOverride, RulePack } from './pack.ts';
import { type RuleBook, type RuleBookProblem, resolveRules } from './rule-book.ts';

export interface Adoption {
  readonly packId: string;
  readonly effectiveFrom: string;
}

export interface OwnValue {
  readonly id: string;
  readonly key: RuleKey;
  readonly value: RuleValue;
  /** In the words of whoever entered it: which resolution, and why. */
  readonly reason: string;
  readonly effectiveFrom: string;
  /** The day from which it no longer applies. */
  readonly effectiveUntil?: string;
}

export interface Decided {
  readonly firstPack: string;
  readonly adoptions: readonly Adoption[];
  readonly values: readonly OwnValue[];
}

/** ISO dates of four-digit years order as text. */
const packOn = ({ firstPack, adoptions }: Decided, onDate: string): string =>
  adoptions
    .filter(({ effectiveFrom }) => effectiveFrom <= onDate)
    .toSorted((a, b) => (a.effectiveFrom < b.effectiveFrom ? 1 : -1))[0]?.packId ?? firstPack;

export function rulesOn(
  packs: readonly RulePack[],
  decided: Decided,
  onDate: Temporal.PlainDate,
): Result<RuleBook, readonly RuleBookProblem[]> {
  const packId = packOn(decided, onDate.toString());
  const book = resolveRules(packs, [], onDate, packId);
  if (!book.ok || decided.values.length === 0) return book;
  return resolveRules(
    packs,
    decided.values.map((each) => overrideOf(each, book.value)),
    onDate,
    packId,
  );
}

/** A community's own value says in its pack's words what it is about, and is a decision of its own. */
function overrideOf({ reason, ...own }: OwnValue, book: RuleBook): RuleOverride {
  const { plain, translated, jurisdiction } = book.rule(own.key);
  return {
    ...own,
    source: { kind: 'decision', title: reason },
    label: 'P',
    jurisdiction,
    plain,
    ...(translated && { translated }),
  };
}

/**
 * The first day, from `since` on, on which the rules would not hold together: a smallest number above its largest, a pack
 * that is not there. Between two days on which something begins or ends, nothing changes.
 */
export function firstConflict(
  packs: readonly RulePack[],
  decided: Decided,
  since: Temporal.PlainDate,
): { readonly onDate: string; readonly problem: RuleBookProblem } | undefined {
  const changes = [
    ...decided.adoptions.map(({ effectiveFrom }) => effectiveFrom),
    ...decided.values.flatMap(({ effectiveFrom, effectiveUntil }) => [effectiveFrom, effectiveUntil ?? effectiveFrom]),
  ];
  const first = since.toString();
  const days = [first, ...new Set(changes.filter((day) => day > first))].toSorted();
  for (const day of days) {
    const onDate = since.add(since.until(day));
    const book = rulesOn(packs, decided, onDate);
    const problem = book.ok ? undefined : book.error[0];
    if (problem) return { onDate: day, problem };
  }
  return undefined;
}
