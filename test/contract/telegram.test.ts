/** Telegram keeps the contract, against a fake that enforces Telegram's own limits. */
import { createTelegramAdapter } from '../../adapters/telegram/index.ts';
import type { Scope } from '../../src/channel.ts';
import { startTelegramFake } from '../fakes/telegram.ts';
import {
  BOT,
  type Fields,
  memberChange,
  message,
  PHOTO,
  PRIVATE,
  press,
  SUPERGROUP,
  text,
  WANG,
} from '../fakes/telegram-updates.ts';
import { seenOnTelegram } from '../stories/seen.ts';
import { adapterContract } from './adapter-contract.ts';
import { type Act, type Bench, deadAddress, idleHost } from './bench.ts';

const SECRET = 'webhook-secret_of-the-contract';
const GROUP = { ...SUPERGROUP, is_forum: false };

let presses = 0;

function updateOf(act: Act, scope: Scope): Fields | undefined {
  const chat = scope === 'direct' ? PRIVATE : GROUP;
  switch (act.kind) {
    case 'says':
      return text(act.to === 'bot' && scope === 'group' ? `@${BOT.username} ${act.text}` : act.text, { chat });
    case 'presses':
      presses += 1;
      return press(act.token, { id: `2190433${presses}` }, { chat });
    case 'sends-photo':
      return { message: message({ chat, photo: PHOTO }) };
    case 'sends-place':
      return { message: message({ chat, location: { latitude: act.latitude, longitude: act.longitude } }) };
    case 'arrives':
      return memberChange(
        'my_chat_member',
        chat,
        BOT,
        { status: scope === 'direct' ? 'kicked' : 'left' },
        { status: 'member' },
      );
    case 'blocks':
      return scope === 'group'
        ? undefined
        : memberChange('my_chat_member', chat, BOT, { status: 'member' }, { status: 'kicked' });
  }
}

async function open(): Promise<Bench> {
  const fake = await startTelegramFake();
  const settings = {
    token: fake.token,
    secret: SECRET,
    mode: 'webhook',
    apiBaseUrl: fake.url,
    media: async (id: string) =>
      id.startsWith('p') ? { bytes: Buffer.from(`picture ${id}`), mime: 'image/jpeg' } : undefined,
    timing: { callMs: 1000, transferMs: 2000 },
  } as const;
  const adapter = createTelegramAdapter(settings);
  await adapter.open?.(idleHost);
  const person = String(WANG.id);
  const group = String(GROUP.id);
  const writable = () => {
    fake.addChat({ id: person, type: 'private' });
    fake.addChat({ id: group, type: 'supergroup', members: 12 });
  };
  writable();
  fake.addFile('photo-large', Buffer.from('a picture'), { path: 'photos/large.jpg' });
  const methodOf = (wire: unknown) => String((wire as { method?: unknown }).method);
  const headers = (secret: string | undefined) => ({
    header: (name: string) => (name.toLowerCase() === 'x-telegram-bot-api-secret-token' ? secret : undefined),
  });
  const bytes = (body: string | Uint8Array) => (typeof body === 'string' ? Buffer.from(body) : body);
  return {
    adapter,
    person,
    group,
    body: (act, scope) => {
      const update = updateOf(act, scope);
      return update && fake.webhookCall(update, SECRET).body;
    },
    signed: (body) => ({ body: bytes(body), ...headers(SECRET) }),
    forged: (body) =>
      [undefined, '', 'guessed', SECRET.slice(0, -1), `${SECRET}x`].map((secret) => ({
        body: bytes(body),
        ...headers(secret),
      })),
    largestBody: 1024 * 1024,
    envelope: () => ({ kind: 'push' }),
    shown: ({ chat }) =>
      fake.messages
        .filter((sent) => sent.chat === chat)
        .map((sent) => ({ ...seenOnTelegram(sent.params), pictures: sent.photo ? 1 : 0 })),
    asked: ({ chat }) =>
      fake.calls
        .filter(({ params }) => params.chat_id === chat)
        .map(({ params }) => JSON.stringify(params))
        .join('\n'),
    troubles: {
      silent: (_address, wire) => fake.next(methodOf(wire), { kind: 'lost' }),
      slow: (_address, wire) => fake.next(methodOf(wire), { kind: 'hang' }),
      busy: (_address, wire) =>
        fake.next(methodOf(wire), {
          kind: 'refuse',
          status: 429,
          description: 'Too Many Requests',
          parameters: { retry_after: 3 },
        }),
      blocked: ({ chat }) => void fake.addChat({ id: chat, type: 'private', forbidden: 'blocked' }),
      gone: ({ chat }) => void fake.addChat({ id: chat, type: 'private', forbidden: 'deactivated' }),
      'token-spent': () => {},
      unauthorised: (_address, wire) =>
        fake.next(methodOf(wire), { kind: 'refuse', status: 401, description: 'Unauthorized' }),
    },
    spent: (address) => {
      fake.expirePress('pressed-long-ago');
      const wire = adapter.acknowledge?.({ kind: 'acknowledgement', token: 'pressed-long-ago', expiresAtMs: 0 });
      return wire
        ? [{ address, wire, envelope: { kind: 'push' }, retryKey: '00000000-0000-4000-8000-000000000000' }]
        : [];
    },
    mend: writable,
    unreachable: createTelegramAdapter({ ...settings, apiBaseUrl: await deadAddress() }),
    nonsense: [
      {},
      { method: 'deleteMessage', params: { message_id: 1 } },
      { method: 'sendMessage' },
      { method: 'sendMessage', params: { text: '' } },
      { messages: [{ type: 'text', text: 'x' }] },
    ],
    tapped: (link) => {
      const url = new URL(link);
      if (`${url.origin}${url.pathname}` !== `https://t.me/${BOT.username}`)
        throw new Error(`not a link to the bot: ${link}`);
      return `/start ${url.searchParams.get('start')}`;
    },
    close: async () => {
      await adapter.close?.();
      await fake.close();
    },
  };
}

adapterContract('Telegram', open);
