/** Addresses of papers: signed for one person, one paper in one language, and a time. */
import { timingSafeEqual } from 'node:crypto';
import type { IndexKey } from '../../db/sealed.ts';
import { LANGUAGES, type Language } from '../channel.ts';
import { PAPERS, type Paper, type PaperUrl } from '../notices/papers.ts';

const HOUR_MS = 3_600_000;

/** A list of people is for today; a notice may be read days later, and lies in a chat until its meeting. */
const VALID_MS: { readonly [P in Paper]: number } = {
  unreached: 24 * HOUR_MS,
  minutes: 7 * 24 * HOUR_MS,
  agenda: 30 * 24 * HOUR_MS,
  calendar: 30 * 24 * HOUR_MS,
};

const ENDINGS: { readonly [P in Paper]: string } = {
  unreached: 'pdf',
  minutes: 'docx',
  agenda: 'pdf',
  calendar: 'ics',
};

const NAME = /^([a-z]+)\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(zh-Hans|zh-Hant|en)\.([a-z]+)$/;

const nameOf = (paper: Paper, id: string, language: Language): string => `${paper}.${id}.${language}.${ENDINGS[paper]}`;

const signature = (index: IndexKey, name: string, who: string, expires: string): string =>
  index.of('paper', name, who, expires);

export const paperUrlFor =
  (base: string | undefined, index: IndexKey): PaperUrl =>
  (paper, id, language, who) => {
    if (!base) return undefined;
    const name = nameOf(paper, id, language);
    const expires = String(Date.now() + VALID_MS[paper]);
    return `${base}/paper/${name}?p=${who}&e=${expires}&s=${signature(index, name, who, expires)}`;
  };

export interface Asked {
  readonly paper: Paper;
  readonly id: string;
  readonly language: Language;
  /** For whom it was made; whether she still may see it is asked when it is opened. */
  readonly who: string;
}

/** @returns undefined when the address was not made here, or its time is over */
export function askedFor(
  index: IndexKey,
  name: string,
  query: Readonly<Record<string, string | undefined>>,
): Asked | undefined {
  const [, kind, id, word] = NAME.exec(name) ?? [];
  const paper = PAPERS.find((one) => one === kind);
  const language = LANGUAGES.find((one) => one === word);
  if (!paper || !id || !language || nameOf(paper, id, language) !== name) return undefined;
  const { p: who = '', e: expires = '', s: given = '' } = query;
  const right = Buffer.from(signature(index, name, who, expires));
  const told = Buffer.from(given);
  if (right.length !== told.length || !timingSafeEqual(right, told) || !(Number(expires) > Date.now()))
    return undefined;
  return { paper, id, language, who };
}
