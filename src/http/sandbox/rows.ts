/** Rows of the store as the page gets them. What cannot be read is left out instead of breaking the page. */
import { type WebSaying, webSaying } from '../../../adapters/web/event.ts';
import { isWebWire } from '../../../adapters/web/render.ts';
import type { WebRow, WebStore } from '../../../adapters/web/store.ts';
import type { Language, Prompt } from '../../channel.ts';

interface Shown {
  readonly seq: number;
  readonly chat: string;
  /** Rows with the same message are versions of it; the last one is in force. */
  readonly message: string;
  readonly atMs: number;
}
export type ShownMessage =
  | (Shown & { readonly from: 'bot'; readonly prompt: Prompt; readonly language: Language })
  | (Shown & { readonly from: 'person'; readonly user: string; readonly content: WebSaying['content'] });

export function shownMessage({ seq, chat, message, from, body, atMs }: WebRow): ShownMessage | undefined {
  const shown = { seq, chat, message, atMs };
  if (from === 'bot') {
    return isWebWire(body) ? { ...shown, from, prompt: body.prompt, language: body.context.language } : undefined;
  }
  const said = webSaying.safeParse(body);
  return said.success ? { ...shown, from, user: said.data.user, content: said.data.content } : undefined;
}

/** More than a visitor scrolls through; older ones stay in the store. */
const MOST_AT_ONCE = 1_000;

export interface Batch {
  readonly messages: readonly ShownMessage[];
  /** Where to go on from. */
  readonly seq: number;
  readonly more: boolean;
}

/** @param since undefined for the newest */
export async function readBatch(store: WebStore, since: number | undefined, limit = MOST_AT_ONCE): Promise<Batch> {
  const rows = since === undefined ? await store.latest(limit) : await store.since(since, limit);
  const messages = rows.map(shownMessage).filter((message) => message !== undefined);
  return { messages, seq: rows.at(-1)?.seq ?? since ?? 0, more: since !== undefined && rows.length === limit };
}

/** `?since=` or `Last-Event-ID`; undefined when it is not a number of a row. */
export function seqOf(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,10}$/.test(value) ? Number(value) : undefined;
}
