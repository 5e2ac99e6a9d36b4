/**
 * The rules in force on one date: a community's own decisions over its pack over the packs that one extends.
 * Every value comes with where it stands and with what it replaced, so that a screen can show the rule it applied.
 */
import type { Temporal } from 'temporal-polyfill';
import { err, ok, type Result } from '../result.ts';
import { MIN_MAX_PAIRS, RULE_KEYS, type RuleKey, type RuleValue } from './keys.ts';
import type { Rule, RuleOverride, RulePack } from './pack.ts';

export type Origin =
  | { readonly kind: 'pack'; readonly id: string; readonly version: string }
  | { readonly kind: 'override'; readonly id: string };

/** A rule and where it stands. */
export type AppliedRule<K extends RuleKey = RuleKey> = Rule<K> & { readonly from: Origin };

export interface RuleBook {
  readonly onDate: Temporal.PlainDate;
  /** The packs consulted, the community's own first. */
  readonly chain: readonly { readonly id: string; readonly version: string; readonly title: string }[];
  value<K extends RuleKey>(key: K): RuleValue<K>;
  rule<K extends RuleKey>(key: K): AppliedRule<K>;
  /** The rule in force followed by what it replaces, down to the root pack. */
  trail<K extends RuleKey>(key: K): readonly [AppliedRule<K>, ...AppliedRule<K>[]];
}

export type RuleBookProblem =
  | { readonly kind: 'no_packs' }
  | { readonly kind: 'unknown_pack'; readonly id: string; readonly extendedBy?: string }
  /** Several packs are extended by none: say which one the community uses. */
  | { readonly kind: 'several_packs'; readonly ids: readonly string[] }
  | { readonly kind: 'circle'; readonly ids: readonly string[] }
  | { readonly kind: 'not_in_force'; readonly id: string; readonly onDate: string }
  | { readonly kind: 'same_date_twice'; readonly id: string; readonly effectiveFrom: string }
  | { readonly kind: 'no_value'; readonly key: RuleKey }
  /** A smallest number above its largest: an override of one needs the other. */
  | { readonly kind: 'min_above_max'; readonly min: RuleKey; readonly max: RuleKey };

/** @param packId the community's pack; needed only when several packs are extended by none. */
export function resolveRules(
  packs: readonly RulePack[],
  overrides: readonly RuleOverride[],
  onDate: Temporal.PlainDate,
  packId?: string,
): Result<RuleBook, readonly RuleBookProblem[]> {
  const top = packId === undefined ? onlyTop(packs) : ok(packId);
  if (!top.ok) return top;
  const chain = chainFrom(top.value, packs, onDate);
  if (!chain.ok) return chain;

  const trails = new Map<RuleKey, [AppliedRule, ...AppliedRule[]]>();
  const missing: RuleBookProblem[] = [];
  for (const key of RULE_KEYS) {
    const [first, ...rest] = [...overridesOf(key, overrides, onDate), ...packRulesOf(key, chain.value, onDate)];
    if (first) trails.set(key, [first, ...rest]);
    else missing.push({ kind: 'no_value', key });
  }
  if (missing.length > 0) return err(missing);
  const crossed = crossedPairs((key) => trails.get(key)?.[0]);
  if (crossed.length > 0) return err(crossed);

  const trail = <K extends RuleKey>(key: K) => trails.get(key) as unknown as [AppliedRule<K>, ...AppliedRule<K>[]];
  return ok({
    onDate,
    chain: chain.value.map(([{ id, version, title }]) => ({ id, version, title })),
    trail,
    rule: (key) => trail(key)[0],
    value: (key) => trail(key)[0].value,
  });
}

const crossedPairs = (standing: (key: RuleKey) => AppliedRule | undefined): readonly RuleBookProblem[] =>
  MIN_MAX_PAIRS.flatMap(([min, max]) =>
    Number(standing(min)?.value) > Number(standing(max)?.value) ? [{ kind: 'min_above_max', min, max }] : [],
  );

/** Whether a pack fits those below it on a day, without making the whole book: a start looks at many days. */
export function misfits(
  packs: readonly RulePack[],
  packId: string,
  onDate: Temporal.PlainDate,
): readonly RuleBookProblem[] {
  const chain = chainFrom(packId, packs, onDate);
  return chain.ok ? crossedPairs((key) => packRulesOf(key, chain.value, onDate)[0]) : chain.error;
}

/** ISO dates in data have four-digit years, so they compare as numbers; parsing each for every key would cost milliseconds. */
const asNumber = (date: string): number => Number(date.replaceAll('-', ''));
const isInForce = (from: string, onDate: Temporal.PlainDate): boolean =>
  asNumber(from) <= onDate.year * 10_000 + onDate.month * 100 + onDate.day;
const newestFirst = (a: { effectiveFrom: string }, b: { effectiveFrom: string }): number =>
  asNumber(b.effectiveFrom) - asNumber(a.effectiveFrom);

