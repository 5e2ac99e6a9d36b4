/** What platforms do besides bringing messages: repeat them, reorder them, take them back, block, leave and move. */

import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { LINE_BOT, lineReplyToken, redelivered, signedWebhook, textEvent } from '../fakes/line.ts';
import { BOT, message, press, text } from '../fakes/telegram-updates.ts';
import { LINE_SECRET, TELEGRAM_SECRET } from '../harness/installation.ts';
import { fromLine, joins, leaves, lineEventWith, lineGroup, onLine } from './on-line.ts';
import { fromTelegram, membership, onTelegram, telegramGroup } from './on-telegram.ts';
import { photo } from './pictures.ts';
import { theRecordHolds } from './record.ts';
import { holds, labels, numberIn } from './seen.ts';
import { FIRST_GRID, onBothDatabases } from './town.ts';

await onBothDatabases('what platforms do', (town) => {
  const officer = onTelegram(town, { name: '李网格员' });
  const nowS = () => Math.floor(Date.now() / 1000);

  test('an officer is there', async () => {
    await officer.says(`绑定 ${await town.invites({ name: '李桂兰', role: 'grid_officer', grid: FIRST_GRID })}`);
    officer.sees('绑定成功');
  });

  test('LINE: the same webhook twice, and once more as a redelivery, is one message', async () => {
    const wang = onLine(town);
    const event = textEvent('3号楼电梯又坏了，老人下不了楼', {
      user: wang.user,
      timestamp: Date.now(),
      replyToken: lineReplyToken(),
    });
    await town.atOnce([() => fromLine(town, event), () => fromLine(town, event), () => fromLine(town, event)]);
    await fromLine(town, redelivered(event));
    await town.settle();
    expect(wang.screen()).toHaveLength(1);
    await wang.presses('登记需求');
    expect((await town.census()).demand).toBe(1);
  });

  test('Telegram: the same update twice, also a press, counts once', async () => {
    const zhao = onTelegram(town, { name: '赵大伯' });
    await zhao.says('2号楼下水道堵了，污水漫出来了');
    const { token = '' } = zhao.button('登记需求');
    const chat = { id: Number(zhao.user), type: 'private', first_name: 'x' };
    const update = press(token, { id: '777123', from: zhao.from }, { message_id: Number(zhao.last().message), chat });
    const { body, headers } = town.telegram.webhookCall(update, TELEGRAM_SECRET);
    const answers = await Promise.all([1, 2, 3].map(() => town.deliver('telegram', body, headers)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    await town.settle();
    expect((await town.deliver('telegram', body, headers)).status).toBe(200);
    await town.settle();
    expect(zhao.screen().filter((seen) => holds(seen, '已登记'))).toHaveLength(1);
    expect((await town.census()).demand).toBe(2);
    expect(
      town.telegram.callsOf('answerCallbackQuery').filter(({ params }) => params.callback_query_id === '777123'),
    ).toHaveLength(1);
  });

  test('a forged, oversized or broken webhook is refused and leaves no row', async () => {
    const before = await town.census();
    const wang = onLine(town);
    const good = { destination: LINE_BOT, events: [textEvent('假的消息', { user: wang.user })] };
    const { body } = signedWebhook(LINE_SECRET, good);
    const forged = { 'x-line-signature': signedWebhook('another secret', good).headers['x-line-signature'] ?? '' };
    expect((await town.deliver('line', body, forged)).status).toBe(401);
    expect((await town.deliver('line', body, {})).status).toBe(401);
    const broken = signedWebhook(LINE_SECRET, '{"destination":');
    expect((await town.deliver('line', broken.body, broken.headers)).status).toBe(400);
    const large = signedWebhook(LINE_SECRET, `"${'x'.repeat(1_100_000)}"`);
    expect((await town.deliver('line', large.body, large.headers)).status).toBe(413);
    const update = JSON.stringify({ update_id: 1, ...text('假的消息') });
    const secret = { 'x-telegram-bot-api-secret-token': 'guessed' };
    expect((await town.deliver('telegram', update, secret)).status).toBe(401);
    const right = { 'x-telegram-bot-api-secret-token': TELEGRAM_SECRET };
    expect((await town.deliver('telegram', '[]', right)).status).toBe(400);
    expect((await town.deliver('telegram', 'x'.repeat(1_100_000), right)).status).toBe(413);
    await town.settle();
    expect(await town.census()).toEqual(before);
    const ping = signedWebhook(LINE_SECRET, { destination: LINE_BOT, events: [] });
    expect((await town.deliver('line', ping.body, ping.headers)).status).toBe(200);
  });

  test('messages that arrive in the wrong order are taken in the order they were written', async () => {
    const sun = onLine(town);
    const at = (offset: number) => ({ user: sun.user, timestamp: Date.now() + offset, replyToken: lineReplyToken() });
    await fromLine(town, textEvent('就在靠近东门的那一侧', at(-1000)), textEvent('1号楼外墙的瓷砖掉下来了', at(-3000)));
    await town.settle();
    expect(sun.last().text).toMatch(/瓷砖掉下来了\s+就在靠近东门/);
    await sun.presses('不用了');
  });

  test('in standby, another module answers: nothing is done and nothing is kept', async () => {
    const before = await town.census();
    const wu = onLine(town);
    const event = textEvent('3号楼停水了', { user: wu.user, timestamp: Date.now() });
    await fromLine(town, { ...event, mode: 'standby', replyToken: undefined });
    await town.settle();
    expect(wu.screen()).toEqual([]);
    const after = await town.census();
    expect({ ...after, inbox: 0 }).toEqual({ ...before, inbox: 0 });
  });

  test('a photo taken back is gone from here too', async () => {
    const zheng = onLine(town);
    await zheng.says('3号楼墙面漏水，客厅都湿了');
    await zheng.presses('登记需求');
    await zheng.sendsPhoto(await photo({ colour: '#334455' }));
    await town.passes({ minutes: 1 });
    const regretted = await zheng.sendsPhoto(await photo({ colour: '#556677' }));
    const card = () => officer.screen().find((seen) => holds(seen, '客厅都湿了'));
    expect(card() && holds(card() ?? officer.last(), '附件：2')).toBe(true);
    await zheng.takesBack(regretted);
    expect(card() && holds(card() ?? officer.last(), '附件：1')).toBe(true);
    const erased = await town.rows<{ state: string; bytes: number; sealed: number }>(sql`
      select a.state, (select count(*)::int from lilong.attachment_blob b where b.attachment_id = a.id) as bytes,
        (case when ref_sealed is null and name_sealed is null and salt is null then 0 else 1 end) as sealed
      from lilong.attachment a order by received_at desc limit 1`);
    expect(erased).toEqual([{ state: 'erased', bytes: 0, sealed: 0 }]);
  });

  test('words taken back leave no copy in the inbox; a group’s words were never kept', async () => {
    const bodies = async () =>
      (
        await town.rows<{ n: number }>(sql`select count(*)::int as n from lilong.inbox where body_sealed is not null`)
      )[0]?.n ?? 0;
    const feng = onLine(town);
    const before = await bodies();
    const said = await feng.says('2号楼有人在楼道里堆东西');
    expect(await bodies()).toBe(before + 1);
    await feng.takesBack(said);
    expect(await bodies()).toBe(before);
  });

  test('words taken back leave the draft they began, and nothing is sent about it', async () => {
    const he = onLine(town);
    const demands = (await town.census()).demand;
    const said = await he.says('2号楼有人把电瓶车推上楼充电');
    const shown = he.screen().length;
    await he.takesBack(said);
    expect(he.screen()).toHaveLength(shown);
    await he.presses('登记需求');
    expect(he.last().text).toContain('已经');
    expect((await town.census()).demand).toBe(demands);
    const drafts = await town.rows(sql`select 1 from lilong.conversation where flow is not null and updated_at =
      (select max(updated_at) from lilong.conversation)`);
    expect(drafts).toEqual([]);
  });

  test('of several messages only the one taken back goes; a correction changes just its own part', async () => {
    const lü = onLine(town);
    const first = await lü.says('2号楼楼道灯坏了');
    const second = await lü.says('晚上看不见路');
    await lü.corrects(second, '晚上完全看不见路');
    expect(lü.sees('晚上完全看不见路').text).toContain('2号楼楼道灯坏了');
    await lü.says('我妈妈昨天摔了一跤');
    await lü.takesBack(first);
    const offered = lü.last();
    expect(holds(offered, '晚上完全看不见路')).toBe(true);
    expect(holds(offered, '2号楼楼道灯坏了')).toBe(false);
    expect(holds(offered, '我妈妈昨天摔了一跤')).toBe(true);
  });

  test('words taken back cannot be had back by a button that still carries them', async () => {
    const tao = onLine(town);
    const said = await tao.says('今天天气真好啊');
    const { token = '' } = tao.button('登记这件事');
    await tao.takesBack(said);
    await tao.pressesToken(token);
    expect(holds(tao.last(), '天气真好')).toBe(false);
    expect(tao.last().text).toContain('不能在这里用');
  });

  test('words that come only after they were taken back are not kept and not answered', async () => {
    const wei = onLine(town);
    await wei.says('你好');
    const shown = wei.screen().length;
    const message = '90000000000001';
    await wei.takesBack(message);
    await wei.saysAs(message, '3号楼502有人吵架');
    expect(wei.screen()).toHaveLength(shown);
    const kept = await town.rows(sql`select 1 from lilong.inbox i where body_sealed is not null and state = 'done'
      and exists (select 1 from lilong.inbox t where t.message_key = i.message_key and t.takes_back and t.seq <> i.seq)`);
    expect(kept).toEqual([]);
  });

  test('words carried out of a group and taken back there are not in the link any more', async () => {
    const ma = onLine(town);
    const lane = lineGroup();
    await joins(town, lane);
    const there = ma.in(lane);
    const said = await there.mentions('3号楼电梯又坏了');
    const link = there.last().buttons.find(({ url }) => url !== undefined)?.url ?? '';
    await there.takesBack(said);
    await ma.opens(link);
    expect(holds(ma.last(), '电梯')).toBe(false);
    expect(await town.rows(sql`select 1 from lilong.handoff where message_key is not null`)).toEqual([]);
  });

  test('who blocks the bot gets nothing more, and is greeted again after coming back', async () => {
    const gao = onTelegram(town, { name: '高女士' });
    await gao.says('3号楼门口的路灯坏了');
    await gao.presses('登记需求');
    const number = numberIn(gao.sees('已登记'));
    await gao.blocks();
    const before = town.telegram.callsOf('sendMessage').filter(({ params }) => params.chat_id === gao.user).length;
    await officer.presses('受理');
    officer.sees(number);
    expect(town.telegram.callsOf('sendMessage').filter(({ params }) => params.chat_id === gao.user)).toHaveLength(
      before,
    );
    await gao.unblocks();
    gao.sees('有事直接说');
    await officer.presses('报进展');
    await officer.says('电工明天上午来');
    gao.sees('电工明天上午来');
    const [states] = await town.rows<{ n: number }>(
      sql`select count(*)::int as n from lilong.chat where state <> 'active'`,
    );
    expect(states?.n).toBe(0);
  });

  test('on LINE too: blocked, and back again', async () => {
    const he = onLine(town);
    await he.follows();
    he.sees('有事直接说');
    await he.blocks();
    const [blocked] = await town.rows<{ n: number }>(
      sql`select count(*)::int as n from lilong.chat where state = 'blocked'`,
    );
    expect(blocked?.n).toBe(1);
    await he.follows();
    const [again] = await town.rows<{ n: number }>(
      sql`select count(*)::int as n from lilong.chat where state = 'blocked'`,
    );
    expect(again?.n).toBe(0);
  });

  test('a group that became a supergroup keeps being answered, under its new id', async () => {
    const kong = onTelegram(town, { name: '孔先生' });
    const court = telegramGroup('搬家的群');
    await membership(town, court, kong, 'member');
    const old = court.id;
    const moved = -1_002_000_000_001;
    town.telegram.addChat({ id: String(old), type: 'group', migratedTo: String(moved) });
    town.telegram.addChat({ id: String(moved), type: 'supergroup' });
    // Asked in the old group just before Telegram says that it moved.
    await kong.in(court).mentions('3号楼的事');
    await town.until('the answer in the new chat', () => kong.in({ ...court, id: moved }).screen().length === 1);
    const date = nowS();
    await fromTelegram(town, {
      message: message({
        message_id: 5,
        date,
        from: kong.from,
        chat: { ...court, id: old },
        migrate_to_chat_id: moved,
      }),
    });
    const supergroup = { id: moved, type: 'supergroup', title: court.title } as const;
    await fromTelegram(town, {
      message: message({ message_id: 1, date, from: kong.from, chat: supergroup, migrate_from_chat_id: old }),
    });
    await town.settle();
    const there = kong.in(supergroup);
    await there.mentions('还是3号楼的事');
    expect(labels(there.last())).toEqual(['私聊里继续']);
    expect(there.fresh()).toHaveLength(1);
    const rows = await town.rows(
      sql`select 1 from lilong.chat where scope = 'group' and platform = 'telegram' and state = 'active'`,
    );
    expect(rows).toHaveLength(1);
  });

  test('when the new group speaks before the move is known, what waits for the old one still follows', async () => {
    const tao = onTelegram(town, { name: '陶阿姨' });
    const yard = telegramGroup('又一个搬家的群');
    await membership(town, yard, tao, 'member');
    const moved = -1_002_000_000_002;
    const supergroup = { id: moved, type: 'supergroup', title: yard.title } as const;
    town.telegram.addChat({ id: String(yard.id), type: 'group', migratedTo: String(moved) });
    town.telegram.addChat({ id: String(moved), type: 'supergroup' });
    const there = tao.in(supergroup);
    await there.says(`/help@${BOT.username}`);
    await tao.in(yard).says(`/demand@${BOT.username}`);
    await town.until('the answer to the old group', () =>
      there.screen().some((seen) => labels(seen).includes('私聊里继续')),
    );
    await town.settle();
    const waiting = await town.rows(sql`select 1 from lilong.outbox where state in ('waiting', 'leased', 'sending')`);
    expect(waiting).toEqual([]);
  });

  test('a group that removed the bot is left in peace', async () => {
    const lane = lineGroup();
    await joins(town, lane);
    const shi = onLine(town);
    const before = shi.in(lane).screen().length;
    await leaves(town, lane);
    await fromLine(
      town,
      lineEventWith(textEvent('再见', { user: shi.user, group: lane.group, timestamp: Date.now() }), { id: '445999' }),
    );
    await town.settle();
    expect(shi.in(lane).screen()).toHaveLength(before);
    const [left] = await town.rows<{ n: number }>(sql`select count(*)::int as n from lilong.chat where state = 'left'`);
    expect(left?.n).toBeGreaterThan(0);
  });

  theRecordHolds(town);
});
