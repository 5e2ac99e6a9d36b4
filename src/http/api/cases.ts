/**
 * Hotline cases: lists without a word of what people wrote, one with its words redacted. What the operator may do is enter
 * and import them; nobody is asked here who reported, and nothing about a case is decided here.
 */
import { createHash } from 'node:crypto';
import { createRoute, z } from '@hono/zod-openapi';
import type { Tx } from '../../../db/client.ts';
import { CASE_CATEGORIES, familyOf } from '../../domain/hotline/categories.ts';
import { readCaseNumber } from '../../domain/hotline/codes.ts';
import { guessCase } from '../../domain/hotline/guess.ts';
import { CASE_FAMILIES, CASE_STATES, CASE_TIERS, REPORT_MODES } from '../../domain/hotline/states.ts';
import { OPERATOR } from '../../domain/permissions/roles.ts';
import { knownOrders } from '../../usecases/demand/known-orders.ts';
import { type Beside, besideOf, caseIdNumbered } from '../../usecases/hotline/beside.ts';
import { ENTERED_CASE_SOURCES, enterCase } from '../../usecases/hotline/enter.ts';
import { importCases } from '../../usecases/hotline/import.ts';
import { type CaseFilter, listCases } from '../../usecases/hotline/read.ts';
import { type CaseInFull, readCaseInFull } from '../../usecases/hotline/read-in-full.ts';
import type { CaseRow } from '../../usecases/hotline/rows.ts';
import { policyOf } from '../../usecases/policies.ts';
import { type Api, communityOf } from './api.ts';
import { instantKey, keyIn, pageOf } from './cursor.ts';
import { uploaded } from './files.ts';
import { mustHotline } from './hotline-refusals.ts';
import { linesOf, readAll, rowsWrong } from './order-file.ts';
import { ApiProblem } from './problem.ts';
import { readRecorded } from './reading.ts';
import {
  body,
  changed,
  communityRef,
  created,
  given,
  instant,
  listOf,
  oneOf,
  PAGE,
  query,
  readSince,
  shown,
  since,
  text,
  timeOf,
  timeOrNull,
  uuid,
  writeHeaders,
} from './shapes.ts';

const Case = z
  .object({
    id: uuid,
    number: z.string().openapi({ example: 'H-7KQ4M2' }),
    family: z.enum(CASE_FAMILIES),
    category: z.string(),
    mode: z.enum(REPORT_MODES),
    source: z.string(),
    state: z.enum(CASE_STATES),
    tier: z.enum(CASE_TIERS).openapi({ description: 'On whose desk it lies.' }),
    place: z.string().nullable(),
    lead: z.string().nullable().openapi({ description: 'The unit that leads.' }),
    dueAt: instant.nullable().openapi({ description: 'The next of its clocks that run.' }),
    late: z.boolean(),
    supervised: z.boolean(),
    emergency: z.boolean(),
    outcome: z.string().nullable(),
    reopenCount: z.int(),
    receivedAt: instant.openapi({ description: 'To the hour, unless the reporter gave a name.' }),
    closedAt: instant.nullable(),
  })
  .openapi('Case');
export type ShownCase = z.infer<typeof Case>;
const FullCase = Case.extend({
  text: z.string().openapi({ description: 'Without names, numbers and flats; [kind] stands in their place.' }),
  placeText: z.string().nullable(),
  accused: z.array(z.string()).openapi({ description: 'Units it is about; none of their people ever sees it.' }),
  accusedText: z.string().nullable(),
  listed: z.array(z.string()).openapi({ description: 'What the committee has taken from these units.' }),
  duplicateOf: z.string().nullable(),
  follows: z.string().nullable(),
  convertedTo: z.string().nullable(),
  solved: z.boolean().nullable(),
  satisfaction: z.string().nullable(),
  units: z.array(z.object({ name: z.string(), part: z.enum(['lead', 'cooperating']), since: instant })),
  clocks: z.array(
    z.object({
      clock: z.string(),
      round: z.int(),
      dueAt: instant,
      dueOn: z.string(),
      paused: z.boolean(),
      stoppedAt: instant.nullable(),
    }),
  ),
  history: z.array(
    z.object({
      at: instant,
      kind: z.string(),
      byRole: z.string(),
      unit: z.string().nullable(),
      text: z.string().nullable(),
    }),
  ),
  files: z.array(z.object({ id: uuid, from: z.enum(['reporter', 'unit']), kind: z.string() })),
}).openapi('FullCase');
export type ShownFullCase = z.infer<typeof FullCase>;

