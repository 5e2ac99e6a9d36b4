/** The day's message of one person: what she must do, what waits for her, what is late; or one pressed matter by itself. */
import { eq, inArray } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { community, task } from '../../db/schema/index.ts';
import { taskFiles } from '../../db/task-files.ts';
import type { Language, TextNode } from '../channel.ts';
import type { Late, TaskNotice } from '../domain/task/notices.ts';
import { doersOf, partIn, type SeatFact, verifiersOf } from '../domain/task/people.ts';
import { listed } from '../locales/lists.ts';
import { phrase, translate } from '../locales/translate.ts';
import { button } from './button.ts';
import type { BoundChoice, BoundPrompt, Outgoing } from './intent.ts';
import { namesOf, reachPeople } from './recipients.ts';
import { taskCard } from './task-card.ts';
import type { TaskRow } from './task-facts.ts';
import { howFar, type Named, namedIn, whoIsLate } from './task-late.ts';
import { verifyChoices } from './task-verifying.ts';
import { planText, shortTitle, whenDue } from './task-words.ts';
import { type ComposeTools, tell } from './tell.ts';

/** As many as a person reads at a glance; the rest stands in her list. */
const MOST_LISTED = 8;

type Notice = Extract<TaskNotice, { kind: 'reminder.due' }>;

export async function due(tools: ComposeTools, notice: Notice): Promise<Outgoing[]> {
  const [home] = await tools.tx.select().from(community).where(eq(community.id, notice.communityId));
  const day = home && (await dayOf(tools, notice, tools.now.toZonedDateTimeISO(home.timeZone).toPlainDate()));
  if (!day || day.toDo.length + day.toVerify.length + day.reported.length === 0) return [];
  const only = onlyOne(day);
  const pictures =
    only.verify !== undefined && (await taskFiles(tools.tx, only.verify.row.id)).some(({ kind }) => kind === 'photo');
  const said = await tell(
    tools,
    await reachPeople(tools.tx, [notice.personId]),
    {
      topic: notice.items.length > 0 ? notice.kind : 'task.escalated',
      subject: `person:${notice.personId}:${day.today}`,
      policy: 'repeat',
    },
    (language) => {
      const { today } = day;
      const remindsOf = (row: TaskRow) => notice.items.some(({ taskId }) => taskId === row.id);
      if (only.toDo)
        return ownReminder(language, only.toDo, { today, alone: notice.alone, reminds: remindsOf(only.toDo.row) });
      if (only.reported) return reportedCard(language, only.reported, today);
      if (!only.verify) return digest(language, day);
      return {
        text: [phrase(language, 'task.reminder.verify'), '\n', ...waitingLine(language, only.verify)],
        choices: verifyChoices(language, only.verify.row, pictures),
      };
    },
  );
  const sentIds = [...notice.items, ...notice.late].map(({ sentId }) => sentId);
  return said.map((each) => ({ ...each, sentIds }));
}

interface ToDo {
  readonly row: TaskRow;
  /** She handed it to these, and answers for it; absent: hers to do. */
  readonly handedTo?: readonly string[];
  /** The tiers it reaches now. */
  readonly reached: readonly Late[];
}

interface Handed {
  readonly row: TaskRow;
  readonly community: string;
}

/** Late, and reported to her. */
interface Reported extends Handed {
  readonly named: Named;
  /** Hers to waive, as it is hers to verify. */
  readonly signs: boolean;
}

interface Day {
  readonly today: Temporal.PlainDate;
  readonly toDo: readonly ToDo[];
  readonly toVerify: readonly Handed[];
  readonly reported: readonly Reported[];
}

async function dayOf(tools: ComposeTools, { items, late, personId }: Notice, today: Temporal.PlainDate): Promise<Day> {
  const ids = new Set([...items, ...late].map(({ taskId }) => taskId));
  const rows = await tools.tx
    .select({ row: task, community: community.name })
    .from(task)
    .innerJoin(community, eq(community.id, task.communityId))
    .where(inArray(task.id, [...ids]))
    .orderBy(task.dueAt, task.id);
  const verifying = new Set(items.flatMap(({ taskId, toVerify }) => (toVerify ? [taskId] : [])));
  const seatsOf = new Map<string, readonly SeatFact[]>();
  const day = { today, toDo: [] as ToDo[], toVerify: [] as Handed[], reported: [] as Reported[] };
  for (const found of rows) {
    const { row } = found;
    const seats = seatsOf.get(row.communityId) ?? (await tools.seatsIn(tools.tx, row.communityId));
    seatsOf.set(row.communityId, seats);
    const reached = late.filter(({ taskId }) => taskId === row.id);
    if (verifying.has(row.id)) day.toVerify.push(found);
    else if (reached.some(({ hers }) => !hers))
      day.reported.push({
        ...found,
        named: await namedIn(tools, { row, seats }),
        signs: verifiersOf(row, seats).includes(personId),
      });
    else if (partIn(row, seats, personId) === 'answers')
      day.toDo.push({ row, reached, handedTo: await namesOf(tools, doersOf(row, seats)) });
    else day.toDo.push({ row, reached });
  }
  return day;
}

/** One thing and nothing else gets its own card. */
function onlyOne({ toDo, toVerify, reported }: Day): {
  readonly toDo?: ToDo;
  readonly verify?: Handed;
  readonly reported?: Reported;
} {
  if (toDo.length + toVerify.length + reported.length !== 1) return {};
  const [[own], [verify], [late]] = [toDo, toVerify, reported];
  return { ...(own && { toDo: own }), ...(verify && { verify }), ...(late && { reported: late }) };
}

