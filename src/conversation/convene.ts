/** 「开代表会 下周五19:00 议题:加装门禁 地点:活动室」: a meeting in one line; nothing goes out before the notice is sent. */
import { Temporal } from 'temporal-polyfill';
import { findTypedDate } from '../domain/calendar/typed-date.ts';
import { parseMeetingLine } from '../domain/meeting/typed.ts';
import { phrase } from '../locales/translate.ts';
import { kindName } from '../notices/meeting-facts.ts';
import { allOrNothing } from '../usecases/all-or-nothing.ts';
import { type ConveneMeeting, conveneMeeting } from '../usecases/meeting/convene.ts';
import { groupOf } from '../usecases/meeting/list.ts';
import type { NewItem } from '../usecases/meeting/motions.ts';
import { sayMeetingRefusal } from './meeting-refusals.ts';
import { sayMeeting } from './meetings.ts';
import { motionOf } from './motions.ts';
import { bodiesNamed } from './named-bodies.ts';
import { presidingNamed } from './named-people.ts';
import { isSeriesLine, startTypedSeries } from './series.ts';
import { todayOf } from './task-list.ts';
import { sayText, type Turn } from './turn.ts';

const OPENING = /^[开開]\s*/;

/** 「开代表会 …议题:…」, as people say it; 「开水房坏了」 is none, because no meeting is named with something to talk about. */
export function meetingLineOf(text: string): string | undefined {
  if (!OPENING.test(text)) return undefined;
  const line = text.replace(OPENING, '');
  const typed = parseMeetingLine(line);
  return typed?.kind && typed.items.length > 0 ? line : undefined;
}

export async function convene(turn: Turn, line: string): Promise<void> {
  const { uow, language, community, policy } = turn;
  if (isSeriesLine(turn, line)) return startTypedSeries(turn, line);
  const typed = parseMeetingLine(line);
  if (!community || !typed?.kind || !typed.time || typed.items.length === 0)
    return sayText(turn, 'meeting.convene.how', 'meeting.convene.how');
  const day = findTypedDate(typed.rest, { today: todayOf(turn) });
  if (!day.ok) return sayText(turn, 'meeting.convene.how', 'meeting.convene.how');
  const startsAt = policy.calendar.instantAt(day.value.date, Temporal.PlainTime.from(typed.time));
  const [first] = typed.items;
  const title = typed.title ?? first?.title ?? kindName(language, { kind: typed.kind });
  const people = await presidingNamed(turn, community.id, typed);
  if (people === undefined) return;
  const bodies = typed.bodies && (await bodiesNamed(turn, community.id, typed.bodies));
  if (typed.bodies && !bodies) return;
  const chatId = await groupOf(uow, community.id, typed.kind);
  const items: NewItem[] = [];
  for (const item of typed.items)
    items.push({ title: item.title, ...(item.vote && { motion: await motionOf(turn, community.id, item) }) });
  const asked: ConveneMeeting = {
    communityId: community.id,
    kind: typed.kind,
    title,
    startsAt,
    items,
    ...people,
    ...(bodies && { bodies }),
    ...(typed.venue !== undefined && { venue: typed.venue }),
    ...(typed.because !== undefined && { shortenedBecause: typed.because }),
    ...(chatId !== undefined && { chatId }),
  };
  const made = await allOrNothing(uow, () => conveneMeeting(uow, asked));
  if (!made.ok) return sayMeetingRefusal(turn, made.error);
  await sayMeeting(turn, made.value.id, phrase(language, 'meeting.convene.done'));
}
