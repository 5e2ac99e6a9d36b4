/** The rules and the calendar in force for one community at one time, as use cases ask for them. */

import { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../db/client.ts';
import { type Due, dueAt } from '../domain/calendar/deadline.ts';
import { DEFAULT_TIME_ZONE } from '../domain/calendar/default-zone.ts';
import type { Duration } from '../domain/calendar/duration.ts';
import type { HolidayTable } from '../domain/calendar/holiday-table.ts';
import { nextAllowed } from '../domain/calendar/quiet-hours.ts';
import { createCalendar, type WorkingCalendar } from '../domain/calendar/working-calendar.ts';
import { type Decided, rulesOn } from '../domain/rules/decided.ts';
import type { RuleKey, RuleValue } from '../domain/rules/keys.ts';
import { DEFAULT_PACK, type RulePack } from '../domain/rules/pack.ts';
import type { RuleBook } from '../domain/rules/rule-book.ts';
import { decidedBy } from './rules/decided-by.ts';

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
  /** Changes with every adoption and override; null before the first. */
  readonly rulesVersion: string | null;
}

/** What holds before any community is known, and for what no community decides. */
export const ANY_COMMUNITY: GovernedCommunity = {
  id: '',
  timeZone: DEFAULT_TIME_ZONE,
  rulePack: DEFAULT_PACK,
  rulesVersion: null,
};

export interface Policies {
  readonly packs: readonly RulePack[];
  /**
   * Asks the database only when the community has decided something this process has not read yet: the version stands in
   * the community's row, which is at hand wherever a rule is applied, so a decision made elsewhere is seen at once.
   */
  readonly for: (tx: Tx, community: GovernedCommunity, at: Temporal.Instant) => Promise<Policy>;
  /** What holds before any community is known, and for what no community decides. */
  common(at: Temporal.Instant): Policy;
}

/** The rules of a community, or those that hold before one is known, now. */
export const policyOf = async (
  { policies, tx, now }: { readonly policies: Policies; readonly tx: Tx; readonly now: Temporal.Instant },
  community: GovernedCommunity | undefined,
): Promise<Policy> => (community ? policies.for(tx, community, now) : policies.common(now));

/** Woken late, at night: the morning, when it is to be done instead; undefined where now will do. */
export function tomorrowMorning(
  { now }: { readonly now: Temporal.Instant },
  policy: Pick<Policy, 'awake'> | undefined,
): Temporal.Instant | undefined {
  const at = policy?.awake(now);
  return at && Temporal.Instant.compare(at, now) > 0 ? at : undefined;
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

/** Policies kept ready: communities times days that are asked about. */
const KEPT = 500;

/**
 * @throws Error when a community's rule pack does not exist or does not resolve: the installation is broken, and no
 * number may be guessed in its place.
 */
export function createPolicies(packs: readonly RulePack[], holidays: HolidayTable): Policies {
  const ready = new Map<string, Policy>();
  const read = new Map<string, Decided>();
  const calendars = new Map<string, WorkingCalendar>();
  const calendarIn = (zone: string): WorkingCalendar => {
    const calendar = calendars.get(zone) ?? readCalendar(holidays, zone);
    calendars.set(zone, calendar);
    return calendar;
  };
  const keep = (name: string, zone: string, today: Temporal.PlainDate, decided: Decided): Policy => {
    const made = policyOn(packs, calendarIn(zone), today, decided);
    if (ready.size > KEPT) ready.clear();
    ready.set(name, made);
    return made;
  };
  const startingFrom = (community: GovernedCommunity, at: Temporal.Instant): Policy => {
    const { rulePack: firstPack, timeZone } = community;
    const today = dayIn(timeZone, at);
    const name = `${firstPack} ${timeZone} ${today}`;
    return ready.get(name) ?? keep(name, timeZone, today, { firstPack, adoptions: [], values: [] });
  };
  return {
    packs,
    common: (at) => startingFrom(ANY_COMMUNITY, at),
    for: async (tx, community, at) => {
      const { rulesVersion: version, timeZone } = community;
      if (version === null) return startingFrom(community, at);
      const today = dayIn(timeZone, at);
      const name = `${version} ${timeZone} ${today}`;
      const known = ready.get(name);
      if (known) return known;
      const decided = read.get(version) ?? (await decidedBy(tx, community));
      if (read.size > KEPT) read.clear();
      read.set(version, decided);
      return keep(name, timeZone, today, decided);
    },
  };
}

const dayIn = (zone: string, at: Temporal.Instant): Temporal.PlainDate => at.toZonedDateTimeISO(zone).toPlainDate();

function readCalendar(holidays: HolidayTable, zone: string): WorkingCalendar {
  const made = createCalendar(holidays, zone);
  if (!made.ok) throw new Error(`no calendar for ${zone}: ${JSON.stringify(made.error)}`);
  return made.value;
}

function policyOn(
  packs: readonly RulePack[],
  calendar: WorkingCalendar,
  today: Temporal.PlainDate,
  decided: Decided,
): Policy {
  const zone = calendar.timeZone;
  const resolved = rulesOn(packs, decided, today);
  if (!resolved.ok) throw new Error(`the rules of ${today} do not resolve: ${JSON.stringify(resolved.error)}`);
  const rules = resolved.value;
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
    zone,
    rules,
    calendar,
    after: (start, key) => dueAt(calendar, start, rules.value(key) as Duration, options),
    awake: (at) => nextAllowed(at, quiet, zone),
    year: (at) => at.toZonedDateTimeISO(zone).year,
  };
}
