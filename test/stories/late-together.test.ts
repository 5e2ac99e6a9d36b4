/** What is late in many communities reaches whoever looks after all of them in one message a day, each thing once. */
import { sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import type { PersonRole } from '../../src/domain/permissions/roles.ts';
import type { SeatPosition } from '../../src/domain/registry/seats.ts';
import { createBody } from '../../src/usecases/registry/bodies.ts';
import { createCommunity, createPerson } from '../../src/usecases/registry/create.ts';
import { createInvitation } from '../../src/usecases/registry/invitations.ts';
import { grantSeat } from '../../src/usecases/registry/seats.ts';
import { createTask } from '../../src/usecases/task/create.ts';
import { onLine } from './on-line.ts';
import { membership, onTelegram, telegramGroup } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { holds, labels } from './seen.ts';
import { COMMUNITY, must, onBothDatabases } from './town.ts';
import type { Voice } from './voice.ts';

/** More than a message lists. */
const COMMUNITIES = 9;

await onBothDatabases('late together', (town) => {
  const head = onTelegram(town, { name: '主任的手机' });
  const deputy = onLine(town);
  const committeeGroup = telegramGroup('居委会工作群');
  const groupChat = head.in(committeeGroup);
  const liaison = onLine(town);
  const leader = onTelegram(town, { name: '领导小组的手机' });
  const homes: string[] = [];

  const today = () => town.now().toZonedDateTimeISO(COMMUNITY.zone).toPlainDate();
  const at = (date: Temporal.PlainDate, time: string) =>
    date.toZonedDateTime({ timeZone: COMMUNITY.zone, plainTime: time }).toInstant();
  let dueOn = Temporal.PlainDate.from('2026-01-01');

  interface Seat {
    readonly role: PersonRole;
    readonly communityId: string;
    readonly bodyId?: string;
    readonly position?: SeatPosition;
  }
  const seated = (name: string, seats: readonly Seat[]): Promise<string> =>
    town.asOperator(`seat ${name}`, async (uow) => {
      const { id } = must(await createPerson(uow, { communityId: town.communityId, name }));
      for (const seat of seats) must(await grantSeat(uow, { personId: id, ...seat }));
      return must(await createInvitation(uow, { personId: id })).code;
    });
  const sets = (communityId: string, title: string) =>
    town.asOperator(`set ${title} ${communityId}`, async (uow) =>
      must(
        await createTask(uow, {
          communityId,
          title: { 'zh-Hans': title },
          ownerRole: 'committee_head',
          verifierRole: 'subdistrict',
          evidence: 'none',
          dueOn,
        }),
      ),
    );
  /** What somebody hears on a day, from before the quiet hours end until the evening. */
  async function heardOn(
    who: readonly Voice[],
    days: number,
  ): Promise<readonly (readonly ReturnType<Voice['last']>[])[]> {
    const day = dueOn.add({ days });
    await town.passesUntil(at(day, '07:00'));
    const before = who.map((each) => each.screen().length);
    await town.passesUntil(at(day, '20:00'));
    return who.map((each, nth) => each.screen().slice(before[nth]));
  }

  test('a liaison and a leading group of all, one head with a phone', async () => {
    // A time of the year without holidays, so that working days are no others than those of the week.
    const quiet = [3, 7, 11, 15].map((month) =>
      today()
        .with({ month: 1, day: 15 })
        .add({ months: month - 1 }),
    );
    dueOn = quiet.find((day) => Temporal.PlainDate.compare(day, today().add({ days: 5 })) >= 0) ?? dueOn;
    await town.passesUntil(at(dueOn.subtract({ days: 5 }), '10:00'));
    homes.push(town.communityId);
    await town.asOperator('communities', async (uow) => {
      for (let nth = 2; nth <= COMMUNITIES; nth += 1)
        homes.push(must(await createCommunity(uow, { code: `late-${nth}`, name: `第${nth}居民区` })).id);
    });
    const group = await town.asOperator('leading groups', async (uow) => {
      const made: Seat[] = [];
      for (const communityId of homes) {
        const { id } = must(await createBody(uow, { communityId, kind: 'leading_group', name: '领导小组' }));
        made.push({ role: 'subdistrict', communityId, bodyId: id, position: 'chair' });
      }
      return made;
    });
    await liaison.says(
      `绑定 ${await seated(
        '钱联络',
        homes.map((communityId) => ({ role: 'subdistrict', communityId })),
      )}`,
    );
    await leader.says(`绑定 ${await seated('孙组长', group)}`);
    const { communityId: here } = town;
    const bodyId = await town.asOperator(
      'committee',
      async (uow) => must(await createBody(uow, { communityId: here, kind: 'committee', name: '居委会' })).id,
    );
    await head.says(
      `绑定 ${await seated('陈主任本人', [{ role: 'committee_head', communityId: here, bodyId, position: 'chair' }])}`,
    );
    await deputy.says(
      `绑定 ${await seated('周副主任', [{ role: 'committee_member', communityId: here, bodyId, position: 'deputy' }])}`,
    );
    await membership(town, committeeGroup, head, 'member');
    await groupChat.mentions('绑定本群 居委会');
    for (const communityId of homes.slice(1))
      await seated(`主任 ${communityId.slice(-4)}`, [{ role: 'committee_head', communityId }]);
    for (const communityId of homes) await sets(communityId, '居务公开');
    await sets(town.communityId, '报送名册');
    await town.settle();
  });

  test('on the third day the liaison has one message about all of them', async () => {
    const [ofLiaison, ofLeader] = await heardOn([liaison, leader], 3);
    expect(ofLiaison).toHaveLength(1);
    const [message] = ofLiaison ?? [];
    if (!message) throw new Error('nothing was heard');
    expect(holds(message, `逾期报到您这里的${COMMUNITIES + 1}件`)).toBe(true);
    expect(holds(message, '另有2件逾期')).toBe(true);
    expect(ofLeader).toEqual([]);
    // What does not fit stands in the week of all communities.
    expect(labels(message)).toContain('本周');
    await liaison.presses('本周');
    liaison.sees('第5居民区：1');
  });

  test('on the seventh so has the leading group, and nobody else', async () => {
    const [ofLiaison, ofLeader] = await heardOn([liaison, leader], 7);
    expect(ofLeader).toHaveLength(1);
    expect(holds(ofLeader?.[0] ?? leader.last(), `逾期报到您这里的${COMMUNITIES + 1}件`)).toBe(true);
    expect(ofLiaison).toEqual([]);
  });

  test('on a day without reminders it is one message too, for the head with what comes next', async () => {
    const [ofLiaison, ofHead] = await heardOn([liaison, head], 10);
    expect(ofLiaison).toHaveLength(1);
    expect(ofHead).toHaveLength(1);
    const [message] = ofHead ?? [];
    if (!message) throw new Error('nothing was heard');
    for (const words of ['居务公开', '报送名册', '已上']) expect(holds(message, words)).toBe(true);
  });

  test('what nobody answered is asked again in one message, then once in the group', async () => {
    const asked = (who: Voice) => who.screen().filter((seen) => holds(seen, '回音'));
    // First told three days before the date; the rules wait two working days, and two more for the group.
    expect(asked(head)).toHaveLength(1);
    expect(asked(deputy)).toHaveLength(1);
    const [again] = asked(head);
    if (!again) throw new Error('nothing was asked');
    for (const words of ['这2件事还没收到您的回音', '居务公开', '报送名册']) expect(holds(again, words)).toBe(true);
    expect(holds(asked(deputy)[0] ?? deputy.last(), '这2件事负责人还没有回音')).toBe(true);
    const inGroup = groupChat.screen().filter((seen) => holds(seen, '请打开和我的私聊'));
    expect(inGroup).toHaveLength(1);
    for (const words of ['居务公开', '报送名册', '陈主任本人'])
      expect(holds(inGroup[0] ?? groupChat.last(), words)).toBe(true);
    // Nothing waits that was told together with another.
    const waiting = await town.rows(
      sql`select 1 from lilong.schedule where kind = 'task.unacknowledged' and state = 'waiting'`,
    );
    expect(waiting).toEqual([]);
  });

  test('every tier of every task was told once, and its fate is known', async () => {
    const told = await town.rows<{ n: number; fates: string }>(sql`
      select count(*)::int as n, string_agg(distinct o.state, ',') as fates
      from lilong.reminder_sent s join lilong.outbox o on o.id = s.outbox_id
      join lilong.person p on p.id = s.person_id where s.subject like 'late:%'
      group by s.person_id order by n`);
    // The deputy at the first tier; the head of her own at four; the leading group once a task; the liaison at two tiers.
    expect(told).toEqual([
      { n: 2, fates: 'accepted' },
      { n: 4 * 2, fates: 'accepted' },
      { n: COMMUNITIES + 1, fates: 'accepted' },
      { n: 2 * (COMMUNITIES + 1), fates: 'accepted' },
    ]);
    const escalations = await town.rows<{ n: number }>(
      sql`select count(*)::int as n from lilong.task_event where kind = 'escalate'`,
    );
    expect(escalations).toEqual([{ n: 4 * (COMMUNITIES + 1) }]);
  });

  theRecordHolds(town);
});
