import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import {
  decideTask,
  type ExtensionFacts,
  isOverdue,
  latestExtension,
  mayAskExtension,
  type TaskFacts,
  type TaskStep,
} from './decide.ts';
import { OPEN_GATE } from './gate.ts';
import { ENDED_TASKS, TASK_STATES, TASK_TRANSITIONS, type TaskAction, TO_DO } from './states.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const facts = (over: Partial<TaskFacts> = {}): TaskFacts => ({
  state: 'notified',
  supervised: false,
  dueOn: day('2026-04-30'),
  evidence: 'none',
  handedIn: { text: false, files: 0 },
  verified: true,
  gate: OPEN_GATE,
  ...over,
});

const anyFacts: fc.Arbitrary<TaskFacts> = fc.record({
  state: fc.constantFrom(...TASK_STATES),
  supervised: fc.boolean(),
  dueOn: fc.constant(day('2026-04-30')),
  evidence: fc.constantFrom('none', 'text', 'file'),
  handedIn: fc.record({ text: fc.boolean(), files: fc.integer({ min: 0, max: 3 }) }),
  verified: fc.boolean(),
  gate: fc.record({
    stages: fc.array(fc.constantFrom({ 'zh-Hans': '一' }, { 'zh-Hans': '二' }), { maxLength: 2 }),
    toCome: fc.constant([]),
  }),
});
const anyStep: fc.Arbitrary<TaskStep> = fc.oneof(
  fc.record({ action: fc.constant('reschedule' as const), dueOn: fc.constant(day('2026-05-15')) }),
  fc.record({
    action: fc.constantFrom('notify', 'acknowledge', 'start', 'submit', 'verify', 'close', 'transfer'),
  }),
  fc.record({
    action: fc.constantFrom('return', 'waive', 'cancel', 'supervise', 'unsupervise'),
    reason: fc.constantFrom('', ' ', '已由街道代办'),
  }),
);

describe('a task', () => {
  test('moves only along its transitions, and never out of an end', () => {
    fc.assert(
      fc.property(anyFacts, anyStep, (before, step) => {
        const decided = decideTask(before, step);
        const { from, to } = TASK_TRANSITIONS[step.action];
        if (!decided.ok) return;
        expect(from).toContain(before.state);
        expect(decided.value.state).toBe(to === 'same' ? before.state : to);
        expect(ENDED_TASKS.has(before.state)).toBe(false);
      }),
    );
  });

  test('can be handed in from every state in which it is to be done, late or not', () => {
    for (const state of TO_DO)
      expect(decideTask(facts({ state, dueOn: day('2020-01-01') }), { action: 'submit' }), state).toMatchObject({
        ok: true,
        value: { state: 'submitted' },
      });
  });

  test('is not handed in without what it asks for', () => {
    const submit = (over: Partial<TaskFacts>) => decideTask(facts(over), { action: 'submit' });
    expect(submit({ evidence: 'file', handedIn: { text: true, files: 0 } })).toMatchObject({
      error: { kind: 'evidence_missing', evidence: 'file' },
    });
    expect(submit({ evidence: 'text' })).toMatchObject({ error: { kind: 'evidence_missing', evidence: 'text' } });
    expect(submit({ evidence: 'text', handedIn: { text: false, files: 1 } }).ok).toBe(true);
    const verify = (over: Partial<TaskFacts>) =>
      decideTask(facts({ state: 'submitted', ...over }), { action: 'verify' });
    expect(verify({ evidence: 'file', handedIn: { text: true, files: 0 } })).toMatchObject({
      error: { kind: 'evidence_missing', evidence: 'file', action: 'verify' },
    });
    expect(verify({ evidence: 'file', handedIn: { text: false, files: 1 } }).ok).toBe(true);
    const stage = { 'zh-Hans': '宣传发动', en: 'Publicity' };
    const gate = { stages: [stage], toCome: [{ 'zh-Hans': '到时再办' }] };
    expect(submit({ gate })).toEqual({ ok: false, error: { kind: 'stage_open', ...gate } });
    expect(submit({ lacking: { figure: 'projects', is: 0, needed: 1 } })).toMatchObject({
      error: { kind: 'figure_lacking', figure: 'projects', is: 0, needed: 1 },
    });
  });

  test('that somebody must verify is not closed before', () => {
    expect(decideTask(facts({ state: 'submitted' }), { action: 'close' }).ok).toBe(false);
    expect(decideTask(facts({ state: 'verified' }), { action: 'close' })).toMatchObject({ value: { state: 'done' } });
    expect(decideTask(facts({ state: 'submitted', verified: false }), { action: 'close' })).toMatchObject({
      value: { state: 'done' },
    });
  });

  test('is sent back, waived, cancelled and pressed only with a reason', () => {
    const state = { return: 'submitted', waive: 'notified', cancel: 'notified', supervise: 'notified' } as const;
    for (const [action, from] of Object.entries(state) as [keyof typeof state, TaskFacts['state']][]) {
      expect(decideTask(facts({ state: from }), { action, reason: ' ' }), action).toMatchObject({
        error: { kind: 'task_reason_missing' },
      });
      expect(decideTask(facts({ state: from }), { action, reason: '材料不全' }).ok, action).toBe(true);
    }
  });

  test('pressed twice says that it was done already', () => {
    expect(decideTask(facts({ state: 'acknowledged' }), { action: 'acknowledge' })).toMatchObject({
      error: { kind: 'task_already' },
    });
    expect(decideTask(facts({ state: 'done' }), { action: 'submit' })).toMatchObject({
      error: { kind: 'task_already' },
    });
    expect(decideTask(facts({ supervised: true }), { action: 'supervise', reason: 'x' })).toMatchObject({
      error: { kind: 'task_supervised_already' },
    });
  });

  test('has no action without a transition', () => {
    for (const action of Object.keys(TASK_TRANSITIONS) as TaskAction[])
      expect(TASK_TRANSITIONS[action].from.length, action).toBeGreaterThan(0);
  });
});

