/**
 * What LINE allows in one message, as functions that can refuse. A text that passed carries its limit in its type, so a
 * label that was never measured does not compile into a button.
 *
 * Labels and display texts count grapheme clusters, everything else UTF-16 units
 * (https://developers.line.biz/en/docs/messaging-api/text-character-count/).
 */
import type { messagingApi } from '@line/bot-sdk';
import type { ChannelLimits } from '../../src/channel.ts';

/** https://developers.line.biz/en/reference/messaging-api/#send-reply-message-request-body */
export const MESSAGES_PER_CALL = 5;
/** https://developers.line.biz/en/reference/messaging-api/#text-message */
export const TEXT_UNITS = 5_000;
/** https://developers.line.biz/en/reference/messaging-api/#text-message-v2-mention-object */
export const MENTIONS_PER_MESSAGE = 20;
/** https://developers.line.biz/en/reference/messaging-api/#items-object */
export const QUICK_REPLIES = 13;
/** https://developers.line.biz/en/reference/messaging-api/#send-multicast-message-request-body */
export const MULTICAST_USERS = 500;
/**
 * A reply token is good for one minute after receipt; ten seconds are kept for the way to LINE.
 * https://developers.line.biz/en/reference/messaging-api/#send-reply-message-reply-token
 */
export const REPLY_WITHIN_MS = 50_000;
/** An answer to each press would flood a group; the newest of the tokens gathered in this time is good for longer. */
const GATHER_MS = 20_000;
/** https://developers.line.biz/en/reference/messaging-api/#action-object-label-spec */
const BUTTON_LABEL = 40;
const QUICK_REPLY_LABEL = 20;
const RICH_MENU_LABEL = 20;
/** https://developers.line.biz/en/reference/messaging-api/#rich-menu-object */
const CHAT_BAR = 14;
/** https://developers.line.biz/en/reference/messaging-api/#postback-action */
const DISPLAY_TEXT = 300;
/** https://developers.line.biz/en/reference/messaging-api/#uri-action */
const ACTION_URI = 1_000;
/** https://developers.line.biz/en/reference/messaging-api/#image-message */
const IMAGE_URL = 2_000;
/** https://developers.line.biz/en/reference/messaging-api/#flex-message */
const ALT_TEXT = 1_500;
/** 30 KB; counted in thousands to be on the safe side. https://developers.line.biz/en/reference/messaging-api/#bubble */
const BUBBLE_BYTES = 30_000;

declare const within: unique symbol;
type Within<Limit extends string> = string & { readonly [within]: Limit };
export type ButtonLabel = Within<'flex button label'>;
export type QuickReplyLabel = Within<'quick reply label'>;
export type RichMenuLabel = Within<'rich menu label'>;
export type ChatBarText = Within<'chat bar text'>;
export type DisplayText = Within<'display text'>;
export type ActionUri = Within<'action uri'>;
export type ImageUrl = Within<'image url'>;

/** The text has no place there; the caller says it another way, and never cuts it. */
export interface Unfit {
  readonly kind: 'unfit';
  readonly why: 'too long' | 'empty' | 'not such a link';
}
const TOO_LONG: Unfit = { kind: 'unfit', why: 'too long' };
const EMPTY: Unfit = { kind: 'unfit', why: 'empty' };
const NO_LINK: Unfit = { kind: 'unfit', why: 'not such a link' };

