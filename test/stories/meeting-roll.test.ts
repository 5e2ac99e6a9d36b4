/** Who is on the roll: it follows the seats until checking in begins, stays from then on, and follows them again for another date. */
import { eq, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { person, roleSeat } from '../../db/schema/index.ts';
import { endSeat } from '../../src/usecases/registry/seats.ts';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { holds } from './seen.ts';
import { COMMUNITY, inOneTown, must } from './town.ts';
import type { Voice } from './voice.ts';

await inOneTown('the roll of a committee meeting', (town) => {
  const head = onTelegram(town, { name: '陈主任' });
  const zhou = onLine(town);
  const wu = onTelegram(town, { name: '吴委员' });
  const supervisor = onLine(town);
  const newcomer = onLine(town);
  const heard = (who: Voice, words: string): boolean => who.screen().some((seen) => holds(seen, words));
  const card = async (who: Voice) => {
    await who.says('会议');
    await who.presses('1. 买灯');
  };
  const ballots = () =>
    town.rows<{ number: number; state: string; roll: number }>(
      sql`select number, state, (select count(*)::int from lilong.ballot_entry e where e.ballot_id = b.id) as roll
        from lilong.ballot b order by number`,
    );
  const startOf = async () => {
    const [row] = await town.rows<{ at: string }>(
      sql`select to_char(starts_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at from lilong.meeting`,
    );
    return Temporal.Instant.from(row?.at ?? '');
  };

  test('before checking in begins no roll is frozen: seats may still change hands', async () => {
    await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
    await zhou.says(`绑定 ${await town.invites({ name: '周委员本人', role: 'committee_member' })}`);
    await wu.says(`绑定 ${await town.invites({ name: '吴委员本人', role: 'committee_member' })}`);
    await supervisor.says(`绑定 ${await town.invites({ name: '孙监委本人', role: 'supervisor' })}`);
    await head.says('召集 居委会会议 三天后10:00 表决:买灯');
    await supervisor.presses('审查通过');
    await card(head);
    await head.presses('发通知');
    await card(head);
    await head.presses('1. 冻结名册');
    head.sees('等开始签到了，再点“冻结名册”');
    expect(await ballots()).toEqual([{ number: 1, state: 'reviewed', roll: 0 }]);
  });

  test('from then on it stays: whoever takes a seat later is told that she is on the next one', async () => {
    await town.passesUntil((await startOf()).subtract({ minutes: 20 }));
    await card(head);
    await head.presses('1. 冻结名册');
    expect(await ballots()).toEqual([{ number: 1, state: 'roll_frozen', roll: 3 }]);
    await newcomer.says(`绑定 ${await town.invites({ name: '郑委员本人', role: 'committee_member' })}`);
    await card(head);
    await head.presses('签到码');
    const code = /\d{6}/.exec(head.sees('签到码：').text)?.[0];
    await newcomer.says(`签到 ${code}`);
    newcomer.sees('您是在那以后任职的');
    await newcomer.says('签到 000000');
    expect(heard(newcomer, '现在没有您可以签到的会议')).toBe(true);
  });

  test('another date is another roll: who gave her seat up is off it, and what was frozen is frozen anew', async () => {
    const { db, keys } = town.house.runtime.context;
    const people = await db.direct.select().from(person);
    const who = people.find(({ nameSealed }) => keys.openText('person.name', nameSealed) === '吴委员本人');
    await town.asOperator('wu leaves', async (uow) => {
      const [seat] = await uow.tx
        .select({ id: roleSeat.id })
        .from(roleSeat)
        .where(eq(roleSeat.personId, who?.id ?? ''));
      must(await endSeat(uow, { seatId: seat?.id ?? '' }));
    });
    await town.settle();
    expect(heard(wu, '不用参加了')).toBe(false);
    await card(head);
    await head.presses('改期');
    const day = town.now().toZonedDateTimeISO(COMMUNITY.zone).toPlainDate().add({ days: 5 });
    await head.says(`${day.month}月${day.day}日10:00 停电`);
    expect(heard(head, '原来的第1号作废，改为第2号')).toBe(true);
    expect(heard(wu, '不用参加了')).toBe(true);
    expect(await ballots()).toEqual([
      { number: 1, state: 'withdrawn', roll: 3 },
      { number: 2, state: 'reviewed', roll: 0 },
    ]);
    await card(head);
    await head.presses('发通知');
    newcomer.sees('请回复能不能来');
    await town.passesUntil((await startOf()).subtract({ minutes: 20 }));
    await card(head);
    await head.presses('2. 冻结名册');
    const roll = await town.rows<{ name: string }>(
      sql`select e.person_id as name from lilong.ballot_entry e join lilong.ballot b on b.id = e.ballot_id where b.number = 2`,
    );
    expect(roll).toHaveLength(3);
    expect(roll.map(({ name }) => name)).not.toContain(who?.id);
  });

  theRecordHolds(town);
});
