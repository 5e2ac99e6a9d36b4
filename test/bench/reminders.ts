/**
 * 100,000 reminders that come due in one minute: planned with their tasks, claimed, told as digests and handed to the
 * platforms. Beside it BullMQ adds and runs as many empty jobs on the same database.
 */
import { sql } from 'drizzle-orm';
import { rowsOf } from '../../db/client.ts';
import { openQueueEngine } from '../../jobs/engine/open.ts';
import { nextReminder, planTasks, settleCommittees } from '../harness/busy-committees.ts';
import { engineCases } from '../harness/engines.ts';
import { type Installation, startInstallation } from '../harness/installation.ts';
import { compared, plain, type Result } from './result.ts';

/** Reminders of one community. */
const EACH = 2_500;
const PEOPLE = 25;

/** @param count how many reminders; a multiple of {@link EACH} */
export async function reminders(count: number): Promise<Result[]> {
  const communities = Math.ceil(count / EACH);
  const [, postgres] = await engineCases('reminders');
  if (!postgres || postgres.skip) return [];
  const setup = await postgres.setUp();
  const house = await startInstallation({ ...setup.settings, demo: false, chatIntervalMs: 0 });
  try {
    const towns = await settleCommittees(house.runtime, communities, PEOPLE);
    const planned = await timed(() => planTasks(house.runtime, towns, EACH));
    const due = await nextReminder(house.runtime.context.db, towns);
    const from = performance.now();
    await house.runtime.jobs.jumpTo(due);
    const handed = (performance.now() - from) / 1000;
    await check(house, communities * EACH);
    const empty = await emptyJobs(setup.settings.databaseUrl ?? '', communities * EACH);
    const all = communities * EACH;
    return [
      plain('reminders', `${all} tasks planned with their reminders`, 's', planned),
      plain('reminders', `${all} reminders claimed, told to ${communities * PEOPLE} people, handed over`, 's', handed),
      plain('reminders', `${all} empty jobs added and run by BullMQ on PostgreSQL`, 's', empty),
      compared('reminders', 'due in one minute, against empty jobs', 'a second', all / handed, all / empty, {
        least: 0.5,
      }),
    ];
  } finally {
    await house.stop();
    await setup.drop();
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1000;
}

async function check({ runtime }: Installation, count: number): Promise<void> {
  const [row] = await rowsOf<{ sent: string; accepted: string }>(
    runtime.context.db.direct,
    sql`select count(*) as sent, count(*) filter (where o.state = 'accepted') as accepted
      from lilong.reminder_sent s left join lilong.outbox o on o.id = s.outbox_id`,
  );
  if (Number(row?.sent) !== count || Number(row?.accepted) !== count)
    throw new Error(`${row?.sent} reminders were sent and ${row?.accepted} accepted, not ${count}`);
}

async function emptyJobs(url: string, count: number): Promise<number> {
  const engine = await openQueueEngine({
    backend: { kind: 'postgres', url },
    prefix: 'bench',
    concurrency: 50,
    hooks: { onJobError: () => {}, onLag: () => {}, warn: () => {} },
  });
  let done = 0;
  try {
    return await timed(async () => {
      await engine.process({
        due: async () => {
          done += 1;
        },
      });
      for (let minute = 0; minute < count; minute += 200)
        await Promise.all(
          Array.from({ length: 200 }, (_, at) => engine.wake({ kind: 'due', minute: minute + at, shard: 0 }, 0)),
        );
      while (done < count) await new Promise((resolve) => setTimeout(resolve, 20));
    });
  } finally {
    await engine.close();
  }
}
