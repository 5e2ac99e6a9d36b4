/** A meeting is called off, moved or given another chair, something is put to the vote, or what was agreed becomes a task. */
import { Temporal } from 'temporal-polyfill';
import { parseMeetingLine } from '../domain/meeting/typed.ts';
import { formatDate } from '../locales/dates.ts';
import { phrase } from '../locales/translate.ts';
import { meetingButton } from '../notices/meeting-buttons.ts';
import { arrangePeople } from '../usecases/meeting/arrange.ts';
import { followUpMeeting } from '../usecases/meeting/follow-up.ts';
import { readMeeting } from '../usecases/meeting/read.ts';
import { cancelMeeting, rescheduleMeeting } from '../usecases/meeting/steps.ts';
import { groupTargetsNamed } from '../usecases/registry/group-target.ts';
import type { MeetingWordsState } from './flows/meeting-words.ts';
import { wordsOf } from './flows/said.ts';
import { sayMeetingRefusal } from './meeting-refusals.ts';
import { putInMeeting } from './motions.ts';
import { presidingNamed, presidingWords } from './named-people.ts';
import { say, sayText, type Turn } from './turn.ts';

export async function finishMeetingWords(turn: Turn, state: MeetingWordsState): Promise<void> {
  const { uow, policy } = turn;
  const { meetingId, title, day = '', time = '' } = state;
  const reason = wordsOf(state.said);
  if (state.purpose === 'put') return putInMeeting(turn, meetingId, reason);
  if (state.purpose === 'people') return namePeople(turn, meetingId, reason);
  if (state.purpose === 'cancel') {
    const done = await cancelMeeting(uow, { meetingId, reason });
    if (!done.ok) return sayMeetingRefusal(turn, done.error);
    return sayText(turn, 'meeting.cancelled', 'meeting.done.cancel', { title });
  }
  if (state.purpose === 'follow-up') return setTask(turn, state, reason);
  const startsAt = policy.calendar.instantAt(Temporal.PlainDate.from(day), Temporal.PlainTime.from(time));
  const done = await rescheduleMeeting(uow, {
    meetingId,
    startsAt,
    reason,
    ...(state.urgent !== undefined && { shortenedBecause: state.urgent }),
  });
  if (!done.ok) return sayMeetingRefusal(turn, done.error);
  return sayText(turn, 'meeting.rescheduled', 'meeting.done.reschedule', { title });
}

async function namePeople(turn: Turn, meetingId: string, words: string): Promise<void> {
  const { uow, language } = turn;
  const loaded = await readMeeting(uow, meetingId);
  if (!loaded.ok) return sayMeetingRefusal(turn, loaded.error);
  const people = await presidingNamed(turn, loaded.value.meeting.communityId, parseMeetingLine(words) ?? {});
  if (people === undefined) return;
  const done = await arrangePeople(uow, { meetingId, ...people });
  if (!done.ok) return sayMeetingRefusal(turn, done.error);
  say(turn, 'meeting.people', {
    text: [
      phrase(language, 'meeting.done.people'),
      '\n',
      phrase(language, 'meeting.people', await presidingWords(turn, done.value)),
    ],
    choices: [meetingButton(language, meetingId, 'show')],
  });
}

/** The head's, unless the words begin with the name of a body: then it is for whoever works there. */
async function setTask(turn: Turn, { meetingId, day = '' }: MeetingWordsState, words: string): Promise<void> {
  const { uow, language, community } = turn;
  const [, name = '', rest = ''] = /^\s*([^:：]{1,40})[:：]\s*(.+)$/s.exec(words) ?? [];
  const bodies =
    community && name !== '' ? (await groupTargetsNamed(uow.tx, community, name)).filter(({ bodyId }) => bodyId) : [];
  const [unit] = bodies;
  const dueOn = Temporal.PlainDate.from(day);
  const done = await followUpMeeting(uow, {
    meetingId,
    tasks: [
      unit?.bodyId !== undefined && bodies.length === 1
        ? { title: { 'zh-Hans': rest }, ownerRole: 'unit_member', ownerBodyId: unit.bodyId, dueOn }
        : { title: { 'zh-Hans': words }, ownerRole: 'committee_head', dueOn },
    ],
  });
  if (!done.ok) return sayMeetingRefusal(turn, done.error);
  return sayText(turn, 'meeting.follow-up', 'meeting.done.follow-up', {
    what: unit === undefined ? words : rest,
    by: formatDate(language, day),
  });
}
