/** What a meeting's date brings by itself. */
import { and, eq, gt, lte } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { schedule } from '../../../db/schema/index.ts';
import { takesAnswers } from '../../domain/meeting/states.ts';
import type { DuePayloads, UnitOfWork } from '../unit-of-work.ts';
import { meetingSource, moveMeeting } from './change.ts';
import { lockMeeting } from './read.ts';
import { noticeBySystem } from './steps.ts';

/** Whoever has not answered hears of it again; after a downtime of several such times once, by the newest. */
export async function meetingRemind(
  uow: UnitOfWork,
  { meetingId, round, until }: DuePayloads['meeting.remind'],
): Promise<void> {
  const loaded = await lockMeeting(uow, meetingId);
  if (!loaded.ok || loaded.value.meeting.round !== round || !takesAnswers(loaded.value.meeting.state)) return;
  const [newer] = await uow.tx
    .select({ id: schedule.id })
    .from(schedule)
    .where(
      and(
        eq(schedule.kind, 'meeting.remind'),
        eq(schedule.subject, meetingSource(meetingId)),
        eq(schedule.state, 'waiting'),
        gt(schedule.dueAt, Temporal.Instant.from(until)),
        lte(schedule.dueAt, uow.now),
      ),
    )
    .limit(1);
  if (!newer) uow.notices.push({ kind: 'meeting.unanswered', meetingId });
}

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
  if (!['convened', 'noticed', 'check_in', 'quorum_met'].includes(loaded.value.meeting.state)) return;
  uow.notices.push({ kind: 'meeting.begins', meetingId });
}

/** A meeting of a series goes out by itself when nobody has sent, moved or called it off; what stands against it is told. */
export async function meetingNoticeDue(
  uow: UnitOfWork,
  { meetingId, round }: DuePayloads['meeting.notice-due'],
): Promise<void> {
  const loaded = await lockMeeting(uow, meetingId);
  if (!loaded.ok || loaded.value.meeting.round !== round || loaded.value.meeting.state !== 'convened') return;
  const sent = await noticeBySystem(uow, loaded.value);
  // Late after a downtime, too few seats, nobody to write: whoever runs it decides.
  if (!sent.ok) uow.notices.push({ kind: 'meeting.convened', meetingId });
}
