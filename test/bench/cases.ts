/** A hotline case from the report to the desk, and lists of 100,000 of them with every filter, by the operator and by a desk. */
import { sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { type Database, openPglite, rowsOf } from '../../db/client.ts';
import { migratePgliteDatabase, migratePostgresDatabase } from '../../db/migrate.ts';
import { openPostgres } from '../../db/postgres.ts';
import { type Actor, OPERATOR } from '../../src/domain/permissions/roles.ts';
import { besideOf } from '../../src/usecases/hotline/beside.ts';
import { type CaseFilter, listCases } from '../../src/usecases/hotline/read.ts';
import { dropReport } from '../../src/usecases/hotline/report.ts';
import { communityByCode } from '../../src/usecases/registry/communities.ts';
import { actsAs } from '../harness/admin-api.ts';
import { engineCases } from '../harness/engines.ts';
import { startInstallation } from '../harness/installation.ts';
import { quantile } from './processes.ts';
import { bounded, plain, type Result } from './result.ts';

const CASES = 100_000;
const RUNS = 60;
const MOST_MS = 50;
const PAGE = 50;
/** As many as the rule lets everybody together report in its time. */
const REPORTS = 50;

export async function cases(): Promise<Result[]> {
  const results: Result[] = [];
  for (const engine of (await engineCases('cases')).slice(0, 2)) {
    if (engine.skip) continue;
    const setup = await engine.setUp();
    const db = await open(setup.settings.databaseUrl);
    try {
      const { communityId, desk, unitId } = await fill(db);
      const now = Temporal.Instant.fromEpochMilliseconds(Date.now());
      const middle = { receivedAt: now.subtract({ minutes: CASES / 2 }), id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };
      const filters: Readonly<Record<string, Omit<CaseFilter, 'limit'>>> = {
        'first page': {},
        'a page in the middle': { before: middle },
        'open ones': { open: true },
        'one rare state': { state: 'disputed' },
        'one category': { category: 'fumes' },
        burdens: { family: 'burden' },
        'late ones': { late: true },
        'of one unit': { bodyId: unitId },
      };
      for (const [who, actor] of [
        ['operator', OPERATOR],
        ['desk', desk],
      ] as const)
        for (const [what, filter] of Object.entries(filters)) {
          // Of a burden the committee's desk knows nothing, so its list of them is empty.
          if (actor === desk && filter.family === 'burden') continue;
          const ms = await timed(db, actor, communityId, filter, what);
          results.push(bounded('cases', `p95 at ${CASES} cases, ${who}, ${what}, ${engine.name}`, 'ms', ms, MOST_MS));
        }
    } finally {
      await db.close();
      await setup.drop();
    }
  }
  results.push(...(await intake()));
  return results;
}

async function open(url: string | undefined): Promise<Database> {
  if (url !== undefined) {
    await migratePostgresDatabase(url);
    return openPostgres({ url });
  }
  const db = await openPglite(undefined);
  if (db.pglite) await migratePgliteDatabase(db.pglite);
  return db;
}

/** One in twelve is open, one in a hundred late, one in two hundred a burden, one in a thousand disputed. */
async function fill({ direct }: Database): Promise<{ communityId: string; desk: Actor; unitId: string }> {
  await direct.execute(sql`insert into lilong.community (id, code, name, created_at)
    values (gen_random_uuid(), 'bench', 'bench', now())`);
  await direct.execute(sql`insert into lilong.body (id, community_id, kind, name, created_at)
    select gen_random_uuid(), c.id, 'unit', 'unit ' || n, now() from lilong.community c, generate_series(1, 40) n`);
  await direct.execute(sql`insert into lilong.body (id, community_id, kind, name, created_at)
    select gen_random_uuid(), c.id, 'committee', 'committee', now() from lilong.community c`);
  await direct.execute(sql`insert into lilong.person (id, community_id, name_sealed, created_at)
    select gen_random_uuid(), c.id, 'x'::bytea, now() from lilong.community c`);
  await direct.execute(sql`insert into lilong.role_seat (id, person_id, community_id, body_id, role, since)
    select gen_random_uuid(), p.id, p.community_id, b.id, 'committee_head', now() - interval '1 year'
    from lilong.person p join lilong.body b on b.kind = 'committee'`);
  await direct.execute(sql`insert into lilong.hotline_case (id, community_id, number, family, category, mode, source, state,
      tier, text_sealed, outcome, received_at)
    select gen_random_uuid(), c.id, 'H-' || n, case when n % 200 = 0 then 'burden' else 'livelihood' end,
      case when n % 200 = 0 then 'ledgers' when n % 50 = 1 then 'fumes' else 'noise' end, 'named', 'chat', s.state,
      'committee', decode(repeat('ab', 200), 'hex'), case when s.state = 'closed' then 'solved' end,
      now() - make_interval(mins => n)
    from lilong.community c, generate_series(1, ${CASES}) n, lateral (select case when n % 1000 = 12 then 'disputed'
      when n % 12 = 0 then 'dispatched' else 'closed' end as state) s`);
  await direct.execute(sql`insert into lilong.case_unit (id, case_id, body_id, part, since)
    select gen_random_uuid(), h.id, b.id, 'lead', h.received_at
    from (select id, received_at, row_number() over (order by received_at) as n from lilong.hotline_case) h
      join (select id, row_number() over (order by name) as at from lilong.body where kind = 'unit') b on b.at = h.n % 40 + 1`);
  await direct.execute(sql`insert into lilong.case_clock (id, case_id, clock, round, started_at, due_on, due_at, stopped_at)
    select gen_random_uuid(), h.id, 'handling', 1, h.received_at, current_date,
      case when h.n % 100 = 0 then now() - interval '1 hour' else now() + interval '3 days' end,
      case when h.state = 'closed' and h.n % 100 > 0 then now() end
    from (select id, received_at, state, row_number() over (order by received_at) as n from lilong.hotline_case) h`);
  await direct.execute(sql`insert into lilong.case_excluded (id, case_id, body_id, because)
    select gen_random_uuid(), h.id, b.id, 'accused' from lilong.hotline_case h, lateral
      (select id from lilong.body where kind = 'unit' order by name limit 1) b where h.family = 'burden'`);
  for (const table of ['hotline_case', 'case_clock', 'case_unit', 'case_excluded', 'role_seat'])
    await direct.execute(sql.raw(`vacuum analyze lilong.${table}`));
  const [home] = await rowsOf<{ id: string; person: string; unit: string }>(
    direct,
    sql`select c.id, (select id from lilong.person) as person,
      (select id from lilong.body where kind = 'unit' order by name limit 1) as unit from lilong.community c`,
  );
  if (!home) throw new Error('the cases could not be made');
  const desk: Actor = {
    kind: 'account',
    personId: home.person,
    communityId: home.id,
    seats: [{ communityId: home.id, role: 'committee_head' }],
  };
  return { communityId: home.id, desk, unitId: home.unit };
}

/** As the API reads a page: the rows, and what is shown beside them. */
async function timed(
  { direct }: Database,
  actor: Actor,
  communityId: string,
  filter: Omit<CaseFilter, 'limit'>,
  what: string,
): Promise<number> {
  const now = Temporal.Instant.fromEpochMilliseconds(Date.now());
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const from = performance.now();
    const rows = await listCases({ tx: direct, actor, now }, communityId, { ...filter, limit: PAGE + 1 });
    await besideOf(direct, rows.slice(0, PAGE));
    if (run > 5) times.push(performance.now() - from);
    if (rows.length === 0) throw new Error(`an empty page: ${what}`);
  }
  return quantile(times, 0.95);
}

