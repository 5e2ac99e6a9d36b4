/**
 * Reply, push and multicast as LINE takes or refuses them: single-use reply tokens, retry keys, people who blocked the
 * bot, groups it was removed from, and a month's quota counted in persons.
 */
import { randomUUID } from 'node:crypto';
import { type Answer, failure, type Json } from './line-http.ts';
import { validateLineMessages } from './line-limits.ts';

export type SendKind = 'reply' | 'push' | 'multicast';

/** A send LINE accepted. */
export interface LineCall {
  readonly kind: SendKind;
  /** Who gets it: the chat of a push, the users of a multicast, the chat a reply token was issued for (if told). */
  readonly to: readonly string[];
  readonly messages: readonly Json[];
  readonly body: Json;
  readonly retryKey: string | undefined;
  readonly requestId: string;
  /** Ids of the messages it made; none for a multicast. */
  readonly sent: readonly string[];
  /** Persons who were counted against the month's quota. */
  readonly counted: number;
}

/** Where a reply went whose token was not issued here. */
export const LINE_FAKE_UNKNOWN_CHAT = 'C-unknown';
/** Persons in a group nobody has described. */
const DEFAULT_MEMBERS = 3;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

interface ReplyToken {
  readonly chat: string | undefined;
  readonly untilMs: number;
  readonly used: boolean;
}

export class LineSends {
  readonly calls: LineCall[] = [];
  readonly month: { limit: number | undefined; used: number } = { limit: undefined, used: 0 };
  readonly blocked = new Set<string>();
  readonly left = new Set<string>();
  readonly members = new Map<string, number>();
  readonly replyTokens = new Map<string, ReplyToken>();
  readonly #byRetryKey = new Map<string, LineCall>();
  readonly #strict: boolean;
  #nextMessage = 461_230_966_842_064_897n;

  constructor(strictReplyTokens: boolean) {
    this.#strict = strictReplyTokens;
  }

  memberCount(chat: string): number {
    return this.members.get(chat) ?? DEFAULT_MEMBERS;
  }

  take(kind: SendKind, body: Json, retryKey: string | undefined): Answer {
    return this.#refusal(kind, body, retryKey) ?? this.#accept(kind, body, retryKey);
  }

  #refusal(kind: SendKind, body: Json, retryKey: string | undefined): Answer | undefined {
    if (retryKey !== undefined && kind === 'reply') {
      return failure(400, 'The retry key is not supported on this endpoint');
    }
    if (retryKey !== undefined && !UUID.test(retryKey)) return failure(400, 'The X-Line-Retry-Key must be a UUID');
    const to = this.#receivers(kind, body);
    if (to === undefined) {
      return failure(400, "The property, 'to', in the request body is invalid (line: -, column: -)");
    }
    const details = validateLineMessages(body.messages, { mentions: kind !== 'multicast' && !to.some(isUser) });
    if (details.length > 0) return failure(400, `The request body has ${details.length} error(s)`, { details });
    const before = retryKey === undefined ? undefined : this.#byRetryKey.get(retryKey);
    if (before !== undefined) return acceptedBefore(before);
    if (kind === 'reply' && !this.#tokenIsGood(String(body.replyToken))) return failure(400, 'Invalid reply token');
    if (to.some((chat) => this.left.has(chat))) return failure(400, 'Failed to send messages');
    const { limit, used } = this.month;
    const over = limit !== undefined && used + this.#counted(kind, to) > limit;
    return over ? failure(429, 'You have reached your monthly limit.') : undefined;
  }

  #accept(kind: SendKind, body: Json, retryKey: string | undefined): Answer {
    const to = this.#receivers(kind, body) ?? [];
    const messages = body.messages as readonly Json[];
    const counted = this.#counted(kind, to);
    this.month.used += counted;
    const sent = kind === 'multicast' ? [] : messages.map(() => String(this.#nextMessage++));
    const call: LineCall = { kind, to, messages, body, retryKey, requestId: randomUUID(), sent, counted };
    this.calls.push(call);
    if (retryKey !== undefined) this.#byRetryKey.set(retryKey, call);
    if (kind === 'reply') {
      const token = String(body.replyToken);
      this.replyTokens.set(token, { chat: this.replyTokens.get(token)?.chat, untilMs: 0, used: true });
    }
    const headers = { 'x-line-request-id': call.requestId };
    return { status: 200, json: kind === 'multicast' ? {} : sentMessages(call), headers };
  }

  /** Undefined when `to` is not what this endpoint takes. */
  #receivers(kind: SendKind, body: Json): readonly string[] | undefined {
    if (kind === 'reply') return [this.replyTokens.get(String(body.replyToken))?.chat ?? LINE_FAKE_UNKNOWN_CHAT];
    if (kind === 'push') return typeof body.to === 'string' && /^[UCR]/.test(body.to) ? [body.to] : undefined;
    const users: readonly unknown[] = Array.isArray(body.to) ? body.to : [];
    const valid = users.filter((user): user is string => typeof user === 'string' && isUser(user));
    return valid.length === users.length && valid.length >= 1 && valid.length <= 500 ? valid : undefined;
  }

  #tokenIsGood(token: string): boolean {
    const known = this.replyTokens.get(token);
    return known === undefined ? !this.#strict : !known.used && known.untilMs >= Date.now();
  }

  /** A reply is free; a push to somebody who blocked the bot is taken, not delivered and not counted. */
  #counted(kind: SendKind, to: readonly string[]): number {
    if (kind === 'reply') return 0;
    const people = (chat: string): number => (this.blocked.has(chat) ? 0 : isUser(chat) ? 1 : this.memberCount(chat));
    return to.reduce((sum, chat) => sum + people(chat), 0);
  }
}

function acceptedBefore(call: LineCall): Answer {
  const more = call.kind === 'push' ? sentMessages(call) : {};
  const headers = { 'x-line-accepted-request-id': call.requestId };
  return { ...failure(409, 'The retry key is already accepted', more), headers };
}

function sentMessages(call: LineCall): Json {
  return { sentMessages: call.sent.map((id) => ({ id, quoteToken: `quote${id}` })) };
}

function isUser(chat: string): boolean {
  return chat.startsWith('U');
}
