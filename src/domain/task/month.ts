/** The month's summary: what became of the tasks of a month, and the day on which the next one looks back. */
import { Temporal } from 'temporal-polyfill';
import type { WorkingCalendar } from '../calendar/working-calendar.ts';
import type { PlanText } from './plan.ts';

export interface CommunityMonth {
  readonly communityId: string;
  readonly community: string;
  /** Of those due in the month: handed in by their date, and after it. */
  readonly onTime: number;
  readonly late: number;
  /** Due by the end of the month and still to be done. */
  readonly open: number;
  /** Granted in the month, and waived in it. */
  readonly extensions: number;
  readonly waived: number;
  /** Due in the month after. */
  readonly next: number;
  /** The soonest of those. */
  readonly soonest: readonly { readonly title: PlanText; readonly dueOn: string }[];
}

/** Nothing was due, is open or comes: nobody is written to about it. */
export const isQuiet = ({ onTime, late, open, extensions, waived, next }: CommunityMonth): boolean =>
  onTime + late + open + extensions + waived + next === 0;

export interface SummaryRules {
  /** Counted in working days from the first of the month. */
  readonly day: number;
  readonly time: Temporal.PlainTime;
}

type Calendar = Pick<WorkingCalendar, 'addWorkingDays' | 'instantAt' | 'localDate'>;

/** When in this month the month before is summed up. */
export function summaryAt(
  month: Temporal.PlainYearMonth,
  { day, time }: SummaryRules,
  calendar: Calendar,
): Temporal.Instant {
  const eve = month.toPlainDate({ day: 1 }).subtract({ days: 1 });
  return calendar.instantAt(calendar.addWorkingDays(eve, day).date, time);
}

/** The month whose summary has come due last, and when the next one comes. */
export function summariesAround(
  now: Temporal.Instant,
  rules: SummaryRules,
  calendar: Calendar,
  awake: (at: Temporal.Instant) => Temporal.Instant,
): { readonly last: Temporal.PlainYearMonth; readonly next: Temporal.Instant; readonly in: Temporal.PlainYearMonth } {
  const present = calendar.localDate(now).toPlainYearMonth();
  const at = awake(summaryAt(present, rules, calendar));
  const after = present.add({ months: 1 });
  return Temporal.Instant.compare(at, now) > 0
    ? { last: present.subtract({ months: 2 }), next: at, in: present }
    : {
        last: present.subtract({ months: 1 }),
        next: awake(summaryAt(after, rules, calendar)),
        in: after,
      };
}
