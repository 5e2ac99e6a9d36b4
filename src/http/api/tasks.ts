/** Tasks: what is listed, set, moved and called off here. Whoever hands in, verifies, waives or grants does so in chat. */
import { createRoute, z } from '@hono/zod-openapi';
import { Temporal } from 'temporal-polyfill';
import { HIGHEST_LEVEL } from '../../domain/task/escalation.ts';
import { TASK_EVIDENCE, TASK_OWNERS, TASK_STATES, TASK_VERIFIERS } from '../../domain/task/states.ts';
import { subdistrictByCode } from '../../usecases/registry/subdistricts.ts';
import { createTask, createTaskForMany } from '../../usecases/task/create.ts';
import { type ListedTask, pageTasks, type TaskCursor, taskOnRecord } from '../../usecases/task/page.ts';
import { cancelTask, rescheduleTask, superviseTask, unsuperviseTask } from '../../usecases/task/steps.ts';
import { publishTaskTitle, withdrawTaskTitle } from '../../usecases/task/title.ts';
import { type Api, communityIdOf, communityOf } from './api.ts';
import { keyIn, pageOf } from './cursor.ts';
import { ApiProblem } from './problem.ts';
import { must } from './refusals.ts';
import {
  body,
  byId,
  changed,
  communityRef,
  created,
  day,
  given,
  instant,
  listOf,
  oneOf,
  PAGE,
  query,
  shown,
  text,
  timeOf,
  timeOrNull,
  uuid,
  writeHeaders,
} from './shapes.ts';

export const PlanWords = z.object({
  'zh-Hans': z.string(),
  'zh-Hant': z.string().optional(),
  en: z.string().optional(),
});
export const subdistrictRef = text(1, 64).openapi({ description: 'The code of a subdistrict.', example: 'changshou' });

export const Task = z
  .object({
    id: uuid,
    community: z.string().openapi({ description: 'The code of the community.' }),
    plan: z.string().nullable().openapi({ description: 'The key of the plan it comes from.' }),
    item: z.string().nullable(),
    occurrence: z.string().nullable().openapi({ example: '2027-03' }),
    batchId: uuid.nullable().openapi({ description: 'The same for all tasks that were sent out together.' }),
    title: PlanWords,
    owner: z.enum(TASK_OWNERS),
    verifier: z.enum(TASK_VERIFIERS).nullable(),
    evidence: z.enum(TASK_EVIDENCE),
    state: z.enum(TASK_STATES),
    dueOn: z.string().openapi({ description: 'The last day on which it is in time.' }),
    firstDueOn: z.string(),
    level: z
      .int()
      .min(0)
      .max(HIGHEST_LEVEL)
      .openapi({ description: '0 in time, 1 late, then one more for each tier reached.' }),
    supervised: z.boolean(),
    titlePublic: z.boolean().openapi({ description: 'Its title may stand on the public wall.' }),
    acknowledgedAt: instant.nullable(),
    submittedAt: instant.nullable(),
    endedAt: instant.nullable(),
    createdAt: instant,
  })
  .openapi('Task');
export type ShownTask = z.infer<typeof Task>;
const FullTask = Task.extend({
  details: PlanWords.nullable(),
  files: z.int(),
  history: z.array(z.object({ at: instant, kind: z.string(), byRole: z.string() })),
}).openapi('FullTask');
export type ShownFullTask = z.infer<typeof FullTask>;
const Sent = z.object({ batchId: uuid.nullable(), items: z.array(Task) }).openapi('SentTasks');
export type ShownSent = z.infer<typeof Sent>;

const showTask = ({ row, home, planKey, level }: ListedTask): ShownTask => ({
  id: row.id,
  community: home.code,
  plan: planKey,
  item: row.item,
  occurrence: row.occurrence,
  batchId: row.batchId,
  title: row.title,
  owner: row.ownerRole,
  verifier: row.verifierRole,
  evidence: row.evidence,
  state: row.state,
  dueOn: row.dueOn,
  firstDueOn: row.firstDueOn,
  level,
  supervised: row.supervised,
  titlePublic: row.planId !== null || row.titlePublicAt !== null,
  acknowledgedAt: timeOrNull(row.acknowledgedAt),
  submittedAt: timeOrNull(row.submittedAt),
  endedAt: timeOrNull(row.endedAt),
  createdAt: timeOf(row.createdAt),
});

