/** A card that is sent anew keeps what it is sent for, though an older change of it was still to be shown. */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { superviseDemand } from '../../src/usecases/demand/supervise.ts';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { holds, numberIn } from './seen.ts';
import { FIRST_GRID, inOneTown, must } from './town.ts';

await inOneTown('live cards', (town) => {
  const head = onLine(town);
  const officer = onTelegram(town, { name: '李网格员' });
  const wang = onLine(town);

  test('an older mark does not take the heading of the newer card away', async () => {
    await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
    await officer.says(`绑定 ${await town.invites({ name: '李桂兰本人', role: 'grid_officer', grid: FIRST_GRID })}`);
    await wang.says('3号楼电梯又坏了，老人下不了楼');
    await wang.presses('登记需求');
    const number = numberIn(wang.sees('已登记'));
    const [demand] = await town.rows<{ id: string }>(sql`select id from lilong.demand`);
    await town.rows(
      sql`insert into lilong.view_stale (view_id) select id from lilong.view where subject like 'demand-card:%' returning view_id`,
    );
    await town.asPerson('陈主任本人', async (uow) =>
      must(await superviseDemand(uow, { demandId: demand?.id ?? '', words: '老人出不了门' })),
    );
    // Nothing of before is left to be shown: it would come after the new card, and in its place.
    expect(await town.rows(sql`select 1 from lilong.view_stale`)).toEqual([]);
    await town.settle();
    const card = officer.screen().findLast((seen) => holds(seen, number) && holds(seen, '督办'));
    expect(card && holds(card, '老人出不了门')).toBe(true);
  });

  theRecordHolds(town);
});
