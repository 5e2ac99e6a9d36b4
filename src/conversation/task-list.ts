/** 任务: what somebody has to do, soonest first; what waits for her word; and the week of whoever looks after a community. */
import type { Temporal } from 'temporal-polyfill';
import { formatDate, formatDay } from '../locales/dates.ts';
import { listed } from '../locales/lists.ts';
import { phrase, translate } from '../locales/translate.ts';
import type { BoundChoice, Intent } from '../notices/intent.ts';
import { namesOf } from '../notices/recipients.ts';
import { planText, shortTitle, whenDue } from '../notices/task-words.ts';
import type { TaskRow } from '../usecases/task/dates.ts';
import { type MyTask, myTasks, type WaitingForMe, waitingForMe } from '../usecases/task/mine.ts';
import { overseen, weekAcross, weekOf } from '../usecases/task/week.ts';
import { choice } from './answers.ts';
import { taskState } from './task-refusals.ts';
import { settableIn } from './task-rights.ts';
import { rulesOf, say, sayText, type Turn } from './turn.ts';

export const todayOf = (turn: Turn): Temporal.PlainDate => turn.policy.calendar.localDate(turn.uow.now);

const pageOf = (turn: Turn, page: number) => ({ page, size: rulesOf(turn).value('task.list.page') });

/** Counted on each page from 1: a number that is typed means the button at that place. */
function showButton(turn: Turn, row: TaskRow, index: number): BoundChoice {
  const label = `${index + 1}. ${shortTitle(planText(turn.language, row.title))}`;
  return { label, says: label, intent: { do: 'task', taskId: row.id, act: 'show' } };
}

const turning = (turn: Turn, page: number, hasNext: boolean, to: (page: number) => Intent): BoundChoice[] => [
  ...(page > 0 ? [choice(turn, 'list.button.before', to(page - 1), 'quiet')] : []),
  ...(hasNext ? [choice(turn, 'list.button.more', to(page + 1), 'quiet')] : []),
];

/** The other lists one may look at, and setting a task. */
async function elsewhere(turn: Turn): Promise<BoundChoice[]> {
  const { count } = await waitingForMe(turn.uow, { page: 0, size: 1 });
  return [
    ...(count > 0 ? [withCount(choice(turn, 'task.button.to-verify', { do: 'to-verify', page: 0 }), count)] : []),
    ...(overseen(turn.actor).length > 0 ? [choice(turn, 'task.button.week', { do: 'week', page: 0 })] : []),
    ...(settableIn(turn.actor).length > 0 ? [choice(turn, 'task.button.new', { do: 'new-task' }, 'quiet')] : []),
  ];
}

const withCount = (button: BoundChoice, count: number): BoundChoice => ({
  ...button,
  label: `${button.label} ${count}`,
});

/** @returns the tasks that were shown */
export async function sayTasks(turn: Turn, page: number): Promise<readonly string[]> {
  const { language } = turn;
  const { tasks, count, hasNext } = await myTasks(turn.uow, pageOf(turn, page));
  const others = await elsewhere(turn);
  if (tasks.length === 0) {
    say(turn, 'task.list.empty', {
      text: translate(language, count === 0 ? 'task.list.empty' : 'task.list.gone'),
      choices: count === 0 ? others : [choice(turn, 'task.button.list', { do: 'tasks', page: 0 })],
    });
    return [];
  }
  const lines = await Promise.all(tasks.map((mine, index) => line(turn, mine, index)));
  say(turn, 'task.list', {
    text: [...translate(language, 'task.list', { count }), '\n', lines.join('\n')],
    choices: [
      ...tasks.map(({ task: row }, index) => showButton(turn, row, index)),
      ...turning(turn, page, hasNext, (to) => ({ do: 'tasks', page: to })),
      ...others,
    ],
  });
  return tasks.map(({ task: row }) => row.id);
}

async function line(turn: Turn, { task: row, communityName, part }: MyTask, index: number): Promise<string> {
  const { language, actor } = turn;
  const several = new Set(actor.seats.map(({ communityId }) => communityId)).size > 1;
  const about = [
    whenDue(language, row.dueOn, todayOf(turn)),
    taskState(language, row.state),
    ...(row.supervised ? [phrase(language, 'task.list.supervised')] : []),
    ...(part === 'deputises' ? [phrase(language, 'task.list.deputises')] : []),
    ...(part === 'answers'
      ? [phrase(language, 'task.list.answers', { name: listed(language, await namesOf(turn.uow, doer(row))) })]
      : []),
    ...(several ? [communityName] : []),
  ];
  return `${index + 1}. ${planText(language, row.title)}\n　 ${about.join(' · ')}`;
}

