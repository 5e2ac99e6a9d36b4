/** 会议 in chat: a list, one meeting with what can be done now, answering, checking in, and convening in one line. */
import type { Language } from '../channel.ts';
import { hasMinutes, takesAnswers, takesPresence } from '../domain/meeting/states.ts';
import type { Command } from '../domain/permissions/table.ts';
import { shortened } from '../locales/shortened.ts';
import { phrase, translate } from '../locales/translate.ts';
import { button } from '../notices/button.ts';
import type { BoundChoice, MeetingAct } from '../notices/intent.ts';
import { meetingButton, meetingButtonFor } from '../notices/meeting-buttons.ts';
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
import { actsNow, ballotChoice, mayDo, mayRead } from './meeting-acts.ts';
import { type MeetingRefusal, meetingRefusalText, sayMeetingRefusal } from './meeting-refusals.ts';
import { askForMinutes } from './minutes.ts';
import { presidingWords } from './named-people.ts';
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
        const label = `${at + 1}. ${shortened(row.title, 12)}`;
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
      phrase(language, 'meeting.people', await presidingWords(turn, facts.row)),
      ...(bodies === undefined ? [] : ['\n', bodies]),
      ...(counts === undefined ? [] : ['\n', counts]),
    ],
    choices: [
      ...(await actsNow(turn, facts)).map((act) => meetingButtonFor(language, facts, act)),
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

const WORDS_COMMANDS = {
  put: 'ballot.draft',
  people: 'meeting.arrange',
  'follow-up': 'meeting.follow-up',
  cancel: 'meeting.cancel',
  reschedule: 'meeting.reschedule',
} as const satisfies Partial<Record<MeetingAct, Command>>;

/** @param seen what the button was beside; one that says nothing of it agrees to nothing */
export async function onMeetingAct(turn: Turn, meetingId: string, act: MeetingAct, seen = ''): Promise<void> {
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
      const done = await consentToShortNotice(uow, { meetingId, seen });
      if (!done.ok) return sayAnew(turn, meetingId, done.error);
      return sayText(turn, 'meeting.consented', 'meeting.done.consent');
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
    case 'people':
    case 'cancel':
    case 'follow-up':
    case 'reschedule': {
      const facts = await meetingFactsOf(readingOf(turn), meetingId);
      if (!facts || !mayDo(turn, facts, WORDS_COMMANDS[act]))
        return sayMeetingRefusal(turn, { kind: 'meeting_not_found' });
      return beginMeetingWords(turn, { purpose: act, meetingId, title: facts.row.title, said: [] });
    }
    case 'sign': {
      const done = await signMinutes(uow, { meetingId, seen });
      if (!done.ok) return sayAnew(turn, meetingId, done.error);
      return sayText(turn, 'minutes.signed', 'minutes.done.signed');
    }
  }
}

/** What she agreed to was changed: she is shown how it is now. */
function sayAnew(turn: Turn, meetingId: string, refusal: MeetingRefusal): Promise<void> | void {
  if (refusal.kind !== 'minutes_newer' && refusal.kind !== 'date_newer') return sayMeetingRefusal(turn, refusal);
  return sayMeeting(turn, meetingId, meetingRefusalText(turn.language, refusal));
}

/** For whoever shows it in the room; it is worth nothing half a minute later. */
async function sayCode(turn: Turn, meetingId: string): Promise<void> {
  const { uow, language } = turn;
  const facts = await meetingFactsOf(readingOf(turn), meetingId);
  if (!facts || !mayDo(turn, facts, 'meeting.run')) return sayMeetingRefusal(turn, { kind: 'meeting_not_found' });
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
