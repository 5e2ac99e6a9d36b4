/** Filters of the list of today: the cuts people ask for by name, then state, category and place, each with how many it holds. */
import { DEMAND_STATES } from '../domain/demand/states.ts';
import { WORK_CUTS, type WorkFilter } from '../domain/demand/work.ts';
import { phrase, translate } from '../locales/translate.ts';
import { categoryName, stateName } from '../notices/demand-facts.ts';
import type { BoundChoice, FilterBy } from '../notices/intent.ts';
import { type WorkShare, workList, workShares } from '../usecases/demand/work-list.ts';
import { choice } from './answers.ts';
import { dayOf } from './today.ts';
import { say, type Turn } from './turn.ts';

/** How many values of a filter are offered at a time. */
const SHARES_SHOWN = 8;

export async function sayFilters(turn: Turn, by: FilterBy | undefined, page: number): Promise<void> {
  say(turn, 'today.filter', {
    text: translate(turn.language, 'today.filter'),
    choices: [
      ...(by === undefined ? await cuts(turn) : await values(turn, by, page)),
      choice(turn, 'today.button.everything', { do: 'today', filter: {}, page: 0 }, 'quiet'),
    ],
  });
}

async function cuts(turn: Turn): Promise<BoundChoice[]> {
  const { counts } = await workList(turn.uow.tx, turn.actor, dayOf(turn), {}, { page: 0, size: 1 });
  return [
    ...WORK_CUTS.filter((cut) => counts[cut] > 0).map((cut) =>
      valueChoice(phrase(turn.language, `today.cut.${cut}`), counts[cut], { cut }),
    ),
    choice(turn, 'today.filter.state', { do: 'filter', by: 'state', page: 0 }),
    choice(turn, 'today.filter.category', { do: 'filter', by: 'category', page: 0 }),
    choice(turn, 'today.filter.place', { do: 'filter', by: 'place', page: 0 }),
  ];
}

async function values(turn: Turn, by: FilterBy, page: number): Promise<BoundChoice[]> {
  const wanted = { page, size: SHARES_SHOWN };
  const { shares, hasNext } = await workShares(turn.uow.tx, turn.actor, dayOf(turn), by, wanted);
  return [
    ...shares.map((share) => valueChoice(valueName(turn, by, share), share.count, filterOf(by, share.key))),
    ...(hasNext ? [choice(turn, 'list.button.more', { do: 'filter', by, page: page + 1 }, 'quiet')] : []),
  ];
}

function valueChoice(name: string, count: number, filter: WorkFilter): BoundChoice {
  return { label: `${name} (${count})`, says: name, intent: { do: 'today', filter, page: 0 } };
}

function valueName({ language }: Turn, by: FilterBy, { key, name }: WorkShare): string {
  if (by === 'state') return stateName(language, key);
  return by === 'category' ? categoryName(language, key) : (name ?? phrase(language, 'demand.place.unknown'));
}

function filterOf(by: FilterBy, key: string): WorkFilter {
  if (by === 'category') return { category: key };
  if (by === 'place') return { placeId: key };
  const state = DEMAND_STATES.find((one) => one === key);
  return state === undefined ? {} : { state };
}
