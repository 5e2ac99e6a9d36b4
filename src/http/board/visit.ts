/** In which language a page is shown, and links that keep a chosen language without a cookie. */
import type { Context } from 'hono';
import { LANGUAGES, type Language } from '../../channel.ts';
import { guessLanguage } from '../../conversation/open.ts';

export const HOME = '/board';

export interface Visit {
  readonly language: Language;
  /** By `?lang=`, and then carried along in every link; otherwise the browser's wish was followed. */
  readonly chosen: boolean;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Absolute address of the site, where one is configured: search engines want whole addresses in language links. */
  readonly origin: string;
}

export function visitOf(c: Context, publicBaseUrl = ''): Visit {
  const query = new URL(c.req.url).searchParams;
  const asked = isLanguage(query.get('lang'));
  return {
    language: asked ?? wishedLanguage(c.req.header('accept-language')),
    chosen: asked !== undefined,
    path: c.req.path,
    query,
    origin: publicBaseUrl,
  };
}

const isLanguage = (tag: string | null | undefined): Language | undefined =>
  LANGUAGES.find((language) => language === tag);

/** https://www.rfc-editor.org/rfc/rfc9110#name-accept-language: the highest weight we speak; equal weights in their order. */
export function wishedLanguage(header: string | undefined): Language {
  const wishes = (header ?? '').split(',').flatMap((part) => {
    const [tag = '', ...parameters] = part.split(';').map((piece) => piece.trim());
    const weight = parameters.find((parameter) => /^q=/i.test(parameter))?.slice(2);
    const language = isLanguage(guessLanguage(tag));
    return language ? [{ language, weight: weight === undefined ? 1 : Number(weight) || 0 }] : [];
  });
  const best = wishes.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight)[0];
  return best?.language ?? 'zh-Hans';
}

type Parameters = Readonly<Record<string, string | undefined>>;

/** An address on the board; parameters that are undefined or empty are left out. */
export function link(visit: Visit, path: string, parameters: Parameters = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value) query.set(name, value);
  if (visit.chosen) query.set('lang', visit.language);
  return withQuery(`${HOME}${path}`, query);
}

/** The page one is on, in another language; without a language it is the address that follows the browser. */
export function samePage({ path, query: current, origin }: Visit, language?: Language): string {
  const query = new URLSearchParams(current);
  query.delete('lang');
  if (language) query.set('lang', language);
  return `${origin}${withQuery(path, query)}`;
}

const withQuery = (path: string, query: URLSearchParams): string => (query.size > 0 ? `${path}?${query}` : path);
