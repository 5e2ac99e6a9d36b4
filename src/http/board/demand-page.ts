/** One demand: where it stands, what happened when and by which role, and where the ledger says so. */

import { html } from 'hono/html';
import type { Temporal } from 'temporal-polyfill';
import { type DemandNumber, formatDemandNumber } from '../../domain/demand/number.ts';
import { phrase } from '../../locales/translate.ts';
import { categoryName } from '../../notices/demand-facts.ts';
import { stepName } from '../../notices/step-name.ts';
import type { HistoryEntry } from '../../usecases/demand/lists.ts';
import type { CommunityRow } from '../../usecases/registry/communities.ts';
import type { PageParts } from './layout.ts';
import type { PublicDemand } from './public-demands.ts';
import { link, type Visit } from './visit.ts';
import {
  answerByMark,
  answeredMark,
  closedMark,
  day,
  historyRole,
  type Markup,
  minute,
  minuteOf,
  placeMark,
  stateMark,
} from './words.ts';

export interface DemandView {
  readonly community: CommunityRow;
  readonly row: PublicDemand;
  readonly history: readonly HistoryEntry[];
  /** The name the ledger knows it by. */
  readonly subject: string;
  readonly positions: readonly number[];
  /** Residents who co-signed it, or whose own was merged into it. */
  readonly signatures: number;
  readonly now: Temporal.Instant;
}

export function demandPageOf(visit: Visit, view: DemandView): PageParts {
  const { language } = visit;
  const { community, row, now } = view;
  const zone = community.timeZone;
  const number = formatDemandNumber(row);
  const fact = (key: Parameters<typeof phrase>[1], content: Markup | string) =>
    html`<div><dt>${phrase(language, key)}</dt><dd>${content}</dd></div>\n`;
  return {
    title: `${number} · ${community.name}`,
    communityCode: community.code,
    section: 'demands',
    asOf: minuteOf(now, zone),
    body: html`<p class="back"><a href="${link(visit, `/c/${community.code}`)}">← ${phrase(language, 'board.back')}</a></p>
<h1><span class="of-community"><bdi>${community.name}</bdi></span> ${number}</h1>
<dl class="facts">
${fact('board.state', stateMark(language, row.state))}
${fact('demand.field.category', categoryName(language, row.category))}
${fact('demand.field.place', placeMark(language, row))}
${fact('board.filed', day(row.submittedAt, zone))}
${fact('demand.field.answer-by', answerByMark(language, row, zone))}
${fact('board.answered', answeredMark(language, row, zone, now))}
${row.intoYear !== null && row.intoNumber !== null && fact('demand.field.into', intoMark(visit, community.code, { year: row.intoYear, number: row.intoNumber }))}
${view.signatures > 0 && fact('demand.field.cosigns', String(view.signatures))}
${row.resolvedAt && fact('board.resolved', day(row.resolvedAt, zone))}
${fact('board.closed', closedMark(language, row, zone))}
</dl>
<h2>${phrase(language, 'board.history')}</h2>
${historyTable(visit, view, number)}
<h2>${phrase(language, 'board.demand.ledger')}</h2>
${inLedger(visit, view)}`,
  };
}

/** A merged demand's page leads to the one it lives on in. */
function intoMark(visit: Visit, code: string, number: DemandNumber): Markup {
  const name = formatDemandNumber(number);
  return html`<a href="${link(visit, `/c/${code}/d/${name}`)}">${name}</a>`;
}

function historyTable({ language }: Visit, { history, community }: DemandView, number: string): Markup {
  return html`<table class="history">
<caption class="heard">${phrase(language, 'board.history.caption', { number })}</caption>
<thead><tr>
<th scope="col">${phrase(language, 'board.history.at')}</th>
<th scope="col">${phrase(language, 'board.history.what')}</th>
<th scope="col">${phrase(language, 'board.history.by')}</th>
</tr></thead>
<tbody>
${history.map(
  (step) => html`<tr>
<td>${minute(step.at, community.timeZone)}</td>
<th scope="row">${stepName(language, step)}</th>
<td>${historyRole(language, step.kind, step.byRole)}</td>
</tr>
`,
)}
</tbody>
</table>`;
}

function inLedger(visit: Visit, { positions, subject }: DemandView): Markup {
  const { language } = visit;
  const listed = positions.join(language === 'en' ? ', ' : '、');
  return html`<p>${positions.length > 0 ? phrase(language, 'board.demand.ledger.positions', { positions: listed }) : phrase(language, 'board.demand.ledger.pending')}
· <a href="${link(visit, '/ledger')}">${phrase(language, 'board.ledger.how')}</a></p>
<p>${phrase(language, 'board.demand.ledger.subject')} <code>${subject}</code></p>`;
}
