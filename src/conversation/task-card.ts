/** One task in full: what, by when, who, what happened; and the buttons that are possible now for whoever looks. */
import { permit } from '../domain/permissions/permit.ts';
import { isToDo } from '../domain/task/states.ts';
import { formatDate, formatDay } from '../locales/dates.ts';
import { listed, withColon } from '../locales/lists.ts';
import { lookUp, phrase, translate } from '../locales/translate.ts';
import { pictureOf } from '../notices/demand-card.ts';
import type { BoundChoice, BoundPrompt, TaskAct } from '../notices/intent.ts';
import { namesOf } from '../notices/recipients.ts';
import { taskChoices } from '../notices/task-card.ts';
import { daysAway, daysOverdueAtEnd, planText } from '../notices/task-words.ts';
import { taskTarget } from '../usecases/task/change.ts';
import type { TaskOrder } from '../usecases/task/orders.ts';
import { type ReadTask, readTask, type TaskHistoryLine } from '../usecases/task/read.ts';
import { choice } from './answers.ts';
import { tierOver } from './task-finish.ts';
import { todayOf } from './task-list.ts';
import { sayTaskRefusal, taskState } from './task-refusals.ts';
import { say, sayText, type Turn } from './turn.ts';

/** The last few tell how it stands; the rest is in the record. */
const HISTORY_SHOWN = 6;

/** @param above what was just done, when the card comes back after it */
export async function sayTask(turn: Turn, taskId: string, above?: string): Promise<void> {
  const found = await readTask(turn.uow, taskId);
  if (!found.ok) return sayTaskRefusal(turn, found.error);
  const full = found.value;
  const { language } = turn;
  const { task: row } = full;
  const history = await historyLines(turn, full.history);
  say(turn, 'task.card', {
    title: planText(language, row.title),
    text: [
      ...(above === undefined ? [] : [above, '\n']),
      ...(row.details ? [planText(language, row.details), '\n'] : []),
      ...(row.supervised ? [phrase(language, 'task.list.supervised'), '\n'] : []),
      history.join('\n'),
    ],
    fields: await fieldsOf(turn, full),
    choices: choicesOf(turn, full),
    ...(above !== undefined && { replaces: true }),
  });
}

async function historyLines(turn: Turn, history: readonly TaskHistoryLine[]): Promise<string[]> {
  const { language } = turn;
  const told = history.flatMap((step) => {
    const what = lookUp(language, `task.history.${step.kind}`);
    return what === undefined ? [] : [{ ...step, what }];
  });
  const lines: string[] = [];
  for (const { at, what, byPersonId, words } of told.slice(-HISTORY_SHOWN)) {
    const [name] = byPersonId === null ? [] : await namesOf(turn.uow, [byPersonId]);
    const day = formatDay(language, turn.policy.zone, at);
    const step = [`${day} ${what}`, ...(name === undefined ? [] : [name])].join(' · ');
    lines.push(words ? withColon(language, step, words) : step);
  }
  return lines;
}

async function fieldsOf(turn: Turn, full: ReadTask): Promise<NonNullable<BoundPrompt['fields']>> {
  const { language } = turn;
  const { task: row, doers, owners, asked, files } = full;
  const named = async (ids: readonly string[]): Promise<string> => {
    const names = await namesOf(turn.uow, ids);
    return names.length > 0 ? listed(language, names) : phrase(language, 'task.nobody');
  };
  const field = (key: Parameters<typeof phrase>[1], value: string | false) =>
    value === false ? [] : [{ label: phrase(language, key), value }];
  const delegated = doers.some((id) => !owners.includes(id));
  return [
    ...field('task.field.due', dueIn(turn, full)),
    ...field('task.field.first-due', row.firstDueOn !== row.dueOn && formatDate(language, row.firstDueOn)),
    ...field('task.field.state', taskState(language, row.state)),
    ...field('task.field.does', await named(doers)),
    ...field('task.field.answers', delegated && (await named(owners))),
    ...field('task.field.verifies', row.verifierRole !== null && tierOver(turn, row)),
    ...field('task.field.evidence', row.evidence !== 'none' && phrase(language, `task.evidence.${row.evidence}`)),
    ...field('task.field.files', files.length > 0 && String(files.length)),
    ...field(
      'task.field.asked',
      asked !== undefined && withColon(language, formatDate(language, asked.until), asked.reason),
    ),
  ];
}

