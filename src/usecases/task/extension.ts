/** 延期: more time is asked for before the date, and the tier above decides. The old date stays to be seen. */
import { and, count, eq } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { newSalt } from '../../../db/digest.ts';
import { task, taskExtension } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import {
  type ExtensionFacts,
  type ExtensionLimits,
  type ExtensionRefusal,
  latestExtension,
  mayAskExtension,
} from '../../domain/task/decide.ts';
import { ENDED_TASKS, isToDo } from '../../domain/task/states.ts';
import { command } from '../command.ts';
import type { Policy } from '../policies.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import {
  appendTaskEvent,
  type LoadedTask,
  lockTask,
  mayNotSign,
  type TaskMoveRefusal,
  type TaskNotFound,
  taskTarget,
} from './change.ts';
import { callOff, dated, planDates, type TaskRow } from './dates.ts';

export type ExtensionRow = typeof taskExtension.$inferSelect;

export type AskExtensionRefusal =
  | TaskNotFound
  | ExtensionRefusal
  | { readonly kind: 'text_too_long'; readonly limit: number };

export const askExtension = command<
  { readonly taskId: string; readonly until: Temporal.PlainDate; readonly reason: string },
  LoadedTask,
  ExtensionRow,
  AskExtensionRefusal
>({
  name: 'task.ask-extension',
  load: (uow, { taskId }) => lockTask(uow, taskId),
  target: taskTarget,
  run: async (
    uow,
    { task: row, policy },
    { until, reason },
    as,
  ): Promise<Result<ExtensionRow, AskExtensionRefusal>> => {
    const limit = policy.rules.value('task.text.max');
    if (Array.from(reason).length > limit) return err({ kind: 'text_too_long', limit });
    const facts = await extensionFacts(uow, row, policy);
    const may = mayAskExtension(
      facts,
      { until, reason, today: policy.calendar.localDate(uow.now) },
      extensionLimits(policy),
    );
    if (!may.ok) return may;
    const [asked] = await uow.tx
      .insert(taskExtension)
      .values({
        id: newId(),
        taskId: row.id,
        dueOn: facts.dueOn.toString(),
        until: until.toString(),
        reasonSealed: uow.keys.seal('task_extension.reason', reason),
        askedById: uow.actor.personId ?? null,
        askedAt: uow.now,
        state: 'asked',
        salt: newSalt(),
      })
      .returning();
    if (!asked) throw new Error('the extension was not returned');
    await appendTaskEvent(uow, row.id, as, { kind: 'extension', text: reason });
    record(uow, 'task_extension', asked, {
      action: 'task.ask-extension',
      as,
      communityId: row.communityId,
      facts: { from: facts.dueOn.toString(), to: until.toString() },
    });
    uow.notices.push({ kind: 'task.extension-asked', taskId: row.id, extensionId: asked.id });
    return ok(asked);
  },
});

const extensionLimits = ({ rules }: Policy): ExtensionLimits => ({
  most: rules.value('task.extension.max'),
  sharePercent: rules.value('task.extension.share'),
});

async function extensionFacts(uow: UnitOfWork, row: TaskRow, { calendar }: Policy): Promise<ExtensionFacts> {
  return {
    state: row.state,
    knownOn: calendar.localDate(row.knownAt),
    firstDueOn: Temporal.PlainDate.from(row.firstDueOn),
    dueOn: Temporal.PlainDate.from(row.dueOn),
    granted: await extensions(uow, row.id, 'granted'),
    pending: (await extensions(uow, row.id, 'asked')) > 0,
  };
}

export interface ExtensionRoom {
  readonly task: TaskRow;
  readonly dueOn: Temporal.PlainDate;
  /** The last day that can be asked for. */
  readonly latest: Temporal.PlainDate;
}

/** Whether more time can be asked for, and until when: looked at before somebody is made to type a date. Changes nothing. */
export const extensionRoom = command<{ readonly taskId: string }, LoadedTask, ExtensionRoom, AskExtensionRefusal>({
  name: 'task.ask-extension',
  load: (uow, { taskId }) => lockTask(uow, taskId),
  target: taskTarget,
  run: async (uow, { task: row, policy }): Promise<Result<ExtensionRoom, AskExtensionRefusal>> => {
    const facts = await extensionFacts(uow, row, policy);
    const { dueOn } = facts;
    const limits = extensionLimits(policy);
    const may = mayAskExtension(
      facts,
      { until: dueOn.add({ days: 1 }), reason: '…', today: policy.calendar.localDate(uow.now) },
      limits,
    );
    return may.ok ? ok({ task: row, dueOn, latest: latestExtension(facts, limits) }) : may;
  },
});

