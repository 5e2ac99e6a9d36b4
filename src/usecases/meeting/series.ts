/**
 * 例会: meetings that come back. Each is convened by itself, early enough for its notice and for somebody to look at it; what
 * is changed or called off by then is that one meeting, and the series goes on.
 */
import { and, asc, eq, isNull } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { newSalt } from '../../../db/digest.ts';
import { community, meeting, meetingSeries, place, roleSeat } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { visible } from '../../../db/visible.ts';
import { isRegular, type MeetingKind } from '../../domain/meeting/kinds.ts';
import { rulesOfKind } from '../../domain/meeting/rules.ts';
import { type Coming, nextOccurrence, type Recurrence } from '../../domain/meeting/series.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { lockNumbers } from '../ballot/numbers.ts';
import { command } from '../command.ts';
import { type Policy, policyOf } from '../policies.ts';
import { bodiesActingIn } from '../registry/acting-bodies.ts';
import type { CommunityRow } from '../registry/communities.ts';
import { placesAbove } from '../registry/places.ts';
import { type DuePayloads, record, type UnitOfWork } from '../unit-of-work.ts';
import { peopleOfBody, representatives } from './bodies.ts';
import { type ConveneRefusal, convenerRole, insertMeeting } from './convene.ts';

export type SeriesRow = typeof meetingSeries.$inferSelect;

export interface StartSeries {
  readonly communityId: string;
  readonly kind: MeetingKind;
  readonly title: string;
  readonly recurrence: Recurrence;
  readonly venue?: string;
  /** Titles; the series' own where there are none. */
  readonly items?: readonly string[];
  readonly placeId?: string;
  readonly bodyId?: string;
  /** Which bodies take part; those the community has each time, where none is named. */
  readonly bodies?: readonly string[];
  readonly chatId?: string;
}

export type SeriesRefusal =
  | ConveneRefusal
  | { readonly kind: 'series_not_found' }
  /** There is one of this kind for these people. */
  | { readonly kind: 'series_already' }
  | { readonly kind: 'recurrence_wrong' }
  /** Meetings of this kind are held when there is a reason, not on a day of the month. */
  | { readonly kind: 'not_regular'; readonly of: MeetingKind }
  | { readonly kind: 'place_not_found' };

interface Home {
  readonly home: CommunityRow;
  readonly policy: Policy;
}

export interface Series extends Home {
  readonly series: SeriesRow;
}

async function homeOf(uow: UnitOfWork, communityId: string): Promise<Home | undefined> {
  const [home] = await uow.tx.select().from(community).where(eq(community.id, communityId));
  return home && { home, policy: await policyOf(uow, home) };
}

export const startSeries = command<StartSeries, Home, Series, SeriesRefusal>({
  name: 'meeting.start-series',
  load: async (uow, { communityId }) => {
    const found = await homeOf(uow, communityId);
    return found ? ok(found) : err({ kind: 'community_not_found' });
  },
  target: ({ home }) => ({ communityId: home.id }),
  run: async (uow, { home, policy }, input, as) => {
    if (!isRegular(input.kind)) return err({ kind: 'not_regular', of: input.kind });
    const startedAs = convenerRole(uow, home.id, input, as);
    if (!startedAs) return err({ kind: 'not_convener', of: input.kind });
    const refused = wordsRefused(input, policy);
    if (refused) return err(refused);
    const bodies = (input.bodies ?? []).map((bodyId) => ({ bodyId }));
    if (bodies.length > 0) {
      const taking = await representatives(uow, { id: home.id, kind: input.kind }, bodies);
      if (!taking.ok) return taking;
    }
    if (input.placeId !== undefined && !(await isPlaceOf(uow, input.placeId, home.id)))
      return err({ kind: 'place_not_found' });
    const title = input.title.trim();
    const items = (input.items ?? []).map((item) => item.trim()).filter((item) => item !== '');
    const [series] = await uow.tx
      .insert(meetingSeries)
      .values({
        id: newId(),
        communityId: home.id,
        kind: input.kind,
        title,
        venue: input.venue?.trim() || null,
        recurrence: input.recurrence,
        items: items.length > 0 ? items : [title],
        placeId: input.placeId ?? null,
        bodyId: input.bodyId ?? null,
        bodies: bodies.length > 0 ? bodies.map(({ bodyId }) => bodyId) : null,
        chatId: input.chatId ?? null,
        startedAs,
        startedById: uow.actor.personId ?? null,
        startedAt: uow.now,
        salt: newSalt(),
      })
      .onConflictDoNothing()
      .returning();
    if (!series) return err({ kind: 'series_already' });
    record(uow, 'meeting_series', series, {
      action: 'meeting.start-series',
      as: startedAs,
      communityId: home.id,
      facts: { kind: series.kind, every: series.recurrence.every },
    });
    const looked = await conveneNext(uow, { series, home, policy });
    return looked.ok ? ok({ series, home, policy }) : looked;
  },
});

