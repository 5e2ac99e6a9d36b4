/** Who did a step, as the board says it: neither the post of whoever reported it, nor her for what staff did on her word. */
import { expect, test } from 'vitest';
import { ON_WORD } from '../../domain/demand/states.ts';
import { stepName } from '../../notices/step-name.ts';
import { historyRole } from './words.ts';

const shown = (kind: string, byRole: string, found = false) => [
  stepName('en', { kind, byRole, found }),
  historyRole('en', kind, byRole),
];

test('what she did herself is hers, bound or not', () => {
  for (const role of ['resident', 'visitor'])
    expect(shown('confirm', role)).toEqual(['confirmed as solved', 'the person who reported it']);
  expect(shown('submit', 'resident')[1]).toBe('the person who reported it');
});

test('what staff did on her word is theirs, and says so', () => {
  expect(shown('confirm', 'grid_officer')).toEqual([
    'confirmed as solved by staff, on the person’s word',
    'grid officer',
  ]);
  for (const kind of ON_WORD) {
    const [what, who] = shown(kind, 'committee_head');
    expect(what).toContain('on the person’s word');
    expect(who).toBe('head of the committee');
  }
});

test('silence, and what another submitter says, are called what they are', () => {
  expect(shown('auto_confirm', 'system')).toEqual(['confirmed by silence', 'the system']);
  expect(shown('neighbour_reopen', 'resident')[0]).toBe('reopened: not solved, says another person who reported it');
});

test('where nobody reported it, staff confirm on nobody’s word', () => {
  expect(shown('confirm', 'committee_member', true)).toEqual(['confirmed as solved by staff', 'committee member']);
  for (const kind of ON_WORD) expect(shown(kind, 'grid_officer', true)[0]).not.toContain('the person');
});

test('to herself, staff who took her word are named by their post', () => {
  for (const kind of ON_WORD) {
    const step = { kind, byRole: 'grid_officer', found: false };
    expect(stepName('en', step, true)).toMatch(/on your word, by grid officer/);
    expect(stepName('en', { ...step, byRole: 'resident' }, true)).not.toContain('officer');
  }
});
