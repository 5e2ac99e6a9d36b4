/** Rosters 名册: a template, a file read and looked at, and only then taken over. */
import { createHash } from 'node:crypto';
import { createRoute, z } from '@hono/zod-openapi';
import { LANGUAGES, type Language } from '../../channel.ts';
import { columnName, rosterTemplateCsv, rosterTemplateXlsx } from '../../documents/roster-template.ts';
import type { NewPlace } from '../../domain/registry/roster/new-places.ts';
import { readProblem } from '../../domain/registry/roster/problem.ts';
import { lookUp, phrase } from '../../locales/translate.ts';
import { placesOf } from '../../usecases/registry/places.ts';
import { homesOf } from '../../usecases/roster/homes.ts';
import { type ImportRow, importById, latestImports } from '../../usecases/roster/imports.ts';
import { type ShownRow, showMissing, showNewPlaces, showRows } from '../../usecases/roster/show.ts';
import { beginImport, cancelImport, publishImport } from '../../usecases/roster/steps.ts';
import { openRoster, type RosterFileProblem, readIn } from '../roster/read-in.ts';
import { type Api, communityOf } from './api.ts';
import { ID_KEY, keyIn, listed, pageOf, SEQ_KEY } from './cursor.ts';
import { answerFile, CSV, file, uploaded, XLSX } from './files.ts';
import { ApiProblem } from './problem.ts';
import { readRecorded } from './reading.ts';
import { must } from './refusals.ts';
import {
  byId,
  changed,
  communityRef,
  created,
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

const Roster = z
  .object({
    id: uuid,
    state: z.enum(['reading', 'ready', 'refused', 'publishing', 'done', 'cancelled']),
    rows: z.number().openapi({ description: 'Rows read so far.' }),
    published: z.number().openapi({ description: 'Rows taken over so far; nobody sees them before the last one.' }),
    added: z.number(),
    changed: z.number(),
    unchanged: z.number(),
    wrong: z.number(),
    startedAt: instant,
    doneAt: instant.nullable(),
  })
  .openapi('Roster');
export type ShownRoster = z.infer<typeof Roster>;
const RosterRow = z
  .object({
    line: z.number().openapi({ description: 'As the spreadsheet counts; 0 is about the file as a whole.' }),
    name: z.string().nullable(),
    problems: z.array(z.object({ code: z.string(), column: z.string().nullable(), said: z.string() })),
    columns: z.array(z.string()).openapi({ description: 'For a change: what becomes different.' }),
  })
  .openapi('RosterRow');
export type ShownRosterRow = z.infer<typeof RosterRow>;
const NewPlaces = z
  .object({
    count: z.number(),
    items: z.array(
      z.object({
        kind: z.string(),
        name: z.string(),
        partOf: z.string().nullable().openapi({ description: 'The grid or building it is to belong to.' }),
      }),
    ),
  })
  .openapi('NewPlacesOfRoster');
export type ShownNewPlaces = z.infer<typeof NewPlaces>;
const MOST_NEW_PLACES = 50;
const Missing = z.object({ id: uuid, name: z.string() }).openapi('MissingFromRoster');

const lang = oneOf(LANGUAGES as readonly ['zh-Hans', 'zh-Hant', 'en'])
  .default('zh-Hans')
  .openapi({ description: 'The language of sentences and headings.' });
const yes = oneOf(['yes', 'no']).default('no');

const showRoster = (row: ImportRow) => ({
  id: row.id,
  state: row.state,
  rows: row.rows,
  published: row.published,
  added: row.added,
  changed: row.changed,
  unchanged: row.unchanged,
  wrong: row.wrong,
  startedAt: timeOf(row.startedAt),
  doneAt: timeOrNull(row.doneAt),
});

const sayFileProblem = (language: Language, problem: string): string =>
  lookUp(language, `roster.file.${problem}`) ?? problem;

function sayProblem(language: Language, text: string) {
  const problem = readProblem(text);
  // A problem of the file as a whole has no column.
  if (!problem) return { code: text, column: null, said: sayFileProblem(language, text) };
  const { code, column, about = 'none' } = problem;
  return {
    code,
    column: columnName(language, column),
    said: phrase(language, `roster.problem.${code}`, { about }),
  };
}

const showRow = (language: Language, { line, name, problems, columns }: ShownRow) => ({
  line,
  name: name ?? null,
  problems: problems.map((problem) => sayProblem(language, problem)),
  columns: columns.map((column) => columnName(language, column)),
});

const template = createRoute({
  method: 'get',
  path: '/rosters/template',
  tags: ['rosters'],
  summary: 'An empty roster to be filled in',
  request: { query: query({ community: communityRef, lang, format: oneOf(['xlsx', 'csv']).default('xlsx') }) },
  responses: file('The template.', XLSX, CSV),
});
const upload = createRoute({
  method: 'post',
  path: '/rosters',
  tags: ['rosters'],
  summary: 'Have a roster read and checked; nothing is taken over yet',
  request: {
    headers: writeHeaders,
    query: query({
      community: communityRef,
      lang,
      createPlaces: yes.openapi({ description: 'Enter the buildings and units in the file that are not registered.' }),
    }),
    body: uploaded,
  },
  responses: created(Roster, 'It is being read; ask for it again to see how far it is.'),
});
const list = createRoute({
  method: 'get',
  path: '/rosters',
  tags: ['rosters'],
  summary: 'Imports of a community, the latest first',
  request: { query: query({ ...PAGE, community: communityRef }) },
  responses: shown(listOf(Roster), 'One page.'),
});
const one = createRoute({
  method: 'get',
  path: '/rosters/{id}',
  tags: ['rosters'],
  summary: 'How far an import is, and what it would change',
  request: byId,
  responses: shown(Roster, 'The import.'),
});
const rows = createRoute({
  method: 'get',
  path: '/rosters/{id}/rows',
  tags: ['rosters'],
  summary: 'Rows that are wrong, with what is wrong, or rows that add or change somebody; leaves a line in the ledger',
  request: {
    ...byId,
    query: query({ ...PAGE, lang, change: oneOf(['wrong', 'added', 'changed', 'unchanged']).default('wrong') }),
  },
  responses: shown(listOf(RosterRow), 'One page.'),
});
const missing = createRoute({
  method: 'get',
  path: '/rosters/{id}/missing',
  tags: ['rosters'],
  summary: 'People of earlier rosters who are not in this one; nobody is taken out. Leaves a line in the ledger',
  request: { ...byId, query: query(PAGE) },
  responses: shown(listOf(Missing), 'One page.'),
});
const newPlaces = createRoute({
  method: 'get',
  path: '/rosters/{id}/places',
  tags: ['rosters'],
  summary: 'Buildings and units an import would enter along with its people: how many, and the first 50',
  request: byId,
  responses: shown(NewPlaces, 'What would be entered.'),
});
const publish = createRoute({
  method: 'post',
  path: '/rosters/{id}/publish',
  tags: ['rosters'],
  summary: 'Take a roster over that has nothing wrong in it',
  request: { ...byId, headers: writeHeaders },
  responses: changed(Roster, 'It is being taken over; everybody in it appears at once at the end.'),
});
const cancel = createRoute({
  method: 'post',
  path: '/rosters/{id}/cancel',
  tags: ['rosters'],
  summary: 'Drop a roster that was not taken over',
  request: { ...byId, headers: writeHeaders },
  responses: changed(Roster, 'The import as cancelled.'),
});

const TEMPLATE_FORMS = {
  xlsx: { form: XLSX, name: 'roster.xlsx', make: rosterTemplateXlsx },
  csv: { form: CSV, name: 'roster.csv', make: rosterTemplateCsv },
} as const;

export function rosterRoutes({ app, runtime, once }: Api): void {
  const { context, background } = runtime;

  app.openapi(template, async (c) => {
    const { community, lang: language, format } = c.req.valid('query');
    const { id } = await communityOf(context.db.direct, community);
    const places = await placesOf(context.db.direct, id);
    const buildings = places.filter(({ kind }) => kind === 'building').map(({ name }) => name);
    const { form, name, make } = TEMPLATE_FORMS[format];
    return answerFile(await make({ language, buildings }), form, name);
  });
  app.openapi(upload, async (c) => {
    const { community, lang: language, createPlaces } = c.req.valid('query');
    const { id: communityId } = await communityOf(context.db.direct, community);
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    const opened = await openRoster(bytes);
    if (!opened.ok) throw notTaken(language, opened.problem);
    const input = { communityId, createPlaces, digest: createHash('sha256').update(bytes).digest('hex') };
    // Set when this request began it, and not an earlier one with the same key.
    let begun: ImportRow | undefined;
    const answer = await once.commit(c, { name: 'roster.import', input }, async (uow) => {
      begun = must(await beginImport(uow, { communityId }));
      return showRoster(begun);
    });
    if (begun) {
      const reading = { importId: begun.id, communityId, createPlaces: createPlaces === 'yes' };
      background.begin('roster.read', (stopping) => readIn(context, opened.roster, reading, stopping));
    }
    return c.json(answer, 201);
  });
  app.openapi(list, async (c) => {
    const { limit, cursor, community } = c.req.valid('query');
    const { id } = await communityOf(context.db.direct, community);
    const found = await latestImports(context.db.direct, id, keyIn(cursor, ID_KEY), limit + 1);
    return c.json(
      pageOf(found, limit, (row) => row.id, showRoster),
      200,
    );
  });
  app.openapi(one, async (c) => {
    const row = await importById(context.db.direct, c.req.valid('param').id);
    if (!row) throw new ApiProblem(404, 'roster_not_found', 'There is no such roster.');
    return c.json(showRoster(row), 200);
  });
  app.openapi(rows, async (c) => {
    const { limit, cursor, lang: language, change } = c.req.valid('query');
    const after = keyIn(cursor, SEQ_KEY);
    const importId = c.req.valid('param').id;
    const page = await readRecorded(runtime, async (uow) =>
      must(await showRows(uow, { importId, change, limit, ...(after !== undefined && { after }) })),
    );
    return c.json(
      listed(
        page.rows,
        page.more,
        ({ line }) => line,
        (row) => showRow(language, row),
      ),
      200,
    );
  });
  app.openapi(missing, async (c) => {
    const { limit, cursor } = c.req.valid('query');
    const after = keyIn(cursor, ID_KEY);
    const importId = c.req.valid('param').id;
    const page = await readRecorded(runtime, async (uow) =>
      must(await showMissing(uow, { importId, limit, ...(after !== undefined && { after }) })),
    );
    return c.json(
      listed(
        page.people,
        page.more,
        ({ id }) => id,
        (person) => person,
      ),
      200,
    );
  });
  app.openapi(newPlaces, async (c) => {
    const importId = c.req.valid('param').id;
    const found = await importById(context.db.direct, importId);
    const homes = await homesOf(context.db.direct, found?.communityId ?? importId);
    const places: NewPlace[] = [];
    for (let after: number | undefined = 0; after !== undefined; ) {
      const from: number = after;
      const page = await readRecorded(runtime, async (uow) =>
        must(await showNewPlaces(uow, { importId, homes, after: from })),
      );
      places.push(...page.places);
      after = page.next;
      await new Promise((resolve) => setImmediate(resolve));
    }
    const items = places
      .slice(0, MOST_NEW_PLACES)
      .map(({ kind, name, parentId }) => ({ kind, name, partOf: (parentId && homes.byId(parentId)?.name) ?? null }));
    return c.json({ count: places.length, items }, 200);
  });
  app.openapi(publish, async (c) => {
    const importId = c.req.valid('param').id;
    const answer = await once.commit(c, { name: 'roster.publish', input: {} }, async (uow) =>
      showRoster(must(await publishImport(uow, { importId }))),
    );
    return c.json(answer, 200);
  });
  app.openapi(cancel, async (c) => {
    const importId = c.req.valid('param').id;
    const answer = await once.commit(c, { name: 'roster.cancel', input: {} }, async (uow) =>
      showRoster(must(await cancelImport(uow, { importId }))),
    );
    return c.json(answer, 200);
  });
}

const notTaken = (language: Language, problem: RosterFileProblem): ApiProblem =>
  new ApiProblem(problem === 'too_large' ? 413 : 400, problem, sayFileProblem(language, problem));
