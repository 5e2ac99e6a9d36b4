/** 转办: a unit gets the demand to work on and answers itself, or gives it back and says why. No clock starts anew. */
import { and, asc, eq, exists, inArray, isNull, or } from 'drizzle-orm';
import type { Tx } from '../../../db/client.ts';
import { body, bodyServes, community } from '../../../db/schema/index.ts';
import type { BodyKind } from '../../domain/registry/bodies.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { command } from '../command.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import {
  type Changed,
  type DemandCommandRefusal,
  demandCommand,
  demandTarget,
  type LoadedDemand,
  lockDemand,
  moveDemand,
} from './change.ts';
import { but, firstResponse } from './steps.ts';

/** Bodies that work is referred to; the rest decide, advise or watch. */
const UNIT_KINDS = [
  'property_firm',
  'owners_committee',
  'station',
  'station_department',
  'sub_committee',
  'office',
  'utility',
  'unit',
] as const satisfies readonly BodyKind[];

export type UnitRow = Pick<typeof body.$inferSelect, 'id' | 'name' | 'kind' | 'aliases'>;

/** The units of a community: its own, its subdistrict's, and those that serve it. */
export const unitsOf = (tx: Tx, communityId: string): Promise<UnitRow[]> =>
  tx
    .select({ id: body.id, name: body.name, kind: body.kind, aliases: body.aliases })
    .from(body)
    .where(
      and(
        inArray(body.kind, [...UNIT_KINDS]),
        isNull(body.endedAt),
        or(
          eq(body.communityId, communityId),
          exists(
            tx
              .select({ id: community.id })
              .from(community)
              .where(and(eq(community.id, communityId), eq(community.subdistrictId, body.subdistrictId))),
          ),
          exists(
            tx
              .select({ id: bodyServes.bodyId })
              .from(bodyServes)
              .where(and(eq(bodyServes.bodyId, body.id), eq(bodyServes.communityId, communityId))),
          ),
        ),
      ),
    )
    .orderBy(asc(body.name));

export type ReferRefusal =
  | DemandCommandRefusal
  | { readonly kind: 'unit_not_found' }
  | { readonly kind: 'there_already' };

interface ReferDemand {
  readonly demandId: string;
  readonly bodyId: string;
  /** What the unit should know; the submitter does not see it. */
  readonly words?: string;
}

interface Referral extends LoadedDemand {
  readonly unit: UnitRow;
}

async function load(uow: UnitOfWork, { demandId, bodyId }: ReferDemand): Promise<Result<Referral, ReferRefusal>> {
  const loaded = await lockDemand(uow, demandId);
  if (!loaded.ok) return loaded;
  const unit = (await unitsOf(uow.tx, loaded.value.demand.communityId)).find(({ id }) => id === bodyId);
  return unit ? ok({ ...loaded.value, unit }) : err({ kind: 'unit_not_found' });
}

export const referDemand = command<ReferDemand, Referral, Changed, ReferRefusal>({
  name: 'demand.refer',
  load,
  target: demandTarget,
  run: async (uow, loaded, input, as) => {
    const { demand: before, unit } = loaded;
    if (before.state === 'referred' && before.unitBodyId === unit.id) return err({ kind: 'there_already' });
    return moveDemand(uow, loaded, input, as, {
      name: 'demand.refer',
      step: () => ({ action: 'refer' }),
      words: ({ words }) => words,
      columns: () => ({
        unitBodyId: unit.id,
        taken: true,
        ...firstResponse(uow, before),
        // Whoever refers it keeps it in sight.
        ...(uow.actor.personId && before.handlerPersonId === null && { handlerPersonId: uow.actor.personId }),
      }),
      consequences: (_uow, { demand, eventId }) => {
        uow.notices.push(
          { kind: 'demand.to-handle', demandId: demand.id, because: 'referred', eventId },
          { kind: 'demand.referred', demandId: demand.id, unit: unit.name },
        );
        if (before.unitBodyId && before.unitBodyId !== unit.id)
          uow.notices.push({ kind: 'demand.left-unit', demandId: demand.id, bodyId: before.unitBodyId });
      },
    });
  },
});

export const returnDemand = demandCommand<{ readonly demandId: string; readonly words: string }>({
  name: 'demand.return',
  step: ({ words }) => ({ action: 'return', reason: words }),
  words: ({ words }) => words,
  columns: () => ({ unitBodyId: null }),
  consequences: (uow, { demand, eventId }) => {
    uow.notices.push(
      { kind: 'demand.to-handle', demandId: demand.id, because: 'returned', eventId },
      { kind: 'demand.returned', demandId: demand.id, ...but(uow) },
    );
  },
});
