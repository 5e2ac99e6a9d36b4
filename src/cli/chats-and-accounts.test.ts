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

test('requests to be bound anew are listed and refused; approving is for the committee', async () => {
  expect((await cli.lilong('rebinding', 'list', 'demo')).out).toBe('None.\n');
  await cli.answer('person', 'update', await personNamed('王阿姨'), '--contact', 'phone=13800131111');
  const asked = await actsAs(cli.house.runtime.context, 'wang-new', (uow, { accountId }) =>
    askRebinding(uow, { accountId, name: '王阿姨', proof: '1111' }),
  );
  const id = asked.ok ? asked.value.id : '';
  const list = await cli.lilong('rebinding', 'list', 'demo', '--state', 'asked');
  expect(list.out).toMatch(/^asked +王阿姨 +.* UTC\+8/m);
  expect(list.out).toContain('somebody of the committee, in chat');
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
});
