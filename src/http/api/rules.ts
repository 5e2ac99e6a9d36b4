/** The rules of governance: what holds, where, since when, and in what packs differ. */

import { createRoute, z } from '@hono/zod-openapi';
import type { Temporal } from 'temporal-polyfill';
import { DEFAULT_TIME_ZONE } from '../../domain/calendar/default-zone.ts';
import { parseDate } from '../../domain/calendar/holiday-table.ts';
import { RULE_AREAS, rulesIn } from '../../domain/rules/areas.ts';
import { differences } from '../../domain/rules/diff.ts';
import { isRuleKey, RULE_KEYS } from '../../domain/rules/keys.ts';
import { DEFAULT_PACK } from '../../domain/rules/pack.ts';
import type { RuleBook } from '../../domain/rules/rule-book.ts';
import { shownDifference, shownRule } from '../../notices/rule-shown.ts';
import type { CommunityRow } from '../../usecases/registry/communities.ts';
import { communityRulesOn, packRulesOn } from '../../usecases/rules/read.ts';
import { type Api, communityOf } from './api.ts';
import { ApiProblem } from './problem.ts';
import { Differences, day, Pack, packId, Rules } from './rule-shapes.ts';
import { communityRef, oneOf, query, shown, text } from './shapes.ts';

const list = createRoute({
  method: 'get',
  path: '/rules',
  tags: ['rules'],
  summary: 'Every rule of a community or of a pack on one day, with what each replaces',
  request: {
    query: query({
      community: communityRef.optional(),
      pack: packId.optional(),
      on: day.optional(),
      area: oneOf(RULE_AREAS).optional(),
      key: text(1, 80).optional(),
    }),
  },
  responses: shown(Rules, 'The rules in force that day; today unless given.'),
});
const diff = createRoute({
  method: 'get',
  path: '/rules/diff',
  tags: ['rules'],
  summary: 'In what a pack differs from another pack, or from what a community has',
  request: {
    query: query({ pack: packId, with: packId.optional(), community: communityRef.optional(), on: day.optional() }),
  },
  responses: shown(Differences, 'Left: the other pack or the community. Right: the pack.'),
});
const packs = createRoute({
  method: 'get',
  path: '/rules/packs',
  tags: ['rules'],
  summary: 'The rule packs of this installation',
  responses: shown(z.object({ items: z.array(Pack) }), 'All of them.'),
});
export function ruleRoutes({ app, runtime: { context } }: Api): void {
  const known = context.policies.packs;
  const db = context.db.direct;

  /** The day asked about, else today where the community is. */
  const dayOf = (on: string | undefined, home: Pick<CommunityRow, 'timeZone'> | undefined): Temporal.PlainDate =>
    (on === undefined ? undefined : parseDate(on)) ??
    context.clock
      .now()
      .toZonedDateTimeISO(home?.timeZone ?? DEFAULT_TIME_ZONE)
      .toPlainDate();

  const packBook = (id: string, onDate: Temporal.PlainDate): RuleBook => {
    const book = packRulesOn(known, id, onDate);
    if (book) return book;
    const ids = [...new Set(known.map((pack) => pack.id))].join(', ');
    throw new ApiProblem(404, 'pack_not_found', `There is no rule pack "${id}" on ${onDate}; there are: ${ids}.`);
  };

  app.openapi(list, async (c) => {
    const { community, pack, on, area, key } = c.req.valid('query');
    if (community !== undefined && pack !== undefined)
      throw new ApiProblem(400, 'not_valid', 'Ask for a community or for a pack, not for both.');
    if (key !== undefined && !isRuleKey(key))
      throw new ApiProblem(404, 'rule_not_found', `There is no rule "${key}"; GET /api/v1/rules lists them.`);
    const home = community === undefined ? undefined : await communityOf(db, community);
    const onDate = dayOf(on, home);
    const book = home ? await communityRulesOn(db, known, home, onDate) : packBook(pack ?? DEFAULT_PACK, onDate);
    const keys = (area === undefined ? RULE_KEYS : rulesIn(area)).filter((each) => key === undefined || each === key);
    return c.json(
      { onDate: `${onDate}`, packs: [...book.chain], items: keys.map((each) => shownRule(book, each)) },
      200,
    );
  });
  app.openapi(diff, async (c) => {
    const { pack, with: other, community, on } = c.req.valid('query');
    if ((other === undefined) === (community === undefined))
      throw new ApiProblem(400, 'not_valid', 'Name what to compare with: another pack ("with") or a "community".');
    const home = community === undefined ? undefined : await communityOf(db, community);
    const onDate = dayOf(on, home);
    const left = home ? await communityRulesOn(db, known, home, onDate) : packBook(other ?? '', onDate);
    const found = differences(left, packBook(pack, onDate));
    return c.json({ onDate: `${onDate}`, items: found.map(shownDifference) }, 200);
  });
  app.openapi(packs, (c) =>
    c.json(
      {
        items: known.map((pack) => ({
          id: pack.id,
          version: pack.version,
          title: pack.title,
          jurisdiction: pack.jurisdiction,
          effectiveFrom: pack.effectiveFrom,
          effectiveUntil: pack.effectiveUntil ?? null,
          extends: pack.extends ?? null,
          rules: Object.keys(pack.rules).length,
          note: pack.note ?? null,
        })),
      },
      200,
    ),
  );
}
