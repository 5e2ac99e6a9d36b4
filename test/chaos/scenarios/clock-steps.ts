/** The machine's clock is set back and forth while dates come. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { rowsOf } from '../../../db/client.ts';
import { startInstallation } from '../../harness/installation.ts';
import { makeDemands } from '../demands.ts';
import { openLeftovers, readEvidence } from '../evidence.ts';
import { newFolder, newProduct, settle, startFakes } from '../ground.ts';
import { checkLedger } from '../ledger-check.ts';
import { FIELD_KEY, platformEnv } from '../product.ts';
import { pause, type Run, type Scenario } from '../scenario.ts';
import type { Fakes } from '../town.ts';

const PRELOADED = fileURLToPath(new URL('../stepped-clock.mjs', import.meta.url));
/** The file is looked at twenty times a second, and later by a busy process. */
const CLOCK_READ_MS = 2_000;
/** Minutes the clock is wrong by; a lease, a reply token and a wake-up are shorter than the longest of them. */
const WRONG_BY = [10, -10, 2, -2, 60, -60, 0];

export const clockSteps: Scenario = {
  name: 'clock-steps',
  proves: 'a clock that is set forward and back brings every date, and each once',
  limitMs: { short: 140_000, long: 300_000 },
  run: async (run) => {
    const fakes = await startFakes(run);
    const dataDir = await newFolder(run);
    const number = run.short ? 40 : 300;
    const before = await startInstallation({ dataDir, fakes, env: { FIELD_KEY } });
    await makeDemands(before.runtime, number, 'resolved');
    await before.settle();
    const { db } = before.runtime.context;
    const spreadMs = run.short ? 15_000 : 90_000;
    // After the start, so that dates come while the clock is wrong.
    const begin = Temporal.Now.instant().add({ seconds: 5 });
    const rows = await rowsOf<{ key: string }>(
      db.direct,
      sql`select key from lilong.schedule where kind = 'demand.confirm-expires' order by key`,
    );
    const times = rows.map(({ key }) => ({
      key,
      at: begin.add({ milliseconds: run.random.between(0, spreadMs) }).toString(),
    }));
    await db.direct.execute(
      sql`update lilong.schedule s set due_at = t.at from jsonb_to_recordset(${JSON.stringify(times)}::text::jsonb) as t(key text, at timestamptz) where s.key = t.key`,
    );
    await before.stop({ keep: true });

    const clockFile = join(await newFolder(run), 'clock');
    const set = (minutes: number) => writeFileSync(clockFile, String(minutes * 60_000));
    set(0);
    const product = await newProduct(run, {
      DATA_DIR: dataDir,
      NODE_OPTIONS: `--import ${PRELOADED}`,
      CLOCK_FILE: clockFile,
      ...platformEnv(fakes),
    });
    product.start();
    run.expect(await product.up(60_000), `no start:\n${product.output()}`);
    const end = begin.epochMilliseconds + spreadMs;
    let steps = 0;
    for (; Date.now() < end; steps += 1) {
      set(WRONG_BY[steps % WRONG_BY.length] ?? 0);
      await pause(run.random.between(500, 2_500));
    }
    run.count('steps', steps);
    set(0);
    // A process that still takes it to be earlier finds nothing that is due, and would pass for done.
    await pause(CLOCK_READ_MS);
    await settle(run, [product], 90_000);
    run.expect((await product.stop()) === 0, 'it did not stop cleanly');
    await judge(run, dataDir, number, fakes);
  },
};

async function judge(run: Run, dataDir: string, number: number, fakes: Fakes): Promise<void> {
  const left = await openLeftovers({ dataDir });
  run.defer(() => left.db.close());
  const ledger = await checkLedger(left);
  for (const fault of ledger.faults.slice(0, 5)) run.expect(false, `ledger: ${fault}`);
  const confirmed = ledger.actions.get('demand.auto-confirm') ?? 0;
  run.count('closures', confirmed);
  run.expect(confirmed === number, `${number} silences ended, ${confirmed} ledger entries say so`);
  const { chats } = await readEvidence(left);
  for (const { platform, chat, rows } of chats) {
    if (platform !== 'line') continue;
    const taken = fakes.line.messagesTo(chat).length;
    const of = (state: string) => rows.filter((row) => row.state === state).length;
    const [accepted, unknown] = [of('accepted'), of('unknown')];
    run.count('messages accepted', accepted);
    run.expect(
      accepted <= taken && taken <= accepted + unknown,
      `${taken} messages stand in ${chat}, ${accepted} were accepted and ${unknown} may have been`,
    );
  }
}
