/**
 * Prompts to LINE message objects. Pure; what it returns is stored and sent verbatim.
 *
 * A plain prompt is a text message. A title, fields, buttons or links make a card. What a card cannot hold (mentions,
 * which exist in text only; long texts, which people want to copy; anything over 30 kB) is said in text messages before
 * it. LINE has no editing, so `replaces` makes a new message like any other.
 */
import type { messagingApi } from '@line/bot-sdk';
import type { Picture, Prompt, RenderContext } from '../../src/channel.ts';
import { type CardParts, card } from './card.ts';
import { linkLine, numberedList, type Offer, offerChoices, offerLinks } from './choices.ts';
import { imageUrl, isUnfit, MENTIONS_PER_MESSAGE, MESSAGES_PER_CALL, TEXT_UNITS } from './limits.ts';
import { flatten, joined, MENTION, type Mention, oneLine, paragraphs, sendable, splitText } from './text.ts';
import type { LineWire } from './wire.ts';

type Message = messagingApi.Message;

/** Beyond this a card is a tower; as a text message it can be folded, copied and searched. */
const CARD_TEXT_UNITS = 2_000;
/** A display name has at most 20 characters; counted generously, because LINE does not say how it counts a mention. */
const MENTION_UNITS = 64;

export function renderLine(prompts: readonly Prompt[], context: RenderContext): readonly LineWire[] {
  const messages = prompts.flatMap((prompt, index) => renderPrompt(prompt, context, index === prompts.length - 1));
  const wires: LineWire[] = [];
  // Filled to the brim: every further call costs a push for each recipient.
  for (let at = 0; at < messages.length; at += MESSAGES_PER_CALL) {
    wires.push({ messages: messages.slice(at, at + MESSAGES_PER_CALL) });
  }
  return wires;
}

function renderPrompt(given: Prompt, context: RenderContext, last: boolean): readonly Message[] {
  const fields = (given.fields ?? []).filter((field) => oneLine(`${field.label}${field.value}`) !== '');
  const prompt: Prompt = { ...given, fields };
  const { images, missing } = imagesOf(prompt.pictures ?? []);
  const offer = offerChoices(prompt.choices ?? [], context, last);
  const note = missing ? context.phrases.pictureNotShown : '';
  const messages = [
    ...images,
    ...(cardMessages(prompt, context, offer, note) ?? textOnly(prompt, context, offer, note)),
  ];
  const lastMessage = messages.at(-1);
  if (offer.quickReply === undefined || lastMessage === undefined) return messages;
  return [...messages.slice(0, -1), { ...lastMessage, quickReply: offer.quickReply }];
}

/** Undefined when the prompt needs no card or none can hold its buttons. */
function cardMessages(
  prompt: Prompt,
  context: RenderContext,
  offer: Offer,
  note: string,
): readonly Message[] | undefined {
  const { title = '', fields = [], links = [] } = prompt;
  if (title.trim() === '' && fields.length === 0 && links.length === 0 && offer.rows.length === 0) return undefined;

  const words = flatten(prompt.text, { mentions: 'named', links: 'apart' });
  const notes = [offer.list ?? '', note];
  const whole = paragraphs(joined(words), fieldLines(prompt, context), ...notes);
  if (!mentionsSomebody(prompt, context) && whole.length <= CARD_TEXT_UNITS) {
    const linked = offerLinks([...links, ...words.links]);
    const rows = [...offer.rows, ...linked.rows];
    const made = card({ title, runs: words.runs, fields, notes, rows, words: inWords(prompt, whole, offer) });
    if (!isUnfit(made)) return [...textMessages(linked.lines.join('\n'), []), made];
  }

  const linked = offerLinks(links);
  const rows = [...offer.rows, ...linked.rows];
  if (rows.length === 0) return undefined;
  const buttons: CardParts = { title, runs: [], fields: [], notes: [], rows, words: inWords(prompt, '', offer) };
  const made = card(buttons);
  if (isUnfit(made)) return undefined;
  const said = flatten(prompt.text, { mentions: mentionMode(context), links: 'inline' });
  const text = paragraphs(
    sendable(title),
    joined(said),
    fieldLines(prompt, context),
    ...notes,
    linked.lines.join('\n'),
  );
  return [...textMessages(text, said.mentions), made];
}

