/** The list of today in a book of 100,000 demands: a grid officer's, and the head's, whose reach is the whole community. */
import { sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { type Database, openPglite, rowsOf } from '../../db/client.ts';
import { migratePgliteDatabase, migratePostgresDatabase } from '../../db/migrate.ts';
import { openPostgres } from '../../db/postgres.ts';
import type { WorkFilter } from '../../src/domain/demand/work.ts';
import type { Actor } from '../../src/domain/permissions/roles.ts';
import { workList } from '../../src/usecases/demand/work-list.ts';
import { engineCases } from '../harness/engines.ts';
import { quantile } from './processes.ts';
import type { Result } from './result.ts';

const DEMANDS = 100_000;
const GRIDS = 20;
/** Buildings and units of one grid. */
const PLACES = 100;
const RUNS = 60;
const MOST_MS = 30;

export async function officerList(): Promise<Result[]> {
  const results: Result[] = [];
  for (const engine of (await engineCases('the list of an officer')).slice(0, 2)) {
    if (engine.skip) continue;
    const setup = await engine.setUp();
    const db = await open(setup.settings.databaseUrl);
    try {
      const actors = await fill(db);
      for (const [who, actor] of Object.entries(actors)) {
        for (const [what, filter, page] of [
          ['first page', {}, 0],
          ['tenth page', {}, 9],
          ['late ones', { cut: 'late' }, 0],
        ] as const)
          results.push(await timed(db, actor, filter, page, `${who}, ${what}, ${engine.name}`));
      }
    } finally {
      await db.close();
      await setup.drop();
    }
  }
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

/** One in twelve is open; half of those taken on by somebody. */
async function fill({ direct }: Database): Promise<{ readonly officer: Actor; readonly head: Actor }> {
  await direct.execute(sql`insert into lilong.community (id, code, name, created_at)
    values (gen_random_uuid(), 'bench', 'bench', now())`);
  await direct.execute(sql`insert into lilong.place (id, community_id, kind, name)
    select gen_random_uuid(), c.id, 'building', 'grid ' || g || ' place ' || p
    from lilong.community c, generate_series(1, ${GRIDS}) g, generate_series(1, ${PLACES}) p`);
  await direct.execute(sql`insert into lilong.person (id, community_id, name_sealed, created_at)
    select gen_random_uuid(), c.id, 'x'::bytea, now() from lilong.community c, generate_series(1, 30)`);
  await direct.execute(sql`with places as (select id, row_number() over (order by name) - 1 as at from lilong.place),
      people as (select id, row_number() over (order by id) - 1 as at from lilong.person)
    insert into lilong.demand (id, community_id, year, number, state, tier, category, place_id, text_sealed, verified,
      handler_person_id, taken, submitted_at, respond_by, responded_at, evidence, resolved_at)
    select gen_random_uuid(), c.id, 2026, n,
      case when n % 12 > 0 then 'confirmed' when n % 24 = 0 then 'submitted' when n % 36 = 12 then 'needs_info' else 'handling' end,
      case when n % 10 = 0 then 'committee' else 'grid' end, 'elevator', places.id,
      decode(repeat('ab', 200), 'hex'), true, case when n % 24 = 0 then null else people.id end, n % 24 > 0,
      now() - make_interval(mins => n), now() - make_interval(mins => n - 30000), null,
      case when n % 12 > 0 then 'statement' end, case when n % 12 > 0 then now() end
    from lilong.community c, generate_series(1, ${DEMANDS}) n
      join places on places.at = (n * 7919) % ${GRIDS * PLACES} join people on people.at = n % 30`);
  await direct.execute(sql`vacuum analyze lilong.demand`);
  const [home] = await rowsOf<{ id: string }>(direct, sql`select id from lilong.community`);
  const people = await rowsOf<{ id: string }>(direct, sql`select id from lilong.person order by id limit 2`);
  const places = await rowsOf<{ id: string }>(direct, sql`select id from lilong.place where name like 'grid 7 %'`);
  const [officer, head] = people;
  if (!home || !officer || !head) throw new Error('the book could not be filled');
  const actor = (personId: string): Omit<Actor, 'seats'> => ({ kind: 'account', personId, communityId: home.id });
  const seat = { communityId: home.id };
  return {
    officer: {
      ...actor(officer.id),
      seats: [{ ...seat, role: 'grid_officer', placeIds: places.map(({ id }) => id) }],
    },
    head: { ...actor(head.id), seats: [{ ...seat, role: 'committee_head' }] },
  };
}

async function timed(db: Database, actor: Actor, filter: WorkFilter, page: number, what: string): Promise<Result> {
  const now = Temporal.Instant.fromEpochMilliseconds(Date.now());
  const day = { now, endsAt: now.add({ hours: 8 }) };
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const from = performance.now();
    const { lines } = await workList(db.direct, actor, day, filter, { page, size: 5 });
    if (run > 5) times.push(performance.now() - from);
    if (lines.length === 0) throw new Error(`an empty page: ${what}`);
  }
  const p95 = quantile(times, 0.95);
  return {
    bench: 'officer-list',
    what: `p95 at ${DEMANDS} demands, ${what}`,
    value: Math.round(p95 * 100) / 100,
    unit: 'ms',
    aim: `≤ ${MOST_MS} ms`,
    ok: p95 <= MOST_MS,
  };
}
