/** 通报: a month of hotline cases. The operator has it drafted and publishes it; it is approved by people, in chat. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Tx } from '../../../db/client.ts';
import { LANGUAGES } from '../../channel.ts';
import { BULLETIN_STATES, percentOf } from '../../domain/hotline/bulletin.ts';
import type { RatesLine } from '../../domain/hotline/rates.ts';
import {
  type BulletinOf,
  type BulletinPaperFacts,
  bulletinById,
  draftBulletin,
  listBulletins,
  publishBulletin,
  withdrawBulletin,
} from '../../usecases/hotline/bulletin.ts';
import { bulletinPaper } from '../bulletin-paper.ts';
import { isMonth } from '../papers.ts';
import { type Api, communityOf } from './api.ts';
import { keyIn, pageOf } from './cursor.ts';
import { answerFile, file } from './files.ts';
import { mustHotline } from './hotline-refusals.ts';
import { ApiProblem } from './problem.ts';
import {
  body,
  byId,
  changed,
  communityRef,
  created,
  given,
  instant,
  listOf,
  oneOf,
  PAGE,
  query,
  shown,
  text,
  timeOf,
  timeOrNull,
  uuid,
  writeHeaders,
} from './shapes.ts';
import { subdistrictOf, subdistrictRef } from './tasks.ts';

const PNG = 'image/png';
const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

const percent = z
  .string()
  .nullable()
  .openapi({ description: 'Null where it is hidden or there is nothing to reckon.' });
export const RatesLineShape = z.object({
  cases: z.int().nullable().openapi({ description: 'Null where it is too small to be told.' }),
  response: percent,
  solved: percent,
  satisfied: percent,
});

const Bulletin = z
  .object({
    id: uuid,
    of: z.string().openapi({ description: 'The community or subdistrict.' }),
    month: z.string().openapi({ example: '2026-10' }),
    months: z.int().openapi({ description: 'How many it tells of, up to that one.' }),
    state: z.enum(BULLETIN_STATES),
    words: z.string(),
    draftedAt: instant,
    approvedAt: instant.nullable(),
    publishedAt: instant.nullable(),
    total: RatesLineShape,
    units: z.array(RatesLineShape.extend({ name: z.string() })),
  })
  .openapi('Bulletin');
export type ShownBulletin = z.infer<typeof Bulletin>;

export const showRatesLine = ({ cases, rates }: RatesLine) => ({
  cases: cases === 'hidden' ? null : cases,
  response: percentOf(rates.response) ?? null,
  solved: percentOf(rates.solved) ?? null,
  satisfied: percentOf(rates.satisfied) ?? null,
});

const showBulletin = ({ row, home }: BulletinPaperFacts) => ({
  id: row.id,
  of: home.name,
  month: row.month.slice(0, 7),
  months: row.figures.months,
  state: row.state,
  words: row.words,
  draftedAt: timeOf(row.draftedAt),
  approvedAt: timeOrNull(row.approvedAt),
  publishedAt: timeOrNull(row.publishedAt),
  total: showRatesLine(row.figures.total),
  units: row.figures.units.map(({ name, ...line }) => ({ name, ...showRatesLine(line) })),
});

const whose = { community: communityRef.optional(), subdistrict: subdistrictRef.optional() };

const list = createRoute({
  method: 'get',
  path: '/bulletins',
  tags: ['hotline'],
  summary: 'The bulletins of a community or a subdistrict, newest month first',
  request: { query: query({ ...PAGE, ...whose, state: oneOf(BULLETIN_STATES).optional() }) },
  responses: shown(listOf(Bulletin), 'One page.'),
});
const one = createRoute({
  method: 'get',
  path: '/bulletins/{id}',
  tags: ['hotline'],
  summary: 'One bulletin',
  request: byId,
  responses: shown(Bulletin, 'The bulletin.'),
});
const draft = createRoute({
  method: 'post',
  path: '/bulletins',
  tags: ['hotline'],
  summary: 'Draft the bulletin of a month that is over; those who watch over the committee are asked to approve it',
  request: {
    headers: writeHeaders,
    body: given(
      body({
        ...whose,
        month: z.string().refine(isMonth, 'must be a month, like 2026-11'),
        words: text(1, 4_000).optional().openapi({ description: 'Said before the numbers.' }),
      }).openapi('NewBulletin'),
    ),
  },
  responses: created(Bulletin, 'The draft.'),
});
const step = (path: 'publish' | 'withdraw', summary: string) =>
  createRoute({
    method: 'post',
    path: `/bulletins/{id}/${path}`,
    tags: ['hotline'],
    summary,
    request: { ...byId, headers: writeHeaders },
    responses: changed(Bulletin, 'The bulletin.'),
  });
const publish = step('publish', 'Publish a bulletin that was approved');
const withdraw = step('withdraw', 'Take a draft back, so that the month can be drafted anew');
const print = createRoute({
  method: 'get',
  path: '/bulletins/{id}/file',
  tags: ['hotline'],
  summary: 'A bulletin as a Word file, or as one picture for the groups',
  request: {
    ...byId,
    query: query({
      format: oneOf(['docx', 'png']).default('docx'),
      lang: oneOf(LANGUAGES as readonly ['zh-Hans', 'zh-Hant', 'en']).default('zh-Hans'),
    }),
  },
  responses: file('The bulletin.', WORD, PNG),
});

const MONTH_KEY = z.tuple([z.iso.date(), z.uuid()]);

/** The one of the two that was given. @throws ApiProblem where both or none are, or there is no such one */
export async function bulletinOf(
  direct: Tx,
  asked: { readonly community?: string | undefined; readonly subdistrict?: string | undefined },
): Promise<BulletinOf> {
  if ((asked.community === undefined) === (asked.subdistrict === undefined))
    throw new ApiProblem(400, 'not_valid', 'Give either the field "community" or the field "subdistrict".');
  return asked.community === undefined
    ? { subdistrictId: (await subdistrictOf(direct, asked.subdistrict ?? '')).id }
    : { communityId: (await communityOf(direct, asked.community)).id };
}

