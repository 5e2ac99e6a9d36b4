/** 登记到会: the list at the door is shown, for those without a phone and those who signed on paper. */
import { phrase } from '../locales/translate.ts';
import { attendanceList, type OnList } from '../usecases/meeting/attendance.ts';
import { beginAttendance } from './begin-flow.ts';
import { sayMeetingRefusal } from './meeting-refusals.ts';
import type { Turn } from './turn.ts';

/** A longer list fits no message of LINE or Telegram with room to spare: then it is done by name. */
const MOST_SHOWN = 200;
/** Fits the width of a phone without tearing a name. */
const IN_A_ROW = 2;

export async function askAttendance(turn: Turn, meetingId: string): Promise<void> {
  const found = await attendanceList(turn.uow, meetingId);
  if (!found.ok) return sayMeetingRefusal(turn, found.error);
  const { meeting, people } = found.value;
  await beginAttendance(turn, {
    meetingId,
    title: meeting.title,
    list: shown(turn, people),
    all: false,
    said: [],
  });
}

/** Who is not there yet; whoever asked for leave may come all the same, and stands at the end. */
function shown({ language }: Turn, people: readonly OnList[]): string {
  const missing = people.filter(({ isHere }) => !isHere);
  if (missing.length === 0) return phrase(language, 'attendance.list.none');
  if (missing.length > MOST_SHOWN) return phrase(language, 'attendance.list.long', { count: missing.length });
  const line = (some: readonly OnList[]) =>
    some
      .map(({ number, name }, at) => `${at === 0 ? '' : at % IN_A_ROW === 0 ? '\n' : '　'}${number} ${name}`)
      .join('');
  const onLeave = missing.filter((one) => one.onLeave);
  return [
    phrase(language, 'attendance.list', {
      count: missing.length - onLeave.length,
      people: line(missing.filter((one) => !one.onLeave)),
    }),
    ...(onLeave.length > 0 ? [phrase(language, 'attendance.list.leave', { people: line(onLeave) })] : []),
  ].join('\n');
}
