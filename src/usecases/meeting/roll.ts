/**
 * The roll of a meeting that has been called follows the seats until checking in begins: whoever takes a seat comes onto it and
 * is asked, whoever gave one up leaves it, and those who run the meeting are told. From then on it stays as it is.
 */
import { and, asc, eq, inArray } from 'drizzle-orm';
import { meeting, meetingMember } from '../../../db/schema/index.ts';
import { rollSourceOf, takesBodies } from '../../domain/meeting/kinds.ts';
import { BEFORE_CHECK_IN } from '../../domain/meeting/states.ts';
import { bodyOf } from '../../domain/meeting/voices.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { peopleOfBody } from './bodies.ts';
import { type Eligible, eligibleIn, membersOfBody } from './eligible.ts';
import { addMembers } from './members.ts';
import { type MeetingMemberRow, type MeetingRow, membersOf } from './read.ts';

/** To be called after every change of seats in a community. Meetings are locked in the order of their ids. */
export async function followSeats(uow: UnitOfWork, communityIds: readonly string[], as: Role): Promise<void> {
  if (communityIds.length === 0) return;
  const ahead = await uow.tx
    .select()
    .from(meeting)
    .where(and(inArray(meeting.communityId, [...communityIds]), inArray(meeting.state, [...BEFORE_CHECK_IN])))
    .orderBy(asc(meeting.id))
    .for('update');
  for (const row of ahead) await followOne(uow, row, as);
}

/** @param told whether its people have heard of a date */
export async function followOne(
  uow: UnitOfWork,
  row: MeetingRow,
  as: Role,
  told = row.noticedAt !== null,
): Promise<void> {
  const seated = await seatedFor(uow, row);
  if (!seated) return takesBodies(row.kind) ? followBodies(uow, row, as, told) : undefined;
  const bySeat = new Map(seated.map((one) => [one.personId, one]));
  const members = await membersOf(uow, row.id);
  const known = new Set(members.map(({ personId }) => personId));
  const left: string[] = [];
  for (const member of members.filter(({ basis }) => basis === 'seat')) {
    const seat = bySeat.get(member.personId);
    if (seat) await keep(uow, row, member, seat, as);
    // Whoever was also named for a part in it stays for that.
    else if (member.part !== null) await change(uow, row, member, { basis: 'named', basisId: null }, as);
    else {
      await change(uow, row, member, { removedAt: uow.now }, as);
      left.push(member.personId);
    }
  }
  const joined = await addMembers(
    uow,
    row,
    seated.filter(({ personId }) => !known.has(personId)).map((one) => ({ ...one, part: null, mayVote: true })),
    as,
  );
  if (joined.length === 0 && left.length === 0) return;
  uow.notices.push({
    kind: 'meeting.roll-changed',
    meetingId: row.id,
    joined: joined.map(({ personId }) => personId),
    left,
    told,
  });
}

/** Whoever spoke for a body and left it is followed by whoever comes next in it; a body nobody is left of takes no part. */
async function followBodies(uow: UnitOfWork, row: MeetingRow, as: Role, told: boolean): Promise<void> {
  const members = await membersOf(uow, row.id);
  const speaking = new Set(members.map(({ personId }) => personId));
  const joined: string[] = [];
  const left: string[] = [];
  for (const member of members) {
    const bodyId = bodyOf(member);
    if (bodyId === undefined) continue;
    const people = await peopleOfBody(uow, bodyId, row.communityId);
    if (people.includes(member.personId)) continue;
    await change(uow, row, member, { removedAt: uow.now }, as);
    left.push(member.personId);
    const next = people.find((id) => !speaking.has(id));
    if (next === undefined) continue;
    speaking.add(next);
    await addMembers(uow, row, [{ personId: next, basis: 'body', basisId: bodyId, part: 'unit', mayVote: true }], as);
    joined.push(next);
  }
  if (left.length > 0) uow.notices.push({ kind: 'meeting.roll-changed', meetingId: row.id, joined, left, told });
}

/** Undefined where the roll is made of dwellings, of bodies, or of those who were named. */
export async function seatedFor(uow: UnitOfWork, row: MeetingRow): Promise<readonly Eligible[] | undefined> {
  if (row.bodyId !== null) return membersOfBody(uow, row.bodyId);
  const source = rollSourceOf(row.kind);
  return source.from === 'seats' || source.from === 'named_and_seats'
    ? eligibleIn(uow, row.communityId, { from: 'seats', bodies: source.bodies })
    : undefined;
}

/** She may hold another seat than the one she was called for. */
async function keep(
  uow: UnitOfWork,
  row: MeetingRow,
  member: MeetingMemberRow,
  seat: Eligible,
  as: Role,
): Promise<void> {
  if (member.basisId !== seat.basisId) await change(uow, row, member, { basisId: seat.basisId }, as);
}

async function change(
  uow: UnitOfWork,
  { communityId }: MeetingRow,
  { id }: MeetingMemberRow,
  columns: Partial<Pick<MeetingMemberRow, 'basis' | 'basisId' | 'removedAt'>>,
  as: Role,
): Promise<void> {
  const [changed] = await uow.tx.update(meetingMember).set(columns).where(eq(meetingMember.id, id)).returning();
  if (!changed) throw new Error('a member of a locked meeting vanished');
  record(uow, 'meeting_member', changed, { action: 'meeting.arrange', as, communityId });
}
