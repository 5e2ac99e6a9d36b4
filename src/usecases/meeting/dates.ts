/** What a meeting's date brings: reminders to those who have not answered, the opening of the check-in, the beginning. */
import { Temporal } from 'temporal-polyfill';
import { remindersOf } from '../../domain/reminder/plan.ts';
import { elapsedMinutes, type Policy } from '../policies.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { meetingSource } from './change.ts';
import type { MeetingRow } from './read.ts';

/** Plans it all for the round the meeting is in. */
export function planMeeting(uow: UnitOfWork, row: MeetingRow, policy: Policy): void {
  const subject = meetingSource(row.id);
  const dueOn = policy.calendar.localDate(row.startsAt);
  const rules = {
    before: policy.rules.value('meeting.reminded'),
    after: [],
    time: Temporal.PlainTime.from(policy.rules.value('reminder.time')),
  };
  for (const { offset, at } of remindersOf({ dueOn, knownAt: uow.now }, rules, policy.calendar)) {
    const dueAt = policy.awake(at);
    if (Temporal.Instant.compare(dueAt, row.startsAt) >= 0) continue;
    uow.dueTimes.push({
      kind: 'meeting.remind',
      key: `meeting.remind:${row.id}:${row.round}:${offset}`,
      subject,
      dueAt,
      payload: { meetingId: row.id, round: row.round, until: dueAt.toString() },
    });
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
    begins(row),
  );
}

/** Looked at even if nobody is ever told of it, so that no meeting is forgotten. */
export const planBeginning = (uow: UnitOfWork, row: MeetingRow): void => {
  uow.dueTimes.push(begins(row));
};

const begins = ({ id: meetingId, round, startsAt }: MeetingRow): UnitOfWork['dueTimes'][number] => ({
  kind: 'meeting.begins',
  key: `meeting.begins:${meetingId}:${round}`,
  subject: meetingSource(meetingId),
  dueAt: startsAt,
  payload: { meetingId, round },
});

export function callOffMeeting(uow: UnitOfWork, meetingId: string): void {
  const subject = meetingSource(meetingId);
  for (const kind of ['meeting.remind', 'meeting.check-in-opens', 'meeting.begins'] as const)
    uow.cancelled.push({ kind, subject });
}
