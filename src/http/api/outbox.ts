/** Messages: what became of them, whom none could reach, and what an operator may do about it. */
import { createRoute, z } from '@hono/zod-openapi';
import { Temporal } from 'temporal-polyfill';
import { countMessages, pageMessages, pageUnreached } from '../../usecases/outbox/lists.ts';
import { retryMessage, withdrawMessage } from '../../usecases/outbox/steps.ts';
import { type Api, communityIdOf } from './api.ts';
import { keyIn, pageOf, SEQ_KEY } from './cursor.ts';
import { must } from './refusals.ts';
import {
  byId,
  changed,
  communityRef,
  instant,
  listOf,
  oneOf,
  PAGE,
  query,
  readSince,
  shown,
  timeOf,
  timeOrNull,
  uuid,
  writeHeaders,
} from './shapes.ts';

const STATES = ['waiting', 'leased', 'sending', 'accepted', 'refused', 'unknown', 'dead', 'withdrawn'] as const;

const Message = z
  .object({
    id: uuid,
    chatId: uuid,
    platform: z.string(),
    topic: z.string(),
    kind: z.string(),
    lane: z.string(),
    purpose: z.string(),
    state: z.enum(STATES),
    reason: z.string().nullable(),
    attempts: z.int(),
    recipients: z.int(),
    createdAt: instant,
    nextAt: instant,
    settledAt: instant.nullable(),
    offeredAt: instant.nullable().openapi({ description: 'When a message of unknown fate was sent once more.' }),
  })
  .openapi('Message');
export type ShownMessage = z.infer<typeof Message>;
const MessageState = z.object({ id: uuid, state: z.enum(STATES) }).openapi('MessageState');
const Unreached = z
  .object({
    personId: uuid,
    community: z.string(),
    home: z.string().nullable(),
    topic: z.string(),
    subject: z.string(),
    at: instant,
  })
  .openapi('Unreached');
export type ShownUnreached = z.infer<typeof Unreached>;

type MessageRow = Awaited<ReturnType<typeof pageMessages>>[number];
type UnreachedRow = Awaited<ReturnType<typeof pageUnreached>>[number];

const showMessage = ({ seq: _seq, ...row }: MessageRow) => ({
  ...row,
  createdAt: timeOf(row.createdAt),
  nextAt: timeOf(row.nextAt),
  settledAt: timeOrNull(row.settledAt),
  offeredAt: timeOrNull(row.offeredAt),
});
const showUnreached = ({ id: _id, ...row }: UnreachedRow) => ({ ...row, at: timeOf(row.at) });

const list = createRoute({
  method: 'get',
  path: '/outbox',
  tags: ['messages'],
  summary: 'Messages and their fates, newest first, without what they say',
  request: { query: query({ ...PAGE, state: oneOf(STATES).optional() }) },
  responses: shown(
    listOf(Message).extend({ counts: z.partialRecord(z.enum(STATES), z.int()) }),
    'One page, and how many there are in each state.',
  ),
});
const unreached = createRoute({
  method: 'get',
  path: '/unreached',
  tags: ['messages'],
  summary: 'People for whom no chat is known: the list for a printed notice, oldest first',
  request: { query: query({ ...PAGE, community: communityRef.optional() }) },
  responses: shown(listOf(Unreached), 'One page.'),
});
const retry = createRoute({
  method: 'post',
  path: '/outbox/{id}/retry',
  tags: ['messages'],
  summary: 'Send a dead or refused message, or one of unknown fate, again',
  request: { ...byId, headers: writeHeaders },
  responses: changed(MessageState, 'The message waits for its turn.'),
});
const withdraw = createRoute({
  method: 'post',
  path: '/outbox/{id}/withdraw',
  tags: ['messages'],
  summary: 'Take back a message that has not gone',
  request: { ...byId, headers: writeHeaders },
  responses: changed(MessageState, 'The message will not be sent.'),
});

const UNREACHED_KEY = z
  .tuple([z.string().refine((at) => readSince(at, 'UTC') !== undefined), z.uuid()])
  .transform(([at, id]) => ({ at: Temporal.Instant.from(at), id }));

export function outboxRoutes({ app, runtime: { context }, once }: Api): void {
  app.openapi(list, async (c) => {
    const { limit, cursor, state } = c.req.valid('query');
    const rows = await pageMessages(context.db.direct, state, keyIn(cursor, SEQ_KEY), limit + 1);
    const page = pageOf(rows, limit, (row) => row.seq, showMessage);
    return c.json({ ...page, counts: await countMessages(context.db.direct) }, 200);
  });
  app.openapi(unreached, async (c) => {
    const { limit, cursor, community } = c.req.valid('query');
    const { communityId } = await communityIdOf(context.db.direct, community);
    const rows = await pageUnreached(context.db.direct, communityId, keyIn(cursor, UNREACHED_KEY), limit + 1);
    return c.json(
      pageOf(rows, limit, ({ at, id }) => [at.toString(), id], showUnreached),
      200,
    );
  });
  app.openapi(retry, async (c) => {
    const messageId = c.req.valid('param').id;
    const answer = await once.commit(c, { name: 'outbox.retry', input: {} }, async (uow) => {
      const { id, state } = must(await retryMessage(uow, { messageId }));
      return { id, state };
    });
    return c.json(answer, 200);
  });
  app.openapi(withdraw, async (c) => {
    const messageId = c.req.valid('param').id;
    const answer = await once.commit(c, { name: 'outbox.withdraw', input: {} }, async (uow) => {
      const { id, state } = must(await withdrawMessage(uow, { messageId }));
      return { id, state };
    });
    return c.json(answer, 200);
  });
}
