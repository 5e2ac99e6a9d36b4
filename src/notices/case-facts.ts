/** A case as cards and notices show it: loaded once, opened, with the names its readers know things by. */
import { and, asc, eq, isNull, ne, or } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../db/client.ts';
import { peopleExcluded } from '../../db/not-excluded.ts';
import {
  body,
  caseClock,
  caseEvent,
  caseExcluded,
  caseFile,
  caseReporter,
  caseUnit,
  community,
  hotlineCase,
  person,
  place,
  roleSeat,
} from '../../db/schema/index.ts';
import type { FieldKeys } from '../../db/sealed.ts';
import { visible } from '../../db/visible.ts';
import type { Language } from '../channel.ts';
import type { CaseClock } from '../domain/hotline/clocks.ts';
import type { Excluded } from '../domain/hotline/exclusion.ts';
import type { ReporterContact } from '../domain/hotline/letters.ts';
import { redact } from '../domain/hotline/redact.ts';
import { formatDay } from '../locales/dates.ts';
import { lookUp, phrase } from '../locales/translate.ts';
import { lastSecondBefore } from './demand-facts.ts';
import { namesOf } from './recipients.ts';

export interface CaseFacts {
  readonly row: typeof hotlineCase.$inferSelect;
  readonly home: typeof community.$inferSelect;
  readonly placeName?: string;
  readonly placeText?: string;
  /** As she wrote it; nobody is shown it but by {@link struck}. */
  readonly text: string;
  readonly accused: readonly string[];
  /** In her words, as long as nobody has said which unit they mean. */
  readonly accusedText?: string;
  readonly excluded: Excluded;
  readonly units: readonly CaseUnitFact[];
  /** Those that run or stand still. */
  readonly clocks: readonly ClockFact[];
  readonly lines: readonly CaseLine[];
  readonly pictures: readonly string[];
  readonly otherFiles: number;
  readonly reporter: ReporterFact;
  readonly linked: readonly LinkedFact[];
}

/** A case it is linked with, and who must not learn that there is one. */
export interface LinkedFact {
  readonly number: string;
  readonly hiddenFrom: ReadonlySet<string>;
}

export interface CaseUnitFact {
  readonly bodyId: string;
  readonly name: string;
  readonly part: 'lead' | 'cooperating';
  readonly answered: boolean;
}

export interface ClockFact {
  readonly clock: CaseClock;
  readonly dueAt: Temporal.Instant;
  readonly stands: boolean;
}

export interface CaseLine {
  readonly id: string;
  readonly at: Temporal.Instant;
  readonly kind: string;
  readonly byRole: string;
  readonly byBody?: string;
  readonly text?: string;
  readonly forReporter: boolean;
}

export interface ReporterFact {
  /** She hears in a chat of her own. */
  readonly inChat: boolean;
  /** In her chat, or by her code alone since she asked to be forgotten: nobody calls her. */
  readonly answersHerself: boolean;
  /** Somebody could be named by two. */
  readonly known: boolean;
  /** Struck out of every text. */
  readonly names: readonly string[];
  /** Only of a report with her name to it. */
  readonly name?: string;
  readonly phone?: string;
}

export interface CaseSources {
  readonly tx: Tx;
  readonly keys: FieldKeys;
}

/** Nothing is asked here of who reads it: whoever shows it has asked already. */
export async function caseFactsOf(sources: CaseSources, caseId: string): Promise<CaseFacts | undefined> {
  const { tx, keys } = sources;
  const [found] = await tx
    .select({ row: hotlineCase, home: community, placeName: place.name })
    .from(hotlineCase)
    .innerJoin(community, eq(community.id, hotlineCase.communityId))
    .leftJoin(place, eq(place.id, hotlineCase.placeId))
    .where(eq(hotlineCase.id, caseId));
  if (!found) return undefined;
  const { row, home, placeName } = found;
  const excluded = await tx
    .select({
      bodyId: caseExcluded.bodyId,
      personId: caseExcluded.personId,
      because: caseExcluded.because,
      name: body.name,
    })
    .from(caseExcluded)
    .leftJoin(body, eq(body.id, caseExcluded.bodyId))
    .where(eq(caseExcluded.caseId, caseId));
  const files = await tx
    .select({ id: caseFile.id, kind: caseFile.kind })
    .from(caseFile)
    .where(eq(caseFile.caseId, caseId));
  const pictures = files.filter(({ kind }) => kind === 'photo').map(({ id }) => id);
  const accusedText = row.accusedTextSealed && keys.openText('hotline_case.accused_text', row.accusedTextSealed);
  return {
    row,
    home,
    ...(placeName !== null && { placeName }),
    ...(row.placeTextSealed && { placeText: keys.openText('hotline_case.place_text', row.placeTextSealed) }),
    text: keys.openText('hotline_case.text', row.textSealed),
    accused: excluded.flatMap(({ because, name }) => (because === 'accused' && name !== null ? [name] : [])),
    ...(accusedText && { accusedText }),
    excluded: {
      bodyIds: excluded.flatMap(({ bodyId }) => bodyId ?? []),
      personIds: excluded.flatMap(({ personId }) => personId ?? []),
    },
    units: await unitsOf(tx, caseId),
    clocks: await clocksOf(tx, caseId),
    lines: await linesOf(sources, caseId),
    pictures,
    otherFiles: files.length - pictures.length,
    reporter: await reporterOf(sources, row),
    linked: await linkedOf(tx, row),
  };
}

