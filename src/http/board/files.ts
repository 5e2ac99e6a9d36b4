/** The board's own files, read once: a fixed list, so no path from outside ever reaches the disk. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

export interface BoardFile {
  readonly text: string;
  readonly type: string;
  /** Of the content, for caches. */
  readonly digest: string;
}

export function boardFile(address: string, type: string): BoardFile {
  const text = readFileSync(new URL(address, import.meta.url), 'utf8');
  return { text, type, digest: digestOf(text) };
}

export const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22);
