/** What a unit solved is not signed off by its own people; and merges and splits wait for each other, never for ever. */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { lockDemand } from '../../src/usecases/demand/change.ts';
import { mergeDemand, splitDemand } from '../../src/usecases/demand/merge.ts';
import { confirmOnWord, reopenOnWord } from '../../src/usecases/demand/on-word.ts';
import { grantSeat } from '../../src/usecases/registry/seats.ts';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { numberIn } from './seen.ts';
import { FIRST_GRID, inOneTown, must } from './town.ts';

await inOneTown('own work', (town) => {
  const officer = onTelegram(town, { name: '李网格员' });
  const fitter = onLine(town);
  const both = onLine(town);
  const wang = onTelegram(town, { name: '王阿姨' });
  const idOf = async (number: string): Promise<string> => {
    const [row] = await town.rows<{ id: string }>(
      sql`select id::text from lilong.demand where number = ${Number(number.slice(-4))}`,
    );
    return row?.id ?? '';
  };

  test('somebody of the unit who is a grid officer too does not take anybody’s word for the unit’s work', async () => {
    await officer.says(`绑定 ${await town.invites({ name: '李桂兰本人', role: 'grid_officer', grid: FIRST_GRID })}`);
    await fitter.says(`绑定 ${await town.invites({ name: '何师傅本人', role: 'unit_member', unit: '安居物业' })}`);
    await both.says(`绑定 ${await town.invites({ name: '马师傅本人', role: 'unit_member', unit: '安居物业' })}`);
    const [ma] = await town.rows<{ id: string; grid: string }>(
      sql`select s.person_id::text as id, g.place_id::text as grid from lilong.role_seat s, lilong.role_seat g
        where s.role = 'unit_member' and g.role = 'grid_officer' order by s.since desc limit 1`,
    );
    await town.asOperator('a second seat', async (uow) => {
      must(await grantSeat(uow, { personId: ma?.id ?? '', role: 'grid_officer', placeId: ma?.grid ?? '' }));
    });
    town.keepSecret('张大爷本人', '13800138000');
    await officer.says('代登记 3号楼电梯坏了');
    await officer.presses('电话');
    await officer.says('张大爷本人 13800138000');
    await officer.presses('登记需求');
    const number = numberIn(officer.sees('已登记'));
    await officer.says(`查 ${number}`);
    await officer.presses('受理');
    await officer.says(`查 ${number}`);
    await officer.presses('更多');
    await officer.presses('转办');
    await officer.presses('安居物业');
    await officer.says('请尽快修');
    await fitter.says(`查 ${number}`);
    await fitter.presses('办结');
    await fitter.says('换了门机');
    await fitter.presses('没有照片，直接办结');
    fitter.sees('已办结');

    const about = { demandId: await idOf(number), resolution: 1 };
    const own = { ok: false, error: { kind: 'own_work' } };
    for (const who of ['马师傅本人', '李桂兰本人']) {
      expect(await town.asPerson(who, (uow) => confirmOnWord(uow, about)), who).toEqual(own);
      expect(await town.asPerson(who, (uow) => reopenOnWord(uow, { ...about, words: '还是坏的' })), who).toEqual(own);
    }
  });

  test('a split takes its turn in the community before it holds the demand, as a merge does', async () => {
    await wang.says(`绑定 ${await town.invites({ name: '王阿姨本人', home: '1号楼' })}`);
    const numbers: string[] = [];
    for (const words of ['1号楼路灯不亮', '2号楼门口积水', '楼上半夜装修太吵']) {
      await wang.says(words);
      await wang.presses('登记需求');
      numbers.push(numberIn(wang.sees('已登记')));
    }
    const [first = '', second = '', third = ''] = await Promise.all(numbers.map(idOf));
    await town.asOperator('merged', async (uow) => {
      must(await mergeDemand(uow, { demandId: second, intoId: first }));
    });
    // The merge has its turn, takes its time, and then needs the demand that is being split meanwhile.
    const merging = town.asOperator('slow', async (uow) => {
      const done = await mergeDemand(uow, { demandId: third, intoId: first });
      await uow.tx.execute(sql`select pg_sleep(1)`);
      await lockDemand(uow, second);
      return done;
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const splitting = town.asOperator('split', (uow) => splitDemand(uow, { demandId: second }));
    const done = await Promise.all([merging, splitting]);
    expect(done.map(({ ok }) => ok)).toEqual([true, true]);
    await town.settle();
  });

  theRecordHolds(town);
});
