/** What the committee arranges about demands, entered by the operator: merging, referring, listing, pressing, sending up. */
import { createRoute, z } from '@hono/zod-openapi';
import { supportOf } from '../../../db/demand-tree.ts';
import { formatDemandNumber } from '../../domain/demand/number.ts';
import { escalateDemands } from '../../usecases/demand/bundle.ts';
import { listDemand, promoteDemand } from '../../usecases/demand/catalogue.ts';
import type { DemandRow } from '../../usecases/demand/change.ts';
import { cosignsOf } from '../../usecases/demand/cosign.ts';
import { mergeDemand, splitDemand } from '../../usecases/demand/merge.ts';
import { pageDemands } from '../../usecases/demand/page.ts';
import { referDemand, unitsOf } from '../../usecases/demand/refer.ts';
import { superviseDemand, unsuperviseDemand } from '../../usecases/demand/supervise.ts';
import type { UnitOfWork } from '../../usecases/unit-of-work.ts';
import type { Api } from './api.ts';
import { Demand, demandIdOf, showDemand } from './demands.ts';
import { ApiProblem } from './problem.ts';
import { must } from './refusals.ts';
import {
  body,
  changed,
  communityRef,
  created,
  given,
  instant,
  query,
  shown,
  text,
  timeOf,
  timeOrNull,
  uuid,
  writeHeaders,
} from './shapes.ts';

const reason = text(1, 2000).openapi({ description: 'Told to those concerned, in the words given here.' });
const ref = text(1, 64).openapi({ description: 'The id, or the number.', example: 'D-2026-0047' });
const which = {
  params: z.object({ demand: ref.openapi({ param: { name: 'demand', in: 'path' } }) }),
  query: query({ community: communityRef.optional() }),
};

const step = <S extends z.ZodType>(path: string, summary: string, given_: S) =>
  createRoute({
    method: 'post',
    path: `/demands/{demand}/${path}`,
    tags: ['demands'],
    summary,
    request: { ...which, headers: writeHeaders, body: given(given_) },
    responses: changed(Demand, 'The demand as it is now.'),
  });

const merge = step(
  'merge',
  'Merge into another demand; into one that was merged means into the one it lives on in',
  body({ into: ref }),
);
const split = step('split', 'Undo the merge', body({}));
const refer = step(
  'refer',
  'Refer to a unit',
  body({
    unit: text(1, 200).openapi({ description: 'The id of the body, or its name.' }),
    note: text(1, 2000).optional().openapi({ description: 'For the unit only.' }),
  }),
);
const list = step('list', 'Put into the catalogue of common concerns', body({}));
const promote = step('promote', 'Make it a topic, as the committee decided', body({ reason }));
const supervise = step('supervise', 'Press it: its clocks get shorter', body({ reason }));
const unsupervise = step(
  'unsupervise',
  'Press it no longer: its clocks end when they would have without',
  body({ reason }),
);

const Bundle = z
  .object({
    id: uuid,
    demands: z.array(z.string()),
    sentAt: instant,
  })
  .openapi('DemandBundle');
export type ShownBundle = z.infer<typeof Bundle>;
const escalate = createRoute({
  method: 'post',
  path: '/demand-bundles',
  tags: ['demands'],
  summary: 'Send demands up to the subdistrict together, with one account of why',
  request: {
    headers: writeHeaders,
    body: given(
      body({
        demands: z.array(ref).min(1, 'must name one demand at least').max(50, 'must name at most 50 demands'),
        reason,
        community: communityRef.optional(),
      }),
    ),
  },
  responses: created(Bundle, 'What was sent.'),
});

const Cosigns = z
  .object({
    number: z.string(),
    signatures: z
      .int()
      .openapi({ description: 'Residents who co-signed it or a demand merged into it, or filed such a one.' }),
    neighbours: z.int().openapi({ description: 'Everyone who has the problem, the submitter too.' }),
    items: z.array(z.object({ at: instant, withdrawnAt: instant.nullable() })),
  })
  .openapi('Cosigns');
export type ShownCosigns = z.infer<typeof Cosigns>;
const cosigns = createRoute({
  method: 'get',
  path: '/demands/{demand}/cosigns',
  tags: ['demands'],
  summary: 'How many stand behind a demand, and when they signed; never who',
  request: which,
  responses: shown(Cosigns, 'The co-signatures.'),
});

