/** A post changes hands: the checklist, and who hears of it. */
import { and, asc, eq, inArray, notInArray } from 'drizzle-orm';
import { demand, handover, handoverItem, task } from '../../db/schema/index.ts';
import type { Language } from '../channel.ts';
import { ENDED } from '../domain/demand/states.ts';
import { HANDOVER_ITEMS } from '../domain/registry/handover.ts';
import type { RegistryNotice } from '../domain/registry/notices.ts';
import { partIn } from '../domain/task/people.ts';
import { TO_DO } from '../domain/task/states.ts';
import { listed } from '../locales/lists.ts';
import { lookUp, phrase, translate } from '../locales/translate.ts';
import { button } from './button.ts';
import type { BoundPrompt, Outgoing } from './intent.ts';
import { type NamedSeat, namedSeat, roleName } from './named-seat.ts';
import { holders, reachPeople } from './recipients.ts';
import { type ComposeTools, tell } from './tell.ts';

type Of<K extends RegistryNotice['kind']> = Extract<RegistryNotice, { kind: K }>;
type Reading = Pick<ComposeTools, 'tx' | 'keys' | 'seatsIn'>;

interface Handover {
  readonly row: typeof handover.$inferSelect;
  readonly from: NamedSeat;
  readonly to: NamedSeat;
  readonly items: readonly {
    readonly ordinal: number;
    readonly what: string;
    readonly text?: string;
    readonly done: boolean;
  }[];
  /** Demands the new holder has in hand. */
  readonly open: number;
  /** Tasks of the community that are hers to do, or to answer for. */
  readonly tasks: number;
}

async function read(tools: Reading, handoverId: string): Promise<Handover | undefined> {
  const { tx, keys } = tools;
  const [row] = await tx.select().from(handover).where(eq(handover.id, handoverId));
  const from = row && (await namedSeat(tools, row.fromSeatId));
  const to = row && (await namedSeat(tools, row.toSeatId));
  if (!row || !from || !to) return undefined;
  const items = await tx
    .select()
    .from(handoverItem)
    .where(eq(handoverItem.handoverId, handoverId))
    .orderBy(asc(handoverItem.ordinal));
  const held = await tx
    .select({ id: demand.id })
    .from(demand)
    .where(and(eq(demand.handlerPersonId, to.seat.personId), notInArray(demand.state, [...ENDED])));
  const { communityId, personId } = to.seat;
  const seats = await tools.seatsIn(tx, communityId);
  const toDo = await tx
    .select()
    .from(task)
    .where(and(eq(task.communityId, communityId), inArray(task.state, [...TO_DO])));
  return {
    row,
    from,
    to,
    open: held.length,
    tasks: toDo.filter((one) => ['does', 'answers'].includes(partIn(one, seats, personId) ?? '')).length,
    items: items.map(({ ordinal, what, textSealed, doneAt }) => ({
      ordinal,
      what,
      ...(textSealed && { text: keys.openText('handover_item.text', textSealed) }),
      done: doneAt !== null,
    })),
  };
}

const known: readonly string[] = HANDOVER_ITEMS;
const itemName = (language: Language, { what, text }: Handover['items'][number]): string =>
  known.includes(what) ? (lookUp(language, `handover.item.${what}`) ?? what) : (text ?? what);

/** The checklist as it stands: what is done is marked, what is left has a button. */
export async function handoverCard(
  tools: Reading,
  handoverId: string,
  language: Language,
): Promise<BoundPrompt | undefined> {
  const found = await read(tools, handoverId);
  if (!found) return undefined;
  const { row, from, to, items, open, tasks } = found;
  const lines = items.map((item) => `${item.done ? '✅' : '⬜'} ${itemName(language, item)}`);
  const role = roleName(language, to.seat.role);
  return {
    title: phrase(language, 'handover.title', { role }),
    text: [
      ...translate(language, row.doneAt ? 'handover.all-done' : 'handover.checklist', {
        from: from.name,
        role,
        open,
        tasks,
      }),
      '\n',
      lines.join('\n'),
    ],
    choices: [
      ...items
        .filter(({ done }) => !done)
        .map((item) => {
          const label = itemName(language, item);
          return {
            label,
            says: label,
            intent: { do: 'registry', act: { kind: 'handover-tick', handoverId, ordinal: item.ordinal } } as const,
          };
        }),
      ...(tasks > 0 ? [button(language, 'task.button.list', { do: 'tasks', page: 0 })] : []),
    ],
  };
}

/** The new holder gets the checklist; the old one and the head hear of it. */
export async function handedOver(tools: ComposeTools, notice: Of<'seat.handed-over'>): Promise<Outgoing[]> {
  const found = await read(tools, notice.handoverId);
  if (!found) return [];
  const { from, to } = found;
  const about = { topic: notice.kind, subject: `handover:${found.row.id}` } as const;
  const values = (language: Language) => ({
    from: from.name,
    to: to.name,
    role: roleName(language, to.seat.role),
    items: listed(
      language,
      found.items.map((item) => itemName(language, item)),
    ),
  });
  const heads = await holders(tools.tx, to.seat.communityId, ['committee_head']);
  const others = heads.filter((id) => id !== to.seat.personId && id !== from.seat.personId);
  const card = new Map<Language, BoundPrompt>();
  for (const language of ['zh-Hans', 'zh-Hant', 'en'] as const) {
    const made = await handoverCard(tools, found.row.id, language);
    if (made) card.set(language, made);
  }
  return [
    ...(await tell(
      tools,
      await reachPeople(tools.tx, [to.seat.personId]),
      { ...about, policy: 'repeat' },
      (language) => card.get(language) ?? { text: translate(language, 'handover.head', values(language)) },
    )),
    ...(await tell(
      tools,
      await reachPeople(tools.tx, [from.seat.personId]),
      { ...about, policy: 'skip' },
      (language) => ({
        text: translate(language, 'handover.old', values(language)),
      }),
    )),
    ...(await tell(tools, await reachPeople(tools.tx, others), { ...about, policy: 'skip' }, (language) => ({
      text: translate(language, 'handover.head', values(language)),
    }))),
  ];
}

export async function handoverDone(tools: ComposeTools, notice: Of<'handover.done'>): Promise<Outgoing[]> {
  const found = await read(tools, notice.handoverId);
  if (!found) return [];
  const { from, to } = found;
  const heads = await holders(tools.tx, to.seat.communityId, ['committee_head']);
  const people = [...new Set([...heads, from.seat.personId])].filter((id) => id !== to.seat.personId);
  return tell(
    tools,
    await reachPeople(tools.tx, people),
    { topic: notice.kind, subject: `handover:${found.row.id}`, policy: 'skip' },
    (language) => ({
      text: translate(language, 'handover.done', {
        from: from.name,
        to: to.name,
        role: roleName(language, to.seat.role),
      }),
    }),
  );
}
