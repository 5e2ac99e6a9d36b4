/** The neighbourhood group: the bot answers only when spoken to, repeats nothing, and carries what is private into the direct chat. */

import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { imageEvent, mentionEvent, textEvent } from '../fakes/line.ts';
import { ANONYMOUS, BOT } from '../fakes/telegram-updates.ts';
import { fromLine, joins, lineGroup, onLine } from './on-line.ts';
import { membership, onTelegram, telegramGroup, telegramVoice } from './on-telegram.ts';
import { photo } from './pictures.ts';
import { theRecordHolds } from './record.ts';
import { labels, numberIn, type Seen } from './seen.ts';
import { COMMUNITY, onBothDatabases } from './town.ts';
import { voice } from './voice.ts';

const linkIn = (seen: Seen): string => seen.buttons.find(({ url }) => url !== undefined)?.url ?? 'no link';

await onBothDatabases('the neighbourhood group', (town) => {
  const lane = lineGroup();
  const court = telegramGroup();
  const wang = onLine(town);
  const li = onLine(town);
  const zhao = onTelegram(town, { name: '赵大伯' });
  const sun = onTelegram(town, { name: '孙阿姨' });
  const wangThere = wang.in(lane);
  const zhaoThere = zhao.in(court);
  const sunThere = sun.in(court);

  /** What whoever pressed on Telegram read, and nobody else. */
  const whispered = (): string => String(town.telegram.callsOf('answerCallbackQuery').at(-1)?.params.text ?? '');

  /** What the talk leaves behind: tables with more, or fewer, rows than before. */
  const leaves = async (talk: () => Promise<unknown>): Promise<Record<string, number>> => {
    const before = await town.census();
    await talk();
    const after = await town.census();
    const changed = Object.keys(after).filter((table) => after[table] !== before[table]);
    return Object.fromEntries(changed.map((table) => [table, (after[table] ?? 0) - (before[table] ?? 0)]));
  };

  test('the bot introduces itself when it is invited, for free', async () => {
    await joins(town, lane);
    const greeted = wangThere.last();
    expect(greeted.by).toBe('reply');
    expect(greeted.text).toContain('里弄');
    await membership(town, court, zhao, 'member');
    expect(zhaoThere.last().text).toContain('/demand');
  });

  test('the group’s own talk leaves nothing but a line in the inbox without its words', async () => {
    const left = await leaves(async () => {
      await wangThere.says('昨晚三号楼谁家漏水了，吵到半夜');
      await wangThere.sendsPhoto(await photo());
      await wangThere.corrects('445000000000000001', '昨晚五号楼谁家漏水了');
      await zhaoThere.says('明天一起去买菜吗，早市七点开');
      await zhaoThere.sendsPhoto(await photo(), '今天的菜');
      await zhaoThere.sendsPlace({ latitude: 31.251234, longitude: 121.431234, title: '菜市场门口' });
    });
    expect(left).toEqual({ inbox: 6 });
    wangThere.seesNothing();
    zhaoThere.seesNothing();
    const kept = await town.rows(sql`select seq from lilong.inbox where body_sealed is not null and state = 'done'
      and seq > (select max(seq) - 6 from lilong.inbox)`);
    expect(kept).toEqual([]);
  });

  test('on LINE a mention gets a link; nothing of what was said is repeated', async () => {
    await wangThere.mentions('3号楼502室老张家漏水，电话13912345678');
    town.keepSecret('13912345678', '502室老张家');
    const answer = wangThere.last();
    expect(answer.by).toBe('reply');
    expect(answer.text).not.toMatch(/502|老张|漏水|139/);
    expect(labels(answer)).toEqual(['私聊里继续']);
    expect(linkIn(answer)).not.toMatch(/%E6%BC%8F|502|139/);
    expect(wangThere.fresh()).toHaveLength(1);
    expect(town.line.month.used).toBe(0);
  });

  test('the link is for that person only, and works once', async () => {
    const link = linkIn(wangThere.last());
    await li.opens(link);
    expect(li.last().text).toMatch(/用过、过期/);
    expect(li.last().text).not.toMatch(/漏水/);
    await wang.opens(link);
    wang.sees('3号楼502室老张家漏水');
    await wang.presses('登记需求');
    expect(numberIn(wang.sees('已登记'))).toBe(`D-${town.year()}-0001`);
    await wang.opens(link);
    wang.sees('用过、过期');
  });

  test('on Telegram the command carries the words over, and a mention alone asks for them', async () => {
    await zhaoThere.says(`/demand@${BOT.username} 2号楼下水道堵了，污水漫出来了`);
    expect(zhaoThere.last().text).not.toMatch(/下水道|2号楼/);
    await zhao.opens(linkIn(zhaoThere.last()));
    zhao.sees('2号楼下水道堵了');
    await zhao.presses('登记需求');
    expect(numberIn(zhao.sees('已登记'))).toBe(`D-${town.year()}-0002`);

    await sunThere.mentions('');
    await sun.opens(linkIn(sunThere.last()));
    sun.sees('用自己的话说说');
    await sun.says('4号楼垃圾桶满了没人收，臭得很');
    sun.sees('垃圾桶满了');
    await sun.presses('不用了');
  });

  test('a command of another bot is not ours', async () => {
    const left = await leaves(async () => {
      await zhaoThere.says('/roll@OtherHelperBot 6');
      await wangThere.says('/roll 6');
    });
    expect(left).toEqual({ inbox: 2 });
    zhaoThere.seesNothing();
    wangThere.seesNothing();
  });

  test('a photo with a mention in its words moves to the private chat too', async () => {
    await sunThere.sendsPhoto(await photo(), `@${BOT.username} 3号楼门口的坑`);
    expect(labels(sunThere.last())).toEqual(['私聊里继续']);
    expect(sunThere.last().text).not.toContain('坑');
  });

  test('who cannot be known is asked to come to the private chat: LINE without a user id', async () => {
    const { group } = lane;
    const before = wangThere.screen().length;
    await fromLine(town, mentionEvent('3号楼电梯坏了', { group, timestamp: Date.now() }));
    await town.settle();
    const said = wangThere.screen().slice(before);
    expect(said).toHaveLength(1);
    expect(said[0]?.text).toContain('私聊');
    expect(said[0]?.buttons).toEqual([]);
    await fromLine(
      town,
      textEvent('随便聊聊', { group, timestamp: Date.now() }),
      imageEvent({ group, timestamp: Date.now() }),
    );
    await town.settle();
    expect(wangThere.screen()).toHaveLength(before + 1);
  });

  test('an anonymous administrator on Telegram is nobody, and nobody’s words are kept', async () => {
    const anonymous = voice(town, telegramVoice(town, ANONYMOUS, { ...court }, { sender_chat: { ...court } }));
    const left = await leaves(() => anonymous.says(`/demand@${BOT.username} 六号楼的事`));
    expect(anonymous.last().text).toContain('私聊');
    expect(anonymous.last().buttons).toEqual([]);
    expect(Object.keys(left).sort()).toEqual(['inbox', 'outbox']);
    await anonymous.says('大家注意，明天停水');
    anonymous.seesNothing();
  });

  test('a button of another person, of another chat, or made up, is refused kindly and does nothing', async () => {
    await wang.says('1号楼路灯不亮，晚上看不见');
    const token = wang.button('登记需求').token ?? '';
    for (const forged of [
      token,
      'AAAAAAAAAAAA.0',
      `${token.slice(0, -1)}9`,
      `${token}0`,
      "x'; drop table",
      '9'.repeat(60),
    ]) {
      await li.pressesToken(forged);
      li.sees('不能在这里用');
      await sun.pressesToken(forged);
      sun.sees('不能在这里用');
    }
    await sunThere.pressesToken(token);
    expect(whispered()).toContain('不能在这里用');
    sunThere.seesNothing();
    await wang.presses('登记需求');
    expect(numberIn(wang.sees('已登记'))).toBe(`D-${town.year()}-0003`);
    await wang.presses('登记需求');
    wang.sees('已经过去');
    expect((await town.census()).demand).toBe(3);
  });

  test('a button works for its person in its chat only', async () => {
    await sun.says('6号楼门禁坏了，进不去');
    const token = sun.button('登记需求').token ?? '';
    const chat = { id: Number(sun.user), type: 'private', first_name: 'x' };
    const intruder = voice(town, telegramVoice(town, zhao.from, chat));
    await intruder.pressesToken(token);
    intruder.sees('不能在这里用');
    // Nor may she press it herself in front of everybody.
    await sunThere.pressesToken(token);
    expect(whispered()).toContain('不能在这里用');
    sunThere.seesNothing();
    expect((await town.census()).demand).toBe(3);
    await sun.presses('不用了');
  });

  test('a button that is too old says so, and shows where things stand', async () => {
    const feng = onTelegram(town, { name: '冯先生' });
    await feng.says('2号楼楼顶漏水，家里都湿了');
    const old = feng.button('登记需求').token ?? '';
    await town.passes({ days: 8 });
    await feng.pressesToken(old);
    feng.sees('已过期');
    // So long after, what was begun is no longer the open step; one tap takes it up again.
    feng.sees('2号楼楼顶漏水');
    await feng.presses('登记这件事');
    await feng.presses('登记需求');
    feng.sees('已登记');
  });

  test('a head binds the group to the community; nobody else can', async () => {
    await wangThere.says(`/start c_${COMMUNITY.code}`);
    expect(wangThere.last().text).toContain('没有权限');
    await wang.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
    await wangThere.says(`/start c_${COMMUNITY.code}`);
    expect(wangThere.last().text).toContain(COMMUNITY.name);
    const [row] = await town.rows(sql`select 1 from lilong.chat where scope = 'group' and community_id is not null`);
    expect(row).toBeDefined();
  });

  theRecordHolds(town);
});
