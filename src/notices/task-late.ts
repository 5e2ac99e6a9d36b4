/** Nobody has said 收到: another way, the deputies, the group. And how lateness is told: who is late, and how far it has come. */
import { and, eq, inArray } from 'drizzle-orm';
import { chat } from '../../db/schema/index.ts';
import type { Language, TextNode } from '../channel.ts';
import type { Reached, TaskNotice } from '../domain/task/notices.ts';
import { deputiesOf, doersOf, ownersOf } from '../domain/task/people.ts';
import { formatDate } from '../locales/dates.ts';
import { listed } from '../locales/lists.ts';
import { phrase, translate } from '../locales/translate.ts';
import { button } from './button.ts';
import type { BoundPrompt, Outgoing } from './intent.ts';
import { languageOf, namesOf, otherChats, type Reached as PeopleReached, reachPeople } from './recipients.ts';
import { taskCard } from './task-card.ts';
import { type TaskFacts, taskFactsOf } from './task-facts.ts';
import { planText, tierName, whenDue } from './task-words.ts';
import { type ComposeTools, tell } from './tell.ts';

/** As many as a person reads at a glance; the rest stands in her list. */
const MOST_LISTED = 8;

/** Another chat of whoever must do it, and the deputies; later the committee's own group, once. One message a person. */
export async function unacknowledged(
  tools: ComposeTools,
  notice: Extract<TaskNotice, { kind: 'task.unacknowledged' }>,
): Promise<Outgoing[]> {
  const all: TaskFacts[] = [];
  for (const taskId of notice.taskIds) {
    const facts = await taskFactsOf(tools, taskId);
    if (facts) all.push(facts);
  }
  all.sort((a, b) => (a.row.dueOn < b.row.dueOn ? -1 : 1));
  if (all.length === 0) return [];
  if (notice.step === 'group') return inGroup(tools, all);
  const again = await askAgain(tools, all, {
    whom: doersOf,
    topic: 'task.unacknowledged',
    above: 'task.unacknowledged.you',
    many: 'task.unacknowledged.you.many',
    reach: async (people) => {
      const first = await reachPeople(tools.tx, people);
      const others = await otherChats(tools.tx, people, new Set(first.recipients.map(({ chatId }) => chatId)));
      return { recipients: others.length > 0 ? others : first.recipients, unreached: first.unreached };
    },
  });
  const deputies = await askAgain(tools, all, {
    whom: deputiesOf,
    topic: 'task.unacknowledged.deputy',
    above: 'task.unacknowledged.deputy',
    many: 'task.unacknowledged.deputy.many',
    reach: (people) => reachPeople(tools.tx, people),
  });
  return [...again, ...deputies];
}

interface Asked {
  readonly whom: (row: TaskFacts['row'], seats: TaskFacts['seats']) => readonly string[];
  readonly topic: string;
  readonly above: 'task.unacknowledged.you' | 'task.unacknowledged.deputy';
  readonly many: 'task.unacknowledged.you.many' | 'task.unacknowledged.deputy.many';
  readonly reach: (people: readonly string[]) => Promise<PeopleReached>;
}

async function askAgain(
  tools: ComposeTools,
  all: readonly TaskFacts[],
  { whom, topic, above, many, reach }: Asked,
): Promise<Outgoing[]> {
  const byPerson = new Map<string, TaskFacts[]>();
  for (const facts of all)
    for (const personId of whom(facts.row, facts.seats))
      byPerson.set(personId, [...(byPerson.get(personId) ?? []), facts]);
  const outgoing: Outgoing[] = [];
  for (const [personId, hers] of byPerson) {
    const [only] = hers;
    const subject = hers.length === 1 && only ? `task:${only.row.id}` : `person:${personId}:${only?.today}`;
    outgoing.push(
      ...(await tell(tools, await reach([personId]), { topic, subject, policy: 'skip' }, (language) =>
        hers.length === 1 && only ? taskCard(language, only, phrase(language, above)) : askedList(language, hers, many),
      )),
    );
  }
  return outgoing;
}

