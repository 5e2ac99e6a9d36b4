/** 看名册: who stands under which number, for those who enter papers or decide whether an entry is wrong. */
import { permit } from '../domain/permissions/permit.ts';
import { ballotFactsOf } from '../notices/ballot-facts.ts';
import { namesOf } from '../notices/recipients.ts';
import { sayMeetingRefusal } from './meeting-refusals.ts';
import { sayText, type Turn } from './turn.ts';

/** A longer list fits no message of LINE or Telegram with room to spare. */
const MOST_SHOWN = 200;
/** Fits the width of a phone without tearing a name. */
const IN_A_ROW = 2;

export const mayReadRoll = ({ actor }: Turn, communityId: string): boolean =>
  permit('ballot.enter-paper', actor, { communityId }).ok;

export async function sayRoll(turn: Turn, ballotId: string): Promise<void> {
  const facts = await ballotFactsOf(turn.uow, ballotId);
  if (!facts || !mayReadRoll(turn, facts.row.communityId)) return sayMeetingRefusal(turn, { kind: 'ballot_not_found' });
  const { row, entries } = facts;
  const about = { number: row.number, count: entries.length };
  if (entries.length > MOST_SHOWN) return sayText(turn, 'ballot.roll', 'ballot.roll.long', about);
  const names = await namesOf(
    turn.uow,
    entries.map(({ personId }) => personId),
  );
  const people = entries
    .map(({ number }, at) => `${at === 0 ? '' : at % IN_A_ROW === 0 ? '\n' : '　'}${number} ${names[at] ?? ''}`)
    .join('');
  sayText(turn, 'ballot.roll', 'ballot.roll', { ...about, people });
}