function wordsRefused(
  { title, venue = '', items = [], recurrence }: StartSeries,
  { rules }: Policy,
): SeriesRefusal | undefined {
  if (title.trim() === '') return { kind: 'title_missing' };
  const limit = rules.value('task.text.max');
  if ([title, venue, ...items].some((text) => Array.from(text).length > limit)) return { kind: 'text_too_long', limit };
  const { day, time } = recurrence;
  const isTime = /^([01]\d|2[0-3]):[0-5]\d$/.test(time);
  return Number.isInteger(day) && day >= 1 && day <= 31 && isTime ? undefined : { kind: 'recurrence_wrong' };
}

async function isPlaceOf({ tx }: UnitOfWork, placeId: string, communityId: string): Promise<boolean> {
  const [found] = await tx
    .select({ id: place.id })
    .from(place)
    .where(and(eq(place.id, placeId), eq(place.communityId, communityId)));
  return found !== undefined;
}

/** What was convened already stays; nothing is convened any more. */
export const endSeries = command<{ readonly seriesId: string }, Series, SeriesRow, SeriesRefusal>({
  name: 'meeting.end-series',
  load: (uow, { seriesId }) => lockSeries(uow, seriesId),
  target: ({ home }) => ({ communityId: home.id }),
  run: async (uow, { series: before, home }, _input, as) => {
    if (before.endedAt !== null) return ok(before);
    const [series] = await uow.tx
      .update(meetingSeries)
      .set({ endedAt: uow.now })
      .where(eq(meetingSeries.id, before.id))
      .returning();
    if (!series) throw new Error('a locked series vanished');
    record(uow, 'meeting_series', series, { action: 'meeting.end-series', as, communityId: home.id });
    uow.cancelled.push({ kind: 'series.look', subject: subjectOf(series.id) });
    return ok(series);
  },
});

const subjectOf = (seriesId: string): string => `series:${seriesId}`;

async function lockSeries(uow: UnitOfWork, seriesId: string): Promise<Result<Series, SeriesRefusal>> {
  const [series] = await uow.tx.select().from(meetingSeries).where(eq(meetingSeries.id, seriesId)).for('update');
  const found = series && (await homeOf(uow, series.communityId));
  return series && found ? ok({ ...found, series }) : err({ kind: 'series_not_found' });
}

/** The time has come to call the next one; after a downtime only the one whose notice can still be in time. */
export async function seriesLook(uow: UnitOfWork, { seriesId }: DuePayloads['series.look']): Promise<void> {
  const loaded = await lockSeries(uow, seriesId);
  if (!loaded.ok || loaded.value.series.endedAt !== null) return;
  const looked = await conveneNext(uow, loaded.value);
  if (!looked.ok) throw new Error(`a meeting of a series could not be convened: ${looked.error.kind}`);
}

/** Calls the next one when it is time for it, and plans when to look again. Its name keeps it from being called twice. */
async function conveneNext(uow: UnitOfWork, loaded: Series): Promise<Result<undefined, SeriesRefusal>> {
  const { series, home, policy } = loaded;
  const rows = await uow.tx
    .select({ name: meeting.occurrence })
    .from(meeting)
    .where(and(eq(meeting.communityId, home.id), eq(meeting.series, series.id)));
  const known = new Set(rows.flatMap(({ name }) => name ?? []));
  const next = comingOf(loaded, uow.now, known);
  if (Temporal.Instant.compare(convenedAt(policy, next), uow.now) > 0) {
    planLook(uow, loaded, next);
    return ok(undefined);
  }
  const chairId = await chairOf(uow, series);
  const { venue, placeId, bodyId, chatId } = series;
  const bodies = await stillHere(uow, series);
  await lockNumbers(uow, home.id);
  const made = await insertMeeting(
    uow,
    home,
    {
      communityId: home.id,
      kind: series.kind,
      title: series.title,
      startsAt: policy.calendar.instantAt(next.day, Temporal.PlainTime.from(series.recurrence.time)),
      items: series.items.map((title) => ({ title })),
      ...(venue !== null && { venue }),
      ...(placeId !== null && { placeId }),
      ...(bodyId !== null && { bodyId }),
      ...(bodies.length > 0 && { bodies: bodies.map((id) => ({ bodyId: id })) }),
      ...(chatId !== null && { chatId }),
      ...(chairId !== undefined && { chairId }),
      series: series.id,
      occurrence: next.name,
      moverId: series.startedById,
    },
    'system',
  );
  if (!made.ok) return made;
  const notice = { meetingId: made.value.id, round: made.value.round };
  uow.dueTimes.push({
    kind: 'meeting.notice-due',
    key: `meeting.notice-due:${made.value.id}:${made.value.round}`,
    subject: `meeting:${made.value.id}`,
    dueAt: noticedAt(policy, next),
    payload: notice,
  });
  planLook(uow, loaded, comingOf(loaded, uow.now, new Set([...known, next.name])));
  return ok(undefined);
}

