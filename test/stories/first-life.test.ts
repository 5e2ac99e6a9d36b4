/** A demand's first life: taken on, asked about, worked on, shown as solved, doubted, solved again; and what silence does. */

import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { inside, photo } from './pictures.ts';
import { theRecordHolds } from './record.ts';
import { holds, labels, numberIn, type Seen } from './seen.ts';
import { FIRST_GRID, inEveryTown, instantOf, SECOND_GRID } from './town.ts';
import type { Voice } from './voice.ts';

const PUBLIC = 'https://lilong.example';

await inEveryTown(
  'the first life of a demand',
  (town) => {
    const officer = onTelegram(town, { name: '李网格员' });
    const neighbour = onTelegram(town, { name: '周网格员' });
    const head = onLine(town);

    const registers = async (who: Voice, words: string): Promise<string> => {
      await who.says(words);
      await who.presses('登记需求');
      return numberIn(who.sees('已登记'));
    };
    /** The handler's card about a demand, as it looks now. */
    const cardOf = (who: Voice, number: string): Seen => {
      const card = [...who.screen()].reverse().find((seen) => holds(seen, new RegExp(`^${number} · `)));
      if (!card) throw new Error(`no card of ${number}`);
      return card;
    };
    const heard = (who: Voice, words: string | RegExp): number =>
      who.fresh().filter((seen) => holds(seen, words)).length;
    const solves = async (who: Voice, account: string): Promise<void> => {
      await who.presses('办结');
      await who.says(account);
      await who.presses('没有照片，直接办结');
      who.sees('已办结');
    };
    const due = async (kind: string) => {
      const [row] = await town.rows<{ due_at: unknown }>(
        sql`select due_at from lilong.schedule where state = 'waiting' and kind = ${kind} order by due_at desc limit 1`,
      );
      return instantOf(row?.due_at);
    };

    test('an officer is bound by a typed code, another and the head by a link', async () => {
      const link = (platform: 'line' | 'telegram', code: string) =>
        town.house.runtime.context.adapters.get(platform)?.privateLink(`i_${code}`) ?? '';
      await officer.says(`绑定 ${await town.invites({ name: '李桂兰', role: 'grid_officer', grid: FIRST_GRID })}`);
      officer.sees('绑定成功');
      const other = await town.invites({ name: '周建国', role: 'grid_officer', grid: SECOND_GRID });
      await neighbour.opens(link('telegram', other));
      neighbour.sees('绑定成功');
      const chief = await town.invites({ name: '陈主任本人', role: 'committee_head' });
      await head.opens(link('line', chief));
      head.sees('绑定成功');
      await neighbour.opens(link('telegram', chief));
      neighbour.sees('已经绑定了另一位居民');
    });

    const wang = onLine(town);
    let number = '';

    test('it reaches the officer of the place and nobody else; he takes it on with one tap', async () => {
      await officer.says('我的');
      number = await registers(wang, '3号楼电梯又坏了，老人下不了楼');
      const card = officer.sees('新需求');
      expect(labels(card)).toEqual(['受理', '请补充', '更多']);
      expect(heard(neighbour, number)).toBe(0);
      expect(heard(head, number)).toBe(0);

      await neighbour.says(`查 ${number}`);
      const shown = neighbour.sees('待受理');
      expect(shown.text).not.toContain('电梯又坏了');
      expect(labels(shown)).toEqual(['附议']);

      await officer.presses('受理');
      const taken = cardOf(officer, number);
      expect(taken.message).toBe(card.message);
      expect(taken.text).toContain('已受理');
      expect(taken.text).toContain('办结期限');
      expect(labels(taken)).toEqual(['报进展', '办结', '请补充', '更多']);
      expect(heard(wang, /已受理/)).toBe(1);
      expect(town.line.month.used).toBe(1);
    });

    test('he asks back; she answers by just typing; he can read the answer', async () => {
      await officer.presses('请补充');
      await officer.says('请问是左边那台还是右边那台？');
      officer.sees('等待补充');
      expect(labels(wang.sees('请问是左边那台还是右边那台'))).toEqual(['补充说明', '依据']);
      await wang.says('左边那台，门关不上');
      expect(labels(wang.sees('这句是补充吗'))).toEqual(['是,补充上', '是另一件事']);
      await wang.presses('是，补充上');
      wang.sees('已补充');
      const card = cardOf(officer, number);
      expect(card.text).toContain('左边那台，门关不上');
      expect(labels(card)).toEqual(['报进展', '办结', '请补充', '更多']);
    });

    test('a bare number answers a question, and yes may be typed', async () => {
      const ma = onLine(town);
      const asked = await registers(ma, '2号楼水管漏水，滴了一夜');
      await officer.presses('请补充');
      await officer.says('请问是几楼？');
      await ma.says('1');
      expect(labels(ma.sees('这句是补充吗'))).toContain('是另一件事');
      await ma.says('是的');
      ma.sees('已补充');
      expect(cardOf(officer, asked).text).toMatch(/补充说明：1$/m);
      await ma.presses('看进度');
      await ma.presses('撤回');
    });

    test('progress is heard once; solved is shown with the picture, and she has the last word', async () => {
      await officer.presses('报进展');
      await officer.says('已联系维保，今天下午到');
      expect(heard(wang, '已联系维保，今天下午到')).toBe(1);

      await officer.presses('办结');
      await officer.says('维保换了门机，试运行正常');
      officer.sees('照片');
      await officer.sendsPhoto(await photo({ colour: '#228822' }));
      officer.sees('已办结');
      const told = wang.sees('维保换了门机，试运行正常');
      expect(labels(told)).toEqual(['已解决', '没解决', '依据']);
      const url = town.line.messagesTo(wang.user).find(({ type }) => type === 'image')?.originalContentUrl as string;
      const served = await town.house.app.request(url.replace(PUBLIC, ''));
      expect(served.status).toBe(200);
      expect(await inside(new Uint8Array(await served.arrayBuffer()))).toMatchObject({ format: 'jpeg', notes: false });
      expect((await town.house.app.request(url.replace(PUBLIC, '').replace(/.$/, '!'))).status).toBe(404);
    });

    test('not solved: it opens again, climbs to the head, and her words go with it', async () => {
      await head.says('我的');
      await wang.presses('没解决');
      await wang.says('今天早上门又关不上了');
      wang.sees('已重开');
      for (const handler of [head, officer]) {
        const card = cardOf(handler, number);
        expect(card.text).toContain('已重开');
        expect(card.text).toContain('今天早上门又关不上了');
        expect(labels(card)).toContain('受理');
      }
      expect(labels(cardOf(head, number))).not.toContain('不予受理');
      await head.presses('受理');
      await head.presses('办结');
      await head.says('更换了整扇门，物业经理当面试过');
      await head.presses('没有照片，直接办结');
      wang.sees('更换了整扇门，物业经理当面试过');
      // The photo showed the solution she did not accept.
      expect(wang.fresh().map(({ pictures }) => pictures)).not.toContain(1);
    });

    test('a button of the earlier round does nothing; confirming ends it, and the handlers hear it once', async () => {
      const old = wang.screen().filter(({ buttons }) => buttons.some(({ label }) => label === '没解决'));
      expect(old).toHaveLength(2);
      await wang.pressesToken(old[0]?.buttons.find(({ label }) => label === '已解决')?.token ?? '');
      wang.sees('之前的一次办理');
      await head.says('我的');
      await wang.presses('已解决');
      wang.sees('已确认解决');
      expect(heard(head, /反映人已确认解决/)).toBe(1);
      await wang.presses('已解决');
      wang.sees('已经是');
      expect(labels(cardOf(officer, number))).toEqual(['看照片']);
      await wang.says(`查 ${number}`);
      expect(wang.sees('已确认').text).toMatch(/登记[\s\S]*受理[\s\S]*办结[\s\S]*重开[\s\S]*办结[\s\S]*确认解决/);
    });

    test('silence counts as consent after the rule’s days, not before', async () => {
      const zhao = onTelegram(town, { name: '赵大伯' });
      const silent = await registers(zhao, '2号楼楼道灯不亮');
      await officer.presses('受理');
      await solves(officer, '灯泡已换好');
      await zhao.says('我的');
      const end = await due('demand.confirm-expires');
      await town.passesUntil(end.subtract({ minutes: 1 }));
      zhao.sees('已办结');
      expect(heard(zhao, /自动|按规则/)).toBe(0);
      await town.passesUntil(end.add({ minutes: 1 }));
      expect(heard(zhao, /按规则确认解决/)).toBe(1);
      officer.sees(new RegExp(`${silent}.*自动确认`));
      await town.passes({ days: 10 });
      expect(heard(zhao, /按规则确认解决/)).toBe(1);
    });

    test('no answer within the working day: the officer hears first, a day later the head too', async () => {
      const sun = onTelegram(town, { name: '孙阿姨' });
      const late = await registers(sun, '1号楼门口的井盖松动');
      await officer.says('我的');
      await head.says('我的');
      const end = await due('demand.response-due');
      await town.passesUntil(end.subtract({ minutes: 1 }));
      expect(heard(officer, '已过答复期限')).toBe(0);
      await town.passesUntil(end.add({ minutes: 1 }));
      expect(heard(officer, '已过答复期限')).toBe(1);
      expect(heard(head, '已过答复期限')).toBe(0);
      await town.passesUntil((await due('demand.response-due')).add({ minutes: 1 }));
      expect(heard(head, '已过答复期限')).toBe(1);
      expect(cardOf(head, late).text).toContain(late);
      await officer.presses('受理');
      await head.says('我的');
      await town.passes({ days: 3 });
      expect(heard(head, '已过答复期限')).toBe(0);
    });

    test('a question nobody answers closes the demand after seven days', async () => {
      const wu = onLine(town);
      const asked = await registers(wu, '3号楼外墙有裂缝');
      await officer.presses('请补充');
      await officer.says('请问是哪一面墙？');
      wu.sees('请问是哪一面墙');
      await town.passes({ days: 6 });
      expect(heard(wu, '已归档')).toBe(0);
      await town.passes({ days: 9 });
      expect(heard(wu, '已归档')).toBe(1);
      expect(labels(cardOf(officer, asked))).toEqual([]);
      await wu.says('是北面那堵墙，3号楼外墙裂缝越来越大');
      expect(labels(wu.sees('登记'))).toContain('登记需求');
      await wu.presses('不用了');
    });

    test('being bound in between does not stop the clock of a question', async () => {
      const xu = onLine(town);
      const asked = await registers(xu, '3号楼地下室积水');
      await officer.presses('请补充');
      await officer.says('请问水有多深？');
      await xu.says(`绑定 ${await town.invites({ name: '徐文英', home: '3号楼' })}`);
      xu.sees('绑定成功');
      await town.passes({ days: 15 });
      expect(heard(xu, new RegExp(`${asked}.*已归档`))).toBe(1);
    });

    test('the committee declines with a reason; an officer cannot', async () => {
      const feng = onTelegram(town, { name: '冯先生' });
      const asked = await registers(feng, '5号楼想装一个私人车库');
      expect(labels(cardOf(neighbour, asked))).not.toContain('不予受理');
      await head.says(`查 ${asked}`);
      await head.presses('不予受理');
      await head.says('小区规划不允许，可以咨询街道规建办');
      head.sees('不予受理');
      expect(heard(feng, '小区规划不允许，可以咨询街道规建办')).toBe(1);
      expect(labels(cardOf(neighbour, asked))).toEqual([]);
    });

    test('what is withdrawn is off the officer’s list, and he is told', async () => {
      const han = onLine(town);
      const mistaken = await registers(han, '4号楼水管好像漏了');
      await neighbour.says('我的');
      neighbour.sees(mistaken);
      await han.presses('看进度');
      await han.presses('撤回');
      han.sees('已撤回');
      neighbour.sees('反映人已撤回');
      await neighbour.says('我的');
      expect(heard(neighbour, mistaken)).toBe(0);
    });

    theRecordHolds(town);
  },
  { env: { PUBLIC_BASE_URL: PUBLIC } },
);
