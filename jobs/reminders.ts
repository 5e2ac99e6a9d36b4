/** Looks for reminders that were forgotten, and for such as went out twice; neither may ever happen, so both are counted. */
import { sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { rowsOf } from '../db/client.ts';
import { reminder, reminderSent, schedule } from '../db/schema/index.ts';
import { SYSTEM } from '../src/domain/permissions/roles.ts';
import type { Context } from '../src/pipeline/context.ts';
import type { AfterCommit } from '../src/pipeline/inbox-worker.ts';
import { runUnit } from '../src/pipeline/unit.ts';

/** Domain minutes a reminder may wait for its digest before it counts as forgotten. */
const FORGOTTEN_AFTER_MINUTES = 5;
/** How far ahead it is looked whether a reminder will be woken: the next sweeps see the rest in time. */
const AHEAD_HOURS = 48;

/** @returns how many reminders nothing would have woken; they are planned again */
export async function repairReminders(context: Context, committed: AfterCommit): Promise<number> {
  const now = context.clock.now();
  const grace = sql`make_interval(mins => ${FORGOTTEN_AFTER_MINUTES})`;
  const at = sql`${now.toString()}::timestamptz`;
  const forgotten = await rowsOf<{ id: string; due: string; n: string }>(
    context.db.direct,
    sql`select waiting.id, to_char(waiting.due at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as due, waiting.n from (
        select community_id as id, due_at as due, count(*) as n from ${reminder}
        where state = 'waiting' and due_at <= ${at} + make_interval(hours => ${AHEAD_HOURS})
          and (due_at > ${at} or due_at <= ${at} - ${grace})
        group by community_id, due_at) waiting
      where not exists (select 1 from ${schedule} s
        where s.kind = 'reminder.digest' and s.state = 'waiting' and s.subject = 'community:' || waiting.id
          and s.due_at <= greatest(waiting.due, ${at}) + ${grace}
          and (waiting.due <= ${at} or s.due_at >= waiting.due))`,
  );
  for (const { id: communityId, due } of forgotten) {
    const dueAt = later(Temporal.Instant.from(due), now);
    committed(
      await runUnit(context, SYSTEM, context.index.of('reminders', communityId, due, now.toString()), async (uow) => {
        uow.dueTimes.push({
          kind: 'reminder.digest',
          key: `reminder.digest:${communityId}:${dueAt}:again:${now}`,
          subject: `community:${communityId}`,
          dueAt,
          payload: { communityId },
        });
        return {};
      }),
    );
  }
  const found = forgotten.reduce((sum, { n }) => sum + Number(n), 0);
  context.counters.add('sweep_repairs', { kind: 'reminder' }, found);
  return found;
}

const later = (a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant =>
  Temporal.Instant.compare(a, b) >= 0 ? a : b;

/** Days looked back on; a double that no sweep has seen for so long was never one anybody waits for. */
const LOOKED_BACK_DAYS = 30;

/**
 * The same thing told to the same person twice on one day's account: the key forbids it but for the way of telling. Each
 * is marked by the sweep that counts it, so that no other sweep of this or another process counts it again.
 */
export async function countDoubles(context: Context): Promise<number> {
  const now = context.clock.now();
  const since = now.subtract({ hours: 24 * LOOKED_BACK_DAYS });
  const doubled = await rowsOf(
    context.db.direct,
    sql`update ${reminderSent} set doubled_at = ${now.toString()}::timestamptz where doubled_at is null and id in (
      select id from (
        select id, row_number() over (partition by subject, round, "offset", person_id order by at, id) as nth
        from ${reminderSent} where at > ${since.toString()}::timestamptz) counted
      where nth > 1) returning id`,
  );
  if (doubled.length === 0) return 0;
  context.counters.add('sweep_doubles', { kind: 'reminder' }, doubled.length);
  context.log('error', 'reminders.doubled', { count: doubled.length });
  return doubled.length;
}
