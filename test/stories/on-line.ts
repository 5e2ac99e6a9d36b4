/** People on LINE: their acts as signed webhooks in LINE's own shapes, their screens from what LINE was asked to show. */
import {
  followEvent,
  imageEvent,
  joinEvent,
  LINE_BOT,
  type LineEvent,
  leaveEvent,
  lineReplyToken,
  lineWebhook,
  locationEvent,
  mentionEvent,
  postbackEvent,
  textEvent,
  unfollowEvent,
  unsendEvent,
} from '../fakes/line.ts';
import { LINE_SECRET } from '../harness/installation.ts';
import { type Seen, seenOnLine } from './seen.ts';
import type { Town } from './town.ts';
import { type Line, type Voice, voice } from './voice.ts';

let made = 0;
const next = (): number => {
  made += 1;
  return made;
};

/** LINE's ids: a letter and 32 hex digits. */
const lineId = (letter: 'U' | 'C'): string => `${letter}${next().toString(16).padStart(8, '0')}${'5a'.repeat(12)}`;

export interface LineGroup {
  readonly group: string;
}
export const lineGroup = (): LineGroup => ({ group: lineId('C') });

/** Sends events as one webhook and insists on a 200, as LINE does. */
export async function fromLine(town: Town, ...events: readonly LineEvent[]): Promise<void> {
  for (const event of events) knowToken(town, event);
  const { body, headers } = lineWebhook(LINE_SECRET, events);
  const answer = await town.deliver('line', body, headers);
  if (answer.status !== 200) throw new Error(`LINE was answered ${answer.status}: ${await answer.text()}`);
}

/** LINE knows which chat a reply token is for. */
function knowToken(town: Town, event: LineEvent): void {
  const { userId, groupId } = (event.source ?? {}) as { userId?: string; groupId?: string };
  const chat = groupId ?? userId;
  town.keepSecret(userId, groupId, String(event.replyToken ?? ''));
  if (typeof event.replyToken === 'string' && chat !== undefined) town.line.knowReplyToken(event.replyToken, chat);
}

/** The same event as another message, or later. */
export function lineEventWith(event: LineEvent, message: Readonly<Record<string, unknown>>): LineEvent {
  return { ...event, message: { ...(event.message as object), ...message } };
}

export interface LinePerson extends Voice {
  readonly user: string;
  in(group: LineGroup): Voice & { mentions(text: string): Promise<string>; takesBack(message: string): Promise<void> };
  /** Adds the bot as a friend, or lets it in again. */
  follows(): Promise<void>;
  blocks(): Promise<void>;
  /** Taps a link that opens the chat with words typed in, and sends them. */
  opens(url: string): Promise<void>;
  takesBack(message: string): Promise<void>;
  /** A message of that id, which may have been overtaken on the way. */
  saysAs(message: string, text: string): Promise<void>;
}

export function onLine(town: Town, options: { readonly user?: string } = {}): LinePerson {
  const user = options.user ?? lineId('U');
  const direct = lineVoice(town, user, undefined);
  const plain = voice(town, direct);
  const tell = async (event: LineEvent) => {
    await fromLine(town, event);
    await town.settle();
  };
  const regrets = (message: string, group?: string) =>
    tell({
      ...unsendEvent({ user, timestamp: Date.now(), ...(group !== undefined && { group }) }),
      unsend: { messageId: message },
    });
  return {
    ...plain,
    user,
    in: ({ group }) => {
      const line = lineVoice(town, user, group);
      const there = voice(town, line);
      return {
        ...there,
        mentions: (text) => there.says(`${MENTION}${text}`),
        takesBack: (message) => regrets(message, group),
      };
    },
    follows: () => tell(followEvent({ user, timestamp: Date.now(), replyToken: lineReplyToken() })),
    blocks: async () => {
      town.line.block(user);
      await tell(unfollowEvent({ user, timestamp: Date.now() }));
    },
    opens: async (url) => {
      const link = new URL(url);
      if (link.origin !== 'https://line.me' || !link.pathname.startsWith('/R/oaMessage/%40')) {
        throw new Error(`not a link into the chat with the bot: ${url}`);
      }
      await plain.says(decodeURIComponent(link.search.slice(1)));
    },
    takesBack: (message) => regrets(message),
    saysAs: (message, text) => {
      town.keepSecret(text);
      const event = textEvent(text, { user, timestamp: Date.now(), replyToken: lineReplyToken() });
      return tell(lineEventWith(event, { id: message }));
    },
  };
}

/** Marks a text that begins with a mention of the bot. */
const MENTION = '\u0001';

function lineVoice(town: Town, user: string, group: string | undefined): Line {
  const setting = () => ({
    user,
    ...(group !== undefined && { group }),
    timestamp: Date.now(),
    replyToken: lineReplyToken(),
  });
  const send = async (event: LineEvent): Promise<string> => {
    const id = String(445_000_000_000_000_000n + BigInt(next()));
    await fromLine(town, lineEventWith(event, { id }));
    return id;
  };
  return {
    says: (text) => {
      const words = text.replace(MENTION, '');
      town.keepSecret(words);
      return send(words === text ? textEvent(text, setting()) : mentionEvent(words, setting(), LINE_BOT));
    },
    presses: async ({ token = '' }) => fromLine(town, postbackEvent(token, setting())),
    sendsPhoto: async (bytes) => {
      const id = String(445_500_000_000_000_000n + BigInt(next()));
      town.line.putContent(id, bytes, 'image/jpeg');
      const event = imageEvent(setting());
      await fromLine(town, lineEventWith(event, { id, imageSet: undefined }));
      return id;
    },
    sendsPlace: ({ latitude, longitude, title }) => {
      town.keepSecret(title, String(latitude), String(longitude));
      return send(lineEventWith(locationEvent(setting()), { latitude, longitude, title: title ?? '' }));
    },
    corrects: async (message, text) => {
      town.keepSecret(text);
      const event = lineEventWith(textEvent(text, setting()), { id: message });
      await fromLine(town, { ...event, type: 'messageEdited' });
    },
    screen: () => screenOf(town, group ?? user),
    looks: ({ message }) => message ?? '',
  };
}

function screenOf(town: Town, chat: string): readonly Seen[] {
  const reached = town.line.calls.filter(({ to }) => to.includes(chat));
  return reached.flatMap(({ kind, messages, sent }) =>
    messages.map((message, index) => seenOnLine(message, { by: kind, ...(sent[index] && { message: sent[index] }) })),
  );
}

/** The bot is invited to the group. */
export async function joins(town: Town, { group }: LineGroup): Promise<void> {
  await fromLine(town, joinEvent({ group, timestamp: Date.now(), replyToken: lineReplyToken() }));
  await town.settle();
}

export async function leaves(town: Town, { group }: LineGroup): Promise<void> {
  town.line.leave(group);
  await fromLine(town, leaveEvent({ group, timestamp: Date.now() }));
  await town.settle();
}
