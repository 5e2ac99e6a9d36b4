/** Notices about tasks, in words: here what happened to one, for those who must do it. */
import type { Language } from '../channel.ts';
import type { Notice } from '../domain/notices/notice.ts';
import type { TaskNotice } from '../domain/task/notices.ts';
import { answerable, doersOf, ownersOf } from '../domain/task/people.ts';
import { withColon } from '../locales/lists.ts';
import { phrase } from '../locales/translate.ts';
import type { Outgoing } from './intent.ts';
import { monthSummary } from './month.ts';
import { roleName } from './named-seat.ts';
import { reachPeople } from './recipients.ts';
import { taskCard } from './task-card.ts';
import { due } from './task-digest.ts';
import { type TaskFacts, taskFactsOf, wordsOfEvent } from './task-facts.ts';
import { unacknowledged } from './task-late.ts';
import { extensionAsked, fileLost, toVerify, unverified } from './task-verifying.ts';
import { type ComposeTools, tell } from './tell.ts';
import { planEnded, planLoaded } from './year-plans.ts';

const KINDS: { readonly [K in TaskNotice['kind']]: true } = {
  'task.news': true,
  'task.to-verify': true,
  'task.extension-asked': true,
  'task.unverified': true,
  'task.file-lost': true,
  'task.unacknowledged': true,
  'reminder.due': true,
  'month.summary': true,
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
    case 'task.unverified':
      return unverified(tools, notice);
    case 'task.file-lost':
      return fileLost(tools, notice);
    case 'task.unacknowledged':
      return unacknowledged(tools, notice);
    case 'reminder.due':
      return due(tools, notice);
    case 'month.summary':
      return monthSummary(tools, notice);
    case 'plan.loaded':
      return planLoaded(tools, notice);
    case 'plan.ended':
      return planEnded(tools, notice);
  }
}

async function news(tools: ComposeTools, notice: Extract<TaskNotice, { kind: 'task.news' }>): Promise<Outgoing[]> {
  const facts = await taskFactsOf(tools, notice.taskId);
  if (!facts) return [];
  const words = await wordsOfEvent(tools, notice.eventId);
  const { row, seats } = facts;
  const ended = notice.because === 'done' || notice.because === 'cancelled' || notice.because === 'waived';
  const people = ended ? answerable(row, seats) : doersOf(row, seats);
  return tell(
    tools,
    await reachPeople(tools.tx, people),
    { topic: notice.kind, subject: `task:${row.id}`, policy: 'skip' },
    (language) => {
      const told = phrase(language, `task.news.${notice.because}`);
      const because = words === '' ? told : withColon(language, told, words);
      return taskCard(language, facts, ended ? because : withVacancy(language, facts, because));
    },
  );
}

/** Whoever stands in for an empty seat is told that it is empty. */
const withVacancy = (language: Language, { row, seats }: TaskFacts, above: string): string =>
  ownersOf(row, seats).vacant && row.delegateId === null
    ? `${above}\n${phrase(language, 'task.vacant', { role: roleName(language, row.ownerRole) })}`
    : above;
