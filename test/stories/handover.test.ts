/** A post changes hands with its open work and a checklist; and what the supervision committee may read at any time. */
import { expect, test } from 'vitest';
import { adminApi } from '../harness/admin-api.ts';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { holds, labels, numberIn } from './seen.ts';
import { adminToken, COMMUNITY, FIRST_GRID, inOneTown } from './town.ts';

await inOneTown('handover and supervision', (town) => {
  const head = onLine(town);
  const before = onTelegram(town, { name: '老网格员的手机' });
  const after = onTelegram(town, { name: '新网格员的手机' });
  const supervisor = onTelegram(town, { name: '孙监委的手机' });
  const wang = onLine(town);
  const call = (method: 'GET' | 'POST', path: string, body?: unknown) =>
    adminApi(town.house.app)(method, path, { token: adminToken(town), ...(body !== undefined && { body }) });
  const person = async (name: string) => {
    const { json } = await call('GET', `/people?community=${COMMUNITY.code}`);
    return json.items.find((one: { name: string }) => one.name === name);
  };
  let number = '';

  test('the open work moves to the new holder, who gets the checklist', async () => {
    await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
    await before.says(`绑定 ${await town.invites({ name: '李桂兰本人', role: 'grid_officer', grid: FIRST_GRID })}`);
    await after.says(`绑定 ${await town.invites({ name: '周建国本人' })}`);
    await supervisor.says(`绑定 ${await town.invites({ name: '孙监委本人', role: 'supervisor' })}`);
    await wang.says('3号楼电梯又坏了，老人下不了楼');
    await wang.presses('登记需求');
    number = numberIn(wang.sees('已登记'));
    await before.presses('受理');
    for (const who of [head, before, after]) await who.says('帮助');

    const seat = (await person('李桂兰本人')).seats[0].id;
    const next = (await person('周建国本人')).id;
    town.keepSecret('三号楼配电间的备用钥匙');
    const same = await call('POST', `/seats/${seat}/handover`, { personId: (await person('李桂兰本人')).id });
    expect(same.json.error.code).toBe('same_person');
    const done = await call('POST', `/seats/${seat}/handover`, { personId: next, also: ['三号楼配电间的备用钥匙'] });
    expect(done.json).toMatchObject({ demands: 1, seat: { role: 'grid_officer', filledBy: 'appointed' } });
    await town.settle();
    const card = after.sees('您从李桂兰本人手里接任网格员，未办结的1件');
    expect(labels(card)).toEqual(['台账', '钥匙', '微信群等群的管理', '未办结的事', '三号楼配电间的备用钥匙']);
    before.sees('网格员由周建国本人接任');
    head.sees('网格员由李桂兰本人交给周建国本人');
    expect((await call('POST', `/seats/${seat}/handover`, { personId: next })).json.error.code).toBe('seat_not_found');
  });

  test('the new holder works on it, the old one no longer', async () => {
    await after.says(`查 ${number}`);
    after.sees('老人下不了楼');
    await before.says(`查 ${number}`);
    expect(before.fresh().some((seen) => holds(seen, '老人下不了楼'))).toBe(false);
  });

  test('each thing is ticked off by the new holder only; at the end the head hears it', async () => {
    await before.says('交接');
    before.sees('没有要交接的');
    for (const thing of ['台账', '钥匙', '微信群等群的管理', '未办结的事']) {
      await after.says('交接');
      await after.presses(thing);
    }
    await after.says('交接');
    expect(labels(after.last())).toEqual(['三号楼配电间的备用钥匙']);
    await head.says('帮助');
    await after.presses('三号楼配电间的备用钥匙');
    after.sees('交接完毕');
    head.sees('交接已经全部清点完');
    await after.says('交接');
    after.sees('没有要交接的');
  });

  test('the supervision committee reads people, bindings and demands, and never who reported', async () => {
    for (const name of ['第五位居民', '第六位居民']) await town.invites({ name });
    await supervisor.says('名册');
    supervisor.sees('周建国本人');
    await supervisor.presses('下一页');
    supervisor.sees('第六位居民');
    await supervisor.says('绑定记录');
    supervisor.sees('没有可以看的');
    await head.says('绑定记录');
    head.sees('没有可以看的');
    await supervisor.says(`查 ${number}`);
    const shown = supervisor.sees('老人下不了楼');
    expect(labels(shown)).toEqual([]);
    await after.says('名册');
    after.sees('没有权限');
  });

  theRecordHolds(town);
});
