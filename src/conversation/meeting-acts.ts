/** What whoever looks at a meeting may do with it as it stands: the buttons under it. */
import { Temporal } from 'temporal-polyfill';
import { isRegular } from '../domain/meeting/kinds.ts';
import { awaitsSignatures, takesArranging, takesPresence } from '../domain/meeting/states.ts';
import { permit } from '../domain/permissions/permit.ts';
import type { Command } from '../domain/permissions/table.ts';
import { ballotButton, ballotButtonFor, ballotWords } from '../notices/ballot-buttons.ts';
import type { BallotAct, BoundChoice, MeetingAct } from '../notices/intent.ts';
import type { MeetingFacts } from '../notices/meeting-facts.ts';
import type { BallotRow } from '../usecases/ballot/read.ts';
import { goneFrom } from '../usecases/meeting/gone.ts';
import { minutesTarget } from '../usecases/meeting/minutes.ts';
import type { Turn } from './turn.ts';

export const isMember = ({ actor }: Turn, { members }: MeetingFacts): boolean =>
  members.some(({ personId }) => personId === actor.personId);

export function mayDo({ actor }: Turn, { row }: MeetingFacts, command: Command): boolean {
  const owner = row.chairId ?? undefined;
  return permit(command, actor, { communityId: row.communityId, ...(owner && { ownerPersonId: owner }) }).ok;
}

export const mayRead = (turn: Turn, facts: MeetingFacts): boolean =>
  isMember(turn, facts) || mayDo(turn, facts, 'meeting.read');

/** What whoever looks can do with it as it stands. */
export async function actsNow(turn: Turn, facts: MeetingFacts): Promise<readonly MeetingAct[]> {
  const { state, shortenedBecause, consentAt } = facts.row;
  const runs = mayDo(turn, facts, 'meeting.run');
  const isTime = Temporal.Instant.compare(facts.row.startsAt, turn.uow.now) <= 0;
  const member = isMember(turn, facts);
  const minutes = minutesTarget(facts.row, turn.actor);
  const acts: (MeetingAct | false)[] = [
    state === 'convened' && runs && 'send',
    state === 'convened' &&
      shortenedBecause !== null &&
      consentAt === null &&
      mayDo(turn, facts, 'meeting.consent') &&
      'consent',
    (state === 'noticed' || state === 'check_in') && member && 'attend',
    (state === 'noticed' || state === 'check_in') && member && 'leave',
    state === 'noticed' && runs && 'open-check-in',
    ['check_in', 'quorum_met', 'in_session', 'voting'].includes(state) && runs && 'code',
    takesPresence(state) && mayDo(turn, facts, 'meeting.enter-presence') && 'enter',
    state === 'quorum_met' && runs && 'begin',
    (state === 'check_in' || state === 'noticed') && runs && isTime && 'fail',
    ['quorum_met', 'in_session', 'voting'].includes(state) &&
      member &&
      facts.row.chairId !== turn.actor.personId &&
      'go',
    (state === 'in_session' || state === 'suspended') && runs && 'close',
    takesArranging(state) && state !== 'quorum_failed' && mayDo(turn, facts, 'ballot.draft') && 'put',
    awaitsSignatures(state) && permit('meeting.write-minutes', turn.actor, minutes).ok && 'write',
    ['convened', 'noticed', 'check_in', 'quorum_met', 'quorum_failed', 'suspended'].includes(state) &&
      runs &&
      'reschedule',
    ['convened', 'noticed', 'check_in', 'quorum_met', 'quorum_failed'].includes(state) && runs && 'cancel',
    state === 'minutes_draft' && permit('meeting.sign-minutes', turn.actor, minutes).ok && 'sign',
    mayDo(turn, facts, 'meeting.arrange') && (await wantsPeople(turn, facts)) && 'people',
    (state === 'published' || state === 'follow_up') && mayDo(turn, facts, 'meeting.follow-up') && 'follow-up',
    (state === 'published' || state === 'follow_up') && mayDo(turn, facts, 'meeting.follow-up') && 'archive',
    ...(canRepeat(turn, facts) ? (['monthly', 'quarterly'] as const) : []),
  ];
  return acts.filter((act) => act !== false);
}

/** Until it begins anybody may be named; afterwards whoever signs instead of somebody who is gone. */
const wantsPeople = async ({ uow }: Turn, { row }: MeetingFacts): Promise<boolean> =>
  awaitsSignatures(row.state)
    ? (await goneFrom(uow, row)).length > 0
    : ['convened', 'noticed', 'check_in', 'quorum_met', 'quorum_failed'].includes(row.state);

/** A meeting of a series comes back already; one that is not fixed yet, or over, says nothing of others. */
const canRepeat = (turn: Turn, facts: MeetingFacts): boolean =>
  facts.row.series === null &&
  isRegular(facts.row.kind) &&
  ['convened', 'published', 'follow_up'].includes(facts.row.state) &&
  mayDo(turn, facts, 'meeting.start-series');

/**
 * The next step of each of its ballots, for whoever may take it; and the papers, which want two people. One that waits can also
 * be closed: when the room stays too small, nothing else ends it.
 */
export function ballotChoice(turn: Turn, facts: MeetingFacts, row: BallotRow): readonly BoundChoice[] {
  const { actor } = turn;
  const target = {
    communityId: row.communityId,
    ...(facts.row.chairId !== null && { ownerPersonId: facts.row.chairId }),
  };
  const next: Partial<Record<BallotRow['state'], readonly [BallotAct, Command]>> = {
    draft: ['review', 'ballot.review'],
    reviewed: ['freeze', 'ballot.freeze-roll'],
    roll_frozen: ['open', 'ballot.open'],
    open: ['close', 'ballot.close'],
    paused: ['resume', 'ballot.resume'],
    counted: ['verify', 'ballot.verify'],
  };
  // What was not voted on in a meeting that is over is put to another one.
  const left = !takesArranging(facts.row.state) && ['draft', 'reviewed', 'roll_frozen'].includes(row.state);
  const [act, command] = (!left && next[row.state]) || (['show', 'ballot.read'] as const);
  const step = permit(command, actor, target).ok ? act : 'show';
  const made = ballotButtonFor(turn.language, row, step);
  const closes = row.state === 'paused' && permit('ballot.close', actor, target).ok;
  const takesPapers =
    ['open', 'paused', 'closed'].includes(row.state) && permit('ballot.enter-paper', actor, target).ok;
  return [
    made,
    ...(closes ? [ballotButton(turn.language, row.id, 'close')] : []),
    ...(takesPapers ? [ballotWords(turn.language, row.id, 'paper')] : []),
  ].map((choice) => {
    const label = `${row.number}. ${choice.label}`;
    return { ...choice, label, ...(choice.says !== undefined && { says: label }) };
  });
}
