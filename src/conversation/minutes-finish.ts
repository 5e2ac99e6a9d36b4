/** The words of the minutes have come: they are written, and whoever must confirm them is asked. */
import { translate } from '../locales/translate.ts';
import { meetingButton } from '../notices/meeting-buttons.ts';
import { meetingLinks } from '../notices/papers.ts';
import { writeMinutes } from '../usecases/meeting/minutes.ts';
import type { MinutesWordsState } from './flows/minutes-words.ts';
import { wordsOf } from './flows/said.ts';
import { sayMeetingRefusal } from './meeting-refusals.ts';
import { say, type Turn } from './turn.ts';

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
