/** The list of duties 职责清单: which unit leads in what, where; kept row by row, or taken in and given out as a table. */
import { createHash } from 'node:crypto';
import { createRoute, z } from '@hono/zod-openapi';
import type { Tx } from '../../../db/client.ts';
import { LANGUAGES } from '../../channel.ts';
import { dutyMatrixCsv, dutyMatrixXlsx } from '../../documents/duty-matrix.ts';
import { CASE_CATEGORIES, CASE_GROUPS } from '../../domain/hotline/categories.ts';
import { endMatrixRow, type KeptRow, matrixOf, putMatrixRow } from '../../usecases/hotline/matrix.ts';
import { importMatrix, readDuties } from '../../usecases/hotline/matrix-import.ts';
import { bodiesActingIn } from '../../usecases/registry/acting-bodies.ts';
import type { CommunityRow } from '../../usecases/registry/communities.ts';
import { placesOf } from '../../usecases/registry/places.ts';
import { type Api, communityOf, mustBelong } from './api.ts';
import { type DutyRow, dutiesIn, dutyNamesOf, dutyRowsWrong, problemsOf } from './duty-file.ts';
import { answerFile, CSV, file, uploaded, XLSX } from './files.ts';
import { mustHotline } from './hotline-refusals.ts';
import {
  body,
  byId,
  changed,
  communityRef,
  created,
  given,
  oneOf,
  query,
  shown,
  text,
  uuid,
  writeHeaders,
} from './shapes.ts';

const MATTERS = [...CASE_CATEGORIES, ...CASE_GROUPS] as unknown as readonly [string, ...string[]];

const Duty = z
  .object({
    id: uuid,
    item: z.string().nullable(),
    category: z.string().openapi({ description: 'A category of cases, or a group of them.' }),
    home: z.enum(['community', 'subdistrict']),
    placeId: uuid.nullable(),
    place: z.string().nullable(),
    leadBodyId: uuid,
    lead: z.string(),
    cooperating: z.array(z.object({ id: uuid, name: z.string() })),
  })
  .openapi('Duty');
export type ShownDuty = z.infer<typeof Duty>;

const Read = z
  .object({
    added: z.int(),
    same: z.int().openapi({ description: 'Rows that stand in force as they are in the file.' }),
    ended: z.int(),
    rows: z
      .array(z.object({ line: z.int(), category: z.string(), problems: z.array(z.string()) }))
      .openapi({ description: 'In a dry run the rows that are wrong.' }),
  })
  .openapi('DutiesTaken');
export type ShownDutiesTaken = z.infer<typeof Read>;

const list = createRoute({
  method: 'get',
  path: '/duty-matrix',
  tags: ['hotline'],
  summary: 'The list of duties of a community, with those of its subdistrict',
  request: { query: query({ community: communityRef }) },
  responses: shown(z.object({ items: z.array(Duty), next: z.null() }), 'The list.'),
});
const put = createRoute({
  method: 'post',
  path: '/duty-matrix',
  tags: ['hotline'],
  summary: 'Enter a duty',
  request: {
    headers: writeHeaders,
    body: given(
      body({
        community: communityRef,
        wholeSubdistrict: z.boolean().default(false),
        item: text(1, 40).optional(),
        category: oneOf(MATTERS),
        placeId: uuid.optional(),
        leadBodyId: uuid,
        cooperatingBodyIds: z.array(uuid).max(50, 'must have at most 50 units').default([]),
      }).openapi('NewDuty'),
    ),
  },
  responses: created(Duty, 'The duty.'),
});
const end = createRoute({
  method: 'post',
  path: '/duty-matrix/{id}/end',
  tags: ['hotline'],
  summary: 'Take a duty out of the list',
  request: { ...byId, headers: writeHeaders, body: given(body({ community: communityRef })) },
  responses: changed(Duty, 'The duty as it was.'),
});
const take = createRoute({
  method: 'post',
  path: '/duty-matrix/import',
  tags: ['hotline'],
  summary: 'Take in a list of duties from an Excel or CSV file: all of it, or nothing',
  request: {
    headers: writeHeaders,
    query: query({
      community: communityRef,
      wholeSubdistrict: oneOf(['yes', 'no']).default('no'),
      instead: oneOf(['yes', 'no']).default('no').openapi({ description: '`yes` ends what is not in the file.' }),
      dryRun: oneOf(['yes', 'no']).default('no'),
    }),
    body: uploaded,
  },
  responses: changed(Read, 'What was taken in, or with dryRun what would be.'),
});
const give = createRoute({
  method: 'get',
  path: '/duty-matrix/file',
  tags: ['hotline'],
  summary: 'The list of duties as a table that can be mended and taken in again',
  request: {
    query: query({
      community: communityRef,
      home: oneOf(['community', 'subdistrict']).default('community'),
      format: oneOf(['xlsx', 'csv']).default('xlsx'),
      lang: oneOf(LANGUAGES as readonly ['zh-Hans', 'zh-Hant', 'en']).default('zh-Hans'),
    }),
  },
  responses: file('The list.', XLSX, CSV),
});