describe('overdue', () => {
  const dueAt = Temporal.Instant.from('2026-04-30T16:00:00Z');
  test('begins with the first instant that is late and ends with handing in', () => {
    expect(isOverdue({ state: 'notified', dueAt }, dueAt.subtract({ nanoseconds: 1 }))).toBe(false);
    expect(isOverdue({ state: 'notified', dueAt }, dueAt)).toBe(true);
    expect(isOverdue({ state: 'returned', dueAt }, dueAt)).toBe(true);
    for (const state of ['submitted', 'verified', 'done', 'waived', 'cancelled'] as const)
      expect(isOverdue({ state, dueAt }, dueAt), state).toBe(false);
  });
});

describe('an extension', () => {
  const asked = (over: Partial<ExtensionFacts> = {}, until = '2026-05-10', today = '2026-04-20', reason = '等评审') =>
    mayAskExtension(
      {
        state: 'acknowledged',
        knownOn: day('2026-03-01'),
        firstDueOn: day('2026-04-30'),
        dueOn: day('2026-04-30'),
        granted: 0,
        pending: false,
        ...over,
      },
      { until: day(until), reason, today: day(today) },
      { most: 1, sharePercent: 50 },
    );

  test('is asked before the date or on it, not after', () => {
    expect(asked({}, '2026-05-10', '2026-04-30').ok).toBe(true);
    expect(asked({}, '2026-05-10', '2026-05-01')).toMatchObject({ error: { kind: 'extension_too_late' } });
  });

  test('reaches at most half of the first time further', () => {
    // 60 days from 1 March to 30 April; half of them after it is 30 May.
    expect(asked({}, '2026-05-30').ok).toBe(true);
    expect(asked({}, '2026-05-31')).toMatchObject({ error: { kind: 'extension_too_long', latest: '2026-05-30' } });
    expect(asked({}, '2026-04-30')).toMatchObject({ error: { kind: 'extension_not_later' } });
  });

  test('is granted once, asked one at a time and with a reason', () => {
    expect(asked({ granted: 1 })).toMatchObject({ error: { kind: 'extension_used_up', most: 1 } });
    expect(asked({ pending: true })).toMatchObject({ error: { kind: 'extension_pending' } });
    expect(asked({}, '2026-05-10', '2026-04-20', ' ')).toMatchObject({ error: { kind: 'task_reason_missing' } });
    expect(asked({ state: 'submitted' })).toMatchObject({ error: { kind: 'task_not_now' } });
  });

  test('of a task known only on its last day is no day at all', () => {
    const latest = latestExtension({ knownOn: day('2026-04-30'), firstDueOn: day('2026-04-30') }, { sharePercent: 50 });
    expect(latest.toString()).toBe('2026-04-30');
  });
});
