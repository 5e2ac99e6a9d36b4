/** 召集: a meeting is called, with its agenda and everybody who belongs to it; nobody is written to yet. */
import { and, asc, eq, isNull } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { newSalt } from '../../../db/digest.ts';
import { meeting, roleSeat } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { visible } from '../../../db/visible.ts';
import { decideMeeting } from '../../domain/meeting/decide.ts';
import { CONVENERS, givesNamedVoice, type MeetingKind, rollSourceOf } from '../../domain/meeting/kinds.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { DraftRefusal } from '../ballot/draft.ts';
import { lockNumbers } from '../ballot/numbers.ts';
import { command } from '../command.ts';
import { policyOf } from '../policies.ts';
import type { CommunityRow } from '../registry/communities.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { type AskedBody, type BodiesRefusal, type BodyMember, representatives } from './bodies.ts';
import { appendMeetingEvent, type MeetingMoveRefusal, meetingFacts } from './change.ts';
import { newCheckInSecret } from './check-in-code.ts';
import { planBeginning } from './dates.ts';
import { allHere, eligibleIn, membersOfBody } from './eligible.ts';
import { addMembers, type NewMember } from './members.ts';
import { addItems, draftMotions, type NewItem } from './motions.ts';
import type { LoadedMeeting, MeetingMemberRow, MeetingRow } from './read.ts';

export interface Invited {
  readonly personId: string;
  readonly part: NonNullable<MeetingMemberRow['part']>;
  /** Whether her voice counts; a guest's does not. */
  readonly mayVote: boolean;
}

export interface ConveneMeeting {
  readonly communityId: string;
  readonly kind: MeetingKind;
  readonly title: string;
  readonly startsAt: Temporal.Instant;
  readonly venue?: string;
  readonly items?: readonly NewItem[];
  /** 单位 that take part; of a joint meeting those the community has, where none is named. */
  readonly bodies?: readonly AskedBody[];
  /** Beside those who belong to it by its kind. */
  readonly invited?: readonly Invited[];
  readonly bodyId?: string;
  readonly placeId?: string;
  readonly chairId?: string;
  readonly recorderId?: string;
  readonly chatId?: string;
  readonly demandId?: string;
  /** Why the notice is shorter than the rule; the supervision committee is asked. */
  readonly shortenedBecause?: string;
}

/** Where it comes from, for those nobody convened by hand. */
export interface MeetingOrigin {
  readonly petitionId?: string;
  readonly series?: string;
  readonly occurrence?: string;
  /** Whose motions its items are, where nobody convened it: whoever asked for it or began the series. */
  readonly moverId?: string | null;
}

export type ConveneRefusal =
  | MeetingMoveRefusal
  | BodiesRefusal
  | DraftRefusal
  /** Where bodies have the voices, whoever else is asked has none. */
  | { readonly kind: 'only_bodies_vote' }
  /** Seats and homes give the voices of this meeting; whoever else is asked is a guest. */
  | { readonly kind: 'members_vote' }
  | { readonly kind: 'community_not_found' }
  | { readonly kind: 'not_convener'; readonly of: MeetingKind }
  | { readonly kind: 'title_missing' }
  | { readonly kind: 'text_too_long'; readonly limit: number }
  | { readonly kind: 'person_not_here' };

export const conveneMeeting = command<ConveneMeeting, CommunityRow, MeetingRow, ConveneRefusal>({
  name: 'meeting.convene',
  load: async (uow, { communityId }) => {
    const home = await lockNumbers(uow, communityId);
    return home ? ok(home) : err({ kind: 'community_not_found' });
  },
  target: (home) => ({ communityId: home.id }),
  run: async (uow, home, input, as) => {
    const convener = convenerRole(uow, home.id, input, as);
    if (!convener) return err({ kind: 'not_convener', of: input.kind });
    return insertMeeting(uow, home, input, convener);
  },
});

/**
 * The seat from which this kind may be convened; the operator enters what somebody entitled has decided. Whoever looks after some
 * places convenes nothing of others.
 */
export function convenerRole(
  { actor }: Pick<UnitOfWork, 'actor'>,
  communityId: string,
  { kind, placeId }: Pick<ConveneMeeting, 'kind' | 'placeId'>,
  as: Role,
): Role | undefined {
  if (as === 'operator' || as === 'system') return as;
  return CONVENERS[kind].find((role) =>
    actor.seats.some(
      (seat) =>
        seat.role === role &&
        seat.communityId === communityId &&
        (placeId === undefined || seat.placeIds === undefined || seat.placeIds.includes(placeId)),
    ),
  );
}

/**
 * Writes it with its agenda, its motions and its people; permission was checked. Refused, it may have written some of them: the
 * caller takes them back. @param home locked with {@link lockNumbers}, because motions are numbered
 */
