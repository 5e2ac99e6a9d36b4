import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { ruleSentence } from '../../notices/rule-words.ts';
import { RULE_KEYS, RULE_KINDS } from './keys.ts';
import { LABELS_OF_SOURCE, RULE_LABELS } from './pack.ts';
import json from './packs/lilong-default.json' with { type: 'json' };
import { readRulePack } from './read-pack.ts';
import { resolveRules } from './rule-book.ts';
import { readValue } from './value-kinds.ts';

type Loose = { [name: string]: unknown };
type LoosePack = Loose & { sources: { [name: string]: Loose }; rules: { [name: string]: Loose } };
const copy = () => structuredClone(json) as unknown as LoosePack;
const problemsOf = (change: (pack: LoosePack) => void) => {
  const pack = copy();
  change(pack);
  const read = readRulePack(pack);
  return read.ok ? [] : read.error;
};
const ruleOf = (pack: LoosePack, key: string): Loose => pack.rules[key] ?? {};

describe('the default pack', () => {
  const read = readRulePack(json);
  it('reads without a problem and has a value for every key', () => {
    expect(read.ok ? [] : read.error).toEqual([]);
    expect(Object.keys(json.rules).toSorted()).toEqual([...RULE_KEYS].toSorted());
  });
  it('gives every value a source, a label its source can carry, a place, a date and a sentence', () => {
    if (!read.ok) throw new Error('the default pack does not read');
    const book = resolveRules([read.value], [], Temporal.PlainDate.from('2026-06-01'));
    if (!book.ok) throw new Error('the default pack makes no book');
    for (const key of RULE_KEYS) {
      const rule = read.value.rules[key];
      if (!rule) throw new Error(key);
      expect(rule.source.title.length, key).toBeGreaterThan(3);
      expect(RULE_LABELS, key).toContain(rule.label);
      expect(LABELS_OF_SOURCE[rule.source.kind], key).toContain(rule.label);
      expect(rule.jurisdiction, key).toMatch(/^CN(-[A-Z]{2})?$/);
      expect(rule.effectiveFrom, key).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      const sentence = ruleSentence('zh-Hans', book.value, key);
      expect(sentence, key).toMatch(/。$/);
      expect(sentence, key).not.toMatch(/[{}]|undefined|NaN/);
    }
  });
  it('borrows nothing silently: what is not urban law says so', () => {
    if (!read.ok) throw new Error('the default pack does not read');
    const village = RULE_KEYS.map((key) => read.value.rules[key]).filter((rule) => rule?.source.title.includes('村'));
    expect(village.length).toBeGreaterThan(10);
    for (const rule of village) {
      expect(rule?.label, rule?.key).toBe('A');
      expect(rule?.note, rule?.key).toBeTruthy();
    }
  });
  it('states the numbers of the source documents', () => {
    if (!read.ok) throw new Error('the default pack does not read');
    const { rules } = read.value;
    expect([rules['committee.size.min']?.value, rules['committee.size.max']?.value]).toEqual([5, 9]);
    expect(rules['representatives.min']?.value).toBe(30);
    expect([rules['supervision.size.min']?.value, rules['supervision.size.max']?.value]).toEqual([3, 5]);
    expect(rules['meeting.representatives.quorum']?.value).toEqual({ numerator: 2, denominator: 3, strict: false });
    expect(rules['meeting.representatives.threshold']?.value).toEqual({ numerator: 1, denominator: 2, strict: true });
    expect(rules['ballot.grace']?.value).toEqual({ value: 60, unit: 'seconds' });
    expect(rules['demand.response']?.value).toEqual({ value: 1, unit: 'working_days' });
    expect(rules['plan.projects']?.value).toEqual({ month: 5, day: 15 });
    expect(rules['fund.budget.max']?.value).toBe(100_000_000);
  });
});

