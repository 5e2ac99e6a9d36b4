/** Demands: lists without a word of what people wrote; one in full, and for a reason who reported it, is in the ledger. */

import { createRoute, z } from '@hono/zod-openapi';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../db/client.ts';
import { DEFAULT_TIME_ZONE } from '../../domain/calendar/default-zone.ts';
import { formatDemandNumber, parseDemandNumber } from '../../domain/demand/number.ts';
import { REPORTER_REASONS } from '../../domain/demand/reporter.ts';
import { DEMAND_STATES, DEMAND_TIERS } from '../../domain/demand/states.ts';
import { handlingDeadline } from '../../notices/demand-facts.ts';
import type { DemandRow } from '../../usecases/demand/change.ts';
import { demandIdsNumbered, pageDemands } from '../../usecases/demand/page.ts';
import { type DemandInFull, readDemandInFull } from '../../usecases/demand/read-in-full.ts';
import { type Ties, tiesOf } from '../../usecases/demand/ties.ts';
import { type Api, communityIdOf, communityOf } from './api.ts';
import { ID_KEY, keyIn, pageOf } from './cursor.ts';
import { ApiProblem } from './problem.ts';
import { readRecorded } from './reading.ts';
import { must } from './refusals.ts';
import {
  communityRef,
  instant,
  listOf,
  oneOf,
  PAGE,
  query,
  readSince,
  shown,
  since,
  text,
  timeOf,
  timeOrNull,
  uuid,
} from './shapes.ts';

export const Demand = z
  .object({
    id: uuid,
    number: z.string().openapi({ example: 'D-2026-0047' }),
    community: z.string(),
    state: z.enum(DEMAND_STATES),
    tier: z.enum(DEMAND_TIERS),
    category: z.string(),
    place: z.string().nullable(),
    verified: z.boolean(),
    source: z.string(),
    supervised: z.boolean(),
    mergedIntoId: uuid.nullable(),
    unitId: uuid.nullable(),
    submittedAt: instant,
    respondBy: instant,
    respondedAt: instant.nullable(),
    resolvedAt: instant.nullable(),
    closedAt: instant.nullable(),
    reopenCount: z.int(),
  })
  .openapi('Demand');
export type ShownDemand = z.infer<typeof Demand>;
const FullDemand = Demand.extend({
  text: z.string(),
  placeText: z.string().nullable().openapi({ description: "The place in the person's own words." }),
  submitter: z
    .object({
      platform: z.string().nullable().openapi({ description: 'Null for somebody whose words staff entered.' }),
      accountName: z.string().nullable(),
      personId: uuid.nullable(),
      name: z.string().nullable(),
      contact: z.record(z.string(), z.string()).nullable(),
    })
    .nullable()
    .openapi({ description: 'Who reported it: only when asked for with `reporter`.' }),
  handler: z.object({ personId: uuid, name: z.string().nullable() }).nullable(),
  solveBy: instant.nullable().openapi({ description: 'The first instant that is too late, while that clock runs.' }),
  unit: z.string().nullable().openapi({ description: 'The name of the unit it is with.' }),
  signatures: z.int().openapi({ description: 'Co-signatures, of the demand it lives on in where it was merged.' }),
  neighbours: z.int().openapi({ description: 'Everyone who has the problem, the submitter too.' }),
  mergedInto: z.string().nullable().openapi({ description: 'The number of the demand it lives on in.' }),
  merged: z.array(z.string()).openapi({ description: 'The numbers of what was merged into it.' }),
  bundle: z
    .object({
      id: uuid,
      sentAt: instant,
      answeredAt: instant.nullable(),
      others: z.array(z.string()).openapi({ description: 'The numbers of what was sent up with it.' }),
    })
    .nullable()
    .openapi({ description: 'With what it was sent up to the subdistrict last.' }),
  history: z.array(z.object({ at: instant, kind: z.string(), byRole: z.string(), text: z.string().nullable() })),
  attachments: z.array(
    z.object({
      id: uuid,
      kind: z.string(),
      role: z.string(),
      state: z.string(),
      mime: z.string().nullable(),
      size: z.int().nullable(),
      receivedAt: instant,
    }),
  ),
}).openapi('FullDemand');
export type ShownFullDemand = z.infer<typeof FullDemand>;

interface Listed {
  readonly row: DemandRow;
  readonly community: string;
  readonly placeName: string | null;
}

