import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { isDemandState, isLate } from './public-demands.ts';

const at = (time: string): Temporal.Instant => Temporal.Instant.from(`2026-11-2${time}:00+08:00`);
const respondBy = at('4T00:00');

describe('a demand is late', () => {
  it.each([
    ['never, when it was answered before its time was over', { respondedAt: at('3T23:59') }, at('9T00:00'), false],
    ['for ever, when it was answered in the first instant after', { respondedAt: respondBy }, at('4T00:00'), true],
    ['not while there is time', { respondedAt: null }, at('3T23:59'), false],
    ['as soon as the time is over without an answer', { respondedAt: null }, respondBy, true],
    ['not when it was withdrawn in time', { respondedAt: null, closedAt: at('3T12:00') }, at('9T00:00'), false],
    ['when it was withdrawn only after its time', { respondedAt: null, closedAt: at('5T12:00') }, at('9T00:00'), true],
    [
      'never by its end, when its answer came in time',
      { respondedAt: at('3T12:00'), closedAt: at('9T00:00') },
      at('9T00:00'),
      false,
    ],
  ])('%s', (_when, times, now, late) => {
    expect(isLate({ respondBy, closedAt: null, ...times }, now)).toBe(late);
  });
});

it('knows the names of states, and nothing else', () => {
  expect(isDemandState('handling')).toBe(true);
  for (const other of [null, '', 'Handling', 'toString', '<b>']) expect(isDemandState(other)).toBe(false);
});
