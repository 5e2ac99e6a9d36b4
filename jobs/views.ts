/** Brings live messages up to date where the platform can edit: many changes become one edit. */

import { createHash } from 'node:crypto';
import { eq, inArray, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { v4 } from 'uuid';
import { rowsOf, type Tx } from '../db/client.ts';
import { chat, chatAccount, choicePrompt, outbox, person, view, viewStale } from '../db/schema/index.ts';
import { newId } from '../db/schema/namespace.ts';
import type { Language, Platform } from '../src/channel.ts';
import { issueTokens } from '../src/notices/choices.ts';
import { demandCard } from '../src/notices/demand-card.ts';
import { demandFacts } from '../src/notices/demand-facts.ts';
import { addressOf, type Dispatch, ENVELOPE, WIRE } from '../src/notices/enqueue.ts';
import type { BoundPrompt } from '../src/notices/intent.ts';
import { renderPhrases } from '../src/notices/phrases.ts';
import { languageOf, mayReject } from '../src/notices/recipients.ts';
import type { Engine } from '../src/pipeline/engine.ts';
import { choiceMinutes, LEASE_MS } from '../src/pipeline/unit.ts';

const SET_SIZE = 20;

/** @returns the edits to send, already leased to this process */
export async function refreshViews(engine: Engine): Promise<Dispatch[]> {
  return engine.db.transaction(async (tx) => {
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
    const dispatches: Dispatch[] = [];
    for (const row of rows) {
      const language = languageOf(
        row.chat_account?.language,
        row.person?.language,
        row.chat_account?.guessedLanguage,
        row.chat.language,
      );
      const prompt = await promptOf(engine, tx, row.view.subject, language, row.person?.id);
      if (prompt && row.chat.state === 'active')
        dispatches.push(...(await edit(engine, tx, row.view, row.chat, row.chat_account?.id, prompt, language)));
    }
    return dispatches;
  });
}

async function promptOf(
  engine: Engine,
  tx: Tx,
  subject: string,
  language: Language,
  personId: string | undefined,
): Promise<BoundPrompt | undefined> {
  const [kind, id] = subject.split(':');
  if (kind !== 'demand-card' || !id) return undefined;
  const facts = await demandFacts(tx, engine.keys, id);
  return (
    facts && {
      ...demandCard(facts, { language, mayReject: await mayReject(tx, facts.row.communityId, personId) }),
      replaces: true,
    }
  );
}

async function edit(
  engine: Engine,
  tx: Tx,
  row: typeof view.$inferSelect,
  to: typeof chat.$inferSelect,
  accountId: string | undefined,
  prompt: BoundPrompt,
  language: Language,
): Promise<Dispatch[]> {
  const adapter = engine.adapters.get(to.platform as Platform);
  if (!adapter || !row.messageSealed) return [];
  // Tokens differ every time; what is compared is what a person would see.
  const digest = createHash('sha256').update(JSON.stringify({ language, prompt })).digest('base64url');
  if (digest === row.shownDigest) return [];
  const issue = issueTokens(
    prompt,
    { chatId: to.id, ...(accountId && { accountId }) },
    engine.keys,
    engine.clock.now(),
    choiceMinutes(engine),
  );
  if (issue.row) await tx.insert(choicePrompt).values(issue.row);
  const wires = adapter.render([issue.prompt], {
    scope: to.scope,
    language,
    replaceMessage: engine.keys.openText('view.message', row.messageSealed),
    phrases: renderPhrases(language),
  });
  await tx.update(view).set({ shownDigest: digest }).where(eq(view.id, row.id));
  const dispatches = wires.map(
    (wire): Dispatch => ({
      id: newId(),
      chatId: to.id,
      address: addressOf(to, engine.keys),
      scope: to.scope,
      lane: 'interactive',
      kind: 'view',
      wire,
      envelope: { kind: 'push' },
      retryKey: v4(),
      viewId: row.id,
      policy: 'repeat',
      purpose: 'notice',
      attempts: 0,
    }),
  );
  await tx.insert(outbox).values(
    dispatches.map((dispatch) => ({
      id: dispatch.id,
      chatId: dispatch.chatId,
      lane: dispatch.lane,
      kind: dispatch.kind,
      topic: 'view',
      purpose: dispatch.purpose,
      wireSealed: engine.keys.sealJson(WIRE, dispatch.wire),
      envelopeSealed: engine.keys.sealJson(ENVELOPE, dispatch.envelope),
      retryKey: dispatch.retryKey,
      viewId: row.id,
      policy: dispatch.policy,
      state: 'leased' as const,
      leaseBy: engine.processId,
      leaseUntil: Temporal.Instant.fromEpochMilliseconds(Date.now() + LEASE_MS),
    })),
  );
  return dispatches;
}
