/** 签到: who came, by the code in the room, by somebody of the staff, or off a list on paper; and who left. */
import { and, asc, eq, inArray, isNull, or } from 'drizzle-orm';
import { newSalt } from '../../../db/digest.ts';
import { meeting, meetingMember, meetingPresence } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import type { PresenceBy } from '../../domain/meeting/presence.ts';
import { MEETING_STATES, takesPresence } from '../../domain/meeting/states.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { pauseForQuorum } from '../ballot/presence.ts';
import { endProxiesOf } from '../ballot/proxy.ts';
import { command } from '../command.ts';
import { withinLimit } from '../rate-limit.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { bodiesStoodInFor, meetingsForBodiesOf } from './bodies.ts';
import { meetingTarget, moveMeeting } from './change.ts';
import { isCheckInCode } from './check-in-code.ts';
import { addMembers } from './members.ts';
import {
  type LoadedMeeting,
  lockMeeting,
  type MeetingNotFound,
  type MeetingRow,
  presentIn,
  type Quorum,
  quorumOf,
} from './read.ts';
import { seatedFor } from './roll.ts';

export type PresenceRefusal =
  | MeetingNotFound
  | { readonly kind: 'not_invited' }
  | { readonly kind: 'no_check_in'; readonly state: MeetingRow['state'] }
  | { readonly kind: 'code_wrong' }
  /** The roll is fixed when checking in begins; whoever took a seat of this meeting later is on the next one. */
  | { readonly kind: 'seated_later' }
  | { readonly kind: 'too_many_attempts' }
  | { readonly kind: 'already_here' }
  | { readonly kind: 'not_here' };

export interface Present {
  readonly meeting: MeetingRow;
  readonly quorum: Quorum;
}

/** The meetings somebody belongs to and may check in to now. */
async function openFor({ tx }: Pick<UnitOfWork, 'tx'>, personId: string): Promise<readonly MeetingRow[]> {
  const hers = tx
    .select({ id: meetingMember.meetingId })
    .from(meetingMember)
    .where(and(eq(meetingMember.personId, personId), isNull(meetingMember.removedAt)));
  const herBodies = await meetingsForBodiesOf({ tx }, personId);
  return tx
    .select()
    .from(meeting)
    .where(
      and(
        or(inArray(meeting.id, hers), inArray(meeting.id, [...herBodies])),
        inArray(meeting.state, MEETING_STATES.filter(takesPresence)),
      ),
    )
    .orderBy(asc(meeting.startsAt));
}

/** Those she would belong to by the seat she holds now. */
async function openBySeat(uow: UnitOfWork, personId: string): Promise<readonly MeetingRow[]> {
  const homes = [...new Set(uow.actor.seats.map(({ communityId }) => communityId))];
  if (homes.length === 0) return [];
  const open = await uow.tx
    .select()
    .from(meeting)
    .where(and(inArray(meeting.communityId, homes), inArray(meeting.state, MEETING_STATES.filter(takesPresence))))
    .orderBy(asc(meeting.startsAt));
  const hers: MeetingRow[] = [];
  for (const row of open) if ((await seatedFor(uow, row))?.some((one) => one.personId === personId)) hers.push(row);
  return hers;
}

/** Whether six digits from this person may be the code of a room. */
export const isCheckingIn = async ({ tx, actor }: Pick<UnitOfWork, 'tx' | 'actor'>): Promise<boolean> =>
  actor.personId !== undefined && (await openFor({ tx }, actor.personId)).length > 0;

/**
 * By the code alone: it says which meeting. Wrong codes are counted, because six digits can be guessed by whoever may try
 * often enough.
 */
export const checkIn = command<{ readonly code: string }, LoadedMeeting, Present, PresenceRefusal>({
  name: 'meeting.check-in',
  load: async (uow, { code }) => {
    const { personId } = uow.actor;
    if (!personId) return err({ kind: 'not_invited' });
    const policy = uow.policies.common(uow.now);
    if (!(await withinLimit(uow, 'meeting.check-in', personId, policy.rules.value('meeting.check_in.attempts'))))
      return err({ kind: 'too_many_attempts' });
    const open = await openFor(uow, personId);
    const isHere = (each: MeetingRow) => isCheckInCode(uow.keys, each, uow.now, code.trim());
    const found = open.find(isHere);
    if (found) return lockMeeting(uow, found.id);
    if ((await openBySeat(uow, personId)).some(isHere)) return err({ kind: 'seated_later' });
    return err(open.length > 0 ? { kind: 'code_wrong' } : { kind: 'no_check_in', state: 'noticed' });
  },
  target: ({ meeting: { communityId } }, _input, { actor: { personId } }) => ({
    communityId,
    ...(personId !== undefined && { ownerPersonId: personId }),
  }),
  run: (uow, loaded, _input, as) => enter(uow, loaded, [uow.actor.personId ?? ''], 'came', 'code', as),
});

