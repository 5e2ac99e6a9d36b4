/** 会议 in chat: a list, one meeting with what can be done now, answering, checking in, and convening in one line. */
import { Temporal } from 'temporal-polyfill';
import type { Language } from '../channel.ts';
import { isRegular } from '../domain/meeting/kinds.ts';
import { hasMinutes, takesAnswers, takesPresence } from '../domain/meeting/states.ts';
import { permit } from '../domain/permissions/permit.ts';
import type { Command } from '../domain/permissions/table.ts';
import { phrase, translate } from '../locales/translate.ts';
import { ballotButton, ballotWords } from '../notices/ballot-buttons.ts';
import { button } from '../notices/button.ts';
import type { BallotAct, BoundChoice, MeetingAct } from '../notices/intent.ts';
import { meetingButton } from '../notices/meeting-buttons.ts';
import {
  bodiesText,
  kindName,
  type MeetingFacts,
  meetingFactsOf,
  meetingStateName,
  meetingValues,
  whenHeld,
} from '../notices/meeting-facts.ts';
import { type MeetingPaper, meetingLinks } from '../notices/papers.ts';
import { namesOf } from '../notices/recipients.ts';
import type { BallotRow } from '../usecases/ballot/read.ts';
import { answerMeeting } from '../usecases/meeting/answer.ts';
import { consentToShortNotice } from '../usecases/meeting/arrange.ts';
import { checkInCode } from '../usecases/meeting/check-in-code.ts';
import { archiveMeeting } from '../usecases/meeting/follow-up.ts';
import { ballotsOf, meetingsOf } from '../usecases/meeting/list.ts';
import { signMinutes } from '../usecases/meeting/minutes.ts';
import { checkIn, leaveMeeting } from '../usecases/meeting/presence.ts';
import { beginMeeting, closeMeeting, failQuorum, noticeMeeting, openCheckIn } from '../usecases/meeting/steps.ts';
import { askAttendance } from './attendance.ts';
import { beginMeetingWords } from './begin-flow.ts';
import { sayMeetingRefusal } from './meeting-refusals.ts';
import { askForMinutes } from './minutes.ts';
import { repeatMeeting } from './series.ts';
import { rulesOf, say, sayText, type Turn } from './turn.ts';

const readingOf = ({ uow }: Turn) => ({ tx: uow.tx, policyFor: uow.policies.for });

export async function sayMeetings(turn: Turn, page: number): Promise<void> {
  const { uow, language } = turn;
  const size = rulesOf(turn).value('task.list.page');
  const { meetings, hasNext } = await meetingsOf(uow, { page, size });
  if (meetings.length === 0) return sayText(turn, 'meeting.list', 'meeting.list.none');
  const lines: string[] = [];
  for (const { meeting: row, home } of meetings)
    lines.push(
      phrase(language, 'meeting.list.line', {
        when: whenHeld(language, { row, home }),
        kind: kindName(language, row),
        title: row.title,
        state: meetingStateName(language, row),
      }),
    );
  say(turn, 'meeting.list', {
    text: [...translate(language, 'meeting.list'), '\n', lines.map((line, at) => `${at + 1}. ${line}`).join('\n')],
    choices: [
      ...meetings.map(({ meeting: row }, at): BoundChoice => {
        const label = `${at + 1}. ${Array.from(row.title).slice(0, 12).join('')}`;
        return { label, says: label, intent: { do: 'meeting', meetingId: row.id, act: 'show' } };
      }),
      ...(hasNext ? [button(language, 'list.button.more', { do: 'meetings', page: page + 1 }, 'quiet')] : []),
    ],
  });
}

