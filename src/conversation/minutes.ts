/** 写记录: the words are asked for; the same again corrects the minutes, until all who must have signed. */
import { minutesOf } from '../usecases/meeting/minutes.ts';
import { readMeeting } from '../usecases/meeting/read.ts';
import { beginMinutes } from './begin-flow.ts';
import { sayMeetingRefusal } from './meeting-refusals.ts';
import type { Turn } from './turn.ts';

/** Who may is asked when they are written: until then nothing is told that the button did not say. */
export async function askForMinutes(turn: Turn, meetingId: string): Promise<void> {
  const { uow } = turn;
  const loaded = await readMeeting(uow, meetingId);
  if (!loaded.ok) return sayMeetingRefusal(turn, loaded.error);
  const { state, title } = loaded.value.meeting;
  if (state !== 'closed' && state !== 'minutes_draft')
    return sayMeetingRefusal(turn, { kind: 'meeting_not_now', action: 'draft_minutes', state });
  const before = await minutesOf(uow, meetingId);
  await beginMinutes(turn, { meetingId, title, said: [], ...(before && { before: before.text.remarks }) });
}
