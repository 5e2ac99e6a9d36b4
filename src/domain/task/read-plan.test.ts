import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PlanProblem } from './plan-reading.ts';
import { readPlan } from './read-plan.ts';
import { writePlan } from './write-plan.ts';

const item = (over: object = {}): Record<string, unknown> => ({
  key: 'report',
  title: '上报重点任务',
  owner: 'committee_head',
  due: { mode: 'yearly', on: { rule: 'plan.main_tasks' } },
  evidence: 'file',
  verifier: 'subdistrict',
  ...over,
});
const plan = (over: object = {}): Record<string, unknown> => ({
  key: 'year',
  title: { 'zh-Hans': '一年', en: 'A year' },
  source: '长寿路街道实施意见',
  items: [item()],
  ...over,
});
const problems = (json: unknown): readonly PlanProblem[] => {
  const read = readPlan(json);
  return read.ok ? [] : read.error;
};
const due = (rule: object): readonly PlanProblem[] => problems(plan({ items: [item({ due: rule })] }));

describe('a plan document', () => {
  test('is read with what it leaves out filled in', () => {
    const read = readPlan(plan({ items: [item({ evidence: undefined })] }));
    expect(read).toEqual({
      ok: true,
      value: {
        key: 'year',
        title: { 'zh-Hans': '一年', en: 'A year' },
        source: '长寿路街道实施意见',
        stages: [],
        items: [
          {
            key: 'report',
            title: { 'zh-Hans': '上报重点任务' },
            owner: 'committee_head',
            due: { mode: 'yearly', on: { rule: 'plan.main_tasks' } },
            evidence: 'none',
            verifier: 'subdistrict',
          },
        ],
      },
    });
  });

  test('names every problem at once, each where it stands', () => {
    const wrong = plan({
      title: '',
      colour: 'red',
      stages: [
        { key: 'a', title: 'A', after: ['b', 'nowhere'] },
        { key: 'b', title: 'B', after: ['a'] },
        { key: 'b', title: 'again' },
      ],
      items: [
        item({ owner: 'mayor', body: 'senate', stage: 'c' }),
        item({ verifier: undefined, due: { mode: 'date', on: '2026-02-30' } }),
        item({ key: 'third', needs: { figure: 'happiness', rule: 'training.head' } }),
        item({
          key: 'fourth',
          due: { mode: 'relative', after: 'item_done', item: 'fifth', within: { value: 3, unit: 'days' } },
        }),
      ],
    });
    const found = problems(wrong).map(({ path, kind }) => `${path.join('.')} ${kind}`);
    expect(found.sort()).toEqual(
      [
        'colour unknown_field',
        'title missing',
        'stages.0 circle',
        'stages.0.after.1 unknown_stage',
        'stages.2.key twice',
        'items.0.owner not_one_of',
        'items.0.body not_one_of',
        'items.0.stage unknown_stage',
        'items.1.verifier missing',
        'items.1.due.on wrong',
        'items.1.key twice',
        'items.2.needs.figure not_one_of',
        'items.2.needs.rule rule_misfit',
        'items.3.due.item unknown_item',
      ].sort(),
    );
    expect(problems(wrong).find(({ kind }) => kind === 'circle')).toMatchObject({ keys: ['a', 'b', 'a'] });
  });

  test('names a stage that is not there, and an item that waits for itself', () => {
    expect(problems(plan({ items: [item({ stage: 'c' })] }))).toEqual([
      { path: ['items', 0, 'stage'], kind: 'unknown_stage', given: 'c' },
    ]);
    expect(due({ mode: 'relative', after: 'item_done', item: 'report', within: { value: 3, unit: 'days' } })).toEqual([
      { path: ['items', 0, 'due', 'item'], kind: 'unknown_item', given: 'report' },
    ]);
  });

  test('has no more stages and items than a year has room for, and looks no further', () => {
    const stages = (count: number) =>
      Array.from({ length: count }, (_, at) => ({ key: `s${at}`, title: '段', after: at > 0 ? [`s${at - 1}`] : [] }));
    expect(problems(plan({ stages: stages(60) }))).toEqual([]);
    expect(problems(plan({ stages: stages(12_000) }))).toEqual([
      { path: ['stages'], kind: 'wrong', expected: 'stages' },
    ]);
    const many = Array.from({ length: 50_000 }, (_, at) => item({ key: `i${at}` }));
    expect(problems(plan({ items: many }))).toEqual([{ path: ['items'], kind: 'wrong', expected: 'items' }]);
  });

  test('names items that wait for each other, however many of them', () => {
    const waiting = (key: string, other: string) =>
      item({ key, due: { mode: 'relative', after: 'item_done', item: other, within: { value: 3, unit: 'days' } } });
    expect(problems(plan({ items: [item(), waiting('a', 'report'), waiting('b', 'a')] }))).toEqual([]);
    expect(problems(plan({ items: [item(), waiting('a', 'b'), waiting('b', 'a')] }))).toEqual([
      { path: ['items', 1, 'due', 'item'], kind: 'item_circle', keys: ['a', 'b', 'a'] },
    ]);
    // Two circles, and one whose item has another fault as well: all of it in one round.
    const both = [
      item(),
      waiting('a', 'b'),
      waiting('b', 'a'),
      waiting('c', 'd'),
      { ...waiting('d', 'c'), owner: 'mayor' },
    ];
    expect(problems(plan({ items: both })).filter(({ kind }) => kind === 'item_circle')).toMatchObject([
      { keys: ['a', 'b', 'a'] },
      { keys: ['c', 'd', 'c'] },
    ]);
    const ring = Array.from({ length: 366 }, (_, at) => waiting(`i${at}`, `i${(at + 1) % 366}`));
    expect(problems(plan({ items: ring }))).toMatchObject([{ kind: 'item_circle' }]);
  });

  test('takes only a rule whose value fits', () => {
    const on = ['items', 0, 'due', 'on', 'rule'];
    expect(due({ mode: 'yearly', on: { rule: 'training.head' } })).toEqual([
      { path: on, kind: 'rule_misfit', given: 'training.head', expected: 'month_day_rule' },
    ]);
    expect(due({ mode: 'yearly', on: { rule: 'plan.nothing' } })).toEqual([
      { path: on, kind: 'unknown_rule', given: 'plan.nothing' },
    ]);
    // A limit in hours gives nobody a day.
    expect(due({ mode: 'rolling', since: 'head', every: { rule: 'duty.nudge' } })).toMatchObject([
      { kind: 'rule_misfit', expected: 'duration_rule' },
    ]);
    expect(due({ mode: 'rolling', since: 'head', every: { rule: 'training.head' } })).toEqual([]);
    const threshold = { mode: 'threshold', figure: 'occupancy', when: 'reaches', within: { value: 60, unit: 'days' } };
    expect(due({ ...threshold, line: { rule: 'community.committee_due_at_occupancy' } })).toEqual([]);
    expect(due({ ...threshold, line: { rule: 'task.term_end_lead' } })).toEqual([]);
    expect(due({ ...threshold, line: { rule: 'plan.projects' } })).toMatchObject([{ expected: 'line_rule' }]);
    expect(due({ ...threshold, line: 50 })).toEqual([]);
    expect(due({ ...threshold, line: 'half' })).toMatchObject([{ kind: 'wrong', expected: 'number' }]);
  });

  test('knows the days of a year', () => {
    expect(due({ mode: 'yearly', on: '02-29' })).toEqual([]);
    for (const on of ['02-30', '13-01', '2-1', 430, ''])
      expect(due({ mode: 'yearly', on })).toMatchObject([{ path: ['items', 0, 'due', 'on'] }]);
    expect(due({ mode: 'monthly' })).toEqual([]);
    for (const day of [0, 32, 1.5, '31']) expect(due({ mode: 'quarterly', day })).toMatchObject([{ expected: 'day' }]);
  });

  test('without items is none', () => {
    expect(problems(plan({ items: [] }))).toMatchObject([{ path: ['items'], expected: 'items' }]);
    expect(problems(undefined)).toEqual([{ path: [], kind: 'missing' }]);
    expect(problems([])).toMatchObject([{ expected: 'object' }]);
  });
});