/** @param above what was just done */
export async function sayMeeting(turn: Turn, meetingId: string, above?: string): Promise<void> {
  const { uow, language } = turn;
  const facts = await meetingFactsOf(readingOf(turn), meetingId);
  if (!facts || !mayRead(turn, facts)) return sayMeetingRefusal(turn, { kind: 'meeting_not_found' });
  const ballots = await ballotsOf(uow, meetingId);
  const counts = countsNow(language, facts);
  const bodies = await bodiesText(language, facts, async (id) => (await namesOf(uow, [id]))[0]);
  say(turn, 'meeting.card', {
    text: [
      ...(above === undefined ? [] : [above, '\n\n']),
      ...translate(language, 'meeting.card', {
        ...meetingValues(language, facts),
        state: meetingStateName(language, facts.row),
      }),
      '\n',
      phrase(language, 'meeting.people', await peopleOf(turn, facts)),
      ...(bodies === undefined ? [] : ['\n', bodies]),
      ...(counts === undefined ? [] : ['\n', counts]),
    ],
    choices: [
      ...actsNow(turn, facts).map((act) => meetingButton(language, meetingId, act)),
      ...ballots.flatMap((row) => ballotChoice(turn, facts, row)),
    ],
    links: meetingLinks(turn.host.paperUrl, papersNow(turn, facts), meetingId, language, turn.actor.personId),
  });
}

/** Before the notice how many must come, then who answered, then who is there; afterwards the minutes say it. */
function countsNow(language: Language, facts: MeetingFacts): string | undefined {
  const { state } = facts.row;
  const values = meetingValues(language, facts);
  const answered = (answer: string | null) => facts.members.filter((member) => member.answer === answer).length;
  if (state === 'convened') return phrase(language, 'meeting.card.expected', values);
  if (state === 'noticed')
    return phrase(language, 'meeting.card.answers', {
      ...values,
      attending: answered('attending'),
      leave: answered('leave'),
      silent: answered(null),
    });
  return takesPresence(state) ? phrase(language, 'meeting.card.present', values) : undefined;
}

/** Papers are made for one person, so a group is shown none. */
function papersNow({ chat }: Turn, { row: { state } }: MeetingFacts): readonly MeetingPaper[] {
  if (chat.scope !== 'direct') return [];
  if (hasMinutes(state)) return ['minutes'];
  return takesAnswers(state) ? ['calendar', 'agenda'] : [];
}

/** Who chairs it and who writes. */
async function peopleOf(
  turn: Turn,
  { row: { chairId, recorderId } }: MeetingFacts,
): Promise<{ readonly chair: string; readonly recorder: string }> {
  const nobody = phrase(turn.language, 'meeting.nobody-yet');
  const nameOf = async (id: string | null) => (id === null ? nobody : ((await namesOf(turn.uow, [id]))[0] ?? nobody));
  return { chair: await nameOf(chairId), recorder: await nameOf(recorderId) };
}

const isMember = ({ actor }: Turn, { members }: MeetingFacts): boolean =>
  members.some(({ personId }) => personId === actor.personId);

function may({ actor }: Turn, { row }: MeetingFacts, command: Command): boolean {
  const owner = row.chairId ?? undefined;
  return permit(command, actor, { communityId: row.communityId, ...(owner && { ownerPersonId: owner }) }).ok;
}

const mayRead = (turn: Turn, facts: MeetingFacts): boolean => isMember(turn, facts) || may(turn, facts, 'meeting.read');

