/**
 * Everything the desk can do with a case beside sending it out, pressed on each platform: what is declined, answered at once,
 * joined, sent elsewhere, pressed for and raised; whom it is about; what it goes on as; and with what it goes together.
 */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { onWeb } from './on-web.ts';
import { holds, labels } from './seen.ts';
import { inOneTown, type Town } from './town.ts';
import type { Voice } from './voice.ts';

const FIRM = '安居物业';
const UTILITY = '供水公司';
const POLICE = '派出所';

const PLATFORMS: readonly (readonly [string, (town: Town, name: string) => Voice])[] = [
  ['LINE', (town) => onLine(town)],
  ['Telegram', (town, name) => onTelegram(town, { name })],
  ['the web', (town) => onWeb(town)],
];

const numberOf = ({ text }: { readonly text: string }): string => /H-[0-9A-Z]{6}/.exec(text)?.[0] ?? `none in ${text}`;

for (const [platform, joins] of PLATFORMS)
  await inOneTown(
    `the desk on ${platform}`,
    (town) => {
      const wang = joins(town, '王阿姨');
      const head = joins(town, '陈主任');
      const above = joins(town, '吴科长');
      const firm = joins(town, '何经理');
      const utility = joins(town, '水师傅');
      const neighbour = joins(town, '刘叔');

      const caseOf = async (number: string) => {
        const [row] = await town.rows<{
          state: string;
          tier: string;
          supervised: boolean;
          converted_to: string | null;
          joined: string | null;
          follows: string | null;
        }>(
          sql`select c.state, c.tier, c.supervised, c.converted_to, d.number as joined, f.number as follows
            from lilong.hotline_case c left join lilong.hotline_case d on d.id = c.duplicate_of_id
            left join lilong.hotline_case f on f.id = c.follows_id where c.number = ${number}`,
        );
        return row;
      };
      const unitsOf = async (number: string) =>
        (
          await town.rows<{ name: string; part: string }>(
            sql`select b.name, u.part from lilong.case_unit u join lilong.body b on b.id = u.body_id
              join lilong.hotline_case c on c.id = u.case_id where c.number = ${number} and u.until is null order by 1`,
          )
        ).map(({ name, part }) => `${name} ${part}`);
      const dueOf = async (number: string): Promise<string> => {
        const [row] = await town.rows<{ due: string }>(
          sql`select k.due_on::text as due from lilong.case_clock k join lilong.hotline_case c on c.id = k.case_id
            where c.number = ${number} and k.clock = 'handling' order by k.round desc limit 1`,
        );
        return row?.due ?? '';
      };
      const reports = async (words: string, who: Voice = wang): Promise<string> => {
        await who.says(`投诉 ${words}`);
        if (holds(who.last(), '算哪一类')) await who.presses(labels(who.last())[0] ?? '');
        if (holds(who.last(), '在哪里')) await who.presses('3号楼');
        who.sees('这样发送');
        await who.presses('发送');
        return numberOf(who.sees('已收到'));
      };
      const opens = async (who: Voice, number: string): Promise<void> => {
        await who.says(number);
        who.sees(number);
      };
      /** Presses it on the card, or behind 更多. */
      const does = async (who: Voice, label: string): Promise<void> => {
        if (!labels(who.last()).includes(label)) await who.presses('更多');
        await who.presses(label);
      };

      test('a committee, a subdistrict, three units and two neighbours', async () => {
        await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
        await above.says(`绑定 ${await town.invites({ name: '吴科长本人', role: 'subdistrict' })}`);
        await firm.says(`绑定 ${await town.invites({ name: '何经理本人', role: 'unit_member', unit: FIRM })}`);
        await utility.says(
          `绑定 ${await town.invites({ name: '水师傅本人', role: 'unit_member', unit: UTILITY, unitKind: 'utility' })}`,
        );
        await town.invites({ name: '钱警官本人', role: 'unit_member', unit: POLICE, unitKind: 'office' });
        await neighbour.says(`绑定 ${await town.invites({ name: '刘大明本人', home: '3号楼' })}`);
        await wang.says(`绑定 ${await town.invites({ name: '王秀英本人', home: '3号楼' })}`);
        wang.sees('绑定成功');
      });

      test('不受理: with the reason and where to turn, which the reporter reads', async () => {
        const number = await reports('3号楼楼上噪音，法院已经立案');
        await opens(head, number);
        await does(head, '不受理');
        await head.says('法院在审，请找承办法官');
        expect(await caseOf(number)).toMatchObject({ state: 'not_accepted' });
        expect(wang.sees('请找承办法官').text).toContain(number);
      });

      test('即答: answered at once, and over', async () => {
        const number = await reports('3号楼噪音几点以后不能装修？');
        await opens(head, number);
        await does(head, '即答');
        await head.says('晚上六点到早上八点不能装修');
        expect(await caseOf(number)).toMatchObject({ state: 'answered' });
        expect(wang.sees('晚上六点').text).toContain(number);
      });

      test('并案: what is wrong is said; joined, the reporter hears of the other one’s steps', async () => {
        const first = await reports('3号楼楼下水管漏水');
        const second = await reports('3号楼楼下又在漏水');
        await opens(head, second);
        await does(head, '并案');
        await head.says('H-222222');
        head.sees('没有找到');
        expect(await caseOf(second)).toMatchObject({ state: 'received' });
        await opens(head, second);
        await does(head, '并案');
        await head.says(second);
        head.sees('不能并到它自己');
        await opens(head, second);
        await does(head, '并案');
        await head.says(first.toLowerCase());
        expect(await caseOf(second)).toMatchObject({ state: 'duplicate', joined: first });
        await opens(head, first);
        await head.presses('受理');
        expect(wang.fresh().filter((seen) => holds(seen, second) && holds(seen, '受理'))).toHaveLength(1);
      });

      test('改派: another unit gets it, the first loses it, and its time runs on', async () => {
        const number = await reports('3号楼垃圾没人清运');
        await opens(head, number);
        await head.presses('受理');
        await head.presses('派单');
        await head.presses(FIRM);
        await head.presses('就这些单位');
        firm.sees('派给你们牵头');
        const due = await dueOf(number);
        await town.passes({ days: 1 });
        await opens(head, number);
        await does(head, '改派');
        await head.presses(UTILITY);
        await head.presses('就这些单位');
        head.sees('为什么改派');
        await head.says('垃圾房归供水公司代管');
        expect(await unitsOf(number)).toEqual([`${UTILITY} lead`]);
        utility.sees('派给你们牵头');
        firm.sees('不用你们办了');
        expect(await dueOf(number)).toBe(due);
        await firm.says(number);
        firm.sees('没有这个编号的工单');
      });

      test('督办 and 升级: the unit is told why; the desk above has it then, and this one only reads', async () => {
        const number = await reports('3号楼电瓶车进楼道');
        await opens(head, number);
        await head.presses('受理');
        await head.presses('派单');
        await head.presses(FIRM);
        await head.presses('就这些单位');
        await opens(head, number);
        await does(head, '督办');
        await head.says('已经有两家反映');
        expect(await caseOf(number)).toMatchObject({ supervised: true, tier: 'committee' });
        expect(firm.sees('督办').text).toContain('已经有两家反映');
        await opens(head, number);
        await does(head, '升级');
        await head.says('要消防来查');
        expect(await caseOf(number)).toMatchObject({ tier: 'subdistrict' });
        above.sees('升级到这里');
        wang.sees(number);
        await opens(head, number);
        expect(labels(head.last())).not.toContain('改派');
        // A button of before does nothing any more.
        await head.presses('督办');
        expect(head.last().text).toMatch(/用不上|由他们办/);
      });

      test('指明被反映单位: the unit her words mean sees it no more', async () => {
        await wang.says('街道某科要求居委会填报八张表，不填就一票否决');
        await wang.presses('实名');
        await wang.presses('说不清');
        await wang.presses('发送');
        const number = numberOf(wang.sees('已收到'));
        await opens(above, number);
        await above.presses('受理');
        await above.presses('派单');
        await above.presses(UTILITY);
        await above.presses('就这些单位');
        utility.sees('派给你们牵头');
        await opens(above, number);
        await does(above, '指明被反映单位');
        await above.presses(UTILITY);
        above.sees(`指明是${UTILITY}`);
        await utility.says(number);
        utility.sees('没有这个编号的工单');
      });

      test('遮住: what would give her away nobody who works on it reads; and it can be shown again', async () => {
        const number = await reports('3号楼遛狗不牵绳，我就是天天在门口卖茶叶蛋的');
        await opens(head, number);
        expect(head.last().text).toContain('茶叶蛋');
        await does(head, '遮住几个字');
        await head.says('臭豆腐');
        head.sees('没有「臭豆腐」');
        await opens(head, number);
        await does(head, '遮住几个字');
        await head.says('卖茶叶蛋的');
        await head.says(number);
        expect(head.last().text).not.toContain('茶叶蛋');
        expect(head.last().text).toContain('遛狗');
        await head.presses('受理');
        await head.presses('派单');
        await head.presses(FIRM);
        await head.presses('就这些单位');
        expect(firm.sees('派给你们牵头').text).not.toContain('茶叶蛋');
        await opens(head, number);
        await does(head, '取消另遮的');
        await opens(head, number);
        expect(head.last().text).toContain('茶叶蛋');
      });

      test('关联: kept side by side, and both cards say so', async () => {
        const first = await reports('3号楼楼顶违章搭建');
        const second = await reports('3号楼楼下违章搭建');
        await opens(head, second);
        await does(head, '转办、合办');
        await head.presses('关联另一件');
        await head.says(first);
        expect(await caseOf(second)).toMatchObject({ state: 'received', follows: first });
        await opens(head, first);
        expect(head.last().text).toContain(second);
        await does(head, '转办、合办');
        await head.presses('关联另一件');
        await head.says(second);
        head.sees('已经连在一起');
      });

      test('联合行动: those of its kind at one tap, one unit leads in all of them and another helps', async () => {
        const first = await reports('3号楼有人群租，住了十几个人');
        const second = await reports('2号楼也是群租');
        for (const number of [first, second]) {
          await opens(head, number);
          await head.presses('受理');
        }
        await opens(head, first);
        await does(head, '转办、合办');
        await head.presses('联合行动');
        await head.says('都一起办');
        head.sees('没看懂');
        await head.presses('同类的 1 件');
        head.sees('哪个单位牵头');
        await head.presses(POLICE);
        await head.presses('就这些单位');
        head.sees('至少要一个配合单位');
        await head.presses(FIRM);
        await head.presses('就这些单位');
        await head.says('同一个二房东');
        const done = head.sees('联合行动');
        expect(done.text).toMatch(new RegExp(`${first}[\\s\\S]*${second}`));
        for (const number of [first, second]) {
          expect(await caseOf(number)).toMatchObject({ state: 'dispatched' });
          expect(await unitsOf(number)).toEqual([`${FIRM} cooperating`, `${POLICE} lead`]);
        }
        expect(await caseOf(second)).toMatchObject({ follows: first });
        firm.sees('请你们配合');
      });

      test('联合行动 with one that is not there: nothing is sent out at all', async () => {
        const number = await reports('3号楼地锁占车位');
        await opens(head, number);
        await head.presses('受理');
        await does(head, '转办、合办');
        await head.presses('联合行动');
        await head.says('H-222222');
        await head.presses(POLICE);
        await head.presses(FIRM);
        await head.presses('就这些单位');
        await head.says('一起办');
        head.sees('没有这个编号');
        expect(await caseOf(number)).toMatchObject({ state: 'accepted' });
        expect(await unitsOf(number)).toEqual([]);
      });

      test('协调会: both sides are named, looked up and called; the invitation tells nothing of the case', async () => {
        const number = await reports('3号楼楼上楼下为噪音吵架');
        await opens(head, number);
        await head.presses('受理');
        await does(head, '转办、合办');
        await head.presses('开协调会');
        await head.says('有空就开');
        await head.says('下周五19:00');
        head.sees('在哪里开');
        await head.says('居委会活动室');
        await head.says('王秀英本人、没这个人');
        head.sees('名册里没有「没这个人」');
        await head.says('王秀英本人');
        head.sees('至少两位');
        await head.says('王秀英本人、刘大明本人');
        expect(head.sees('来协调').text).toMatch(/居委会活动室[\s\S]*王秀英本人[\s\S]*刘大明本人/);
        await head.presses('就这样召集');
        head.sees('协调会已召集');
        expect(await caseOf(number)).toMatchObject({
          state: 'accepted',
          converted_to: expect.stringMatching(/^meeting:/),
        });
        const [meeting] = await town.rows<{ kind: string; sides: number; title: string }>(
          sql`select m.kind, m.title, (select count(*)::int from lilong.meeting_member s where s.meeting_id = m.id and s.part = 'side') as sides
            from lilong.meeting m`,
        );
        expect(meeting).toMatchObject({ kind: 'mediation', sides: 2, title: '噪音扰民协调会' });
        await head.presses('看会议');
        head.sees('协调会');
        await opens(head, number);
        expect(head.last().text).toContain('已召集');
      });

      test('协调会 with whoever is left out of it: refused, and nobody is called', async () => {
        const number = await reports('3号楼电梯一直不修', neighbour);
        await neighbour.says(number);
        await neighbour.presses('请某单位回避');
        await neighbour.presses(FIRM);
        await opens(head, number);
        await head.presses('受理');
        await does(head, '转办、合办');
        await head.presses('开协调会');
        await head.says('下周五19:00');
        await head.presses('地点以后再定');
        await head.says('王秀英本人、何经理本人');
        await head.presses('就这样召集');
        head.sees('要回避这一件的人');
        expect(await caseOf(number)).toMatchObject({ converted_to: null });
      });

      test('转为需求, 转为议题: over in the hotline, and the reporter hears under which number it goes on', async () => {
        const first = await reports('3号楼楼道灯不亮', neighbour);
        await opens(head, first);
        await head.presses('受理');
        await does(head, '转办、合办');
        await head.presses('转为需求');
        head.sees('已转为居民需求');
        expect(await caseOf(first)).toMatchObject({
          state: 'converted',
          converted_to: expect.stringMatching(/^demand:/),
        });
        neighbour.sees(/D-\d{4}-\d{4}/);
        const second = await reports('3号楼没有充电桩', neighbour);
        await opens(head, second);
        await head.presses('受理');
        await does(head, '转办、合办');
        await head.presses('转为议题');
        await head.says('大家都在问');
        head.sees('已转为议题');
        expect(await caseOf(second)).toMatchObject({ state: 'converted' });
        await head.presses('转为需求');
        expect(head.last().text).toContain('用不上');
      });

      test('a burden goes on as nothing of the residents’ own', async () => {
        await neighbour.says('街道要求每周报三套台账，不报就一票否决');
        await neighbour.presses('匿名');
        await neighbour.presses('说不清');
        await neighbour.presses('发送');
        const number = numberOf(neighbour.sees('已收到'));
        await opens(above, number);
        await above.presses('受理');
        await does(above, '转办、合办');
        expect(labels(above.last())).toEqual(['关联另一件', '联合行动']);
      });
    },
    { web: platform === 'the web' },
  );
