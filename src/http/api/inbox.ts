/** Events that were set aside after too many failures. */
import { createRoute, z } from '@hono/zod-openapi';
import { pageParked, retryParkedRows } from '../../usecases/inbox/parked.ts';
import type { Api } from './api.ts';
import { keyIn, pageOf, SEQ_KEY } from './cursor.ts';
import { ApiProblem } from './problem.ts';
import { must } from './refusals.ts';
import { body, changed, given, instant, listOf, PAGE, position, query, shown, timeOf, writeHeaders } from './shapes.ts';

const Parked = z
  .object({
    seq: z.int(),
    platform: z.string(),
    attempts: z.int(),
    lastError: z.string().nullable().openapi({ description: 'The name of the error, never its text.' }),
    eventAt: instant,
    receivedAt: instant,
  })
  .openapi('ParkedEvent');
export type ShownParked = z.infer<typeof Parked>;

const list = createRoute({
  method: 'get',
  path: '/inbox/parked',
  tags: ['messages'],
  summary: 'Parked events, oldest first, without what they hold',
  request: { query: query(PAGE) },
  responses: shown(listOf(Parked), 'One page.'),
});
const retry = createRoute({
  method: 'post',
  path: '/inbox/parked/retry',
  tags: ['messages'],
  summary: 'Try parked events again: those named by seq, or all',
  request: {
    headers: writeHeaders,
    body: given(
      body({
        seqs: z.array(position).min(1, 'must name at least one').max(100, 'must name at most 100').optional(),
        all: z.literal(true, 'must be true').optional(),
      }).openapi('ParkedChoice'),
    ),
  },
  responses: changed(z.object({ retried: z.int() }), 'How many were parked and are tried again.'),
});

type Row = Awaited<ReturnType<typeof pageParked>>[number];
const showParked = (row: Row) => ({ ...row, eventAt: timeOf(row.eventAt), receivedAt: timeOf(row.receivedAt) });

export function inboxRoutes({ app, runtime: { context }, once }: Api): void {
  app.openapi(list, async (c) => {
    const { limit, cursor } = c.req.valid('query');
    const rows = await pageParked(context.db.direct, keyIn(cursor, SEQ_KEY), limit + 1);
    return c.json(
      pageOf(rows, limit, (row) => row.seq, showParked),
      200,
    );
  });
  app.openapi(retry, async (c) => {
    const input = c.req.valid('json');
    const { seqs, all } = input;
    if ((seqs === undefined) === (all === undefined)) {
      throw new ApiProblem(400, 'not_valid', 'Give either the field "seqs" or the field "all".');
    }
    const answer = await once.commit(c, { name: 'inbox.retry', input }, async (uow) => ({
      retried: must(await retryParkedRows(uow, seqs ? { seqs } : { all: true })),
    }));
    return c.json(answer, 200);
  });
}