/** What whoever looks can do with it as it stands. */
function actsNow(turn: Turn, facts: MeetingFacts): readonly MeetingAct[] {
  const { state, shortenedBecause, consentAt } = facts.row;
  const runs = may(turn, facts, 'meeting.run');
  const isTime = Temporal.Instant.compare(facts.row.startsAt, turn.uow.now) <= 0;
  const member = isMember(turn, facts);
  const acts: (MeetingAct | false)[] = [
    state === 'convened' && runs && 'send',
    state === 'convened' &&
      shortenedBecause !== null &&
      consentAt === null &&
      may(turn, facts, 'meeting.consent') &&
      'consent',
    (state === 'noticed' || state === 'check_in') && member && 'attend',
    (state === 'noticed' || state === 'check_in') && member && 'leave',
    state === 'noticed' && runs && 'open-check-in',
    ['check_in', 'quorum_met', 'in_session', 'voting'].includes(state) && runs && 'code',
    takesPresence(state) && may(turn, facts, 'meeting.enter-presence') && 'enter',
    state === 'quorum_met' && runs && 'begin',
    (state === 'check_in' || state === 'noticed') && runs && isTime && 'fail',
    ['quorum_met', 'in_session', 'voting'].includes(state) &&
      member &&
      facts.row.chairId !== turn.actor.personId &&
      'go',
    (state === 'in_session' || state === 'suspended') && runs && 'close',
    ['convened', 'noticed', 'check_in', 'quorum_met', 'in_session'].includes(state) &&
      may(turn, facts, 'ballot.draft') &&
      'put',
    (state === 'closed' || state === 'minutes_draft') && may(turn, facts, 'meeting.write-minutes') && 'write',
    ['convened', 'noticed', 'check_in', 'quorum_met', 'quorum_failed', 'suspended'].includes(state) &&
      runs &&
      'reschedule',
    ['convened', 'noticed', 'check_in', 'quorum_met', 'quorum_failed'].includes(state) && runs && 'cancel',
    state === 'minutes_draft' && may(turn, facts, 'meeting.sign-minutes') && 'sign',
    (state === 'published' || state === 'follow_up') && may(turn, facts, 'meeting.follow-up') && 'follow-up',
    (state === 'published' || state === 'follow_up') && may(turn, facts, 'meeting.follow-up') && 'archive',
    ...(canRepeat(turn, facts) ? (['monthly', 'quarterly'] as const) : []),
  ];
  return acts.filter((act) => act !== false);
}

/** A meeting of a series comes back already; one that is not fixed yet, or over, says nothing of others. */
const canRepeat = (turn: Turn, facts: MeetingFacts): boolean =>
  facts.row.series === null &&
  isRegular(facts.row.kind) &&
  ['convened', 'published', 'follow_up'].includes(facts.row.state) &&
  may(turn, facts, 'meeting.start-series');

/**
 * The next step of each of its ballots, for whoever may take it; and the papers, which want two people. One that waits can also
 * be closed: when the room stays too small, nothing else ends it.
 */