/** Whoever goes says so; from the next vote on she is not counted. */
export const leaveMeeting = command<{ readonly meetingId: string }, LoadedMeeting, Present, PresenceRefusal>({
  name: 'meeting.leave',
  load: (uow, { meetingId }) => lockMeeting(uow, meetingId),
  target: ({ meeting: { communityId } }, _input, { actor: { personId } }) => ({
    communityId,
    ...(personId !== undefined && { ownerPersonId: personId }),
  }),
  run: (uow, loaded, _input, as) => enter(uow, loaded, [uow.actor.personId ?? ''], 'left', 'code', as),
});

/** For people without a phone, and to take over a list that was signed on paper: whoever is on both counts once. */
export const enterPresence = command<
  {
    readonly meetingId: string;
    readonly personIds: readonly string[];
    readonly kind: 'came' | 'left';
    readonly by: Extract<PresenceBy, 'staff' | 'paper'>;
  },
  LoadedMeeting,
  Present,
  PresenceRefusal
>({
  name: 'meeting.enter-presence',
  load: (uow, { meetingId }) => lockMeeting(uow, meetingId),
  target: meetingTarget,
  run: (uow, loaded, { personIds, kind, by }, as) => enter(uow, loaded, personIds, kind, by, as),
});

const STAND_IN = { basis: 'body', part: 'stand_in', mayVote: true } as const;

async function enter(
  uow: UnitOfWork,
  loaded: LoadedMeeting,
  personIds: readonly string[],
  kind: 'came' | 'left',
  by: PresenceBy,
  as: Role,
): Promise<Result<Present, PresenceRefusal>> {
  const { meeting: row } = loaded;
  if (!takesPresence(row.state)) return err({ kind: 'no_check_in', state: row.state });
  const ids = [...new Set(personIds)];
  const members = await uow.tx
    .select({ personId: meetingMember.personId })
    .from(meetingMember)
    .where(
      and(eq(meetingMember.meetingId, row.id), inArray(meetingMember.personId, ids), isNull(meetingMember.removedAt)),
    );
  const known = new Set(members.map(({ personId }) => personId));
  const others = ids.filter((id) => !known.has(id));
  // Whoever comes for her body in another's place belongs to it from now on.
  const bodies = kind === 'came' ? await bodiesStoodInFor(uow, row, others) : new Map<string, string>();
  if (bodies.size < others.length || ids.length === 0) return err({ kind: 'not_invited' });
  const standIns = [...bodies].map(([personId, basisId]) => ({ personId, basisId, ...STAND_IN }));
  if (standIns.length > 0) await addMembers(uow, row, standIns, as);
  const there = await presentIn(uow, row.id);
  const news = ids.filter((id) => there.has(id) !== (kind === 'came'));
  if (news.length === 0 && by === 'code') return err({ kind: kind === 'came' ? 'already_here' : 'not_here' });
  await write(uow, row, news, kind, by, as);
  if (kind === 'came') await endProxiesOf(uow, row, news, as);
  return ok(await afterwards(uow, loaded));
}

async function write(
  uow: UnitOfWork,
  row: MeetingRow,
  people: readonly string[],
  kind: 'came' | 'left',
  by: PresenceBy,
  as: Role,
): Promise<void> {
  if (people.length === 0) return;
  const events = await uow.tx
    .insert(meetingPresence)
    .values(
      people.map((personId) => ({
        id: newId(),
        meetingId: row.id,
        personId,
        kind,
        by,
        enteredById: by === 'code' ? null : (uow.actor.personId ?? null),
        at: uow.now,
        salt: newSalt(),
      })),
    )
    .returning();
  for (const event of events)
    record(uow, 'meeting_presence', event, {
      action: kind === 'left' ? 'meeting.leave' : by === 'code' ? 'meeting.check-in' : 'meeting.enter-presence',
      as,
      communityId: row.communityId,
      facts: { by, kind },
    });
}

/** It is held on another day: whoever came to the old date has gone home, and checks in anew. */
export const everybodyLeft = async (uow: UnitOfWork, row: MeetingRow, as: Role): Promise<void> =>
  write(uow, row, [...(await presentIn(uow, row.id))], 'left', 'staff', as);

/**
 * Enough have come, or too few are left: the meeting moves, and a vote that is going on waits. The caller has locked the meeting
 * before it wrote down who came, so of two who come at once the second counts both.
 */
async function afterwards(uow: UnitOfWork, loaded: LoadedMeeting): Promise<Present> {
  const quorum = await quorumOf(uow, loaded);
  const { id, state } = loaded.meeting;
  if ((state === 'check_in' && quorum.reached) || (state === 'quorum_met' && !quorum.reached)) {
    const moved = await moveMeeting(uow, loaded, undefined, 'system', {
      name: 'meeting.wake',
      step: () => ({ action: state === 'check_in' ? 'reach_quorum' : 'lose_quorum' }),
    });
    if (!moved.ok) throw new Error(`the meeting did not follow its quorum: ${moved.error.kind}`);
    uow.notices.push({ kind: 'meeting.quorum', meetingId: id, reached: quorum.reached });
    return { meeting: moved.value.meeting, quorum };
  }
  if (state === 'voting' && !quorum.reached) await pauseForQuorum(uow, id);
  return { meeting: loaded.meeting, quorum };
}
