/** What is done with the words or the units somebody gave: one use case, then the case as it stands now. */
import { readCaseNumber } from '../domain/hotline/codes.ts';
import type { Result } from '../domain/result.ts';
import { linkCase } from '../usecases/hotline/convert.ts';
import { decideDispute, dispatchCase, disputeCase, rerouteCase } from '../usecases/hotline/dispatch.ts';
import {
  callBackFor,
  denyTime,
  escalateCase,
  lookBackAtCase,
  nameAccused,
  returnClaim,
  stepAside,
  superviseCase,
} from '../usecases/hotline/oversee.ts';
import { askReveal } from '../usecases/hotline/reveal.ts';
import { answerCase, declineCase, joinCase } from '../usecases/hotline/screen.ts';
import { strikeWords } from '../usecases/hotline/strike.ts';
import { askForTime, askReporter, claimCase, cooperateCase, reportCaseProgress } from '../usecases/hotline/work.ts';
import { finishJointAction, toDemand } from './case-onward-finish.ts';
import { type CaseRefusalSaid, sayCaseRefusal } from './case-refusals.ts';
import { sayCaseDone } from './case-show.ts';
import type { CaseUnitsState } from './flows/case-units.ts';
import type { CaseWordsState } from './flows/case-words.ts';
import { wordsOf } from './flows/said.ts';
import { sayText, type Turn } from './turn.ts';

export async function finishCaseWords(turn: Turn, state: CaseWordsState): Promise<void> {
  const { caseId, number, purpose } = state;
  const words = wordsOf(state.said);
  // It goes on under another number, which is the answer.
  if (purpose === 'topic') return toDemand(turn, caseId, words);
  const done = await doneWith(turn, { ...state, purpose }, words);
  if (!done.ok) return sayCaseRefusal(turn, done.error);
  // Whoever stepped aside sees no card of it any more.
  if (purpose === 'step-aside') return sayText(turn, 'case.aside', 'case.done.step-aside', { number });
  if (purpose === 'reveal') return sayText(turn, 'case.reveal', 'case.done.reveal', { number });
  await sayCaseDone(turn, caseId);
}

type DoneHere = Omit<CaseWordsState, 'purpose'> & {
  readonly purpose: Exclude<CaseWordsState['purpose'], 'topic'>;
};

async function doneWith(turn: Turn, state: DoneHere, words: string): Promise<Result<unknown, CaseRefusalSaid>> {
  const { uow } = turn;
  const { caseId, purpose, fileIds, explanation, callBack } = state;
  const reason = words;
  switch (purpose) {
    case 'decline':
      return declineCase(uow, { caseId, reason });
    case 'answer':
      return answerCase(uow, { caseId, words });
    case 'duplicate':
      return joinCase(uow, { caseId, number: readCaseNumber(words) ?? words });
    case 'dispute':
      return disputeCase(uow, { caseId, reason });
    case 'keep':
      return decideDispute(uow, { caseId, reason, keep: true });
    case 'progress':
      return reportCaseProgress(uow, { caseId, words, fileIds });
    case 'ask':
      return askReporter(uow, { caseId, words });
    case 'done':
    case 'corrected':
      return claimCase(uow, { caseId, claim: purpose, words, fileIds });
    case 'explained':
      return claimCase(uow, { caseId, claim: 'explained', words: explanation ?? '', plan: words, fileIds });
    case 'ask-time':
      return askForTime(uow, { caseId, reason });
    case 'deny-time':
      return denyTime(uow, { caseId, reason });
    case 'return':
      return returnClaim(uow, { caseId, reason });
    case 'supervise':
      return superviseCase(uow, { caseId, reason });
    case 'escalate':
      return escalateCase(uow, { caseId, reason });
    case 'holds':
    case 'fails':
      return lookBackAtCase(uow, { caseId, holds: purpose === 'holds', words });
    case 'step-aside':
      return stepAside(uow, { caseId, reason });
    case 'reveal':
      return askReveal(uow, { caseId, reason });
    case 'link':
      return linkCase(uow, { caseId, number: readCaseNumber(words) ?? words });
    case 'strike':
      return strikeWords(uow, { caseId, words: words.split(/[,，、;；\n]/) });
    case 'cooperate':
      return cooperateCase(uow, { caseId, words });
    case 'call-back':
      return callBackFor(uow, {
        caseId,
        words,
        ...(callBack ?? { round: 0, solved: false, satisfaction: 'dissatisfied' }),
      });
  }
}

export async function finishCaseUnits(turn: Turn, state: CaseUnitsState): Promise<void> {
  const { uow } = turn;
  const { caseId, number, purpose, lead = '', cooperating } = state;
  const to = { caseId, leadBodyId: lead, cooperatingBodyIds: cooperating };
  const reason = wordsOf(state.said);
  switch (purpose) {
    case 'dispatch':
      return after(turn, caseId, await dispatchCase(uow, to));
    case 'reroute':
      return after(turn, caseId, await rerouteCase(uow, { ...to, reason }));
    case 'decide':
      return after(turn, caseId, await decideDispute(uow, { ...to, reason, keep: false }));
    case 'joint':
      return finishJointAction(turn, state);
    case 'accused': {
      const done = await nameAccused(uow, { caseId, bodyId: lead });
      if (!done.ok) return sayCaseRefusal(turn, done.error);
      const unit = state.units.find(({ id }) => id === lead)?.name ?? '';
      // It may have left this desk with that.
      return sayText(turn, 'case.accused', 'case.done.accused', { number, unit });
    }
  }
}

export async function after(turn: Turn, caseId: string, done: Result<unknown, CaseRefusalSaid>): Promise<void> {
  if (!done.ok) return sayCaseRefusal(turn, done.error);
  await sayCaseDone(turn, caseId);
}