export async function insertMeeting(
  uow: UnitOfWork,
  home: CommunityRow,
  input: ConveneMeeting & MeetingOrigin,
  as: Role,
): Promise<Result<MeetingRow, ConveneRefusal>> {
  const policy = await policyOf(uow, home);
  const title = input.title.trim();
  if (title === '') return err({ kind: 'title_missing' });
  const limit = policy.rules.value('task.text.max');
  const texts = [title, input.venue, ...(input.items ?? []).flatMap((item) => [item.title, item.text])];
  if (texts.some((text) => Array.from(text ?? '').length > limit)) return err({ kind: 'text_too_long', limit });
  const named = [input.chairId, input.recorderId, ...(input.invited ?? []).map(({ personId }) => personId)];
  if (
    !(await allHere(
      uow,
      named.filter((id) => id !== undefined),
    ))
  )
    return err({ kind: 'person_not_here' });
  const taking =
    input.bodyId === undefined
      ? await representatives(uow, { id: home.id, kind: input.kind }, input.bodies)
      : ok([] as const);
  if (!taking.ok) return taking;
  if (taking.value.length > 0 && input.invited?.some(({ mayVote }) => mayVote))
    return err({ kind: 'only_bodies_vote' });
  const chairs = await chairAndRecorder(uow, home.id, input, as);
  const draft: MeetingRow = {
    id: newId(),
    communityId: home.id,
    kind: input.kind,
    title,
    venue: input.venue?.trim() || null,
    startsAt: input.startsAt,
    state: 'draft',
    placeId: input.placeId ?? null,
    bodyId: input.bodyId ?? null,
    demandId: input.demandId ?? null,
    petitionId: input.petitionId ?? null,
    series: input.series ?? null,
    occurrence: input.occurrence ?? null,
    convenedAs: as,
    convenedById: uow.actor.personId ?? null,
    ...chairs,
    chairedById: null,
    chatId: input.chatId ?? null,
    shortenedBecause: input.shortenedBecause?.trim() || null,
    consentById: null,
    consentAt: null,
    noticedAt: null,
    noticedTo: null,
    beganAt: null,
    closedAt: null,
    endedAt: null,
    round: 0,
    gridDigest: null,
    checkInSealed: newCheckInSecret(uow.keys),
    createdAt: uow.now,
    salt: newSalt(),
  };
  const loaded: LoadedMeeting = { meeting: draft, home, policy };
  const convened = decideMeeting(await meetingFacts(uow, loaded, 'convene'), { action: 'convene' });
  if (!convened.ok) return convened;
  const [row] = await uow.tx
    .insert(meeting)
    .values({ ...draft, state: convened.value.state })
    .onConflictDoNothing()
    .returning();
  if (!row) return err({ kind: 'meeting_already', state: 'convened' });
  record(uow, 'meeting', row, { action: 'meeting.convene', as, communityId: home.id, facts: { kind: row.kind } });
  await appendMeetingEvent(uow, row.id, as, { kind: 'convene' });
  const items = await addItems(uow, row, input.items ?? [], as, 1);
  const people = await peopleOf(uow, row, taking.value, input.invited ?? []);
  if (people.some((one) => hasGivenVoice(row, one))) return err({ kind: 'members_vote' });
  await addMembers(uow, row, people, as);
  planBeginning(uow, row);
  uow.notices.push({ kind: 'meeting.convened', meetingId: row.id });
  if (row.shortenedBecause !== null) uow.notices.push({ kind: 'meeting.consent-asked', meetingId: row.id });
  const drafted = await draftMotions(uow, { home, policy, meeting: row }, items, as, input.moverId);
  if (!drafted.ok) return drafted;
  return ok(row);
}

/** A voice that rests on nothing but the invitation, where that cannot give one. */
export const hasGivenVoice = ({ kind, bodyId }: MeetingRow, { basis, mayVote }: Pick<NewMember, 'basis' | 'mayVote'>) =>
  mayVote && basis === 'named' && (bodyId !== null || !givesNamedVoice(kind));

/** The head chairs unless somebody else is named; the supervision committee chairs what it convenes itself. */
async function chairAndRecorder(
  { tx, actor }: UnitOfWork,
  communityId: string,
  { chairId, recorderId }: ConveneMeeting,
  as: Role,
): Promise<{ readonly chairId: string | null; readonly recorderId: string | null }> {
  const staff = await tx
    .select({ personId: roleSeat.personId, role: roleSeat.role })
    .from(roleSeat)
    .where(and(eq(roleSeat.communityId, communityId), isNull(roleSeat.until), visible(roleSeat.personId)))
    .orderBy(asc(roleSeat.since), asc(roleSeat.id));
  const holder = (role: string) => staff.find((seat) => seat.role === role)?.personId;
  const own = as === 'supervisor' || as === 'subdistrict' ? actor.personId : undefined;
  const chair = chairId ?? own ?? holder('committee_head') ?? actor.personId ?? null;
  const member = staff.find(({ role, personId }) => role === 'committee_member' && personId !== chair)?.personId;
  const writer = actor.personId !== chair ? actor.personId : undefined;
  return { chairId: chair, recorderId: recorderId ?? writer ?? member ?? null };
}

/** Those of its kind, and those who were named; whoever is both keeps her seat's vote and the part she was named for. */
async function peopleOf(
  uow: UnitOfWork,
  row: MeetingRow,
  bodies: readonly BodyMember[],
  invited: readonly Invited[],
): Promise<readonly NewMember[]> {
  const source = rollSourceOf(row.kind);
  const byKind =
    row.bodyId !== null
      ? await membersOfBody(uow, row.bodyId)
      : source.from === 'seats' || source.from === 'named_and_seats'
        ? await eligibleIn(uow, row.communityId, { from: 'seats', bodies: source.bodies })
        : source.from === 'adults' || source.from === 'households'
          ? await eligibleIn(uow, row.communityId, {
              from: source.from,
              ...(row.placeId !== null && { placeId: row.placeId }),
            })
          : [];
  const people = new Map<string, NewMember>();
  for (const one of byKind) people.set(one.personId, { ...one, part: null, mayVote: true });
  for (const one of bodies) people.set(one.personId, one);
  for (const { personId, part, mayVote } of invited) {
    const seated = people.get(personId);
    if (seated?.basis === 'body') continue;
    people.set(personId, seated ? { ...seated, part } : { personId, basis: 'named', basisId: null, part, mayVote });
  }
  return [...people.values()];
}