const CURSOR = z.tuple([z.string(), z.uuid()]);
const cursorOf = (written: string | undefined): TaskCursor | undefined => {
  const key = keyIn(written, CURSOR);
  if (!key) return undefined;
  const [dueAt, id] = key;
  if (Number.isNaN(Date.parse(dueAt)))
    throw new ApiProblem(400, 'not_valid', 'The query parameter "cursor" is not one that this list gave out.');
  return { dueAt, id };
};

const list = createRoute({
  method: 'get',
  path: '/tasks',
  tags: ['tasks'],
  summary: 'Tasks, soonest first',
  request: {
    query: query({
      ...PAGE,
      community: communityRef.optional(),
      subdistrict: subdistrictRef.optional(),
      state: oneOf(TASK_STATES).optional(),
      overdue: oneOf(['yes']).optional().openapi({ description: 'Only what is late now.' }),
      batch: uuid.optional(),
      plan: uuid.optional(),
    }),
  },
  responses: shown(listOf(Task), 'One page.'),
});
const one = createRoute({
  method: 'get',
  path: '/tasks/{id}',
  tags: ['tasks'],
  summary: 'One task with its history, without anybody’s words',
  request: byId,
  responses: shown(FullTask, 'The task.'),
});
const create = createRoute({
  method: 'post',
  path: '/tasks',
  tags: ['tasks'],
  summary: 'Set a task for one community, several, or all of a subdistrict: all of them or none',
  request: {
    headers: writeHeaders,
    body: given(
      body({
        communities: z.array(communityRef).min(1).max(500).optional(),
        subdistrict: subdistrictRef.optional(),
        title: text(1, 200),
        details: text(1, 2000).optional(),
        dueOn: day,
        owner: oneOf(TASK_OWNERS).default('committee_head'),
        ownerBodyId: uuid.optional(),
        verifier: oneOf([...TASK_VERIFIERS, 'none'] as const).default('subdistrict'),
        evidence: oneOf(TASK_EVIDENCE).default('none'),
        supervised: z.boolean().default(false),
        titlePublic: z.boolean().default(false).openapi({ description: 'Its title may stand on the public wall.' }),
      }).openapi('NewTask'),
    ),
  },
  responses: created(Sent, 'The tasks.'),
});

const because = given(body({ reason: text(1, 1000) }).openapi('TaskReason'));
const step = (name: 'cancel' | 'supervise' | 'unsupervise', summary: string) =>
  createRoute({
    method: 'post',
    path: `/tasks/{id}/${name}`,
    tags: ['tasks'],
    summary,
    request: { ...byId, headers: writeHeaders, body: because },
    responses: changed(Task, 'The task as it is now.'),
  });
const cancel = step('cancel', 'Call a task off, with the reason');
const supervise = step('supervise', 'Press a task: it is reminded of more often and climbs sooner');
const unsupervise = step('unsupervise', 'Press a task no longer');
const title = (name: 'publish-title' | 'withdraw-title', summary: string) =>
  createRoute({
    method: 'post',
    path: `/tasks/{id}/${name}`,
    tags: ['tasks'],
    summary,
    request: { ...byId, headers: writeHeaders },
    responses: changed(Task, 'The task as it is now.'),
  });
const publish = title('publish-title', 'Let the typed title of a task stand on the public wall');
const withdraw = title('withdraw-title', 'Take the typed title of a task off the public wall');
const reschedule = createRoute({
  method: 'post',
  path: '/tasks/{id}/reschedule',
  tags: ['tasks'],
  summary: 'Give a task another date; no extension is used up by it',
  request: {
    ...byId,
    headers: writeHeaders,
    body: given(body({ dueOn: day, reason: text(1, 1000).optional() }).openapi('NewDate')),
  },
  responses: changed(Task, 'The task as it is now.'),
});

