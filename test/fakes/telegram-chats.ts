/**
 * The chats of the Telegram fake and the messages that stand in them: who may be written to, how fast, and what can be
 * edited. https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
 */
import type { ParsedCall } from './telegram-body.ts';
import { type ApiRefusal, badRequest, checkCall, type Params } from './telegram-limits.ts';
import { BOT, type Fields } from './telegram-updates.ts';

export interface FakeChat {
  readonly id: string;
  readonly type: 'private' | 'group' | 'supergroup';
  members?: number;
  /** Forum topics that can be written to. */
  topics?: readonly number[];
  /** Why writing there is forbidden (403). */
  forbidden?: 'blocked' | 'deactivated' | 'kicked' | 'not a member' | 'not started';
  migratedTo?: string;
}

export interface SentMessage {
  readonly message_id: number;
  readonly chat: string;
  readonly date: number;
  readonly photo: boolean;
  text: string;
  /** What an edit is compared with: text, entities and keyboard. */
  shown: string;
  params: Params;
}

const FORBIDDEN: Readonly<Record<NonNullable<FakeChat['forbidden']>, string>> = {
  blocked: 'Forbidden: bot was blocked by the user',
  deactivated: 'Forbidden: user is deactivated',
  kicked: 'Forbidden: bot was kicked from the group chat',
  'not a member': 'Forbidden: bot is not a member of the supergroup chat',
  'not started': "Forbidden: bot can't initiate conversation with a user",
};

export type Result = { readonly ok: unknown } | ApiRefusal;
type SendCall = ParsedCall & { readonly method: string };

export interface Chats {
  readonly byId: Map<string, FakeChat>;
  readonly messages: readonly SentMessage[];
  limitRates(on: boolean): void;
  destination(params: Params): FakeChat | ApiRefusal;
  send(call: SendCall): Result;
  edit(params: Params): Result;
}

export function createChats(strangersWelcome: boolean): Chats {
  const chats = new Map<string, FakeChat>();
  const messages: SentMessage[] = [];
  const standing = new Map<string, SentMessage>();
  const sentAt = new Map<string, number[]>();
  let nextMessageId = 1001;
  let sentAnywhere: number[] = [];
  let ratesLimited = false;

  /** The chat a send goes to, or why it cannot. */
  function destination(params: Params): FakeChat | ApiRefusal {
    const id = String(params.chat_id ?? '');
    let chat = chats.get(id);
    if (chat === undefined && strangersWelcome && /^-?\d+$/.test(id)) {
      chat = { id, type: id.startsWith('-100') ? 'supergroup' : id.startsWith('-') ? 'group' : 'private' };
      chats.set(id, chat);
    }
    if (chat === undefined) return badRequest('chat not found');
    if (chat.migratedTo !== undefined) {
      const migrate_to_chat_id = Number(chat.migratedTo);
      return { ...badRequest('group chat was upgraded to a supergroup chat'), parameters: { migrate_to_chat_id } };
    }
    if (chat.forbidden !== undefined) return { error_code: 403, description: FORBIDDEN[chat.forbidden] };
    const thread = params.message_thread_id;
    if (thread !== undefined && !(chat.topics ?? []).includes(Number(thread))) {
      return badRequest('message thread not found');
    }
    return chat;
  }

  function tooFast(chat: FakeChat): ApiRefusal | undefined {
    if (!ratesLimited) return undefined;
    const now = Date.now();
    const recent = (sentAt.get(chat.id) ?? []).filter((at) => now - at < 60_000);
    const last = recent.at(-1);
    const groupFull = chat.type !== 'private' && recent.length >= 20;
    sentAnywhere = sentAnywhere.filter((at) => now - at < 1000);
    if (groupFull || sentAnywhere.length >= 30 || (last !== undefined && now - last < 1000)) {
      const retry_after = groupFull ? Math.ceil((60_000 - (now - (recent[0] ?? now))) / 1000) : 1;
      return {
        error_code: 429,
        description: `Too Many Requests: retry after ${retry_after}`,
        parameters: { retry_after },
      };
    }
    sentAt.set(chat.id, [...recent, now]);
    sentAnywhere.push(now);
    return undefined;
  }

  function shownBy(params: Params): string {
    return JSON.stringify([params.text ?? params.caption ?? '', params.entities ?? [], params.reply_markup ?? null]);
  }

  function stored(chat: FakeChat, params: Params, photo: boolean): Fields {
    const message: SentMessage = {
      message_id: nextMessageId,
      chat: chat.id,
      date: Math.floor(Date.now() / 1000),
      photo,
      text: String(params.text ?? params.caption ?? ''),
      shown: shownBy(params),
      params,
    };
    nextMessageId += 1;
    messages.push(message);
    standing.set(`${chat.id} ${message.message_id}`, message);
    return asMessage(message);
  }

  function asMessage({ message_id, chat, date, text, photo }: SentMessage): Fields {
    const type = chats.get(chat)?.type ?? 'private';
    return { message_id, date, from: BOT, chat: { id: Number(chat), type }, ...(photo ? { caption: text } : { text }) };
  }

  function checkedPhoto(value: unknown, call: SendCall): ApiRefusal | undefined {
    const part = typeof value === 'string' && value.startsWith('attach://') ? value.slice(9) : undefined;
    const file = part === undefined ? call.files.photo : call.files[part];
    if (part === undefined && typeof value === 'string' && value !== '') return undefined;
    if (file === undefined) return badRequest('there is no photo in the request');
    if (file.bytes.length === 0) return badRequest('file must be non-empty');
    return file.bytes.length > 10 * 1024 * 1024 ? badRequest('PHOTO_INVALID: file is too big') : undefined;
  }

  function send(call: SendCall): Result {
    const { method, params } = call;
    const chat = destination(params);
    if ('error_code' in chat) return chat;
    const refusal = checkCall(method, params);
    if (refusal !== undefined) return refusal;
    if (method === 'sendPhoto') {
      const missing = checkedPhoto(params.photo, call);
      if (missing !== undefined) return missing;
    }
    const album = method === 'sendMediaGroup' ? (params.media as readonly Params[]) : [];
    for (const item of album) {
      const missing = checkedPhoto(item.media, call);
      if (missing !== undefined) return missing;
    }
    const throttled = tooFast(chat);
    if (throttled !== undefined) return throttled;
    if (method === 'sendMediaGroup') return { ok: album.map((item) => stored(chat, item, true)) };
    return { ok: stored(chat, params, method === 'sendPhoto') };
  }

  function edit(params: Params): Result {
    const chat = destination(params);
    if ('error_code' in chat) return chat;
    const refusal = checkCall('editMessageText', params);
    if (refusal !== undefined) return refusal;
    const message = standing.get(`${chat.id} ${params.message_id}`);
    if (message === undefined) return badRequest('message to edit not found');
    if (message.photo) return badRequest('there is no text in the message to edit');
    if (message.shown === shownBy(params)) {
      return badRequest(
        'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
      );
    }
    const throttled = tooFast(chat);
    if (throttled !== undefined) return throttled;
    Object.assign(message, { text: String(params.text), shown: shownBy(params), params });
    return { ok: asMessage(message) };
  }

  return {
    byId: chats,
    messages,
    limitRates(on) {
      ratesLimited = on;
    },
    destination,
    send,
    edit,
  };
}
