import { describe, expect, it } from 'vitest';
import { minuteIn } from './times.ts';

describe('times of the command line', () => {
  it('are told to the minute in the zone of the community, which stands behind them', () => {
    const instant = '2026-11-20T09:30:59.5Z';
    expect(minuteIn('Asia/Shanghai')(instant)).toBe('2026-11-20 17:30 UTC+8');
    expect(minuteIn('Asia/Kathmandu')('2026-11-20T20:00:00Z')).toBe('2026-11-21 01:45 UTC+5:45');
    expect(minuteIn('UTC')(instant)).toBe('2026-11-20 09:30 UTC');
    expect(minuteIn('Asia/Shanghai')(null)).toBe('');
  });

  it('follow the summer time of where there is one', () => {
    const berlin = minuteIn('Europe/Berlin');
    expect([berlin('2026-07-01T10:00:00Z'), berlin('2026-12-01T10:00:00Z')]).toEqual([
      '2026-07-01 12:00 UTC+2',
      '2026-12-01 11:00 UTC+1',
    ]);
  });
});
