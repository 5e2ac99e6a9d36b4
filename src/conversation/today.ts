/** An officer's list of today: what is due first, how much of what, and the taps that get it done. */
import { formatDemandNumber } from '../domain/demand/number.ts';
import { NEW_STATES, type WorkFilter } from '../domain/demand/work.ts';
import { permit } from '../domain/permissions/permit.ts';
import { formatDay } from '../locales/dates.ts';
import { phrase, translate } from '../locales/translate.ts';
import { categoryName, placeNamed, stateName } from '../notices/demand-facts.ts';
import type { BoundChoice } from '../notices/intent.ts';
import { demandTarget } from '../usecases/demand/change.ts';
import type { Listed } from '../usecases/demand/lists.ts';
import { type WorkCounts, type WorkDay, workList } from '../usecases/demand/work-list.ts';
import { ANY_COMMUNITY } from '../usecases/policies.ts';
import { choice } from './answers.ts';
import { rulesOf, say, type Turn } from './turn.ts';

/** As much of the words as tells one broken lamp from another. */
const WORDS_SHOWN = 18;

const zoneOf = (turn: Turn): string => (turn.community ?? ANY_COMMUNITY).timeZone;

export function dayOf(turn: Turn): WorkDay {
  const { now } = turn.uow;
  const today = now.toZonedDateTimeISO(zoneOf(turn));
  return { now, endsAt: today.startOfDay().add({ days: 1 }).toInstant() };
}

/** @param empty what to say when there is nothing at all; without it, nothing is said then */
export async function sayToday(turn: Turn, filter: WorkFilter, page: number): Promise<'shown' | 'empty'> {
  const wanted = { page, size: rulesOf(turn).value('demand.list.page') };
  const { counts, lines, hasNext } = await workList(turn.uow.tx, turn.actor, dayOf(turn), filter, wanted);
  if (counts.open + counts.waiting === 0) return 'empty';
  const { language } = turn;
  const filtered = filterName(turn, filter);
  say(turn, 'list.todo', {
    text: [
      ...translate(language, filtered === '' ? 'today.title' : 'today.title.filtered', {
        count: counts.shown,
        filter: filtered,
      }),
      '\n',
      countsLine(turn, counts),
      ...(lines.length === 0 ? [] : ['\n', lines.map((line, index) => workLine(turn, line, index)).join('\n')]),
    ],
    choices: [
      ...lines.map(({ row }): BoundChoice => {
        const label = formatDemandNumber(row);
        return { label, says: label, intent: { do: 'show', demandId: row.id } };
      }),
      ...actions(turn, lines),
      ...(page > 0 ? [choice(turn, 'list.button.before', { do: 'today', filter, page: page - 1 }, 'quiet')] : []),
      ...(hasNext ? [choice(turn, 'list.button.more', { do: 'today', filter, page: page + 1 }, 'quiet')] : []),
      choice(
        turn,
        filtered === '' ? 'today.button.filter' : 'today.button.other-filter',
        { do: 'filter', page: 0 },
        'quiet',
      ),
    ],
  });
  return 'shown';
}

const mayHandle = (turn: Turn, { row }: Listed): boolean =>
  permit('demand.accept', turn.actor, demandTarget({ demand: row })).ok;

/** One tap where one tap is enough: the next one, or all of the page. Who only reads is offered nothing. */
function actions(turn: Turn, lines: readonly Listed[]): BoundChoice[] {
  const mine = lines.filter((line) => mayHandle(turn, line));
  const open = mine.filter(({ row }) => NEW_STATES.includes(row.state));
  const [next] = open;
  const demandIds = mine.map(({ row }) => row.id);
  return [
    ...(next ? [choice(turn, 'today.button.accept-next', { do: 'accept', demandId: next.row.id }, 'primary')] : []),
    ...(open.length > 1
      ? [choice(turn, 'today.button.accept-all', { do: 'accept-all', demandIds: open.map(({ row }) => row.id) })]
      : []),
    ...(mine.length > 1 ? [choice(turn, 'today.button.choose', { do: 'choose', demandIds })] : []),
  ];
}

const countsLine = (turn: Turn, counts: WorkCounts): string =>
  phrase(turn.language, 'today.counts', {
    new: counts.new,
    late: counts.late,
    today: counts.today,
    waiting: counts.waiting,
  });

const workLine = (turn: Turn, line: Listed, index: number): string => `${index + 1}. ${lineOf(turn, line)}`;

/** One demand in one line, with the beginning of its words beneath. */
export function lineOf(turn: Turn, { row, placeName }: Listed): string {
  const { language, uow } = turn;
  const head = phrase(language, 'list.line', {
    number: formatDemandNumber(row),
    state: stateName(language, row.state),
    category: categoryName(language, row.category),
    place: placeNamed(language, uow.keys, row, placeName),
  });
  const words = Array.from(uow.keys.openText('demand.text', row.textSealed).replace(/\s+/g, ' '));
  const shown = words.length > WORDS_SHOWN ? `${words.slice(0, WORDS_SHOWN).join('')}…` : words.join('');
  return `${head}${due(turn, row)}\n   ${phrase(language, 'report.quote', { text: shown })}`;
}

/** By when, as long as the answer is owed. */
function due(turn: Turn, row: Listed['row']): string {
  if (!NEW_STATES.includes(row.state)) return '';
  const late = row.respondBy.epochMilliseconds <= turn.uow.now.epochMilliseconds;
  const day = formatDay(turn.language, zoneOf(turn), row.respondBy.subtract({ seconds: 1 }));
  return ` · ${phrase(turn.language, late ? 'today.line.late' : 'today.line.due', { day })}`;
}

function filterName(turn: Turn, { cut, state, category, placeId }: WorkFilter): string {
  const { language } = turn;
  if (cut) return phrase(language, `today.cut.${cut}`);
  if (state) return stateName(language, state);
  if (category) return categoryName(language, category);
  const place = turn.places.find(({ id }) => id === placeId);
  return placeId === undefined ? '' : (place?.name ?? phrase(language, 'demand.field.place'));
}
