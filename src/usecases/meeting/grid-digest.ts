/** What residents of a grid have said since its last meeting, counted when the notice of the next one goes out. */
import { and, desc, eq, gt, inArray, isNotNull, isNull, ne, or, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { demand, meeting } from '../../../db/schema/index.ts';
import { lastDayBefore } from '../../domain/calendar/day-before.ts';
import { OPEN } from '../../domain/demand/states.ts';
import { type GridDigest, gridDigest } from '../../domain/meeting/grid-digest.ts';
import type { Policy } from '../policies.ts';
import { placesOf, placesUnder } from '../registry/places.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import type { MeetingRow } from './read.ts';

/** Of the meeting's grid; of the whole community where it has none. */
export async function digestFor(
  uow: UnitOfWork,
  row: MeetingRow,
  { rules, zone, calendar }: Policy,
): Promise<GridDigest> {
  const until = uow.now;
  const time = until.toZonedDateTimeISO(zone);
  const review = lastDayBefore(calendar, time.toPlainDate(), rules.value('grid.review'))
    .toZonedDateTime({ timeZone: zone, plainTime: time.toPlainTime() })
    .toInstant();
  const since = (await lastOne(uow, row)) ?? review;
  const rows = await uow.tx
    .select({
      state: demand.state,
      tier: demand.tier,
      placeId: demand.placeId,
      submittedAt: demand.submittedAt,
      endedAt: sql<Temporal.Instant | null>`coalesce(${demand.resolvedAt}, ${demand.closedAt})`.mapWith(
        demand.resolvedAt,
      ),
    })
    .from(demand)
    .where(
      and(
        eq(demand.communityId, row.communityId),
        or(
          inArray(demand.state, [...OPEN]),
          gt(demand.submittedAt, since),
          gt(demand.resolvedAt, since),
          gt(demand.closedAt, since),
        ),
        row.placeId === null ? undefined : inArray(demand.placeId, await placesUnder(uow.tx, row.placeId)),
      ),
    );
  const names = new Map((await placesOf(uow.tx, row.communityId)).map(({ id, name }) => [id, name]));
  return gridDigest(rows, {
    since,
    until,
    ages: rules.value('grid.digest.ages'),
    repeated: rules.value('grid.digest.repeated'),
    nameOf: (placeId) => names.get(placeId) ?? '',
  });
}

/** Until when the one before has gone through it; one that was called off did not. */
async function lastOne({ tx }: UnitOfWork, row: MeetingRow): Promise<Temporal.Instant | undefined> {
  const [before] = await tx
    .select({ digest: meeting.gridDigest })
    .from(meeting)
    .where(
      and(
        eq(meeting.communityId, row.communityId),
        eq(meeting.kind, row.kind),
        row.placeId === null ? isNull(meeting.placeId) : eq(meeting.placeId, row.placeId),
        ne(meeting.id, row.id),
        isNotNull(meeting.gridDigest),
        isNotNull(meeting.closedAt),
      ),
    )
    .orderBy(desc(meeting.closedAt))
    .limit(1);
  return before?.digest ? Temporal.Instant.from(before.digest.until) : undefined;
}
