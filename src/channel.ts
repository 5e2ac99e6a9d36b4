/**
 * The port between a chat platform and everything else.
 *
 * A platform is one folder under `adapters/` that implements {@link ChannelAdapter} and passes the
 * contract suite in `test/contract/`. Nothing else in the project knows what LINE or Telegram are.
 *
 * The path of one message: `receive` (verify, split, nothing parsed twice) → inbox row → `read` (raw event →
 * {@link Inbound}) → conversation → `render` (pure: {@link Prompt} → {@link Wire}) → outbox row → `deliver`.
 */

/** In the order in which they are shown. */
export const PLATFORMS = ['line', 'telegram', 'web'] as const;
export type Platform = (typeof PLATFORMS)[number];

/** `direct`: one person and the bot. `group`: several people and the bot. */
export type Scope = 'direct' | 'group';

export type Language = 'zh-Hans' | 'zh-Hant' | 'en';
export const LANGUAGES: readonly Language[] = ['zh-Hans', 'zh-Hant', 'en'];

/** Where a message goes or came from, in the platform's own ids. `account` is our bot, `topic` a Telegram forum topic. */
export interface ChatAddress {
  readonly platform: Platform;
  readonly account: string;
  readonly chat: string;
  readonly topic?: string;
}

// ---------------------------------------------------------------------------------------------------------------
// In: receive and read

/** A webhook as it came: the body is bytes, because signatures are computed over bytes. */
export interface WebhookRequest {
  readonly body: Uint8Array;
  /** Case-insensitive header lookup. */
  header(name: string): string | undefined;
}

/** One event of a webhook, verified but not interpreted; this is what the inbox stores. */
export interface Received {
  /** Globally unique: `line-<destination>-<webhookEventId>`, `telegram-<bot>-<update_id>`, `web-<uuid>`. */
  readonly id: string;
  readonly address: ChatAddress;
  /** The platform's id of the person who acted; absent when the platform did not say. */
  readonly user?: string;
  /** The platform's id of the message it is about, where the platform lets people take messages back. */
  readonly message?: string;
  /** When it happened by the platform's clock, epoch milliseconds; arrival time where the platform gives none. */
  readonly atMs: number;
  /** The event's JSON, with everything `read` needs. Stored sealed. */
  readonly raw: string;
}

export type ReceiveResult =
  | { readonly kind: 'accepted'; readonly events: readonly Received[] }
  /** 401 forged or missing signature, 400 not a webhook of this platform, 413 too large. Nothing is stored. */
  | { readonly kind: 'refused'; readonly status: 400 | 401 | 413; readonly reason: string };

export type FileKind = 'photo' | 'voice' | 'video' | 'file';

/** A file still on the platform: `ref` is whatever the adapter's `fetchFile` needs. */
export interface FileRef {
  readonly kind: FileKind;
  readonly ref: string;
  readonly name?: string;
  readonly mime?: string;
  readonly bytes?: number;
}

export interface GeoPoint {
  readonly latitude: number;
  readonly longitude: number;
  /** Title or address text the platform sent along. */
  readonly label?: string;
}

/** What the bot may still do for free because this event happened. */
export interface ReplyCapability {
  /** `message`: one call with messages (LINE reply token). `acknowledgement`: answers a press only (Telegram callback). */
  readonly kind: 'message' | 'acknowledgement';
  readonly token: string;
  /** Epoch milliseconds, real time; after this the token must not be used first. */
  readonly expiresAtMs: number;
}

export type InboundContent =
  /** `text` has the bot's own mention and the `@bot` suffix of commands removed. `addressed`: meant for the bot (always true in direct chat). */
  | { readonly kind: 'said'; readonly text: string; readonly addressed: boolean }
  | { readonly kind: 'attached'; readonly file: FileRef; readonly caption?: string; readonly addressed: boolean }
  | { readonly kind: 'located'; readonly point: GeoPoint; readonly addressed: boolean }
  /** A button; the token is opaque and nothing in it is trusted. `message` is the message that carried the button. */
  | {
      readonly kind: 'pressed';
      readonly token: string;
      readonly message?: string;
      /** When the person pressed, epoch milliseconds; absent where the platform does not say. */
      readonly pressedAtMs?: number;
    }
  /** The bot was added (group), or a person started, followed or unblocked it (direct); `members`: others joined. */
  | { readonly kind: 'joined'; readonly who: 'bot' | 'members' }
  | { readonly kind: 'left'; readonly who: 'bot' | 'members' }
  /** A person blocked the bot: nothing can be sent there. */
  | { readonly kind: 'blocked' }
  /** The chat has a new platform id (Telegram group became a supergroup). */
  | { readonly kind: 'moved'; readonly to: string }
  | { readonly kind: 'edited'; readonly message: string; readonly text: string }
  | { readonly kind: 'unsent'; readonly message: string }
  /** Known and deliberately not handled, or unknown: recorded, never an error. */
  | { readonly kind: 'ignored'; readonly type: string };

