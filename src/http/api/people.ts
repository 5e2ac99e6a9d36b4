/** People: who they are, where they live, and what they may do. */
import { createRoute, z } from '@hono/zod-openapi';
import { LANGUAGES } from '../../channel.ts';
import { RIGHT_BASES, type RightBasis } from '../../domain/registry/seats.ts';
import { createPerson, type PersonRow } from '../../usecases/registry/create.ts';
import { type ListedPerson, listPeople } from '../../usecases/registry/list-people.ts';
import { placeName } from '../../usecases/registry/lists.ts';
import { updatePerson } from '../../usecases/registry/update-person.ts';
import { type Api, communityOf } from './api.ts';
import { ID_KEY, keyIn, listed } from './cursor.ts';
import { readRecorded } from './reading.ts';
import { must } from './refusals.ts';
import { Seat, showSeat } from './seats.ts';
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
  uuid,
  writeHeaders,
} from './shapes.ts';

const Person = z
  .object({
    id: uuid,
    name: z.string().nullable().openapi({ description: 'Null once the person was erased.' }),
    language: z.string().nullable(),
    homePlaceId: uuid.nullable(),
    homePlace: z.string().nullable(),
    speak: z.string().nullable(),
    vote: z.string().nullable(),
    householdId: uuid.nullable(),
    seats: z.array(Seat),
    platforms: z.array(z.string()).openapi({ description: 'Where the person is bound.' }),
    createdAt: instant,
  })
  .openapi('Person');
export type ShownPerson = z.infer<typeof Person>;

const showPerson = ({ row, name, homePlace, seats, platforms }: ListedPerson) => ({
  id: row.id,
  name: name ?? null,
  language: row.language,
  homePlaceId: row.homePlaceId,
  homePlace: homePlace ?? null,
  speak: row.speakBasis,
  vote: row.voteBasis,
  householdId: row.householdId,
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
const contactShape = z
  .record(text(1, 40), text(0, 200), { error: 'must be an object of texts, like {"phone": "…"}' })
  .refine((contact) => Object.keys(contact).length <= 10, 'must hold at most 10 entries');
const Rights = z
  .object({
    id: uuid,
    homePlaceId: uuid.nullable(),
    householdId: uuid.nullable(),
    speak: z.string().nullable().openapi({ description: 'What the right to speak rests on.' }),
    vote: z.string().nullable(),
    language: z.string().nullable(),
  })
  .openapi('PersonRights');
export type ShownRights = z.infer<typeof Rights>;
const showRights = ({ id, homePlaceId, householdId, speakBasis, voteBasis, language }: PersonRow) => ({
  id,
  homePlaceId,
  householdId,
  speak: speakBasis,
  vote: voteBasis,
  language,
});
const basisOf = (said: RightBasis | 'none'): RightBasis | null => (said === 'none' ? null : said);

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
const UpdatedPerson = body({
  name: text(1, 80).optional(),
  contact: contactShape
    .optional()
    .openapi({ description: 'Added to what is known; an empty text takes an entry away.' }),
  homePlaceId: uuid.nullable().optional(),
  door: text(1, 40)
    .nullable()
    .optional()
    .openapi({ description: 'The flat: who lives behind one door is one household.' }),
  speak: oneOf([...RIGHT_BASES, 'none']).optional(),
  vote: oneOf([...RIGHT_BASES, 'none']).optional(),
  language: oneOf(LANGUAGES as readonly ['zh-Hans', 'zh-Hant', 'en']).optional(),
}).openapi('UpdatedPerson');
const update = createRoute({
  method: 'post',
  path: '/people/{id}',
  tags: ['registry'],
  summary: 'Change what the registry says about a person; the rights to speak and to vote each name what they rest on',
  request: { ...byId, headers: writeHeaders, body: given(UpdatedPerson) },
  responses: changed(Rights, 'The person’s home, household and rights; nothing that is personal.'),
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
  app.openapi(update, async (c) => {
    const input = c.req.valid('json');
    const personId = c.req.valid('param').id;
    const answer = await once.commit(c, { name: 'person.update', input }, async (uow) => {
      const { speak, vote, name, contact, homePlaceId, door, language } = input;
      const row = must(
        await updatePerson(uow, {
          personId,
          ...(name !== undefined && { name }),
          ...(contact && { contact }),
          ...(homePlaceId !== undefined && { homePlaceId }),
          ...(door !== undefined && { door }),
          ...(speak !== undefined && { speakBasis: basisOf(speak) }),
          ...(vote !== undefined && { voteBasis: basisOf(vote) }),
          ...(language !== undefined && { language }),
        }),
      );
      return showRights(row);
    });
    return c.json(answer, 200);
  });
}