export function demandStepRoutes({ app, runtime, once }: Api): void {
  const { direct } = runtime.context.db;

  const shownNow = async ({ tx }: UnitOfWork, { id, communityId }: DemandRow) => {
    const [row] = await pageDemands(tx, { communityId, ids: [id] }, undefined, 1);
    if (!row) throw new ApiProblem(404, 'demand_not_found', 'There is no such demand.');
    return showDemand(row);
  };
  const idIn = (c: { readonly demand: string }, { community }: { readonly community?: string | undefined }) =>
    demandIdOf(direct, c.demand, community);

  app.openapi(merge, async (c) => {
    const { community } = c.req.valid('query');
    const demandId = await idIn(c.req.valid('param'), { community });
    const input = c.req.valid('json');
    const intoId = await demandIdOf(direct, input.into, community);
    const done = await once.commit(c, { name: 'demand.merge', input: { demandId, intoId } }, async (uow) =>
      shownNow(uow, must(await mergeDemand(uow, { demandId, intoId })).demand),
    );
    return c.json(done, 200);
  });
  app.openapi(split, async (c) => {
    const demandId = await idIn(c.req.valid('param'), c.req.valid('query'));
    const done = await once.commit(c, { name: 'demand.split', input: { demandId } }, async (uow) =>
      shownNow(uow, must(await splitDemand(uow, { demandId })).demand),
    );
    return c.json(done, 200);
  });
  app.openapi(refer, async (c) => {
    const demandId = await idIn(c.req.valid('param'), c.req.valid('query'));
    const { unit, note } = c.req.valid('json');
    const done = await once.commit(c, { name: 'demand.refer', input: { demandId, unit, note } }, async (uow) => {
      const bodyId = await unitIdOf(uow, demandId, unit);
      return shownNow(uow, must(await referDemand(uow, { demandId, bodyId, ...(note && { words: note }) })).demand);
    });
    return c.json(done, 200);
  });
  app.openapi(list, async (c) => {
    const demandId = await idIn(c.req.valid('param'), c.req.valid('query'));
    const done = await once.commit(c, { name: 'demand.list', input: { demandId } }, async (uow) =>
      shownNow(uow, must(await listDemand(uow, { demandId })).demand),
    );
    return c.json(done, 200);
  });
  app.openapi(promote, async (c) => {
    const demandId = await idIn(c.req.valid('param'), c.req.valid('query'));
    const { reason: words } = c.req.valid('json');
    const done = await once.commit(c, { name: 'demand.promote', input: { demandId, words } }, async (uow) =>
      shownNow(uow, must(await promoteDemand(uow, { demandId, words })).demand),
    );
    return c.json(done, 200);
  });
  app.openapi(supervise, async (c) => {
    const demandId = await idIn(c.req.valid('param'), c.req.valid('query'));
    const { reason: words } = c.req.valid('json');
    const done = await once.commit(c, { name: 'demand.supervise', input: { demandId, words } }, async (uow) =>
      shownNow(uow, must(await superviseDemand(uow, { demandId, words })).demand),
    );
    return c.json(done, 200);
  });
  app.openapi(unsupervise, async (c) => {
    const demandId = await idIn(c.req.valid('param'), c.req.valid('query'));
    const { reason: words } = c.req.valid('json');
    const done = await once.commit(c, { name: 'demand.unsupervise', input: { demandId, words } }, async (uow) =>
      shownNow(uow, must(await unsuperviseDemand(uow, { demandId, words })).demand),
    );
    return c.json(done, 200);
  });
  app.openapi(escalate, async (c) => {
    const { demands, reason: words, community } = c.req.valid('json');
    const demandIds: string[] = [];
    for (const one of demands) demandIds.push(await demandIdOf(direct, one, community));
    const done = await once.commit(c, { name: 'demand.escalate', input: { demandIds, words } }, async (uow) => {
      const { bundle, demands: sent } = must(await escalateDemands(uow, { demandIds, words }));
      return { id: bundle.id, demands: sent.map(formatDemandNumber).sort(), sentAt: timeOf(bundle.sentAt) };
    });
    return c.json(done, 201);
  });
  app.openapi(cosigns, async (c) => {
    const demandId = await idIn(c.req.valid('param'), c.req.valid('query'));
    const [row] = await pageDemands(direct, { ids: [demandId] }, undefined, 1);
    if (!row) throw new ApiProblem(404, 'demand_not_found', 'There is no such demand.');
    const support = (await supportOf(direct, [demandId])).get(demandId);
    const items = await cosignsOf({ tx: direct }, demandId);
    return c.json(
      {
        number: formatDemandNumber(row.row),
        signatures: support?.signatures ?? 0,
        neighbours: support?.neighbours ?? 1,
        items: items.map(({ at, withdrawnAt }) => ({ at: timeOf(at), withdrawnAt: timeOrNull(withdrawnAt) })),
      },
      200,
    );
  });
}

/** By id or by name, among the units of the demand's community. */
async function unitIdOf({ tx }: UnitOfWork, demandId: string, unit: string): Promise<string> {
  const [found] = await pageDemands(tx, { ids: [demandId] }, undefined, 1);
  if (!found) throw new ApiProblem(404, 'demand_not_found', 'There is no such demand.');
  const units = await unitsOf(tx, found.row.communityId);
  const one = units.find(({ id, name, aliases }) => id === unit || name === unit || aliases.includes(unit));
  if (!one) throw new ApiProblem(404, 'unit_not_found', 'There is no such unit in this community; see: body list.');
  return one.id;
}
