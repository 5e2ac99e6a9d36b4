/**
 * Text tree → plain text with entities. No `parse_mode`: with entities nothing a person wrote can become markup, and
 * nothing has to be escaped. Offsets are UTF-16 units. https://core.telegram.org/bots/api#messageentity
 */
import type { Text } from '../../src/channel.ts';
import { readable } from './update.ts';

export interface Entity {
  readonly type: 'bold' | 'text_link' | 'text_mention';
  readonly offset: number;
  readonly length: number;
  readonly url?: string;
  readonly user?: { readonly id: number };
}

export interface Styled {
  readonly text: string;
  readonly entities: readonly Entity[];
}

/** Something a person can see; the server refuses a message made of spaces and invisible characters only. */
export function isVisible(text: string): boolean {
  return /[^\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u.test(text);
}

/**
 * Whether Telegram takes the address as a link. It refuses a whole message whose button leads to a host without a dot
 * (`http://localhost`), and silently drops such a link in a text.
 */
export function isLinkable(url: string): boolean {
  if (/[\s\p{Cc}\p{Surrogate}]/u.test(url)) return false;
  try {
    const { protocol, hostname } = new URL(url);
    return protocol === 'tg:' || ((protocol === 'http:' || protocol === 'https:') && hostname.includes('.'));
  } catch {
    return false;
  }
}

const USER_ID = /^[1-9]\d{0,15}$/;

interface Around {
  readonly bold: boolean;
  /** Inside a link: a link in a link is not possible, so only its words are kept. */
  readonly linked: boolean;
}

export function styled(tree: Text): Styled {
  let text = '';
  const entities: Entity[] = [];
  const mark = (offset: number, entity: Omit<Entity, 'offset' | 'length'>) => {
    if (text.length > offset) entities.push({ ...entity, offset, length: text.length - offset });
  };
  const walk = (nodes: Text, around: Around) => {
    for (const node of nodes) {
      const start = text.length;
      if (typeof node === 'string') {
        // Telegram drops carriage returns; done here, the offsets are the ones it sees.
        text += readable(node).replaceAll('\r', '');
        continue;
      }
      switch (node.kind) {
        case 'bold':
          walk(node.text, { ...around, bold: true });
          if (!around.bold) mark(start, { type: 'bold' });
          break;
        case 'link':
          walk(node.text, { ...around, linked: true });
          if (around.linked || text.slice(start) === node.url) break;
          if (!isVisible(text.slice(start))) text += readable(node.url);
          else if (isLinkable(node.url)) mark(start, { type: 'text_link', url: node.url });
          // An address that Telegram would drop is shown, so that it can still be copied.
          else text += ` (${readable(node.url)})`;
          break;
        case 'mention': {
          text += readable(node.name);
          const id = USER_ID.test(node.user) ? Number(node.user) : Number.NaN;
          if (!around.linked && Number.isSafeInteger(id)) mark(start, { type: 'text_mention', user: { id } });
          break;
        }
      }
    }
  };
  walk(tree, { bold: false, linked: false });
  return { text, entities };
}

/** The piece between two offsets, without spaces at its ends; the server trims them too and would shift the entities. */
export function piece({ text, entities }: Styled, from: number, to: number): Styled {
  const raw = text.slice(from, to);
  const start = from + (raw.length - raw.trimStart().length);
  const end = Math.max(start, from + raw.trimEnd().length);
  const kept: Entity[] = [];
  for (const entity of entities) {
    const offset = Math.max(entity.offset, start);
    const length = Math.min(entity.offset + entity.length, end) - offset;
    // Over spaces alone there is nothing to format, and the server drops it.
    if (length > 0 && isVisible(text.slice(offset, offset + length)))
      kept.push({ ...entity, offset: offset - start, length });
  }
  return { text: text.slice(start, end), entities: kept };
}

/** Blocks one under the other; empty ones leave no gap. */
export function stacked(blocks: readonly Styled[], separator: string): Styled {
  let text = '';
  const entities: Entity[] = [];
  for (const block of blocks) {
    const trimmed = piece(block, 0, block.text.length);
    if (!isVisible(trimmed.text)) continue;
    if (text !== '') text += separator;
    for (const entity of trimmed.entities) entities.push({ ...entity, offset: entity.offset + text.length });
    text += trimmed.text;
  }
  return { text, entities };
}
