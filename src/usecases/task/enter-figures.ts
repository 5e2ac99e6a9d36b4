/** Staff enter figures and trainings until another part of the system keeps them; what they bring is opened at once. */
import { eq } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { newSalt } from '../../../db/digest.ts';
import { community, figure, training } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { err, ok } from '../../domain/result.ts';
import type { EnteredFigure, Training } from '../../domain/task/figures.ts';
import { command } from '../command.ts';
import { type GovernedCommunity, policyOf } from '../policies.ts';
import type { CommunityRow } from '../registry/communities.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import type { TaskRow } from './dates.ts';
import { lookAtPlans } from './look.ts';

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

/** Enters what a figure was on a day. The newest day counts; an older entry stays to be seen. Plans are looked at at once. */
export const enterFigure = command<
  OfCommunity & { readonly name: EnteredFigure; readonly value: number; readonly asOf: Temporal.PlainDate },
  CommunityRow,
  { readonly figure: typeof figure.$inferSelect; readonly opened: readonly TaskRow[] },
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
    const opened = await lookAtPlans(uow, home);
    return ok({ figure: row, opened });
  },
});

/** Enters when a training was held; the next one's time runs from the newest. */
export const enterTraining = command<
  OfCommunity & { readonly name: Training; readonly heldOn: Temporal.PlainDate },
  CommunityRow,
  { readonly entered: boolean; readonly opened: readonly TaskRow[] },
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
    return ok({ entered: row !== undefined, opened: row ? await lookAtPlans(uow, home) : [] });
  },
});