export function dutyMatrixRoutes({ app, runtime: { context }, once }: Api): void {
  app.openapi(list, async (c) => {
    const { direct } = context.db;
    const home = await communityOf(direct, c.req.valid('query').community);
    const names = await namesIn(direct, home);
    return c.json({ items: (await inOrder(direct, home)).map((row) => showDuty(row, names)), next: null }, 200);
  });
  app.openapi(put, async (c) => {
    const { community, item, placeId, ...input } = c.req.valid('json');
    const home = await communityOf(context.db.direct, community);
    const answer = await once.commit(
      c,
      { name: 'matrix.put', input: { ...input, item, placeId, community: home.id } },
      async (uow) => {
        await mustBelong(uow.tx, home.id, { placeId });
        const row = mustHotline(
          await putMatrixRow(uow, {
            ...input,
            communityId: home.id,
            ...(item !== undefined && { item }),
            ...(placeId !== undefined && { placeId }),
          }),
        );
        return showDuty(row, await namesIn(uow.tx, home));
      },
    );
    return c.json(answer, 201);
  });
  app.openapi(end, async (c) => {
    const { id } = c.req.valid('param');
    const home = await communityOf(context.db.direct, c.req.valid('json').community);
    const answer = await once.commit(c, { name: 'matrix.end', input: { id, community: home.id } }, async (uow) => {
      const row = mustHotline(await endMatrixRow(uow, { communityId: home.id, rowId: id }));
      return showDuty(row, await namesIn(uow.tx, home));
    });
    return c.json(answer, 200);
  });
  app.openapi(take, async (c) => {
    const { community, ...asked } = c.req.valid('query');
    const home = await communityOf(context.db.direct, community);
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    const found = await dutiesIn(bytes);
    const digest = createHash('sha256').update(bytes).digest('hex');
    const input = { ...asked, community: home.id, digest };
    const answer = await once.commit(c, { name: 'matrix.import', input }, async (uow) => {
      const rows = found.read(await dutyNamesOf(uow.tx, home));
      const good = rows.flatMap(({ duty }) => duty ?? []);
      const wanted = {
        communityId: home.id,
        wholeSubdistrict: asked.wholeSubdistrict === 'yes',
        instead: asked.instead === 'yes',
        rows: good,
      };
      const { added, same, ended, problems } = readDuties(await matrixOf(uow, home), wanted);
      const wrong: DutyRow[] = [
        ...rows.filter((row) => row.problems.length > 0),
        ...problemsOf(
          rows.filter(({ duty }) => duty),
          problems,
        ),
      ].toSorted((a, b) => a.line - b.line);
      const told = wrong.map(({ line, category, problems: what }) => ({ line, category, problems: [...what] }));
      if (asked.dryRun === 'yes') return { added: added.length, same, ended: ended.length, rows: told };
      if (wrong.length > 0) throw dutyRowsWrong(wrong);
      const done = mustHotline(await importMatrix(uow, wanted));
      return { added: done.added.length, same: done.same, ended: done.ended, rows: [] };
    });
    return c.json(answer, 200);
  });
  app.openapi(give, async (c) => {
    const { community, home: of, format, lang } = c.req.valid('query');
    const { direct } = context.db;
    const home = await communityOf(direct, community);
    const names = await namesIn(direct, home);
    const rows = (await inOrder(direct, home)).filter((row) => row.home === of);
    const lines = rows.map(({ item, category, placeId, leadBodyId, cooperatingBodyIds }) => ({
      item: item ?? '',
      category,
      place: placeId === null ? '' : names.unique(placeId),
      lead: names.unique(leadBodyId),
      cooperating: cooperatingBodyIds.map(names.unique),
    }));
    return format === 'csv'
      ? answerFile(dutyMatrixCsv(lang, lines), CSV, 'duty-matrix.csv')
      : answerFile(await dutyMatrixXlsx(lang, lines), XLSX, 'duty-matrix.xlsx');
  });
}

const ORDER: readonly string[] = [...CASE_CATEGORIES, ...CASE_GROUPS];

/** As a list is read: by its own numbers, then by the matters in the order of the menu. */
async function inOrder(tx: Tx, home: CommunityRow): Promise<readonly KeptRow[]> {
  const rows = await matrixOf({ tx }, home);
  const numbers = new Intl.Collator('en', { numeric: true });
  return rows.toSorted(
    (a, b) =>
      numbers.compare(a.item ?? '￿', b.item ?? '￿') ||
      ORDER.indexOf(a.category) - ORDER.indexOf(b.category) ||
      a.id.localeCompare(b.id),
  );
}

interface Names {
  of(id: string): string;
  /** The name, or the id where several are called so: a file that is taken in again must say which. */
  unique(id: string): string;
}

async function namesIn(tx: Tx, home: CommunityRow): Promise<Names> {
  const places = await placesOf(tx, home.id);
  const bodies = await bodiesActingIn(tx, home.id);
  const names = new Map([...places, ...bodies].map(({ id, name }) => [id, name]));
  const twice = (all: readonly { readonly name: string }[], name: string): boolean =>
    all.filter((each) => each.name === name).length > 1;
  const of = (id: string): string => names.get(id) ?? id;
  return { of, unique: (id) => (twice(places, of(id)) || twice(bodies, of(id)) ? id : of(id)) };
}

type Shown = Pick<KeptRow, 'id' | 'item' | 'placeId' | 'leadBodyId' | 'cooperatingBodyIds'> & {
  readonly category: string;
} & ({ readonly home: KeptRow['home'] } | { readonly communityId: string | null });

const showDuty = (row: Shown, names: Names): ShownDuty => ({
  id: row.id,
  item: row.item,
  category: row.category,
  home: 'home' in row ? row.home : row.communityId === null ? 'subdistrict' : 'community',
  placeId: row.placeId,
  place: row.placeId === null ? null : names.of(row.placeId),
  leadBodyId: row.leadBodyId,
  lead: names.of(row.leadBodyId),
  cooperating: row.cooperatingBodyIds.map((id) => ({ id, name: names.of(id) })),
});
