/** Several pictures at once while something is being asked: one answer, and all of them are there. */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { photo } from './pictures.ts';
import { theRecordHolds } from './record.ts';
import { holds, numberIn } from './seen.ts';
import { FIRST_GRID, inOneTown } from './town.ts';
import type { Voice } from './voice.ts';

await inOneTown('albums', (town) => {
  const officer = onTelegram(town, { name: '李网格员的手机' });
  const zheng = onLine(town);
  const feng = onTelegram(town, { name: '冯大妈的手机' });
  const pictures = Promise.all(['#101010', '#202020', '#303030'].map((colour) => photo({ colour })));

  /** @returns what the bot said to it */
  const sendsAlbum = async (who: Voice) => {
    who.fresh();
    const before = who.screen().length;
    const files = await pictures;
    await town.atOnce(files.map((bytes) => () => who.sendsPhoto(bytes)));
    return who.screen().slice(before);
  };
  const files = async (number: string, role: string): Promise<number> => {
    const [row] = await town.rows<{ n: number }>(sql`select count(*)::int as n from lilong.attachment a
      join lilong.demand d on d.id = a.demand_id where d.number = ${Number(number.slice(-4))} and a.role = ${role}`);
    return row?.n ?? 0;
  };
  const registers = async (who: Voice, words: string): Promise<string> => {
    await who.says(words);
    await who.presses('登记需求');
    return numberIn(who.sees('已登记'));
  };

  for (const [platform, who, one, other] of [
    ['LINE', zheng, '1号楼楼道里的灯坏了', '2号楼下水道堵了'],
    ['Telegram', feng, '3号楼的健身器材坏了', '3号楼电梯按钮失灵'],
  ] as const) {
    test(`on ${platform}, of somebody with several open demands`, async () => {
      if (who === zheng) {
        const code = await town.invites({ name: '李桂兰本人', role: 'grid_officer', grid: FIRST_GRID });
        await officer.says(`绑定 ${code}`);
      }
      const first = await registers(who, one);
      const second = await registers(who, other);
      // Sent by itself it goes to the newest.
      expect(await sendsAlbum(who)).toHaveLength(1);
      expect(await files(second, 'report')).toBe(3);
      await town.passes({ minutes: 1 });

      await who.says(`查 ${first}`);
      await who.presses('补充说明');
      const asked = await sendsAlbum(who);
      expect(asked).toHaveLength(1);
      expect(holds(asked[0] ?? who.last(), first)).toBe(true);
      await who.says('好几天了，天天这样');
      expect(await files(first, 'report')).toBe(3);
      await town.passes({ minutes: 1 });

      await officer.says(`查 ${first}`);
      await officer.presses('受理');
      await officer.presses('请补充');
      await officer.says('是哪一层？');
      await who.says('三层和四层');
      const kept = await sendsAlbum(who);
      expect(kept.filter((seen) => holds(seen, '三层和四层'))).toHaveLength(1);
      expect(kept.length).toBeLessThanOrEqual(2);
      await who.presses('是，补充上');
      expect(await files(first, 'report')).toBe(6);
      await town.passes({ minutes: 1 });

      await officer.says(`查 ${first}`);
      await officer.presses('办结');
      expect(await sendsAlbum(officer)).toHaveLength(1);
      await officer.says('都换好了');
      officer.sees('已办结');
      expect(await files(first, 'evidence')).toBe(3);
      await town.passes({ minutes: 1 });

      // The words came first: the first picture is what was waited for, and the others show it as well.
      await officer.says(`查 ${second}`);
      await officer.presses('受理');
      await officer.presses('办结');
      await officer.says('今天修好了');
      const shown = await sendsAlbum(officer);
      expect(shown).toHaveLength(1);
      expect(holds(shown[0] ?? officer.last(), '已办结')).toBe(true);
      expect(await files(second, 'evidence')).toBe(3);
      await town.passes({ minutes: 1 });
    });
  }

  theRecordHolds(town);
});
