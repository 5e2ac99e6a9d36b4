/**
 * How a choice is offered on LINE.
 *
 * Up to six short choices are buttons inside the card: they stay where they are, so a person who scrolls back tomorrow
 * can still press them. More or longer ones are written out as a numbered list, which works on every device and accepts
 * typed numbers, and get a shortcut beside it: quick replies in a direct chat (they vanish with the next message and do
 * not exist on a computer: https://developers.line.biz/en/docs/messaging-api/using-quick-reply/), otherwise a keypad of
 * numbers. Nothing is ever cut.
 */
import type { messagingApi } from '@line/bot-sdk';
import type { Choice, LinkChoice, RenderContext } from '../../src/channel.ts';
import { actionUri, buttonLabel, displayText, isUnfit, QUICK_REPLIES, quickReplyLabel, type Unfit } from './limits.ts';
import { oneLine, sendable } from './text.ts';

/** More buttons than this are a wall; a list is easier to read. */
const MOST_BUTTONS = 6;
const MOST_LINK_BUTTONS = 4;
const MOST_KEYS = 30;
const KEYS_PER_ROW = 5;
/** Darker than LINE's own green: white text on it has a contrast of 5.4 to 1 (WCAG AA asks for 4.5). */
const PRIMARY_COLOR = '#0B7A3B';

export interface Offer {
  /** Rows under the card. */
  readonly rows: readonly messagingApi.FlexComponent[];
  /** The choices in words, when the rows do not spell them out. */
  readonly list?: string;
  readonly quickReply?: messagingApi.QuickReply;
}

/** @param last Whether nothing follows in this call: only the last message's quick replies are shown. */
export function offerChoices(choices: readonly Choice[], context: RenderContext, last: boolean): Offer {
  if (choices.length === 0) return { rows: [] };
  const buttons = choices.length <= MOST_BUTTONS ? allFit(choices.map(choiceButton)) : undefined;
  if (buttons !== undefined) return { rows: buttons };
  const list = numberedList(choices, context);
  const quick = context.scope === 'direct' && last && choices.length <= QUICK_REPLIES;
  const items = quick ? allFit(choices.map(quickItem)) : undefined;
  if (items !== undefined) return { rows: [], list, quickReply: { items: [...items] } };
  return { rows: choices.length <= MOST_KEYS ? keypad(choices) : [], list };
}

export function numberedList(choices: readonly Choice[], context: RenderContext): string {
  const lines = choices.map((choice, index) => `${index + 1}. ${oneLine(choice.label)}`);
  return [sendable(context.phrases.answerWithNumber), ...lines].join('\n').trim();
}

/** Links as buttons, and as lines of text those that LINE does not take as a button. */
export function offerLinks(links: readonly LinkChoice[]): {
  readonly rows: readonly messagingApi.FlexComponent[];
  readonly lines: readonly string[];
} {
  const rows: messagingApi.FlexComponent[] = [];
  const lines: string[] = [];
  const distinct = links.filter((link, index) => links.findIndex((other) => other.url === link.url) === index);
  for (const link of distinct) {
    const label = buttonLabel(oneLine(link.label));
    const uri = actionUri(link.url);
    if (isUnfit(label) || isUnfit(uri) || rows.length >= MOST_LINK_BUTTONS) lines.push(linkLine(link));
    else rows.push(button({ type: 'uri', label, uri }, 'link'));
  }
  return { rows, lines };
}

export function linkLine(link: LinkChoice): string {
  const label = oneLine(link.label);
  return label === '' || label === link.url ? sendable(link.url) : `${label} ${sendable(link.url)}`;
}

function allFit<Value>(values: readonly (Value | Unfit)[]): readonly Value[] | undefined {
  const fit = values.filter((value): value is Value => !isUnfit(value));
  return fit.length === values.length ? fit : undefined;
}

function choiceButton(choice: Choice): messagingApi.FlexButton | Unfit {
  const label = buttonLabel(oneLine(choice.label));
  if (isUnfit(label)) return label;
  const style = choice.weight === 'primary' ? 'primary' : choice.weight === 'quiet' ? 'link' : 'secondary';
  return button(postback(choice, label), style);
}

function quickItem(choice: Choice): messagingApi.QuickReplyItem | Unfit {
  const label = quickReplyLabel(oneLine(choice.label));
  return isUnfit(label) ? label : { type: 'action', action: postback(choice, label) };
}

/** A choice without `says` is secret: the press must leave no word in the chat. */
function postback(choice: Choice, label: string): messagingApi.PostbackAction {
  const action = { type: 'postback', label, data: choice.token } as const;
  if (choice.says === undefined) return action;
  const says = displayText(sendable(choice.says).trim());
  const shown = isUnfit(says) ? displayText(oneLine(choice.label)) : says;
  return isUnfit(shown) ? action : { ...action, displayText: shown };
}

function button(
  action: messagingApi.PostbackAction | messagingApi.URIAction,
  style: messagingApi.FlexButton.StyleEnum,
): messagingApi.FlexButton {
  return {
    type: 'button',
    action,
    style,
    ...(style === 'primary' ? { color: PRIMARY_COLOR } : {}),
    // Letters grow with the font size a person has set, and shrink rather than lose the end of a label.
    scaling: true,
    adjustMode: 'shrink-to-fit',
  };
}

function keypad(choices: readonly Choice[]): readonly messagingApi.FlexBox[] {
  const keys = choices.map(
    (choice, index): messagingApi.FlexComponent => ({
      type: 'button',
      action: postback(choice, `${index + 1}`),
      style: 'secondary',
      height: 'sm',
      flex: 1,
    }),
  );
  const rows: messagingApi.FlexBox[] = [];
  for (let at = 0; at < keys.length; at += KEYS_PER_ROW) {
    const row = keys.slice(at, at + KEYS_PER_ROW);
    // Empty boxes keep the keys of a short last row as narrow as the others.
    while (at > 0 && row.length < KEYS_PER_ROW) row.push({ type: 'box', layout: 'vertical', contents: [], flex: 1 });
    rows.push({ type: 'box', layout: 'horizontal', spacing: 'sm', contents: row });
  }
  return rows;
}
