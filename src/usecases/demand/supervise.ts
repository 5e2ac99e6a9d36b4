/** 督办: somebody above presses a demand, and its clocks get shorter; lifted again, they end as if nobody had pressed. */
import { pressOn } from '../../../db/press.ts';
import { permit } from '../../domain/permissions/permit.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { err } from '../../domain/result.ts';
import { command } from '../command.ts';
import {
  type Changed,
  type DemandCommandRefusal,
  demandCommand,
  demandTarget,
  type LoadedDemand,
  lockDemand,
  moveDemand,
} from './change.ts';
import { responseDue, usualResponse } from './clocks.ts';

interface WithReason {
  readonly demandId: string;
  readonly words: string;
}

/** Its clocks get shorter, and whoever has it hears who presses and why. */
export const superviseDemand = demandCommand<WithReason>({
  name: 'demand.supervise',
  step: ({ words }) => ({ action: 'supervise', reason: words }),
  words: ({ words }) => words,
  columns: (uow, _change, before, _input, policy) => {
    if (before.respondedAt) return {};
    const due = responseDue(uow, { supervised: true }, policy);
    return due.at.epochMilliseconds < before.respondBy.epochMilliseconds
      ? { respondBy: due.at, respondByProvisional: due.provisional }
      : {};
  },
  consequences: (uow, { demand, eventId }) => {
    uow.notices.push({ kind: 'demand.to-handle', demandId: demand.id, because: 'supervised', eventId });
  },
});

export type LiftRefusal =
  | DemandCommandRefusal
  /** Pressed from above the one who wants to lift it. */
  | { readonly kind: 'pressed_above' };

/** Whoever pressed hears that it is lifted, unless the same side lifts it. */
const pressedBy = (byRole: string, as: Role) =>
  byRole === as
    ? {}
    : byRole === 'subdistrict'
      ? ({ tells: 'subdistrict' } as const)
      : byRole === 'committee_head'
        ? ({ tells: 'head' } as const)
        : {};

/**
 * The clocks are put back to when they would have ended without the press: nobody gains a new start.
 * Whoever was told of the press hears of its end: those who handle it, and where it had climbed, everyone who was told so.
 */
export const unsuperviseDemand = command<WithReason, LoadedDemand, Changed, LiftRefusal>({
  name: 'demand.unsupervise',
  load: (uow, { demandId }) => lockDemand(uow, demandId),
  target: demandTarget,
  run: async (uow, loaded, input, as) => {
    const { demand: before } = loaded;
    const press = before.supervised ? await pressOn(uow.tx, before.id) : undefined;
    if (press?.above && !permit('demand.unsupervise-above', uow.actor, demandTarget(loaded)).ok)
      return err({ kind: 'pressed_above' });
    const usual = before.respondedAt === null ? await usualResponse(uow, before.id) : undefined;
    return moveDemand(uow, loaded, input, as, {
      name: press?.above ? 'demand.unsupervise-above' : 'demand.unsupervise',
      step: ({ words }) => ({ action: 'unsupervise', reason: words }),
      words: ({ words }) => words,
      columns: () => (usual ? { respondBy: usual.at, respondByProvisional: usual.provisional } : {}),
      consequences: (_uow, { demand, eventId }) => {
        uow.notices.push({
          kind: 'demand.to-handle',
          demandId: demand.id,
          because: 'unsupervised',
          eventId,
          ...pressedBy(press?.byRole ?? as, as),
        });
        if (press?.kind === 'climb') uow.notices.push({ kind: 'demand.unsupervised', demandId: demand.id, eventId });
      },
    });
  },
});
