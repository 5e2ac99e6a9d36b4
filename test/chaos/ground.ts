/** What a scenario stands on, taken away again at its end: platforms, folders, databases, a Redis of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { openPostgres } from '../../db/postgres.ts';
import { startLineFake } from '../fakes/line.ts';
import { startTelegramFake } from '../fakes/telegram.ts';
import { createTestDatabase, type OwnRedis, ownRedis } from '../services.ts';
import { freePort, Product } from './product.ts';
import { pause, type Run, until } from './scenario.ts';
import type { Fakes } from './town.ts';

export async function startFakes(run: Run): Promise<Fakes> {
  const line = await startLineFake();
  run.defer(() => line.close());
  const telegram = await startTelegramFake({ strangers: 'welcome' });
  run.defer(() => telegram.close());
  return { line, telegram };
}

export async function newFolder(run: Run): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lilong-chaos-'));
  run.defer(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export async function newDatabase(run: Run): Promise<string> {
  const database = await createTestDatabase();
  run.defer(() => database.drop());
  return database.url;
}

export async function newRedis(run: Run): Promise<OwnRedis> {
  const redis = await ownRedis();
  run.defer(() => redis.stop());
  await redis.start();
  return redis;
}

/** Not started yet; killed at the end if it still runs. */
export async function newProduct(run: Run, env: Readonly<Record<string, string>>): Promise<Product> {
  const product = new Product(await freePort(), env);
  run.defer(() => product.kill());
  run.attach(`output of the process on port ${product.port}`, () => product.output());
  return product;
}

/** Waits until nothing is left to do, and says what is left if that takes too long. */
export async function settle(run: Run, processes: readonly Product[], limitMs: number): Promise<void> {
  const unfinished = async () => (await Promise.all(processes.map((process) => process.unfinished()))).flat();
  const began = performance.now();
  const settled = await until(async () => (await unfinished()).length === 0, limitMs, 250);
  run.count('ms to settle', Math.round(performance.now() - began));
  run.expect(settled, `work is left over: ${settled ? '' : (await unfinished()).join(', ')}`);
}

/**
 * A process killed in the middle of a call holds its message until the lease ends, because the call may still be under
 * way. A short run does not wait that minute: those who held a lease are dead, so what is left of it is taken away.
 */
export async function endLeases(databaseUrl: string): Promise<void> {
  await pause(3_000);
  const db = openPostgres({ url: databaseUrl, connections: 1 });
  await db.direct.execute(sql`update lilong.outbox set lease_until = now() where state in ('leased', 'sending')`);
  await db.close();
}
