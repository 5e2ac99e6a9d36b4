/** Before and between: who is asked, who chairs and writes, and a notice shorter than the rule. */
import { and, desc, eq, inArray, isNull } from 'drizzle-orm';
import { meeting, meetingEvent, meetingMember } from '../../../db/schema/index.ts';
import { awaitsSignatures, isBeforeCheckIn, takesArranging } from '../../domain/meeting/states.ts';
import { bodyOf } from '../../domain/meeting/voices.ts';
import { err, ok } from '../../domain/result.ts';
import { command } from '../command.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { arrangeBodies } from './arrange-bodies.ts';
import type { AskedBody, BodiesRefusal } from './bodies.ts';
import { appendMeetingEvent, meetingTarget } from './change.ts';
import { hasGivenVoice, type Invited } from './convene.ts';
import { allHere } from './eligible.ts';
import { goneFrom, type Presiding } from './gone.ts';
import { addMembers } from './members.ts';
import { type LoadedMeeting, lockMeeting, type MeetingNotFound, type MeetingRow, membersOf } from './read.ts';

export type ArrangeRefusal =
  | MeetingNotFound
  /** It has been held, or called off. */
  | { readonly kind: 'meeting_past_arranging'; readonly state: MeetingRow['state'] }
  | { readonly kind: 'title_missing' }
  | { readonly kind: 'text_too_long'; readonly limit: number }
  | { readonly kind: 'item_not_found' }
  /** It stands in a notice people have read: it can be left undecided, but not taken out. */
  | { readonly kind: 'item_noticed' }
  | { readonly kind: 'person_not_here' }
  | BodiesRefusal
  | { readonly kind: 'only_bodies_vote' }
  | { readonly kind: 'members_vote' }
  /** Once it is over, whoever ran it signs the minutes herself, as long as she can. */
  | { readonly kind: 'signer_still_here'; readonly who: Presiding };

export const notNow = ({ meeting: { state } }: LoadedMeeting) =>
  takesArranging(state) ? undefined : ({ kind: 'meeting_past_arranging', state } as const);

export interface ArrangePeople {
  readonly meetingId: string;
  readonly chairId?: string;
  readonly recorderId?: string;
  readonly invite?: readonly Invited[];
  /** 单位 that take part as well, or for which somebody else speaks; before checking in begins. */
  readonly bodies?: readonly AskedBody[];
  /** Bodies that take no part any more. */
  readonly dismissBodies?: readonly string[];
  /** Of those who were named, no longer asked; whoever belongs to it by her seat or home cannot be counted out. */
  readonly dismiss?: readonly string[];
}

export const arrangePeople = command<ArrangePeople, LoadedMeeting, MeetingRow, ArrangeRefusal>({
  name: 'meeting.arrange',
  load: (uow, { meetingId }) => lockMeeting(uow, meetingId),
  target: meetingTarget,
  run: async (uow, loaded, asked, as) => {
    const { chairId, recorderId, invite = [], dismiss = [], bodies = [], dismissBodies = [] } = asked;
    const { meeting: before } = loaded;
    const refused = await peopleFixed(uow, loaded, asked);
    if (refused) return err(refused);
    const wanted = [chairId, recorderId, ...invite.map(({ personId }) => personId)].filter((id) => id !== undefined);
    if (!(await allHere(uow, wanted))) return err({ kind: 'person_not_here' });
    const members = await membersOf(uow, before.id);
    const named = new Set(members.filter(({ basis }) => basis === 'named').map(({ personId }) => personId));
    if (dismiss.some((id) => !named.has(id))) return err({ kind: 'person_not_here' });
    if (members.some((one) => bodyOf(one)) && invite.some(({ mayVote }) => mayVote))
      return err({ kind: 'only_bodies_vote' });
    const belonging = new Set(members.filter(({ mayVote }) => mayVote).map(({ personId }) => personId));
    if (invite.some((one) => !belonging.has(one.personId) && hasGivenVoice(before, { ...one, basis: 'named' })))
      return err({ kind: 'members_vote' });
    const told = await arrangeBodies(uow, before, members, { bodies, dismissBodies }, as);
    if (told) return err(told);
    const [row] = await uow.tx
      .update(meeting)
      .set({
        chairId: chairId ?? before.chairId,
        recorderId: recorderId ?? before.recorderId,
        ...(chairId !== undefined &&
          awaitsSignatures(before.state) && { chairedById: before.chairedById ?? before.chairId }),
      })
      .where(eq(meeting.id, before.id))
      .returning();
    if (!row) throw new Error('a locked meeting vanished');
    record(uow, 'meeting', row, { action: 'meeting.arrange', as, communityId: row.communityId });
    await addMembers(
      uow,
      row,
      invite.map((each) => ({ ...each, basis: 'named' as const, basisId: null })),
      as,
    );
    if (dismiss.length > 0)
      for (const gone of await uow.tx
        .update(meetingMember)
        .set({ removedAt: uow.now })
        .where(
          and(
            eq(meetingMember.meetingId, row.id),
            inArray(meetingMember.personId, [...dismiss]),
            isNull(meetingMember.removedAt),
          ),
        )
        .returning())
        record(uow, 'meeting_member', gone, { action: 'meeting.arrange', as, communityId: row.communityId });
    await appendMeetingEvent(uow, row.id, as, { kind: 'people' });
    tellNamed(uow, before, row);
    return ok(row);
  },
});

