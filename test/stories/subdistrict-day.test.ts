/** One task to all committees of a subdistrict, who has answered in one table and one picture, and a menu that goes by seat. */
import { once } from 'node:events';
import { mkdtemp, readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { and, eq, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { community, person, roleSeat } from '../../db/schema/index.ts';
import { run } from '../../src/cli/run.ts';
import { createCommunity, createPerson } from '../../src/usecases/registry/create.ts';
import { createInvitation } from '../../src/usecases/registry/invitations.ts';
import { endSeat, grantSeat } from '../../src/usecases/registry/seats.ts';
import { createSubdistrict, describeCommunity } from '../../src/usecases/registry/subdistricts.ts';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { holds, plainly } from './seen.ts';
import { adminToken, COMMUNITY, inOneTown, must } from './town.ts';
import type { Voice } from './voice.ts';

await inOneTown('a day of the subdistrict', (town) => {
  const head = onTelegram(town, { name: '陈主任的手机' });
  const second = onLine(town);
  const liaison = onTelegram(town, { name: '联络员的手机' });
  const onHerLine = onLine(town);
  const resident = onTelegram(town, { name: '居民的手机' });

  async function lilong(...args: string[]): Promise<{ readonly code: number; readonly out: string }> {
    const server = serve({ fetch: town.house.app.fetch, port: 0, hostname: '127.0.0.1' });
    if (!server.listening) await once(server, 'listening');
    const env = {
      LILONG_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      ADMIN_TOKEN: adminToken(town),
    };
    let out = '';
    const code = await run(args, { env, out: (text) => (out += text), err: (text) => (out += text) });
    server.close();
    if ('closeAllConnections' in server) server.closeAllConnections();
    return { code, out };
  }
  /** The commands Telegram shows in somebody's chat, as they were set last. */
  const menuOf = (user: number | string): readonly { command: string; description: string }[] => {
    const calls = town.telegram
      .callsOf('setMyCommands')
      .filter(({ params }) => String((params.scope as { chat_id?: unknown } | undefined)?.chat_id) === String(user));
    return (calls.at(-1)?.params.commands ?? []) as { command: string; description: string }[];
  };
  const namesOf = (user: number | string) => menuOf(user).map(({ command }) => command);
  const buttons = (who: Voice) => who.last().buttons.map(({ label }) => label);

  test('three committees; the third has no head', async () => {
    await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
    await liaison.says(`绑定 ${await town.invites({ name: '钱联络员本人', role: 'subdistrict' })}`);
    await onHerLine.says(`绑定 ${await town.invites({ name: '孙联络员本人', role: 'subdistrict' })}`);
    await resident.says(`绑定 ${await town.invites({ name: '王居民本人' })}`);
    const code = await town.asOperator('subdistrict', async (uow) => {
      const { id: subdistrictId } = must(await createSubdistrict(uow, { code: 'changshou', name: '长寿路街道' }));
      must(await describeCommunity(uow, { communityId: town.communityId, subdistrictId }));
      const other = must(await createCommunity(uow, { code: 'second', name: '第二居民区' }));
      must(await describeCommunity(uow, { communityId: other.id, subdistrictId }));
      const third = must(await createCommunity(uow, { code: 'third', name: '第三居民区' }));
      must(await describeCommunity(uow, { communityId: third.id, subdistrictId }));
      const made = must(await createPerson(uow, { communityId: other.id, name: '李主任本人' }));
      must(await grantSeat(uow, { personId: made.id, role: 'committee_head' }));
      return must(await createInvitation(uow, { personId: made.id })).code;
    });
    await second.says(`绑定 ${code}`);
  });

  test('one command sends it to all; who has answered stands in one table, in words of three languages', async () => {
    const dueOn = town.now().toZonedDateTimeISO(COMMUNITY.zone).toPlainDate().add({ days: 10 });
    const sent = await lilong(
      'task',
      'create',
      '报送代表名册',
      '--due',
      `${dueOn}`,
      '--subdistrict',
      'changshou',
      '--json',
    );
    expect([sent.code, sent.out.slice(0, 1)]).toEqual([0, '{']);
    const { batchId, items } = JSON.parse(sent.out) as { batchId: string; items: { community: string }[] };
    expect(items.map(({ community }) => community).sort()).toEqual(['second', 'third', 'xfl']);
    await town.settle();
    head.sees('报送代表名册');
    second.sees('报送代表名册');
    await head.presses('收到');
    await second.presses('完成');
    const table = async () => {
      const listed = await lilong('task', 'list', '--batch', batchId, '--json');
      return (JSON.parse(listed.out) as { items: { community: string; state: string }[] }).items
        .map(({ community, state }) => `${community} ${state}`)
        .sort();
    };
    expect(await table()).toEqual(['second submitted', 'third scheduled', 'xfl acknowledged']);
    for (const language of ['zh-Hans', 'zh-Hant', 'en']) {
      const shown = await lilong('task', 'list', '--batch', batchId, '--lang', language);
      expect([language, shown.code, shown.out.includes('报送代表名册')]).toEqual([language, 0, true]);
    }
    await town.passesUntil(
      dueOn.add({ days: 1 }).toZonedDateTime({ timeZone: COMMUNITY.zone, plainTime: '10:00' }).toInstant(),
    );
    const wall = JSON.parse((await lilong('task', 'wall', 'changshou', '--json')).out) as {
      communities: { community: string; onTime: number; late: number }[];
    };
    expect(wall.communities.map(({ community, onTime, late }) => [community, onTime, late]).sort()).toEqual([
      ['second', 1, 0],
      ['third', 0, 1],
      ['xfl', 0, 1],
    ]);
    const file = join(await mkdtemp(join(tmpdir(), 'lilong-')), 'wall.png');
    expect(await lilong('task', 'wall', 'changshou', '--out', file)).toMatchObject({ code: 0 });
    expect((await readFile(file)).subarray(1, 4).toString()).toBe('PNG');
  });

  test('the same in the chat, with the picture', async () => {
    await liaison.says('墙');
    const wall = liaison.sees('长寿路街道');
    for (const words of ['第二居民区：按时100% · 在办1 · 逾期0', '第三居民区：按时0%', '幸福里社区：按时0%'])
      expect([words, holds(wall, words)]).toEqual([words, true]);
    expect(liaison.fresh().some(({ pictures }) => pictures > 0)).toBe(true);
    expect(wall.text).toContain('公开页面');
    expect(JSON.stringify(town.telegram.calls)).toContain('/board/s/changshou?lang=zh-Hans');
    await head.says('墙');
    head.sees('是给街道看的');
  });

  test('who has answered and who has not is one tap from the wall and from the task, on both platforms', async () => {
    for (const who of [liaison, onHerLine]) {
      await who.says('墙');
      who.sees('报送代表名册：已交1/3');
      await who.presses('1. 报送代表名册');
      const seen = who.sees('已交1/3');
      for (const words of [
        '✅ 已交（1）：第二居民区',
        '收到了，还没交（1）：幸福里社区',
        '还没有回音（1）：第三居民区',
      ])
        expect([words, holds(seen, words)]).toEqual([words, true]);
      // She looks after this one herself, and can open it.
      await who.presses('幸福里社区');
      expect(holds(who.last(), '报送代表名册')).toBe(true);
      await who.presses('各居委会');
      who.sees('已交1/3');
    }
    // A head sees her own committee's, and not how the others stand.
    await head.says('任务');
    await head.presses('1. 报送代表名册');
    expect(buttons(head)).not.toContain('各居委会');
  });

  test('each is offered what is hers to do, on both platforms', async () => {
    for (const who of [head, second, liaison, onHerLine, resident]) await who.says('帮助');
    for (const who of [head, second]) {
      expect(buttons(who)).toEqual(expect.arrayContaining(['我的任务', '本周']));
      expect(buttons(who)).not.toEqual(expect.arrayContaining(['墙']));
    }
    for (const who of [liaison, onHerLine]) expect(buttons(who)).toEqual(expect.arrayContaining(['墙', '布置任务']));
    for (const label of ['我的任务', '本周', '墙', '布置任务']) expect(buttons(resident)).not.toContain(label);
    await onHerLine.presses('墙');
    onHerLine.sees('长寿路街道');
    expect(JSON.stringify(town.line.calls)).toContain('/board/s/changshou?lang=zh-Hans');
    expect(namesOf(head.user)).toEqual(expect.arrayContaining(['task', 'week', 'month']));
    expect(namesOf(head.user)).not.toContain('wall');
    expect(namesOf(liaison.user)).toEqual(expect.arrayContaining(['wall', 'settask', 'week']));
    for (const word of ['task', 'week', 'wall', 'settask', 'month', 'unreached'])
      expect(namesOf(resident.user)).not.toContain(word);
    // For whoever is not known yet, the menu of everybody.
    for (const { params } of town.telegram
      .callsOf('setMyCommands')
      .filter(({ params: { scope } }) => !('chat_id' in (scope as object))))
      expect((params.commands as { command: string }[]).map(({ command }) => command)).not.toContain('wall');
  });

  const inDays = (days: number) => town.now().toZonedDateTimeISO(COMMUNITY.zone).toPlainDate().add({ days });
  const called = (title: string) =>
    town.rows<{ community: string; state: string; batch: string; verifier: string; dueOn: string }>(
      sql`select c.code as community, t.state, t.batch_id as batch, t.verifier_role as verifier, t.due_on::text as "dueOn"
        from lilong.task t join lilong.community c on c.id = t.community_id
        where t.title ->> 'zh-Hans' = ${title} order by c.code`,
    );
  const seatsOf = async (name: string) =>
    town.asOperator(`who is ${name}`, async (uow) => {
      const rows = await uow.tx.select({ id: person.id, nameSealed: person.nameSealed }).from(person);
      const found = rows.find(({ nameSealed }) => uow.keys.openText('person.name', nameSealed) === name);
      if (!found) throw new Error(`nobody is called ${name}`);
      const communities = await uow.tx.select().from(community);
      return { personId: found.id, idOf: (code: string) => communities.find((one) => one.code === code)?.id ?? '' };
    });
  const seatIn = async (name: string, ...codes: string[]) => {
    const { personId, idOf } = await seatsOf(name);
    await town.asOperator(`${name} in ${codes.join()}`, async (uow) => {
      for (const code of codes) must(await grantSeat(uow, { personId, role: 'subdistrict', communityId: idOf(code) }));
    });
  };

  test('in one community alone nobody is asked which', async () => {
    await liaison.says('布置任务');
    liaison.sees('要布置什么任务');
    await liaison.says('取消');
  });

  test('in one line to all committees: looked at once, all or none, each head hears, the empty seat is named', async () => {
    await seatIn('钱联络员本人', 'second', 'third');
    await seatIn('孙联络员本人', 'second', 'third');
    for (const [who, title] of [
      [liaison, '上报安全检查'],
      [onHerLine, '上报防汛准备'],
    ] as const) {
      const due = inDays(20);
      await who.says(`布置任务 ${due.month}月${due.day}日前 ${title} 给各居委会`);
      const look = plainly(who.sees('没错就布置').text);
      for (const words of [title, '各居委会主任(3个)']) expect([words, look.includes(words)]).toEqual([words, true]);
      expect(buttons(who)).not.toContain('换人');
      expect(await called(title)).toEqual([]);
      await who.presses('就这样布置');
      const done = who.sees('布置好了');
      for (const words of ['3个居委会', '现在没有主任：第三居民区', '「墙」'])
        expect([words, holds(done, words)]).toEqual([words, true]);
      const given = await called(title);
      expect(given.map((row) => row.community)).toEqual(['second', 'third', 'xfl']);
      expect(new Set(given.map(({ batch }) => batch)).size).toBe(1);
      for (const row of given) expect([row.dueOn, row.verifier]).toEqual([due.toString(), 'subdistrict']);
      head.sees(title);
      second.sees(title);
      await who.presses('就这样布置');
      expect(await called(title)).toHaveLength(3);
      await who.presses('墙');
      who.sees('长寿路街道');
    }
  });

  test('or tap by tap: the first button is for all, and what was typed goes along', async () => {
    for (const [who, title] of [
      [liaison, '报送楼组长名单'],
      [onHerLine, '报送志愿者名单'],
    ] as const) {
      await who.says('布置任务');
      who.sees('给哪个社区布置');
      expect(buttons(who)[0]).toBe('全部3个居委会');
      await who.presses('全部3个居委会');
      who.sees('要布置什么任务');
      await who.says(`${title} 给各居委会`);
      who.sees('哪天之前办好');
      await who.says('+9天');
      who.sees('各居委会主任');
      await who.says('好的');
      who.sees('3个居委会');
      expect(await called(title)).toHaveLength(3);
      await who.says(`任务 +9天 ${title}两份`);
      await who.presses('全部3个居委会');
      expect(who.sees('没错就布置').text).toContain(`${title}两份`);
      await who.presses('不布置了');
    }
  });

  test('a seat lost before she says yes: none is set, and she is told', async () => {
    for (const [who, name, title] of [
      [liaison, '钱联络员本人', '报送一张表'],
      [onHerLine, '孙联络员本人', '报送另一张表'],
    ] as const) {
      await who.says(`布置任务 +9天 ${title} 给所有居委会`);
      who.sees('各居委会主任');
      const { personId, idOf } = await seatsOf(name);
      await town.asOperator(`${name} leaves the third`, async (uow) => {
        const [seat] = await uow.tx
          .select()
          .from(roleSeat)
          .where(and(eq(roleSeat.personId, personId), eq(roleSeat.communityId, idOf('third'))));
        must(await endSeat(uow, { seatId: seat?.id ?? '' }));
      });
      await who.presses('就这样布置');
      who.sees('一个也没有布置');
      expect(await called(title)).toEqual([]);
      await who.presses('布置任务');
      expect(buttons(who)[0]).toBe('全部2个居委会');
    }
  });

  test('a draft of the version before is too old: she is told, and begins again', async () => {
    for (const who of [liaison, onHerLine]) {
      await who.says('布置任务 +9天 报送旧表 给全街道');
      who.sees('各居委会主任');
      await town.rows(
        sql`update lilong.conversation set flow = 'new-task', version = 2 where flow is not null returning id`,
      );
      await who.says('好的');
      who.sees('请重新开始');
      expect(await called('报送旧表')).toEqual([]);
      await who.says('布置任务 +9天 报送旧表 给全街道');
      who.sees('各居委会主任');
      await who.presses('不布置了');
    }
  });

  test('it is set once, and again when the language or the seats change', async () => {
    const count = () => town.telegram.callsOf('setMyCommands').length;
    const before = count();
    await head.says('任务');
    await head.says('本周');
    expect(count()).toBe(before);
    await head.says('/lang');
    await head.presses('English');
    await head.says('help');
    expect(menuOf(head.user).find(({ command }) => command === 'week')?.description).toBe(
      'What is due this week (heads, subdistrict)',
    );
  });

  theRecordHolds(town);
});
