/** Published bulletins 通报 on the board: the same words as the Word file, which is linked. */
import { html } from 'hono/html';
import { type BulletinTable, bulletinSections, bulletinTitle } from '../../documents/bulletin-words.ts';
import { formatDate } from '../../locales/dates.ts';
import { phrase } from '../../locales/translate.ts';
import type { BulletinPaperFacts } from '../../usecases/hotline/bulletin.ts';
import type { CommunityRow } from '../../usecases/registry/communities.ts';
import { bulletinPaper } from '../bulletin-paper.ts';
import type { PageParts } from './layout.ts';
import { link, type Visit } from './visit.ts';
import type { Markup } from './words.ts';

export function bulletinListPage(
  visit: Visit,
  community: CommunityRow,
  bulletins: readonly BulletinPaperFacts[],
): PageParts {
  const { language } = visit;
  const title = phrase(language, 'board.bulletins.title', { community: community.name });
  const listed = bulletins.map((facts) => {
    const paper = bulletinPaper(facts, language);
    return html`<li>${formatDate(language, paper.publishedOn ?? '')}
<a href="${link(visit, `/c/${community.code}/bulletins/${facts.row.id}`)}"><bdi>${bulletinTitle(paper)}</bdi></a></li>\n`;
  });
  return {
    title,
    communityCode: community.code,
    body: html`<p class="back"><a href="${link(visit, `/c/${community.code}`)}">← ${phrase(language, 'board.back')}</a></p>
<h1>${title}</h1>
<p class="lead">${phrase(language, 'board.bulletins.note')}</p>
${listed.length > 0 ? html`<ul>${listed}</ul>` : html`<p class="nothing">${phrase(language, 'board.bulletins.none')}</p>`}`,
  };
}

export function bulletinPage(visit: Visit, community: CommunityRow, facts: BulletinPaperFacts): PageParts {
  const { language } = visit;
  const paper = bulletinPaper(facts, language);
  const title = bulletinTitle(paper);
  const word = link(visit, `/c/${community.code}/bulletins/${facts.row.id}.docx`);
  return {
    title,
    communityCode: community.code,
    body: html`<p class="back"><a href="${link(visit, `/c/${community.code}/bulletins`)}">← ${phrase(language, 'board.back')}</a></p>
<h1><bdi>${title}</bdi></h1>
<p class="lead">${paper.name} · ${formatDate(language, paper.publishedOn ?? '')} · <a href="${word}">${phrase(language, 'board.bulletins.word')}</a></p>
${bulletinSections(paper).map(
  (section) => html`<h2>${section.heading}</h2>
${section.lines.map((line) => html`<p>${line}</p>\n`)}${section.table ? tableOf(section.heading, section.table) : ''}`,
)}`,
  };
}

const tableOf = (caption: string, { heading, rows }: BulletinTable): Markup => html`<table class="cards" role="table">
<caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${heading.map((name) => html`<th scope="col" role="columnheader">${name}</th>`)}</tr></thead>
<tbody role="rowgroup">
${rows.map(
  ([name = '', ...values]) => html`<tr role="row"><th scope="row" role="rowheader">${name}</th>${values.map(
    (value, at) => html`<td role="cell" class="dated" data-label="${heading[at + 1] ?? ''}">${value}</td>`,
  )}</tr>
`,
)}</tbody>
</table>`;
