/** 单位 in a joint meeting: which take part, who speaks for each, and who of the same body may come instead. */
import { and, asc, eq, inArray, isNull, or, type SQL, sql } from 'drizzle-orm';
import type { Tx } from '../../../db/client.ts';
import { body, bodyServes, chatAccount, meeting, meetingMember, roleSeat } from '../../../db/schema/index.ts';
import { visible } from '../../../db/visible.ts';
import { type MeetingKind, rollSourceOf, takesBodies } from '../../domain/meeting/kinds.ts';
import { inReserve, SEAT_POSITIONS } from '../../domain/registry/seats.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { type ActingBody, bodiesActingIn } from '../registry/acting-bodies.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import type { MeetingMemberRow, MeetingRow } from './read.ts';

type Reading = Pick<UnitOfWork, 'tx'>;

export interface AskedBody {
  readonly bodyId: string;
  /** Who speaks for it; its chair, or whoever comes next, without her. */
  readonly personId?: string;
}

export type BodiesRefusal =
  /** Only joint meetings and councils are made of bodies. */
  | { readonly kind: 'kind_without_bodies'; readonly of: MeetingKind }
  | { readonly kind: 'body_not_here' }
  /** Nobody of it is in the record, or whoever is speaks for another already. */
  | { readonly kind: 'body_without_people'; readonly name: string }
  | { readonly kind: 'not_of_body'; readonly name: string };

/** The committee's seats may be of no body: then they are of the community's own. */
const isSeatOf = (bodyId: SQL | typeof body.id, communityId: SQL | string): SQL =>
  sql`(${roleSeat.bodyId} = ${bodyId} or (${roleSeat.bodyId} is null and ${roleSeat.role} in ('committee_head', 'committee_member')
    and ${roleSeat.communityId} = ${communityId} and ${body.kind} = 'committee' and ${body.communityId} = ${communityId}))`;

/** Those who sit in it and may speak for it, whoever stands first before the others: position, a phone, how long. */
async function seated({ tx }: Reading, bodyId: string, communityId: string): Promise<readonly string[]> {
  const rows = await tx
    .select({
      personId: roleSeat.personId,
      role: roleSeat.role,
      rank: roleSeat.rank,
      position: roleSeat.position,
      bound: sql<boolean>`exists (select 1 from ${chatAccount} where ${chatAccount.personId} = ${roleSeat.personId})`,
    })
    .from(roleSeat)
    .innerJoin(body, eq(body.id, bodyId))
    .where(and(isSeatOf(body.id, communityId), isNull(roleSeat.until), visible(roleSeat.personId)))
    .orderBy(asc(roleSeat.since), asc(roleSeat.id));
  const order = (seat: (typeof rows)[number]) =>
    SEAT_POSITIONS.indexOf(seat.position ?? 'member') * 2 + (seat.bound ? 0 : 1);
  return [
    ...new Set(
      rows
        .filter((seat) => !inReserve(seat))
        .sort((a, b) => order(a) - order(b))
        .map(({ personId }) => personId),
    ),
  ];
}

export type BodyMember = Pick<MeetingMemberRow, 'personId' | 'basisId' | 'mayVote'> & {
  readonly basis: 'body';
  readonly part: 'unit';
};

/**
 * One representative for each that was named; where none was, for each of the usual kinds that is the community's own or
 * serves it and has somebody. Whoever speaks for one body speaks for no other.
 */
