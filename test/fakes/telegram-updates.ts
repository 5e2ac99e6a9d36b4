/**
 * Updates as Telegram sends them, for tests: one builder per kind, with the ids and fields of a residents' group.
 * https://core.telegram.org/bots/api#update
 */

export type Fields = Readonly<Record<string, unknown>>;

export const BOT = { id: 7_300_000_001, is_bot: true, first_name: 'Lilong', username: 'LilongTestBot' } as const;
export const WANG = {
  id: 510_000_017,
  is_bot: false,
  first_name: '王',
  last_name: '秀英',
  username: 'wangxy',
  language_code: 'zh-hans',
} as const;
export const LI = { id: 510_000_018, is_bot: false, first_name: 'Li', language_code: 'en' } as const;
export const OTHER_BOT = { id: 7_300_000_099, is_bot: true, first_name: 'Other', username: 'OtherHelperBot' } as const;
export const ANONYMOUS = {
  id: 1_087_968_824,
  is_bot: true,
  first_name: 'Group',
  username: 'GroupAnonymousBot',
} as const;

export const PRIVATE = { id: WANG.id, type: 'private', first_name: '王', last_name: '秀英' } as const;
export const GROUP = { id: -4_012_345_678, type: 'group', title: '平安里 3 号楼' } as const;
export const SUPERGROUP = { id: -1_001_987_654_321, type: 'supergroup', title: '平安里居民', is_forum: true } as const;
export const CHANNEL = { id: -1_001_555_555_555, type: 'channel', title: '平安里公告' } as const;

/** 2026-03-01 09:30:00 in Shanghai. */
export const DATE = 1_772_328_600;

/** Marks commands, @names and nothing else, as the apps do. */
export function entitiesOf(text: string): Fields[] {
  return [...text.matchAll(/(?<![\w/])\/[A-Za-z0-9_]+(?:@\w+)?|(?<!\w)@\w+/g)].map(({ index, 0: found }) => ({
    type: found.startsWith('/') ? 'bot_command' : 'mention',
    offset: index,
    length: found.length,
  }));
}

/** A message with whatever content is given; `from` and `chat` default to Mrs Wang in her direct chat. */
export function message(content: Fields): Fields {
  return { message_id: 41, from: WANG, chat: PRIVATE, date: DATE, ...content };
}

export function text(said: string, around: Fields = {}): Fields {
  const entities = entitiesOf(said);
  return { message: message({ text: said, ...(entities.length > 0 && { entities }), ...around }) };
}

export const PHOTO = [
  { file_id: 'photo-small', file_unique_id: 's', width: 90, height: 67, file_size: 1_203 },
  { file_id: 'photo-large', file_unique_id: 'l', width: 1280, height: 960, file_size: 184_223 },
  { file_id: 'photo-middle', file_unique_id: 'm', width: 320, height: 240, file_size: 20_554 },
] as const;

/** A press on a button of one of our messages. */
export function press(data: string, around: Fields = {}, carrier: Fields = {}): Fields {
  return {
    callback_query: {
      id: '2190433200000000123',
      from: WANG,
      chat_instance: '-3456789012345678901',
      data,
      message: message({ message_id: 77, from: BOT, text: '请选择', ...carrier }),
      ...around,
    },
  };
}

export function memberChange(
  kind: 'my_chat_member' | 'chat_member',
  chat: Fields,
  user: Fields,
  before: Fields,
  after: Fields,
): Fields {
  return {
    [kind]: { chat, from: WANG, date: DATE, old_chat_member: { user, ...before }, new_chat_member: { user, ...after } },
  };
}
