/**
 * Choices and links → an inline keyboard, or the finding that they do not fit and must be written as text instead.
 * https://core.telegram.org/bots/api#inlinekeyboardmarkup
 */
import type { Choice, LinkChoice } from '../../src/channel.ts';
import { MAX_BUTTON_LABEL, MAX_BUTTONS, MAX_CALLBACK_DATA_BYTES, MAX_KEYBOARD_BYTES } from './limits.ts';
import { isLinkable, isVisible } from './text.ts';
import { readable } from './update.ts';

interface Button {
  readonly text: string;
  readonly callback_data?: string;
  readonly url?: string;
  readonly style?: 'primary';
}

export interface Keyboard {
  readonly markup?: { readonly inline_keyboard: readonly (readonly Button[])[] };
  /** The choices did not fit: show them as a numbered list that is answered by typing a number. */
  readonly numbered: boolean;
  /** Links that cannot be buttons and are written out. */
  readonly written: readonly LinkChoice[];
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const bytes = (text: string) => new TextEncoder().encode(text).byteLength;
const size = (rows: readonly (readonly Button[])[]) => bytes(JSON.stringify({ inline_keyboard: rows }));

function isLabel(label: string): boolean {
  if (!isVisible(label)) return false;
  return label.length <= MAX_BUTTON_LABEL || [...graphemes.segment(label)].length <= MAX_BUTTON_LABEL;
}

/** Columns on the screen, roughly: Chinese characters, full-width forms and emoji take two. */
function columns(label: string): number {
  let total = 0;
  for (const character of label) total += (character.codePointAt(0) ?? 0) >= 0x1100 ? 2 : 1;
  return total;
}

/** How many buttons as wide as this one stay readable beside each other on a phone; Telegram's own limit is 8. */
function perRow(label: string): number {
  const width = columns(label);
  if (width <= 4) return 5;
  if (width <= 9) return 3;
  return width <= 16 ? 2 : 1;
}

function rows(buttons: readonly Button[]): Button[][] {
  const all: Button[][] = [];
  let row: Button[] = [];
  let room = 0;
  for (const button of buttons) {
    const fits = perRow(button.text);
    if (row.length > 0 && row.length < Math.min(room, fits)) {
      row.push(button);
      room = Math.min(room, fits);
      continue;
    }
    row = [button];
    room = fits;
    all.push(row);
  }
  return all;
}

function choiceRows(choices: readonly Choice[]): Button[][] | undefined {
  const fit = choices.every(({ label, token }) => {
    const length = bytes(token);
    return length >= 1 && length <= MAX_CALLBACK_DATA_BYTES && isLabel(label);
  });
  if (!fit || choices.length > MAX_BUTTONS) return undefined;
  const all = rows(
    choices.map(({ label, token, weight }) => ({
      text: readable(label),
      callback_data: token,
      ...(weight === 'primary' && { style: 'primary' as const }),
    })),
  );
  return size(all) <= MAX_KEYBOARD_BYTES ? all : undefined;
}

export function keyboard(choices: readonly Choice[], links: readonly LinkChoice[]): Keyboard {
  const pressable = choiceRows(choices);
  const numbered = pressable === undefined;
  let all: (readonly Button[])[] = pressable ?? [];
  let count = numbered ? 0 : choices.length;
  const written: LinkChoice[] = [];
  for (const link of links) {
    // A link button stands alone in its row, so that it is not taken for an answer.
    const extended = [...all, [{ text: readable(link.label), url: link.url }]];
    const fits = isLabel(link.label) && isLinkable(link.url) && count < MAX_BUTTONS;
    if (fits && size(extended) <= MAX_KEYBOARD_BYTES) {
      all = extended;
      count += 1;
    } else {
      written.push(link);
    }
  }
  return { numbered, written, ...(all.length > 0 && { markup: { inline_keyboard: all } }) };
}
