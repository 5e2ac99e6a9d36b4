/**
 * Forgets what is no longer needed. Raw events go 7 days after they were handled, their dedupe keys after 30; what was
 * sent keeps its fate but not its words. Each statement takes a bounded slice, so a large backlog never holds the database.
 */
import { and, inArray, isNull, lt, type SQL, sql } from 'drizzle-orm';
import { rowsOf } from '../db/client.ts';
import {
  attachment,
  choicePrompt,
  circular,
  commandDone,
  conversation,
  gathered,
  handoff,
  inbox,
  outbox,
  rateWindow,
  reminder,
  reminderSent,
  schedule,
  unreached,
  webFile,
  webMessage,
} from '../db/schema/index.ts';
import { SYSTEM } from '../src/domain/permissions/roles.ts';
import type { Context } from '../src/pipeline/context.ts';
import { runUnit } from '../src/pipeline/unit.ts';
import { eraseAttachment } from '../src/usecases/demand/unsend.ts';
import { expireRosters } from './rosters.ts';

const SLICE = 500;
const LOOSE_DAYS = 30;

/** Each statement returns the rows it touched; times of transport are real, times of people are domain times. */
const steps = (domainNow: string): readonly SQL[] => [
  sql`update ${inbox} set body_sealed = null where seq in (
    select seq from ${inbox} where state = 'done' and body_sealed is not null and done_at < now() - interval '7 days' limit ${SLICE}) returning seq`,
  sql`delete from ${inbox} where seq in (select seq from ${inbox} where state = 'done' and done_at < now() - interval '30 days' limit ${SLICE}) returning seq`,
  sql`update ${outbox} set wire_sealed = null, envelope_sealed = null where seq in (
    select seq from ${outbox} where settled_at < now() - interval '14 days' and wire_sealed is not null limit ${SLICE}) returning seq`,
  // What became of a reminder outlives the message it was.
  sql`update ${reminderSent} set fate = o.state from ${outbox} o where o.id = outbox_id and ${reminderSent.id} in (
    select s.id from ${reminderSent} s join ${outbox} o on o.id = s.outbox_id
    where s.fate is null and o.settled_at is not null limit ${SLICE}) returning ${reminderSent.id}`,
  sql`delete from ${reminder} where id in (
    select id from ${reminder} where settled_at < ${domainNow}::timestamptz - interval '400 days' limit ${SLICE}) returning id`,
  sql`delete from ${reminderSent} where id in (
    select id from ${reminderSent} where at < ${domainNow}::timestamptz - interval '400 days' limit ${SLICE}) returning id`,
  sql`delete from ${outbox} where seq in (
    select seq from ${outbox} where settled_at < now() - interval '90 days' and state in ('accepted','withdrawn') limit ${SLICE}) returning seq`,
  sql`delete from ${choicePrompt} where id in (
    select id from ${choicePrompt} where expires_at < ${domainNow}::timestamptz - interval '7 days' limit ${SLICE}) returning id`,
  sql`delete from ${circular} where id in (
    select id from ${circular} where done_at < now() - interval '7 days' limit ${SLICE}) returning id`,
  sql`delete from ${gathered} where id in (
    select id from ${gathered} where at < now() - interval '7 days' limit ${SLICE}) returning id`,
  sql`delete from ${handoff} where token_key in (
    select token_key from ${handoff} where expires_at < ${domainNow}::timestamptz - interval '1 day' limit ${SLICE}) returning token_key`,
  sql`update ${conversation} set flow = null, step = null, state_sealed = null where id in (
    select id from ${conversation} where state_sealed is not null and updated_at < ${domainNow}::timestamptz - interval '30 days' limit ${SLICE}) returning id`,
  sql`delete from ${webMessage} where seq in (
    select seq from ${webMessage} where created_at < ${domainNow}::timestamptz - interval '180 days' limit ${SLICE}) returning seq`,
  sql`delete from ${webFile} where id in (
    select id from ${webFile} where created_at < ${domainNow}::timestamptz - interval '30 days' limit ${SLICE}) returning id`,
  sql`delete from ${outbox} where seq in (
    select seq from ${outbox} where settled_at < now() - interval '180 days' limit ${SLICE}) returning seq`,
  sql`update ${commandDone} set result_sealed = null where command_id in (
    select command_id from ${commandDone} where result_sealed is not null and at < now() - interval '7 days' limit ${SLICE}) returning command_id`,
  sql`delete from ${commandDone} where command_id in (
    select command_id from ${commandDone} where at < now() - interval '30 days' limit ${SLICE}) returning command_id`,
  sql`delete from ${schedule} where id in (
    select id from ${schedule} where state in ('done','cancelled') and settled_at < now() - interval '90 days' limit ${SLICE}) returning id`,
  sql`delete from ${unreached} where id in (
    select id from ${unreached} where at < ${domainNow}::timestamptz - interval '365 days' limit ${SLICE}) returning id`,
  sql`delete from ${rateWindow} where (key, window_start) in (
    select key, window_start from ${rateWindow} where window_start < ${domainNow}::timestamptz - interval '31 days' limit ${SLICE}) returning key`,
];

/** Files nobody ever said a word about. Their row stays as a record that something was there. */
async function dropLoose(context: Context): Promise<number> {
  let dropped = 0;
  const now = context.clock.now();
  await runUnit(context, SYSTEM, context.index.of('purge', now.toString()), async (uow) => {
    const rows = await uow.tx
      .select()
      .from(attachment)
      .where(
        and(
          isNull(attachment.demandId),
          isNull(attachment.taskId),
          inArray(attachment.state, ['pending', 'stored']),
          lt(attachment.receivedAt, now.subtract({ hours: 24 * LOOSE_DAYS })),
        ),
      )
      .limit(SLICE)
      .for('update', { skipLocked: true });
    for (const row of rows) await eraseAttachment(uow, row, 'never used');
    dropped = rows.length;
    return {};
  });
  return dropped;
}

/** PGlite runs no autovacuum: without this, tables that are written all day would only grow. */
async function vacuum({ db }: Context): Promise<void> {
  if (db.kind !== 'pglite') return;
  for (const table of [
    'inbox',
    'outbox',
    'schedule',
    'conversation',
    'ledger_pending',
    'choice_prompt',
    'rate_window',
    'view_stale',
    'gathered',
    'roster_row',
    'reminder',
  ]) {
    await db.direct.execute(sql.raw(`vacuum lilong.${table}`));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** @returns how many rows were touched */
export async function purge(context: Context): Promise<number> {
  const domainNow = context.clock.now().toString();
  let touched = 0;
  for (const step of steps(domainNow)) {
    for (;;) {
      const rows = await rowsOf(context.db.direct, step);
      touched += rows.length;
      await new Promise((resolve) => setImmediate(resolve));
      if (rows.length < SLICE) break;
    }
  }
  touched += await dropLoose(context);
  touched += await expireRosters(context);
  await vacuum(context);
  return touched;
}
