/** The figures of a community today: what the registry knows, and what staff entered until another part keeps it. */
import { and, desc, eq, isNull, lte } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { figure, roleSeat } from '../../../db/schema/index.ts';
import { visible } from '../../../db/visible.ts';
import { type EnteredFigure, type Figures, volunteersPercent, YEARLY_FIGURES } from '../../domain/task/figures.ts';
import { policyOf } from '../policies.ts';
import { committeeTermOf } from '../registry/committee-term.ts';
import type { CommunityRow } from '../registry/communities.ts';
import type { UnitOfWork } from '../unit-of-work.ts';

type Reading = Pick<UnitOfWork, 'tx' | 'now' | 'policies'>;

/** @param year the calendar year for figures that are counted anew each year */
export async function figuresOf(uow: Reading, home: CommunityRow, year: number): Promise<Figures> {
  const { calendar } = await policyOf(uow, home);
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
  };
}
