/** Brings live messages up to date where the platform can edit: many changes become one edit. */

import { createHash } from 'node:crypto';
import { eq, inArray, sql } from 'drizzle-orm';
import { finds, rowsOf, type Tx } from '../db/client.ts';
import { chat, chatAccount, choicePrompt, outbox, person, view, viewStale } from '../db/schema/index.ts';
import type { Language, Platform } from '../src/channel.ts';
import { permit } from '../src/domain/permissions/permit.ts';
import type { Command } from '../src/domain/permissions/table.ts';
import { issueTokens } from '../src/notices/choices.ts';
import { cardTakenAway, demandCard } from '../src/notices/demand-card.ts';
import { demandFacts } from '../src/notices/demand-facts.ts';
import { minutesOf } from '../src/notices/enqueue.ts';
import { ballotStandingOf, groupBallotPrompt } from '../src/notices/group-ballot.ts';
import type { BoundPrompt } from '../src/notices/intent.ts';
import { createOutboxWriter, type Dispatch, type OutboxWriter, writeOutbox } from '../src/notices/outbox-writer.ts';
import { renderPhrases } from '../src/notices/phrases.ts';
import { pollFactsOf } from '../src/notices/poll-facts.ts';
import { livePoll } from '../src/notices/polls.ts';
import { languageOf } from '../src/notices/recipients.ts';
import type { Context } from '../src/pipeline/context.ts';
import { LEASE_MS, validity } from '../src/pipeline/unit.ts';
import { type AccountRow, actorOf } from '../src/usecases/conversation/identify.ts';
import { demandTarget } from '../src/usecases/demand/change.ts';

const SET_SIZE = 20;

/** @returns the edits to send, already leased to this process */
export async function refreshViews(context: Context): Promise<readonly Dispatch[]> {
  const shown = sql`select 1 from ${viewStale} s join ${view} v on v.id = s.view_id where v.message_sealed is not null limit 1`;
  if (!(await finds(context.db, shown))) return [];
  return context.db.transaction(async (tx) => {
    const stale = await claim(context, tx);
    if (stale.length === 0) return [];
    const ids = stale.map((row) => row.view_id);
    await tx.delete(viewStale).where(inArray(viewStale.viewId, ids));
    const rows = await tx
      .select()
      .from(view)
      .innerJoin(chat, eq(chat.id, view.chatId))
      .leftJoin(chatAccount, eq(chatAccount.id, chat.accountId))
      .leftJoin(person, eq(person.id, chatAccount.personId))
      .where(inArray(view.id, ids));
    const writer = createOutboxWriter(context.keys, { by: context.processId, ms: LEASE_MS });
    for (const row of rows) {
      const language = languageOf(
        row.chat_account?.language,
        row.person?.language,
        row.chat_account?.guessedLanguage,
        row.chat.language,
      );
      const prompt = await promptOf(context, tx, row.view.subject, language, row.chat_account);
      if (prompt && row.chat.state === 'active')
        await edit(context, tx, writer, row.view, row.chat, row.chat_account?.id, prompt, language);
    }
    return writeOutbox(tx, [writer]);
  });
}

/**
 * Those whose turn it is: none while an earlier change of it is still on its way, and in a group one a while, so that a rush of
 * presses becomes a few edits and leaves room for what is said there. Whoever marks a view must not wait for this, nor this
 * for them: no lock is taken that their foreign key asks for.
 */
function claim({ adapters }: Context, tx: Tx): Promise<{ view_id: string }[]> {
  const pauses = JSON.stringify(
    Object.fromEntries([...adapters].map(([name, { limits }]) => [name, (limits.groupEditMs ?? 0) / 1000])),
  );
  return rowsOf<{ view_id: string }>(
    tx,
    sql`select v.id as view_id from ${view} v join ${chat} c on c.id = v.chat_id
      where v.id in (select view_id from ${viewStale}) and v.message_sealed is not null
        and not exists (select 1 from ${outbox} o where o.chat_id = v.chat_id and o.view_id = v.id
          and o.state in ('waiting','leased','sending'))
        and (c.scope = 'direct' or v.shown_at is null
          or v.shown_at <= now() - make_interval(secs => coalesce((${pauses}::text::jsonb ->> c.platform)::float8, 0)))
      limit ${SET_SIZE} for no key update of v skip locked`,
  );
}

async function promptOf(
  context: Context,
  tx: Tx,
  subject: string,
  language: Language,
  account: AccountRow | null,
): Promise<BoundPrompt | undefined> {
  const [kind, id] = subject.split(':');
  if (!id) return undefined;
  switch (kind) {
    case 'demand-card':
      return account ? cardOf(context, tx, id, language, account) : undefined;
    case 'ballot': {
      const standing = await ballotStandingOf({ tx }, id);
      return standing && { ...groupBallotPrompt(language, standing), replaces: true };
    }
    case 'poll': {
      const facts = await pollFactsOf({ tx, keys: context.keys }, id);
      return facts && { ...livePoll(language, facts), replaces: true };
    }
    default:
      return undefined;
  }
}

async function cardOf(
  context: Context,
  tx: Tx,
  id: string,
  language: Language,
  account: AccountRow,
): Promise<BoundPrompt | undefined> {
  const facts = await demandFacts({ tx, keys: context.keys }, id);
  if (!facts) return undefined;
  const { actor } = await actorOf(tx, account);
  const may = (command: Command) => permit(command, actor, demandTarget({ demand: facts.row })).ok;
  // Whoever has given up the seat since sees no word more of it.
  if (!may('demand.read')) return { ...cardTakenAway(facts, language), replaces: true };
  return { ...demandCard(facts, { language, may }), replaces: true };
}

async function edit(
  context: Context,
  tx: Tx,
  writer: OutboxWriter,
  row: typeof view.$inferSelect,
  to: typeof chat.$inferSelect,
  accountId: string | undefined,
  prompt: BoundPrompt,
  language: Language,
): Promise<void> {
  const adapter = context.adapters.get(to.platform as Platform);
  if (!adapter || !row.messageSealed) return;
  // Tokens differ every time; what is compared is what a person would see.
  const digest = createHash('sha256').update(JSON.stringify({ language, prompt })).digest('base64url');
  if (digest === row.shownDigest) return;
  const bound = { chatId: to.id, ...(accountId && { accountId }) };
  const issue = issueTokens(prompt, bound, context.keys, context.clock.now(), minutesOf(prompt, validity(context)));
  if (issue.row) await tx.insert(choicePrompt).values(issue.row);
  const wires = adapter.render([issue.prompt], {
    scope: to.scope,
    language,
    replaceMessage: context.keys.openText('view.message', row.messageSealed),
    phrases: renderPhrases(language),
  });
  await tx.update(view).set({ shownDigest: digest, shownAt: sql`now()` }).where(eq(view.id, row.id));
  for (const wire of wires) {
    writer.add(
      to,
      wire,
      { kind: 'push' },
      {
        lane: 'interactive',
        kind: 'view',
        topic: 'view',
        purpose: 'notice',
        policy: 'repeat',
        viewId: row.id,
      },
    );
  }
}
