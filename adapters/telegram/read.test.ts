import { describe, expect, it } from 'vitest';
import type { Inbound } from '../../src/channel.ts';
import {
  ANONYMOUS,
  BOT,
  CHANNEL,
  DATE,
  type Fields,
  GROUP,
  LI,
  memberChange,
  message,
  OTHER_BOT,
  PHOTO,
  press,
  SUPERGROUP,
  text,
  WANG,
} from '../../test/fakes/telegram-updates.ts';
import { readUpdate } from './read.ts';

const NOW = DATE * 1000 + 800;
const botId = String(BOT.id);

function read(update: Fields, username: string | undefined = BOT.username): Inbound {
  const raw = JSON.stringify({ receivedAtMs: NOW, update: { update_id: 900_000_001, ...update } });
  return readUpdate(raw, NOW + 3_600_000, { id: botId, username: () => username });
}

const content = (update: Fields, username?: string) => read(update, username).content;
const inGroup = (said: string, around: Fields = {}) => text(said, { chat: GROUP, ...around });
const messageWith = (fields: Fields): Fields => ({ message: message(fields) });

describe('a message in a direct chat', () => {
  it('is what the person said, with who and when', () => {
    expect(read(text('三号楼路灯坏了'))).toEqual({
      id: `telegram-${botId}-900000001`,
      address: { platform: 'telegram', account: botId, chat: String(WANG.id) },
      scope: 'direct',
      atMs: DATE * 1000,
      redelivered: false,
      actor: { user: String(WANG.id), name: '王 秀英', locale: 'zh-hans' },
      message: '41',
      content: { kind: 'said', text: '三号楼路灯坏了', addressed: true },
    });
  });

  it('keeps the payload of a private link', () => {
    expect(content(text('/start b-7Kq_42'))).toEqual({ kind: 'said', text: '/start b-7Kq_42', addressed: true });
  });

  it('loses our name from commands and mentions, whatever its case', () => {
    expect(content(text('/start@lilongtestbot abc'))).toMatchObject({ text: '/start abc' });
    expect(content(text('请 @LilongTestBot 看一下'))).toMatchObject({ text: '请 看一下', addressed: true });
  });

  it('keeps names of others, and a command for another bot is still said to us here', () => {
    expect(content(text('/ban@OtherHelperBot @wangxy'))).toEqual({
      kind: 'said',
      text: '/ban@OtherHelperBot @wangxy',
      addressed: true,
    });
  });

  it('loses what no database can keep, after the entities were applied', () => {
    const said = '😀\0 @LilongTestBot 好\ud83d';
    const entities = [{ type: 'mention', offset: 4, length: 14 }];
    expect(content(text(said, { entities }))).toMatchObject({ text: '😀 好\ufffd' });
  });
});

