/** A lost phone of somebody above others: nobody below approves it, and a head's takes two. */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { person } from '../../db/schema/index.ts';
import { approveRebinding, refuseRebinding } from '../../src/usecases/account/rebind.ts';
import { createInvitation, revokeInvitation } from '../../src/usecases/registry/invitations.ts';
import { inviteSet, selectInvitees } from '../../src/usecases/registry/invite-many.ts';
import { grantSeat } from '../../src/usecases/registry/seats.ts';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { holds, labels } from './seen.ts';
import { inOneTown, must } from './town.ts';
import type { Voice } from './voice.ts';

await inOneTown('phones of high seats', (town) => {
  const head = onLine(town);
  const member = onTelegram(town, { name: '周委员的手机' });
  const second = onLine(town);
  const supervisor = onTelegram(town, { name: '孙监委的手机' });
  const watcher = onLine(town);
  const above = onTelegram(town, { name: '吴科长的手机' });
  const fresh = onTelegram(town, { name: '新手机' });
  const everybody = [head, member, second, supervisor, watcher, above, fresh];
  const all = async () => {
    for (const who of everybody) await who.says('帮助');
  };
  const asks = async (who: Voice, name: string, digits: string) => {
    await who.says('换手机');
    await who.says(name);
    await who.says(digits);
  };
  const notAsked = (...people: readonly Voice[]) =>
    expect(people.flatMap((who) => who.fresh()).filter((seen) => holds(seen, '换手机申请'))).toEqual([]);
  const requests = () =>
    town.rows<{ state: string; approvals: number }>(
      sql`select r.state, (select count(*) from lilong.rebinding_approval a where a.rebinding_id = r.id)::int as approvals
        from lilong.rebinding r order by r.asked_at`,
    );

  test('a head alone in her committee: nobody could approve, which is said at once', async () => {
    const invite = { name: '陈主任本人', role: 'committee_head', phone: '13900010001' } as const;
    await head.says(`绑定 ${await town.invites(invite)}`);
    await asks(fresh, '陈主任本人', '0001');
    fresh.sees('现在没有可以同意这个申请的人，所以没有提交。请带证件找街道');
    expect(await requests()).toEqual([]);
  });

  test('those above and beside her', async () => {
    for (const [who, invitee] of [
      [member, { name: '周委员本人', role: 'committee_member' }],
      [second, { name: '钱委员本人', role: 'committee_member' }],
      [supervisor, { name: '孙监委本人', role: 'supervisor', phone: '13900020002' }],
      [watcher, { name: '郑监委本人', role: 'supervisor' }],
      [above, { name: '吴科长本人', role: 'subdistrict', phone: '13900030003' }],
    ] as const) {
      await who.says(`绑定 ${await town.invites(invitee)}`);
      who.sees('绑定成功');
    }
  });

  test('the head’s: every one of them is asked, one alone binds nothing, the second does', async () => {
    await all();
    await asks(fresh, '陈主任本人', '0001');
    fresh.sees('已交给居委会和街道');
    for (const who of [member, second, above]) {
      const card = who.sees('换手机申请');
      expect(holds(card, '居委会主任')).toBe(true);
      expect(holds(card, '要另一位也同意')).toBe(true);
      expect(labels(card)).toEqual(['同意', '不同意']);
    }
    notAsked(head, supervisor, watcher);

    await member.presses('同意');
    expect(labels(member.sees('还没有绑定，要等另一位也同意'))).toEqual(['依据']);
    await member.presses('依据');
    member.sees('要2人同意');
    await member.presses('同意');
    member.sees('您已经同意过了');
    expect(await requests()).toEqual([{ state: 'asked', approvals: 1 }]);
    await all();
    await second.presses('同意');
    second.sees('新账号绑定好了');
    fresh.sees('居委会已核实，绑定好了');
    for (const who of [supervisor, watcher]) who.sees('由居委会同意绑定');
    head.sees('马上联系居委会或街道');
    expect(await requests()).toEqual([{ state: 'approved', approvals: 2 }]);
  });

  test('a supervisor’s: not the committee, which she watches over, but another of hers', async () => {
    await fresh.says('解绑');
    await fresh.presses('解绑');
    await all();
    await asks(fresh, '孙监委本人', '0002');
    fresh.sees('已交给居务监督委员会和街道');
    notAsked(head, member, second, supervisor);
    above.sees('居务监督委员会成员');
    const approves = watcher.sees('换手机申请').buttons.find(({ label }) => label === '同意');
    expect(approves).toBeDefined();
    const [open] = await town.rows<{ id: string }>(sql`select id::text from lilong.rebinding where state = 'asked'`);
    const about = { rebindingId: open?.id ?? '' };
    const refused = (kind: string, more = {}) => ({ ok: false, error: { kind, ...more } });
    const notHis = refused('above_approver', { standing: 'supervisor' });
    expect(await town.asPerson('周委员本人', (uow) => approveRebinding(uow, about))).toEqual(notHis);
    expect(await town.asPerson('周委员本人', (uow) => refuseRebinding(uow, about))).toEqual(notHis);
    expect(await town.asPerson('孙监委本人', (uow) => approveRebinding(uow, about))).toEqual(refused('own_request'));
    await all();
    await watcher.presses('同意');
    watcher.sees('新账号绑定好了');
    fresh.sees('居务监督委员会已核实');
    expect(holds(supervisor.sees('不再代表您'), '马上联系居务监督委员会或街道')).toBe(true);
  });

  const idOf = (name: string) =>
    town.asOperator(`look up ${name}`, async (uow) => {
      const people = await uow.tx.select().from(person);
      const found = people.find(({ nameSealed }) => uow.keys.openText('person.name', nameSealed) === name);
      if (!found) throw new Error(`nobody is called ${name}`);
      return found.id;
    });
  const aboveHead = { ok: false, error: { kind: 'above_head' } };

  test('a code and an unbinding are given by one alone: never by the head to those above her', async () => {
    const code = await town.invites({ name: '冯监委本人', role: 'supervisor' });
    for (const name of ['冯监委本人', '吴科长本人']) {
      const personId = await idOf(name);
      expect(await town.asPerson('陈主任本人', (uow) => createInvitation(uow, { personId }))).toEqual(aboveHead);
    }
    const [hers] = await town.rows<{ id: string }>(
      sql`select id::text from lilong.invitation where person_id = ${await idOf('冯监委本人')}`,
    );
    const revoke = { invitationId: hers?.id ?? '' };
    expect(await town.asPerson('陈主任本人', (uow) => revokeInvitation(uow, revoke))).toEqual(aboveHead);
    for (const [name, who] of [
      ['郑监委本人', watcher],
      ['吴科长本人', above],
    ] as const) {
      await all();
      await head.says(`解绑 ${name}`);
      await head.presses(head.sees('哪个账号').buttons[0]?.label ?? '');
      head.sees('不归居委会主任办');
      expect(who.fresh().filter((seen) => holds(seen, '解除'))).toEqual([]);
    }
    await fresh.says('解绑');
    await fresh.presses('解绑');
    fresh.sees('请向街道要邀请码');
    await fresh.says(`绑定 ${code}`);
    fresh.sees('绑定成功');
  });

  test('when she invites everybody, those are left out and counted; the subdistrict leaves out nobody', async () => {
    await town.invites({ name: '卫阿姨本人' });
    await town.invites({ name: '蒋监委本人', role: 'supervisor' });
    const everyone = { communityId: town.communityId, again: true };
    const resident = await idOf('卫阿姨本人');
    const overseer = await idOf('蒋监委本人');
    // 孙监委 parted her own account above.
    expect(await town.asPerson('陈主任本人', (uow) => selectInvitees(uow, everyone))).toMatchObject({
      ok: true,
      value: { people: [resident], above: 2 },
    });
    const set = { communityId: town.communityId, people: [resident, overseer] };
    const slips = await town.asPerson('陈主任本人', (uow) => inviteSet(uow, set));
    expect(slips.ok && slips.value.map(({ name }) => name)).toEqual(['卫阿姨本人']);
    const all = await town.asPerson('吴科长本人', (uow) => selectInvitees(uow, everyone));
    expect(all).toMatchObject({ ok: true, value: { above: 0 } });
    expect(all.ok && all.value.people).toContain(overseer);
  });

  test('her code is no way into a seat she may give nobody a code for, once its holder has one', async () => {
    const newcomer = onLine(town);
    await town.invites({ name: '褚阿姨本人' });
    const personId = await idOf('褚阿姨本人');
    const hers = await town.asPerson('陈主任本人', (uow) => createInvitation(uow, { personId }));
    await town.asOperator('elected since', async (uow) => must(await grantSeat(uow, { personId, role: 'supervisor' })));
    await newcomer.says(`绑定 ${hers.ok ? hers.value.code : ''}`);
    newcomer.sees('您现在的职务，邀请码要由街道发，这个码不能用了。请向街道要新的');
    expect(await town.rows(sql`select 1 from lilong.chat_account where person_id = ${personId}`)).toEqual([]);
    const given = await town.asPerson('吴科长本人', (uow) => createInvitation(uow, { personId }));
    await newcomer.says(`绑定 ${given.ok ? given.value.code : ''}`);
    newcomer.sees('绑定成功');
  });

  test('the subdistrict does both for anybody', async () => {
    await all();
    await above.says('解绑 郑监委本人');
    await above.presses(above.sees('哪个账号').buttons[0]?.label ?? '');
    above.sees('也告诉了那个账号');
    watcher.sees('街道已经解除了这个账号的绑定。要重新绑定，请向街道要邀请码。');
    const personId = await idOf('郑监委本人');
    const given = await town.asPerson('吴科长本人', (uow) => createInvitation(uow, { personId }));
    await watcher.says(`绑定 ${given.ok ? given.value.code : ''}`);
    watcher.sees('绑定成功');
  });

  theRecordHolds(town);
});
