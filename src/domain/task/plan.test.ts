import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stageCycle, stagesBefore } from './plan.ts';

describe('stages', () => {
  const chain = [
    { key: 'publicise', after: [] },
    { key: 'deploy', after: ['publicise'] },
    { key: 'mid_check', after: ['deploy'] },
  ];

  test('in a row have no cycle, and each waits for all before it', () => {
    expect(stageCycle(chain)).toBeUndefined();
    expect([...stagesBefore(chain, 'mid_check')].sort()).toEqual(['deploy', 'publicise']);
    expect(stagesBefore(chain, 'publicise')).toEqual([]);
  });

  test('that wait for each other are named along the cycle', () => {
    const ring = chain.map((stage) => (stage.key === 'publicise' ? { ...stage, after: ['mid_check'] } : stage));
    expect(stageCycle(ring)).toEqual(['publicise', 'mid_check', 'deploy', 'publicise']);
    expect(stageCycle([{ key: 'alone', after: ['alone'] }])).toEqual(['alone', 'alone']);
  });

  test('may be ever so many in a row', () => {
    const row = Array.from({ length: 50_000 }, (_, at) => ({ key: `s${at}`, after: [`s${at + 1}`] }));
    expect(stageCycle(row)).toBeUndefined();
    expect(stageCycle([...row, { key: 's50000', after: ['s0'] }])).toHaveLength(50_002);
  });

  test('have a cycle exactly when no order exists in which each comes after those it waits for', () => {
    const keys = ['a', 'b', 'c', 'd', 'e'];
    const stages = fc
      .array(fc.subarray(keys), { minLength: 5, maxLength: 5 })
      .map((afters) => keys.map((key, index) => ({ key, after: afters[index] ?? [] })));
    fc.assert(
      fc.property(stages, (any) => {
        let left = any;
        for (;;) {
          const open = left.filter(({ after }) => !after.some((key) => left.some((stage) => stage.key === key)));
          if (open.length === 0) break;
          left = left.filter((stage) => !open.includes(stage));
        }
        expect(stageCycle(any) === undefined).toBe(left.length === 0);
      }),
    );
  });
});
