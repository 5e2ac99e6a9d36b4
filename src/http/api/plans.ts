/** Plans: the templates, what was loaded where, files in and out. */
import { createHash } from 'node:crypto';
import { createRoute, z } from '@hono/zod-openapi';
import { LANGUAGES, type Language } from '../../channel.ts';
import { readPlanFile } from '../../documents/plan-file.ts';
import { planProblemText } from '../../documents/plan-problem-words.ts';
import type { PlanFileProblem } from '../../documents/plan-problems.ts';
import { planTemplates } from '../../documents/plan-templates.ts';
import { planXlsx } from '../../documents/plan-xlsx.ts';
import { planYaml } from '../../documents/plan-yaml.ts';
import type { PlanDocument } from '../../domain/task/plan.ts';
import { endBatch, endPlan } from '../../usecases/task/end-plan.ts';
import { type LoadedPlan, loadPlan, loadPlanForSubdistrict } from '../../usecases/task/load-plan.ts';
import { type ListedPlan, pagePlans, planById } from '../../usecases/task/plans.ts';
import { type Api, communityIdOf, communityOf } from './api.ts';
import { ID_KEY, keyIn, pageOf } from './cursor.ts';
import { answerFile, file, uploaded, XLSX } from './files.ts';
import { ApiProblem } from './problem.ts';
import { must } from './refusals.ts';
import {
  body,
  byId,
  changed,
  communityRef,
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
import { PlanWords, subdistrictOf, subdistrictRef } from './tasks.ts';

const YAML = 'application/yaml';

const Template = z
  .object({
    key: z.string(),
    title: PlanWords,
    source: z.string(),
    stages: z.int(),
    items: z.int(),
    proposals: z.int().openapi({ description: 'Items of which something is a proposal that no source has.' }),
  })
  .openapi('PlanTemplate');
export type ShownTemplate = z.infer<typeof Template>;
const Plan = z
  .object({
    id: uuid,
    community: z.string(),
    key: z.string(),
    title: PlanWords,
    source: z.string(),
    year: z.int(),
    batchId: uuid.nullable(),
    loadedAt: instant,
    endedAt: instant.nullable(),
    tasks: z.int(),
    open: z.int(),
  })
  .openapi('Plan');
export type ShownPlan = z.infer<typeof Plan>;
const Item = z.object({
  key: z.string(),
  title: PlanWords,
  owner: z.string(),
  mode: z.string(),
  stage: z.string().nullable(),
  article: z.string().nullable(),
  proposal: PlanWords.nullable(),
});
const FullPlan = Plan.extend({ items: z.array(Item) }).openapi('FullPlan');
export type ShownFullPlan = z.infer<typeof FullPlan>;
const Problem = z.object({
  line: z.int().openapi({ description: 'Of the text, or the row of the sheet.' }),
  code: z.string(),
  said: z.string(),
});
const Loaded = z
  .object({
    batchId: uuid.nullable(),
    communities: z.array(
      z.object({
        community: z.string(),
        plan: uuid,
        added: z.boolean().openapi({ description: 'False: it was loaded before, and nothing was added.' }),
        tasks: z.int(),
        passed: z.int().openapi({ description: 'Dates of the year that had passed already.' }),
      }),
    ),
    skipped: z.array(z.string()).openapi({ description: 'Communities of another type than the plan is for.' }),
    /** What a dry run found. */
    problems: z.array(Problem),
  })
  .openapi('LoadedPlans');
export type ShownLoaded = z.infer<typeof Loaded>;
const Ended = z
  .object({ plans: z.int(), cancelled: z.int().openapi({ description: 'Tasks that were called off.' }) })
  .openapi('EndedPlans');
export type ShownEnded = z.infer<typeof Ended>;

const language = oneOf(LANGUAGES as readonly ['zh-Hans', 'zh-Hant', 'en']).default('zh-Hans');
const year = z.coerce.number().int().min(2000).max(9999);
const format = oneOf(['yaml', 'xlsx']).default('yaml');
const where = { community: communityRef.optional(), subdistrict: subdistrictRef.optional() };
const keyParam = z.object({ key: text(1, 60).openapi({ param: { name: 'key', in: 'path' } }) });

const templates = createRoute({
  method: 'get',
  path: '/plan-templates',
  tags: ['plans'],
  summary: 'The templates that come with the program',
  responses: shown(z.object({ items: z.array(Template) }), 'All of them.'),
});
const template = createRoute({
  method: 'get',
  path: '/plan-templates/{key}',
  tags: ['plans'],
  summary: 'One template as a file, to be changed and loaded',
  request: { params: keyParam, query: query({ format, lang: language }) },
  responses: file('The template.', YAML, XLSX),
});
const list = createRoute({
  method: 'get',
  path: '/plans',
  tags: ['plans'],
  summary: 'Plans that were loaded, in that order',
  request: {
    query: query({
      ...PAGE,
      ...where,
      key: text(1, 60).optional(),
      year: year.optional(),
      ended: oneOf(['yes']).optional().openapi({ description: 'Ended ones too.' }),
    }),
  },
  responses: shown(listOf(Plan), 'One page.'),
});
const one = createRoute({
  method: 'get',
  path: '/plans/{id}',
  tags: ['plans'],
  summary: 'One plan with its items',
  request: byId,
  responses: shown(FullPlan, 'The plan.'),
});
const exported = createRoute({
  method: 'get',
  path: '/plans/{id}/file',
  tags: ['plans'],
  summary: 'A loaded plan as a file',
  request: { ...byId, query: query({ format, lang: language }) },
  responses: file('The plan.', YAML, XLSX),
});
const load = createRoute({
  method: 'post',
  path: '/plans',
  tags: ['plans'],
  summary: 'Load a template for one community, or for all of a subdistrict: all of them or none',
  request: {
    headers: writeHeaders,
    body: given(body({ ...where, template: text(1, 60), year }).openapi('NewPlan')),
  },
  responses: changed(Loaded, 'What was loaded.'),
});
const take = createRoute({
  method: 'post',
  path: '/plans/import',
  tags: ['plans'],
  summary: 'Load a plan from a YAML, Excel or CSV file: all of it, or nothing',
  request: {
    headers: writeHeaders,
    query: query({ ...where, year, dryRun: oneOf(['yes', 'no']).default('no'), lang: language }),
    body: uploaded,
  },
  responses: changed(Loaded, 'What was loaded, or with dryRun what is wrong in the file.'),
});
const end = createRoute({
  method: 'post',
  path: '/plans/{id}/end',
  tags: ['plans'],
  summary: 'End a plan; its open tasks are called off with the reason',
  request: {
    ...byId,
    headers: writeHeaders,
    body: given(
      body({
        reason: text(1, 1000),
        batch: z.boolean().default(false).openapi({ description: 'With all that were loaded in the same command.' }),
      }).openapi('EndPlan'),
    ),
  },
  responses: changed(Ended, 'What was ended.'),
});

const showPlan = ({ row, community, tasks, open }: ListedPlan): ShownPlan => ({
  id: row.id,
  community,
  key: row.key,
  title: row.document.title,
  source: row.document.source,
  year: row.year,
  batchId: row.batchId,
  loadedAt: timeOf(row.loadedAt),
  endedAt: timeOrNull(row.endedAt),
  tasks,
  open,
});

export function planRoutes({ app, runtime, once }: Api): void {
  const { context } = runtime;
  const direct = context.db.direct;
  app.openapi(templates, (c) =>
    c.json(
      {
        items: planTemplates().map(({ key, title, source, stages, items }) => ({
          key,
          title,
          source,
          stages: stages.length,
          items: items.length,
          proposals: items.filter(({ proposal }) => proposal).length,
        })),
      },
      200,
    ),
  );
  app.openapi(template, async (c) => {
    const { format: form, lang } = c.req.valid('query');
    return planFile(templateOf(c.req.valid('param').key), form, lang);
  });
  app.openapi(list, async (c) => {
    const { limit, cursor, community, subdistrict, key, year: of, ended } = c.req.valid('query');
    const filter = {
      ...(await communityIdOf(direct, community)),
      ...(subdistrict !== undefined && { subdistrictId: (await subdistrictOf(direct, subdistrict)).id }),
      ...(key && { key }),
      ...(of !== undefined && { year: of }),
      ...(ended && { ended: true }),
    };
    const rows = await pagePlans(direct, filter, keyIn(cursor, ID_KEY), limit + 1);
    return c.json(
      pageOf(rows, limit, ({ row }) => row.id, showPlan),
      200,
    );
  });
  app.openapi(one, async (c) => {
    const found = await foundPlan(c.req.valid('param').id);
    const items = found.row.document.items.map((item) => ({
      key: item.key,
      title: item.title,
      owner: item.owner,
      mode: item.due.mode,
      stage: item.stage ?? null,
      article: item.article ?? null,
      proposal: item.proposal ?? null,
    }));
    return c.json({ ...showPlan(found), items }, 200);
  });
  app.openapi(exported, async (c) => {
    const { format: form, lang } = c.req.valid('query');
    return planFile((await foundPlan(c.req.valid('param').id)).row.document, form, lang);
  });
  app.openapi(load, async (c) => {
    const { template: key, ...asked } = c.req.valid('json');
    return c.json(await loaded(c, templateOf(key), asked), 200);
  });
  app.openapi(take, async (c) => {
    const { dryRun, lang, ...asked } = c.req.valid('query');
    const read = await readPlanFile(new Uint8Array(await c.req.arrayBuffer()));
    if (dryRun === 'yes')
      return c.json(
        { batchId: null, communities: [], skipped: [], problems: read.ok ? [] : read.problems.map(saidIn(lang)) },
        200,
      );
    if (!read.ok) throw planWrong(read.problems);
    return c.json(await loaded(c, read.plan, asked), 200);
  });
  app.openapi(end, async (c) => {
    const { id: planId } = c.req.valid('param');
    const { reason, batch } = c.req.valid('json');
    const { row } = await foundPlan(planId);
    const answer = await once.commit(c, { name: 'plan.end', input: { planId, reason, batch } }, async (uow) => {
      const ended =
        batch && row.batchId !== null
          ? must(await endBatch(uow, { batchId: row.batchId, reason }))
          : [must(await endPlan(uow, { planId, reason }))];
      return { plans: ended.length, cancelled: ended.reduce((sum, { cancelled }) => sum + cancelled, 0) };
    });
    return c.json(answer, 200);
  });

  async function foundPlan(id: string): Promise<ListedPlan> {
    const found = await planById(direct, id);
    if (!found) throw new ApiProblem(404, 'plan_not_found', 'There is no such plan.');
    return found;
  }

  async function loaded(
    c: Parameters<typeof once.commit>[0],
    document: PlanDocument,
    asked: {
      readonly community?: string | undefined;
      readonly subdistrict?: string | undefined;
      readonly year: number;
    },
  ): Promise<ShownLoaded> {
    if ((asked.community === undefined) === (asked.subdistrict === undefined))
      throw new ApiProblem(400, 'not_valid', 'Give either "community" or "subdistrict".');
    const home = asked.community === undefined ? undefined : await communityOf(direct, asked.community);
    const above = asked.subdistrict === undefined ? undefined : await subdistrictOf(direct, asked.subdistrict);
    const digest = createHash('sha256').update(JSON.stringify(document)).digest('hex');
    const input = { digest, year: asked.year, home: home?.id, above: above?.id };
    return once.commit(c, { name: 'plan.load', input }, async (uow) => {
      const what = { document, year: asked.year };
      if (home) {
        const done = must(await loadPlan(uow, { ...what, communityId: home.id }));
        return { batchId: null, communities: [showLoaded(home.code, done)], skipped: [], problems: [] };
      }
      const done = must(await loadPlanForSubdistrict(uow, { ...what, subdistrictId: above?.id ?? '' }));
      return {
        batchId: done.batchId,
        communities: done.loaded.map((each) => showLoaded(each.community.code, each)),
        skipped: done.skipped.map(({ code }) => code),
        problems: [],
      };
    });
  }
}

const showLoaded = (community: string, { plan, added, tasks, passed }: LoadedPlan) => ({
  community,
  plan: plan.id,
  added,
  tasks,
  passed,
});

function templateOf(key: string): PlanDocument {
  const found = planTemplates().find((each) => each.key === key);
  if (found) return found;
  const known = planTemplates().map((each) => each.key);
  throw new ApiProblem(404, 'template_not_found', `There is no template "${key}"; there are ${known.join(', ')}.`);
}

async function planFile(plan: PlanDocument, form: 'yaml' | 'xlsx', lang: Language): Promise<Response> {
  return form === 'xlsx'
    ? answerFile(await planXlsx(plan, lang), XLSX, `${plan.key}.xlsx`)
    : answerFile(Buffer.from(planYaml(plan), 'utf8'), YAML, `${plan.key}.yaml`);
}

const saidIn = (lang: Language) => (problem: PlanFileProblem) => ({
  line: problem.line,
  code: problem.kind,
  said: planProblemText(lang, problem),
});

/** Every problem of the file, as far as one answer has room. */
const MOST_SAID = 50;

function planWrong(problems: readonly PlanFileProblem[]): ApiProblem {
  const some = problems.slice(0, MOST_SAID).map((problem) => `line ${problem.line}: ${planProblemText('en', problem)}`);
  const more = problems.length > some.length ? ` and ${problems.length - some.length} more` : '';
  return new ApiProblem(409, 'plan_wrong', `Nothing was loaded; these are wrong: ${some.join('; ')}${more}.`);
}
