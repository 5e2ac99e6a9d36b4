/** Who may say that a new account is somebody's: never somebody below, and never one alone for the head. */
import { expect, test } from 'vitest';
import { PERSON_ROLES } from '../permissions/roles.ts';
import { approvalsNeeded, approverRoles, askedInTurn, type Standing, standingOf } from './rebinding.ts';

const STANDINGS: readonly Standing[] = ['other', 'committee_head', 'supervisor', 'subdistrict'];

test('the highest seat decides, in whatever order they are held', () => {
  expect(standingOf([])).toBe('other');
  expect(standingOf(['representative', 'committee_member', 'grid_officer'])).toBe('other');
  expect(standingOf(['representative', 'committee_head'])).toBe('committee_head');
  expect(standingOf(['committee_head', 'supervisor'])).toBe('supervisor');
  expect(standingOf(['supervisor', 'subdistrict', 'resident'])).toBe('subdistrict');
});

test('the committee has no say over those who watch over it, nor over the subdistrict', () => {
  for (const role of ['committee_member', 'committee_head'] as const) {
    expect(approverRoles('supervisor')).not.toContain(role);
    expect(approverRoles('subdistrict')).not.toContain(role);
  }
  for (const standing of ['other', 'committee_head', 'subdistrict'] as const)
    expect(approverRoles(standing)).not.toContain('supervisor');
});

test('whoever is asked may approve, and everybody who may is asked at some point', () => {
  for (const standing of STANDINGS)
    expect(new Set(askedInTurn(standing).flat())).toEqual(new Set(approverRoles(standing)));
});

test('only the head takes more than one', () => {
  for (const role of PERSON_ROLES) expect(approvalsNeeded([role], 2)).toBe(role === 'committee_head' ? 2 : 1);
  expect(approvalsNeeded(['supervisor', 'committee_head'], 3)).toBe(3);
});