/** Whoever does it gets its card; whoever handed it on looks at it, or hands it to somebody else. */
function ownReminder(
  language: Language,
  { row, handedTo, reached }: ToDo,
  { today, alone, reminds }: { readonly today: Temporal.PlainDate; readonly alone: boolean; readonly reminds: boolean },
): BoundPrompt {
  const reminder = handedTo
    ? phrase(language, 'task.reminder.handed-on', { names: listed(language, handedTo) })
    : phrase(language, alone && row.supervised ? 'task.reminder.supervised' : 'task.reminder');
  const card = taskCard(
    language,
    { row, today },
    // On a day of no reminder, that it climbs is what there is to say.
    [...(reminds || handedTo ? [reminder] : []), ...(reached.length > 0 ? [howFar(language, reached)] : [])].join('\n'),
  );
  if (!handedTo) return card;
  const on = (act: 'show' | 'transfer') => ({ do: 'task', taskId: row.id, act }) as const;
  return {
    ...card,
    choices: [
      button(language, 'task.button.show', on('show'), 'primary'),
      button(language, 'task.button.transfer', on('transfer'), 'quiet'),
    ],
  };
}

/** For the tier it reaches: whose it is, and what can be done about it. */
function reportedCard(
  language: Language,
  { row, community: name, named, signs }: Reported,
  today: Temporal.PlainDate,
): BoundPrompt {
  const on = (act: 'show' | 'waive') => ({ do: 'task', taskId: row.id, act }) as const;
  return {
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
      button(language, 'task.button.show', on('show'), 'primary'),
      ...(signs ? [button(language, 'task.button.waive', on('waive'), 'quiet')] : []),
    ],
  };
}

const waitingLine = (language: Language, { row, community: name }: Handed): readonly TextNode[] => [
  { kind: 'bold', text: [planText(language, row.title)] },
  '\n　',
  name,
];

function digest(language: Language, day: Day): BoundPrompt {
  const { today } = day;
  const more = (
    all: readonly unknown[],
    key: 'task.digest.more' | 'task.digest.verify.more' | 'task.digest.late.more',
  ) => (all.length > MOST_LISTED ? ['\n', phrase(language, key, { count: all.length - MOST_LISTED })] : []);
  const parts: readonly (readonly TextNode[])[] = [
    day.toDo.length === 0
      ? []
      : [
          ...translate(language, 'task.digest', { count: day.toDo.length }),
          ...day.toDo.slice(0, MOST_LISTED).flatMap((each) => ['\n', ...toDoLines(language, each, today)]),
          ...more(day.toDo, 'task.digest.more'),
        ],
    day.toVerify.length === 0
      ? []
      : [
          ...translate(language, 'task.digest.verify', { count: day.toVerify.length }),
          ...day.toVerify
            .slice(0, MOST_LISTED)
            .flatMap(({ row, community: name }) => ['\n', `• ${planText(language, row.title)}`, '\n　', name]),
          ...more(day.toVerify, 'task.digest.verify.more'),
        ],
    day.reported.length === 0
      ? []
      : [
          ...translate(language, 'task.digest.late', { count: day.reported.length }),
          ...day.reported
            .slice(0, MOST_LISTED)
            .flatMap(({ row, community: name, named }) => [
              '\n',
              `• ${name} · ${planText(language, row.title)}`,
              '\n　',
              [whenDue(language, row.dueOn, today), whoIsLate(language, named)].join(' · '),
            ]),
          ...more(day.reported, 'task.digest.late.more'),
        ],
  ];
  const text = parts.filter((part) => part.length > 0).flatMap((part, at) => (at === 0 ? part : ['\n\n', ...part]));
  return { text, choices: digestChoices(language, day) };
}

const toDoLines = (language: Language, { row, handedTo, reached }: ToDo, today: Temporal.PlainDate): string[] => [
  `• ${planText(language, row.title)}`,
  '\n　',
  whenDue(language, row.dueOn, today),
  ...(handedTo ? [' · ', phrase(language, 'task.list.answers', { name: listed(language, handedTo) })] : []),
  ...(reached.length > 0 ? ['\n　', howFar(language, reached).replaceAll('\n', '\n　')] : []),
];

function digestChoices(language: Language, { toDo, toVerify, reported }: Day): BoundChoice[] {
  const unseen = toDo.flatMap(({ row, handedTo }) => (handedTo || row.acknowledgedAt !== null ? [] : [row.id]));
  const acknowledge = button(
    language,
    'task.button.acknowledge-all',
    { do: 'acknowledge-tasks', taskIds: unseen },
    'primary',
  );
  const verify = (style: 'primary' | undefined) =>
    button(language, 'task.button.to-verify', { do: 'to-verify', page: 0 }, style);
  const list = (style: 'primary' | undefined) => button(language, 'task.button.list', { do: 'tasks', page: 0 }, style);
  return [
    ...(unseen.length > 0 ? [acknowledge] : []),
    ...(toVerify.length > 0 ? [verify(toDo.length > 0 ? undefined : 'primary')] : []),
    ...(toDo.length > 0 ? [list(unseen.length > 0 ? undefined : 'primary')] : []),
    ...reported.slice(0, MOST_LISTED).map(({ row }): BoundChoice => {
      const label = `⚠️ ${shortTitle(planText(language, row.title))}`;
      return { label, says: label, intent: { do: 'task', taskId: row.id, act: 'show' } };
    }),
    // What did not fit stands in the week of all communities; of one alone not everybody who is reported to may see it.
    ...(reported.length > MOST_LISTED && new Set(reported.map(({ row }) => row.communityId)).size > 1
      ? [button(language, 'task.button.week', { do: 'week', page: 0 })]
      : []),
  ];
}