function ballotChoice(turn: Turn, facts: MeetingFacts, row: BallotRow): readonly BoundChoice[] {
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
  const [act, command] = next[row.state] ?? (['show', 'ballot.read'] as const);
  const step = permit(command, actor, target).ok ? act : 'show';
  const made = ballotButton(turn.language, row.id, step);
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

const WORDS_COMMANDS = {
  put: 'ballot.draft',
  'follow-up': 'meeting.follow-up',
  cancel: 'meeting.cancel',
  reschedule: 'meeting.reschedule',
} as const satisfies Partial<Record<MeetingAct, Command>>;

export async function onMeetingAct(turn: Turn, meetingId: string, act: MeetingAct): Promise<void> {
  const { uow, language } = turn;
  switch (act) {
    case 'show':
      return sayMeeting(turn, meetingId);
    case 'attend':
    case 'leave': {
      const answer = act === 'attend' ? 'attending' : 'leave';
      const done = await answerMeeting(uow, { meetingId, answer });
      if (!done.ok) return sayMeetingRefusal(turn, done.error);
      const facts = await meetingFactsOf(readingOf(turn), meetingId);
      const key = answer === 'attending' ? 'meeting.answered.attending' : 'meeting.answered.leave';
      return sayText(turn, 'meeting.answered', key, { title: facts?.row.title ?? '' });
    }
    case 'send': {
      const done = await noticeMeeting(uow, { meetingId });
      if (!done.ok) return sayMeetingRefusal(turn, done.error);
      const facts = await meetingFactsOf(readingOf(turn), meetingId);
      const count = facts?.row.noticedTo ?? 0;
      return sayText(turn, 'meeting.sent', 'meeting.sent', { count, missing: (facts?.members.length ?? 0) - count });
    }
    case 'consent': {
      const done = await consentToShortNotice(uow, { meetingId });
      return done.ok ? sayText(turn, 'meeting.consented', 'meeting.done.consent') : sayMeetingRefusal(turn, done.error);
    }
    case 'open-check-in': {
      const done = await openCheckIn(uow, { meetingId });
      return done.ok
        ? sayText(turn, 'meeting.check-in', 'meeting.done.open-check-in')
        : sayMeetingRefusal(turn, done.error);
    }
    case 'code':
      return sayCode(turn, meetingId);
    case 'enter':
      return askAttendance(turn, meetingId);
    case 'begin': {
      const done = await beginMeeting(uow, { meetingId });
      if (!done.ok) return sayMeetingRefusal(turn, done.error);
      const facts = await meetingFactsOf(readingOf(turn), meetingId);
      return sayMeeting(
        turn,
        meetingId,
        phrase(language, 'meeting.begun', {
          title: facts?.row.title ?? '',
          present: facts?.present ?? 0,
          of: facts?.of ?? 0,
        }),
      );
    }
    case 'fail': {
      const done = await failQuorum(uow, { meetingId });
      if (!done.ok) return sayMeetingRefusal(turn, done.error);
      return sayText(turn, 'meeting.failed', 'meeting.done.fail', { title: done.value.meeting.title });
    }
    case 'close': {
      const done = await closeMeeting(uow, { meetingId });
      if (!done.ok) return sayMeetingRefusal(turn, done.error);
      return sayText(turn, 'meeting.closed', 'meeting.done.close', { title: done.value.meeting.title });
    }
    case 'go': {
      const done = await leaveMeeting(uow, { meetingId });
      if (!done.ok) return sayMeetingRefusal(turn, done.error);
      return sayText(turn, 'meeting.gone', 'meeting.gone', { title: done.value.meeting.title });
    }
    case 'write':
      return askForMinutes(turn, meetingId);
    case 'archive': {
      const done = await archiveMeeting(uow, { meetingId });
      if (!done.ok) return sayMeetingRefusal(turn, done.error);
      return sayText(turn, 'meeting.archived', 'meeting.done.archive', { title: done.value.meeting.title });
    }
    case 'monthly':
    case 'quarterly': {
      const facts = await meetingFactsOf(readingOf(turn), meetingId);
      if (!facts || !mayRead(turn, facts)) return sayMeetingRefusal(turn, { kind: 'meeting_not_found' });
      return repeatMeeting(turn, facts, act === 'monthly' ? 'month' : 'quarter');
    }
    case 'put':
    case 'cancel':
    case 'follow-up':
    case 'reschedule': {
      const facts = await meetingFactsOf(readingOf(turn), meetingId);
      if (!facts || !may(turn, facts, WORDS_COMMANDS[act]))
        return sayMeetingRefusal(turn, { kind: 'meeting_not_found' });
      return beginMeetingWords(turn, { purpose: act, meetingId, title: facts.row.title, said: [] });
    }
    case 'sign': {
      const done = await signMinutes(uow, { meetingId });
      if (!done.ok) return sayMeetingRefusal(turn, done.error);
      return sayText(turn, 'minutes.signed', 'minutes.done.signed');
    }
  }
}

/** For whoever shows it in the room; it is worth nothing half a minute later. */
async function sayCode(turn: Turn, meetingId: string): Promise<void> {
  const { uow, language } = turn;
  const facts = await meetingFactsOf(readingOf(turn), meetingId);
  if (!facts || !may(turn, facts, 'meeting.run')) return sayMeetingRefusal(turn, { kind: 'meeting_not_found' });
  say(turn, 'meeting.code', {
    text: translate(language, 'meeting.code', {
      ...meetingValues(language, facts),
      code: checkInCode(uow.keys, facts.row, uow.now),
    }),
    choices: [meetingButton(language, meetingId, 'code')],
  });
}

/** 「签到 123456」. */
export async function onCheckIn(turn: Turn, typed: string): Promise<void> {
  const code = typed.normalize('NFKC').replace(/\D/g, '');
  if (code.length !== 6) return sayText(turn, 'meeting.check-in.how', 'meeting.check-in.how');
  const done = await checkIn(turn.uow, { code });
  if (!done.ok) return sayMeetingRefusal(turn, done.error);
  const facts = await meetingFactsOf(readingOf(turn), done.value.meeting.id);
  if (!facts) return;
  say(turn, 'meeting.here', {
    text: translate(turn.language, 'meeting.here', meetingValues(turn.language, facts)),
    choices: [meetingButton(turn.language, facts.row.id, 'go')],
  });
}
