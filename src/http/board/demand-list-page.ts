/** The list of a community's demands: a table on a screen and on paper, cards on a phone. */
import { html } from 'hono/html';
import type { Temporal } from 'temporal-polyfill';
import type { Language } from '../../channel.ts';
import { formatDemandNumber, parseDemandNumber } from '../../domain/demand/number.ts';
import { DEMAND_STATES } from '../../domain/demand/states.ts';
import { CATEGORY_KEYS } from '../../domain/demand/understanding/categories.ts';
import { phrase } from '../../locales/translate.ts';
import { categoryName, stateName } from '../../notices/demand-facts.ts';
import type { CommunityRow } from '../../usecases/registry/communities.ts';
import type { SubdistrictRow } from '../../usecases/registry/subdistricts.ts';
import type { PageParts } from './layout.ts';
import { type BoardFilter, type Cursor, type DemandPage, isDemandState, type PublicDemand } from './public-demands.ts';
import { HOME, link, type Visit } from './visit.ts';
import { answeredMark, closedMark, day, type Markup, minuteOf, placeMark, stateMark } from './words.ts';

/** What was asked for; what makes no sense is as if it had not been asked. */
export function filterOf(query: URLSearchParams): BoardFilter {
  const state = query.get('state');
  const category = CATEGORY_KEYS.find((key) => key === query.get('category'));
  return { ...(isDemandState(state) && { state }), ...(category && { category }) };
}

export function cursorOf(query: URLSearchParams): Cursor | undefined {
  for (const side of ['older', 'newer'] as const) {
    const than = parseDemandNumber(query.get(side) ?? '');
    if (than) return { side, than };
  }
  return undefined;
}

export interface DemandListView {
  readonly community: CommunityRow;
  readonly filter: BoardFilter;
  readonly page: DemandPage;
  /** How many co-signed each of the rows, by its id. */
  readonly signatures: ReadonlyMap<string, number>;
  readonly now: Temporal.Instant;
  /** Its subdistrict, which has a page of its own. */
  readonly above?: Pick<SubdistrictRow, 'code' | 'name'>;
}

export function demandListPage(visit: Visit, view: DemandListView): PageParts {
  const { language } = visit;
  const { above, community, page } = view;
  const title = phrase(language, 'board.title', { community: community.name });
  return {
    title,
    communityCode: community.code,
    section: 'demands',
    asOf: minuteOf(view.now, community.timeZone),
    body: html`<h1>${title}</h1>
<p class="lead">${phrase(language, 'board.demands.note')}</p>
<p><a href="${link(visit, `/c/${community.code}/votes`)}">${phrase(language, 'board.ballots.link')}</a></p>
${above && html`<p><a href="${link(visit, `/s/${above.code}`)}">${phrase(language, 'board.subdistrict', { subdistrict: above.name })}</a></p>`}
<p><a href="${link(visit, `/c/${community.code}/m`)}">${phrase(language, 'board.minutes.link')}</a></p>
<p><a href="${link(visit, `/c/${community.code}/bulletins`)}">${phrase(language, 'board.bulletins.link')}</a></p>
${filterForm(visit, view)}
${page.rows.length > 0 ? table(visit, view) : nothing(visit, view)}
${pager(visit, view)}`,
  };
}

const isFiltered = ({ state, category }: BoardFilter): boolean => state !== undefined || category !== undefined;

function filterForm(visit: Visit, { community, filter }: DemandListView): Markup {
  const { language } = visit;
  const option = (value: string, name: string, chosen: boolean) =>
    html`<option value="${value}"${chosen && html` selected`}>${name}</option>\n`;
  return html`<form class="filter" method="get" action="${HOME}/c/${community.code}" role="search" aria-label="${phrase(language, 'board.filter')}">
${visit.chosen && html`<input type="hidden" name="lang" value="${language}">`}
<label>${phrase(language, 'board.state')}
<select name="state">
<option value="">${phrase(language, 'board.filter.state')}</option>
${DEMAND_STATES.map((state) => option(state, stateName(language, state), state === filter.state))}
</select></label>
<label>${phrase(language, 'demand.field.category')}
<select name="category">
<option value="">${phrase(language, 'board.filter.category')}</option>
${CATEGORY_KEYS.map((key) => option(key, categoryName(language, key), key === filter.category))}
</select></label>
<button type="submit">${phrase(language, 'board.filter.apply')}</button>
${isFiltered(filter) && html`<a href="${link(visit, `/c/${community.code}`)}">${phrase(language, 'board.filter.clear')}</a>`}
</form>`;
}

