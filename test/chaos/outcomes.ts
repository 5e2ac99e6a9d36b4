/**
 * The outcome table: what a platform does to the calls for one message, and what must then be known of it.
 * Written from the platforms' documentation, not from the adapters.
 */
import type { Mood } from './moody.ts';

export interface Outcome {
  readonly name: string;
  readonly platform: 'line' | 'telegram';
  readonly scope?: 'group';
  /** What the first calls for the message meet; those after them go through. */
  readonly moods: readonly Mood[];
  readonly state: 'accepted' | 'refused' | 'unknown' | 'waiting';
  readonly reason?: string;
  /** How many messages stand in the chat in the end. */
  readonly delivered: 0 | 1;
  /** Where they stand, when the chat has moved. */
  readonly movedTo?: (chat: string) => string;
  readonly chatState?: 'blocked' | 'left';
  /** The platform has asked to wait this long. */
  readonly throttledMs?: number;
}

/** Long enough that nobody else could be as late by chance. */
const THROTTLE_S = 6;

const line = (status: number, message: string, headers?: Record<string, string>): Mood => ({
  kind: 'answer',
  status,
  body: { message },
  ...(headers && { headers }),
});
const telegram = (error_code: number, description: string, parameters?: Record<string, number>): Mood => ({
  kind: 'answer',
  status: error_code,
  body: { ok: false, error_code, description, ...(parameters && { parameters }) },
});

// https://developers.line.biz/en/reference/messaging-api/#error-messages
const LINE_BUSY = line(429, 'The API rate limit has been exceeded. Try again later.', {
  'retry-after': `${THROTTLE_S}`,
});
const LINE_MONTH = line(429, 'You have reached your monthly limit.');
const LINE_BROKEN = line(500, 'Internal server error');
/** The first try with a reply token says it is spent, so a push with its retry key follows. */
const SPENT = line(400, 'Invalid reply token');
const LOSE: Mood = { kind: 'lose' };
const CUT: Mood = { kind: 'cut' };
const HANG: Mood = { kind: 'hang' };

const throttledMs = THROTTLE_S * 1000;
const onLine = (name: string, moods: readonly Mood[], rest: Omit<Outcome, 'name' | 'platform' | 'moods'>): Outcome => ({
  name: `line ${name}`,
  platform: 'line',
  moods,
  ...rest,
});
const onTelegram = (
  name: string,
  moods: readonly Mood[],
  rest: Omit<Outcome, 'name' | 'platform' | 'moods'>,
): Outcome => ({ name: `telegram ${name}`, platform: 'telegram', moods, ...rest });

/** The reply token's second use tells whether the first was taken, and then nobody knows more than that it may have been. */
const LINE_REPLIES: readonly Outcome[] = [
  onLine('reply 429', [LINE_BUSY], { state: 'accepted', delivered: 1, throttledMs }),
  onLine('reply 500', [LINE_BROKEN], { state: 'accepted', delivered: 1 }),
  onLine('reply cut', [CUT], { state: 'accepted', delivered: 1 }),
  onLine('reply lost', [LOSE], { state: 'unknown', delivered: 1 }),
  onLine('reply hangs', [HANG], { state: 'unknown', delivered: 1 }),
  onLine('reply 400', [line(400, 'The request body has 1 error(s)')], {
    state: 'refused',
    reason: 'invalid',
    delivered: 0,
  }),
  onLine('reply 403', [line(403, 'Not authorized to use this API')], {
    state: 'refused',
    reason: 'invalid',
    delivered: 0,
  }),
];

/** https://developers.line.biz/en/docs/messaging-api/retrying-api-request/: with a retry key nothing is pushed twice. */
const LINE_PUSHES: readonly Outcome[] = [
  onLine('push', [SPENT], { state: 'accepted', delivered: 1 }),
  onLine('push 429', [SPENT, LINE_BUSY], { state: 'accepted', delivered: 1, throttledMs }),
  onLine('push 500', [SPENT, LINE_BROKEN], { state: 'accepted', delivered: 1 }),
  onLine('push cut', [SPENT, CUT], { state: 'accepted', delivered: 1 }),
  onLine('push lost, then 409', [SPENT, LOSE], { state: 'accepted', delivered: 1 }),
  onLine('push lost twice', [SPENT, LOSE, LOSE], { state: 'accepted', delivered: 1 }),
  onLine('push hangs', [SPENT, HANG], { state: 'accepted', delivered: 1 }),
  onLine('push 403', [SPENT, line(403, 'Not authorized to use this API')], {
    state: 'refused',
    reason: 'invalid',
    delivered: 0,
  }),
  onLine('push, no such person', [SPENT, line(400, 'Failed to send messages')], {
    state: 'refused',
    reason: 'gone',
    delivered: 0,
    chatState: 'left',
  }),
  onLine('push, month used up', [SPENT, LINE_MONTH], { state: 'waiting', reason: 'quota', delivered: 0 }),
];

const SUPERGROUP = (chat: string) => `-100${chat.slice(1)}`;

/** A send has no key, so one whose answer is lost is not repeated: https://github.com/tdlib/telegram-bot-api/issues/126 */
const TELEGRAM: readonly Outcome[] = [
  onTelegram('429', [telegram(429, `Too Many Requests: retry after ${THROTTLE_S}`, { retry_after: THROTTLE_S })], {
    state: 'accepted',
    delivered: 1,
    throttledMs,
  }),
  onTelegram('500', [telegram(500, 'Internal Server Error')], { state: 'unknown', delivered: 0 }),
  onTelegram('cut', [CUT], { state: 'unknown', delivered: 0 }),
  onTelegram('lost', [LOSE], { state: 'unknown', delivered: 1 }),
  onTelegram('hangs', [HANG], { state: 'unknown', delivered: 1 }),
  onTelegram('blocked', [telegram(403, 'Forbidden: bot was blocked by the user')], {
    state: 'refused',
    reason: 'blocked',
    delivered: 0,
    chatState: 'blocked',
  }),
  onTelegram('deactivated', [telegram(403, 'Forbidden: user is deactivated')], {
    state: 'refused',
    reason: 'gone',
    delivered: 0,
    chatState: 'left',
  }),
  onTelegram('400', [telegram(400, 'Bad Request: BUTTON_DATA_INVALID')], {
    state: 'refused',
    reason: 'invalid',
    delivered: 0,
  }),
];

export const MIGRATED: Outcome = {
  ...onTelegram('migrated', [], { state: 'accepted', delivered: 1 }),
  scope: 'group',
  movedTo: SUPERGROUP,
};

export const migration = (chat: string): Mood =>
  telegram(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
    migrate_to_chat_id: Number(SUPERGROUP(chat)),
  });

export const UNTROUBLED: readonly [Outcome, Outcome] = [
  onLine('untroubled', [], { state: 'accepted', delivered: 1 }),
  onTelegram('untroubled', [], { state: 'accepted', delivered: 1 }),
];

export const TROUBLES: readonly Outcome[] = [...LINE_REPLIES, ...LINE_PUSHES, ...TELEGRAM, MIGRATED];
