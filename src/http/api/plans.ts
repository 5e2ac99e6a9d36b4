/** Plans: the templates, what was loaded where, files in and out. */
import { createHash } from 'node:crypto';
import type { Language } from '../../channel.ts';
import { readPlanFile } from '../../documents/plan-file.ts';
import { planProblemText } from '../../documents/plan-problem-words.ts';
import type { PlanFileProblem } from '../../documents/plan-problems.ts';
import { planTemplates } from '../../documents/plan-templates.ts';
import { planXlsx } from '../../documents/plan-xlsx.ts';
import { planYaml } from '../../documents/plan-yaml.ts';
import type { PlanDocument } from '../../domain/task/plan.ts';
import { endBatch, endPlan } from '../../usecases/task/end-plan.ts';
import { type LoadedForMany, loadPlan, loadPlanForSubdistrict } from '../../usecases/task/load-plan.ts';
import { type ListedPlan, pagePlans, planById } from '../../usecases/task/plans.ts';
import { type Api, communityIdOf, communityOf } from './api.ts';
import { ID_KEY, keyIn, pageOf } from './cursor.ts';
import { answerFile, XLSX } from './files.ts';
import {
  end,
  exported,
  list,
  load,
  one,
  type ShownLoaded,
  type ShownPlan,
  take,
  template,
  templates,
  YAML,
} from './plan-shapes.ts';
import { ApiProblem } from './problem.ts';
import { must } from './refusals.ts';
import { timeOf, timeOrNull } from './shapes.ts';
import { subdistrictOf } from './tasks.ts';

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
        { batchId: null, ...showLoaded([]), skipped: [], problems: read.ok ? [] : read.problems.map(saidIn(lang)) },
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
        return { batchId: null, ...showLoaded([{ ...done, community: home }]), skipped: [], problems: [] };
      }
      const done = must(await loadPlanForSubdistrict(uow, { ...what, subdistrictId: above?.id ?? '' }));
      return {
        batchId: done.batchId,
        ...showLoaded(done.loaded),
        skipped: done.skipped.map(({ code }) => code),
        problems: [],
      };
    });
  }
}

function showLoaded(loaded: LoadedForMany['loaded']): Pick<ShownLoaded, 'communities' | 'made' | 'waiting'> {
  const made = new Map<string, ShownLoaded['made'][number]>();
  const waiting = new Map<string, ShownLoaded['waiting'][number]>();
  for (const each of loaded) {
    for (const { item, title, dueOn } of each.made) {
      const key = `${dueOn} ${item}`;
      made.set(key, { title, dueOn, communities: (made.get(key)?.communities ?? 0) + 1 });
    }
    for (const { key, title } of each.waiting)
      waiting.set(key, { title, communities: (waiting.get(key)?.communities ?? 0) + 1 });
  }
  return {
    communities: loaded.map((each) => ({
      community: each.community.code,
      plan: each.plan.id,
      added: each.added,
      tasks: each.made.length,
      passed: each.passed,
    })),
    made: [...made.values()].sort((a, b) => (a.dueOn < b.dueOn ? -1 : 1)),
    waiting: [...waiting.values()],
  };
}

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
