/** Enough representatives want a meeting: it is convened by itself, the head has a date to answer by, and a decision becomes work. */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
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

  test('one asks, and is told how many are missing; she may take it back, and sign again', async () => {
    await wang.says('要求开会');
    wang.sees('请这样发');
    await wang.says('要求开会 代表会议 议题:小区停车');
    expect(wang.sees('已有1人联署').text).toContain('还差1人');
    await wang.presses('撤回联署');
    wang.sees('撤回了联署');
    await others[0]?.says('联署');
    await others[0]?.presses('联署1');
    await others[0]?.presses('撤回联署');
    await wang.says('联署');
    expect(labels(wang.sees('小区停车'))).toEqual(['联署1']);
    await wang.presses('联署1');
    wang.sees('已有1人联署');
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

  theRecordHolds(town);
});
