/**
 * What bad input gets at the hotline, and the ways in that are not a calm report: danger, nothing said, too many, guessed codes,
 * a unit that answers what is not its own, a handler with an interest, an officer on her round. The same on each platform.
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

const PLATFORMS: readonly (readonly [string, (town: Town, name: string) => Voice])[] = [
  ['LINE', (town) => onLine(town)],
  ['Telegram', (town, name) => onTelegram(town, { name })],
  ['the web', (town) => onWeb(town)],
];

const numberOf = ({ text }: { readonly text: string }): string => /H-[0-9A-Z]{6}/.exec(text)?.[0] ?? `none in ${text}`;
const codeOf = ({ text }: { readonly text: string }): string =>
  /[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/.exec(text)?.[0] ?? `none in ${text}`;

for (const [platform, joins] of PLATFORMS)
  await inOneTown(
    `bad input on ${platform}`,
    (town) => {
      const wang = joins(town, '王阿姨');
      const guesser = joins(town, '好事的人');
      const head = joins(town, '陈主任');
      const officer = joins(town, '李网格员');
      const firm = joins(town, '何经理');
      const colleague = joins(town, '小何');
      const utility = joins(town, '水师傅');
      let number = '';
      let code = '';

      const cases = async (): Promise<number> =>
        (await town.rows<{ n: number }>(sql`select count(*)::int as n from lilong.hotline_case`))[0]?.n ?? -1;
      const rowOf = async (which: string) =>
        (
          await town.rows<{ state: string; source: string; emergency: boolean; mode: string }>(
            sql`select state, source, emergency, mode from lilong.hotline_case where number = ${which}`,
          )
        )[0];
      /** Answers whatever is still asked until it can be sent. */
      const sends = async (who: Voice): Promise<void> => {
        if (holds(who.last(), '算哪一类')) await who.presses(labels(who.last())[0] ?? '');
        if (holds(who.last(), '在哪里')) await who.presses('3号楼');
        await who.presses('发送');
      };

      test('a committee, an officer, two units', async () => {
        await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
        await officer.says(
          `绑定 ${await town.invites({ name: '李网格本人', role: 'grid_officer', grid: '第一网格' })}`,
        );
        for (const [who, name] of [
          [firm, '何经理本人'],
          [colleague, '小何师傅本人'],
        ] as const)
          await who.says(`绑定 ${await town.invites({ name, role: 'unit_member', unit: FIRM })}`);
        await utility.says(
          `绑定 ${await town.invites({ name: '水师傅本人', role: 'unit_member', unit: UTILITY, unitKind: 'utility' })}`,
        );
        await wang.says(`绑定 ${await town.invites({ name: '王秀英本人', home: '3号楼' })}`);
        wang.sees('绑定成功');
      });

      test('nothing said is no report: she is asked for words, and no case comes of it', async () => {
        await wang.says('举报');
        expect(labels(wang.last())).not.toContain('发送');
        expect(await cases()).toBe(0);
        await wang.says('取消');
      });

      test('danger: the number to call at once, and the case is kept all the same, marked for the desk', async () => {
        await wang.says('投诉 3号楼楼道里电瓶车着火了，冒浓烟');
        expect(
          wang
            .screen()
            .slice(-3)
            .some((seen) => holds(seen, '119')),
        ).toBe(true);
        await sends(wang);
        const sent = wang.sees('已收到');
        number = numberOf(sent);
        code = codeOf(sent);
        town.keepSecret(code);
        expect(await rowOf(number)).toMatchObject({ state: 'received', emergency: true });
        expect(head.screen().findLast((seen) => holds(seen, number))?.text).toContain('提到危险');
      });

      test('巡查: an officer on her round enters what she found; she is not its reporter', async () => {
        await officer.says('提交热线 3号楼楼下水管漏水，没人管');
        await officer.presses('巡查');
        await sends(officer);
        const found = numberOf(officer.last());
        expect(await rowOf(found)).toMatchObject({ source: 'patrol', mode: 'anonymous' });
        expect(head.screen().findLast((seen) => holds(seen, found))?.text).toContain('巡查');
        await officer.says('我的举报');
        officer.sees('没有举报过什么');
      });

      test('a unit answers only its own: neither by number nor with a button of another', async () => {
        await head.says(number);
        await head.presses('受理');
        await head.presses('派单');
        await head.presses(FIRM);
        await head.presses('就这些单位');
        firm.sees('派给你们牵头');
        await utility.says(number);
        utility.sees('没有这个编号的工单');
        await utility.pressesToken(firm.button('报进展').token ?? '');
        expect(await rowOf(number)).toMatchObject({ state: 'dispatched' });
        await utility.says('热线');
        expect(utility.screen().filter((seen) => holds(seen, number) && /着火|浓烟/.test(seen.text))).toEqual([]);
      });

      test('a handler with an interest steps aside: she sees it no more, her colleague goes on', async () => {
        await colleague.says(number);
        if (!labels(colleague.last()).includes('我要回避')) await colleague.presses('更多');
        await colleague.presses('我要回避');
        await colleague.says('车是我弟弟的');
        colleague.sees('您看不到它了');
        await colleague.says(number);
        colleague.sees('没有这个编号的工单');
        await firm.says(number);
        await firm.presses('报进展');
        await firm.says('已断电，正在清理');
        wang.sees('已断电');
        expect(colleague.screen().filter((seen) => holds(seen, '已断电'))).toEqual([]);
      });

      test('guessed codes: counted; who has used up the tries learns nothing from a right one, and is told whom to ask', async () => {
        for (
          let at = 0;
          at < 30 && !holds(guesser.screen().at(-1) ?? { text: '', buttons: [], pictures: 0 }, '最多试');
          at += 1
        )
          await guesser.says(`K7QM-2XWD-PB4R-${'23456789'[at % 8]}HT${'ABCDEFGH'[Math.floor(at / 8)]}`);
        expect(guesser.last().text).toMatch(/最多试\d+次[\s\S]*人工/);
        await guesser.says(code);
        guesser.sees('最多试');
        expect(guesser.screen().filter((seen) => holds(seen, number))).toEqual([]);
        // Nobody else is kept out by it.
        await wang.says(code);
        wang.sees(number);
      });

      // The limit is the same code for everybody; one platform's fifty messages are enough.
      if (platform === 'Telegram')
        test('a case cannot be flooded by who has its code, and can still be withdrawn', async () => {
          let kept = 0;
          for (; kept < 60; kept += 1) {
            await wang.says(code);
            await wang.presses('补充');
            await wang.says(`还有一点，第${kept}次`);
            if (holds(wang.last(), '没有发送')) break;
          }
          expect(kept).toBe(50);
          expect(wang.last().text).toMatch(/24小时内最多50次[\s\S]*人工/);
          await wang.says(code);
          await wang.presses('撤回');
          await wang.presses('确定撤回');
          expect(await rowOf(number)).toMatchObject({ state: 'withdrawn' });
        });

      test('too many: what is over is refused with a way to a human, and what was sent stands', async () => {
        const before = await cases();
        let refused = false;
        for (let at = 0; at < 12 && !refused; at += 1) {
          await wang.says(`投诉 3号楼楼上噪音，第${at}次`);
          await sends(wang);
          refused = holds(wang.last(), '没有发送');
        }
        expect(refused).toBe(true);
        expect(wang.last().text).toMatch(/12345[\s\S]*人工/);
        const [row] = await town.rows<{ n: number }>(
          sql`select count(*)::int as n from lilong.hotline_case where source = 'chat'`,
        );
        expect(row?.n).toBe(10);
        expect(await cases()).toBe(before + 9);
        // A neighbour is not kept out by it.
        await guesser.says('投诉 3号楼楼上噪音');
        await sends(guesser);
        guesser.sees('已收到');
      });
    },
    { web: platform === 'the web' },
  );
