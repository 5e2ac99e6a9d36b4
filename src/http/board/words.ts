/** How states, places, roles and dates are written on the board. */

import { html } from 'hono/html';
import type { Temporal } from 'temporal-polyfill';
import type { Language } from '../../channel.ts';
import { type DemandState, REPORTERS_OWN, wasOnWord } from '../../domain/demand/states.ts';
import { plainAction } from '../../domain/ledger/actions.ts';
import type { LedgerEntry } from '../../domain/ledger/entry.ts';
import { lookUp, phrase } from '../../locales/translate.ts';
import { stateName } from '../../notices/demand-facts.ts';
import { stepName } from '../../notices/step-name.ts';
import { isEnded, isLate, type PublicDemand } from './public-demands.ts';

/** HTML that is escaped already; every value put into an `html` template is escaped by it. */
export type Markup = ReturnType<typeof html>;

const local = (at: Temporal.Instant, zone: string): Temporal.ZonedDateTime => at.toZonedDateTimeISO(zone);

/** Dates with the year and in the same shape everywhere: a printed list is read years later. */
export const dayOf = (at: Temporal.Instant, zone: string): string => local(at, zone).toPlainDate().toString();

export const minuteOf = (at: Temporal.Instant, zone: string): string =>
  `${dayOf(at, zone)} ${local(at, zone).toPlainTime().toString({ smallestUnit: 'minute' })}`;

export const day = (at: Temporal.Instant, zone: string): Markup =>
  html`<time datetime="${dayOf(at, zone)}">${dayOf(at, zone)}</time>`;

/** Date and time may stand on two lines where there is little room. */
export function minute(at: Temporal.Instant, zone: string): Markup {
  const [date = '', time = ''] = minuteOf(at, zone).split(' ');
  const exact = local(at, zone).toString({ smallestUnit: 'minute', timeZoneName: 'never' });
  return html`<time datetime="${exact}"><span class="keep">${date}</span> <span class="keep">${time}</span></time>`;
}

const TONES: { readonly [S in DemandState]: 'waiting' | 'active' | 'done' | 'ended' } = {
  submitted: 'waiting',
  needs_info: 'waiting',
  reopened: 'waiting',
  accepted: 'active',
  referred: 'active',
  listed: 'active',
  handling: 'active',
  resolved: 'done',
  confirmed: 'done',
  merged: 'ended',
  promoted: 'done',
  rejected: 'ended',
  withdrawn: 'ended',
  closed: 'ended',
};

export const stateMark = (language: Language, state: DemandState): Markup =>
  html`<span class="state ${TONES[state]}">${stateName(language, state)}</span>`;

/** Names from the registry may run in any direction; `bdi` keeps them from turning what stands beside them. */
export function placeMark(language: Language, { placeName, elsewhere }: PublicDemand): Markup {
  if (placeName !== null) return html`<bdi>${placeName}</bdi>`;
  return html`${phrase(language, elsewhere ? 'board.place.elsewhere' : 'demand.place.unknown')}`;
}

/** When the first answer came, or that it has not; late either way is said. */
export function answeredMark(language: Language, row: PublicDemand, zone: string, now: Temporal.Instant): Markup {
  const late = isLate(row, now) && html` <strong class="late">${phrase(language, 'board.late')}</strong>`;
  if (row.respondedAt) return html`${day(row.respondedAt, zone)}${late}`;
  return html`${isEnded(row) ? '—' : notYet(language)}${late}`;
}

export function closedMark(language: Language, row: PublicDemand, zone: string): Markup {
  return row.closedAt ? day(row.closedAt, zone) : notYet(language);
}

const notYet = (language: Language): Markup => html`<span class="none">${phrase(language, 'board.not-yet')}</span>`;

/** A period ends at the first instant that is late, so the day people read is the one before it. */
export function answerByMark(language: Language, row: PublicDemand, zone: string): Markup {
  const provisional = row.respondByProvisional && html` (${phrase(language, 'board.provisional')})`;
  return html`${day(row.respondBy.subtract({ seconds: 1 }), zone)}${provisional}`;
}

export const roleName = (language: Language, role: string): string => lookUp(language, `board.role.${role}`) ?? role;

/** Saying in which post the person who reported it serves would say who it was. */
const BY_SUBMITTER: ReadonlySet<string> = new Set(REPORTERS_OWN);

export const historyRole = (language: Language, kind: string, byRole: string): string =>
  roleName(language, BY_SUBMITTER.has(kind) && !wasOnWord(kind, byRole) ? 'submitter' : byRole);

/** What an entry of the ledger says was done; an entry that is older than today's list of actions keeps its own word. */
export function actionMark(language: Language, { action, by, facts }: LedgerEntry): Markup {
  const name = lookUp(language, `ledger.${plainAction(action)}`);
  if (name === undefined) return html`<code>${action}</code>`;
  const line = action === 'demand.history' && facts?.kind !== undefined;
  return html`${name}${line && `${language === 'en' ? ': ' : '：'}${stepName(language, { kind: String(facts.kind), byRole: by.role, found: facts.found === true })}`}`;
}
