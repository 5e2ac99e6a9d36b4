/** Sets tasks: one by hand, one to every community of a subdistrict, or all that a plan brings. */
import { and, eq, inArray, isNull } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { newSalt } from '../../../db/digest.ts';
import { body, community, task, taskEvent } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { seatFor } from '../../domain/task/people.ts';
import type { PlanText } from '../../domain/task/plan.ts';
import type { TaskEvidence, TaskOwner, TaskVerifier } from '../../domain/task/states.ts';
import { command, type NotPermitted, type UseCase } from '../command.ts';
import { type Policy, policyOf } from '../policies.ts';
import type { CommunityRow } from '../registry/communities.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { type DateTooFar, dated, planDates, planUnacknowledged, type TaskRow, tooFar } from './dates.ts';
import { assignable, type GiveRefusal, mayGiveTo, verifierFor } from './rights.ts';
import { seatsIn } from './seats.ts';
import { publishTitle } from './title.ts';

export interface NewTask {
  readonly title: PlanText;
  readonly details?: PlanText;
  readonly ownerRole: TaskOwner;
  readonly ownerBodyId?: string;
  /** Handed to somebody from the beginning. */
  readonly delegateId?: string;
  readonly delegateRole?: TaskOwner;
  readonly delegateBodyId?: string | null;
  readonly verifierRole: TaskVerifier | null;
  readonly evidence: TaskEvidence;
  readonly dueOn: Temporal.PlainDate;
  readonly provisional?: boolean;
  readonly supervised?: boolean;
}

/** Where it comes from, for those of a plan or sent to many. */
export interface Origin {
  readonly planId?: string;
  readonly item?: string;
  readonly occurrence?: string;
  readonly batchId?: string;
  /** `meeting:<id>`, `petition:<id>`. */
  readonly source?: string;
}

/** Writes tasks of one community that are not there yet, with their history, ledger lines, reminders and escalations. */
export async function insertTasks(
  uow: UnitOfWork,
  { home, policy, as }: { readonly home: CommunityRow; readonly policy: Policy; readonly as: Role },
  tasks: readonly (NewTask & Origin)[],
): Promise<readonly TaskRow[]> {
  const rows: TaskRow[] = [];
  for (let from = 0; from < tasks.length; from += SLICE)
    rows.push(...(await insertSlice(uow, home, policy, tasks.slice(from, from + SLICE))));
  for (const row of rows)
    record(uow, 'task', row, {
      action: 'task.create',
      as,
      communityId: home.id,
      facts: { to: row.state, ...(row.item !== null && { item: row.item }) },
    });
  await firstLines(uow, rows, as);
  await planDates(uow, rows, policy);
  return rows;
}

/** Rows of one statement; each has some two dozen values. */
const SLICE = 500;

const insertSlice = (
  uow: UnitOfWork,
  home: CommunityRow,
  policy: Policy,
  tasks: readonly (NewTask & Origin)[],
): Promise<TaskRow[]> =>
  uow.tx
    .insert(task)
    .values(
      tasks.map((each) => ({
        id: newId(),
        communityId: home.id,
        planId: each.planId ?? null,
        item: each.item ?? null,
        occurrence: each.occurrence ?? null,
        batchId: each.batchId ?? null,
        source: each.source ?? null,
        title: each.title,
        details: each.details ?? null,
        ownerRole: each.ownerRole,
        ownerBodyId: each.ownerBodyId ?? null,
        delegateId: each.delegateId ?? null,
        delegateRole: each.delegateRole ?? null,
        delegateBodyId: each.delegateBodyId ?? null,
        verifierRole: each.verifierRole,
        evidence: each.evidence,
        state: 'scheduled' as const,
        ...dated(policy, each.dueOn, each.provisional),
        firstDueOn: each.dueOn.toString(),
        knownAt: uow.now,
        supervised: each.supervised ?? false,
        createdAt: uow.now,
        salt: newSalt(),
      })),
    )
    .onConflictDoNothing()
    .returning();

