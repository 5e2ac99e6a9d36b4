/** Compares what was meant with what a person sees: every visible character, every choice, every link, every picture. */
import type { Choice, Prompt, RenderContext, Text } from '../../src/channel.ts';
import type { Seen } from '../stories/seen.ts';

export interface Shown {
  readonly seen: readonly Seen[];
  /** The calls themselves, as JSON text, for addresses that are not on the screen. */
  readonly asked: string;
}

/** White space, control characters and halves of characters are not meaning. */
const visible = (text: string): string =>
  text.replace(/[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Surrogate}\ufffd]/gu, '');

/** Stretches of words that must stand together; a mention or a link may be written differently in between. */
function stretches(text: Text): string[] {
  const found = [''];
  const walk = (nodes: Text): void => {
    for (const node of nodes) {
      if (typeof node === 'string') found.push(`${found.pop() ?? ''}${node}`);
      else if (node.kind === 'bold') walk(node.text);
      else if (node.kind === 'link') {
        found.push('');
        walk(node.text);
        found.push('');
      } else found.push('');
    }
  };
  walk(text);
  return found;
}

interface Pointers {
  readonly urls: string[];
  readonly mentions: { readonly user: string; readonly name: string }[];
}

function pointersIn(text: Text, found: Pointers = { urls: [], mentions: [] }): Pointers {
  for (const node of text) {
    if (typeof node === 'string') continue;
    if (node.kind === 'mention') found.mentions.push(node);
    else {
      if (node.kind === 'link') found.urls.push(node.url);
      pointersIn(node.text, found);
    }
  }
  return found;
}

/** What of the prompt did not arrive; empty when nothing is lost. */
export function loss(prompt: Prompt, { seen, asked }: Shown, { phrases }: RenderContext): string[] {
  const lost: string[] = [];
  const words = visible(seen.map(({ text }) => text).join('\n'));
  const buttons = seen.flatMap((message) => message.buttons);
  const labelled = new Set(buttons.map(({ label }) => visible(label)));
  const said = (text: string) => words.includes(visible(text));

  for (const text of [prompt.title ?? '', ...stretches(prompt.text)]) if (!said(text)) lost.push(`words: ${text}`);
  for (const { label, value } of prompt.fields ?? []) {
    if (!said(label) || !said(value)) lost.push(`field: ${label} ${value}`);
  }
  const { urls, mentions } = pointersIn(prompt.text);
  for (const { user, name } of mentions) if (!said(name) && !asked.includes(user)) lost.push(`mention: ${name}`);
  for (const url of [...urls, ...(prompt.links ?? []).map((link) => link.url)]) {
    if (!asked.includes(JSON.stringify(url).slice(1, -1))) lost.push(`address: ${url}`);
  }
  for (const { label } of prompt.links ?? []) {
    if (!said(label) && !labelled.has(visible(label))) lost.push(`link: ${label}`);
  }
  lost.push(...unreachable(prompt.choices ?? [], seen, phrases.answerWithNumber));

  const wanted = prompt.pictures?.length ?? 0;
  const shown = seen.reduce((sum, message) => sum + message.pictures, 0);
  if (shown > wanted || (shown < wanted && !said(phrases.pictureNotShown)))
    lost.push(`pictures: ${shown} of ${wanted}`);
  return lost;
}

/** Every choice is a button that says what it is, or a line with its number. */
function unreachable(choices: readonly Choice[], seen: readonly Seen[], answerWithNumber: string): string[] {
  const lost: string[] = [];
  const text = seen.map((message) => message.text).join('\n');
  const lines = text.split('\n').map(visible);
  const buttons = seen.flatMap((message) => message.buttons).filter(({ token }) => token !== undefined);
  const asksForNumber = visible(text).includes(visible(answerWithNumber));
  for (const [index, { label, token, says }] of choices.entries()) {
    const button = buttons.find((one) => one.token === token);
    const named = button !== undefined && visible(button.label) === visible(label);
    const listed = asksForNumber && lines.includes(visible(`${index + 1}. ${label}`));
    if (!named && !listed) lost.push(`choice: ${label}`);
    if (button?.says !== undefined && (says === undefined || visible(button.says) !== visible(says))) {
      lost.push(`leaves words: ${label}`);
    }
  }
  const known = new Set(choices.map(({ token }) => token));
  for (const { token = '' } of buttons) if (!known.has(token)) lost.push(`a button nobody asked for: ${token}`);
  if (new Set(buttons.map(({ token }) => token)).size !== buttons.length) lost.push('the same button twice');
  return lost;
}