/** One event, understood. */
export interface Inbound {
  readonly id: string;
  readonly address: ChatAddress;
  readonly scope: Scope;
  readonly atMs: number;
  readonly redelivered: boolean;
  /** Absent when the platform gave no usable human identity (LINE without userId, Telegram anonymous admin or channel). */
  readonly actor?: { readonly user: string; readonly name?: string; readonly locale?: string };
  /** Title of the group, when the event carries it. */
  readonly title?: string;
  /** The platform's id of the message this event is about. */
  readonly message?: string;
  readonly reply?: ReplyCapability;
  readonly content: InboundContent;
}

// ---------------------------------------------------------------------------------------------------------------
// Out: prompts, rendering, delivery

/** Text as a tree: adapters escape by construction, there is no markup in strings. */
export type Text = readonly TextNode[];
export type TextNode =
  | string
  | { readonly kind: 'bold'; readonly text: Text }
  | { readonly kind: 'link'; readonly text: Text; readonly url: string }
  | { readonly kind: 'mention'; readonly user: string; readonly name: string };

/** A button. `token` is at most 16 characters of `[A-Za-z0-9.]`. */
export interface Choice {
  readonly label: string;
  readonly token: string;
  /** What the platform may show as the person's own words after the press; absent = nothing is shown (secret choices). */
  readonly says?: string;
  readonly weight?: 'primary' | 'quiet';
}

export interface LinkChoice {
  readonly label: string;
  readonly url: string;
}

/** A picture we hold; `url` is a signed, expiring public address, absent when `PUBLIC_BASE_URL` is not set. */
export interface Picture {
  readonly id: string;
  readonly url?: string;
}

/** One message to show, independent of any platform. `C` is how a button is bound; adapters see {@link Choice}. */
export interface Prompt<C = Choice> {
  readonly title?: string;
  readonly text: Text;
  /** Short label/value pairs shown as a card. */
  readonly fields?: readonly { readonly label: string; readonly value: string }[];
  readonly choices?: readonly C[];
  readonly links?: readonly LinkChoice[];
  readonly pictures?: readonly Picture[];
  /** Replaces the message whose button was pressed, where the platform can edit; elsewhere a new message. */
  readonly replaces?: boolean;
}

/** What rendering needs to know about the destination. The phrases are in the recipient's language. */
export interface RenderContext {
  readonly scope: Scope;
  readonly language: Language;
  /** The platform's id of the message to replace, for prompts with `replaces`. */
  readonly replaceMessage?: string;
  readonly phrases: {
    /** Shown above a numbered list when the choices do not fit as buttons. */
    readonly answerWithNumber: string;
    /** Stands for a picture that cannot be shown. */
    readonly pictureNotShown: string;
  };
}

/** The payload of exactly one platform API call, JSON-serialisable and stored verbatim. Shape private to the adapter. */
export type Wire = { readonly [key: string]: unknown };

export type Envelope =
  /** The free reply: one call, one use. */
  | { readonly kind: 'reply'; readonly token: string }
  | { readonly kind: 'push' }
  /** The same text to many people under one key; `users` are platform ids. */
  | { readonly kind: 'multicast'; readonly users: readonly string[] };

export interface Sending {
  readonly address: ChatAddress;
  readonly wire: Wire;
  readonly envelope: Envelope;
  /** UUID fixed before the first try; the same on every try. */
  readonly retryKey: string;
}

export type RefusalReason = 'blocked' | 'gone' | 'invalid' | 'quota' | 'token-spent' | 'unauthorised';

/** What is known of a send. There is no "delivered": no platform reports it. */
export type Delivery =
  | { readonly kind: 'accepted'; readonly message?: string }
  | { readonly kind: 'refused'; readonly reason: RefusalReason; readonly detail?: string }
  | { readonly kind: 'throttled'; readonly afterMs: number }
  | { readonly kind: 'moved'; readonly to: string }
  /** Time-out or lost connection after the call may have been taken. */
  | { readonly kind: 'unknown'; readonly detail?: string }
  /** The call surely did not reach the platform's handler (connection refused, 5xx before processing): may be repeated. */
  | { readonly kind: 'failed'; readonly detail?: string };

export type FetchedFile =
  | { readonly kind: 'file'; readonly bytes: Uint8Array; readonly mime: string }
  /** The platform is still preparing it (LINE 202). */
  | { readonly kind: 'preparing'; readonly afterMs: number }
  /** Unsent, expired, or too large; it will never come. */
  | { readonly kind: 'gone'; readonly reason: string };

