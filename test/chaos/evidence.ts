/** What the database holds once everything is over, read with plain SQL and opened with the scenario's key. */
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { type Database, openPglite, rowsOf } from '../../db/client.ts';
import { loadIndexKey } from '../../db/index-key.ts';
import { openPostgres } from '../../db/postgres.ts';
import { createFieldKeys, type FieldKeys, type IndexKey } from '../../db/sealed.ts';
import { FIELD_KEY } from './product.ts';

export interface OutboxFact extends Record<string, unknown> {
  readonly topic: string;
  readonly kind: string;
  readonly state: string;
  readonly reason: string | null;
  /** Sent once more, as a row of its own, because nobody knew what became of this one. */
  readonly offered: boolean;
}

export interface ChatFacts {
  readonly platform: string;
  /** The platform's id of the chat. */
  readonly chat: string;
  readonly state: string;
  readonly rows: readonly OutboxFact[];
  /** What stands in a chat of the sandbox, which the database itself keeps. */
  readonly standing: number;
}

export interface DemandFact {
  readonly id: string;
  readonly number: number;
  readonly year: number;
  readonly state: string;
  readonly chat: string;
  readonly text: string;
  /** How often it was planned that somebody is late with the answer. */
  readonly plans: number;
}

export interface Evidence {
  /** Event id → what became of it; undefined when it was never stored. */
  eventState(id: string): string | undefined;
  readonly inboxRows: number;
  readonly chats: readonly ChatFacts[];
  readonly demands: readonly DemandFact[];
  readonly lastNumbers: readonly { readonly year: number; readonly last: number }[];
}

export interface Opened {
  readonly db: Database;
  readonly keys: FieldKeys;
  readonly index: IndexKey;
}

/** Opens what a product process left behind; nothing of the product may be running on an embedded folder. */
export async function openLeftovers(where: { dataDir: string; databaseUrl?: string | undefined }): Promise<Opened> {
  const keys = createFieldKeys([Buffer.from(FIELD_KEY, 'base64')]);
  const url = where.databaseUrl;
  const db = url ? openPostgres({ url, connections: 2 }) : await openPglite(join(where.dataDir, 'pglite'));
  return { db, keys, index: await loadIndexKey(db.direct, keys) };
}

export async function readEvidence({ db, keys, index }: Opened): Promise<Evidence> {
  const inbox = await rowsOf<{ event_key: string; state: string }>(
    db.direct,
    sql`select event_key, state from lilong.inbox`,
  );
  const states = new Map(inbox.map((row) => [row.event_key, row.state]));
  const chats = await rowsOf<{ id: string; platform: string; address_sealed: Uint8Array; state: string }>(
    db.direct,
    sql`select id, platform, address_sealed, state from lilong.chat order by id`,
  );
  const outbox = await rowsOf<OutboxFact & { chat_id: string }>(
    db.direct,
    sql`select chat_id, topic, kind, state, reason, offered_at is not null as offered from lilong.outbox order by seq`,
  );
  const web = await rowsOf<{ chat_key: string; standing: string }>(
    db.direct,
    sql`select chat_key, count(*) as standing from lilong.web_message where meta->>'from' = 'bot' group by chat_key`,
  );
  const demands = await rowsOf<{
    id: string;
    number: number;
    year: number;
    state: string;
    chat_id: string;
    text_sealed: Uint8Array;
    plans: string;
  }>(
    db.direct,
    sql`select d.id, d.number, d.year, d.state, d.chat_id, d.text_sealed,
        (select count(*) from lilong.schedule s where s.subject = 'demand:' || d.id and s.kind = 'demand.response-due') as plans
      from lilong.demand d order by d.year, d.number`,
  );
  const numbers = await rowsOf<{ year: number; last: number }>(
    db.direct,
    sql`select year, last from lilong.demand_number order by year`,
  );
  const addresses = new Map(
    chats.map((row) => [row.id, keys.openJson('chat.address', row.address_sealed) as { chat: string }]),
  );
  return {
    eventState: (id) => states.get(index.of('event', id)),
    inboxRows: inbox.length,
    chats: chats.map(({ id, platform, state }) => {
      const chat = addresses.get(id)?.chat ?? '';
      const key = index.of('web-chat', chat);
      return {
        platform,
        chat,
        state,
        rows: outbox.filter((row) => row.chat_id === id),
        standing: Number(web.find((row) => row.chat_key === key)?.standing ?? 0),
      };
    }),
    demands: demands.map((row) => ({
      id: row.id,
      number: row.number,
      year: row.year,
      state: row.state,
      chat: addresses.get(row.chat_id)?.chat ?? '',
      text: keys.openText('demand.text', row.text_sealed),
      plans: Number(row.plans),
    })),
    lastNumbers: numbers,
  };
}
