/** Invitations for many at once, as slips of paper. Their codes are in the file that is answered and nowhere else. */
import { createRoute } from '@hono/zod-openapi';
import { and, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import type { Tx } from '../../../db/client.ts';
import { body as bodyTable } from '../../../db/schema/index.ts';
import { LANGUAGES, type Language, PLATFORMS } from '../../channel.ts';
import { type InvitationSlip, slipsPdf } from '../../documents/slips.ts';
import { OPERATOR } from '../../domain/permissions/roles.ts';
import { createHomes } from '../../domain/registry/roster/homes.ts';
import { runUnit } from '../../pipeline/unit.ts';
import type { CommunityRow } from '../../usecases/registry/communities.ts';
import { inviteSet, type Slip, selectInvitees, type ToInvite } from '../../usecases/registry/invite-many.ts';
import { placesOf } from '../../usecases/registry/places.ts';
import { type Api, communityOf } from './api.ts';
import { answerFile, PDF, printed } from './files.ts';
import { ApiProblem } from './problem.ts';
import { must } from './refusals.ts';
import { body, communityRef, given, oneOf, text, writeHeaders } from './shapes.ts';

const NewSlips = body({
  community: communityRef,
  body: text(1, 80).optional().openapi({ description: 'Name or id of a body: everybody who holds a seat in it.' }),
  building: text(1, 80).optional().openapi({ description: 'Name or id of a place: everybody who lives there.' }),
  again: z.boolean('must be true or false').optional().openapi({
    description: 'Also those whose code is still good; it is void from then on.',
  }),
  lang: oneOf(LANGUAGES as readonly ['zh-Hans', 'zh-Hant', 'en']).optional(),
}).openapi('NewSlips');

const make = createRoute({
  method: 'post',
  path: '/invitations/slips',
  tags: ['registry'],
  summary: 'Invite a body, a building or everybody: a PDF of slips to be printed and cut apart',
  request: { headers: writeHeaders, body: given(NewSlips) },
  responses: printed('The slips. The codes are shown here and never again.', PDF),
});

/** People of one set: its statements stay far below what others would have to wait for on the embedded database. */
const SET = 100;

export function slipRoutes({ app, runtime, config, once }: Api): void {
  const { context } = runtime;

  const linksOf = (code: string, asked: string): InvitationSlip['links'] =>
    PLATFORMS.flatMap((platform) => {
      const url = context.adapters.get(platform)?.privateLink(`i_${code}`);
      return url === undefined ? [] : [{ platform, url: new URL(url, config.publicBaseUrl ?? asked).href }];
    });

  app.openapi(make, async (c) => {
    const input = c.req.valid('json');
    const home = await communityOf(context.db.direct, input.community);
    const whom = {
      communityId: home.id,
      again: input.again === true,
      ...(input.body !== undefined && { bodyId: await bodyIdOf(context.db.direct, home, input.body) }),
      ...(input.building !== undefined && { placeId: await placeIdOf(context.db.direct, home, input.building) }),
    };
    const made: Slip[] = [];
    const carryOut = async ({ people, bound, holding, above }: ToInvite) => {
      for (let from = 0; from < people.length; from += SET) {
        const set = { communityId: home.id, people: people.slice(from, from + SET) };
        const name = context.index.of('slips', c.req.header('idempotency-key') ?? '', String(from));
        runtime.committed(
          await runUnit(context, OPERATOR, name, async (uow) => {
            made.push(...must(await inviteSet(uow, set)));
            return {};
          }),
        );
        await new Promise((resolve) => setImmediate(resolve));
      }
      return { slips: made.length, bound, holding, above };
    };
    const answer = await once.plan(
      c,
      { name: 'invitation.create-many', input },
      async (uow) => must(await selectInvitees(uow, whom)),
      carryOut,
    );
    if (made.length === 0) {
      const message =
        'These slips were made earlier with the same Idempotency-Key, and their codes are kept nowhere. For new ones choose a new key and add "again".';
      throw new ApiProblem(409, 'slips_not_kept', message);
    }
    const language = input.lang ?? 'zh-Hans';
    const slips = made.map(({ name, address, language: own, code, expiresAt }) => ({
      name,
      ...(address.length > 0 && { address: address.join(' ') }),
      language: LANGUAGES.find((known): known is Language => known === own) ?? language,
      code,
      expiresAt,
      links: linksOf(code, c.req.url),
    }));
    const pdf = await slipsPdf({ community: home.name, zone: home.timeZone, language }, slips);
    return answerFile(pdf, PDF, 'slips.pdf', {
      'X-Slips': String(answer.slips),
      'X-Known-Already': String(answer.bound),
      'X-Above-The-Head': String(answer.above),
      'X-Holding-A-Code': String(whom.again ? 0 : answer.holding),
    });
  });
}

const isId = (ref: string): boolean => z.uuid().safeParse(ref).success;

async function bodyIdOf(tx: Tx, home: CommunityRow, ref: string): Promise<string> {
  if (isId(ref)) return ref;
  const bodies = await tx
    .select({ id: bodyTable.id, name: bodyTable.name, aliases: bodyTable.aliases })
    .from(bodyTable)
    .where(and(eq(bodyTable.communityId, home.id), isNull(bodyTable.endedAt)));
  const found = bodies.find(({ name, aliases }) => [name, ...aliases].includes(ref));
  if (!found) throw new ApiProblem(404, 'body_not_found', `There is no body "${ref}" in this community.`);
  return found.id;
}

async function placeIdOf(tx: Tx, home: CommunityRow, ref: string): Promise<string> {
  if (isId(ref)) return ref;
  const places = await placesOf(tx, home.id);
  const byName = places.find(({ name, aliases }) => [name, ...aliases].includes(ref));
  const written = createHomes(places).find(ref, undefined);
  const id = byName?.id ?? (written.kind === 'found' ? written.place.id : undefined);
  if (id === undefined) throw new ApiProblem(404, 'place_not_found', `There is no place "${ref}" in this community.`);
  return id;
}
