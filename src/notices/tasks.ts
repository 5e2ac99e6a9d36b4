/** Notices about tasks, in words: the card, the day's digest, what is to be verified, what has become late. */
import { and, desc, eq, inArray, ne } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { attachment, chat, community, plan, task, taskEvent, taskExtension } from '../../db/schema/index.ts';
import type { Language } from '../channel.ts';
import type { Notice } from '../domain/notices/notice.ts';
import type { TaskNotice } from '../domain/task/notices.ts';
import { answerable, deputiesOf, doersOf, ownersOf, type SeatFact, verifiersOf } from '../domain/task/people.ts';
import { isToDo } from '../domain/task/states.ts';
import { formatDate } from '../locales/dates.ts';
import { lookUp, phrase, translate } from '../locales/translate.ts';
import { button } from './button.ts';
import type { BoundChoice, BoundPrompt, Outgoing } from './intent.ts';
import { languageOf, namesOf, otherChats, reachPeople } from './recipients.ts';
import { planText, tierName, whenDue } from './task-words.ts';
import { type ComposeTools, tell } from './tell.ts';

type TaskRow = typeof task.$inferSelect;

const KINDS: { readonly [K in TaskNotice['kind']]: true } = {
  'task.news': true,
  'task.to-verify': true,
  'task.extension-asked': true,
  'task.unacknowledged': true,
  'task.escalated': true,
  'reminder.due': true,
  'plan.loaded': true,
  'plan.ended': true,
};

export const isAboutTasks = (notice: Notice): notice is TaskNotice => Object.hasOwn(KINDS, notice.kind);

export async function composeTasks(tools: ComposeTools, notice: TaskNotice): Promise<Outgoing[]> {
  switch (notice.kind) {
    case 'task.news':
      return news(tools, notice);
    case 'task.to-verify':
      return toVerify(tools, notice);
    case 'task.extension-asked':
      return extensionAsked(tools, notice);
    case 'task.unacknowledged':
      return unacknowledged(tools, notice);
    case 'task.escalated':
      return escalated(tools, notice);
    case 'reminder.due':
      return due(tools, notice);
    case 'plan.loaded':
      return planLoaded(tools, notice);
    case 'plan.ended':
      return planEnded(tools, notice);
  }
}

interface Facts {
  readonly row: TaskRow;
  readonly community: string;
  readonly today: Temporal.PlainDate;
  readonly seats: readonly SeatFact[];
}

async function factsOf(tools: ComposeTools, taskId: string): Promise<Facts | undefined> {
  const [found] = await tools.tx
    .select()
    .from(task)
    .innerJoin(community, eq(community.id, task.communityId))
    .where(eq(task.id, taskId));
  if (!found) return undefined;
  return {
    row: found.task,
    community: found.community.name,
    today: tools.now.toZonedDateTimeISO(found.community.timeZone).toPlainDate(),
    seats: await tools.seatsOf(tools.tx, found.task.communityId),
  };
}

async function wordsOf({ tx, keys }: ComposeTools, eventId: string | undefined): Promise<string> {
  if (!eventId) return '';
  const [event] = await tx.select({ text: taskEvent.textSealed }).from(taskEvent).where(eq(taskEvent.id, eventId));
  return event?.text ? keys.openText('task_event.text', event.text) : '';
}

/** Title, date, and what can be done with it now. */
export function taskCard(language: Language, { row, today }: Pick<Facts, 'row' | 'today'>, above: string): BoundPrompt {
  const title = planText(language, row.title);
  const details = row.details ? planText(language, row.details) : '';
  const when = row.dueOn ? whenDue(language, row.dueOn, today) : phrase(language, 'task.due.unknown');
  return {
    text: [
      ...(above === '' ? [] : [above, '\n']),
      { kind: 'bold', text: [title] },
      '\n',
      when,
      ...(details === '' ? [] : ['\n', details]),
    ],
    choices: taskChoices(language, row),
  };
}

export function taskChoices(language: Language, row: TaskRow): BoundChoice[] {
  if (!isToDo(row.state)) return [];
  const on = (act: 'acknowledge' | 'hand-in' | 'extend' | 'transfer') => ({ do: 'task', taskId: row.id, act }) as const;
  return [
    ...(row.acknowledgedAt === null ? [button(language, 'task.button.acknowledge', on('acknowledge'), 'primary')] : []),
    button(language, 'task.button.hand-in', on('hand-in'), row.acknowledgedAt === null ? undefined : 'primary'),
    button(language, 'task.button.extend', on('extend')),
    button(language, 'task.button.transfer', on('transfer'), 'quiet'),
  ];
}

