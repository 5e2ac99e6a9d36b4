/** The bodies of communities and subdistricts. */

import { createRoute, z } from '@hono/zod-openapi';
import type { Tx } from '../../../db/client.ts';
import { DEFAULT_TIME_ZONE } from '../../domain/calendar/default-zone.ts';
import { BODY_KINDS } from '../../domain/registry/bodies.ts';
import { bodiesActingIn } from '../../usecases/registry/acting-bodies.ts';
import { type BodyRow, communitiesServed, createBody, endBody, waiveBodySize } from '../../usecases/registry/bodies.ts';
import { subdistrictByCode } from '../../usecases/registry/subdistricts.ts';
import { type Api, communityIdOf, communityOf } from './api.ts';
import { ApiProblem } from './problem.ts';
import { must } from './refusals.ts';
import {
  body,
  byId,
  changed,
  communityCode,
  communityRef,
  created,
  day,
  given,
  instant,
  listOf,
  oneOf,
  query,
  readSince,
  shown,
  text,
  timeOrNull,
  uuid,
  writeHeaders,
} from './shapes.ts';

const Body = z
  .object({
    id: uuid,
    kind: z.enum(BODY_KINDS),
    name: z.string(),
    aliases: z.array(z.string()),
    communityId: uuid.nullable(),
    subdistrictId: uuid.nullable(),
    parentId: uuid.nullable(),
    serves: z.array(z.string()).openapi({ description: 'Codes of further communities it serves.' }),
    termStartsAt: instant.nullable(),
    termEndsAt: instant.nullable(),
    sizeWaivedBecause: z.string().nullable(),
    secondBecause: z.string().nullable(),
    endedAt: instant.nullable(),
  })
  .openapi('Body');
export type ShownBody = z.infer<typeof Body>;

const showBody = async (tx: Tx, row: BodyRow) => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  aliases: [...row.aliases],
  communityId: row.communityId,
  subdistrictId: row.subdistrictId,
  parentId: row.parentId,
  serves: await communitiesServed(tx, row.id),
  termStartsAt: timeOrNull(row.termStartsAt),
  termEndsAt: timeOrNull(row.termEndsAt),
  sizeWaivedBecause: row.sizeWaivedBecause,
  secondBecause: row.secondBecause,
  endedAt: timeOrNull(row.endedAt),
});

const list = createRoute({
  method: 'get',
  path: '/bodies',
  tags: ['registry'],
  summary: 'Bodies that act in a community: its own, those that serve it, and those of its subdistrict',
  request: { query: query({ community: communityRef }) },
  responses: shown(listOf(Body), 'All of them.'),
});
const NewBody = body({
  kind: oneOf(BODY_KINDS),
  name: text(1, 80),
  aliases: z.array(text(1, 80)).max(20, 'must hold at most 20 names').optional(),
  community: communityRef.optional(),
  subdistrict: communityCode.optional(),
  serves: z.array(communityRef).max(50, 'must hold at most 50 communities').optional(),
  parentId: uuid.optional(),
  termStarts: day.optional(),
  termEnds: day.optional(),
  secondBecause: text(1, 400).optional(),
}).openapi('NewBody');
const add = createRoute({
  method: 'post',
  path: '/bodies',
  tags: ['registry'],
  summary: 'Enter a body of a community, or of a subdistrict; a second committee needs a reason',
  request: { headers: writeHeaders, body: given(NewBody) },
  responses: created(Body, "The body as entered. A committee's term is that of the rules unless its end is given."),
});
const end = createRoute({
  method: 'post',
  path: '/bodies/{id}/end',
  tags: ['registry'],
  summary: 'End a body, and the seats in it',
  request: { ...byId, headers: writeHeaders },
  responses: changed(Body, 'The body as it ended.'),
});
const waive = createRoute({
  method: 'post',
  path: '/bodies/{id}/waive-size',
  tags: ['registry'],
  summary: 'Allow a size or composition the rules do not foresee, with the reason',
  request: { ...byId, headers: writeHeaders, body: given(body({ because: text(1, 400) }).openapi('Waiver')) },
  responses: changed(Body, 'The body with the reason.'),
});

export function bodyRoutes({ app, runtime: { context }, once }: Api): void {
  app.openapi(list, async (c) => {
    const tx = context.db.direct;
    const { id } = await communityOf(tx, c.req.valid('query').community);
    const items: ShownBody[] = [];
    for (const row of await bodiesActingIn(tx, id)) items.push(await showBody(tx, row));
    return c.json({ items, next: null }, 200);
  });
  app.openapi(add, async (c) => {
    const input = c.req.valid('json');
    const answer = await once.commit(c, { name: 'body.create', input }, async (uow) => {
      const { kind, name, aliases, parentId, secondBecause } = input;
      const part = input.subdistrict ? await subdistrictByCode(uow.tx, input.subdistrict) : undefined;
      if (input.subdistrict && !part)
        throw new ApiProblem(404, 'subdistrict_not_found', `There is no subdistrict "${input.subdistrict}".`);
      const home = input.community ? await communityOf(uow.tx, input.community) : undefined;
      const serves: string[] = [];
      for (const ref of input.serves ?? []) serves.push((await communityOf(uow.tx, ref)).id);
      const zone = home?.timeZone ?? DEFAULT_TIME_ZONE;
      const starts = input.termStarts && readSince(input.termStarts, zone);
      const ends = input.termEnds && readSince(input.termEnds, zone);
      const row = must(
        await createBody(uow, {
          kind,
          name,
          serves,
          ...(aliases && { aliases }),
          ...(await communityIdOf(uow.tx, input.community)),
          ...(part && { subdistrictId: part.id }),
          ...(parentId && { parentId }),
          ...(starts && { termStartsAt: starts }),
          ...(ends && { termEndsAt: ends }),
          ...(secondBecause && { secondBecause }),
        }),
      );
      return showBody(uow.tx, row);
    });
    return c.json(answer, 201);
  });
  app.openapi(end, async (c) => {
    const answer = await once.commit(c, { name: 'body.end', input: {} }, async (uow) =>
      showBody(uow.tx, must(await endBody(uow, { bodyId: c.req.valid('param').id }))),
    );
    return c.json(answer, 200);
  });
  app.openapi(waive, async (c) => {
    const input = c.req.valid('json');
    const answer = await once.commit(c, { name: 'body.waive-size', input }, async (uow) =>
      showBody(uow.tx, must(await waiveBodySize(uow, { bodyId: c.req.valid('param').id, ...input }))),
    );
    return c.json(answer, 200);
  });
}
