/** The steps of a demand after it was submitted: who may take them is in the permission table, what they do is decided in the domain. */
import type { Actor } from '../../domain/permissions/roles.ts';
import type { Policy } from '../policies.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { type DemandRow, demandCommand, lockShared, type Move } from './change.ts';
import { responseDue } from './clocks.ts';
import { succeed } from './merge.ts';

interface OnDemand {
  readonly demandId: string;
}
interface WithWords extends OnDemand {
  readonly words: string;
}

/** A unit's people work on it; it stays with whoever referred it. */
const handler = (uow: UnitOfWork, before: DemandRow) =>
  uow.actor.personId && !isUnits(uow.actor, before) ? { handlerPersonId: uow.actor.personId } : {};
export const isUnits = ({ seats }: Actor, { unitBodyId }: DemandRow): boolean =>
  unitBodyId !== null && seats.some(({ role, bodyId }) => role === 'unit_member' && bodyId === unitBodyId);

export const firstResponse = (uow: UnitOfWork, before: DemandRow) =>
  before.respondedAt ? {} : { respondedAt: uow.now };

const awaitingAnswer = (uow: UnitOfWork, row: { readonly supervised: boolean | null }, policy: Policy) => {
  const due = responseDue(uow, row, policy);
  return { respondedAt: null, respondBy: due.at, respondByProvisional: due.provisional };
};

/** Those who hear of everything hear it but for whoever did it, who is answered. */
export const but = ({ actor }: UnitOfWork) => (actor.accountId ? { except: actor.accountId } : {});

/** A handler takes it on; the response clock stops, that of the work starts. */
export const acceptDemand = demandCommand<OnDemand>({
  name: 'demand.accept',
  step: () => ({ action: 'accept' }),
  columns: (uow, _change, before) => ({ taken: true, ...handler(uow, before), ...firstResponse(uow, before) }),
  consequences: (uow, { demand }) => {
    uow.notices.push({ kind: 'demand.accepted', demandId: demand.id });
  },
});

export const rejectDemand = demandCommand<WithWords>({
  name: 'demand.reject',
  step: ({ words }) => ({ action: 'reject', reason: words }),
  words: ({ words }) => words,
  columns: (uow, _change, before) => ({ ...firstResponse(uow, before), closedAt: uow.now }),
  consequences: (uow, { demand, eventId }) => {
    uow.notices.push({ kind: 'demand.rejected', demandId: demand.id, eventId });
  },
});

/** Asks the submitter back; silence closes the demand after the rule's days. */
export const askDemandInfo = demandCommand<WithWords>({
  name: 'demand.ask-info',
  step: () => ({ action: 'ask_info' }),
  words: ({ words }) => words,
  columns: (uow, _change, before) => firstResponse(uow, before),
  consequences: (uow, { demand, eventId }) => {
    uow.notices.push({ kind: 'demand.info-asked', demandId: demand.id, eventId });
  },
});

/** The submitter adds words, asked or not. */
export const addDemandInfo = demandCommand<WithWords>({
  name: 'demand.add-info',
  rate: 'demand.rate.info',
  load: lockShared,
  step: () => ({ action: 'add_info' }),
  byNeighbour: { add_info: 'neighbour_add' },
  words: ({ words }) => words,
  // Waiting again for someone to take it on: the clock of the answer starts anew.
  columns: (uow, change, before, _input, policy) =>
    before.state === 'needs_info' && (change.state === 'submitted' || change.state === 'reopened')
      ? awaitingAnswer(uow, before, policy)
      : {},
  consequences: (uow, { demand }) => {
    uow.notices.push({ kind: 'demand.to-handle', demandId: demand.id, because: 'info-added' });
  },
});

export const reportDemandProgress = demandCommand<WithWords>({
  name: 'demand.report-progress',
  step: () => ({ action: 'report_progress' }),
  words: ({ words }) => words,
  columns: (uow, _change, before) => ({ ...handler(uow, before), ...firstResponse(uow, before) }),
  consequences: (uow, { demand, eventId }) => {
    uow.notices.push({ kind: 'demand.progress', demandId: demand.id, eventId });
  },
});

