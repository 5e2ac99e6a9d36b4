import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ANONYMOUS,
  BOT,
  CHANNEL,
  DATE,
  GROUP,
  LI,
  message,
  PRIVATE,
  press,
  SUPERGROUP,
  text,
  WANG,
} from '../../test/fakes/telegram-updates.ts';
import { readUpdate } from './read.ts';
import { botIdOf, receiveUpdate } from './receive.ts';

const RUNS = Number(process.env.FUZZ_RUNS ?? 2000);
/** Generous: a loaded machine must not fail a property for being slow. */
const PATIENCE_MS = 10_000 + RUNS * 5;
const NOW = 1_772_328_605_250;
const SECRET = 'a-secret_Token123';
const botId = String(BOT.id);
const bot = { id: botId, username: () => BOT.username };

function call(body: string | Uint8Array, secret: string | undefined = SECRET) {
  return {
    body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
    header: (name: string) => (name.toLowerCase() === 'x-telegram-bot-api-secret-token' ? secret : undefined),
  };
}

const receive = (body: string | Uint8Array, secret?: string) =>
  receiveUpdate(call(body, secret), NOW, { botId, secret: SECRET });

async function received(update: object, id = 900_000_001) {
  const result = await receive(JSON.stringify({ update_id: id, ...update }));
  if (result.kind !== 'accepted') throw new Error(result.reason);
  expect(result.events).toHaveLength(1);
  const [event] = result.events;
  if (event === undefined) throw new Error('no event');
  return event;
}

describe('a Telegram webhook call', () => {
  it.each([
    ['a wrong secret of the same length', 'a-secret_Token124'],
    ['a longer secret', `${SECRET}x`],
    ['a shorter secret', SECRET.slice(0, -1)],
    ['an empty secret', ''],
    ['an enormous secret', SECRET.repeat(5000)],
  ])('is refused with %s', async (_what, secret) => {
    const body = JSON.stringify({ update_id: 1, ...text('你好') });
    const result = await receiveUpdate(call(body, secret), NOW, { botId, secret: SECRET });
    expect(result).toMatchObject({ kind: 'refused', status: 401 });
  });

  it('is refused with a secret that only begins like the longest one possible', async () => {
    const longest = 's'.repeat(256);
    const attempt = (sent: string) => receiveUpdate(call('{"update_id":1}', sent), NOW, { botId, secret: longest });
    expect(await attempt(longest)).toMatchObject({ kind: 'accepted' });
    expect(await attempt(`${longest}s`)).toMatchObject({ kind: 'refused', status: 401 });
  });

  it.each([undefined, ''])('is refused when the bot has no secret (%j), whatever is sent', async (secret) => {
    for (const sent of [undefined, '', 'x']) {
      const result = await receiveUpdate({ ...call('{"update_id":1}'), header: () => sent }, NOW, { botId, secret });
      expect(result).toMatchObject({ kind: 'refused', status: 401 });
    }
  });

  it('is refused above 1 MiB, but only for callers who know the secret is the size looked at', async () => {
    const atLimit = `{"update_id":1,"x":"${'a'.repeat(1024 * 1024 - 22)}"}`;
    expect(atLimit).toHaveLength(1024 * 1024);
    expect(await receive(atLimit)).toMatchObject({ kind: 'accepted' });
    expect(await receive(`${atLimit} `)).toMatchObject({ kind: 'refused', status: 413 });
    expect(await receive(`${atLimit} `, 'wrong')).toMatchObject({ kind: 'refused', status: 401 });
  });

  it.each([
    '',
    'null',
    '[]',
    '"update"',
    '{',
    '{}',
    '{"update_id":"1"}',
    '{"update_id":1.5}',
    '{"update_id":1e400}',
    '[{"update_id":1}]',
  ])('is refused when it is not an update: %s', async (body) => {
    expect(await receive(body)).toMatchObject({ kind: 'refused', status: 400 });
  });

  it('is refused when it is not UTF-8', async () => {
    const bytes = Uint8Array.from([...new TextEncoder().encode('{"update_id":1,"x":"'), 0xff, 0xfe, 0x22, 0x7d]);
    expect(await receive(bytes)).toMatchObject({ kind: 'refused', status: 400 });
  });

  it('becomes one inbox row with a globally unique id', async () => {
    expect(await received(text('/start'))).toEqual({
      id: `telegram-${botId}-900000001`,
      address: { platform: 'telegram', account: botId, chat: String(PRIVATE.id) },
      user: String(WANG.id),
      atMs: DATE * 1000,
      raw: JSON.stringify({ receivedAtMs: NOW, update: { update_id: 900_000_001, ...text('/start') } }),
    });
  });

  it('names the topic of a forum message, but neither a reply thread nor the General topic', async () => {
    const inForum = (fields: object) => text('你好', { chat: SUPERGROUP, ...fields });
    const topic = await received(inForum({ message_thread_id: 12, is_topic_message: true }));
    expect(topic.address).toMatchObject({ chat: String(SUPERGROUP.id), topic: '12' });
    expect((await received(inForum({ message_thread_id: 12 }))).address).not.toHaveProperty('topic');
    expect((await received(inForum({}))).address).not.toHaveProperty('topic');
  });

  it('gives a press the second of its arrival and the chat and topic of its message', async () => {
    const row = await received(
      press('k3.1', { from: LI }, { chat: SUPERGROUP, message_thread_id: 12, is_topic_message: true }),
    );
    expect(row).toMatchObject({
      user: String(LI.id),
      atMs: NOW - 250,
      address: { chat: String(SUPERGROUP.id), topic: '12' },
    });
  });

  it.each([
    ['the anonymous administrator', { from: ANONYMOUS, sender_chat: GROUP }],
    ['a channel', { from: { id: 136_817_688, is_bot: true, first_name: 'Channel' }, sender_chat: CHANNEL }],
    ['Telegram itself', { from: { id: 777_000, is_bot: false, first_name: 'Telegram' } }],
    ['somebody behind a chat', { from: WANG, sender_chat: CHANNEL }],
    ['another bot', { from: { ...WANG, is_bot: true } }],
    ['nobody', { from: undefined }],
  ])('names no person when the sender is %s', async (_who, fields) => {
    expect(await received(text('大家好', { chat: GROUP, ...fields }))).not.toHaveProperty('user');
  });

  it('names the real person behind a press even where that person posts anonymously', async () => {
    const row = await received(press('k3.1', {}, { chat: GROUP, sender_chat: GROUP }));
    expect(row.user).toBe(String(WANG.id));
  });

  it('is kept even without a chat, at an address nothing can be sent to', async () => {
    expect((await received({ poll: { id: '1', question: '?' } })).address.chat).toBe('none');
    const inline = { callback_query: { id: '5', from: WANG, inline_message_id: 'x', chat_instance: '-77', data: 'a' } };
    expect((await received(inline)).address.chat).toBe('instance:-77');
  });

  it('survives times that are no times', async () => {
    for (const date of [-5, 0, 1.5, 1e300, 'x', null]) {
      expect((await received({ message: message({ text: 'x', date }) })).atMs).toBe(NOW);
    }
  });

  it('can be read back from what is stored, to the same address, person and time', async () => {
    for (const update of [text('/help', { chat: GROUP }), press('k3.1'), { poll: {} }]) {
      const row = await received(update);
      const inbound = readUpdate(row.raw, NOW + 60_000, bot);
      expect(inbound).toMatchObject({ id: row.id, address: row.address, atMs: row.atMs });
      expect(inbound.actor?.user).toBe(row.user);
    }
  });
});

