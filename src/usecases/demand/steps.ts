/** The steps of a demand after it was submitted: who may take them is in the permission table, what they do is decided in the domain. */
import type { Actor } from '../../domain/permissions/roles.ts';
import type { Policy } from '../policies.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { type DemandRow, demandCommand } from './change.ts';

interface OnDemand {
  readonly demandId: string;
}
interface WithWords extends OnDemand {
  readonly words: string;
}

const handler = (actor: Actor) => (actor.personId ? { handlerPersonId: actor.personId } : {});
const firstResponse = (uow: UnitOfWork, before: DemandRow) => (before.respondedAt ? {} : { respondedAt: uow.now });
const awaitingAnswer = (uow: UnitOfWork, policy: Policy) => {
  const due = policy.after(uow.now, 'demand.response');
  return { respondedAt: null, respondBy: due.at, respondByProvisional: due.provisional };
};

const subject = (demandId: string) => `demand:${demandId}`;

const cardChanged = (uow: UnitOfWork, demandId: string) => uow.notices.push({ kind: 'demand.card-changed', demandId });

/** A handler takes it on; the response clock stops. */
export const acceptDemand = demandCommand<OnDemand>({
  name: 'demand.accept',
  step: () => ({ action: 'accept' }),
  columns: (uow, _change, before) => ({ taken: true, ...handler(uow.actor), ...firstResponse(uow, before) }),
  consequences: (uow, { demand }) => {
    uow.cancelled.push({ kind: 'demand.response-due', subject: subject(demand.id) });
    uow.notices.push({ kind: 'demand.accepted', demandId: demand.id });
    cardChanged(uow, demand.id);
  },
});

export const rejectDemand = demandCommand<WithWords>({
  name: 'demand.reject',
  step: ({ words }) => ({ action: 'reject', reason: words }),
  words: ({ words }) => words,
  columns: (uow, _change, before) => ({ ...firstResponse(uow, before), closedAt: uow.now }),
  consequences: (uow, { demand, eventId }) => {
    uow.cancelled.push(
      { kind: 'demand.response-due', subject: subject(demand.id) },
      { kind: 'demand.info-expires', subject: subject(demand.id) },
    );
    uow.notices.push({ kind: 'demand.rejected', demandId: demand.id, eventId });
    cardChanged(uow, demand.id);
  },
});

/** Asks the submitter back; silence closes the demand after the rule's days. */
export const askDemandInfo = demandCommand<WithWords>({
  name: 'demand.ask-info',
  step: () => ({ action: 'ask_info' }),
  words: ({ words }) => words,
  columns: (uow, _change, before) => firstResponse(uow, before),
  consequences: (uow, { demand, eventId, policy }) => {
    const due = policy.after(uow.now, 'demand.needs_info_closes');
    uow.cancelled.push({ kind: 'demand.response-due', subject: subject(demand.id) });
    uow.plans.push({
      kind: 'demand.info-expires',
      key: `demand.info-expires:${demand.id}:${demand.version}`,
      subject: subject(demand.id),
      dueAt: policy.awake(due.at),
      provisional: due.provisional,
      payload: { demandId: demand.id },
    });
    uow.notices.push({ kind: 'demand.info-asked', demandId: demand.id, eventId });
    cardChanged(uow, demand.id);
  },
});

/** The submitter adds words, asked or not. */
export const addDemandInfo = demandCommand<WithWords>({
  name: 'demand.add-info',
  step: () => ({ action: 'add_info' }),
  words: ({ words }) => words,
  // Waiting again for someone to take it on: the clock of the answer starts anew.
  columns: (uow, change, before, _input, policy) =>
    before.state === 'needs_info' && change.state !== 'accepted' ? awaitingAnswer(uow, policy) : {},
  consequences: (uow, { before, demand, policy }) => {
    if (before.state === 'needs_info') {
      uow.cancelled.push({ kind: 'demand.info-expires', subject: subject(demand.id) });
      if (demand.state === 'submitted' || demand.state === 'reopened') planResponse(uow, demand, policy);
    }
    uow.notices.push({ kind: 'demand.to-handle', demandId: demand.id, because: 'info-added' });
    cardChanged(uow, demand.id);
  },
});

export const reportDemandProgress = demandCommand<WithWords>({
  name: 'demand.report-progress',
  step: () => ({ action: 'report_progress' }),
  words: ({ words }) => words,
  columns: (uow) => handler(uow.actor),
  consequences: (uow, { demand, eventId }) => {
    uow.notices.push({ kind: 'demand.progress', demandId: demand.id, eventId });
    cardChanged(uow, demand.id);
  },
});

