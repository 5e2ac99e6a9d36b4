/** Demands that come from elsewhere: entered for somebody, and work orders of the 12345 hotline from a file. */
import { createHash } from 'node:crypto';
import { createRoute, z } from '@hono/zod-openapi';
import { formatDemandNumber } from '../../domain/demand/number.ts';
import { CATEGORY_KEYS } from '../../domain/demand/understanding/categories.ts';
import { understand } from '../../domain/demand/understanding/understand.ts';
import { ENTERED_SOURCES, enterDemand, type Whose } from '../../usecases/demand/enter.ts';
import { importOrders } from '../../usecases/demand/import.ts';
import { knownOrders } from '../../usecases/demand/known-orders.ts';
import { policyOf } from '../../usecases/policies.ts';
import { placesOf } from '../../usecases/registry/places.ts';
import { type Api, communityOf } from './api.ts';
import { uploaded } from './files.ts';
import { linesOf, readAll, rowsWrong } from './order-file.ts';
import { ApiProblem } from './problem.ts';
import { must } from './refusals.ts';
import {
  body,
  changed,
  communityRef,
  created,
  given,
  instant,
  oneOf,
  query,
  text,
  timeOf,
  uuid,
  writeHeaders,
} from './shapes.ts';

const Entered = z
  .object({
    id: uuid,
    number: z.string().openapi({ example: 'D-2026-0047' }),
    category: z.string(),
    respondBy: instant,
  })
  .openapi('EnteredDemand');
export type ShownEntered = z.infer<typeof Entered>;

const Orders = z
  .object({
    imported: z.int(),
    known: z.int().openapi({ description: 'Work orders that came in before; they are left as they are.' }),
    first: z.string().nullable().openapi({ description: 'The first number given.', example: 'D-2026-0101' }),
    last: z.string().nullable(),
    /** What a dry run found. */
    rows: z.array(
      z.object({
        line: z.int(),
        order: z.string(),
        state: z.enum(['new', 'known', 'wrong']),
        problems: z.array(z.string()),
      }),
    ),
  })
  .openapi('WorkOrders');
export type ShownOrders = z.infer<typeof Orders>;

const enter = createRoute({
  method: 'post',
  path: '/demands',
  tags: ['demands'],
  summary: 'Enter a demand for somebody without a phone',
  request: {
    headers: writeHeaders,
    body: given(
      body({
        community: communityRef,
        source: oneOf(ENTERED_SOURCES as readonly ['phone', 'paper', 'visit', 'patrol']),
        text: z
          .string('must be text')
          .max(20_000, 'must have at most 20000 characters')
          .refine((words) => words.trim() !== '', 'must not be empty'),
        category: oneOf(CATEGORY_KEYS as unknown as readonly [string, ...string[]]).optional(),
        placeId: uuid.optional(),
        placeText: text(1, 200).optional(),
        personId: uuid.optional().openapi({ description: 'A registered person whose words these are.' }),
        name: text(1, 100).optional().openapi({ description: 'Of somebody who is not registered; kept sealed.' }),
        phone: text(1, 40).optional(),
      }).openapi('NewEnteredDemand'),
    ),
  },
  responses: created(Entered, 'The demand, handled as any other.'),
});
const take = createRoute({
  method: 'post',
  path: '/demands/import',
  tags: ['demands'],
  summary: 'Take over work orders of the 12345 hotline from an Excel or CSV file: all of it, or nothing',
  request: {
    headers: writeHeaders,
    query: query({ community: communityRef, dryRun: oneOf(['yes', 'no']).default('no') }),
    body: uploaded,
  },
  responses: changed(Orders, 'What was taken over, or with dryRun what would be.'),
});

export function workOrderRoutes({ app, runtime, once }: Api): void {
  const { context } = runtime;
  app.openapi(enter, async (c) => {
    const { community, personId, name, phone, ...input } = c.req.valid('json');
    const home = await communityOf(context.db.direct, community);
    const whose: Whose =
      personId !== undefined
        ? { kind: 'person', personId }
        : name !== undefined
          ? { kind: 'named', name, ...(phone !== undefined && { phone }) }
          : { kind: 'nobody' };
    const asked = { ...input, community: home.id, whose };
    const answer = await once.commit(c, { name: 'demand.enter', input: asked }, async (uow) => {
      const places = (await placesOf(uow.tx, home.id)).flatMap(({ id, name: called, aliases, kind, parentId }) =>
        kind === 'unit' ? [] : [{ id, name: called, aliases, kind, ...(parentId && { parent: parentId }) }],
      );
      const guessed = understand(input.text, { places });
      const place = input.placeId ?? (guessed.place?.kind === 'known' ? guessed.place.id : undefined);
      const done = await enterDemand(uow, {
        communityId: home.id,
        source: input.source,
        whose,
        text: input.text,
        category: input.category ?? guessed.category ?? 'other',
        ...(place !== undefined && { placeId: place }),
        ...(input.placeText !== undefined && { placeText: input.placeText }),
      });
      if (!done.ok && done.error.kind === 'text_too_long')
        throw new ApiProblem(400, 'text_too_long', `The field "text" is longer than ${done.error.limit} characters.`);
      const row = must(done);
      return { id: row.id, number: formatDemandNumber(row), category: row.category, respondBy: timeOf(row.respondBy) };
    });
    return c.json(answer, 201);
  });
  app.openapi(take, async (c) => {
    const { community, dryRun } = c.req.valid('query');
    const home = await communityOf(context.db.direct, community);
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    const lines = await linesOf(bytes);
    const input = { community: home.id, dryRun, digest: createHash('sha256').update(bytes).digest('hex') };
    const answer = await once.commit(c, { name: 'demand.import', input }, async (uow) => {
      const policy = await policyOf(uow, home);
      const read = readAll(lines, home.timeZone, policy.rules.value('demand.text.max'));
      const wrong = read.rows.filter(({ problems }) => problems.length > 0);
      if (dryRun === 'yes') {
        const known = await knownOrders(
          uow,
          home.id,
          read.orders.map(({ number }) => number),
        );
        const rows = read.rows.map((row) => ({
          ...row,
          problems: [...row.problems],
          state:
            row.problems.length > 0 ? ('wrong' as const) : known.has(row.order) ? ('known' as const) : ('new' as const),
        }));
        return { imported: 0, known: known.size, first: null, last: null, rows };
      }
      if (wrong.length > 0) throw rowsWrong(wrong);
      const { made, known } = must(await importOrders(uow, { communityId: home.id, orders: read.orders }));
      const [first] = made;
      const last = made.at(-1);
      return {
        imported: made.length,
        known: known.length,
        first: first ? formatDemandNumber(first) : null,
        last: last ? formatDemandNumber(last) : null,
        rows: [],
      };
    });
    return c.json(answer, 200);
  });
}
