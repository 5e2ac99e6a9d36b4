/** What a handler does with a demand beside handling it: merge, refer, list, press, send up; and the answers to it. */
import { demandNumbersIn, formatDemandNumber } from '../domain/demand/number.ts';
import type { Result } from '../domain/result.ts';
import { translate } from '../locales/translate.ts';
import { moreChoices } from '../notices/demand-card.ts';
import { demandFacts } from '../notices/demand-facts.ts';
import type { BoundChoice } from '../notices/intent.ts';
import { answerBundle, escalateDemands } from '../usecases/demand/bundle.ts';
import { listDemand, promoteDemand } from '../usecases/demand/catalogue.ts';
import type { Changed } from '../usecases/demand/change.ts';
import { findById } from '../usecases/demand/lists.ts';
import { mergeDemand, splitDemand } from '../usecases/demand/merge.ts';
import { demandIdsNumbered } from '../usecases/demand/page.ts';
import { referDemand, returnDemand, unitsOf } from '../usecases/demand/refer.ts';
import { superviseDemand, unsuperviseDemand } from '../usecases/demand/supervise.ts';
import { cardReader, choice } from './answers.ts';
import type { WordsState } from './flows/words.ts';
import { type Refusal, sayRefusal } from './refusals.ts';
import { rulesOf, say, sayText, type Turn } from './turn.ts';

export async function sayMore(turn: Turn, demandId: string): Promise<void> {
  const facts = await readable(turn, demandId);
  if (!facts) return sayRefusal(turn, { kind: 'demand_not_found' });
  const choices = moreChoices(facts, cardReader(turn, facts));
  if (choices.length === 0) return sayText(turn, 'more.none', 'more.none', { number: facts.number });
  say(turn, 'more', { text: translate(turn.language, 'more.ask', { number: facts.number }), choices });
}

async function readable(turn: Turn, demandId: string) {
  const found = await findById(turn.uow.tx, turn.actor, demandId);
  return found.kind === 'full' ? demandFacts(turn.uow, demandId) : undefined;
}

export async function sayUnits(turn: Turn, demandId: string, page: number): Promise<void> {
  const facts = await readable(turn, demandId);
  if (!facts) return sayRefusal(turn, { kind: 'demand_not_found' });
  const units = (await unitsOf(turn.uow.tx, facts.row.communityId)).filter(({ id }) => id !== facts.row.unitBodyId);
  const size = rulesOf(turn).value('demand.list.page');
  const shown = units.slice(page * size, (page + 1) * size);
  if (shown.length === 0) return sayText(turn, 'units.none', 'units.none');
  say(turn, 'units', {
    text: translate(turn.language, 'units.ask', { number: facts.number }),
    choices: [
      ...shown.map(
        ({ id, name }): BoundChoice => ({
          label: name,
          says: name,
          intent: { do: 'write', purpose: 'refer', demandId, bodyId: id },
        }),
      ),
      ...(units.length > (page + 1) * size
        ? [choice(turn, 'list.button.more', { do: 'units', demandId, page: page + 1 }, 'quiet')]
        : []),
    ],
  });
}

export async function enlist(turn: Turn, demandId: string): Promise<void> {
  moved(turn, await listDemand(turn.uow, { demandId }), 'done.list');
}

export async function split(turn: Turn, demandId: string): Promise<void> {
  moved(turn, await splitDemand(turn.uow, { demandId }), 'done.split');
}

/** The words for one of these have come. */
export async function finishArranging(turn: Turn, state: WordsState, words: string): Promise<void> {
  const { uow } = turn;
  const { demandId } = state;
  switch (state.purpose) {
    case 'merge':
      return merge(turn, demandId, words);
    case 'refer':
      return refer(turn, demandId, state.bodyId ?? '', words);
    case 'return':
      return moved(turn, await returnDemand(uow, { demandId, words }), 'done.return');
    case 'promote':
      return moved(turn, await promoteDemand(uow, { demandId, words }), 'done.promote');
    case 'supervise':
      return moved(turn, await superviseDemand(uow, { demandId, words }), 'done.supervise');
    case 'unsupervise':
      return moved(turn, await unsuperviseDemand(uow, { demandId, words }), 'done.unsupervise');
    case 'escalate':
      return escalate(turn, demandId, words);
    case 'answer':
    case 'answer_back':
      return answer(turn, state.bundleId ?? '', words, state.purpose === 'answer' ? 'keep' : 'hand_back');
    default:
      return sayRefusal(turn, { kind: 'words_missing', what: 'reason' });
  }
}

async function merge(turn: Turn, demandId: string, words: string): Promise<void> {
  const [intoId] = await othersNamed(turn, demandId, words);
  if (!intoId) return sayRefusal(turn, { kind: 'target_not_found' });
  const done = await mergeDemand(turn.uow, { demandId, intoId });
  if (!done.ok) return sayRefusal(turn, done.error);
  const facts = await demandFacts(turn.uow, demandId);
  sayText(turn, 'done.merge', 'done.merge', { number: facts?.number ?? '', other: facts?.into ?? '' });
}

/** The demands of the same community whose numbers stand in the words. */
async function othersNamed(turn: Turn, demandId: string, words: string): Promise<string[]> {
  const found = await findById(turn.uow.tx, turn.actor, demandId);
  if (found.kind !== 'full') return [];
  const ids: string[] = [];
  for (const number of demandNumbersIn(words))
    ids.push(...(await demandIdsNumbered(turn.uow.tx, found.row.communityId, number)));
  return ids.filter((id) => id !== demandId || ids.length === 1);
}

async function refer(turn: Turn, demandId: string, bodyId: string, words: string): Promise<void> {
  const done = await referDemand(turn.uow, { demandId, bodyId, ...(words !== '' && { words }) });
  if (!done.ok) return sayRefusal(turn, done.error);
  const facts = await demandFacts(turn.uow, demandId);
  sayText(turn, 'done.refer', 'done.refer', { number: facts?.number ?? '', unit: facts?.unitName ?? '' });
}

/** Whatever other numbers stand in the words go up with it. */
async function escalate(turn: Turn, demandId: string, words: string): Promise<void> {
  const others = await othersNamed(turn, demandId, words);
  const done = await escalateDemands(turn.uow, { demandIds: [demandId, ...others], words });
  if (!done.ok) return sayRefusal(turn, done.error);
  const numbers = done.value.demands.map(formatDemandNumber).sort().join(' ');
  sayText(turn, 'done.escalate', 'done.escalate', { number: numbers });
}

async function answer(turn: Turn, bundleId: string, words: string, next: 'keep' | 'hand_back'): Promise<void> {
  const done = await answerBundle(turn.uow, { bundleId, words, next });
  if (!done.ok) return sayRefusal(turn, done.error);
  sayText(turn, 'done.answer', next === 'keep' ? 'done.answer' : 'done.answer_back');
}

type DoneKey = 'done.list' | 'done.split' | 'done.return' | 'done.promote' | 'done.supervise' | 'done.unsupervise';

function moved(turn: Turn, done: Result<Changed, Refusal>, key: DoneKey): void {
  if (done.ok) sayText(turn, key, key, { number: formatDemandNumber(done.value.demand) });
  else sayRefusal(turn, done.error);
}
