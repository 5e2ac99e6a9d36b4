/** `lilong case|hotline|matrix|admission|bulletin …`, from the command line to the database and back. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CommandLine, openCommandLine } from '../../test/harness/command-line.ts';

let cli: CommandLine;
const folder = mkdtempSync(join(tmpdir(), 'lilong-hotline-'));
const path = (name: string): string => join(folder, name);
const written = (name: string, ...lines: readonly string[]): string => {
  writeFileSync(path(name), lines.join('\n'));
  return path(name);
};

beforeAll(async () => {
  cli = await openCommandLine('hotline commands');
}, 120_000);
afterAll(async () => {
  await cli?.close();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** What is printed for people, of a command that must succeed. */
const says = async (...args: string[]): Promise<string> => {
  const { code, out, err } = await cli.lilong(...args);
  expect([code, err]).toEqual([0, '']);
  return out;
};

describe('case', () => {
  test('entered once for one key, with the code to pass on; listed and shown without whose it is', async () => {
    const enter = [
      'case',
      'enter',
      'demo',
      '我叫张小芳，楼上每晚噪音扰民',
      '--source',
      'phone',
      '--phone',
      '13800138000',
    ];
    const out = await says(...enter, '--key', 'call-1');
    expect(out).toMatch(/^number +H-[2-9A-Z]{6}$/m);
    expect(out).toMatch(/^code +[2-9A-Z]{4}(-[2-9A-Z]{4}){3}$/m);
    expect(await says(...enter, '--key', 'call-1')).toBe(out);
    const number = /H-[2-9A-Z]{6}/.exec(out)?.[0] ?? '';
    const list = await says('case', 'list', 'demo', '--open', '--category', 'noise');
    expect(list).toContain(number);
    const shown = await says('case', 'show', number);
    expect(shown).toContain('楼上每晚噪音扰民');
    for (const never of ['张小芳', '13800138000']) expect(list + shown).not.toContain(never);
    expect(await says('case', 'list', 'demo', '--late')).toContain('None.');
    const wrong = await cli.lilong('case', 'enter', 'demo', '路灯坏了', '--source', 'phone', '--mode', 'named');
    expect([wrong.code, wrong.err]).toEqual([
      1,
      'The field "name" or "phone" is missing: the mode "named" needs one.\n',
    ]);
    expect((await cli.lilong('case', 'show', 'H-222222')).err).toBe('There is no case H-222222.\n');
  });
});

describe('hotline import', () => {
  const orders = () =>
    written(
      'orders.csv',
      '工单编号,诉求内容,诉求人,联系电话',
      'A-1,楼道灯不亮,,',
      ',没有编号,,',
      'A-2,下水道堵了,赵先生,13700137000',
      'A-1,又一次,,',
    );

  test('half of it broken: each row told with its line, nothing taken until one decides to', async () => {
    const refused = await cli.lilong('hotline', 'import', 'demo', orders());
    expect(refused.code).toBe(1);
    expect(refused.out).toContain('2 new, 0 known before, 2 wrong. Nothing was imported.');
    expect(refused.out).toMatch(/^3 +.*工单编号 is empty or too long$/m);
    expect(refused.out).toMatch(/^5 +A-1 +工单编号 stands in this file twice$/m);
    expect(refused.err).toContain('--take-good');
    expect(await says('case', 'list', 'demo', '--category', 'lighting')).toContain('None.');
    const taken = await says('hotline', 'import', 'demo', orders(), '--take-good');
    expect(taken).toMatch(/^imported +2$/m);
    expect(taken).toMatch(/^left out +2$/m);
    expect(taken).toMatch(/^3 +/m);
    const again = await says('hotline', 'import', 'demo', orders(), '--take-good');
    expect(again).toMatch(/^imported +0$/m);
    expect(again).toMatch(/^known before +2$/m);
  });
});

describe('matrix', () => {
  test('put, listed, given out, mended, taken in again, ended', async () => {
    await says('body', 'create', 'office', '城管中队', '--subdistrict', 'demo');
    const put = ['matrix', 'put', 'demo', 'noise', '城管中队', '--cooperating', '物业', '--item', '7'];
    expect(await says(...put)).toContain('安居物业');
    expect((await cli.lilong(...put)).err).toContain('led_already');
    const file = path('duties.csv');
    expect(await says('matrix', 'export', 'demo', file)).toBe(`Saved ${file}.\n`);
    const table = readFileSync(file, 'utf8');
    expect(table).toContain('城管中队');
    expect(await says('matrix', 'import', 'demo', file)).toMatch(/^unchanged +1$/m);
    writeFileSync(file, `${table}8,Nothing,,城管中队,\r\n`);
    const wrong = await cli.lilong('matrix', 'import', 'demo', file);
    expect([wrong.code, wrong.err]).toEqual([1, '1 row is wrong; mend the file first. Nothing was changed.\n']);
    expect(wrong.out).toMatch(/^3 +Nothing +事项 is no category of cases$/m);
    writeFileSync(file, `${table}8,parking,,城管中队,\r\n`);
    expect(await says('matrix', 'import', 'demo', file, '--dry-run')).toMatch(/^added +1$/m);
    expect(await says('matrix', 'import', 'demo', file)).toMatch(/^added +1$/m);
    const { items } = await cli.answer<{ items: { id: string; category: string }[] }>('matrix', 'list', 'demo');
    expect(items.map(({ category }) => category)).toEqual(['noise', 'parking']);
    await says('matrix', 'end', 'demo', items[0]?.id ?? '');
    expect(await says('matrix', 'list', 'demo')).not.toContain('物业');
  });
});

describe('admission', () => {
  test('requested and funded in yuan; decided by nobody here', async () => {
    const made = await cli.answer<{ id: string; fundingFen: number }>(
      ...['admission', 'request', 'demo', '代收停车费', '物业', '--yuan', '1200.50'],
    );
    expect(made.fundingFen).toBe(120_050);
    expect(await says('admission', 'fund', made.id, '--yuan', '5000')).toMatch(/^money +5000\.00$/m);
    expect(await says('admission', 'list', 'demo', '--state', 'requested')).toContain('代收停车费');
    const wrong = await cli.lilong('admission', 'fund', made.id, '--yuan', '1.234');
    expect([wrong.code, wrong.err]).toEqual([2, '"1.234" is no sum in yuan; write it like 5000 or 12.50.\n']);
    expect((await cli.lilong('admission', 'accept', made.id)).code).toBe(2);
  });
});

describe('bulletin', () => {
  test('drafted, saved in both forms, taken back', async () => {
    const month = '2026-01';
    const drafted = await says('bulletin', 'draft', month, '--community', 'demo');
    expect(drafted).toMatch(/^state +draft$/m);
    const { items } = await cli.answer<{ items: { id: string }[] }>('bulletin', 'list', '--community', 'demo');
    const id = items[0]?.id ?? '';
    for (const [name, first] of [
      ['b.docx', 0x50],
      ['b.png', 0x89],
    ] as const) {
      await says('bulletin', 'show', id, '--out', path(name));
      expect(readFileSync(path(name))[0]).toBe(first);
    }
    expect((await cli.lilong('bulletin', 'show', id, '--out', path('b.txt'))).code).toBe(2);
    expect((await cli.lilong('bulletin', 'publish', id)).err).toContain('"draft" does not take the step "publish"');
    expect(await says('bulletin', 'withdraw', id)).toMatch(/^state +withdrawn$/m);
    expect((await cli.lilong('bulletin', 'draft', '2999-01', '--community', 'demo')).err).toContain('not over yet');
  });
});
