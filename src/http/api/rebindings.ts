/**
 * A lost phone: who asked to be bound anew, and what is decided about it. Approving says who somebody is, which needs a
 * person of the committee (see the permission table): the operator's token is refused, and gives out a new code instead.
 */
import { createRoute, z } from '@hono/zod-openapi';
import { approveRebinding, type RebindingRow, refuseRebinding } from '../../usecases/account/rebind.ts';
import { type ListedRebinding, listRebindings } from '../../usecases/account/rebindings.ts';
import { type Api, communityOf } from './api.ts';
import { ID_KEY, keyIn, listed } from './cursor.ts';
import { readRecorded } from './reading.ts';
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
  shown,
  timeOf,
  timeOrNull,
  uuid,
  writeHeaders,
} from './shapes.ts';

const STATES = ['asked', 'approved', 'refused'] as const satisfies readonly RebindingRow['state'][];

const Decision = z
  .object({
    id: uuid,
    personId: uuid,
    accountId: uuid,
    state: z.enum(STATES),
    askedAt: instant,
    decidedAt: instant.nullable(),
  })
  .openapi('RebindingDecision');
export type ShownDecision = z.infer<typeof Decision>;
const Rebinding = Decision.extend({
  name: z.string().nullable().openapi({ description: 'Whom the new account says it belongs to.' }),
  platform: z.string(),
  accountName: z.string().nullable().openapi({ description: 'What the new account calls itself.' }),
}).openapi('Rebinding');
export type ShownRebinding = z.infer<typeof Rebinding>;

const showDecision = ({ id, personId, accountId, state, askedAt, decidedAt }: RebindingRow): ShownDecision => ({
  id,
  personId,
  accountId,
  state,
  askedAt: timeOf(askedAt),
  decidedAt: timeOrNull(decidedAt),
});
const showRebinding = ({ row, name, platform, accountName }: ListedRebinding) => ({
  ...showDecision(row),
  name,
  platform,
  accountName,
});

const list = createRoute({
  method: 'get',
  path: '/rebindings',
  tags: ['registry'],
  summary: 'Requests to be bound anew, newest first; names are personal, so each page leaves a ledger line',
  request: { query: query({ ...PAGE, community: communityRef, state: oneOf(STATES).optional() }) },
  responses: shown(listOf(Rebinding), 'One page.'),
});
const deciding = (path: 'approve' | 'refuse', summary: string) =>
  createRoute({
    method: 'post',
    path: `/rebindings/{id}/${path}`,
    tags: ['registry'],
    summary,
    request: { ...byId, headers: writeHeaders },
    responses: changed(Decision, 'The request, decided.'),
  });
const approve = deciding('approve', 'Bind the new account and part the old ones; only somebody of the committee may');
const refuse = deciding('refuse', 'Refuse a request; the account that asked is told');

export function rebindingRoutes({ app, runtime, once }: Api): void {
  app.openapi(list, async (c) => {
    const { limit, cursor, community, state } = c.req.valid('query');
    const { id: communityId } = await communityOf(runtime.context.db.direct, community);
    const after = keyIn(cursor, ID_KEY);
    const asked = { communityId, limit, ...(state && { state }), ...(after && { after }) };
    const page = await readRecorded(runtime, async (uow) => must(await listRebindings(uow, asked)));
    return c.json(
      listed(page.rebindings, page.more, ({ row }) => row.id, showRebinding),
      200,
    );
  });
  app.openapi(approve, async (c) => {
    const answer = await once.commit(c, { name: 'rebinding.approve', input: {} }, async (uow) =>
      showDecision(must(await approveRebinding(uow, { rebindingId: c.req.valid('param').id }))),
    );
    return c.json(answer, 200);
  });
  app.openapi(refuse, async (c) => {
    const answer = await once.commit(c, { name: 'rebinding.refuse', input: {} }, async (uow) =>
      showDecision(must(await refuseRebinding(uow, { rebindingId: c.req.valid('param').id }))),
    );
    return c.json(answer, 200);
  });
}
