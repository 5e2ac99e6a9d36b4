/** What people may see and do: the curious, the impatient, whoever finds a phone, whoever guesses codes. */
import { sql } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { endSeat } from '../../src/usecases/registry/seats.ts';
import { TELEGRAM_SECRET } from '../harness/installation.ts';
import { lineGroup, onLine } from '../stories/on-line.ts';
import { onTelegram, type TelegramPerson, telegramGroup } from '../stories/on-telegram.ts';
import { FIRST_GRID, SECOND_GRID } from '../stories/town.ts';
import { ownTown } from './own-town.ts';

const town = ownTown();
const PRIVATE_WORDS = '502 室天天半夜吵架';

let wang: TelegramPerson;
let zhang: TelegramPerson;
let li: TelegramPerson;
let chen: TelegramPerson;
let number = '';

beforeAll(async () => {
  const bound = async (name: string, role: 'grid_officer' | 'committee_head', grid?: string) => {
    const person = onTelegram(town, { name });
    await person.says(`绑定 ${await town.invites({ name, role, ...(grid && { grid }) })}`);
    return person;
  };
  zhang = await bound('张网格员', 'grid_officer', FIRST_GRID);
  li = await bound('李网格员', 'grid_officer', SECOND_GRID);
  chen = await bound('陈主任', 'committee_head');
  wang = onTelegram(town, { name: '王阿姨' });
  await wang.says(`3号楼电梯坏了，${PRIVATE_WORDS}`);
  await wang.presses('登记需求');
  number = /D-\d{4}-\d{4}/.exec(wang.last().text)?.[0] ?? '';
  expect(number).not.toBe('');
});

const stateNow = async () =>
  (await town.rows<{ state: string }>(sql`select state from lilong.demand order by submitted_at limit 1`))[0]?.state;
const count = async (table: 'demand' | 'inbox') =>
  Number((await town.rows<{ n: string }>(sql`select count(*) as n from ${sql.raw(`lilong.${table}`)}`))[0]?.n);

describe('somebody who is curious', () => {
  test('reads the words only where a seat covers the place; to others the demand has a number and a state', async () => {
    await zhang.says(`查 ${number}`);
    expect(zhang.last().text).toContain(PRIVATE_WORDS);
    await chen.says(`查 ${number}`);
    expect(chen.last().text).toContain(PRIVATE_WORDS);
    const neighbour = onTelegram(town, { name: '邻居' });
    for (const other of [li, neighbour]) {
      await other.says(`查 ${number}`);
      expect(other.last().text).toContain(number);
      expect(other.last().text).not.toContain('吵架');
      // Joining it is open to every neighbour; reading and handling are not.
      expect(other.last().buttons.filter(({ label }) => label !== '附议')).toEqual([]);
    }
  });
});

describe('the same thing twice', () => {
  test('is done once when the thumb is impatient and when the platform sends it again', async () => {
    const before = await count('demand');
    const sun = onTelegram(town, { name: '孙阿姨' });
    await sun.says('5号楼下水道堵了');
    const { token = '' } = sun.button('登记需求');
    await town.atOnce([() => sun.pressesToken(token), () => sun.pressesToken(token), () => sun.pressesToken(token)]);
    expect(await count('demand')).toBe(before + 1);

    const chat = { id: Number(sun.user), type: 'private' };
    const again = town.telegram.webhookCall(
      { message: { message_id: 90_001, from: sun.from, chat, date: Math.floor(Date.now() / 1000), text: '你好' } },
      TELEGRAM_SECRET,
    );
    const stored = await count('inbox');
    for (let call = 0; call < 3; call += 1)
      expect((await town.deliver('telegram', again.body, again.headers)).status).toBe(200);
    expect(await count('inbox')).toBe(stored + 1);
  });

  test('is done once when two officers tap at the same moment; the second is told', async () => {
    const newest = /D-\d{4}-\d{4}/.exec(li.last().text)?.[0] ?? '';
    await chen.says(`查 ${newest}`);
    const taps = [li, chen].map((one) => ({ one, token: one.button('受理').token ?? '' }));
    await town.atOnce(
      taps.map(
        ({ one, token }) =>
          () =>
            one.pressesToken(token),
      ),
    );
    const accepted = await town.rows(
      sql`select e.id from lilong.demand_event e join lilong.demand d on d.id = e.demand_id
        where e.kind = 'accept' and 'D-' || d.year || '-' || lpad(d.number::text, 4, '0') = ${newest}`,
    );
    expect(accepted).toHaveLength(1);
    const told = [li, chen].filter((one) => one.screen().some(({ text }) => text.includes('不用再操作')));
    expect(told).toHaveLength(1);
  });
});