export const showDemand = ({ row, community, placeName }: Listed) => ({
  id: row.id,
  number: formatDemandNumber(row),
  community,
  state: row.state,
  tier: row.tier,
  category: row.category,
  place: placeName,
  verified: row.verified,
  source: row.source,
  supervised: row.supervised === true,
  mergedIntoId: row.mergedIntoId,
  unitId: row.unitBodyId,
  submittedAt: timeOf(row.submittedAt),
  respondBy: timeOf(row.respondBy),
  respondedAt: timeOrNull(row.respondedAt),
  resolvedAt: timeOrNull(row.resolvedAt),
  closedAt: timeOrNull(row.closedAt),
  reopenCount: row.reopenCount,
});
interface Read {
  readonly demand: DemandInFull;
  readonly ties: Ties;
  readonly solveBy: Temporal.Instant | undefined;
}
const showInFull = ({ demand, ties: { support, root, merged, bundle, unit }, solveBy }: Read) => ({
  ...showDemand(demand),
  text: demand.text,
  placeText: demand.placeText,
  submitter: demand.submitter && {
    ...demand.submitter,
    contact: demand.submitter.contact && { ...demand.submitter.contact },
  },
  handler: demand.handler,
  solveBy: timeOrNull(solveBy ?? null),
  unit,
  ...support,
  mergedInto: root,
  merged: [...merged],
  bundle: bundle && {
    ...bundle,
    others: [...bundle.others],
    sentAt: timeOf(bundle.sentAt),
    answeredAt: timeOrNull(bundle.answeredAt),
  },
  history: demand.history.map((line) => ({ ...line, at: timeOf(line.at) })),
  attachments: demand.attachments.map((file) => ({ ...file, receivedAt: timeOf(file.receivedAt) })),
});

const list = createRoute({
  method: 'get',
  path: '/demands',
  tags: ['demands'],
  summary: 'Demands, newest first, without words and people',
  request: {
    query: query({
      ...PAGE,
      community: communityRef.optional(),
      state: oneOf(DEMAND_STATES).optional(),
      since: since.openapi({ description: 'Submitted at or after this; a day begins at midnight in the community.' }),
    }),
  },
  responses: shown(listOf(Demand), 'One page.'),
});
const one = createRoute({
  method: 'get',
  path: '/demands/{demand}',
  tags: ['demands'],
  summary: 'One demand with its words and history; this reading leaves a ledger line',
  request: {
    params: z.object({
      demand: text(1, 64).openapi({
        param: { name: 'demand', in: 'path' },
        description: 'The id, or the number.',
        example: 'D-2026-0047',
      }),
    }),
    query: query({
      community: communityRef.optional(),
      reporter: oneOf(REPORTER_REASONS).optional().openapi({
        description: 'Why who reported it must be known; it is then shown, and the ledger keeps the reason.',
      }),
    }),
  },
  responses: shown(FullDemand, 'The demand.'),
});

export function demandRoutes({ app, runtime }: Api): void {
  const { context } = runtime;
  app.openapi(list, async (c) => {
    const { limit, cursor, community, state, since: written } = c.req.valid('query');
    const home = community === undefined ? undefined : await communityOf(context.db.direct, community);
    const from = written === undefined ? undefined : readSince(written, home?.timeZone ?? DEFAULT_TIME_ZONE);
    const filter = {
      ...(home && { communityId: home.id }),
      ...(state && { states: [state] }),
      ...(from && { since: from }),
    };
    const rows = await pageDemands(context.db.direct, filter, keyIn(cursor, ID_KEY), limit + 1);
    return c.json(
      pageOf(rows, limit, ({ row }) => row.id, showDemand),
      200,
    );
  });
  app.openapi(one, async (c) => {
    const { community, reporter } = c.req.valid('query');
    const demandId = await demandIdOf(context.db.direct, c.req.valid('param').demand, community);
    const asked = { demandId, ...(reporter && { reporterFor: reporter }) };
    const read = await readRecorded(runtime, async (uow) => {
      const demand = must(await readDemandInFull(uow, asked));
      return { demand, ties: await tiesOf(uow.tx, demand.row), solveBy: await handlingDeadline(uow, demand.row) };
    });
    return c.json(showInFull(read), 200);
  });
}

/** By id or number. @throws ApiProblem when there is none, or several */
export async function demandIdOf(tx: Tx, ref: string, community: string | undefined): Promise<string> {
  if (uuid.safeParse(ref).success) return ref;
  const number = parseDemandNumber(ref);
  if (!number)
    throw new ApiProblem(400, 'not_valid', 'The path part "demand" must be an id or a number like D-2026-0047.');
  const { communityId } = await communityIdOf(tx, community);
  const [first, second] = await demandIdsNumbered(tx, communityId, number);
  if (first === undefined)
    throw new ApiProblem(404, 'demand_not_found', `There is no demand ${formatDemandNumber(number)}.`);
  if (second === undefined) return first;
  const message = `Several communities have a demand ${formatDemandNumber(number)}; say which with the query parameter "community".`;
  throw new ApiProblem(409, 'demand_ambiguous', message);
}
