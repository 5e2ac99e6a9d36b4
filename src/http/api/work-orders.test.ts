/** Demands that come from elsewhere, through the admin API: entered for somebody, and work orders of the hotline from a file. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rowsOf } from '../../../db/client.ts';
import { ADMIN_TOKEN, type AdminApi, adminApi } from '../../../test/harness/admin-api.ts';
import { engineCases } from '../../../test/harness/engines.ts';
import { type Installation, startInstallation } from '../../../test/harness/installation.ts';
import { verifyLedger } from '../../usecases/ledger/verify.ts';

let house: Installation;
let api: AdminApi;
let drop = async () => {};

beforeAll(async () => {
  const [embedded, postgres] = await engineCases('work orders');
  const engine = postgres && !postgres.skip ? postgres : embedded;
  const setup = await engine?.setUp();
  drop = setup?.drop ?? drop;
  house = await startInstallation({ ...setup?.settings, env: { ADMIN_TOKEN } });
  api = adminApi(house.app);
}, 60_000);
afterAll(async () => {
  await house.stop();
  await drop();
});

const HEAD = '工单编号,受理时间,诉求内容,地址,诉求人,联系电话,办理时限';
const file = (...rows: readonly string[]) => [HEAD, ...rows].join('\n');
const take = async (csv: string, dryRun: 'yes' | 'no' = 'no') => {
  const answer = await house.app.request(`/api/v1/demands/import?community=demo&dryRun=${dryRun}`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${ADMIN_TOKEN}`,
      'Idempotency-Key': `${Math.random()}-${csv.length}`,
      'Content-Type': 'application/octet-stream',
    },
    body: csv,
  });
  return { status: answer.status, json: await answer.json() };
};
const numbers = () =>
  rowsOf<{ number: number; source: string; respond_by: unknown; submitted_at: unknown }>(
    house.runtime.context.db.direct,
    sql`select number, source, respond_by, submitted_at from lilong.demand order by number`,
  );

describe('entered by the operator', () => {
  test('not without words', async () => {
    const { status, json } = await api('POST', '/demands', { body: { community: 'demo', source: 'phone', text: ' ' } });
    expect([status, json.error.message]).toEqual([400, 'The field "text" must not be empty.']);
  });

  test('for somebody who rang up: sealed, marked with its source, never confirmed by the operator', async () => {
    const body = {
      community: 'demo',
      source: 'phone',
      text: '3号楼电梯坏了',
      name: '张大爷本人',
      phone: '13800138000',
    };
    const { status, json } = await api('POST', '/demands', { body });
    expect(status).toBe(201);
    expect(json).toMatchObject({ category: 'elevator', number: expect.stringMatching(/^D-\d{4}-0001$/) });
    const full = await api('GET', `/demands/${json.id}`);
    expect(full.json).toMatchObject({ source: 'phone', verified: false, submitter: null });
    const named = await api('GET', `/demands/${json.id}?reporter=data-request`);
    expect(named.json.submitter).toEqual({
      platform: null,
      accountName: null,
      personId: null,
      name: '张大爷本人',
      contact: { phone: '13800138000' },
    });
    const [row] = await rowsOf<{ row: string }>(
      house.runtime.context.db.direct,
      sql`select to_jsonb(d)::text as row from lilong.demand d`,
    );
    expect(row?.row).not.toContain('13800138000');
    expect((await api('POST', '/demands', { body: { ...body, source: 'chat' } })).status).toBe(400);
    expect((await api('POST', '/demands', { body: { ...body, text: '字'.repeat(15_000) } })).json.error.code).toBe(
      'text_too_long',
    );
  });
});

describe('work orders from a file', () => {
  test('a dry run says what is new and what is wrong, and takes nothing', async () => {
    const csv = file(
      'A-1,2026-11-20,楼道灯不亮,2号楼,王女士,13900139000,',
      ',,没有编号,,,,',
      'A-1,,又一次,,,,',
      'A-3,,,,,,下周',
    );
    const { status, json } = await take(csv, 'yes');
    expect(status).toBe(200);
    expect(
      json.rows.map(({ line, state, problems }: { line: number; state: string; problems: string[] }) => [
        line,
        state,
        ...problems,
      ]),
    ).toEqual([
      [2, 'new'],
      [3, 'wrong', 'number_missing'],
      [4, 'wrong', 'number_twice'],
      [5, 'wrong', 'text_missing', 'due_not_understood'],
    ]);
    expect(await numbers()).toHaveLength(1);
  });

  test('one wrong row and nothing is taken over, not even a number', async () => {
    const { status, json } = await take(file('A-1,,楼道灯不亮,,,,', ',,没有编号,,,,'));
    expect(status).toBe(409);
    expect(json.error.message).toContain('line 3 (number_missing)');
    expect(await numbers()).toHaveLength(1);
  });

  test('three hundred come in as one block without gaps; the same file again brings nothing', async () => {
    const soon = shanghai(Date.now() + 3_600_000);
    const rows = Array.from(
      { length: 300 },
      (_, at) =>
        `A-${at + 1},,${at % 2 === 0 ? '电梯坏了' : '噪音很大'},3号楼,李先生${at},1370000${1000 + at},${at === 0 ? soon : ''}`,
    );
    const csv = file(...rows);
    const taken = await take(csv);
    expect(taken.json).toMatchObject({ imported: 300, known: 0 });
    expect(taken.json.first).toMatch(/-0002$/);
    expect(taken.json.last).toMatch(/-0301$/);
    const found = await numbers();
    expect(found.map(({ number }) => number)).toEqual(Array.from({ length: 301 }, (_, at) => at + 1));
    expect(found.filter(({ source }) => source === 'hotline_12345')).toHaveLength(300);
    const [strict, ours] = [found[1], found[2]].map((row) => new Date(String(row?.respond_by)).getTime());
    expect(strict).toBeLessThan(ours ?? 0);
    expect(Math.abs((strict ?? 0) - Date.now() - 3_600_000)).toBeLessThan(120_000);
    const again = await Promise.all([take(csv), take(csv)]);
    for (const { json } of again) expect(json).toMatchObject({ imported: 0, known: 300 });
    const more = await take(`${csv}\nB-1,,新的一件,,,,`);
    expect(more.json).toMatchObject({ imported: 1, known: 300, first: expect.stringMatching(/-0302$/) });
  });

  test('what is no list of work orders is refused in words', async () => {
    expect((await take('姓名,电话\n王女士,139')).json.error.code).toBe('heading_missing');
    expect((await take('')).status).toBe(400);
  });

  test('the ledger holds', async () => {
    await house.settle();
    const { context } = house.runtime;
    expect(await verifyLedger(context.db.direct, context)).toMatchObject({ ok: true });
  });
});

/** As a city's system writes it. */
function shanghai(ms: number): string {
  return new Date(ms + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
}