export function taskRoutes({ app, runtime, once }: Api): void {
  const { context } = runtime;
  const reading = () => ({ tx: context.db.direct, now: context.clock.now(), policies: context.policies });
  app.openapi(list, async (c) => {
    const { limit, cursor, community, subdistrict, state, overdue, batch, plan } = c.req.valid('query');
    const rows = await pageTasks(
      reading(),
      {
        ...(await communityIdOf(context.db.direct, community)),
        ...(subdistrict !== undefined && { subdistrictId: (await subdistrictOf(context.db.direct, subdistrict)).id }),
        ...(state && { states: [state] }),
        ...(overdue && { overdue: true }),
        ...(batch && { batchId: batch }),
        ...(plan && { planId: plan }),
      },
      cursorOf(cursor),
      limit + 1,
    );
    return c.json(
      pageOf(rows, limit, ({ row }) => [row.dueAt.toString(), row.id], showTask),
      200,
    );
  });
  app.openapi(one, async (c) => {
    const found = await taskOnRecord(reading(), c.req.valid('param').id);
    if (!found) throw new ApiProblem(404, 'task_not_found', 'There is no such task.');
    return c.json(
      {
        ...showTask(found),
        details: found.row.details,
        files: found.files,
        history: found.history.map((line) => ({ ...line, at: timeOf(line.at) })),
      },
      200,
    );
  });
  app.openapi(create, async (c) => {
    const { communities, subdistrict, title, details, dueOn, verifier, owner, evidence, ...more } = c.req.valid('json');
    if ((communities === undefined) === (subdistrict === undefined))
      throw new ApiProblem(400, 'not_valid', 'Give either "communities" or "subdistrict".');
    const direct = context.db.direct;
    const homes = communities && (await Promise.all(communities.map((ref) => communityOf(direct, ref))));
    const above = subdistrict === undefined ? undefined : await subdistrictOf(direct, subdistrict);
    const what = {
      title: { 'zh-Hans': title },
      ...(details !== undefined && { details: { 'zh-Hans': details } }),
      ownerRole: owner,
      ...(more.ownerBodyId && { ownerBodyId: more.ownerBodyId }),
      verifierRole: verifier === 'none' ? null : verifier,
      evidence,
      supervised: more.supervised,
      titlePublic: more.titlePublic,
      dueOn: Temporal.PlainDate.from(dueOn),
    };
    const asked = { ...c.req.valid('json'), homes: homes?.map(({ id }) => id), above: above?.id };
    const answer = await once.commit(c, { name: 'task.create', input: asked }, async (uow) => {
      const [only, second] = homes ?? [];
      const rows =
        only && !second
          ? [must(await createTask(uow, { ...what, communityId: only.id }))]
          : must(
              await createTaskForMany(uow, {
                ...what,
                ...(homes ? { communityIds: homes.map(({ id }) => id) } : { subdistrictId: above?.id ?? '' }),
              }),
            );
      const { tx, now, policies } = uow;
      const batchId = rows[0]?.batchId ?? null;
      const items = [];
      for (const { id } of rows) {
        const found = await taskOnRecord({ tx, now, policies }, id);
        if (found) items.push(showTask(found));
      }
      return { batchId, items };
    });
    return c.json(answer, 201);
  });

  const shownAfter = async (taskId: string): Promise<ShownTask> => {
    const found = await taskOnRecord(reading(), taskId);
    if (!found) throw new ApiProblem(404, 'task_not_found', 'There is no such task.');
    return showTask(found);
  };
  const STEPS = [
    [cancel, 'task.cancel', cancelTask],
    [supervise, 'task.supervise', superviseTask],
    [unsupervise, 'task.unsupervise', unsuperviseTask],
  ] as const;
  for (const [route, name, run] of STEPS)
    app.openapi(route, async (c) => {
      const { id: taskId } = c.req.valid('param');
      const { reason } = c.req.valid('json');
      await once.commit(c, { name, input: { taskId, reason } }, async (uow) => {
        must(await run(uow, { taskId, reason }));
        return {};
      });
      return c.json(await shownAfter(taskId), 200);
    });
  const TITLES = [
    [publish, 'task.publish-title', publishTaskTitle],
    [withdraw, 'task.withdraw-title', withdrawTaskTitle],
  ] as const;
  for (const [route, name, run] of TITLES)
    app.openapi(route, async (c) => {
      const { id: taskId } = c.req.valid('param');
      await once.commit(c, { name, input: { taskId } }, async (uow) => {
        must(await run(uow, { taskId }));
        return {};
      });
      return c.json(await shownAfter(taskId), 200);
    });
  app.openapi(reschedule, async (c) => {
    const { id: taskId } = c.req.valid('param');
    const { dueOn, reason } = c.req.valid('json');
    await once.commit(c, { name: 'task.reschedule', input: { taskId, dueOn, reason } }, async (uow) => {
      const on = Temporal.PlainDate.from(dueOn);
      must(await rescheduleTask(uow, { taskId, dueOn: on, ...(reason !== undefined && { words: reason }) }));
      return {};
    });
    return c.json(await shownAfter(taskId), 200);
  });
}

/** @throws ApiProblem when there is none */
export async function subdistrictOf(tx: Parameters<typeof subdistrictByCode>[0], code: string) {
  const found = await subdistrictByCode(tx, code);
  if (!found) throw new ApiProblem(404, 'subdistrict_not_found', `There is no subdistrict "${code}".`);
  return found;
}
