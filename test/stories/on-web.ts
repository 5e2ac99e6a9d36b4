/** People in the sandbox: their acts as the page posts them, their screens from what the page would draw. */
import { randomUUID } from 'node:crypto';
import { isWebWire } from '../../adapters/web/render.ts';
import type { Text } from '../../src/channel.ts';
import type { Seen } from './seen.ts';
import type { Town } from './town.ts';
import { type Line, type Voice, voice } from './voice.ts';

let made = 0;
const next = (): number => {
  made += 1;
  return made;
};

export interface WebGroup {
  readonly chat: string;
}
export const webGroup = (): WebGroup => ({ chat: `group-${next()}` });

export interface WebPerson extends Voice {
  readonly user: string;
  in(group: WebGroup): Voice & { mentions(text: string): Promise<string> };
  /** Taps a link that opens her own chat. */
  opens(url: string): Promise<void>;
}

export function onWeb(town: Town): WebPerson {
  const user = `person-${next()}`;
  const plain = voice(town, webVoice(town, user, user));
  return {
    ...plain,
    user,
    in: ({ chat }) => {
      const there = voice(town, webVoice(town, user, chat));
      return { ...there, mentions: (words) => there.says(`@里弄 ${words}`) };
    },
    opens: async (url) => {
      const payload = new URL(url, 'http://127.0.0.1').searchParams.get('start');
      if (payload === null) throw new Error(`not a link into a chat: ${url}`);
      await plain.says(`/start ${payload}`);
    },
  };
}

function webVoice(town: Town, user: string, chat: string): Line {
  const send = async (content: object): Promise<string> => {
    const id = randomUUID();
    await town.deliverOnWeb({ id, user, chat, scope: user === chat ? 'direct' : 'group', content });
    return `web-${id}`;
  };
  return {
    says: (text) => {
      town.keepSecret(text);
      return send({ kind: 'said', text });
    },
    presses: async ({ token = '', says }, { message }) => {
      await send({ kind: 'pressed', token, ...(message !== undefined && { message }), ...(says && { says }) });
    },
    sendsPhoto: async (bytes, caption) => {
      town.keepSecret(caption);
      const ref = await town.webStore.putFile({ bytes, mime: 'image/jpeg' });
      const file = { kind: 'photo', ref, mime: 'image/jpeg', bytes: bytes.length };
      return send({ kind: 'attached', file, ...(caption !== undefined && { caption }) });
    },
    sendsPlace: ({ latitude, longitude, title }) =>
      send({ kind: 'located', latitude, longitude, ...(title !== undefined && { label: title }) }),
    corrects: () => Promise.reject(new Error('nothing can be corrected in the sandbox')),
    screen: () => shownIn(town, chat),
    looks: ({ message, text, buttons }) => JSON.stringify([message, text, buttons.map(({ label }) => label)]),
  };
}

const plain = (text: Text): string =>
  text
    .map((part) => (typeof part === 'string' ? part : part.kind === 'mention' ? `@${part.name}` : plain(part.text)))
    .join('');

/** Of several versions of a message the last one stands where the first one stood. */
function shownIn({ webStore }: Town, chat: string): readonly Seen[] {
  const shown = new Map<string, Seen>();
  for (const row of webStore.all) {
    if (row.chat !== chat || row.from !== 'bot' || !isWebWire(row.body)) continue;
    const { title, text, fields = [], choices = [], links = [], pictures = [] } = row.body.prompt;
    shown.set(row.message, {
      text: [
        ...(title === undefined ? [] : [title]),
        plain(text),
        ...fields.map(({ label, value }) => `${label}: ${value}`),
      ].join('\n'),
      buttons: [
        ...choices.map(({ label, token, says }) => ({ label, token, ...(says !== undefined && { says }) })),
        ...links,
      ],
      pictures: pictures.length,
      message: row.message,
    });
  }
  return [...shown.values()];
}