describe('a message in a group', () => {
  it('names the group and is not ours when it is ordinary talk', () => {
    expect(read(inGroup('今晚有人去跳舞吗'))).toMatchObject({
      scope: 'group',
      title: GROUP.title,
      address: { chat: String(GROUP.id) },
      content: { kind: 'said', addressed: false },
    });
  });

  it.each([
    ['/help', '/help', true],
    ['/help@LilongTestBot', '/help', true],
    ['/vote@lilongTESTbot 2', '/vote 2', true],
    ['see /help please', 'see /help please', false],
    ['试试 /help@LilongTestBot', '试试 /help', true],
    ['@LilongTestBot 路灯坏了', '路灯坏了', true],
    ['@LilongTestBot，路灯坏了', '路灯坏了', true],
    ['@LilongTestBot', '', true],
    ['路灯坏了 @LilongTestBot', '路灯坏了', true],
    ['@wangxy 路灯坏了', '@wangxy 路灯坏了', false],
    ['@LilongTestBotX hi', '@LilongTestBotX hi', false],
    ['😀😀 @LilongTestBot 🎉', '😀😀 🎉', true],
  ])('%s', (said, kept, addressed) => {
    expect(content(inGroup(said))).toEqual({ kind: 'said', text: kept, addressed });
  });

  it('for another bot is ignored, also as a reply to us', () => {
    const ignored = { kind: 'ignored', type: 'for another bot' };
    expect(content(inGroup('/help@OtherHelperBot'))).toEqual(ignored);
    const reply = { reply_to_message: message({ from: BOT }) };
    expect(content(inGroup('/help@OtherHelperBot', reply))).toEqual(ignored);
  });

  it('is ours when it mentions the bot by id, answers its message, but not when it answers somebody else', () => {
    const byId = { entities: [{ type: 'text_mention', offset: 0, length: 2, user: BOT }] };
    expect(content(inGroup('里弄 路灯坏了', byId))).toEqual({ kind: 'said', text: '路灯坏了', addressed: true });
    const reply = (from: Fields) => inGroup('2', { reply_to_message: message({ from }) });
    expect(content(reply(BOT))).toMatchObject({ addressed: true });
    expect(content(reply(LI))).toMatchObject({ addressed: false });
  });

  it('in a topic the bot created is not a reply to the bot', () => {
    const created = message({ from: BOT, forum_topic_created: { name: '路灯', icon_color: 1 } });
    const around = { chat: SUPERGROUP, message_thread_id: 5, is_topic_message: true, reply_to_message: created };
    expect(content(text('大家好', around))).toMatchObject({ addressed: false });
  });

  it('is read before our own name is known: commands count as ours, mentions do not', () => {
    const raw = (update: Fields) => JSON.stringify({ receivedAtMs: NOW, update: { update_id: 1, ...update } });
    const nameless = { id: botId, username: () => undefined };
    expect(readUpdate(raw(inGroup('/help@LilongTestBot')), NOW, nameless).content).toEqual({
      kind: 'said',
      text: '/help',
      addressed: true,
    });
    expect(readUpdate(raw(inGroup('@LilongTestBot hi')), NOW, nameless).content).toMatchObject({ addressed: false });
  });

  it('of an anonymous administrator or a channel has no actor', () => {
    const anonymous = read(inGroup('/close', { from: ANONYMOUS, sender_chat: GROUP }));
    expect(anonymous).not.toHaveProperty('actor');
    expect(anonymous.content).toEqual({ kind: 'said', text: '/close', addressed: true });
    const asChannel = { from: { id: 136_817_688, is_bot: true, first_name: 'Channel' }, sender_chat: CHANNEL };
    expect(read(inGroup('/close', asChannel))).not.toHaveProperty('actor');
  });

  it('of another bot is ignored', () => {
    expect(content(inGroup('/help', { from: OTHER_BOT }))).toEqual({ kind: 'ignored', type: 'message from a bot' });
  });

  it('ignores entities that lie outside the text', () => {
    for (const [offset, length] of [
      [-1, 5],
      [0, 500],
      [1.5, 2],
      [3, 0],
      [0, -2],
      ['0', 5],
    ]) {
      const entities = [{ type: 'mention', offset, length }, null, 7];
      expect(content(inGroup('@LilongTestBot hi', { entities }))).toMatchObject({ text: '@LilongTestBot hi' });
    }
  });
});

describe('an attachment', () => {
  it('of a photo is its largest size, with the words beside it', () => {
    const photo = messageWith({
      photo: PHOTO,
      caption: '看 @LilongTestBot',
      chat: GROUP,
      caption_entities: [{ type: 'mention', offset: 2, length: 14 }],
    });
    expect(content(photo)).toEqual({
      kind: 'attached',
      file: { kind: 'photo', ref: 'photo-large', mime: 'image/jpeg', bytes: 184_223 },
      caption: '看',
      addressed: true,
    });
  });

  const voice = { file_id: 'v', duration: 3, mime_type: 'audio/ogg', file_size: 9_000 };
  const pdf = { file_id: 'd', file_name: '业主大会决议.pdf', mime_type: 'application/pdf', file_size: 77_000 };
  it.each<[string, Fields, Fields]>([
    ['voice', { voice }, { kind: 'voice', ref: 'v', mime: 'audio/ogg', bytes: 9_000 }],
    [
      'audio',
      { audio: { ...voice, file_id: 'a', mime_type: 'audio/mpeg', file_name: 'a.mp3' } },
      { kind: 'voice', ref: 'a', mime: 'audio/mpeg', bytes: 9_000, name: 'a.mp3' },
    ],
    ['video', { video: { file_id: 'w', width: 1, height: 1 } }, { kind: 'video', ref: 'w', mime: 'video/mp4' }],
    ['video note', { video_note: { file_id: 'n', length: 240 } }, { kind: 'video', ref: 'n', mime: 'video/mp4' }],
    [
      'animation',
      { animation: { file_id: 'g' }, document: { file_id: 'g2' } },
      { kind: 'video', ref: 'g', mime: 'video/mp4' },
    ],
    [
      'document',
      { document: pdf },
      { kind: 'file', ref: 'd', name: '业主大会决议.pdf', mime: 'application/pdf', bytes: 77_000 },
    ],
  ])('of a %s keeps what Telegram says of it', (_kind, fields, file) => {
    expect(content(messageWith(fields))).toEqual({ kind: 'attached', file, addressed: true });
  });

  it('without a file id is no attachment', () => {
    expect(content(messageWith({ photo: [] }))).toEqual({ kind: 'ignored', type: 'message.photo' });
    expect(content(messageWith({ voice: {} }))).toEqual({ kind: 'ignored', type: 'message.voice' });
  });
});

