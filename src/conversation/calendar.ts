/** 「日历」: one's tasks in one's own calendar, by a secret address. */
import { phrase, translate } from '../locales/translate.ts';
import { createCalendarFeed, endCalendarFeed } from '../usecases/task/calendar-feed.ts';
import { sayRefusal } from './refusals.ts';
import { say, sayText, type Turn } from './turn.ts';

export async function giveCalendar(turn: Turn): Promise<void> {
  const { personId } = turn.actor;
  if (!personId) return sayText(turn, 'calendar.bound-only', 'calendar.bound-only');
  if (turn.host.calendarUrl('') === undefined) return sayText(turn, 'calendar.no-address', 'calendar.no-address');
  const made = await createCalendarFeed(turn.uow, { personId });
  if (!made.ok) return sayRefusal(turn, made.error);
  const url = turn.host.calendarUrl(made.value.secret) ?? '';
  say(turn, 'calendar.given', {
    text: [
      ...translate(turn.language, 'calendar.given'),
      { kind: 'link', text: [url], url },
      phrase(turn.language, 'calendar.given.keep'),
    ],
  });
}

export async function stopCalendar(turn: Turn): Promise<void> {
  const { personId } = turn.actor;
  const ended = personId ? await endCalendarFeed(turn.uow, { personId }) : undefined;
  const key = ended?.ok ? 'calendar.ended' : 'calendar.none';
  sayText(turn, key, key);
}
