/**
 * What LINE or Telegram would have been sent instead: the wire objects of that platform's own renderer, made from the
 * prompt and the situation the message was really made for.
 *
 * Pictures and links that lead back here get an address as on an installation with a public one, because both platforms
 * treat a message without such an address differently; the page leads them back to itself.
 */
import { isWebWire } from '../../../adapters/web/render.ts';
import type { WebRow } from '../../../adapters/web/store.ts';
import type { Prompt, Text, TextNode, Wire } from '../../channel.ts';
import type { PlatformShown, SandboxDeps } from './deps.ts';

/** `.invalid` is reserved and never resolves: https://www.rfc-editor.org/rfc/rfc2606#section-2 */
const PUBLIC_ADDRESS = 'https://sandbox.invalid';

export interface Preview {
  readonly seq: number;
  readonly wires: readonly Wire[];
}

export function preview(renderers: SandboxDeps['renderers'], as: PlatformShown, row: WebRow): Preview {
  if (row.from !== 'bot' || !isWebWire(row.body)) return { seq: row.seq, wires: [] };
  const { prompt, context, replaces } = row.body;
  const wires = renderers[as].render([published(prompt)], {
    ...context,
    // Telegram numbers its messages; which number it is does not matter here.
    ...(replaces !== undefined && { replaceMessage: `${row.seq}` }),
  });
  return { seq: row.seq, wires };
}

function published(prompt: Prompt): Prompt {
  return {
    ...prompt,
    text: publishedText(prompt.text),
    ...(prompt.links && { links: prompt.links.map((link) => ({ ...link, url: publicUrl(link.url) })) }),
    ...(prompt.pictures && {
      pictures: prompt.pictures.map(({ id }) => ({
        id,
        url: `${PUBLIC_ADDRESS}/sandbox/picture/${encodeURIComponent(id)}`,
      })),
    }),
  };
}

const publicUrl = (url: string): string => (/^\/(?!\/)/.test(url) ? `${PUBLIC_ADDRESS}${url}` : url);

function publishedText(text: Text): Text {
  return text.map((node): TextNode => {
    if (typeof node === 'string' || node.kind === 'mention') return node;
    const inner = publishedText(node.text);
    return node.kind === 'link' ? { ...node, text: inner, url: publicUrl(node.url) } : { ...node, text: inner };
  });
}