describe('a place', () => {
  it('is where the person points to', () => {
    expect(content(messageWith({ location: { latitude: 31.2304, longitude: 121.4737 } }))).toEqual({
      kind: 'located',
      point: { latitude: 31.2304, longitude: 121.4737 },
      addressed: true,
    });
  });

  it('of a venue has its name and address', () => {
    const location = { latitude: 31.2, longitude: 121.4 };
    const venue = { location, title: '居委会', address: '平安路 8 号' };
    expect(content(messageWith({ location, venue }))).toMatchObject({
      point: { ...location, label: '居委会, 平安路 8 号' },
    });
  });

  it('that is nowhere on Earth is ignored', () => {
    expect(content(messageWith({ location: { latitude: 91, longitude: 0 } }))).toMatchObject({ kind: 'ignored' });
  });
});

describe('a press', () => {
  it('carries its token, its message and the right to answer it', () => {
    expect(read(press('k3Jq.2', {}, { chat: GROUP }))).toEqual({
      id: `telegram-${botId}-900000001`,
      address: { platform: 'telegram', account: botId, chat: String(GROUP.id) },
      scope: 'group',
      // Whole seconds, like the times of messages.
      atMs: DATE * 1000,
      redelivered: false,
      actor: { user: String(WANG.id), name: '王 秀英', locale: 'zh-hans' },
      title: GROUP.title,
      message: '77',
      reply: { kind: 'acknowledgement', token: '2190433200000000123', expiresAtMs: NOW + 140_000 },
      content: { kind: 'pressed', token: 'k3Jq.2', message: '77' },
    });
  });

  it('on a message that Telegram no longer shows us still counts', () => {
    const update = press('k3Jq.2', { message: { chat: GROUP, message_id: 12, date: 0 } });
    expect(read(update)).toMatchObject({
      scope: 'group',
      content: { kind: 'pressed', token: 'k3Jq.2', message: '12' },
    });
  });

  it('outside any chat of ours is ignored, but can be answered', () => {
    const inline = read(press('k3', { message: undefined, inline_message_id: 'AAA' }));
    expect(inline.content).toEqual({ kind: 'ignored', type: 'callback_query' });
    expect(inline.reply).toMatchObject({ kind: 'acknowledgement' });
    expect(read(press('k3', { data: undefined, game_short_name: 'g' })).content.kind).toBe('ignored');
  });
});

describe('membership', () => {
  const own = (chat: Fields, before: string, after: string) =>
    content(memberChange('my_chat_member', chat, BOT, { status: before }, { status: after }));

  it.each([
    ['kicked', { kind: 'blocked' }, 'member', 'kicked'],
    ['unblocked', { kind: 'joined', who: 'bot' }, 'kicked', 'member'],
  ])('of the bot in a direct chat: %s', (_what, expected, before, after) => {
    expect(own({ id: WANG.id, type: 'private' }, before, after)).toEqual(expected);
  });

  it.each([
    ['left', 'member', { kind: 'joined', who: 'bot' }],
    ['left', 'administrator', { kind: 'joined', who: 'bot' }],
    ['member', 'left', { kind: 'left', who: 'bot' }],
    ['administrator', 'kicked', { kind: 'left', who: 'bot' }],
    ['member', 'administrator', { kind: 'ignored', type: 'my_chat_member.administrator' }],
    ['administrator', 'member', { kind: 'ignored', type: 'my_chat_member.member' }],
    ['member', 'teleported', { kind: 'ignored', type: 'my_chat_member.teleported' }],
  ])('of the bot in a group: %s → %s', (before, after, expected) => {
    expect(own(GROUP, before, after)).toEqual(expected);
  });

  it('of the bot in a channel is none of ours', () => {
    expect(own(CHANNEL, 'left', 'administrator')).toEqual({ kind: 'ignored', type: 'my_chat_member' });
  });

  it('names the person who changed it, by the time of the change', () => {
    const update = memberChange('my_chat_member', GROUP, BOT, { status: 'left' }, { status: 'member' });
    expect(read(update)).toMatchObject({ actor: { user: String(WANG.id) }, title: GROUP.title, atMs: DATE * 1000 });
  });

  it.each([
    [{ status: 'left' }, { status: 'member' }, { kind: 'joined', who: 'members' }],
    [{ status: 'member' }, { status: 'left' }, { kind: 'left', who: 'members' }],
    [{ status: 'member' }, { status: 'kicked' }, { kind: 'left', who: 'members' }],
    [{ status: 'restricted', is_member: true }, { status: 'left' }, { kind: 'left', who: 'members' }],
    [{ status: 'restricted', is_member: false }, { status: 'member' }, { kind: 'joined', who: 'members' }],
    [
      { status: 'member' },
      { status: 'restricted', is_member: true },
      { kind: 'ignored', type: 'chat_member.restricted' },
    ],
    [{ status: 'left' }, { status: 'kicked' }, { kind: 'ignored', type: 'chat_member.kicked' }],
  ])('of a resident: %j → %j', (before, after, expected) => {
    expect(content(memberChange('chat_member', GROUP, LI, before, after))).toEqual(expected);
  });

  it('of bots is not membership of people', () => {
    const join = (user: Fields) => memberChange('chat_member', GROUP, user, { status: 'left' }, { status: 'member' });
    expect(content(join(OTHER_BOT))).toEqual({ kind: 'ignored', type: 'chat_member of a bot' });
    expect(content(join(BOT))).toEqual({ kind: 'ignored', type: 'duplicate of my_chat_member' });
  });

  it('in service messages: people count, the bot itself is told once, through my_chat_member', () => {
    const added = (...users: Fields[]) => content(messageWith({ chat: GROUP, new_chat_members: users }));
    const duplicate = { kind: 'ignored', type: 'duplicate of my_chat_member' };
    expect(added(LI)).toEqual({ kind: 'joined', who: 'members' });
    expect(added(BOT, LI)).toEqual({ kind: 'joined', who: 'members' });
    expect(added(BOT)).toEqual(duplicate);
    expect(added(OTHER_BOT)).toMatchObject({ kind: 'ignored' });
    const left = (user: Fields) => content(messageWith({ chat: GROUP, left_chat_member: user }));
    expect(left(LI)).toEqual({ kind: 'left', who: 'members' });
    expect(left(BOT)).toEqual(duplicate);
  });
});

