/** A post changes hands with its open work and a checklist; and what the supervision committee may read at any time. */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { confirmOnWord, reopenOnWord } from '../../src/usecases/demand/on-word.ts';
import { handOverSeat } from '../../src/usecases/registry/handover.ts';
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
    const card = after.sees('您从李桂兰本人手里接任网格员，未办结的诉求1件、任务0项');
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

  test('whoever solved it does not confirm it in somebody’s name, whatever seat is left to him', async () => {
    const colleague = onLine(town);
    await colleague.says(
      `绑定 ${await town.invites({ name: '郑网格员本人', role: 'grid_officer', grid: FIRST_GRID })}`,
    );
    town.keepSecret('张大爷本人', '13800138000');
    await after.says('代登记 3号楼门口积水');
    await after.presses('电话');
    await after.says('张大爷本人 13800138000');
    await after.presses('登记需求');
    const rung = numberIn(after.sees('已登记'));
    await after.says(`查 ${rung}`);
    await after.presses('受理');
    await after.presses('办结');
    await after.says('水已经抽干了');
    await after.presses('没有照片，直接办结');
    const zhou = await person('周建国本人');
    const besides = { role: 'committee_member', community: COMMUNITY.code };
    expect((await call('POST', `/people/${zhou.id}/seats`, besides)).status).toBe(201);
    await town.invites({ name: '冯网格员本人' });
    const moved = await call('POST', `/seats/${zhou.seats[0].id}/handover`, {
      personId: (await person('冯网格员本人')).id,
    });
    expect(moved.json.demands).toBe(2);
    await town.settle();

    await after.says(`查 ${rung}`);
    expect(labels(after.sees(rung)).filter((label) => label.startsWith('反映人说'))).toEqual([]);
    const [row] = await town.rows<{ id: string; resolution: number }>(
      sql`select id::text, resolution from lilong.demand where number = ${Number(rung.slice(-4))}`,
    );
    const about = { demandId: row?.id ?? '', resolution: row?.resolution ?? 0 };
    const own = { ok: false, error: { kind: 'own_work' } };
    expect(await town.asPerson('周建国本人', (uow) => confirmOnWord(uow, about))).toEqual(own);
    expect(await town.asPerson('周建国本人', (uow) => reopenOnWord(uow, { ...about, words: '还有水' }))).toEqual(own);
    await colleague.says(`查 ${rung}`);
    await colleague.presses('反映人说已解决');
    colleague.sees('已按反映人的话确认解决');
  });

  test('the head passes on what is the committee’s own, and not the seats of those beside and above her', async () => {
    const unit = await call('POST', '/bodies', { community: COMMUNITY.code, kind: 'property_firm', name: '物业甲' });
    const grants = [
      ['居务监督甲', { role: 'supervisor' }],
      ['街道甲本人', { role: 'subdistrict' }],
      ['物业甲师傅', { role: 'unit_member', bodyId: unit.json.id }],
      ['委员甲本人', { role: 'committee_member' }],
    ] as const;
    const seats: Record<string, string> = {};
    for (const [name, seat] of grants) {
      const code = await town.invites({ name });
      const { id } = await person(name);
      const granted = await call('POST', `/people/${id}/seats`, { ...seat, community: COMMUNITY.code });
      seats[name] = granted.json.id;
      const phone = onLine(town);
      await phone.says(`绑定 ${code}`);
    }
    await town.invites({ name: '接任的人' });
    const { id: personId } = await person('接任的人');
    const handsOver = (who: string, whose: string) =>
      town.asPerson(who, (uow) => handOverSeat(uow, { seatId: seats[whose] ?? '', personId }));
    const refused = (kind: string) => ({ ok: false, error: expect.objectContaining({ kind }) });
    for (const whose of ['居务监督甲', '街道甲本人', '物业甲师傅'])
      expect(await handsOver('陈主任本人', whose), whose).toEqual(refused('not_heads_seat'));
    expect(await handsOver('委员甲本人', '居务监督甲')).toEqual(refused('not_permitted'));
    expect(await handsOver('居务监督甲', '街道甲本人')).toEqual(refused('not_permitted'));

    expect(await handsOver('陈主任本人', '委员甲本人')).toMatchObject({ ok: true });
    expect(await handsOver('居务监督甲', '居务监督甲')).toMatchObject({ ok: true });
    expect(await handsOver('街道甲本人', '物业甲师傅')).toMatchObject({ ok: true });
    await town.settle();
    const named = await town.rows<{ role: string; person: boolean }>(
      sql`select entry::jsonb -> 'by' ->> 'role' as role, entry::jsonb -> 'by' ? 'person' as person from lilong.ledger
        where entry::jsonb ->> 'action' = 'seat.handover' and subject like 'handover:%'
        order by position desc limit 3`,
    );
    expect(named).toEqual([
      { role: 'subdistrict', person: true },
      { role: 'supervisor', person: true },
      { role: 'committee_head', person: true },
    ]);
  });

  theRecordHolds(town);
});
