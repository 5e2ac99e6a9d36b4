/** One installation for the edge tests: its keys, its database, and the platforms that post to it. */
import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { INBOX_BODY } from '../../db/inbox-insert.ts';
import { createFieldKeys, createIndexKey } from '../../db/sealed.ts';
import { type LineEvent, lineWebhook } from '../fakes/line-events.ts';
import { createPreparedDatabase } from '../harness/prepared.ts';
import type { EdgeSettings, EdgeWorker } from './worker.ts';

const fieldKey = randomBytes(32);
export const indexKey = randomBytes(32);
/** What the Node process of this installation uses. */
export const keys = createFieldKeys([fieldKey]);
export const index = createIndexKey(indexKey);

export const SETTINGS = {
  FIELD_KEY: fieldKey.toString('base64'),
  LINE_CHANNEL_SECRET: 'line-channel-secret-of-the-test',
  TELEGRAM_WEBHOOK_SECRET: 'telegram_webhook-secret',
  TELEGRAM_BOT_ID: '7300000001',
} satisfies EdgeSettings;

export interface StoredRow {
  readonly event_key: string;
  readonly platform: string;
  readonly conversation_key: string;
  readonly body_sealed: Uint8Array;
  readonly event_at: Date;
  readonly state: string;
}

export const bodyOf = (row: StoredRow | undefined, opener = keys): unknown =>
  JSON.parse(opener.openText(INBOX_BODY, row?.body_sealed ?? new Uint8Array()));

export interface Installation {
  readonly url: string;
  readonly sql: postgres.Sql;
  rows(): Promise<readonly StoredRow[]>;
  /** Stores this as the sealed index key, or removes it. */
  setIndexKey(sealed: Uint8Array | null): Promise<void>;
  drop(): Promise<void>;
}

/** A migrated database that already has its index key, as after the first start of the Node process. */
export async function createInstallation(): Promise<Installation> {
  const database = await createPreparedDatabase();
  const sql = postgres(database.url, { max: 2, onnotice: () => {} });
  const setIndexKey = async (sealed: Uint8Array | null) => {
    await sql`delete from lilong.setting where name = 'index-key'`;
    if (sealed) await sql`insert into lilong.setting (name, value_sealed) values ('index-key', ${Buffer.from(sealed)})`;
  };
  await setIndexKey(keys.seal('setting.index-key', indexKey));
  return {
    url: database.url,
    sql,
    rows: () => sql<StoredRow[]>`select * from lilong.inbox order by seq`,
    setIndexKey,
    drop: async () => {
      await sql.end({ timeout: 1 });
      await database.drop();
    },
  };
}

/** A webhook as its platform posts it. */
export interface Call {
  readonly path: string;
  readonly body: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

export function lineCall(events: readonly LineEvent[], secret: string = SETTINGS.LINE_CHANNEL_SECRET): Call {
  const { body, headers } = lineWebhook(secret, events);
  return { path: '/webhooks/line', body, headers };
}

export function telegramCall(update: unknown, secret: string = SETTINGS.TELEGRAM_WEBHOOK_SECRET): Call {
  const headers = { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secret };
  return { path: '/webhooks/telegram', body: Buffer.from(JSON.stringify(update)), headers };
}

export function groupMessage(update_id: number, text: string) {
  const chat = { id: -1_001_987_654_321, type: 'supergroup', title: '平安里居民' };
  const from = { id: 510_000_017, is_bot: false, first_name: '王' };
  return { update_id, message: { message_id: 41, date: 1_772_328_600, chat, from, text } };
}

export function post(edge: EdgeWorker, { path, body, headers }: Call) {
  return edge.fetch(path, { method: 'POST', body: new Uint8Array(body), headers });
}
