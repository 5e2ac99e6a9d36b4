/** A task in words: its title, its date, how far away or how late it is. */
import { Temporal } from 'temporal-polyfill';
import type { Language } from '../channel.ts';
import type { EscalationTier } from '../domain/task/escalation.ts';
import type { PlanText } from '../domain/task/plan.ts';
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

export const tierName = (language: Language, tier: EscalationTier): string =>
  lookUp(language, `task.tier.${tier}`) ?? tier;