const doer = ({ delegateId }: TaskRow): readonly string[] => (delegateId === null ? [] : [delegateId]);

export async function sayToVerify(turn: Turn, page: number): Promise<void> {
  const { language } = turn;
  const { waiting, count, hasNext } = await waitingForMe(turn.uow, pageOf(turn, page));
  if (waiting.length === 0) return sayText(turn, 'task.to-verify.none', 'task.to-verify.none');
  const lines = waiting.map((one, index) => `${index + 1}. ${waitingLine(turn, one)}`);
  say(turn, 'task.to-verify.list', {
    text: [...translate(language, 'task.to-verify.list', { count }), '\n', lines.join('\n')],
    choices: [
      ...waiting.map(({ task: row }, index) => showButton(turn, row, index)),
      ...turning(turn, page, hasNext, (to) => ({ do: 'to-verify', page: to })),
    ],
  });
}

function waitingLine(turn: Turn, { task: row, communityName, extension }: WaitingForMe): string {
  const { language } = turn;
  const what = extension
    ? phrase(language, 'task.to-verify.time', {
        community: communityName,
        day: formatDate(language, extension.until),
      })
    : phrase(language, 'task.to-verify.line', {
        community: communityName,
        day: row.submittedAt ? formatDay(language, turn.policy.zone, row.submittedAt) : '',
      });
  return `${planText(language, row.title)}\n　 ${what}`;
}

/** One's own community, or the counts of all one looks after; another's week is not shown. */
export async function sayWeek(turn: Turn, wanted: string | undefined, page: number): Promise<void> {
  const mine = overseen(turn.actor);
  const communityId = wanted ?? (mine.length === 1 ? mine[0] : undefined);
  if (mine.length === 0 || (communityId !== undefined && !mine.includes(communityId)))
    return sayText(turn, 'task.week.not-yours', 'task.week.not-yours');
  return communityId === undefined ? sayWeekAcross(turn, mine, page) : sayWeekOf(turn, communityId, page);
}

async function sayWeekOf(turn: Turn, communityId: string, page: number): Promise<void> {
  const { language } = turn;
  const today = todayOf(turn);
  const week = await weekOf(turn.uow, communityId, { today, ...pageOf(turn, page) });
  if (!week) return sayText(turn, 'task.week.not-yours', 'task.week.not-yours');
  const lines: string[] = [];
  for (const [index, { task: row, doers }] of week.tasks.entries()) {
    const names = await namesOf(turn.uow, doers);
    const who =
      names.length > 0
        ? phrase(language, 'task.week.who', { names: listed(language, names) })
        : phrase(language, 'task.nobody');
    const when = whenDue(language, row.dueOn, today);
    lines.push(`${index + 1}. ${planText(language, row.title)}\n　 ${when} · ${who}`);
  }
  say(turn, 'task.week', {
    text: [
      ...translate(language, 'task.week', {
        community: week.name,
        day: formatDate(language, today.toString()),
        late: week.late,
        due: week.due,
        handedIn: week.handedIn,
      }),
      '\n',
      lines.length > 0 ? lines.join('\n') : phrase(language, 'task.week.nothing'),
    ],
    choices: [
      ...week.tasks.map(({ task: row }, index) => showButton(turn, row, index)),
      ...turning(turn, page, week.hasNext, (to) => ({ do: 'week', communityId, page: to })),
      ...(settableIn(turn.actor).includes(communityId)
        ? [choice(turn, 'task.button.new', { do: 'new-task', communityId }, 'quiet')]
        : []),
    ],
  });
}

async function sayWeekAcross(turn: Turn, communityIds: readonly string[], page: number): Promise<void> {
  const { language } = turn;
  const today = todayOf(turn);
  const { counts, hasNext } = await weekAcross(turn.uow, communityIds, { today, ...pageOf(turn, page) });
  const lines = counts.map(({ name, late, due, handedIn }) =>
    phrase(language, 'task.week.across.line', { community: name, late, due, handedIn }),
  );
  say(turn, 'task.week.across', {
    text: [
      ...translate(language, 'task.week.across', { day: formatDate(language, today.toString()) }),
      '\n',
      lines.join('\n'),
    ],
    choices: [
      ...counts.map(
        ({ communityId, name }): BoundChoice => ({
          label: name,
          says: name,
          intent: { do: 'week', communityId, page: 0 },
        }),
      ),
      ...turning(turn, page, hasNext, (to) => ({ do: 'week', page: to })),
    ],
  });
}
