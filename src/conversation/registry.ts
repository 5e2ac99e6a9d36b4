/** Buttons about who is who: one use case each, then the answer. */
import type { RegistryAct } from '../notices/intent.ts';
import { namedSeat, roleName } from '../notices/named-seat.ts';
import { substituteSeat } from '../usecases/registry/substitute.ts';
import { decideRebinding, unbind } from './accounts.ts';
import { beginHuman } from './begin-flow.ts';
import { tick } from './handover.ts';
import { sayBindings, sayPeople } from './record-lists.ts';
import { sayRefusal } from './refusals.ts';
import { sayText, type Turn } from './turn.ts';

export async function onRegistryAct(turn: Turn, act: RegistryAct): Promise<void> {
  switch (act.kind) {
    case 'substitute':
      return substitute(turn, act);
    case 'ask-human':
      return beginHuman(turn);
    case 'answer-asker': {
      const { kind: _kind, ...to } = act;
      return beginHuman(turn, to);
    }
    case 'handover-tick':
      return tick(turn, act.handoverId, act.ordinal);
    case 'people':
      return sayPeople(turn, act.after);
    case 'bindings':
      return sayBindings(turn, act.after);
    case 'unbind':
      return unbind(turn, act.accountId);
    case 'rebinding':
      return decideRebinding(turn, act);
  }
}

async function substitute(
  turn: Turn,
  { kind: _kind, ...which }: Extract<RegistryAct, { kind: 'substitute' }>,
): Promise<void> {
  const done = await substituteSeat(turn.uow, which);
  if (!done.ok) return sayRefusal(turn, done.error);
  const now = await namedSeat(turn.uow, done.value.id);
  sayText(turn, 'seat.substituted', 'seat.substituted', {
    name: now?.name ?? '',
    body: now?.body ?? '',
    role: roleName(turn.language, done.value.role),
  });
}