/** Marked solved with an account of what was done; the submitter has the last word. */
export const resolveDemand = demandCommand<WithWords & { readonly evidence: 'attachment' | 'statement' }>({
  name: 'demand.resolve',
  step: ({ words, evidence }) => ({ action: 'resolve', feedback: words, evidence }),
  words: ({ words }) => words,
  columns: (uow, change) => ({
    ...handler(uow.actor),
    resolvedAt: uow.now,
    ...(change.evidence && { evidence: change.evidence }),
  }),
  consequences: (uow, { demand, eventId, policy }) => {
    const due = policy.after(uow.now, 'demand.silence_confirms');
    uow.plans.push({
      kind: 'demand.confirm-expires',
      key: `demand.confirm-expires:${demand.id}:${demand.resolution}`,
      subject: subject(demand.id),
      dueAt: policy.awake(due.at),
      provisional: due.provisional,
      payload: { demandId: demand.id, round: demand.resolution },
    });
    uow.notices.push({ kind: 'demand.resolved', demandId: demand.id, eventId });
    cardChanged(uow, demand.id);
  },
});

export const confirmDemand = demandCommand<OnDemand & { readonly resolution: number }>({
  name: 'demand.confirm',
  step: ({ resolution }) => ({ action: 'confirm', resolution }),
  columns: (uow) => ({ closedAt: uow.now }),
  consequences: (uow, { demand }) => {
    uow.cancelled.push({ kind: 'demand.confirm-expires', subject: subject(demand.id) });
    uow.notices.push({ kind: 'demand.confirmed', demandId: demand.id, because: 'submitter' });
    cardChanged(uow, demand.id);
  },
});

/** Silence counts as consent after the rule's days. */
export const autoConfirmDemand = demandCommand<OnDemand & { readonly resolution: number }>({
  name: 'demand.auto-confirm',
  step: ({ resolution }) => ({ action: 'auto_confirm', resolution }),
  columns: (uow) => ({ closedAt: uow.now }),
  reason: () => 'silence',
  consequences: (uow, { demand }) => {
    uow.notices.push({ kind: 'demand.confirmed', demandId: demand.id, because: 'silence' });
    cardChanged(uow, demand.id);
  },
});

/** Not solved: it opens again and climbs one tier. */
export const reopenDemand = demandCommand<OnDemand & { readonly resolution: number; readonly words?: string }>({
  name: 'demand.reopen',
  step: ({ resolution }) => ({ action: 'reopen', resolution }),
  words: ({ words }) => words,
  columns: (uow, _change, _before, _input, policy) => ({
    resolvedAt: null,
    taken: false,
    evidence: null,
    ...awaitingAnswer(uow, policy),
  }),
  consequences: (uow, { demand, policy }) => {
    uow.cancelled.push({ kind: 'demand.confirm-expires', subject: subject(demand.id) });
    planResponse(uow, demand, policy);
    uow.notices.push({ kind: 'demand.to-handle', demandId: demand.id, because: 'reopened' });
    cardChanged(uow, demand.id);
  },
});

export const withdrawDemand = demandCommand<OnDemand>({
  name: 'demand.withdraw',
  step: () => ({ action: 'withdraw' }),
  columns: (uow) => ({ closedAt: uow.now }),
  consequences: (uow, { demand }) => {
    for (const kind of ['demand.response-due', 'demand.info-expires'] as const)
      uow.cancelled.push({ kind, subject: subject(demand.id) });
    uow.notices.push({ kind: 'demand.withdrawn', demandId: demand.id });
    cardChanged(uow, demand.id);
  },
});

export const expireDemandInfo = demandCommand<OnDemand>({
  name: 'demand.expire-info',
  step: () => ({ action: 'expire_info' }),
  columns: (uow) => ({ closedAt: uow.now }),
  reason: () => 'no-answer',
  consequences: (uow, { demand }) => {
    uow.notices.push({ kind: 'demand.closed-without-info', demandId: demand.id });
    cardChanged(uow, demand.id);
  },
});

/** Plans the nudge for the case that nobody answers in time: in the morning after, not at midnight. */
export function planResponse(uow: UnitOfWork, demand: Pick<DemandRow, 'id' | 'version'>, policy: Policy): void {
  const due = policy.after(uow.now, 'demand.response');
  uow.plans.push({
    kind: 'demand.response-due',
    key: `demand.response-due:${demand.id}:${demand.version}`,
    subject: subject(demand.id),
    dueAt: policy.awake(due.at),
    provisional: due.provisional,
    payload: { demandId: demand.id, round: demand.version },
  });
}
