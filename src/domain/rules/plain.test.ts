import { describe, expect, it } from 'vitest';
import { plainDuration, plainRatio, plainValue } from './plain.ts';

describe('values in plain Chinese', () => {
  it('say shares as the law does', () => {
    expect(plainRatio({ numerator: 1, denominator: 2, strict: true })).toBe('过半数');
    expect(plainRatio({ numerator: 2, denominator: 3, strict: false })).toBe('三分之二以上');
    expect(plainRatio({ numerator: 1, denominator: 3, strict: true })).toBe('超过三分之一');
    expect(plainRatio({ numerator: 1, denominator: 10, strict: true })).toBe('超过10%');
    expect(plainRatio({ numerator: 1, denominator: 1, strict: false })).toBe('全体');
    expect(plainRatio({ numerator: 13, denominator: 30, strict: false })).toBe('13/30以上');
  });
  it('say times and amounts as people do', () => {
    expect(plainDuration({ value: 60, unit: 'months' })).toBe('5年');
    expect(plainDuration({ value: 1, unit: 'working_days' })).toBe('1个工作日');
    expect(plainValue({ kind: 'integer', unit: 'fen', min: 0, max: 1e12 }, 50_000_000)).toBe('50万元');
    expect(plainValue({ kind: 'integer', unit: 'fen', min: 0, max: 1e12 }, 12_345)).toBe('123.45元');
    expect(plainValue({ kind: 'integer', unit: 'bytes', min: 0, max: 1e12 }, 10_000_000)).toBe('10MB');
    expect(plainValue({ kind: 'rate' }, { count: 5, within: { value: 24, unit: 'hours' } })).toBe('24小时内5次');
  });
});
