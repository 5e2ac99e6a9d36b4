import { describe, expect, it } from 'vitest';
import { minuteIn } from './times.ts';

describe('times of the command line', () => {
  it('are told to the minute in the zone of the community, which stands behind them', () => {
    const instant = '2026-11-20T09:30:59.5Z';
    expect(minuteIn('Asia/Shanghai', 'en')(instant)).toBe('2026-11-20 17:30 UTC+8');
    expect(minuteIn('Asia/Kathmandu', 'en')('2026-11-20T20:00:00Z')).toBe('2026-11-21 01:45 UTC+5:45');
    expect(minuteIn('UTC', 'en')(instant)).toBe('2026-11-20 09:30 UTC');
    expect(minuteIn('Asia/Shanghai', 'en')(null)).toBe('');
  });

  it('say the last day of a period, as chat does: it ends with the first instant that is late', () => {
    const end = '2026-11-27T16:00:00Z';
    expect(minuteIn('Asia/Shanghai', 'en').lastDay(end)).toBe('Fri 27 November');
    expect(minuteIn('Asia/Shanghai', 'zh-Hans').lastDay(end)).toBe('11月27日周五');
    expect(minuteIn('Asia/Shanghai', 'zh-Hant').lastDay(null)).toBe('');
  });

  it('follow the summer time of where there is one', () => {
    const berlin = minuteIn('Europe/Berlin', 'en');
    expect([berlin('2026-07-01T10:00:00Z'), berlin('2026-12-01T10:00:00Z')]).toEqual([
      '2026-07-01 12:00 UTC+2',
      '2026-12-01 11:00 UTC+1',
    ]);
  });
});
