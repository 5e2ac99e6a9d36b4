/** Polls in a group on each platform: asked in one line, answered by taps, reminded of, closed, and told with a picture. */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { bindChat } from '../../src/usecases/conversation/bind-chat.ts';
import { createBody } from '../../src/usecases/registry/bodies.ts';
import { grantSeat } from '../../src/usecases/registry/seats.ts';
import { BOT } from '../fakes/telegram-updates.ts';
import { joins, lineGroup, onLine } from './on-line.ts';
import { membership, onTelegram, telegramGroup } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { holds, labels, type Seen } from './seen.ts';
import { inOneTown, must } from './town.ts';
import type { Voice } from './voice.ts';

await inOneTown('polls', (town) => {
  const head = onTelegram(town, { name: '陈主任' });
  const zhao = onTelegram(town, { name: '赵代表' });
  const passerBy = onTelegram(town, { name: '路过的' });
  const wang = onLine(town);
  const sun = onLine(town);
  const court = telegramGroup('居民代表群');
  const elsewhere = telegramGroup('别的群');
  const lane = lineGroup();
  const headThere = head.in(court);
  const zhaoThere = zhao.in(court);
  const passerThere = passerBy.in(court);
  const wangThere = wang.in(lane);
  const sunThere = sun.in(lane);
  const heard = (who: Voice, words: string): boolean => who.screen().some((seen) => holds(seen, words));
  /** What the one who pressed read on Telegram, and nobody else. */
  const whispered = (): string => String(town.telegram.callsOf('answerCallbackQuery').at(-1)?.params.text ?? '');
  const answers = async (number: number) =>
    town.rows<{ answer: string | null; envelope: Uint8Array | null; account_id: string | null; answered_at: unknown }>(
      sql`select a.answer, a.envelope, a.account_id, a.answered_at from lilong.poll_answer a
        join lilong.poll p on p.id = a.poll_id where p.number = ${number} order by a.answer`,
    );
  const keptEvents = async () =>
    (await town.rows(sql`select 1 from lilong.inbox where body_sealed is not null`)).length;
  const given = async (number: number) => (await answers(number)).map(({ answer }) => answer);

  test('the people and their groups: one on each platform, both of the representatives', async () => {
    await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
    for (const [who, name] of [
      [zhao, '赵代表本人'],
      [wang, '王代表本人'],
      [sun, '孙代表本人'],
    ] as const)
      await who.says(`绑定 ${await town.invites({ name })}`);
    const bodyId = await town.asOperator('representatives', async (uow) => {
      const input = { kind: 'representatives', name: '居民代表', communityId: town.communityId } as const;
      return must(await createBody(uow, input)).id;
    });
    for (const name of ['赵代表本人', '王代表本人', '孙代表本人']) {
      const personId = await town.asPerson(name, async ({ actor }) => actor.personId ?? '');
      await town.asOperator(name, async (uow) =>
        must(await grantSeat(uow, { personId, role: 'representative', communityId: town.communityId, bodyId })),
      );
    }
    await membership(town, court, head, 'member');
    await membership(town, elsewhere, head, 'member');
    await headThere.mentions('绑定本群 居民代表');
    await joins(town, lane);
    const [lineChat] = await town.rows<{ id: string }>(
      sql`select id from lilong.chat where platform = 'line' and scope = 'group'`,
    );
    await town.asOperator('the lane', async (uow) =>
      must(await bindChat(uow, { chatId: lineChat?.id ?? '', communityId: town.communityId, bodyId, move: false })),
    );
  });

  test('a group that belongs to nobody is not asked, and whoever may not ask is told so', async () => {
    await head.in(elsewhere).says(`/poll@${BOT.username} 去吗? 去;不去`);
    expect(head.in(elsewhere).last().text).toContain('还没有绑定社区');
    await passerThere.says(`/poll@${BOT.username} 去吗? 去;不去`);
    expect(await town.rows(sql`select 1 from lilong.poll`)).toEqual([]);
    await headThere.says(`/poll@${BOT.username} 去吗?`);
    expect(headThere.last().text).toContain('请写成一行');
  });

  test('which day suits: one line in the Telegram group, one button a day', async () => {
    await headThere.says(`/poll@${BOT.username} 下列哪天方便? 周六上午;周日下午 三天后20点截止 可加选项`);
    const card = headThere.last();
    expect(card.text).toContain('下列哪天方便?');
    expect(card.text).toContain('可以选几个');
    expect(labels(card)).toEqual(['周六上午', '周日下午', '重选', '查看']);
  });

  test('a tap is noted for whoever tapped; the same tap twice does no harm, and it can be changed', async () => {
    await zhaoThere.presses('周六上午');
    expect(whispered()).toContain('已记下：周六上午');
    await zhaoThere.presses('周六上午');
    expect(await given(1)).toEqual(['1']);
    // The question itself says how it stands, and keeps its buttons.
    expect(holds(zhaoThere.last(), '已有1人填写') && holds(zhaoThere.last(), '1. 周六上午')).toBe(true);
    await zhaoThere.presses('周日下午');
    expect(await given(1)).toEqual(['1,2']);
    await zhaoThere.presses('重选');
    expect(whispered()).toContain('已清空');
    expect(await given(1)).toEqual([null]);
    await zhaoThere.presses('周日下午');
    expect(await given(1)).toEqual(['2']);
    expect(heard(zhaoThere, '已记下')).toBe(false);
  });

  test('two taps at the same moment are one answer', async () => {
    await town.atOnce([() => headThere.presses('周六上午'), () => headThere.presses('周六上午')]);
    expect((await given(1)).toSorted()).toEqual(['1', '2']);
  });

  test('whoever is not bound is told how, and a button in another chat does nothing', async () => {
    await passerThere.presses('周六上午');
    expect(whispered()).toContain('绑定以后才能填写');
    const { token } = zhaoThere.button('周六上午');
    const before = await given(1);
    await zhao.pressesToken(token ?? '');
    await zhao.in(elsewhere).pressesToken(token ?? '');
    expect(await given(1)).toEqual(before);
  });

  test('one more day is added, and shown to the group with the others', async () => {
    await zhao.says('加选项 1 周日晚上');
    expect(labels(zhaoThere.last())).toEqual(['周六上午', '周日下午', '周日晚上', '重选', '查看']);
    await zhao.says('加选项 1 周日晚上');
    zhao.sees('已经有');
    await zhaoThere.presses('周日晚上');
    expect((await given(1)).toSorted()).toEqual(['1', '2,3']);
  });

  test('how it stands can be seen, with names; only those who have not answered are reminded', async () => {
    await zhaoThere.presses('查看');
    const shown = zhaoThere.sees('周六上午').text;
    expect(shown).toContain('陈主任本人');
    await town.passes({ days: 2, hours: 12 });
    expect([heard(wang, '还等您填写'), heard(sun, '还等您填写'), heard(zhao, '还等您填写')]).toEqual([
      true,
      true,
      false,
    ]);
    await wang.presses('周日晚上');
    wang.sees('已记下');
  });

  test('at its hour it closes by itself: the result with its picture in the group, and a late tap is told so', async () => {
    await town.passes({ days: 1 });
    const result = headThere.screen().findLast((seen) => holds(seen, '征集1截止')) as Seen;
    expect(result.text).toContain('共3人填写');
    expect(result.text).toContain('王代表本人');
    expect(result.pictures).toBe(1);
    // The question itself says so too, and its buttons are gone.
    const question = headThere.screen().find((seen) => holds(seen, '共3人填写') && seen.pictures === 0) as Seen;
    expect(labels(question)).toEqual([]);
    await headThere.presses('周日下午');
    expect(whispered()).toContain('已经截止');
    expect((await given(1)).toSorted()).toEqual(['1', '2,3', '3']);
  });

  test('asked from a direct chat into the LINE group, anonymously: nobody sees how it goes', async () => {
    await head.says('投票 对食堂满意吗? 打分 匿名');
    head.sees('发到哪个群');
    await head.presses('居民代表');
    head.sees('征集2已发到群里');
    expect(labels(wangThere.last())).toEqual(['1', '2', '3', '4', '5', '查看']);
    const before = await keptEvents();
    await wangThere.presses('5');
    const noted = wangThere.sees('已记下').text;
    await wangThere.presses('4');
    expect(wangThere.sees('已记下').text).toBe(noted);
    await sunThere.presses('2');
    // Which button it was is kept nowhere, not even sealed.
    expect(await keptEvents()).toBe(before);
    await sunThere.presses('查看');
    expect(sunThere.last().text).not.toContain('平均');
    const open = await answers(2);
    expect(open.map(({ answer }) => answer)).toEqual([null, null]);
    expect(new Set(open.map(({ envelope }) => envelope?.length)).size).toBe(1);
  });

  test('closed by hand, nothing is left that says who chose what, and so few are not told apart', async () => {
    await head.says('投票 2');
    await head.presses('现在截止');
    head.sees('已截止');
    const result = wangThere.last();
    expect(result.text).toContain('共2人填写');
    expect(result.text).toContain('不公布各项人数');
    expect(result.pictures).toBe(0);
    for (const row of await answers(2)) expect(new Set(Object.values(row))).toEqual(new Set([null]));
    expect(await town.rows(sql`select 1 from lilong.poll where key_sealed is not null`)).toEqual([]);
    const [{ counted } = { counted: null }] = await town.rows<{ counted: unknown }>(
      sql`select counted from lilong.poll where number = 2`,
    );
    expect(counted).toEqual([
      ['2', 1],
      ['4', 1],
    ]);
    await wangThere.presses('1');
    wangThere.sees('已经截止');
  });

  test('what a crowd ranks is put in order', async () => {
    await wangThere.mentions('投票 先修哪里? 大门;路灯;车棚 排序 截止后公布 三天后截止');
    await wangThere.presses('路灯');
    await wangThere.presses('大门');
    await sunThere.presses('路灯');
    await sunThere.presses('查看');
    // Of a hidden one not even how many have answered.
    expect(sunThere.last().text).not.toContain('人填写');
    expect(sunThere.last().text).not.toContain('排第一');
    await town.passes({ days: 4 });
    expect(wangThere.last().text).toContain('先后：路灯 > 大门 > 车棚');
  });

  theRecordHolds(town);
});
