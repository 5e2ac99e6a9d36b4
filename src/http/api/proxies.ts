/** Who votes for whom in a meeting: filed off paper, where a rule allows it. */
import { createRoute, z } from '@hono/zod-openapi';
import { fileProxy, type ProxyRow, revokeProxy } from '../../usecases/ballot/proxy.ts';
import { proxiesOf } from '../../usecases/meeting/page.ts';
import type { Api } from './api.ts';
import { shownMeeting } from './meetings.ts';
import { must } from './refusals.ts';
import {
  body,
  byId,
  changed,
  created,
  given,
  instant,
  shown,
  timeOf,
  timeOrNull,
  uuid,
  writeHeaders,
} from './shapes.ts';

const tags = ['meetings'];

const VotingProxy = z
  .object({
    id: uuid,
    meetingId: uuid,
    grantorId: uuid,
    holderId: uuid,
    filedAt: instant,
    revokedAt: instant.nullable(),
  })
  .openapi('VotingProxy');
export type ShownProxy = z.infer<typeof VotingProxy>;
const showProxy = ({ id, meetingId, grantorId, holderId, filedAt, revokedAt }: ProxyRow): ShownProxy => ({
  id,
  meetingId,
  grantorId,
  holderId,
  filedAt: timeOf(filedAt),
  revokedAt: timeOrNull(revokedAt),
});
const proxies = createRoute({
  method: 'get',
  path: '/meetings/{id}/proxies',
  tags,
  summary: 'Who votes for whom in a meeting, as it was filed',
  request: byId,
  responses: shown(z.object({ items: z.array(VotingProxy) }).openapi('VotingProxies'), 'All of them.'),
});
const file = createRoute({
  method: 'post',
  path: '/meetings/{id}/proxies',
  tags,
  summary: 'File a proxy that was given on paper, where a rule allows it',
  request: {
    ...byId,
    headers: writeHeaders,
    body: given(
      body({
        grantorId: uuid,
        holderId: uuid,
        relative: z
          .boolean()
          .default(false)
          .openapi({ description: 'You have seen that the holder is a near relative.' }),
      }).openapi('NewVotingProxy'),
    ),
  },
  responses: created(VotingProxy, 'The proxy.'),
});
const revoke = createRoute({
  method: 'post',
  path: '/proxies/{id}/revoke',
  tags,
  summary: 'Take a proxy back, as whoever gave it asked',
  request: { ...byId, headers: writeHeaders },
  responses: changed(VotingProxy, 'The proxy.'),
});

export function proxyRoutes({ app, runtime, once }: Api): void {
  app.openapi(proxies, async (c) => {
    const { id } = await shownMeeting(runtime, c.req.valid('param').id);
    return c.json({ items: (await proxiesOf({ tx: runtime.context.db.direct }, id)).map(showProxy) }, 200);
  });
  app.openapi(file, async (c) => {
    const { id: meetingId } = c.req.valid('param');
    const input = { meetingId, ...c.req.valid('json') };
    const made = await once.commit(c, { name: 'proxy.file', input }, async (uow) =>
      showProxy(must(await fileProxy(uow, input))),
    );
    return c.json(made, 201);
  });
  app.openapi(revoke, async (c) => {
    const { id: proxyId } = c.req.valid('param');
    const done = await once.commit(c, { name: 'proxy.revoke', input: { proxyId } }, async (uow) =>
      showProxy(must(await revokeProxy(uow, { proxyId }))),
    );
    return c.json(done, 200);
  });
}
