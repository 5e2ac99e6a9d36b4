/** The page's own files, read once: a fixed list, so no path from outside ever reaches the disk. */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Asset {
  readonly text: string;
  readonly type: string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export function readAssets(): ReadonlyMap<string, Asset> {
  const folder = fileURLToPath(new URL('./page', import.meta.url));
  const found = new Map<string, Asset>();
  for (const name of readdirSync(folder)) {
    const type = TYPES[extname(name)];
    if (type !== undefined) found.set(name, { text: readFileSync(join(folder, name), 'utf8'), type });
  }
  return found;
}