export interface ChannelLimits {
  /** How many prompts one platform call may carry (LINE: 5 message objects). */
  readonly promptsPerCall: number;
  /** Smallest distance between two sends to one chat, milliseconds. */
  readonly chatIntervalMs: number;
  /** Sends to one group per minute; undefined = no limit known. */
  readonly groupPerMinute?: number;
  /** Smallest distance between two edits of one live message in a group: they share its budget with what is said there. */
  readonly groupEditMs?: number;
  /**
   * Whoever presses a button in a group is answered together with the others, by one free reply in so many milliseconds;
   * absent where a press can be answered to its person alone.
   */
  readonly gatherMs?: number;
  /** Calls per second the bulk lane may make on one account. */
  readonly bulkPerSecond: number;
  /** Whether a message can be edited after sending. */
  readonly canReplace: boolean;
  /** How long after its event a free reply may first be tried, milliseconds; 0 = the platform has none. */
  readonly replyWithinMs: number;
  /** Present where a push costs money or quota, counted per recipient and month: the time zone of those months. */
  readonly pushQuota?: { readonly zone: string };
  /** Whether repeating a send of unknown fate is harmless (LINE push with a retry key, edits). */
  canRepeat(wire: Wire, envelope: Envelope): boolean;
  /** Recipients of one multicast call; 0 = the platform has none. */
  readonly multicastUsers: number;
}

/** What a direct chat offers all the time: all commands where the platform lists them, the panel where it draws one. */
export interface ChatMenu {
  readonly entries: readonly { readonly command: string; readonly description: string }[];
  readonly panel: Panel;
}

/** A few words in a picture below the chat; a tap on one says it. */
export interface Panel {
  /** `head-zh-Hans`: one for each group of seats, in each language. */
  readonly name: string;
  /** On the bar that opens it. */
  readonly bar: string;
  readonly cells: readonly string[];
}

export interface MonthlyQuota {
  /** Undefined = unlimited. */
  readonly limit?: number;
  readonly used: number;
}

export interface ChannelAdapter {
  readonly platform: Platform;
  /** Our bot's id on the platform (LINE destination, Telegram bot id, `sandbox`). */
  readonly account: string;
  readonly limits: ChannelLimits;
  receive(request: WebhookRequest, nowMs: number): Promise<ReceiveResult>;
  /** Total: whatever was stored yields an Inbound; unknown things become `ignored`. */
  read(raw: string, nowMs: number): Inbound;
  /** Pure. Never truncates meaning: what does not fit becomes a numbered list or a link. */
  render(prompts: readonly Prompt[], context: RenderContext): readonly Wire[];
  /**
   * Answers the press itself (stops the spinner); undefined where the platform has no such thing.
   * @param text a few words that only whoever pressed reads
   */
  acknowledge?(reply: ReplyCapability, text?: string): Wire;
  /** What one direct chat offers all the time, where the platform shows a menu. */
  menu?(menu: ChatMenu): Wire;
  /** Puts the content of `extra` into the same call as `base`; undefined when it does not fit. Absent where calls carry one message. */
  carry?(base: Wire, extra: Wire): Wire | undefined;
  /** Makes exactly one attempt. Never throws for an outcome the platform or network can produce. */
  deliver(sending: Sending): Promise<Delivery>;
  fetchFile(ref: FileRef, address: ChatAddress): Promise<FetchedFile>;
  /** A link that opens the direct chat with the bot and hands back `payload` (≤64 of `A-Za-z0-9_-`) as the person's own message. */
  privateLink(payload: string): string | undefined;
  /** How many people a push to this chat would be counted for; 1 in direct chats. */
  recipients(address: ChatAddress, scope: Scope): Promise<number>;
  monthlyQuota?(): Promise<MonthlyQuota>;
  /** Registers commands, webhooks or starts polling; called once after the process can take work. */
  open?(host: AdapterHost): Promise<void>;
  close?(): Promise<void>;
  /** Whether the credentials work; for `/readyz`. */
  ready(): Promise<boolean>;
  /** What an operator should know of the set-up on the platform's side. Asks the platform, changes nothing, never throws. */
  examine?(installation: { readonly publicBaseUrl?: string }): Promise<Examination>;
}

/** One thing that was looked at, in a sentence for an operator; what is not right says how it is mended. */
export interface Finding {
  /** `line webhook` */
  readonly check: string;
  readonly level: 'ok' | 'warn' | 'fail';
  readonly says: string;
  readonly mend?: string;
}

export interface Examination {
  readonly findings: readonly Finding[];
  /** How far the platform's clock is ahead of ours, milliseconds; absent when it did not say. */
  readonly clockAheadMs?: number;
}

/** What an adapter may ask of the process that runs it. */
export interface AdapterHost {
  /** Stores events in the inbox; rejects when they could not be stored. */
  store(events: readonly Received[]): Promise<void>;
  /** The commands to register, per scope and language. */
  commands(scope: Scope, language: Language): readonly { readonly command: string; readonly description: string }[];
  /** Every panel anybody is offered; the first is everybody's who has no other. */
  panels(): readonly Panel[];
  log(event: string, detail?: Readonly<Record<string, string | number | boolean>>): void;
}

/** Bytes of a picture we hold, for platforms that upload instead of fetching a URL. */
export type MediaSource = (id: string) => Promise<{ readonly bytes: Uint8Array; readonly mime: string } | undefined>;
