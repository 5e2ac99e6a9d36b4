/**
 * 一起回: on a platform that can answer a press only in front of everybody, what those who pressed are to be told is gathered
 * and said in one reply. Never by push: it would cost as many as the group has people. What no reply could carry is told with
 * the person's next press, or in her direct chat.
 * https://developers.line.biz/en/docs/messaging-api/pricing/
 */
import { and, eq, inArray, isNull, lt, or, type SQL, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { among } from '../../db/among.ts';
import type { Tx } from '../../db/client.ts';
import { chat, gathered, outbox } from '../../db/schema/index.ts';
import { newId } from '../../db/schema/namespace.ts';
import type { FieldKeys } from '../../db/sealed.ts';
import type { Language, ReplyCapability, Wire } from '../channel.ts';
import { phrase, plain } from '../locales/translate.ts';
import type { Renderer } from './enqueue.ts';
import type { Outgoing } from './intent.ts';
import type { ChatRow } from './outbox-writer.ts';
import { renderPhrases } from './phrases.ts';

const WORDS = 'gathered.words';
const TOKEN = 'gathered.token';

interface Tools {
  readonly tx: Tx;
  readonly keys: FieldKeys;
  /** Real time. */
  readonly realNow: Temporal.Instant;
}

/**
 * Rows of others are never touched: presses of the same group must not wait for each other.
 * @param spare the press's own free reply, if nothing else used it
 */
export async function gather(
  { tx, keys }: Tools,
  to: ChatRow,
  items: readonly Outgoing[],
  spare: ReplyCapability | undefined,
): Promise<void> {
  for (const { accountId = null, privately, prompt } of items) {
    if (!privately) continue;
    const said = {
      wordsSealed: keys.seal(WORDS, plain(prompt.text)),
      discreet: privately.discreet === true,
      tokenSealed: spare ? keys.seal(TOKEN, spare.token) : null,
      tokenUntil: spare ? Temporal.Instant.fromEpochMilliseconds(spare.expiresAtMs) : null,
    };
    await tx
      .insert(gathered)
      .values({ id: newId(), chatId: to.id, accountId, about: privately.about, ...said })
      .onConflictDoUpdate({
        target: [gathered.chatId, gathered.accountId, gathered.about],
        set: { ...said, outboxId: null, at: sql`now()` },
      });
  }
}

/** Not told: on no message yet, or on one that did not arrive for certain. */
const UNTOLD = or(
  isNull(gathered.outboxId),
  sql`exists (select 1 from ${outbox} where ${outbox.id} = ${gathered.outboxId} and ${outbox.state} in ('refused','unknown','dead'))`,
);

export interface Gathered {
  readonly id: string;
  readonly accountId: string | null;
  readonly about: string;
  readonly words: string;
  readonly discreet: boolean;
  readonly token?: string;
  readonly tokenUntil?: Temporal.Instant;
}

/** What one group, or one person, is still to be told; rows that somebody works on are left to whoever does. */
async function take({ tx, keys }: Tools, which: SQL | undefined, most: number): Promise<readonly Gathered[]> {
  const rows = await tx
    .select()
    .from(gathered)
    .where(and(which, UNTOLD))
    .orderBy(gathered.at, gathered.id)
    .limit(most)
    .for('update', { skipLocked: true });
  return rows.map(({ id, accountId, about, discreet, wordsSealed, tokenSealed, tokenUntil }) => ({
    id,
    accountId,
    about,
    discreet,
    words: keys.openText(WORDS, wordsSealed),
    ...(tokenSealed && tokenUntil && { token: keys.openText(TOKEN, tokenSealed), tokenUntil }),
  }));
}

export const takeOfGroup = (tools: Tools, chatId: string, most: number): Promise<readonly Gathered[]> =>
  take(tools, eq(gathered.chatId, chatId), most);

/** From now on the message is their fate. A reply that was used is used up. */
export async function toldBy(tx: Tx, rows: readonly Pick<Gathered, 'id'>[], outboxId: string, used?: string) {
  const ids = rows.map(({ id }) => id);
  await tx.update(gathered).set({ outboxId }).where(inArray(gathered.id, ids));
  if (used !== undefined)
    await tx.update(gathered).set({ tokenSealed: null, tokenUntil: null }).where(eq(gathered.id, used));
}

/** Direct chats of people who were not told something in a group. */
export async function chatsUntold({ tx }: Pick<Tools, 'tx'>, chatIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (chatIds.length === 0) return new Set();
  const rows = await tx
    .selectDistinct({ id: chat.id })
    .from(chat)
    .innerJoin(gathered, eq(gathered.accountId, chat.accountId))
    .where(and(among(chat.id, chatIds), eq(chat.scope, 'direct'), UNTOLD));
  return new Set(rows.map(({ id }) => id));
}

/** More than that are left for the next time: they share one free reply with what was asked. */
const CARRIED = 4;

export interface Carried {
  readonly call: Wire;
  readonly told: readonly Gathered[];
}

/** What she was not told in a group, because no reply was left there, rides along in the free reply of her direct chat. */
export async function carryUntold(
  tools: Tools,
  to: ChatRow,
  wire: Wire,
  { render, carry }: Pick<Renderer, 'render' | 'carry'>,
  language: Language,
): Promise<Carried> {
  if (!carry || to.scope !== 'direct' || to.accountId === null) return { call: wire, told: [] };
  const noReply = or(isNull(gathered.tokenUntil), lt(gathered.tokenUntil, tools.realNow));
  let call = wire;
  const told: Gathered[] = [];
  for (const row of await take(tools, and(eq(gathered.accountId, to.accountId), noReply), CARRIED)) {
    const text = [phrase(language, 'together.missed', { words: row.words })];
    const [extra] = render([{ text }], { scope: 'direct', language, phrases: renderPhrases(language) });
    const both = extra && carry(call, extra);
    if (!both) break;
    call = both;
    told.push(row);
  }
  return { call, told };
}