export async function representatives(
  uow: Reading,
  { id: communityId, kind }: { readonly id: string; readonly kind: MeetingKind },
  asked: readonly AskedBody[] | undefined,
  taken: ReadonlySet<string> = new Set(),
): Promise<Result<readonly BodyMember[], BodiesRefusal>> {
  const named = asked !== undefined && asked.length > 0;
  if (named && !takesBodies(kind)) return err({ kind: 'kind_without_bodies', of: kind });
  const here = new Map((await bodiesActingIn(uow.tx, communityId)).map((row) => [row.id, row]));
  const wanted = named ? asked : await usual(uow.tx, communityId, kind, [...here.values()]);
  if (wanted.some(({ bodyId }) => !here.has(bodyId))) return err({ kind: 'body_not_here' });
  const speaking = new Set([...taken, ...wanted.flatMap(({ personId }) => personId ?? [])]);
  const found = new Map<string, BodyMember>();
  for (const { bodyId, personId } of wanted) {
    const name = here.get(bodyId)?.name ?? '';
    const people = await seated(uow, bodyId, communityId);
    if (personId !== undefined && !people.includes(personId)) return err({ kind: 'not_of_body', name });
    if (personId !== undefined && [...found.values()].some((one) => one.personId === personId))
      return err({ kind: 'body_without_people', name });
    const speaker = personId ?? people.find((id) => !speaking.has(id));
    if (speaker === undefined && named) return err({ kind: 'body_without_people', name });
    if (speaker === undefined) continue;
    speaking.add(speaker);
    found.set(bodyId, { personId: speaker, basis: 'body', basisId: bodyId, part: 'unit', mayVote: true });
  }
  return ok([...found.values()]);
}

/** A department of the subdistrict is asked by name: there are many, and most have no part in it. */
async function usual(
  tx: Tx,
  communityId: string,
  kind: MeetingKind,
  here: readonly ActingBody[],
): Promise<readonly AskedBody[]> {
  const source = rollSourceOf(kind);
  if (source.from !== 'bodies') return [];
  const serving = await tx
    .select({ bodyId: bodyServes.bodyId })
    .from(bodyServes)
    .where(eq(bodyServes.communityId, communityId));
  const near = new Set(serving.map(({ bodyId }) => bodyId));
  return here
    .filter((row) => source.bodies.includes(row.kind) && (row.communityId === communityId || near.has(row.id)))
    .map(({ id: bodyId }) => ({ bodyId }));
}

/** Whoever sits in it now, in the order in which they would speak for it. */
export const peopleOfBody = (uow: Reading, bodyId: string, communityId: string): Promise<readonly string[]> =>
  seated(uow, bodyId, communityId);

/** Seats of people in bodies that are on the roll of a meeting. */
const onRoll = ({ tx }: Reading) =>
  tx
    .select({ personId: roleSeat.personId, bodyId: meetingMember.basisId, meetingId: meetingMember.meetingId })
    .from(meetingMember)
    .innerJoin(meeting, eq(meeting.id, meetingMember.meetingId))
    .innerJoin(body, eq(body.id, meetingMember.basisId))
    .innerJoin(roleSeat, isSeatOf(body.id, sql`${meeting.communityId}`));

const STANDING = and(
  eq(meetingMember.basis, 'body'),
  isNull(meetingMember.removedAt),
  isNull(roleSeat.until),
  or(isNull(roleSeat.rank), sql`${roleSeat.role} <> 'resident'`),
);

/** The bodies for which these people may come to a meeting, though others were named: one each. */
export async function bodiesStoodInFor(
  uow: Reading,
  row: MeetingRow,
  personIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (personIds.length === 0 || !takesBodies(row.kind)) return new Map();
  const rows = await onRoll(uow)
    .where(
      and(
        STANDING,
        eq(meetingMember.meetingId, row.id),
        inArray(roleSeat.personId, [...personIds]),
        visible(roleSeat.personId),
      ),
    )
    .orderBy(asc(meetingMember.id));
  const found = new Map<string, string>();
  for (const { personId, bodyId } of rows) if (bodyId !== null && !found.has(personId)) found.set(personId, bodyId);
  return found;
}

/** Meetings to which somebody may come for her body. */
export async function meetingsForBodiesOf(uow: Reading, personId: string): Promise<readonly string[]> {
  const rows = await onRoll(uow).where(and(STANDING, eq(roleSeat.personId, personId)));
  return [...new Set(rows.map(({ meetingId }) => meetingId))];
}