function askedList(language: Language, hers: readonly TaskFacts[], many: Asked['many']): BoundPrompt {
  const acknowledge = { do: 'acknowledge-tasks', taskIds: hers.map(({ row }) => row.id) } as const;
  return {
    text: [
      phrase(language, many, { count: hers.length }),
      ...hers
        .slice(0, MOST_LISTED)
        .flatMap(({ row, today }) => [
          '\n',
          `• ${planText(language, row.title)}`,
          '\n　',
          whenDue(language, row.dueOn, today),
        ]),
      ...moreThanListed(language, hers),
    ],
    choices: [
      button(language, 'task.button.acknowledge-all', acknowledge, 'primary'),
      button(language, 'task.button.list', { do: 'tasks', page: 0 }),
    ],
  };
}

const moreThanListed = (language: Language, all: readonly unknown[]): readonly string[] =>
  all.length > MOST_LISTED ? ['\n', phrase(language, 'task.digest.more', { count: all.length - MOST_LISTED })] : [];

async function inGroup(tools: ComposeTools, all: readonly TaskFacts[]): Promise<Outgoing[]> {
  const bodies = (all[0]?.seats ?? []).flatMap(({ bodyId, bodyKind }) =>
    bodyKind === 'committee' && bodyId ? [bodyId] : [],
  );
  if (bodies.length === 0) return [];
  const [group] = await tools.tx
    .select({ id: chat.id, language: chat.language })
    .from(chat)
    .where(and(inArray(chat.bodyId, bodies), eq(chat.scope, 'group'), eq(chat.state, 'active')))
    .orderBy(chat.createdAt)
    .limit(1);
  if (!group) return [];
  const language = languageOf(group.language);
  const text: TextNode[] = [];
  for (const { row, seats, today } of all.slice(0, MOST_LISTED))
    text.push(
      ...translate(language, 'task.unacknowledged.group', {
        names: listed(language, await namesOf(tools, doersOf(row, seats))),
        title: planText(language, row.title),
        when: whenDue(language, row.dueOn, today),
      }),
      '\n',
    );
  if (all.length > MOST_LISTED)
    text.push(phrase(language, 'task.unacknowledged.group.more', { count: all.length - MOST_LISTED }), '\n');
  return [
    {
      chatId: group.id,
      language,
      prompt: { text: [...text, phrase(language, 'task.unacknowledged.group.how')] },
      topic: 'task.unacknowledged.group',
      lane: 'interactive',
      purpose: 'notice',
      policy: 'skip',
    },
  ];
}

export interface Named {
  readonly doers: readonly string[];
  /** Whoever handed it on, and answers for it all the same. */
  readonly owners: readonly string[];
}

export async function namedIn(tools: ComposeTools, { row, seats }: Pick<TaskFacts, 'row' | 'seats'>): Promise<Named> {
  const doers = doersOf(row, seats);
  const owners = ownersOf(row, seats).people.filter((id) => !doers.includes(id));
  return { doers: await namesOf(tools, doers), owners: await namesOf(tools, owners) };
}

export const whoIsLate = (language: Language, { doers, owners }: Named): string =>
  owners.length === 0
    ? phrase(language, 'task.escalated.names', { names: listed(language, doers) })
    : phrase(language, 'task.escalated.both', { doers: listed(language, doers), owners: listed(language, owners) });

/** For those who answer for it: who was told, one line a tier, then what comes next and how to stop it. */
export function howFar(language: Language, reached: readonly Reached[]): string {
  const told = reached.map(({ reported, tier }) =>
    reported
      ? phrase(language, 'task.escalated.you', { step: tier, tier: tierName(language, tier) })
      : phrase(language, 'task.escalated.you.skipped'),
  );
  const next = reached.at(-1)?.next;
  const then = next
    ? phrase(language, 'task.escalated.next', {
        day: formatDate(language, next.on.toString()),
        step: next.tier,
        tier: tierName(language, next.tier),
      })
    : phrase(language, 'task.escalated.last');
  return [...told, then].join('\n');
}
