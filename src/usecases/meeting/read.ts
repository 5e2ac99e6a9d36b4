/** Meetings as use cases read them: the row, who belongs to it, who is there, and whether they are enough. */
import { and, asc, eq, gte, inArray, isNull, max, sql } from 'drizzle-orm';
import {
  ballot,
  community,
  meeting,
  meetingEvent,
  meetingItem,
  meetingMember,
  meetingPresence,
} from '../../../db/schema/index.ts';
import { hasQuorum } from '../../domain/ballot/roll.ts';
import type { BallotState } from '../../domain/ballot/states.ts';
import { presentNow } from '../../domain/meeting/presence.ts';
import { rulesOfKind } from '../../domain/meeting/rules.ts';
import { voicesOf } from '../../domain/meeting/voices.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { Ratio } from '../../domain/rules/ratio.ts';
import { type Policy, policyOf } from '../policies.ts';
import type { CommunityRow } from '../registry/communities.ts';
import type { UnitOfWork } from '../unit-of-work.ts';

export type MeetingRow = typeof meeting.$inferSelect;
export type MeetingItemRow = typeof meetingItem.$inferSelect;
export type MeetingMemberRow = typeof meetingMember.$inferSelect;
export type MeetingNotFound = { readonly kind: 'meeting_not_found' };

type Reading = Pick<UnitOfWork, 'tx'>;
/** What reading a meeting with the rules it stands under takes. */
export type Governed = Pick<UnitOfWork, 'tx' | 'now' | 'policies'>;

export interface LoadedMeeting {
  readonly meeting: MeetingRow;
  readonly home: CommunityRow;
  readonly policy: Policy;
}

/** Locks the row, so that two people acting at once are put in order. */
export async function lockMeeting(uow: UnitOfWork, meetingId: string): Promise<Result<LoadedMeeting, MeetingNotFound>> {
  const [row] = await uow.tx.select().from(meeting).where(eq(meeting.id, meetingId)).for('update');
  return row ? ok(await withHome(uow, row)) : err({ kind: 'meeting_not_found' });
}

/** Without locking it: for what many do at once. */
export async function readMeeting(uow: Governed, meetingId: string): Promise<Result<LoadedMeeting, MeetingNotFound>> {
  const [row] = await uow.tx.select().from(meeting).where(eq(meeting.id, meetingId));
  return row ? ok(await withHome(uow, row)) : err({ kind: 'meeting_not_found' });
}

async function withHome(uow: Governed, row: MeetingRow): Promise<LoadedMeeting> {
  const [home] = await uow.tx.select().from(community).where(eq(community.id, row.communityId));
  if (!home) throw new Error('a meeting without its community');
  return { meeting: row, home, policy: await policyOf(uow, home) };
}

export const itemsOf = ({ tx }: Reading, meetingId: string): Promise<MeetingItemRow[]> =>
  tx
    .select()
    .from(meetingItem)
    .where(and(eq(meetingItem.meetingId, meetingId), isNull(meetingItem.removedAt)))
    .orderBy(asc(meetingItem.ordinal));

export const membersOf = ({ tx }: Reading, meetingId: string): Promise<MeetingMemberRow[]> =>
  tx
    .select()
    .from(meetingMember)
    .where(and(eq(meetingMember.meetingId, meetingId), isNull(meetingMember.removedAt)))
    .orderBy(asc(meetingMember.id));

/** Who is in the room now, members or not. */
export async function presentIn({ tx }: Reading, meetingId: string): Promise<ReadonlySet<string>> {
  const events = await tx
    .select({ personId: meetingPresence.personId, kind: meetingPresence.kind, at: meetingPresence.at })
    .from(meetingPresence)
    .where(eq(meetingPresence.meetingId, meetingId))
    .orderBy(asc(meetingPresence.at), asc(meetingPresence.id));
  return presentNow(events);
}

/** Whoever was in the room at any time since checking in was opened for the date that held. */
export async function everCame({ tx }: Reading, meetingId: string): Promise<ReadonlySet<string>> {
  const opened = tx
    .select({ at: max(meetingEvent.at) })
    .from(meetingEvent)
    .where(and(eq(meetingEvent.meetingId, meetingId), eq(meetingEvent.kind, 'open_check_in')));
  const rows = await tx
    .selectDistinct({ personId: meetingPresence.personId })
    .from(meetingPresence)
    .where(
      and(
        eq(meetingPresence.meetingId, meetingId),
        eq(meetingPresence.kind, 'came'),
        gte(meetingPresence.at, sql`(${opened})`),
      ),
    );
  return new Set(rows.map(({ personId }) => personId));
}

export interface Quorum {
  /** 应到, 实到, and at least how many of them. */
  readonly of: number;
  readonly present: number;
  readonly needed: Ratio;
  readonly reached: boolean;
}

export async function quorumOf(uow: Reading, { meeting: row, policy }: LoadedMeeting): Promise<Quorum> {
  const voices = voicesOf(row.kind, await membersOf(uow, row.id));
  const present = await presentIn(uow, row.id);
  const needed = policy.rules.value(rulesOfKind(row.kind).quorum);
  const there = voices.filter((those) => those.some(({ personId }) => present.has(personId))).length;
  const attendance = { roll: voices.length, present: there, recused: 0, recusedPresent: 0 };
  return {
    of: voices.length,
    present: there,
    needed,
    reached: hasQuorum(attendance, { quorum: needed, recusedCount: true }),
  };
}

export async function openBallots(
  { tx }: Reading,
  meetingId: string,
  states: readonly BallotState[] = ['open', 'paused'],
): Promise<readonly { readonly id: string }[]> {
  return tx
    .select({ id: ballot.id })
    .from(ballot)
    .where(and(eq(ballot.meetingId, meetingId), inArray(ballot.state, states)));
}
