/**
 * Takes over the rosters that were decided on, refuses those whose reading was cut short, and forgets what staging held of those that are done. Everything about
 * them is in the database, so it does not matter which process began: another one goes on where it stopped.
 */
import { inArray, sql } from 'drizzle-orm';
import { rowsOf } from '../db/client.ts';
import { rosterImport, rosterRow } from '../db/schema/index.ts';
import { SYSTEM } from '../src/domain/permissions/roles.ts';
import type { Context } from '../src/pipeline/context.ts';
import type { AfterCommit } from '../src/pipeline/inbox-worker.ts';
import { runUnit } from '../src/pipeline/unit.ts';
import { type ImportRow, OPEN, setState } from '../src/usecases/roster/imports.ts';
import { refuseUnread, unreadImports } from '../src/usecases/roster/reader-life.ts';
import { finishTakeOver, grantsIn, type RosterGrant, type Taken, takeSlice } from '../src/usecases/roster/take-over.ts';
import type { UnitOfWork } from '../src/usecases/unit-of-work.ts';

const DROP = 200;
/** What nobody took over holds people's names; after this it goes. */
const KEPT_DAYS = 7;

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** @returns how many were finished */
export async function takeOverRosters(
  context: Context,
  committed: AfterCommit,
  stopped: () => boolean = () => false,
): Promise<number> {
  let finished = 0;
  const failed: unknown[] = [];
  for (const row of await inState(context, ['publishing'])) {
    if (stopped()) return finished;
    try {
      if (await takeOver(context, committed, row, stopped)) finished += 1;
    } catch (error) {
      // One community's roster does not hold up the others; the next sweep tries it again.
      failed.push(error);
    }
  }
  await dropStaged(context);
  if (failed.length > 0) throw failed[0];
  return finished;
}

/** Whoever read it is gone, and the file with it. */
export async function refuseUnreadRosters(context: Context): Promise<number> {
  let refused = 0;
  for (const { id: importId } of await unreadImports(context.db.direct)) {
    await runUnit(context, SYSTEM, context.index.of('roster', importId, 'unread'), async (uow) => {
      if ((await refuseUnread(uow, { importId })).ok) refused += 1;
      return {};
    });
  }
  return refused;
}

const inState = (context: Context, states: readonly ImportRow['state'][]): Promise<ImportRow[]> =>
  context.db.direct
    .select()
    .from(rosterImport)
    .where(inArray(rosterImport.state, [...states]));

async function takeOver(
  context: Context,
  committed: AfterCommit,
  row: ImportRow,
  stopped: () => boolean,
): Promise<boolean> {
  const unit = async <T>(what: string, work: (uow: UnitOfWork) => Promise<T>): Promise<T | undefined> => {
    let result: T | undefined;
    committed(
      await runUnit(context, SYSTEM, context.index.of('roster', row.id, what), async (uow) => {
        result = await work(uow);
        return {};
      }),
    );
    return result;
  };
  for (let after = 0; ; ) {
    if (stopped()) return false;
    const taken = await unit(`slice ${after}`, (uow) => takeSlice(uow, { importId: row.id, after }));
    // Done by another process in the meantime.
    const next: Taken = taken?.ok ? taken.value : { kind: 'elsewhere' };
    if (next.kind === 'elsewhere') return false;
    if (next.kind === 'seats') break;
    after = next.after;
    await breathe();
  }
  const grants: RosterGrant[] = [];
  for (let after: number | undefined = 0; after !== undefined; ) {
    if (stopped()) return false;
    const page: Awaited<ReturnType<typeof grantsIn>> = await grantsIn(
      { tx: context.db.direct, keys: context.keys },
      row,
      after,
    );
    grants.push(...page.grants);
    after = page.next;
    await breathe();
  }
  const done = await unit('done', (uow) => finishTakeOver(uow, { importId: row.id, grants }));
  return done?.ok === true && done.value !== undefined;
}

/** What stands in staging is needed until an import ends, and no longer. */
async function dropStaged(context: Context): Promise<void> {
  for (;;) {
    const dropped = await rowsOf(
      context.db.direct,
      sql`delete from ${rosterRow} where (import_id, line) in (
        select r.import_id, r.line from ${rosterRow} r join ${rosterImport} i on i.id = r.import_id
        where i.state in ('done','cancelled') limit ${DROP}) returning line`,
    );
    if (dropped.length < DROP) return;
    await breathe();
  }
}

/** Leaves what nobody decided about for a week. */
export async function expireRosters(context: Context): Promise<number> {
  const before = context.clock.now().subtract({ hours: 24 * KEPT_DAYS });
  let expired = 0;
  for (const row of await inState(context, OPEN)) {
    if (row.startedAt.epochMilliseconds >= before.epochMilliseconds) continue;
    await runUnit(context, SYSTEM, context.index.of('roster', row.id, 'expired'), async (uow) => {
      await setState(uow, row, 'cancelled', { action: 'roster.expire', as: 'system' });
      return {};
    });
    expired += 1;
  }
  return expired;
}