function onlyTop(packs: readonly RulePack[]): Result<string, readonly RuleBookProblem[]> {
  const extended = new Set(packs.map((pack) => pack.extends));
  const ids = [...new Set(packs.map((pack) => pack.id))];
  const tops = ids.filter((id) => !extended.has(id));
  const [top, ...others] = tops;
  if (ids.length === 0) return err([{ kind: 'no_packs' }]);
  if (top === undefined) return err([{ kind: 'circle', ids }]);
  return others.length === 0 ? ok(top) : err([{ kind: 'several_packs', ids: tops }]);
}

/** Versions of one pack in force on the date, the newest first. */
type Versions = readonly [RulePack, ...RulePack[]];

function chainFrom(
  top: string,
  packs: readonly RulePack[],
  onDate: Temporal.PlainDate,
): Result<readonly Versions[], readonly RuleBookProblem[]> {
  const chain: Versions[] = [];
  const seen: string[] = [];
  let extendedBy: string | undefined;
  for (let id: string | undefined = top; id !== undefined; ) {
    const wanted: string = id;
    if (seen.includes(wanted)) return err([{ kind: 'circle', ids: seen }]);
    const named = packs.filter((pack) => pack.id === wanted);
    if (named.length === 0) return err([{ kind: 'unknown_pack', id: wanted, ...(extendedBy ? { extendedBy } : {}) }]);
    const dates = named.map((pack) => pack.effectiveFrom).toSorted();
    const twice = dates.find((date, index) => date === dates[index + 1]);
    if (twice) return err([{ kind: 'same_date_twice', id: wanted, effectiveFrom: twice }]);
    const versions = named.toSorted(newestFirst);
    const [newest, ...older] = versions.filter((pack) => isInForce(pack.effectiveFrom, onDate));
    if (newest) chain.push([newest, ...older]);
    // Before a pack began, the one it extends answered for it.
    id = newest ? newest.extends : versions.at(-1)?.extends;
    if (!newest && id === undefined) return err([{ kind: 'not_in_force', id: wanted, onDate: onDate.toString() }]);
    seen.push(wanted);
    extendedBy = wanted;
  }
  return ok(chain);
}

function overridesOf(key: RuleKey, overrides: readonly RuleOverride[], onDate: Temporal.PlainDate): AppliedRule[] {
  return (
    overrides
      .filter((each) => each.key === key && isInForce(each.effectiveFrom, onDate))
      .filter((each) => each.effectiveUntil === undefined || !isInForce(each.effectiveUntil, onDate))
      // Two decisions of one day: the id decides, so that the order of rows never does.
      .toSorted((a, b) => newestFirst(a, b) || (a.id < b.id ? 1 : -1))
      .map(({ id, effectiveUntil: _until, ...rule }) => ({ ...rule, from: { kind: 'override', id } }))
  );
}

/** A version replaces the one before it as a whole; only a rule announced for a later date leaves the old one standing. */
function packRulesOf(key: RuleKey, chain: readonly Versions[], onDate: Temporal.PlainDate): AppliedRule[] {
  const found: AppliedRule[] = [];
  for (const versions of chain) {
    for (const pack of versions) {
      const { id, version, rules } = pack;
      const rule = rules[key] as Rule | undefined;
      if (!rule) break;
      const standing = [rule, ...(rule.earlier ?? [])].find(({ effectiveFrom }) => isInForce(effectiveFrom, onDate));
      if (standing) {
        const { earlier: _past, ...now } = asOf(standing, pack, onDate);
        found.push({ ...now, from: { kind: 'pack', id, version } });
        break;
      }
    }
  }
  return newLawFirst(found, chain, onDate);
}

/** What a pack took from a law that has ended gives way to the law that replaced it, where a pack below holds that. */
function newLawFirst(found: AppliedRule[], chain: readonly Versions[], onDate: Temporal.PlainDate): AppliedRule[] {
  const ended = chain
    .map(([pack]) => pack)
    .filter(({ effectiveUntil }) => effectiveUntil !== undefined && isInForce(effectiveUntil, onDate));
  const [first, ...below] = found;
  const past = ended.find(({ id }) => id === first?.from.id);
  const law =
    past && below.find(({ label, effectiveFrom }) => label === 'L' && effectiveFrom >= (past.effectiveUntil ?? ''));
  return law ? [law, ...found.filter((rule) => rule !== law)] : found;
}

/** Once its law has ended, a value is no longer law in force: it answers by analogy, and says why. */
function asOf(rule: Rule, { effectiveUntil, note }: RulePack, onDate: Temporal.PlainDate): Rule {
  if (rule.label !== 'L' || effectiveUntil === undefined || !isInForce(effectiveUntil, onDate)) return rule;
  const notes = [rule.note, note].filter((each) => each !== undefined).join(' ');
  return { ...rule, label: 'A', ...(notes && { note: notes }) };
}
