/** A meeting is called off or moved, with the reason its people are told. */
import { Temporal } from 'temporal-polyfill';
import { cancelMeeting, rescheduleMeeting } from '../usecases/meeting/steps.ts';
import type { MeetingWordsState } from './flows/meeting-words.ts';
import { wordsOf } from './flows/said.ts';
import { sayMeetingRefusal } from './meeting-refusals.ts';
import { sayText, type Turn } from './turn.ts';

export async function finishMeetingWords(turn: Turn, state: MeetingWordsState): Promise<void> {
  const { uow, policy } = turn;
  const { meetingId, title, day = '', time = '' } = state;
  const reason = wordsOf(state.said);
  if (state.purpose === 'cancel') {
    const done = await cancelMeeting(uow, { meetingId, reason });
    if (!done.ok) return sayMeetingRefusal(turn, done.error);
    return sayText(turn, 'meeting.cancelled', 'meeting.done.cancel', { title });
  }
  const startsAt = policy.calendar.instantAt(Temporal.PlainDate.from(day), Temporal.PlainTime.from(time));
  const done = await rescheduleMeeting(uow, { meetingId, startsAt, reason });
  if (!done.ok) return sayMeetingRefusal(turn, done.error);
  return sayText(turn, 'meeting.rescheduled', 'meeting.done.reschedule', { title });
}
