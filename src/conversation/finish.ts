/** What a finished flow, or a button that needs no flow, does: one use case, then the answer. */

import { formatDemandNumber } from '../domain/demand/number.ts';
import type { Result } from '../domain/result.ts';
import { phrase, translate } from '../locales/translate.ts';
import { demandCard } from '../notices/demand-card.ts';
import { demandFacts, dueLabel } from '../notices/demand-facts.ts';
import { whyButton } from '../notices/why.ts';
import type { NotPermitted } from '../usecases/command.ts';
import type { Changed, DemandCommandRefusal } from '../usecases/demand/change.ts';
import { findSimilar } from '../usecases/demand/similar.ts';
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
import { cosign } from './cosign.ts';
import { reopenFor } from './enter.ts';
import type { Outcome } from './flows/flow.ts';
import type { ReportState } from './flows/report/state.ts';
import { wordsOf } from './flows/said.ts';
import type { WordsState } from './flows/words.ts';
import { sayRefusal } from './refusals.ts';
import { sayRefused } from './refused.ts';
import { say, sayText, type Turn } from './turn.ts';

/**
 * Before anything is registered: neighbours may have reported the same, and she may add her name to theirs instead. Whoever
 * is not bound cannot; her words are kept and she is asked whether to file them.
 */
export async function askNeighbours(turn: Turn, state: ReportState): Promise<Outcome<ReportState> | undefined> {
  const { cosigns, ...open } = state;
  if (cosigns !== undefined) return turn.actor.personId ? undefined : { kind: 'ask', step: 'unbound', state: open };
  if (state.alikeSeen || !state.communityId) return undefined;
  const found = await findSimilar(turn.uow.tx, turn.uow, matterOf(state, state.communityId), {
    now: turn.uow.now,
    policy: turn.policy,
    accountId: turn.account.id,
    ...(turn.actor.personId && { personId: turn.actor.personId }),
  });
  if (found.length === 0) return undefined;
  const alike = found.map((one) => ({
    id: one.id,
    number: formatDemandNumber(one),
    state: one.state,
    filedAt: one.submittedAt.toString(),
    zone: turn.policy.zone,
    neighbours: one.support.neighbours,
  }));
  return { kind: 'ask', step: 'similar', state: { ...state, alike } };
}

const matterOf = ({ said, category, placeId, placeText }: ReportState, communityId: string) => ({
  communityId,
  text: wordsOf(said),
  category,
  ...(placeId && { placeId }),
  ...(placeText && { placeText }),
});

export async function finishReport(turn: Turn, state: ReportState): Promise<void> {
  if (!state.communityId) return sayText(turn, 'refused.community_not_found', 'refused.community-not-found');
  if (state.cosigns !== undefined) return cosign(turn, state.cosigns, state.said);
  const done = await submitDemand(turn.uow, {
    accountId: turn.account.id,
    chatId: turn.chat.id,
    ...matterOf(state, state.communityId),
  });
  if (!done.ok) return sayRefusal(turn, done.error);
  const facts = await demandFacts(turn.uow, done.value.id);
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
  const facts = await demandFacts(turn.uow, demandId);
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