/** Bodies stand before checking in begins; after the end only who signs is named anew, and only where she is gone. */
async function peopleFixed(
  uow: UnitOfWork,
  loaded: LoadedMeeting,
  { chairId, recorderId, invite = [], dismiss = [], bodies = [], dismissBodies = [] }: ArrangePeople,
): Promise<ArrangeRefusal | undefined> {
  const { meeting: row } = loaded;
  const past = { kind: 'meeting_past_arranging', state: row.state } as const;
  if (bodies.length + dismissBodies.length > 0 && !isBeforeCheckIn(row.state)) return past;
  if (!awaitsSignatures(row.state)) return notNow(loaded);
  if (invite.length + dismiss.length > 0) return past;
  const gone = await goneFrom(uow, row);
  if (chairId !== undefined && chairId !== row.chairId && !gone.includes('chair'))
    return { kind: 'signer_still_here', who: 'chair' };
  if (recorderId !== undefined && recorderId !== row.recorderId && !gone.includes('recorder'))
    return { kind: 'signer_still_here', who: 'recorder' };
  return undefined;
}

/** Whoever named herself knows. */
function tellNamed(uow: UnitOfWork, before: MeetingRow, { id: meetingId, chairId, recorderId }: MeetingRow): void {
  const isNews = (now: string | null, then: string | null): now is string =>
    now !== null && now !== then && now !== uow.actor.personId;
  const named = {
    ...(isNews(chairId, before.chairId) && { chairId }),
    ...(isNews(recorderId, before.recorderId) && { recorderId }),
  };
  if (Object.keys(named).length > 0) uow.notices.push({ kind: 'meeting.named', meetingId, ...named });
}

/** The supervision committee agrees to a notice shorter than the rule; nobody agrees to a date he set himself. */
export const consentToShortNotice = command<
  /** `seen`: the round of the date she was shown. */
  { readonly meetingId: string; readonly seen?: string },
  LoadedMeeting,
  MeetingRow,
  | ArrangeRefusal
  | { readonly kind: 'notice_not_short' }
  | { readonly kind: 'own_work' }
  /** It was given another date since. */
  | { readonly kind: 'date_newer' }
>({
  name: 'meeting.consent',
  load: (uow, { meetingId }) => lockMeeting(uow, meetingId),
  target: meetingTarget,
  run: async (uow, loaded, { seen }, as) => {
    const { meeting: before } = loaded;
    if (before.shortenedBecause === null) return err({ kind: 'notice_not_short' });
    if (seen !== undefined && seen !== String(before.round)) return err({ kind: 'date_newer' });
    if (uow.actor.personId !== undefined && (await datedBy(uow, before)) === uow.actor.personId)
      return err({ kind: 'own_work' });
    if (before.consentAt !== null) return ok(before);
    const [row] = await uow.tx
      .update(meeting)
      .set({ consentById: uow.actor.personId ?? null, consentAt: uow.now })
      .where(eq(meeting.id, before.id))
      .returning();
    if (!row) throw new Error('a locked meeting vanished');
    record(uow, 'meeting', row, { action: 'meeting.consent', as, communityId: row.communityId });
    await appendMeetingEvent(uow, row.id, as, { kind: 'consent' });
    uow.notices.push({ kind: 'meeting.consented', meetingId: row.id });
    return ok(row);
  },
});

/** Whoever gave it the date that holds. */
async function datedBy({ tx }: UnitOfWork, row: MeetingRow): Promise<string | null> {
  const [moved] = await tx
    .select({ personId: meetingEvent.byPersonId })
    .from(meetingEvent)
    .where(and(eq(meetingEvent.meetingId, row.id), eq(meetingEvent.kind, 'reschedule')))
    .orderBy(desc(meetingEvent.ordinal))
    .limit(1);
  return moved ? moved.personId : row.convenedById;
}
