/** Tasks by chat: a head on LINE, an officer on Telegram, and the subdistrict above them, with thumbs and typed words only. */

import { sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { formatDate } from '../../src/locales/dates.ts';
import { createTask } from '../../src/usecases/task/create.ts';
import { addTaskEvidence, submitTask } from '../../src/usecases/task/steps.ts';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { photo } from './pictures.ts';
import { theRecordHolds } from './record.ts';
import { labels, plainly } from './seen.ts';
import { COMMUNITY, FIRST_GRID, inOneTown, must } from './town.ts';

await inOneTown('tasks by chat', (town) => {
  const head = onLine(town);
  const officer = onTelegram(town, { name: '李网格员' });
  const office = onTelegram(town, { name: '吴科长' });
  const resident = onLine(town);

  const today = () => town.now().toZonedDateTimeISO(COMMUNITY.zone).toPlainDate();
  const inDays = (days: number) => today().add({ days });
  const written = (date: Temporal.PlainDate) => formatDate('zh-Hans', date.toString());
  const typed = (date: Temporal.PlainDate) => `${date.year}年${date.month}月${date.day}日`;
  const taskCalled = async (title: string) => {
    const [row] = await town.rows<{ id: string; state: string; due_on: string; delegate_id: string | null }>(
      sql`select id, state, due_on::text, delegate_id from lilong.task where title ->> 'zh-Hans' = ${title}`,
    );
    if (!row) throw new Error(`no task called ${title}`);
    return row;
  };
  /** What the subdistrict sends through the API or a plan. */
  const sets = async (title: string, days: number, evidence: 'none' | 'text' | 'file') => {
    await town.asOperator(`set ${title}`, async (uow) =>
      must(
        await createTask(uow, {
          communityId: town.communityId,
          title: { 'zh-Hans': title },
          ownerRole: 'committee_head',
          verifierRole: 'subdistrict',
          evidence,
          dueOn: inDays(days),
        }),
      ),
    );
    await town.settle();
  };

  test('everybody is bound; help speaks of tasks to those who can have some', async () => {
    for (const [who, invitee] of [
      [head, { name: '陈主任本人', role: 'committee_head' }],
      [officer, { name: '李桂兰', role: 'grid_officer', grid: FIRST_GRID }],
      [office, { name: '吴科长本人', role: 'subdistrict' }],
      [resident, { name: '王阿姨本人', home: '1号楼' }],
    ] as const) {
      await who.says(`绑定 ${await town.invites(invitee)}`);
      who.sees('绑定成功');
    }
    await head.says('帮助');
    expect(head.sees('布置任务').buttons.map(({ label }) => label)).toContain('我的任务');
    await resident.says('帮助');
    expect(resident.sees('可以这样用').text).not.toContain('任务');
    await resident.says('任务');
    resident.sees('您现在没有要办的任务');
  });

  test('a card comes; 收到 brings it back with what is left to do, and twice does nothing twice', async () => {
    await sets('上报年度计划', 20, 'none');
    expect(head.last().text).toContain('有一项新任务');
    await head.presses('收到');
    const card = head.sees('收到了');
    expect(labels(card)).toEqual(['完成', '申请延期', plainly('转给…'), '我的任务']);
    expect((await taskCalled('上报年度计划')).state).toBe('acknowledged');
    await head.presses('收到');
    head.sees('已经是「已收到」');
  });

  test('任务 lists what is hers, soonest first; 看看 shows it in full', async () => {
    await sets('整理居民代表名册', 10, 'text');
    await sets('上报自治项目照片', 5, 'file');
    await head.says('任务');
    const list = head.sees('您有3项任务');
    expect(list.text.indexOf('上报自治项目照片')).toBeLessThan(list.text.indexOf('整理居民代表名册'));
    await head.presses('2. 整理居民代表名册');
    const card = head.sees('要交说明或照片');
    expect(card.text).toContain('街道工作人员');
  });

  test('completing what wants no evidence hands it in; the subdistrict verifies', async () => {
    await head.says('任务');
    await head.presses('3. 上报年度计划');
    await head.presses('完成');
    head.sees('等街道工作人员核验');
    await office.presses('核验通过');
    office.sees('已核验，办结');
    expect((await taskCalled('上报年度计划')).state).toBe('done');
    await office.presses('核验通过');
    office.sees('已经是「已办结」');
    await head.presses('完成');
    head.sees('已经是「已办结」');
  });

  test('completing what wants words asks for them, survives a restart, and sends back what was lacking', async () => {
    await head.says('任务');
    await head.presses('2. 整理居民代表名册');
    await head.presses('完成');
    head.sees('请写几句办得怎么样');
    await town.restart();
    await head.says('名册已核对，共三十二人');
    head.sees('交上去了');
    await office.presses('退回');
    office.sees('请写要补什么');
    await office.says('请补上各楼组的人数');
    office.sees('已退回');
    expect(head.last().text).toContain('请补上各楼组的人数');
    await office.says('核验');
    await head.presses('完成');
    head.sees('请写几句办得怎么样');
    await head.says('已补上各楼组人数');
    await office.presses('核验通过');
    expect((await taskCalled('整理居民代表名册')).state).toBe('done');
  });

  test('completing what wants a photo takes the photos, several at once with one answer, and shows them to whoever verifies', async () => {
    await head.says('任务');
    await head.presses('1. 上报自治项目照片');
    await head.presses('完成');
    head.sees('要交照片或文件');
    await head.says('花园已经修好了');
    head.sees('还要照片或文件');
    const picture = await photo();
    await head.sendsPhoto(picture);
    head.sees('还有就接着发');
    await head.sendsPhoto(picture);
    head.seesNothing();
    await head.presses('交上去');
    head.sees('一起交了2个文件');
    await office.says('任务');
    await office.presses('等我核验 1');
    await office.presses('1. 上报自治项目照片');
    await office.presses('看照片');
    expect(office.fresh().reduce((sum, { pictures }) => sum + pictures, 0)).toBe(2);
    // The way back to the task is under the pictures.
    expect(office.fresh().flatMap(labels)).toEqual(['核验通过', '退回', '看看']);
    await office.presses('看看');
    office.sees('上报自治项目照片');
    await office.presses('核验通过');
    expect((await taskCalled('上报自治项目照片')).state).toBe('done');
  });

  test('photos sent just before 完成 count', async () => {
    await sets('社区宣传栏更新', 5, 'file');
    // Not part of the album before.
    await town.passes({ minutes: 1 });
    await head.sendsPhoto(await photo());
    expect(labels(head.sees('收到'))).toContain('交给任务');
    await head.presses('交给任务');
    await head.presses('1. 社区宣传栏更新');
    await head.presses('完成');
    head.sees('一起交了1个文件');
    // Of a file that never came nothing is left to verify.
    const file = sql`task_id = (select id from lilong.task where title ->> 'zh-Hans' = '社区宣传栏更新')`;
    await town.rows(sql`update lilong.attachment set state = 'gone' where ${file}`);
    await office.presses('核验通过');
    expect(labels(office.sees('没有收到'))).toContain('退回');
    expect((await taskCalled('社区宣传栏更新')).state).toBe('submitted');
    await town.rows(sql`update lilong.attachment set state = 'stored' where ${file}`);
    await office.presses('看看');
    await office.presses('核验通过');
    expect((await taskCalled('社区宣传栏更新')).state).toBe('done');
  });

  test('a file that turns out lost is asked for again, once for all of them; whoever verifies sees it too', async () => {
    await sets('消防器材照片', 5, 'file');
    await town.passes({ minutes: 1 });
    await head.presses('完成');
    head.sees('要交照片或文件');
    const broken = Buffer.from('%PDF-1.7 not a picture at all');
    await head.sendsPhoto(broken);
    const told = head.sees('没能收下');
    expect(told.text).toContain('消防器材照片');
    expect(labels(told)).toEqual(['完成', '看看']);
    await head.sendsPhoto(await photo());
    head.seesNothing();
    await head.sendsPhoto(await photo({ colour: '#123456' }));
    await head.presses('交上去');
    head.sees('交上去了');
    // Both are still on their way when they are handed in, and never come.
    const files = sql`task_id = (select id from lilong.task where title ->> 'zh-Hans' = '消防器材照片') and state = 'stored'`;
    await town.rows(
      sql`delete from lilong.attachment_blob where attachment_id in (select id from lilong.attachment where ${files})`,
    );
    await town.rows(
      sql`update lilong.attachment set state = 'pending', next_at = now(), content_digest = null where ${files}`,
    );
    await town.settle();
    expect(head.fresh().filter(({ text }) => text.includes('2份没能收下'))).toHaveLength(1);
    expect(head.last().text).toContain('街道工作人员');
    const seen = office.last();
    expect(seen.text).toContain('2份没有收到');
    expect(labels(seen)).toEqual(['核验通过', '退回', '看看']);
    await office.presses('看看');
    office.sees('有材料没收到');
    await office.presses('退回');
    await office.says('请重新发照片');
    await head.presses('完成');
    await head.sendsPhoto(await photo());
    await head.presses('交上去');
    head.sees('一起交了1个文件');
    await office.presses('核验通过');
    expect((await taskCalled('消防器材照片')).state).toBe('done');
  });

  test('more time: the last possible day is shown, wrong dates get a sentence, the date moves when it is granted', async () => {
    await sets('楼组长调整方案', 20, 'none');
    await head.says('任务');
    await head.presses('1. 楼组长调整方案');
    await head.presses('申请延期');
    head.sees(written(inDays(30)));
    await head.says('等通知');
    head.sees('没看懂日期');
    await head.says('2月30日');
    head.sees('没有这一天');
    await head.says(typed(inDays(31)));
    head.sees('太远了');
    await head.says(typed(inDays(20)));
    head.sees('不比现在的期限');
    await head.says('+5天');
    head.sees('请写一句理由');
    await head.says('等楼组会开完');
    head.sees('等街道工作人员答复');
    await head.presses('申请延期');
    head.sees('已经申请过延期');
    await office.presses('同意延期');
    office.sees('已同意');
    expect((await taskCalled('楼组长调整方案')).due_on).toBe(inDays(25).toString());
    await office.presses('同意延期');
    office.sees('已经处理过了');
    await head.presses('申请延期');
    head.sees('次数用完了');
  });

  test('refused time wants a reason, which whoever asked reads; date and reason may come in one line', async () => {
    await sets('志愿者注册', 20, 'none');
    await head.presses('申请延期');
    await head.says(`延到${typed(inDays(22))}，还有几户没登记`);
    head.sees('已申请延到');
    await office.presses('不同意');
    office.sees('请写理由');
    await office.says('其他社区都按时报');
    office.sees('没有同意延期');
    expect(head.last().text).toContain('其他社区都按时报');
    expect((await taskCalled('志愿者注册')).due_on).toBe(inDays(20).toString());
  });

  test('转给… moves the work: the officer gets the card, the head answers for it all the same', async () => {
    await head.presses('转给…');
    await head.presses('李桂兰 · 网格员');
    head.sees('已转给李桂兰');
    await head.presses('李桂兰 · 网格员');
    head.sees('已经在李桂兰那里了');
    expect(officer.last().text).toContain('这项任务转给了您');
    await officer.says('/task');
    officer.sees('您有1项任务');
    await head.says('我的任务');
    head.sees('已转李桂兰办');
    await officer.presses('完成');
    officer.sees('交上去了');
    await office.presses('核验通过');
  });

  test('免办 wants a reason; the head is told', async () => {
    await sets('撰写创建专题报告', 3, 'none');
    await office.says('本周');
    await office.presses('1. 撰写创建专题报告');
    await office.presses('免办');
    await office.says('今年不开展创建');
    office.sees('已免办');
    expect(head.last().text).toContain('今年不开展创建');
    expect((await taskCalled('撰写创建专题报告')).state).toBe('waived');
  });

  test('what is not hers she cannot do, whoever knows the button', async () => {
    await sets('经费公开材料', 15, 'none');
    const { token = '' } = head.button('完成');
    await officer.pressesToken(token);
    officer.sees('不能在这里用');
    expect((await taskCalled('经费公开材料')).state).not.toBe('submitted');
  });

  test('the head sets a task in one line, looks at it, changes what is wrong, and it reaches the officer once', async () => {
    const due = inDays(12);
    await head.says(`任务 ${due.month}月${due.day}日前 走访独居老人 给李网格员`);
    const preview = head.sees('没错就布置');
    expect(preview.text).toContain('走访独居老人');
    expect(preview.text).toContain('李桂兰');
    await head.presses('改材料要求');
    head.sees('要交说明或照片');
    await head.presses('改日期');
    await head.says('昨天');
    head.sees('没看懂日期');
    await head.says('后天');
    await head.presses('就这样布置');
    head.sees('布置好了');
    const row = await taskCalled('走访独居老人');
    expect(row.due_on).toBe(inDays(2).toString());
    expect(officer.fresh().filter(({ text }) => text.includes('走访独居老人'))).toHaveLength(1);
    await head.presses('就这样布置');
    head.sees('已经过去了');
    const [counted] = await town.rows<{ n: number }>(
      sql`select count(*)::int as n from lilong.task where title ->> 'zh-Hans' = '走访独居老人'`,
    );
    expect(counted?.n).toBe(1);
  });

  test('or tap by tap; a name nobody has is asked again, and nothing is lost', async () => {
    await head.says('布置任务');
    head.sees('要布置什么任务');
    await head.says('检查消防通道 给王小明');
    head.sees('没有找到「王小明」');
    head.sees('哪天之前办好');
    await head.says('下周五');
    head.sees('给谁办');
    await head.says('赵某');
    head.sees('没有找到「赵某」');
    await head.presses('李桂兰 · 网格员');
    expect(head.sees('没错就布置').text).toContain('检查消防通道');
    await head.presses('不布置了');
    await officer.says('布置任务 明天 打扫 给我');
    officer.sees('布置任务要居委会主任或街道');
  });

  test('a press is seen: of her rows of that task, and of nobody else', async () => {
    await town.passes({ days: 2 });
    const { id } = await taskCalled('走访独居老人');
    const rows = () =>
      town.rows<{ n: number; seen: number }>(
        sql`select count(*)::int as n, count(seen_at)::int as seen from lilong.reminder_sent where subject = ${`task:${id}`}`,
      );
    const [before] = await rows();
    expect(before?.n).toBeGreaterThan(0);
    expect(before?.seen).toBe(0);
    await officer.presses('收到');
    const [after] = await rows();
    expect(after?.seen).toBe(after?.n);
  });

  test('the week of the head and of the subdistrict', async () => {
    await head.says('本周');
    head.sees('李桂兰办');
    await resident.says('本周');
    resident.sees('给居委会主任和街道看的');
    await town.passes({ days: 3 });
    await head.says('本周');
    expect(head.sees('幸福里社区本周').text).toMatch(/逾期 1/);
    await officer.says('任务');
    await officer.presses('1. 走访独居老人');
    expect(labels(officer.sees('已逾期'))).not.toContain('申请延期');
    // A card of the days before still has the button.
    await officer.presses('申请延期');
    officer.sees('不能再申请延期');
  });

  test('whoever set a task moves it, presses it and calls it off, with a reason that is passed on', async () => {
    await head.says('任务 后天 更换楼道灯 给李网格员');
    await head.presses('就这样布置');
    await head.presses('看看');
    expect(labels(head.sees('更换楼道灯'))).toEqual(expect.arrayContaining(['改期', '督办', '取消任务']));
    await head.presses('改期');
    head.sees('改到哪天');
    await head.says('昨天');
    head.sees('没看懂日期');
    await head.says(typed(inDays(2)));
    head.sees('现在就是');
    await head.says(`${typed(inDays(9))}，等灯到货`);
    expect(head.sees('已改期').text).toContain(written(inDays(9)));
    expect(officer.last().text).toContain('等灯到货');
    expect((await taskCalled('更换楼道灯')).due_on).toBe(inDays(9).toString());
    await head.presses('看看');
    await head.presses('督办');
    await head.says('两位老人摔过');
    head.sees('已督办');
    expect(officer.last().text).toContain('两位老人摔过');
    await head.presses('看看');
    expect(labels(head.last())).toContain('解除督办');
    expect(labels(head.last())).not.toContain('督办');
    // Pressed twice: nobody is asked for a reason in vain.
    await head.presses('督办');
    head.sees('已经');
    await head.presses('解除督办');
    await head.says('灯装好一半了');
    head.sees('已解除督办');
    await head.presses('看看');
    await head.presses('取消任务');
    head.sees('请写理由');
    await head.says('取消');
    expect((await taskCalled('更换楼道灯')).state).not.toBe('cancelled');
    await head.presses('取消任务');
    await head.says('物业已经换好');
    head.sees('已取消');
    expect(officer.last().text).toContain('物业已经换好');
    expect((await taskCalled('更换楼道灯')).state).toBe('cancelled');
    await head.presses('改期');
    head.sees('已经是「已取消」');
  });

  test('nobody orders about her own; the subdistrict does', async () => {
    await sets('整理会议室', 6, 'none');
    await head.says('任务');
    await head.presses(/\d+\. 整理会议室/.exec(labels(head.last()).join('\n'))?.[0] ?? '');
    for (const label of ['改期', '督办', '取消任务']) expect(labels(head.sees('整理会议室'))).not.toContain(label);
    await office.says('本周');
    await office.presses(/\d+\. 整理会议室/.exec(labels(office.last()).join('\n'))?.[0] ?? '');
    await office.presses('督办');
    await office.says('下周要检查');
    office.sees('已督办');
    expect(head.last().text).toContain('下周要检查');
    await office.presses('看看');
    await office.presses('取消任务');
    await office.says('检查取消了');
    expect(head.last().text).toContain('检查取消了');
  });

  test('a pin on the map is neither photo nor file, and goes with no task', async () => {
    await sets('查看一处工地', 5, 'file');
    await head.sendsPlace({ latitude: 31.24, longitude: 121.43, title: '工地' });
    const row = await taskCalled('查看一处工地');
    const chat = await town.rows<{ id: string; chat: string }>(
      sql`select id, chat_id as chat from lilong.attachment where kind = 'location'`,
    );
    expect(chat).toHaveLength(1);
    const done = await town.asPerson('陈主任本人', (uow) =>
      addTaskEvidence(uow, { taskId: row.id, chatId: chat[0]?.chat ?? '' }),
    );
    expect(done).toMatchObject({ ok: false, error: { kind: 'nothing_handed_in' } });
    const waiting = sql`select 1 from lilong.attachment where kind = 'location' and task_id is null`;
    expect(await town.rows(waiting)).toHaveLength(1);
    await town.asPerson('陈主任本人', async (uow) => {
      must(await addTaskEvidence(uow, { taskId: row.id, chatId: chat[0]?.chat ?? '', words: '看过了' }));
      expect(await submitTask(uow, { taskId: row.id })).toMatchObject({ error: { kind: 'evidence_missing' } });
    });
  });

  theRecordHolds(town);
});
