/** The figures of a community today: what the registry knows, and what staff entered until another part keeps it. */
import { and, count, desc, eq, gte, isNotNull, isNull, lt, lte } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { figure, meeting, roleSeat } from '../../../db/schema/index.ts';
import { visible } from '../../../db/visible.ts';
import type { MeetingKind } from '../../domain/meeting/kinds.ts';
import { meetingsMissing } from '../../domain/meeting/per-year.ts';
import { type EnteredFigure, type Figures, volunteersPercent, YEARLY_FIGURES } from '../../domain/task/figures.ts';
import { policyOf } from '../policies.ts';
import { committeeTermOf } from '../registry/committee-term.ts';
import type { CommunityRow } from '../registry/communities.ts';
import type { UnitOfWork } from '../unit-of-work.ts';

type Reading = Pick<UnitOfWork, 'tx' | 'now' | 'policies'>;

/** @param year the calendar year for figures that are counted anew each year */
export async function figuresOf(uow: Reading, home: CommunityRow, year: number): Promise<Figures> {
  const { calendar, rules } = await policyOf(uow, home);
  const today = calendar.localDate(uow.now);
  const rows = await uow.tx
    .select({ name: figure.name, value: figure.value, asOf: figure.asOf })
    .from(figure)
    .where(and(eq(figure.communityId, home.id), lte(figure.asOf, today.toString())))
    .orderBy(desc(figure.asOf), desc(figure.enteredAt), desc(figure.id));
  const entered = (name: EnteredFigure): number | undefined =>
    rows.find(
      (row) => row.name === name && (!YEARLY_FIGURES.has(name) || Temporal.PlainDate.from(row.asOf).year === year),
    )?.value;
  const seats = await uow.tx
    .selectDistinct({ personId: roleSeat.personId })
    .from(roleSeat)
    .where(
      and(
        eq(roleSeat.communityId, home.id),
        eq(roleSeat.role, 'representative'),
        isNull(roleSeat.until),
        visible(roleSeat.personId),
      ),
    );
  const termEnd = await committeeTermOf(uow.tx, home.id);
  const volunteers = entered('volunteers');
  const residents = entered('residents');
  return {
    occupancy: home.occupancyPercent ?? undefined,
    representatives: seats.length,
    term_days_left: termEnd ? today.until(calendar.localDate(termEnd), { largestUnit: 'days' }).days : undefined,
    residents,
    volunteers,
    volunteers_percent: volunteersPercent(volunteers, residents),
    // Nobody has said that there is one, so there is none.
    projects: entered('projects') ?? 0,
    residents_meetings_missing: meetingsMissing(
      rules.value('meeting.residents.per_year'),
      await heldThisYear(uow, home, 'residents', today),
      today,
    ),
    representatives_meetings_missing: meetingsMissing(
      rules.value('meeting.representatives.per_year'),
      await heldThisYear(uow, home, 'representatives', today),
      today,
    ),
  };
}

/** Begun and not called off for want of people, in the calendar year of today. */
async function heldThisYear(
  { tx }: Pick<Reading, 'tx'>,
  { id, timeZone }: CommunityRow,
  kind: MeetingKind,
  { year }: Temporal.PlainDate,
): Promise<number> {
  const newYear = (of: number) => new Temporal.PlainDate(of, 1, 1).toZonedDateTime(timeZone).toInstant();
  const [held] = await tx
    .select({ n: count() })
    .from(meeting)
    .where(
      and(
        eq(meeting.communityId, id),
        eq(meeting.kind, kind),
        gte(meeting.startsAt, newYear(year)),
        lt(meeting.startsAt, newYear(year + 1)),
        isNotNull(meeting.closedAt),
      ),
    );
  return held?.n ?? 0;
}
