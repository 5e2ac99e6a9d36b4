/** Whom reminders could not reach: of each person and thing the newest reminder, while there is still something to do. */
import { type AnyColumn, and, asc, desc, eq, gt, inArray, isNull, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../db/client.ts';
import { community, outbox, person, place, reminderSent, subdistrict, task } from '../../../db/schema/index.ts';
import type { FieldKeys } from '../../../db/sealed.ts';
import { visible } from '../../../db/visible.ts';
import { permit } from '../../domain/permissions/permit.ts';
import type { Actor } from '../../domain/permissions/roles.ts';
import { fateOf, isNotReached, type NotReached } from '../../domain/reminder/fate.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { PlanText } from '../../domain/task/plan.ts';
import { TO_DO } from '../../domain/task/states.ts';
import { command } from '../command.ts';
import { seatsOf } from '../conversation/identify.ts';
import { note } from '../ledger/note.ts';
import { type Policies, policyOf } from '../policies.ts';
import type { CommunityRow } from '../registry/communities.ts';
import { isSubjectOf, isToVerify } from './dates.ts';

export interface UnreachedLine {
  readonly personId: string;
  readonly name: string;
  /** Where she lives, as far as it is known. */
  readonly home: string | null;
  readonly title: PlanText;
  /** Handed in, and hers to verify; the date of the task is past for her. */
  readonly toVerify: boolean;
  readonly dueOn: string | null;
  readonly fate: NotReached;
  readonly at: Temporal.Instant;
}

export interface UnreachedOf {
  readonly community: string;
  readonly zone: string;
  readonly lines: readonly UnreachedLine[];
}

export interface UnreachedList {
  /** Of the community, or of the subdistrict. */
  readonly name: string;
  readonly communities: readonly UnreachedOf[];
}

interface Reading {
  readonly tx: Tx;
  readonly keys: FieldKeys;
  readonly now: Temporal.Instant;
  readonly policies: Policies;
}

/** @param id of a community, or of a subdistrict: then of all its communities */
export async function unreachedIn(reading: Reading, id: string): Promise<UnreachedList | undefined> {
  const { tx } = reading;
  const [above] = await tx.select().from(subdistrict).where(eq(subdistrict.id, id));
  const homes = await tx
    .select()
    .from(community)
    .where(above ? eq(community.subdistrictId, id) : eq(community.id, id))
    .orderBy(asc(community.name), asc(community.code));
  const name = above?.name ?? homes[0]?.name;
  if (name === undefined) return undefined;
  const communities: UnreachedOf[] = [];
  for (const home of homes)
    communities.push({
      community: home.name,
      zone: home.timeZone,
      lines: await linesOf(reading, home),
    });
  return { name, communities };
}

/** What was tried longer ago than the rules look back is over, one way or another. */
async function linesOf(reading: Reading, home: CommunityRow): Promise<readonly UnreachedLine[]> {
  const { tx, keys, now } = reading;
  const days = (await policyOf(reading, home)).rules.value('reminder.unreached.days');
  const newest = tx
    .selectDistinctOn([reminderSent.personId, reminderSent.subject])
    .from(reminderSent)
    .where(gt(reminderSent.at, now.subtract({ hours: 24 * days })))
    .orderBy(reminderSent.personId, reminderSent.subject, desc(reminderSent.at), desc(reminderSent.id))
    .as('newest');
  const rows = await tx
    .select({
      personId: newest.personId,
      subject: newest.subject,
      at: newest.at,
      seenAt: newest.seenAt,
      fate: newest.fate,
      state: outbox.state,
      reason: outbox.reason,
      name: person.nameSealed,
      home: place.name,
      title: task.title,
      dueOn: task.dueOn,
    })
    .from(newest)
    .innerJoin(task, and(isSubjectOf(newest.subject, task.id), eq(newest.round, task.round)))
    .innerJoin(person, eq(person.id, newest.personId))
    .leftJoin(place, eq(place.id, person.homePlaceId))
    .leftJoin(outbox, eq(outbox.id, newest.outboxId))
    .where(and(eq(task.communityId, home.id), stillOpen(newest.subject), isNull(person.erasedAt), visible()))
    .orderBy(asc(person.id), asc(task.dueAt), asc(task.id));
  return rows.flatMap((row) => {
    const fate = fateOf({ seen: row.seenAt !== null, state: row.state ?? row.fate ?? undefined, reason: row.reason });
    if (!isNotReached(fate)) return [];
    const { personId, home, title, at } = row;
    const toVerify = isToVerify(row.subject);
    const name = keys.openText('person.name', row.name);
    return [{ personId, name, home, title, toVerify, dueOn: toVerify ? null : row.dueOn, fate, at }];
  });
}

/** There is still something to do, or to verify. */
const stillOpen = (subject: AnyColumn) =>
  sql`case when ${subject} like 'verify:%' then ${task.state} = 'submitted' else ${inArray(task.state, [...TO_DO])} end`;

/** The list names people, so whoever asks for it stands in the ledger. */
export const askUnreached = command<
  { readonly id: string },
  { readonly communityId?: string },
  UnreachedList,
  { readonly kind: 'community_not_found' }
>({
  name: 'task.list-unreached',
  load: (uow, { id }) => overseenFor(uow.tx, uow.actor, id),
  target: (loaded) => loaded,
  run: async (uow, loaded, { id }, as) => {
    const list = await unreachedIn(uow, id);
    if (!list) return err({ kind: 'community_not_found' });
    note(uow, `${loaded.communityId === id ? 'community' : 'subdistrict'}:${id}`, {
      action: 'task.list-unreached',
      as,
      ...(loaded.communityId !== undefined && { communityId: loaded.communityId }),
      facts: { people: new Set(list.communities.flatMap(({ lines }) => lines.map(({ personId }) => personId))).size },
    });
    return ok(list);
  },
});

/** Whether a person still may see it, by the seats of now. */
export async function maySeeUnreached(tx: Tx, id: string, personId: string): Promise<boolean> {
  const actor: Actor = { kind: 'account', personId, seats: await seatsOf(tx, personId) };
  const target = await overseenFor(tx, actor, id);
  return target.ok && permit('task.list-unreached', actor, target.value).ok;
}

async function overseenFor(
  tx: Tx,
  actor: Actor,
  id: string,
): Promise<Result<{ readonly communityId?: string }, { readonly kind: 'community_not_found' }>> {
  const [home] = await tx.select().from(community).where(eq(community.id, id));
  if (home) return ok({ communityId: home.id });
  // Whoever looks after one community of a subdistrict by a seat of the subdistrict looks after it.
  const ofIt = await tx.select().from(community).where(eq(community.subdistrictId, id));
  if (ofIt.length === 0) return err({ kind: 'community_not_found' });
  const hers = ofIt.find(({ id: one }) => seatIn(actor, one));
  return ok({ ...(hers && { communityId: hers.id }) });
}

const seatIn = (actor: Actor, communityId: string): boolean =>
  actor.kind === 'account' &&
  actor.seats.some((seat) => seat.role === 'subdistrict' && seat.communityId === communityId);