/** Everything in words: always possible, loses nothing. */
function textOnly(prompt: Prompt, context: RenderContext, offer: Offer, note: string): readonly Message[] {
  const said = flatten(prompt.text, { mentions: mentionMode(context), links: 'inline' });
  const choices = prompt.choices ?? [];
  const list = offer.list ?? (choices.length === 0 ? '' : numberedList(choices, context));
  const links = (prompt.links ?? []).map(linkLine).join('\n');
  const title = sendable(prompt.title ?? '');
  return textMessages(
    paragraphs(title, joined(said), fieldLines(prompt, context), list, links, sendable(note)),
    said.mentions,
  );
}

/** The card in words. Never empty while there is a choice or a link, because LINE asks for an alternative text. */
function inWords(prompt: Prompt, text: string, offer: Offer): string {
  const labels = (prompt.choices ?? []).map((choice) => oneLine(choice.label)).filter((label) => label !== '');
  const links = (prompt.links ?? []).map((link) => oneLine(link.label)).filter((label) => label !== '');
  const choices = offer.list === undefined ? labels.join(' / ') : text === '' ? offer.list : '';
  return paragraphs(sendable(prompt.title ?? ''), text, choices, links.join(' / '));
}

function fieldLines(prompt: Prompt, context: RenderContext): string {
  const colon = context.language === 'en' ? ': ' : '：';
  const lines = (prompt.fields ?? []).map((field) => `${oneLine(field.label)}${colon}${sendable(field.value)}`);
  return lines.join('\n');
}

function mentionMode(context: RenderContext): 'apart' | 'named' {
  return context.scope === 'group' ? 'apart' : 'named';
}

function mentionsSomebody(prompt: Prompt, context: RenderContext): boolean {
  return flatten(prompt.text, { mentions: mentionMode(context), links: 'apart' }).mentions.length > 0;
}

function imagesOf(pictures: readonly Picture[]): { readonly images: readonly Message[]; readonly missing: boolean } {
  const images: Message[] = [];
  for (const picture of pictures) {
    const url = imageUrl(picture.url ?? '');
    if (!isUnfit(url)) images.push({ type: 'image', originalContentUrl: url, previewImageUrl: url });
  }
  return { images, missing: images.length < pictures.length };
}

function textMessages(text: string, mentions: readonly Mention[]): readonly Message[] {
  let next = 0;
  return pieces(text, TEXT_UNITS).map((piece): Message => {
    if (!piece.includes(MENTION)) return { type: 'text', text: piece };
    const substitution: Record<string, messagingApi.MentionSubstitutionObject> = {};
    const escaped = piece.replaceAll('{', '{{').replaceAll('}', '}}');
    const filled = escaped.replaceAll(MENTION, () => {
      const key = `m${next}`;
      const user = mentions[next]?.user ?? '';
      next += 1;
      substitution[key] = { type: 'mention', mentionee: { type: 'user', userId: user } };
      return `{${key}}`;
    });
    return { type: 'textV2', text: filled, substitution };
  });
}

/** Cut for length and, piece by piece, for what mentions and escaped braces add to it. */
function pieces(text: string, limit: number): readonly string[] {
  return splitText(text, limit).flatMap((piece) => (fits(piece) ? [piece] : pieces(piece, Math.floor(limit / 2))));
}

function fits(piece: string): boolean {
  const mentions = piece.split(MENTION).length - 1;
  if (mentions === 0) return true;
  const braces = piece.split(/[{}]/).length - 1;
  return mentions <= MENTIONS_PER_MESSAGE && piece.length + braces + mentions * MENTION_UNITS <= TEXT_UNITS;
}
