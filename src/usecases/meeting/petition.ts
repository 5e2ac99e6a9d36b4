/**
 * 要求召开会议: residents or representatives who want a meeting sign for it; when they are enough by the rule, it is convened
 * and the head has a task with a date to fix it by.
 */
import { and, count, countDistinct, desc, eq, isNotNull, isNull } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { newSalt } from '../../../db/digest.ts';
import { community, person, petition, petitionSignature, roleSeat } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { visible } from '../../../db/visible.ts';
import type { MeetingKind } from '../../domain/meeting/kinds.ts';
import { type PetitionCount, petitionReached } from '../../domain/meeting/petition.ts';
import { meetingTask } from '../../domain/meeting/task-titles.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { lockNumbers } from '../ballot/numbers.ts';
import { command } from '../command.ts';
import { type Policy, policyOf } from '../policies.ts';
import type { CommunityRow } from '../registry/communities.ts';
import { insertTasks } from '../task/create.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { insertMeeting } from './convene.ts';

export type PetitionRow = typeof petition.$inferSelect;
/** Meetings that can be asked for. */
export const PETITIONED = ['residents', 'representatives'] as const satisfies readonly MeetingKind[];
export type PetitionedKind = (typeof PETITIONED)[number];

export type PetitionRefusal =
  | { readonly kind: 'community_not_found' }
  | { readonly kind: 'petition_not_found' }
  | { readonly kind: 'petition_ended' }
  | { readonly kind: 'title_missing' }
  | { readonly kind: 'text_too_long'; readonly limit: number }
  /** Only those whose voice would count there sign for it. */
  | { readonly kind: 'petition_not_yours'; readonly of: MeetingKind }
  | { readonly kind: 'petition_signed_already' }
  | { readonly kind: 'petition_not_signed' };

interface Home {
  readonly home: CommunityRow;
  readonly policy: Policy;
}

interface OfPetition extends Home {
  readonly petition: PetitionRow;
}

export interface Signed {
  readonly petition: PetitionRow;
  /** The way of counting that is nearest to its number. */
  readonly counts: readonly PetitionCount[];
}

async function homeOf(uow: UnitOfWork, communityId: string): Promise<Home | undefined> {
  const [home] = await uow.tx.select().from(community).where(eq(community.id, communityId));
  return home && { home, policy: await policyOf(uow, home) };
}

export const openPetition = command<
  { readonly communityId: string; readonly kind: PetitionedKind; readonly about: string },
  Home,
  Signed,
  PetitionRefusal
>({
  name: 'petition.open',
  load: async (uow, { communityId }) => {
    const found = await homeOf(uow, communityId);
    return found ? ok(found) : err({ kind: 'community_not_found' });
  },
  target: ({ home }) => ({ communityId: home.id }),
  run: async (uow, { home, policy }, { kind, about }, as) => {
    const words = about.trim();
    if (words === '') return err({ kind: 'title_missing' });
    const limit = policy.rules.value('task.text.max');
    if (Array.from(words).length > limit) return err({ kind: 'text_too_long', limit });
    const personId = uow.actor.personId ?? '';
    if (!(await maySign(uow, home.id, kind, personId))) return err({ kind: 'petition_not_yours', of: kind });
    const [made] = await uow.tx
      .insert(petition)
      .values({
        id: newId(),
        communityId: home.id,
        kind,
        about: words,
        openedById: personId,
        openedAt: uow.now,
        state: 'open',
        salt: newSalt(),
      })
      .returning();
    if (!made) throw new Error('the petition was not returned');
    record(uow, 'petition', made, { action: 'petition.open', as, communityId: home.id, facts: { kind } });
    return sign(uow, { home, policy, petition: made }, personId);
  },
});

async function lock(uow: UnitOfWork, petitionId: string): Promise<Result<OfPetition, PetitionRefusal>> {
  const [row] = await uow.tx.select().from(petition).where(eq(petition.id, petitionId)).for('update');
  const found = row && (await homeOf(uow, row.communityId));
  return row && found ? ok({ ...found, petition: row }) : err({ kind: 'petition_not_found' });
}

