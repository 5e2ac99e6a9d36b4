/** What waits for the tier above: a task that was handed in, a request for more time. */
import { and, desc, eq, inArray } from 'drizzle-orm';
import { taskEvent, taskExtension } from '../../db/schema/index.ts';
import { taskFiles } from '../../db/task-files.ts';
import type { Language } from '../channel.ts';
import type { TaskNotice } from '../domain/task/notices.ts';
import { verifiersOf, verifiersToRemind } from '../domain/task/people.ts';
import { isToDo, tierAbove } from '../domain/task/states.ts';
import { formatDate } from '../locales/dates.ts';
import { phrase, translate } from '../locales/translate.ts';
import { button } from './button.ts';
import type { BoundChoice, Outgoing } from './intent.ts';
import { roleName } from './named-seat.ts';
import { reachPeople } from './recipients.ts';
import { type TaskRow, taskFactsOf } from './task-facts.ts';
import { planText } from './task-words.ts';
import { type ComposeTools, tell } from './tell.ts';

export async function toVerify(
  tools: ComposeTools,
  notice: Extract<TaskNotice, { kind: 'task.to-verify' }>,
): Promise<Outgoing[]> {
  const facts = await taskFactsOf(tools, notice.taskId);
  if (!facts) return [];
  const { row, seats } = facts;
  const words = await latestWords(tools, row.id, ['evidence', 'submit']);
  const pictures = (await taskFiles(tools.tx, row.id)).some(({ kind }) => kind === 'photo');
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
      choices: verifyChoices(language, row, pictures),
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

export async function extensionAsked(
  tools: ComposeTools,
  notice: Extract<TaskNotice, { kind: 'task.extension-asked' }>,
): Promise<Outgoing[]> {
  const facts = await taskFactsOf(tools, notice.taskId);
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

/** Whoever sent them reads what to do as the task stands; whoever is to verify it, that something is missing. */
export async function fileLost(
  tools: ComposeTools,
  notice: Extract<TaskNotice, { kind: 'task.file-lost' }>,
): Promise<Outgoing[]> {
  const facts = await taskFactsOf(tools, notice.taskId);
  if (!facts) return [];
  const { row, seats, community: name } = facts;
  const { count } = notice;
  const subject = `task:${row.id}`;
  const waits = row.state === 'submitted';
  const about = (language: Language) => ({ title: planText(language, row.title), count });
  const on = (act: 'hand-in' | 'show') => ({ do: 'task', taskId: row.id, act }) as const;
  const senders = await tell(
    tools,
    await reachPeople(tools.tx, notice.to),
    { topic: notice.kind, subject, policy: 'repeat' },
    (language) => {
      const show = button(language, 'task.button.show', on('show'), 'quiet');
      if (isToDo(row.state))
        return {
          text: translate(language, 'task.file-lost', about(language)),
          choices: [button(language, 'task.button.hand-in', on('hand-in'), 'primary'), show],
        };
      const who = roleName(language, row.verifierRole ?? tierAbove(row.ownerRole));
      return {
        text: waits
          ? translate(language, 'task.file-lost.handed-in', { ...about(language), who })
          : translate(language, 'task.file-lost.done', about(language)),
        choices: [show],
      };
    },
  );
  if (!waits) return senders;
  const pictures = (await taskFiles(tools.tx, row.id)).some(({ kind }) => kind === 'photo');
  const verifiers = await tell(
    tools,
    await reachPeople(tools.tx, verifiersToRemind(row, seats)),
    { topic: 'task.file-lost.verify', subject, policy: 'skip' },
    (language) => ({
      text: translate(language, 'task.file-lost.verify', { ...about(language), community: name }),
      choices: verifyChoices(language, row, pictures),
    }),
  );
  return [...senders, ...verifiers];
}

export const verifyChoices = (language: Language, row: TaskRow, pictures: boolean): BoundChoice[] => [
  button(language, 'task.button.verify', { do: 'task', taskId: row.id, act: 'verify' }, 'primary'),
  button(language, 'task.button.return', { do: 'task', taskId: row.id, act: 'return' }),
  ...(pictures ? [button(language, 'task.button.pictures', { do: 'task', taskId: row.id, act: 'pictures' })] : []),
  button(language, 'task.button.show', { do: 'task', taskId: row.id, act: 'show' }, 'quiet'),
];

/** The tier above those who verify reads what has waited for whom; whoever handed it in reads that it waits, and no more. */
export async function unverified(
  tools: ComposeTools,
  notice: Extract<TaskNotice, { kind: 'task.unverified' }>,
): Promise<Outgoing[]> {
  const facts = await taskFactsOf(tools, notice.taskId);
  if (!facts) return [];
  const { row, community: name } = facts;
  const subject = `task:${row.id}`;
  const about = (language: Language) => ({
    title: planText(language, row.title),
    who: roleName(language, row.verifierRole ?? tierAbove(row.ownerRole)),
  });
  const above = await tell(
    tools,
    await reachPeople(tools.tx, notice.to),
    { topic: notice.kind, subject, policy: 'skip' },
    (language) => ({
      text: translate(language, 'task.unverified', { ...about(language), community: name }),
      choices: [button(language, 'task.button.show', { do: 'task', taskId: row.id, act: 'show' }, 'primary')],
    }),
  );
  const waiting = await tell(
    tools,
    await reachPeople(tools.tx, row.submittedById === null ? [] : [row.submittedById]),
    { topic: 'task.unverified.you', subject, policy: 'skip' },
    (language) => ({
      text: translate(
        language,
        notice.to.length > 0 ? 'task.unverified.you' : 'task.unverified.you.skipped',
        about(language),
      ),
    }),
  );
  return [...above, ...waiting];
}
