/** One task to all committees of a subdistrict, who has answered in one table and one picture, and a menu that goes by seat. */
import { once } from 'node:events';
import { mkdtemp, readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { expect, test } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { createCommunity, createPerson } from '../../src/usecases/registry/create.ts';
import { createInvitation } from '../../src/usecases/registry/invitations.ts';
import { grantSeat } from '../../src/usecases/registry/seats.ts';
import { createSubdistrict, describeCommunity } from '../../src/usecases/registry/subdistricts.ts';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { holds } from './seen.ts';
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
    await head.says('墙');
    head.sees('是给街道看的');
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
