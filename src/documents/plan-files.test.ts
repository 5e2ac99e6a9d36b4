import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '../channel.ts';
import { BODY_KINDS } from '../domain/registry/bodies.ts';
import type { DueRule } from '../domain/task/due.ts';
import { FIGURE_NAMES, TRAININGS } from '../domain/task/figures.ts';
import type { PlanDocument, PlanItem, PlanText } from '../domain/task/plan.ts';
import { TASK_EVIDENCE, TASK_OWNERS, TASK_VERIFIERS } from '../domain/task/states.ts';
import { readPlanFile } from './plan-file.ts';
import { planTemplates } from './plan-templates.ts';
import { planXlsx } from './plan-xlsx.ts';
import { planYaml } from './plan-yaml.ts';
import { writeXlsx } from './xlsx-write.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');
const said = async (file: Uint8Array) => {
  const read = await readPlanFile(file);
  return read.ok ? [] : read.problems.map((problem) => `${problem.line} ${problem.kind}`);
};

describe('the templates', () => {
  test('are there, each with its source, every item in three languages with where it stands in it', () => {
    expect(planTemplates().map(({ key }) => key)).toEqual([
      'binhu',
      'changshou',
      'disclosure',
      'figures',
      'grid',
      'meetings',
      'ningxia',
      'supervision',
      'training',
    ]);
    for (const { title, items, stages } of planTemplates()) {
      for (const text of [
        title,
        ...stages.map((stage) => stage.title),
        ...items.flatMap((item) => [item.title, item.details ?? item.title, item.proposal ?? item.title]),
      ])
        expect(Object.keys(text).sort()).toEqual(['en', 'zh-Hans', 'zh-Hant']);
      for (const { article } of items) expect(article).toBeDefined();
    }
  });

  test('say of every number that is no rule which article has it, or that it is a proposal', () => {
    const writtenDown = (due: DueRule): boolean =>
      (due.mode === 'yearly' && 'value' in due.on) || ('within' in due && 'value' in due.within);
    const unsaid = planTemplates().flatMap(({ key, items }) =>
      items
        .filter(({ due, proposal, article = '' }) => writtenDown(due) && !proposal && !/\d+月\d*日?/.test(article))
        .map((item) => `${key}.${item.key}`),
    );
    expect(unsaid).toEqual([]);
  });

  test('Changshou Road: the dates are the rules’, projects need one, five stages follow each other', () => {
    const changshou = planTemplates().find(({ key }) => key === 'changshou');
    expect(
      changshou?.items.flatMap(({ due }) => (due.mode === 'yearly' && 'rule' in due.on ? [due.on.rule] : [])),
    ).toEqual(['plan.main_tasks', 'plan.achievements', 'plan.projects', 'plan.structure']);
    expect(changshou?.items.find(({ key }) => key === 'projects')?.needs).toEqual({
      figure: 'projects',
      rule: 'project.min_per_year',
    });
    expect(changshou?.stages.map(({ after }) => after.length)).toEqual([0, 1, 1, 1, 1]);
  });

  test.each(planTemplates().map((plan) => [plan.key, plan] as const))(
    '%s survives both kinds of file',
    async (_key, plan) => {
      expect(await readPlanFile(bytes(planYaml(plan)))).toEqual({ ok: true, plan });
      for (const language of LANGUAGES)
        expect(await readPlanFile(await planXlsx(plan, language))).toEqual({ ok: true, plan });
    },
  );
});

