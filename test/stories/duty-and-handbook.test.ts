/** Who is responsible now, a word with them that comes back answered, and the handbook that answers before a demand is made. */
import { sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { adminApi } from '../harness/admin-api.ts';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { holds, labels } from './seen.ts';
import { adminToken, COMMUNITY, FIRST_GRID, inOneTown } from './town.ts';
import type { Voice } from './voice.ts';

await inOneTown('duty and handbook', (town) => {
  const head = onLine(town);
  const officer = onTelegram(town, { name: '李网格员的手机' });
  const wang = onLine(town);
  const visitor = onTelegram(town, { name: '路过的人的手机' });
  const call = (method: 'GET' | 'POST', path: string, body?: unknown) =>
    adminApi(town.house.app)(method, path, { token: adminToken(town), ...(body !== undefined && { body }) });
  const posts = async (path: string, body?: unknown) => {
    const answer = await call('POST', path, body ?? {});
    expect([200, 201], JSON.stringify(answer.json)).toContain(answer.status);
    await town.settle();
    return answer.json;
  };
  const idOf = async (name: string): Promise<string> => {
    const { json } = await call('GET', `/people?community=${COMMUNITY.code}`);
    return json.items.find((one: { name: string }) => one.name === name)?.id ?? '';
  };
  const community = COMMUNITY.code;
  const heard = (who: Voice, words: string): number => who.fresh().filter((seen) => holds(seen, words)).length;
  const at = (days: number, time: string) =>
    town
      .now()
      .toZonedDateTimeISO(COMMUNITY.zone)
      .toPlainDate()
      .add({ days })
      .toZonedDateTime({ timeZone: COMMUNITY.zone, plainTime: Temporal.PlainTime.from(time) })
      .toInstant();
  const today = () => town.now().toZonedDateTimeISO(COMMUNITY.zone).toPlainDate().toString();

  test('nobody can be reached: the words become a demand instead of being lost', async () => {
    await visitor.says('人工');
    await visitor.says('我想问问楼道里的旧家具谁来搬');
    visitor.sees('没有人能马上看到');
    await visitor.presses('登记这件事');
    visitor.sees('旧家具谁来搬');
    await visitor.presses('登记需求');
    await visitor.presses('说不清/公共区域');
    visitor.sees('已登记');
  });

  test('who is responsible: duty, the officer of her building, the head, with what they published', async () => {
    await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
    await officer.says(
      `绑定 ${await town.invites({ name: '李桂兰本人', role: 'grid_officer', grid: FIRST_GRID, phone: '13911112222' })}`,
    );
    await wang.says(`绑定 ${await town.invites({ name: '王阿姨本人', home: '3号楼' })}`);
    const li = await idOf('李桂兰本人');
    await posts(`/people/${li}`, { contact: { publicPhone: '021-55550100' } });
    await wang.says('我的网格员');
    const seen = wang.sees('现在没有安排人值班');
    expect(holds(seen, '网格员：李桂兰本人 021-55550100')).toBe(true);
    expect(holds(seen, '居委会主任：陈主任本人')).toBe(true);
    // Her own number was never published.
    expect(seen.text).not.toContain('13911112222');

    const shift = { date: today(), from: '00:00', until: '00:00', personId: li };
    expect(await posts('/duty/shifts', { community, shifts: [shift] })).toEqual({ shifts: 1, cancelled: 0 });
    await wang.says('值班');
    wang.sees('值班：李桂兰本人 021-55550100（到');
  });

  test('a word with whoever is on duty comes back answered', async () => {
    await officer.says('帮助');
    await wang.presses('找人说话');
    await wang.says('请问我的快递放在哪里了，联系不上快递员');
    wang.sees('已转给值班的李桂兰本人');
    const asked = officer.sees('王阿姨本人想找人说话');
    expect(holds(asked, '快递放在哪里了')).toBe(true);
    expect(labels(asked)).toEqual(['回复']);
    await wang.says('帮助');
    await officer.presses('回复');
    await officer.says('在门卫室，今天六点前来拿就行');
    officer.sees('已转给对方');
    wang.sees('李桂兰本人回复您');
    wang.sees('在门卫室，今天六点前来拿就行');
  });

  test('a weekly pattern replaces what was planned; without anyone on duty the head hears it', async () => {
    const li = await idOf('李桂兰本人');
    const line = { days: ['working', 'rest'], from: '03:00', until: '03:01', personId: li };
    const done = await posts('/duty/pattern', { community, from: today(), until: today(), lines: [line] });
    expect(done).toEqual({ shifts: 1, cancelled: 1 });
    await head.says('帮助');
    await wang.says('人工 我家的门禁卡失灵了，能来人看看吗');
    wang.sees('已转给居委会主任陈主任本人');
    head.sees('门禁卡失灵了');
  });

  test('nobody answers: who is on duty is reminded, then the head has it, and whoever asked is told the truth', async () => {
    await town.passesUntil(at(1, '10:00'));
    const li = await idOf('李桂兰本人');
    const day = { date: today(), from: '08:00', until: '20:00', personId: li };
    await posts('/duty/shifts', { community, shifts: [day] });
    await wang.says('人工 楼下有人一直在等社区的人，请问来不来');
    officer.sees('楼下有人一直在等');
    await officer.says('帮助');
    await head.says('帮助');
    await town.passes({ minutes: 29 });
    expect(heard(officer, '楼下有人一直在等')).toBe(0);
    await town.restart();
    await town.passes({ minutes: 2 });
    officer.sees('还没有人回复王阿姨本人');
    expect([heard(wang, '还没有人回复'), heard(head, '楼下有人一直在等')]).toEqual([0, 0]);
    await town.passes({ hours: 1 });
    head.sees('值班的人还没有回复，现在转给您');
    const told = wang.sees('还没有人回复您，已再转给陈主任本人');
    expect(labels(told)).toEqual(['登记这件事']);
    await town.passes({ hours: 1 });
    wang.sees('到现在还没有人回复您');
    const kept = await town.rows(
      sql`select 1 from lilong.schedule where kind = 'duty.unanswered' and payload_sealed is not null`,
    );
    expect(kept).toEqual([]);
    await wang.presses('登记这件事');
    wang.sees('楼下有人一直在等');
    await wang.presses('不用了');
  });

  test('an answer calls the reminders off; a message taken back does too', async () => {
    await wang.says('人工 社区活动室几点开门');
    await officer.presses('回复');
    await officer.says('早上九点');
    wang.sees('早上九点');
    await wang.says('帮助');
    await officer.says('帮助');
    await town.passes({ hours: 3 });
    expect([wang, officer, head].map((who) => heard(who, '没有人回复'))).toEqual([0, 0, 0]);

    const message = await wang.says('人工 我说错话了请不要转出去');
    const waits = () =>
      town.rows(sql`select 1 from lilong.schedule where kind = 'duty.unanswered' and payload_sealed is not null`);
    expect(await waits()).toHaveLength(1);
    await wang.takesBack(message);
    expect(await waits()).toEqual([]);
  });

  test('two were asked and one has answered: the other hears it, once', async () => {
    await wang.says('人工 活动室的钥匙在谁那里');
    await town.passes({ hours: 2 });
    head.sees('值班的人还没有回复，现在转给您');
    await head.says('帮助');
    await officer.presses('回复');
    await officer.says('在我这里');
    wang.sees('在我这里');
    head.sees('李桂兰本人已经回复王阿姨本人了，您不用再回复');
    expect(heard(officer, '不用再回复')).toBe(0);
    await officer.says('帮助');
    await head.presses('回复');
    await head.says('请找李桂兰');
    wang.sees('请找李桂兰');
    expect(heard(officer, '不用再回复')).toBe(0);
  });

  test('nobody is nudged at night', async () => {
    await town.passesUntil(at(0, '21:50'));
    await wang.says('人工 晚上想问一下明天的体检');
    wang.sees('已转给居委会主任');
    await town.passes({ hours: 8 });
    expect(heard(head, '体检')).toBe(1);
    await town.passesUntil(at(0, '09:01'));
    head.sees('还没有人回复王阿姨本人');
    wang.sees('到现在还没有人回复您');
  });

  test('the handbook answers a question asked in other words; a demand is not answered away', async () => {
    const entries = [
      { question: '垃圾投放时间是几点到几点', answer: '早上6:30到9:00，晚上18:00到20:30。' },
      { question: '居住证怎么办理', answer: '带身份证和租房合同到社区服务站。' },
    ];
    expect(await posts('/handbook', { community, entries })).toMatchObject({ added: 2, changed: 0 });
    await wang.says('请问垃圾投放时间是几点？');
    const answer = wang.sees('早上6:30到9:00');
    expect(labels(answer)).toEqual(['还是要登记', '找人说话']);
    await wang.presses('还是要登记');
    wang.sees('垃圾投放时间');
    await wang.presses('不用了');
    await wang.says('3号楼的垃圾桶满了没人收，臭得很');
    expect(wang.fresh().some((seen) => holds(seen, '6:30'))).toBe(false);
    await wang.presses('不用了');
    const again = [{ question: '居住证怎么办理', answer: '现在可以在网上办理。' }];
    expect(await posts('/handbook', { community, entries: again })).toMatchObject({ added: 0, changed: 1 });
    await wang.says('居住证怎么办理呀');
    wang.sees('现在可以在网上办理');
  });

  theRecordHolds(town);
});