const Entered = z
  .object({
    id: uuid,
    number: z.string(),
    code: z.string().openapi({ description: 'For the caller to keep: whoever holds it reads the case. Told once.' }),
    family: z.enum(CASE_FAMILIES),
    category: z.string(),
    mode: z.enum(REPORT_MODES),
  })
  .openapi('EnteredCase');
export type ShownEnteredCase = z.infer<typeof Entered>;

const Imported = z
  .object({
    imported: z.int(),
    known: z.int().openapi({ description: 'Work orders that came in before; they are left as they are.' }),
    rows: z
      .array(
        z.object({
          line: z.int(),
          order: z.string(),
          state: z.enum(['new', 'known', 'wrong']),
          problems: z.array(z.string()),
        }),
      )
      .openapi({ description: 'All rows in a dry run; else those that were left out because they are wrong.' }),
  })
  .openapi('ImportedCases');
export type ShownImportedCases = z.infer<typeof Imported>;

const list = createRoute({
  method: 'get',
  path: '/cases',
  tags: ['hotline'],
  summary: 'Cases of a community, newest first, without words and people',
  request: {
    query: query({
      ...PAGE,
      community: communityRef,
      open: oneOf(['yes']).optional(),
      late: oneOf(['yes']).optional(),
      state: oneOf(CASE_STATES).optional(),
      family: oneOf(CASE_FAMILIES).optional(),
      category: oneOf(CASE_CATEGORIES as unknown as readonly [string, ...string[]]).optional(),
      tier: oneOf(CASE_TIERS).optional(),
      unit: uuid.optional().openapi({ description: 'A body that has it now.' }),
      place: uuid.optional(),
      since,
    }),
  },
  responses: shown(listOf(Case), 'One page.'),
});
const one = createRoute({
  method: 'get',
  path: '/cases/{case}',
  tags: ['hotline'],
  summary: 'One case with its words redacted; this reading leaves a ledger line',
  request: {
    params: z.object({
      case: text(1, 64).openapi({ param: { name: 'case', in: 'path' }, description: 'The id, or the number.' }),
    }),
  },
  responses: shown(FullCase, 'The case.'),
});
const enter = createRoute({
  method: 'post',
  path: '/cases',
  tags: ['hotline'],
  summary: 'Enter a case for somebody on the phone, or one found on a patrol',
  request: {
    headers: writeHeaders,
    body: given(
      body({
        community: communityRef,
        source: oneOf(ENTERED_CASE_SOURCES),
        text: text(1, 20_000),
        category: oneOf(CASE_CATEGORIES as unknown as readonly [string, ...string[]]).optional(),
        mode: oneOf(REPORT_MODES).optional().openapi({
          description:
            'Left out: confidential for a burden, else named where a name or number is given, else anonymous.',
        }),
        placeId: uuid.optional(),
        placeText: text(1, 200).optional(),
        accusedBodyId: uuid.optional(),
        accusedText: text(1, 200).optional(),
        name: text(1, 100).optional().openapi({ description: 'Kept sealed; two people in chat can open it together.' }),
        phone: text(1, 40).optional(),
      }).openapi('NewCase'),
    ),
  },
  responses: created(Entered, 'The case, with the code its reporter keeps.'),
});
const take = createRoute({
  method: 'post',
  path: '/cases/import',
  tags: ['hotline'],
  summary: 'Take over work orders of the 12345 hotline as cases from an Excel or CSV file',
  request: {
    headers: writeHeaders,
    query: query({
      community: communityRef,
      dryRun: oneOf(['yes', 'no']).default('no'),
      takeGood: oneOf(['yes', 'no']).default('no').openapi({
        description: 'Where rows are wrong: `yes` takes the others, `no` takes nothing.',
      }),
    }),
    body: uploaded,
  },
  responses: changed(Imported, 'What was taken over, or with dryRun what would be.'),
});

