/** Pages of a few lines: the choice of a community, and what could not be found or shown. */
import { html } from 'hono/html';
import { phrase } from '../../locales/translate.ts';
import type { CommunityRow } from '../../usecases/registry/communities.ts';
import type { PageParts } from './layout.ts';
import { link, type Visit } from './visit.ts';

export function communitiesPage(visit: Visit, communities: readonly CommunityRow[]): PageParts {
  const { language } = visit;
  const title = phrase(language, 'board.home.title');
  const choices = communities.map(
    ({ code, name }) => html`<li><a href="${link(visit, `/c/${code}`)}"><bdi>${name}</bdi></a></li>\n`,
  );
  return {
    title,
    body: html`<h1>${title}</h1>
<p class="lead">${phrase(language, 'board.demands.note')}</p>
<h2>${phrase(language, 'board.communities')}</h2>
${choices.length > 0 ? html`<ul class="communities">${choices}</ul>` : html`<p class="nothing">${phrase(language, 'board.communities.none')}</p>`}`,
  };
}

export const notFoundPage = (visit: Visit): PageParts => apology(visit, 'board.not-found', 'board.not-found.note');
export const failedPage = (visit: Visit): PageParts => apology(visit, 'board.failed', 'board.failed.note');

function apology(
  visit: Visit,
  title: 'board.not-found' | 'board.failed',
  note: 'board.not-found.note' | 'board.failed.note',
): PageParts {
  const { language } = visit;
  return {
    title: phrase(language, title),
    body: html`<h1>${phrase(language, title)}</h1>
<p>${phrase(language, note)}</p>
<p><a href="${link(visit, '')}">${phrase(language, 'board.home')}</a></p>`,
  };
}
