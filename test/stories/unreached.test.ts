/** Whom reminders could not reach: no account, refused, held, unknown; as data, in the chat with a link, on paper. */

import { once } from 'node:events';
import { mkdtemp, readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { createCommunity, createPerson } from '../../src/usecases/registry/create.ts';
import { endSeat, grantSeat } from '../../src/usecases/registry/seats.ts';
import { createSubdistrict, describeCommunity } from '../../src/usecases/registry/subdistricts.ts';
import { overrideRule } from '../../src/usecases/rules/override.ts';
import { createTask } from '../../src/usecases/task/create.ts';
import { acknowledgeTask, submitTask, verifyTask } from '../../src/usecases/task/steps.ts';
import { adminApi } from '../harness/admin-api.ts';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { holds } from './seen.ts';
import { adminToken, COMMUNITY, inOneTown, must } from './town.ts';

const PUBLIC = 'https://lilong.example';

await inOneTown(
  'unreached',
  (town) => {
    // Telegram takes one message a call, so that each has a fate of its own.
    const head = onTelegram(town, { name: '主任的手机' });
    const liaison = onTelegram(town, { name: '联络员的手机' });
    const resident = onLine(town);
    let otherId = '';
    const tasks = new Map<string, string>();

    const setTask = async (title: string, communityId: string): Promise<void> => {
      const dueOn = town.now().toZonedDateTimeISO(COMMUNITY.zone).toPlainDate().add({ days: 2 });
      const row = await town.asPerson('钱联络员本人', async (uow) =>
        must(
          await createTask(uow, {
            communityId,
            title: { 'zh-Hans': title },
            ownerRole: 'committee_head',
            verifierRole: 'subdistrict',
            evidence: 'none',
            dueOn,
            // Each by itself, so that each has a fate of its own.
            supervised: true,
          }),
        ),
      );
      tasks.set(title, row.id);
    };
    const meets = (title: string, state: string, reason: string | null) =>
      town.rows(
        sql`update lilong.outbox set state = ${state}, reason = ${reason},
          settled_at = case when ${state} = 'waiting' then null else now() end,
          next_at = now() + interval '1 day'
          where id in (select outbox_id from lilong.reminder_sent where subject = ${`task:${tasks.get(title)}`})`,
      );
    const listed = async () =>
      (
        await adminApi(town.house.app)('GET', '/reminders/unreached?subdistrict=changshou', { token: adminToken(town) })
      ).json.communities.map((one: { community: string; people: { title: { 'zh-Hans': string }; fate: string }[] }) => [
        one.community,
        one.people.map(({ title, fate }) => `${title['zh-Hans']} ${fate}`).sort(),
      ]);

    test('tasks of two committees; the head of the second has no account', async () => {
      await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
      await liaison.says(`绑定 ${await town.invites({ name: '钱联络员本人', role: 'subdistrict' })}`);
      await resident.says(`绑定 ${await town.invites({ name: '王居民本人' })}`);
      await town.asOperator('second', async (uow) => {
        const above = must(await createSubdistrict(uow, { code: 'changshou', name: '长寿路街道' }));
        must(await describeCommunity(uow, { communityId: town.communityId, subdistrictId: above.id }));
        const other = must(await createCommunity(uow, { code: 'second', name: '第二居民区' }));
        must(await describeCommunity(uow, { communityId: other.id, subdistrictId: above.id }));
        otherId = other.id;
        const made = must(await createPerson(uow, { communityId: otherId, name: '没有账号的主任' }));
        must(await grantSeat(uow, { personId: made.id, role: 'committee_head' }));
      });
      for (const title of ['拒收的', '额度的', '不清楚的', '看过的', '送到的', '路上的'])
        await setTask(title, town.communityId);
      await town.asOperator('task of the second', async (uow) =>
        must(
          await createTask(uow, {
            communityId: otherId,
            title: { 'zh-Hans': '第二的任务' },
            ownerRole: 'committee_head',
            verifierRole: 'subdistrict',
            evidence: 'none',
            dueOn: town.now().toZonedDateTimeISO(COMMUNITY.zone).toPlainDate().add({ days: 2 }),
          }),
        ),
      );
      await town.passes({ days: 2 });
    });

    test('each is named by what is known of it, and none is taken for another', async () => {
      expect(await listed()).toEqual([
        ['幸福里社区', []],
        ['第二居民区', ['第二的任务 no_chat']],
      ]);
      await meets('拒收的', 'refused', 'blocked');
      await meets('额度的', 'waiting', 'quota');
      await meets('不清楚的', 'unknown', 'no-answer');
      await meets('看过的', 'unknown', 'no-answer');
      await meets('路上的', 'waiting', 'throttled');
      await town.asPerson('陈主任本人', async (uow) =>
        must(await acknowledgeTask(uow, { taskId: tasks.get('看过的') ?? '' })),
      );
      await town.rows(
        sql`update lilong.reminder_sent set seen_at = at where subject = ${`task:${tasks.get('看过的')}`}`,
      );
      expect(await listed()).toEqual([
        ['幸福里社区', ['不清楚的 unknown', '拒收的 refused', '额度的 quota']],
        ['第二居民区', ['第二的任务 no_chat']],
      ]);
    });

    test('by the command line: shown without names, saved with them', async () => {
      const server = serve({ fetch: town.house.app.fetch, port: 0, hostname: '127.0.0.1' });
      if (!server.listening) await once(server, 'listening');
      const env = {
        LILONG_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        ADMIN_TOKEN: adminToken(town),
      };
      const lilong = async (...args: string[]) => {
        let out = '';
        const code = await run(args, { env, out: (text) => (out += text), err: (text) => (out += text) });
        return { code, out };
      };
      const shown = await lilong('reminder', 'unreached', '--subdistrict', 'changshou', '--lang', 'en');
      expect(shown).toMatchObject({ code: 0 });
      for (const words of [
        'no account',
        'refused by the platform',
        'held: no pushes left',
        'unknown whether it arrived',
      ])
        expect([words, shown.out.includes(words)]).toEqual([words, true]);
      expect(shown.out).not.toContain('主任本人');
      const file = join(await mkdtemp(join(tmpdir(), 'lilong-')), 'list.pdf');
      for (const language of ['zh-Hans', 'zh-Hant', 'en']) {
        const saved = await lilong('reminder', 'unreached', '--community', 'xfl', '--out', file, '--lang', language);
        expect(saved).toMatchObject({ code: 0 });
        expect((await readFile(file)).subarray(0, 5).toString()).toBe('%PDF-');
      }
      const month = await lilong('month', '--subdistrict', 'changshou', '--lang', 'zh-Hans');
      expect(month).toMatchObject({ code: 0 });
      expect(month.out).toContain('还没完成');
      const quota = await lilong('quota', '--lang', 'en');
      expect(quota.out).toContain('expected this month');
      server.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
    });

    test('the subdistrict asks in the chat and opens the list for a day; a forged or old address opens nothing', async () => {
      await liaison.says('未送达');
      const told = liaison.sees('没有收到提醒');
      for (const words of [
        '有2人',
        '平台拒收：1',
        '额度用完，还没发：1',
        '发出了，不清楚是否送到：1',
        '没有绑定账号：1',
      ])
        expect([words, holds(told, words)]).toEqual([words, true]);
      const address = /https:\/\/lilong\.example(\/paper\/\S+?)["\\]/.exec(JSON.stringify(told))?.[1] ?? '';
      const paper = await town.house.app.request(address);
      expect([paper.status, paper.headers.get('content-type')]).toEqual([200, 'application/pdf']);
      expect(
        Buffer.from(await paper.arrayBuffer())
          .subarray(0, 5)
          .toString(),
      ).toBe('%PDF-');
      expect((await town.house.app.request(address.replace(/s=.{4}/, 's=AAAA'))).status).toBe(404);
      expect((await town.house.app.request(address.replace('zh-Hans', 'en'))).status).toBe(404);
      expect((await town.house.app.request(address.replace(/e=\d+/, 'e=1'))).status).toBe(404);
      expect((await town.house.app.request(address.replace(/p=.{4}/, 'p=0000'))).status).toBe(404);
      // What waits keeps its chat waiting; the head's answer would stand behind it.
      await meets('路上的', 'accepted', null);
      await head.says('未送达');
      head.sees('有1人');
      await resident.says('未送达');
      resident.sees('是给居委会主任和街道看的');
      await town.settle();
      const asked = await town.rows<{ n: number }>(
        sql`select count(*)::int as n from lilong.ledger where entry like '%task.list-unreached%'`,
      );
      expect(asked[0]?.n).toBeGreaterThanOrEqual(4);
    });

    test('what was handed in names whoever was to verify it, until somebody did', async () => {
      const taskId = tasks.get('送到的') ?? '';
      await town.asPerson('陈主任本人', async (uow) => must(await submitTask(uow, { taskId })));
      await town.rows(
        sql`insert into lilong.reminder_sent (id, subject, round, "offset", person_id, channel, at)
          select gen_random_uuid(), 'verify:' || t.id, t.round, 0, s.person_id, 'digest', ${town.now().toString()}::timestamptz
          from lilong.task t join lilong.role_seat s on s.community_id = t.community_id and s.role = 'subdistrict'
          where t.id = ${taskId} returning id`,
      );
      const ofIt = async () =>
        (
          await adminApi(town.house.app)('GET', '/reminders/unreached?community=xfl', { token: adminToken(town) })
        ).json.communities[0].people.filter(
          ({ title }: { title: { 'zh-Hans': string } }) => title['zh-Hans'] === '送到的',
        );
      expect(await ofIt()).toMatchObject([{ toVerify: true, dueOn: null, fate: 'no_chat' }]);
      await town.asPerson('钱联络员本人', async (uow) => must(await verifyTask(uow, { taskId })));
      expect(await ofIt()).toEqual([]);
    });

    test('it goes back as many days as the community’s rules say', async () => {
      await town.rows(
        sql`update lilong.reminder_sent r set at = at - interval '3 days' from lilong.task t
          where r.subject = 'task:' || t.id and t.community_id = ${otherId}`,
      );
      const [, before] = await listed();
      expect(before).toEqual(['第二居民区', ['第二的任务 no_chat']]);
      await town.asOperator('two days', async (uow) =>
        must(
          await overrideRule(uow, {
            communityId: otherId,
            key: 'reminder.unreached.days',
            value: 2,
            reason: '名单太长',
            effectiveFrom: town.now().toZonedDateTimeISO(COMMUNITY.zone).toPlainDate().toString(),
          }),
        ),
      );
      const [first, after] = await listed();
      expect(after).toEqual(['第二居民区', []]);
      expect(first[1]).not.toEqual([]);
    });

    test('the address opens nothing once the seat of whoever asked has ended', async () => {
      await liaison.says('未送达');
      const told = JSON.stringify(liaison.last());
      const address = /https:\/\/lilong\.example(\/paper\/\S+?)["\\]/.exec(told)?.[1] ?? '';
      expect((await town.house.app.request(address)).status).toBe(200);
      const [seat] = await town.rows<{ id: string }>(sql`select id from lilong.role_seat where role = 'subdistrict'`);
      await town.asOperator('end the seat', async (uow) => must(await endSeat(uow, { seatId: seat?.id ?? '' })));
      expect((await town.house.app.request(address)).status).toBe(404);
    });

    theRecordHolds(town);
  },
  { env: { PUBLIC_BASE_URL: PUBLIC } },
);