describe('whatever is in the file', () => {
  const word = fc.constantFrom(
    'key',
    'title',
    'source',
    'stages',
    'items',
    'due',
    'mode',
    'on',
    'rule',
    'yearly',
    'threshold',
    'rolling',
    'relative',
    'within',
    'every',
    'since',
    'after',
    'item',
    'item_done',
    'figure',
    'line',
    'report',
    'committee_head',
    '04-30',
    'a',
    'b',
    '__proto__',
    'constructor',
    'plan.main_tasks',
    'zh-Hans',
  );
  const { tree: anything } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      word,
      fc.anything({ maxDepth: 1 }),
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(word, tie('tree'), { maxKeys: 8 }),
    ),
  }));

  test('reading never throws: it ends in a plan, or in problems', () => {
    fc.assert(
      fc.property(anything, (json) => {
        const read = readPlan(json);
        expect(read.ok || read.error.length > 0).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('one damaged field of a good plan is named, or is a good plan still', () => {
    const paths = [
      'key',
      'title',
      'owner',
      'due',
      'evidence',
      'verifier',
      'stage',
      'needs',
      'article',
      'proposal',
      'body',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...paths), anything, (field, value) => {
        const found = problems(plan({ items: [item({ [field]: value })] }));
        for (const { path } of found) expect(path.slice(0, 2)).toEqual(['items', 0]);
      }),
      { numRuns: 1000 },
    );
  });

  test('what is written from a plan that was read reads to the same plan', () => {
    const read = readPlan(plan({ stages: [{ key: 'a', title: 'A' }], items: [item({ stage: 'a' })] }));
    if (!read.ok) throw new Error('not read');
    expect(readPlan(JSON.parse(JSON.stringify(writePlan(read.value))))).toEqual(read);
  });
});
