/**
 * Who reported: from a copy of every table, the log and the queue, without the key, nobody is found — not by her words, name
 * or number, not by what two rows share, not by when a row was written, not by what is missing. On LINE and on Telegram.
 */
import { sql } from 'drizzle-orm';
import { Redis } from 'ioredis';
import { describe, expect, test } from 'vitest';
import { chatAccount, person } from '../../db/schema/index.ts';
import { askReveal } from '../../src/usecases/hotline/reveal.ts';
import { services } from '../services.ts';
import { onLine } from '../stories/on-line.ts';
import { onTelegram } from '../stories/on-telegram.ts';
import { photo } from '../stories/pictures.ts';
import { inOneTown } from '../stories/town.ts';
import type { Voice } from '../stories/voice.ts';
import { type DumpedRow, dumpOf, joined, shapes } from './dump.ts';

const OFFICE = '社区事务科';
const FIRM = '安居物业';

interface Filed {
  readonly number: string;
  readonly code: string;
  readonly id: string;
}

await inOneTown('who reported', (town) => {
  const head = onTelegram(town, { name: '陈主任' });
  const member = onLine(town);
  const liaison = onLine(town);
  const firm = onLine(town);
  const wang = onTelegram(town, { name: '王阿姨网名' });
  const zhao = onLine(town);
  const officer = onLine(town);
  const qian = onTelegram(town, { name: '钱叔网名' });
  const elsewhere = onLine(town);
  const reporters = [
    { name: '王秀英本人', who: wang, phone: '13511112222' },
    { name: '赵匿名本人', who: zhao, phone: '13622223333' },
    { name: '李网格本人', who: officer, phone: '13733334444' },
    { name: '钱实名本人', who: qian, phone: '13844445555' },
  ] as const;
  const filed = new Map<string, Filed>();
  let before: readonly DumpedRow[] = [];
  let after: readonly DumpedRow[] = [];
  /** When reporters did something, in milliseconds of real and of domain time. */
  const moments: { readonly from: number; readonly to: number }[] = [];

  const caseOf = (which: string): Filed => {
    const found = filed.get(which);
    if (!found) throw new Error(`${which} was not reported`);
    return found;
  };

  /** Something a reporter does, or that she is told of: the time of it must not be found with her. */
  async function happens<T>(act: () => Promise<T>): Promise<T> {
    const from = [Date.now(), town.now().epochMilliseconds];
    const done = await act();
    const to = [Date.now(), town.now().epochMilliseconds];
    for (const [at, start] of from.entries()) moments.push({ from: start, to: to[at] ?? start });
    return done;
  }

  async function sends(which: string, who: Voice): Promise<void> {
    await who.presses('发送');
    const sent = who.sees('已收到').text;
    const number = /H-[0-9A-Z]{6}/.exec(sent)?.[0] ?? '';
    const code = /[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/.exec(sent)?.[0] ?? '';
    town.keepSecret(code, code.replaceAll('-', ''));
    const [row] = await town.rows<{ id: string }>(sql`select id from lilong.hotline_case where number = ${number}`);
    expect(row).toBeDefined();
    filed.set(which, { number, code, id: row?.id ?? '' });
  }

  test('everybody is bound; then nothing happens for a while', async () => {
    await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
    await member.says(`绑定 ${await town.invites({ name: '周委员本人', role: 'committee_member' })}`);
    await liaison.says(`绑定 ${await town.invites({ name: '吴联络本人', role: 'subdistrict' })}`);
    await firm.says(`绑定 ${await town.invites({ name: '何经理本人', role: 'unit_member', unit: FIRM })}`);
    await town.invites({ name: '王科员本人', role: 'unit_member', unit: OFFICE, unitKind: 'office' });
    for (const { name, who, phone } of reporters) {
      const seat = name.startsWith('李') ? { role: 'grid_officer' as const } : { home: '3号楼' };
      await who.says(`绑定 ${await town.invites({ name, phone, ...seat })}`);
      who.sees('绑定成功');
    }
    await town.passes({ days: 3 });
    before = await dumpOf(town);
  });

  test('in confidence on Telegram, twice; the first with a photo that follows', async () => {
    await happens(async () => {
      await wang.says('投诉 我叫王秀英本人，3号楼502半夜装修，噪音扰民，我电话13511112222');
      await wang.presses('改谁能知道');
      await wang.presses('保密');
      await sends('noise', wang);
      await wang.sendsPhoto(await photo({ colour: '#226688' }));
      wang.sees('已附在');
    });
    await happens(async () => {
      await wang.says('投诉 3号楼楼道里堆满了杂物，物业一直不管');
      await wang.presses('改谁能知道');
      await wang.presses('匿名');
      await sends('clutter', wang);
    });
  });

  test('without a name on LINE, with a photo that came before the words', async () => {
    await happens(async () => {
      await zhao.sendsPhoto(await photo({ colour: '#664422' }));
      await zhao.says('投诉 3号楼有人群租，一套房住了十二个人');
      await zhao.presses('改谁能知道');
      await zhao.presses('匿名');
      await sends('rental', zhao);
    });
    const [files] = await town.rows<{ n: number }>(sql`select count(*)::int as n from lilong.case_file`);
    expect(files?.n).toBe(2);
  });

  test('without a name about an office, and with a name', async () => {
    await happens(async () => {
      await officer.says('社区事务科要求我们每周报三套台账，不报就一票否决');
      await officer.presses('匿名');
      await officer.presses(OFFICE);
      await sends('burden', officer);
    });
    await happens(async () => {
      await qian.says('投诉 3号楼门口的路灯坏了两个星期，晚上看不见路');
      await sends('lamp', qian);
    });
  });

  test('worked on: told, asked, answered from her chat and from another by the code', async () => {
    for (const which of ['noise', 'rental']) {
      const { number, code } = caseOf(which);
      const who = which === 'noise' ? wang : zhao;
      await happens(async () => {
        await head.says(number);
        await head.presses('受理');
        await head.presses('派单');
        await head.presses(FIRM);
        await head.presses('就这些单位');
        who.sees('已派给承办单位');
      });
      await firm.says(number);
      await firm.presses('问反映人');
      await happens(async () => {
        await firm.says('一般几点钟？');
        who.sees('想请您补充');
      });
      await happens(async () => {
        await who.presses('现在回答');
        await who.says('晚上十一点以后，每天都这样');
      });
      await happens(async () => {
        await elsewhere.says(code);
        elsewhere.sees(number);
        await elsewhere.presses('补充');
        await elsewhere.says('昨天晚上又吵到一点多');
      });
    }
  });

  test('one asks who it was and is refused, another time two agree; nobody learns who has no name', async () => {
    const { number } = caseOf('noise');
    for (const answer of ['不同意', '同意']) {
      await head.says(number);
      await head.presses('更多');
      await head.presses('看反映人');
      await head.says('要上门看现场');
      await happens(async () => {
        await member.presses(answer);
      });
    }
    head.sees('只显示这一次');
    wang.sees('要上门看现场');
    // Of whoever has no name nobody can ask, whichever way.
    const asked = await town.asPerson('陈主任本人', (uow) =>
      askReveal(uow, { caseId: caseOf('rental').id, reason: '想当面问问' }),
    );
    expect(asked).toMatchObject({ ok: false, error: { kind: 'case_nobody_to_reveal' } });
  });

  test('done, answered, and the one about the office asks to be forgotten', async () => {
    const { number } = caseOf('noise');
    await firm.says(number);
    await firm.presses('办结：做好了');
    await happens(async () => {
      await firm.says('已劝停，约定白天施工');
      wang.sees('解决了吗');
    });
    await happens(async () => {
      await wang.presses('解决了');
      await wang.presses('满意');
    });
    await happens(async () => {
      await officer.says('我的举报');
      await officer.presses(`${caseOf('burden').number} · 已接收`);
      await officer.presses('忘记我');
      await officer.presses('确定忘记我');
      officer.sees('已经忘记');
    });
    await town.settle();
    after = await dumpOf(town);
  });

  /** Ids of a reporter, which only the key finds. */
  async function idsOf(name: string): Promise<readonly string[]> {
    const { db, keys } = town.house.runtime.context;
    const people = await db.direct.select().from(person);
    const her = people.find((row) => keys.openText('person.name', row.nameSealed) === name);
    const accounts = (await db.direct.select().from(chatAccount)).filter(({ personId }) => personId === her?.id);
    const chats = await town.rows<{ id: string; account: string }>(
      sql`select id, account_id as account from lilong.chat where account_id is not null`,
    );
    const ids = accounts.map(({ id }) => id);
    expect([her === undefined, ids.length]).toEqual([false, 1]);
    return [
      her?.id ?? '',
      ...ids,
      ...accounts.map(({ userKey }) => userKey),
      ...chats.filter(({ account }) => ids.includes(account)).map(({ id }) => id),
    ];
  }

  /** The community, its places and units, and those who work on cases, by name of the person. */
  async function hubs(): Promise<ReadonlySet<string>> {
    const ids = new Set<string>();
    for (const table of ['community', 'place', 'body', 'subdistrict'])
      for (const { id } of await town.rows<{ id: string }>(sql`select id from lilong.${sql.identifier(table)}`))
        ids.add(id);
    for (const { bot } of await town.rows<{ bot: string }>(sql`select distinct bot_account as bot from lilong.chat`))
      ids.add(bot);
    for (const name of ['陈主任本人', '周委员本人', '吴联络本人', '何经理本人'])
      for (const id of await idsOf(name)) ids.add(id);
    // Whose events those of the staff are: they work on many cases.
    const staff = joined(before, [...ids], ids);
    for (const { table, text } of staff)
      if (table === 'inbox') ids.add((JSON.parse(text) as { conversation_key: string }).conversation_key);
    return ids;
  }

  const changed = (rows: ReadonlySet<DumpedRow>): readonly DumpedRow[] => {
    const known = new Set(before.map(({ table, text }) => `${table} ${text}`));
    return [...rows].filter(({ table, text }) => !known.has(`${table} ${text}`));
  };

  describe('in the copy of the database', () => {
    test('there are the cases, and whoever stands there by name is found: the search looks at the right thing', async () => {
      const everywhere = await hubs();
      for (const [, { id }] of filed) expect(joined(after, [id], everywhere).size).toBeGreaterThan(5);
      for (const { name } of reporters) {
        const hers = joined(after, await idsOf(name), everywhere);
        expect([...hers].map(({ table }) => table)).toContain('person');
        expect([...hers].map(({ table }) => table)).toContain('ledger');
      }
      // What could be joined is: the case of one ledger line from another.
      const { id } = caseOf('noise');
      const tables = new Set([...joined(after, [id], everywhere)].map(({ table }) => table));
      for (const table of ['hotline_case', 'case_reporter', 'case_event', 'case_file', 'case_reveal', 'ledger'])
        expect(tables).toContain(table);
    });

    test('nobody said, was called or was given anything that can be read', () => {
      const text = after.map((row) => row.text).join('\n');
      // The numbers of cases are public, and so are names of places and units.
      const secrets = [...town.secrets].filter((secret) => !/^H-/.test(secret) && secret !== '我的举报');
      for (const { phone } of reporters) expect(secrets).toContain(phone);
      expect(secrets.filter((secret) => shapes(secret).some((shape) => text.includes(shape)))).toEqual([]);
    });

    test('nothing that two rows share leads from a case to whoever reported it, or to her other case', async () => {
      const everywhere = await hubs();
      for (const [which, { id }] of filed) {
        const reached = joined(after, [id], everywhere);
        for (const { name } of reporters)
          for (const hers of await idsOf(name))
            expect([which, name, [...reached].filter(({ tokens }) => tokens.has(hers)).map(pathOf)]).toEqual([
              which,
              name,
              [],
            ]);
        const others = [...filed].filter(([other]) => other !== which);
        for (const [other, { id: otherId }] of others)
          expect([which, other, [...reached].filter(({ tokens }) => tokens.has(otherId)).map(pathOf)]).toEqual([
            which,
            other,
            [],
          ]);
      }
    });

    test('no row of hers came in the transaction of a row of her case', async () => {
      const everywhere = await hubs();
      const ofCases = new Set<string>();
      for (const [, { id }] of filed) for (const { xmin } of joined(after, [id], everywhere)) ofCases.add(xmin);
      for (const { name } of reporters) {
        const hers = [...joined(after, await idsOf(name), everywhere)].filter(({ tokens }) => tokens.size > 0);
        const shared = changed(new Set(hers)).filter(({ xmin, table }) => table !== 'ledger' && ofCases.has(xmin));
        expect([name, shared.map(pathOf)]).toEqual([name, []]);
      }
    });

    test('no row of hers says when: neither that something was sent to her nor that she wrote', async () => {
      const everywhere = await hubs();
      let told = 0;
      let atThatTime = 0;
      for (const { name } of reporters) {
        const rows = changed(joined(after, await idsOf(name), everywhere));
        expect([name, rows.filter(({ table }) => table === 'inbox' || table === 'outbox').map(pathOf)]).toEqual([
          name,
          [],
        ]);
        const times = rows.flatMap((row) => row.times);
        told += times.length;
        atThatTime += times.filter((time) => moments.some(({ from, to }) => from <= time && time <= to)).length;
      }
      // A few fall there by chance: each is some minute of the hour, drawn at random.
      expect(told).toBeGreaterThan(10);
      expect(atThatTime).toBeLessThanOrEqual(3);
    });

    test('who reported takes as much room whoever it is', async () => {
      const sizes = await town.rows<{ size: number }>(
        sql`select distinct length(contact_sealed)::int as size from lilong.case_reporter where contact_sealed is not null`,
      );
      expect(sizes).toHaveLength(1);
    });
  });

  test('whoever reads the log finds nothing of it', () => {
    const text = town.logged.join('\n');
    const secrets = [...town.secrets, ...[...filed.values()].flatMap(({ number, id }) => [number, id])];
    expect(secrets.filter((secret) => shapes(secret).some((shape) => text.includes(shape)))).toEqual([]);
  });

  test('nor does whoever reads the queue', async () => {
    const { redis } = await services();
    if (!redis) return;
    const client = new Redis(redis.url);
    const kept: string[] = [];
    for (const key of await client.keys('*')) {
      kept.push(key);
      const type = await client.type(key);
      if (type === 'string') kept.push((await client.get(key)) ?? '');
      if (type === 'hash') kept.push(JSON.stringify(await client.hgetall(key)));
      if (type === 'list') kept.push(...(await client.lrange(key, 0, -1)));
      if (type === 'zset') kept.push(...(await client.zrange(key, '0', '-1')));
      if (type === 'set') kept.push(...(await client.smembers(key)));
    }
    await client.quit();
    const text = kept.join('\n');
    expect(
      [...filed.values()].filter(({ number, id, code }) => [number, id, code].some((it) => text.includes(it))),
    ).toEqual([]);
  });

  const pathOf = ({ table, text }: DumpedRow): string => `${table} ${text.slice(0, 300)}`;
});
