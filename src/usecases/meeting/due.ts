/** What a meeting's date brings by itself. */
import type { DuePayloads, UnitOfWork } from '../unit-of-work.ts';
import { moveMeeting } from './change.ts';
import { lockMeeting } from './read.ts';

/** Half an hour before, say: whoever is there can check in, without anybody having to think of it. */
export async function meetingCheckInOpens(
  uow: UnitOfWork,
  { meetingId, round }: DuePayloads['meeting.check-in-opens'],
): Promise<void> {
  const loaded = await lockMeeting(uow, meetingId);
  if (!loaded.ok || loaded.value.meeting.round !== round || loaded.value.meeting.state !== 'noticed') return;
  const opened = await moveMeeting(uow, loaded.value, undefined, 'system', {
    name: 'meeting.wake',
    step: () => ({ action: 'open_check_in' }),
  });
  if (!opened.ok) throw new Error(`the check-in did not open: ${opened.error.kind}`);
  uow.notices.push({ kind: 'meeting.check-in', meetingId });
}

/** The hour has come: the chair is told how many are there, and begins or waits. */
export async function meetingBegins(
  uow: UnitOfWork,
  { meetingId, round }: DuePayloads['meeting.begins'],
): Promise<void> {
  const loaded = await lockMeeting(uow, meetingId);
  if (!loaded.ok || loaded.value.meeting.round !== round) return;
  if (!['noticed', 'check_in', 'quorum_met'].includes(loaded.value.meeting.state)) return;
  uow.notices.push({ kind: 'meeting.begins', meetingId });
}
