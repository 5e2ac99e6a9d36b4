/** People and the seats they hold. */
import { createRoute, z } from '@hono/zod-openapi';
import { LANGUAGES } from '../../channel.ts';
import { PERSON_ROLES } from '../../domain/permissions/roles.ts';
import { createPerson } from '../../usecases/registry/create.ts';
import { type ListedPerson, listPeople } from '../../usecases/registry/list-people.ts';
import { placeName } from '../../usecases/registry/lists.ts';
import { endSeat, grantSeat, type SeatRow } from '../../usecases/registry/seats.ts';
import { type Api, communityOf } from './api.ts';
import { ID_KEY, keyIn, listed } from './cursor.ts';
import { readRecorded } from './reading.ts';
import { must } from './refusals.ts';
import {
  body,
  byId,
  changed,
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
  timeOrNull,
  uuid,
  writeHeaders,
} from './shapes.ts';

const Seat = z
  .object({
    id: uuid,
    personId: uuid,
    role: z.enum(PERSON_ROLES),
    placeId: uuid.nullable(),
    since: instant,
    until: instant.nullable(),
  })
  .openapi('Seat');
export type ShownSeat = z.infer<typeof Seat>;
const Person = z
  .object({
    id: uuid,
    name: z.string().nullable().openapi({ description: 'Null once the person was erased.' }),
    language: z.string().nullable(),
    homePlaceId: uuid.nullable(),
    homePlace: z.string().nullable(),
    seats: z.array(Seat),
    platforms: z.array(z.string()).openapi({ description: 'Where the person is bound.' }),
    createdAt: instant,
  })
  .openapi('Person');
export type ShownPerson = z.infer<typeof Person>;

const showSeat = ({ id, personId, role, placeId, since, until }: SeatRow) => ({
  id,
  personId,
  role,
  placeId,
  since: timeOf(since),
  until: timeOrNull(until),
});
const showPerson = ({ row, name, homePlace, seats, platforms }: ListedPerson) => ({
  id: row.id,
  name: name ?? null,
  language: row.language,
  homePlaceId: row.homePlaceId,
  homePlace: homePlace ?? null,
  seats: seats.map(showSeat),
  platforms: [...platforms],
  createdAt: timeOf(row.createdAt),
});

const list = createRoute({
  method: 'get',
  path: '/people',
  tags: ['registry'],
  summary: 'People of one community with their seats; names are personal, so each page leaves a ledger line',
  request: { query: query({ ...PAGE, community: communityRef }) },
  responses: shown(listOf(Person), 'One page.'),
});
const NewPerson = body({
  community: communityRef,
  name: text(1, 80),
  contact: z
    .record(text(1, 40), text(1, 200), { error: 'must be an object of texts, like {"phone": "…"}' })
    .refine((contact) => Object.keys(contact).length <= 10, 'must hold at most 10 entries')
    .optional()
    .openapi({ description: 'Phone, flat and the like; kept sealed.', example: { phone: '021-5555 0100' } }),
  homePlaceId: uuid.optional(),
  language: oneOf(LANGUAGES as readonly ['zh-Hans', 'zh-Hant', 'en']).optional(),
}).openapi('NewPerson');
const add = createRoute({
  method: 'post',
  path: '/people',
  tags: ['registry'],
  summary: 'Enter a person',
  request: { headers: writeHeaders, body: given(NewPerson) },
  responses: created(Person, 'The person as entered.'),
});
const grant = createRoute({
  method: 'post',
  path: '/people/{id}/seats',
  tags: ['registry'],
  summary: "Grant a seat; a grid officer's or building lead's covers a place and everything below it",
  request: {
    ...byId,
    headers: writeHeaders,
    body: given(body({ role: oneOf(PERSON_ROLES), placeId: uuid.optional() }).openapi('NewSeat')),
  },
  responses: created(Seat, 'The seat.'),
});
const end = createRoute({
  method: 'post',
  path: '/seats/{id}/end',
  tags: ['registry'],
  summary: 'End a seat',
  request: { ...byId, headers: writeHeaders },
  responses: changed(Seat, 'The seat as it ended.'),
});

export function peopleRoutes({ app, runtime, once }: Api): void {
  app.openapi(list, async (c) => {
    const { limit, cursor, community } = c.req.valid('query');
    const { id: communityId } = await communityOf(runtime.context.db.direct, community);
    const after = keyIn(cursor, ID_KEY);
    const { people, more } = await readRecorded(runtime, async (uow) =>
      must(await listPeople(uow, { communityId, limit, ...(after && { after }) })),
    );
    return c.json(
      listed(people, more, ({ row }) => row.id, showPerson),
      200,
    );
  });
  app.openapi(add, async (c) => {
    const { community, name, contact, homePlaceId, language } = c.req.valid('json');
    const answer = await once.commit(c, { name: 'person.create', input: c.req.valid('json') }, async (uow) => {
      const { id: communityId } = await communityOf(uow.tx, community);
      const row = must(
        await createPerson(uow, {
          communityId,
          name,
          ...(contact && { contact }),
          ...(homePlaceId && { homePlaceId }),
          ...(language && { language }),
        }),
      );
      const homePlace = homePlaceId === undefined ? undefined : await placeName(uow.tx, homePlaceId);
      return showPerson({ row, name, ...(homePlace !== undefined && { homePlace }), seats: [], platforms: [] });
    });
    return c.json(answer, 201);
  });
  app.openapi(grant, async (c) => {
    const { role, placeId } = c.req.valid('json');
    const personId = c.req.valid('param').id;
    const answer = await once.commit(c, { name: 'seat.grant', input: c.req.valid('json') }, async (uow) =>
      showSeat(must(await grantSeat(uow, { personId, role, ...(placeId && { placeId }) }))),
    );
    return c.json(answer, 201);
  });
  app.openapi(end, async (c) => {
    const answer = await once.commit(c, { name: 'seat.end', input: {} }, async (uow) =>
      showSeat(must(await endSeat(uow, { seatId: c.req.valid('param').id }))),
    );
    return c.json(answer, 200);
  });
}