/** Any JSON, with Telegram's own field names often in place so that the readers get deep into it. */
const NAMES = [
  ...[
    'update_id',
    'message',
    'edited_message',
    'callback_query',
    'my_chat_member',
    'chat_member',
    'chat',
    'from',
    'id',
  ],
  ...['type', 'text', 'entities', 'offset', 'length', 'date', 'photo', 'file_id', 'location', 'latitude', 'longitude'],
  ...[
    'message_id',
    'data',
    'old_chat_member',
    'new_chat_member',
    'status',
    'user',
    'is_bot',
    'first_name',
    '__proto__',
  ],
  ...['new_chat_members', 'left_chat_member', 'migrate_to_chat_id', 'caption', 'caption_entities', 'reply_to_message'],
];
const leaf = fc.oneof(
  fc.constantFrom('private', 'group', 'bot_command', 'mention', 'member', 'kicked', '/start@LilongTestBot', '\0\ud800'),
  fc.string({ unit: 'binary' }),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constant(BOT.id),
);
const { json: anyJson } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    leaf,
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...NAMES) }, fc.string()), tie('json'), {
      maxKeys: 6,
    }),
  ),
}));

/** Right where the readers look first, odd everywhere else. */
const almostMessage = fc.record(
  {
    message_id: fc.oneof(fc.nat(), leaf),
    chat: fc.record({
      id: fc.integer(),
      type: fc.constantFrom('private', 'group', 'supergroup', 'channel'),
      title: leaf,
    }),
    from: fc.oneof(anyJson, fc.record({ id: fc.nat(), first_name: leaf, last_name: leaf, language_code: leaf })),
    date: fc.oneof(fc.nat(), leaf),
    text: leaf,
    caption: leaf,
    entities: fc.array(
      fc.record({
        type: fc.constantFrom('bot_command', 'mention', 'text_mention'),
        offset: fc.integer({ min: -2, max: 30 }),
        length: fc.integer({ min: -2, max: 30 }),
        user: fc.oneof(anyJson, fc.constant({ id: BOT.id })),
      }),
    ),
    photo: fc.oneof(anyJson, fc.array(fc.record({ file_id: leaf, width: leaf, height: leaf }))),
    document: fc.record({ file_id: leaf, file_name: leaf, mime_type: leaf, file_size: leaf }),
    location: fc.record({ latitude: leaf, longitude: leaf }),
    venue: fc.record({ title: leaf, address: leaf }),
    is_topic_message: fc.constant(true),
    message_thread_id: leaf,
    reply_to_message: anyJson,
    new_chat_members: anyJson,
    edit_date: leaf,
  },
  { requiredKeys: ['chat'] },
);
const almostUpdate = fc.oneof(
  almostMessage.map((body) => ({ message: body })),
  almostMessage.map((body) => ({ edited_message: body })),
  fc
    .record({ id: leaf, from: anyJson, data: leaf, chat_instance: leaf, message: fc.oneof(anyJson, almostMessage) })
    .map((body) => ({ callback_query: body })),
  fc
    .record({ chat: fc.constant(GROUP), from: anyJson, date: leaf, old_chat_member: anyJson, new_chat_member: anyJson })
    .chain((body) => fc.constantFrom('my_chat_member', 'chat_member').map((kind) => ({ [kind]: body }))),
);

