/**
 * From a text tree to the strings LINE takes: runs with or without weight, mentions kept apart, and cuts only where a
 * reader would pause.
 */
import type { LinkChoice, Text, TextNode } from '../../src/channel.ts';
import { graphemeBorder } from './limits.ts';

export interface Run {
  readonly text: string;
  readonly bold: boolean;
}

export interface Mention {
  readonly user: string;
  readonly name: string;
}

/** A flattened text. Every {@link MENTION} in it stands for the next entry of `mentions`. */
export interface Flat {
  readonly runs: readonly Run[];
  readonly mentions: readonly Mention[];
  readonly links: readonly LinkChoice[];
}

/** Stands for one mention. {@link sendable} removes NUL from everything people wrote, so it cannot be anything else. */
export const MENTION = '\0';

export interface FlattenOptions {
  /** `apart`: real mentions, for groups. `named`: the name alone; LINE refuses mentions outside groups. */
  readonly mentions: 'apart' | 'named';
  /** `inline`: label and address, which LINE makes tappable in plain text. `apart`: the label alone, the address in `links`. */
  readonly links: 'inline' | 'apart';
}

/** Text as it may go over the wire: line feeds only, no control characters, no half of a surrogate pair. */
export function sendable(text: string): string {
  return (
    text
      .replace(/\r\n?/g, '\n')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is being removed
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
      .replace(/\p{Surrogate}/gu, '\ufffd')
  );
}

/** For labels: no line break, no space at the ends. */
export function oneLine(text: string): string {
  return sendable(text).replace(/\s+/g, ' ').trim();
}

export function flatten(text: Text, options: FlattenOptions): Flat {
  const runs: Run[] = [];
  const mentions: Mention[] = [];
  const links: LinkChoice[] = [];
  const say = (words: string, bold: boolean): void => {
    const last = runs.at(-1);
    if (words === '') return;
    if (last !== undefined && last.bold === bold) runs[runs.length - 1] = { text: last.text + words, bold };
    else runs.push({ text: words, bold });
  };
  const walk = (node: TextNode, bold: boolean): void => {
    if (typeof node === 'string') {
      say(sendable(node), bold);
      return;
    }
    switch (node.kind) {
      case 'bold':
        for (const child of node.text) walk(child, true);
        return;
      case 'link': {
        const label = oneLine(plain(node.text));
        if (options.links === 'apart') links.push({ label: label === '' ? node.url : label, url: node.url });
        say(options.links === 'apart' ? label : inlineLink(label, sendable(node.url)), bold);
        return;
      }
      case 'mention': {
        const apart = options.mentions === 'apart' && /^U[\w.-]{1,99}$/.test(node.user);
        if (apart) mentions.push({ user: node.user, name: oneLine(node.name) });
        say(apart ? MENTION : named(oneLine(node.name)), bold);
        return;
      }
    }
  };
  for (const node of text) walk(node, false);
  return { runs, mentions, links };
}

/** The space behind keeps a following Chinese character out of the address. */
function inlineLink(label: string, url: string): string {
  return label === '' || label === url ? `${url} ` : `${label} ${url} `;
}

function named(name: string): string {
  return name === '' || name.startsWith('@') ? name : `@${name}`;
}

/** The words alone, for labels and notifications. */
export function plain(text: Text): string {
  return joined(flatten(text, { mentions: 'named', links: 'apart' }));
}

export function joined(flat: Flat): string {
  return flat.runs
    .map((run) => run.text)
    .join('')
    .trim();
}

/** Blocks of one message, an empty line between them; empty blocks vanish. */
export function paragraphs(...blocks: readonly (string | undefined)[]): string {
  return blocks.filter((block) => block !== undefined && block.trim() !== '').join('\n\n');
}

/**
 * Cuts a text into pieces of at most `limit` UTF-16 units at the last paragraph, line, sentence or word that leaves a
 * piece at least a third full; failing all of them at a cluster border. Only white space at a cut is lost.
 */
export function splitText(text: string, limit: number): readonly string[] {
  const pieces: string[] = [];
  let rest = text.trim();
  while (rest.length > limit) {
    const cut = cutPoint(rest, limit);
    const piece = rest.slice(0, cut).trimEnd();
    if (piece !== '') pieces.push(piece);
    rest = rest.slice(cut).trimStart();
  }
  if (rest !== '') pieces.push(rest);
  return pieces;
}

const BORDERS: readonly RegExp[] = [/\n\s*\n/g, /\n/g, /[。！？；!?;]|\.(?=\s)/g, /\s/g];

function cutPoint(text: string, limit: number): number {
  const window = text.slice(0, limit);
  for (const border of BORDERS) {
    let cut = 0;
    for (const match of window.matchAll(border)) cut = match.index + match[0].length;
    if (cut >= limit / 3 && graphemeBorder(text, cut) === cut) return cut;
  }
  const cut = graphemeBorder(text, limit);
  if (cut > 0) return cut;
  // One cluster longer than a whole message (stacked marks): between code points, never inside a surrogate pair.
  const unit = text.charCodeAt(limit - 1);
  return unit >= 0xd800 && unit <= 0xdbff ? limit - 1 : limit;
}
