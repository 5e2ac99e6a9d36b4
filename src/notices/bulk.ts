/**
 * The same words to many people. Where the platform has a multicast, people who read the same language share one call
 * under one key; elsewhere each chat gets its own row in the bulk lane.
 */
import { eq, inArray } from 'drizzle-orm';
import type { Tx } from '../../db/client.ts';
import { chat, chatAccount } from '../../db/schema/index.ts';
import type { FieldKeys } from '../../db/sealed.ts';
import type { Language, Platform, Prompt } from '../channel.ts';
import type { Renderer, Renderers } from './enqueue.ts';
import {
  type ChatRow,
  createOutboxWriter,
  type Dispatch,
  type Lease,
  type OutboxWriter,
  writeOutbox,
} from './outbox-writer.ts';
import { renderPhrases } from './phrases.ts';
import type { Recipient } from './recipients.ts';

export interface BulkTools {
  readonly tx: Tx;
  readonly keys: FieldKeys;
  readonly renderers: Renderers;
  readonly lease: Lease;
}

export interface BulkMessage {
  readonly topic: string;
  prompt(language: Language): Prompt;
}

interface Reached {
  readonly chat: ChatRow;
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
      ? [{ chat: row.chat, user: tools.keys.openText('chat_account.user', row.chat_account.userSealed), language }]
      : [];
  });
  const writer = createOutboxWriter(tools.keys, tools.lease);
  for (const group of groups(reached)) {
    const renderer = tools.renderers.get(group[0].chat.platform as Platform);
    if (renderer) addGroup(writer, renderer, group, message);
  }
  return writeOutbox(tools.tx, [writer]);
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

function addGroup(writer: OutboxWriter, renderer: Renderer, group: Group, message: BulkMessage): void {
  const [{ language }] = group;
  const wires = renderer.render([message.prompt(language)], {
    scope: 'direct',
    language,
    phrases: renderPhrases(language),
  });
  const what = { lane: 'bulk', kind: 'message', topic: message.topic, purpose: 'notice', policy: 'skip' } as const;
  const together = renderer.limits.multicastUsers;
  for (const wire of wires) {
    if (together === 0) for (const { chat: to } of group) writer.add(to, wire, { kind: 'push' }, what);
    for (let at = 0; together > 0 && at < group.length; at += together) {
      const slice = group.slice(at, at + together);
      const [first] = slice;
      // The row hangs on the first chat; the call goes to all of them.
      if (first) writer.add(first.chat, wire, { kind: 'multicast', users: slice.map(({ user }) => user) }, what);
    }
  }
}
