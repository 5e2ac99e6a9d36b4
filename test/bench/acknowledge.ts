/** A webhook acknowledged — signature, parse, durable row — against the least anyone could do, round by round in turn. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLineFake } from '../fakes/line.ts';
import { createTestDatabase, services } from '../services.ts';
import { end, freePort, healthy, median, output, SECRET, start } from './processes.ts';
import { compared, type Result } from './result.ts';

interface Round {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly failed: number;
}

const ROUNDS = 5;

export async function acknowledge(seconds: number): Promise<Result[]> {
  if (!(await services()).postgres) return [];
  const database = await createTestDatabase();
  const line = await startLineFake();
  const dataDir = await mkdtemp(join(tmpdir(), 'lilong-bench-'));
  const [ours, bare] = [await freePort(), await freePort()];
  const product = start('src/main.ts', [], {
    DATA_DIR: dataDir,
    PORT: String(ours),
    HOST: '127.0.0.1',
    DEMO: '0',
    // The receiving half of the product: what is stored is handled by workers, which is another figure.
    ROLE: 'web',
    DATABASE_URL: database.url,
    LINE_CHANNEL_SECRET: SECRET,
    LINE_CHANNEL_ACCESS_TOKEN: line.token,
    LINE_API_BASE_URL: line.url,
    LINE_DATA_API_BASE_URL: line.dataUrl,
  });
  try {
    await healthy(ours);
    const baseline = start('test/bench/bare-server.ts', [database.url, SECRET, String(bare)]);
    try {
      await healthy(bare);
      const round = async (port: number, name: string): Promise<Round> =>
        JSON.parse(
          await output('test/bench/load.ts', [
            `http://127.0.0.1:${port}/webhooks/line`,
            String(seconds),
            '50',
            SECRET,
            name,
          ]),
        ) as Round;
      await round(ours, 'warm-a');
      await round(bare, 'warm-b');
      const rounds: [Round, Round][] = [];
      for (let number = 0; number < ROUNDS; number += 1)
        rounds.push([await round(ours, `a${number}`), await round(bare, `b${number}`)]);
      const failed = rounds.flat().reduce((sum, { failed: lost }) => sum + lost, 0);
      if (failed > 0) throw new Error(`${failed} webhooks were not answered 200`);
      const of = (pick: (round: Round) => number) =>
        [median(rounds.map(([a]) => pick(a))), median(rounds.map(([, b]) => pick(b)))] as const;
      const [ownRate, bareRate] = of(({ perSecond }) => perSecond);
      const [own99, bare99] = of(({ p99 }) => p99);
      return [
        compared('acknowledge', 'webhooks a second, 50 connections, PostgreSQL', '1/s', ownRate, bareRate, {
          least: 0.8,
        }),
        compared('acknowledge', 'p99, 50 connections, PostgreSQL', 'ms', own99, bare99, { most: 2 }),
      ];
    } finally {
      await end(baseline);
    }
  } finally {
    await end(product);
    await line.close();
    await database.drop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
