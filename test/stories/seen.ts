/** What a person sees on the screen, read from what reached LINE or Telegram: words, buttons, links, pictures. */

export interface Button {
  readonly label: string;
  /** What the press carries back; absent for a link. */
  readonly token?: string;
  readonly url?: string;
  /** What the platform shows as the person's own words after the press. */
  readonly says?: string;
}

export interface Seen {
  readonly text: string;
  readonly buttons: readonly Button[];
  readonly pictures: number;
  /** The platform's id of the message. */
  readonly message?: string;
  /** How LINE was asked to bring it; a push costs money. */
  readonly by?: 'reply' | 'push' | 'multicast';
}

type Json = Readonly<Record<string, unknown>>;

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isJson) : []);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** One LINE message object; https://developers.line.biz/en/reference/messaging-api/#message-objects */
export function seenOnLine(message: Json, around: Pick<Seen, 'message' | 'by'> = {}): Seen {
  const quick = isJson(message.quickReply) ? listOf(message.quickReply.items).map(({ action }) => action) : [];
  const found = { words: [] as string[], buttons: quick.filter(isJson).map(lineButton) };
  if (message.type === 'image') return { ...around, text: '', buttons: found.buttons, pictures: 1 };
  if (message.type === 'text') found.words.push(textOf(message.text));
  else if (message.type === 'textV2') found.words.push(withMentions(message));
  else walkFlex(message.contents, found);
  return { ...around, text: found.words.join('\n'), buttons: found.buttons, pictures: 0 };
}

function lineButton(action: Json): Button {
  return {
    label: textOf(action.label),
    ...(action.type === 'postback' && { token: textOf(action.data) }),
    ...(action.type === 'uri' && { url: textOf(action.uri) }),
    ...(typeof action.displayText === 'string' && { says: action.displayText }),
  };
}

function withMentions({ text, substitution }: Json): string {
  const names = isJson(substitution) ? substitution : {};
  return textOf(text)
    .replace(/\{(\w+)\}/g, (_whole, key: string) => `@${JSON.stringify(names[key])}`)
    .replaceAll('{{', '{')
    .replaceAll('}}', '}');
}

function walkFlex(value: unknown, found: { words: string[]; buttons: Button[] }): void {
  if (Array.isArray(value)) {
    for (const child of value) walkFlex(child, found);
    return;
  }
  if (!isJson(value)) return;
  if (value.type === 'button' && isJson(value.action)) found.buttons.push(lineButton(value.action));
  else if (value.type === 'text' && value.contents === undefined) found.words.push(textOf(value.text));
  else if (value.type === 'text')
    found.words.push(
      listOf(value.contents)
        .map(({ text }) => textOf(text))
        .join(''),
    );
  else for (const part of ['header', 'hero', 'body', 'footer', 'contents']) walkFlex(value[part], found);
}

/** The parameters of a Telegram call; https://core.telegram.org/bots/api#sendmessage */
export function seenOnTelegram(params: Json, around: Pick<Seen, 'message'> = {}): Seen {
  const markup = isJson(params.reply_markup) ? params.reply_markup.inline_keyboard : undefined;
  const rows = Array.isArray(markup) ? markup.flatMap(listOf) : [];
  const buttons = rows.map(
    (button): Button => ({
      label: textOf(button.text),
      ...(typeof button.callback_data === 'string' && { token: button.callback_data }),
      ...(typeof button.url === 'string' && { url: button.url }),
    }),
  );
  const album = Array.isArray(params.media) ? params.media.length : 0;
  return {
    ...around,
    text: textOf(params.text ?? params.caption),
    buttons,
    pictures: album > 0 ? album : params.photo === undefined ? 0 : 1,
  };
}

/** Full-width and half-width punctuation count as the same: stories are about words. */
export const plainly = (text: string): string => text.normalize('NFKC');

export function holds(seen: Seen, words: string | RegExp): boolean {
  const text = plainly(seen.text);
  return typeof words === 'string' ? text.includes(plainly(words)) : words.test(text);
}

export const labels = ({ buttons }: Seen): string[] => buttons.map(({ label }) => plainly(label));

/** The demand number somebody is told. */
export const numberIn = ({ text }: Seen): string => /D-\d{4}-\d{4}/.exec(text)?.[0] ?? `no number in: ${text}`;

/** For the message of a failing test. */
export function drawn(messages: readonly Seen[]): string {
  if (messages.length === 0) return '  (nothing)';
  return messages
    .map(({ text, buttons, pictures, by }) => {
      const keys = buttons.map(({ label }) => `[${label}]`).join(' ');
      return `  ${by ? `(${by}) ` : ''}${pictures > 0 ? `<${pictures} pictures> ` : ''}${text.replaceAll('\n', '\n  ')} ${keys}`;
    })
    .join('\n');
}
