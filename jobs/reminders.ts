/** Looks for reminders that were forgotten, and for such as went out twice; neither may ever happen, so both are counted. */
import { sql } from 'drizzle-orm';
import { rowsOf } from '../db/client.ts';
import { reminder, reminderSent, schedule } from '../db/schema/index.ts';
import { SYSTEM } from '../src/domain/permissions/roles.ts';
import type { Context } from '../src/pipeline/context.ts';
import type { AfterCommit } from '../src/pipeline/inbox-worker.ts';
import { runUnit } from '../src/pipeline/unit.ts';

/** Domain minutes a reminder may wait before it counts as forgotten. */
const FORGOTTEN_AFTER_MINUTES = 5;

/** @returns how many communities had one that nothing would have woken */
export async function repairReminders(context: Context, committed: AfterCommit): Promise<number> {
  const now = context.clock.now();
  const before = now.subtract({ minutes: FORGOTTEN_AFTER_MINUTES });
  const forgotten = await rowsOf<{ id: string }>(
    context.db.direct,
    sql`select distinct r.community_id as id from ${reminder} r
      where r.state = 'waiting' and r.due_at <= ${before.toString()}::timestamptz and not exists (
        select 1 from ${schedule} s where s.kind = 'reminder.digest' and s.state = 'waiting'
          and s.subject = 'community:' || r.community_id and s.due_at <= ${now.toString()}::timestamptz)`,
  );
  for (const { id: communityId } of forgotten)
    committed(
      await runUnit(context, SYSTEM, context.index.of('reminders', communityId, now.toString()), async (uow) => {
        uow.plans.push({
          kind: 'reminder.digest',
          key: `reminder.digest:${communityId}:again:${now}`,
          subject: `community:${communityId}`,
          dueAt: now,
          payload: { communityId },
        });
        return {};
      }),
    );
  if (forgotten.length > 0) context.counters.add('sweep_repairs', { kind: 'reminder' }, forgotten.length);
  await countDoubles(context);
  return forgotten.length;
}

/** The same thing told to the same person twice on one day's account: the key forbids it but for the way of telling. */
async function countDoubles(context: Context): Promise<void> {
  const since = context.clock.now().subtract({ hours: 24 });
  const [row] = await rowsOf<{ n: string }>(
    context.db.direct,
    sql`select count(*) as n from (
      select 1 from ${reminderSent} where at > ${since.toString()}::timestamptz and channel in ('digest','alone')
      group by subject, round, "offset", person_id having count(*) > 1) doubled`,
  );
  const doubled = Number(row?.n ?? 0);
  if (doubled === 0) return;
  context.counters.add('reminder_doubles', {}, doubled);
  context.log('error', 'reminders.doubled', { count: doubled });
}
