/** How the communities of a subdistrict stand with their tasks: as data, as a table, as one picture. */
import { createRoute, z } from '@hono/zod-openapi';
import { LANGUAGES } from '../../channel.ts';
import { wallPng, wallXlsx } from '../../documents/wall.ts';
import { readWall } from '../wall.ts';
import type { Api } from './api.ts';
import { answerFile, file, XLSX } from './files.ts';
import { oneOf, query, shown } from './shapes.ts';
import { PlanWords, subdistrictOf, subdistrictRef } from './tasks.ts';

const PNG = 'image/png';

const Wall = z
  .object({
    year: z.int(),
    communities: z.array(
      z.object({
        community: z.string(),
        due: z.int().openapi({ description: 'Of the year, due by now; without what was waived or called off.' }),
        onTime: z.int(),
        percent: z.int().nullable().openapi({ description: 'Null while nothing was due.' }),
        open: z.int(),
        late: z.int(),
        byLevel: z.array(z.int()).openapi({ description: 'Late ones by level, from 1.' }),
      }),
    ),
    late: z
      .array(z.object({ community: z.string(), title: PlanWords, dueOn: z.string() }))
      .openapi({ description: 'What has reached the public list.' }),
  })
  .openapi('Wall');
export type ShownWall = z.infer<typeof Wall>;

const asked = {
  subdistrict: subdistrictRef,
  year: z.coerce.number().int().min(2000).max(9999).optional().openapi({ description: 'This year unless given.' }),
};
const show = createRoute({
  method: 'get',
  path: '/wall',
  tags: ['tasks'],
  summary: 'How the communities of a subdistrict stand with their tasks',
  request: { query: query(asked) },
  responses: shown(Wall, 'The wall.'),
});
const print = createRoute({
  method: 'get',
  path: '/wall/file',
  tags: ['tasks'],
  summary: 'The wall as a table for Excel, or as one picture',
  request: {
    query: query({
      ...asked,
      format: oneOf(['xlsx', 'png']).default('png'),
      lang: oneOf(LANGUAGES as readonly ['zh-Hans', 'zh-Hant', 'en']).default('zh-Hans'),
    }),
  },
  responses: file('The wall.', PNG, XLSX),
});

export function wallRoutes({ app, runtime: { context } }: Api): void {
  const reading = () => ({ tx: context.db.direct, now: context.clock.now(), policies: context.policies });
  app.openapi(show, async (c) => {
    const { subdistrict, year } = c.req.valid('query');
    const { wall, paper } = await readWall(
      reading(),
      await subdistrictOf(context.db.direct, subdistrict),
      'zh-Hans',
      year,
    );
    const communities = wall.rows.map(({ home }, at) => {
      const { due = 0, onTime = 0, percent, open = 0, late = 0, byLevel = [] } = paper.lines[at] ?? {};
      return { community: home.code, due, onTime, percent: percent ?? null, open, late, byLevel: [...byLevel] };
    });
    const late = wall.late.map(({ home, title, dueOn }) => ({ community: home.code, title, dueOn }));
    return c.json({ year: paper.year, communities, late }, 200);
  });
  app.openapi(print, async (c) => {
    const { subdistrict, year, format, lang } = c.req.valid('query');
    const above = await subdistrictOf(context.db.direct, subdistrict);
    const { paper } = await readWall(reading(), above, lang, year);
    return format === 'xlsx'
      ? answerFile(await wallXlsx(paper), XLSX, `wall-${paper.year}.xlsx`)
      : answerFile(await wallPng(paper), PNG, `wall-${paper.year}.png`);
  });
}
