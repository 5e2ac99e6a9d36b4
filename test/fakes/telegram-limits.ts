/**
 * What Telegram refuses, as pure checks on the parameters of a call. The fake answers with them, and the property tests
 * of the renderer use them directly. Sizes: https://core.telegram.org/bots/api#sendmessage; descriptions as in
 * https://github.com/tdlib/telegram-bot-api.
 */

export type Params = Readonly<Record<string, unknown>>;

export interface ApiRefusal {
  readonly error_code: number;
  readonly description: string;
  readonly parameters?: Readonly<Record<string, number>>;
}

export const badRequest = (description: string): ApiRefusal => ({
  error_code: 400,
  description: `Bad Request: ${description}`,
});

const fields = (value: unknown): Params | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Params) : undefined;
const bytes = (text: string) => new TextEncoder().encode(text).byteLength;
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function insidePair(text: string, at: number): boolean {
  return /[\ud800-\udbff]/.test(text.charAt(at - 1)) && /[\udc00-\udfff]/.test(text.charAt(at));
}

function checkEntity(text: string, value: unknown): ApiRefusal | undefined {
  const entity = fields(value);
  if (entity === undefined) return badRequest("can't parse MessageEntity: expected Object");
  const { type, offset, length } = entity;
  if (!isCount(offset) || !isCount(length) || length < 1) return badRequest('receive an entity with incorrect bounds');
  if (offset + length > text.length) return badRequest('ENTITY_BOUNDS_INVALID');
  if (insidePair(text, offset) || insidePair(text, offset + length)) {
    return badRequest(`entity beginning at UTF-16 offset ${offset} ends in a middle of a UTF-16 symbol`);
  }
  const covered = text.slice(offset, offset + length);
  if (covered.trim() === '') return badRequest('the entity covers spaces only and would be dropped');
  switch (type) {
    case 'bold':
    case 'italic':
    case 'underline':
    case 'strikethrough':
    case 'spoiler':
    case 'code':
    case 'pre':
      return undefined;
    case 'text_link':
      return typeof entity.url === 'string' && isLink(entity.url)
        ? undefined
        : badRequest('the link of a text_link entity would be dropped');
    case 'text_mention':
      return isCount(fields(entity.user)?.id) ? undefined : badRequest("can't parse MessageEntity: user not found");
    default:
      return badRequest('unsupported entity type');
  }
}

/** Telegram needs a dot in the host: `http://localhost` is "Wrong HTTP URL". */
function isLink(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'tg:' || (/^https?:$/.test(protocol) && hostname.includes('.'));
}

