/**
 * The same words to many people. Where the platform has a multicast, people who read the same language share one call
 * under one key, and one token (`choices.ts` says why that is safe); elsewhere each chat gets its own row in the bulk lane,
 * with a token of its own.
 */
import { eq, inArray, sql } from 'drizzle-orm';
import { chat, chatAccount, choicePrompt, conversation } from '../../db/schema/index.ts';
import type { Language, Platform, Wire } from '../channel.ts';
import { issueTokens, type PromptRow } from './choices.ts';
import { type EnqueueTools, minutesOf, type Renderer } from './enqueue.ts';
import type { BoundPrompt, Outgoing } from './intent.ts';
import { type ChatRow, createOutboxWriter, type Dispatch, type OutboxWriter, writeOutbox } from './outbox-writer.ts';
import { renderPhrases } from './phrases.ts';
import type { Recipient } from './recipients.ts';

export type BulkTools = Omit<EnqueueTools, 'realNow'>;

export interface BulkMessage extends Pick<Outgoing, 'topic' | 'policy'> {
  prompt(language: Language): BoundPrompt;
}

interface Reached {
  readonly chat: ChatRow;
  readonly accountId: string;
  /** The platform's own id of the person. */
  readonly user: string;
  readonly language: Language;
}

export async function enqueueBulk(
  tools: BulkTools,
  recipients: readonly Recipient[],
  message: BulkMessage,
): Promise<readonly Dispatch[]> {
  if (recipients.length === 0) return [];
  const languages = new Map(recipients.map(({ chatId, language }) => [chatId, language]));
  const rows = await tools.tx
    .select()
    .from(chat)
    .innerJoin(chatAccount, eq(chatAccount.id, chat.accountId))
    .where(inArray(chat.id, [...languages.keys()]));
  const reached = rows.flatMap((row): Reached[] => {
    const language = languages.get(row.chat.id);
    return language
      ? [
          {
            chat: row.chat,
            accountId: row.chat_account.id,
            user: tools.keys.openText('chat_account.user', row.chat_account.userSealed),
            language,
          },
        ]
      : [];
  });
  const bulk: Bulk = { tools, writer: createOutboxWriter(tools.keys, tools.lease), message, prompts: [], shown: [] };
  for (const group of groups(reached)) {
    const renderer = tools.renderers.get(group[0].chat.platform as Platform);
    if (renderer) addGroup(bulk, renderer, group);
  }
  if (bulk.prompts.length > 0) await tools.tx.insert(choicePrompt).values(bulk.prompts);
  await rememberPrompts(tools, bulk.shown);
  return writeOutbox(tools.tx, [bulk.writer]);
}

interface Bulk {
  readonly tools: BulkTools;
  readonly writer: OutboxWriter;
  readonly message: BulkMessage;
  readonly prompts: PromptRow[];
  /** Which prompt each chat is shown last. */
  readonly shown: { readonly chat: string; readonly account: string; readonly prompt: string }[];
}

/** A number that is typed refers to it from now on. */
async function rememberPrompts({ tx }: BulkTools, shown: Bulk['shown']): Promise<void> {
  if (shown.length === 0) return;
  await tx.execute(
    sql`update ${conversation} c set last_prompt = s.prompt
      from jsonb_to_recordset(${JSON.stringify(shown)}::text::jsonb) as s(chat uuid, account uuid, prompt text)
      where c.chat_id = s.chat and c.account_id = s.account`,
  );
}

type Group = readonly [Reached, ...Reached[]];

/** People of one bot who read the same language. */
function groups(reached: readonly Reached[]): Group[] {
  const made = new Map<string, [Reached, ...Reached[]]>();
  for (const one of reached) {
    const name = [one.chat.platform, one.chat.botAccount, one.language].join(' ');
    const open = made.get(name);
    if (open) open.push(one);
    else made.set(name, [one]);
  }
  return [...made.values()];
}

function addGroup(bulk: Bulk, renderer: Renderer, group: Group): void {
  const { writer, message } = bulk;
  const what = {
    lane: 'bulk',
    kind: 'message',
    topic: message.topic,
    purpose: 'notice',
    policy: message.policy,
  } as const;
  const together = renderer.limits.multicastUsers;
  if (together === 0) {
    for (const one of group)
      for (const wire of rendered(bulk, renderer, [one], one.chat.id))
        writer.add(one.chat, wire, { kind: 'push' }, what);
    return;
  }
  for (const wire of rendered(bulk, renderer, group, null))
    for (let at = 0; at < group.length; at += together) {
      const slice = group.slice(at, at + together);
      const [first] = slice;
      // The row hangs on the first chat; the call goes to all of them.
      if (first) writer.add(first.chat, wire, { kind: 'multicast', users: slice.map(({ user }) => user) }, what);
    }
}

/** @param chatId the one chat it is for; null when all of them get the same */
function rendered(bulk: Bulk, renderer: Renderer, group: Group, chatId: string | null): readonly Wire[] {
  const { tools, message, prompts, shown } = bulk;
  const [{ language, accountId }] = group;
  const prompt = message.prompt(language);
  const to = { chatId, ...(chatId !== null && { accountId }) };
  const issue = issueTokens(prompt, to, tools.keys, tools.now, minutesOf(prompt, tools));
  if (issue.row) {
    prompts.push(issue.row);
    for (const one of group) shown.push({ chat: one.chat.id, account: one.accountId, prompt: issue.row.id });
  }
  return renderer.render([issue.prompt], { scope: 'direct', language, phrases: renderPhrases(language) });
}
