import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ADMISSION_STATES,
  ADMISSION_TRANSITIONS,
  type AdmissionState,
  type AdmissionStep,
  decideAdmission,
  fundingOf,
} from './admission.ts';

const STEPS = [
  { action: 'accept' },
  { action: 'refuse', reason: '清单上没有' },
  { action: 'report', caseId: 'c1' },
  { action: 'end' },
] as const satisfies readonly AdmissionStep[];

describe('what a department asks for', () => {
  test('moves only as the table says', () => {
    for (const state of ADMISSION_STATES)
      for (const step of STEPS) {
        const { from, to } = ADMISSION_TRANSITIONS[step.action];
        const decided = decideAdmission(state, step);
        expect(decided.ok, `${state} ${step.action}`).toBe(from.includes(state));
        if (decided.ok) expect(decided.value.state).toBe(to);
        else expect(decided.error.kind).toBe(state === to ? 'admission_already' : 'admission_not_now');
      }
  });

  test('is refused only with a reason, and reported as a case', () => {
    expect(decideAdmission('requested', { action: 'refuse', reason: ' \n' })).toEqual({
      ok: false,
      error: { kind: 'admission_reason_missing' },
    });
    expect(decideAdmission('refused', { action: 'report', caseId: 'c1' })).toEqual({
      ok: true,
      value: { action: 'report', state: 'reported', caseId: 'c1' },
    });
  });

  test('comes to an end however it is decided, and nothing ended comes back', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...STEPS), { maxLength: 20 }), (steps) => {
        const rank: Record<AdmissionState, number> = { requested: 0, accepted: 1, refused: 1, reported: 2, ended: 2 };
        let state: AdmissionState = 'requested';
        for (const step of steps) {
          const decided = decideAdmission(state, step);
          if (!decided.ok) continue;
          expect(rank[decided.value.state]).toBeGreaterThan(rank[state]);
          state = decided.value.state;
        }
      }),
    );
  });
});

describe('the money that goes with the work', () => {
  test('is due while it was named and has not come', () => {
    expect(fundingOf({ state: 'accepted', fundingFen: 500_000, fundingReceivedOn: null })).toBe('due');
    expect(fundingOf({ state: 'accepted', fundingFen: 500_000, fundingReceivedOn: '2026-03-02' })).toBe('received');
    expect(fundingOf({ state: 'requested', fundingFen: null, fundingReceivedOn: null })).toBe('due');
  });

  test('is missing where the work was taken and nothing named, or is over and nothing came', () => {
    expect(fundingOf({ state: 'accepted', fundingFen: null, fundingReceivedOn: null })).toBe('missing');
    expect(fundingOf({ state: 'ended', fundingFen: 500_000, fundingReceivedOn: null })).toBe('missing');
  });

  test('is not asked for where the work was not taken, or costs nothing', () => {
    expect(fundingOf({ state: 'refused', fundingFen: 100, fundingReceivedOn: null })).toBe('not_applicable');
    expect(fundingOf({ state: 'accepted', fundingFen: 0, fundingReceivedOn: null })).toBe('none_needed');
  });

  test('once it has come is never missing again', () => {
    const anyFunding = fc.record({
      state: fc.constantFrom(...ADMISSION_STATES),
      fundingFen: fc.option(fc.nat()),
      fundingReceivedOn: fc.constant('2026-03-02'),
    });
    fc.assert(fc.property(anyFunding, (funding) => fundingOf(funding) === 'received'));
  });
});
