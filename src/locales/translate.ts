/** Texts for people, in ICU message syntax. The result is a tree, so nothing a person typed is ever read as markup. */
import { IntlMessageFormat } from 'intl-messageformat';
import type { Language, Text, TextNode } from '../channel.ts';
import { en } from './en/index.ts';
import { zhHans } from './zh-Hans/index.ts';
import { zhHant } from './zh-Hant/index.ts';

export type MessageKey = keyof typeof zhHans;
export type Messages = { readonly [K in MessageKey]: string };
export type Values = Readonly<Record<string, string | number>>;

export const MESSAGES: { readonly [L in Language]: Messages } = { 'zh-Hans': zhHans, 'zh-Hant': zhHant, en };

const compiled = new Map<string, IntlMessageFormat>();

function formatOf(language: Language, key: MessageKey): IntlMessageFormat {
  const name = `${language} ${key}`;
  const known = compiled.get(name);
  if (known) return known;
  const made = new IntlMessageFormat(MESSAGES[language][key], language);
  compiled.set(name, made);
  return made;
}

/** The message as a text tree; `<b>…</b>` in a message becomes a bold node. */
export function translate(language: Language, key: MessageKey, values: Values = {}): Text {
  const parts = formatOf(language, key).format<TextNode>({
    ...values,
    b: (chunks) => ({ kind: 'bold', text: chunks as TextNode[] }),
  });
  return Array.isArray(parts) ? (parts as TextNode[]) : [parts as TextNode];
}

/** The message as plain text: for labels, fields and pages. */
export function phrase(language: Language, key: MessageKey, values: Values = {}): string {
  return plain(translate(language, key, values));
}

export function plain(text: Text): string {
  return text
    .map((node) => (typeof node === 'string' ? node : node.kind === 'mention' ? node.name : plain(node.text)))
    .join('');
}

/** A key built at run time, as `category.<name>`; undefined for what an older row says and no list has any more. */
export function lookUp(language: Language, key: string, values: Values = {}): string | undefined {
  return key in MESSAGES[language] ? phrase(language, key as MessageKey, values) : undefined;
}
