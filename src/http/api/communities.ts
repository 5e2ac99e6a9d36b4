/** Communities and the places in them. */
import { createRoute, z } from '@hono/zod-openapi';
import { COMMUNITY_TYPES } from '../../domain/registry/bodies.ts';
import type { CommunityRow } from '../../usecases/registry/communities.ts';
import { createCommunity, createPlace } from '../../usecases/registry/create.ts';
import { pageCommunities, pagePlaces } from '../../usecases/registry/lists.ts';
import { movePlace } from '../../usecases/registry/move-place.ts';
import type { PlaceRow } from '../../usecases/registry/places.ts';
import { type Api, communityOf } from './api.ts';
import { ID_KEY, keyIn, pageOf } from './cursor.ts';
import { must } from './refusals.ts';
import {
  body,
  byId,
  changed,
  communityCode,
  communityRef,
  created,
  given,
  instant,
  listOf,
  oneOf,
  PAGE,
  query,
  shown,
  text,
  timeOf,
  timeZone,
  uuid,
  writeHeaders,
} from './shapes.ts';

const Community = z
  .object({
    id: uuid,
    code: z.string(),
    name: z.string(),
    timeZone: z.string(),
    rulePack: z.string(),
    type: z.enum(COMMUNITY_TYPES).nullable(),
    occupancyPercent: z.number().nullable(),
    subdistrictId: uuid.nullable(),
    createdAt: instant,
  })
  .openapi('Community');
export type ShownCommunity = z.infer<typeof Community>;
const Place = z
  .object({ id: uuid, parentId: uuid.nullable(), kind: z.string(), name: z.string(), aliases: z.array(z.string()) })
  .openapi('Place');
export type ShownPlace = z.infer<typeof Place>;

export const shownCommunity = Community;
export const showCommunity = ({
  id,
  code,
  name,
  timeZone: zone,
  rulePack,
  type,
  occupancyPercent,
  subdistrictId,
  createdAt,
}: CommunityRow) => ({
  id,
  code,
  name,
  timeZone: zone,
  rulePack,
  type,
  occupancyPercent,
  subdistrictId,
  createdAt: timeOf(createdAt),
});
const showPlace = ({ id, parentId, kind, name, aliases }: PlaceRow) => ({
  id,
  parentId,
  kind,
  name,
  aliases: [...aliases],
});

const listCommunities = createRoute({
  method: 'get',
  path: '/communities',
  tags: ['registry'],
  summary: 'Communities, in the order of entry',
  request: { query: query(PAGE) },
  responses: shown(listOf(Community), 'One page.'),
});
const showOne = createRoute({
  method: 'get',
  path: '/communities/{community}',
  tags: ['registry'],
  summary: 'One community, by code or id',
  request: { params: z.object({ community: communityRef.openapi({ param: { name: 'community', in: 'path' } }) }) },
  responses: shown(Community, 'The community.'),
});
const addCommunity = createRoute({
  method: 'post',
  path: '/communities',
  tags: ['registry'],
  summary: 'Enter a community',
  request: {
    headers: writeHeaders,
    body: given(
      body({ code: communityCode, name: text(1, 80), timeZone: timeZone.optional() }).openapi('NewCommunity'),
    ),
  },
  responses: created(Community, 'The community as entered; the time zone is Asia/Shanghai unless given.'),
});
const listPlaces = createRoute({
  method: 'get',
  path: '/places',
  tags: ['registry'],
  summary: 'Places of one community',
  request: { query: query({ ...PAGE, community: communityRef }) },
  responses: shown(listOf(Place), 'One page.'),
});
const addPlace = createRoute({
  method: 'post',
  path: '/places',
  tags: ['registry'],
  summary: "Enter a place: a grid, residents' group, building or unit, below another where it belongs",
  request: {
    headers: writeHeaders,
    body: given(
      body({
        community: communityRef,
        kind: oneOf(['grid', 'group', 'building', 'unit']),
        name: text(1, 80),
        aliases: z.array(text(1, 80)).max(20, 'must hold at most 20 names').optional(),
        parentId: uuid.optional(),
      }).openapi('NewPlace'),
    ),
  },
  responses: created(Place, 'The place as entered.'),
});
const putPlace = createRoute({
  method: 'post',
  path: '/places/{id}/move',
  tags: ['registry'],
  summary: 'Put a place under another one, or under none; whoever looks after that one looks after it from then on',
  request: {
    ...byId,
    headers: writeHeaders,
    body: given(
      body({ parentId: uuid.nullable().openapi({ description: 'Null: it is part of nothing.' }) }).openapi(
        'MovedPlace',
      ),
    ),
  },
  responses: changed(Place, 'The place where it is now.'),
});

export function communityRoutes({ app, runtime: { context }, once }: Api): void {
  app.openapi(listCommunities, async (c) => {
    const { limit, cursor } = c.req.valid('query');
    const rows = await pageCommunities(context.db.direct, keyIn(cursor, ID_KEY), limit + 1);
    return c.json(
      pageOf(rows, limit, (row) => row.id, showCommunity),
      200,
    );
  });
  app.openapi(showOne, async (c) =>
    c.json(showCommunity(await communityOf(context.db.direct, c.req.valid('param').community)), 200),
  );
  app.openapi(addCommunity, async (c) => {
    const { timeZone: zone, ...input } = c.req.valid('json');
    const answer = await once.commit(c, { name: 'community.create', input: c.req.valid('json') }, async (uow) =>
      showCommunity(must(await createCommunity(uow, { ...input, ...(zone !== undefined && { timeZone: zone }) }))),
    );
    return c.json(answer, 201);
  });
  app.openapi(listPlaces, async (c) => {
    const { limit, cursor, community } = c.req.valid('query');
    const { id } = await communityOf(context.db.direct, community);
    const rows = await pagePlaces(context.db.direct, id, keyIn(cursor, ID_KEY), limit + 1);
    return c.json(
      pageOf(rows, limit, (row) => row.id, showPlace),
      200,
    );
  });
  app.openapi(addPlace, async (c) => {
    const { community, kind, name, aliases, parentId } = c.req.valid('json');
    const answer = await once.commit(c, { name: 'place.create', input: c.req.valid('json') }, async (uow) => {
      const { id: communityId } = await communityOf(uow.tx, community);
      const place = { communityId, kind, name, ...(aliases && { aliases }), ...(parentId && { parentId }) };
      return showPlace(must(await createPlace(uow, place)));
    });
    return c.json(answer, 201);
  });
  app.openapi(putPlace, async (c) => {
    const { parentId } = c.req.valid('json');
    const placeId = c.req.valid('param').id;
    const answer = await once.commit(c, { name: 'place.move', input: { parentId } }, async (uow) =>
      showPlace(must(await movePlace(uow, { placeId, parentId }))),
    );
    return c.json(answer, 200);
  });
}
