/** The day's message of one person: what she must do and what waits for her, or one pressed matter by itself. */
import { eq, inArray } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { community, task } from '../../db/schema/index.ts';
import { taskFiles } from '../../db/task-files.ts';
import type { Language, TextNode } from '../channel.ts';
import type { TaskNotice } from '../domain/task/notices.ts';
import { doersOf, partIn } from '../domain/task/people.ts';
import { listed } from '../locales/lists.ts';
import { phrase, translate } from '../locales/translate.ts';
import { button } from './button.ts';
import type { BoundPrompt, Outgoing } from './intent.ts';
import { namesOf, reachPeople } from './recipients.ts';
import { taskCard } from './task-card.ts';
import type { TaskRow } from './task-facts.ts';
import { verifyChoices } from './task-verifying.ts';
import { planText, whenDue } from './task-words.ts';
import { type ComposeTools, tell } from './tell.ts';

/** As many as a person reads at a glance; the rest stands in her list. */
const MOST_LISTED = 8;

export async function due(
  tools: ComposeTools,
  notice: Extract<TaskNotice, { kind: 'reminder.due' }>,
): Promise<Outgoing[]> {
  const ids = notice.items.map(({ taskId }) => taskId);
  const found = await tools.tx
    .select({ row: task, community: community.name })
    .from(task)
    .innerJoin(community, eq(community.id, task.communityId))
    .where(inArray(task.id, ids))
    .orderBy(task.dueAt, task.id);
  const [home] = await tools.tx.select().from(community).where(eq(community.id, notice.communityId));
  if (!home || found.length === 0) return [];
  const verifying = new Set(notice.items.flatMap(({ taskId, toVerify }) => (toVerify ? [taskId] : [])));
  const toVerify = found.filter(({ row }) => verifying.has(row.id));
  const toDo: ToDo[] = [];
  for (const { row } of found) if (!verifying.has(row.id)) toDo.push(await toDoOf(tools, row, notice.personId));
  const today = tools.now.toZonedDateTimeISO(home.timeZone).toPlainDate();
  const sentIds = notice.items.map(({ sentId }) => sentId);
  const reach = await reachPeople(tools.tx, [notice.personId]);
  const [only, second] = found;
  const pictures =
    only &&
    !second &&
    toVerify.length === 1 &&
    (await taskFiles(tools.tx, only.row.id)).some(({ kind }) => kind === 'photo');
  const said = await tell(
    tools,
    reach,
    { topic: notice.kind, subject: `person:${notice.personId}:${today}`, policy: 'repeat' },
    (language) => {
      if (!only || second) return digest(language, { toDo, toVerify, today });
      const [own] = toDo;
      if (own) return ownReminder(language, own, { today, alone: notice.alone });
      return {
        text: [phrase(language, 'task.reminder.verify'), '\n', ...waitingLine(language, only)],
        choices: verifyChoices(language, only.row, pictures === true),
      };
    },
  );
  return said.map((each) => ({ ...each, sentIds }));
}

interface ToDo {
  readonly row: TaskRow;
  /** She handed it to these, and answers for it; absent: hers to do. */
  readonly handedTo?: readonly string[];
}

async function toDoOf(tools: ComposeTools, row: TaskRow, personId: string): Promise<ToDo> {
  const seats = await tools.seatsIn(tools.tx, row.communityId);
  if (partIn(row, seats, personId) !== 'answers') return { row };
  return { row, handedTo: await namesOf(tools, doersOf(row, seats)) };
}

/** Whoever does it gets its card; whoever handed it on looks at it, or hands it to somebody else. */
function ownReminder(
  language: Language,
  { row, handedTo }: ToDo,
  { today, alone }: { readonly today: Temporal.PlainDate; readonly alone: boolean },
): BoundPrompt {
  if (!handedTo) return taskCard(language, { row, today }, reminderLine(language, row, alone));
  const above = phrase(language, 'task.reminder.handed-on', { names: listed(language, handedTo) });
  const on = (act: 'show' | 'transfer') => ({ do: 'task', taskId: row.id, act }) as const;
  return {
    ...taskCard(language, { row, today }, above),
    choices: [
      button(language, 'task.button.show', on('show'), 'primary'),
      button(language, 'task.button.transfer', on('transfer'), 'quiet'),
    ],
  };
}

interface Handed {
  readonly row: TaskRow;
  readonly community: string;
}

const waitingLine = (language: Language, { row, community: name }: Handed): readonly TextNode[] => [
  { kind: 'bold', text: [planText(language, row.title)] },
  '\n　',
  name,
];

const reminderLine = (language: Language, row: TaskRow, alone: boolean): string =>
  phrase(language, alone && row.supervised ? 'task.reminder.supervised' : 'task.reminder');

interface Day {
  readonly toDo: readonly ToDo[];
  readonly toVerify: readonly Handed[];
  readonly today: Temporal.PlainDate;
}

function digest(language: Language, { toDo, toVerify, today }: Day): BoundPrompt {
  const shown = toDo.slice(0, MOST_LISTED);
  const waiting = toVerify.slice(0, MOST_LISTED);
  const unseen = toDo.flatMap(({ row, handedTo }) => (handedTo || row.acknowledgedAt !== null ? [] : [row.id]));
  const more = (all: number, some: number, key: 'task.digest.more' | 'task.digest.verify.more') =>
    all > some ? ['\n', phrase(language, key, { count: all - some })] : [];
  return {
    text: [
      ...(toDo.length > 0 ? translate(language, 'task.digest', { count: toDo.length }) : []),
      ...shown.flatMap(({ row, handedTo }) => [
        '\n',
        `• ${planText(language, row.title)}`,
        '\n　',
        whenDue(language, row.dueOn, today),
        ...(handedTo ? [' · ', phrase(language, 'task.list.answers', { name: listed(language, handedTo) })] : []),
      ]),
      ...more(toDo.length, shown.length, 'task.digest.more'),
      ...(toDo.length > 0 && toVerify.length > 0 ? ['\n\n'] : []),
      ...(toVerify.length > 0 ? translate(language, 'task.digest.verify', { count: toVerify.length }) : []),
      ...waiting.flatMap(({ row, community: name }) => ['\n', `• ${planText(language, row.title)}`, '\n　', name]),
      ...more(toVerify.length, waiting.length, 'task.digest.verify.more'),
    ],
    choices: [
      ...(unseen.length > 0
        ? [button(language, 'task.button.acknowledge-all', { do: 'acknowledge-tasks', taskIds: unseen }, 'primary')]
        : []),
      ...(toVerify.length > 0
        ? [
            button(
              language,
              'task.button.to-verify',
              { do: 'to-verify', page: 0 },
              toDo.length > 0 ? undefined : 'primary',
            ),
          ]
        : []),
      ...(toDo.length > 0
        ? [button(language, 'task.button.list', { do: 'tasks', page: 0 }, unseen.length > 0 ? undefined : 'primary')]
        : []),
    ],
  };
}
