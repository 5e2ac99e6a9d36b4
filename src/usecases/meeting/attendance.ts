/** The list at the door: everybody who belongs to a meeting, by number, and who is there; for whoever enters who came. */
import { and, inArray } from 'drizzle-orm';
import { purposeOf } from '../../../db/digest.ts';
import { person } from '../../../db/schema/index.ts';
import { visible } from '../../../db/visible.ts';
import { permit } from '../../domain/permissions/permit.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { NotPermitted } from '../command.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { meetingTarget } from './change.ts';
import { type MeetingNotFound, type MeetingRow, membersOf, presentIn, readMeeting } from './read.ts';

export interface OnList {
  /** Place on the list, which stays while nobody leaves it. */
  readonly number: number;
  readonly personId: string;
  readonly name: string;
  readonly isHere: boolean;
  readonly onLeave: boolean;
}

export interface AttendanceList {
  readonly meeting: MeetingRow;
  readonly people: readonly OnList[];
}

export async function attendanceList(
  uow: UnitOfWork,
  meetingId: string,
): Promise<Result<AttendanceList, MeetingNotFound | NotPermitted>> {
  const loaded = await readMeeting(uow, meetingId);
  if (!loaded.ok) return loaded;
  const permitted = permit('meeting.enter-presence', uow.actor, meetingTarget(loaded.value));
  if (!permitted.ok) return err(permitted.error);
  const members = await membersOf(uow, meetingId);
  const here = await presentIn(uow, meetingId);
  const named = await uow.tx
    .select({ id: person.id, nameSealed: person.nameSealed })
    .from(person)
    .where(
      and(
        inArray(
          person.id,
          members.map(({ personId }) => personId),
        ),
        visible(),
      ),
    );
  const names = new Map(named.map(({ id, nameSealed }) => [id, nameSealed]));
  const people = members.flatMap(({ personId, answer }, at): OnList[] => {
    const nameSealed = names.get(personId);
    if (!nameSealed) return [];
    const name = uow.keys.openText(purposeOf('person', 'name'), nameSealed);
    return [{ number: at + 1, personId, name, isHere: here.has(personId), onLeave: answer === 'leave' }];
  });
  return ok({ meeting: loaded.value.meeting, people });
}