interface Listed {
  readonly row: CaseRow;
  readonly beside: Beside | undefined;
  readonly late: boolean;
}

const showCase = ({ row, beside, late }: Listed) => ({
  id: row.id,
  number: row.number,
  family: row.family,
  category: row.category,
  mode: row.mode,
  source: row.source,
  state: row.state,
  tier: row.tier,
  place: beside?.place ?? null,
  lead: beside?.lead?.name ?? null,
  dueAt: timeOrNull(beside?.dueAt ?? null),
  late,
  supervised: row.supervised,
  emergency: row.emergency,
  outcome: row.outcome,
  reopenCount: row.reopenCount,
  receivedAt: timeOf(row.receivedAt),
  closedAt: timeOrNull(row.closedAt),
});

const showInFull = (found: CaseInFull, listed: Omit<Listed, 'row'>) => {
  const { loaded, bodies } = found;
  const { row, units, clocks } = loaded;
  return {
    ...showCase({ row, ...listed }),
    place: found.place,
    text: found.text,
    placeText: found.placeText,
    accused: [...found.accused],
    accusedText: found.accusedText,
    listed: [...found.listed],
    duplicateOf: found.duplicateOf,
    follows: found.follows,
    convertedTo: row.convertedTo,
    solved: row.solved,
    satisfaction: row.satisfaction,
    units: units.map(({ bodyId, part, since: from }) => ({
      name: bodies.get(bodyId) ?? bodyId,
      part,
      since: timeOf(from),
    })),
    clocks: clocks.map(({ clock, round, dueAt, dueOn, pausedAt, stoppedAt }) => ({
      clock,
      round,
      dueAt: timeOf(dueAt),
      dueOn,
      paused: pausedAt !== null,
      stoppedAt: timeOrNull(stoppedAt),
    })),
    history: found.events.map(({ at, kind, byRole, byBodyId, text: words }) => ({
      at: timeOf(at),
      kind,
      byRole,
      unit: byBodyId === null ? null : (bodies.get(byBodyId) ?? null),
      text: words ?? null,
    })),
    files: found.files.map((file) => ({ ...file })),
  };
};

