/** Enough representatives want a meeting: it is convened by itself, the head has a date to answer by, and a decision becomes work. */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { type DraftBallot, draftBallot } from '../../src/usecases/ballot/draft.ts';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { holds, labels } from './seen.ts';
import { inOneTown } from './town.ts';

await inOneTown('a petition for a meeting', (town) => {
  const head = onLine(town);
  const wang = onLine(town);
  const zhao = onTelegram(town, { name: '赵代表' });
  const others = Array.from({ length: 4 }, (_, at) => onTelegram(town, { name: `代表${at}号` }));
  const resident = onTelegram(town, { name: '普通居民' });
  const meetings = () => town.rows<{ kind: string; state: string }>(sql`select kind, state from lilong.meeting`);

  test('the people: six representatives, of whom a fifth and more must ask', async () => {
    await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
    await wang.says(`绑定 ${await town.invites({ name: '王代表本人', role: 'representative' })}`);
    await zhao.says(`绑定 ${await town.invites({ name: '赵代表本人', role: 'representative' })}`);
    for (const [at, voice] of others.entries())
      await voice.says(`绑定 ${await town.invites({ name: `第${at}位代表本人`, role: 'representative' })}`);
    // Only what stands on the slip, without the word before it.
    await resident.says(await town.invites({ name: '普通居民本人' }));
    resident.sees('绑定成功：普通居民本人');
  });

  test('whoever could not vote there cannot ask for it', async () => {
    await resident.says('要求开会 代表会议 议题:小区停车');
    resident.sees('有表决权');
    await resident.says('联署');
    resident.sees('现在没有');
  });

  test('one asks, and is told how many are missing; with the last name taken back it is over, and she may ask again', async () => {
    await wang.says('要求开会');
    wang.sees('请这样发');
    await wang.says('要求开会 代表会议 议题:小区停车');
    expect(wang.sees('已有1人联署').text).toContain('还差1人');
    await wang.presses('撤回联署');
    wang.sees('这次提议也就撤回了');
    await others[0]?.says('联署');
    others[0]?.sees('现在没有要求开会的联署');
    expect(await town.rows(sql`select state from lilong.petition`)).toEqual([{ state: 'withdrawn' }]);
    await wang.presses('撤回联署');
    wang.sees('这次联署已经结束了');
    await wang.says('要求开会 代表会议 议题:小区停车');
    wang.sees('已有1人联署');
    await wang.says('联署');
    expect(labels(wang.sees('小区停车'))).toEqual(['联署1']);
    await wang.presses('联署1');
    wang.sees('已经联署过了');
    expect(await meetings()).toEqual([]);
  });

  test('the last one wanted signs: the meeting is convened once, and the head has a task with a date', async () => {
    await zhao.says('联署');
    await town.atOnce([() => zhao.presses('联署1'), ...others.map((voice) => () => voice.says('联署'))]);
    expect(await meetings()).toEqual([{ kind: 'representatives', state: 'convened' }]);
    expect(head.screen().some((seen) => holds(seen, '人数够了（2人）') && holds(seen, '小区停车'))).toBe(true);
    const tasks = await town.rows<{ days: number }>(
      sql`select due_on - (now() at time zone 'Asia/Shanghai')::date as days from lilong.task where source like 'petition:%'`,
    );
    expect(tasks).toHaveLength(1);
    expect(tasks[0]?.days).toBeGreaterThanOrEqual(14);
    await others[0]?.says('联署');
    expect(others[0]?.screen().some((seen) => holds(seen, '现在没有'))).toBe(true);
  });

  test('what they asked for is a motion of whoever asked first, as in any representatives’ meeting', async () => {
    const motions = await town.rows<{ title: string; state: string; mover: string; asked: string }>(
      sql`select b.title, b.state, b.drafted_by_id as mover, p.opened_by_id as asked from lilong.ballot b
        join lilong.meeting m on m.id = b.meeting_id join lilong.petition p on p.id = m.petition_id`,
    );
    expect(motions).toMatchObject([{ title: '小区停车', state: 'draft' }]);
    expect(motions[0]?.mover).toBe(motions[0]?.asked);
  });

  test('called off, its motions go back to whoever moved them; nothing is put to the vote in it any more', async () => {
    await head.says('会议');
    await head.presses('1. 小区停车');
    await head.presses('取消会议');
    await head.says('台风');
    head.sees('取消了');
    expect(wang.sees('没有表决，退回给您').text).toContain('原因：台风');
    expect(await town.rows(sql`select 1 from lilong.ballot where state <> 'withdrawn'`)).toEqual([]);
    const [held] = await town.rows<{ id: string }>(sql`select id from lilong.meeting`);
    const late = {
      communityId: town.communityId,
      meetingId: held?.id ?? '',
      title: '再议',
      text: '再议',
      kind: 'motion',
    };
    expect(await town.asPerson('陈主任本人', (uow) => draftBallot(uow, late as DraftBallot))).toMatchObject({
      ok: false,
      error: { kind: 'meeting_past_arranging', state: 'cancelled' },
    });
  });

  theRecordHolds(town);
});
