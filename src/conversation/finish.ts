/** What a finished flow, or a button that needs no flow, does: one use case, then the answer. */

import { formatDemandNumber } from '../domain/demand/number.ts';
import type { Result } from '../domain/result.ts';
import { phrase, translate } from '../locales/translate.ts';
import { demandCard } from '../notices/demand-card.ts';
import { demandFacts, dueLabel } from '../notices/demand-facts.ts';
import { whyButton } from '../notices/why.ts';
import type { NotPermitted } from '../usecases/command.ts';
import type { Changed, DemandCommandRefusal } from '../usecases/demand/change.ts';
import {
  acceptDemand,
  addDemandInfo,
  askDemandInfo,
  confirmDemand,
  rejectDemand,
  reopenDemand,
  reportDemandProgress,
  resolveDemand,
  withdrawDemand,
} from '../usecases/demand/steps.ts';
import { submitDemand } from '../usecases/demand/submit.ts';
import { cardReader, choice } from './answers.ts';
import { finishArranging } from './arrange.ts';
import { reopenFor } from './enter.ts';
import type { ReportState } from './flows/report.ts';
import { wordsOf } from './flows/said.ts';
import type { WordsState } from './flows/words.ts';
import { sayRefusal } from './refusals.ts';
import { sayRefused } from './refused.ts';
import { say, sayText, type Turn } from './turn.ts';

export async function finishReport(turn: Turn, state: ReportState): Promise<void> {
  if (!state.communityId) return sayText(turn, 'refused.community_not_found', 'refused.community-not-found');
  const done = await submitDemand(turn.uow, {
    accountId: turn.account.id,
    chatId: turn.chat.id,
    communityId: state.communityId,
    text: wordsOf(state.said),
    category: state.category,
    ...(state.placeId && { placeId: state.placeId }),
    ...(state.placeText && { placeText: state.placeText }),
  });
  if (!done.ok) return sayRefusal(turn, done.error);
  const facts = await demandFacts(turn.uow.tx, turn.uow.keys, done.value.id);
  if (!facts) return;
  const { language } = turn;
  say(turn, 'demand.registered', {
    text: [
      ...translate(language, 'registered', {
        number: facts.number,
        community: facts.communityName,
        by: dueLabel(language, facts, facts.row.respondBy),
      }),
      ...(facts.row.verified ? [] : ['\n', phrase(language, 'registered.unverified')]),
      '\n',
      phrase(language, 'registered.attach'),
    ],
    choices: [
      choice(turn, 'registered.button.show', { do: 'show', demandId: facts.row.id }),
      whyButton(language, { communityId: facts.row.communityId, at: turn.uow.now }, 'demand.response'),
    ],
  });
}

export async function finishWords(turn: Turn, state: WordsState): Promise<void> {
  const { demandId, resolution } = state;
  const words = wordsOf(state.said);
  const { uow } = turn;
  switch (state.purpose) {
    case 'ask_info':
      return answered(turn, demandId, await askDemandInfo(uow, { demandId, words }), 'done.ask_info');
    case 'progress':
      return answered(turn, demandId, await reportDemandProgress(uow, { demandId, words }), 'done.progress');
    case 'resolve':
      return answered(
        turn,
        demandId,
        await resolveDemand(uow, { demandId, words, evidence: state.evidence ? 'attachment' : 'statement' }),
        'done.resolve',
      );
    case 'reject':
      return answered(turn, demandId, await rejectDemand(uow, { demandId, words }), 'done.reject');
    case 'add_info':
      return answered(turn, demandId, await addDemandInfo(uow, { demandId, words }), 'done.add_info');
    case 'reopen': {
      const done = await reopenDemand(uow, { demandId, resolution: resolution ?? 0, ...(words !== '' && { words }) });
      return answered(
        turn,
        demandId,
        done,
        done.ok && done.value.change.action === 'climb' ? 'done.climb' : 'done.reopen',
      );
    }
    case 'reopen_for':
      return reopenFor(turn, demandId, resolution ?? 0, words);
    default:
      return finishArranging(turn, state, words);
  }
}

export async function confirm(turn: Turn, demandId: string, resolution: number): Promise<void> {
  await answered(turn, demandId, await confirmDemand(turn.uow, { demandId, resolution }), 'done.confirm');
}

export async function withdraw(turn: Turn, demandId: string): Promise<void> {
  await answered(turn, demandId, await withdrawDemand(turn.uow, { demandId }), 'done.withdraw');
}

/** The card comes back with the buttons that are possible now, in place of the one pressed where the platform can edit. */
export async function accept(turn: Turn, demandId: string): Promise<void> {
  const done = await acceptDemand(turn.uow, { demandId });
  if (!done.ok) return sayRefused(turn, done.error, demandId);
  const facts = await demandFacts(turn.uow.tx, turn.uow.keys, demandId);
  if (!facts) return;
  turn.outgoing.push({
    chatId: turn.chat.id,
    accountId: turn.account.id,
    language: turn.language,
    topic: 'demand.card',
    lane: 'interactive',
    purpose: 'answer',
    policy: 'skip',
    prompt: { ...demandCard(facts, cardReader(turn, facts), phrase(turn.language, 'done.accept')), replaces: true },
    viewSubject: `demand-card:${demandId}`,
  });
}

type DoneKey =
  | 'done.climb'
  | 'done.ask_info'
  | 'done.progress'
  | 'done.resolve'
  | 'done.reject'
  | 'done.add_info'
  | 'done.reopen'
  | 'done.confirm'
  | 'done.withdraw';

async function answered(
  turn: Turn,
  demandId: string,
  done: Result<Changed, DemandCommandRefusal | NotPermitted>,
  key: DoneKey,
): Promise<void> {
  if (!done.ok) return sayRefused(turn, done.error, demandId);
  sayText(turn, key, key, { number: formatDemandNumber(done.value.demand) });
}