describe('a group', () => {
  it('that became a supergroup has moved; the message in the new one says nothing new', () => {
    const moved = read(messageWith({ chat: GROUP, migrate_to_chat_id: SUPERGROUP.id }));
    expect(moved.address.chat).toBe(String(GROUP.id));
    expect(moved.content).toEqual({ kind: 'moved', to: String(SUPERGROUP.id) });
    const from = messageWith({
      chat: SUPERGROUP,
      from: ANONYMOUS,
      sender_chat: SUPERGROUP,
      migrate_from_chat_id: GROUP.id,
    });
    expect(content(from)).toEqual({ kind: 'ignored', type: 'message.migrate_from_chat_id' });
  });
});

describe('an edited message', () => {
  const edited = (fields: Fields): Fields => ({ edited_message: message({ edit_date: DATE + 60, ...fields }) });

  it('is the new text of a known message, at the time of the edit', () => {
    const inbound = read(
      edited({
        text: '/demand@LilongTestBot 路灯',
        chat: GROUP,
        entities: [{ type: 'bot_command', offset: 0, length: 21 }],
      }),
    );
    expect(inbound.content).toEqual({ kind: 'edited', message: '41', text: '/demand 路灯' });
    expect(inbound.atMs).toBe((DATE + 60) * 1000);
    expect(content(edited({ photo: PHOTO, caption: '新说明' }))).toEqual({
      kind: 'edited',
      message: '41',
      text: '新说明',
    });
  });

  it('without words (a live location moving) is ignored', () => {
    expect(content(edited({ location: { latitude: 1, longitude: 2, live_period: 60 } }))).toEqual({
      kind: 'ignored',
      type: 'edited_message without text',
    });
  });
});

describe('everything else is recorded and ignored', () => {
  it.each([
    'sticker',
    'contact',
    'dice',
    'poll',
    'group_chat_created',
    'pinned_message',
    'new_chat_title',
    'video_chat_started',
  ])('a message with %s', (field) => {
    expect(content(messageWith({ chat: GROUP, [field]: { any: 'thing' } }))).toEqual({
      kind: 'ignored',
      type: `message.${field}`,
    });
  });

  it.each([
    'channel_post',
    'edited_channel_post',
    'business_message',
    'business_connection',
    'message_reaction',
    'poll_answer',
    'a_kind_of_2031',
  ])('an update of kind %s', (kind) => {
    const body = kind.includes('channel')
      ? message({ chat: CHANNEL, text: 'x' })
      : { user: WANG, from: WANG, chat: GROUP };
    expect(content({ [kind]: body })).toEqual({ kind: 'ignored', type: kind });
  });

  it('a message to the inbox of a channel, and one forwarded from a linked channel', () => {
    expect(content(text('你好', { chat: { ...SUPERGROUP, is_direct_messages: true } }))).toMatchObject({
      kind: 'ignored',
    });
    const forwarded = { from: { id: 777_000, is_bot: false, first_name: 'Telegram' }, is_automatic_forward: true };
    expect(content(inGroup('公告 /help', { ...forwarded, sender_chat: CHANNEL }))).toMatchObject({ kind: 'ignored' });
  });
});