function dueIn(turn: Turn, { task: row }: ReadTask): string {
  const { language } = turn;
  const { dueOn, state } = row;
  const day = formatDate(language, dueOn);
  if (state === 'waived' || state === 'cancelled') return day;
  if (!isToDo(state)) {
    const count = daysOverdueAtEnd(row);
    return count === 0
      ? phrase(language, 'task.when.in-time', { day })
      : phrase(language, 'task.when.finished-late', { day, count });
  }
  const away = daysAway(dueOn, todayOf(turn));
  if (away === 0) return phrase(language, 'task.when.today', { day });
  return away > 0
    ? phrase(language, 'task.when.in', { day, count: away })
    : phrase(language, 'task.when.late', { day, count: -away });
}

const ORDER_BUTTONS = {
  reschedule: 'task.button.reschedule',
  supervise: 'task.button.supervise',
  unsupervise: 'task.button.unsupervise',
  cancel: 'task.button.cancel',
} as const satisfies { readonly [O in TaskOrder]: string };

/** For whoever may look at it and say that it is done. */
function signing(turn: Turn, { task: row, verifiers }: ReadTask): BoundChoice[] {
  const personId = turn.actor.personId ?? '';
  if (row.state !== 'submitted' || !verifiers.includes(personId) || row.submittedById === personId) return [];
  return [
    choice(turn, 'task.button.verify', { do: 'task', taskId: row.id, act: 'verify' }, 'primary'),
    choice(turn, 'task.button.return', { do: 'task', taskId: row.id, act: 'return' }),
  ];
}

const hers = ({ doers, owners, deputies }: ReadTask, personId: string): boolean =>
  [doers, owners, deputies].some((people) => people.includes(personId));

function choicesOf(turn: Turn, full: ReadTask): BoundChoice[] {
  const { actor, language } = turn;
  const { task: row, asked, files } = full;
  const personId = actor.personId ?? '';
  const on = (act: TaskAct) => ({ do: 'task', taskId: row.id, act }) as const;
  const mine = hers(full, personId);
  const decides = full.verifiers.includes(personId) && row.submittedById !== personId;
  const passesOn = !mine && isToDo(row.state) && permit('task.transfer', actor, taskTarget(full, undefined, turn)).ok;
  return [
    ...(mine ? taskChoices(language, row, todayOf(turn)).filter((one) => !asked || !asksForTime(one)) : []),
    ...signing(turn, full),
    ...(decides && asked
      ? [
          ...(daysAway(asked.until, todayOf(turn)) >= 0
            ? [choice(turn, 'task.button.grant', { do: 'extension', extensionId: asked.id, grant: true }, 'primary')]
            : []),
          choice(turn, 'task.button.deny', { do: 'extension', extensionId: asked.id, grant: false }),
        ]
      : []),
    ...(files.some(({ kind }) => kind === 'photo') ? [choice(turn, 'task.button.pictures', on('pictures'))] : []),
    ...(passesOn ? [choice(turn, 'task.button.transfer', on('transfer'), 'quiet')] : []),
    ...(decides && isToDo(row.state) ? [choice(turn, 'task.button.waive', on('waive'), 'quiet')] : []),
    ...full.orders.map((order) => choice(turn, ORDER_BUTTONS[order], on(order), 'quiet')),
    ...(full.everywhere ? [choice(turn, 'task.button.everywhere', on('everywhere'), 'quiet')] : []),
    ...(full.saysOfTitle
      ? [
          row.titlePublicAt === null
            ? choice(turn, 'task.button.publish-title', on('publish-title'), 'quiet')
            : choice(turn, 'task.button.withdraw-title', on('withdraw-title'), 'quiet'),
        ]
      : []),
    choice(turn, 'task.button.list', { do: 'tasks', page: 0 }, 'quiet'),
  ];
}

const asksForTime = ({ intent }: BoundChoice): boolean => intent.do === 'task' && intent.act === 'extend';

/** What was photographed for it, for whoever may see the task. */
export async function sayTaskPictures(turn: Turn, taskId: string): Promise<void> {
  const found = await readTask(turn.uow, taskId);
  if (!found.ok) return sayTaskRefusal(turn, found.error);
  const { task: row, files } = found.value;
  const photos = files.filter(({ kind }) => kind === 'photo');
  if (photos.length === 0) return sayText(turn, 'task.pictures.none', 'task.pictures.none');
  say(turn, 'task.pictures', {
    text: translate(turn.language, 'task.pictures', {
      title: planText(turn.language, row.title),
      count: photos.length,
    }),
    pictures: photos.map(({ id }) => pictureOf(id, turn.host.pictureUrl)),
    choices: [...signing(turn, found.value), choice(turn, 'task.button.show', { do: 'task', taskId, act: 'show' })],
  });
}