export function caseRoutes({ app, runtime, once }: Api): void {
  const { context } = runtime;
  const isLate = (beside: Beside | undefined): boolean =>
    beside?.dueAt !== undefined && beside.dueAt.epochMilliseconds <= context.clock.now().epochMilliseconds;

  app.openapi(list, async (c) => {
    const { limit, cursor, community, open, late, unit, place, since: written, ...plain } = c.req.valid('query');
    const { direct } = context.db;
    const home = await communityOf(direct, community);
    const from = written === undefined ? undefined : readSince(written, home.timeZone);
    const key = keyIn(cursor, instantKey);
    const { state, family, category, tier } = plain;
    const filter: CaseFilter = {
      ...(state && { state }),
      ...(family && { family }),
      ...(category !== undefined && { category }),
      ...(tier && { tier }),
      ...(open && { open: true }),
      ...(late && { late: true }),
      ...(unit !== undefined && { bodyId: unit }),
      ...(place !== undefined && { placeId: place }),
      ...(from && { since: from }),
      ...(key && { before: { receivedAt: key[0], id: key[1] } }),
      limit: limit + 1,
    };
    const rows = await listCases({ tx: direct, actor: OPERATOR, now: context.clock.now() }, home.id, filter);
    const beside = await besideOf(direct, rows.slice(0, limit));
    return c.json(
      pageOf(
        rows,
        limit,
        (row) => [row.receivedAt.toString(), row.id],
        (row) => showCase({ row, beside: beside.get(row.id), late: isLate(beside.get(row.id)) }),
      ),
      200,
    );
  });
  app.openapi(one, async (c) => {
    const caseId = await caseIdOf(context.db.direct, c.req.valid('param').case);
    const found = await readRecorded(runtime, async (uow) =>
      mustHotline(await readCaseInFull(uow, { caseId, mark: (kind) => `[${kind}]` })),
    );
    const { row } = found.loaded;
    const beside = (await besideOf(context.db.direct, [row])).get(row.id);
    return c.json(showInFull(found, { beside, late: isLate(beside) }), 200);
  });
  app.openapi(enter, async (c) => {
    const { community, text: words, ...input } = c.req.valid('json');
    const home = await communityOf(context.db.direct, community);
    const answer = await once.commit(
      c,
      { name: 'case.enter', input: { ...input, words, community: home.id } },
      async (uow) => {
        const category = input.category ?? guessCase(words).about?.category ?? 'other';
        const told = input.name !== undefined || input.phone !== undefined;
        const usual = isBurden(category) ? 'confidential' : told ? 'named' : 'anonymous';
        const { placeId, placeText, accusedBodyId, accusedText, name, phone } = input;
        const { row, code } = mustHotline(
          await enterCase(uow, {
            communityId: home.id,
            source: input.source,
            category,
            mode: input.mode ?? usual,
            words,
            ...(placeId !== undefined && { placeId }),
            ...(placeText !== undefined && { placeText }),
            ...(accusedBodyId !== undefined && { accusedBodyId }),
            ...(accusedText !== undefined && { accusedText }),
            ...(name !== undefined && { name }),
            ...(phone !== undefined && { phone }),
          }),
        );
        return { id: row.id, number: row.number, code, family: row.family, category: row.category, mode: row.mode };
      },
    );
    return c.json(answer, 201);
  });
  app.openapi(take, async (c) => {
    const { community, dryRun, takeGood } = c.req.valid('query');
    const home = await communityOf(context.db.direct, community);
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    const lines = await linesOf(bytes);
    const digest = createHash('sha256').update(bytes).digest('hex');
    const input = { community: home.id, dryRun, takeGood, digest };
    const answer = await once.commit(c, { name: 'case.import', input }, async (uow) => {
      const policy = await policyOf(uow, home);
      const read = readAll(lines, home.timeZone, policy.rules.value('hotline.text.max'));
      const wrong = read.rows.filter(({ problems }) => problems.length > 0);
      const numbers = read.orders.map(({ number }) => number);
      if (dryRun === 'yes') {
        const known = await knownOrders(uow, home.id, numbers);
        const stateOf = (order: string) => (known.has(order) ? ('known' as const) : ('new' as const));
        const rows = read.rows.map(({ line, order, problems }) => ({
          line,
          order,
          problems: [...problems],
          state: problems.length > 0 ? ('wrong' as const) : stateOf(order),
        }));
        return { imported: 0, known: known.size, rows };
      }
      if (wrong.length > 0 && takeGood === 'no') throw rowsWrong(wrong);
      const { made, known } = mustHotline(await importCases(uow, { communityId: home.id, orders: read.orders }));
      const rows = wrong.map((row) => ({ ...row, problems: [...row.problems], state: 'wrong' as const }));
      return { imported: made.length, known: known.length, rows };
    });
    return c.json(answer, 200);
  });
}

const isBurden = (category: string): boolean =>
  CASE_CATEGORIES.some((each) => each === category && familyOf(each) === 'burden');

/** By id or number. @throws ApiProblem when there is none */
export async function caseIdOf(tx: Tx, ref: string): Promise<string> {
  if (uuid.safeParse(ref).success) return ref;
  const number = readCaseNumber(ref);
  if (number === undefined)
    throw new ApiProblem(400, 'not_valid', 'The path part "case" must be an id or a number like H-7KQ4M2.');
  const found = await caseIdNumbered(tx, number);
  if (found === undefined) throw new ApiProblem(404, 'case_not_found', `There is no case ${number}.`);
  return found;
}