describe('whoever finds an officer’s phone', () => {
  test('can do nothing more once the operator has ended the seat, with buttons that are still on the screen', async () => {
    const { token = '' } = zhang.button('受理');
    const [seat] = await town.rows<{ id: string }>(
      sql`select s.id from lilong.role_seat s join lilong.place p on p.id = s.place_id where p.name = ${FIRST_GRID}`,
    );
    await town.asOperator('a phone was lost', (uow) => endSeat(uow, { seatId: seat?.id ?? '' }));
    await zhang.pressesToken(token);
    expect(zhang.last().text).toContain('没有权限');
    await zhang.says(`查 ${number}`);
    expect(zhang.last().text).not.toContain('吵架');
    expect(await stateNow()).toBe('submitted');
  });
});

describe('an officer who leaves the post', () => {
  test('hands back what was taken on: the next one is told, and no word of it reaches the old phone any more', async () => {
    const zhou = onTelegram(town, { name: '周网格员' });
    const code = await town.invites({ name: '周网格员', role: 'grid_officer', grid: SECOND_GRID });
    await zhou.says(`绑定 ${code}`);
    const he = onTelegram(town, { name: '何阿姨' });
    await he.says('6号楼的单元门关不上了');
    await he.presses('登记需求');
    const filed = /D-\d{4}-\d{4}/.exec(he.last().text)?.[0] ?? '';
    await zhou.presses('受理');
    const [seat] = await town.rows<{ id: string }>(
      sql`select s.id from lilong.role_seat s where s.until is null and s.person_id =
        (select handler_person_id from lilong.demand where 'D-' || year || '-' || lpad(number::text, 4, '0') = ${filed})`,
    );
    await town.asOperator('he moved away', (uow) => endSeat(uow, { seatId: seat?.id ?? '' }));
    await town.settle();
    expect(li.last().text).toContain('请接手');
    expect(li.last().text).toContain(filed);
    expect(zhou.last().text).toBe(`${filed} 已不由您办理。`);
    await he.says(`查 ${filed}`);
    await he.presses('补充说明');
    await he.says('门轴掉了，我手机尾号7788');
    expect(JSON.stringify(zhou.screen())).not.toContain('7788');
    await li.says(`查 ${filed}`);
    expect(li.last().text).toContain('7788');
  });
});

describe('somebody who guesses invitation codes', () => {
  test('is stopped after five tries, and then even the right code waits for the hour to pass', async () => {
    const code = await town.invites({ name: '赵代表', role: 'representative' });
    const guesser = onTelegram(town, { name: '?' });
    for (let guess = 0; guess < 5; guess += 1) {
      await guesser.says(`绑定 AAAA-000${guess}`);
      expect(guesser.last().text).toContain('邀请码不对或已失效');
    }
    await guesser.says(`绑定 ${code}`);
    expect(guesser.last().text).toContain('最多5次');
    await town.passes({ minutes: 61 });
    await guesser.says(`绑定 ${code}`);
    expect(guesser.last().text).toContain('绑定成功');
  });

  test('learns nothing from the answer: a used, an expired and a wrong code look alike', async () => {
    const used = await town.invites({ name: '钱阿姨' });
    await onTelegram(town, { name: '钱阿姨' }).says(`绑定 ${used}`);
    const expired = await town.invites({ name: '孙叔叔' });
    await town.passes({ days: 12 });
    const guesser = onTelegram(town, { name: '?' });
    const answers = new Set<string>();
    for (const code of [used, expired, 'AAAA-0000']) {
      await guesser.says(`绑定 ${code}`);
      answers.add(guesser.last().text);
    }
    expect([...answers]).toEqual([expect.stringContaining('邀请码不对或已失效')]);
  });
});

describe('a code from a slip', () => {
  const bindings = async () =>
    (
      await town.rows<{ n: number }>(
        sql`select count(*)::int as n from lilong.chat_account where person_id is not null`,
      )
    )[0]?.n ?? 0;

  test('that is sent into a group binds nobody and is not repeated there', async () => {
    const code = await town.invites({ name: '卫阿姨本人' });
    const before = await bindings();
    for (const there of [onTelegram(town, { name: '群里的人' }).in(telegramGroup()), onLine(town).in(lineGroup())]) {
      await there.says(code);
      await there.mentions(`绑定 ${code}`);
      await there.says(`/start i_${code}`);
      expect(there.screen().filter(({ text }) => text.includes(code))).toEqual([]);
    }
    expect(await bindings()).toBe(before);
  });

  test('opens as a link for one account, on either platform, and for no second one', async () => {
    for (const [first, second] of [
      [onTelegram(town, { name: '蒋叔叔' }), onTelegram(town, { name: '别人' })],
      [onLine(town), onLine(town)],
    ] as const) {
      const code = await town.invites({ name: `沈先生${first.user}` });
      await first.says(`/start i_${code}`);
      expect(first.last().text).toContain('绑定成功');
      const before = await bindings();
      await second.says(`/start i_${code}`);
      expect(second.last().text).toContain('邀请码不对或已失效');
      await first.says(`/start i_${code}`);
      expect(await bindings()).toBe(before);
    }
  });
});
