/** Invitation codes: made for a person, shown once, revoked when they went astray. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Temporal } from 'temporal-polyfill';
import { createInvitation, type Invited, revokeInvitation } from '../../usecases/registry/invitations.ts';
import { type InvitationFilter, pageInvitations } from '../../usecases/registry/lists.ts';
import { type Api, communityIdOf } from './api.ts';
import { ID_KEY, keyIn, pageOf } from './cursor.ts';
import { must } from './refusals.ts';
import {
  body,
  byId,
  changed,
  communityRef,
  created,
  given,
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

const Invitation = z
  .object({
    id: uuid,
    personId: uuid,
    state: z.enum(['open', 'used', 'expired', 'revoked']),
    createdAt: instant,
    expiresAt: instant,
    usedAt: instant.nullable(),
  })
  .openapi('Invitation');
export type ShownInvitation = z.infer<typeof Invitation>;
const NewCode = Invitation.extend({
  code: z.string().openapi({ description: 'Shown here and never again.', example: '7KQ4-M2XP' }),
  links: z
    .array(z.object({ platform: z.string(), url: z.string() }))
    .openapi({ description: 'Opens the chat with the bot and hands it the code, on each configured platform.' }),
}).openapi('NewCode');
export type ShownNewCode = z.infer<typeof NewCode>;

type Shown = Pick<Invited['row'], 'id' | 'personId' | 'createdAt' | 'expiresAt' | 'usedAt' | 'revoked'>;

const showInvitation = (row: Shown, now: Temporal.Instant) => ({
  id: row.id,
  personId: row.personId,
  state: stateOf(row, now),
  createdAt: timeOf(row.createdAt),
  expiresAt: timeOf(row.expiresAt),
  usedAt: timeOrNull(row.usedAt),
});

function stateOf({ usedAt, revoked, expiresAt }: Shown, now: Temporal.Instant) {
  if (usedAt) return 'used' as const;
  if (revoked) return 'revoked' as const;
  return expiresAt.epochMilliseconds <= now.epochMilliseconds ? ('expired' as const) : ('open' as const);
}

const list = createRoute({
  method: 'get',
  path: '/invitations',
  tags: ['registry'],
  summary: 'Invitations, newest first, without their codes',
  request: { query: query({ ...PAGE, community: communityRef.optional(), personId: uuid.optional() }) },
  responses: shown(listOf(Invitation), 'One page.'),
});
const add = createRoute({
  method: 'post',
  path: '/invitations',
  tags: ['registry'],
  summary: 'Make an invitation code for a person',
  request: { headers: writeHeaders, body: given(body({ personId: uuid }).openapi('NewInvitation')) },
  responses: created(NewCode, 'The code, and links that carry it.'),
});
const revoke = createRoute({
  method: 'post',
  path: '/invitations/{id}/revoke',
  tags: ['registry'],
  summary: 'Revoke an invitation that was not used',
  request: { ...byId, headers: writeHeaders },
  responses: changed(Invitation, 'The invitation as revoked.'),
});

export function invitationRoutes({ app, runtime: { context }, config, once }: Api): void {
  /** The sandbox links to itself; what it is called from outside is known from the settings or from how we were asked. */
  const linksOf = (code: string, asked: string) =>
    [...context.adapters.values()].flatMap((adapter) => {
      const url = adapter.privateLink(`i_${code}`);
      return url === undefined
        ? []
        : [{ platform: adapter.platform, url: new URL(url, config.publicBaseUrl ?? asked).href }];
    });

  app.openapi(list, async (c) => {
    const { limit, cursor, community, personId } = c.req.valid('query');
    const inCommunity = await communityIdOf(context.db.direct, community);
    const filter: InvitationFilter = { ...inCommunity, ...(personId && { personId }) };
    const rows = await pageInvitations(context.db.direct, filter, keyIn(cursor, ID_KEY), limit + 1);
    const now = context.clock.now();
    return c.json(
      pageOf(
        rows,
        limit,
        (row) => row.id,
        (row) => showInvitation(row, now),
      ),
      200,
    );
  });
  app.openapi(add, async (c) => {
    const input = c.req.valid('json');
    const answer = await once.commit(c, { name: 'invitation.create', input }, async (uow) => {
      const { row, code } = must(await createInvitation(uow, input));
      return { ...showInvitation(row, uow.now), code, links: linksOf(code, c.req.url) };
    });
    return c.json(answer, 201);
  });
  app.openapi(revoke, async (c) => {
    const invitationId = c.req.valid('param').id;
    const answer = await once.commit(c, { name: 'invitation.revoke', input: {} }, async (uow) =>
      showInvitation(must(await revokeInvitation(uow, { invitationId })), uow.now),
    );
    return c.json(answer, 200);
  });
}
