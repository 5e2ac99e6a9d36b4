/** What became of the tasks of a month: of one community, or of all of a subdistrict; as data, as a table, as one picture. */
import { createRoute, z } from '@hono/zod-openapi';
import { LANGUAGES } from '../../channel.ts';
import { monthPng, monthXlsx } from '../../documents/month.ts';
import { DEFAULT_TIME_ZONE } from '../../domain/calendar/default-zone.ts';
import { readMonth } from '../../usecases/task/month.ts';
import { isMonth } from '../papers.ts';
import { type Api, communityOf } from './api.ts';
import { answerFile, file, XLSX } from './files.ts';
import { ApiProblem } from './problem.ts';
import { communityRef, oneOf, query, shown } from './shapes.ts';
import { PlanWords, subdistrictOf, subdistrictRef } from './tasks.ts';

const PNG = 'image/png';

const Month = z
  .object({
    month: z.string().openapi({ example: '2026-11' }),
    name: z.string(),
    asOf: z.string().openapi({
      description:
        'The local day on which it stood like this: a month that is over changes when something is done late.',
    }),
    communities: z.array(
      z.object({
        community: z.string(),
        onTime: z.int().openapi({ description: 'Due in the month and handed in by their date.' }),
        late: z.int().openapi({ description: 'Due in the month and handed in after it.' }),
        open: z.int().openapi({ description: 'Due by the end of the month and still to be done.' }),
        extensions: z.int(),
        waived: z.int(),
        next: z.int().openapi({ description: 'Due in the month after.' }),
        soonest: z.array(z.object({ title: PlanWords, dueOn: z.string() })),
      }),
    ),
  })
  .openapi('Month');
export type ShownMonth = z.infer<typeof Month>;

const asked = {
  community: communityRef.optional(),
  subdistrict: subdistrictRef.optional(),
  month: z
    .string()
    .refine(isMonth, 'must be a month, like 2026-11')
    .optional()
    .openapi({ description: 'The last one that is over unless given.' }),
};

const show = createRoute({
  method: 'get',
  path: '/month',
  tags: ['tasks'],
  summary: 'What became of the tasks of a month',
  request: { query: query(asked) },
  responses: shown(Month, 'The month.'),
});
const print = createRoute({
  method: 'get',
  path: '/month/file',
  tags: ['tasks'],
  summary: 'The month of a subdistrict or a community as a table for Excel, or as one picture',
  request: {
    query: query({
      ...asked,
      format: oneOf(['xlsx', 'png']).default('png'),
      lang: oneOf(LANGUAGES as readonly ['zh-Hans', 'zh-Hant', 'en']).default('zh-Hans'),
    }),
  },
  responses: file('The month.', PNG, XLSX),
});

export function monthRoutes({ app, runtime: { context } }: Api): void {
  const read = async (wanted: {
    community?: string | undefined;
    subdistrict?: string | undefined;
    month?: string | undefined;
  }) => {
    const tx = context.db.direct;
    if ((wanted.community === undefined) === (wanted.subdistrict === undefined))
      throw new ApiProblem(400, 'not_valid', 'Give either the field "community" or the field "subdistrict".');
    const of =
      wanted.community === undefined
        ? { subdistrictId: (await subdistrictOf(tx, wanted.subdistrict ?? '')).id }
        : { communityId: (await communityOf(tx, wanted.community)).id };
    const now = context.clock.now();
    const present = now.toZonedDateTimeISO(DEFAULT_TIME_ZONE).toPlainDate().toPlainYearMonth();
    const month = wanted.month ?? present.subtract({ months: 1 }).toString();
    return { month, ...(await readMonth({ tx, now }, of, month)) };
  };
  app.openapi(show, async (c) => {
    const { month, name, asOf, rows } = await read(c.req.valid('query'));
    const communities = rows.map(({ communityId: _id, soonest, ...row }) => ({ ...row, soonest: [...soonest] }));
    return c.json({ month, name, asOf, communities }, 200);
  });
  app.openapi(print, async (c) => {
    const { format, lang, ...wanted } = c.req.valid('query');
    const found = await read(wanted);
    const paper = { ...found, language: lang };
    return format === 'xlsx'
      ? answerFile(await monthXlsx(paper), XLSX, `month-${found.month}.xlsx`)
      : answerFile(await monthPng(paper), PNG, `month-${found.month}.png`);
  });
}
