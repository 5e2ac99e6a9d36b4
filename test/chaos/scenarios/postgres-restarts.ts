/** The database goes away again and again under people who register demands: cut connections, refusals, a jam. */
import { Client } from 'pg';
import { services } from '../../services.ts';
import { newDatabase, newFolder, newProduct, settle, startFakes } from '../ground.ts';
import { platformEnv } from '../product.ts';
import { pause, type Run, type Scenario } from '../scenario.ts';
import { Town } from '../town.ts';
import { judgeTown } from '../verdict.ts';

export const postgresRestarts: Scenario = {
  name: 'postgres-restarts',
  proves: 'while PostgreSQL is away webhooks answer 5xx, platforms send again, and nothing is lost',
  needs: ['postgres'],
  limitMs: { short: 140_000, long: 900_000 },
  run: async (run) => {
    const fakes = await startFakes(run);
    const dataDir = await newFolder(run);
    const databaseUrl = await newDatabase(run);
    const product = await newProduct(run, { DATA_DIR: dataDir, DATABASE_URL: databaseUrl, ...platformEnv(fakes) });
    const town = new Town(run, fakes, () => [product.url]);
    const vandal = await createVandal(run, databaseUrl);
    product.start();
    run.expect(await product.up(60_000), 'it did not start');

    const moments = run.random.fork('moments');
    const rounds = run.short ? 6 : 80;
    const deeds = moments.shuffle(['cut', 'cut', 'away', 'away', 'jam', 'jam'] as const);
    let round = 0;
    const damage = (async () => {
      for (; round < rounds; round += 1) {
        await pause(moments.between(200, 1_500));
        const deed = deeds[round % deeds.length] ?? 'cut';
        await vandal[deed](moments.between(500, 2_500));
        run.count(deed, 1);
      }
      run.say(`${rounds} outages, ${town.progress()}`);
    })();
    const people = run.short ? 40 : 500;
    await town.live((number) => round === rounds && number >= people, 16);
    await damage;
    run.expect(product.alive, 'the process ended');
    await settle(run, [product], 60_000);
    const { unavailable, unanswered } = town.postman.counts;
    run.expect(unavailable + unanswered > 0, 'no webhook ever met the outages');
    run.expect((await product.stop()) === 0, 'it did not stop cleanly');
    await judgeTown(run, town, fakes, { dataDir, databaseUrl });
  },
};

interface Vandal {
  /** Every connection ends, new ones are welcome: what a fast restart or a failover looks like. */
  cut(): Promise<void>;
  /** Every connection ends, and new ones are refused for a while. */
  away(ms: number): Promise<void>;
  /** Nobody gets past the inbox, so the connections of the pool are used up waiting. */
  jam(ms: number): Promise<void>;
}

async function createVandal(run: Run, databaseUrl: string): Promise<Vandal> {
  const { postgres } = await services();
  if (!postgres) throw new Error('no PostgreSQL');
  const admin = new Client({ connectionString: postgres.adminUrl });
  await admin.connect();
  run.defer(() => admin.end());
  const name = new URL(databaseUrl).pathname.slice(1);
  const open = (allowed: boolean) => admin.query(`alter database ${name} with allow_connections ${allowed}`);
  const cut = async () => {
    await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
  };
  run.defer(async () => {
    await open(true);
  });
  return {
    cut,
    away: async (ms) => {
      await open(false);
      await cut();
      await pause(ms);
      await open(true);
    },
    jam: async (ms) => {
      const jammer = new Client({ connectionString: databaseUrl });
      await jammer.connect();
      await jammer.query('begin; lock table lilong.inbox in access exclusive mode');
      await pause(ms);
      await jammer.query('rollback');
      await jammer.end();
    },
  };
}