const key = fc.stringMatching(/^[a-z0-9]{1,8}$/);
const words = fc.stringMatching(/^[\p{Script=Han}a-zA-Z0-9，。：“”#&<>%: -]{1,30}$/u).map((text) => `甲${text.trim()}`);
const text: fc.Arbitrary<PlanText> = fc
  .record({
    'zh-Hans': words,
    'zh-Hant': fc.option(words, { nil: undefined }),
    en: fc.option(words, { nil: undefined }),
  })
  .map((parts) => JSON.parse(JSON.stringify(parts)) as PlanText);
const period = fc.oneof(
  fc.record({ rule: fc.constantFrom('training.head' as const, 'disclosure.change' as const) }),
  fc.record({
    value: fc.record({
      value: fc.integer({ min: 1, max: 3660 }),
      unit: fc.constantFrom('working_days' as const, 'days' as const, 'months' as const),
    }),
  }),
);
const due: fc.Arbitrary<DueRule> = fc.oneof(
  fc.record({ mode: fc.constant('date' as const), on: fc.constantFrom('2026-02-28', '2028-02-29') }),
  fc.record({
    mode: fc.constant('yearly' as const),
    on: fc.oneof(
      fc.record({ rule: fc.constant('plan.scheme' as const) }),
      fc.record({ value: fc.record({ month: fc.integer({ min: 1, max: 12 }), day: fc.integer({ min: 1, max: 28 }) }) }),
    ),
  }),
  fc.record({ mode: fc.constantFrom('monthly' as const, 'quarterly' as const), day: fc.integer({ min: 1, max: 31 }) }),
  fc.record({ mode: fc.constant('rolling' as const), since: fc.constantFrom(...TRAININGS), every: period }),
  fc.record({
    mode: fc.constant('relative' as const),
    after: fc.constantFrom('plan_loaded' as const, 'term_started' as const, 'structure_changed' as const),
    within: period,
  }),
  fc.record({
    mode: fc.constant('threshold' as const),
    figure: fc.constantFrom(...FIGURE_NAMES),
    when: fc.constantFrom('reaches' as const, 'below' as const, 'falls_to' as const),
    line: fc.oneof(
      fc.record({ rule: fc.constantFrom('volunteers.share' as const, 'representatives.min' as const) }),
      fc.record({ value: fc.integer({ min: -100, max: 1000 }) }),
    ),
    within: period,
  }),
);
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const item: fc.Arbitrary<PlanItem> = fc
  .record({
    key,
    title: text,
    details: optional(text),
    owner: fc.constantFrom(...TASK_OWNERS),
    body: optional(fc.constantFrom(...BODY_KINDS)),
    due,
    evidence: fc.constantFrom(...TASK_EVIDENCE),
    verifier: fc.constantFrom(...TASK_VERIFIERS, 'none' as const),
    stage: optional(fc.constant('one')),
    needs: optional(
      fc.record({ figure: fc.constantFrom(...FIGURE_NAMES), rule: fc.constant('project.min_per_year' as const) }),
    ),
    article: optional(words),
    proposal: optional(text),
  })
  .map((parts) => JSON.parse(JSON.stringify(parts)) as PlanItem);
const plan: fc.Arbitrary<PlanDocument> = fc
  .record({
    key,
    title: text,
    source: words,
    communities: optional(fc.subarray(['modern', 'existing', 'transitional'] as const, { minLength: 1 })),
    stages: fc.constant([
      { key: 'one', title: { 'zh-Hans': '一' }, after: [] },
      { key: 'two', title: { 'zh-Hans': '二' }, after: ['one'] },
    ]),
    items: fc.uniqueArray(item, { minLength: 1, maxLength: 6, selector: (each) => each.key }),
  })
  .map((parts) => JSON.parse(JSON.stringify(parts)) as PlanDocument);

describe('any plan', () => {
  test('exported as YAML and read again is the same', async () => {
    await fc.assert(
      fc.asyncProperty(plan, async (any) => {
        expect(await readPlanFile(bytes(planYaml(any)))).toEqual({ ok: true, plan: any });
      }),
      { numRuns: 150 },
    );
  });

  test('exported as Excel and read again is the same, in every language', async () => {
    await fc.assert(
      fc.asyncProperty(plan, fc.constantFrom(...LANGUAGES), async (any, language) => {
        expect(await readPlanFile(await planXlsx(any, language))).toEqual({ ok: true, plan: any });
      }),
      { numRuns: 60 },
    );
  });
});

describe('a file that is not right', () => {
  const good = `key: year
title: 一年
source: 街道
stages:
  - key: a
    title: 甲
    after: [b]
  - key: b
    title: 乙
    after:
      - a
items:
  - key: one
    title: 上报
    owner: mayor
    due:
      mode: yearly
      on: 02-30
    verifier: none
  - key: one
    title: 再报
    due: { mode: rolling, since: head, every: { rule: plan.projects } }
    owner: committee_head
    verifer: none
`;
  test('has every problem named with its line', async () => {
    expect(await said(bytes(good))).toEqual([
      '5 circle',
      '15 not_one_of',
      '18 wrong',
      '20 missing',
      '20 twice',
      '22 rule_misfit',
      '24 unknown_field',
    ]);
  });

  test('has the line of what is not YAML', async () => {
    expect(await said(bytes('key: year\ntitle: "一年\nitems: [\n'))).toContain('4 syntax');
    expect(await said(bytes('key: a\nkey: b\n'))).toEqual(['2 syntax']);
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${Array.from(
      { length: 9 },
      (_, at) =>
        `b${at}: &b${at} [${Array(9)
          .fill(at === 0 ? '*a' : `*b${at - 1}`)
          .join(',')}]`,
    ).join('\n')}\n`;
    expect(await said(bytes(bomb))).toEqual(['1 syntax']);
    expect(await said(bytes(''))).toEqual(['1 file']);
    expect(await said(Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 1, 2, 3]))).toEqual(['1 file']);
  });

  test('that is far longer than a plan is refused at once, and a long list of keys is read without comparing each with each', async () => {
    const keys = (count: number, between: string) =>
      Array.from({ length: count }, (_, at) => `k${at}: 1`).join(between);
    for (const long of [
      keys(90_000, '\n'),
      `{${keys(90_000, ', ')}}`,
      `[${'1,'.repeat(400_000)}1]`,
      '#\n'.repeat(400_000),
      '? '.repeat(200_000),
      '['.repeat(400_000),
    ])
      expect(await said(bytes(long))).toEqual(['1 file']);
    expect((await said(bytes(keys(20_000, '\n')))).length).toBe(200);
    expect(await said(bytes(`${keys(20_000, '\n')}\nk7: 2\n`))).toEqual(['20001 syntax']);
  }, 60_000);

  test('has keys that are no words, and more references than anybody writes, refused', async () => {
    expect(await said(bytes('title: a\n? [a, b]\n: 1\n'))).toEqual(['2 syntax']);
    expect(new Set(await said(bytes('? '.repeat(3000))))).toEqual(new Set(['1 syntax']));
    const referring = Array.from({ length: 3000 }, (_, at) => `- &a${at} 1\n- *a${at}`).join('\n');
    expect((await said(bytes(referring))).map((line) => line.split(' ')[1])).toEqual(['syntax']);
  });

  test('has the row of the sheet named', async () => {
    const heading = ['行', '编号', '名称', '谁做', '期限方式', '日期', '谁核验', '出处'];
    const rows = [
      ['plan', 'year', '一年', '', '', '', '', '街道'],
      ['item', 'one', '上报', 'committee_head', 'yearly', '02-30', 'none', ''],
      ['thing', 'two', '', '', '', '', '', ''],
      ['item', 'two', '再报', 'committee_head', 'yearly', 'rule:training.head', '', ''],
    ];
    const columns = heading.map(() => ({ width: 10 }));
    expect(await said(await writeXlsx([{ name: 'x', columns, heading, rows }]))).toEqual([
      '3 wrong',
      '4 unknown_row',
      '5 rule_misfit',
      '5 missing',
    ]);
    expect(await said(await writeXlsx([{ name: 'x', columns, heading: heading.map(() => '?'), rows }]))).toEqual([
      '1 heading_missing',
    ]);
  });
});
