/** The meetings somebody belongs to or looks after, those ahead first; and what hangs on one. */
import { and, asc, eq, inArray, isNull, or, type SQL, sql } from 'drizzle-orm';
import { union } from 'drizzle-orm/pg-core';
import { ballot, body, chat, community, meeting, meetingMember } from '../../../db/schema/index.ts';
import { type MeetingKind, rollSourceOf } from '../../domain/meeting/kinds.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { PERMISSIONS, type Reach } from '../../domain/permissions/table.ts';
import type { BallotRow } from '../ballot/read.ts';
import type { CommunityRow } from '../registry/communities.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import type { MeetingRow } from './read.ts';

type Reading = Pick<UnitOfWork, 'tx' | 'actor'>;

export interface MeetingPage {
  readonly meetings: readonly { readonly meeting: MeetingRow; readonly home: CommunityRow }[];
  readonly hasNext: boolean;
}

/** Those not over yet. */
export async function meetingsOf(
  { tx, actor }: Reading,
  { page, size }: { readonly page: number; readonly size: number },
): Promise<MeetingPage> {
  const { personId } = actor;
  if (!personId) return { meetings: [], hasNext: false };
  const reaches: Partial<Record<Role, Reach>> = PERMISSIONS['meeting.read'];
  const looking = actor.seats.filter(({ role }) => reaches[role] === 'community');
  const communityIds = [...new Set(looking.map(({ communityId }) => communityId))];
  const mine = tx
    .select({ id: meetingMember.meetingId })
    .from(meetingMember)
    .where(and(eq(meetingMember.personId, personId), isNull(meetingMember.removedAt)));
  const open = (whose: SQL | undefined) =>
    tx
      .select({ id: meeting.id })
      .from(meeting)
      .where(and(isNull(meeting.endedAt), whose));
  const chaired = open(eq(meeting.chairId, personId));
  // One set, so that only its meetings are read and not every open one.
  const shown =
    communityIds.length > 0
      ? union(mine, chaired, open(inArray(meeting.communityId, communityIds)))
      : union(mine, chaired);
  const rows = await tx
    .select({ meeting, home: community })
    .from(meeting)
    .innerJoin(community, eq(community.id, meeting.communityId))
    .where(
      and(
        isNull(meeting.endedAt),
        inArray(meeting.id, shown),
        or(
          // Before the notice nobody is asked yet.
          sql`${meeting.state} not in ('draft','convened')`,
          eq(meeting.chairId, personId),
          ...(communityIds.length > 0 ? [inArray(meeting.communityId, communityIds)] : []),
        ),
      ),
    )
    .orderBy(asc(meeting.startsAt), asc(meeting.id))
    .limit(size + 1)
    .offset(page * size);
  return { meetings: rows.slice(0, size), hasNext: rows.length > size };
}

export const ballotsOf = ({ tx }: Pick<Reading, 'tx'>, meetingId: string): Promise<BallotRow[]> =>
  tx.select().from(ballot).where(eq(ballot.meetingId, meetingId)).orderBy(asc(ballot.number));

/** The group chat of the body that meets, where one is bound to it. */
export async function groupOf(
  { tx }: Pick<Reading, 'tx'>,
  communityId: string,
  kind: MeetingKind,
): Promise<string | undefined> {
  const source = rollSourceOf(kind);
  // Bodies of different kinds share no group.
  if (!('bodies' in source) || source.from === 'bodies') return undefined;
  const [first] = source.bodies;
  if (first === undefined) return undefined;
  const [found] = await tx
    .select({ id: chat.id })
    .from(chat)
    .innerJoin(body, eq(body.id, chat.bodyId))
    .where(
      and(eq(body.communityId, communityId), eq(body.kind, first), eq(chat.scope, 'group'), eq(chat.state, 'active')),
    )
    .orderBy(asc(chat.createdAt))
    .limit(1);
  return found?.id;
}
