/** The database and what waits in it: version, migrations, and how old the oldest open thing of each kind is. */
import { sql } from 'drizzle-orm';
import { type Database, rowsOf } from '../../../db/client.ts';
import { migrationsKnown } from '../../../db/migrate.ts';
import type { QueueEngine } from '../../../jobs/engine/engine.ts';
import type { Finding } from '../../channel.ts';

const OLDEST_SUPPORTED = 140_000;
/** The sweep comes once a second; a minute without it is trouble. */
const SLOW_SECONDS = 60;
const STUCK_SECONDS = 15 * 60;
const MANY_UNSEALED = 1_000;

interface State extends Record<string, unknown> {
  readonly version: string;
  readonly applied: string;
  readonly unsealed: string;
  readonly inbox: string | null;
  readonly parked: string;
  readonly outbox: string | null;
  readonly unsettled: string;
  readonly overdue: string | null;
  readonly stuck: string;
}

export async function examineDatabase({ kind, direct }: Database, nowIso: string): Promise<Finding[]> {
  const [state] = await rowsOf<State>(
    direct,
    sql`select current_setting('server_version_num') as version,
      (select count(*) from lilong.migration) as applied,
      (select count(*) from lilong.ledger_pending) as unsealed,
      (select extract(epoch from now() - min(received_at)) from lilong.inbox where state = 'pending') as inbox,
      (select count(*) from lilong.inbox where state = 'parked') as parked,
      (select extract(epoch from now() - min(created_at)) from lilong.outbox
        where state in ('leased','sending') or (state = 'waiting' and next_at <= now())) as outbox,
      (select count(*) from lilong.outbox where state = 'dead') as unsettled,
      (select extract(epoch from ${nowIso}::timestamptz - min(due_at)) from lilong.schedule
        where state = 'waiting' and due_at <= ${nowIso}::timestamptz and retry_at <= now()) as overdue,
      (select count(*) from lilong.schedule where state = 'parked') as stuck`,
  );
  if (!state) return [];
  const version = Number(state.version);
  return [
    version >= OLDEST_SUPPORTED
      ? {
          check: 'database',
          level: 'ok',
          says: `${kind === 'pglite' ? 'Embedded' : 'PostgreSQL'}, version ${major(version)}.`,
        }
      : {
          check: 'database',
          level: 'fail',
          says: `PostgreSQL ${major(version)} is older than 14.`,
          mend: 'Upgrade the database server.',
        },
    migrations(Number(state.applied)),
    unsealed(Number(state.unsealed)),
    age('inbox', 'event', state.inbox, 'See that a process with ROLE all or worker runs, and its log.'),
    countOf('inbox parked', Number(state.parked), 'events were set aside', 'lilong inbox parked, then inbox retry.'),
    age(
      'outbox',
      'message',
      state.outbox,
      'See that a process with ROLE all or worker runs, and the platform checks here.',
    ),
    countOf(
      'outbox dead',
      Number(state.unsettled),
      'messages were given up',
      'lilong outbox list --state dead, then outbox retry.',
    ),
    age('schedule', 'due time', state.overdue, 'See that a process with ROLE all or worker runs, and its log.'),
    countOf(
      'schedule parked',
      Number(state.stuck),
      'due times failed too often',
      'See the log for due.failed, and report it.',
    ),
  ];
}

const major = (version: number): number => Math.floor(version / 10_000);

function migrations(applied: number): Finding {
  const known = migrationsKnown();
  const check = 'migrations';
  if (applied === known) return { check, level: 'ok', says: `All ${known} migrations are applied.` };
  return applied > known
    ? {
        check,
        level: 'fail',
        says: `The database has ${applied} migrations, this version knows ${known}.`,
        mend: 'Run the newer version: migrations only go forward.',
      }
    : { check, level: 'fail', says: `${applied} of ${known} migrations are applied.`, mend: 'Restart this process.' };
}

function unsealed(count: number): Finding {
  const check = 'ledger';
  const says = `${count} ledger entries wait to be sealed.`;
  return count <= MANY_UNSEALED
    ? { check, level: 'ok', says }
    : {
        check,
        level: 'warn',
        says,
        mend: 'See that a process with ROLE all or worker runs; then: lilong ledger verify.',
      };
}

function age(check: string, what: string, seconds: string | null, mend: string): Finding {
  const old = Math.round(Number(seconds ?? 0));
  if (old < SLOW_SECONDS) return { check, level: 'ok', says: `No ${what} waits for long.` };
  const says = `The oldest ${what} has waited ${old} s.`;
  return { check, level: old < STUCK_SECONDS ? 'warn' : 'fail', says, mend };
}

const countOf = (check: string, count: number, what: string, mend: string): Finding =>
  count === 0 ? { check, level: 'ok', says: `No ${what}.` } : { check, level: 'warn', says: `${count} ${what}.`, mend };

/** The queue only wakes; without it the sweep does the work, later. */
export async function examineQueue(queue: QueueEngine): Promise<Finding> {
  if (await queue.ready()) {
    const { waiting, delayed, failed } = await queue.counts();
    const says = `The queue (${queue.kind}) answers: ${waiting} waiting, ${delayed} delayed, ${failed} failed here.`;
    return { check: 'queue', level: 'ok', says };
  }
  return {
    check: 'queue',
    level: 'warn',
    says: `The queue (${queue.kind}) does not answer; work is found by the sweep instead.`,
    mend: queue.kind === 'redis' ? 'Check REDIS_URL and that Redis runs.' : 'Check the database connection.',
  };
}
