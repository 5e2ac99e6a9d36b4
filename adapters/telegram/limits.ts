/**
 * What Telegram allows, in one place. Sizes: https://core.telegram.org/bots/api#sendmessage; rates:
 * https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
 */
import type { ChannelLimits, Wire } from '../../src/channel.ts';

/** Counted after entities, in UTF-16 units like the entities themselves. */
export const MAX_TEXT = 4096;
/** https://core.telegram.org/bots/api#sendphoto */
export const MAX_CAPTION = 1024;
/** Entities beyond the hundredth are dropped by the server without an error, and with them their links. */
export const MAX_ENTITIES = 100;
/** https://core.telegram.org/bots/api#inlinekeyboardbutton: 1–64 bytes, not characters. */
export const MAX_CALLBACK_DATA_BYTES = 64;
/** Not documented; observed: https://github.com/tginfo/Telegram-Limits/issues/228 and /187. */
export const MAX_BUTTONS = 100;
export const MAX_KEYBOARD_BYTES = 10_000;
/** A longer label is cut by the apps, so its meaning would be lost. */
export const MAX_BUTTON_LABEL = 64;
/** https://core.telegram.org/bots/api#sendmediagroup: 2–10 items. */
export const MAX_ALBUM = 10;
/** https://core.telegram.org/bots/api#getfile */
export const MAX_DOWNLOAD_BYTES = 20 * 1024 * 1024;
/**
 * A press may be answered while the server still holds its query (150 s); a little less leaves room for the call.
 * https://github.com/tdlib/telegram-bot-api/blob/01a3679/telegram-bot-api/Client.cpp#L17158
 */
export const CALLBACK_ANSWER_MS = 140_000;

/**
 * Doing it twice leaves what doing it once leaves. A send has no idempotency key, so repeating one of unknown fate may
 * show the message twice: https://github.com/tdlib/telegram-bot-api/issues/126
 */
export function isRepeatable(method: unknown): boolean {
  return method === 'editMessageText' || method === 'answerCallbackQuery';
}

export const telegramLimits: ChannelLimits = {
  promptsPerCall: 1,
  chatIntervalMs: 1000,
  groupPerMinute: 20,
  // Half of the twenty: the rest is left to what is said.
  groupEditMs: 6000,
  // The documented figure is about 30; the rest is left to answers and edits, which share it.
  bulkPerSecond: 25,
  canReplace: true,
  replyWithinMs: 0,
  canRepeat: (wire: Wire) => isRepeatable(wire.method),
  multicastUsers: 0,
};
