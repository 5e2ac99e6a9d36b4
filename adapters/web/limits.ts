/** What the sandbox allows. No platform stands behind it, so these are our own bounds, close to those of LINE and Telegram. */
import type { ChannelLimits } from '../../src/channel.ts';

/** One posted event; files travel separately. */
export const MAX_EVENT_BYTES = 64 * 1024;
/** As long as LINE's text message: https://developers.line.biz/en/reference/messaging-api/#text-message */
export const MAX_TEXT = 5_000;
/** As LINE's display text: https://developers.line.biz/en/reference/messaging-api/#postback-action */
export const MAX_SAYS = 300;
/** As Telegram's callback data, the wider of the two; our own tokens are shorter, forged ones need not be. */
export const MAX_TOKEN = 64;
export const MAX_FILE_BYTES = 10 * 1024 * 1024;
export const MAX_LABEL = 100;
export const MAX_FILE_NAME = 200;

export const WEB_LIMITS: ChannelLimits = {
  promptsPerCall: 1,
  chatIntervalMs: 0,
  bulkPerSecond: 200,
  canReplace: true,
  replyWithinMs: 0,
  // Every entry carries the sending's retry key, and the store keeps a key once.
  canRepeat: () => true,
  multicastUsers: 0,
};
