import { describe, expect, test } from 'vitest';
import { DEAD_AGE_MS, DEAD_ATTEMPTS, decideFate, isDead } from './fate.ts';

const push = (over: { attempts?: number; policy?: 'skip' | 'repeat' } = {}) => ({
  attempts: 0,
  policy: 'skip' as const,
  envelope: { kind: 'push' as const },
  ...over,
});
const reply = (attempts = 0) => ({
  attempts,
  policy: 'skip' as const,
  envelope: { kind: 'reply' as const, token: 't' },
});

describe('the fate of a send', () => {
  test('accepted ends it, with the message’s id', () => {
    expect(decideFate(push(), { kind: 'accepted', message: 'm1' }, false)).toEqual({
      state: 'accepted',
      message: 'm1',
    });
  });

  test('unknown is repeated only where that is harmless or was asked for', () => {
    expect(decideFate(push(), { kind: 'unknown' }, false).state).toBe('unknown');
    expect(decideFate(push({ policy: 'repeat' }), { kind: 'unknown' }, false).state).toBe('waiting');
    expect(decideFate(push(), { kind: 'unknown' }, true).state).toBe('waiting');
  });

  test('a reply of unknown fate is tried once more with its own token; then nobody knows', () => {
    expect(decideFate(reply(), { kind: 'unknown' }, true)).toMatchObject({ state: 'waiting' });
    expect(decideFate(reply(), { kind: 'unknown' }, true).pushInstead).toBeUndefined();
    expect(decideFate(reply(1), { kind: 'unknown' }, true).state).toBe('unknown');
    expect(decideFate(reply(1), { kind: 'refused', reason: 'token-spent' }, true).state).toBe('unknown');
  });

  test('a token that was too old on the first try becomes a push', () => {
    expect(decideFate(reply(), { kind: 'refused', reason: 'token-spent' }, false)).toMatchObject({
      state: 'waiting',
      pushInstead: true,
    });
  });

  test('a throttled chat waits as long as it was told', () => {
    expect(decideFate(push(), { kind: 'throttled', afterMs: 213_000 }, false)).toMatchObject({
      state: 'waiting',
      afterMs: 213_000,
    });
  });

  test('a block is final, a used-up quota is not', () => {
    expect(decideFate(push(), { kind: 'refused', reason: 'blocked' }, false)).toEqual({
      state: 'refused',
      reason: 'blocked',
    });
    expect(decideFate(push(), { kind: 'refused', reason: 'quota' }, false)).toMatchObject({
      state: 'waiting',
      reason: 'quota',
    });
  });

  test('giving up needs attempts and age', () => {
    expect(isDead(DEAD_ATTEMPTS, DEAD_AGE_MS - 1)).toBe(false);
    expect(isDead(DEAD_ATTEMPTS - 1, DEAD_AGE_MS * 2)).toBe(false);
    expect(isDead(DEAD_ATTEMPTS, DEAD_AGE_MS)).toBe(true);
  });
});
