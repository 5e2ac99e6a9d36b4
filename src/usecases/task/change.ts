/** What every change of a task has in common: lock it, decide, save, keep its history, write the ledger line. */
import { and, eq, inArray, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { newSalt } from '../../../db/digest.ts';
import { community, task, taskEvent } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { type TaskFile, taskFiles } from '../../../db/task-files.ts';
import type { Target } from '../../domain/permissions/permit.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import type { Command } from '../../domain/permissions/table.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import {
  decideTask,
  type TaskChange,
  type TaskFacts,
  type TaskRefusal,
  type TaskStep,
} from '../../domain/task/decide.ts';
import { OPEN_GATE } from '../../domain/task/gate.ts';
import { answerable, deputiesOf, type SeatFact, verifiersOf } from '../../domain/task/people.ts';
import type { PlanItem, PlanText } from '../../domain/task/plan.ts';
import { ENDED_TASKS, isToDo, type TaskAction } from '../../domain/task/states.ts';
import { command, type UseCase } from '../command.ts';
import { type Policy, policyOf } from '../policies.ts';
import type { CommunityRow } from '../registry/communities.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { voidOvertaken } from './asked.ts';
import { callOff, type DateTooFar, planDates, type TaskRow } from './dates.ts';
import { figuresOf } from './figures.ts';
import { planOf } from './plan-gate.ts';
import type { GiveRefusal, UndoRefusal } from './rights.ts';
import { seatsIn } from './seats.ts';

export type TaskNotFound = { readonly kind: 'task_not_found' };

export interface LoadedTask {
  readonly task: TaskRow;
  readonly home: CommunityRow;
  readonly policy: Policy;
  readonly seats: readonly SeatFact[];
}

/** Locks the row, so that two people acting at once are put in order. */
export async function lockTask(uow: UnitOfWork, taskId: string): Promise<Result<LoadedTask, TaskNotFound>> {
  const [row] = await uow.tx.select().from(task).where(eq(task.id, taskId)).for('update');
  if (!row) return err({ kind: 'task_not_found' });
  const [home] = await uow.tx.select().from(community).where(eq(community.id, row.communityId));
  if (!home) throw new Error('a task without its community');
  return ok({ task: row, home, policy: await policyOf(uow, home), seats: await seatsIn(uow.tx, row.communityId) });
}

/** The same for many tasks of one community, with one query for what they share. */
export async function lockTasksOf(
  uow: UnitOfWork,
  communityId: string,
  taskIds: readonly string[],
): Promise<readonly LoadedTask[]> {
  if (taskIds.length === 0) return [];
  const rows = await uow.tx
    .select()
    .from(task)
    .where(and(eq(task.communityId, communityId), inArray(task.id, [...taskIds])))
    .orderBy(task.id)
    .for('update');
  const [home] = await uow.tx.select().from(community).where(eq(community.id, communityId));
  if (!home) throw new Error('tasks without their community');
  const shared = { home, policy: await policyOf(uow, home), seats: await seatsIn(uow.tx, communityId) };
  return rows.map((row) => ({ task: row, ...shared }));
}

/** Hers is what she must do, answers for, or deputises in. */
export function taskTarget(
  { task: row, seats }: Pick<LoadedTask, 'task' | 'seats'>,
  _input: unknown,
  { actor: { personId } }: Pick<UnitOfWork, 'actor'>,
): Target {
  const hers = personId !== undefined && [...answerable(row, seats), ...deputiesOf(row, seats)].includes(personId);
  return { communityId: row.communityId, ...(hers && { ownerPersonId: personId }) };
}

/** Appends to the task's history; the caller holds the task's lock, which makes the ordinal safe. */
export async function appendTaskEvent(
  uow: UnitOfWork,
  taskId: string,
  as: Role,
  line: { readonly kind: TaskEventKind; readonly text?: string },
): Promise<string> {
  const [row] = await uow.tx
    .insert(taskEvent)
    .values({
      id: newId(),
      taskId,
      at: uow.now,
      kind: line.kind,
      byRole: as,
      byPersonId: uow.actor.personId ?? null,
      ...(line.text !== undefined && { textSealed: uow.keys.seal('task_event.text', line.text) }),
      ordinal: sql`(select coalesce(max(ordinal), 0) + 1 from ${taskEvent} where task_id = ${taskId})`,
      salt: newSalt(),
    })
    .returning();
  if (!row) throw new Error('the history line was not returned');
  record(uow, 'task_event', row, { action: 'task.history', as, facts: { kind: line.kind } });
  return row.id;
}
export type TaskEventKind =
  | TaskAction
  | 'create'
  | 'evidence'
  | 'extension'
  | 'granted'
  | 'denied'
  | 'escalate'
  | 'unverified'
  | 'file_lost'
  | 'publish_title'
  | 'withdraw_title';

/** Everything {@link decideTask} asks for; what stands in the way is read only where something is handed in. */
async function taskFacts(uow: UnitOfWork, loaded: LoadedTask, step: TaskStep): Promise<TaskFacts> {
  const { task: row } = loaded;
  const facts: TaskFacts = {
    state: row.state,
    supervised: row.supervised,
    dueOn: Temporal.PlainDate.from(row.dueOn),
    evidence: row.evidence,
    handedIn: { text: false, files: 0 },
    verified: row.verifierRole !== null,
    gate: OPEN_GATE,
  };
  if (step.action === 'verify') return { ...facts, handedIn: await handedIn(uow, row.id, ['stored']) };
  if (step.action !== 'submit') return facts;
  const { item, gate } = await planOf(uow, loaded);
  const lacking = item?.needs && (await lackingFigure(uow, loaded, item.needs));
  return {
    ...facts,
    handedIn: await handedIn(uow, row.id),
    gate,
    ...(lacking && { lacking }),
  };
}

async function lackingFigure(
  uow: UnitOfWork,
  { task: row, home, policy }: LoadedTask,
  needs: NonNullable<PlanItem['needs']>,
): Promise<TaskFacts['lacking']> {
  const { year } = Temporal.PlainDate.from(row.dueOn);
  const is = (await figuresOf(uow, home, year))[needs.figure] ?? 0;
  const needed: unknown = policy.rules.value(needs.rule);
  if (typeof needed !== 'number') throw new TypeError(`rule ${needs.rule} is no number of things`);
  return is < needed ? { figure: needs.figure, is, needed } : undefined;
}

/**
 * What was handed in since it was last sent back.
 * @param states of files that count
 */
export async function handedIn(
  uow: UnitOfWork,
  taskId: string,
  states: readonly TaskFile['state'][] = ['pending', 'stored'],
): Promise<TaskFacts['handedIn']> {
  const events = await uow.tx
    .select({ kind: taskEvent.kind, text: taskEvent.textSealed, at: taskEvent.at, ordinal: taskEvent.ordinal })
    .from(taskEvent)
    .where(eq(taskEvent.taskId, taskId));
  const returned = events
    .filter(({ kind }) => kind === 'return')
    .reduce((last, { ordinal }) => Math.max(last, ordinal), 0);
  const since = events.find(({ ordinal }) => ordinal === returned)?.at;
  const files = await taskFiles(uow.tx, taskId);
  return {
    text: events.some(({ kind, text, ordinal }) => kind === 'evidence' && text !== null && ordinal > returned),
    files: files.filter(
      ({ state, receivedAt: at }) =>
        states.includes(state) && (since === undefined || Temporal.Instant.compare(at, since) >= 0),
    ).length,
  };
}

export interface TaskMoved {
  readonly before: TaskRow;
  readonly task: TaskRow;
  readonly change: TaskChange;
  readonly eventId: string;
  readonly policy: Policy;
  readonly seats: readonly SeatFact[];
}

export type TaskMoveRefusal =
  | TaskRefusal
  | TaskNotFound
  | { readonly kind: 'not_verifier' }
  | { readonly kind: 'own_work' }
  | UndoRefusal
  | GiveRefusal
  | { readonly kind: 'date_in_past'; readonly dueOn: string }
  | DateTooFar
  | { readonly kind: 'text_too_long'; readonly limit: number };

export interface TaskMove<Input> {
  readonly name: Command;
  readonly step: (input: Input, loaded: LoadedTask) => TaskStep;
  /** Words kept in the history, in the person's own writing. */
  readonly words?: (input: Input) => string | undefined;
  readonly columns?: (uow: UnitOfWork, loaded: LoadedTask, input: Input) => Partial<typeof task.$inferInsert>;
  /** Its reminders and escalations begin anew, because its date or its pace changed or it is to be done again. */
  readonly anew?: boolean;
  readonly consequences?: (uow: UnitOfWork, moved: TaskMoved, input: Input) => void | Promise<void>;
}

/** Moves one locked task, under a permission that was checked: decides, saves, keeps its history, plans what follows. */
export async function moveTask<Input>(
  uow: UnitOfWork,
  loaded: LoadedTask,
  input: Input,
  as: Role,
  move: TaskMove<Input>,
): Promise<Result<TaskMoved, TaskMoveRefusal>> {
  const { task: before, policy, seats } = loaded;
  const words = move.words?.(input);
  const limit = policy.rules.value('task.text.max');
  if (words !== undefined && Array.from(words).length > limit) return err({ kind: 'text_too_long', limit });
  const step = move.step(input, loaded);
  const decided = decideTask(await taskFacts(uow, loaded, step), step);
  if (!decided.ok) return decided;
  const change = decided.value;
  // What was handed in goes on waiting for the tier above: its own reminders hang on no date, and stand.
  const anew = move.anew === true && isToDo(change.state);
  const [after] = await uow.tx
    .update(task)
    .set({
      state: change.state,
      supervised: change.supervised,
      ...(ENDED_TASKS.has(change.state) && { endedAt: uow.now }),
      ...(anew && { round: before.round + 1 }),
      ...move.columns?.(uow, loaded, input),
    })
    .where(eq(task.id, before.id))
    .returning();
  if (!after) throw new Error('a locked task was not found');
  const eventId = await appendTaskEvent(uow, before.id, as, {
    kind: change.action,
    ...(words !== undefined && { text: words }),
  });
  record(uow, 'task', after, {
    action: move.name,
    as,
    communityId: after.communityId,
    facts: { from: before.state, to: after.state },
  });
  const over =
    (isToDo(before.state) && !isToDo(after.state)) || (before.state === 'submitted' && after.state !== 'submitted');
  if (anew || over) await callOff(uow, after.id);
  if (anew) await planDates(uow, [after], policy);
  await voidOvertaken(uow, before, after, as);
  const moved: TaskMoved = { before, task: after, change, eventId, policy, seats };
  await move.consequences?.(uow, moved, input);
  return ok(moved);
}

/** What beside the permission table stands in the way: of a signature who signs, of anything else what it says itself. */
type InTheWay<Input> =
  | { readonly signs: true; readonly guard?: never }
  | {
      readonly signs?: never;
      /** Of this person, or of this input. */
      readonly guard?: (
        uow: UnitOfWork,
        loaded: LoadedTask,
        input: Input,
      ) => Promise<TaskMoveRefusal | undefined> | TaskMoveRefusal | undefined;
    };

/** A use case that moves one task. */
export function taskCommand<Input extends { readonly taskId: string }>(
  move: TaskMove<Input> & InTheWay<Input>,
): UseCase<Input, TaskMoved, TaskMoveRefusal> {
  return command<Input, LoadedTask, TaskMoved, TaskMoveRefusal>({
    name: move.name,
    load: (uow, { taskId }) => lockTask(uow, taskId),
    target: taskTarget,
    run: async (uow, loaded, input, as) => {
      const refused = move.signs ? mayNotSign(uow, loaded) : await move.guard?.(uow, loaded, input);
      return refused ? err(refused) : moveTask(uow, loaded, input, as, move);
    },
  });
}

/** Only the tier the task names may sign, and nobody her own work. */
export function mayNotSign(
  { actor }: Pick<UnitOfWork, 'actor'>,
  { task: row, seats }: Pick<LoadedTask, 'task' | 'seats'>,
): Extract<TaskMoveRefusal, { readonly kind: 'not_verifier' | 'own_work' }> | undefined {
  const { personId } = actor;
  if (!personId || row.submittedById === personId || answerable(row, seats).includes(personId))
    return { kind: personId && verifierSeat(row, seats, personId) ? 'own_work' : 'not_verifier' };
  return verifiersOf(row, seats).includes(personId) ? undefined : { kind: 'not_verifier' };
}

const verifierSeat = (row: TaskRow, seats: readonly SeatFact[], personId: string): boolean =>
  seats.some((seat) => seat.personId === personId && seat.role === row.verifierRole);

/** Titles for those who read Simplified Chinese only: what people typed themselves has no translation. */
export const typedTitle = (words: string): PlanText => ({ 'zh-Hans': words });
