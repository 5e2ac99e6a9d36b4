/**
 * Turns inbox rows into what they cause. A row is claimed, handled and marked done in one transaction, so a killed
 * process leaves it as it was. Rows of one conversation are taken in order, one at a time, by whichever process is free.
 */

import { and, eq, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { ADVISORY_LOCK } from '../../db/advisory-locks.ts';
import { finds, rowsOf, type Tx } from '../../db/client.ts';
import { INBOX_BODY } from '../../db/inbox-insert.ts';
import { isOutage } from '../../db/outage.ts';
import { inbox } from '../../db/schema/index.ts';
import type { Inbound, Platform } from '../channel.ts';
import { handleInbound, isOthers } from '../conversation/handle.ts';
import { guessLanguage } from '../conversation/open.ts';
import type { Arrival } from '../conversation/turn.ts';
import { SYSTEM } from '../domain/permissions/roles.ts';
import type { Ahead } from '../usecases/ahead.ts';
import { writeVotes } from '../usecases/ballot/voters.ts';
import { openAccount, openChat } from '../usecases/conversation/identify.ts';
import { type Context, nameOf, privateLinkOf } from './context.ts';
import { type Closing, closeUnit, closeUnits, openUnit, runUnit, type UnitResult, type Work } from './unit.ts';
import { readVoteSet } from './vote-set.ts';

/** After this many failures a row is parked: the person is told, and the conversation goes on. */
export const MAX_ATTEMPTS = 5;
/** Events of different conversations that may share a commit. */
const SET_SIZE = 50;
/** A set ends after this long, done or not: others wait for its locks, and in the embedded mode for the database itself. */
const SET_MS = 25;

export interface InboxWorker {
  /** There may be work; cheap to call often. */
  kick(): void;
  /** Resolves when nothing was left to claim and nothing is running. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

interface Claimed extends Record<string, unknown> {
  readonly seq: number;
  readonly event_key: string;
  readonly platform: Platform;
  readonly body_sealed: Uint8Array | null;
  readonly attempts: number;
  /** Seconds since it was stored. */
  readonly waited: number;
  readonly taken_back: boolean;
}

export type AfterCommit = (result: UnitResult) => void;

export function createInboxWorker(context: Context, committed: AfterCommit): InboxWorker {
  const lanes = context.db.kind === 'pglite' ? 1 : 4;
  let stopped = false;
  let again = false;
  let running: Promise<void> | undefined;

  /** One lane looks; others come only while there is more than one conversation to share, for most calls find nothing. */
  const takeAll = async () => {
    const failures: unknown[] = [];
    const going: Promise<void>[] = [];
    const lane = async () => {
      while (!stopped) {
        const took = await takeSet(context, committed);
        if (took === 0) return;
        if (took > 1) open();
        // Webhooks and other work get their turn between sets: PGlite shares this thread.
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const open = () => {
      if (going.length < lanes) going.push(lane().catch((error: unknown) => void failures.push(error)));
    };
    open();
    for (const one of going) await one;
    if (failures.length > 0) throw failures[0];
  };

  const run = async () => {
    do {
      again = false;
      await takeAll();
    } while (again && !stopped);
  };

  const kick = () => {
    again = true;
    if (stopped || running) return;
    running = run()
      .catch((error: unknown) => context.log('error', 'inbox.unavailable', { error: nameOf(error) }))
      .finally(() => {
        running = undefined;
        if (again && !stopped) kick();
      });
  };

  return {
    kick,
    idle: async () => {
      while (running) await running;
    },
    stop: async () => {
      stopped = true;
      await running;
    },
  };
}

/** @returns how many rows were taken; 0 when there is nothing to do now */
async function takeSet(context: Context, committed: AfterCommit): Promise<number> {
  if (!(await finds(context.db, sql`select 1 from ${inbox} where state = 'pending' and next_at <= now() limit 1`)))
    return 0;
  let seqs: readonly number[] = [];
  try {
    const done = await context.db.transaction(async (tx) => {
      const rows = await claim(tx, SET_SIZE);
      seqs = rows.map((row) => row.seq);
      return handleSet(context, tx, rows);
    });
    for (const result of done) committed(result);
    if (done.length > 0) context.counters.add('inbox_done', {}, done.length);
  } catch (error) {
    if (seqs.length === 0) throw error;
    // The set is gone with its transaction; each row is tried alone, so that one bad event harms no other.
    for (const seq of seqs) await takeOne(context, committed, seq);
  }
  return seqs.length;
}

/** Votes together and first, for what they have read ahead holds only while nothing else is done; then each of the others. */
async function handleSet(context: Context, tx: Tx, rows: readonly Claimed[]): Promise<readonly UnitResult[]> {
  const until = performance.now() + SET_MS;
  const read = rows.map((row) => ({ row, inbound: readRow(context, row) }));
  const set = await readVoteSet(
    context,
    tx,
    read.flatMap(({ inbound }) => inbound ?? []),
  );
  const handled: Handling[] = [];
  const results: UnitResult[] = [];
  for (const { row, inbound } of read) {
    if (!inbound || !set?.votes.has(inbound)) continue;
    // However long it took to read all this: deciding about what is read takes no time, and reading it again would.
    handled.push(await handleRow(context, tx, row, inbound, set.ahead));
  }
  if (set && handled.length > 0) {
    await writeVotes(tx, set.ahead.votes);
    results.push(...(await closeUnits(context, { ...context, tx, now: context.clock.now() }, handled)));
  }
  for (const { row, inbound } of read) {
    if (performance.now() > until && results.length > 0) break;
    if (inbound && set?.votes.has(inbound)) continue;
    const next = await handleRow(context, tx, row, inbound);
    handled.push(next);
    results.push(await closeUnit(context, next.uow, next.work));
  }
  await markDone(tx, handled);
  return results;
}

/**
 * The oldest undone row of each conversation that nobody else holds. The row lock alone would not do: an older event may
 * arrive while a newer one of the same conversation is being handled, and then both would be the oldest to somebody.
 */
async function claim(tx: Tx, limit: number, seq?: number): Promise<Claimed[]> {
  return rowsOf<Claimed>(
    tx,
    sql`with oldest as materialized (
      select i.seq, i.event_key, i.platform, i.body_sealed, i.attempts, i.conversation_key,
        extract(epoch from now() - i.received_at)::float8 as waited,
        i.message_key is not null
          and exists (select 1 from ${inbox} t where t.message_key = i.message_key and t.takes_back) as taken_back
      from ${inbox} i
      where i.state = 'pending' and i.next_at <= now() ${seq === undefined ? sql`` : sql`and i.seq = ${seq}`}
        and not exists (
          select 1 from ${inbox} j
          where j.conversation_key = i.conversation_key and j.state = 'pending' and (j.event_at, j.seq) < (i.event_at, i.seq)
        )
      order by i.seq limit ${limit} for update of i skip locked
    )
    select seq, event_key, platform, body_sealed, attempts, waited, taken_back from oldest
    where pg_try_advisory_xact_lock(${ADVISORY_LOCK.conversation}, hashtext(conversation_key)) order by seq`,
  );
}

async function takeOne(context: Context, committed: AfterCommit, seq: number): Promise<void> {
  try {
    const done = await context.db.transaction(async (tx) => {
      const [row] = await claim(tx, 1, seq);
      if (!row) return undefined;
      const handled = await handleRow(context, tx, row, readRow(context, row));
      const result = await closeUnit(context, handled.uow, handled.work);
      await markDone(tx, [handled]);
      return result;
    });
    if (done) committed(done);
  } catch (error) {
    if (isOutage(error)) throw error;
    await failed(context, committed, seq, error);
  }
}

/** Understood and done, but for what closing its unit writes. */
interface Handling extends Closing {
  readonly seq: number;
  /** Nothing of it was ours: not even the words are kept. */
  readonly forget?: boolean;
  readonly takesBack?: boolean;
}

/** @param inbound undefined when there is nothing to read any more */
async function handleRow(
  context: Context,
  tx: Tx,
  row: Claimed,
  inbound: Inbound | undefined,
  ahead?: Ahead,
): Promise<Handling> {
  const uow = { ...openUnit(context, tx, SYSTEM, row.event_key), ...(ahead && { ahead }) };
  context.counters.observe('inbox_wait_seconds', row.waited);
  if (!inbound) return { uow, work: {}, seq: row.seq, forget: true };
  const handled = await handleInbound(
    uow,
    {
      privateLink: (address, payload) => privateLinkOf(context, address, payload),
      pictureUrl: context.pictureUrl,
      calendarUrl: context.calendarUrl,
      boardUrl: context.boardUrl,
      paperUrl: context.paperUrl,
    },
    inbound,
    arrivalOf(uow.now, row, inbound),
  );
  const pressed = inbound.content.kind === 'pressed' ? inbound.content.message : undefined;
  const { chat, conversation } = handled;
  const traceless = handled.forget === true;
  const spoke = conversation !== undefined || handled.outgoing.length > 0;
  const work: Work = {
    outgoing: traceless ? handled.outgoing.map((item) => ({ ...item, traceless })) : handled.outgoing,
    // Who has just blocked us, or left, is not offered anything.
    ...(chat &&
      spoke && {
        answering: {
          chatId: chat.id,
          ...(inbound.reply && { reply: inbound.reply }),
          ...(pressed !== undefined && { message: pressed }),
          ...(handled.menu && { menu: handled.menu }),
          ...(traceless && { traceless }),
        },
      }),
    ...(conversation && { remembered: { ...conversation, at: uow.now, ...(traceless && { traceless }) } }),
  };
  return {
    uow,
    work,
    seq: row.seq,
    ...(handled.forget && { forget: true }),
    ...(inbound.content.kind === 'unsent' && { takesBack: true }),
  };
}

/** Both times in domain time, which may run ahead of the platform's. */
function arrivalOf(now: Temporal.Instant, { waited }: Claimed, { content }: Inbound): Arrival {
  const receivedAt = now.subtract({ milliseconds: Math.max(0, Math.round(waited * 1000)) });
  const pressedAtMs = content.kind === 'pressed' ? content.pressedAtMs : undefined;
  return {
    receivedAt,
    ...(pressedAtMs !== undefined && {
      pressedAt: now.subtract({ milliseconds: Math.round(Date.now() - pressedAtMs) }),
    }),
  };
}

/** The platform's settings are gone: its events are parked, listed, and can be retried once they are back. */
class PlatformNotConfigured extends Error {
  override readonly name = 'PlatformNotConfigured';
}

/** Undefined when the person has taken the message back before we came to it, or before it came to us. */
function readRow(context: Context, row: Claimed): Inbound | undefined {
  const adapter = context.adapters.get(row.platform);
  if (!adapter) throw new PlatformNotConfigured(row.platform);
  if (!row.body_sealed || row.taken_back) return undefined;
  return adapter.read(context.keys.openText(INBOX_BODY, row.body_sealed), Date.now());
}

/**
 * Inside the transaction that did the work; one statement for all of it. Of what is to be forgotten only the key stays, which
 * knows the event when it comes again: not whose conversation it was, and not which minute of the hour.
 */
async function markDone(tx: Tx, rows: readonly Handling[]): Promise<void> {
  if (rows.length === 0) return;
  const done = JSON.stringify(
    rows.map(({ seq, forget, takesBack }) => ({ seq, forget: forget === true, takes_back: takesBack === true })),
  );
  await tx.execute(
    sql`update ${inbox} i set state = 'done', takes_back = d.takes_back,
        done_at = case when d.forget then b.done_at else now() end,
        received_at = case when d.forget then b.done_at else i.received_at end,
        next_at = case when d.forget then b.done_at else i.next_at end,
        event_at = case when d.forget then b.done_at else i.event_at end,
        conversation_key = case when d.forget then i.event_key else i.conversation_key end,
        message_key = case when d.forget and not d.takes_back then null else i.message_key end,
        body_sealed = case when d.forget then null else i.body_sealed end
      from (select now() - random() * interval '1 hour' as done_at) b,
        jsonb_to_recordset(${done}::text::jsonb) as d(seq bigint, forget boolean, takes_back boolean)
      where i.seq = d.seq`,
  );
}

async function failed(context: Context, committed: AfterCommit, seq: number, error: unknown): Promise<void> {
  const name = nameOf(error);
  context.log('error', 'inbox.failed', { seq, error: name });
  context.counters.add('inbox_failed');
  const [row] = await context.db.direct
    .update(inbox)
    .set({
      attempts: sql`${inbox.attempts} + 1`,
      lastError: name,
      nextAt: sql`now() + make_interval(secs => power(2, ${inbox.attempts})::int)`,
      state: sql`case when ${inbox.attempts} + 1 >= ${MAX_ATTEMPTS} then 'parked' else 'pending' end`,
    })
    .where(and(eq(inbox.seq, seq), eq(inbox.state, 'pending')))
    .returning();
  if (row?.state === 'parked')
    await tellParked(context, committed, {
      seq: row.seq,
      event_key: row.eventKey,
      platform: row.platform as Platform,
      body_sealed: row.bodySealed,
      attempts: row.attempts,
      waited: 0,
      taken_back: false,
    });
}

/** Nothing is lost, and the person is told so; if even that fails the row stays listed as parked. */
async function tellParked(context: Context, committed: AfterCommit, row: Claimed): Promise<void> {
  context.counters.add('inbox_parked');
  try {
    const inbound = readRow(context, row);
    const { actor } = inbound ?? {};
    if (!inbound || !actor || inbound.scope !== 'direct' || isOthers(inbound)) return;
    const told = await runUnit(context, SYSTEM, context.index.of('parked', row.event_key), async (uow) => {
      const language = guessLanguage(actor.locale);
      const account = await openAccount(uow, inbound.address, {
        user: actor.user,
        ...(language !== undefined && { language }),
      });
      const chat = await openChat(uow, { address: inbound.address, scope: inbound.scope }, account);
      if (chat) uow.notices.push({ kind: 'inbox.parked', chatId: chat.id, accountId: account.id });
      return {};
    });
    committed(told);
  } catch (error) {
    context.log('error', 'inbox.parked.untold', { seq: row.seq, error: nameOf(error) });
  }
}
