/** Brings live messages up to date where the platform can edit: many changes become one edit. */

import { createHash } from 'node:crypto';
import { eq, inArray, sql } from 'drizzle-orm';
import { finds, rowsOf, type Tx } from '../db/client.ts';
import { chat, chatAccount, choicePrompt, person, view, viewStale } from '../db/schema/index.ts';
import type { Language, Platform } from '../src/channel.ts';
import { permit } from '../src/domain/permissions/permit.ts';
import type { Command } from '../src/domain/permissions/table.ts';
import { issueTokens } from '../src/notices/choices.ts';
import { cardTakenAway, demandCard } from '../src/notices/demand-card.ts';
import { demandFacts } from '../src/notices/demand-facts.ts';
import type { BoundPrompt } from '../src/notices/intent.ts';
import { createOutboxWriter, type Dispatch, type OutboxWriter } from '../src/notices/outbox-writer.ts';
import { renderPhrases } from '../src/notices/phrases.ts';
import { languageOf } from '../src/notices/recipients.ts';
import type { Context } from '../src/pipeline/context.ts';
import { choiceMinutes, LEASE_MS } from '../src/pipeline/unit.ts';
import { type AccountRow, actorOf } from '../src/usecases/conversation/identify.ts';
import { demandTarget } from '../src/usecases/demand/change.ts';

const SET_SIZE = 20;

/** @returns the edits to send, already leased to this process */
export async function refreshViews(context: Context): Promise<readonly Dispatch[]> {
  const shown = sql`select 1 from ${viewStale} s join ${view} v on v.id = s.view_id where v.message_sealed is not null limit 1`;
  if (!(await finds(context.db, shown))) return [];
  return context.db.transaction(async (tx) => {
    const stale = await rowsOf<{ view_id: string }>(
      tx,
      sql`select id as view_id from ${view} where id in (select view_id from ${viewStale}) and message_sealed is not null limit ${SET_SIZE} for update skip locked`,
    );
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
      const prompt = row.chat_account && (await promptOf(context, tx, row.view.subject, language, row.chat_account));
      if (prompt && row.chat.state === 'active')
        await edit(context, tx, writer, row.view, row.chat, row.chat_account?.id, prompt, language);
    }
    return writer.write(tx);
  });
}

async function promptOf(
  context: Context,
  tx: Tx,
  subject: string,
  language: Language,
  account: AccountRow,
): Promise<BoundPrompt | undefined> {
  const [kind, id] = subject.split(':');
  if (kind !== 'demand-card' || !id) return undefined;
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
  const issue = issueTokens(prompt, bound, context.keys, context.clock.now(), choiceMinutes(context, 'choice.expiry'));
  if (issue.row) await tx.insert(choicePrompt).values(issue.row);
  const wires = adapter.render([issue.prompt], {
    scope: to.scope,
    language,
    replaceMessage: context.keys.openText('view.message', row.messageSealed),
    phrases: renderPhrases(language),
  });
  await tx.update(view).set({ shownDigest: digest }).where(eq(view.id, row.id));
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
