/**
 * An election from the list of candidates to the seats: a candidate leaves the election committee and the next moves up; the
 * elected take their seats with one button, those after them wait, and between equal votes the lot decides. On both platforms.
 */
import { sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { adminApi } from '../harness/admin-api.ts';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { holds, labels, type Seen } from './seen.ts';
import { adminToken, COMMUNITY, inOneTown } from './town.ts';
import type { Voice } from './voice.ts';

await inOneTown('an election', (town) => {
  const head = onLine(town);
  const voters = [head, onTelegram(town, { name: '周委员' }), onLine(town), onTelegram(town, { name: '郑委员' })];
  const late = [onLine(town), onTelegram(town, { name: '魏委员' })];
  const everybody = [...voters, ...late];
  const supervisor = onTelegram(town, { name: '孙监委' });
  const wang = onLine(town);
  const li = onTelegram(town, { name: '李候选' });
  const zhao = onLine(town);
  const feng = onTelegram(town, { name: '冯候补' });
  const qian = onLine(town);
  const posts = async (path: string, body: unknown = {}) => {
    const answer = await adminApi(town.house.app)('POST', path, { token: adminToken(town), body });
    await town.settle();
    return answer;
  };
  const made = async (path: string, body?: unknown) => {
    const answer = await posts(path, body);
    expect([200, 201], JSON.stringify(answer.json)).toContain(answer.status);
    return answer.json;
  };
  /** Who stands is published with the ballot, so these names are no secrets. */
  const person = async (who: Voice, name: string): Promise<string> => {
    const { id } = await made('/people', { community: COMMUNITY.code, name });
    await who.says(`绑定 ${(await made('/invitations', { personId: id })).code}`);
    return id;
  };
  const shown = (who: Voice, words: string): Seen => who.screen().findLast((seen) => holds(seen, words)) as Seen;
  const seats = (bodyId: string) =>
    town.rows<{ person_id: string; role: string; rank: number | null; filled_by: string | null; position: string }>(
      sql`select person_id, role, rank, filled_by, position from lilong.role_seat
          where body_id = ${bodyId} and until is null order by rank, person_id`,
    );
  const card = async () => {
    await head.says('会议');
    await head.presses('1. 选居委会委员');
  };
  const bodies: Record<string, string> = {};
  const people: Record<string, string> = {};
  let electionSeat = '';

  test('the people, and an election committee with its list', async () => {
    await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
    for (const [at, voter] of everybody.slice(1).entries())
      await voter.says(`绑定 ${await town.invites({ name: `${at}号委员本人`, role: 'committee_member' })}`);
    await supervisor.says(`绑定 ${await town.invites({ name: '孙监委本人', role: 'supervisor' })}`);
    people.wang = await person(wang, '王候选本人');
    people.li = await person(li, '李候选本人');
    people.zhao = await person(zhao, '赵候选本人');
    people.feng = await person(feng, '冯候补本人');
    people.qian = await person(qian, '钱选委本人');
    const community = COMMUNITY.code;
    bodies.committee = (await made('/bodies', { kind: 'committee', name: '幸福里居委会', community })).id;
    bodies.election = (await made('/bodies', { kind: 'election_committee', name: '居民选举委员会', community })).id;
    const bodyId = bodies.election;
    const member = { bodyId, role: 'election_member', filledBy: 'recommended' };
    electionSeat = (await made(`/people/${people.wang}/seats`, { ...member, rank: 1, position: 'chair' })).id;
    await made(`/people/${people.qian}/seats`, { ...member, rank: 2 });
    // A candidate in the reserve does not move up for another.
    await made(`/people/${people.zhao}/seats`, { bodyId, role: 'resident', rank: 3 });
    await made(`/people/${people.feng}/seats`, { bodyId, role: 'resident', rank: 4 });
  });

  test('whoever stands leaves the election committee, the next who does not stand moves up, and all are told', async () => {
    await head.says('召集 居委会会议 三天后19:00 表决:选居委会委员 候选人:王候选本人;李候选本人;赵候选本人 名额:1');
    expect(supervisor.sees('请您审查').text).toContain('选出幸福里居委会的居委会委员1名');
    wang.sees('您已是候选人，按规定退出居民选举委员会');
    feng.sees('您已递补为居民选举委员会的选举委员会成员');
    expect(qian.sees('王候选本人已是候选人').text).toContain('由冯候补本人依次递补');
    qian.sees('主任一职空出');
    shown(supervisor, '由冯候补本人依次递补');
    expect(await seats(bodies.election ?? '')).toMatchObject([
      { person_id: people.qian, role: 'election_member', rank: 2 },
      { person_id: people.feng, role: 'election_member', rank: 4, filled_by: 'substituted', position: 'member' },
    ]);
    const back = await posts(`/people/${people.li}/seats`, { bodyId: bodies.election, role: 'election_member' });
    expect(back.json.error.code).toBe('stands_in_election');
    expect((await posts(`/seats/${electionSeat}/substitute`)).json.error.code).toBe('already_substituted');
    const [seat] = await town.rows<{ id: string }>(
      sql`select id from lilong.role_seat where person_id = ${people.qian ?? ''} and until is null`,
    );
    const passedOn = await posts(`/seats/${seat?.id}/handover`, { personId: people.li });
    expect(passedOn.json.error.code).toBe('seat_goes_by_rank');
  });

  test('it is voted on and declared; before it is final nobody is seated', async () => {
    await supervisor.presses('审查通过');
    await card();
    await head.presses('发通知');
    const [{ at } = { at: '' }] = await town.rows<{ at: string }>(
      sql`select to_char(starts_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at from lilong.meeting`,
    );
    await town.passesUntil(Temporal.Instant.from(at));
    await head.presses('签到码');
    const code = /\d{6}/.exec(head.sees('签到码：').text)?.[0];
    for (const who of everybody) await who.says(`签到 ${code}`);
    await head.presses('开会');
    await card();
    await head.presses('1. 冻结名册');
    await card();
    await head.presses('1. 开始投票');
    const taps = async (who: Voice, ...pressed: string[]) => {
      await who.presses('去投票');
      for (const label of pressed) await who.presses(label);
      who.sees('已收到');
    };
    for (const who of voters) await taps(who, '选', '不选', '不选');
    await taps(late[0] as Voice, '不选', '选', '不选');
    await taps(late[1] as Voice, '不选', '不选', '选');
    await card();
    await head.presses('1. 截止投票');
    await town.passes({ minutes: 2 });
    await supervisor.presses('确认计票');
    await town.passes({ minutes: 1 });
    expect(shown(head, '📣').text).toContain('王候选本人：4票 ✓');
    const [{ id } = { id: '' }] = await town.rows<{ id: string }>(sql`select id from lilong.ballot`);
    expect((await posts(`/ballots/${id}/seat-elected`)).json.error.code).toBe('election_not_final');
    expect(await seats(bodies.committee ?? '')).toEqual([]);
  });

  test('once it is final one button seats whom it elected; the others wait, those with equal votes at one place', async () => {
    await town.passes({ days: 16 });
    expect(labels(shown(head, '结果生效'))).toContain('就任');
    expect(labels(shown(qian, '结果生效'))).toContain('就任');
    expect(labels(shown(voters[1] as Voice, '结果生效'))).not.toContain('就任');
    await qian.presses('就任');
    qian.sees('当选的已就任');
    wang.sees('您当选为幸福里居委会的居委会委员');
    li.sees('您是幸福里居委会的候补，第2名');
    zhao.sees('您是幸福里居委会的候补，第2名');
    shown(supervisor, '王候选本人就任幸福里居委会的居委会委员');
    await head.presses('就任');
    head.sees('当选的已经就任了');
    const now = await seats(bodies.committee ?? '');
    expect(now).toHaveLength(3);
    expect(now[0]).toMatchObject({ person_id: people.wang, role: 'committee_member', rank: 1, filled_by: 'elected' });
    expect(now.slice(1).map(({ role, rank }) => [role, rank])).toEqual([
      ['resident', 2],
      ['resident', 2],
    ]);
  });

  test('a seat that falls vacant goes to whom the lot drew of those with equal votes, once', async () => {
    const [seat] = await town.rows<{ id: string }>(
      sql`select id from lilong.role_seat where body_id = ${bodies.committee ?? ''} and role = 'committee_member'`,
    );
    await made(`/seats/${seat?.id}/end`);
    expect((await posts(`/seats/${seat?.id}/substitute`)).json.error.code).toBe('lot_not_drawn');
    head.sees('请当众抽签');
    await head.presses('抽中赵候选本人');
    zhao.sees('您已递补为幸福里居委会的居委会委员');
    await head.presses('抽中李候选本人');
    head.sees('已经有人递补');
    expect((await seats(bodies.committee ?? '')).map((one) => [one.person_id, one.role])).toEqual(
      expect.arrayContaining([
        [people.zhao, 'committee_member'],
        [people.li, 'resident'],
      ]),
    );
  });

  theRecordHolds(town);
});