export const signPetition = command<{ readonly petitionId: string }, OfPetition, Signed, PetitionRefusal>({
  name: 'petition.sign',
  load: (uow, { petitionId }) => lock(uow, petitionId),
  target: ({ home }) => ({ communityId: home.id }),
  run: async (uow, loaded) => {
    const { home, petition: row } = loaded;
    if (row.state !== 'open') return err({ kind: 'petition_ended' });
    const personId = uow.actor.personId ?? '';
    if (!(await maySign(uow, home.id, row.kind, personId))) return err({ kind: 'petition_not_yours', of: row.kind });
    return sign(uow, loaded, personId);
  },
});

/** Whoever signed may think again as long as the meeting is not convened; with the last name the petition itself is withdrawn. */
export const withdrawSignature = command<{ readonly petitionId: string }, OfPetition, Signed, PetitionRefusal>({
  name: 'petition.withdraw',
  load: (uow, { petitionId }) => lock(uow, petitionId),
  target: ({ home }) => ({ communityId: home.id }),
  run: async (uow, { home, policy, petition: row }, _input, as) => {
    if (row.state !== 'open') return err({ kind: 'petition_ended' });
    const [gone] = await uow.tx
      .update(petitionSignature)
      .set({ withdrawnAt: uow.now })
      .where(
        and(
          eq(petitionSignature.petitionId, row.id),
          eq(petitionSignature.personId, uow.actor.personId ?? row.id),
          isNull(petitionSignature.withdrawnAt),
        ),
      )
      .returning();
    if (!gone) return err({ kind: 'petition_not_signed' });
    record(uow, 'petition_signature', gone, { action: 'petition.withdraw', as, communityId: home.id });
    const [left] = await uow.tx
      .select({ id: petitionSignature.id })
      .from(petitionSignature)
      .where(and(eq(petitionSignature.petitionId, row.id), isNull(petitionSignature.withdrawnAt)))
      .limit(1);
    const now = left ? row : await end(uow, row, as);
    return ok({ petition: now, counts: await countsOf(uow, home, policy, row) });
  },
});

async function end(uow: UnitOfWork, row: PetitionRow, as: Role): Promise<PetitionRow> {
  const [ended] = await uow.tx
    .update(petition)
    .set({ state: 'withdrawn', endedAt: uow.now })
    .where(eq(petition.id, row.id))
    .returning();
  if (!ended) throw new Error('a locked petition vanished');
  record(uow, 'petition', ended, { action: 'petition.withdraw', as, communityId: row.communityId });
  return ended;
}

async function sign(uow: UnitOfWork, loaded: OfPetition, personId: string): Promise<Result<Signed, PetitionRefusal>> {
  const { home, policy, petition: row } = loaded;
  const [signed] = await uow.tx
    .insert(petitionSignature)
    .values({ id: newId(), petitionId: row.id, personId, at: uow.now, salt: newSalt() })
    .onConflictDoUpdate({
      target: [petitionSignature.petitionId, petitionSignature.personId],
      set: { withdrawnAt: null, at: uow.now },
      setWhere: isNotNull(petitionSignature.withdrawnAt),
    })
    .returning();
  if (!signed) return err({ kind: 'petition_signed_already' });
  record(uow, 'petition_signature', signed, { action: 'petition.sign', as: 'resident', communityId: home.id });
  const counts = await countsOf(uow, home, policy, row);
  if (!petitionReached(counts)) return ok({ petition: row, counts });
  return ok({ petition: await reach(uow, loaded), counts });
}

/** Those whose voice would count in the meeting they ask for. */
async function maySign({ tx }: UnitOfWork, communityId: string, kind: MeetingKind, personId: string): Promise<boolean> {
  if (personId === '') return false;
  const [found] =
    kind === 'representatives'
      ? await tx
          .select({ id: roleSeat.id })
          .from(roleSeat)
          .where(
            and(
              eq(roleSeat.personId, personId),
              eq(roleSeat.communityId, communityId),
              eq(roleSeat.role, 'representative'),
              isNull(roleSeat.until),
            ),
          )
      : await tx
          .select({ id: person.id })
          .from(person)
          .where(
            and(eq(person.id, personId), eq(person.communityId, communityId), isNotNull(person.voteBasis), visible()),
          );
  return found !== undefined;
}

