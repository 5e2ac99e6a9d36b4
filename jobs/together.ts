/** Says in a group what those who pressed there are to hear, in one free reply a while, as long as one is left. */
import { eq, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { finds, rowsOf, type Tx } from '../db/client.ts';
import { chat, gathered, outbox, view } from '../db/schema/index.ts';
import { newId } from '../db/schema/namespace.ts';
import type { Platform } from '../src/channel.ts';
import { type Gathered, takeOfGroup, toldBy } from '../src/notices/gather.ts';
import { createOutboxWriter, type Dispatch, writeOutbox } from '../src/notices/outbox-writer.ts';
import { renderPhrases } from '../src/notices/phrases.ts';
import { languageOf } from '../src/notices/recipients.ts';
import { togetherPrompt } from '../src/notices/together.ts';
import type { Context } from '../src/pipeline/context.ts';
import { turnMs } from '../src/pipeline/unit.ts';

/** People of one reply; it stays one message. */
const MOST = 100;
const GROUPS = 20;
/** A reply that ends sooner would not get there in time. */
const LEFT_MS = 1000;
const SUBJECT = 'together';

/** @returns the replies to send, already leased to this process */
export async function tellTogether(context: Context): Promise<readonly Dispatch[]> {
  if (!(await finds(context.db, sql`select 1 from ${gathered} limit 1`))) return [];
  await forgetTold(context);
  const groups = await rowsOf<{ chat_id: string }>(
    context.db.direct,
    sql`select chat_id from ${gathered} where token_until > now() + make_interval(secs => ${LEFT_MS / 1000})
      group by chat_id order by min(at) limit ${GROUPS}`,
  );
  const dispatches: Dispatch[] = [];
  for (const { chat_id } of groups)
    dispatches.push(...(await context.db.transaction((tx) => tellGroup(context, tx, chat_id))));
  return dispatches;
}

async function forgetTold({ db }: Context): Promise<void> {
  await db.direct.execute(
    sql`delete from ${gathered} where id in (select g.id from ${gathered} g join ${outbox} o on o.id = g.outbox_id
      where o.state = 'accepted' for update of g skip locked)`,
  );
}

async function tellGroup(context: Context, tx: Tx, chatId: string): Promise<readonly Dispatch[]> {
  const [to] = await tx.select().from(chat).where(eq(chat.id, chatId));
  const adapter = to && context.adapters.get(to.platform as Platform);
  if (to?.state !== 'active' || adapter?.limits.gatherMs === undefined) return [];
  const realNow = Temporal.Instant.fromEpochMilliseconds(Date.now());
  const rows = await takeOfGroup({ tx, keys: context.keys, realNow }, chatId, MOST);
  const newest = newestToken(rows, realNow);
  if (!newest?.token || !(await isTurn(tx, chatId, adapter.limits.gatherMs))) return [];
  const language = languageOf(to.language);
  const [wire, more] = adapter.render([await togetherPrompt({ tx, keys: context.keys }, language, rows)], {
    scope: 'group',
    language,
    phrases: renderPhrases(language),
  });
  if (!wire || more) throw new Error('what is told together is not one message');
  const writer = createOutboxWriter(context.keys, { by: context.processId, ms: turnMs('interactive') });
  const what = { lane: 'interactive', kind: 'message', topic: SUBJECT, purpose: 'answer', policy: 'skip' } as const;
  await toldBy(tx, rows, writer.add(to, wire, { kind: 'reply', token: newest.token }, what), newest.id);
  return writeOutbox(tx, [writer]);
}

function newestToken(rows: readonly Gathered[], realNow: Temporal.Instant): Gathered | undefined {
  const until = ({ tokenUntil }: Gathered): number => tokenUntil?.epochMilliseconds ?? 0;
  const newest = rows.toSorted((a, b) => until(b) - until(a))[0];
  return newest && until(newest) > realNow.epochMilliseconds + LEFT_MS ? newest : undefined;
}

/** One a while: whoever presses alone is answered at once, a crowd together. */
async function isTurn(tx: Tx, chatId: string, ms: number): Promise<boolean> {
  const [turn] = await tx
    .insert(view)
    .values({ id: newId(), chatId, subject: SUBJECT, shownAt: sql`now()` })
    .onConflictDoUpdate({
      target: [view.chatId, view.subject],
      set: { shownAt: sql`now()` },
      setWhere: sql`${view.shownAt} <= now() - make_interval(secs => ${ms / 1000})`,
    })
    .returning({ id: view.id });
  return turn !== undefined;
}
