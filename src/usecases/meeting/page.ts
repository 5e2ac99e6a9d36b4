/** Meetings by what is asked of them, the latest date first; and one with everything that belongs to it. */
import { and, asc, desc, eq, isNull, lt, or, type SQL, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { ballot, community, meeting, meetingEvent, votingProxy } from '../../../db/schema/index.ts';
import type { MeetingKind } from '../../domain/meeting/kinds.ts';
import type { MeetingState } from '../../domain/meeting/states.ts';
import type { ProxyRow } from '../ballot/proxy.ts';
import type { BallotRow } from '../ballot/read.ts';
import { noticeBy } from './change.ts';
import {
  type Governed,
  itemsOf,
  type LoadedMeeting,
  type MeetingItemRow,
  type MeetingMemberRow,
  type MeetingRow,
  membersOf,
  presentIn,
  type Quorum,
  quorumOf,
  readMeeting,
} from './read.ts';

export interface MeetingFilter {
  readonly communityId?: string;
  readonly kind?: MeetingKind;
  readonly state?: MeetingState;
  /** Neither archived nor cancelled. */
  readonly open?: boolean;
}

export interface ListedMeeting {
  readonly meeting: MeetingRow;
  readonly home: typeof community.$inferSelect;
}

/** The date and the id of the last one shown. */
export interface MeetingCursor {
  readonly startsAt: string;
  readonly id: string;
}

export function pageMeetings(
  { tx }: Pick<Governed, 'tx'>,
  filter: MeetingFilter,
  after: MeetingCursor | undefined,
  limit: number,
): Promise<readonly ListedMeeting[]> {
  return tx
    .select({ meeting, home: community })
    .from(meeting)
    .innerJoin(community, eq(community.id, meeting.communityId))
    .where(
      and(
        filter.communityId ? eq(meeting.communityId, filter.communityId) : undefined,
        filter.kind ? eq(meeting.kind, filter.kind) : undefined,
        filter.state ? eq(meeting.state, filter.state) : undefined,
        filter.open ? isNull(meeting.endedAt) : undefined,
        after && behind(after),
      ),
    )
    .orderBy(desc(meeting.startsAt), desc(meeting.id))
    .limit(limit);
}

function behind({ startsAt, id }: MeetingCursor): SQL | undefined {
  const at = sql`${startsAt}::timestamptz`;
  return or(lt(meeting.startsAt, at), and(eq(meeting.startsAt, at), lt(meeting.id, id)));
}

export interface MeetingOnRecord extends LoadedMeeting {
  readonly noticeBy: Temporal.PlainDate;
  readonly items: readonly MeetingItemRow[];
  readonly members: readonly MeetingMemberRow[];
  /** Who is in the room now. */
  readonly present: ReadonlySet<string>;
  readonly quorum: Quorum;
  readonly ballots: readonly BallotRow[];
  readonly history: readonly {
    readonly at: Temporal.Instant;
    readonly kind: string;
    readonly byRole: string;
  }[];
}

export async function meetingOnRecord(reading: Governed, meetingId: string): Promise<MeetingOnRecord | undefined> {
  const { tx } = reading;
  const found = await readMeeting(reading, meetingId);
  if (!found.ok) return undefined;
  const history = await tx
    .select({
      at: meetingEvent.at,
      kind: meetingEvent.kind,
      byRole: meetingEvent.byRole,
    })
    .from(meetingEvent)
    .where(eq(meetingEvent.meetingId, meetingId))
    .orderBy(asc(meetingEvent.ordinal));
  return {
    ...found.value,
    noticeBy: noticeBy(found.value),
    items: await itemsOf(reading, meetingId),
    members: await membersOf(reading, meetingId),
    present: await presentIn(reading, meetingId),
    quorum: await quorumOf(reading, found.value),
    ballots: await tx.select().from(ballot).where(eq(ballot.meetingId, meetingId)).orderBy(asc(ballot.number)),
    history,
  };
}

export const proxiesOf = ({ tx }: Pick<Governed, 'tx'>, meetingId: string): Promise<ProxyRow[]> =>
  tx.select().from(votingProxy).where(eq(votingProxy.meetingId, meetingId)).orderBy(asc(votingProxy.id));
