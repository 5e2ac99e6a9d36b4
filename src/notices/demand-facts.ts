/** A demand as notices, cards and answers show it: loaded once, opened, with the names a person knows it by. */

import { and, asc, desc, eq, inArray, ne } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../db/client.ts';
import { type Support, supportOf } from '../../db/demand-tree.ts';
import { subjectOf } from '../../db/digest.ts';
import { pressOn } from '../../db/press.ts';
import { hearsByStaff, reporterOf } from '../../db/reporter.ts';
import { attachment, body, community, demand, demandEvent, place, schedule } from '../../db/schema/index.ts';
import type { FieldKeys } from '../../db/sealed.ts';
import type { Language } from '../channel.ts';
import { clockFacts, clocksOf } from '../domain/demand/clocks.ts';
import { formatDemandNumber } from '../domain/demand/number.ts';
import { isFound, wasOnWord } from '../domain/demand/states.ts';
import { understand } from '../domain/demand/understanding/understand.ts';
import { formatDay } from '../locales/dates.ts';
import { lookUp, phrase } from '../locales/translate.ts';

export interface DemandFacts {
  readonly row: typeof demand.$inferSelect;
  readonly number: string;
  readonly zone: string;
  readonly communityName: string;
  readonly placeName?: string;
  /** What the person wrote about the place beyond its name, for those who may read the whole demand. */
  readonly placeDetail?: string;
  /** A building, group or grid: known to all. A flat or what a person wrote about the place is not. */
  readonly placeIsPublic: boolean;
  readonly text: string;
  /** What the submitter wrote since, asked or not, and what neighbours added for those who handle it, oldest first. */
  readonly added: readonly { readonly kind: AddedKind; readonly text: string }[];
  readonly pictures: readonly {
    readonly id: string;
    readonly role: string;
    readonly state: string;
    /** Whoever sent it. */
    readonly accountId: string | null;
  }[];
  /** Pictures that show the present resolution, not an earlier one that was doubted. */
  readonly evidence: readonly { readonly id: string }[];
  readonly otherAttachments: number;
  /** How many neighbours stand behind it. */
  readonly support: Support;
  /** The demand it was merged into, as it is called. */
  readonly into?: string;
  /** Somebody no chat reaches: staff tell her each step. `owed`: the last one she has not been told. */
  readonly calls?: { readonly name: string; readonly phone?: string; readonly owed: boolean };
  /** Others than its handler take her word that it is solved, or look again at what a patrol found. */
  readonly onWord: boolean;
  /** Who said last that it is not solved. */
  readonly doubtedBy?: Doubter;
  /** By when the work is to be done, while that clock runs and is known. */
  readonly handleBy?: Temporal.Instant;
  /** 督办 came from above the committee, or out of residents' doubt. */
  readonly pressedAbove: boolean;
  /** The unit it is with. */
  readonly unitName?: string;
}

export type Doubter = 'reporter' | 'staff' | 'neighbour';

const DOUBTS = ['reopen', 'climb', 'neighbour_reopen', 'neighbour_climb'] as const;
const ADDED = ['add_info', ...DOUBTS, 'neighbour_add'] as const;
export type AddedKind = (typeof ADDED)[number];

const into = alias(demand, 'into_demand');

export interface FactSources {
  readonly tx: Tx;
  readonly keys: FieldKeys;
  /** What this unit of work has planned and not yet written. */
  readonly dueTimes?: readonly { readonly kind: string; readonly subject: string; readonly payload: object }[];
}

export async function demandFacts(sources: FactSources, demandId: string): Promise<DemandFacts | undefined> {
  const { tx, keys } = sources;
  const [found] = await tx
    .select()
    .from(demand)
    .innerJoin(community, eq(community.id, demand.communityId))
    .leftJoin(place, eq(place.id, demand.placeId))
    .leftJoin(body, eq(body.id, demand.unitBodyId))
    .leftJoin(into, eq(into.id, demand.mergedIntoId))
    .where(eq(demand.id, demandId));
  if (!found) return undefined;
  const files = await tx
    .select({
      id: attachment.id,
      kind: attachment.kind,
      role: attachment.role,
      accountId: attachment.accountId,
      state: attachment.state,
      receivedAt: attachment.receivedAt,
    })
    .from(attachment)
    .where(and(eq(attachment.demandId, demandId), inArray(attachment.state, ['pending', 'stored'])))
    .orderBy(asc(attachment.receivedAt));
  const later = await tx
    .select({
      kind: demandEvent.kind,
      at: demandEvent.at,
      byRole: demandEvent.byRole,
      textSealed: demandEvent.textSealed,
    })
    .from(demandEvent)
    .where(and(eq(demandEvent.demandId, demandId), inArray(demandEvent.kind, [...ADDED])))
    .orderBy(asc(demandEvent.ordinal));
  const doubt = later.findLast(({ kind }) => (DOUBTS as readonly string[]).includes(kind));
  const reopenedMs = doubt?.at.epochMilliseconds ?? 0;
  const pictures = files.filter((file) => file.kind === 'photo');
  const row = found.demand;
  const spoken = row.placeTextSealed ? keys.openText('demand.place_text', row.placeTextSealed) : undefined;
  const placeName = found.place?.name ?? spoken;
  const handleBy = await handlingDeadline(sources, row);
  return {
    row,
    number: formatDemandNumber(row),
    zone: found.community.timeZone,
    communityName: found.community.name,
    ...(placeName !== undefined && { placeName }),
    ...(found.place && spoken !== undefined && { placeDetail: spoken }),
    placeIsPublic: found.place !== null && found.place.kind !== 'unit',
    text: keys.openText('demand.text', row.textSealed),
    added: later.flatMap(({ kind, textSealed }) =>
      textSealed ? [{ kind: kind as AddedKind, text: keys.openText('demand_event.text', textSealed) }] : [],
    ),
    pictures,
    evidence: pictures.filter(
      ({ role, receivedAt }) => role === 'evidence' && receivedAt.epochMilliseconds > reopenedMs,
    ),
    otherAttachments: files.filter((file) => file.kind !== 'photo').length,
    support: (await supportOf(tx, [demandId])).get(demandId) ?? { signatures: 0, neighbours: 1 },
    ...(await callsOf(tx, keys, row)),
    ...(doubt && { doubtedBy: doubterIn(row, doubt) }),
    ...(handleBy && { handleBy }),
    pressedAbove: row.supervised === true && (await pressOn(tx, row.id))?.above === true,
    ...(found.into_demand && { into: formatDemandNumber(found.into_demand) }),
    ...(found.body && { unitName: found.body.name }),
  };
}

