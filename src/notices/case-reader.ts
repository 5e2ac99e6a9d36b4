/** Who looks at a case: what of it is hers to do, and which cases beside it she may know of. */
import type { Temporal } from 'temporal-polyfill';
import type { FieldKeys } from '../../db/sealed.ts';
import type { Language } from '../channel.ts';
import { deskOf } from '../domain/hotline/desk.ts';
import { CONVENERS } from '../domain/meeting/kinds.ts';
import type { SeatFact } from '../domain/task/people.ts';
import type { CaseFacts } from './case-facts.ts';

export interface CaseReader {
  readonly language: Language;
  readonly keys: FieldKeys;
  readonly now: Temporal.Instant;
  /** Sits at the desk it lies on. */
  readonly desk: boolean;
  readonly lead: boolean;
  readonly cooperating: boolean;
  /** Decides about it beside those who work on it: may ask who reported, and calls back whoever phoned. */
  readonly above: boolean;
  /** May call the parties together and take a matter on as a topic. */
  readonly convenes: boolean;
  /** Numbers of the cases it is linked with, as far as she may know of them. */
  readonly linked: readonly string[];
}

export interface Who {
  readonly personId: string;
  /** Of every seat she holds now. */
  readonly bodyIds: readonly string[];
}

export function caseReader(
  facts: CaseFacts,
  seats: readonly SeatFact[],
  { personId, bodyIds }: Who,
  around: Pick<CaseReader, 'language' | 'keys' | 'now'>,
): CaseReader {
  const part = (wanted: 'lead' | 'cooperating') =>
    facts.units.some((unit) => unit.part === wanted && bodyIds.includes(unit.bodyId));
  const holds = (roles: readonly string[]) =>
    seats.some((seat) => seat.personId === personId && roles.includes(seat.role));
  const desk = deskOf(facts.row.tier, seats, facts.excluded).includes(personId);
  return {
    ...around,
    desk,
    lead: part('lead'),
    cooperating: part('cooperating'),
    above: holds(['committee_member', 'committee_head', 'subdistrict', 'supervisor']),
    convenes: desk && holds(CONVENERS.mediation),
    linked: desk ? facts.linked.filter(({ hiddenFrom }) => !hiddenFrom.has(personId)).map(({ number }) => number) : [],
  };
}
