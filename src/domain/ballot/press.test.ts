import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { graceOver, type Press, replaces, timeliness } from './press.ts';

const at = (seconds: number): Temporal.Instant =>
  Temporal.Instant.fromEpochMilliseconds(1_700_000_000_000 + seconds * 1000);
const VOTING = { opensAt: at(0), closesAt: at(600), grace: Temporal.Duration.from({ seconds: 60 }) };
const press = (received: number, pressed?: number): Press => ({
  accountId: 'a',
  pressedAt: pressed === undefined ? undefined : at(pressed),
  receivedAt: at(received),
  sequence: 1,
});

test('what was pressed in time counts when it arrives within the grace, and only where the platform dates it', () => {
  expect(timeliness(press(600), VOTING)).toBe('in_time');
  expect(timeliness(press(601), VOTING)).toBe('too_late');
  expect(timeliness(press(660, 600), VOTING)).toBe('in_time');
  expect(timeliness(press(661, 600), VOTING)).toBe('too_late');
  expect(timeliness(press(650, 601), VOTING)).toBe('too_late');
  expect(timeliness(press(-1), VOTING)).toBe('too_early');
});

test('the count waits until the grace is over', () => {
  expect(graceOver(VOTING, at(660))).toBe(false);
  expect(graceOver(VOTING, at(661))).toBe(true);
});

const anyPress = fc.record({
  accountId: fc.constantFrom('line', 'telegram'),
  pressed: fc.nat(5),
  received: fc.nat(5),
  sequence: fc.nat(5),
});
const made = ({
  accountId,
  pressed,
  received,
  sequence,
}: {
  accountId: string;
  pressed: number;
  received: number;
  sequence: number;
}): Press =>
  accountId === 'line'
    ? { accountId, pressedAt: at(pressed), receivedAt: at(received), sequence: `event-${sequence}` }
    : { accountId, pressedAt: undefined, receivedAt: at(received), sequence };

test('of two presses never both replace the other, and none replaces itself', () => {
  fc.assert(
    fc.property(anyPress, anyPress, (a, b) => {
      expect(replaces(made(a), made(b)) && replaces(made(b), made(a))).toBe(false);
      expect(replaces(made(a), made(a))).toBe(false);
    }),
  );
});

test('of one account the last press stands, in whatever order they arrive', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(1000), { minLength: 1 }), (numbers) => {
      const presses = numbers.map((sequence, index) => ({ ...press(index), sequence }));
      const standing = presses.reduce((stands, next) => (replaces(next, stands) ? next : stands));
      expect(standing.sequence).toBe(Math.max(...numbers));
    }),
  );
});