/** From the moment she sends it to her number and code, and from there to the case on the desk. */
async function intake(): Promise<Result[]> {
  const results: Result[] = [];
  for (const engine of (await engineCases('intake')).slice(0, 2)) {
    if (engine.skip) continue;
    const setup = await engine.setUp();
    const house = await startInstallation(setup.settings);
    const { context } = house.runtime;
    try {
      const home = await communityByCode(context.db.direct, 'demo');
      if (!home) throw new Error('the demo community is not there');
      const dropped: number[] = [];
      const began = performance.now();
      for (let at = 0; at < REPORTS; at += 1) {
        const from = performance.now();
        await actsAs(context, `reporter-${at}`, (uow, contact) =>
          dropReport(uow, {
            communityId: home.id,
            category: 'noise',
            mode: 'confidential',
            words: '楼上每晚噪音扰民',
            fileIds: [],
            contact,
          }),
        );
        dropped.push(performance.now() - from);
      }
      await house.settle();
      const [{ n } = { n: 0 }] = await rowsOf<{ n: number }>(
        context.db.direct,
        sql`select count(*)::int as n from lilong.hotline_case`,
      );
      if (n !== REPORTS) throw new Error(`${REPORTS} reports became ${n} cases`);
      results.push(plain('cases', `a report handed in, median, ${engine.name}`, 'ms', quantile(dropped, 0.5)));
      const each = (performance.now() - began) / REPORTS;
      results.push(plain('cases', `a report to a case on the desk, each of ${REPORTS}, ${engine.name}`, 'ms', each));
    } finally {
      await house.stop();
      await setup.drop();
    }
  }
  return results;
}
