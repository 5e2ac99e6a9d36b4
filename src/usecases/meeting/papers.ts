/** A meeting as its papers show it, for whoever may read it. */
import { and, asc, eq, inArray, isNull, notInArray } from 'drizzle-orm';
import { union } from 'drizzle-orm/pg-core';
import type { Tx } from '../../../db/client.ts';
import { purposeOf } from '../../../db/digest.ts';
import { community, meeting, meetingMember, person } from '../../../db/schema/index.ts';
import { visible } from '../../../db/visible.ts';
import { permit } from '../../domain/permissions/permit.ts';
import { seatsOf } from '../conversation/identify.ts';
import type { CommunityRow } from '../registry/communities.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { itemsOf, type MeetingItemRow, type MeetingRow } from './read.ts';

export interface HeldMeeting {
  readonly row: MeetingRow;
  readonly home: CommunityRow;
  readonly items: readonly MeetingItemRow[];
}

/** @returns undefined when there is none, or this person may not read it, by her seats of today */
export async function meetingFor(tx: Tx, meetingId: string, personId: string): Promise<HeldMeeting | undefined> {
  const [found] = await tx
    .select({ row: meeting, home: community })
    .from(meeting)
    .innerJoin(community, eq(community.id, meeting.communityId))
    .where(eq(meeting.id, meetingId));
  if (!found || !(await mayRead(tx, found.row, personId))) return undefined;
  return { ...found, items: await itemsOf({ tx }, meetingId) };
}

async function mayRead(tx: Tx, row: MeetingRow, personId: string): Promise<boolean> {
  const [known] = await tx
    .select({ id: person.id })
    .from(person)
    .where(and(eq(person.id, personId), visible()));
  if (!known) return false;
  const [member] = await tx
    .select({ id: meetingMember.id })
    .from(meetingMember)
    .where(
      and(eq(meetingMember.meetingId, row.id), eq(meetingMember.personId, personId), isNull(meetingMember.removedAt)),
    );
  if (member) return true;
  const actor = { kind: 'account', personId, seats: await seatsOf(tx, personId) } as const;
  const target = { communityId: row.communityId, ...(row.chairId !== null && { ownerPersonId: row.chairId }) };
  return permit('meeting.read', actor, target).ok;
}

/** @returns undefined while nobody is named, or whoever was is no longer in the record */
export async function nameOfChair(
  { tx, keys }: Pick<UnitOfWork, 'tx' | 'keys'>,
  { chairId }: Pick<MeetingRow, 'chairId'>,
): Promise<string | undefined> {
  if (chairId === null) return undefined;
  const [chair] = await tx
    .select({ nameSealed: person.nameSealed })
    .from(person)
    .where(and(eq(person.id, chairId), visible()));
  return chair && keys.openText(purposeOf('person', 'name'), chair.nameSealed);
}

/** What stands in a person's calendar: every meeting she was told of and belongs to or chairs, until it is over. */
export async function meetingsInCalendar(tx: Tx, personId: string): Promise<readonly HeldMeeting[]> {
  const mine = tx
    .select({ id: meetingMember.meetingId })
    .from(meetingMember)
    .where(and(eq(meetingMember.personId, personId), isNull(meetingMember.removedAt)));
  const chaired = tx
    .select({ id: meeting.id })
    .from(meeting)
    .where(and(eq(meeting.chairId, personId), isNull(meeting.endedAt)));
  const rows = await tx
    .select({ row: meeting, home: community })
    .from(meeting)
    .innerJoin(community, eq(community.id, meeting.communityId))
    .where(
      and(
        isNull(meeting.endedAt),
        notInArray(meeting.state, ['draft', 'convened', 'quorum_failed']),
        // One set, so that only its meetings are read and not every open one.
        inArray(meeting.id, union(mine, chaired)),
      ),
    )
    .orderBy(asc(meeting.startsAt), asc(meeting.id));
  const held: HeldMeeting[] = [];
  for (const one of rows) held.push({ ...one, items: await itemsOf({ tx }, one.row.id) });
  return held;
}
