import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { isQuiet, nextAllowed, type QuietHours } from './quiet-hours.ts';

const time = (text: string) => Temporal.PlainTime.from(text);
const night: QuietHours = { from: time('21:00'), until: time('08:00') };
const shanghai = (text: string) => Temporal.ZonedDateTime.from(`${text}[Asia/Shanghai]`).toInstant();
const allowed = (text: string, quiet = night) =>
  nextAllowed(shanghai(text), quiet, 'Asia/Shanghai').toZonedDateTimeISO('Asia/Shanghai').toPlainDateTime().toString();

describe('quiet hours from 21:00 to 08:00', () => {
  it('let the day through untouched, to the second', () => {
    expect(allowed('2026-03-06T08:00:00')).toBe('2026-03-06T08:00:00');
    expect(allowed('2026-03-06T20:59:59')).toBe('2026-03-06T20:59:59');
  });
  it('move the evening to the next morning and the small hours to the same morning', () => {
    expect(allowed('2026-03-06T21:00:00')).toBe('2026-03-07T08:00:00');
    expect(allowed('2026-03-06T07:59:59')).toBe('2026-03-06T08:00:00');
    expect(allowed('2024-02-28T23:00:00')).toBe('2024-02-29T08:00:00');
    expect(allowed('2026-12-31T23:00:00')).toBe('2027-01-01T08:00:00');
  });
  it('may lie within a day, or not exist', () => {
    const noon = { from: time('12:00'), until: time('14:00') };
    expect(allowed('2026-03-06T12:30:00', noon)).toBe('2026-03-06T14:00:00');
    expect(allowed('2026-03-06T23:30:00', noon)).toBe('2026-03-06T23:30:00');
    const none = { from: time('12:00'), until: time('12:00') };
    expect(allowed('2026-03-06T12:00:00', none)).toBe('2026-03-06T12:00:00');
  });
});

it('a clock change that swallows the only minute allowed moves it to the next day', () => {
  const almostAlways = { from: time('00:01'), until: time('00:00') };
  const evening = Temporal.Instant.from('2018-11-04T01:00Z'); // 22:00 in São Paulo, where midnight is skipped
  expect(nextAllowed(evening, almostAlways, 'America/Sao_Paulo').toString()).toBe('2018-11-05T02:00:00Z');
});

it('the next allowed moment is never quiet, never earlier, and comes within a day, or two when the clocks skip the only minutes allowed', () => {
  const times = fc.integer({ min: 0, max: 1439 }).map((minutes) => time('00:00').add({ minutes }));
  const zones = fc.constantFrom(
    'Asia/Shanghai',
    'America/New_York',
    'Europe/London',
    'America/Sao_Paulo',
    'Australia/Lord_Howe',
  );
  // Around the clock changes of 2018 and 2026, where wall-clock times are skipped or come twice.
  const instants = fc
    .tuple(
      fc.constantFrom(
        '2018-11-04T00:00Z',
        '2026-03-08T00:00Z',
        '2026-11-01T00:00Z',
        '2026-03-29T00:00Z',
        '2026-10-25T00:00Z',
        '2026-04-04T12:00Z',
      ),
      fc.integer({ min: -2000, max: 2000 }),
    )
    .map(([around, minutes]) => Temporal.Instant.from(around).add({ minutes }));
  fc.assert(
    fc.property(instants, times, times, zones, (instant, from, until, zone) => {
      const quiet = { from, until };
      const next = nextAllowed(instant, quiet, zone);
      expect(isQuiet(next, quiet, zone)).toBe(false);
      const waited = instant.until(next).total('minutes');
      expect(waited).toBeGreaterThanOrEqual(0);
      expect(waited).toBeLessThanOrEqual(49 * 60);
      if (!isQuiet(instant, quiet, zone)) expect(waited).toBe(0);
    }),
    { numRuns: 1500 },
  );
});
