/** Work orders that came in from a file: whoever handles some of them is told once how many, not once for each. */
import { inArray } from 'drizzle-orm';
import { demand } from '../../db/schema/index.ts';
import { formatDemandNumber } from '../domain/demand/number.ts';
import { understand } from '../domain/demand/understanding/understand.ts';
import type { Notice } from '../domain/notices/notice.ts';
import { formatDay } from '../locales/dates.ts';
import { translate } from '../locales/translate.ts';
import { button } from './button.ts';
import type { Outgoing } from './intent.ts';
import { handlersOf, reachPeople } from './recipients.ts';
import { type ComposeTools, tell } from './tell.ts';

type Row = typeof demand.$inferSelect;

/** Rows read in one statement. */
const CHUNK = 200;
/** Dangers named by their number; a file with more of them is read from the list. */
const MOST_NAMED = 10;

export async function ordersImported(
  tools: ComposeTools,
  { communityId, zone, demandIds }: Extract<Notice, { kind: 'orders.imported' }>,
): Promise<Outgoing[]> {
  const shares = await sharesOf(tools, demandIds);
  return tell(
    tools,
    await reachPeople(tools.tx, [...shares.keys()]),
    { topic: 'orders.imported', subject: `community:${communityId}`, policy: 'skip' },
    (language, { personId }) => {
      const rows = shares.get(personId ?? '') ?? [];
      const [first] = rows.toSorted((a, b) => a.respondBy.epochMilliseconds - b.respondBy.epochMilliseconds);
      const urgent = rows.filter((row) => isDanger(tools, row)).slice(0, MOST_NAMED);
      return {
        text: [
          ...translate(language, 'notice.orders', {
            count: rows.length,
            by: first ? formatDay(language, zone, first.respondBy.subtract({ seconds: 1 })) : '',
          }),
          ...(urgent.length === 0
            ? []
            : [
                '\n',
                ...translate(language, 'notice.orders.urgent', { numbers: urgent.map(formatDemandNumber).join('、') }),
              ]),
        ],
        choices: [button(language, 'home.button.todo', { do: 'today', filter: {}, page: 0 }, 'primary')],
      };
    },
  );
}

const isDanger = ({ keys }: ComposeTools, { textSealed }: Row): boolean =>
  understand(keys.openText('demand.text', textSealed), { places: [] }).emergency !== undefined;

/** Each handler's share. Those of one place have the same handlers; danger is the head's to know at once. */
async function sharesOf(tools: ComposeTools, demandIds: readonly string[]): Promise<Map<string, Row[]>> {
  const shares = new Map<string, Row[]>();
  const known = new Map<string, readonly string[]>();
  for (let at = 0; at < demandIds.length; at += CHUNK) {
    const rows = await tools.tx
      .select()
      .from(demand)
      .where(inArray(demand.id, demandIds.slice(at, at + CHUNK)));
    for (const row of rows) {
      const tells = isDanger(tools, row) ? 'head' : 'handler';
      const where = `${tells} ${row.placeId}`;
      const chain = row.placeId && !known.has(where) ? await tools.placesAbove(tools.tx, row.placeId) : [];
      const people = known.get(where) ?? (await handlersOf(tools.tx, row, chain, tells));
      known.set(where, people);
      for (const person of people) shares.set(person, [...(shares.get(person) ?? []), row]);
    }
  }
  return shares;
}
