/** Groups bound to what they belong to, requests to be bound anew, and who of a body is on duty: from the command line. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { actsAs } from '../../test/harness/admin-api.ts';
import { type CommandLine, openCommandLine } from '../../test/harness/command-line.ts';
import { askRebinding } from '../usecases/account/rebind.ts';

let cli: CommandLine;

beforeAll(async () => {
  cli = await openCommandLine('commands about chats and accounts');
}, 60_000);
afterAll(() => cli?.close());

const personNamed = async (name: string): Promise<string> => {
  const { items } = await cli.answer<{ items: { id: string; name: string }[] }>('person', 'list', 'demo', '--all');
  return items.find((one) => one.name === name)?.id ?? '';
};

test('a group is bound to a body, a grid, a building or all of it, by name, and parted again', async () => {
  const { items } = await cli.answer<{ items: { id: string }[] }>('chat', 'list', '--scope', 'group');
  const id = items[0]?.id ?? '';
  const bind = (...to: string[]) => cli.lilong('chat', 'bind', id, 'demo', ...to);
  expect((await bind('--body', '物业')).out).toMatch(/^bound to +安居物业$/m);
  expect((await bind('--place', '第一网格')).out).toMatch(/^bound to +第一网格$/m);
  const twice = ['--place', '3幢', '--key', 'to-building-3'];
  expect((await bind(...twice)).out).toMatch(/^bound to +3号楼$/m);
  expect((await bind(...twice)).code).toBe(0);
  expect((await cli.lilong('chat', 'list', '--community', 'demo')).out).toMatch(/group +active +demo +3号楼/);
  expect(await bind('--place', '3幢', '--body', '物业')).toMatchObject({
    code: 1,
    err: 'The body must not name both a bodyId and a placeId.\n',
  });
  expect(await bind('--body', '没有的')).toMatchObject({ code: 1, err: expect.stringContaining('no body "没有的"') });
  expect((await bind()).out).toMatch(/^bound to +the whole community$/m);
  expect((await cli.lilong('chat', 'unbind', id)).out).toMatch(/^bound to +nothing$/m);
  expect(await cli.lilong('chat', 'unbind', id)).toMatchObject({ code: 1, err: 'This group is bound to nothing.\n' });
  const { items: direct } = await cli.answer<{ items: { id: string }[] }>('chat', 'list', '--scope', 'direct');
  expect((await cli.lilong('chat', 'bind', direct[0]?.id ?? '', 'demo')).err).toContain('Only a group');
});

test('a group of another community is moved only when that is said, and the ledger shows both', async () => {
  const { items } = await cli.answer<{ items: { id: string }[] }>('chat', 'list', '--scope', 'group');
  const id = items[0]?.id ?? '';
  await cli.answer('community', 'create', 'linju', '邻居社区');
  await cli.answer('chat', 'bind', id, 'demo');
  expect(await cli.lilong('chat', 'bind', id, 'linju')).toEqual({
    code: 1,
    out: '',
    err: 'This group is bound to another community. To move it, add "move": true (at the command line: --move).\n',
  });
  const moved = ['chat', 'bind', id, 'linju', '--move', '--key', 'to-linju'];
  expect((await cli.lilong(...moved)).out).toMatch(/^community +linju$/m);
  expect((await cli.lilong(...moved)).code).toBe(0);
  await cli.house.settle();
  const entries = await cli.answer<{ items: { entry: string }[] }>(
    'ledger',
    'list',
    '--subject',
    `chat:${id}`,
    '--all',
  );
  const two = entries.items.map(({ entry }) => JSON.parse(entry) as { action: string; community: string }).slice(-2);
  expect(two.map(({ action }) => action)).toEqual(['chat.unbind', 'chat.bind']);
  expect(new Set(two.map(({ community }) => community)).size).toBe(2);
  expect((await cli.lilong('ledger', 'verify')).code).toBe(0);
  await cli.answer('chat', 'bind', id, 'demo', '--move');
});

test('the accounts of nobody are not an empty list', async () => {
  const { code, out, err } = await cli.lilong('binding', 'of', '019a8c1e-5b7a-7cc2-b6f0-3d1c5e9a7b42');
  expect([code, out, err]).toEqual([1, '', 'There is no such person.\n']);
});

test('what a community decided is said in words', async () => {
  const value = '{"value":4,"unit":"working_days"}';
  await cli.answer('rules', 'override', 'demo', 'demand.response', value, '--reason', '会议决定');
  expect((await cli.lilong('rules', 'decided', 'demo')).out).toMatch(/^demand\.response +4 working days .*会议决定/m);
  expect((await cli.lilong('rules', 'decided', 'demo', '--lang', 'zh-Hans')).out).toMatch(
    /^demand\.response +4个工作日/m,
  );
});

test('requests to be bound anew are listed and refused; approving is for the committee', async () => {
  expect((await cli.lilong('rebinding', 'list', 'demo')).out).toBe('None.\n');
  await cli.answer('person', 'update', await personNamed('王阿姨'), '--contact', 'phone=13800131111');
  const asked = await actsAs(cli.house.runtime.context, 'wang-new', (uow, { accountId }) =>
    askRebinding(uow, { accountId, name: '王阿姨', proof: '1111' }),
  );
  const id = asked.ok ? asked.value.id : '';
  const list = await cli.lilong('rebinding', 'list', 'demo', '--state', 'asked');
  expect(list.out).toMatch(/^asked +王阿姨 +.* UTC\+8/m);
  expect(list.out).toContain('Approved in chat: a resident’s by the committee');
  expect(await cli.lilong('rebinding', 'approve', id)).toMatchObject({
    code: 1,
    err: 'The operator may not do this: it needs a person bound in chat.\n',
  });
  expect((await cli.lilong('rebinding', 'refuse', id)).out).toMatch(/^state +refused$/m);
  expect((await cli.lilong('rebinding', 'refuse', id)).err).toContain('decided or taken back already');
  expect((await cli.lilong('rebinding', 'list', 'demo')).out).not.toContain('in chat');
});

test('the shifts of one body are those of who sits in it', async () => {
  const file = join(cli.house.dataDir, 'duty.csv');
  await writeFile(file, 'date,from,until,person\n2030-03-04,09:00,17:00,陈主任\n2030-03-05,09:00,17:00,何师傅\n');
  expect(await cli.answer('duty', 'plan', 'demo', file)).toEqual({ shifts: 2, cancelled: 0 });
  const shifts = async (...of: string[]): Promise<string[]> =>
    (await cli.answer<{ items: { personId: string }[] }>('duty', 'list', 'demo', ...of)).items.map(
      ({ personId }) => personId,
    );
  const [chen, he] = [await personNamed('陈主任'), await personNamed('何师傅')];
  expect(await shifts()).toEqual([chen, he]);
  expect(await shifts('--body', '居民委员会')).toEqual([chen]);
  expect(await shifts('--body', '物业')).toEqual([he]);
  expect(await shifts('--body', '居务监督委员会')).toEqual([]);
  expect((await cli.lilong('duty', 'list', 'demo', '--body', '安居物业')).out).toContain('2030-03-05 09:00 UTC+8');
  expect((await cli.lilong('duty', 'list', 'demo', '--body', '没有的')).code).toBe(1);
  const listed = (await cli.lilong('duty', 'list', 'demo')).out;
  expect(listed).toMatch(/^2030-03-04 09:00 UTC\+8 +2030-03-04 17:00 UTC\+8 +陈主任 +committee head/m);
  expect(listed).toMatch(/ 何师傅 +member of a unit .*the whole community/m);
  expect(listed).not.toContain(chen);
  expect((await cli.lilong('duty', 'list', 'demo', '--lang', 'zh-Hans')).out).toMatch(/^自 +至 +人员 +席位/);
});