export function bulletinRoutes({ app, runtime: { context }, once }: Api): void {
  const { direct } = context.db;
  const found = async (id: string, tx = direct): Promise<BulletinPaperFacts> => {
    const facts = await bulletinById({ tx }, id);
    if (!facts) throw new ApiProblem(404, 'bulletin_not_found', 'There is no such bulletin.');
    return facts;
  };

  app.openapi(list, async (c) => {
    const { limit, cursor, state, ...asked } = c.req.valid('query');
    const key = keyIn(cursor, MONTH_KEY);
    const rows = await listBulletins({ tx: direct }, [await bulletinOf(direct, asked)], {
      ...(state && { states: [state] }),
      ...(key && { before: { month: key[0], id: key[1] } }),
      limit: limit + 1,
    });
    const facts: BulletinPaperFacts[] = [];
    for (const { id } of rows) facts.push(await found(id));
    return c.json(
      pageOf(facts, limit, ({ row }) => [row.month, row.id], showBulletin),
      200,
    );
  });
  app.openapi(one, async (c) => c.json(showBulletin(await found(c.req.valid('param').id)), 200));
  app.openapi(draft, async (c) => {
    const { month, words, ...asked } = c.req.valid('json');
    const input = { of: await bulletinOf(direct, asked), month, ...(words !== undefined && { words }) };
    const answer = await once.commit(c, { name: 'bulletin.draft', input }, async (uow) => {
      const { id } = mustHotline(await draftBulletin(uow, input));
      return showBulletin(await found(id, uow.tx));
    });
    return c.json(answer, 201);
  });
  app.openapi(publish, async (c) => {
    const { id } = c.req.valid('param');
    const answer = await once.commit(c, { name: 'bulletin.publish', input: { id } }, async (uow) => {
      mustHotline(await publishBulletin(uow, { bulletinId: id }));
      return showBulletin(await found(id, uow.tx));
    });
    return c.json(answer, 200);
  });
  app.openapi(withdraw, async (c) => {
    const { id } = c.req.valid('param');
    const answer = await once.commit(c, { name: 'bulletin.withdraw', input: { id } }, async (uow) => {
      mustHotline(await withdrawBulletin(uow, { bulletinId: id }));
      return showBulletin(await found(id, uow.tx));
    });
    return c.json(answer, 200);
  });
  app.openapi(print, async (c) => {
    const { format, lang } = c.req.valid('query');
    const paper = bulletinPaper(await found(c.req.valid('param').id), lang);
    const { bulletinDocx, bulletinPng } = await import('../../documents/bulletin.ts');
    return format === 'docx'
      ? answerFile(await bulletinDocx(paper), WORD, `bulletin-${paper.month}.docx`)
      : answerFile(await bulletinPng(paper), PNG, `bulletin-${paper.month}.png`);
  });
}
