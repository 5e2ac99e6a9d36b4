/** Nobody has said 收到, or the date has passed: another way, the deputies, the group, and tier after tier. */
import { and, eq, inArray } from 'drizzle-orm';
import { chat } from '../../db/schema/index.ts';
import type { Language } from '../channel.ts';
import type { Reached, TaskNotice } from '../domain/task/notices.ts';
import { deputiesOf, doersOf, ownersOf } from '../domain/task/people.ts';
import { formatDate } from '../locales/dates.ts';
import { listed } from '../locales/lists.ts';
import { phrase, translate } from '../locales/translate.ts';
import { button } from './button.ts';
import type { Outgoing } from './intent.ts';
import { languageOf, namesOf, otherChats, reachPeople } from './recipients.ts';
import { taskCard } from './task-card.ts';
import { type TaskFacts, taskFactsOf } from './task-facts.ts';
import { planText, tierName, whenDue } from './task-words.ts';
import { type ComposeTools, tell } from './tell.ts';

/** Another chat of whoever must do it, and the deputies; later the committee's own group, once. */
export async function unacknowledged(
  tools: ComposeTools,
  notice: Extract<TaskNotice, { kind: 'task.unacknowledged' }>,
): Promise<Outgoing[]> {
  const facts = await taskFactsOf(tools, notice.taskId);
  if (!facts) return [];
  const { row, seats } = facts;
  const subject = `task:${row.id}`;
  if (notice.step === 'group') return inGroup(tools, facts);
  const doers = doersOf(row, seats);
  const first = await reachPeople(tools.tx, doers);
  const used = new Set(first.recipients.map(({ chatId }) => chatId));
  const others = await otherChats(tools.tx, doers, used);
  const again = await tell(
    tools,
    { recipients: others.length > 0 ? others : first.recipients, unreached: first.unreached },
    { topic: notice.kind, subject, policy: 'skip' },
    (language) => taskCard(language, facts, phrase(language, 'task.unacknowledged.you')),
  );
  const deputies = await tell(
    tools,
    await reachPeople(tools.tx, deputiesOf(row, seats)),
    { topic: 'task.unacknowledged.deputy', subject, policy: 'skip' },
    (language) => taskCard(language, facts, phrase(language, 'task.unacknowledged.deputy')),
  );
  return [...again, ...deputies];
}

async function inGroup(tools: ComposeTools, { row, today, seats }: TaskFacts): Promise<Outgoing[]> {
  const bodies = seats.flatMap(({ bodyId, bodyKind }) => (bodyKind === 'committee' && bodyId ? [bodyId] : []));
  if (bodies.length === 0) return [];
  const [group] = await tools.tx
    .select({ id: chat.id, language: chat.language })
    .from(chat)
    .where(and(inArray(chat.bodyId, bodies), eq(chat.scope, 'group'), eq(chat.state, 'active')))
    .orderBy(chat.createdAt)
    .limit(1);
  if (!group) return [];
  const language = languageOf(group.language);
  const names = await namesOf(tools, doersOf(row, seats));
  return [
    {
      chatId: group.id,
      language,
      prompt: {
        text: translate(language, 'task.unacknowledged.group', {
          names: listed(language, names),
          title: planText(language, row.title),
          when: whenDue(language, row.dueOn, today),
        }),
      },
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

/** The tier that is reached reads whose task is late; those who answer for it read what comes next and how to stop it. */
export async function escalated(
  tools: ComposeTools,
  notice: Extract<TaskNotice, { kind: 'task.escalated' }>,
): Promise<Outgoing[]> {
  const facts = await taskFactsOf(tools, notice.taskId);
  if (!facts) return [];
  const { row, today, community: name } = facts;
  const subject = `task:${row.id}`;
  const named = await namedIn(tools, facts);
  const above = await tell(
    tools,
    await reachPeople(tools.tx, notice.to),
    { topic: notice.kind, subject, policy: 'skip' },
    (language) => ({
      text: [
        ...translate(language, 'task.escalated', {
          community: name,
          title: planText(language, row.title),
          when: whenDue(language, row.dueOn, today),
        }),
        '\n',
        whoIsLate(language, named),
      ],
      choices: [
        button(language, 'task.button.show', { do: 'task', taskId: row.id, act: 'show' }, 'primary'),
        button(language, 'task.button.waive', { do: 'task', taskId: row.id, act: 'waive' }, 'quiet'),
      ],
    }),
  );
  const themselves = await tell(
    tools,
    await reachPeople(tools.tx, notice.answers),
    { topic: 'task.escalated.you', subject, policy: 'skip' },
    (language) => taskCard(language, facts, howFar(language, [notice])),
  );
  return [...above, ...themselves];
}