/** Marked solved with an account of what was done; the submitter has the last word. */
export const resolveDemand = demandCommand<WithWords & { readonly evidence: 'attachment' | 'statement' }>({
  name: 'demand.resolve',
  step: ({ words, evidence }) => ({ action: 'resolve', feedback: words, evidence }),
  words: ({ words }) => words,
  columns: (uow, change, before) => ({
    ...handler(uow, before),
    ...firstResponse(uow, before),
    resolvedAt: uow.now,
    resolvedByPersonId: uow.actor.personId ?? null,
    ...(change.evidence && { evidence: change.evidence }),
  }),
  consequences: (uow, { demand, eventId }) => {
    uow.notices.push({ kind: 'demand.resolved', demandId: demand.id, eventId });
  },
});

type OnResolution = OnDemand & { readonly resolution: number };

export const confirming: Move<OnResolution> = {
  name: 'demand.confirm',
  step: ({ resolution }) => ({ action: 'confirm', resolution }),
  columns: (uow) => ({ closedAt: uow.now }),
  consequences: (uow, { demand }) => {
    uow.notices.push({ kind: 'demand.confirmed', demandId: demand.id, because: 'submitter', ...but(uow) });
  },
};

export const confirmDemand = demandCommand(confirming);

/** Silence counts as consent after the rule's days. */
export const autoConfirmDemand = demandCommand<OnDemand & { readonly resolution: number }>({
  name: 'demand.auto-confirm',
  step: ({ resolution }) => ({ action: 'auto_confirm', resolution }),
  columns: (uow) => ({ closedAt: uow.now }),
  reason: () => 'silence',
  consequences: (uow, { demand }) => {
    uow.notices.push({ kind: 'demand.confirmed', demandId: demand.id, because: 'silence' });
  },
});

/**
 * Not solved: it opens again and climbs one tier; once more than the rule allows, it goes up as a pressed matter instead.
 * A unit whose work was doubted no longer has it; the committee may refer it again.
 */
export const reopening: Move<OnResolution & { readonly words?: string }> = {
  name: 'demand.reopen',
  step: ({ resolution }) => ({ action: 'reopen', resolution }),
  words: ({ words }) => words,
  columns: (uow, change, _before, _input, policy) => ({
    resolvedAt: null,
    resolvedByPersonId: null,
    taken: change.action === 'climb',
    evidence: null,
    unitBodyId: null,
    ...awaitingAnswer(uow, change, policy),
    // The tier above answers for it now; whoever had it before has had his rounds.
    ...(change.action === 'climb' && { handlerPersonId: null }),
  }),
  consequences: (uow, { before, change, demand }) => {
    const because = change.action === 'climb' ? 'climbed' : 'reopened';
    uow.notices.push(
      { kind: 'demand.to-handle', demandId: demand.id, because },
      { kind: 'demand.doubted', demandId: demand.id, because, ...but(uow) },
    );
    if (before.unitBodyId)
      uow.notices.push({ kind: 'demand.left-unit', demandId: demand.id, bodyId: before.unitBodyId });
  },
};

export const reopenDemand = demandCommand({
  ...reopening,
  load: lockShared,
  byNeighbour: { reopen: 'neighbour_reopen', climb: 'neighbour_climb' },
});

/** Demands merged into it live on without it, see {@link succeed}. */
export const withdrawDemand = demandCommand<OnDemand>({
  name: 'demand.withdraw',
  step: () => ({ action: 'withdraw' }),
  columns: (uow) => ({ closedAt: uow.now }),
  consequences: async (uow, { demand, policy }) => {
    const successor = await succeed(uow, demand, policy);
    uow.notices.push({
      kind: 'demand.withdrawn',
      demandId: demand.id,
      ...(successor && { successorId: successor }),
      ...but(uow),
    });
  },
});

export const expireDemandInfo = demandCommand<OnDemand>({
  name: 'demand.expire-info',
  step: () => ({ action: 'expire_info' }),
  columns: (uow) => ({ closedAt: uow.now }),
  reason: () => 'no-answer',
  consequences: (uow, { demand }) => {
    uow.notices.push({ kind: 'demand.closed-without-info', demandId: demand.id });
  },
});
