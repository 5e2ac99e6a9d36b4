/**
 * 通报: a month of cases is drafted by the system, approved in chat by somebody who watches over the committee, published by the
 * head, and stands in the groups of the community on every platform: its numbers as words, and a picture of it.
 */
import { sql } from 'drizzle-orm';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { bindChat } from '../../src/usecases/conversation/bind-chat.ts';
import { planBulletins } from '../../src/usecases/hotline/bulletin-month.ts';
import { enterCase } from '../../src/usecases/hotline/enter.ts';
import { lineGroup, onLine } from './on-line.ts';
import { onTelegram, telegramGroup } from './on-telegram.ts';
import { onWeb, webGroup } from './on-web.ts';
import { holds, labels } from './seen.ts';
import { inOneTown, must } from './town.ts';
import type { Voice } from './voice.ts';

await inOneTown(
  'a bulletin',
  (town) => {
    const head = onLine(town);
    const watcher = onTelegram(town, { name: '孙监督' });
    const liaison = onWeb(town);
    const resident = onTelegram(town, { name: '王阿姨' });
    const groups: readonly (readonly [string, Voice & { mentions(text: string): Promise<string> }])[] = [
      ['line', onLine(town).in(lineGroup())],
      ['telegram', resident.in(telegramGroup('幸福里邻里群'))],
      ['web', onWeb(town).in(webGroup())],
    ];

    test('a committee, somebody who watches, and a group on each platform', async () => {
      await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
      await watcher.says(`绑定 ${await town.invites({ name: '孙监督本人', role: 'supervisor' })}`);
      await liaison.says(`绑定 ${await town.invites({ name: '吴科长本人', role: 'subdistrict' })}`);
      for (const [, group] of groups) await group.mentions('帮助');
      const chats = await town.rows<{ id: string; platform: string }>(
        sql`select id, platform from lilong.chat where scope = 'group' order by platform`,
      );
      expect(chats.map(({ platform }) => platform)).toEqual(['line', 'telegram', 'web']);
      for (const { id, platform } of chats)
        await town.asOperator(`bind ${platform}`, async (uow) =>
          must(await bindChat(uow, { chatId: id, communityId: town.communityId, move: false })),
        );
    });

    test('six came in; the month is over, and those who watch are asked, not those who are told of', async () => {
      for (let at = 0; at < 6; at += 1)
        await town.asOperator(`case ${at}`, async (uow) =>
          must(
            await enterCase(uow, {
              communityId: town.communityId,
              source: 'phone',
              category: 'noise',
              mode: 'named',
              words: `楼上第${at}次半夜唱歌`,
              name: '张小芳本人',
            }),
          ),
        );
      // The sweep does this every hour; the community is younger than that.
      await town.asOperator('plan', planBulletins);
      const drafted = () => town.rows(sql`select 1 from lilong.bulletin`);
      for (let days = 0; days < 45 && (await drafted()).length === 0; days += 1) await town.passes({ days: 1 });
      const asked = watcher.screen().findLast((seen) => holds(seen, '通报已起草'));
      expect(asked && labels(asked)).toEqual(['同意发布']);
      expect(head.screen().filter((seen) => holds(seen, '通报'))).toEqual([]);
    });

    test('approved by the one and published by the other; before that no group hears of it', async () => {
      await watcher.presses('同意发布');
      watcher.sees('主任可以发布了');
      for (const [, group] of groups) expect(group.screen().filter((seen) => holds(seen, '通报'))).toEqual([]);
      await head.presses('发布');
      head.sees('已公布');
      await head.presses('发布');
      head.sees('已经');
    });

    test.each(groups.map(([platform]) => platform))(
      'in the group on %s: its words, with a picture',
      async (platform) => {
        const group = groups.find(([each]) => each === platform)?.[1];
        const told = group?.screen().filter((seen) => holds(seen, '热线案件办理情况通报') || seen.pictures > 0) ?? [];
        expect(told.some((seen) => holds(seen, '热线案件办理情况通报'))).toBe(true);
        expect(told.reduce((all, { pictures }) => all + pictures, 0)).toBe(1);
        expect(told.filter((seen) => /张小芳|唱歌/.test(seen.text))).toEqual([]);
      },
    );

    test('whoever missed the message finds it by its word; a draft is shown only to those who may approve it', async () => {
      await resident.says('通报');
      const shown = resident.sees('热线通报');
      expect(shown.text).toContain('已公布');
      expect(labels(shown).filter((label) => label.startsWith('同意'))).toEqual([]);
      await liaison.says('通报');
      liaison.sees('已公布');
    });

    test('the rates as they stand now, for desks and those who watch; small cells are hidden, a resident is told where', async () => {
      await town.asOperator('one more', async (uow) =>
        must(
          await enterCase(uow, {
            communityId: town.communityId,
            source: 'phone',
            category: 'elevator',
            mode: 'anonymous',
            words: '电梯又停了',
          }),
        ),
      );
      await head.says('三率');
      expect(head.sees('热线，到现在').text).toMatch(/—件/);
      await head.presses('按月');
      // Seven in all; of the two months the one with one alone is hidden, and so is the other, or it could be reckoned out.
      expect(head.last().text).toContain('7件');
      expect(head.last().text).not.toMatch(/[16]件，响应/);
      await head.presses('按事项');
      expect(head.last().text).not.toContain('电梯');
      await watcher.says('三率');
      watcher.sees('热线，到现在');
      await resident.says('三率');
      resident.sees('公布的在「通报」里');
    });

    test('the picture is one, and a draft that was taken back has none', async () => {
      const [row] = await town.rows<{ id: string }>(sql`select id from lilong.bulletin where state = 'published'`);
      const { media } = town.house.runtime;
      const picture = await media(`bulletin.${row?.id}.zh-Hans.png`);
      expect(picture && (await sharp(picture.bytes).metadata()).format).toBe('png');
      expect(await media('bulletin.00000000-0000-4000-8000-000000000000.zh-Hans.png')).toBeUndefined();
    });
  },
  { web: true, env: { PUBLIC_BASE_URL: 'https://lilong.example' } },
);
