/**
 * Taps that go wrong while a meeting votes: from a phone that is no longer hers, from whoever has left the group, is not in
 * the room or posts as the group, on a message that was passed on, twice, or too late. What counts is the person on the roll.
 */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { draftBallot } from '../../src/usecases/ballot/draft.ts';
import { closeBallot, freezeRoll, openBallot } from '../../src/usecases/ballot/run.ts';
import { conveneMeeting } from '../../src/usecases/meeting/convene.ts';
import { noticeMeeting } from '../../src/usecases/meeting/steps.ts';
import type { UnitOfWork } from '../../src/usecases/unit-of-work.ts';
import { memberLeftEvent, postbackEvent, redelivered } from '../fakes/line.ts';
import { ANONYMOUS, BOT, memberChange, press } from '../fakes/telegram-updates.ts';
import { fromLine, joins, lineGroup, onLine } from './on-line.ts';
import { fromTelegram, membership, onTelegram, telegramGroup, telegramVoice } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { inOneTown, must } from './town.ts';
import { type Voice, voice } from './voice.ts';

await inOneTown('bad taps', (town) => {
  const head = onLine(town);
  const supervisor = onLine(town);
  const wang = { old: onTelegram(town, { name: '王委员旧手机' }), fresh: onTelegram(town, { name: '王委员新手机' }) };
  const wu = { old: onLine(town), fresh: onLine(town) };
  const zhao = onTelegram(town, { name: '赵委员' });
  const qian = onLine(town);
  const guan = onTelegram(town, { name: '管理员' });
  const court = telegramGroup('居委会群');
  const elsewhere = telegramGroup('别的群');
  const lane = lineGroup();
  const headThere = head.in(lane);
  const qianThere = qian.in(lane);
  const anonymous = voice(town, telegramVoice(town, ANONYMOUS, { ...court }, { sender_chat: { ...court } }));
  /** One vote is put to the group on Telegram, the other to the one on LINE; both to everybody directly. */
  const ids = { court: '', lane: '' };
  let code = '';
  const whispered = (): string => String(town.telegram.callsOf('answerCallbackQuery').at(-1)?.params.text ?? '');
  const votes = async (ballotId: string) =>
    (
      await town.rows<{ choice: string }>(
        sql`select choice from lilong.vote where ballot_id = ${ballotId} order by choice`,
      )
    ).map(({ choice }) => choice);
  const receipts = (ballotId: string) =>
    town.rows(sql`select number, receipt from lilong.vote where ballot_id = ${ballotId} order by number`);
  const written = async () =>
    (
      await town.rows<{ n: number }>(
        sql`select count(*)::int as n from lilong.ledger where entry like '%"ballot.vote"%'`,
      )
    )[0]?.n;
  const byHead = async <T>(work: (uow: UnitOfWork) => Promise<T>): Promise<T> => {
    const done = await town.asPerson('陈主任本人', work);
    await town.settle();
    return done;
  };
  const moves = async (fresh: Voice, name: string, digits: string): Promise<void> => {
    await fresh.says('换手机');
    await fresh.says(name);
    await fresh.says(digits);
    await head.presses('同意');
    head.sees('新账号绑定好了');
  };
  /** The buttons of a ballot in a direct chat. */
  const asks = async (who: Voice, number: number): Promise<void> => {
    await who.says(`表决 ${number}`);
    who.sees(`第${number}号`);
  };

  test('a committee of six, a meeting of which five are in the room, and a vote in each of its two groups', async () => {
    await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
    await supervisor.says(`绑定 ${await town.invites({ name: '孙监委本人', role: 'supervisor' })}`);
    for (const [who, name, phone] of [
      [wang.old, '王委员本人', '13900011111'],
      [wu.old, '吴委员本人', '13900022222'],
      [zhao, '赵委员本人', '13900033333'],
      [qian, '钱委员本人', '13900044444'],
      [guan, '管委员本人', '13900055555'],
    ] as const)
      await who.says(`绑定 ${await town.invites({ name, role: 'committee_member', phone })}`);
    await membership(town, court, guan, 'member');
    await joins(town, lane);
    const startsAt = town.now().add({ hours: 24 * 4 });
    const meetingId = await byHead(async (uow) => {
      const { communityId } = town;
      const meeting = must(
        await conveneMeeting(uow, {
          communityId,
          kind: 'committee',
          title: '楼道清理',
          startsAt,
          items: [{ title: '楼道清理日' }, { title: '垃圾桶换位置' }],
        }),
      );
      return meeting.id;
    });
    const items = await town.rows<{ id: string; title: string }>(
      sql`select id, title from lilong.meeting_item where meeting_id = ${meetingId}`,
    );
    for (const [name, platform, title] of [
      ['court', 'telegram', '楼道清理日'],
      ['lane', 'line', '垃圾桶换位置'],
    ] as const) {
      const [chat] = await town.rows<{ id: string }>(
        sql`select id from lilong.chat where platform = ${platform} and scope = 'group'`,
      );
      ids[name] = await byHead(async (uow) => {
        const made = await draftBallot(uow, {
          communityId: town.communityId,
          meetingId,
          itemId: items.find((item) => item.title === title)?.id ?? '',
          title,
          text: `${title}，每月一次`,
          kind: 'motion',
          chatId: chat?.id ?? '',
        });
        return must(made).id;
      });
      await supervisor.presses('审查通过');
    }
    await byHead(async (uow) => must(await noticeMeeting(uow, { meetingId })));
    await town.passesUntil(startsAt);
    await head.presses('签到码');
    code = /\d{6}/.exec(head.sees('签到码：').text)?.[0] ?? '';
    for (const who of [head, wang.old, wu.old, zhao, guan]) await who.says(`签到 ${code}`);
    await head.presses('开会');
    for (const ballotId of [ids.court, ids.lane]) {
      await byHead(async (uow) => must(await freezeRoll(uow, { ballotId })));
      await byHead(async (uow) => must(await openBallot(uow, { ballotId })));
    }
    expect(headThere.last().text).toContain('第2号');
  });

  test('she moves to another phone in the middle: one vote, which the old phone no longer and the new one does change', async () => {
    await wang.old.in(court).presses('赞成');
    expect(whispered()).toContain('已收到：赞成');
    const before = await receipts(ids.court);
    await moves(wang.fresh, '王委员本人', '1111');
    expect(await votes(ids.court)).toEqual(['approve']);
    await wang.old.in(court).presses('反对');
    expect(whispered()).toContain('这个账号没有绑定身份，没有计入');
    await wang.old.presses('反对');
    wang.old.sees('请用您绑定的账号投');
    expect(await votes(ids.court)).toEqual(['approve']);
    await asks(wang.fresh, 1);
    await wang.fresh.presses('反对');
    wang.fresh.sees('已收到');
    expect(await votes(ids.court)).toEqual(['reject']);
    await wang.fresh.in(court).presses('弃权');
    expect(await votes(ids.court)).toEqual(['abstain']);
    expect(await receipts(ids.court)).toEqual(before);
  });

  test('on LINE it is the same, and the old phone is told in the group with the others', async () => {
    await wu.old.in(lane).presses('赞成');
    headThere.sees('吴委员本人：第2号已收到：赞成');
    await moves(wu.fresh, '吴委员本人', '2222');
    await wu.old.in(lane).presses('反对');
    headThere.sees('这个账号没有绑定身份，没有计入');
    expect(await votes(ids.lane)).toEqual(['approve']);
    await wu.fresh.in(lane).presses('反对');
    headThere.sees('吴委员本人：第2号已收到：反对');
    expect(await votes(ids.lane)).toEqual(['reject']);
  });

  test('whoever has left the group is on the roll still, and votes in the direct chat', async () => {
    await fromTelegram(
      town,
      memberChange('chat_member', { ...court }, zhao.from, { status: 'member' }, { status: 'left' }),
    );
    const left = { left: { members: [{ type: 'user', userId: wu.fresh.user }] } };
    await fromLine(town, { ...memberLeftEvent({ group: lane.group, timestamp: Date.now() }), ...left });
    await town.settle();
    await asks(zhao, 1);
    await zhao.presses('赞成');
    zhao.sees('已收到第1号的投票');
    expect(await votes(ids.court)).toEqual(['abstain', 'approve']);
    await asks(wu.fresh, 2);
    await wu.fresh.presses('赞成');
    wu.fresh.sees('已收到第2号的投票');
    expect(await votes(ids.lane)).toEqual(['approve']);
  });

  test('whoever was not in the room when it was opened is told so, also when she comes in later', async () => {
    await qianThere.presses('赞成');
    qianThere.sees('这项表决开始时您还没有签到，没有计入');
    await qian.says(`签到 ${code}`);
    qian.sees('签到成功');
    await qianThere.presses('赞成');
    qianThere.sees('下一项起可以投');
    expect(await votes(ids.lane)).toEqual(['approve']);
  });

  test('an administrator who posts as the group votes by pressing, as herself, and never by what the group says', async () => {
    const before = await votes(ids.court);
    for (const words of ['赞成', `@${BOT.username} 赞成`, `@${BOT.username} 1`]) await anonymous.says(words);
    // Telegram names the person in a press; one that names nobody is nobody's.
    const { token = '' } = guan.in(court).button('赞成');
    const carrier = { message_id: Number(guan.in(court).screen()[0]?.message ?? 1), chat: { ...court } };
    await fromTelegram(town, press(token, { id: '21904330001', from: ANONYMOUS }, carrier));
    await town.settle();
    expect(whispered()).toContain('平台没有告诉我您是谁，这一下没有计入');
    expect(await votes(ids.court)).toEqual(before);
    await guan.in(court).presses('反对');
    expect(whispered()).toContain('已收到：反对');
    expect(await votes(ids.court)).toEqual([...before, 'reject']);
  });

  test('a message passed on to another chat, and a button of somebody else, count nowhere', async () => {
    const before = [await votes(ids.court), await votes(ids.lane)];
    const { token: group = '' } = guan.in(court).button('弃权');
    await guan.in(elsewhere).pressesToken(group);
    expect(whispered()).toContain('这个按钮不能在这里用，什么也没有改变');
    await guan.pressesToken(group);
    guan.sees('这个按钮不能在这里用');
    const { token: zhaos = '' } = zhao.button('弃权');
    await guan.pressesToken(zhaos);
    guan.sees('这个按钮不能在这里用');
    await guan.in(court).pressesToken(zhaos);
    expect(whispered()).toContain('这个按钮不能在这里用');
    const { token: heads = '' } = head.button('弃权');
    await headThere.pressesToken(heads);
    headThere.sees('这个按钮不能在这里用');
    expect([await votes(ids.court), await votes(ids.lane)]).toEqual(before);
  });

  test('a tap that the platform brings twice, and two taps in a row, are one vote', async () => {
    const [inCourt, inLane] = [await votes(ids.court), await votes(ids.lane)];
    const once = postbackEvent(headThere.button('赞成').token ?? '', {
      user: head.user,
      group: lane.group,
      timestamp: Date.now(),
    });
    await fromLine(town, once);
    await town.settle();
    const { token = '' } = guan.in(court).button('赞成');
    const carrier = { message_id: Number(guan.in(court).screen()[0]?.message ?? 1), chat: { ...court } };
    const update = { update_id: 990_000_001, ...press(token, { id: '21904330002', from: guan.from }, carrier) };
    await fromTelegram(town, update);
    await town.settle();
    const after = await written();
    await town.atOnce([
      () => fromLine(town, redelivered(once), once),
      () => fromTelegram(town, update),
      () => fromLine(town, redelivered(once)),
    ]);
    expect(await written()).toBe(after);
    await town.atOnce([() => headThere.presses('赞成'), () => headThere.presses('赞成'), () => head.presses('赞成')]);
    expect(await votes(ids.lane)).toEqual([...inLane, 'approve'].sort());
    expect(await votes(ids.court)).toEqual([...inCourt.filter((choice) => choice !== 'reject'), 'approve'].sort());
  });

  test('a press that does not say whose it is, is nobody’s', async () => {
    const before = await votes(ids.lane);
    const told = headThere.screen().length;
    const token = headThere.button('反对').token ?? '';
    const { source: _nobody, ...bare } = postbackEvent(head.button('反对').token ?? '', { timestamp: Date.now() });
    await fromLine(town, postbackEvent(token, { timestamp: Date.now() }), bare);
    await town.settle();
    expect(headThere.screen()).toHaveLength(told);
    await fromLine(town, postbackEvent(token, { group: lane.group, timestamp: Date.now() }));
    await town.settle();
    expect(headThere.last().text).toContain('平台没有告诉我您是谁，这一下没有计入。请到和我的私聊里点');
    expect(await votes(ids.lane)).toEqual(before);
  });

  test('after the closing every tap is answered, in both groups and directly, and none is counted', async () => {
    const before = [await votes(ids.court), await votes(ids.lane)];
    const { token = '' } = guan.in(court).button('弃权');
    for (const ballotId of [ids.court, ids.lane])
      await byHead(async (uow) => must(await closeBallot(uow, { ballotId })));
    await guan.in(court).pressesToken(token);
    expect(whispered()).toContain('已经截止了，这一票没有计入');
    await headThere.presses('反对');
    headThere.sees('已经截止了，这一票没有计入');
    for (const who of [head, zhao]) {
      await who.presses('反对');
      who.sees('已经截止了，这一票没有计入');
    }
    expect([await votes(ids.court), await votes(ids.lane)]).toEqual(before);
    await town.passes({ minutes: 2 });
    await headThere.presses('弃权');
    expect(headThere.sees('现在不能投票').text).toContain('这一票没有计入');
    const counted = await town.rows<{ choices: readonly (readonly [string, number])[] }>(
      sql`select choices from lilong.ballot where id in (${ids.court}, ${ids.lane}) order by number`,
    );
    expect(counted.map(({ choices }) => choices.flatMap(([choice, n]) => Array<string>(n).fill(choice)))).toEqual(
      before,
    );
  });

  theRecordHolds(town);
});
