/** A webhook acknowledged — signature, parse, durable row — against the least anyone could do, round by round in turn. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LineFake, startLineFake } from '../fakes/line.ts';
import { createTestDatabase, services } from '../services.ts';
import { end, freePort, healthy, median, output, SECRET, start } from './processes.ts';
import { compared, type Result } from './result.ts';

interface Round {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly failed: number;
}

interface Setup {
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
  /** Where the bare server keeps its rows. */
  readonly bare: string;
}

const ROUNDS = 5;
const CONNECTIONS = '50';

export async function acknowledge(seconds: number): Promise<Result[]> {
  const line = await startLineFake();
  const folder = await mkdtemp(join(tmpdir(), 'lilong-bench-'));
  const results: Result[] = [];
  try {
    if ((await services()).postgres) {
      const database = await createTestDatabase();
      try {
        // The receiving half of the product: what is stored is handled by workers, which is another figure.
        const env = { DATA_DIR: join(folder, 'web'), DATABASE_URL: database.url, ROLE: 'web' };
        results.push(...(await compare({ name: 'PostgreSQL', env, bare: database.url }, line, seconds)));
      } finally {
        await database.drop();
      }
    }
    // There is one process only, which handles what it stores at the same time.
    const env = { DATA_DIR: join(folder, 'embedded') };
    results.push(...(await compare({ name: 'embedded', env, bare: join(folder, 'bare') }, line, seconds)));
  } finally {
    await line.close();
    await rm(folder, { recursive: true, force: true });
  }
  return results;
}

async function compare(setup: Setup, line: LineFake, seconds: number): Promise<Result[]> {
  const [ours, bare] = [await freePort(), await freePort()];
  const product = start('src/main.ts', [], {
    ...setup.env,
    PORT: String(ours),
    HOST: '127.0.0.1',
    DEMO: '0',
    LINE_CHANNEL_SECRET: SECRET,
    LINE_CHANNEL_ACCESS_TOKEN: line.token,
    LINE_API_BASE_URL: line.url,
    LINE_DATA_API_BASE_URL: line.dataUrl,
  });
  try {
    await healthy(ours);
    const baseline = start('test/bench/bare-server.ts', [setup.bare, SECRET, String(bare)]);
    try {
      await healthy(bare);
      return await inTurn(setup.name, ours, bare, seconds);
    } finally {
      await end(baseline);
    }
  } finally {
    await end(product);
  }
}

async function inTurn(name: string, ours: number, bare: number, seconds: number): Promise<Result[]> {
  const round = async (port: number, name: string): Promise<Round> => {
    const url = `http://127.0.0.1:${port}/webhooks/line`;
    return JSON.parse(await output('test/bench/load.ts', [url, String(seconds), CONNECTIONS, SECRET, name])) as Round;
  };
  await round(ours, 'warm-a');
  await round(bare, 'warm-b');
  const rounds: [Round, Round][] = [];
  for (let number = 0; number < ROUNDS; number += 1)
    rounds.push([await round(ours, `a${number}`), await round(bare, `b${number}`)]);
  const failed = rounds.flat().reduce((sum, { failed: lost }) => sum + lost, 0);
  if (failed > 0) throw new Error(`${failed} webhooks were not answered 200`);
  const of = (pick: (round: Round) => number) =>
    [median(rounds.map(([a]) => pick(a))), median(rounds.map(([, b]) => pick(b)))] as const;
  const where = `${CONNECTIONS} connections, ${name}`;
  const [ownRate, bareRate] = of(({ perSecond }) => perSecond);
  const [own50, bare50] = of(({ p50 }) => p50);
  const [own99, bare99] = of(({ p99 }) => p99);
  return [
    compared('acknowledge', `webhooks a second, ${where}`, '1/s', ownRate, bareRate, { least: 0.8 }),
    compared('acknowledge', `p50, ${where}`, 'ms', own50, bare50, { most: 2 }),
    compared('acknowledge', `p99, ${where}`, 'ms', own99, bare99, { most: 2 }),
  ];
}
