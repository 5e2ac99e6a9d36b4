/** What a meeting's date brings: reminders to those who have not answered, the opening of the check-in, the beginning. */
import { and, eq } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { reminder } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { remindersOf } from '../../domain/reminder/plan.ts';
import { elapsedMinutes, type Policy } from '../policies.ts';
import { digestOn } from '../reminder/digest.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { meetingSource } from './change.ts';
import type { MeetingRow } from './read.ts';

/** Plans it all for the round the meeting is in. */
export async function planMeeting(uow: UnitOfWork, row: MeetingRow, policy: Policy): Promise<void> {
  const subject = meetingSource(row.id);
  const dueOn = policy.calendar.localDate(row.startsAt);
  const rules = {
    before: policy.rules.value('meeting.reminded'),
    after: [],
    time: Temporal.PlainTime.from(policy.rules.value('reminder.time')),
  };
  for (const { offset, at, on } of remindersOf({ dueOn, knownAt: uow.now }, rules, policy.calendar)) {
    const dueAt = policy.awake(at);
    if (Temporal.Instant.compare(dueAt, row.startsAt) >= 0) continue;
    await uow.tx
      .insert(reminder)
      .values({ id: newId(), communityId: row.communityId, subject, round: row.round, offset, dueAt })
      .onConflictDoNothing();
    uow.dueTimes.push(digestOn(row.communityId, on, dueAt));
  }
  const opens = row.startsAt.subtract({ minutes: elapsedMinutes(policy.rules.value('meeting.check_in.opens')) });
  const payload = { meetingId: row.id, round: row.round };
  uow.dueTimes.push(
    {
      kind: 'meeting.check-in-opens',
      key: `meeting.check-in-opens:${row.id}:${row.round}`,
      subject,
      dueAt: opens,
      payload,
    },
    { kind: 'meeting.begins', key: `meeting.begins:${row.id}:${row.round}`, subject, dueAt: row.startsAt, payload },
  );
}

export async function callOffMeeting(uow: UnitOfWork, meetingId: string): Promise<void> {
  const subject = meetingSource(meetingId);
  await uow.tx
    .update(reminder)
    .set({ state: 'cancelled', settledAt: uow.now })
    .where(and(eq(reminder.subject, subject), eq(reminder.state, 'waiting')));
  uow.cancelled.push({ kind: 'meeting.check-in-opens', subject }, { kind: 'meeting.begins', subject });
}
