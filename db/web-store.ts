/**
 * The sandbox's chats and files in the database: what `adapters/web` asks of a store. Bodies are sealed like every other
 * message, and a chat is found by an HMAC of its id.
 */

import { and, asc, desc, eq, gt, inArray, isNull, ne, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { ADVISORY_LOCK } from './advisory-locks.ts';
import type { Database, Tx } from './client.ts';
import { webFile, webMessage } from './schema/index.ts';
import type { FieldKeys, IndexKey } from './sealed.ts';

export interface WebStoreTools {
  readonly db: Database;
  readonly keys: FieldKeys;
  readonly index: IndexKey;
  /** Domain time: a chat shows the time its people live in. */
  now(): Temporal.Instant;
}

export interface ChatEntry {
  readonly retryKey: string;
  readonly chat: string;
  readonly from: 'bot' | 'person';
  readonly body: unknown;
  readonly replaces?: string;
}

export interface ChatRecord {
  readonly seq: number;
  readonly chat: string;
  readonly message: string;
  readonly from: 'bot' | 'person';
  readonly body: unknown;
  readonly atMs: number;
}

export interface ChatFile {
  readonly bytes: Uint8Array;
  readonly mime: string;
  readonly name?: string;
}

type Row = typeof webMessage.$inferSelect;

const BODY = 'web_message.body';
const FILE_BYTES = 'web_file.bytes';
const FILE_NAME = 'web_file.name';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function createWebStore({ db, keys, index, now }: WebStoreTools) {
  const opened = (row: Row): ChatRecord => {
    const { chat, body } = keys.openJson(BODY, row.bodySealed) as { chat: string; body: unknown };
    const { seq, message, meta, createdAt } = row;
    return { seq, chat, message, from: meta.from, body, atMs: createdAt.epochMilliseconds };
  };

  /** A number is drawn and committed by one writer at a time: nobody can see row 8 while row 7 is still on its way. */
  const inTurn = (work: (tx: Tx) => Promise<Row>): Promise<Row> =>
    db.transaction(async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(${ADVISORY_LOCK.webMessages})`);
      return work(tx);
    });

  const append = async (entry: ChatEntry): Promise<ChatRecord> => {
    const { retryKey, chat, from, body, replaces } = entry;
    const chatKey = index.of('web-chat', chat);
    const row = await inTurn(async (tx) => {
      const [known] = await tx.select().from(webMessage).where(eq(webMessage.retryKey, retryKey));
      if (known) return known;
      const versions = and(eq(webMessage.chatKey, chatKey), eq(webMessage.message, replaces ?? ''));
      const [first] = await tx.select({ meta: webMessage.meta }).from(webMessage).where(versions).limit(1);
      const replaced = replaces !== undefined && first?.meta.from === from;
      const [made] = await tx
        .insert(webMessage)
        .values({
          retryKey,
          chatKey,
          message: replaced ? replaces : retryKey,
          bodySealed: keys.sealJson(BODY, { chat, body }),
          meta: { from },
          createdAt: now(),
        })
        .returning();
      if (!made) throw new Error('the message was not returned');
      if (replaced) {
        const older = and(versions, isNull(webMessage.replacedBy), ne(webMessage.retryKey, retryKey));
        await tx.update(webMessage).set({ replacedBy: retryKey }).where(older);
      }
      return made;
    });
    return opened(row);
  };

  return {
    append,

    since: async (seq: number, limit: number): Promise<readonly ChatRecord[]> => {
      const after = gt(webMessage.seq, Math.min(seq, 2_147_483_647));
      return (await db.direct.select().from(webMessage).where(after).orderBy(asc(webMessage.seq)).limit(limit)).map(
        opened,
      );
    },

    latest: async (limit: number): Promise<readonly ChatRecord[]> =>
      (await db.direct.select().from(webMessage).orderBy(desc(webMessage.seq)).limit(limit)).reverse().map(opened),

    rows: async (seqs: readonly number[]): Promise<readonly ChatRecord[]> => {
      if (seqs.length === 0) return [];
      const wanted = inArray(webMessage.seq, [...seqs]);
      return (await db.direct.select().from(webMessage).where(wanted).orderBy(asc(webMessage.seq))).map(opened);
    },

    putFile: async ({ bytes, mime, name }: ChatFile): Promise<string> => {
      const [made] = await db.direct
        .insert(webFile)
        .values({
          bytesSealed: keys.seal(FILE_BYTES, bytes),
          nameSealed: name === undefined ? null : keys.seal(FILE_NAME, name),
          mime,
          createdAt: now(),
        })
        .returning({ id: webFile.id });
      if (!made) throw new Error('the file was not returned');
      return made.id;
    },

    file: async (ref: string): Promise<ChatFile | undefined> => {
      if (!UUID.test(ref)) return undefined;
      const [row] = await db.direct.select().from(webFile).where(eq(webFile.id, ref));
      if (!row) return undefined;
      const name = row.nameSealed ? keys.openText(FILE_NAME, row.nameSealed) : undefined;
      return { bytes: keys.open(FILE_BYTES, row.bytesSealed), mime: row.mime, ...(name !== undefined && { name }) };
    },
  };
}
