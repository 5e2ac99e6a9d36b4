/** A task in words: its title, its date, how far away or how late it is. */
import { Temporal } from 'temporal-polyfill';
import type { task } from '../../db/schema/index.ts';
import type { Language } from '../channel.ts';
import type { EscalationTier } from '../domain/task/escalation.ts';
import type { PlanText } from '../domain/task/plan.ts';
import { isToDo } from '../domain/task/states.ts';
import { formatDate } from '../locales/dates.ts';
import { lookUp, phrase } from '../locales/translate.ts';

/** In the reader's language where there is a translation; else as it was written. */
export const planText = (language: Language, text: PlanText): string => text[language] ?? text['zh-Hans'];

/** As much of a title as a button holds. */
const TITLE_SHOWN = 14;

export function shortTitle(title: string): string {
  const letters = Array.from(title);
  return letters.length > TITLE_SHOWN ? `${letters.slice(0, TITLE_SHOWN).join('')}…` : title;
}

/** How many days a local date is away; negative when it has passed. */
export const daysAway = (dueOn: string, today: Temporal.PlainDate): number =>
  today.until(Temporal.PlainDate.from(dueOn), { largestUnit: 'days' }).days;

export function whenDue(language: Language, dueOn: string, today: Temporal.PlainDate): string {
  const away = daysAway(dueOn, today);
  const day = formatDate(language, dueOn);
  if (away > 0) return phrase(language, 'task.due.in', { count: away, day });
  return away === 0
    ? phrase(language, 'task.due.today', { day })
    : phrase(language, 'task.due.late', { count: -away, day });
}

type Dated = Pick<typeof task.$inferSelect, 'state' | 'dueOn' | 'dueAt' | 'submittedAt'>;

/** Days after its date on which it was handed in; 0 when in time, and while it is not handed in. */
export function daysOverdueAtEnd({ dueAt, submittedAt }: Pick<Dated, 'dueAt' | 'submittedAt'>): number {
  if (!submittedAt || Temporal.Instant.compare(submittedAt, dueAt) < 0) return 0;
  return Math.floor(dueAt.until(submittedAt, { largestUnit: 'hours' }).hours / 24) + 1;
}

/** Its date as it stands: how far away or how late, and of what was handed in whether that was in time. */
export function howDue(language: Language, row: Dated, today: Temporal.PlainDate): string {
  if (isToDo(row.state)) return whenDue(language, row.dueOn, today);
  const day = formatDate(language, row.dueOn);
  if (row.state === 'waived' || row.state === 'cancelled') return phrase(language, 'task.due.was', { day });
  const count = daysOverdueAtEnd(row);
  return count === 0
    ? phrase(language, 'task.due.in-time', { day })
    : phrase(language, 'task.due.finished-late', { day, count });
}

export const tierName = (language: Language, tier: EscalationTier): string =>
  lookUp(language, `task.tier.${tier}`) ?? tier;
