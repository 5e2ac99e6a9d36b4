/** Which chat accounts stand for whom. */
import { createRoute, z } from '@hono/zod-openapi';
import { accountsOf } from '../../usecases/account/bound-people.ts';
import { unbindAccount } from '../../usecases/account/unbind.ts';
import { listBindings, type VoterBinding } from '../../usecases/account/voters.ts';
import { isRegistered } from '../../usecases/registry/lists.ts';
import { type Api, communityOf } from './api.ts';
import { ID_KEY, keyIn, listed } from './cursor.ts';
import { ApiProblem } from './problem.ts';
import { readRecorded } from './reading.ts';
import { must } from './refusals.ts';
import {
  byId,
  changed,
  communityRef,
  instant,
  listOf,
  PAGE,
  query,
  shown,
  timeOf,
  timeOrNull,
  uuid,
  writeHeaders,
} from './shapes.ts';

const Binding = z
  .object({
    accountId: uuid,
    personId: uuid,
    name: z.string(),
    platform: z.string(),
    boundAt: instant,
    how: z.enum(['code', 'rebinding']),
  })
  .openapi('Binding');
export type ShownBinding = z.infer<typeof Binding>;
const Account = z
  .object({ id: uuid, personId: uuid.nullable(), platform: z.string(), boundAt: instant.nullable() })
  .openapi('ChatAccount');
export type ShownAccount = z.infer<typeof Account>;

const showBinding = ({ boundAt, ...rest }: VoterBinding) => ({ ...rest, boundAt: timeOf(boundAt) });

const list = createRoute({
  method: 'get',
  path: '/bindings',
  tags: ['registry'],
  summary: 'Chat accounts of those who may vote, newest first; names are personal, so each page leaves a ledger line',
  request: { query: query({ ...PAGE, community: communityRef }) },
  responses: shown(listOf(Binding), 'One page.'),
});
const accounts = createRoute({
  method: 'get',
  path: '/people/{id}/accounts',
  tags: ['registry'],
  summary: 'The chat accounts of one person',
  request: byId,
  responses: shown(listOf(Account), 'All of them.'),
});
const unbind = createRoute({
  method: 'post',
  path: '/accounts/{id}/unbind',
  tags: ['registry'],
  summary: 'Part a chat account from its person; the account is told, and of a voter the supervision committee',
  request: { ...byId, headers: writeHeaders },
  responses: changed(Account, 'The account, bound to nobody.'),
});

export function bindingRoutes({ app, runtime, once }: Api): void {
  app.openapi(list, async (c) => {
    const { limit, cursor, community } = c.req.valid('query');
    const { id: communityId } = await communityOf(runtime.context.db.direct, community);
    const after = keyIn(cursor, ID_KEY);
    const { bindings, more } = await readRecorded(runtime, async (uow) =>
      must(await listBindings(uow, { communityId, limit, ...(after && { after }) })),
    );
    return c.json(
      listed(bindings, more, ({ accountId }) => accountId, showBinding),
      200,
    );
  });
  app.openapi(accounts, async (c) => {
    const { id: personId } = c.req.valid('param');
    if (!(await isRegistered(runtime.context.db.direct, personId)))
      throw new ApiProblem(404, 'person_not_found', 'There is no such person.');
    const rows = await accountsOf(runtime.context.db.direct, personId);
    const items = rows.map(({ id, platform, boundAt }) => ({
      id,
      personId,
      platform,
      boundAt: timeOrNull(boundAt),
    }));
    return c.json({ items, next: null }, 200);
  });
  app.openapi(unbind, async (c) => {
    const answer = await once.commit(c, { name: 'account.unbind', input: {} }, async (uow) => {
      const { account } = must(await unbindAccount(uow, { accountId: c.req.valid('param').id }));
      return { id: account.id, personId: null, platform: account.platform, boundAt: null };
    });
    return c.json(answer, 200);
  });
}
