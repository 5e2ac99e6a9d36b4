/** The command line against a real installation: one process serves it, and one command is run as a process too. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareFolder } from '../../test/harness/prepared.ts';
import { run } from './run.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const START_MS = 60_000;

let server: ChildProcess;
let dataDir: string;
let url: string;

/** A program of this project in a process of its own. */
const start = (file: string, args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess =>
  spawn(process.execPath, ['--import', 'tsx', file, ...args], {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'lilong-cli-'));
  prepareFolder(dataDir);
  server = start('src/main.ts', [], { DATA_DIR: dataDir, PORT: '0', DEMO: '1', LOG_LEVEL: 'error' });
  let said = '';
  server.stderr?.on('data', (chunk) => (said += chunk));
  url = await new Promise<string>((resolve, reject) => {
    server.once('exit', (code) => reject(new Error(`the installation ended with ${code}: ${said}`)));
    server.stdout?.on('data', (chunk) => {
      said += chunk;
      const found = /(http:\/\/[\d.]+:\d+)/.exec(said)?.[1];
      if (found) resolve(found);
    });
  });
}, START_MS);

afterAll(async () => {
  if (server?.exitCode === null) {
    server.kill('SIGTERM');
    await once(server, 'exit');
  }
  await rm(dataDir, { recursive: true, force: true });
});

async function lilongWith(env: Readonly<Record<string, string>>, ...args: string[]) {
  let out = '';
  let err = '';
  const code = await run(args, { env, out: (text) => (out += text), err: (text) => (err += text) });
  return { code, out, err };
}
const lilong = (...args: string[]) => lilongWith({ LILONG_URL: url, DATA_DIR: dataDir }, ...args);
/** The answer of a command that must succeed. */
const answer = async <T>(...args: string[]): Promise<T> => {
  const { code, out, err } = await lilong(...args, '--json');
  expect([code, err]).toEqual([0, '']);
  return JSON.parse(out) as T;
};

