/** 会议记录: drafted from the records, corrected in new versions, signed by those who must, published once they all have. */
import { and, asc, desc, eq, gt, inArray, or } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { newSalt, purposeOf } from '../../../db/digest.ts';
import { ballot, body, minutes, minutesSignature, person } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { visible } from '../../../db/visible.ts';
import type { BallotState } from '../../domain/ballot/states.ts';
import type { MinutesSigner } from '../../domain/meeting/decide.ts';
import type { MinutedBallot, MinutedBody, MinutesText } from '../../domain/meeting/minutes.ts';
import { bodyOf, speaksForBody, voicesOf } from '../../domain/meeting/voices.ts';
import type { Target } from '../../domain/permissions/permit.ts';
import type { Actor } from '../../domain/permissions/roles.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { command } from '../command.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { type MeetingMoveRefusal, moveMeeting } from './change.ts';
import { carryOutDecided } from './follow-up.ts';
import {
  everCame,
  itemsOf,
  type LoadedMeeting,
  lockMeeting,
  type MeetingMemberRow,
  type MeetingRow,
  membersOf,
} from './read.ts';

export type MinutesRow = typeof minutes.$inferSelect;

const TEXT = purposeOf('minutes', 'text');
const NAME = purposeOf('person', 'name');

export type MinutesRefusal = MeetingMoveRefusal | { readonly kind: 'text_too_long'; readonly limit: number };

/** The newest version; what it says. */
export async function minutesOf(
  { tx, keys }: Pick<UnitOfWork, 'tx' | 'keys'>,
  meetingId: string,
): Promise<{ readonly row: MinutesRow; readonly text: MinutesText } | undefined> {
  const [row] = await tx
    .select()
    .from(minutes)
    .where(eq(minutes.meetingId, meetingId))
    .orderBy(desc(minutes.version))
    .limit(1);
  return row && { row, text: JSON.parse(keys.openText(TEXT, row.textSealed)) as MinutesText };
}

export interface Signed {
  readonly signer: MinutesSigner;
  readonly name: string;
  readonly at: Temporal.Instant;
}

/** Who has signed one version, and when. */
export async function signaturesOf(
  { tx, keys }: Pick<UnitOfWork, 'tx' | 'keys'>,
  minutesId: string,
): Promise<readonly Signed[]> {
  const rows = await tx
    .select({ signer: minutesSignature.signer, at: minutesSignature.at, nameSealed: person.nameSealed })
    .from(minutesSignature)
    .innerJoin(person, eq(person.id, minutesSignature.personId))
    .where(and(eq(minutesSignature.minutesId, minutesId), visible()))
    .orderBy(asc(minutesSignature.at));
  return rows.map(({ signer, at, nameSealed }) => ({ signer, at, name: keys.openText(NAME, nameSealed) }));
}

/** They are the chair's and the recorder's. */
export const minutesTarget = (
  { communityId, chairId, recorderId }: MeetingRow,
  { personId }: Pick<Actor, 'personId'>,
): Target => ({
  communityId,
  ...(personId !== undefined && [chairId, recorderId].includes(personId) && { ownerPersonId: personId }),
});

/** A new version: the records as they stand, and the words given, or those of the version before. Signatures begin anew. */
export const writeMinutes = command<
  { readonly meetingId: string; readonly remarks?: string },
  LoadedMeeting,
  MinutesRow,
  MinutesRefusal
>({
  name: 'meeting.write-minutes',
  load: (uow, { meetingId }) => lockMeeting(uow, meetingId),
  target: ({ meeting: row }, _input, { actor }) => minutesTarget(row, actor),
  run: async (uow, loaded, { remarks }, as): Promise<Result<MinutesRow, MinutesRefusal>> => {
    const { meeting: row, policy } = loaded;
    const limit = policy.rules.value('task.text.max');
    if (Array.from(remarks ?? '').length > limit) return err({ kind: 'text_too_long', limit });
    if (row.state !== 'closed' && row.state !== 'minutes_draft')
      return err({ kind: 'meeting_not_now', action: 'draft_minutes', state: row.state });
    const before = await minutesOf(uow, row.id);
    const text = await textOf(uow, loaded, remarks ?? before?.text.remarks ?? '');
    const [written] = await uow.tx
      .insert(minutes)
      .values({
        id: newId(),
        meetingId: row.id,
        version: (before?.row.version ?? 0) + 1,
        textSealed: uow.keys.seal(TEXT, JSON.stringify(text)),
        writtenAs: as,
        writtenById: uow.actor.personId ?? null,
        writtenAt: uow.now,
        salt: newSalt(),
      })
      .returning();
    if (!written) throw new Error('the minutes were not returned');
    record(uow, 'minutes', written, {
      action: 'meeting.write-minutes',
      as,
      communityId: row.communityId,
      facts: { version: written.version },
    });
    if (row.state === 'closed') {
      const moved = await moveMeeting(uow, loaded, undefined, as, {
        name: 'meeting.write-minutes',
        step: () => ({ action: 'draft_minutes' }),
      });
      if (!moved.ok) return moved;
    }
    uow.notices.push({ kind: 'minutes.to-sign', meetingId: row.id });
    return ok(written);
  },
});

