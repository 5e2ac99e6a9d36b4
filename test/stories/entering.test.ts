/** Demands of people without a phone: told by telephone, on paper, at a visit, or found on a patrol; and who speaks for them. */

import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { photo } from './pictures.ts';
import { theRecordHolds } from './record.ts';
import { fileCall } from './rosters.ts';
import { holds, labels, numberIn, type Seen } from './seen.ts';
import { COMMUNITY, FIRST_GRID, inOneTown, instantOf, SECOND_GRID } from './town.ts';
import type { Voice } from './voice.ts';

await inOneTown('entering for somebody', (town) => {
  const officer = onTelegram(town, { name: '李网格员' });
  const colleague = onLine(town);
  const neighbour = onTelegram(town, { name: '周网格员' });
  const wang = onLine(town);
  const numbers: Record<string, string> = {};

  const heard = (who: Voice, words: string | RegExp): number => who.fresh().filter((seen) => holds(seen, words)).length;
  const cardOf = async (who: Voice, number: string): Promise<Seen> => {
    await who.says(`查 ${number}`);
    return who.sees(number);
  };
  const rowOf = async (number: string) => {
    const [row] = await town.rows<{
      source: string;
      state: string;
      verified: boolean;
      entered: boolean;
      person: boolean;
    }>(
      sql`select source, state, verified, entered_by_person_id is not null as entered,
        submitter_person_id is not null as person from lilong.demand where number = ${Number(number.slice(-4))}`,
    );
    return row;
  };
  const resolves = async (who: Voice, number: string): Promise<void> => {
    await cardOf(who, number);
    await who.presses('受理');
    await who.presses('办结');
    await who.says('已经修好了');
    await who.presses('没有照片，直接办结');
    who.sees('已办结');
  };

  test('two officers of one grid, one of another, and a resident with a phone', async () => {
    for (const [who, invitee] of [
      [officer, { name: '李桂兰', role: 'grid_officer', grid: FIRST_GRID }],
      [colleague, { name: '孙网格员本人', role: 'grid_officer', grid: FIRST_GRID }],
      [neighbour, { name: '周建国', role: 'grid_officer', grid: SECOND_GRID }],
      [wang, { name: '王秀英奶奶', home: '2号楼', phone: '13912345678' }],
    ] as const) {
      await who.says(`绑定 ${await town.invites(invitee)}`);
      who.sees('绑定成功');
    }
  });

  test('somebody rang up: name and number are kept, the place and kind are guessed, a photo goes with it', async () => {
    town.keepSecret('张大爷本人', '13800138000');
    await officer.says('代登记');
    officer.sees('怎么来的');
    await officer.presses('电话');
    officer.sees('谁反映的');
    await officer.says('张大爷本人 13800138000');
    officer.sees('原话');
    await officer.says('3号楼电梯坏了，走不了楼梯');
    const offer = officer.sees('这样登记，对吗');
    expect(offer.text).toMatch(/电话[\s\S]*张大爷本人 13800138000[\s\S]*电梯[\s\S]*3号楼/);
    await officer.sendsPhoto(await photo({ colour: '#882222' }));
    officer.sees('登记时会一起附上');
    await officer.presses('登记需求');
    const done = officer.sees('已登记');
    expect(done.text).toContain('请电话告诉');
    numbers.phone = numberIn(done);
    expect(await rowOf(numbers.phone)).toEqual({
      source: 'phone',
      state: 'submitted',
      verified: false,
      entered: true,
      person: false,
    });
    const card = await cardOf(colleague, numbers.phone);
    expect(card.text).toMatch(/张大爷本人 13800138000/);
    expect(card.text).toMatch(/来源[\s\S]*电话/);
    expect(card.text).toMatch(/附件[\s\S]*1/);
  });

  test('another grid’s officer sees no name and no number, and cannot enter for this grid', async () => {
    await neighbour.says(`查 ${numbers.phone}`);
    const shown = neighbour.sees(numbers.phone ?? '');
    expect(shown.text).not.toContain('13800138000');
    expect(shown.text).not.toContain('张大爷');
    await neighbour.says('代登记 3号楼门口积水');
    await neighbour.presses('上门或来访');
    await neighbour.presses('没留姓名');
    await neighbour.presses('登记需求');
    neighbour.sees('没有权限');
  });

  test('each step is owed her by telephone, and that she was told is a step of its own', async () => {
    await cardOf(officer, numbers.phone ?? '');
    await officer.presses('受理');
    const card = await cardOf(officer, numbers.phone ?? '');
    expect(card.text).toContain('还没有告诉反映人');
    await officer.presses('已告诉反映人');
    officer.sees('已记下');
    const after = await cardOf(officer, numbers.phone ?? '');
    expect(labels(after)).not.toContain('已告诉反映人');
    const told = await town.rows(
      sql`select 1 from lilong.demand_event where kind = 'told' and by_role = 'grid_officer'`,
    );
    expect(told).toHaveLength(1);
  });

  test('her word is taken by somebody other than the handler', async () => {
    await officer.presses('办结');
    await officer.says('换了门机');
    await officer.presses('没有照片，直接办结');
    const own = await cardOf(officer, numbers.phone ?? '');
    expect(labels(own).filter((label) => label.startsWith('反映人说'))).toEqual([]);
    const card = await cardOf(colleague, numbers.phone ?? '');
    expect(labels(card)).toEqual(expect.arrayContaining(['反映人说已解决', '反映人说没解决']));
    await colleague.presses('反映人说没解决');
    await colleague.says('大爷说门还是关不上');
    colleague.sees('已重开');
    expect((await rowOf(numbers.phone ?? ''))?.state).toBe('reopened');
    const entries = await town.rows<{ entry: string }>(
      sql`select entry from lilong.ledger where entry like '%demand.reopen-for%' and entry like '%on-her-word%'`,
    );
    expect(entries).toHaveLength(1);
  });

  test('a registered resident is found by the end of her number, and hears by chat; nobody speaks for her', async () => {
    await officer.says('代登记 2号楼楼道灯不亮');
    await officer.presses('上门或来访');
    await officer.says('5678');
    expect(labels(officer.sees('登记册里有'))[0]).toBe('王秀英奶奶 · 2号楼');
    await wang.says('我的');
    await officer.presses('王秀英奶奶 · 2号楼');
    await officer.presses('登记需求');
    numbers.visit = numberIn(officer.sees('已登记'));
    expect(await rowOf(numbers.visit)).toMatchObject({ source: 'visit', verified: true, person: true });
    await wang.says('你好');
    await resolves(officer, numbers.visit);
    expect(heard(wang, '已办结')).toBe(1);
    const card = await cardOf(colleague, numbers.visit);
    expect(labels(card)).not.toContain('反映人说已解决');
    await wang.presses('已解决');
    wang.sees('已确认解决');
  });

  test('who is bound only later reads who took her word', async () => {
    const code = await town.invites({ name: '郝奶奶本人', home: '2号楼', phone: '13912349876' });
    await officer.says('代登记 2号楼单元门坏了');
    await officer.presses('电话');
    await officer.says('9876');
    await officer.presses('郝奶奶本人 · 2号楼');
    await officer.presses('登记需求');
    const number = numberIn(officer.sees('已登记'));
    await resolves(officer, number);
    await cardOf(colleague, number);
    await colleague.presses('反映人说已解决');
    const hao = onTelegram(town, { name: '郝奶奶的新手机' });
    await hao.says(`绑定 ${code}`);
    const { text } = await cardOf(hao, number);
    expect(text).toContain('网格员按您的话确认解决');
    expect(text).not.toContain('您确认解决');
  });

  test('on a patrol the officer is the source; a colleague looks again', async () => {
    await officer.says('代报 1号楼前井盖松了');
    await officer.presses('巡查发现');
    expect(officer.sees('这样登记').text).toContain('巡查的人自己发现');
    await officer.presses('改地点');
    await officer.presses('2号楼');
    await officer.presses('登记需求');
    numbers.patrol = numberIn(officer.sees('已登记'));
    await resolves(officer, numbers.patrol);
    await cardOf(colleague, numbers.patrol);
    await colleague.presses('复查过，已解决');
    colleague.sees('已由您复查，确认解决');
    await wang.says(`查 ${numbers.patrol}`);
    expect(wang.last().text).toContain('工作人员复查，确认解决');
    expect(wang.last().text).not.toContain('按反映人的话');
    expect((await rowOf(numbers.patrol))?.state).toBe('confirmed');
  });

  test('work orders of the hotline: whoever handles some is told once how many, and danger by its number', async () => {
    const due = town.now().toZonedDateTimeISO(COMMUNITY.zone).toPlainDate().add({ days: 2 });
    const orders = [
      '工单编号,诉求内容,地址,诉求人,联系电话,办理时限',
      `H-1,楼道堆物没人清,1号楼,钱先生本人,13700137001,${due} 10:00`,
      'H-2,闻到很重的煤气味，怀疑燃气泄漏,3号楼,,,',
      'H-3,门禁坏了,5号楼,,,',
    ].join('\n');
    town.keepSecret('楼道堆物没人清', '钱先生本人', '13700137001', '怀疑燃气泄漏');
    const take = () => fileCall(town, 'POST', '/demands/import?community=xfl', { body: Buffer.from(orders) });
    for (const who of [officer, colleague, neighbour]) await who.says('语言');
    const { json } = await take();
    await town.settle();
    expect(json).toMatchObject({ imported: 3 });
    for (const who of [officer, colleague]) {
      const told = who.sees('其中 2 件由您办理');
      expect(told.text).toMatch(/【紧急】请先看：D-\d{4}-\d{4}$/m);
      expect(labels(told)).toEqual(['我的待办']);
      expect(heard(who, /D-\d{4}-\d{4}/)).toBe(1);
    }
    expect(neighbour.sees('其中 1 件由您办理').text).not.toContain('紧急');
    for (const who of [officer, colleague, neighbour]) await who.says('语言');
    expect((await take()).json).toMatchObject({ imported: 0, known: 3 });
    await town.settle();
    for (const who of [officer, colleague, neighbour]) expect(heard(who, '12345')).toBe(0);
    numbers.order = json.first;
  });

  test('an order’s own deadline is the deadline of the work', async () => {
    await cardOf(officer, numbers.order ?? '');
    await officer.presses('受理');
    officer.sees('已受理');
    const [row] = await town.rows<{ due_at: unknown; order_due_at: unknown }>(
      sql`select s.due_at, d.order_due_at from lilong.demand d
        join lilong.schedule s on s.subject = 'demand:' || d.id and s.kind = 'demand.handling-due' and s.state = 'waiting'
        where d.number = ${Number(numbers.order?.slice(-4))}`,
    );
    const due = instantOf(row?.order_due_at);
    expect(instantOf(row?.due_at).equals(due)).toBe(true);
    await officer.says('语言');
    await town.passesUntil(due);
    expect(heard(officer, numbers.order ?? '')).toBe(1);
  });

  test('what a unit solved is confirmed by nobody of the unit, whatever other seat he has', async () => {
    const called = async (path: string, body: object) => {
      const { status, json } = await fileCall(town, 'POST', path, { body });
      expect(status, JSON.stringify(json)).toBeLessThan(300);
      return json;
    };
    const [who] = await town.rows<{ id: string }>(
      sql`select person_id::text as id from lilong.role_seat where role = 'grid_officer' order by since offset 1 limit 1`,
    );
    const firm = await called('/bodies', { community: COMMUNITY.code, kind: 'property_firm', name: '幸福物业' });
    await called(`/people/${who?.id}/seats`, { role: 'unit_member', bodyId: firm.id });
    await officer.says('代报 2号楼楼道灯不亮');
    await officer.presses('巡查发现');
    await officer.presses('登记需求');
    const number = numberIn(officer.sees('已登记'));
    await cardOf(officer, number);
    await officer.presses('受理');
    await called(`/demands/${number}/refer?community=${COMMUNITY.code}`, { unit: firm.id });
    await cardOf(colleague, number);
    await colleague.presses('办结');
    await colleague.says('换了灯泡');
    await colleague.presses('没有照片，直接办结');
    colleague.sees('已办结');
    const card = await cardOf(colleague, number);
    expect(labels(card).filter((label) => /^(反映人说|复查过)/.test(label))).toEqual([]);
  });

  test('a resident may not enter for others', async () => {
    await wang.says('代登记 3号楼漏水');
    wang.sees('没有权限');
  });

  test('what a patrol found has no reporter who could say that it is not solved', async () => {
    const head = onLine(town);
    await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
    await officer.says('代报 1号楼前路灯不亮');
    await officer.presses('巡查发现');
    await officer.presses('登记需求');
    const number = numberIn(officer.sees('已登记'));
    await neighbour.says(`附议 ${number}`);
    neighbour.sees('已附议');
    await resolves(officer, number);
    await cardOf(colleague, number);
    await colleague.presses('复查过，没解决');
    await colleague.says('晚上还是不亮');
    const card = head.sees('工作人员复查，没解决，已重开');
    expect(card.text).toContain('晚上还是不亮');
    expect(card.text).not.toContain('反映人说');
    neighbour.sees(`${number} 工作人员复查，没解决，已重开`);
  });

  theRecordHolds(town);
});