describe('a pack that is wrong', () => {
  it('names an unknown rule and an unknown field', () => {
    expect(
      problemsOf((pack) => Object.assign(pack.rules, { 'demand.respons': ruleOf(pack, 'demand.response') })),
    ).toEqual([{ kind: 'unknown_rule', path: 'rules["demand.respons"]', key: 'demand.respons' }]);
    expect(problemsOf((pack) => Object.assign(ruleOf(pack, 'demand.response'), { labels: 'N' }))).toEqual([
      { kind: 'unknown_field', path: 'rules["demand.response"].labels' },
    ]);
    expect(problemsOf((pack) => Object.assign(pack, { extend: 'x' }))).toEqual([
      { kind: 'unknown_field', path: 'extend' },
    ]);
  });
  it('is refused when a source is missing or not listed', () => {
    expect(problemsOf((pack) => delete ruleOf(pack, 'demand.response').source)).toEqual([
      { kind: 'missing', path: 'rules["demand.response"].source', expected: 'where the value comes from' },
    ]);
    expect(problemsOf((pack) => Object.assign(ruleOf(pack, 'demand.response'), { source: 'hearsay' }))).toEqual([
      { kind: 'unknown_source', path: 'rules["demand.response"].source', source: 'hearsay' },
    ]);
    expect(problemsOf((pack) => delete (pack as Loose).sources).some(({ path }) => path === 'sources')).toBe(true);
    expect(problemsOf((pack) => delete pack.sources.xiayang?.title)[0]).toEqual({
      kind: 'missing',
      path: 'sources["xiayang"].title',
      expected: 'the title of the source',
    });
  });
  it('may not call a habit a law', () => {
    expect(problemsOf((pack) => Object.assign(ruleOf(pack, 'demand.response'), { label: 'L' }))).toEqual([
      { kind: 'label_above_source', path: 'rules["demand.response"].label', label: 'L', source: 'practice' },
    ]);
  });
  it('gives the path of every bad value at once', () => {
    const problems = problemsOf((pack) => {
      Object.assign(ruleOf(pack, 'demand.response'), { value: { value: 0, unit: 'working_days' } });
      Object.assign(ruleOf(pack, 'demand.handling'), { value: { value: 5, unit: 'fortnights' } });
      Object.assign(ruleOf(pack, 'representatives.min'), { value: 30.5 });
      Object.assign(ruleOf(pack, 'committee.size.min'), { unit: 'households' });
      Object.assign(ruleOf(pack, 'ballot.proxy'), { value: 'no' });
      Object.assign(ruleOf(pack, 'quiet.from'), { value: '24:00' });
      Object.assign(ruleOf(pack, 'reminder.before'), { value: [14, 7, 7] });
      Object.assign(ruleOf(pack, 'meeting.hearing.quorum'), { value: { numerator: 1, denominator: 1, strict: true } });
      Object.assign(ruleOf(pack, 'meeting.joint.effect'), { value: 'magic' });
      Object.assign(ruleOf(pack, 'plan.projects'), { value: '02-30' });
      Object.assign(ruleOf(pack, 'invitation.attempts'), { value: { count: 5, within: { value: 1, unit: 'months' } } });
      Object.assign(ruleOf(pack, 'demand.list.page'), { plain: '每页显示5件。' });
      delete ruleOf(pack, 'demand.text.max').value;
    });
    expect(problems.map(({ path }) => path).toSorted()).toEqual(
      [
        'rules["demand.response"].value.value',
        'rules["demand.handling"].value.unit',
        'rules["representatives.min"].value',
        'rules["committee.size.min"].unit',
        'rules["ballot.proxy"].value',
        'rules["quiet.from"].value',
        'rules["reminder.before"].value[2]',
        'rules["meeting.hearing.quorum"].value.strict',
        'rules["meeting.joint.effect"].value',
        'rules["plan.projects"].value',
        'rules["invitation.attempts"].value.within.unit',
        'rules["demand.list.page"].plain',
        'rules["demand.text.max"].value',
      ].toSorted(),
    );
  });
  it('is checked at its head too', () => {
    expect(
      problemsOf((pack) =>
        Object.assign(pack, { version: '1', effectiveFrom: '2026-02-30', extends: 'lilong-default' }),
      ),
    ).toEqual([
      { kind: 'wrong', path: 'version', expected: 'a version like 1.0.0' },
      { kind: 'wrong', path: 'effectiveFrom', expected: 'a date YYYY-MM-DD' },
      { kind: 'wrong', path: 'extends', expected: 'the id of another pack' },
    ]);
  });
  it('whatever it is, is refused and never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(readRulePack(value).ok).toBe(false);
      }),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(fc.constantFrom(...RULE_KEYS), fc.jsonValue(), (key, value) => {
        const read = readRulePack({ ...copy(), rules: { ...copy().rules, [key]: value } });
        if (read.ok) expect(value).toBeTypeOf('object');
        else expect(read.error.every(({ path }) => path.startsWith(`rules["${key}"]`))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
  it('never lets a value through that its kind does not allow', () => {
    fc.assert(
      fc.property(fc.constantFrom(...RULE_KEYS), fc.jsonValue(), (key, value) => {
        const read = readValue(RULE_KINDS[key], value);
        if (read.ok) expect(readValue(RULE_KINDS[key], value)).toEqual(read);
        else expect(read.error.expected.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });
});
