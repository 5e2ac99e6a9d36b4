/** From the command to the first answer, on an empty folder and on one that is in use, against the database alone. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { end, freePort, healthy, median, output, start } from './processes.ts';
import { compared, type Result } from './result.ts';

const ROUNDS = 3;

async function timed(work: () => Promise<void>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

export async function startUp(): Promise<Result[]> {
  const folder = await mkdtemp(join(tmpdir(), 'lilong-bench-'));
  const times: Record<'fresh' | 'again' | 'aloneFresh' | 'aloneAgain', number[]> = {
    fresh: [],
    again: [],
    aloneFresh: [],
    aloneAgain: [],
  };
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      const own = join(folder, `own-${round}`);
      const alone = join(folder, `alone-${round}`);
      for (const [product, database] of [
        ['fresh', 'aloneFresh'],
        ['again', 'aloneAgain'],
      ] as const) {
        times[database].push(await timed(async () => void (await output('test/bench/pglite-alone.ts', [alone]))));
        const port = await freePort();
        const from = performance.now();
        const child = start('src/main.ts', [], { DATA_DIR: own, PORT: String(port) });
        await healthy(port);
        times[product].push(performance.now() - from);
        await end(child);
      }
    }
    return [
      compared('start', 'empty folder to first answer', 'ms', median(times.fresh), median(times.aloneFresh), {
        most: 2,
      }),
      compared('start', 'existing folder to first answer', 'ms', median(times.again), median(times.aloneAgain), {
        most: 2,
      }),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
