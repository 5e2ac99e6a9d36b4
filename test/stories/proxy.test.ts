/** 委托: where a community's rules allow it, one who cannot come is voted for by whoever she gave it to, until she comes after all. */
import { eq, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { meeting, person } from '../../db/schema/index.ts';
import { draftBallot } from '../../src/usecases/ballot/draft.ts';
import { fileProxy } from '../../src/usecases/ballot/proxy.ts';
import { declareRecusal } from '../../src/usecases/ballot/recusal.ts';
import { freezeRoll, openBallot, reviewBallot } from '../../src/usecases/ballot/run.ts';
import { enterPresence } from '../../src/usecases/meeting/presence.ts';
import { overrideRule } from '../../src/usecases/rules/override.ts';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { labels } from './seen.ts';
import { COMMUNITY, inOneTown, must } from './town.ts';

await inOneTown('proxies in a committee meeting', (town) => {
  const head = onTelegram(town, { name: '陈主任' });
  const zhou = onLine(town);
  const wu = onTelegram(town, { name: '吴委员' });
  const li = onLine(town);
  const zheng = onTelegram(town, { name: '郑委员' });
  const supervisor = onLine(town);
  let meetingId = '';

  const personCalled = async (name: string): Promise<string> => {
    const { db, keys } = town.house.runtime.context;
    const people = await db.direct.select().from(person);
    return people.find(({ nameSealed }) => keys.openText('person.name', nameSealed) === name)?.id ?? '';
  };
  const give = async (from: string, to: string) => {
    const [grantorId, holderId] = [await personCalled(from), await personCalled(to)];
    return town.asOperator(`${from} to ${to}`, (uow) =>
      fileProxy(uow, { meetingId, grantorId, holderId, relative: true }),
    );
  };
  const card = async (who: typeof head | typeof zhou) => {
    await who.says('会议');
    await who.presses('1. 买灯');
  };
  const votes = () =>
    town.rows<{ number: number; choice: string | null; holder: boolean }>(
      sql`select e.number, v.choice, e.holder_id is not null as holder
        from lilong.ballot_entry e left join lilong.vote v on v.ballot_id = e.ballot_id and v.number = e.number
        where e.present order by e.number`,
    );

  test('none is filed unless a rule allows it', async () => {
    await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
    await zhou.says(`绑定 ${await town.invites({ name: '周委员本人', role: 'committee_member' })}`);
    await wu.says(`绑定 ${await town.invites({ name: '吴委员本人', role: 'committee_member' })}`);
    await li.says(`绑定 ${await town.invites({ name: '李委员本人', role: 'committee_member' })}`);
    await zheng.says(`绑定 ${await town.invites({ name: '郑委员本人', role: 'committee_member' })}`);
    await supervisor.says(`绑定 ${await town.invites({ name: '孙监委本人', role: 'supervisor' })}`);
    await head.says('召集 居委会会议 十天后10:00 表决:买灯');
    await supervisor.presses('审查通过');
    await card(head);
    await head.presses('发通知');
    const { db } = town.house.runtime.context;
    meetingId = (await db.direct.select({ id: meeting.id }).from(meeting))[0]?.id ?? '';
    expect(await give('吴委员本人', '周委员本人')).toMatchObject({ ok: false, error: { kind: 'proxy_not_allowed' } });
    const today = town.now().toZonedDateTimeISO(COMMUNITY.zone).toPlainDate().toString();
    await town.asOperator('proxies', async (uow) => {
      const shared = { communityId: town.communityId, effectiveFrom: today, reason: '居民会议议定' };
      must(await overrideRule(uow, { ...shared, key: 'ballot.proxy', value: true }));
    });
  });

  test('filed in time it is told to both; it is not passed on', async () => {
    must(await give('吴委员本人', '周委员本人'));
    must(await give('李委员本人', '周委员本人'));
    await town.settle();
    expect(wu.sees('委托').text).toContain('吴委员本人委托周委员本人表决');
    expect(await give('周委员本人', '陈主任本人')).toMatchObject({
      ok: false,
      error: { kind: 'proxy_not_transferable' },
    });
  });

  test('whoever comes after all votes herself: her proxy has ended, also when she goes again', async () => {
    const { db } = town.house.runtime.context;
    const [row] = await db.direct.select().from(meeting).where(eq(meeting.id, meetingId));
    await town.passesUntil((row?.startsAt ?? Temporal.Instant.from('2030-01-01T00:00Z')).subtract({ minutes: 20 }));
    await card(head);
    await head.presses('1. 冻结名册');
    const personIds = await Promise.all(['陈主任本人', '周委员本人', '郑委员本人', '李委员本人'].map(personCalled));
    await town.asOperator('they come', async (uow) => {
      must(await enterPresence(uow, { meetingId, personIds, kind: 'came', by: 'paper' }));
    });
    await town.settle();
    li.sees('李委员本人本人到会，请周委员本人代为表决的委托作废');
    await li.says('会议');
    await li.presses('1. 买灯');
    await li.presses('我先走了');
    await card(head);
    await head.presses('开会');
    await card(head);
    await head.presses('1. 开始投票');
    expect((await votes()).filter(({ holder }) => holder)).toHaveLength(1);
    expect(await votes()).toHaveLength(4);
  });

  test('the holder has a button for each who gave her one, and the two votes are two', async () => {
    expect(labels(zhou.sees('记名投票'))).toEqual(expect.arrayContaining(['赞成', '替吴委员本人投']));
    await zhou.presses('赞成');
    await zhou.presses('替吴委员本人投');
    expect(zhou.sees('您受吴委员本人委托').text).toMatch(/替名册第\d号投票/);
    await zhou.presses('反对');
    zhou.sees(/已收到您替名册第\d号在第1号的投票/);
    expect((await votes()).map(({ choice }) => choice).toSorted()).toEqual(
      ['approve', 'reject', null, null].toSorted(),
    );
    await wu.says('表决 1');
    expect(labels(wu.sees('买灯'))).not.toContain('替吴委员本人投');
  });

  test('whoever stays out of a matter does not vote on it for another', async () => {
    const text = { title: '换锁', text: '门锁由周委员家的店来换' };
    const ballotId = await town.asPerson('陈主任本人', async (uow) => {
      const made = await draftBallot(uow, { communityId: town.communityId, meetingId, ...text, kind: 'motion' });
      return must(made).id;
    });
    await town.asPerson('周委员本人', async (uow) => must(await declareRecusal(uow, { ballotId, reason: '自家的店' })));
    await town.asPerson('孙监委本人', async (uow) => must(await reviewBallot(uow, { ballotId })));
    await town.asPerson('陈主任本人', async (uow) => {
      must(await freezeRoll(uow, { ballotId }));
      const { ballot } = must(await openBallot(uow, { ballotId }));
      // The head, 郑委员, and 周委员, who is there and does not vote; nobody for 吴委员.
      expect(ballot.attendance).toEqual({ roll: 5, present: 3, recused: 1, recusedPresent: 1 });
    });
    await town.settle();
  });

  theRecordHolds(town);
});
