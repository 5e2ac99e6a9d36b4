/** What every page of the board has around it. */
import { html } from 'hono/html';
import { LANGUAGES } from '../../channel.ts';
import { phrase } from '../../locales/translate.ts';
import { link, samePage, type Visit } from './visit.ts';
import type { Markup } from './words.ts';

export interface PageParts {
  readonly title: string;
  readonly body: Markup;
  /** The community whose demands the page is about, for the way back to its list. */
  readonly communityCode?: string;
  readonly section?: 'demands' | 'ledger';
  /** When and where this was true, for those who read it on paper. */
  readonly asOf?: string;
}

export type Layout = (visit: Visit, parts: PageParts) => Markup;

/** @param styleAddress with the digest of the style sheet in it, so that a new one is fetched at once */
export const createLayout =
  (styleAddress: string): Layout =>
  (visit, parts) => {
    const { language } = visit;
    const home = parts.communityCode === undefined ? '' : `/c/${parts.communityCode}`;
    const brand = phrase(language, 'board.brand');
    return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${parts.title} · ${brand}</title>
<link rel="icon" type="image/svg+xml" href="/board/icon.svg">
<link rel="stylesheet" href="${styleAddress}">
${LANGUAGES.map((other) => html`<link rel="alternate" hreflang="${other}" href="${samePage(visit, other)}">\n`)}
<link rel="alternate" hreflang="x-default" href="${samePage(visit)}">
</head>
<body>
<a class="skip" href="#main">${phrase(language, 'board.skip')}</a>
<header class="top">
<div class="width bar">
<a class="brand" href="${link(visit, '')}"><img src="/board/icon.svg" alt="" width="28" height="28">${brand}<span>${phrase(language, 'board.home.title')}</span></a>
<nav class="sections" aria-label="${phrase(language, 'board.sections')}">
${section(visit, home, 'board.demands', parts.section === 'demands')}
${section(visit, '/ledger', 'board.ledger.short', parts.section === 'ledger')}
</nav>
<nav class="languages" aria-label="${phrase(language, 'board.language')}">
${LANGUAGES.map((other) => languageLink(visit, other))}
</nav>
</div>
</header>
<main id="main" class="width" tabindex="-1">
${parts.body}
</main>
<footer><div class="width foot">
${parts.asOf !== undefined && html`<p>${phrase(language, 'board.as-of', { time: parts.asOf })}</p>`}
${parts.asOf !== undefined && visit.origin !== '' && html`<p>${samePage(visit)}</p>`}
</div></footer>
</body>
</html>
`;
  };

function section(visit: Visit, path: string, name: 'board.demands' | 'board.ledger.short', current: boolean): Markup {
  return html`<a class="tab" href="${link(visit, path)}"${current && html` aria-current="page"`}>${phrase(visit.language, name)}</a>`;
}

/** Each language is named in itself, for those who cannot read the one shown. */
function languageLink(visit: Visit, other: Visit['language']): Markup {
  const current = other === visit.language && html` aria-current="true"`;
  const address = samePage({ ...visit, origin: '' }, other);
  return html`<a class="tab" href="${address}" lang="${other}" hreflang="${other}"${current}>${phrase(other, 'language.name')}</a>\n`;
}
