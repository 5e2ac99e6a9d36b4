/** A joint meeting 联席会议: bodies take part with one voice each, whoever comes for them. */
import { sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { arrangePeople } from '../../src/usecases/meeting/arrange.ts';
import { minutesOf } from '../../src/usecases/meeting/minutes.ts';
import { createBody } from '../../src/usecases/registry/bodies.ts';
import { grantSeat } from '../../src/usecases/registry/seats.ts';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { holds, labels } from './seen.ts';
import { inOneTown, must } from './town.ts';
import type { Voice } from './voice.ts';

await inOneTown('a joint meeting', (town) => {
  const head = onLine(town);
  const ma = onTelegram(town, { name: '马师傅' });
  const hu = onLine(town);
  const tang = onTelegram(town, { name: '唐师傅' });
  const owner = onTelegram(town, { name: '业委会的' });
  const zhou = onLine(town);
  const supervisor = onLine(town);
  const heard = (who: Voice, words: string): boolean => who.screen().some((seen) => holds(seen, words));
  const members = () =>
    town.rows<{ body: string; part: string; gone: boolean }>(
      sql`select b.name as body, m.part, m.removed_at is not null as gone from lilong.meeting_member m
        join lilong.body b on b.id = m.basis_id where m.basis = 'body' order by m.id`,
    );
  const state = async () => (await town.rows<{ state: string }>(sql`select state from lilong.meeting`))[0]?.state;
  const card = async () => {
    await head.says('会议');
    await head.presses('1. 联合巡查');
  };

  test('the people, and the bodies they belong to', async () => {
    const invites = async (
      who: Voice,
      name: string,
      role: 'unit_member' | 'committee_head' | 'supervisor',
      unit?: string,
    ) => who.says(`绑定 ${await town.invites({ name, role, ...(unit && { unit }) })}`);
    await invites(head, '陈主任本人', 'committee_head');
    await invites(supervisor, '孙监委本人', 'supervisor');
    await invites(ma, '马师傅本人', 'unit_member', '幸福物业');
    await invites(hu, '胡师傅本人', 'unit_member', '幸福物业');
    await invites(tang, '唐师傅本人', 'unit_member', '幸福物业');
    const code = await town.invites({ name: '周委员本人', role: 'committee_member' });
    await zhou.says(`绑定 ${code}`);
    await owner.says(`绑定 ${await town.invites({ name: '业委会主任本人' })}`);
    const [person] = await town.rows<{ id: string }>(
      sql`select person_id as id from lilong.chat_account where person_id is not null order by created_at desc limit 1`,
    );
    await town.asOperator('bodies', async (uow) => {
      const home = { communityId: town.communityId };
      must(await createBody(uow, { ...home, kind: 'committee', name: '居民委员会', aliases: ['居委会'] }));
      const owners = must(await createBody(uow, { ...home, kind: 'owners_committee', name: '业主委员会' }));
      must(await createBody(uow, { ...home, kind: 'unit', name: '街角银行' }));
      must(
        await grantSeat(uow, { personId: person?.id ?? '', role: 'unit_member', bodyId: owners.id, position: 'chair' }),
      );
    });
  });

  test('a body nobody knows, one without people, and somebody of another body are refused; nothing is convened', async () => {
    await head.says('召集 联席会议 七天后19:00 表决:联合巡查 单位:居委会、火星公司');
    expect(head.sees('没有找到单位“火星公司”').text).toContain('幸福物业');
    await head.says('召集 联席会议 七天后19:00 表决:联合巡查 单位:居委会、街角银行');
    head.sees('“街角银行”还没有登记能代表它的人');
    await head.says('召集 联席会议 七天后19:00 表决:联合巡查 单位:幸福物业(周委员本人)');
    head.sees('要是登记在这个单位里的人');
    await head.says('召集 居委会会议 七天后19:00 表决:联合巡查 单位:幸福物业');
    head.sees('居委会会议不按单位参加');
    expect(await town.rows(sql`select 1 from lilong.meeting`)).toEqual([]);
  });

  test('without a word those the community has take part, each spoken for by its chair; the notice says for whom', async () => {
    await head.says('召集 联席会议 七天后19:00 表决:联合巡查 地点:活动室');
    const shown = head.sees('单位3家').text;
    for (const words of [
      '居民委员会（陈主任本人）',
      '业主委员会（业委会主任本人）',
      '幸福物业（马师傅本人）',
      '应到3人',
    ])
      expect(shown).toContain(words);
    expect(await members()).toHaveLength(3);
    await supervisor.presses('审查通过');
    await card();
    await head.presses('发通知');
    ma.sees('请您代表幸福物业来');
    owner.sees('请您代表业主委员会来');
    expect(heard(hu, '联合巡查')).toBe(false);
  });

  test('a body sends somebody else before the day: she is asked, whoever had been named need not come', async () => {
    const [firm] = await town.rows<{ id: string }>(sql`select id from lilong.body where name = '幸福物业'`);
    const [meeting] = await town.rows<{ id: string }>(sql`select id from lilong.meeting`);
    const [seat] = await town.rows<{ id: string }>(
      sql`select person_id as id from lilong.role_seat where body_id = ${firm?.id} order by since desc, id desc limit 1`,
    );
    await town.asPerson('陈主任本人', async (uow) =>
      must(
        await arrangePeople(uow, {
          meetingId: meeting?.id ?? '',
          bodies: [{ bodyId: firm?.id ?? '', personId: seat?.id ?? '' }],
        }),
      ),
    );
    await town.settle();
    tang.sees('请您代表幸福物业来');
    expect(heard(ma, '不用参加了')).toBe(true);
    expect((await members()).filter(({ gone }) => !gone)).toHaveLength(3);
    await tang.presses('请假');
  });

  test('two come for one body: it is there once, and the quorum is of bodies', async () => {
    const [row] = await town.rows<{ at: string }>(
      sql`select to_char(starts_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at from lilong.meeting`,
    );
    await card();
    await head.presses('1. 冻结名册');
    head.sees('签到开始以前谁任职还会变');
    await town.passesUntil(Temporal.Instant.from(row?.at ?? ''));
    await card();
    await head.presses('1. 冻结名册');
    head.sees('名册已冻结');
    await head.presses('签到码');
    const code = /\d{6}/.exec(head.sees('签到码：').text)?.[0];
    await hu.says(`${code}`);
    expect(hu.sees('签到成功').text).toContain('已到1人，应到3人，至少要2人');
    await ma.says(`${code}`);
    expect(ma.sees('签到成功').text).toContain('已到1人');
    expect(await state()).toBe('check_in');
    // Whoever belongs to no body on the roll comes to nothing.
    await supervisor.says(`签到 ${code}`);
    expect(heard(supervisor, '签到成功')).toBe(false);
    await head.says(`签到 ${code}`);
    expect(await state()).toBe('quorum_met');
    await head.presses('开会');
  });

  test('whoever came for a body has its voice, and nobody else of it', async () => {
    await card();
    await head.presses('1. 开始投票');
    await head.presses('赞成');
    const asked = [hu, ma].filter((who) => who.screen().some((seen) => labels(seen).includes('赞成')));
    expect(asked).toHaveLength(1);
    expect(tang.screen().some((seen) => labels(seen).includes('赞成'))).toBe(false);
    await asked[0]?.presses('赞成');
    expect(await town.rows(sql`select 1 from lilong.vote`)).toHaveLength(2);
    await card();
    await head.presses('1. 截止投票');
    await town.passes({ minutes: 2 });
    const [counted] = await town.rows<{ state: string; attendance: unknown; approve: number }>(
      sql`select state, attendance, (result->'tally'->>'approve')::int as approve from lilong.ballot`,
    );
    expect(counted).toMatchObject({ state: 'counted', attendance: { roll: 3, present: 2 }, approve: 2 });
    await supervisor.presses('确认计票');
    await town.passes({ minutes: 1 });
    expect(await town.rows(sql`select outcome from lilong.ballot`)).toEqual([{ outcome: 'passed' }]);
  });

  test('the minutes name the bodies, and who spoke for them', async () => {
    await card();
    await head.presses('闭会');
    await card();
    await head.presses('写记录');
    await head.says('商定每周联合巡查一次。');
    const [meeting] = await town.rows<{ id: string }>(sql`select id from lilong.meeting`);
    const text = await town.asOperator('the minutes', async (uow) => (await minutesOf(uow, meeting?.id ?? ''))?.text);
    const byName = Object.fromEntries((text?.bodies ?? []).map(({ name, ...rest }) => [name, rest]));
    expect(text?.of).toBe(3);
    expect(byName.居民委员会).toMatchObject({ came: ['陈主任本人'] });
    expect([...(byName.幸福物业?.came ?? [])].sort()).toEqual(['胡师傅本人', '马师傅本人'].sort());
    expect(byName.业主委员会).toMatchObject({ came: [], named: '业委会主任本人', onLeave: false });
    expect([text?.leave, text?.absent]).toEqual([[], ['业委会主任本人']]);
  });

  test('one line names the bodies and who speaks for each; each month they are called by themselves', async () => {
    const ofLast = () =>
      town.rows<{ body: string; who: string }>(
        sql`select b.name as body, m.person_id as who from lilong.meeting_member m join lilong.body b on b.id = m.basis_id
          where m.basis = 'body' and m.meeting_id = (select id from lilong.meeting order by created_at desc limit 1)
          order by b.name`,
      );
    await head.says('召集 联席会议 七天后19:00 议题:群租整治 单位:居委会、幸福物业(胡师傅本人)');
    expect(head.sees('单位2家').text).toContain('幸福物业（胡师傅本人）');
    expect((await ofLast()).map(({ body }) => body)).toEqual(['居民委员会', '幸福物业'].sort());
    await head.says('每月15日19:00 联席会议 议题:群租整治 单位:居委会、幸福物业');
    head.sees('记下了：每月15日19:00');
    const called = () => town.rows(sql`select 1 from lilong.meeting where series is not null`);
    for (let day = 0; day < 40 && (await called()).length === 0; day += 1) await town.passes({ hours: 24 });
    const bodies = (await ofLast()).map(({ body }) => body);
    expect(bodies.toSorted()).toEqual(['居民委员会', '幸福物业'].toSorted());
  });

  theRecordHolds(town);
});
