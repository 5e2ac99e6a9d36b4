/**
 * Telegram's Bot API on loopback, with the limits of the real one: a test that passes here would not be refused there
 * for size, shape, rate or order. Speaks JSON, form and multipart bodies, long polling and file downloads.
 *
 * Chats exist when a test adds them, or when an update comes from them, as on the real server; `strangers: 'welcome'`
 * lets every chat id exist, for load tests.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ParsedCall, parseCall } from './telegram-body.ts';
import { createChats, type FakeChat, type Result, type SentMessage } from './telegram-chats.ts';
import { badRequest, checkCall, type Params } from './telegram-limits.ts';
import { BOT, type Fields } from './telegram-updates.ts';

export interface FakeCall extends ParsedCall {
  readonly method: string;
  readonly atMs: number;
  /** The error code answered, 200, or what happened instead of an answer. */
  answer: number | 'lost' | 'hung' | 'reset' | 'open';
}

/** What happens to the next call of a method instead of, or after, the normal course. */
export type Twist =
  | {
      readonly kind: 'refuse';
      readonly status: number;
      readonly description?: string;
      readonly parameters?: Readonly<Record<string, number>>;
      /** A body that is not Telegram's, as from a proxy in between. */
      readonly rawBody?: string;
    }
  /** Taken and carried out, but the answer never arrives: the connection breaks, or stays silent. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'hang' }
  /** The connection breaks before the call is looked at. */
  | { readonly kind: 'reset' };

export interface TelegramFake {
  readonly url: string;
  readonly token: string;
  readonly botId: string;
  readonly username: string;
  readonly calls: readonly FakeCall[];
  /** Messages that stand in the chats, oldest first. */
  readonly messages: readonly SentMessage[];
  /** `<scope> <language or default>` → the registered commands. */
  readonly commands: ReadonlyMap<string, unknown>;
  readonly webhook: Params | undefined;
  callsOf(method: string): readonly FakeCall[];
  addChat(chat: FakeChat): FakeChat;
  /** Puts an update in the polling queue, unless its kind is not allowed; returns its id. */
  push(update: Fields): number;
  /** The same update as the body of a webhook call, with the headers Telegram sends. */
  webhookCall(update: Fields, secret?: string): { readonly body: string; readonly headers: Record<string, string> };
  addFile(id: string, bytes: Uint8Array, options?: { readonly path?: string; readonly claimedBytes?: number }): void;
  /** A press that is answered later than Telegram allows. */
  expirePress(callbackId: string): void;
  next(method: string, ...twists: readonly Twist[]): void;
  /** The last delivery that failed, as `getWebhookInfo` tells it; and how many updates wait. */
  failDelivery(error: { readonly atMs: number; readonly message: string; readonly pending?: number }): void;
  setClockAhead(ms: number): void;
  /** @BotFather → Group Privacy → Turn off. */
  readAllMessages(on: boolean): void;
  /** Enforces about 1 message a second per chat, 20 a minute per group and 30 a second in all. */
  limitRates(on: boolean): void;
  close(): Promise<void>;
}

export interface FakeOptions {
  readonly strangers?: 'refused' | 'welcome';
}

/** https://core.telegram.org/bots/api#getupdates: these must be asked for by name. */
const NOT_BY_DEFAULT = new Set(['chat_member', 'message_reaction', 'message_reaction_count']);

interface Queued {
  readonly update_id: number;
  readonly [kind: string]: unknown;
}

