/** What the entering of a demand for somebody does: it is looked who she is, and it is registered; and what is done on her word. */

import { formatDemandNumber } from '../domain/demand/number.ts';
import { isFound } from '../domain/demand/states.ts';
import { PERMISSIONS } from '../domain/permissions/table.ts';
import { translate } from '../locales/translate.ts';
import { demandFacts, dueLabel } from '../notices/demand-facts.ts';
import { enterDemand, type Whose } from '../usecases/demand/enter.ts';
import { confirmOnWord, reopenOnWord, tellReporter } from '../usecases/demand/on-word.ts';
import { findPeople } from '../usecases/registry/find-people.ts';
import { choice } from './answers.ts';
import { type EnterState, namedAs, onward } from './flows/enter.ts';
import type { Outcome } from './flows/flow.ts';
import { wordsOf } from './flows/said.ts';
import { sayRefusal } from './refusals.ts';
import { sayRefused } from './refused.ts';
import { say, sayText, type Turn, viewOf } from './turn.ts';

export const mayEnter = ({ actor }: Turn): boolean =>
  actor.seats.some(({ role }) => Object.hasOwn(PERMISSIONS['demand.enter'], role));

/** Who was named is looked for in the registry before it goes on. */
export async function lookUpCaller(turn: Turn, state: EnterState): Promise<Outcome<EnterState> | undefined> {
  if (!turn.community || !state.asked || state.whose !== undefined) return undefined;
  const found = await findPeople(turn.uow, turn.community.id, state.asked);
  if (found.length > 0) return { kind: 'ask', step: 'which', state: { ...state, found } };
  const { asked, ...rest } = state;
  return onward({ ...rest, whose: namedAs(asked) }, viewOf(turn));
}

export async function finishEnter(turn: Turn, state: EnterState): Promise<void> {
  if (!turn.community) return sayRefusal(turn, { kind: 'community_not_found' });
  await register(turn, turn.community.id, state);
}

async function register(turn: Turn, communityId: string, state: EnterState): Promise<void> {
  const { source, whose } = state;
  if (source === undefined || whose === undefined) return;
  const placeId = state.placeId ?? ownPlace(turn);
  const done = await enterDemand(turn.uow, {
    communityId,
    source,
    whose: whoseOf(whose),
    text: wordsOf(state.said),
    category: state.category,
    from: { accountId: turn.account.id, chatId: turn.chat.id },
    ...(placeId !== undefined && { placeId }),
    ...(state.placeText !== undefined && { placeText: state.placeText }),
  });
  if (!done.ok) return sayRefusal(turn, done.error);
  const facts = await demandFacts(turn.uow, done.value.id);
  if (!facts) return;
  say(turn, 'enter.done', {
    text: translate(turn.language, facts.calls ? 'enter.done.call' : 'enter.done', {
      number: facts.number,
      by: dueLabel(turn.language, facts, facts.row.respondBy),
    }),
    choices: [choice(turn, 'registered.button.show', { do: 'show', demandId: facts.row.id })],
  });
}

function whoseOf(whose: NonNullable<EnterState['whose']>): Whose {
  if (whose.kind !== 'named') return whose;
  return { kind: 'named', name: whose.name, ...(whose.phone !== undefined && { phone: whose.phone }) };
}

/** What belongs to no building belongs to the officer's grid: without a place it would be nobody's to enter. */
export function ownPlace({ actor, places, community }: Turn): string | undefined {
  const seat = actor.seats.find(({ role, communityId }) => role === 'grid_officer' && communityId === community?.id);
  if (!seat?.placeIds) return undefined;
  const covered = new Set(seat.placeIds);
  return places.find(({ id, kind }) => kind === 'grid' && covered.has(id))?.id ?? seat.placeIds[0];
}

export async function told(turn: Turn, demandId: string): Promise<void> {
  const done = await tellReporter(turn.uow, { demandId });
  if (!done.ok) return sayRefused(turn, done.error, demandId);
  sayText(turn, 'done.told', 'done.told', { number: formatDemandNumber(done.value.demand) });
}

export async function confirmFor(turn: Turn, demandId: string, resolution: number): Promise<void> {
  const done = await confirmOnWord(turn.uow, { demandId, resolution });
  if (!done.ok) return sayRefused(turn, done.error, demandId);
  const key = isFound(done.value.demand) ? 'done.confirm_found' : 'done.confirm_for';
  sayText(turn, key, key, { number: formatDemandNumber(done.value.demand) });
}

export async function reopenFor(turn: Turn, demandId: string, resolution: number, words: string): Promise<void> {
  const done = await reopenOnWord(turn.uow, { demandId, resolution, words });
  if (!done.ok) return sayRefused(turn, done.error, demandId);
  const key = done.value.change.action === 'climb' ? 'done.climb' : 'done.reopen';
  sayText(turn, key, key, { number: formatDemandNumber(done.value.demand) });
}