async function firstLines(uow: UnitOfWork, rows: readonly TaskRow[], as: Role): Promise<void> {
  for (let from = 0; from < rows.length; from += SLICE) {
    const lines = await uow.tx
      .insert(taskEvent)
      .values(
        rows.slice(from, from + SLICE).map(({ id }) => ({
          id: newId(),
          taskId: id,
          at: uow.now,
          kind: 'create',
          byRole: as,
          byPersonId: uow.actor.personId ?? null,
          ordinal: 1,
          salt: newSalt(),
        })),
      )
      .returning();
    for (const line of lines)
      record(uow, 'task_event', line, { action: 'task.history', as, facts: { kind: line.kind } });
  }
}

export type CreateTaskRefusal =
  | { readonly kind: 'community_not_found' }
  | { readonly kind: 'body_not_here' }
  | { readonly kind: 'person_not_here' }
  | GiveRefusal
  | { readonly kind: 'due_in_past'; readonly dueOn: string }
  | DateTooFar
  | { readonly kind: 'text_too_long'; readonly limit: number }
  | { readonly kind: 'title_missing' };

interface Home {
  readonly home: CommunityRow;
  readonly policy: Policy;
}

async function loadHome(
  uow: UnitOfWork,
  { communityId }: { readonly communityId: string },
): Promise<Result<Home, CreateTaskRefusal>> {
  const [home] = await uow.tx.select().from(community).where(eq(community.id, communityId));
  return home ? ok({ home, policy: await policyOf(uow, home) }) : err({ kind: 'community_not_found' });
}

/** Nobody named as the verifier: whoever sets it, by her seat. */
export type TaskToSet = Omit<NewTask, 'verifierRole' | 'delegateRole' | 'delegateBodyId'> & {
  readonly verifierRole?: TaskVerifier | null;
  readonly dueOn: Temporal.PlainDate;
  /** Its title may stand on the public wall. */
  readonly titlePublic?: boolean;
};

type ToSetIn = { readonly communityId: string; readonly batchId?: string } & TaskToSet;

/** Looked at and allowed, and nothing of it written. */
interface Allowed extends Home {
  readonly as: Role;
  readonly task: NewTask & Origin;
  readonly titlePublic: boolean;
  /** Whoever sets it is the one to do it. */
  readonly forHerself: boolean;
}

