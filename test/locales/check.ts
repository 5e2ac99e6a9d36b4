/**
 * `npm run check:locales` fails when a message is missing in a language, does not parse, or takes other placeholders than
 * in the other languages; when something the program names by a text has none; and when a text exists that nobody asks for.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser';
import { LANGUAGES, type Language } from '../../src/channel.ts';
import { MESSAGES } from '../../src/locales/translate.ts';
import { FAMILIES } from './families.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

function placeholders(elements: readonly MessageFormatElement[], found = new Set<string>()): Set<string> {
  for (const element of elements) {
    if (element.type === TYPE.literal || element.type === TYPE.pound) continue;
    found.add(element.type === TYPE.tag ? `<${element.value}>` : element.value);
    if (element.type === TYPE.tag) placeholders(element.children, found);
    if (element.type === TYPE.plural || element.type === TYPE.select)
      for (const { value } of Object.values(element.options)) placeholders(value, found);
  }
  return found;
}

const quoted = (code: string): ReadonlySet<string> =>
  new Set(Array.from(code.matchAll(/'([a-z][\w.-]*)'/g), ([, word = '']) => word));
const inCode = quoted(written(['src', 'jobs', 'adapters'], '.ts'));
const onPage = quoted(written(['src/http/sandbox/page'], '.js'));
const SANDBOX = 'sandbox.';

/** The sandbox page asks without the first word. */
const asked = (key: string): boolean =>
  inCode.has(key) || (key.startsWith(SANDBOX) && onPage.has(key.slice(SANDBOX.length)));

/** Keys put together at run time, each by the value it is the text of. */
export const builtKeys = (families = FAMILIES): ReadonlySet<string> =>
  new Set(families.flatMap(({ prefix, values }) => values.map((value) => `${prefix}.${value}`)));

export type Texts = { readonly [L in Language]: Readonly<Record<string, string>> };

export function localeProblems(messages: Texts = MESSAGES, built = builtKeys()): string[] {
  const problems: string[] = [];
  const keys = new Set([...LANGUAGES.flatMap((language) => Object.keys(messages[language])), ...built]);
  for (const key of keys) {
    const taken = new Map<string, string>();
    for (const language of LANGUAGES) {
      const message = messages[language][key];
      if (message === undefined || message.trim() === '') {
        problems.push(`${language}: ${key} is missing`);
        continue;
      }
      try {
        taken.set(language, [...placeholders(parse(message))].sort().join(' '));
      } catch (error) {
        problems.push(`${language}: ${key} does not parse: ${error instanceof Error ? error.message : 'unknown'}`);
      }
    }
    if (new Set(taken.values()).size > 1)
      problems.push(
        `${key} takes different placeholders: ${[...taken].map(([language, names]) => `${language} {${names}}`).join(', ')}`,
      );
  }
  for (const key of keys) if (!built.has(key) && !asked(key)) problems.push(`${key} is not used`);
  return problems;
}

function written(folders: readonly string[], ending: string): string {
  const skip = join(ROOT, 'src', 'locales');
  return folders
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .map((name) => join(ROOT, folder, name))
        .filter((path) => path.endsWith(ending) && !path.endsWith('.test.ts') && !path.startsWith(skip)),
    )
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const problems = localeProblems();
  for (const problem of problems) console.error(problem);
  console.log(
    `${Object.keys(MESSAGES['zh-Hans']).length} messages in ${LANGUAGES.length} languages, ${problems.length} problems`,
  );
  process.exit(problems.length === 0 ? 0 : 1);
}
