import { expect, test } from 'vitest';
import { fateOf, isNotReached, REMINDER_FATES } from './fate.ts';

const of = (state: string | undefined, reason: string | null = null, seen = false) => fateOf({ state, reason, seen });

test('each is one thing only', () => {
  expect([
    of(undefined),
    of('accepted'),
    of('refused', 'blocked'),
    of('unknown', 'no-answer'),
    of('dead'),
    of('waiting', 'quota'),
    of('waiting', 'throttled'),
    of('leased'),
    of('withdrawn', 'carried'),
    of('withdrawn', 'operator'),
  ]).toEqual([
    'no_chat',
    'accepted',
    'refused',
    'unknown',
    'given_up',
    'quota',
    'on_its_way',
    'on_its_way',
    'carried',
    'withdrawn',
  ]);
});

test('a press is seen, whatever the platform said; accepted is not', () => {
  for (const state of [undefined, 'accepted', 'refused', 'unknown', 'dead', 'waiting'])
    expect(of(state, null, true)).toBe('seen');
  expect(of('accepted')).not.toBe('seen');
});

test('the list has those nobody knows to have been reached, and no others', () => {
  expect(REMINDER_FATES.filter(isNotReached)).toEqual([
    'no_chat',
    'refused',
    'quota',
    'unknown',
    'given_up',
    'withdrawn',
  ]);
});
