/** When something breaks: one bad event harms nobody else, nothing is lost, and the process may end between any two taps. */

import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { INBOX_BODY } from '../../db/inbox-insert.ts';
import { OPERATOR } from '../../src/domain/permissions/roles.ts';
import { runUnit } from '../../src/pipeline/unit.ts';
import { retryParkedRows } from '../../src/usecases/inbox/parked.ts';
import { lineReplyToken, textEvent } from '../fakes/line.ts';
import { fromLine, onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { labels, numberIn } from './seen.ts';
import { FIRST_GRID, inEveryTown } from './town.ts';
import { ownAllTheSame } from './voice.ts';

await inEveryTown('trouble', (town) => {
  const officer = onTelegram(town, { name: '李网格员' });

  /** As the operator does it. @returns how many rows were put back */
  const retryParked = async (seqs: readonly number[]): Promise<number> => {
    const { context } = town.house.runtime;
    let rows = 0;
    await runUnit(context, OPERATOR, context.index.of('retry', crypto.randomUUID()), async (uow) => {
      const done = await retryParkedRows(uow, { seqs });
      if (done.ok) rows = done.value;
      return {};
    });
    return rows;
  };

  /** The waits between two tries, which are real time, are cut short. */
  const triesUntilParked = async (): Promise<number> => {
    await town.until('the event is parked', async () => {
      await town.rows(sql`update lilong.inbox set next_at = now() where state = 'pending' and attempts > 0`);
      await town.house.settle();
      return (await town.rows(sql`select 1 from lilong.inbox where state = 'parked'`)).length > 0;
    });
    const [parked] = await town.rows<{ seq: string; attempts: number }>(
      sql`select seq::text, attempts::int from lilong.inbox where state = 'parked' order by seq desc limit 1`,
    );
    expect(parked?.attempts).toBe(5);
    return Number(parked?.seq);
  };

  test('an event nobody can read is set aside after five tries; the next one of the same person goes on', async () => {
    const wang = onLine(town);
    await wang.says('你好');
    const now = Date.now();
    await town.rows(sql`
      insert into lilong.inbox (event_key, platform, conversation_key, body_sealed, event_at)
      select 'broken', platform, conversation_key, '\\x00'::bytea, now() from lilong.inbox order by seq desc limit 1`);
    const after = textEvent('帮助', { user: wang.user, timestamp: now + 60_000, replyToken: lineReplyToken() });
    const before = wang.screen().length;
    await fromLine(town, after);
    await town.house.settle();
    expect(wang.screen()).toHaveLength(before);
    const seq = await triesUntilParked();
    await town.settle();
    expect(wang.last().text).toContain('可以这样用');

    // Mended, and put back by the operator: it is done after all.
    const { keys, adapters } = town.house.runtime.context;
    const late = textEvent('3号楼电梯又坏了，老人下不了楼', { user: wang.user, timestamp: now });
    const raw = JSON.stringify({
      id: 'line-mended',
      destination: town.line.bot.userId,
      receivedAtMs: now,
      event: late,
    });
    expect(adapters.get('line')?.read(raw, now).content).toMatchObject({ kind: 'said' });
    const body = Buffer.from(keys.seal(INBOX_BODY, raw)).toString('hex');
    await town.rows(sql`update lilong.inbox set body_sealed = decode(${body}, 'hex') where seq = ${seq}`);
    expect(await retryParked([seq])).toBe(1);
    expect(await retryParked([seq])).toBe(0);
    await town.settle();
    expect(wang.last().text).toContain('3号楼电梯又坏了');
  });

  test('a message set aside and taken back is not kept', async () => {
    const qian = onLine(town);
    await qian.says('5号楼的大门关不上了');
    const prompt = (qian.button('登记需求').token ?? '').split('.')[0];
    await town.rows(sql`update lilong.choice_prompt set choices_sealed = '\\x00' where id = ${prompt}`);
    const message = await qian.says('1');
    const seq = await triesUntilParked();
    const body = () => town.rows(sql`select body_sealed is null as gone from lilong.inbox where seq = ${seq}`);
    expect(await body()).toEqual([{ gone: false }]);
    await qian.takesBack(message);
    expect(await body()).toEqual([{ gone: true }]);
    expect(await retryParked([seq])).toBe(1);
    await town.settle();
    expect(await town.rows(sql`select state from lilong.inbox where seq = ${seq}`)).toEqual([{ state: 'done' }]);
  });

  test('who said it is told that it is kept; others in the same moment notice nothing', async () => {
    const zhao = onTelegram(town, { name: '赵大伯' });
    const sun = onTelegram(town, { name: '孙阿姨' });
    await zhao.says('2号楼下水道堵了，污水漫出来了');
    await sun.says('3号楼大门关不上');
    const prompt = (zhao.button('登记需求').token ?? '').split('.')[0];
    const [kept] = await town.rows<{ sealed: string }>(
      sql`select encode(choices_sealed, 'hex') as sealed from lilong.choice_prompt where id = ${prompt}`,
    );
    await town.rows(sql`update lilong.choice_prompt set choices_sealed = '\\x00' where id = ${prompt}`);
    await town.atOnce([() => zhao.presses('登记需求'), () => sun.presses('登记需求')]);
    sun.sees('已登记');
    const seq = await triesUntilParked();
    zhao.sees('消息已经保存');
    await zhao.says('帮助');
    zhao.sees('可以这样用');
    await town.rows(
      sql`update lilong.choice_prompt set choices_sealed = decode(${kept?.sealed}, 'hex') where id = ${prompt}`,
    );
    await retryParked([seq]);
    await town.settle();
    zhao.sees('已登记');
    expect((await town.census()).demand).toBe(2);
  });

  test('the process may end between any two taps of a resident', async () => {
    const wu = onLine(town);
    await wu.says('电梯又坏了，老人下不了楼');
    await town.restart();
    await wu.presses('改类别');
    await town.restart();
    const listed = /(\d+)\. 噪音扰民/.exec(wu.last().text);
    await wu.says(listed?.[1] ?? 'not on the list');
    wu.sees('噪音扰民');
    await town.restart();
    await wu.presses('登记需求');
    wu.sees('在哪里');
    await town.restart();
    await wu.says('3');
    expect(numberIn(wu.sees('已登记'))).toBe(`D-${town.year()}-0003`);
  });

  test('and between any two taps of an officer; reminders planned before are still there', async () => {
    await officer.says(`绑定 ${await town.invites({ name: '李桂兰', role: 'grid_officer', grid: FIRST_GRID })}`);
    const feng = onTelegram(town, { name: '冯先生' });
    await feng.says('1号楼路灯不亮，晚上看不见');
    await feng.presses('登记需求');
    const number = numberIn(feng.sees('已登记'));
    await town.restart();
    await officer.presses('受理');
    expect(labels(officer.sees(number))).toContain('办结');
    await town.restart();
    await officer.presses('办结');
    await officer.says('灯泡换好了');
    await town.restart();
    await officer.presses('没有照片，直接办结');
    feng.sees('灯泡换好了');
    await town.restart();
    await town.passes({ days: 14 });
    feng.sees('按规则确认解决');
  });

  test('what is under way when the process ends is neither lost nor done twice', async () => {
    const crowd = Array.from({ length: 12 }, (_none, index) => onTelegram(town, { name: `赶时间的邻居${index}` }));
    const before = (await town.census()).demand ?? 0;
    await town.atOnce(crowd.map((who) => () => who.says('5号楼停水了，一整天没有水')));
    await town.atOnce([...crowd.map((who) => () => who.presses('登记需求')), () => town.restart()]);
    await ownAllTheSame(town, crowd);
    for (const who of crowd) who.sees('已登记');
    expect((await town.census()).demand).toBe(before + crowd.length);
  });

  theRecordHolds(town, { troubles: ['inbox.failed', 'inbox.parked.untold', 'webhook.not-stored'] });
});
