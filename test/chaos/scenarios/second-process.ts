/** One folder, one process: a second one would write over the first one's database. */
import { readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { newFolder, newProduct } from '../ground.ts';
import type { Run, Scenario } from '../scenario.ts';

export const secondProcess: Scenario = {
  name: 'second-process',
  proves: 'a second process on an embedded folder is refused with one clear line, also when both start at once',
  limitMs: { short: 140_000, long: 120_000 },
  run: async (run) => {
    const dataDir = await newFolder(run);
    const first = await newProduct(run, { DATA_DIR: dataDir });
    first.start();
    run.expect(await first.up(60_000), `the first process did not start:\n${first.output()}`);

    const second = await newProduct(run, { DATA_DIR: dataDir });
    second.start();
    run.expect((await second.exited()) === 1, 'the second process did not exit with code 1');
    const said = second.output().split('\n');
    run.expect(said.length === 1, `the second process said ${said.length} lines:\n${second.output()}`);
    run.expect(second.output().includes(dataDir), `its line does not name the folder: ${second.output()}`);
    run.expect(await first.healthy(), 'the first process does not answer any more');
    await first.kill();

    // What a killed process leaves behind, and several starts at the same moment, as a nervous operator makes them.
    const rounds = run.short ? 1 : 10;
    for (let round = 0; round < rounds; round += 1) {
      await judgeRush(run, dataDir);
    }
    run.count('rushes', rounds);
  },
};

/** Exactly one of several processes that start at once over a dead process's lock may run. */
async function judgeRush(run: Run, dataDir: string): Promise<void> {
  await writeFile(join(dataDir, 'lock'), JSON.stringify({ pid: 4_194_303, host: hostname(), started: '1' }));
  const rushing = await Promise.all([newProduct(run, { DATA_DIR: dataDir }), newProduct(run, { DATA_DIR: dataDir })]);
  for (const one of rushing) one.start();
  const up = await Promise.all(rushing.map((one) => one.up(60_000)));
  const running = up.filter(Boolean).length;
  run.expect(running === 1, `${running} of ${rushing.length} processes started on one folder`);
  const holder = JSON.parse(await readFile(join(dataDir, 'lock'), 'utf8')) as { pid: number };
  run.expect(holder.pid !== 4_194_303, 'the lock still names the dead process');
  await Promise.all(rushing.map((one) => one.kill()));
}
