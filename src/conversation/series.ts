/** 例会 in chat: begun in one line or from a meeting that was held, listed, and ended. */
import type { MeetingKind } from '../domain/meeting/kinds.ts';
import { parseMeetingLine } from '../domain/meeting/typed.ts';
import { recurrenceIn } from '../domain/meeting/typed-series.ts';
import { bodyOf, speaksForBody } from '../domain/meeting/voices.ts';
import { permit } from '../domain/permissions/permit.ts';
import { formatDate } from '../locales/dates.ts';
import { phrase, translate } from '../locales/translate.ts';
import { kindName, type MeetingFacts } from '../notices/meeting-facts.ts';
import { recurrenceText } from '../notices/series-words.ts';
import { allOrNothing } from '../usecases/all-or-nothing.ts';
import type { NotPermitted } from '../usecases/command.ts';
import { groupOf } from '../usecases/meeting/list.ts';
import {
  endSeries,
  type SeriesRefusal,
  type SeriesRow,
  type StartSeries,
  seriesIn,
  startSeries,
} from '../usecases/meeting/series.ts';
import { placesOf } from '../usecases/registry/places.ts';
import { sayMeetingRefusal } from './meeting-refusals.ts';
import { bodiesNamed } from './named-bodies.ts';
import { say, sayText, type Turn } from './turn.ts';

const mayStart = ({ actor, community }: Turn): boolean =>
  community !== undefined && permit('meeting.start-series', actor, { communityId: community.id }).ok;

/** 「每月15日19:00 网格例会 地点:活动室」 from somebody who may say so; of anybody else it is a sentence like any other. */
export function isSeriesLine(turn: Turn, line: string): boolean {
  return mayStart(turn) && recurrenceIn(line) !== undefined && parseMeetingLine(line)?.kind !== undefined;
}

export async function startTypedSeries(turn: Turn, line: string): Promise<void> {
  const { uow, community } = turn;
  const found = recurrenceIn(line);
  const typed = found && parseMeetingLine(found.rest);
  if (!community || !found || !typed?.kind || typed.time === undefined)
    return sayText(turn, 'series.how', 'series.how');
  const { kind, time } = typed;
  const grids = (await placesOf(uow.tx, community.id)).filter((place) => place.kind === 'grid');
  const grid =
    kind === 'grid'
      ? grids.find(({ name, aliases }) => [name, ...aliases].some((each) => line.includes(each)))
      : undefined;
  const bodies = typed.bodies && (await bodiesNamed(turn, community.id, typed.bodies));
  if (typed.bodies && !bodies) return;
  return begin(turn, {
    communityId: community.id,
    kind,
    title: typed.title ?? titleOf(turn, kind, grid?.name),
    recurrence: { ...found.recurrence, time },
    items: typed.items.map(({ title }) => title),
    ...(typed.venue !== undefined && { venue: typed.venue }),
    ...(grid && { placeId: grid.id }),
    ...(bodies && { bodies: bodies.map(({ bodyId }) => bodyId) }),
  });
}

const titleOf = ({ language }: Turn, kind: MeetingKind, grid: string | undefined): string =>
  grid === undefined
    ? kindName(language, { kind })
    : phrase(language, 'series.title.grid', { grid, kind: kindName(language, { kind }) });

/** One like this one, on the same day of the month at the same hour. */
export async function repeatMeeting(
  turn: Turn,
  { row, home, items, members }: MeetingFacts,
  every: 'month' | 'quarter',
): Promise<void> {
  const at = row.startsAt.toZonedDateTimeISO(home.timeZone);
  return begin(turn, {
    communityId: home.id,
    kind: row.kind,
    title: row.title,
    recurrence: {
      every,
      month: every === 'month' ? 1 : (MONTH_OF_QUARTER[(at.month - 1) % 3] ?? 1),
      day: at.day,
      time: at.toPlainTime().toString({ smallestUnit: 'minute' }),
    },
    items: items.map(({ title }) => title),
    ...(row.venue !== null && { venue: row.venue }),
    ...(row.placeId !== null && { placeId: row.placeId }),
    ...(row.bodyId !== null && { bodyId: row.bodyId }),
    bodies: members.filter(speaksForBody).flatMap((one) => bodyOf(one) ?? []),
  });
}

const MONTH_OF_QUARTER = [1, 2, 3] as const;

async function begin(turn: Turn, asked: StartSeries): Promise<void> {
  const { uow, language } = turn;
  const chatId = await groupOf(uow, asked.communityId, asked.kind);
  const done = await allOrNothing(uow, () => startSeries(uow, { ...asked, ...(chatId !== undefined && { chatId }) }));
  if (!done.ok) return sayRefusal(turn, done.error);
  const { series, home } = done.value;
  const next = (await seriesIn(uow, home)).find((one) => one.series.id === series.id)?.next;
  return sayText(turn, 'series.started', 'series.started', {
    ...wordsOf(turn, series),
    next: next === undefined ? '' : formatDate(language, next.toString()),
  });
}

const wordsOf = ({ language }: Turn, row: SeriesRow) => ({
  title: row.title,
  every: recurrenceText(language, row.recurrence),
});

export async function saySeries(turn: Turn): Promise<void> {
  const { uow, language, community } = turn;
  const listed = community && mayStart(turn) ? await seriesIn(uow, community) : [];
  if (listed.length === 0) return sayText(turn, 'series.none', 'series.none');
  const lines = listed.map(({ series, next }, at) =>
    phrase(language, 'series.line', {
      number: at + 1,
      ...wordsOf(turn, series),
      next: formatDate(language, next.toString()),
    }),
  );
  say(turn, 'series.list', {
    text: [...translate(language, 'series.list'), '\n', lines.join('\n')],
    choices: listed.map(({ series }, at) => {
      const label = phrase(language, 'series.button.end', { number: at + 1 });
      return { label, says: label, intent: { do: 'series', act: 'end', seriesId: series.id } };
    }),
  });
}

export async function onEndSeries(turn: Turn, seriesId: string): Promise<void> {
  const done = await endSeries(turn.uow, { seriesId });
  return done.ok
    ? sayText(turn, 'series.ended', 'series.ended', { title: done.value.title })
    : sayRefusal(turn, done.error);
}

function sayRefusal(turn: Turn, refusal: NotPermitted | SeriesRefusal): void {
  switch (refusal.kind) {
    case 'series_not_found':
    case 'place_not_found':
      sayText(turn, `refused.${refusal.kind}`, 'series.refused.not-found');
      break;
    case 'series_already':
      sayText(turn, `refused.${refusal.kind}`, 'series.refused.already');
      break;
    case 'not_regular':
      sayText(turn, `refused.${refusal.kind}`, 'series.refused.not-regular', {
        kind: kindName(turn.language, { kind: refusal.of }),
      });
      break;
    case 'recurrence_wrong':
      sayText(turn, `refused.${refusal.kind}`, 'series.how');
      break;
    default:
      sayMeetingRefusal(turn, refusal);
  }
}
