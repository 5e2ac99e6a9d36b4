/** Does what has become due. Each row is one unit of work: claimed, done and marked in one transaction. */
import { and, eq, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { rowsOf } from '../db/client.ts';
import { isOutage } from '../db/outage.ts';
import { schedule } from '../db/schema/index.ts';
import { SYSTEM } from '../src/domain/permissions/roles.ts';
import type { Engine } from '../src/pipeline/engine.ts';
import { type AfterCommit, nameOf } from '../src/pipeline/inbox-worker.ts';
import { closeUnit, openUnit } from '../src/pipeline/unit.ts';
import { demandConfirmExpires, demandInfoExpires, demandResponseDue } from '../src/usecases/demand/due.ts';
import { ledgerHeadDaily } from '../src/usecases/ledger/daily-head.ts';
import type { DueKind, DuePayloads, UnitOfWork } from '../src/usecases/unit-of-work.ts';

type Handlers = { readonly [K in DueKind]: (uow: UnitOfWork, payload: DuePayloads[K]) => Promise<void> };

const HANDLERS: Handlers = {
  'demand.response-due': demandResponseDue,
  'demand.info-expires': demandInfoExpires,
  'demand.confirm-expires': demandConfirmExpires,
  'ledger.head-daily': ledgerHeadDaily,
};

/** The payload was sealed by us under the same kind, so it has that kind's shape. */
async function carryOut<K extends DueKind>(uow: UnitOfWork, kind: K, payload: unknown): Promise<void> {
  await HANDLERS[kind](uow, payload as DuePayloads[K]);
}

const MAX_ATTEMPTS = 5;

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
export async function runDue(engine: Engine, committed: AfterCommit, scope: DueScope): Promise<number> {
  let done = 0;
  for (;;) {
    const id = await runNext(engine, committed, scope);
    if (id === undefined) return done;
    done += 1;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function runNext(engine: Engine, committed: AfterCommit, scope: DueScope): Promise<string | undefined> {
  let claimed: string | undefined;
  try {
    const result = await engine.db.transaction(async (tx) => {
      const [row] = await rowsOf<DueRow>(
        tx,
        sql`select id, kind, key, payload_sealed from ${schedule}
          where state = 'waiting' and due_at <= ${scope.until.toString()}::timestamptz and retry_at <= now()
            ${scope.shard === undefined ? sql`` : sql`and shard = ${scope.shard}`}
          order by due_at, id limit 1 for update skip locked`,
      );
      if (!row) return undefined;
      claimed = row.id;
      const uow = openUnit(engine, tx, SYSTEM, engine.index.of('due', row.key));
      await tx.update(schedule).set({ state: 'done', settledAt: sql`now()` }).where(eq(schedule.id, row.id));
      if (!isKnown(row.kind) || !row.payload_sealed) throw new UnknownDueKind(row.kind);
      await carryOut(uow, row.kind, engine.keys.openJson('schedule.payload', row.payload_sealed));
      return closeUnit(engine, uow, {});
    });
    if (!result) return undefined;
    committed(result);
    engine.counters.add('due_done');
    return claimed;
  } catch (error) {
    if (!claimed || isOutage(error)) throw error;
    await postpone(engine, claimed, nameOf(error));
    return claimed;
  }
}

const isKnown = (kind: string): kind is DueKind => Object.hasOwn(HANDLERS, kind);

/** Planned by another release: parked and listed, not forgotten. */
class UnknownDueKind extends Error {
  override readonly name = 'UnknownDueKind';
}

async function postpone(engine: Engine, id: string, error: string): Promise<void> {
  engine.log('error', 'due.failed', { id, error });
  await engine.db.direct
    .update(schedule)
    .set({
      attempts: sql`${schedule.attempts} + 1`,
      lastError: error,
      retryAt: sql`now() + make_interval(secs => 5 * power(2, ${schedule.attempts})::int)`,
      state: sql`case when ${schedule.attempts} + 1 >= ${MAX_ATTEMPTS} then 'parked' else 'waiting' end`,
      settledAt: sql`case when ${schedule.attempts} + 1 >= ${MAX_ATTEMPTS} then now() end`,
    })
    .where(and(eq(schedule.id, id), eq(schedule.state, 'waiting')));
}

/** The next instant something is due; undefined when nothing is planned. */
export async function nextDue(engine: Engine): Promise<Temporal.Instant | undefined> {
  const [row] = await engine.db.direct
    .select({ dueAt: schedule.dueAt })
    .from(schedule)
    .where(eq(schedule.state, 'waiting'))
    .orderBy(schedule.dueAt)
    .limit(1);
  return row?.dueAt;
}