async function news(tools: ComposeTools, notice: Extract<TaskNotice, { kind: 'task.news' }>): Promise<Outgoing[]> {
  const facts = await factsOf(tools, notice.taskId);
  if (!facts) return [];
  const words = await wordsOf(tools, notice.eventId);
  const { row, seats } = facts;
  const ended = notice.because === 'done' || notice.because === 'cancelled' || notice.because === 'waived';
  const people = ended ? answerable(row, seats) : doersOf(row, seats);
  return tell(
    tools,
    await reachPeople(tools.tx, people),
    { topic: notice.kind, subject: `task:${row.id}`, policy: 'skip' },
    (language) => {
      const because = withWords(language, phrase(language, `task.news.${notice.because}`), words);
      return taskCard(language, facts, ended ? because : withVacancy(language, facts, because));
    },
  );
}

/** Whoever stands in for an empty seat is told that it is empty. */
const withVacancy = (language: Language, { row, seats }: Facts, above: string): string =>
  ownersOf(row, seats).vacant && row.delegateId === null
    ? `${above}\n${phrase(language, 'task.vacant', { role: ownerName(language, row) })}`
    : above;

const withWords = (language: Language, because: string, words: string): string =>
  words === '' ? because : `${because}${language === 'en' ? ': ' : '：'}${words}`;

async function toVerify(
  tools: ComposeTools,
  notice: Extract<TaskNotice, { kind: 'task.to-verify' }>,
): Promise<Outgoing[]> {
  const facts = await factsOf(tools, notice.taskId);
  if (!facts) return [];
  const { row, seats } = facts;
  const words = await latestWords(tools, row.id, ['evidence', 'submit']);
  const [picture] = await tools.tx
    .select({ id: attachment.id })
    .from(attachment)
    .where(and(eq(attachment.taskId, row.id), eq(attachment.kind, 'photo'), ne(attachment.state, 'erased')))
    .limit(1);
  return tell(
    tools,
    await reachPeople(tools.tx, verifiersOf(row, seats)),
    { topic: notice.kind, subject: `task:${row.id}`, policy: 'skip' },
    (language) => ({
      text: translate(language, 'task.to-verify', {
        title: planText(language, row.title),
        community: facts.community,
        words: words === '' ? phrase(language, 'task.no-words') : words,
      }),
      choices: [
        button(language, 'task.button.verify', { do: 'task', taskId: row.id, act: 'verify' }, 'primary'),
        button(language, 'task.button.return', { do: 'task', taskId: row.id, act: 'return' }),
        ...(picture ? [button(language, 'task.button.pictures', { do: 'task', taskId: row.id, act: 'pictures' })] : []),
        button(language, 'task.button.show', { do: 'task', taskId: row.id, act: 'show' }, 'quiet'),
      ],
    }),
  );
}

async function latestWords({ tx, keys }: ComposeTools, taskId: string, kinds: readonly string[]): Promise<string> {
  const rows = await tx
    .select({ text: taskEvent.textSealed })
    .from(taskEvent)
    .where(and(eq(taskEvent.taskId, taskId), inArray(taskEvent.kind, [...kinds])))
    .orderBy(desc(taskEvent.ordinal));
  const said = rows.find(({ text }) => text !== null)?.text;
  return said ? keys.openText('task_event.text', said) : '';
}

async function extensionAsked(
  tools: ComposeTools,
  notice: Extract<TaskNotice, { kind: 'task.extension-asked' }>,
): Promise<Outgoing[]> {
  const facts = await factsOf(tools, notice.taskId);
  const [asked] = await tools.tx.select().from(taskExtension).where(eq(taskExtension.id, notice.extensionId));
  if (!facts || !asked) return [];
  const { row, seats } = facts;
  const reason = tools.keys.openText('task_extension.reason', asked.reasonSealed);
  const decide = (grant: boolean) => ({ do: 'extension', extensionId: asked.id, grant }) as const;
  return tell(
    tools,
    await reachPeople(tools.tx, verifiersOf(row, seats)),
    { topic: notice.kind, subject: `task:${row.id}`, policy: 'skip' },
    (language) => ({
      text: translate(language, 'task.extension-asked', {
        title: planText(language, row.title),
        community: facts.community,
        from: formatDate(language, asked.dueOn),
        until: formatDate(language, asked.until),
        reason,
      }),
      choices: [
        button(language, 'task.button.grant', decide(true), 'primary'),
        button(language, 'task.button.deny', decide(false)),
      ],
    }),
  );
}

