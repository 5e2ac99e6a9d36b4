/**
 * Who is who: a subdistrict sets up a community's bodies, the rules say what is missing, a vacant seat is taken by the
 * next in line, and rights to speak and to vote are entered apart.
 */
import { expect, test } from 'vitest';
import { adminApi } from '../harness/admin-api.ts';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { adminToken, COMMUNITY, inOneTown } from './town.ts';

await inOneTown('who is who', (town) => {
  const head = onLine(town);
  const supervisor = onTelegram(town, { name: '孙监委的手机' });
  const next = onTelegram(town, { name: '候补的手机' });
  const api = (method: 'GET' | 'POST', path: string, body?: unknown) =>
    adminApi(town.house.app)(method, path, { token: adminToken(town), ...(body !== undefined && { body }) });
  const posts = async (path: string, body?: unknown) => {
    const answer = await api('POST', path, body ?? {});
    expect([200, 201], JSON.stringify(answer.json)).toContain(answer.status);
    await town.settle();
    return answer.json;
  };
  const refused = async (path: string, body: unknown): Promise<string> => {
    const answer = await api('POST', path, body);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    return answer.json.error.code;
  };
  const enters = async (name: string, contact?: Readonly<Record<string, string>>): Promise<string> => {
    town.keepSecret(name);
    return (await posts('/people', { community: COMMUNITY.code, name, ...(contact && { contact }) })).id;
  };
  const findings = async (): Promise<string[]> => {
    const { json } = await api('GET', `/communities/${COMMUNITY.code}/findings`);
    return json.items.map((one: { level: string; about: string; kind: string }) =>
      [one.level, one.about, one.kind].join(' '),
    );
  };
  const bodies: Record<string, string> = {};

  test('a subdistrict, what the community is, and its bodies', async () => {
    await posts('/subdistricts', { code: 'changshou', name: '长寿路街道' });
    expect(await refused('/subdistricts', { code: 'changshou', name: '又一个' })).toBe('subdistrict_code_taken');
    const described = await posts(`/communities/${COMMUNITY.code}/describe`, {
      type: 'transitional',
      occupancyPercent: 62,
      subdistrict: 'changshou',
    });
    expect(described).toMatchObject({ type: 'transitional', occupancyPercent: 62 });
    expect(await findings()).toContain('warn community no_committee');

    const community = COMMUNITY.code;
    const committee = { kind: 'committee', name: '幸福里居委会', community, termStarts: '2026-01-01' };
    const made = await posts('/bodies', committee);
    bodies.committee = made.id;
    // 60 months by the rules.
    expect(made.termEndsAt).toMatch(/^203[01]-/);
    expect(await refused('/bodies', { ...committee, name: '幸福里第二居委会' })).toBe('second_committee');
    expect(await refused('/bodies', { kind: 'supervision', name: '监委', subdistrict: 'changshou' })).toBe(
      'body_needs_community',
    );
    expect(await refused('/bodies', { kind: 'committee', name: '同名' })).toBe('body_home');
    bodies.supervision = (await posts('/bodies', { kind: 'supervision', name: '幸福里居务监督委员会', community })).id;
    bodies.representatives = (
      await posts('/bodies', { kind: 'representatives', name: '幸福里居民代表', community })
    ).id;
    await posts('/bodies', { kind: 'leading_group', name: '居民自治领导小组', subdistrict: 'changshou' });
    await posts('/bodies', { kind: 'sub_committee', name: '人民调解委员会', community, parentId: bodies.committee });
    const { json } = await api('GET', `/bodies?community=${community}`);
    expect(json.items.map(({ kind }: { kind: string }) => kind)).toEqual([
      'committee',
      'leading_group',
      'representatives',
      'sub_committee',
      'supervision',
    ]);
  });

  test('a party organisation and a station serve several communities; a committee serves its own', async () => {
    await posts('/communities', { code: 'pal', name: '平安里社区' });
    const station = { kind: 'station', name: '幸福平安服务站', community: COMMUNITY.code, serves: ['pal'] };
    await posts('/bodies', station);
    const { json } = await api('GET', '/bodies?community=pal');
    expect(json.items.map(({ name }: { name: string }) => name)).toEqual(['幸福平安服务站']);
    expect(await refused('/bodies', { ...station, kind: 'committee', name: '跨区居委会' })).toBe('body_serves_one');
  });

  test('the rules warn and block, and a waiver takes a reason', async () => {
    const found = await findings();
    expect(found.slice(0, 4).sort()).toEqual([
      'block body no_chair',
      'block body too_few',
      'block body too_few',
      'block body too_few_women',
    ]);
    expect(found).toContain('warn body too_few');
    expect(found).toContain('warn grid too_few_officers');
    expect(await refused(`/bodies/${bodies.representatives}/waive-size`, { because: ' ' })).toBe('not_valid');
    await posts(`/bodies/${bodies.representatives}/waive-size`, { because: '新建小区，入住不足' });
    expect((await findings()).filter((one) => one === 'block body too_few')).toHaveLength(1);
  });

  test('seats in bodies: the role must fit, the head is the chair, one person may hold many', async () => {
    const seat = (id: string, body: unknown) => posts(`/people/${id}/seats`, body);
    const chen = await enters('陈主任本人', { gender: '男' });
    await head.says(`绑定 ${(await posts('/invitations', { personId: chen })).code}`);
    expect(await seat(chen, { role: 'committee_head', bodyId: bodies.committee, filledBy: 'elected' })).toMatchObject({
      position: 'chair',
      filledBy: 'elected',
    });
    expect(await refused(`/people/${chen}/seats`, { role: 'supervisor', bodyId: bodies.committee })).toBe(
      'role_not_in_body',
    );
    expect(
      await refused(`/people/${chen}/seats`, {
        role: 'committee_member',
        bodyId: bodies.committee,
        position: 'chair',
      }),
    ).toBe('position_not_fitting');
    // 交叉任职: he also represents his building; that term is the committee's.
    const represents = await seat(chen, { role: 'representative', bodyId: bodies.representatives });
    const { json } = await api('GET', `/bodies?community=${COMMUNITY.code}`);
    expect(represents.termEndsAt).toBe(json.items[0].termEndsAt);
    expect(await refused(`/people/${chen}/seats`, { role: 'representative', termEnds: '2030-01-01' })).toBe(
      'term_follows_committee',
    );

    const sun = await enters('孙监委本人', { gender: '女' });
    await seat(sun, { role: 'supervisor', bodyId: bodies.supervision, position: 'chair' });
    await supervisor.says(`绑定 ${(await posts('/invitations', { personId: sun })).code}`);
    const found = await findings();
    expect(found).not.toContain('block body no_chair');
    expect(found).not.toContain('block body too_few_women');
    const people = (await api('GET', `/people?community=${COMMUNITY.code}`)).json.items;
    const his = people.find(({ id }: { id: string }) => id === chen);
    expect(his.seats.map(({ role }: { role: string }) => role)).toEqual(['committee_head', 'representative']);
  });

  test('a member leaves: the head is asked, one tap moves the next in line up, once', async () => {
    const member = await enters('吴委员本人');
    const reserve = await enters('郑候补本人');
    const later = await enters('冯候补本人');
    const elected = { bodyId: bodies.committee, filledBy: 'elected' };
    const seat = await posts(`/people/${member}/seats`, { ...elected, role: 'committee_member', rank: 2 });
    expect(await refused(`/people/${later}/seats`, { ...elected, role: 'resident' })).toBe('reserve_needs_rank');
    await posts(`/people/${later}/seats`, { ...elected, role: 'resident', rank: 8 });
    await posts(`/people/${reserve}/seats`, { ...elected, role: 'resident', rank: 7 });
    await next.says(`绑定 ${(await posts('/invitations', { personId: reserve })).code}`);
    await head.says('帮助');
    await next.says('帮助');
    await supervisor.says('帮助');
    await posts(`/seats/${seat.id}/end`);
    head.sees('下一位是郑候补本人（第7名）');
    await head.presses('递补');
    head.sees('郑候补本人已递补');
    next.sees('您已递补为幸福里居委会的居委会委员');
    supervisor.sees('郑候补本人已递补');
    await head.presses('递补');
    head.sees('已经有人递补');
    expect(await refused(`/seats/${seat.id}/substitute`, {})).toBe('already_substituted');
  });

  test('who is next and has the seat already moves nobody, and keeps her place in the reserve', async () => {
    const leaving = await enters('钱委员本人');
    const both = await enters('卫候补本人');
    const elected = { bodyId: bodies.committee, filledBy: 'elected' };
    const seat = await posts(`/people/${leaving}/seats`, { ...elected, role: 'committee_member', rank: 3 });
    await posts(`/people/${both}/seats`, { ...elected, role: 'committee_member', rank: 4 });
    const waiting = await posts(`/people/${both}/seats`, { ...elected, role: 'resident', rank: 6 });
    await posts(`/seats/${seat.id}/end`);
    expect(await refused(`/seats/${seat.id}/substitute`, {})).toBe('already_seated');
    const people = (await api('GET', `/people?community=${COMMUNITY.code}&limit=100`)).json.items;
    const hers = people.find(({ id }: { id: string }) => id === both);
    expect(hers.seats.map(({ role }: { role: string }) => role).sort()).toEqual(['committee_member', 'resident']);
    await posts(`/seats/${waiting.id}/end`);
  });

  test('the rights to speak and to vote stand apart, each on its own ground; a door is a household', async () => {
    const tenant = await enters('外来租户本人');
    const mate = await enters('同住家人本人');
    town.keepSecret('深巷十八号902室');
    const one = await posts(`/people/${tenant}`, { speak: 'habitual', door: '深巷十八号902室' });
    expect(one).toMatchObject({ speak: 'habitual', vote: null });
    const other = await posts(`/people/${mate}`, { speak: 'registered', vote: 'registered', door: '深巷十八号 902' });
    expect(other).toMatchObject({ speak: 'registered', vote: 'registered', householdId: one.householdId });
    expect(await posts(`/people/${mate}`, { vote: 'none' })).toMatchObject({ speak: 'registered', vote: null });
  });

  test('a body that ends takes its seats with it', async () => {
    await posts(`/bodies/${bodies.supervision}/end`);
    await supervisor.says('帮助');
    const people = (await api('GET', `/people?community=${COMMUNITY.code}`)).json.items;
    expect(people.flatMap(({ seats }: { seats: { role: string }[] }) => seats.map(({ role }) => role))).not.toContain(
      'supervisor',
    );
  });

  theRecordHolds(town);
});
