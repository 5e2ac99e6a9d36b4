/**
 * Takes over work orders of the 12345 hotline: all of a file or none of it, each order once however often its file comes, and
 * the numbers as one block without gaps (invariant 12). An order's own deadline holds for the
 * answer, and for the work once it is taken on, where it is stricter than ours.
 */
import { eq } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { newSalt } from '../../../db/digest.ts';
import { community, demand, demandEvent } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import type { HistoryKind } from '../../domain/demand/states.ts';
import { understand } from '../../domain/demand/understanding/understand.ts';
import type { WorkOrder } from '../../domain/demand/work-orders.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { err, ok } from '../../domain/result.ts';
import { command } from '../command.ts';
import { type Policy, policyOf } from '../policies.ts';
import { placesOf } from '../registry/places.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { type DemandRow, demandPurpose } from './change.ts';
import { startResponse } from './clocks.ts';
import { newRow, type Whose } from './enter.ts';
import { keyOfOrder, knownOrders } from './known-orders.ts';
import { takeNumbers } from './submit.ts';

export interface ImportOrders {
  readonly communityId: string;
  readonly orders: readonly WorkOrder[];
}

export type ImportOrdersRefusal =
  | { readonly kind: 'community_not_found' }
  | { readonly kind: 'too_many_orders'; readonly limit: number };

export interface ImportedOrders {
  readonly made: readonly DemandRow[];
  /** Orders that had come in before. */
  readonly known: readonly string[];
}

/** One transaction holds the counter of numbers, so a file has an end; a city's day of one community is far smaller. */
export const MOST_ORDERS = 1_000;
/** Rows of one statement. */
const CHUNK = 200;

type Home = typeof community.$inferSelect;

export const importOrders = command<ImportOrders, Home, ImportedOrders, ImportOrdersRefusal>({
  name: 'demand.import',
  load: async (uow, { communityId, orders }) => {
    if (orders.length > MOST_ORDERS) return err({ kind: 'too_many_orders', limit: MOST_ORDERS });
    // Locked: the same file taken over twice at once is one after the other, and the second finds every order known.
    const [home] = await uow.tx.select().from(community).where(eq(community.id, communityId)).for('update');
    return home ? ok(home) : err({ kind: 'community_not_found' });
  },
  target: (home) => ({ communityId: home.id }),
  run: async (uow, home, { orders }, as) => {
    const known = await knownOrders(
      uow,
      home.id,
      orders.map(({ number }) => number),
    );
    const fresh = orders.filter(({ number }) => !known.has(number));
    if (fresh.length === 0) return ok({ made: [], known: [...known] });
    const policy = await policyOf(uow, home);
    const year = policy.year(uow.now);
    const first = await takeNumbers(uow, home.id, year, fresh.length);
    const knownPlaces = (await placesOf(uow.tx, home.id)).flatMap(({ id, name, aliases, kind, parentId }) =>
      kind === 'unit' ? [] : [{ id, name, aliases, kind, ...(parentId && { parent: parentId }) }],
    );
    const rows = fresh.map((order, at) => {
      const { category, place } = understand(`${order.place ?? ''} ${order.text}`.trim(), { places: knownPlaces });
      return {
        ...newRow(uow, home, policy, {
          source: 'hotline_12345',
          whose: whoseOf(order),
          text: order.text,
          category: category ?? 'other',
          year,
          number: first + at,
          ...(place?.kind === 'known' && { placeId: place.id }),
          ...(order.place !== undefined && { placeText: order.place }),
        }),
        ...stricter(uow, order.due, policy),
        orderDueAt: order.due ?? null,
        externalKey: keyOfOrder(uow, home.id, order.number),
        externalSealed: uow.keys.seal(demandPurpose('external'), order.number),
      };
    });
    const made: DemandRow[] = [];
    for (let at = 0; at < rows.length; at += CHUNK)
      made.push(
        ...(await uow.tx
          .insert(demand)
          .values(rows.slice(at, at + CHUNK))
          .returning()),
      );
    await begin(uow, made, policy, as);
    uow.notices.push({
      kind: 'orders.imported',
      communityId: home.id,
      zone: home.timeZone,
      demandIds: made.map(({ id }) => id),
    });
    return ok({ made, known: [...known] });
  },
});

const whoseOf = ({ name, phone }: WorkOrder): Whose =>
  name === undefined && phone === undefined
    ? { kind: 'nobody' }
    : { kind: 'named', name: name ?? phone ?? '', ...(name !== undefined && phone !== undefined && { phone }) };

function stricter(uow: UnitOfWork, due: Temporal.Instant | undefined, policy: Policy) {
  const ours = policy.after(uow.now, 'demand.response');
  const earlier = due !== undefined && due.epochMilliseconds < ours.at.epochMilliseconds;
  return earlier ? { respondBy: due, respondByProvisional: false } : {};
}

/** Histories, ledger lines and clocks, set by set. A list of hundreds sends no card for each: one message says how many. */
async function begin(uow: UnitOfWork, made: readonly DemandRow[], policy: Policy, as: Role): Promise<void> {
  for (let at = 0; at < made.length; at += CHUNK) {
    const events = await uow.tx
      .insert(demandEvent)
      .values(
        made.slice(at, at + CHUNK).map(({ id }) => ({
          id: newId(),
          demandId: id,
          at: uow.now,
          kind: 'enter' satisfies HistoryKind,
          byRole: as,
          ordinal: 1,
          salt: newSalt(),
        })),
      )
      .returning();
    for (const row of events)
      record(uow, 'demand_event', row, { action: 'demand.history', as, facts: { kind: 'enter' } });
  }
  for (const row of made) {
    record(uow, 'demand', row, {
      action: 'demand.import',
      as,
      communityId: row.communityId,
      facts: { to: row.state, source: row.source, verified: row.verified },
    });
    startResponse(uow, row, policy);
  }
}
