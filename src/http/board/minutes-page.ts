/** The published minutes of residents' and representatives' meetings: counts, decisions and what was said; no names. */
import { html } from 'hono/html';
import type { MinutedBallot } from '../../domain/meeting/minutes.ts';
import { lookUp, phrase } from '../../locales/translate.ts';
import { resultText } from '../../notices/ballot-facts.ts';
import { kindName } from '../../notices/meeting-facts.ts';
import type { PublishedMeeting, PublishedMinutes } from '../../usecases/meeting/published.ts';
import type { CommunityRow } from '../../usecases/registry/communities.ts';
import type { PageParts } from './layout.ts';
import { link, type Visit } from './visit.ts';
import { day, type Markup } from './words.ts';

export function minutesListPage(
  visit: Visit,
  community: CommunityRow,
  meetings: readonly PublishedMeeting[],
): PageParts {
  const { language } = visit;
  const title = phrase(language, 'board.minutes.title', { community: community.name });
  const listed = meetings.map(
    (one) => html`<li>${day(one.startsAt, community.timeZone)} ${kindName(language, one)}
<a href="${link(visit, `/c/${community.code}/m/${one.id}`)}"><bdi>${one.title}</bdi></a></li>\n`,
  );
  return {
    title,
    communityCode: community.code,
    body: html`<p class="back"><a href="${link(visit, `/c/${community.code}`)}">← ${phrase(language, 'board.back')}</a></p>
<h1>${title}</h1>
<p class="lead">${phrase(language, 'board.minutes.note')}</p>
${listed.length > 0 ? html`<ul>${listed}</ul>` : html`<p class="nothing">${phrase(language, 'board.minutes.none')}</p>`}`,
  };
}

export function minutesPage(visit: Visit, community: CommunityRow, minutes: PublishedMinutes): PageParts {
  const { language } = visit;
  const { of, came, leave, absent, items, remarks } = minutes;
  return {
    title: `${minutes.title} · ${community.name}`,
    communityCode: community.code,
    body: html`<p class="back"><a href="${link(visit, `/c/${community.code}/m`)}">← ${phrase(language, 'board.back')}</a></p>
<h1><span class="of-community"><bdi>${community.name}</bdi></span> <bdi>${minutes.title}</bdi></h1>
<p class="lead">${kindName(language, minutes)} · ${day(minutes.startsAt, community.timeZone)} · ${phrase(language, 'board.minutes.counts', { of, came, leave, absent })}</p>
<h2>${phrase(language, 'minutes.paper.items')}</h2>
${items.map(
  ({ title, ballots }, at) => html`<h3>${at + 1}. <bdi>${title}</bdi></h3>
${ballots.map((ballot) => vote(visit, ballot))}`,
)}
<h2>${phrase(language, 'minutes.paper.remarks')}</h2>
${lines(remarks === '' ? phrase(language, 'minutes.paper.none') : remarks)}`,
  };
}

function vote({ language }: Visit, ballot: MinutedBallot): Markup {
  const { number, title, secret, binding, outcome } = ballot;
  const said = phrase(language, 'minutes.paper.vote', {
    number,
    title,
    form: phrase(language, secret ? 'ballot.form.secret' : 'ballot.form.open'),
    effect: phrase(language, binding ? 'ballot.binding' : 'ballot.advisory'),
    outcome:
      outcome === null
        ? phrase(language, ballot.attendance ? 'minutes.paper.uncounted' : 'minutes.paper.not-voted')
        : (lookUp(language, `ballot.outcome.${outcome}`) ?? outcome),
  });
  return html`<p><strong>${said}</strong></p>
${lines(resultText(language, { row: ballot }))}`;
}

const lines = (text: string): Markup =>
  html`${text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => html`<p>${line}</p>\n`)}`;
