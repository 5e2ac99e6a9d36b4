/**
 * How a received event becomes an inbox row: the same for the Node process and for the edge.
 * One statement for any number of events; its only parameter is JSON, which every driver passes alike.
 */

/** The part of a received event that is stored; see `Received` in `src/channel.ts`. */
export interface StorableEvent {
  readonly id: string;
  readonly address: {
    readonly platform: string;
    readonly account: string;
    readonly chat: string;
    readonly topic?: string;
  };
  readonly user?: string;
  readonly message?: string;
  readonly atMs: number;
  readonly raw: string;
}

/** Node seals synchronously, the edge with Web Crypto; both are awaited. */
export interface InboxSeal {
  index(domain: string, ...parts: string[]): string | Promise<string>;
  seal(purpose: string, plain: string): Uint8Array | Promise<Uint8Array>;
  /** Where the platform has a quicker way than {@link btoa}. */
  base64?(bytes: Uint8Array): string;
}

export interface InboxRow {
  readonly event_key: string;
  readonly platform: string;
  readonly conversation_key: string;
  readonly message_key: string | null;
  readonly body: string;
  readonly event_at: string;
}

/** The last instant of the year 9999: PostgreSQL reads no ISO date with more digits. */
const LATEST_MS = 253_402_300_799_000;

export const INBOX_BODY = 'inbox.body';
/** The channel on which a process that only receives (the edge) tells the workers that there is work. */
export const INBOX_CHANNEL = 'lilong_inbox';

export async function inboxRow(event: StorableEvent, crypto: InboxSeal): Promise<InboxRow> {
  const { platform, account, chat, topic } = event.address;
  return {
    event_key: await crypto.index('event', event.id),
    platform,
    conversation_key: await crypto.index('conversation', platform, account, chat, topic ?? '', event.user ?? ''),
    message_key:
      event.message === undefined ? null : await crypto.index('message', platform, account, chat, event.message),
    body: (crypto.base64 ?? base64)(await crypto.seal(INBOX_BODY, event.raw)),
    event_at: new Date(Math.min(Math.max(event.atMs, 0), LATEST_MS)).toISOString(),
  };
}

/** $1: JSON array of {@link InboxRow}. Rows already known are left out, so the result lists what is new. */
export const INSERT_INBOX = `
insert into lilong.inbox (event_key, platform, conversation_key, message_key, body_sealed, event_at)
select r.event_key, r.platform, r.conversation_key, r.message_key, decode(r.body, 'base64'), r.event_at
from jsonb_to_recordset($1::text::jsonb)
  as r(event_key text, platform text, conversation_key text, message_key text, body text, event_at timestamptz)
on conflict (event_key) do nothing
returning seq`;

/** $1: anything. Only the edge notifies: a notification per transaction would halve the rate of votes. */
export const NOTIFY_INBOX = `select pg_notify('${INBOX_CHANNEL}', $1)`;

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}