export async function startTelegramFake(options: FakeOptions = {}): Promise<TelegramFake> {
  const botId = String(BOT.id);
  const token = `${botId}:AAfakeFAKEfakeFAKEfakeFAKEfakeFAKE_-0`;
  const calls: FakeCall[] = [];
  const chats = createChats(options.strangers === 'welcome');
  const presses = new Map<string, 'open' | 'expired'>();
  const files = new Map<string, { bytes: Uint8Array; path: string; claimedBytes: number }>();
  const twists = new Map<string, Twist[]>();
  const commands = new Map<string, unknown>();
  let queue: Queued[] = [];
  let nextUpdateId = 900_000_001;
  let webhook: Params | undefined;
  let allowed: ReadonlySet<string> | undefined;
  let failed: { readonly atMs: number; readonly message: string; readonly pending?: number } | undefined;
  let clockAheadMs = 0;
  let readsAll = false;
  let waiting: { wake(): void; conflict(by: string): void } | undefined;

  function remember(update: Fields): void {
    for (const [kind, value] of Object.entries(update)) {
      const body = value as Fields;
      const press = kind === 'callback_query';
      if (press && typeof body.id === 'string' && !presses.has(body.id)) presses.set(body.id, 'open');
      const chat = (press ? (body.message as Fields | undefined)?.chat : body.chat) as Fields | undefined;
      const type = chat?.type;
      if (chat === undefined || chats.byId.has(String(chat.id))) continue;
      if (type === 'private' || type === 'group' || type === 'supergroup') {
        chats.byId.set(String(chat.id), { id: String(chat.id), type });
      }
    }
  }

  function isAllowed(update: Fields): boolean {
    return Object.keys(update).every((kind) => (allowed === undefined ? !NOT_BY_DEFAULT.has(kind) : allowed.has(kind)));
  }

  function answerPress(params: Params): Result {
    const refusal = checkCall('answerCallbackQuery', params);
    if (refusal !== undefined) return refusal;
    const state = presses.get(String(params.callback_query_id));
    if (state === 'open' || (state === undefined && options.strangers === 'welcome')) return { ok: true };
    return badRequest('query is too old and response timeout expired or query ID is invalid');
  }

  /** Holds the question open like the real server; a second one ends the first. */
  async function getUpdates(params: Params, response: ServerResponse): Promise<Result> {
    if (webhook !== undefined) {
      return {
        error_code: 409,
        description:
          "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      };
    }
    waiting?.conflict('other getUpdates request; make sure that only one bot instance is running');
    if (Array.isArray(params.allowed_updates)) allowed = new Set(params.allowed_updates.map(String));
    const offset = Number(params.offset ?? 0);
    if (offset > 0) queue = queue.filter(({ update_id }) => update_id >= offset);
    const limit = Math.min(Number(params.limit ?? 100), 100);
    const until = Date.now() + Math.min(Number(params.timeout ?? 0), 50) * 1000;
    while (queue.length === 0 && Date.now() < until && !response.destroyed) {
      const endedBy = await new Promise<string | undefined>((resolve) => {
        const timer = setTimeout(() => resolve(undefined), until - Date.now());
        const settle = (by?: string) => {
          clearTimeout(timer);
          resolve(by);
        };
        waiting = { wake: () => settle(), conflict: settle };
        response.once('close', () => settle());
      });
      if (endedBy !== undefined) return { error_code: 409, description: `Conflict: terminated by ${endedBy}` };
      waiting = undefined;
    }
    return { ok: queue.slice(0, limit) };
  }

  function fileOf(params: Params): Result {
    const id = String(params.file_id);
    const file = files.get(id);
    if (file === undefined) return badRequest('invalid file_id');
    if (file.claimedBytes > 20 * 1024 * 1024) return badRequest('file is too big');
    return { ok: { file_id: id, file_unique_id: `u${id}`, file_size: file.claimedBytes, file_path: file.path } };
  }

  async function carryOut(call: FakeCall, response: ServerResponse): Promise<Result> {
    const { method, params } = call;
    switch (method) {
      case 'getMe':
        return { ok: { ...BOT, can_join_groups: true, can_read_all_group_messages: readsAll } };
      case 'sendMessage':
      case 'sendPhoto':
      case 'sendMediaGroup':
        return chats.send(call);
      case 'editMessageText':
        return chats.edit(params);
      case 'answerCallbackQuery':
        return answerPress(params);
      case 'getUpdates':
        return getUpdates(params, response);
      case 'getFile':
        return fileOf(params);
      case 'getChatMemberCount': {
        const chat = chats.destination(params);
        return 'error_code' in chat ? chat : { ok: chat.members ?? 2 };
      }
      case 'setMyCommands': {
        const refusal = checkCall(method, params);
        if (refusal !== undefined) return refusal;
        const scope = (params.scope as Fields | undefined)?.type ?? 'default';
        commands.set(`${scope} ${params.language_code || 'default'}`, params.commands);
        return { ok: true };
      }
      case 'setWebhook': {
        const refusal = checkCall(method, params);
        if (refusal !== undefined) return refusal;
        webhook = params;
        if (Array.isArray(params.allowed_updates)) allowed = new Set(params.allowed_updates.map(String));
        waiting?.conflict('setWebhook request');
        return { ok: true };
      }
      case 'getWebhookInfo':
        return { ok: webhookInfo() };
      case 'deleteWebhook':
        webhook = undefined;
        if (params.drop_pending_updates === true) queue = [];
        return { ok: true };
      default:
        return { error_code: 404, description: 'Not Found: method not found' };
    }
  }

  /** https://core.telegram.org/bots/api#webhookinfo: the secret is never told, an unset webhook is an empty url. */
  function webhookInfo(): Fields {
    return {
      url: String(webhook?.url ?? ''),
      has_custom_certificate: false,
      pending_update_count: failed?.pending ?? queue.length,
      ...(webhook !== undefined && { max_connections: webhook.max_connections ?? 40, ip_address: '203.0.113.7' }),
      ...(failed && { last_error_date: Math.floor(failed.atMs / 1000), last_error_message: failed.message }),
      ...(allowed !== undefined && { allowed_updates: [...allowed] }),
    };
  }

  function respond(response: ServerResponse, status: number, body: string): void {
    if (response.destroyed) return;
    if (clockAheadMs !== 0) response.setHeader('date', new Date(Date.now() + clockAheadMs).toUTCString());
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://fake').pathname);
    const download = path.startsWith(`/file/bot${token}/`) ? path.slice(`/file/bot${token}/`.length) : undefined;
    if (download !== undefined) {
      const file = [...files.values()].find((one) => one.path === download);
      if (file === undefined) return respond(response, 404, '{"ok":false,"error_code":404,"description":"Not Found"}');
      response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(file.bytes);
      return;
    }
    const parts = /^\/bot([^/]+)\/(\w+)$/.exec(path);
    if (parts === null) return respond(response, 404, '{"ok":false,"error_code":404,"description":"Not Found"}');
    if (parts[1] !== token) {
      return respond(response, 401, '{"ok":false,"error_code":401,"description":"Unauthorized"}');
    }
    const method = parts[2] ?? '';
    const call: FakeCall = { method, ...(await parseCall(request)), atMs: Date.now(), answer: 'open' };
    calls.push(call);
    const twist = twists.get(method)?.shift();
    if (twist?.kind === 'reset') {
      call.answer = 'reset';
      request.socket.destroy();
      return;
    }
    if (twist?.kind === 'refuse') {
      const { status, description = 'Twisted', parameters, rawBody } = twist;
      call.answer = status;
      const envelope = { ok: false, error_code: status, description, ...(parameters !== undefined && { parameters }) };
      return respond(response, status, rawBody ?? JSON.stringify(envelope));
    }
    const result = await carryOut(call, response);
    if (twist?.kind === 'lost') {
      call.answer = 'lost';
      request.socket.destroy();
      return;
    }
    if (twist?.kind === 'hang') {
      call.answer = 'hung';
      return;
    }
    const status = 'error_code' in result ? result.error_code : 200;
    call.answer = status;
    respond(
      response,
      status,
      JSON.stringify('ok' in result ? { ok: true, result: result.ok } : { ok: false, ...result }),
    );
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      respond(
        response,
        400,
        JSON.stringify({ ok: false, error_code: 400, description: `Bad Request: ${String(error)}` }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    botId,
    username: BOT.username,
    calls,
    messages: chats.messages,
    commands,
    get webhook() {
      return webhook;
    },
    callsOf: (method) => calls.filter((call) => call.method === method),
    addChat(chat) {
      chats.byId.set(chat.id, chat);
      return chat;
    },
    push(update) {
      remember(update);
      const update_id = nextUpdateId;
      nextUpdateId += 1;
      if (isAllowed(update)) queue.push({ update_id, ...update });
      waiting?.wake();
      return update_id;
    },
    webhookCall(update, secret = String(webhook?.secret_token ?? '')) {
      remember(update);
      const body = JSON.stringify({ update_id: nextUpdateId, ...update });
      nextUpdateId += 1;
      return { body, headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secret } };
    },
    addFile(id, bytes, { path = `documents/${id}`, claimedBytes = bytes.length } = {}) {
      files.set(id, { bytes, path, claimedBytes });
    },
    expirePress: (callbackId) => void presses.set(callbackId, 'expired'),
    next(method, ...more) {
      twists.set(method, [...(twists.get(method) ?? []), ...more]);
    },
    limitRates: chats.limitRates,
    failDelivery(error) {
      failed = error;
    },
    setClockAhead(ms) {
      clockAheadMs = ms;
    },
    readAllMessages(on) {
      readsAll = on;
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
