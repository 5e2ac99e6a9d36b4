/** A demand from people the system has never seen, on LINE and on Telegram: from a person's own words to a number. */

import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { inside, photo } from './pictures.ts';
import { theRecordHolds } from './record.ts';
import { holds, labels, numberIn } from './seen.ts';
import { FIRST_GRID, inEveryTown } from './town.ts';
import type { Voice } from './voice.ts';

await inEveryTown('registering a demand', (town) => {
  const officer = onTelegram(town, { name: '李网格员' });
  /** The number the next demand must get: they have no gaps. */
  let given = 0;
  const next = (): string => {
    given += 1;
    return `D-${town.year()}-${String(given).padStart(4, '0')}`;
  };
  const registers = async (who: Voice, words: string): Promise<string> => {
    await who.says(words);
    await who.presses('登记需求');
    return numberIn(who.sees('已登记'));
  };

  test('the grid officer is bound by the code on the invitation', async () => {
    const code = await town.invites({ name: '李桂兰', role: 'grid_officer', grid: FIRST_GRID, phone: '13800138000' });
    await officer.says(`绑定 ${code.toLowerCase()}`);
    officer.sees('绑定成功');
  });

  test('on LINE: words, buttons, a press, a number, and not one message that costs money', async () => {
    const wang = onLine(town);
    await wang.says('3号楼电梯又坏了，老人下不了楼');
    const offer = wang.sees('3号楼电梯又坏了');
    expect(offer.text).toContain('电梯');
    expect(labels(offer)).toEqual(['登记需求', '改类别', '改地点', '不用了']);
    await wang.presses('登记需求');
    const done = wang.sees('已登记');
    expect(numberIn(done)).toBe(next());
    expect(done.text).toContain('幸福里社区');
    expect(done.text).toMatch(/\d+月\d+日/);
    expect(done.text).toContain('未核实');
    expect(wang.screen().map(({ by }) => by)).toEqual(['reply', 'reply']);
    expect(town.line.month.used).toBe(0);

    const card = officer.sees('3号楼电梯又坏了');
    expect(card.text).toContain('未核实');
    expect(labels(card)).toContain('受理');
  });

  test('on Telegram: the press is answered in time, the buttons stand under the words', async () => {
    const zhao = onTelegram(town, { name: '赵大伯' });
    await zhao.starts();
    zhao.sees('幸福里社区');
    await zhao.says('2号楼下水道堵了，污水漫出来了');
    expect(labels(zhao.sees('2号楼下水道堵了'))).toContain('登记需求');
    const before = town.telegram.callsOf('answerCallbackQuery').length;
    await zhao.presses('登记需求');
    const answers = town.telegram.callsOf('answerCallbackQuery').slice(before);
    expect(answers.map(({ answer }) => answer)).toEqual([200]);
    expect(numberIn(zhao.sees('已登记'))).toBe(next());
    await zhao.presses('看进度');
    expect(zhao.sees('待受理').text).toContain('2号楼下水道堵了');
  });

  test('correcting the message on Telegram corrects what is about to be registered', async () => {
    const zhao = onTelegram(town, { name: '钱大伯' });
    const message = await zhao.says('1号楼路灯不亮');
    await zhao.corrects(message, '1号楼门口的路灯三盏都不亮');
    zhao.sees('1号楼门口的路灯三盏都不亮');
    await zhao.presses('登记需求');
    expect(numberIn(zhao.sees('已登记'))).toBe(next());
    officer.sees('1号楼门口的路灯三盏都不亮');
  });

  test('a place that is missing is asked for: by a button, a typed number, or words', async () => {
    const pressing = onLine(town);
    await pressing.says('电梯又坏了，老人下不了楼');
    await pressing.presses('登记需求');
    expect(labels(pressing.sees('在哪里'))).toEqual(expect.arrayContaining(['1号楼', '6号楼']));
    await pressing.presses('2号楼');
    expect(numberIn(pressing.sees('已登记'))).toBe(next());

    const typing = onTelegram(town, { name: '孙阿姨' });
    await typing.says('电梯又坏了，老人下不了楼');
    await typing.presses('登记需求');
    await typing.says('3');
    typing.sees('邻居反映同一问题');
    await typing.presses('另开一件');
    expect(numberIn(typing.sees('已登记'))).toBe(next());
    await typing.presses('看进度');
    expect(typing.sees('待受理').text).toContain('3号楼');

    const writing = onLine(town);
    await writing.says('路灯不亮，晚上看不见路');
    await writing.says('登记');
    await writing.says('小区后门的自行车棚旁边');
    expect(numberIn(writing.sees('已登记'))).toBe(next());
    await writing.presses('看进度');
    expect(writing.sees('待受理').text).toContain('自行车棚');
  });

  test('a photo before, during and after the words, and a place, belong to the demand', async () => {
    const wu = onTelegram(town, { name: '吴师傅' });
    await wu.sendsPhoto(await photo({ colour: '#aa3333' }));
    wu.sees('收到');
    await wu.says('3号楼门口的垃圾没人收，臭得很');
    await town.passes({ minutes: 1 });
    await wu.sendsPhoto(await photo({ colour: '#33aa33' }));
    wu.sees('收到');
    await town.passes({ minutes: 1 });
    await wu.presses('登记需求');
    const number = numberIn(wu.sees('已登记'));
    expect(number).toBe(next());
    await wu.sendsPhoto(await photo({ width: 3000, height: 1000, colour: '#3333aa' }));
    wu.sees(number);
    await town.passes({ minutes: 1 });
    await wu.sendsPlace({ latitude: 31.240123, longitude: 121.438123, title: '东门传达室旁' });
    wu.sees(number);

    const shown = officer.screen().find(({ text }) => text.includes('臭得很'));
    expect(shown && holds(shown, '附件：4')).toBe(true);
  });

  test('what is kept of a photo is the picture alone, upright, and no larger than needed', async () => {
    const original = await photo();
    expect(await inside(original)).toMatchObject({ notes: true });
    const kept = await town.rows<{ id: string; state: string }>(
      sql`select id, state from lilong.attachment where kind = 'photo' order by received_at`,
    );
    expect(kept.map(({ state }) => state)).toEqual(['stored', 'stored', 'stored']);
    for (const { id } of kept) {
      const stored = await town.house.runtime.media(id);
      expect(stored?.mime).toBe('image/jpeg');
      const { notes, width, height } = await inside(stored?.bytes ?? new Uint8Array());
      expect(notes).toBe(false);
      expect(Math.max(width, height)).toBeLessThanOrEqual(2048);
    }
  });

  test('on LINE a photo with words of its own, and a file that is not a picture', async () => {
    const zheng = onLine(town);
    await zheng.says('3号楼墙面漏水，客厅都湿了');
    await zheng.presses('登记需求');
    expect(numberIn(zheng.sees('已登记'))).toBe(next());
    await zheng.sendsPhoto(await photo());
    zheng.sees('已附到');
    await town.passes({ minutes: 1 });
    await zheng.sendsPhoto(Buffer.from('%PDF-1.7 not a picture at all'));
    zheng.sees('已附到');
    const [last] = await town.rows<{ state: string; reason: string }>(
      sql`select state, reason from lilong.attachment order by received_at desc limit 1`,
    );
    expect(last).toEqual({ state: 'refused', reason: 'not a picture' });
  });

  test('an album gets one answer, and all of it is attached', async () => {
    const yu = onLine(town);
    const pictures = await Promise.all(['#101010', '#202020', '#303030'].map((colour) => photo({ colour })));
    await town.atOnce(pictures.map((bytes) => () => yu.sendsPhoto(bytes)));
    expect(yu.screen()).toHaveLength(1);
    await yu.says('1号楼楼道里的灯坏了三盏');
    await yu.presses('登记需求');
    expect(numberIn(yu.sees('已登记'))).toBe(next());
    expect(holds(officer.last(), '附件：3')).toBe(true);
  });

  test('danger gets the number to call before anything else', async () => {
    const feng = onLine(town);
    await feng.says('3号楼有煤气味，很浓，老人头晕');
    expect(feng.sees('119').text).toContain('马上拨打');
    await feng.presses('不用了');
    feng.sees('什么也没有登记');
  });

  test('small talk is not a demand, and a flow that was left registers nothing', async () => {
    const chen = onTelegram(town, { name: '陈小妹' });
    await chen.says('谢谢！');
    expect(labels(chen.sees('不客气'))).toEqual([]);
    await chen.says('4号楼的健身器材坏了');
    await chen.says('取消');
    chen.sees('什么也没有登记');
    await chen.says('我的');
    chen.sees('还没有登记过');
  });

  test('two dozen people at once get two dozen numbers without a gap', async () => {
    const crowd = Array.from({ length: 24 }, (_none, index) =>
      index % 2 === 0 ? onLine(town) : onTelegram(town, { name: `邻居甲乙丙丁${index}` }),
    );
    await town.atOnce(
      crowd.map((who, index) => () => who.says(`5号楼邻里纠纷，请居委会来调解，这是第${index + 100}户来反映`)),
    );
    await town.atOnce(crowd.map((who) => () => who.presses('登记需求')));
    const numbers = crowd.map((who) => numberIn(who.sees('已登记')));
    expect([...numbers].sort()).toEqual(crowd.map(next));
  }, 60_000);

  test('more than the rule allows is refused in a clear sentence, and takes no number', async () => {
    const busy = onLine(town);
    for (const floor of [1, 2, 3, 4, 5]) {
      expect(await registers(busy, `2号楼${floor}层走廊的灯坏了`)).toBe(next());
    }
    await busy.says('2号楼6层走廊的灯坏了');
    await busy.presses('登记需求');
    expect(busy.sees('最多5次').text).toContain('没有登记');
    expect(await registers(onLine(town), '2号楼门禁坏了，进不去')).toBe(next());
  });

  theRecordHolds(town);
});