async function textOf(uow: UnitOfWork, { meeting: row }: LoadedMeeting, remarks: string): Promise<MinutesText> {
  const members = await membersOf(uow, row.id);
  const came = await everCame(uow, row.id);
  const names = await namesIn(uow, [
    ...members.map(({ personId }) => personId),
    ...[row.chairedById ?? row.chairId, row.recorderId].filter((id) => id !== null),
  ]);
  const named = (id: string | null): string => (id === null ? '' : (names.get(id) ?? ''));
  const those = (which: (personId: string, answer: string | null) => boolean): string[] =>
    members.filter(({ personId, answer }) => which(personId, answer)).map(({ personId }) => named(personId));
  const bodies = await bodiesIn(uow, members, came, named);
  const represented = new Set(members.filter(({ personId }) => came.has(personId)).flatMap((one) => bodyOf(one) ?? []));
  const hasCome = (personId: string): boolean => {
    const member = members.find((one) => one.personId === personId);
    return came.has(personId) || represented.has((member && bodyOf(member)) ?? '');
  };
  const ballots = await uow.tx.select().from(ballot).where(eq(ballot.meetingId, row.id)).orderBy(ballot.number);
  const items = await itemsOf(uow, row.id);
  const minuted = (itemId: string | null): readonly MinutedBallot[] =>
    ballots
      // What came to no vote is said to have come to none, as long as it stands on the agenda.
      .filter((each) => each.itemId === itemId && (itemId !== null || each.state !== 'withdrawn'))
      .map((each) => ({
        number: each.number,
        title: each.title,
        secret: each.form === 'secret',
        binding: each.binding,
        attendance: each.attendance,
        rules: each.rules,
        result: each.result,
        outcome: each.outcome,
        options: each.options.map(({ label }) => ({ label })),
      }));
  const unlisted = minuted(null);
  return {
    kind: row.kind,
    title: row.title,
    beganAt: row.beganAt?.toString() ?? null,
    closedAt: row.closedAt?.toString() ?? null,
    venue: row.venue,
    chair: named(row.chairedById ?? row.chairId),
    recorder: named(row.recorderId),
    of: voicesOf(row.kind, members).length,
    came: those((id) => came.has(id)),
    leave: those((id, answer) => !hasCome(id) && answer === 'leave'),
    absent: those((id, answer) => !hasCome(id) && answer !== 'leave'),
    ...(bodies.length > 0 && { bodies }),
    items: [
      ...items.map(({ id, title, text }) => ({ title, text, ballots: minuted(id) })),
      ...(unlisted.length > 0 ? [{ title: row.title, text: null, ballots: unlisted }] : []),
    ],
    remarks,
  };
}

/** Each body on the roll, with who came for it. */
async function bodiesIn(
  { tx }: UnitOfWork,
  members: readonly MeetingMemberRow[],
  came: ReadonlySet<string>,
  named: (personId: string) => string,
): Promise<readonly MinutedBody[]> {
  const speakers = members.filter(speaksForBody);
  if (speakers.length === 0) return [];
  const rows = await tx
    .select({ id: body.id, name: body.name })
    .from(body)
    .where(inArray(body.id, [...new Set(speakers.flatMap((one) => bodyOf(one) ?? []))]));
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return speakers.map((speaker) => ({
    name: names.get(bodyOf(speaker) ?? '') ?? '',
    came: members
      .filter((one) => bodyOf(one) === bodyOf(speaker) && came.has(one.personId))
      .map(({ personId }) => named(personId)),
    named: named(speaker.personId),
    onLeave: speaker.answer === 'leave',
  }));
}

async function namesIn({ tx, keys }: UnitOfWork, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: person.id, nameSealed: person.nameSealed })
    .from(person)
    .where(and(inArray(person.id, [...new Set(ids)]), visible()));
  return new Map(rows.map(({ id, nameSealed }) => [id, keys.openText(NAME, nameSealed)]));
}

