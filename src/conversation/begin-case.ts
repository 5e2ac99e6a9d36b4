/**
 * Begins what is said about cases. A report is begun by the word, by free words that sound like it, or by staff for somebody
 * on the phone; of what a reporter does the platform's event is not kept.
 */
import { guessCase } from '../domain/hotline/guess.ts';
import { PERMISSIONS } from '../domain/permissions/table.ts';
import { prepared } from './case-report.ts';
import { type CaseMediationState, caseMediationFlow } from './flows/case-mediation.ts';
import { type CaseReportState, next, startCaseReport } from './flows/case-report/state.ts';
import { caseReportFlow } from './flows/case-report.ts';
import { type CaseThreadState, caseThreadFlow } from './flows/case-thread.ts';
import { type CaseUnitsState, caseUnitsFlow } from './flows/case-units.ts';
import { type CaseWordsState, caseWordsFlow } from './flows/case-words.ts';
import type { Said } from './flows/said.ts';
import { ask, leaveBehind } from './run-flow.ts';
import { FLOW, sayText, type Turn, viewOf } from './turn.ts';

/** Said outright; a resident's trouble at home goes the way of a demand unless she says so. */
const OUTRIGHT =
  /我[要想](?:举报|投诉|舉報|投訴)|^(?:举报|投诉|舉報|投訴)|i (?:want|would like) to (?:complain about|report) (?:the|a|an) (?:office|unit|department|firm)/i;

export function soundsLikeReport(text: string): boolean {
  if (OUTRIGHT.test(text.trim())) return true;
  const { about, confidence } = guessCase(text);
  return about?.family === 'burden' && confidence !== 'unsure';
}

export const mayEnterCase = ({ actor }: Turn): boolean =>
  actor.seats.some(({ role }) => Object.hasOwn(PERMISSIONS['case.enter'], role));

type Known = Pick<Partial<CaseReportState>, 'entering' | 'follows' | 'unasked' | 'category' | 'categoryChosen'>;

export async function beginCaseReport(turn: Turn, said: Said, known: Known = {}): Promise<void> {
  if (!known.entering) turn.forget = true;
  leaveBehind(turn);
  if (turn.communities.length === 0) return sayText(turn, FLOW, 'report.no-community');
  const state = startCaseReport(said, { ...known, bound: turn.actor.personId !== undefined });
  const ready = turn.community ? await prepared(turn, state, turn.community.id) : state;
  const first = next(ready, viewOf(turn));
  if (first.kind === 'ask') await ask(turn, caseReportFlow, first.step, ready);
}

/** A reporter adds to a case of hers. */
export async function beginThread(turn: Turn, step: 'say' | 'leave-out', state: CaseThreadState): Promise<void> {
  turn.forget = true;
  leaveBehind(turn);
  await ask(turn, caseThreadFlow, step, state);
}

export async function beginCaseWords(turn: Turn, state: CaseWordsState): Promise<void> {
  leaveBehind(turn);
  await ask(turn, caseWordsFlow, 'words', state);
}

export async function beginCaseUnits(turn: Turn, state: CaseUnitsState): Promise<void> {
  leaveBehind(turn);
  await ask(turn, caseUnitsFlow, state.purpose === 'joint' ? 'numbers' : 'lead', state);
}

export async function beginCaseMediation(turn: Turn, state: CaseMediationState): Promise<void> {
  leaveBehind(turn);
  await ask(turn, caseMediationFlow, 'when', state);
}
