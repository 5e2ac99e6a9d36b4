/** What a community adopted and decided for itself; the operator enters what the community resolved. */
import { createRoute, z } from '@hono/zod-openapi';
import { adoptRules } from '../../usecases/rules/adopt.ts';
import { todayIn } from '../../usecases/rules/change.ts';
import { adoptionsOf, overridesOf } from '../../usecases/rules/decided-by.ts';
import { endOverride, overrideRule } from '../../usecases/rules/override.ts';
import { type Api, communityOf } from './api.ts';
import { mustRule } from './rule-refusals.ts';
import { Adoption, Decisions, day, Override, packId, reason, showAdoption, showOverride } from './rule-shapes.ts';
import { body, byId, changed, communityRef, created, given, query, shown, text, writeHeaders } from './shapes.ts';

const fromDay = day
  .optional()
  .openapi({ description: 'The first day it holds, by the calendar of the community; today unless given.' });

const decisions = createRoute({
  method: 'get',
  path: '/rules/decisions',
  tags: ['rules'],
  summary: 'What a community adopted and decided for itself, in the order of entry',
  request: { query: query({ community: communityRef }) },
  responses: shown(Decisions, 'Also what has ended and what is still to begin.'),
});
const adopt = createRoute({
  method: 'post',
  path: '/rules/adoptions',
  tags: ['rules'],
  summary: 'Enter that a community adopts a pack from a day on',
  request: {
    headers: writeHeaders,
    body: given(
      body({ community: communityRef, pack: packId, effectiveFrom: fromDay, reason }).openapi('NewRuleAdoption'),
    ),
  },
  responses: created(Adoption, 'The adoption as entered.'),
});
const override = createRoute({
  method: 'post',
  path: '/rules/overrides',
  tags: ['rules'],
  summary: 'Enter a value a community decided for itself',
  request: {
    headers: writeHeaders,
    body: given(
      body({
        community: communityRef,
        key: text(1, 80),
        value: z.unknown().openapi({ description: 'In the shape a pack would hold it.' }),
        effectiveFrom: fromDay,
        effectiveUntil: day.optional().openapi({ description: 'The day from which it no longer applies.' }),
        reason,
        againstLawBecause: text(1, 500).optional().openapi({
          description: 'Why the community may differ from law in force. Recorded, and told to those who watch over it.',
        }),
      }).openapi('NewRuleOverride'),
    ),
  },
  responses: created(Override, 'The override as entered.'),
});
const end = createRoute({
  method: 'post',
  path: '/rules/overrides/{id}/end',
  tags: ['rules'],
  summary: 'Enter that a community’s own value ends',
  request: {
    ...byId,
    headers: writeHeaders,
    body: given(
      body({
        effectiveUntil: day.optional().openapi({ description: 'The first day without it; today unless given.' }),
        reason,
      }).openapi('EndRuleOverride'),
    ),
  },
  responses: changed(Override, 'The override with its end.'),
});

export function ruleDecisionRoutes({ app, runtime: { context }, once }: Api): void {
  const db = context.db.direct;

  app.openapi(decisions, async (c) => {
    const home = await communityOf(db, c.req.valid('query').community);
    const adoptions = (await adoptionsOf(db, home.id)).map(showAdoption);
    const overrides = (await overridesOf(db, home.id)).map(showOverride);
    return c.json({ firstPack: home.rulePack, adoptions, overrides }, 200);
  });
  app.openapi(adopt, async (c) => {
    const input = c.req.valid('json');
    const answer = await once.commit(c, { name: 'rules.adopt', input }, async (uow) => {
      const home = await communityOf(uow.tx, input.community);
      const effectiveFrom = input.effectiveFrom ?? todayIn(home, uow.now).toString();
      const wanted = { communityId: home.id, packId: input.pack, effectiveFrom, reason: input.reason };
      return showAdoption(mustRule(await adoptRules(uow, wanted)));
    });
    return c.json(answer, 201);
  });
  app.openapi(override, async (c) => {
    const input = c.req.valid('json');
    const answer = await once.commit(c, { name: 'rules.override', input }, async (uow) => {
      const { community, effectiveUntil, againstLawBecause, ...rest } = input;
      const home = await communityOf(uow.tx, community);
      const wanted = {
        ...rest,
        communityId: home.id,
        effectiveFrom: rest.effectiveFrom ?? todayIn(home, uow.now).toString(),
        ...(effectiveUntil !== undefined && { effectiveUntil }),
        ...(againstLawBecause !== undefined && { againstLawBecause }),
      };
      return showOverride(mustRule(await overrideRule(uow, wanted)));
    });
    return c.json(answer, 201);
  });
  app.openapi(end, async (c) => {
    const overrideId = c.req.valid('param').id;
    const input = c.req.valid('json');
    const answer = await once.commit(c, { name: 'rules.end-override', input }, async (uow) =>
      showOverride(
        mustRule(
          await endOverride(uow, {
            overrideId,
            reason: input.reason,
            ...(input.effectiveUntil !== undefined && { effectiveUntil: input.effectiveUntil }),
          }),
        ),
      ),
    );
    return c.json(answer, 200);
  });
}