export type SignRefusal =
  | MeetingMoveRefusal
  | { readonly kind: 'minutes_missing' }
  | { readonly kind: 'minutes_signed_already' }
  | { readonly kind: 'not_signer' }
  /** Another version was written since: nobody signs what she has not been shown. */
  | { readonly kind: 'minutes_newer' }
  /** The result of that ballot is not declared yet, or was after this version was written. */
  | { readonly kind: 'minutes_before_result'; readonly number: number };

const UNDECLARED: readonly BallotState[] = ['open', 'paused', 'closed', 'counted', 'verified'];

/** A ballot whose result this version cannot tell. */
async function untoldBallot({ tx }: UnitOfWork, { meetingId, writtenAt }: MinutesRow): Promise<number | undefined> {
  const [found] = await tx
    .select({ number: ballot.number })
    .from(ballot)
    .where(
      and(
        eq(ballot.meetingId, meetingId),
        or(inArray(ballot.state, [...UNDECLARED]), gt(ballot.declaredAt, writtenAt)),
      ),
    )
    .orderBy(ballot.number)
    .limit(1);
  return found?.number;
}

/**
 * The chair, the recorder and a supervisor sign; whoever is both chair and recorder signs once for both. With the last of them
 * the minutes are published. `seen`: the version she was shown.
 */
export const signMinutes = command<
  { readonly meetingId: string; readonly seen?: string },
  LoadedMeeting,
  MeetingRow,
  SignRefusal
>({
  name: 'meeting.sign-minutes',
  load: (uow, { meetingId }) => lockMeeting(uow, meetingId),
  target: ({ meeting: row }, _input, { actor }) => minutesTarget(row, actor),
  run: async (uow, loaded, { seen }, as): Promise<Result<MeetingRow, SignRefusal>> => {
    const { meeting: row } = loaded;
    const newest = await minutesOf(uow, row.id);
    if (!newest || row.state !== 'minutes_draft') return err({ kind: 'minutes_missing' });
    const signers = signersAs(uow, row);
    if (signers.length === 0) return err({ kind: 'not_signer' });
    if (seen !== undefined && seen !== String(newest.row.version)) return err({ kind: 'minutes_newer' });
    const untold = await untoldBallot(uow, newest.row);
    if (untold !== undefined) return err({ kind: 'minutes_before_result', number: untold });
    const signed = await uow.tx
      .insert(minutesSignature)
      .values(
        signers.map((signer) => ({
          id: newId(),
          minutesId: newest.row.id,
          signer,
          personId: uow.actor.personId ?? '',
          at: uow.now,
          salt: newSalt(),
        })),
      )
      .onConflictDoNothing()
      .returning();
    if (signed.length === 0) return err({ kind: 'minutes_signed_already' });
    for (const one of signed)
      record(uow, 'minutes_signature', one, {
        action: 'meeting.sign-minutes',
        as,
        communityId: row.communityId,
        facts: { signer: one.signer },
      });
    const confirmed = await moveMeeting(uow, loaded, undefined, as, {
      name: 'meeting.sign-minutes',
      step: () => ({ action: 'confirm_minutes' }),
    });
    // Others still have to.
    if (!confirmed.ok) return confirmed.error.kind === 'minutes_unsigned' ? ok(row) : confirmed;
    const published = await moveMeeting(uow, { ...loaded, meeting: confirmed.value.meeting }, undefined, 'system', {
      name: 'meeting.publish',
      step: () => ({ action: 'publish' }),
      consequences: (unit, { meeting: after }) => {
        unit.notices.push({ kind: 'minutes.published', meetingId: after.id });
      },
    });
    if (!published.ok) return published;
    await carryOutDecided(uow, { ...loaded, meeting: published.value.meeting });
    return ok(published.value.meeting);
  },
});

/** As what somebody signs: whoever chairs or records it does not also sign for the supervision committee. */
function signersAs({ actor }: UnitOfWork, row: MeetingRow): readonly MinutesSigner[] {
  const { personId } = actor;
  if (!personId) return [];
  const ran: readonly MinutesSigner[] = [
    ...(row.chairId === personId ? (['chair'] as const) : []),
    ...(row.recorderId === personId ? (['recorder'] as const) : []),
  ];
  if (ran.length > 0) return ran;
  return actor.seats.some(({ role, communityId }) => role === 'supervisor' && communityId === row.communityId)
    ? ['supervisor']
    : [];
}
