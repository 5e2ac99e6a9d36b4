/** What a reporter added to a case of hers is dropped as a letter; files go one by one, as they come. */
import { translate } from '../locales/translate.ts';
import { dropOwnLetter } from '../usecases/hotline/report.ts';
import { choice } from './answers.ts';
import { sayCaseRefusal } from './case-refusals.ts';
import type { CaseThreadState } from './flows/case-thread.ts';
import { wordsOf } from './flows/said.ts';
import { FLOW, say, type Turn } from './turn.ts';

const aboutOf = (turn: Turn, { caseId, code, purpose }: CaseThreadState) => ({
  caseId,
  accountId: turn.account.id,
  ...(code !== undefined && { code }),
  ...(purpose === 'sent' && { onItsWay: true }),
});

/** @returns whether it was dropped */
export async function dropThreadFile(turn: Turn, state: CaseThreadState, fileId: string): Promise<boolean> {
  const done = await dropOwnLetter(turn.uow, { ...aboutOf(turn, state), letter: { kind: 'file', fileId } });
  if (!done.ok) sayCaseRefusal(turn, done.error);
  return done.ok;
}

export async function finishThread(turn: Turn, state: CaseThreadState): Promise<void> {
  const { purpose, caseId, code, bodyId, number } = state;
  const words = wordsOf(state.said);
  if (words !== '') {
    const letter =
      purpose === 'leave-out'
        ? { kind: 'leave_out' as const, words, ...(bodyId !== undefined && { bodyId }) }
        : { kind: 'say' as const, words };
    const done = await dropOwnLetter(turn.uow, { ...aboutOf(turn, state), letter });
    if (!done.ok) return sayCaseRefusal(turn, done.error);
  }
  const key =
    purpose !== 'leave-out' ? 'case.own.said' : bodyId === undefined ? 'case.own.asked-out' : 'case.own.left-out';
  say(turn, FLOW, {
    text: translate(turn.language, key, { number }),
    choices: [
      choice(
        turn,
        'case.own.show',
        { do: 'own-case', caseId, act: 'show', ...(code !== undefined && { code }) },
        'quiet',
      ),
    ],
  });
}