/** The one it belongs to and those that belong to it; of retaliation for it nobody is told here, who may be the one. */
async function linkedOf(tx: Tx, { id, followsId }: CaseFacts['row']): Promise<readonly LinkedFact[]> {
  const rows = await tx
    .select({ id: hotlineCase.id, number: hotlineCase.number })
    .from(hotlineCase)
    .where(
      or(
        followsId === null ? undefined : eq(hotlineCase.id, followsId),
        and(eq(hotlineCase.followsId, id), ne(hotlineCase.source, 'retaliation')),
      ),
    )
    .orderBy(asc(hotlineCase.number));
  const hidden = await peopleExcluded(
    tx,
    rows.map((row) => row.id),
  );
  return rows.map((row) => ({ number: row.number, hiddenFrom: hidden.get(row.id) ?? new Set() }));
}

async function unitsOf(tx: Tx, caseId: string): Promise<readonly CaseUnitFact[]> {
  const rows = await tx
    .select({ bodyId: caseUnit.bodyId, name: body.name, part: caseUnit.part, answeredAt: caseUnit.answeredAt })
    .from(caseUnit)
    .innerJoin(body, eq(body.id, caseUnit.bodyId))
    .where(and(eq(caseUnit.caseId, caseId), isNull(caseUnit.until)))
    .orderBy(asc(body.name));
  return rows.map(({ answeredAt, ...unit }) => ({ ...unit, answered: answeredAt !== null }));
}

async function clocksOf(tx: Tx, caseId: string): Promise<readonly ClockFact[]> {
  const rows = await tx
    .select()
    .from(caseClock)
    .where(and(eq(caseClock.caseId, caseId), isNull(caseClock.stoppedAt)))
    .orderBy(asc(caseClock.dueAt));
  return rows.map(({ clock, dueAt, pausedAt }) => ({ clock, dueAt, stands: pausedAt !== null }));
}

async function linesOf({ tx, keys }: CaseSources, caseId: string): Promise<readonly CaseLine[]> {
  const rows = await tx
    .select({ event: caseEvent, byBody: body.name })
    .from(caseEvent)
    .leftJoin(body, eq(body.id, caseEvent.byBodyId))
    .where(eq(caseEvent.caseId, caseId))
    .orderBy(asc(caseEvent.ordinal));
  return rows.map(({ event: { id, at, kind, byRole, textSealed, forReporter }, byBody }) => ({
    id,
    at,
    kind,
    byRole,
    ...(byBody !== null && { byBody }),
    ...(textSealed && { text: keys.openText('case_event.text', textSealed) }),
    forReporter,
  }));
}

async function reporterOf(sources: CaseSources, { id, mode }: CaseFacts['row']): Promise<ReporterFact> {
  const { inChat, forgotten, name, phone } = await identityOf(sources, id);
  const named = mode === 'named';
  return {
    inChat,
    answersHerself: inChat || forgotten,
    known: mode !== 'anonymous' && (name !== undefined || phone !== undefined || inChat),
    names: name === undefined ? [] : [name],
    ...(named && name !== undefined && { name }),
    ...(named && phone !== undefined && { phone }),
  };
}

/** Who reported, as far as anything is known: as staff wrote it down, or the person behind the chat. */
export async function identityOf(
  { tx, keys }: CaseSources,
  caseId: string,
): Promise<{ readonly inChat: boolean; readonly forgotten: boolean; readonly name?: string; readonly phone?: string }> {
  const [row] = await tx.select().from(caseReporter).where(eq(caseReporter.caseId, caseId));
  if (row?.identitySealed) {
    const told = keys.openJson('case_reporter.identity', row.identitySealed) as { name?: string; phone?: string };
    return { inChat: row.contactSealed !== null, forgotten: false, ...told };
  }
  if (!row?.contactSealed) return { inChat: false, forgotten: row?.forgotten ?? false };
  const { personId } = keys.openJson('case_reporter.contact', row.contactSealed) as ReporterContact;
  const [name] = personId === undefined ? [] : await namesOf({ tx, keys }, [personId]);
  return { inChat: true, forgotten: false, ...(name !== undefined && { name }) };
}

/** Whoever sits in a unit now, in whichever community. */
export async function peopleIn(tx: Tx, bodyIds: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const bodyId of bodyIds) {
    const rows = await tx
      .selectDistinct({ personId: roleSeat.personId })
      .from(roleSeat)
      .innerJoin(person, eq(person.id, roleSeat.personId))
      .where(and(eq(roleSeat.bodyId, bodyId), isNull(roleSeat.until), isNull(person.erasedAt), visible()));
    for (const { personId } of rows) found.add(personId);
  }
  return [...found];
}

/** Words of a case as those read them who work on it: without names, numbers and doors. */
export function struck(facts: CaseFacts, keys: FieldKeys, language: Language, text: string): string {
  const { struckSealed } = facts.row;
  const further = struckSealed ? (keys.openJson('hotline_case.struck', struckSealed) as readonly string[]) : [];
  return redact(text, [...facts.reporter.names, ...further], (kind) => phrase(language, `case.redacted.${kind}`)).text;
}

export const caseStateName = (language: Language, { state }: Pick<CaseFacts['row'], 'state'>): string =>
  lookUp(language, `case.state.${state}`) ?? state;

export const caseCategoryName = (language: Language, category: string): string =>
  lookUp(language, `case.category.${category}`) ?? category;

export const caseDueDay = (language: Language, { home }: Pick<CaseFacts, 'home'>, at: Temporal.Instant): string =>
  formatDay(language, home.timeZone, lastSecondBefore(at));

/** The building or grid, and beyond it what she wrote, struck out like the rest. */
export function casePlace(facts: CaseFacts, keys: FieldKeys, language: Language): string | undefined {
  const told = facts.placeText === undefined ? undefined : struck(facts, keys, language, facts.placeText);
  const shown = [facts.placeName, told].filter((part) => part !== undefined);
  return shown.length > 0 ? shown.join(' · ') : undefined;
}