const SAMPLES = [
  text('/start@LilongTestBot abc', { chat: GROUP }),
  press('k3.1', {}, { chat: SUPERGROUP, message_thread_id: 12, is_topic_message: true }),
  { message: message({ photo: [{ file_id: 'p', width: 1, height: 1 }], caption: '@LilongTestBot 看', chat: GROUP }) },
  {
    my_chat_member: {
      chat: GROUP,
      from: WANG,
      date: DATE,
      old_chat_member: { status: 'left', user: BOT },
      new_chat_member: { status: 'member', user: BOT },
    },
  },
].map((update, index) => JSON.stringify({ update_id: index + 1, ...update }));

async function holds(body: string | Uint8Array) {
  const result = await receive(body);
  if (result.kind === 'refused') {
    expect([400, 413]).toContain(result.status);
    return;
  }
  expect(result.events).toHaveLength(1);
  for (const row of result.events) {
    const inbound = readUpdate(row.raw, NOW, bot);
    expect(inbound.id).toBe(row.id);
    expect(inbound.address).toEqual(row.address);
    expect(Number.isSafeInteger(inbound.atMs)).toBe(true);
    // Whatever is read can be kept by a database and sent back as JSON.
    JSON.stringify(inbound, (_key, value: unknown) => {
      if (typeof value === 'string') expect(value).not.toMatch(/\0|\p{Surrogate}/u);
      return value;
    });
  }
}

describe('odd input never throws', () => {
  it(
    'any JSON under the names Telegram uses',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.dictionary(fc.constantFrom(...NAMES), anyJson), fc.integer(), (fields, id) =>
          holds(JSON.stringify({ ...fields, update_id: id })),
        ),
        { numRuns: RUNS },
      );
    },
    PATIENCE_MS,
  );

  it(
    'updates of the right shape with odd values',
    async () => {
      await fc.assert(
        fc.asyncProperty(almostUpdate, fc.integer(), (update, id) =>
          holds(JSON.stringify({ ...update, update_id: id })),
        ),
        { numRuns: RUNS },
      );
    },
    PATIENCE_MS,
  );

  it(
    'real updates with bytes changed, lost or added',
    async () => {
      const mutation = fc.record({
        sample: fc.constantFrom(...SAMPLES),
        edits: fc.array(
          fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255), fc.constantFrom('set', 'cut', 'add')),
          {
            maxLength: 6,
          },
        ),
      });
      await fc.assert(
        fc.asyncProperty(mutation, async ({ sample, edits }) => {
          const bytes = [...new TextEncoder().encode(sample)];
          for (const [where, value, how] of edits) {
            const at = Math.floor(where * bytes.length);
            if (how === 'set') bytes[at] = value;
            else bytes.splice(at, how === 'cut' ? value : 0, ...(how === 'add' ? [value] : []));
          }
          await holds(Uint8Array.from(bytes));
        }),
        { numRuns: RUNS },
      );
    },
    PATIENCE_MS,
  );

  it('deep nesting up to the size limit', async () => {
    const deep = `{"update_id":1,"message":${'['.repeat(250_000)}${']'.repeat(250_000)}}`;
    await holds(deep);
    const chain = `{"update_id":1,"message":${'{"reply_to_message":'.repeat(40_000)}1${'}'.repeat(40_000)}}`;
    await holds(chain);
  });

  it('stored text that is not an update is read as ignored', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.constant(`{"receivedAtMs":5,"update":{}}`)), (raw) => {
        expect(readUpdate(raw, NOW, bot).content.kind).toBe('ignored');
      }),
      { numRuns: 200 },
    );
  });
});

describe('a bot token', () => {
  it('begins with the id of the bot', () => {
    expect(botIdOf('123456:AAF-abc_DEF')).toBe('123456');
    for (const bad of ['', 'abc', '123456', '123456:', ':abc', '123 456:abc', '123456:a b']) {
      expect(botIdOf(bad)).toBeUndefined();
    }
  });
});
