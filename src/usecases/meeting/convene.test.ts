import { expect, test } from 'vitest';
import { convenerRole } from './convene.ts';

const actor = {
  kind: 'account',
  seats: [{ role: 'grid_officer', communityId: 'home', placeIds: ['first grid', 'building 1'] }],
} as const;

test('a grid officer convenes the meeting of his own grid, and of no other grid or community', () => {
  const role = (placeId: string, communityId = 'home') =>
    convenerRole({ actor }, communityId, { kind: 'grid', placeId }, 'grid_officer');
  expect(role('first grid')).toBe('grid_officer');
  expect(role('second grid')).toBeUndefined();
  expect(role('first grid', 'elsewhere')).toBeUndefined();
});

test('whoever sits for the whole community convenes it for any grid', () => {
  const head = { kind: 'account', seats: [{ role: 'committee_head', communityId: 'home' }] } as const;
  expect(convenerRole({ actor: head }, 'home', { kind: 'grid', placeId: 'second grid' }, 'committee_head')).toBe(
    'committee_head',
  );
});
