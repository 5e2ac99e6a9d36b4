/** Several processes on one PostgreSQL, one of them killed at a time while people register demands. */
import { endLeases, newDatabase, newFolder, newProduct, newRedis, settle, startFakes } from '../ground.ts';
import { type Product, platformEnv } from '../product.ts';
import { pause, type Run, type Scenario } from '../scenario.ts';
import { Town } from '../town.ts';
import { judgeTown } from '../verdict.ts';

export const killPostgres: Scenario = {
  name: 'kill-postgres',
  proves: 'a web and a worker process on PostgreSQL may die at any moment',
  needs: ['postgres'],
  limitMs: { short: 140_000, long: 1_200_000 },
  run: (run) => killSome(run, ['web', 'worker'], false),
};

export const killRedis: Scenario = {
  name: 'kill-redis',
  proves: 'two whole processes on PostgreSQL and Redis may die at any moment',
  needs: ['postgres', 'redisServer'],
  limitMs: { short: 140_000, long: 1_200_000 },
  run: (run) => killSome(run, ['all', 'all'], true),
};

async function killSome(run: Run, roles: readonly ('web' | 'worker' | 'all')[], withRedis: boolean): Promise<void> {
  const fakes = await startFakes(run);
  const dataDir = await newFolder(run);
  const databaseUrl = await newDatabase(run);
  const redis = withRedis ? await newRedis(run) : undefined;
  const shared = { DATA_DIR: dataDir, DATABASE_URL: databaseUrl, ...(redis && { REDIS_URL: redis.url }) };
  const processes: Product[] = [];
  for (const role of roles) processes.push(await newProduct(run, { ...shared, ROLE: role, ...platformEnv(fakes) }));
  const doors = processes.filter((_, at) => roles[at] !== 'worker').map((process) => process.url);
  const town = new Town(run, fakes, () => doors);
  const moments = run.random.fork('moments');

  for (const process of processes) process.start();
  const kills = run.short ? 3 : 50;
  let killed = 0;
  const damage = (async () => {
    for (const process of processes) run.expect(await process.up(60_000), `no start:\n${process.output()}`);
    for (; killed < kills; killed += 1) {
      const victim = processes[killed % processes.length];
      await pause(moments.between(100, 2_500));
      await victim?.kill();
      victim?.start();
      run.say(`${killed + 1} kills, ${town.progress()}`);
      // Sometimes the next one falls before this one is back.
      if (moments.chance(0.7)) run.expect((await victim?.up(60_000)) ?? false, 'it did not start again');
    }
    for (const process of processes) run.expect(await process.up(60_000), 'it did not start again');
  })();
  const people = run.short ? 40 : 600;
  await town.live((number) => killed === kills && number >= people, 16);
  await damage;
  run.say(`everybody has said what they wanted, ${town.progress()}`);
  run.count('kills', killed);
  if (run.short) await endLeases(databaseUrl);
  await settle(run, processes, 90_000);
  for (const process of processes) run.expect((await process.stop()) === 0, 'it did not stop cleanly');
  await judgeTown(run, town, fakes, { dataDir, databaseUrl });
}
