/** Who chairs and who writes is named in chat, also when whoever was to sign the minutes has left by then. */
import { eq, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { person, roleSeat } from '../../db/schema/index.ts';
import { unbindAccount } from '../../src/usecases/account/unbind.ts';
import { arrangePeople } from '../../src/usecases/meeting/arrange.ts';
import { minutesOf } from '../../src/usecases/meeting/minutes.ts';
import { endSeat } from '../../src/usecases/registry/seats.ts';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { holds, labels } from './seen.ts';
import { inOneTown, must } from './town.ts';
import type { Voice } from './voice.ts';

await inOneTown('a meeting whose chair and recorder leave', (town) => {
  const head = onLine(town);
  const zhou = onTelegram(town, { name: '周委员' });
  const wu = onLine(town);
  const zheng = onTelegram(town, { name: '郑委员' });
  const heard = (who: Voice, words: string): boolean => who.screen().some((seen) => holds(seen, words));
  const held = async () =>
    (await town.rows<{ id: string; state: string }>(sql`select id, state from lilong.meeting`))[0] ?? {
      id: '',
      state: '',
    };
  const card = async (who: Voice) => {
    await who.says('会议');
    await who.presses('1. 通报工作');
  };
  const idOf = async (name: string) => {
    const { db, keys } = town.house.runtime.context;
    const people = await db.direct.select().from(person);
    return people.find(({ nameSealed }) => keys.openText('person.name', nameSealed) === name)?.id ?? '';
  };
  const leaves = async (name: string) => {
    const id = await idOf(name);
    await town.asOperator(`${name} leaves`, async (uow) => {
      const [seat] = await uow.tx.select({ id: roleSeat.id }).from(roleSeat).where(eq(roleSeat.personId, id));
      must(await endSeat(uow, { seatId: seat?.id ?? '' }));
    });
    await town.settle();
  };

  test('the people, and a meeting', async () => {
    await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
    await zhou.says(`绑定 ${await town.invites({ name: '周委员本人', role: 'committee_member' })}`);
    await wu.says(`绑定 ${await town.invites({ name: '吴委员本人', role: 'committee_member' })}`);
    await zheng.says(`绑定 ${await town.invites({ name: '郑委员本人', role: 'committee_member' })}`);
    await head.says('召集 居委会会议 三天后10:00 议题:通报工作');
    head.sees('主持：陈主任本人');
  });

  test('before it begins somebody else is named by a button and a line; whoever it is hears of it', async () => {
    await head.presses('换主持或记录');
    await head.says('换人');
    head.sees('没有看懂，请这样写：主持:');
    await head.says('主持:不认识的人');
    head.sees('没有找到不认识的人');
    await card(head);
    await head.presses('换主持或记录');
    await head.says('主持:吴委员本人 记录:周委员本人');
    expect(head.sees('换好了').text).toContain('主持：吴委员本人；记录：周委员本人');
    expect(wu.sees('的主持人现在是您').text).toContain('“通报工作”');
    await card(head);
    await head.presses('发通知');
  });

  test('once it is over nobody signs for somebody who can sign herself', async () => {
    const [row] = await town.rows<{ at: string }>(
      sql`select to_char(starts_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at from lilong.meeting`,
    );
    await town.passesUntil(Temporal.Instant.from(row?.at ?? ''));
    await card(head);
    await head.presses('签到码');
    const code = /\d{6}/.exec(head.sees('签到码：').text)?.[0];
    for (const who of [head, zhou, wu]) await who.says(`${code}`);
    await card(head);
    await head.presses('开会');
    await card(head);
    await head.presses('闭会');
    await card(head);
    expect(labels(head.last())).not.toContain('换主持或记录');
    const { id: meetingId } = await held();
    const asked = { meetingId, chairId: await idOf('陈主任本人') };
    expect(await town.asPerson('陈主任本人', (uow) => arrangePeople(uow, asked))).toMatchObject({
      ok: false,
      error: { kind: 'signer_still_here', who: 'chair' },
    });
    const guest = { meetingId, dismiss: [await idOf('郑委员本人')] };
    expect(await town.asPerson('陈主任本人', (uow) => arrangePeople(uow, guest))).toMatchObject({
      ok: false,
      error: { kind: 'meeting_past_arranging' },
    });
  });

  test('the chair left office: another is named to sign, and the minutes still say who chaired', async () => {
    await leaves('吴委员本人');
    await card(head);
    await head.presses('换主持或记录');
    await head.says('主持:郑委员本人');
    head.sees('换好了');
    expect(labels(zheng.sees('的主持人现在是您'))).toContain('写记录');
    expect(heard(zheng, '会议开过了，记录还没有写')).toBe(true);
    await zheng.presses('写记录');
    await zheng.says('通报了工作。');
    const { id } = await held();
    const text = await town.asOperator('the minutes', async (uow) => (await minutesOf(uow, id))?.text);
    expect(text).toMatchObject({ chair: '吴委员本人', recorder: '周委员本人' });
    await zheng.presses('确认记录');
    expect((await held()).state).toBe('minutes_draft');
  });

  test('the recorder has no chat to sign in any more: another is named, signs what is written, and it is published', async () => {
    await card(head);
    expect(labels(head.last())).not.toContain('换主持或记录');
    const recorder = await idOf('周委员本人');
    const [account] = await town.rows<{ id: string }>(
      sql`select id from lilong.chat_account where person_id = ${recorder}`,
    );
    await town.asOperator('her phone is lost', async (uow) =>
      must(await unbindAccount(uow, { accountId: account?.id ?? '' })),
    );
    await town.settle();
    await card(head);
    await head.presses('换主持或记录');
    await head.says('记录:陈主任本人');
    expect(head.sees('换好了').text).toContain('记录：陈主任本人');
    await card(head);
    await head.presses('确认记录');
    expect((await held()).state).toBe('published');
  });

  theRecordHolds(town);
});
