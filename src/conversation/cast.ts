/** 投票 in chat: a press, or the taps of several, become one vote. */
import { phrase } from '../locales/translate.ts';
import { choiceName } from '../notices/ballot-buttons.ts';
import { castVote } from '../usecases/ballot/press.ts';
import { ballotForm } from '../usecases/ballot/read.ts';
import { choiceOf, type VotePicksState } from './flows/vote-picks.ts';
import { meetingRefusalText } from './meeting-refusals.ts';
import { sayPrivately, sayText, type Turn } from './turn.ts';

export const finishPicks = (turn: Turn, state: VotePicksState): Promise<void> =>
  onVote(turn, state.ballotId, choiceOf(state), state.entry);

/**
 * A vote. In a direct chat it is answered with the receipt, for every choice by the same words; in a group with a few for the
 * voter. Of a secret one nothing is kept that says which button it was.
 */
export async function onVote(turn: Turn, ballotId: string, choice: string, entry?: number): Promise<void> {
  const { uow, language, account, inbound, arrival } = turn;
  const done = await castVote(uow, {
    ballotId,
    choice,
    ...(entry !== undefined && { number: entry }),
    press: {
      accountId: account.id,
      pressedAt: arrival.pressedAt,
      receivedAt: arrival.receivedAt,
      sequence: sequenceOf(inbound),
    },
  });
  const secret = (done.ok ? done.value.ballot.form : await ballotForm(uow, ballotId)) === 'secret';
  if (secret) turn.forget = true;
  const privately = { about: `ballot:${ballotId}`, ...(secret && { discreet: true as const }) };
  if (!done.ok)
    return sayPrivately(turn, `refused.${done.error.kind}`, meetingRefusalText(language, done.error), privately);
  const { ballot: row, receipt, stands } = done.value;
  const { number } = row;
  if (entry !== undefined)
    return sayPrivately(
      turn,
      'ballot.cast',
      phrase(language, 'ballot.cast.for', { number, entry, receipt }),
      privately,
    );
  if (secret || row.question.kind !== 'motion')
    return sayPrivately(turn, 'ballot.cast', phrase(language, 'ballot.cast', { number, receipt }), privately);
  const label = choiceName(language, stands);
  if (turn.chat.scope === 'group')
    return sayPrivately(
      turn,
      'ballot.cast',
      phrase(language, 'ballot.cast.group', { number, choice: label }),
      privately,
    );
  sayText(turn, 'ballot.cast', 'ballot.cast.open', { number, receipt, choice: label });
}

/** What puts two presses of one account in order: Telegram counts its updates, LINE's ids are ordered as text. */
function sequenceOf({ id, address }: Turn['inbound']): number | string {
  const counted = /-(\d{1,15})$/.exec(id)?.[1];
  return address.platform !== 'line' && counted !== undefined ? Number(counted) : id;
}
