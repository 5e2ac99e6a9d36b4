import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { text } from '../fakes/telegram-updates.ts';
import { TELEGRAM_SECRET } from '../harness/installation.ts';
import { inEveryTown } from './town.ts';

await inEveryTown('ack', (town) => {
  test('x', async () => {
    let id = 5_000_000;
    for (let round = 0; round < 8; round += 1) {
      const acked: string[] = [];
      let refused = 0;
      const before = Number((await town.rows<{ n: string }>(sql`select count(*) as n from lilong.inbox`))[0]?.n);
      let going = true;
      const pump = Promise.all(
        Array.from({ length: 6 }, async () => {
          while (going) {
            const body = JSON.stringify({ update_id: id++, ...text('你好') });
            const r = await town.deliver('telegram', body, { 'x-telegram-bot-api-secret-token': TELEGRAM_SECRET });
            if (r.status === 200) acked.push('x');
            else {
              refused += 1;
              await new Promise((r) => setTimeout(r, 20));
            }
          }
        }),
      );
      await new Promise((r) => setTimeout(r, 100));
      await town.restart();
      going = false;
      await pump;
      const after = Number((await town.rows<{ n: string }>(sql`select count(*) as n from lilong.inbox`))[0]?.n);
      console.log(round, 'acked', acked.length, 'refused', refused, 'rows', after - before);
      expect(after - before).toBeGreaterThanOrEqual(acked.length);
    }
  }, 120_000);
});
