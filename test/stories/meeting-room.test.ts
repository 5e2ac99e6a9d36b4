/** People come and go at the same moment, a room becomes too small, and one person does it all: the meeting comes to its end. */
import { sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { checkInCode } from '../../src/usecases/meeting/check-in-code.ts';
import { checkIn, leaveMeeting } from '../../src/usecases/meeting/presence.ts';
import { readMeeting } from '../../src/usecases/meeting/read.ts';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { holds, labels } from './seen.ts';
import { inOneTown, must } from './town.ts';

await inOneTown('a room people come to and go from', (town) => {
  const head = onLine(town);
  const zhou = onTelegram(town, { name: '周委员' });
  const wu = onLine(town);
  const zheng = onTelegram(town, { name: '郑委员' });
  const supervisor = onLine(town);
  let meetingId = '';
  const state = async (table: 'meeting' | 'ballot' = 'meeting') =>
    (
      await town.rows<{ state: string }>(
        table === 'meeting' ? sql`select state from lilong.meeting` : sql`select state from lilong.ballot`,
      )
    )[0]?.state;
  const comes = (name: string) => () =>
    town.asPerson(name, async (uow) => {
      const { meeting: row } = must(await readMeeting(uow, meetingId));
      must(await checkIn(uow, { code: checkInCode(uow.keys, row, uow.now) }));
    });
  const goes = (name: string) => () =>
    town.asPerson(name, async (uow) => {
      must(await leaveMeeting(uow, { meetingId }));
    });

  test('the people, and a vote on the agenda', async () => {
    await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
    await zhou.says(`绑定 ${await town.invites({ name: '周委员本人', role: 'committee_member' })}`);
    await wu.says(`绑定 ${await town.invites({ name: '吴委员本人', role: 'committee_member' })}`);
    await zheng.says(`绑定 ${await town.invites({ name: '郑委员本人', role: 'committee_member' })}`);
    await supervisor.says(`绑定 ${await town.invites({ name: '孙监委本人', role: 'supervisor' })}`);
    await head.says('召集 居委会会议 五天后19:00 表决:更换门锁 记录:陈主任本人');
    await supervisor.presses('审查通过');
    await head.presses('发通知');
    const [row] = await town.rows<{ id: string; at: string }>(
      sql`select id, to_char(starts_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at from lilong.meeting`,
    );
    meetingId = row?.id ?? '';
    await town.passesUntil(Temporal.Instant.from(row?.at ?? ''));
    expect(await state()).toBe('check_in');
    await head.says('会议');
    await head.presses('1. 更换门锁');
    await head.presses('1. 冻结名册');
  });

  test('of four, two come at once and make three: it is quorate; two of four go at once: it is not', async () => {
    await comes('陈主任本人')();
    for (const _round of [1, 2, 3, 4]) {
      await town.atOnce([comes('周委员本人'), comes('吴委员本人')]);
      expect(await state()).toBe('quorum_met');
      await comes('郑委员本人')();
      await town.atOnce([goes('周委员本人'), goes('吴委员本人')]);
      expect(await state()).toBe('check_in');
      await goes('郑委员本人')();
    }
  });

  test('two go at once while a vote is open: it waits', async () => {
    for (const name of ['周委员本人', '吴委员本人', '郑委员本人']) await comes(name)();
    await town.settle();
    await head.says('会议');
    await head.presses('1. 更换门锁');
    await head.presses('开会');
    await head.presses('1. 开始投票');
    await town.atOnce([goes('周委员本人'), goes('吴委员本人')]);
    expect(await state('ballot')).toBe('paused');
  });

  test('nobody comes back: who is there may still come or go, and the vote can be ended', async () => {
    await zheng.says('会议');
    await zheng.presses('1. 更换门锁');
    expect(labels(zheng.last())).toContain('我先走了');
    await head.says('会议');
    await head.presses('1. 更换门锁');
    expect(labels(head.last())).toEqual(expect.arrayContaining(['签到码', '1. 继续投票', '1. 截止投票']));
    await head.presses('1. 截止投票');
    expect(await state('ballot')).toBe('closed');
    expect(await state()).toBe('in_session');
  });

  test('who chairs and writes signs once for both; where nothing binding was decided no supervisor is asked to', async () => {
    await head.says('会议');
    await head.presses('1. 更换门锁');
    await head.presses('加一项表决');
    await head.says('楼道换灯 无记名');
    expect(head.sees('“楼道换灯”').text).toContain('无记名投票');
    await head.says('会议');
    await head.presses('1. 更换门锁');
    await head.presses('闭会');
    // Nobody votes on it any more, and its drafter knows where it is.
    head.sees('第2号“楼道换灯”没有表决，退回给您');
    expect(await town.rows(sql`select state from lilong.ballot where number = 2`)).toEqual([{ state: 'withdrawn' }]);
    await head.says('会议');
    await head.presses('1. 更换门锁');
    await head.presses('写记录');
    await head.says('人没有到齐。');
    // The vote on the lock is not counted yet: what is signed must tell how it ended.
    await head.presses('确认记录');
    head.sees('第1号表决的结果公布以后，请重新写一次记录');
    await town.passes({ minutes: 2 });
    await supervisor.presses('确认计票');
    await town.passes({ minutes: 1 });
    await head.presses('确认记录');
    head.sees('第1号表决的结果公布以后，请重新写一次记录');
    await head.says('会议');
    await head.presses('1. 更换门锁');
    await head.presses('写记录');
    await head.says('人没有到齐。');
    expect(supervisor.screen().some((seen) => holds(seen, '请您看过后确认'))).toBe(false);
    await head.presses('确认记录');
    const signed = await town.rows(sql`select signer from lilong.minutes_signature order by signer`);
    expect(signed).toEqual([{ signer: 'chair' }, { signer: 'recorder' }]);
    expect(await state()).toBe('published');
  });

  theRecordHolds(town);
});
