/**
 * LINE's Messaging API on loopback, as far as the adapter uses it, with LINE's real limits and refusals.
 *
 * Two servers, because LINE has two hosts: `url` stands for api.line.me, `dataUrl` for api-data.line.me; a call sent to
 * the wrong one is a 404. Load and chaos runs use this instead of LINE, which forbids load tests
 * (https://developers.line.biz/en/docs/messaging-api/development-guidelines/).
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { LINE_BOT } from './line-events.ts';
import { type Answer, failure, header, type Json, listenOnLoopback, readBody, writeAnswer } from './line-http.ts';
import { LineRichMenus } from './line-rich-menus.ts';
import { type LineCall, LineSends, type SendKind } from './line-sends.ts';

export * from './line-events.ts';
export { type LineFault, type ValidationTarget, validateLineMessages } from './line-limits.ts';
export { LINE_FAKE_UNKNOWN_CHAT, type LineCall, type SendKind } from './line-sends.ts';

/** Any request and its answer. Status 0: not answered. */
export interface LineRequest {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

export interface ScriptedOutcome {
  readonly status: number;
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is instead of `{message}`. */
  readonly body?: string;
  /** Only for requests whose path holds this text; the first request of any kind when absent. */
  readonly on?: string;
}

export interface LineFakeOptions {
  readonly token?: string;
  readonly bot?: { readonly userId: string; readonly basicId: string };
  /** Refuse reply tokens that were not issued here; by default an unknown one is good for one reply. */
  readonly strictReplyTokens?: boolean;
}

/** What the next matching request meets. */
type Fault =
  | { readonly kind: 'answer'; readonly on: string; readonly outcome: ScriptedOutcome }
  | { readonly kind: 'cut' | 'hang'; readonly on: string; readonly accept: boolean };

interface Content {
  readonly bytes: Uint8Array;
  readonly mime: string;
  preparing: number;
  gone: boolean;
}

type Handle = (request: {
  readonly method: string;
  readonly path: string;
  readonly json: Json;
  readonly bytes: Uint8Array;
  readonly type: string;
  key?: string;
}) => Answer;

/** The one address that takes a file. */
const PICTURE = /^\/v2\/bot\/richmenu\/(richmenu-\w+)\/content$/;

const ANY_SEND = '/message/';
const BAD_TOKEN =
  'Authentication failed due to the following reason: invalid token. Confirm that the access token in the authorization header is valid.';

export type LineFake = Awaited<ReturnType<typeof startLineFake>>;

export async function startLineFake(options: LineFakeOptions = {}) {
  const token = options.token ?? 'line-fake-access-token';
  const profile = { displayName: '里弄', chatMode: 'bot', markAsReadMode: 'auto' };
  const bot = { userId: LINE_BOT, basicId: '@123abcde', ...profile, ...options.bot };
  const sends = new LineSends(options.strictReplyTokens ?? false);
  const contents = new Map<string, Content>();
  const richMenus = new LineRichMenus();
  const requests: LineRequest[] = [];
  const faults: Fault[] = [];
  let hungUp = 0;
  let endpoint: { readonly endpoint: string; readonly active: boolean } | undefined;
  let clockAheadMs = 0;

  const serve = async (request: IncomingMessage, response: ServerResponse, handle: Handle): Promise<void> => {
    const method = request.method ?? 'GET';
    const path = new URL(request.url ?? '/', 'http://line.test').pathname;
    const body = await readBody(request);
    const work = (): Answer => {
      if (header(request, 'authorization') !== `Bearer ${token}`) return failure(401, BAD_TOKEN);
      if (body.kind === 'too large') return failure(413, 'Payload Too Large');
      const type = header(request, 'content-type') ?? '';
      const { bytes } = body;
      if (PICTURE.test(path)) return handle({ method, path, json: {}, bytes, type });
      if (body.kind === 'not json') return failure(400, 'The request body could not be parsed as JSON');
      if (method === 'POST' && !/^application\/json\b/.test(type)) {
        return failure(415, 'The content type is not supported');
      }
      const key = header(request, 'x-line-retry-key');
      return handle({ method, path, json: body.json, bytes, type, ...(key === undefined ? {} : { key }) });
    };
    const at = faults.findIndex((fault) => path.includes(fault.on));
    const [fault] = at < 0 ? [] : faults.splice(at, 1);
    if (fault === undefined || fault.kind === 'answer') {
      const answer = fault === undefined ? work() : scripted(fault.outcome);
      requests.push({ method, path, status: answer.status });
      if (clockAheadMs !== 0) response.setHeader('date', new Date(Date.now() + clockAheadMs).toUTCString());
      writeAnswer(response, answer);
      return;
    }
    if (fault.accept) work();
    requests.push({ method, path, status: 0 });
    if (fault.kind === 'cut') request.socket.destroy();
    else {
      request.socket.once('close', () => {
        hungUp += 1;
      });
    }
  };

  const handleApi: Handle = ({ method, path, json, key }) => {
    const send = /^\/v2\/bot\/message\/(reply|push|multicast)$/.exec(path)?.[1] as SendKind | undefined;
    if (method === 'POST' && send !== undefined) return sends.take(send, json, key);
    const ofMenus = richMenus.take(method, path, json);
    if (ofMenus) return ofMenus;
    if (method !== 'GET') return failure(404, 'Not found');
    const { limit, used } = sends.month;
    if (path === '/v2/bot/info') return { status: 200, json: bot };
    // https://developers.line.biz/en/reference/messaging-api/#get-webhook-endpoint-information
    if (path === '/v2/bot/channel/webhook/endpoint')
      return endpoint === undefined ? failure(404, 'Webhook URL is not set.') : { status: 200, json: { ...endpoint } };
    if (path === '/v2/bot/message/quota/consumption') return { status: 200, json: { totalUsage: used } };
    if (path === '/v2/bot/message/quota') {
      return { status: 200, json: limit === undefined ? { type: 'none' } : { type: 'limited', value: limit } };
    }
    const chat = /^\/v2\/bot\/(?:group\/(C\w+)|room\/(R\w+))\/members\/count$/.exec(path);
    const id = chat?.[1] ?? chat?.[2];
    if (id === undefined || sends.left.has(id)) return failure(404, 'Not found');
    return { status: 200, json: { count: sends.memberCount(id) } };
  };

  const handleData: Handle = ({ method, path, bytes, type }) => {
    const [, menu] = PICTURE.exec(path) ?? [];
    if (method === 'POST' && menu !== undefined) return richMenus.upload(menu, bytes, type);
    const id = /^\/v2\/bot\/message\/(\d+)\/content$/.exec(path)?.[1];
    const content = method === 'GET' && id !== undefined ? contents.get(id) : undefined;
    if (content === undefined) return failure(404, 'Not found');
    if (content.gone) return failure(410, 'Gone');
    if (content.preparing === 0) {
      return { status: 200, bytes: content.bytes, headers: { 'content-type': content.mime } };
    }
    content.preparing -= 1;
    return { status: 202, text: '' };
  };

  const api = await listenOnLoopback((request, response) => serve(request, response, handleApi));
  const data = await listenOnLoopback((request, response) => serve(request, response, handleData));

  /** Message objects that reached a chat, by reply, push or multicast. */
  const messagesTo = (chat: string): readonly Json[] => {
    const reached = sends.blocked.has(chat) ? [] : sends.calls.filter((call) => call.to.includes(chat));
    return reached.flatMap((call) => [...call.messages]);
  };

  return {
    url: api.url,
    dataUrl: data.url,
    token,
    bot,
    /** Sends LINE accepted, in order. */
    calls: sends.calls as readonly LineCall[],
    /** Every request, refused ones included. */
    requests: requests as readonly LineRequest[],
    /** Set `limit` for a metered plan; `used` counts persons. */
    month: sends.month,
    richMenus,
    /** A fresh single-use token; `chat` lets `messagesTo` find the reply. LINE's tokens live one minute. */
    issueReplyToken(setting: { readonly chat?: string; readonly lifetimeMs?: number } = {}): string {
      const made = `issued${randomUUID().replaceAll('-', '')}`;
      const untilMs = Date.now() + (setting.lifetimeMs ?? 60_000);
      sends.replyTokens.set(made, { chat: setting.chat, untilMs, used: false });
      return made;
    },
    /** Ties a token that travels in a webhook event to its chat. */
    knowReplyToken(replyToken: string, chat: string): void {
      sends.replyTokens.set(replyToken, { chat, untilMs: Number.POSITIVE_INFINITY, used: false });
    },
    /** The next matching request gets this answer and does nothing. */
    next(outcome: ScriptedOutcome): void {
      faults.push({ kind: 'answer', on: outcome.on ?? '', outcome });
    },
    /** LINE does its work, the answer never arrives. */
    loseResponseAfterAccepting(on = ANY_SEND): void {
      faults.push({ kind: 'cut', accept: true, on });
    },
    /** The connection breaks before LINE has done anything. */
    cutBeforeAccepting(on = ANY_SEND): void {
      faults.push({ kind: 'cut', accept: false, on });
    },
    /** No answer until the caller hangs up. */
    hang(setting: { readonly accept?: boolean; readonly on?: string } = {}): void {
      faults.push({ kind: 'hang', accept: setting.accept ?? false, on: setting.on ?? ANY_SEND });
    },
    /** How many hanging calls the caller has given up. */
    hungUp: (): number => hungUp,
    /** What the console's webhook settings say; a channel begins without any. */
    setWebhook(url: string, active = true): void {
      endpoint = { endpoint: url, active };
    },
    setClockAhead(ms: number): void {
      clockAheadMs = ms;
    },
    block(user: string): void {
      sends.blocked.add(user);
    },
    /** The bot was removed from a group, or the person does not exist any more. */
    leave(chat: string): void {
      sends.left.add(chat);
    },
    setMembers(chat: string, count: number): void {
      sends.members.set(chat, count);
    },
    /** A file a person sent; `preparing` downloads are answered 202 first. */
    putContent(id: string, bytes: Uint8Array, mime: string, preparing = 0): void {
      contents.set(id, { bytes, mime, preparing, gone: false });
    },
    unsend(id: string): void {
      const content = contents.get(id);
      if (content !== undefined) content.gone = true;
    },
    messagesTo,
    /** What a person sees above the keyboard: the quick replies of the last message, and of no other. */
    quickReplyShown: (chat: string): unknown => messagesTo(chat).at(-1)?.quickReply,
    async close(): Promise<void> {
      await Promise.all([api.close(), data.close()]);
    },
  };
}

function scripted({ status, message = '', headers = {}, body }: ScriptedOutcome): Answer {
  return body === undefined ? { status, json: { message }, headers } : { status, text: body, headers };
}
