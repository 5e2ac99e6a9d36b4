/**
 * What neighbours carry together: a common concern in the catalogue, co-signed until it is a topic; demands that go up to
 * the subdistrict in one bundle; a withdrawal that ends nobody else's demand; two who close one demand at once.
 */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { cosignDemand } from '../../src/usecases/demand/cosign.ts';
import { createPerson } from '../../src/usecases/registry/create.ts';
import { joins, lineGroup, onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { holds, labels, numberIn, type Seen } from './seen.ts';
import { FIRST_GRID, inOneTown, instantOf } from './town.ts';
import type { Voice } from './voice.ts';

await inOneTown('what neighbours carry together', (town) => {
  const officer = onTelegram(town, { name: '李网格员' });
  const head = onLine(town);
  const office = onTelegram(town, { name: '街道王科' });
  const wang = onLine(town);
  const li = onTelegram(town, { name: '李阿姨' });
  const zhou = onLine(town);

  const heard = (who: Voice, words: string | RegExp): number => who.fresh().filter((seen) => holds(seen, words)).length;
  const allRead = async (...people: readonly Voice[]) => {
    for (const one of people) await one.says('语言');
  };
  const registers = async (who: Voice, words: string): Promise<string> => {
    await who.says(words);
    await who.presses('登记需求');
    if (who.last().buttons.some(({ label }) => label === '另开一件')) await who.presses('另开一件');
    return numberIn(who.sees('已登记'));
  };
  /** The card, fetched anew, and one of its buttons or of those behind [更多]. */
  const does = async (who: Voice, number: string, label: string): Promise<void> => {
    await who.says(`查 ${number}`);
    const card = who.sees(new RegExp(`^${number} · `)) as Seen;
    if (labels(card).includes(label)) return who.presses(label);
    await who.presses('更多');
    await who.presses(label);
  };
  const stateOf = async (number: string): Promise<string> => {
    const [row] = await town.rows<{ state: string }>(
      sql`select state from lilong.demand where number = ${Number(number.slice(-4))}`,
    );
    return row?.state ?? 'none';
  };

  test('everyone is bound', async () => {
    await officer.says(`绑定 ${await town.invites({ name: '李桂兰', role: 'grid_officer', grid: FIRST_GRID })}`);
    await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
    await office.says(`绑定 ${await town.invites({ name: '王科长本人', role: 'subdistrict' })}`);
    await li.says(`绑定 ${await town.invites({ name: '李秀英', home: '3号楼' })}`);
    await zhou.says(`绑定 ${await town.invites({ name: '周文英', home: '2号楼' })}`);
    for (const one of [officer, head, office, li, zhou]) one.sees('绑定成功');
  });

  test('a common concern is listed; it is co-signed in the group by number, and taken back', async () => {
    const number = await registers(wang, '3号楼门口想装一排充电桩，充电桩不够用');
    await does(head, number, '受理');
    await allRead(wang, li);
    await does(head, number, '入目录');
    head.sees('已列入需求目录');
    expect(heard(wang, '已列入需求目录')).toBe(1);
    await li.says('目录');
    expect(li.sees(number).text).toContain('附议 0/40');

    const group = lineGroup();
    await joins(town, group);
    const there = zhou.in(group);
    await there.mentions(`附议 ${number}`);
    expect(there.sees(`已附议 ${number}`).text).not.toContain('周文英');
    await zhou.says(`撤回附议 ${number}`);
    zhou.sees('还有 0 位居民附议');
    await zhou.says(`撤回附议 ${number}`);
    zhou.sees('您没有附议这一件');
    await wang.says(`附议 ${number}`);
    wang.sees('附议要先绑定身份');
  });

  test('the signature that fills the number makes a topic of it, once, and everyone hears', async () => {
    const [row] = await town.rows<{ id: string; number: number; year: number }>(
      sql`select id, number, year from lilong.demand where state = 'listed'`,
    );
    const number = `D-${row?.year}-${String(row?.number).padStart(4, '0')}`;
    await town.asOperator('thirty-nine neighbours sign', async (uow) => {
      for (let each = 1; each <= 39; each += 1) {
        const made = await createPerson(uow, { communityId: town.communityId, name: `签名邻居${each}` });
        if (!made.ok) throw new Error(made.error.kind);
        const actor = { kind: 'account' as const, personId: made.value.id, communityId: town.communityId, seats: [] };
        const signed = await cosignDemand({ ...uow, actor }, { demandId: row?.id ?? '' });
        expect(signed.ok && signed.value.signatures).toBe(each);
      }
    });
    expect(await stateOf(number)).toBe('listed');
    await allRead(wang);
    await li.says(`附议 ${number}`);
    li.sees('现在共有 40 位居民附议');
    expect(await stateOf(number)).toBe('promoted');
    expect(heard(wang, '转为社区公共议题')).toBe(1);
    expect(heard(li, '转为社区公共议题')).toBe(1);
    await zhou.says(`附议 ${number}`);
    zhou.sees('附议已经结束');
    await li.says(`撤回附议 ${number}`);
    li.sees('已转议题');
    await wang.says('我的');
    await wang.presses(number);
    expect(labels(wang.sees('已转议题'))).toEqual([]);
  });

  test('the committee may pick one itself, with a reason that is told', async () => {
    const number = await registers(zhou, '2号楼花坛荒了，想改成健身角');
    await does(head, number, '受理');
    await does(head, number, '入目录');
    await allRead(zhou);
    await does(head, number, '转为议题');
    await head.says('代表们多次提到，居委会研究后选定');
    head.sees('已转为议题');
    expect(heard(zhou, '代表们多次提到')).toBe(1);
  });

  test('pressed by the head: the clock is shorter, and the officer hears why', async () => {
    const number = await registers(wang, '1号楼门口路灯不亮');
    const due = async () => {
      const [row] = await town.rows<{ due_at: unknown }>(
        sql`select due_at from lilong.schedule where state = 'waiting' and kind = 'demand.response-due'
          order by due_at limit 1`,
      );
      return instantOf(row?.due_at);
    };
    const before = await due();
    await does(head, number, '督办');
    await head.says('昨晚有老人摔倒');
    head.sees('已督办');
    expect(officer.sees('督办').text).toContain('昨晚有老人摔倒');
    expect((await due()).epochMilliseconds).toBeLessThan(before.epochMilliseconds);
    await does(officer, number, '受理');
    await officer.says(`查 ${number}`);
    await officer.presses('更多');
    expect(labels(officer.last())).not.toContain('督办');
  });

  test('pressed no longer: the clock is put back, the officer hears why; what came from above only goes from there', async () => {
    const number = await registers(wang, '2号楼晾衣杆松了，怕掉下来');
    const due = async () => {
      const [row] = await town.rows<{ due_at: unknown }>(
        sql`select s.due_at from lilong.schedule s join lilong.demand d on s.subject = 'demand:' || d.id
          where s.state = 'waiting' and s.kind = 'demand.response-due' and d.number = ${Number(number.slice(-4))}`,
      );
      return instantOf(row?.due_at).toString();
    };
    const before = await due();
    await does(head, number, '督办');
    await head.says('住的是老人');
    expect(await due()).not.toBe(before);
    await allRead(officer, wang);
    await does(head, number, '解除督办');
    await head.says('物业已经用绳子固定');
    head.sees('已解除督办');
    expect(await due()).toBe(before);
    expect(officer.sees('已解除督办').text).toContain('物业已经用绳子固定');
    // She was not told that it was pressed.
    expect(heard(wang, '解除督办')).toBe(0);

    await does(office, number, '督办');
    await office.says('全区排查高空坠物');
    await head.says(`查 ${number}`);
    await head.presses('更多');
    expect(labels(head.last())).not.toContain('解除督办');
    await allRead(head);
    await does(office, number, '解除督办');
    await office.says('排查结束');
    expect(heard(officer, '排查结束')).toBe(1);
    await wang.says(`查 ${number}`);
    expect(wang.sees(number).text).toContain('解除督办');
    await wang.says('我的');
    await wang.presses(number);
    await wang.presses('撤回');
  });

  test('two go up to the subdistrict with one account of why; its answer reaches each person once', async () => {
    const one = await registers(wang, '2号楼外面的马路坑坑洼洼，路面有个大坑');
    const two = await registers(wang, '1号楼前公交站太远，希望加一站');
    await does(head, one, '受理');
    await does(head, two, '受理');
    await li.says(`附议 ${one}`);
    li.sees('已附议');
    await allRead(wang, li, office);
    await does(head, one, '上报街道');
    await head.says(`市政道路不归社区管，${two} 也请一并协调`);
    head.sees(new RegExp(`已上报街道.*${one} ${two}`));
    expect(heard(wang, '已上报街道')).toBe(1);
    expect(heard(li, '已上报街道')).toBe(1);
    const asked = office.sees('居委会上报 2 件');
    expect(asked.text).toContain('市政道路不归社区管');
    expect(labels(asked)).toEqual(['答复', '答复并交回居委会', one, two]);

    await allRead(wang, li, head);
    await office.presses('答复并交回居委会');
    await office.says('市政所下月修路，公交站已转交通委');
    office.sees('已交回居委会');
    expect(heard(wang, '市政所下月修路')).toBe(1);
    expect(wang.sees('市政所下月修路').text).toContain(`${one} ${two}`);
    expect(heard(li, '市政所下月修路')).toBe(1);
    expect(heard(head, '已交回居委会继续办理')).toBe(1);
    await office.presses('答复');
    await office.says('再说一次');
    office.sees('已经答复过了');
  });

  const sun = onLine(town);

  test('a withdrawal ends nobody else’s demand: what was merged into it goes on, with the signatures', async () => {
    const first = await registers(sun, '3号楼楼道堆放杂物，过不去');
    const second = await registers(zhou, '3号楼楼道里堆了很多杂物');
    await does(officer, second, '并案');
    await officer.says(first);
    officer.sees('已并入');
    await li.says(`附议 ${second}`);
    li.sees(`算在 ${first} 上`);
    await allRead(zhou, li, officer);
    await sun.says('我的');
    await sun.presses(first);
    await sun.presses('撤回');
    sun.sees('已撤回');
    expect(await stateOf(first)).toBe('withdrawn');
    expect(await stateOf(second)).toBe('submitted');
    expect(heard(officer, second)).toBe(1);
    await li.says(`撤回附议 ${second}`);
    li.sees('还有 0 位居民附议');

    const alone = await registers(sun, '2号楼门禁坏了，谁都能进');
    await sun.says('我的');
    await sun.presses(alone);
    await sun.presses('撤回');
    await li.says(`附议 ${alone}`);
    expect(labels(li.sees('附议已经结束'))).toEqual(['反映问题']);
  });

  test('two close one demand at once: one does, the other is told that it is done', async () => {
    const number = await registers(sun, '1号楼井盖松动');
    await does(officer, number, '受理');
    for (const one of [officer, head]) {
      await does(one, number, '办结');
      await one.says('已经加固');
    }
    await allRead(zhou);
    await town.atOnce([() => officer.presses('没有照片，直接办结'), () => head.presses('没有照片，直接办结')]);
    const done = [officer, head].map((who) => heard(who, '等反映人确认'));
    const late = [officer, head].map((who) => heard(who, '已经是「已办结」'));
    expect(done[0] ?? 0).toBe(late[1]);
    expect((done[0] ?? 0) + (done[1] ?? 0)).toBe(1);
    expect(heard(sun, '已经加固')).toBe(1);
  });

  theRecordHolds(town);
});
