/** What the ledger is, its current head, and how anyone checks it without trusting us. */
import { html } from 'hono/html';
import { Temporal } from 'temporal-polyfill';
import type { LedgerEntry } from '../../domain/ledger/entry.ts';
import { phrase } from '../../locales/translate.ts';
import type { PageParts } from './layout.ts';
import type { Sealed } from './ledger-rows.ts';
import { HOME, type Visit } from './visit.ts';
import { actionMark, type Markup, minute, minuteOf, roleName } from './words.ts';

/** Enough to see with one's own eyes that each begins where the one before ended. */
export const ENTRIES_SHOWN = 5;
const DIGITS_SHOWN = 12;

export interface LedgerView {
  /** Newest first. */
  readonly newest: readonly Sealed[];
  /** Whose clock the times are shown by. */
  readonly zone: string;
  readonly now: Temporal.Instant;
}

export function ledgerPage(visit: Visit, { newest, zone, now }: LedgerView): PageParts {
  const { language } = visit;
  const title = phrase(language, 'board.ledger');
  const say = (key: Parameters<typeof phrase>[1]) => phrase(language, key);
  const [head] = newest;
  const noted = head ? `${head.hash}@${head.position}` : undefined;
  return {
    title,
    section: 'ledger',
    asOf: minuteOf(now, zone),
    body: html`<h1>${title}</h1>
<p class="lead">${say('board.ledger.note')}</p>
${head ? headBox(visit, head) : html`<p class="nothing">${say('board.ledger.empty')}</p>`}
<h2>${say('board.ledger.what')}</h2>
<p>${say('board.ledger.what.line')}</p>
<p>${say('board.ledger.what.chain')}</p>
${newest.length > 0 && chain(visit, newest, zone)}
<h2>${say('board.ledger.how')}</h2>
<ol class="loose">
<li><a href="${HOME}/ledger.ndjson" download="ledger.ndjson">${say('board.ledger.how.ledger')}</a> <code>ledger.ndjson</code></li>
<li><a href="${HOME}/verify-ledger.mjs" download="verify-ledger.mjs">${say('board.ledger.how.script')}</a> <code>verify-ledger.mjs</code></li>
<li>${say('board.ledger.how.node')}
<pre><code>node verify-ledger.mjs ledger.ndjson</code></pre>
${say('board.ledger.how.ok')}</li>
${noted !== undefined && html`<li>${say('board.ledger.how.head')}\n<pre><code>node verify-ledger.mjs --head ${noted} ledger.ndjson</code></pre></li>`}
<li>${say('board.ledger.how.subject')}
<pre><code>node verify-ledger.mjs --subject demand:… ledger.ndjson</code></pre></li>
</ol>
<h2>${say('board.ledger.limits')}</h2>
<ul class="loose">
<li>${say('board.ledger.limits.can')}</li>
<li>${say('board.ledger.limits.head')}</li>
<li>${say('board.ledger.limits.cannot')}</li>
</ul>`,
  };
}

function headBox({ language }: Visit, { hash, position }: Sealed): Markup {
  return html`<section class="head" aria-labelledby="head">
<h2 id="head">${phrase(language, 'board.ledger.head', { position })}</h2>
<p><code>${hash}@${position}</code></p>
<p>${phrase(language, 'board.ledger.head.note')}</p>
</section>`;
}

function chain({ language }: Visit, newest: readonly Sealed[], zone: string): Markup {
  const column = (key: Parameters<typeof phrase>[1]) =>
    html`<th scope="col" role="columnheader">${phrase(language, key)}</th>`;
  return html`<table class="cards chain" role="table">
<caption>${phrase(language, 'board.ledger.newest.caption')}</caption>
<thead role="rowgroup"><tr role="row">
${column('board.ledger.position')}${column('board.history.at')}${column('board.ledger.action')}${column('board.history.by')}${column('board.ledger.hash')}${column('board.ledger.previous')}
</tr></thead>
<tbody role="rowgroup">
${newest.map((row) => link(row))}
</tbody>
</table>`;

  function link({ position, entry, hash, prevHash }: Sealed): Markup {
    const said = JSON.parse(entry) as LedgerEntry;
    const cell = (key: Parameters<typeof phrase>[1], content: Markup | string) =>
      html`<td role="cell" class="dated" data-label="${phrase(language, key)}">${content}</td>`;
    return html`<tr role="row">
<th scope="row" role="rowheader">${position}</th>
<td role="cell" class="of-state">${minute(Temporal.Instant.from(said.at), zone)}</td>
<td role="cell" class="about">${actionMark(language, said)}</td>
<td role="cell" class="about">${roleName(language, said.by.role)}</td>
${cell('board.ledger.hash', fingerprint(hash))}
${cell('board.ledger.previous', fingerprint(prevHash))}
</tr>
`;
  }
}

const fingerprint = (hash: string): Markup => html`<code>${hash.slice(0, DIGITS_SHOWN)}…</code>`;