describe('the command line', () => {
  it('runs as a process of its own, with its exit codes', async () => {
    const cli = start('src/cli/lilong.ts', ['community', 'show', 'nowhere'], { LILONG_URL: url, DATA_DIR: dataDir });
    let err = '';
    cli.stderr?.on('data', (chunk) => (err += chunk));
    const [code] = await once(cli, 'exit');
    expect([code, err]).toEqual([1, 'There is no community "nowhere".\n']);
  });

  it('takes a roster over from a file, and prints slips for a building', async () => {
    const file = join(dataDir, 'people.csv');
    for (const [args, heading] of [
      [[], 'Roster number,Name'],
      [['--lang', 'zh-Hans'], '名册编号,姓名'],
      [['--language', 'zh-Hant'], '名冊編號,姓名'],
    ] as const) {
      expect((await lilong('roster', 'template', '--out', file, ...args)).code).toBe(0);
      expect(await readFile(file, 'utf8')).toContain(heading);
      // Filled in as it came, it is read; the example in it is nobody.
      await appendFile(file, ',方阿姨,13800138055,,,,,,,,,,\n');
      const dry = await answer<object>('roster', 'import', file, '--dry-run');
      expect(dry).toMatchObject({ state: 'ready', added: 1 });
      await lilong('roster', 'cancel');
    }
    await writeFile(file, '姓名,手机号,楼栋\n方阿姨,13812,1号楼\n');
    const wrong = await lilong('roster', 'import', file);
    expect([wrong.code, wrong.out]).toEqual([1, expect.stringContaining('Phone: ')]);
    expect((await lilong('roster', 'import', file, '--lang', 'zh-Hans')).out).toContain('手机号: 这个电话打不通');
    expect((await lilong('roster', 'import', file, '--language', 'zh-Hans')).out).toContain('手机号: 这个电话打不通');
    await writeFile(file, '姓名,手机号,楼栋\n方阿姨,13800138055,8号楼\n');
    const dry = await answer<{ state: string; added: number }>(
      'roster',
      'import',
      file,
      '--dry-run',
      '--create-places',
    );
    expect(dry).toMatchObject({ state: 'ready', added: 1 });
    expect(dry).toMatchObject({ newPlaces: { count: 1, items: [{ kind: 'building', name: '8号楼', partOf: null }] } });
    const shown = (await lilong('roster', 'import', file, '--dry-run', '--create-places')).out;
    expect(shown).toMatch(/Places it would enter: 1\n.*PART OF\n.*building +8号楼 +\(none\)/);
    expect((await lilong('roster', 'cancel')).out).toContain('cancelled');
    expect(await answer('roster', 'import', file, '--create-places')).toMatchObject({ state: 'done', published: 1 });
    expect((await lilong('roster', 'show')).out).toMatch(/state +done/);
    const [grid] = (
      await answer<{ items: { id: string; name: string }[] }>('place', 'list', 'demo', '--all')
    ).items.filter(({ name }) => name === '第一网格');
    expect(await answer('place', 'move', 'demo', '8号楼', '--parent', '第一网格')).toMatchObject({
      parentId: grid?.id,
    });
    const pdf = join(dataDir, 'slips.pdf');
    const printed = await lilong('invite', '--building', '8号楼', '--out', pdf);
    expect([printed.code, printed.out]).toEqual([0, expect.stringMatching(/slips +1/)]);
    expect((await readFile(pdf)).subarray(0, 5).toString()).toBe('%PDF-');
    expect((await lilong('invite')).code).toBe(2);
  });

  it('enters a building and a person who lives there, and invites her', async () => {
    const place = await lilong(
      'place',
      'create',
      'demo',
      'building',
      '9号楼',
      '--parent',
      '第一网格',
      '--alias',
      '九号楼',
      '9幢',
    );
    expect([place.code, place.err]).toEqual([0, '']);
    const person = await answer<{ id: string; homePlace: string }>(
      'person',
      'create',
      'demo',
      '钱奶奶',
      '--home',
      '九号楼',
      '--contact',
      'phone=555-0101',
      'flat=901',
    );
    expect(person.homePlace).toBe('9号楼');
    const seat = await answer<{ id: string; role: string }>(
      'seat',
      'grant',
      person.id,
      'building_lead',
      '--place',
      '9号楼',
      '--community',
      'demo',
    );
    const invited = await lilong('invite', 'create', person.id);
    expect(invited.out).toMatch(/^code +[0-9A-Z]{4}-[0-9A-Z]{4}$/m);
    expect(invited.out).toMatch(/^web +http.*\/sandbox\?start=i_/m);
    const people = await lilong('person', 'list', 'demo', '--all');
    expect(people.out).toMatch(/^钱奶奶 +9号楼 +building_lead/m);
    expect((await answer<{ until: string }>('seat', 'end', seat.id)).until).toBeTruthy();
    const [open] = (await answer<{ items: { id: string; state: string }[] }>('invite', 'list', '--person', person.id))
      .items;
    expect((await lilong('invite', 'revoke', open?.id ?? '')).out).toMatch(/state +revoked/);
  });

  it('repeats a change with its key without doing it twice', async () => {
    const create = ['community', 'create', 'twice', '两次', '--key', 'the-same-key', '--json'];
    const [first, second] = [await lilong(...create), await lilong(...create)];
    expect([first.code, second.code, second.out]).toEqual([0, 0, first.out]);
    const other = await lilong('community', 'create', 'thrice', '三次', '--key', 'the-same-key');
    expect([other.code, other.out]).toEqual([1, '']);
    expect(other.err).toContain('Idempotency-Key');
  });

  it('shows lists as tables, page by page or whole', async () => {
    const page = await lilong('place', 'list', 'demo', '--limit', '3');
    expect(page.out.split('\n')[0]).toMatch(/^KIND +NAME +ALSO +ID/);
    expect(page.out).toMatch(/\nMore: --cursor \S+\n$/);
    const whole = await answer<{ items: unknown[]; next: null }>('place', 'list', 'demo', '--limit', '3', '--all');
    expect(whole.items.length).toBeGreaterThan(6);
    for (const args of [
      ['chat', 'list'],
      ['demand', 'list'],
      ['outbox', 'list'],
      ['outbox', 'unreached'],
      ['inbox', 'parked'],
      ['quota'],
      ['ledger', 'list'],
      ['community', 'list'],
      ['clock'],
    ]) {
      const { code, err } = await lilong(...args);
      expect([args, code, err]).toEqual([args, 0, '']);
    }
  });

  it('moves the clock, verifies the ledger, and keeps its head', async () => {
    expect((await lilong('clock', '--advance', 'P1D')).out).toMatch(
      /^Domain time is .*; everything due has been done\.$/m,
    );
    expect((await lilong('demo', 'load')).out).toContain('there already');
    const verified = await lilong('ledger', 'verify');
    expect([verified.code, verified.out]).toEqual([0, expect.stringMatching(/^All agree\. \d+ entries/)]);
    const [head] = (await lilong('ledger', 'head')).out.split('\n');
    expect((await lilong('ledger', 'verify', '--head', head ?? '')).code).toBe(0);
    const forged = await lilong('ledger', 'verify', '--head', `${'0'.repeat(64)}@2`);
    expect([forged.code, forged.err]).toEqual([1, 'The ledger and the data do not agree.\n']);
    expect(forged.out).toContain('head_differs');
  });

  it('enters a demand for somebody, and takes over work orders from a file', async () => {
    const entered = await answer<{ number: string }>(
      'demand',
      'enter',
      'demo',
      '3号楼电梯坏了',
      '--source',
      'phone',
      '--name',
      '张大爷',
    );
    expect(entered.number).toMatch(/^D-\d{4}-\d{4}$/);
    const path = join(dataDir, 'orders.csv');
    await writeFile(path, '工单编号,诉求内容\nX-1,楼道灯不亮\n,没有编号\n');
    const looked = await lilong('demand', 'import', 'demo', path, '--dry-run');
    expect([looked.code, looked.err]).toEqual([1, '1 row is wrong; mend it and import the file again.\n']);
    expect(looked.out).toMatch(/1 new, 0 known before, 1 wrong[\s\S]*3 +工单编号 is empty/);
    expect(await lilong('demand', 'import', 'demo', path)).toMatchObject({
      code: 1,
      err: expect.stringContaining('line 3'),
    });
    await writeFile(path, '工单编号,诉求内容\nX-1,楼道灯不亮\n');
    expect(await answer('demand', 'import', 'demo', path)).toMatchObject({ imported: 1 });
  });

  it('examines the installation, and says how to mend what is not right', async () => {
    const { code, out } = await lilong('doctor');
    expect(code).toBe(0);
    expect(out).toMatch(/^WARN {2}address +PUBLIC_BASE_URL is not set[^\n]*\n +→ Set it/);
    expect(out).toMatch(/^ok {4}migrations/m);
    const { well } = await answer<{ well: boolean }>('doctor');
    expect(well).toBe(true);
  });

  it('says what is refused in words, or as data', async () => {
    const taken = await lilong('place', 'create', 'demo', 'building', '1号楼');
    expect([taken.code, taken.err]).toEqual([
      1,
      'The field "name" is taken: this community has a place of that kind and name.\n',
    ]);
    const asData = await lilong('demand', 'list', '--state', 'open', '--json');
    expect([asData.code, JSON.parse(asData.err).error.code]).toEqual([1, 'not_valid']);
    const nowhere = await lilong('person', 'create', 'demo', '孙', '--home', '没有的楼');
    expect([nowhere.code, nowhere.err]).toEqual([1, 'There is no place "没有的楼" in demo; see: place list demo\n']);
    const whereTo = await lilong('place', 'move', 'demo', '4号楼');
    expect([whereTo.code, whereTo.err]).toEqual([2, 'Say where to: --parent or --alone.\n']);
    const odd = await lilong('place', 'move', 'demo', '4号楼', '--parent', '1号楼');
    expect(odd.err).toContain('a building of a grid or a group');
  });

  it('says what to do when the token is wrong, nothing answers, or something else does', async () => {
    const wrong = await lilongWith({ LILONG_URL: url, ADMIN_TOKEN: 'not-the-token-of-it' }, 'clock');
    expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining('Set ADMIN_TOKEN')]);
    const token = (await readFile(join(dataDir, 'admin-token'), 'utf8')).trim();
    const other = createServer((_request, response) => response.end('<html>hello</html>')).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const stranger = await lilongWith({ LILONG_URL: address, ADMIN_TOKEN: token }, 'clock');
    expect([stranger.code, stranger.err]).toEqual([1, expect.stringContaining('is not Lilong')]);
    other.close();
    await once(other, 'close');
    const nobody = await lilongWith(
      { LILONG_URL: address, ADMIN_TOKEN: token },
      'community',
      'create',
      'a1',
      '一',
      '--key',
      'mine',
    );
    expect([nobody.code, nobody.out]).toEqual([3, '']);
    expect(nobody.err).toMatch(/Nothing answers at .*"npm start".* --key mine/);
    const typo = await lilongWith({ LILONG_URL: 'localhost:3000', ADMIN_TOKEN: token }, 'clock');
    expect([typo.code, typo.err]).toEqual([2, expect.stringContaining('LILONG_URL')]);
  });

  // Last: with a second community the others would have to name theirs.
  it('enters bodies and seats, plans duty and imports a handbook', async () => {
    await answer('community', 'create', 'dengji', '登记社区');
    await answer('place', 'create', 'dengji', 'grid', '第一网格');
    await answer('subdistrict', 'create', 'shuguang', '曙光街道');
    const described = await answer(
      'subdistrict',
      'describe',
      'dengji',
      '--occupancy',
      '70',
      '--subdistrict',
      'shuguang',
    );
    expect(described).toMatchObject({ occupancyPercent: 70 });
    const committee = await answer<{ id: string }>(
      'body',
      'create',
      'committee',
      '登记居委会',
      '--community',
      'dengji',
    );
    const wu = await answer<{ id: string }>('person', 'create', 'dengji', '吴委员');
    const held = ['--body', '登记居委会', '--community', 'dengji', '--rank', '2'];
    const seat = await answer<{ id: string }>('seat', 'grant', wu.id, 'committee_member', ...held);
    expect(seat).toMatchObject({ bodyId: committee.id, position: 'member', rank: 2 });
    expect((await lilong('body', 'check', 'dengji')).out).toContain('committee.size.min = 5');
    expect(await answer('people', 'update', wu.id, '--vote', 'registered')).toMatchObject({ vote: 'registered' });
    const zheng = await answer<{ id: string }>('person', 'create', 'dengji', '郑委员');
    expect(await answer('seat', 'handover', seat.id, zheng.id)).toMatchObject({ seat: { personId: zheng.id } });
    expect(await answer('binding', 'list', 'dengji')).toMatchObject({ items: [] });

    const duty = join(dataDir, 'duty.csv');
    await writeFile(
      duty,
      'days,from,until,person,place\nmon tue wed,09:00,17:00,吴委员,第一网格\nrest,09:00,12:00,郑委员,\n',
    );
    const week = ['--from', '2026-03-02', '--until', '2026-03-08'];
    expect(await answer('duty', 'plan', 'dengji', duty, ...week)).toEqual({ shifts: 5, cancelled: 0 });
    expect(await answer('duty', 'plan', 'dengji', duty, ...week)).toEqual({ shifts: 5, cancelled: 5 });
    expect((await lilong('duty', 'plan', 'dengji', duty)).code).toBe(2);

    const handbook = join(dataDir, 'handbook.csv');
    await writeFile(handbook, 'question,answer\n居住证怎么办理,带身份证到服务站\n"停车证","居委会,二楼"\n');
    expect(await answer('handbook', 'import', 'dengji', handbook)).toEqual({ added: 2, changed: 0 });
    expect((await lilong('handbook', 'list', 'dengji')).out).toContain('居委会,二楼');
  });
});
