import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { meetingsMissing } from './per-year.ts';

test.each([
  // Once a year: from November on, and no longer once it was held.
  [1, 0, '2026-10-30', 0],
  [1, 0, '2026-10-31', 1],
  [1, 1, '2026-12-31', 0],
  // Once a quarter: the first from February on; what was missed before is missing still.
  [4, 0, '2026-01-10', 0],
  [4, 0, '2026-02-02', 1],
  [4, 1, '2026-02-02', 0],
  [4, 1, '2026-11-26', 3],
  [4, 9, '2026-11-26', 0],
  [4, 0, '2028-12-31', 4],
  [0, 0, '2026-12-31', 0],
])('%i a year, %i held, on %s: %i missing', (perYear, held, today, missing) => {
  expect(meetingsMissing(perYear, held, Temporal.PlainDate.from(today))).toBe(missing);
});