/** Another chat of whoever must do it, and the deputies; later the committee's own group, once. */
async function unacknowledged(
  tools: ComposeTools,
  notice: Extract<TaskNotice, { kind: 'task.unacknowledged' }>,
): Promise<Outgoing[]> {
  const facts = await factsOf(tools, notice.taskId);
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

async function inGroup(tools: ComposeTools, { row, today, seats }: Facts): Promise<Outgoing[]> {
  const bodies = seats.flatMap(({ bodyId, bodyKind }) => (bodyKind === 'committee' && bodyId ? [bodyId] : []));
  if (bodies.length === 0) return [];
  const [group] = await tools.tx
    .select({ id: chat.id, language: chat.language })
    .from(chat)
    .where(and(inArray(chat.bodyId, bodies), eq(chat.scope, 'group'), eq(chat.state, 'active')))
    .orderBy(chat.createdAt)
    .limit(1);
  if (!group || row.dueOn === null) return [];
  const language = languageOf(group.language);
  const names = await namesOf(tools, doersOf(row, seats));
  return [
    {
      chatId: group.id,
      language,
      prompt: {
        text: translate(language, 'task.unacknowledged.group', {
          names: names.join('、'),
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

/** The tier that is reached reads whose task is late; those who answer for it read what comes next and how to stop it. */
async function escalated(
  tools: ComposeTools,
  notice: Extract<TaskNotice, { kind: 'task.escalated' }>,
): Promise<Outgoing[]> {
  const facts = await factsOf(tools, notice.taskId);
  const dueOn = facts?.row.dueOn;
  if (!facts || !dueOn) return [];
  const { row, seats, today, community: name } = facts;
  const subject = `task:${row.id}`;
  const names = await namesOf(tools, doersOf(row, seats));
  const above = await tell(
    tools,
    await reachPeople(tools.tx, notice.to),
    { topic: notice.kind, subject, policy: 'skip' },
    (language) => ({
      text: translate(language, 'task.escalated', {
        community: name,
        title: planText(language, row.title),
        names: names.join('、'),
        when: whenDue(language, dueOn, today),
      }),
      choices: [
        button(language, 'task.button.show', { do: 'task', taskId: row.id, act: 'show' }, 'primary'),
        button(language, 'task.button.waive', { do: 'task', taskId: row.id, act: 'waive' }, 'quiet'),
      ],
    }),
  );
  const themselves = await tell(
    tools,
    await reachPeople(tools.tx, answerable(row, seats)),
    { topic: 'task.escalated.you', subject, policy: 'skip' },
    (language) => {
      const told =
        notice.to.length > 0
          ? phrase(language, 'task.escalated.you', { tier: tierName(language, notice.tier) })
          : phrase(language, 'task.escalated.you.skipped');
      const then = notice.next
        ? phrase(language, 'task.escalated.next', {
            day: formatDate(language, notice.next.on.toString()),
            tier: tierName(language, notice.next.tier),
          })
        : phrase(language, 'task.escalated.last');
      return taskCard(language, facts, `${told}\n${then}`);
    },
  );
  return [...above, ...themselves];
}

/** As many as a person reads at a glance; the rest stands in her list. */
const MOST_LISTED = 8;

async function due(tools: ComposeTools, notice: Extract<TaskNotice, { kind: 'reminder.due' }>): Promise<Outgoing[]> {
  const rows = await tools.tx
    .select()
    .from(task)
    .where(
      inArray(
        task.id,
        notice.items.map(({ taskId }) => taskId),
      ),
    )
    .orderBy(task.dueAt, task.id);
  const [home] = await tools.tx.select().from(community).where(eq(community.id, notice.communityId));
  const [first] = rows;
  if (!home || !first) return [];
  const today = tools.now.toZonedDateTimeISO(home.timeZone).toPlainDate();
  const sentIds = notice.items.map(({ sentId }) => sentId);
  const reach = await reachPeople(tools.tx, [notice.personId]);
  const said = await tell(
    tools,
    reach,
    { topic: notice.kind, subject: `person:${notice.personId}:${today}`, policy: 'repeat' },
    (language) =>
      rows.length === 1
        ? taskCard(language, { row: first, today }, reminderLine(language, first, notice.alone))
        : digest(language, rows, today),
  );
  return said.map((each) => ({ ...each, sentIds }));
}

const reminderLine = (language: Language, row: TaskRow, alone: boolean): string =>
  phrase(language, alone && row.supervised ? 'task.reminder.supervised' : 'task.reminder');

function digest(language: Language, rows: readonly TaskRow[], today: Temporal.PlainDate): BoundPrompt {
  const shown = rows.slice(0, MOST_LISTED);
  const unseen = rows.filter((row) => row.acknowledgedAt === null).map(({ id }) => id);
  return {
    text: [
      ...translate(language, 'task.digest', { count: rows.length }),
      ...shown.flatMap((row) => [
        '\n',
        `• ${planText(language, row.title)}`,
        '\n　',
        whenDue(language, row.dueOn ?? '', today),
      ]),
      ...(rows.length > shown.length
        ? ['\n', phrase(language, 'task.digest.more', { count: rows.length - shown.length })]
        : []),
    ],
    choices: [
      ...(unseen.length > 0
        ? [button(language, 'task.button.acknowledge-all', { do: 'acknowledge-tasks', taskIds: unseen }, 'primary')]
        : []),
      button(language, 'task.button.list', { do: 'tasks', page: 0 }, unseen.length > 0 ? undefined : 'primary'),
    ],
  };
}

/** One message for a whole year, to those who must do most of it. */
async function planLoaded(
  tools: ComposeTools,
  notice: Extract<TaskNotice, { kind: 'plan.loaded' }>,
): Promise<Outgoing[]> {
  const [found] = await tools.tx.select().from(plan).where(eq(plan.id, notice.planId));
  if (!found) return [];
  const rows = await tools.tx.select().from(task).where(eq(task.planId, found.id)).orderBy(task.dueAt);
  const seats = await tools.seatsOf(tools.tx, found.communityId);
  const shares = new Map<string, TaskRow[]>();
  for (const row of rows)
    for (const person of doersOf(row, seats)) shares.set(person, [...(shares.get(person) ?? []), row]);
  return tell(
    tools,
    await reachPeople(tools.tx, [...shares.keys()]),
    { topic: notice.kind, subject: `plan:${found.id}`, policy: 'skip' },
    (language, { personId }) => {
      const theirs = shares.get(personId ?? '') ?? [];
      const first = theirs.find(({ dueOn }) => dueOn !== null);
      return {
        text: translate(language, 'plan.loaded', {
          plan: planText(language, found.document.title),
          year: String(found.year),
          count: theirs.length,
          title: first ? planText(language, first.title) : '',
          day: first?.dueOn ? formatDate(language, first.dueOn) : '',
        }),
        choices: [button(language, 'task.button.list', { do: 'tasks', page: 0 }, 'primary')],
      };
    },
  );
}

/** To those who need not do any more what it brought. */
async function planEnded(
  tools: ComposeTools,
  notice: Extract<TaskNotice, { kind: 'plan.ended' }>,
): Promise<Outgoing[]> {
  const [found] = await tools.tx.select().from(plan).where(eq(plan.id, notice.planId));
  if (!found?.endedAt) return [];
  const rows = await tools.tx
    .select()
    .from(task)
    .where(and(eq(task.planId, found.id), eq(task.state, 'cancelled'), eq(task.endedAt, found.endedAt)));
  const seats = await tools.seatsOf(tools.tx, found.communityId);
  const shares = new Map<string, number>();
  for (const row of rows) for (const person of doersOf(row, seats)) shares.set(person, (shares.get(person) ?? 0) + 1);
  return tell(
    tools,
    await reachPeople(tools.tx, [...shares.keys()]),
    { topic: notice.kind, subject: `plan:${found.id}:ended`, policy: 'skip' },
    (language, { personId }) => ({
      text: translate(language, 'plan.ended', {
        plan: planText(language, found.document.title),
        year: String(found.year),
        count: shares.get(personId ?? '') ?? 0,
        reason: notice.reason,
      }),
    }),
  );
}

/** The name of a role, for cards that say whose task it is. */
export const ownerName = (language: Language, row: Pick<TaskRow, 'ownerRole'>): string =>
  lookUp(language, `role.${row.ownerRole}`) ?? row.ownerRole;