/** Something of it can be seen: marks without a form of their own are no title. */
const VISIBLE = /[^\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u;

const allowTask = command<ToSetIn, Home, Allowed, CreateTaskRefusal>({
  name: 'task.create',
  load: loadHome,
  target: ({ home }) => ({ communityId: home.id }),
  run: async (uow, { home, policy }, { communityId: _, ...input }, as) => {
    const title = input.title['zh-Hans'].trim();
    if (!VISIBLE.test(title)) return err({ kind: 'title_missing' });
    const limit = policy.rules.value('task.text.max');
    if ([title, input.details?.['zh-Hans'] ?? ''].some((words) => Array.from(words).length > limit))
      return err({ kind: 'text_too_long', limit });
    const today = policy.calendar.localDate(uow.now);
    if (Temporal.PlainDate.compare(input.dueOn, today) < 0)
      return err({ kind: 'due_in_past', dueOn: input.dueOn.toString() });
    const far = tooFar(input.dueOn, today);
    if (far) return err(far);
    if (input.ownerBodyId && !(await bodyIsHere(uow, input.ownerBodyId, home))) return err({ kind: 'body_not_here' });
    const { ownerRole, ownerBodyId = null, delegateId } = input;
    const seats = await seatsIn(uow.tx, home.id);
    const owners = seats
      .filter(({ role, bodyId }) => role === ownerRole && (ownerBodyId === null || bodyId === ownerBodyId))
      .map(({ personId }) => personId);
    if (!mayGiveTo(uow.actor, home.id, { role: ownerRole, personIds: owners }))
      return err({ kind: 'owner_above', owner: ownerRole });
    const seat = delegateId
      ? seatFor(delegateId, { ownerRole, ownerBodyId }, seats, (role) =>
          mayGiveTo(uow.actor, home.id, { role, personIds: [delegateId] }),
        )
      : undefined;
    if (delegateId && !seat) return err({ kind: 'person_not_here' });
    const doers = delegateId ? [delegateId] : owners;
    const forHerself = uow.actor.personId !== undefined && doers.includes(uow.actor.personId);
    const { verifierRole = verifierFor(uow.actor, home.id, forHerself) } = input;
    const task = { ...input, ...seat, verifierRole };
    return ok({ home, policy, as, task, titlePublic: input.titlePublic === true, forHerself });
  },
});

async function writeTask(uow: UnitOfWork, { task, titlePublic, forHerself, ...where }: Allowed): Promise<TaskRow> {
  const [row] = await insertTasks(uow, where, [task]);
  if (!row) throw new Error('the task was not returned');
  uow.notices.push({ kind: 'task.news', taskId: row.id, because: 'set' });
  // That message asks for 收到 already; whoever set it for herself has it.
  if (!forHerself) planUnacknowledged(uow, row, where.policy);
  return titlePublic ? publishTitle(uow, row, where.as) : row;
}

/** One task, set by hand. */
export const createTask: UseCase<ToSetIn, TaskRow, CreateTaskRefusal> = async (uow, input) => {
  const allowed = await allowTask(uow, input);
  return allowed.ok ? ok(await writeTask(uow, allowed.value)) : allowed;
};

/** For one person by name: hers is the seat; where several hold it, she is the one who does it. */
export async function createTaskFor(
  uow: UnitOfWork,
  {
    personId,
    ...what
  }: { readonly communityId: string; readonly personId: string } & Pick<
    TaskToSet,
    'title' | 'evidence' | 'dueOn' | 'titlePublic'
  >,
): Promise<Result<TaskRow, CreateTaskRefusal | NotPermitted>> {
  const who = (await assignable(uow, what.communityId)).find((one) => one.personId === personId);
  if (!who) return err({ kind: 'person_not_here' });
  const holders = (await seatsIn(uow.tx, what.communityId)).filter(
    ({ role, bodyId }) => role === who.role && (who.bodyId === null || bodyId === who.bodyId),
  );
  const alone = holders.every((seat) => seat.personId === personId);
  return createTask(uow, {
    ...what,
    ownerRole: who.role,
    ...(who.bodyId !== null && { ownerBodyId: who.bodyId }),
    ...(!alone && { delegateId: personId }),
  });
}

async function bodyIsHere(uow: UnitOfWork, bodyId: string, home: CommunityRow): Promise<boolean> {
  const [found] = await uow.tx
    .select({ communityId: body.communityId, subdistrictId: body.subdistrictId })
    .from(body)
    .where(and(eq(body.id, bodyId), isNull(body.endedAt)));
  return (
    found !== undefined &&
    (found.communityId === home.id || (found.subdistrictId !== null && found.subdistrictId === home.subdistrictId))
  );
}

export type CreateForManyRefusal = CreateTaskRefusal | NotPermitted | { readonly kind: 'no_communities' };

/** The same task to many communities, in one unit of work: all of them or none, so every one is looked at before the first is written. */
export async function createTaskForMany(
  uow: UnitOfWork,
  input: ({ readonly communityIds: readonly string[] } | { readonly subdistrictId: string }) & TaskToSet,
): Promise<Result<readonly TaskRow[], CreateForManyRefusal>> {
  const batchId = newId();
  const allowed: Allowed[] = [];
  const { ids, what } = wanted(input);
  // In one order, so that two commands never wait for each other.
  const found = await uow.tx
    .select({ id: community.id })
    .from(community)
    .where(
      'communityIds' in ids
        ? inArray(community.id, [...ids.communityIds])
        : eq(community.subdistrictId, ids.subdistrictId),
    )
    .orderBy(community.code);
  if ('communityIds' in ids && found.length < new Set(ids.communityIds).size)
    return err({ kind: 'community_not_found' });
  if (found.length === 0) return err({ kind: 'no_communities' });
  for (const { id } of found) {
    const one = await allowTask(uow, { ...what, communityId: id, batchId });
    if (!one.ok) return one;
    allowed.push(one.value);
  }
  const rows: TaskRow[] = [];
  for (const one of allowed) rows.push(await writeTask(uow, one));
  return ok(rows);
}

function wanted(input: Parameters<typeof createTaskForMany>[1]) {
  if ('communityIds' in input) {
    const { communityIds, ...what } = input;
    return { ids: { communityIds }, what };
  }
  const { subdistrictId, ...what } = input;
  return { ids: { subdistrictId }, what };
}
