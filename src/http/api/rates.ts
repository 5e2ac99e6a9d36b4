/** 三率: the rates of the hotline as they stand now, by unit, category, grid or month; small cells are hidden. */
import { createRoute, z } from '@hono/zod-openapi';
import { LEFT_OUT, MEASURES, RATES_CUTS } from '../../domain/hotline/rates.ts';
import { OPERATOR } from '../../domain/permissions/roles.ts';
import { lookUp } from '../../locales/translate.ts';
import { readRates } from '../../usecases/hotline/rates.ts';
import { isMonth } from '../papers.ts';
import type { Api } from './api.ts';
import { bulletinOf, RatesLineShape, showRatesLine } from './bulletins.ts';
import { mustHotline } from './hotline-refusals.ts';
import { communityRef, oneOf, query, shown } from './shapes.ts';
import { subdistrictRef } from './tasks.ts';

const Rates = z
  .object({
    of: z.string().openapi({ description: 'The community or subdistrict.' }),
    from: z.string().openapi({ example: '2026-10' }),
    month: z.string().openapi({ example: '2026-11' }),
    by: z.enum(RATES_CUTS),
    weight: z.int().openapi({ description: 'What "basically satisfied" counts, in percent.' }),
    smallest: z
      .int()
      .openapi({ description: 'Cells with fewer are hidden, and others so that those cannot be reckoned out.' }),
    total: RatesLineShape,
    rows: z.array(RatesLineShape.extend({ key: z.string().nullable(), name: z.string().nullable() })),
    leftOut: z.array(
      z.object({
        measure: z.enum(MEASURES),
        reason: z.enum(LEFT_OUT),
        cases: z.int().nullable().openapi({ description: 'Null where it is too small to be told.' }),
      }),
    ),
  })
  .openapi('Rates');
export type ShownRates = z.infer<typeof Rates>;

const rates = createRoute({
  method: 'get',
  path: '/hotline/rates',
  tags: ['hotline'],
  summary: 'The three rates as they stand now, of the cases that came in during some months',
  request: {
    query: query({
      community: communityRef.optional(),
      subdistrict: subdistrictRef.optional(),
      by: oneOf(RATES_CUTS).default('unit'),
      month: z.string().refine(isMonth, 'must be a month, like 2026-11').optional().openapi({
        description: 'The last of the months; left out: the one that runs.',
      }),
      months: z.coerce.number().int().min(1).max(36).default(1),
    }),
  },
  responses: shown(Rates, 'The rates; how each is reckoned stands in docs/hotline.md.'),
});

export function ratesRoutes({ app, runtime: { context } }: Api): void {
  app.openapi(rates, async (c) => {
    const { by, month: asked, months, ...whose } = c.req.valid('query');
    const { direct } = context.db;
    const now = context.clock.now();
    const { policies } = context;
    const month = asked ?? policies.common(now).calendar.localDate(now).toPlainYearMonth().toString();
    const of = await bulletinOf(direct, whose);
    const found = mustHotline(
      await readRates({ tx: direct, actor: OPERATOR, now, policies }, { of, month, months, by }),
    );
    const nameOf = (key: string): string | null =>
      by === 'category' ? (lookUp('zh-Hans', `case.category.${key}`) ?? key) : (found.names.get(key) ?? null);
    return c.json(
      {
        of: found.name,
        from: found.from,
        month,
        by,
        weight: found.weight,
        smallest: found.smallest,
        total: showRatesLine(found.total),
        rows: found.rows.map(({ key, ...line }) => ({
          key,
          name: key === null || by === 'month' ? key : nameOf(key),
          ...showRatesLine(line),
        })),
        leftOut: MEASURES.flatMap((measure) =>
          LEFT_OUT.flatMap((reason) => {
            const cases = found.leftOut[measure][reason];
            return cases === 0 ? [] : [{ measure, reason, cases: cases === 'hidden' ? null : cases }];
          }),
        ),
      },
      200,
    );
  });
}
