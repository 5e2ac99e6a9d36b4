/** Hotline cases through the admin API: entered, taken over from a file, listed, read; never whose they are. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rowsOf } from '../../../db/client.ts';
import { ADMIN_TOKEN, type AdminApi, actsAs, adminApi } from '../../../test/harness/admin-api.ts';
import { engineCases } from '../../../test/harness/engines.ts';
import { type Installation, startInstallation } from '../../../test/harness/installation.ts';
import { dispatchCase } from '../../usecases/hotline/dispatch.ts';
import { acceptCase } from '../../usecases/hotline/screen.ts';
import { verifyLedger } from '../../usecases/ledger/verify.ts';

let house: Installation;
let api: AdminApi;
let drop = async () => {};

beforeAll(async () => {
  const [embedded, postgres] = await engineCases('cases');
  const engine = postgres && !postgres.skip ? postgres : embedded;
  const setup = await engine?.setUp();
  drop = setup?.drop ?? drop;
  house = await startInstallation({ ...setup?.settings, env: { ADMIN_TOKEN } });
  api = adminApi(house.app);
}, 120_000);
afterAll(async () => {
  await house.stop();
  await drop();
});

const direct = () => house.runtime.context.db.direct;
const HEAD = '工单编号,受理时间,诉求内容,地址,诉求人,联系电话,办理时限';
const file = (...rows: readonly string[]) => [HEAD, ...rows].join('\n');
const upload = async (path: string, bytes: string, key = `${Math.random()}`) => {
  const answer = await house.app.request(`/api/v1${path}`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${ADMIN_TOKEN}`,
      'Idempotency-Key': key,
      'Content-Type': 'application/octet-stream',
    },
    body: bytes,
  });
  return { status: answer.status, json: await answer.json() };
};
const take = (csv: string, more = '') => upload(`/cases/import?community=demo${more}`, csv);
const count = async (): Promise<number> =>
  (await rowsOf<{ n: number }>(direct(), sql`select count(*)::int as n from lilong.hotline_case`))[0]?.n ?? -1;
const bodyCalled = async (name: string): Promise<string> => {
  const { json } = await api('GET', '/bodies?community=demo');
  return json.items.find((each: { name: string }) => each.name === name).id;
};

describe('entered by the operator', () => {
  test('for somebody on the phone: sealed, read without her name, number and flat', async () => {
    const body = {
      community: 'demo',
      source: 'phone',
      text: '我叫张小芳，住3号楼502室，电话13800138000，楼上每晚噪音扰民',
      name: '张小芳',
      phone: '13800138000',
    };
    const { status, json } = await api('POST', '/cases', { body, key: 'case-1' });
    expect(status).toBe(201);
    expect(json).toMatchObject({ family: 'livelihood', category: 'noise', mode: 'named' });
    expect(json.number).toMatch(/^H-[2-9A-Z]{6}$/);
    expect(json.code).toMatch(/^[2-9A-Z]{4}(-[2-9A-Z]{4}){3}$/);
    expect((await api('POST', '/cases', { body, key: 'case-1' })).json).toEqual(json);
    expect(await count()).toBe(1);

    const full = await api('GET', `/cases/${json.number}`);
    expect(full.status).toBe(200);
    expect(full.json).toMatchObject({ state: 'received', tier: 'committee', source: 'phone', accused: [], units: [] });
    expect(full.json.text).toContain('楼上每晚噪音扰民');
    const shown = JSON.stringify(full.json);
    for (const private_ of ['张小芳', '13800138000', '502']) expect(shown).not.toContain(private_);
    const [dump] = await rowsOf<{ rows: string }>(
      direct(),
      sql`select (select string_agg(to_jsonb(c)::text, '') from lilong.hotline_case c)
        || (select string_agg(to_jsonb(r)::text, '') from lilong.case_reporter r) as rows`,
    );
    for (const private_ of ['张小芳', '13800138000', '噪音', json.code]) expect(dump?.rows).not.toContain(private_);
  });

  test('reading one leaves its line, listing none', async () => {
    await house.settle();
    await api('GET', '/cases?community=demo');
    const entries = await rowsOf<{ entry: string }>(
      direct(),
      sql`select entry from lilong.ledger where entry like '%case.%' union all
        select entry from lilong.ledger_pending where entry like '%case.%'`,
    );
    const actions: string[] = entries.map(({ entry }) => JSON.parse(entry).action);
    expect(actions.filter((action) => action.startsWith('case.read'))).toEqual(['case.read-by-operator']);
    expect(actions).toContain('case.enter');
  });

  test('what does not fit is refused in a sentence that names the field', async () => {
    const said = async (more: object) => {
      const { status, json } = await api('POST', '/cases', {
        body: { community: 'demo', source: 'phone', text: '路灯不亮', ...more },
      });
      return [status, json.error?.code];
    };
    expect(await said({ mode: 'anonymous', name: '李四' })).toEqual([400, 'case_anonymous_named']);
    expect(await said({ mode: 'named' })).toEqual([400, 'case_name_missing']);
    expect(await said({ category: 'nothing' })).toEqual([400, 'not_valid']);
    expect(await said({ source: 'chat' })).toEqual([400, 'not_valid']);
    expect(await said({ text: '字'.repeat(15_000) })).toEqual([400, 'text_too_long']);
    expect(await said({ accusedBodyId: '00000000-0000-4000-8000-000000000000' })).toEqual([404, 'body_not_found']);
    expect((await api('GET', '/cases/H-222222')).json.error.code).toBe('case_not_found');
    expect((await api('GET', '/cases/whatever')).json.error.code).toBe('not_valid');
  });

  test('a burden about a unit is confidential, names it, and lies above the committee', async () => {
    const accused = await bodyCalled('安居物业');
    const { json } = await api('POST', '/cases', {
      body: {
        community: 'demo',
        source: 'phone',
        text: '要我们每周填台账',
        category: 'ledgers',
        accusedBodyId: accused,
      },
    });
    expect(json).toMatchObject({ family: 'burden', mode: 'confidential' });
    const full = await api('GET', `/cases/${json.id}`);
    expect(full.json).toMatchObject({ tier: 'subdistrict', accused: ['安居物业'], listed: [] });
    // To the hour: a minute would join it to somebody.
    expect(full.json.receivedAt).toMatch(/:00:00Z$/);
  });
});

describe('12345 work orders', () => {
  const broken = file(
    'W-1,2026-11-20,小区里乱停车堵住消防通道,2号楼,王女士,13900139000,',
    ',,没有编号,,,,',
    'W-2,,楼道灯不亮,,,,',
    'W-1,,又一次,,,,',
    'W-4,,,,,,下周',
    'W-5,,下水道堵了,,赵先生,13700137000,2026-11-27 17:00',
  );

  test('a dry run tells what is wrong with each row, and takes nothing', async () => {
    const before = await count();
    const { json } = await take(broken, '&dryRun=yes');
    expect(
      json.rows.map((row: { line: number; state: string; problems: string[] }) => [
        row.line,
        row.state,
        ...row.problems,
      ]),
    ).toEqual([
      [2, 'new'],
      [3, 'wrong', 'number_missing'],
      [4, 'new'],
      [5, 'wrong', 'number_twice'],
      [6, 'wrong', 'text_missing', 'due_not_understood'],
      [7, 'new'],
    ]);
    expect(await count()).toBe(before);
  });

  test('half of the rows broken: nothing is taken until somebody decides to take the good ones', async () => {
    const before = await count();
    const refused = await take(broken);
    expect([refused.status, refused.json.error.code]).toEqual([409, 'rows_wrong']);
    expect(refused.json.error.message).toContain('line 3 (number_missing)');
    expect(await count()).toBe(before);
    const { status, json } = await take(broken, '&takeGood=yes');
    expect([status, json.imported, json.known]).toEqual([200, 3, 0]);
    expect(json.rows.map(({ line }: { line: number }) => line)).toEqual([3, 5, 6]);
    expect(await count()).toBe(before + 3);
  });

  test('the same order never twice, neither as a case nor as a demand', async () => {
    const before = await count();
    const again = await take(file('W-1,,小区里乱停车,,,,', 'W-9,,电梯坏了,,,,'));
    expect(again.json).toMatchObject({ imported: 1, known: 1 });
    expect(await count()).toBe(before + 1);
    const asDemand = await upload('/demands/import?community=demo', file('W-9,,电梯坏了,,,,', 'D-1,,路灯坏了,,,,'));
    expect(asDemand.json).toMatchObject({ imported: 1, known: 1 });
    expect((await take(file('D-1,,路灯坏了,,,,'))).json).toMatchObject({ imported: 0, known: 1 });
  });

  test("an order's own time holds where it is stricter; who left a name is named, who left none is nobody", async () => {
    const rows = await rowsOf<{ id: string; mode: string; order_due: boolean }>(
      direct(),
      sql`select id, mode, order_due_at is not null as order_due from lilong.hotline_case
        where source = 'hotline_12345' order by mode, order_due`,
    );
    expect(rows.map(({ mode, order_due: due }) => [mode, due])).toEqual([
      ['anonymous', false],
      ['anonymous', false],
      ['named', false],
      ['named', true],
    ]);
    const due = rows.find(({ order_due: has }) => has);
    const property = await bodyCalled('安居物业');
    await actsAs(house.runtime.context, 'chen', async (uow) => {
      expect((await acceptCase(uow, { caseId: due?.id ?? '' })).ok).toBe(true);
      expect((await dispatchCase(uow, { caseId: due?.id ?? '', leadBodyId: property })).ok).toBe(true);
      return true;
    });
    const { json } = await api('GET', `/cases/${due?.id}`);
    const handling = json.clocks.find(({ clock }: { clock: string }) => clock === 'handling');
    expect(handling.dueAt).toBe('2026-11-27T09:00:00Z');
    expect(json.lead).toBe('安居物业');
  });

  test('what is no table, and a file without the headings, are refused', async () => {
    expect((await take('甲,乙\n1,2')).json.error.code).toBe('heading_missing');
    expect((await take('%PDF-1.7')).json.error.code).toBe('not_a_table');
  });
});

describe('lists', () => {
  test('pages follow one another without a gap, and filters hold', async () => {
    const all = await api('GET', '/cases?community=demo&limit=100');
    const ids = all.json.items.map(({ id }: { id: string }) => id);
    expect(ids).toHaveLength(await count());
    const paged: string[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const { json } = await api('GET', `/cases?community=demo&limit=2${next && `&cursor=${next}`}`);
      paged.push(...json.items.map(({ id }: { id: string }) => id));
      next = json.next;
    }
    expect(paged).toEqual(ids);
    const filtered = async (query: string) => (await api('GET', `/cases?community=demo&${query}`)).json.items;
    const states = new Set((await filtered('state=received')).map(({ state }: { state: string }) => state));
    expect([...states]).toEqual(['received']);
    expect(await filtered('family=burden')).toHaveLength(1);
    expect(await filtered(`unit=${await bodyCalled('安居物业')}`)).toHaveLength(1);
    expect(await filtered('open=yes')).toHaveLength(ids.length);
    expect(await filtered('late=yes')).toEqual([]);
    expect((await api('GET', '/cases?community=demo&cursor=x')).status).toBe(400);
  });

  test('nothing in a list says who reported or what', async () => {
    const { json } = await api('GET', '/cases?community=demo&limit=100');
    const shown = JSON.stringify(json);
    for (const private_ of ['张小芳', '王女士', '13900139000', '噪音', '台账']) expect(shown).not.toContain(private_);
  });

  test('the operator has no way to decide, or to see who reported', async () => {
    const id = (await api('GET', '/cases?community=demo')).json.items[0].id;
    for (const step of ['accept', 'decline', 'dispatch', 'check', 'reveal', 'reporter'])
      expect((await api('POST', `/cases/${id}/${step}`, { body: {} })).json.error.code).toBe('not_found');
    const { json } = await api('GET', `/cases/${id}?reporter=data-request`);
    expect(JSON.stringify(json)).not.toMatch(/1[39]\d{9}/);
  });

  test('the chain agrees with every row', async () => {
    await house.settle();
    const { context } = house.runtime;
    expect(await verifyLedger(context.db.direct, context)).toMatchObject({ ok: true });
  });
});
