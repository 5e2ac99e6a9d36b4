import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { mayGiveProxy, proxiesInForce, type VotingProxy } from './proxy.ts';

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text);
const RULES = { allowed: true, most: 3, filedBy: day('2026-03-10') };
const ROLL = new Set(['a', 'b', 'c', 'd', 'e', 'f']);
const given = (grantor: string, holder: string, filedOn = '2026-03-10', relative = true) => ({
  grantor,
  holder,
  relative,
  filedOn: day(filedOn),
});
const refusal = (...args: Parameters<typeof mayGiveProxy>) => {
  const result = mayGiveProxy(...args);
  return result.ok ? undefined : result.error.kind;
};

test('is off unless a rule allows it', () => {
  expect(refusal(given('a', 'b'), [], ROLL, { ...RULES, allowed: false })).toBe('proxy_not_allowed');
  expect(refusal(given('a', 'b'), [], ROLL, RULES)).toBeUndefined();
});

test('goes to a near relative on the roll, in time, once, and no further', () => {
  expect(refusal(given('a', 'a'), [], ROLL, RULES)).toBe('proxy_to_oneself');
  expect(refusal(given('a', 'x'), [], ROLL, RULES)).toBe('proxy_not_on_roll');
  expect(refusal(given('x', 'a'), [], ROLL, RULES)).toBe('proxy_not_on_roll');
  expect(refusal(given('a', 'b', '2026-03-11'), [], ROLL, RULES)).toBe('proxy_too_late');
  expect(refusal(given('a', 'b', '2026-03-10', false), [], ROLL, RULES)).toBe('proxy_not_relative');
  expect(refusal(given('a', 'c'), [{ grantor: 'a', holder: 'b' }], ROLL, RULES)).toBe('proxy_given_already');
  expect(refusal(given('b', 'c'), [{ grantor: 'a', holder: 'b' }], ROLL, RULES)).toBe('proxy_not_transferable');
  expect(refusal(given('c', 'a'), [{ grantor: 'a', holder: 'b' }], ROLL, RULES)).toBe('proxy_not_transferable');
  const three = ['a', 'b', 'c'].map((grantor) => ({ grantor, holder: 'd' }));
  expect(refusal(given('e', 'd'), three, ROLL, RULES)).toBe('proxy_too_many');
});

test('however they are given, nobody votes twice and nobody for more than the rule allows', () => {
  const person = fc.constantFrom(...ROLL);
  fc.assert(
    fc.property(fc.array(fc.tuple(person, person)), fc.subarray([...ROLL]), (asked, there) => {
      const standing: VotingProxy[] = [];
      for (const [grantor, holder] of asked) {
        const one = mayGiveProxy(given(grantor, holder), standing, ROLL, RULES);
        if (one.ok) standing.push(one.value);
      }
      const present = new Set(there);
      const force = proxiesInForce(standing, present);
      const voices = [...present, ...force.map(({ grantor }) => grantor)];
      expect(new Set(voices).size).toBe(voices.length);
      for (const holder of ROLL) expect(force.filter((proxy) => proxy.holder === holder).length).toBeLessThanOrEqual(3);
      for (const { holder } of force) expect(present.has(holder)).toBe(true);
    }),
  );
});

test('of those in force nobody who gave one holds one, and whoever gave one and arrives votes for herself again', () => {
  const person = fc.constantFrom(...ROLL);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(person, person)),
      fc.subarray([...ROLL]),
      person,
      fc.integer({ min: 0, max: 3 }),
      (asked, there, arriving, most) => {
        const standing: VotingProxy[] = [];
        for (const [grantor, holder] of asked) {
          const one = mayGiveProxy(given(grantor, holder), standing, ROLL, { ...RULES, most });
          if (one.ok) standing.push(one.value);
        }
        const grantors = new Set(standing.map(({ grantor }) => grantor));
        expect(standing.filter(({ holder }) => grantors.has(holder))).toEqual([]);
        for (const holder of ROLL)
          expect(standing.filter((one) => one.holder === holder).length).toBeLessThanOrEqual(most);
        const before = proxiesInForce(standing, new Set(there));
        const after = proxiesInForce(standing, new Set([...there, arriving]));
        expect(after.some(({ grantor }) => grantor === arriving)).toBe(false);
        // An arrival ends the one she gave and revives those she holds; nobody else's moves.
        const touched = ({ grantor, holder }: VotingProxy) => grantor === arriving || holder === arriving;
        expect(after.filter((one) => !touched(one))).toEqual(before.filter((one) => !touched(one)));
        const left = new Set(there.filter((id) => id !== arriving));
        expect(proxiesInForce(standing, left).some(({ holder }) => holder === arriving)).toBe(false);
      },
    ),
  );
});
