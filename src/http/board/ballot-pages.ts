/**
 * What came of votes, once it is published: the numbers and the arithmetic, never a name. Of a secret vote the receipts too,
 * by which whoever voted finds that hers is in.
 */
import { html } from 'hono/html';
import type { Temporal } from 'temporal-polyfill';
import type { Language } from '../../channel.ts';
import { lookUp, phrase } from '../../locales/translate.ts';
import { formName, resultText } from '../../notices/ballot-facts.ts';
import type { ListedBallot } from '../../usecases/ballot/page.ts';
import type { CommunityRow } from '../../usecases/registry/communities.ts';
import type { PageParts } from './layout.ts';
import { link, type Visit } from './visit.ts';
import { day, type Markup, minute, minuteOf } from './words.ts';

type BallotRow = ListedBallot['ballot'];

export interface BallotListView {
  readonly community: CommunityRow;
  readonly ballots: readonly BallotRow[];
  /** The id of the last one shown, when there are more. */
  readonly next?: string;
  readonly now: Temporal.Instant;
}

export function ballotListPage(visit: Visit, { community, ballots, next, now }: BallotListView): PageParts {
  const { language } = visit;
  const title = phrase(language, 'board.ballots.title', { community: community.name });
  return {
    title,
    communityCode: community.code,
    asOf: minuteOf(now, community.timeZone),
    body: html`<h1>${title}</h1>
<p class="lead">${phrase(language, 'board.ballots.lead')}</p>
${ballots.length === 0 ? html`<p class="nothing">${phrase(language, 'board.ballots.none')}</p>` : list(visit, community, ballots)}
${next !== undefined && html`<nav class="pager" aria-label="${phrase(language, 'board.pages')}"><a rel="next" href="${link(visit, `/c/${community.code}/votes`, { before: next })}">${phrase(language, 'board.next')} →</a></nav>`}`,
  };
}

function list(visit: Visit, community: CommunityRow, ballots: readonly BallotRow[]): Markup {
  const { language } = visit;
  const head = (key: Parameters<typeof phrase>[1]) =>
    html`<th scope="col" role="columnheader">${phrase(language, key)}</th>`;
  const cell = (key: Parameters<typeof phrase>[1], content: Markup | string) =>
    html`<td role="cell" class="dated" data-label="${phrase(language, key)}">${content}</td>`;
  return html`<table class="cards" role="table">
<caption>${phrase(language, 'board.ballots.title', { community: community.name })}</caption>
<thead role="rowgroup"><tr role="row">${head('board.ballot.number')}${head('board.ballot.about')}${head('board.ballot.outcome')}${head('board.ballot.published')}</tr></thead>
<tbody role="rowgroup">
${ballots.map(
  (
    row,
  ) => html`<tr role="row"><th scope="row" role="rowheader"><a href="${link(visit, `/c/${community.code}/votes/${row.number}`)}">${row.number}</a></th>
${cell('board.ballot.about', html`<bdi>${row.title}</bdi>`)}${cell('board.ballot.outcome', outcomeName(language, row))}${cell('board.ballot.published', row.publishedAt ? day(row.publishedAt, community.timeZone) : '')}</tr>
`,
)}</tbody>
</table>`;
}

const outcomeName = (language: Language, { outcome }: BallotRow): string =>
  outcome === null ? '' : (lookUp(language, `ballot.outcome.${outcome}`) ?? outcome);

export interface BallotView {
  readonly community: CommunityRow;
  readonly ballot: BallotRow;
  /** Of a secret vote, sorted. */
  readonly receipts?: readonly string[];
  readonly now: Temporal.Instant;
}

export function ballotPage(visit: Visit, { community, ballot, receipts, now }: BallotView): PageParts {
  const { language } = visit;
  const zone = community.timeZone;
  const say = (key: Parameters<typeof phrase>[1]) => phrase(language, key);
  const fact = (key: Parameters<typeof phrase>[1], content: Markup | string) =>
    html`<div><dt>${say(key)}</dt><dd>${content}</dd></div>\n`;
  const effect = say(ballot.binding ? 'ballot.binding' : 'ballot.advisory');
  return {
    title: `${ballot.number} ${ballot.title}`,
    communityCode: community.code,
    asOf: minuteOf(now, zone),
    body: html`<h1>${ballot.number} <bdi>${ballot.title}</bdi></h1>
<p class="lead"><strong>${outcomeName(language, ballot)}</strong></p>
${ballot.state === 'objection' && html`<p>${say('board.ballot.objection')}</p>`}
<dl class="facts">
${fact('board.ballot.form', `${formName(language, ballot)} · ${effect}`)}${ballot.publishedAt && fact('board.ballot.published', day(ballot.publishedAt, zone))}${
  ballot.state === 'final'
    ? ballot.endedAt && fact('board.ballot.final', day(ballot.endedAt, zone))
    : ballot.objectionUntil && fact('board.ballot.until', minute(ballot.objectionUntil, zone))
}</dl>
<h2>${say('board.ballot.wording')}</h2>
${paragraphs(ballot.text)}
<h2>${say('board.ballot.arithmetic')}</h2>
${paragraphs(resultText(language, { row: ballot }))}
${receipts === undefined ? countAgain(visit, community, ballot) : receiptList(language, receipts)}
<h2>${say('board.ballot.hash')}</h2>
<p><code>${ballot.rollHash}</code></p>
<p>${say('board.ballot.hash.note')}</p>
<p><a href="${link(visit, `/c/${community.code}/votes`)}">${phrase(language, 'board.ballots.title', { community: community.name })}</a></p>`,
  };
}

const paragraphs = (text: string): Markup => html`${text.split('\n').map((line) => html`<p><bdi>${line}</bdi></p>\n`)}`;

/** Of an open vote every ballot, without whose it is; with the program that counts them again. */
const countAgain = (visit: Visit, community: CommunityRow, { number }: BallotRow): Markup =>
  html`<p>${phrase(visit.language, 'board.ballot.open-vote')}</p>
<p>${phrase(visit.language, 'board.ballot.count-again')}</p>
<p><a href="${link(visit, `/c/${community.code}/votes/${number}/rows.csv`)}">${phrase(visit.language, 'board.ballot.rows')}</a> · <a href="${link(visit, '/recount.mjs')}">recount.mjs</a></p>`;

const receiptList = (language: Language, receipts: readonly string[]): Markup =>
  html`<h2>${phrase(language, 'board.ballot.receipts')}</h2>
${
  receipts.length === 0
    ? html`<p class="nothing">${phrase(language, 'board.ballot.receipts.none')}</p>`
    : html`<p>${phrase(language, 'board.ballot.receipts.note')}</p>
<ul class="receipts">
${receipts.map((receipt) => html`<li><code>${receipt}</code></li>\n`)}</ul>`
}`;