/** The printed list has no form, so the caption says what was chosen. */
function caption({ language }: Visit, { community, filter }: DemandListView): string {
  return [
    phrase(language, 'board.demands.caption', { community: community.name }),
    ...(filter.state ? [stateName(language, filter.state)] : []),
    ...(filter.category === undefined ? [] : [categoryName(language, filter.category)]),
  ].join(' · ');
}

/** Laid out as cards, table parts lose their meaning for screen readers in some browsers; the roles keep it. */
function table(visit: Visit, view: DemandListView): Markup {
  const { language } = visit;
  const head = (key: Parameters<typeof phrase>[1]) =>
    html`<th scope="col" role="columnheader">${phrase(language, key)}</th>`;
  return html`<table class="cards demands" role="table">
<caption>${caption(visit, view)}</caption>
<thead role="rowgroup"><tr role="row">
${head('board.number')}${head('board.state')}${head('demand.field.category')}${head('demand.field.place')}${head('board.filed')}${head('board.answered')}${head('board.closed')}
</tr></thead>
<tbody role="rowgroup">
${view.page.rows.map((row) => line(visit, view, row))}
</tbody>
</table>`;
}

function line(visit: Visit, { community, now, signatures }: DemandListView, row: PublicDemand): Markup {
  const { language } = visit;
  const number = formatDemandNumber(row);
  const zone = community.timeZone;
  const dated = (key: Parameters<typeof phrase>[1], content: Markup) =>
    html`<td role="cell" class="dated" data-label="${phrase(language, key)}">${content}</td>`;
  return html`<tr role="row">
<th scope="row" role="rowheader"><a href="${link(visit, `/c/${community.code}/d/${number}`)}">${number}</a></th>
<td role="cell" class="of-state">${stateMark(language, row.state)}${cosignMark(language, signatures.get(row.id) ?? 0)}</td>
<td role="cell" class="about">${categoryName(language, row.category)}</td>
<td role="cell" class="about place">${placeMark(language, row)}</td>
${dated('board.filed', day(row.submittedAt, zone))}
${dated('board.answered', answeredMark(language, row, zone, now))}
${dated('board.closed', closedMark(language, row, zone))}
</tr>
`;
}

/** Below the state, where there is anything to say. */
const cosignMark = (language: Language, count: number): Markup =>
  count === 0 ? html`` : html` <span class="none">${phrase(language, 'demand.field.cosigns')} ${count}</span>`;

function nothing({ language, query }: Visit, { filter }: DemandListView): Markup {
  const searched = isFiltered(filter) || cursorOf(query) !== undefined;
  return html`<p class="nothing">${phrase(language, searched ? 'board.none.filtered' : 'board.none')}</p>`;
}

function pager(visit: Visit, { community, filter, page }: DemandListView): Markup {
  const { language } = visit;
  const to = (cursor: Readonly<Record<string, string>>) =>
    link(visit, `/c/${community.code}`, { ...filter, ...cursor });
  const first = page.rows[0];
  const last = page.rows.at(-1);
  if (!page.newer && !page.older) return html``;
  if (!first || !last)
    return html`<nav class="pager" aria-label="${phrase(language, 'board.pages')}"><a href="${to({})}">${phrase(language, 'board.first')}</a></nav>`;
  return html`<nav class="pager" aria-label="${phrase(language, 'board.pages')}">
${page.newer && html`<a rel="prev" href="${to({ newer: formatDemandNumber(first) })}">← ${phrase(language, 'board.previous')}</a>`}
${page.older && html`<a rel="next" href="${to({ older: formatDemandNumber(last) })}">${phrase(language, 'board.next')} →</a>`}
</nav>`;
}
