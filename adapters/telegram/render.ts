/**
 * {@link Prompt} → the exact Bot API calls. Pure. A wire is `{ method, params }`; where it goes (`chat_id`,
 * `message_thread_id`) is added at delivery. Pictures are marked `{ attach: id }` and uploaded then.
 */
import type { Choice, LinkChoice, Prompt, RenderContext, ReplyCapability, Text, Wire } from '../../src/channel.ts';
import { type Keyboard, keyboard } from './keyboard.ts';
import { MAX_ALBUM, MAX_CAPTION, MAX_ENTITIES, MAX_TEXT } from './limits.ts';
import { split } from './split.ts';
import { isVisible, type Styled, stacked, styled } from './text.ts';
import { readable } from './update.ts';

/** Telegram has no message with buttons alone; this stands above them when a prompt has no words. */
const NO_WORDS = '…';

function fieldLine(label: string, value: string, context: RenderContext): Text {
  const colon = context.language === 'en' ? ': ' : '：';
  return [{ kind: 'bold', text: [label] }, `${colon}${value}`];
}

function writtenLink({ label, url }: LinkChoice): Text {
  return [{ kind: 'link', text: [isVisible(label) ? label : url], url }];
}

function lines(texts: readonly Text[]): Styled {
  return stacked(texts.map(styled), '\n');
}

/** Numbers follow the order of the choices, because a typed number is taken as that place in the prompt. */
function numberedList(choices: readonly Choice[], context: RenderContext): Styled {
  return lines([
    [context.phrases.answerWithNumber],
    ...choices.map(({ label }, index): Text => [`${index + 1}. ${label}`]),
  ]);
}

function body(prompt: Prompt, { numbered, written }: Keyboard, context: RenderContext): Styled {
  const { title, text, fields = [], choices = [] } = prompt;
  return stacked(
    [
      styled(title === undefined ? [] : [{ kind: 'bold', text: [title] }]),
      styled(text),
      lines(fields.map(({ label, value }) => fieldLine(label, value, context))),
      numbered ? numberedList(choices, context) : styled([]),
      lines(written.map(writtenLink)),
    ],
    '\n\n',
  );
}

function textWire({ text, entities }: Styled, markup: Keyboard['markup'], replace: number | undefined): Wire {
  const params = {
    text,
    ...(entities.length > 0 && { entities }),
    link_preview_options: { is_disabled: true },
    ...(markup !== undefined && { reply_markup: markup }),
  };
  if (replace === undefined) return { method: 'sendMessage', params };
  // An edit without a keyboard takes the old keyboard away: the buttons of an answered prompt do not stay.
  return { method: 'editMessageText', params: { message_id: replace, ...params } };
}

function pictureWires(ids: readonly string[], absent: string): Wire[] {
  const wires: Wire[] = [];
  for (let from = 0; from < ids.length; from += MAX_ALBUM) {
    const album = ids.slice(from, from + MAX_ALBUM);
    const [only] = album;
    wires.push(
      album.length === 1
        ? { method: 'sendPhoto', params: { photo: { attach: only } }, absent }
        : {
            method: 'sendMediaGroup',
            params: { media: album.map((id) => ({ type: 'photo', media: { attach: id } })) },
            absent,
          },
    );
  }
  return wires;
}

function promptWires(prompt: Prompt, context: RenderContext, replace: number | undefined): Wire[] {
  const { choices = [], links = [], pictures = [] } = prompt;
  const keys = keyboard(choices, links);
  const words = body(prompt, keys, context);
  const absent = readable(context.phrases.pictureNotShown);
  const [picture] = pictures;

  // A message with a picture cannot be edited into text later, so a prompt with choices keeps its buttons on a text.
  const isCaption = words.text.length <= MAX_CAPTION && words.entities.length <= MAX_ENTITIES;
  if (picture !== undefined && pictures.length === 1 && choices.length === 0 && isCaption && replace === undefined) {
    const params = {
      photo: { attach: picture.id },
      ...(words.text !== '' && { caption: words.text }),
      ...(words.entities.length > 0 && { caption_entities: words.entities }),
      ...(keys.markup !== undefined && { reply_markup: keys.markup }),
    };
    return [{ method: 'sendPhoto', params, absent }];
  }

  const shown = pictureWires(
    pictures.map(({ id }) => id),
    absent,
  );
  const parts = split(words, MAX_TEXT, MAX_ENTITIES);
  if (parts.length === 0 && keys.markup !== undefined) parts.push({ text: NO_WORDS, entities: [] });
  const texts = parts.map((part, index) =>
    textWire(part, index === parts.length - 1 ? keys.markup : undefined, index === 0 ? replace : undefined),
  );
  // The message to replace stands above anything new, so its pictures can only follow it.
  return replace === undefined ? [...shown, ...texts] : [...texts, ...shown];
}

export function renderPrompts(prompts: readonly Prompt[], context: RenderContext): readonly Wire[] {
  const { replaceMessage } = context;
  // One message can become only one prompt.
  let replaceable =
    replaceMessage !== undefined && /^[1-9]\d{0,15}$/.test(replaceMessage) ? Number(replaceMessage) : undefined;
  return prompts.flatMap((prompt) => {
    const replace = prompt.replaces === true ? replaceable : undefined;
    if (replace !== undefined) replaceable = undefined;
    return promptWires(prompt, context, replace);
  });
}

/** https://core.telegram.org/bots/api#answercallbackquery */
const MAX_ANSWER = 200;

/** Stops the spinner on the button. Mostly what matters is said in a message; in a group a few words can be for one alone. */
export const answerPress = ({ token }: ReplyCapability, text?: string): Wire => ({
  method: 'answerCallbackQuery',
  params: {
    callback_query_id: token,
    show_alert: false,
    ...(text !== undefined && { text: Array.from(text).slice(0, MAX_ANSWER).join('') }),
  },
});