async function extensions(uow: UnitOfWork, taskId: string, state: ExtensionRow['state']): Promise<number> {
  const [row] = await uow.tx
    .select({ n: count() })
    .from(taskExtension)
    .where(and(eq(taskExtension.taskId, taskId), eq(taskExtension.state, state)));
  return row?.n ?? 0;
}

export type DecideExtensionRefusal =
  | TaskNotFound
  | Extract<TaskMoveRefusal, { readonly kind: 'not_verifier' | 'own_work' }>
  | { readonly kind: 'extension_not_found' }
  | { readonly kind: 'extension_decided'; readonly state: ExtensionRow['state'] }
  /** The day that was asked for has passed meanwhile. */
  | { readonly kind: 'extension_past'; readonly until: string }
  | { readonly kind: 'task_reason_missing' };

interface LoadedExtension extends LoadedTask {
  readonly extension: ExtensionRow;
}

/** Granting moves the date and begins reminders anew; denying needs a reason; a day that has passed is granted to nobody. What has ended meanwhile is void. */
export const decideExtension = command<
  { readonly extensionId: string; readonly grant: boolean; readonly reason?: string },
  LoadedExtension,
  TaskRow,
  DecideExtensionRefusal
>({
  name: 'task.decide-extension',
  load: async (uow, { extensionId }) => {
    const [asked] = await uow.tx.select().from(taskExtension).where(eq(taskExtension.id, extensionId));
    if (!asked) return err({ kind: 'extension_not_found' });
    const loaded = await lockTask(uow, asked.taskId);
    if (!loaded.ok) return loaded;
    // Read again under the task's lock: somebody may have decided meanwhile.
    const [extension] = await uow.tx.select().from(taskExtension).where(eq(taskExtension.id, extensionId));
    return extension ? ok({ ...loaded.value, extension }) : err({ kind: 'extension_not_found' });
  },
  target: taskTarget,
  run: async (uow, loaded, { grant, reason }, as): Promise<Result<TaskRow, DecideExtensionRefusal>> => {
    const { task: row, policy, extension } = loaded;
    const refused = mayNotSign(uow, loaded);
    if (refused) return err(refused);
    if (extension.state !== 'asked') return err({ kind: 'extension_decided', state: extension.state });
    const words = reason?.trim() ?? '';
    if (!grant && words === '') return err({ kind: 'task_reason_missing' });
    // Asked under an earlier release, and overtaken: granting would move the new date, perhaps back.
    const isVoid = ENDED_TASKS.has(row.state) || row.dueOn !== extension.dueOn;
    const today = policy.calendar.localDate(uow.now);
    if (grant && !isVoid && Temporal.PlainDate.compare(Temporal.PlainDate.from(extension.until), today) < 0)
      return err({ kind: 'extension_past', until: extension.until });
    const [decided] = await uow.tx
      .update(taskExtension)
      .set({
        state: isVoid ? 'void' : grant ? 'granted' : 'denied',
        decidedById: uow.actor.personId ?? null,
        decidedAt: uow.now,
      })
      .where(eq(taskExtension.id, extension.id))
      .returning();
    if (!decided) throw new Error('the extension was not returned');
    record(uow, 'task_extension', decided, {
      action: 'task.decide-extension',
      as,
      communityId: row.communityId,
      facts: { to: decided.state },
    });
    if (isVoid) return err({ kind: 'extension_decided', state: 'void' });
    const eventId = await appendTaskEvent(uow, row.id, as, {
      kind: grant ? 'granted' : 'denied',
      ...(words !== '' && { text: words }),
    });
    uow.notices.push({ kind: 'task.news', taskId: row.id, because: grant ? 'extended' : 'extension_denied', eventId });
    if (!grant) return ok(row);
    // Handed in meanwhile, it waits for the tier above: those reminders hang on no date, and stand.
    const anew = isToDo(row.state);
    const [after] = await uow.tx
      .update(task)
      .set({
        ...dated(policy, Temporal.PlainDate.from(extension.until)),
        escalated: 0,
        ...(anew && { round: row.round + 1 }),
      })
      .where(eq(task.id, row.id))
      .returning();
    if (!after) throw new Error('a locked task was not found');
    record(uow, 'task', after, {
      action: 'task.decide-extension',
      as,
      communityId: row.communityId,
      facts: { from: row.dueOn, to: extension.until },
    });
    if (anew) {
      await callOff(uow, row.id);
      await planDates(uow, [after], policy);
    }
    return ok(after);
  },
});