export function isUnfit(value: unknown): value is Unfit {
  return typeof value === 'object' && value !== null && (value as Partial<Unfit>).kind === 'unfit';
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function graphemesWithin(text: string, limit: number): boolean {
  if (text.length <= limit) return true;
  let count = 0;
  for (const _ of segmenter.segment(text)) {
    count += 1;
    if (count > limit) return false;
  }
  return true;
}

/** The largest grapheme border that is not beyond `limit`; 0 when the first cluster alone is longer. */
export function graphemeBorder(text: string, limit: number): number {
  if (text.length <= limit) return text.length;
  // A window is enough, and keeps the cost of a 100 kB text linear.
  return segmenter.segment(text.slice(0, limit + 200)).containing(limit)?.index ?? limit;
}

/** Roughly how wide a label is drawn, in half-width columns: everything from Hangul Jamo upwards takes two. */
function columns(text: string): number {
  let width = 0;
  for (const char of text) width += (char.codePointAt(0) ?? 0) >= 0x1100 ? 2 : 1;
  return width;
}

/**
 * LINE takes 40 clusters but draws one line and cuts the rest with an ellipsis. A label wider than 20 Chinese
 * characters would lose its end even when shrunk, so it is refused here, too.
 */
export function buttonLabel(text: string): ButtonLabel | Unfit {
  if (text === '') return EMPTY;
  return graphemesWithin(text, BUTTON_LABEL) && columns(text) <= BUTTON_LABEL ? (text as ButtonLabel) : TOO_LONG;
}

export function quickReplyLabel(text: string): QuickReplyLabel | Unfit {
  if (text === '') return EMPTY;
  const fits = graphemesWithin(text, QUICK_REPLY_LABEL) && columns(text) <= 2 * QUICK_REPLY_LABEL;
  return fits ? (text as QuickReplyLabel) : TOO_LONG;
}

/** Read aloud; the picture shows it. */
export function richMenuLabel(text: string): RichMenuLabel | Unfit {
  if (text === '') return EMPTY;
  return graphemesWithin(text, RICH_MENU_LABEL) ? (text as RichMenuLabel) : TOO_LONG;
}

export function chatBarText(text: string): ChatBarText | Unfit {
  if (text === '') return EMPTY;
  return graphemesWithin(text, CHAT_BAR) ? (text as ChatBarText) : TOO_LONG;
}

export function displayText(text: string): DisplayText | Unfit {
  if (text === '') return EMPTY;
  return graphemesWithin(text, DISPLAY_TEXT) ? (text as DisplayText) : TOO_LONG;
}

/** Percent-encoded, as LINE asks (https://developers.line.biz/en/reference/messaging-api/#url-encoding). */
export function actionUri(url: string): ActionUri | Unfit {
  return link(url, ['http:', 'https:', 'line:', 'tel:'], ACTION_URI) as ActionUri | Unfit;
}

export function imageUrl(url: string): ImageUrl | Unfit {
  return link(url, ['https:'], IMAGE_URL) as ImageUrl | Unfit;
}

function link(url: string, schemes: readonly string[], limit: number): string | Unfit {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !schemes.includes(parsed.protocol)) return NO_LINK;
  return parsed.href.length <= limit ? parsed.href : TOO_LONG;
}

/**
 * The line shown in notifications and read aloud. It repeats what the card says, so it alone may end early: at a
 * cluster border, with an ellipsis.
 */
export function altText(text: string): string {
  return text.length <= ALT_TEXT ? text : `${text.slice(0, graphemeBorder(text, ALT_TEXT - 1))}…`;
}

export function bubble(contents: messagingApi.FlexBubble): messagingApi.FlexBubble | Unfit {
  return new TextEncoder().encode(JSON.stringify(contents)).byteLength <= BUBBLE_BYTES ? contents : TOO_LONG;
}

export const LINE_LIMITS: ChannelLimits = {
  promptsPerCall: MESSAGES_PER_CALL,
  // LINE limits calls per channel, not per chat.
  chatIntervalMs: 0,
  gatherMs: GATHER_MS,
  // Half of the multicast limit, the lowest of the three sends: https://developers.line.biz/en/reference/messaging-api/#rate-limits
  bulkPerSecond: 100,
  canReplace: false,
  replyWithinMs: REPLY_WITHIN_MS,
  // Months are counted in Japan Standard Time: https://developers.line.biz/en/docs/messaging-api/pricing/
  pushQuota: { zone: 'Asia/Tokyo' },
  // Push and multicast carry a retry key (good for 24 hours); a reply is guarded by its own single-use token.
  canRepeat: () => true,
  multicastUsers: MULTICAST_USERS,
};
