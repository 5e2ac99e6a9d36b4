import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { type DigestedDemand, gridDigest } from './grid-digest.ts';

const NOW = Temporal.Instant.from('2026-06-15T02:00:00Z');
const ago = (days: number): Temporal.Instant => NOW.subtract({ hours: 24 * days });
const one = (days: number, over: Partial<DigestedDemand> = {}): DigestedDemand => ({
  state: 'handling',
  tier: 'grid',
  placeId: 'b1',
  submittedAt: ago(days),
  endedAt: null,
  ...over,
});
const digest = (demands: readonly DigestedDemand[]) =>
  gridDigest(demands, { since: ago(30), until: NOW, ages: [30, 7], repeated: 3, nameOf: (id) => `楼${id}` });

test('counts what is new, what was solved, and what is open by its age and by who answers for it', () => {
  const found = digest([
    one(1),
    one(7),
    one(8, { tier: 'committee' }),
    one(29, { state: 'confirmed', endedAt: ago(2) }),
    one(50, { state: 'resolved', endedAt: ago(3) }),
    one(60, { tier: 'subdistrict' }),
    one(80, { state: 'confirmed', endedAt: ago(40) }),
    one(5, { state: 'withdrawn', endedAt: ago(4) }),
  ]);
  expect(found).toMatchObject({ fresh: 5, solved: 2 });
  // Whatever was said to be solved may still be doubted: it is open until that is settled.
  const sum = found.open.reduce((all, { count }) => all + count, 0);
  expect(found.stays + found.goesUp).toBe(sum);
  expect(found.open.map(({ upTo }) => upTo)).toEqual([7, 30, null]);
  expect(found.open[0]?.count).toBe(2);
  expect(found.open[1]?.count).toBe(1);
  expect(found.goesUp).toBe(2);
});

test('names places of which there were several since the last time, most first; older ones do not count', () => {
  const many = (placeId: string, times: number, days = 3) =>
    Array.from({ length: times }, () => one(days, { placeId }));
  const { repeated } = digest([...many('b1', 3), ...many('b2', 5), ...many('b3', 2), ...many('b4', 9, 40)]);
  expect(repeated).toEqual([
    { placeId: 'b2', name: '楼b2', count: 5 },
    { placeId: 'b1', name: '楼b1', count: 3 },
  ]);
});

test('of nothing says nothing', () => {
  expect(digest([])).toMatchObject({ fresh: 0, solved: 0, repeated: [], stays: 0, goesUp: 0 });
});
