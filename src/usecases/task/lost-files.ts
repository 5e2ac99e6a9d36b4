/**
 * A file handed in with a task that never came. Once everything handed in with it has settled, whoever sent it hears once how
 * many are missing and what to do; the history says so to whoever looks at it, and whoever is to verify is told.
 */
import { and, eq, inArray, isNotNull, max, ne } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { attachment, chatAccount, taskEvent } from '../../../db/schema/index.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { appendTaskEvent, lockTask } from './change.ts';

type File = Pick<typeof attachment.$inferSelect, 'id' | 'state' | 'accountId' | 'receivedAt'>;

/** @param fileId the one that has just settled; the task's lock makes sure that of several at once the last sees the others */
export async function settleTaskFile(uow: UnitOfWork, taskId: string, fileId: string, as: Role): Promise<void> {
  const loaded = await lockTask(uow, taskId);
  if (!loaded.ok) throw new Error('a file of a task that does not exist');
  const files: readonly File[] = await uow.tx
    .select()
    .from(attachment)
    .where(and(eq(attachment.taskId, taskId), ne(attachment.kind, 'location')));
  if (files.some(({ state }) => state === 'pending')) return;
  const told = await lastTold(uow, taskId);
  const lost = files.filter(
    ({ id, state, receivedAt }) =>
      (state === 'gone' || state === 'refused') &&
      (id === fileId || told === undefined || Temporal.Instant.compare(receivedAt, told) > 0),
  );
  if (lost.length === 0) return;
  await appendTaskEvent(uow, taskId, as, { kind: 'file_lost' });
  const { task: row } = loaded.value;
  if (row.state === 'waived' || row.state === 'cancelled') return;
  const senders = await sendersOf(uow, lost);
  const to = senders.length > 0 || row.submittedById === null ? senders : [row.submittedById];
  uow.notices.push({ kind: 'task.file-lost', taskId, count: lost.length, to });
}

async function lastTold(uow: UnitOfWork, taskId: string): Promise<Temporal.Instant | undefined> {
  const [found] = await uow.tx
    .select({ at: max(taskEvent.at) })
    .from(taskEvent)
    .where(and(eq(taskEvent.taskId, taskId), eq(taskEvent.kind, 'file_lost')));
  return found?.at ?? undefined;
}

/** The people whose accounts these are today; an account that was unbound is nobody's. */
async function sendersOf(uow: UnitOfWork, files: readonly File[]): Promise<readonly string[]> {
  const accounts = [...new Set(files.flatMap(({ accountId }) => accountId ?? []))];
  if (accounts.length === 0) return [];
  const rows = await uow.tx
    .selectDistinct({ personId: chatAccount.personId })
    .from(chatAccount)
    .where(and(inArray(chatAccount.id, accounts), isNotNull(chatAccount.personId)));
  return rows.flatMap(({ personId }) => personId ?? []);
}
