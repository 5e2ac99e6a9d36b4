import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import type { DueRule } from './due.ts';
import { type Brought, type GateFacts, gateBefore } from './gate.ts';
import type { PlanItem } from './plan.ts';
import { ENDED_TASKS, TASK_STATES } from './states.ts';

const STAGES = [
  { key: 'prepare', title: { 'zh-Hans': '准备' }, after: [] },
  { key: 'act', title: { 'zh-Hans': '实施' }, after: ['prepare'] },
  { key: 'sum-up', title: { 'zh-Hans': '总结' }, after: ['act'] },
];
const within = { value: { value: 5, unit: 'days' } } as const;
const onceDone = (item: string): DueRule => ({ mode: 'relative', after: 'item_done', item, within });
const EVENT: DueRule = { mode: 'relative', after: 'term_started', within };
const FIGURE: DueRule = { mode: 'threshold', figure: 'occupancy', when: 'reaches', line: { value: 50 }, within };
const TRAINING: DueRule = { mode: 'rolling', since: 'head', every: { value: { value: 12, unit: 'months' } } };
const LATER: DueRule = { mode: 'date', on: '2027-03-01' };
const WAITING = { event: EVENT, figure: FIGURE, training: TRAINING, 'later date': LATER };

const item = (key: string, due: DueRule, stage?: string): PlanItem => ({
  key,
  title: { 'zh-Hans': key },
  owner: 'committee_head',
  due,
  evidence: 'none',
  verifier: 'none',
  ...(stage !== undefined && { stage }),
});
const task = (of: string, state: Brought['state'], over: Partial<Brought> = {}): Brought => ({
  item: of,
  state,
  planId: 'this',
  year: 2026,
  ...over,
});
const facts = (over: Partial<GateFacts> = {}): GateFacts => ({
  brought: [],
  planId: 'this',
  year: 2026,
  replaced: false,
  today: Temporal.PlainDate.from('2026-06-01'),
  ...over,
});
const gate = (items: readonly PlanItem[], over: Partial<GateFacts> = {}, stage = 'act') => {
  const { stages, toCome } = gateBefore({ stages: STAGES, items }, stage, facts(over));
  return { stages: stages.map((title) => title['zh-Hans']), toCome: toCome.map((title) => title['zh-Hans']) };
};
const OPEN = { stages: [], toCome: [] };

describe('the gate before a stage', () => {
  test.each(Object.entries(WAITING))('is shut while an earlier item waits for its %s', (_name, due) => {
    const items = [item('survey', due, 'prepare')];
    expect(gate(items)).toEqual({ stages: ['准备'], toCome: ['survey'] });
    expect(gate(items, {}, 'sum-up')).toEqual({ stages: ['准备'], toCome: ['survey'] });
    expect(gate(items, { brought: [task('survey', 'notified')] })).toEqual({ stages: ['准备'], toCome: [] });
    expect(gate(items, { brought: [task('survey', 'done')] })).toEqual(OPEN);
    expect(gate(items, {}, 'prepare')).toEqual(OPEN);
  });

  test('asks for nothing that had passed when the plan was loaded', () => {
    expect(gate([item('spring', { mode: 'yearly', on: { value: { month: 4, day: 15 } } }, 'prepare')])).toEqual(OPEN);
    expect(gate([item('monthly', { mode: 'monthly', day: 31 }, 'prepare')])).toEqual(OPEN);
    expect(gate([item('past', { mode: 'date', on: '2026-05-31' }, 'prepare')])).toEqual(OPEN);
    expect(gate([item('today', { mode: 'date', on: '2026-06-01' }, 'prepare')]).toCome).toEqual(['today']);
  });

  test('opens when what it waits for can never come', () => {
    const items = [item('first', EVENT), item('then', onceDone('first'), 'prepare')];
    expect(gate(items).toCome).toEqual(['then']);
    expect(gate(items, { brought: [task('first', 'in_progress')] }).toCome).toEqual(['then']);
    expect(gate(items, { brought: [task('first', 'done')] }).toCome).toEqual(['then']);
    expect(gate(items, { brought: [task('first', 'waived')] })).toEqual(OPEN);
    // Under a plan that was ended it was done, and what follows it belonged to that one.
    expect(gate(items, { brought: [task('first', 'done', { planId: 'ended' })] })).toEqual(OPEN);
  });

  test('asks of each year its own, but of what runs on only once', () => {
    const before = { planId: 'last', year: 2025 };
    const event = [item('event', EVENT, 'prepare')];
    expect(gate(event, { brought: [task('event', 'done', before)] }).toCome).toEqual(['event']);
    const training = [item('training', TRAINING, 'prepare')];
    expect(gate(training, { brought: [task('training', 'done', before)] })).toEqual(OPEN);
    expect(gate(training, { brought: [task('training', 'notified', before)] }).stages).toEqual(['准备']);
  });

  test('of a plan that a later year’s has replaced waits for no event any more', () => {
    const items = [EVENT, FIGURE, TRAINING].map((due, at) => item(`i${at}`, due, 'prepare'));
    expect(gate(items).toCome).toHaveLength(3);
    expect(gate(items, { replaced: true })).toEqual(OPEN);
  });

  test('does not wait for what waits for it', () => {
    const held = [item('work', { mode: 'monthly', day: 1 }, 'act'), item('report', onceDone('work'), 'prepare')];
    expect(gate(held, { brought: [task('work', 'notified')] })).toEqual(OPEN);
    const further = [
      item('end', EVENT, 'sum-up'),
      ...['a', 'b'].map((key, at) => item(key, onceDone(['end', 'a'][at] ?? ''), 'prepare')),
    ];
    expect(gate(further)).toEqual(OPEN);
  });

  /** Whatever else a plan holds: what is shut says by what, and once all has come and ended nothing is. */
  test('is shut by something that can be named, and opens when everything has ended', () => {
    const dues = fc.constantFrom(...Object.values(WAITING), onceDone('i0'));
    const anyItem = fc.record({ due: dues, stage: fc.constantFrom('prepare', 'act', 'sum-up', undefined) });
    const state = fc.constantFrom(...TASK_STATES, undefined);
    fc.assert(
      fc.property(fc.array(fc.tuple(anyItem, state), { maxLength: 6 }), fc.boolean(), (rows, replaced) => {
        const items = rows.map(([{ due, stage }], at) =>
          item(`i${at}`, at === 0 && due.mode === 'relative' ? EVENT : due, stage),
        );
        const brought = rows.flatMap(([, is], at) => (is === undefined ? [] : [task(`i${at}`, is)]));
        const found = gate(items, { brought, replaced }, 'sum-up');
        const earlier = items.filter(({ stage }) => stage === 'prepare' || stage === 'act');
        const open = earlier.filter(({ key }) =>
          brought.some((each) => each.item === key && !ENDED_TASKS.has(each.state)),
        );
        expect(found.stages.length > 0).toBe(open.length + found.toCome.length > 0);
        for (const title of found.toCome) expect(brought.map((each) => each.item)).not.toContain(title);
        const ended = items.map(({ key }) => task(key, 'done'));
        expect(gate(items, { brought: ended, replaced }, 'sum-up')).toEqual(OPEN);
      }),
    );
  });
});
