/** Who belongs to a meeting, as rows: put on it, and put on it again. */
import { isNotNull, sql } from 'drizzle-orm';
import { newSalt } from '../../../db/digest.ts';
import { meetingMember } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import type { MeetingMemberRow, MeetingRow } from './read.ts';

export type NewMember = Pick<MeetingMemberRow, 'personId' | 'basis' | 'basisId' | 'part' | 'mayVote'>;

/** Rows of one statement. */
const SLICE = 500;

export async function addMembers(
  uow: UnitOfWork,
  row: MeetingRow,
  people: readonly NewMember[],
  as: Role,
): Promise<readonly MeetingMemberRow[]> {
  const made: MeetingMemberRow[] = [];
  for (let from = 0; from < people.length; from += SLICE)
    made.push(
      ...(await uow.tx
        .insert(meetingMember)
        .values(
          people
            .slice(from, from + SLICE)
            .map((each) => ({ id: newId(), meetingId: row.id, ...each, salt: newSalt() })),
        )
        // Whoever was not asked any more is asked again, on what it rests now.
        .onConflictDoUpdate({
          target: [meetingMember.meetingId, meetingMember.personId],
          set: {
            basis: sql`excluded.basis`,
            basisId: sql`excluded.basis_id`,
            part: sql`excluded.part`,
            mayVote: sql`excluded.may_vote`,
            answer: null,
            answeredAt: null,
            removedAt: null,
          },
          setWhere: isNotNull(meetingMember.removedAt),
        })
        .returning()),
    );
  for (const member of made)
    record(uow, 'meeting_member', member, { action: 'meeting.arrange', as, communityId: row.communityId });
  return made;
}
