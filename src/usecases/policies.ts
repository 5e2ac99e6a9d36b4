/** The rules and the calendar in force for one community at one time, as use cases ask for them. */
import { Temporal } from 'temporal-polyfill';
import { type Due, dueAt } from '../domain/calendar/deadline.ts';
import type { Duration } from '../domain/calendar/duration.ts';
import type { HolidayTable } from '../domain/calendar/holiday-table.ts';
import { nextAllowed } from '../domain/calendar/quiet-hours.ts';
import { createCalendar, type WorkingCalendar } from '../domain/calendar/working-calendar.ts';
import type { RuleKey, RuleValue } from '../domain/rules/keys.ts';
import type { RulePack } from '../domain/rules/pack.ts';
import { type RuleBook, resolveRules } from '../domain/rules/rule-book.ts';

/** Keys whose value is a length of time. */
export type PeriodKey = { [K in RuleKey]: RuleValue<K> extends Duration ? K : never }[RuleKey];

export interface Policy {
  readonly zone: string;
  readonly rules: RuleBook;
  readonly calendar: WorkingCalendar;
  /** The end of a period that starts at `start`, by the community's working days and time zone. */
  after(start: Temporal.Instant, key: PeriodKey): Due;
  /** The instant itself, or the end of the quiet hours it falls into: nobody is written to at midnight. */
  awake(at: Temporal.Instant): Temporal.Instant;
  /** The calendar year a number belongs to. */
  year(at: Temporal.Instant): number;
}

export interface GovernedCommunity {
  readonly id: string;
  readonly timeZone: string;
  readonly rulePack: string;
}

/** What holds before any community is known, and for what no community decides. */
export const ANY_COMMUNITY: GovernedCommunity = { id: '', timeZone: 'Asia/Shanghai', rulePack: 'lilong-default' };

export interface Policies {
  for(community: GovernedCommunity, at: Temporal.Instant): Policy;
}

const MINUTES: { readonly [U in Duration['unit']]: number } = {
  seconds: 1 / 60,
  minutes: 1,
  hours: 60,
  days: 1440,
  working_days: 1440,
  months: 43_200,
};

/** A span looked back on or waited for in elapsed time, where no calendar is meant: rates, windows, expiries. */
export const elapsedMinutes = ({ value, unit }: Duration): number => Math.ceil(value * MINUTES[unit]);

/**
 * @throws Error when a community's rule pack does not exist or does not resolve: the installation is broken, and no
 * number may be guessed in its place.
 */
export function createPolicies(packs: readonly RulePack[], holidays: HolidayTable): Policies {
  const known = new Map<string, Policy>();
  return {
    for: (community, at) => {
      const zone = community.timeZone;
      const today = at.toZonedDateTimeISO(zone).toPlainDate();
      const name = `${community.rulePack} ${zone} ${today}`;
      const cached = known.get(name);
      if (cached) return cached;
      const made = policyOn(packs, holidays, community, today);
      if (known.size > 500) known.clear();
      known.set(name, made);
      return made;
    },
  };
}

function policyOn(
  packs: readonly RulePack[],
  holidays: HolidayTable,
  community: GovernedCommunity,
  today: Temporal.PlainDate,
): Policy {
  const resolved = resolveRules(packs, [], today, community.rulePack);
  if (!resolved.ok)
    throw new Error(`rule pack ${community.rulePack} does not resolve: ${JSON.stringify(resolved.error)}`);
  const made = createCalendar(holidays, community.timeZone);
  if (!made.ok) throw new Error(`no calendar for ${community.timeZone}: ${JSON.stringify(made.error)}`);
  const rules = resolved.value;
  const calendar = made.value;
  const closing = rules.value('calendar.period_ends') === 'closing_time';
  const quiet = {
    from: Temporal.PlainTime.from(rules.value('quiet.from')),
    until: Temporal.PlainTime.from(rules.value('quiet.until')),
  };
  const options = {
    rollForward: rules.value('calendar.roll_forward'),
    ...(closing && { closingTime: Temporal.PlainTime.from(rules.value('calendar.closing_time')) }),
  };
  return {
    zone: community.timeZone,
    rules,
    calendar,
    after: (start, key) => dueAt(calendar, start, rules.value(key) as Duration, options),
    awake: (at) => nextAllowed(at, quiet, community.timeZone),
    year: (at) => at.toZonedDateTimeISO(community.timeZone).year,
  };
}
