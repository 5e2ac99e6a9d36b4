/** The buttons under what is said about a meeting. */
import type { Language } from '../channel.ts';
import type { MessageKey } from '../locales/translate.ts';
import { button } from './button.ts';
import type { BoundChoice, MeetingAct } from './intent.ts';
import type { MeetingFacts } from './meeting-facts.ts';

const BUTTONS = {
  attend: 'meeting.button.attend',
  leave: 'meeting.button.leave',
  send: 'meeting.button.send',
  consent: 'meeting.button.consent',
  show: 'meeting.button.show',
  'open-check-in': 'meeting.button.open-check-in',
  code: 'meeting.button.code',
  enter: 'meeting.button.enter',
  begin: 'meeting.button.begin',
  fail: 'meeting.button.fail',
  close: 'meeting.button.close',
  go: 'meeting.button.go',
  put: 'meeting.button.put',
  write: 'minutes.button.write',
  sign: 'meeting.button.sign',
  people: 'meeting.button.people',
  cancel: 'meeting.button.cancel',
  reschedule: 'meeting.button.reschedule',
  'follow-up': 'meeting.button.follow-up',
  archive: 'meeting.button.archive',
  monthly: 'meeting.button.monthly',
  quarterly: 'meeting.button.quarterly',
} as const satisfies { readonly [A in MeetingAct]: MessageKey };

export const meetingButton = (language: Language, meetingId: string, act: MeetingAct, seen?: string): BoundChoice =>
  button(
    language,
    BUTTONS[act],
    { do: 'meeting', meetingId, act, ...(seen !== undefined && { seen }) },
    act === 'leave' || act === 'fail' ? 'quiet' : undefined,
  );

/** Beside what is told of the meeting: whoever agrees to something agrees to that, however it is changed before she presses. */
export const meetingButtonFor = (language: Language, facts: MeetingFacts, act: MeetingAct): BoundChoice =>
  meetingButton(language, facts.row.id, act, seenIn(facts, act));

function seenIn({ row, minutesVersion }: MeetingFacts, act: MeetingAct): string | undefined {
  if (act === 'sign') return String(minutesVersion);
  return act === 'consent' ? String(row.round) : undefined;
}
