/** The addresses of plans, what they take and what they answer. */
import { createRoute, z } from '@hono/zod-openapi';
import { LANGUAGES } from '../../channel.ts';
import { file, uploaded, XLSX } from './files.ts';
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
  uuid,
  writeHeaders,
} from './shapes.ts';
import { PlanWords, subdistrictRef } from './tasks.ts';

export const YAML = 'application/yaml';

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
    made: z
      .array(z.object({ title: PlanWords, dueOn: z.string(), communities: z.int() }))
      .openapi({ description: 'The tasks, the soonest first, and in how many communities each was made.' }),
    waiting: z
      .array(z.object({ title: PlanWords, communities: z.int() }))
      .openapi({ description: 'What opens only when its figure, its training or its event comes.' }),
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

export const templates = createRoute({
  method: 'get',
  path: '/plan-templates',
  tags: ['plans'],
  summary: 'The templates that come with the program',
  responses: shown(z.object({ items: z.array(Template) }), 'All of them.'),
});
export const template = createRoute({
  method: 'get',
  path: '/plan-templates/{key}',
  tags: ['plans'],
  summary: 'One template as a file, to be changed and loaded',
  request: { params: keyParam, query: query({ format, lang: language }) },
  responses: file('The template.', YAML, XLSX),
});
export const list = createRoute({
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
export const one = createRoute({
  method: 'get',
  path: '/plans/{id}',
  tags: ['plans'],
  summary: 'One plan with its items',
  request: byId,
  responses: shown(FullPlan, 'The plan.'),
});
export const exported = createRoute({
  method: 'get',
  path: '/plans/{id}/file',
  tags: ['plans'],
  summary: 'A loaded plan as a file',
  request: { ...byId, query: query({ format, lang: language }) },
  responses: file('The plan.', YAML, XLSX),
});
export const load = createRoute({
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
export const take = createRoute({
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
export const end = createRoute({
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
