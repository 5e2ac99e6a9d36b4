import { describe, expect, test } from 'vitest';
import { clocksOf, handlingRules, NUDGES, responseRule } from './clocks.ts';
import { DEMAND_STATES, ELSEWHERE, ENDED, OPEN } from './states.ts';

const EITHER = [true, false] as const;

describe('the clocks of a demand', () => {
  test('whoever is waited for has one: every open demand but a listed one, and every resolution', () => {
    for (const state of DEMAND_STATES)
      for (const taken of EITHER)
        for (const answered of EITHER) {
          const clocks = clocksOf({ state, taken, answered });
          const waits = state === 'resolved' || ((OPEN as readonly string[]).includes(state) && state !== 'listed');
          expect(clocks.length > 0, `${state} ${taken} ${answered}`).toBe(waits);
        }
  });

  test('nothing runs on after the end, nor for what goes on elsewhere', () => {
    for (const state of [...ENDED, ...ELSEWHERE]) expect(clocksOf({ state, taken: true, answered: false })).toEqual([]);
  });

  test('asking back does not stop the clock of the work, and referring changes nothing about it', () => {
    expect(clocksOf({ state: 'needs_info', taken: true, answered: true })).toContain('handling');
    expect(clocksOf({ state: 'referred', taken: true, answered: true })).toEqual(
      clocksOf({ state: 'accepted', taken: true, answered: true }),
    );
  });

  test('pressed matters run on shorter rules beside the ordinary ones', () => {
    expect(responseRule({ supervised: true })).toBe('demand.supervised.response');
    expect(handlingRules({ supervised: false, reopenCount: 0 })).toEqual(['demand.handling']);
    expect(handlingRules({ supervised: true, reopenCount: 2 })).toEqual([
      'demand.supervised.handling',
      'demand.second_handling',
    ]);
  });

  test('the handler hears first', () => {
    expect(NUDGES.map(({ tells }) => tells)).toEqual(['handler', 'head', 'subdistrict']);
  });
});
