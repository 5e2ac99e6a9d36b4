/** Which bodies take part is changed before checking in begins: one more, one less, or somebody else speaks for one. */
import { eq } from 'drizzle-orm';
import { meetingMember } from '../../../db/schema/index.ts';
import { bodyOf, speaksForBody } from '../../domain/meeting/voices.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { type AskedBody, type BodiesRefusal, representatives } from './bodies.ts';
import { addMembers } from './members.ts';
import type { MeetingMemberRow, MeetingRow } from './read.ts';

export interface ArrangedBodies {
  readonly bodies: readonly AskedBody[];
  readonly dismissBodies: readonly string[];
}

/** The caller holds the meeting's lock. Nothing is changed where it is refused; those who run it hear of it. */
export async function arrangeBodies(
  uow: UnitOfWork,
  row: MeetingRow,
  members: readonly MeetingMemberRow[],
  { bodies, dismissBodies }: ArrangedBodies,
  as: Role,
): Promise<BodiesRefusal | undefined> {
  if (bodies.length + dismissBodies.length === 0) return undefined;
  const speakers = new Map(members.filter(speaksForBody).map((one) => [bodyOf(one), one]));
  if (dismissBodies.some((id) => !speakers.has(id))) return { kind: 'body_not_here' };
  const gone = new Set([...dismissBodies, ...bodies.map(({ bodyId }) => bodyId)]);
  const staying = members.filter((one) => !gone.has(bodyOf(one) ?? '')).map(({ personId }) => personId);
  const asked = await representativesOf(uow, row, bodies, new Set(staying));
  if (!asked.ok) return asked.error;
  const added = asked.value.filter(({ personId, basisId }) => speakers.get(basisId ?? '')?.personId !== personId);
  const kept = new Set(asked.value.filter((one) => !added.includes(one)).map(({ basisId }) => basisId));
  const left = [...speakers].filter(([id]) => id !== undefined && gone.has(id) && !kept.has(id)).map(([, one]) => one);
  for (const one of left) {
    const [removed] = await uow.tx
      .update(meetingMember)
      .set({ removedAt: uow.now })
      .where(eq(meetingMember.id, one.id))
      .returning();
    if (!removed) throw new Error('a member of a locked meeting vanished');
    record(uow, 'meeting_member', removed, { action: 'meeting.arrange', as, communityId: row.communityId });
  }
  await addMembers(uow, row, added, as);
  const [joined, parted] = [added, left].map((some) => some.map(({ personId }) => personId));
  if (added.length + left.length > 0)
    uow.notices.push({
      kind: 'meeting.roll-changed',
      meetingId: row.id,
      joined: joined ?? [],
      left: parted ?? [],
      told: row.noticedAt !== null,
    });
  return undefined;
}

const representativesOf = (
  uow: UnitOfWork,
  { communityId, kind }: MeetingRow,
  bodies: readonly AskedBody[],
  taken: ReadonlySet<string>,
) =>
  bodies.length === 0
    ? Promise.resolve({ ok: true, value: [] } as const)
    : representatives(uow, { id: communityId, kind }, bodies, taken);
