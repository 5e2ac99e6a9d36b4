/** The figures of a community today: what the registry knows, and what staff entered until another part keeps it. */
import { and, desc, eq, isNull, lte } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { newSalt } from '../../../db/digest.ts';
import { community, figure, roleSeat, training } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { visible } from '../../../db/visible.ts';
import { err, ok } from '../../domain/result.ts';
import {
  type EnteredFigure,
  type Figures,
  type Training,
  volunteersPercent,
  YEARLY_FIGURES,
} from '../../domain/task/figures.ts';
import { command } from '../command.ts';
import { type GovernedCommunity, policyOf } from '../policies.ts';
import { committeeTermOf } from '../registry/committee-term.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';

type Reading = Pick<UnitOfWork, 'tx' | 'now' | 'policies'>;
export type CommunityRow = typeof community.$inferSelect;

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

export type FigureRefusal =
  | { readonly kind: 'community_not_found' }
  | { readonly kind: 'day_in_future'; readonly day: string };

interface OfCommunity {
  readonly communityId: string;
}

async function loadHome(uow: UnitOfWork, { communityId }: OfCommunity) {
  const [home] = await uow.tx.select().from(community).where(eq(community.id, communityId));
  return home ? ok(home) : err({ kind: 'community_not_found' } as const);
}

const isFuture = async (uow: UnitOfWork, home: GovernedCommunity, day: Temporal.PlainDate): Promise<boolean> => {
  const { calendar } = await policyOf(uow, home);
  return Temporal.PlainDate.compare(day, calendar.localDate(uow.now)) > 0;
};

/** Enters what a figure was on a day. The newest day counts; an older entry stays to be seen. */
export const enterFigure = command<
  OfCommunity & { readonly name: EnteredFigure; readonly value: number; readonly asOf: Temporal.PlainDate },
  CommunityRow,
  typeof figure.$inferSelect,
  FigureRefusal
>({
  name: 'figure.enter',
  load: loadHome,
  target: ({ id }) => ({ communityId: id }),
  run: async (uow, home, { name, value, asOf }, as) => {
    if (await isFuture(uow, home, asOf)) return err({ kind: 'day_in_future', day: asOf.toString() });
    const [row] = await uow.tx
      .insert(figure)
      .values({
        id: newId(),
        communityId: home.id,
        name,
        value,
        asOf: asOf.toString(),
        enteredAt: uow.now,
        salt: newSalt(),
      })
      .returning();
    if (!row) throw new Error('the figure was not returned');
    record(uow, 'figure', row, { action: 'figure.enter', as, communityId: home.id, facts: { name, value } });
    return ok(row);
  },
});

/** Enters when a training was held; the next one's time runs from the newest. */
export const enterTraining = command<
  OfCommunity & { readonly name: Training; readonly heldOn: Temporal.PlainDate },
  CommunityRow,
  { readonly entered: boolean },
  FigureRefusal
>({
  name: 'training.enter',
  load: loadHome,
  target: ({ id }) => ({ communityId: id }),
  run: async (uow, home, { name, heldOn }, as) => {
    if (await isFuture(uow, home, heldOn)) return err({ kind: 'day_in_future', day: heldOn.toString() });
    const [row] = await uow.tx
      .insert(training)
      .values({
        id: newId(),
        communityId: home.id,
        name,
        heldOn: heldOn.toString(),
        enteredAt: uow.now,
        salt: newSalt(),
      })
      .onConflictDoNothing()
      .returning();
    if (row) record(uow, 'training', row, { action: 'training.enter', as, communityId: home.id, facts: { name } });
    return ok({ entered: row !== undefined });
  },
});
