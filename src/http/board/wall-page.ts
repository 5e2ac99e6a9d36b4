/** The wall of a subdistrict for everybody: counts, and what has reached the public list of late tasks. */
import { html } from 'hono/html';
import { formatDate } from '../../locales/dates.ts';
import { phrase } from '../../locales/translate.ts';
import { planText } from '../../notices/task-words.ts';
import type { ReadWall } from '../wall.ts';
import type { PageParts } from './layout.ts';
import type { Visit } from './visit.ts';

export function wallPage({ language }: Visit, { wall, paper }: ReadWall): PageParts {
  const { subdistrict, year, day, lines } = paper;
  const title = phrase(language, 'wall.title', { subdistrict, year: String(year), day: formatDate(language, day) });
  const head = (key: Parameters<typeof phrase>[1]) =>
    html`<th scope="col" role="columnheader">${phrase(language, key)}</th>`;
  const cell = (key: Parameters<typeof phrase>[1], value: string | number) =>
    html`<td role="cell" class="dated" data-label="${phrase(language, key)}">${value}</td>`;
  return {
    title,
    body: html`<h1>${title}</h1>
<p class="lead">${phrase(language, 'wall.note')}</p>
${
  lines.length === 0
    ? html`<p class="nothing">${phrase(language, 'wall.none')}</p>`
    : html`<table class="cards" role="table">
<caption>${title}</caption>
<thead role="rowgroup"><tr role="row">${head('wall.community')}${head('wall.rate')}${head('wall.due')}${head('wall.open')}${head('wall.late')}</tr></thead>
<tbody role="rowgroup">
${lines.map(
  (line) => html`<tr role="row"><th scope="row" role="rowheader">${line.community}</th>
${cell('wall.rate', line.percent === undefined ? '—' : `${line.percent}%`)}${cell('wall.due', line.due)}${cell('wall.open', line.open)}${cell('wall.late', line.late)}</tr>
`,
)}</tbody>
</table>`
}
<h2>${phrase(language, 'wall.late.caption')}</h2>
${
  wall.late.length === 0
    ? html`<p class="nothing">${phrase(language, 'wall.late.none')}</p>`
    : html`<table class="cards" role="table">
<caption>${phrase(language, 'wall.late.caption')}</caption>
<thead role="rowgroup"><tr role="row">${head('wall.community')}${head('wall.task')}${head('wall.due-on')}</tr></thead>
<tbody role="rowgroup">
${wall.late.map(
  ({ home, title: task, titlePublic, dueOn }) => html`<tr role="row"><th scope="row" role="rowheader">${home.name}</th>
${cell('wall.task', titlePublic ? planText(language, task) : phrase(language, 'wall.by-hand'))}${cell('wall.due-on', formatDate(language, dueOn))}</tr>
`,
)}</tbody>
</table>`
}`,
  };
}
