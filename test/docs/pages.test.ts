/** What the pages say of the repository is there: files, tests, headings, settings, the import table. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const text = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const pages = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** Without fenced code: commands and drawings name things that need not exist. */
const prose = (path: string): string => text(path).replace(/^```[\s\S]*?^```/gm, '');

/** GitHub's way of making an anchor of a heading. */
const anchor = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
const anchors = (path: string): readonly string[] =>
  [...prose(path).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => anchor(heading));

const FOLDERS = ['adapters', 'src', 'db', 'jobs', 'test', 'tools', 'docs', '.ci'];
const paths: readonly string[] = FOLDERS.flatMap((folder) => [
  folder,
  ...readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
]);
/** `<platform>` and `*` stand for any name. */
const pattern = (path: string): RegExp =>
  new RegExp(
    `^${path
      .replace(/\/$/, '')
      .replace(/<[^>]+>/g, '*')
      .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '[^/]+')}$`,
  );

const TOP = /^(?:adapters|src|db|jobs|test|tools|docs|\.ci)\/[^\s]*$/;

describe.each(pages)('%s', (page) => {
  test('links to what is there', () => {
    const missing: string[] = [];
    for (const [, target = ''] of prose(page).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [file = '', heading] = target.split('#');
      const path = file === '' ? page : normalize(join(dirname(page), file));
      if (!existsSync(join(ROOT, path))) missing.push(target);
      else if (heading !== undefined && !anchors(path).includes(heading)) missing.push(target);
    }
    expect(missing).toEqual([]);
  });

  test('names files and folders that are there', () => {
    const named = [...prose(page).matchAll(/`([^`\n]+)`/g)]
      .map(([, code = '']) => code)
      .filter((code) => TOP.test(code));
    const missing = named
      .filter((path) => !/[()|…]/.test(path))
      .filter((path) => !paths.some((known) => pattern(path).test(known)));
    expect(missing).toEqual([]);
  });

  test('quotes tests by the names they have', () => {
    const missing: string[] = [];
    for (const [, file = '', titles = ''] of prose(page).matchAll(/`([\w./-]+\.test\.ts)`((?:,? ?“[^”]+”)+)/g)) {
      const source = text(file);
      for (const [, title = ''] of titles.matchAll(/“([^”]+)”/g))
        if (!source.includes(title)) missing.push(`${file}: ${title}`);
    }
    expect(missing).toEqual([]);
  });
});

/** Path patterns of the tool, as the pages write them. */
const written = (pattern: string): string =>
  pattern.replace(/^\^/, '').replace(/\/$/, '').replaceAll('[^/]+', '*').replaceAll('\\.', '.');

interface Forbidden {
  readonly name: string;
  readonly from: { readonly path?: string };
  readonly to: { readonly pathNot?: readonly string[] };
}

describe.each(['docs/architecture.md', 'CONTRIBUTING.md'])('the import table of %s', (page) => {
  test('is the one that is enforced', () => {
    const [, after = ''] = text(page).split('<!-- the import table');
    const [table = ''] = after.split('\n\n').filter((part) => part.startsWith('|'));
    const shown = Object.fromEntries(
      [...table.matchAll(/^\| `([^`]+)` +\| (.+) \|$/gm)].map(([, from = '', to = '']) => [
        from,
        [...to.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path.replaceAll('\\|', '|')).sort(),
      ]),
    );
    const { forbidden } = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as {
      readonly forbidden: readonly Forbidden[];
    };
    const enforced = Object.fromEntries(
      forbidden
        .filter(({ name }) => /^(layer|adapter) /.test(name))
        .map(({ from, to }) => [written(from.path ?? ''), (to.pathNot ?? []).map(written).sort()]),
    );
    expect(shown).toEqual(enforced);
  });
});

test('docs/architecture.md lists every setting the program reads, and no other', () => {
  const read = [...text('src/config.ts').matchAll(/(?:text|oneOf|address)\('([A-Z_]+)'/g)].map(([, name]) => name);
  const [, after = ''] = text('docs/architecture.md').split('\n## Settings\n');
  const listed = [...(after.split('\n## ')[0] ?? '').matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => name);
  expect(listed.sort()).toEqual([...new Set(read)].sort());
});

/** In these tables the last cell says where the code holds what the row says: files, then names in them. */
test.each(['docs/platforms.md'])('%s points at names that its files hold', (page) => {
  const wrong: string[] = [];
  for (const line of prose(page).split('\n')) {
    const cell = line.startsWith('|') ? (line.split(/(?<!\\)\|/).at(-2) ?? '') : '';
    const codes = [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
    const files = codes.filter((code) => TOP.test(code));
    if (files.length === 0) continue;
    const held = files.map(text).join('\n');
    for (const name of codes) if (!TOP.test(name) && !held.includes(name)) wrong.push(`${files.join(', ')}: ${name}`);
  }
  expect(wrong).toEqual([]);
});