export function checkText(
  what: 'message text' | 'message caption',
  text: unknown,
  entities: unknown,
): ApiRefusal | undefined {
  if (typeof text !== 'string') return badRequest(`${what} is empty`);
  if (/\p{Surrogate}/u.test(text)) return badRequest('strings must be encoded in UTF-8');
  if (!/[^\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u.test(text)) {
    if (what === 'message text' || text !== '') return badRequest(`${what} is empty`);
  }
  if (text.length > (what === 'message text' ? 4096 : 1024)) return badRequest(`${what} is too long`);
  if (entities === undefined) return undefined;
  if (!Array.isArray(entities)) return badRequest("can't parse entities JSON object");
  // The real server drops the surplus without a word, and with it the links: worth a failure in a test.
  if (entities.length > 100) return badRequest('more than 100 entities');
  for (const entity of entities) {
    const refusal = checkEntity(text, entity);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function checkButton(value: unknown): ApiRefusal | undefined {
  const button = fields(value);
  if (button === undefined || typeof button.text !== 'string' || button.text.trim() === '') {
    return badRequest('inline keyboard button text must be non-empty');
  }
  if (/\p{Surrogate}/u.test(button.text)) return badRequest('strings must be encoded in UTF-8');
  const { callback_data: data, url } = button;
  if ((data === undefined) === (url === undefined))
    return badRequest('text buttons are unallowed in the inline keyboard');
  if (typeof url === 'string' && !isLink(url)) {
    return badRequest(`inline keyboard button URL '${url}' is invalid: Wrong HTTP URL`);
  }
  if (data !== undefined && (typeof data !== 'string' || bytes(data) < 1 || bytes(data) > 64)) {
    return badRequest('BUTTON_DATA_INVALID');
  }
  return undefined;
}

function checkKeyboard(markup: unknown): ApiRefusal | undefined {
  if (markup === undefined) return undefined;
  const keyboard = fields(markup)?.inline_keyboard;
  if (!Array.isArray(keyboard)) return badRequest("can't parse reply keyboard markup JSON object");
  if (bytes(JSON.stringify(markup)) > 10_240 || keyboard.flat().length > 100) {
    return badRequest('REPLY_MARKUP_TOO_LONG');
  }
  for (const row of keyboard) {
    if (!Array.isArray(row) || row.length < 1 || row.length > 8)
      return badRequest('a keyboard row holds 1 to 8 buttons');
    for (const button of row) {
      const refusal = checkButton(button);
      if (refusal !== undefined) return refusal;
    }
  }
  return undefined;
}

/** The checks that need no state: sizes and shapes. Chats, messages and rates are the server's. */
export function checkCall(method: string, params: Params): ApiRefusal | undefined {
  if (params.parse_mode !== undefined) return badRequest('parse_mode is not used by this project');
  switch (method) {
    case 'sendMessage':
    case 'editMessageText':
      return checkText('message text', params.text, params.entities) ?? checkKeyboard(params.reply_markup);
    case 'sendPhoto':
      return (
        checkText('message caption', params.caption ?? '', params.caption_entities) ??
        checkKeyboard(params.reply_markup)
      );
    case 'sendMediaGroup':
      return checkAlbum(params.media);
    case 'answerCallbackQuery':
      return typeof params.text === 'string' && params.text.length > 200 ? badRequest('MESSAGE_TOO_LONG') : undefined;
    case 'setMyCommands':
      return checkCommands(params);
    case 'setWebhook':
      return checkWebhook(params);
    default:
      return undefined;
  }
}

function checkAlbum(media: unknown): ApiRefusal | undefined {
  if (!Array.isArray(media)) return badRequest("can't parse media JSON object");
  if (media.length < 2 || media.length > 10) return badRequest('an album holds 2 to 10 items');
  for (const item of media) {
    const refusal = checkText('message caption', fields(item)?.caption ?? '', fields(item)?.caption_entities);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** https://core.telegram.org/bots/api#setmycommands */
function checkCommands({ commands, scope, language_code: code }: Params): ApiRefusal | undefined {
  if (!Array.isArray(commands) || commands.length > 100) return badRequest('BOT_COMMANDS_TOO_MUCH');
  for (const entry of commands.map(fields)) {
    if (!/^[a-z0-9_]{1,32}$/.test(String(entry?.command))) return badRequest('BOT_COMMAND_INVALID');
    const description = entry?.description;
    if (typeof description !== 'string' || description.length < 1 || description.length > 256) {
      return badRequest('BOT_COMMAND_DESCRIPTION_INVALID');
    }
  }
  const type = scope === undefined ? 'default' : fields(scope)?.type;
  if (!['default', 'all_private_chats', 'all_group_chats'].includes(String(type))) {
    return badRequest("can't parse BotCommandScope");
  }
  return code === undefined || /^([a-z]{2})?$/.test(String(code))
    ? undefined
    : badRequest('invalid language code specified');
}

/** https://core.telegram.org/bots/api#setwebhook */
function checkWebhook(params: Params): ApiRefusal | undefined {
  const { url, secret_token: secret, max_connections: connections = 40 } = params;
  if (typeof url !== 'string' || !url.startsWith('https://')) {
    return badRequest('bad webhook: An HTTPS URL must be provided for webhook');
  }
  if (!['', '443', '80', '88', '8443'].includes(new URL(url).port)) {
    return badRequest('bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443');
  }
  if (secret !== undefined && !/^[A-Za-z0-9_-]{1,256}$/.test(String(secret))) {
    return badRequest('secret token contains unallowed characters');
  }
  return isCount(connections) && connections >= 1 && connections <= 100 ? undefined : badRequest('max_connections');
}
