/** 写记录: the words are asked for, then the minutes are written; the same again corrects them while nobody has to sign anew. */
import { translate } from '../locales/translate.ts';
import { meetingButton } from '../notices/meetings.ts';
import { meetingLinks } from '../notices/papers.ts';
import { minutesOf, writeMinutes } from '../usecases/meeting/minutes.ts';
import { readMeeting } from '../usecases/meeting/read.ts';
import { beginMinutes } from './begin-flow.ts';
import type { MinutesWordsState } from './flows/minutes-words.ts';
import { wordsOf } from './flows/said.ts';
import { sayMeetingRefusal } from './meeting-refusals.ts';
import { say, type Turn } from './turn.ts';

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

export async function finishMinutes(turn: Turn, { meetingId, title, said }: MinutesWordsState): Promise<void> {
  const { uow, language, actor, host } = turn;
  const done = await writeMinutes(uow, { meetingId, remarks: wordsOf(said) });
  if (!done.ok) return sayMeetingRefusal(turn, done.error);
  say(turn, 'minutes.written', {
    text: translate(language, 'minutes.done.written', { title }),
    choices: [meetingButton(language, meetingId, 'write'), meetingButton(language, meetingId, 'show')],
    links: meetingLinks(host.paperUrl, ['minutes'], meetingId, language, actor.personId),
  });
}
