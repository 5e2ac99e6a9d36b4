/** People on Telegram: their acts as webhook calls in Telegram's own shapes, their screens from the chats of the fake. */
import { BOT, entitiesOf, type Fields, message, PHOTO, press } from '../fakes/telegram-updates.ts';
import { TELEGRAM_SECRET } from '../harness/installation.ts';
import { seenOnTelegram } from './seen.ts';
import type { Town } from './town.ts';
import { type Line, type Voice, voice } from './voice.ts';

let made = 0;
const next = (): number => {
  made += 1;
  return made;
};
const nowS = (): number => Math.floor(Date.now() / 1000);

export interface TelegramGroup {
  id: number;
  type: 'group' | 'supergroup';
  readonly title: string;
}
export const telegramGroup = (title = '平安里邻里群'): TelegramGroup => ({
  id: -4_200_000_000 - next(),
  type: 'group',
  title,
});

const TRIES = 50;

/**
 * Sends one update, and again until it is answered 200: Telegram does not give up for a day.
 * https://github.com/tdlib/telegram-bot-api/blob/01a3679/telegram-bot-api/WebhookActor.cpp#L493-L523
 */
export async function fromTelegram(town: Town, update: Fields): Promise<void> {
  const { body, headers } = town.telegram.webhookCall(update, TELEGRAM_SECRET);
  for (let attempt = 1; ; attempt += 1) {
    const answer = await town.deliver('telegram', body, headers);
    if (answer.status === 200) return;
    if (answer.status < 500 || attempt === TRIES) throw new Error(`Telegram was answered ${answer.status}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export interface TelegramPerson extends Voice {
  readonly user: string;
  readonly from: Fields;
  in(group: TelegramGroup): Voice & { mentions(text: string): Promise<string> };
  /** Presses Start in the chat with the bot. */
  starts(): Promise<void>;
  blocks(): Promise<void>;
  unblocks(): Promise<void>;
  /** Taps a deep link, which sends its payload. */
  opens(url: string): Promise<void>;
}

export interface TelegramPersonOptions {
  readonly name: string;
  readonly language?: string;
}

export function onTelegram(town: Town, { name, language = 'zh-hans' }: TelegramPersonOptions): TelegramPerson {
  const id = 520_000_000 + next();
  const from = { id, is_bot: false, first_name: name, language_code: language };
  const direct = { id, type: 'private', first_name: name };
  const plain = voice(town, telegramVoice(town, from, direct));
  const change = async (before: string, after: string) => {
    const change = { old_chat_member: { user: BOT, status: before }, new_chat_member: { user: BOT, status: after } };
    await fromTelegram(town, { my_chat_member: { chat: direct, from, date: nowS(), ...change } });
    await town.settle();
  };
  const forbid = (forbidden: 'blocked' | undefined) =>
    town.telegram.addChat({ id: String(id), type: 'private', ...(forbidden && { forbidden }) });
  return {
    ...plain,
    user: String(id),
    from,
    in: (group) => {
      const there = voice(town, telegramVoice(town, from, { ...group }));
      return { ...there, mentions: (words) => there.says(`@${BOT.username} ${words}`) };
    },
    starts: async () => {
      await plain.says('/start');
    },
    blocks: async () => {
      forbid('blocked');
      await change('member', 'kicked');
    },
    unblocks: async () => {
      forbid(undefined);
      await change('kicked', 'member');
    },
    opens: async (url) => {
      const link = new URL(url);
      const payload = link.searchParams.get('start');
      if (link.hostname !== 't.me' || link.pathname !== `/${BOT.username}` || !/^[\w-]{1,64}$/.test(payload ?? '')) {
        throw new Error(`not a deep link to the bot: ${url}`);
      }
      await plain.says(`/start ${payload}`);
    },
  };
}

/** @param from whoever the platform says it was: also an anonymous administrator */
export function telegramVoice(town: Town, from: Fields, chat: Fields, around: Fields = {}): Line {
  town.keepSecret(String(from.first_name ?? ''), String(from.id), String(chat.id), String(chat.title ?? ''));
  const send = async (content: Fields): Promise<string> => {
    const message_id = next();
    await fromTelegram(town, { message: message({ message_id, from, chat, date: nowS(), ...around, ...content }) });
    return String(message_id);
  };
  return {
    says: (words) => {
      town.keepSecret(words);
      const entities = entitiesOf(words);
      return send({ text: words, ...(entities.length > 0 && { entities }) });
    },
    presses: async ({ token = '' }, on) => {
      const carrier = { message_id: Number(on.message ?? 1), chat, date: nowS(), text: on.text };
      await fromTelegram(town, press(token, { id: `21904332000${next()}`, from }, carrier));
    },
    sendsPhoto: async (bytes, caption) => {
      town.keepSecret(caption);
      const file_id = `photo-${next()}`;
      town.telegram.addFile(file_id, bytes, { path: `photos/${file_id}.jpg` });
      const sizes = PHOTO.map((size) => ({ ...size, file_id: size.width > 1000 ? file_id : `small-${file_id}` }));
      const entities = entitiesOf(caption ?? '');
      return send({
        photo: sizes,
        ...(caption !== undefined && { caption }),
        ...(entities.length > 0 && { caption_entities: entities }),
      });
    },
    sendsPlace: (place) => {
      const { latitude, longitude, title } = place;
      town.keepSecret(title, String(latitude), String(longitude));
      const location = { latitude, longitude };
      return send(title === undefined ? { location } : { location, venue: { location, title, address: '' } });
    },
    corrects: async (id, words) => {
      town.keepSecret(words);
      const corrected = message({ message_id: Number(id), from, chat, date: nowS(), edit_date: nowS(), text: words });
      await fromTelegram(town, { edited_message: corrected });
    },
    screen: () =>
      town.telegram.messages
        .filter((sent) => sent.chat === String(chat.id))
        .map((sent) => ({
          ...seenOnTelegram(sent.params, { message: String(sent.message_id) }),
          pictures: sent.photo ? 1 : 0,
        })),
    looks: ({ message: id, text: words, buttons }) => JSON.stringify([id, words, buttons.map(({ label }) => label)]),
  };
}

/** The bot is added to, or removed from, a group. */
export async function membership(town: Town, group: TelegramGroup, by: TelegramPerson, status: 'member' | 'left') {
  const before = status === 'member' ? 'left' : 'member';
  const change = { old_chat_member: { user: BOT, status: before }, new_chat_member: { user: BOT, status } };
  await fromTelegram(town, { my_chat_member: { chat: group, from: by.from, date: nowS(), ...change } });
  await town.settle();
}
