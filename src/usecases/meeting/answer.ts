/** 参加 or 请假: whoever belongs to it says whether she comes; a change of mind replaces the answer. */
import { and, eq, isNull } from 'drizzle-orm';
import { meetingMember } from '../../../db/schema/index.ts';
import { takesAnswers } from '../../domain/meeting/states.ts';
import { err, ok } from '../../domain/result.ts';
import { command } from '../command.ts';
import { record } from '../unit-of-work.ts';
import {
  type LoadedMeeting,
  type MeetingMemberRow,
  type MeetingNotFound,
  type MeetingRow,
  readMeeting,
} from './read.ts';

export type AnswerRefusal =
  | MeetingNotFound
  | { readonly kind: 'not_invited' }
  | { readonly kind: 'meeting_asks_no_more'; readonly state: MeetingRow['state'] };

interface Asked extends LoadedMeeting {
  readonly member: MeetingMemberRow;
}

export const answerMeeting = command<
  { readonly meetingId: string; readonly answer: NonNullable<MeetingMemberRow['answer']> },
  Asked,
  MeetingMemberRow,
  AnswerRefusal
>({
  name: 'meeting.answer',
  load: async (uow, { meetingId }) => {
    const loaded = await readMeeting(uow, meetingId);
    if (!loaded.ok) return loaded;
    const { personId } = uow.actor;
    if (personId === undefined) return err({ kind: 'not_invited' });
    const [member] = await uow.tx
      .select()
      .from(meetingMember)
      .where(
        and(
          eq(meetingMember.meetingId, meetingId),
          eq(meetingMember.personId, personId),
          isNull(meetingMember.removedAt),
        ),
      )
      .for('update');
    return member ? ok({ ...loaded.value, member }) : err({ kind: 'not_invited' });
  },
  target: ({ member, meeting: { communityId } }) => ({ communityId, ownerPersonId: member.personId }),
  run: async (uow, { meeting: row, member }, { answer }, as) => {
    if (!takesAnswers(row.state)) return err({ kind: 'meeting_asks_no_more', state: row.state });
    if (member.answer === answer) return ok(member);
    const [answered] = await uow.tx
      .update(meetingMember)
      .set({ answer, answeredAt: uow.now })
      .where(eq(meetingMember.id, member.id))
      .returning();
    if (!answered) throw new Error('a member of a meeting vanished');
    record(uow, 'meeting_member', answered, {
      action: 'meeting.answer',
      as,
      communityId: row.communityId,
      facts: { answer },
    });
    return ok(answered);
  },
});