/** A body that has ended since, or has nobody left, is no reason not to convene the others. */
async function stillHere(uow: UnitOfWork, { bodies, communityId }: SeriesRow): Promise<readonly string[]> {
  if (bodies === null) return [];
  const here = new Set((await bodiesActingIn(uow.tx, communityId)).map(({ id }) => id));
  const staying: string[] = [];
  for (const id of bodies) if (here.has(id) && (await peopleOfBody(uow, id, communityId)).length > 0) staying.push(id);
  return staying;
}

const comingOf = ({ series, policy }: Series, now: Temporal.Instant, known: ReadonlySet<string>): Coming =>
  nextOccurrence(series.recurrence, {
    today: policy.calendar.localDate(now),
    calendar: policy.calendar,
    dayOff: policy.rules.value('meeting.series.day_off'),
    notice: policy.rules.value(rulesOfKind(series.kind).notice),
    ahead: policy.rules.value('meeting.series.convened'),
    known,
  });

const morningOf = ({ calendar, rules }: Policy, day: Temporal.PlainDate): Temporal.Instant =>
  calendar.instantAt(day, Temporal.PlainTime.from(rules.value('reminder.time')));
const convenedAt = (policy: Policy, { convenedOn }: Coming): Temporal.Instant =>
  policy.awake(morningOf(policy, convenedOn));
const noticedAt = (policy: Policy, { noticeBy }: Coming): Temporal.Instant => policy.awake(morningOf(policy, noticeBy));

/** With the time in its key: rules and holidays may have changed since it was planned. */
function planLook(uow: UnitOfWork, { series, policy }: Series, next: Coming): void {
  const dueAt = convenedAt(policy, next);
  uow.dueTimes.push({
    kind: 'series.look',
    key: `series.look:${series.id}:${next.name}:${dueAt}`,
    subject: subjectOf(series.id),
    dueAt,
    payload: { seriesId: series.id },
  });
}

/** Whoever began it, as long as she holds the seat she did it from; else whoever holds that seat now. */
async function chairOf({ tx }: UnitOfWork, series: SeriesRow): Promise<string | undefined> {
  const seats = await tx
    .select({ personId: roleSeat.personId, role: roleSeat.role, placeId: roleSeat.placeId })
    .from(roleSeat)
    .where(and(eq(roleSeat.communityId, series.communityId), isNull(roleSeat.until), visible(roleSeat.personId)))
    .orderBy(asc(roleSeat.since), asc(roleSeat.id));
  const covering = series.placeId === null ? undefined : new Set(await placesAbove(tx, series.placeId));
  const same = seats.filter(
    ({ role, placeId }) => role === series.startedAs && (placeId === null || !covering || covering.has(placeId)),
  );
  return (same.find(({ personId }) => personId === series.startedById) ?? same[0])?.personId;
}

export interface ListedSeries extends Series {
  /** The day of the next one, convened or not. */
  readonly next: Temporal.PlainDate;
}

/** Those that go on, of a community. */
export async function seriesIn(
  reading: Pick<UnitOfWork, 'tx' | 'now' | 'policies'>,
  home: CommunityRow,
): Promise<readonly ListedSeries[]> {
  const policy = await policyOf(reading, home);
  const rows = await reading.tx
    .select()
    .from(meetingSeries)
    .where(and(eq(meetingSeries.communityId, home.id), isNull(meetingSeries.endedAt)))
    .orderBy(asc(meetingSeries.startedAt), asc(meetingSeries.id));
  const listed: ListedSeries[] = [];
  for (const series of rows) {
    const called = await reading.tx
      .select({ name: meeting.occurrence, startsAt: meeting.startsAt, endedAt: meeting.endedAt })
      .from(meeting)
      .where(and(eq(meeting.communityId, home.id), eq(meeting.series, series.id)))
      .orderBy(asc(meeting.startsAt));
    const ahead = called.find(
      ({ startsAt, endedAt }) => endedAt === null && Temporal.Instant.compare(startsAt, reading.now) > 0,
    );
    const known = new Set(called.flatMap(({ name }) => name ?? []));
    const next = ahead
      ? policy.calendar.localDate(ahead.startsAt)
      : comingOf({ series, home, policy }, reading.now, known).day;
    listed.push({ series, home, policy, next });
  }
  return listed;
}

export const seriesRow = async (
  { tx }: Pick<UnitOfWork, 'tx'>,
  seriesId: string,
): Promise<{ readonly series: SeriesRow; readonly home: CommunityRow } | undefined> => {
  const [found] = await tx
    .select({ series: meetingSeries, home: community })
    .from(meetingSeries)
    .innerJoin(community, eq(community.id, meetingSeries.communityId))
    .where(eq(meetingSeries.id, seriesId));
  return found;
};
