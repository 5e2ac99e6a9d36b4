/**
 * Does what has become due. Each row is one unit of work: claimed, done and marked in one transaction. The row itself is
 * touched last, as people's commands do it, so that at a deadline the two wait for each other in one order only.
 */

import { and, eq, type SQL, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { ADVISORY_LOCK } from '../db/advisory-locks.ts';
import { finds, rowsOf, type Tx } from '../db/client.ts';
import { isOutage } from '../db/outage.ts';
import { schedule } from '../db/schema/index.ts';
import { SYSTEM } from '../src/domain/permissions/roles.ts';
import { type Context, nameOf } from '../src/pipeline/context.ts';
import type { AfterCommit } from '../src/pipeline/inbox-worker.ts';
import { closeUnit, openUnit } from '../src/pipeline/unit.ts';
import { ballotCloses, ballotCount, ballotDeclare, ballotFinal } from '../src/usecases/ballot/count.ts';
import { publicationDue } from '../src/usecases/ballot/publish-due.ts';
import {
  bundleAnswerDue,
  demandConfirmExpires,
  demandHandlingDue,
  demandInfoExpires,
  demandResponseDue,
} from '../src/usecases/demand/due.ts';
import { dutyUnanswered } from '../src/usecases/duty/remind.ts';
import { bulletinMonth } from '../src/usecases/hotline/bulletin-month.ts';
import { caseClock } from '../src/usecases/hotline/due.ts';
import { ledgerHeadDaily } from '../src/usecases/ledger/daily-head.ts';
import { meetingBegins, meetingCheckInOpens, meetingNoticeDue, meetingRemind } from '../src/usecases/meeting/due.ts';
import { seriesLook } from '../src/usecases/meeting/series.ts';
import { pollCloses, pollRemind } from '../src/usecases/poll/due.ts';
import { taskEscalate, taskUnacknowledged, taskUnverified } from '../src/usecases/task/due.ts';
import { planLook } from '../src/usecases/task/look.ts';
import { monthSummary } from '../src/usecases/task/month-summary.ts';
import { reminderDigest } from '../src/usecases/task/remind.ts';
import { type DueKind, type DuePayloads, holdsWords, type UnitOfWork } from '../src/usecases/unit-of-work.ts';

type Handlers = { readonly [K in DueKind]: (uow: UnitOfWork, payload: DuePayloads[K]) => Promise<void> };

const HANDLERS: Handlers = {
  'demand.response-due': demandResponseDue,
  'demand.handling-due': demandHandlingDue,
  'demand.info-expires': demandInfoExpires,
  'bundle.answer-due': bundleAnswerDue,
  'demand.confirm-expires': demandConfirmExpires,
  'duty.unanswered': dutyUnanswered,
  'ledger.head-daily': ledgerHeadDaily,
  'reminder.digest': reminderDigest,
  'month.summary': monthSummary,
  'meeting.remind': meetingRemind,
  'meeting.check-in-opens': meetingCheckInOpens,
  'meeting.begins': meetingBegins,
  'meeting.notice-due': meetingNoticeDue,
  'series.look': seriesLook,
  'ballot.closes': ballotCloses,
  'ballot.count': ballotCount,
  'ballot.declare': ballotDeclare,
  'ballot.final': ballotFinal,
  'ballot.publish-due': publicationDue,
  'poll.remind': pollRemind,
  'poll.closes': pollCloses,
  'case.clock': caseClock,
  'bulletin.month': bulletinMonth,
  'plan.look': planLook,
  'task.escalate': taskEscalate,
  'task.unacknowledged': taskUnacknowledged,
  'task.unverified': taskUnverified,
};

/** The payload was sealed by us under the same kind, so it has that kind's shape. */
async function carryOut<K extends DueKind>(uow: UnitOfWork, kind: K, payload: unknown): Promise<void> {
  await HANDLERS[kind](uow, payload as DuePayloads[K]);
}

export const MAX_DUE_ATTEMPTS = 5;
/** More than there are workers, so that each finds a row nobody else has. */
const LOOKED_AT = 50;

interface DueRow extends Record<string, unknown> {
  readonly id: string;
  readonly kind: string;
  readonly key: string;
  readonly payload_sealed: Uint8Array | null;
}

export interface DueScope {
  /** Everything due at or before this domain instant. */
  readonly until: Temporal.Instant;
  readonly shard?: number;
}

/** @returns how many rows were settled */
export async function runDue(context: Context, committed: AfterCommit, scope: DueScope): Promise<number> {
  let done = 0;
  if (!(await finds(context.db, sql`select 1 from ${schedule} where ${isDue(scope)} limit 1`))) return done;
  for (;;) {
    const id = await runNext(context, committed, scope);
    if (id === undefined) return done;
    done += 1;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function runNext(context: Context, committed: AfterCommit, scope: DueScope): Promise<string | undefined> {
  let claimed: string | undefined;
  try {
    const result = await context.db.transaction(async (tx) => {
      const row = await claimNext(tx, scope);
      if (!row) return undefined;
      claimed = row.id;
      const uow = openUnit(context, tx, SYSTEM, context.index.of('due', row.key));
      if (!isKnown(row.kind) || !row.payload_sealed) throw new UnknownDueKind(row.kind);
      await carryOut(uow, row.kind, context.keys.openJson('schedule.payload', row.payload_sealed));
      const settled = await tx
        .update(schedule)
        .set({ state: 'done', settledAt: sql`now()`, ...(holdsWords(row.kind) && { payloadSealed: null }) })
        .where(and(eq(schedule.id, row.id), eq(schedule.state, 'waiting')))
        .returning({ id: schedule.id });
      if (settled.length === 0) throw new CalledOff();
      return closeUnit(context, uow, {});
    });
    if (!result) return undefined;
    committed(result);
    context.counters.add('due_done');
    return claimed;
  } catch (error) {
    if (error instanceof CalledOff) return claimed;
    if (!claimed || isOutage(error)) throw error;
    await postpone(context, claimed, nameOf(error));
    return claimed;
  }
}

const isDue = ({ until, shard }: DueScope): SQL =>
  sql`state = 'waiting' and due_at <= ${until.toString()}::timestamptz and retry_at <= now()
    ${shard === undefined ? sql`` : sql`and shard = ${shard}`}`;

/** One worker at a time has a row; the others take the next one. A row may still be called off while it is carried out. */
async function claimNext(tx: Tx, scope: DueScope): Promise<DueRow | undefined> {
  const [row] = await rowsOf<DueRow>(
    tx,
    sql`with due as materialized (
        select id from ${schedule} where ${isDue(scope)}
        order by due_at, id limit ${LOOKED_AT})
      select s.id, s.kind, s.key, s.payload_sealed from ${schedule} s
      where s.state = 'waiting' and s.id = (
        select id from due where pg_try_advisory_xact_lock(${ADVISORY_LOCK.due}, hashtext(id::text)) limit 1)`,
  );
  return row;
}

/** While it was being carried out, somebody's command made the row void; nothing of it happens. */
class CalledOff extends Error {
  override readonly name = 'CalledOff';
}

const isKnown = (kind: string): kind is DueKind => Object.hasOwn(HANDLERS, kind);

/** Planned by another release: parked and listed, not forgotten. */
class UnknownDueKind extends Error {
  override readonly name = 'UnknownDueKind';
}

async function postpone(context: Context, id: string, error: string): Promise<void> {
  context.log('error', 'due.failed', { id, error });
  await context.db.direct
    .update(schedule)
    .set({
      attempts: sql`${schedule.attempts} + 1`,
      lastError: error,
      retryAt: sql`now() + make_interval(secs => 5 * power(2, ${schedule.attempts})::int)`,
      state: sql`case when ${schedule.attempts} + 1 >= ${MAX_DUE_ATTEMPTS} then 'parked' else 'waiting' end`,
      settledAt: sql`case when ${schedule.attempts} + 1 >= ${MAX_DUE_ATTEMPTS} then now() end`,
    })
    .where(and(eq(schedule.id, id), eq(schedule.state, 'waiting')));
}

/** The next instant something is due; undefined when nothing is planned. */
export async function nextDue(context: Context): Promise<Temporal.Instant | undefined> {
  const [row] = await context.db.direct
    .select({ dueAt: schedule.dueAt })
    .from(schedule)
    .where(eq(schedule.state, 'waiting'))
    .orderBy(schedule.dueAt)
    .limit(1);
  return row?.dueAt;
}
