/** What was sent before a co-signature is offered to the demand it went to; nothing goes without her word. */
import { formatDemandNumber } from '../domain/demand/number.ts';
import { addToCosigned } from '../usecases/demand/add-to-cosigned.ts';
import { filesWaiting } from '../usecases/demand/attach.ts';
import type { DemandRow } from '../usecases/demand/change.ts';
import { elapsedMinutes } from '../usecases/policies.ts';
import { ADDITION, type AdditionState, additionFlow } from './flows/addition.ts';
import { type Said, wordsOf } from './flows/said.ts';
import { sayRefusal } from './refusals.ts';
import { rulesOf, say, sayText, type Turn, viewOf } from './turn.ts';

const hers = ({ account, chat }: Turn) => ({ accountId: account.id, chatId: chat.id });

export async function offerAddition(turn: Turn, demand: DemandRow, said: Said): Promise<void> {
  const minutes = elapsedMinutes(rulesOf(turn).value('demand.attachment.before'));
  const files = (await filesWaiting(turn.uow, hers(turn), minutes)).length;
  const { offer } = additionFlow.steps;
  if (files === 0 || !offer) return;
  const state: AdditionState = { demandId: demand.id, number: formatDemandNumber(demand), said, files };
  turn.standing = { flow: ADDITION, step: 'offer', version: additionFlow.version, state };
  say(turn, 'addition.offer', offer.prompt(state, viewOf(turn)));
}

export async function finishAddition(turn: Turn, { demandId, said, gives }: AdditionState): Promise<void> {
  const words = gives === 'all' ? wordsOf(said) : '';
  const done = await addToCosigned(turn.uow, { demandId, from: hers(turn), ...(words !== '' && { words }) });
  if (!done.ok) return sayRefusal(turn, done.error);
  sayText(turn, 'done.addition', 'done.addition', {
    number: formatDemandNumber(done.value.demand),
    files: done.value.files,
  });
}
