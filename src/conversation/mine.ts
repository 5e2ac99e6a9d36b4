/** What somebody has to do, and what somebody reported. */
import { formatDemandNumber } from '../domain/demand/number.ts';
import type { WorkFilter } from '../domain/demand/work.ts';
import { phrase, translate } from '../locales/translate.ts';
import { categoryName, placeNamed, stateName } from '../notices/demand-facts.ts';
import type { BoundChoice } from '../notices/intent.ts';
import { type Listed, myDemands } from '../usecases/demand/lists.ts';
import { choice, isHandler } from './answers.ts';
import { sayToday } from './today.ts';
import { rulesOf, say, type Turn } from './turn.ts';

/** A handler sees what waits; everyone sees what they filed themselves. */
export async function sayMine(turn: Turn, page: number): Promise<void> {
  const { tx } = turn.uow;
  const wanted = { page, size: rulesOf(turn).value('demand.list.page') };
  const handler = isHandler(turn);
  const todo = handler && page === 0 ? await sayToday(turn, {}, 0) : 'empty';
  const mine = await myDemands(tx, turn.account.id, turn.actor.personId, wanted);
  if (mine.rows.length > 0) return sayOwn(turn, mine.rows, page, mine.hasNext);
  if (todo === 'empty') sayEmpty(turn, handler ? 'list.todo.empty' : 'list.mine.empty');
}

export async function sayTodayOr(turn: Turn, filter: WorkFilter, page: number): Promise<void> {
  if ((await sayToday(turn, filter, page)) === 'empty') sayEmpty(turn, 'list.todo.empty');
}

function sayEmpty(turn: Turn, key: 'list.todo.empty' | 'list.mine.empty'): void {
  say(turn, 'list.empty', {
    text: translate(turn.language, key),
    choices: [choice(turn, 'home.button.report', { do: 'report' })],
  });
}

function sayOwn(turn: Turn, lines: readonly Listed[], page: number, hasNext: boolean): void {
  const { language } = turn;
  const shown = lines.map((line) =>
    phrase(language, 'list.line', {
      number: formatDemandNumber(line.row),
      state: stateName(language, line.row.state),
      category: categoryName(language, line.row.category),
      place: placeNamed(language, turn.uow.keys, line.row, line.placeName),
    }),
  );
  say(turn, 'list.mine', {
    text: [...translate(language, 'list.mine'), '\n', shown.join('\n')],
    choices: [
      ...lines.map(({ row }): BoundChoice => {
        const label = formatDemandNumber(row);
        return { label, says: label, intent: { do: 'show', demandId: row.id } };
      }),
      ...(hasNext ? [choice(turn, 'list.button.more', { do: 'my', page: page + 1 }, 'quiet')] : []),
    ],
  });
}
