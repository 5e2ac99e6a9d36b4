/** The list of duties through the admin API: row by row, as a file with faults, and out and in again. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADMIN_TOKEN, type AdminApi, actsAs, adminApi } from '../../../test/harness/admin-api.ts';
import { engineCases } from '../../../test/harness/engines.ts';
import { type Installation, startInstallation } from '../../../test/harness/installation.ts';
import { endMatrixRow, putMatrixRow } from '../../usecases/hotline/matrix.ts';
import { verifyLedger } from '../../usecases/ledger/verify.ts';
import { communityByCode } from '../../usecases/registry/communities.ts';
import type { ShownDuty } from './duty-matrix.ts';

let house: Installation;
let api: AdminApi;
let drop = async () => {};
const bodies: Record<string, string> = {};

beforeAll(async () => {
  const [embedded, postgres] = await engineCases('duty matrix');
  const engine = postgres && !postgres.skip ? postgres : embedded;
  const setup = await engine?.setUp();
  drop = setup?.drop ?? drop;
  house = await startInstallation({ ...setup?.settings, env: { ADMIN_TOKEN } });
  api = adminApi(house.app);
  for (const [name, kind] of [
    ['城管中队', 'office'],
    ['派出所', 'office'],
  ] as const)
    await api('POST', '/bodies', { body: { subdistrict: 'demo', kind, name } });
  for (const { id, name } of (await api('GET', '/bodies?community=demo')).json.items) bodies[name] = id;
}, 120_000);
afterAll(async () => {
  await house.stop();
  await drop();
});

const send = async (bytes: string | Uint8Array, more = '') => {
  const answer = await house.app.request(`/api/v1/duty-matrix/import?community=demo${more}`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${ADMIN_TOKEN}`,
      'Idempotency-Key': `${Math.random()}`,
      'Content-Type': 'application/octet-stream',
    },
    body: typeof bytes === 'string' ? bytes : new Uint8Array(bytes),
  });
  return { status: answer.status, json: await answer.json() };
};
const download = async (format: 'csv' | 'xlsx'): Promise<Uint8Array> => {
  const answer = await house.app.request(`/api/v1/duty-matrix/file?community=demo&format=${format}`, {
    headers: { Authorization: `Bearer ${ADMIN_TOKEN}` },
  });
  expect(answer.status).toBe(200);
  return new Uint8Array(await answer.arrayBuffer());
};
const listed = async (): Promise<readonly ShownDuty[]> => (await api('GET', '/duty-matrix?community=demo')).json.items;

describe('row by row', () => {
  test('a duty has one lead; a second one in the same matter at the same place contradicts it', async () => {
    const body = {
      community: 'demo',
      category: 'noise',
      leadBodyId: bodies.城管中队,
      cooperatingBodyIds: [bodies.派出所],
      item: '7',
    };
    const { status, json } = await api('POST', '/duty-matrix', { body });
    expect(status).toBe(201);
    expect(json).toMatchObject({ category: 'noise', home: 'community', place: null, lead: '城管中队' });
    const second = await api('POST', '/duty-matrix', {
      body: { ...body, leadBodyId: bodies.派出所, cooperatingBodyIds: [] },
    });
    expect([second.status, second.json.error.code]).toEqual([409, 'matrix_conflict']);
    expect(second.json.error.message).toContain('led_already');
    const both = await api('POST', '/duty-matrix', {
      body: { ...body, category: 'parking', cooperatingBodyIds: [bodies.城管中队] },
    });
    expect(both.json.error.message).toContain('lead_cooperates');
    expect((await api('POST', '/duty-matrix', { body: { ...body, category: 'x' } })).status).toBe(400);
    const nobody = '00000000-0000-4000-8000-000000000000';
    expect((await api('POST', '/duty-matrix', { body: { ...body, leadBodyId: nobody } })).json.error.code).toBe(
      'body_not_found',
    );
    expect((await listed()).map(({ item, category }) => [item, category])).toEqual([['7', 'noise']]);
  });

  test('it is ended by those of its own community, and once', async () => {
    const [duty] = await listed();
    const end = (id = duty?.id) => api('POST', `/duty-matrix/${id}/end`, { body: { community: 'demo' } });
    expect((await end()).status).toBe(200);
    expect((await end()).json.error.code).toBe('matrix_row_not_found');
    expect(await listed()).toEqual([]);
  });

  test("what holds for a whole subdistrict is not one committee's to set or to end", async () => {
    const { context } = house.runtime;
    const home = await communityByCode(context.db.direct, 'demo');
    const duty = {
      communityId: home?.id ?? '',
      wholeSubdistrict: true,
      category: 'fumes',
      leadBodyId: bodies.城管中队 ?? '',
      cooperatingBodyIds: [],
    };
    const byHead = await actsAs(context, 'chen', (uow) => putMatrixRow(uow, duty));
    expect(byHead).toEqual({ ok: false, error: { kind: 'matrix_above' } });
    const bySubdistrict = await actsAs(context, 'wu', (uow) => putMatrixRow(uow, duty));
    expect(bySubdistrict.ok).toBe(true);
    const id = bySubdistrict.ok ? bySubdistrict.value.id : '';
    const ended = await actsAs(context, 'chen', (uow) =>
      endMatrixRow(uow, { communityId: duty.communityId, rowId: id }),
    );
    expect(ended).toEqual({ ok: false, error: { kind: 'matrix_above' } });
    expect((await listed()).map(({ home: whose }) => whose)).toEqual(['subdistrict']);
    const byResident = await actsAs(context, 'wang', (uow) => putMatrixRow(uow, { ...duty, wholeSubdistrict: false }));
    expect(byResident.ok).toBe(false);
  });
});

describe('as a file', () => {
  const HEAD = '序号,事项,地点,牵头单位,配合单位';
  const good = [HEAD, '1,噪音扰民,,城管中队,派出所、物业', '2,parking,第一网格,物业,', '3,parking,,派出所,'].join('\n');

  test('every fault is told with its line, and nothing is taken in', async () => {
    const faulty = [
      HEAD,
      '1,noise,,城管中队,派出所',
      '2,没有的事,,城管中队,',
      '3,parking,没有的地方,没有的单位,',
      '',
      '5,noise,,派出所,',
      '6,elevator,,物业,物业',
    ].join('\n');
    const { json } = await send(faulty, '&dryRun=yes');
    expect(json).toMatchObject({ added: 1, same: 0, ended: 0 });
    expect(json.rows.map(({ line, problems }: { line: number; problems: string[] }) => [line, ...problems])).toEqual([
      [3, 'category_unknown'],
      [4, 'place_unknown', 'body_unknown'],
      [6, 'led_already'],
      [7, 'lead_cooperates'],
    ]);
    const refused = await send(faulty);
    expect([refused.status, refused.json.error.code]).toEqual([409, 'rows_wrong']);
    expect(refused.json.error.message).toContain('line 6 (led_already)');
    expect(await listed()).toHaveLength(1);
    expect((await send('a,b\n1,2')).json.error.code).toBe('heading_missing');
  });

  test('taken in by names; the same file again changes nothing', async () => {
    expect((await send(good)).json).toEqual({ added: 3, same: 0, ended: 0, rows: [] });
    expect((await send(good)).json).toEqual({ added: 0, same: 3, ended: 0, rows: [] });
    const own = (await listed()).filter(({ home }) => home === 'community');
    expect(
      own.map(({ item, category, place, lead, cooperating }) => [item, category, place, lead, cooperating.length]),
    ).toEqual([
      ['1', 'noise', null, '城管中队', 2],
      ['2', 'parking', '第一网格', '安居物业', 0],
      ['3', 'parking', null, '派出所', 0],
    ]);
  });

  test.each(['csv', 'xlsx'] as const)('what is given out as %s is taken in as it is', async (format) => {
    expect((await send(await download(format), '&instead=yes')).json).toEqual({
      added: 0,
      same: 3,
      ended: 0,
      rows: [],
    });
  });

  test('another list in its place ends what is not in it, of this community only', async () => {
    const changed = good
      .replace('城管中队', '派出所')
      .replace('派出所、物业', '物业')
      .replace('\n3,parking,,派出所,', '');
    expect((await send(changed)).json.error.code).toBe('rows_wrong');
    expect((await send(changed, '&instead=yes&dryRun=yes')).json).toMatchObject({ added: 1, same: 1, ended: 2 });
    expect((await send(changed, '&instead=yes')).json).toMatchObject({ added: 1, same: 1, ended: 2 });
    expect((await listed()).map(({ home, lead }) => [home, lead])).toEqual([
      ['community', '派出所'],
      ['community', '安居物业'],
      ['subdistrict', '城管中队'],
    ]);
  });

  test('the chain agrees with every row', async () => {
    await house.settle();
    const { context } = house.runtime;
    expect(await verifyLedger(context.db.direct, context)).toMatchObject({ ok: true });
  });
});
