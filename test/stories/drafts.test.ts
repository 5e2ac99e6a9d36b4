/** What a person has begun and not yet registered: two matters stay two, nothing is lost, nothing is glued together. */
import { expect, test } from 'vitest';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { labels, numberIn } from './seen.ts';
import { FIRST_GRID, inOneTown } from './town.ts';

await inOneTown('a draft', (town) => {
  const officer = onTelegram(town, { name: '张网格员' });

  test('an officer is there', async () => {
    await officer.says(`绑定 ${await town.invites({ name: '张网格员', role: 'grid_officer', grid: FIRST_GRID })}`);
    officer.sees('绑定成功');
  });

  test('of one problem does not swallow another: she is asked, and both are registered', async () => {
    const he = onTelegram(town, { name: '何阿姨' });
    await he.says('3号楼楼道堆了很多杂物');
    await he.says('3号楼电梯坏了');
    const asked = he.sees('是同一件事吗');
    expect(asked.text).toContain('3号楼电梯坏了');
    expect(labels(asked)).toEqual(['是同一件', '是另一件', '不用了']);
    await he.presses('是另一件');
    const first = numberIn(he.sees('已登记'));
    const offer = he.sees('要把这件事登记');
    expect(offer.text).toContain('3号楼电梯坏了');
    expect(offer.text).not.toContain('杂物');
    await he.presses('登记需求');
    expect(numberIn(he.sees('已登记'))).not.toBe(first);
  });

  test('takes more words about the same thing without asking', async () => {
    const lu = onLine(town);
    await lu.says('2号楼下水道堵了');
    await lu.says('污水都漫出来了，昨天开始的');
    const offer = lu.last();
    expect(offer.text).toContain('下水道堵了');
    expect(offer.text).toContain('昨天开始的');
    expect(labels(offer)).toContain('登记需求');
    await lu.presses('登记需求');
    lu.sees('已登记');
  });

  test('a whole sentence typed where a category is asked for is not taken for the category', async () => {
    const pan = onTelegram(town, { name: '潘大爷' });
    await pan.says('1号楼楼道堆了很多杂物');
    await pan.presses('改类别');
    await pan.says('电梯坏了');
    pan.sees('是同一件事吗');
    await pan.presses('是另一件');
    pan.sees('已登记');
    await pan.presses('登记需求');
    officer.sees('1号楼楼道堆了很多杂物');
  });

  test('keeps the door that was written beside the building, for those who handle it and nobody else', async () => {
    const bai = onTelegram(town, { name: '白大姐' });
    await bai.says('家里水管漏水了');
    await bai.presses('改地点');
    await bai.says('3号楼502');
    expect(bai.last().text).toContain('3号楼502');
    await bai.presses('登记需求');
    const number = numberIn(bai.sees('已登记'));
    expect(officer.sees('家里水管漏水').text).toContain('502');
    const neighbour = onTelegram(town, { name: '邻居' });
    await neighbour.says(`查 ${number}`);
    expect(neighbour.last().text).toContain('3号楼');
    expect(neighbour.last().text).not.toContain('502');
  });

  test('that is left for something else, or for a day, can be had back with one tap', async () => {
    const kong = onTelegram(town, { name: '孔先生' });
    await kong.says('2号楼路灯不亮了');
    await kong.presses('登记需求');
    kong.sees('已登记');
    await kong.says('1号楼单元门关不上');
    await kong.presses('看进度');
    await kong.presses('补充说明');
    kong.sees('1号楼单元门关不上');
    await kong.says('还是不亮');
    kong.sees('已补充');
    await kong.says('2号楼楼顶漏水');
    await town.passes({ days: 2 });
    await kong.says('1号楼噪音太大了');
    kong.sees('已经过期');
    const offer = kong.sees('要把这件事登记');
    expect(offer.text).not.toContain('楼顶漏水');
    await kong.presses('不用了');
  });

  test('cannot grow without end: what does not fit is said, and the rest is kept', async () => {
    const long = onTelegram(town, { name: '长先生' });
    await long.says(`3号楼电梯坏了。${'很久了。'.repeat(900)}`);
    await long.says('还有一句话。'.repeat(100));
    long.sees('写满了');
    await long.presses('登记需求');
    await long.presses('另开一件');
    long.sees('已登记');
  });

  theRecordHolds(town);
});
