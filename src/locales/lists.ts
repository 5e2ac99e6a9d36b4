/** Several things in a row, and what follows a name, as each language writes them. */
import type { Language } from '../channel.ts';

export const listed = (language: Language, items: readonly string[]): string =>
  items.join(language === 'en' ? ', ' : '、');

/** What is said, behind whose or what it is. */
export const withColon = (language: Language, name: string, said: string): string =>
  `${name}${language === 'en' ? ': ' : '：'}${said}`;
