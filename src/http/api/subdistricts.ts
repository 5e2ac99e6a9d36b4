/** Subdistricts, what a community is said to be, and what the rules say about its bodies. */
import { createRoute, z } from '@hono/zod-openapi';
import { COMMUNITY_TYPES } from '../../domain/registry/bodies.ts';
import { findingsOf } from '../../usecases/registry/findings.ts';
import {
  allSubdistricts,
  createSubdistrict,
  describeCommunity,
  type SubdistrictRow,
  subdistrictByCode,
} from '../../usecases/registry/subdistricts.ts';
import { type Api, communityOf } from './api.ts';
import { showCommunity, shownCommunity } from './communities.ts';
import { ApiProblem } from './problem.ts';
import { must } from './refusals.ts';
import {
  body,
  changed,
  communityCode,
  communityRef,
  created,
  given,
  instant,
  listOf,
  oneOf,
  query,
  shown,
  text,
  timeOf,
  uuid,
  writeHeaders,
} from './shapes.ts';

const Subdistrict = z
  .object({ id: uuid, code: z.string(), name: z.string(), createdAt: instant })
  .openapi('Subdistrict');
export type ShownSubdistrict = z.infer<typeof Subdistrict>;

const Finding = z
  .object({
    about: z.enum(['community', 'body', 'grid']),
    id: uuid,
    name: z.string(),
    kind: z.string().openapi({ example: 'too_few' }),
    level: z.enum(['warn', 'block']),
    rule: z.string().openapi({ example: 'supervision.size.min' }),
    count: z.number(),
    limit: z.number(),
    waived: z.boolean(),
  })
  .openapi('Finding');
export type ShownFinding = z.infer<typeof Finding>;

const showSubdistrict = ({ id, code, name, createdAt }: SubdistrictRow) => ({
  id,
  code,
  name,
  createdAt: timeOf(createdAt),
});

const list = createRoute({
  method: 'get',
  path: '/subdistricts',
  tags: ['registry'],
  summary: 'Subdistricts',
  request: { query: query({}) },
  responses: shown(listOf(Subdistrict), 'All of them.'),
});
const add = createRoute({
  method: 'post',
  path: '/subdistricts',
  tags: ['registry'],
  summary: 'Enter a subdistrict',
  request: {
    headers: writeHeaders,
    body: given(body({ code: communityCode, name: text(1, 80) }).openapi('NewSubdistrict')),
  },
  responses: created(Subdistrict, 'The subdistrict as entered.'),
});
const ofCommunity = {
  params: z.object({ community: communityRef.openapi({ param: { name: 'community', in: 'path' } }) }),
};
const OCCUPANCY = 'must be a whole number from 0 to 100';
const describe = createRoute({
  method: 'post',
  path: '/communities/{community}/describe',
  tags: ['registry'],
  summary: 'Say what a community is: its type, how much of it is lived in, its subdistrict',
  request: {
    ...ofCommunity,
    headers: writeHeaders,
    body: given(
      body({
        type: oneOf(COMMUNITY_TYPES).optional(),
        occupancyPercent: z.number(OCCUPANCY).int(OCCUPANCY).min(0, OCCUPANCY).max(100, OCCUPANCY).optional(),
        subdistrict: communityCode.optional(),
      }).openapi('CommunityDescription'),
    ),
  },
  responses: changed(shownCommunity, 'The community as described.'),
});
const findings = createRoute({
  method: 'get',
  path: '/communities/{community}/findings',
  tags: ['registry'],
  summary: 'What the rules say about the size and composition of its bodies and grids; what blocks comes first',
  request: ofCommunity,
  responses: shown(listOf(Finding), 'All findings of today.'),
});

export function subdistrictRoutes({ app, runtime: { context }, once }: Api): void {
  app.openapi(list, async (c) => {
    const rows = await allSubdistricts(context.db.direct);
    return c.json({ items: rows.map(showSubdistrict), next: null }, 200);
  });
  app.openapi(add, async (c) => {
    const input = c.req.valid('json');
    const answer = await once.commit(c, { name: 'subdistrict.create', input }, async (uow) =>
      showSubdistrict(must(await createSubdistrict(uow, input))),
    );
    return c.json(answer, 201);
  });
  app.openapi(describe, async (c) => {
    const input = c.req.valid('json');
    const answer = await once.commit(c, { name: 'community.describe', input }, async (uow) => {
      const { id: communityId } = await communityOf(uow.tx, c.req.valid('param').community);
      const part = input.subdistrict ? await subdistrictByCode(uow.tx, input.subdistrict) : undefined;
      if (input.subdistrict && !part)
        throw new ApiProblem(404, 'subdistrict_not_found', `There is no subdistrict "${input.subdistrict}".`);
      const { type, occupancyPercent } = input;
      return showCommunity(
        must(
          await describeCommunity(uow, {
            communityId,
            ...(type && { type }),
            ...(occupancyPercent !== undefined && { occupancyPercent }),
            ...(part && { subdistrictId: part.id }),
          }),
        ),
      );
    });
    return c.json(answer, 200);
  });
  app.openapi(findings, async (c) => {
    const tx = context.db.direct;
    const home = await communityOf(tx, c.req.valid('param').community);
    const { keys, policies, clock } = context;
    const items = await findingsOf({ tx, keys, policies, now: clock.now() }, home);
    return c.json({ items: items.map((one) => ({ ...one })), next: null }, 200);
  });
}
