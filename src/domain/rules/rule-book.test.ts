import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { DEFAULT_RULE_PACK as base } from '../../../test/harness/default-pack.ts';
import { ruleSentence } from '../../notices/rule-words.ts';
import { RULE_KEYS } from './keys.ts';
import type { RuleOverride, RulePack } from './pack.ts';
import { type RuleBook, resolveRules } from './rule-book.ts';

const date = (text: string) => Temporal.PlainDate.from(text);
const response = base.rules['demand.response'];
if (!response) throw new Error('the default pack has no demand.response');

/** A district's pack that changes one rule. */
const district = (version: string, effectiveFrom: string, workingDays: number, ruleFrom = effectiveFrom): RulePack => ({
  id: 'district',
  version,
  title: '区规则',
  jurisdiction: 'CN-SH',
  effectiveFrom,
  extends: 'lilong-default',
  rules: {
    'demand.response': { ...response, effectiveFrom: ruleFrom, value: { value: workingDays, unit: 'working_days' } },
  },
});
const override = (id: string, value: number, effectiveFrom: string, effectiveUntil?: string): RuleOverride => ({
  ...response,
  id,
  value: { value, unit: 'working_days' },
  effectiveFrom,
  ...(effectiveUntil ? { effectiveUntil } : {}),
});

function bookOf(packs: readonly RulePack[], overrides: readonly RuleOverride[], on: string): RuleBook {
  const resolved = resolveRules(packs, overrides, date(on));
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.error));
  return resolved.value;
}
const problems = (packs: readonly RulePack[], on = '2026-06-01', packId?: string) => {
  const resolved = resolveRules(packs, [], date(on), packId);
  return resolved.ok ? [] : resolved.error;
};

describe('the rules in force', () => {
  const packs = [base, district('1.0.0', '2026-01-01', 2), district('1.1.0', '2026-07-01', 3)];

  it('come from the most special pack and say where they stand', () => {
    const book = bookOf(packs, [], '2026-06-01');
    expect(book.value('demand.response')).toEqual({ value: 2, unit: 'working_days' });
    expect(book.rule('demand.response').from).toEqual({ kind: 'pack', id: 'district', version: '1.0.0' });
    expect(book.rule('demand.reopen.max').from).toEqual({ kind: 'pack', id: 'lilong-default', version: '1.1.0' });
    expect(book.chain.map(({ id }) => id)).toEqual(['district', 'lilong-default']);
    expect(book.trail('demand.response').map(({ from }) => from.id)).toEqual(['district', 'lilong-default']);
  });

  it('are those of the date asked for, past or future', () => {
    expect(bookOf(packs, [], '2026-06-30').value('demand.response').value).toBe(2);
    expect(bookOf(packs, [], '2026-07-01').value('demand.response').value).toBe(3);
    // Before the district had a pack of its own, the one it extends answered.
    expect(bookOf(packs, [], '2025-12-31').rule('demand.response').from.id).toBe('lilong-default');
    expect(bookOf([base], [], '2014-04-30').value('demand.response').value).toBe(1);
  });

  it('bow to the community itself, for as long as it decided', () => {
    const own = [override('own-a', 4, '2026-03-01', '2026-09-01'), override('own-b', 5, '2026-05-01')];
    expect(bookOf(packs, own, '2026-02-28').value('demand.response').value).toBe(2);
    expect(bookOf(packs, own, '2026-03-01').value('demand.response').value).toBe(4);
    expect(bookOf(packs, own, '2026-06-01').rule('demand.response').from).toEqual({ kind: 'override', id: 'own-b' });
    expect(bookOf(packs, own.slice(0, 1), '2026-09-01').value('demand.response').value).toBe(3);
    expect(
      bookOf(packs, own, '2026-06-01')
        .trail('demand.response')
        .map(({ from }) => from.id),
    ).toEqual(['own-b', 'own-a', 'district', 'lilong-default']);
  });

  it('leave the old value standing until a rule announced for later begins', () => {
    const announced = [base, district('1.0.0', '2026-01-01', 2), district('2.0.0', '2026-03-01', 9, '2026-10-01')];
    expect(bookOf(announced, [], '2026-04-01').value('demand.response').value).toBe(2);
    expect(bookOf(announced, [], '2026-10-01').value('demand.response').value).toBe(9);
  });

  it('print with the value in force', () => {
    expect(ruleSentence('zh-Hans', bookOf(packs, [], '2026-07-01'), 'demand.response')).toContain('3个工作日');
  });

  it('depend on nothing but their input, in any order', () => {
    const days = fc.integer({ min: 0, max: 1500 }).map((n) => date('2025-01-01').add({ days: n }).toString());
    const overridesMade = fc.array(fc.tuple(days, fc.integer({ min: 1, max: 60 })), { maxLength: 6 });
    fc.assert(
      fc.property(days, overridesMade, (on, made) => {
        const own = made.map(([from, value], index) => override(`own-${index}`, value, from));
        const one = bookOf(packs, own, on);
        const other = bookOf(packs.toReversed(), own.toReversed(), on);
        expect(other.rule('demand.response')).toEqual(one.rule('demand.response'));
        const inForce = own.filter(({ effectiveFrom }) => effectiveFrom <= on);
        const latest = inForce.toSorted((a, b) => (a.effectiveFrom + a.id < b.effectiveFrom + b.id ? 1 : -1))[0];
        if (latest) expect(one.value('demand.response')).toEqual(latest.value);
        for (const key of RULE_KEYS) expect(one.rule(key).key).toBe(key);
      }),
      { numRuns: 60 },
    );
  });
});

describe('packs that do not fit together', () => {
  const without = (key: string): RulePack => ({
    ...base,
    rules: Object.fromEntries(Object.entries(base.rules).filter(([each]) => each !== key)),
  });
  it('are refused by name', () => {
    const lost = { ...district('1.0.0', '2026-01-01', 2), extends: 'province' };
    expect(problems([])).toEqual([{ kind: 'no_packs' }]);
    expect(problems([base, lost], '2026-06-01', 'district')).toEqual([
      { kind: 'unknown_pack', id: 'province', extendedBy: 'district' },
    ]);
    expect(problems([base], '2026-06-01', 'town')).toEqual([{ kind: 'unknown_pack', id: 'town' }]);
    expect(problems([base, lost])).toEqual([{ kind: 'several_packs', ids: ['lilong-default', 'district'] }]);
    expect(problems([base, district('1.0.0', '2026-01-01', 2)], '2013-12-31', 'lilong-default')).toEqual([
      { kind: 'not_in_force', id: 'lilong-default', onDate: '2013-12-31' },
    ]);
    expect(problems([base, district('1.0.0', '2026-01-01', 2), district('1.0.1', '2026-01-01', 3)])).toEqual([
      { kind: 'same_date_twice', id: 'district', effectiveFrom: '2026-01-01' },
    ]);
    expect(problems([{ ...base, extends: 'district' }, district('1.0.0', '2026-01-01', 2)])).toEqual([
      { kind: 'circle', ids: ['lilong-default', 'district'] },
    ]);
    expect(problems([without('ballot.grace')])).toEqual([{ kind: 'no_value', key: 'ballot.grace' }]);
  });
  it('may not put a smallest number above its largest', () => {
    const size = base.rules['committee.size.min'];
    if (!size) throw new Error('the default pack has no committee.size.min');
    const resolved = resolveRules([base], [{ ...size, id: 'too-many', value: 11 }], date('2026-06-01'));
    expect(resolved).toEqual({
      ok: false,
      error: [{ kind: 'min_above_max', min: 'committee.size.min', max: 'committee.size.max' }],
    });
  });
});
