/** Ballots as they are read: a list, one with its roll, and, once it is counted, its rows and receipts. */
import { createRoute, z } from '@hono/zod-openapi';
import { writeCsv } from '../../documents/csv-write.ts';
import { BALLOT_STATES, isPublished } from '../../domain/ballot/states.ts';
import type { Runtime } from '../../runtime.ts';
import {
  type BallotOnRecord,
  ballotOnRecord,
  exportedRows,
  pageBallots,
  receiptsOf,
} from '../../usecases/ballot/page.ts';
import { type Api, communityIdOf } from './api.ts';
import { Ballot, FullBallot, type ShownFullBallot, showBallot, showFullBallot } from './ballot-shapes.ts';
import { ID_KEY, keyIn, pageOf } from './cursor.ts';
import { answerFile, CSV, printed } from './files.ts';
import { ApiProblem } from './problem.ts';
import { byId, changed, communityRef, listOf, oneOf, PAGE, query, shown, uuid } from './shapes.ts';

const tags = ['ballots'];
const notFound = () => new ApiProblem(404, 'ballot_not_found', 'There is no such ballot.');

const list = createRoute({
  method: 'get',
  path: '/ballots',
  tags,
  summary: 'Ballots, newest first',
  request: {
    query: query({
      ...PAGE,
      community: communityRef.optional(),
      meeting: uuid.optional(),
      state: oneOf(BALLOT_STATES).optional(),
    }),
  },
  responses: shown(listOf(Ballot), 'One page.'),
});
const one = createRoute({
  method: 'get',
  path: '/ballots/{id}',
  tags,
  summary: 'One ballot with its roll; how it went only once it is counted',
  request: byId,
  responses: shown(FullBallot, 'The ballot.'),
});
const rows = createRoute({
  method: 'get',
  path: '/ballots/{id}/rows',
  tags,
  summary: 'The rows of a counted ballot as CSV, to be counted again: ballot recount, or tools/recount.mjs',
  request: byId,
  responses: printed('Facts and rules, then one row a vote.', CSV),
});
const Receipts = z.object({ items: z.array(z.string()) }).openapi('Receipts');
export type ShownReceipts = z.infer<typeof Receipts>;
const receipts = createRoute({
  method: 'get',
  path: '/ballots/{id}/receipts',
  tags,
  summary: 'The receipts of a published secret ballot, sorted: by hers a voter finds that her vote is in',
  request: byId,
  responses: changed(Receipts, 'All of them.'),
});

export function ballotRoutes({ app, runtime }: Api): void {
  const { direct } = runtime.context.db;
  const reading = { tx: direct };
  app.openapi(list, async (c) => {
    const { limit, cursor, community, meeting, state } = c.req.valid('query');
    const found = await pageBallots(
      reading,
      {
        ...(await communityIdOf(direct, community)),
        ...(meeting && { meetingId: meeting }),
        ...(state && { states: [state] }),
      },
      keyIn(cursor, ID_KEY),
      limit + 1,
    );
    return c.json(
      pageOf(found, limit, ({ ballot }) => ballot.id, showBallot),
      200,
    );
  });
  app.openapi(one, async (c) => c.json(await shownBallot(runtime, c.req.valid('param').id), 200));
  app.openapi(rows, async (c) => {
    const found = await onRecord(runtime, c.req.valid('param').id);
    const exported = await exportedRows(reading, found.ballot);
    if (!exported) throw new ApiProblem(409, 'ballot_not_counted', 'This ballot is not counted yet.');
    return answerFile(writeCsv(exported), CSV, `ballot-${found.home.code}-${found.ballot.number}.csv`);
  });
  app.openapi(receipts, async (c) => {
    const { ballot } = await onRecord(runtime, c.req.valid('param').id);
    if (ballot.form !== 'secret')
      throw new ApiProblem(409, 'ballot_not_secret', 'In an open ballot the rows themselves say whose vote is in.');
    if (!isPublished(ballot.state)) throw new ApiProblem(409, 'ballot_not_published', 'It is not published yet.');
    return c.json({ items: [...(await receiptsOf(reading, ballot.id))] }, 200);
  });
}

async function onRecord({ context }: Runtime, id: string): Promise<BallotOnRecord> {
  const found = await ballotOnRecord({ tx: context.db.direct }, id);
  if (!found) throw notFound();
  return found;
}

/** As it is now. @throws ApiProblem when there is none */
export const shownBallot = async (runtime: Runtime, id: string): Promise<ShownFullBallot> =>
  showFullBallot(await onRecord(runtime, id));
