/** The process is down over many due times, and is killed again while it catches up. */
import { sql } from 'drizzle-orm';
import { rowsOf } from '../../../db/client.ts';
import { createClock } from '../../../src/pipeline/clock.ts';
import { startInstallation } from '../../harness/installation.ts';
import { makeDemands } from '../demands.ts';
import { openLeftovers } from '../evidence.ts';
import { newFolder, newProduct, settle, startFakes } from '../ground.ts';
import { checkLedger } from '../ledger-check.ts';
import { FIELD_KEY, platformEnv } from '../product.ts';
import { pause, type Run, type Scenario } from '../scenario.ts';

const DAYS_AWAY = 30;

export const downtime: Scenario = {
  name: 'downtime',
  proves: 'after a month away every closure happens, once, however often the catching up is interrupted',
  limitMs: { short: 140_000, long: 300_000 },
  run: async (run) => {
    const fakes = await startFakes(run);
    const dataDir = await newFolder(run);
    const each = run.short ? 25 : 200;
    const before = await startInstallation({ dataDir, fakes, env: { FIELD_KEY } });
    for (const stage of ['submitted', 'needs_info', 'resolved'] as const) {
      await makeDemands(before.runtime, each, stage);
    }
    await before.settle();
    await before.stop({ keep: true });

    const asleep = await openLeftovers({ dataDir });
    const clock = createClock(true);
    await clock.reload(asleep.db.direct);
    await clock.moveTo(asleep.db.direct, clock.now().add({ hours: 24 * DAYS_AWAY }));
    await asleep.db.close();

    const product = await newProduct(run, { DATA_DIR: dataDir, ...platformEnv(fakes) });
    const moments = run.random.fork('moments');
    const kills = run.short ? 2 : 12;
    for (let kill = 0; kill < kills; kill += 1) {
      product.start();
      run.expect(await product.up(60_000), 'it did not start');
      await pause(moments.between(100, 1_500));
      await product.kill();
    }
    run.count('kills', kills);
    product.start();
    run.expect(await product.up(60_000), 'it did not start');
    await settle(run, [product], 60_000);
    run.expect((await product.stop()) === 0, 'it did not stop cleanly');
    await judge(run, dataDir, each);
  },
};

async function judge(run: Run, dataDir: string, each: number): Promise<void> {
  const left = await openLeftovers({ dataDir });
  run.defer(() => left.db.close());
  const ledger = await checkLedger(left);
  for (const fault of ledger.faults) run.expect(false, `ledger: ${fault}`);
  for (const action of ['demand.auto-confirm', 'demand.expire-info']) {
    const times = ledger.actions.get(action) ?? 0;
    run.count(action, times);
    run.expect(times === each, `${each} times ${action} was due, and happened ${times} times`);
  }
  const { db } = left;
  const [row] = await rowsOf<Record<'confirmed' | 'closed' | 'waiting' | 'twice', string>>(
    db.direct,
    sql`select
      (select count(*) from lilong.demand where state = 'confirmed') as confirmed,
      (select count(*) from lilong.demand where state = 'closed') as closed,
      (select count(*) from lilong.schedule where state = 'waiting' and kind like 'demand.%') as waiting,
      (select count(*) from (select demand_id from lilong.demand_event where kind in ('auto_confirm','expire_info') group by demand_id having count(*) <> 1) d) as twice`,
  );
  run.expect(Number(row?.confirmed) === each, `${row?.confirmed} of ${each} demands are confirmed`);
  run.expect(Number(row?.closed) === each, `${row?.closed} of ${each} unanswered questions have closed their demand`);
  run.expect(Number(row?.waiting) === 0, `${row?.waiting} due times were not met`);
  run.expect(Number(row?.twice) === 0, `${row?.twice} closures happened twice`);
  const late = await rowsOf<{ n: string }>(
    db.direct,
    sql`select count(*) as n from lilong.outbox where topic = 'demand.to-handle.late' group by chat_id`,
  );
  run.expect(late.length > 0, 'nobody was told that an answer is late');
  for (const { n } of late) run.expect(Number(n) === each, `somebody was told ${n} times about ${each} late answers`);
  run.count('people told of late answers', late.length);
}
