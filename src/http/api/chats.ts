/** The chats the bot is in, and which community a group belongs to. */
import { createRoute, z } from '@hono/zod-openapi';
import { PLATFORMS } from '../../channel.ts';
import { bindChat, unbindChat } from '../../usecases/conversation/bind-chat.ts';
import { type ListedChat, pageChats } from '../../usecases/conversation/list-chats.ts';
import type { UnitOfWork } from '../../usecases/unit-of-work.ts';
import { type Api, communityIdOf, communityOf } from './api.ts';
import { ID_KEY, keyIn, pageOf } from './cursor.ts';
import { ApiProblem } from './problem.ts';
import { must } from './refusals.ts';
import {
  body,
  byId,
  changed,
  communityRef,
  given,
  instant,
  listOf,
  oneOf,
  PAGE,
  query,
  shown,
  timeOf,
  uuid,
  writeHeaders,
} from './shapes.ts';

const Chat = z
  .object({
    id: uuid,
    platform: z.string(),
    scope: z.enum(['direct', 'group']),
    state: z.enum(['active', 'blocked', 'left']),
    community: z.string().nullable(),
    bodyId: uuid.nullable(),
    placeId: uuid.nullable(),
    boundTo: z.string().nullable().openapi({ description: 'The name of that body or place.' }),
    title: z.string().nullable().openapi({ description: 'Of groups, where the platform told it.' }),
    createdAt: instant,
  })
  .openapi('Chat');
export type ShownChat = z.infer<typeof Chat>;

const showChat = ({ row, community, title, boundTo }: ListedChat) => ({
  id: row.id,
  platform: row.platform,
  scope: row.scope,
  state: row.state,
  community,
  bodyId: row.bodyId,
  placeId: row.placeId,
  boundTo,
  title,
  createdAt: timeOf(row.createdAt),
});

const list = createRoute({
  method: 'get',
  path: '/chats',
  tags: ['chats'],
  summary: 'Chats, in the order in which the bot met them',
  request: {
    query: query({
      ...PAGE,
      community: communityRef.optional(),
      platform: oneOf(PLATFORMS).optional(),
      scope: oneOf(['direct', 'group']).optional(),
      state: oneOf(['active', 'blocked', 'left']).optional(),
      bound: oneOf(['yes', 'no']).optional().openapi({ description: 'Whether the chat is bound to a community.' }),
    }),
  },
  responses: shown(listOf(Chat), 'One page.'),
});
const bind = createRoute({
  method: 'post',
  path: '/chats/{id}/bind',
  tags: ['chats'],
  summary: 'Bind a group to a community, or to one body or place of it',
  request: {
    ...byId,
    headers: writeHeaders,
    body: given(
      body({
        community: communityRef,
        bodyId: uuid.optional(),
        placeId: uuid.optional(),
        move: z
          .boolean('must be true or false')
          .optional()
          .openapi({ description: 'Also when the group is bound to another community, which then loses it.' }),
      })
        .refine(({ bodyId, placeId }) => !bodyId || !placeId, 'must not name both a bodyId and a placeId')
        .openapi('ChatBinding'),
    ),
  },
  responses: changed(Chat, 'The chat as bound.'),
});

const unbind = createRoute({
  method: 'post',
  path: '/chats/{id}/unbind',
  tags: ['chats'],
  summary: 'Part a group from what it is bound to',
  request: { ...byId, headers: writeHeaders },
  responses: changed(Chat, 'The chat, bound to nothing.'),
});

export function chatRoutes({ app, runtime: { context }, once }: Api): void {
  app.openapi(list, async (c) => {
    const { limit, cursor, community, platform, scope, state, bound } = c.req.valid('query');
    const filter = {
      ...(await communityIdOf(context.db.direct, community)),
      ...(platform && { platform }),
      ...(scope && { scope }),
      ...(state && { state }),
      ...(bound && { bound: bound === 'yes' }),
    };
    const rows = await pageChats(context.db.direct, context.keys, filter, keyIn(cursor, ID_KEY), limit + 1);
    return c.json(
      pageOf(rows, limit, ({ row }) => row.id, showChat),
      200,
    );
  });
  app.openapi(bind, async (c) => {
    const input = c.req.valid('json');
    const { bodyId, placeId, move } = input;
    const chatId = c.req.valid('param').id;
    const answer = await once.commit(c, { name: 'chat.bind', input }, async (uow) => {
      const { id: communityId } = await communityOf(uow.tx, input.community);
      const to = { communityId, ...(bodyId && { bodyId }), ...(placeId && { placeId }), ...(move && { move }) };
      must(await bindChat(uow, { chatId, ...to }));
      return shownNow(uow, chatId);
    });
    return c.json(answer, 200);
  });
  app.openapi(unbind, async (c) => {
    const answer = await once.commit(c, { name: 'chat.unbind', input: {} }, async (uow) => {
      const chatId = c.req.valid('param').id;
      must(await unbindChat(uow, { chatId }));
      return shownNow(uow, chatId);
    });
    return c.json(answer, 200);
  });
}

async function shownNow({ tx, keys }: UnitOfWork, id: string) {
  const [found] = await pageChats(tx, keys, { id }, undefined, 1);
  if (!found) throw new ApiProblem(404, 'chat_not_found', 'There is no such chat.');
  return showChat(found);
}