/** What staff say on the reporter's word is hers; where nobody reported it, it is theirs. */
const doubterIn = (
  row: DemandFacts['row'],
  { kind, byRole }: { readonly kind: string; readonly byRole: string },
): Doubter =>
  kind.startsWith('neighbour_') ? 'neighbour' : isFound(row) && wasOnWord(kind, byRole) ? 'staff' : 'reporter';

/** The latest plan of that clock says it, also when everybody has been reminded that it is over. */
export async function handlingDeadline(
  { tx, keys, dueTimes = [] }: FactSources,
  row: DemandFacts['row'],
): Promise<Temporal.Instant | undefined> {
  if (!clocksOf(clockFacts(row)).includes('handling')) return undefined;
  const kind = 'demand.handling-due';
  const subject = subjectOf('demand', row.id);
  const planned = dueTimes.findLast((time) => time.kind === kind && time.subject === subject);
  if (planned) return deadlineIn(planned.payload);
  const [written] = await tx
    .select({ payloadSealed: schedule.payloadSealed })
    .from(schedule)
    .where(and(eq(schedule.subject, subject), eq(schedule.kind, kind)))
    .orderBy(desc(schedule.id))
    .limit(1);
  return written?.payloadSealed
    ? deadlineIn(keys.openJson('schedule.payload', written.payloadSealed) as object)
    : undefined;
}

const deadlineIn = (payload: object): Temporal.Instant | undefined =>
  'due' in payload && typeof payload.due === 'string' ? Temporal.Instant.from(payload.due) : undefined;

/** Steps she needs not be told of: she was there, or it was the telling. */
const KNOWN_TO_HER = ['enter', 'told', 'cosign', 'cosign_withdraw'];

async function callsOf(
  tx: Tx,
  keys: FieldKeys,
  row: DemandFacts['row'],
): Promise<Pick<DemandFacts, 'calls' | 'onWord'>> {
  if (!(await hearsByStaff(tx, row))) return { onWord: isFound(row) };
  const [last] = await tx
    .select({ kind: demandEvent.kind })
    .from(demandEvent)
    // What a neighbour adds is none of her steps.
    .where(and(eq(demandEvent.demandId, row.id), ne(demandEvent.kind, 'neighbour_add')))
    .orderBy(desc(demandEvent.ordinal))
    .limit(1);
  const who = await reporterOf(tx, keys, row);
  const owed = last !== undefined && !KNOWN_TO_HER.includes(last.kind);
  return { onWord: true, ...(who && { calls: { ...who, owed } }) };
}

export async function eventText(tx: Tx, keys: FieldKeys, eventId: string): Promise<string> {
  const [row] = await tx
    .select({ textSealed: demandEvent.textSealed })
    .from(demandEvent)
    .where(eq(demandEvent.id, eventId));
  return row?.textSealed ? keys.openText('demand_event.text', row.textSealed) : '';
}

export const categoryName = (language: Language, category: string): string =>
  lookUp(language, `category.${category}`) ?? phrase(language, 'category.other');

export const stateName = (language: Language, state: string): string => lookUp(language, `state.${state}`) ?? state;

/** With the door or corner the person named; never for those who may read only what is public. */
export const fullPlaceLabel = (language: Language, facts: DemandFacts): string =>
  facts.placeDetail === undefined
    ? placeLabel(language, facts)
    : `${placeLabel(language, facts)} · ${facts.placeDetail}`;

export const placeLabel = (language: Language, facts: DemandFacts): string =>
  facts.placeName ?? phrase(language, 'demand.place.unknown');

/** The place as a list shows it: its name, else the person's own words for it. */
export function placeNamed(
  language: Language,
  keys: FieldKeys,
  { placeTextSealed }: Pick<typeof demand.$inferSelect, 'placeTextSealed'>,
  name: string | null,
): string {
  if (name !== null) return name;
  return placeTextSealed
    ? keys.openText('demand.place_text', placeTextSealed)
    : phrase(language, 'demand.place.unknown');
}

/** A period ends at the first instant that is late, so the day people read is the one before it. */
export const lastSecondBefore = (at: Temporal.Instant): Temporal.Instant => at.subtract({ seconds: 1 });

export const dueLabel = (language: Language, facts: DemandFacts, at: Temporal.Instant): string =>
  formatDay(language, facts.zone, lastSecondBefore(at));

/** Danger to people, as the words have it: the emergency number was given at once, and the committee hears at once. */
export const isUrgent = ({ text }: DemandFacts): boolean => understand(text, { places: [] }).emergency !== undefined;
