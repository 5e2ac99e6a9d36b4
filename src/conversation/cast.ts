/** 投票 in chat: a press, or the taps of several, become one vote. */
import { phrase } from '../locales/translate.ts';
import { ballotFactsOf, ballotValues } from '../notices/ballot-facts.ts';
import { choiceName } from '../notices/ballots.ts';
import { castVote } from '../usecases/ballot/press.ts';
import { choiceOf, type VotePicksState } from './flows/vote-picks.ts';
import { meetingRefusalText } from './meeting-refusals.ts';
import { sayPrivately, sayText, type Turn } from './turn.ts';

export const finishPicks = (turn: Turn, state: VotePicksState): Promise<void> =>
  onVote(turn, state.ballotId, choiceOf(state));

/**
 * A vote. In a direct chat it is answered with the receipt, for every choice by the same words; in a group with a few for the
 * voter alone. Of a secret one nothing is kept that says which button it was.
 */
export async function onVote(turn: Turn, ballotId: string, choice: string): Promise<void> {
  const { uow, language, account, inbound, arrival } = turn;
  const done = await castVote(uow, {
    ballotId,
    choice,
    press: {
      accountId: account.id,
      pressedAt: arrival.pressedAt,
      receivedAt: arrival.receivedAt,
      sequence: sequenceOf(inbound),
    },
  });
  const facts = await ballotFactsOf(uow, ballotId);
  if (facts?.row.form === 'secret') turn.forget = true;
  if (!done.ok) return sayPrivately(turn, `refused.${done.error.kind}`, meetingRefusalText(language, done.error));
  if (!facts) return;
  if (turn.chat.scope === 'group')
    return sayPrivately(turn, 'ballot.cast', phrase(language, 'ballot.cast.group', ballotValues(language, facts)));
  if (facts.row.form === 'open' && facts.row.question.kind === 'motion') {
    const label = choiceName(language, done.value.stands);
    return sayText(turn, 'ballot.cast', 'ballot.cast.open', {
      number: done.value.ballot.number,
      receipt: done.value.receipt,
      choice: label,
    });
  }
  sayText(turn, 'ballot.cast', 'ballot.cast', { number: done.value.ballot.number, receipt: done.value.receipt });
}

/** What puts two presses of one account in order: Telegram counts its updates, LINE's ids are ordered as text. */
function sequenceOf({ id, address }: Turn['inbound']): number | string {
  const counted = /-(\d{1,15})$/.exec(id)?.[1];
  return address.platform !== 'line' && counted !== undefined ? Number(counted) : id;
}