async function countsOf(
  { tx }: UnitOfWork,
  home: CommunityRow,
  { rules }: Policy,
  row: PetitionRow,
): Promise<readonly PetitionCount[]> {
  const standing = and(eq(petitionSignature.petitionId, row.id), isNull(petitionSignature.withdrawnAt));
  if (row.kind === 'representatives') {
    const seats = and(
      eq(roleSeat.communityId, home.id),
      eq(roleSeat.role, 'representative'),
      isNull(roleSeat.until),
      visible(roleSeat.personId),
    );
    const [all] = await tx
      .select({ n: countDistinct(roleSeat.personId) })
      .from(roleSeat)
      .where(seats);
    const [signed] = await tx
      .select({ n: countDistinct(petitionSignature.personId) })
      .from(petitionSignature)
      .innerJoin(roleSeat, eq(roleSeat.personId, petitionSignature.personId))
      .where(and(standing, seats));
    const needed = rules.value('meeting.representatives.demanded_by');
    return [{ by: 'representatives', signed: signed?.n ?? 0, of: all?.n ?? 0, needed }];
  }
  const voters = and(eq(person.communityId, home.id), isNotNull(person.voteBasis), isNull(person.erasedAt), visible());
  const [all] = await tx
    .select({ adults: count(person.id), households: countDistinct(person.householdId) })
    .from(person)
    .where(voters);
  const [signed] = await tx
    .select({ adults: count(person.id), households: countDistinct(person.householdId) })
    .from(petitionSignature)
    .innerJoin(person, eq(person.id, petitionSignature.personId))
    .where(and(standing, voters));
  return [
    {
      by: 'adults',
      signed: signed?.adults ?? 0,
      of: all?.adults ?? 0,
      needed: rules.value('meeting.residents.demanded_by_adults'),
    },
    {
      by: 'households',
      signed: signed?.households ?? 0,
      of: all?.households ?? 0,
      needed: rules.value('meeting.residents.demanded_by_households'),
    },
  ];
}

/** The meeting is convened for the last day on which it must be answered; the head is given that day to fix another. */
async function reach(uow: UnitOfWork, { home, policy, petition: row }: OfPetition): Promise<PetitionRow> {
  const { lastDay } = policy.after(uow.now, 'meeting.petition_answered');
  const [reached] = await uow.tx
    .update(petition)
    .set({ state: 'reached', endedAt: uow.now })
    .where(eq(petition.id, row.id))
    .returning();
  if (!reached) throw new Error('a locked petition vanished');
  record(uow, 'petition', reached, { action: 'petition.reach', as: 'system', communityId: home.id });
  await lockNumbers(uow, home.id);
  const made = await insertMeeting(
    uow,
    home,
    {
      communityId: home.id,
      kind: row.kind,
      title: row.about,
      startsAt: policy.calendar.instantAt(
        lastDay,
        Temporal.PlainTime.from(policy.rules.value('meeting.petition_begins')),
      ),
      items: [{ title: row.about }],
      petitionId: row.id,
      moverId: row.openedById,
    },
    'system',
  );
  if (!made.ok) throw new Error(`the meeting people asked for could not be convened: ${made.error.kind}`);
  await insertTasks(uow, { home, policy, as: 'system' }, [
    {
      title: meetingTask.answerPetition(row.about),
      ownerRole: 'committee_head',
      verifierRole: 'subdistrict',
      evidence: 'none',
      dueOn: lastDay,
      source: `petition:${row.id}`,
    },
  ]);
  uow.notices.push({ kind: 'petition.reached', petitionId: row.id, meetingId: made.value.id });
  return reached;
}

/** Open ones of a community, newest first. */
export const openPetitions = ({ tx }: Pick<UnitOfWork, 'tx'>, communityId: string): Promise<PetitionRow[]> =>
  tx
    .select()
    .from(petition)
    .where(and(eq(petition.communityId, communityId), eq(petition.state, 'open')))
    .orderBy(desc(petition.openedAt));
