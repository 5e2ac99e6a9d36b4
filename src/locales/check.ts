/**
 * Fails the build when a message is missing in a language, does not parse, or takes other placeholders than in the other
 * languages; and when the code asks for a message that does not exist or one exists that nobody asks for.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser';
import { LANGUAGES } from '../channel.ts';
import { MESSAGES } from './translate.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Built from data at run time: the domain's own lists say which exist. */
const BUILT =
  /^(rule|rules\.area|category|state|history|emergency|card\.because|words\.ask|demand\.button|command|roster|sandbox|board|today\.cut|bulk\.done|role|platform|source|handover\.item)\./;

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

export function localeProblems(): string[] {
  const problems: string[] = [];
  const keys = new Set(LANGUAGES.flatMap((language) => Object.keys(MESSAGES[language])));
  for (const key of keys) {
    const taken = new Map<string, string>();
    for (const language of LANGUAGES) {
      const message = (MESSAGES[language] as Readonly<Record<string, string>>)[key];
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
  const code = sources(['src', 'jobs', 'adapters'])
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
  for (const key of keys) if (!BUILT.test(key) && !code.includes(`'${key}'`)) problems.push(`${key} is not used`);
  return problems;
}

function sources(folders: readonly string[]): string[] {
  const skip = join(ROOT, 'src', 'locales');
  return folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => join(ROOT, folder, name))
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.startsWith(skip)),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const problems = localeProblems();
  for (const problem of problems) console.error(problem);
  console.log(
    `${Object.keys(MESSAGES['zh-Hans']).length} messages in ${LANGUAGES.length} languages, ${problems.length} problems`,
  );
  process.exit(problems.length === 0 ? 0 : 1);
}
