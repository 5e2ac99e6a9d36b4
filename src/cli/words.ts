/** What the command line says, in the language of whoever sits before it. */
import { LANGUAGES, type Language } from '../channel.ts';
import { type MessageKey, phrase, type Values } from '../locales/translate.ts';
import type { Env } from './client.ts';
import { CliProblem, type Sentence } from './problem.ts';
import { card, type Cell as Told, table } from './table.ts';

export type Cell = Told | boolean;

/** A word of ours by its key, or a name of somebody else's as it is. */
export type Heading = MessageKey | { readonly raw: string };

export interface Words {
  readonly language: Language;
  say(key: MessageKey, values?: Values): string;
  sentences(all: readonly Sentence[]): string;
  table(headings: readonly Heading[], rows: readonly (readonly Cell[])[]): string;
  card(pairs: readonly (readonly [Heading, Cell])[]): string;
}

export function wordsIn(language: Language): Words {
  const say = (key: MessageKey, values?: Values) => phrase(language, key, values);
  const shown = (cell: Cell): Told => (typeof cell === 'boolean' ? say(cell ? 'cli.yes' : 'cli.no') : cell);
  const named = (heading: Heading, written: (word: string) => string) =>
    typeof heading === 'string' ? written(say(heading)) : heading.raw;
  return {
    language,
    say,
    sentences: (all) =>
      all.map((one) => ('said' in one ? one.said : say(one[0], one[1]))).join(language === 'en' ? ' ' : ''),
    table: (headings, rows) =>
      rows.length === 0
        ? say('cli.none')
        : table(
            headings.map((heading) => named(heading, (word) => word.toUpperCase())),
            rows.map((row) => row.map(shown)),
          ),
    card: (pairs) => card(pairs.map(([heading, cell]) => [named(heading, (word) => word.toLowerCase()), shown(cell)])),
  };
}

/** `--lang`, else LILONG_LANG, else what the terminal says of itself (`zh_TW.UTF-8`); English where that is another one. */
export function languageOf(args: readonly string[], env: Env): Language {
  const at = args.findIndex((arg) => arg === '--lang' || arg.startsWith('--lang='));
  const asked = at < 0 ? undefined : (args[at]?.split('=')[1] ?? args[at + 1]);
  const given = asked ?? (env.LILONG_LANG?.trim() || undefined);
  if (given === undefined) return ofTerminal(env.LC_ALL || env.LC_MESSAGES || env.LANG || '');
  const known = LANGUAGES.find((language) => language.toLowerCase() === given.toLowerCase());
  if (known) return known;
  const name = asked === undefined ? 'LILONG_LANG' : '--lang';
  throw new CliProblem(2, 'usage', ['cli.problem.language', { name, given, known: LANGUAGES.join(', ') }]);
}

function ofTerminal(locale: string): Language {
  if (/^zh[_-](?:hant|tw|hk|mo)/i.test(locale)) return 'zh-Hant';
  return /^zh/i.test(locale) ? 'zh-Hans' : 'en';
}
