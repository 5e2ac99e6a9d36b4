/** What the committee arranges about demands, entered by the operator: each route, and what it leaves when it is sent twice. */
import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rowsOf } from '../../../db/client.ts';
import { ADMIN_TOKEN, type AdminApi, actsAs, adminApi, report } from '../../../test/harness/admin-api.ts';
import { engineCases } from '../../../test/harness/engines.ts';
import { type Installation, startInstallation } from '../../../test/harness/installation.ts';
import { formatDemandNumber } from '../../domain/demand/number.ts';
import type { DemandRow } from '../../usecases/demand/change.ts';
import { cosignDemand } from '../../usecases/demand/cosign.ts';
import { acceptDemand, withdrawDemand } from '../../usecases/demand/steps.ts';
import { superviseDemand, unsuperviseDemand } from '../../usecases/demand/supervise.ts';
import { verifyLedger } from '../../usecases/ledger/verify.ts';

let house: Installation;
let api: AdminApi;
let drop = async () => {};

beforeAll(async () => {
  const [embedded, postgres] = await engineCases('demand steps');
  const engine = postgres && !postgres.skip ? postgres : embedded;
  const setup = await engine?.setUp();
  drop = setup?.drop ?? drop;
  house = await startInstallation({ ...setup?.settings, env: { ADMIN_TOKEN } });
  api = adminApi(house.app);
}, 60_000);
afterAll(async () => {
  await house?.stop();
  await drop();
});

const context = () => house.runtime.context;
const rows = <T extends Record<string, unknown>>(query: ReturnType<typeof sql>) =>
  rowsOf<T>(context().db.direct, query);

/** Told by the submitter, and taken on by the head. */
const accepted = async (text: string): Promise<DemandRow> => {
  const row = await report(context(), text);
  await actsAs(context(), 'chen', (uow) => acceptDemand(uow, { demandId: row.id }));
  return row;
};
const history = async ({ id }: DemandRow): Promise<string[]> =>
  (
    await rows<{ kind: string }>(sql`select kind from lilong.demand_event where demand_id = ${id} order by ordinal`)
  ).map(({ kind }) => kind);
/** How much there is of everything a change could leave. */
/** Of demands only: what the process plans by itself meanwhile is its own matter. */
const traces = async () => {
  await house.settle();
  const [found] = await rows<Record<string, number>>(sql`select
    (select count(*) from lilong.demand_event)::int as history,
    (select coalesce(sum(version), 0) from lilong.demand)::int as changes,
    ((select count(*) from lilong.ledger where entry like '%"action":"demand.%') +
      (select count(*) from lilong.ledger_pending where entry like '%"action":"demand.%'))::int as ledger,
    (select count(*) from lilong.schedule where kind like 'demand.%' or kind like 'bundle.%')::int as plans,
    (select count(*) from lilong.demand_bundle)::int as bundles`);
  return found;
};
/** The change, sent twice with one key: the second one brings the same answer and leaves nothing. */
const twice = async (path: string, body: object) => {
  const key = randomUUID();
  const before = await traces();
  const first = await api('POST', path, { key, body });
  expect([200, 201], JSON.stringify(first.json)).toContain(first.status);
  const after = await traces();
  expect(after).not.toEqual(before);
  const second = await api('POST', path, { key, body });
  expect([second.status, second.json]).toEqual([first.status, first.json]);
  expect(second.headers.get('idempotent-replayed')).toBe('true');
  expect(await traces()).toEqual(after);
  return first.json;
};
const answers = async (path: string, body: object): Promise<[number, string | undefined]> => {
  const { status, json } = await api('POST', path, { body });
  return [status, json.error?.code];
};
/** A change that is refused leaves nothing. */
const refused = async (path: string, body: object): Promise<[number, string | undefined]> => {
  const before = await traces();
  const answer = await answers(path, body);
  expect(await traces()).toEqual(before);
  return answer;
};
const at = (row: DemandRow, step: string): string => `/demands/${row.id}/${step}`;

const WORDS = { reason: '代表会议定的' };
const ROUTES: readonly (readonly [step: string, body: object])[] = [
  ['merge', { into: 'D-2026-0001' }],
  ['split', {}],
  ['refer', { unit: '物业' }],
  ['list', {}],
  ['promote', WORDS],
  ['supervise', WORDS],
  ['unsupervise', WORDS],
];

describe('every step', () => {
  test('wants the token, a demand that exists, and the fields it knows', async () => {
    const row = await report(context(), '电梯坏了');
    const number = formatDemandNumber(row);
    const before = await traces();
    for (const [step, given] of ROUTES) {
      const body = 'into' in given ? { into: number } : given;
      const nobody = await api('POST', at(row, step), { body, token: null });
      expect([step, nobody.status, nobody.json.error.code]).toEqual([step, 401, 'token_missing']);
      expect([step, ...(await answers(`/demands/${randomUUID()}/${step}`, body))]).toEqual([
        step,
        404,
        'demand_not_found',
      ]);
      expect([step, ...(await answers(`/demands/D-${row.year}-9999/${step}`, body))]).toEqual([
        step,
        404,
        'demand_not_found',
      ]);
      expect([step, ...(await answers(at(row, step), { ...body, resaon: 'x' }))]).toEqual([step, 400, 'not_valid']);
      const keyless = await api('POST', at(row, step), { body, key: null });
      expect([step, keyless.status]).toEqual([step, 400]);
      if ('reason' in body) {
        expect([step, ...(await answers(at(row, step), {}))]).toEqual([step, 400, 'not_valid']);
        expect([step, ...(await answers(at(row, step), { reason: '  ' }))]).toEqual([step, 400, 'not_valid']);
      }
    }
    expect(await traces()).toEqual(before);
  });
});

describe('merge and split', () => {
  test('by number, into the one a merged one lives on in; and apart again', async () => {
    const [first, second, third] = [
      await accepted('3号楼电梯坏了'),
      await report(context(), '电梯又坏了', 'liu'),
      await report(context(), '电梯停了', 'zhao'),
    ];
    const merged = await twice(at(second, 'merge'), { into: formatDemandNumber(first) });
    expect(merged).toMatchObject({ id: second.id, state: 'merged', mergedIntoId: first.id });
    expect(await history(second)).toEqual(['submit', 'merge']);
    const further = await twice(`/demands/${formatDemandNumber(third)}/merge?community=demo`, { into: second.id });
    expect(further).toMatchObject({ state: 'merged', mergedIntoId: first.id });

    expect(await refused(at(first, 'merge'), { into: third.id })).toEqual([409, 'together_already']);
    expect(await refused(at(first, 'merge'), { into: first.id })).toEqual([409, 'together_already']);
    expect(await refused(at(first, 'merge'), { into: randomUUID() })).toEqual([404, 'target_not_found']);
    const over = await report(context(), '一件会撤回的事');
    await actsAs(context(), 'wang', (uow) => withdrawDemand(uow, { demandId: over.id }));
    expect(await refused(at(first, 'merge'), { into: over.id })).toEqual([409, 'target_over']);
    expect(await refused(at(over, 'merge'), { into: first.id })).toEqual([409, 'not_now']);

    expect(await twice(at(second, 'split'), {})).toMatchObject({ state: 'submitted', mergedIntoId: null });
    expect(await refused(at(second, 'split'), {})).toEqual([409, 'not_now']);
  });

  test('not into a demand of another community', async () => {
    const here = await report(context(), '这里的事');
    const created = await api('POST', '/communities', { body: { code: 'next-door', name: '隔壁' } });
    const there = await api('POST', '/demands', {
      body: { community: 'next-door', source: 'phone', text: '那边的事' },
    });
    expect([created.status, there.status]).toEqual([201, 201]);
    expect(await refused(at(here, 'merge'), { into: there.json.id })).toEqual([404, 'target_not_found']);
    expect(await refused(`/demand-bundles`, { ...WORDS, demands: [here.id, there.json.id] })).toEqual([
      400,
      'several_communities',
    ]);
  });
});

describe('refer', () => {
  test('to a unit by name, alias or id; the note is for the unit', async () => {
    const row = await accepted('楼道灯不亮');
    const referred = await twice(at(row, 'refer'), { unit: '物业', note: '在二楼' });
    expect(referred).toMatchObject({ state: 'referred', unitId: expect.any(String) });
    expect(await refused(at(row, 'refer'), { unit: referred.unitId })).toEqual([409, 'there_already']);
    expect(await refused(at(row, 'refer'), { unit: '没有的单位' })).toEqual([404, 'unit_not_found']);
    const full = await api('GET', `/demands/${row.id}`);
    expect(full.json.history.at(-1)).toMatchObject({ kind: 'refer', byRole: 'operator', text: '在二楼' });
    const early = await report(context(), '还没有受理的事');
    expect(await refused(at(early, 'refer'), { unit: '安居物业' })).toEqual([409, 'not_now']);
  });
});

describe('the catalogue', () => {
  test('a demand is listed, counted and made a topic, with the reason told', async () => {
    const row = await accepted('小区没有充电桩');
    expect(await refused(at(row, 'promote'), WORDS)).toEqual([409, 'not_now']);
    expect(await twice(at(row, 'list'), {})).toMatchObject({ state: 'listed' });
    expect(await refused(at(row, 'list'), {})).toEqual([409, 'already']);

    const count = () => api('GET', `/demands/${row.id}/cosigns`);
    expect((await count()).json).toMatchObject({ signatures: 0, neighbours: 1, items: [] });
    const signed = await actsAs(context(), 'liu', (uow) => cosignDemand(uow, { demandId: row.id }));
    expect(signed.ok).toBe(true);
    const { json } = await count();
    expect(json).toMatchObject({ number: formatDemandNumber(row), signatures: 1, neighbours: 2 });
    expect(json.items).toEqual([{ at: expect.any(String), withdrawnAt: null }]);
    expect(JSON.stringify(json)).not.toContain('刘叔叔');
    expect((await api('GET', `/demands/${randomUUID()}/cosigns`)).status).toBe(404);

    expect(await twice(at(row, 'promote'), WORDS)).toMatchObject({ state: 'promoted' });
    expect(await refused(at(row, 'promote'), WORDS)).toEqual([409, 'already']);
    const early = await report(context(), '还没有受理的另一件事');
    expect(await refused(at(early, 'list'), {})).toEqual([409, 'not_now']);
  });
});

describe('pressing 督办', () => {
  const due = async ({ id }: DemandRow, clock: 'response' | 'handling'): Promise<string[]> =>
    (
      await rows<{ at: string }>(sql`select due_at::text as at from lilong.schedule
        where subject = ${`demand:${id}`} and kind = ${`demand.${clock}-due`} and state = 'waiting'`)
    ).map((row) => row.at);
  const respondBy = async ({ id }: DemandRow): Promise<string> => (await api('GET', `/demands/${id}`)).json.respondBy;

  test('shortens the clock of the answer, and lifting it puts it back to the minute it had', async () => {
    const row = await report(context(), '路灯不亮');
    const before = [await due(row, 'response'), await respondBy(row)];
    expect(before[0]).toHaveLength(1);
    expect(await refused(at(row, 'unsupervise'), WORDS)).toEqual([409, 'not_supervised']);

    expect(await twice(at(row, 'supervise'), WORDS)).toMatchObject({ supervised: true, state: 'submitted' });
    const [pressed] = await due(row, 'response');
    expect(Date.parse(await respondBy(row))).toBeLessThan(Date.parse(String(before[1])));
    expect(Date.parse(pressed ?? '')).toBeLessThan(Date.parse(String(before[0]?.[0])));
    expect(await refused(at(row, 'supervise'), WORDS)).toEqual([409, 'already_supervised']);

    expect(await twice(at(row, 'unsupervise'), { reason: '已经疏通' })).toMatchObject({ supervised: false });
    expect([await due(row, 'response'), await respondBy(row)]).toEqual(before);
    expect(await history(row)).toEqual(['submit', 'supervise', 'unsupervise']);
    const full = await api('GET', `/demands/${row.id}`);
    expect(full.json.history.at(-1)).toMatchObject({ kind: 'unsupervise', byRole: 'operator', text: '已经疏通' });
  });

  test('a work order keeps the time the hotline gave it', async () => {
    const soon = new Date(Date.now() + 20 * 3_600_000 + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
    const taken = await house.app.request('/api/v1/demands/import?community=demo&dryRun=no', {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${ADMIN_TOKEN}`,
        'Idempotency-Key': randomUUID(),
        'Content-Type': 'application/octet-stream',
      },
      body: `工单编号,诉求内容,办理时限\nX-1,楼道灯不亮,${soon}`,
    });
    expect(taken.status).toBe(200);
    const [row] = await rows<{ id: string }>(sql`select id from lilong.demand where source = 'hotline_12345'`);
    const order = { id: row?.id ?? '' } as DemandRow;
    const before = await respondBy(order);
    await twice(at(order, 'supervise'), WORDS);
    expect(await respondBy(order)).not.toBe(before);
    await twice(at(order, 'unsupervise'), WORDS);
    expect(await respondBy(order)).toBe(before);
  });

  test('the clock of the work too, whether it was pressed before or after it began', async () => {
    const [early, late, plain] = [
      await report(context(), '井盖松动'),
      await report(context(), '井盖松动了'),
      await report(context(), '井盖又松动'),
    ];
    await twice(at(early, 'supervise'), WORDS);
    for (const { id } of [early, late, plain])
      await actsAs(context(), 'chen', (uow) => acceptDemand(uow, { demandId: id }));
    const usual = await due(plain, 'handling');
    const [first] = usual;
    expect(Date.parse((await due(early, 'handling'))[0] ?? '')).toBeLessThan(Date.parse(first ?? ''));
    await twice(at(late, 'supervise'), WORDS);
    expect(Date.parse((await due(late, 'handling'))[0] ?? '')).toBeLessThan(Date.parse(first ?? ''));
    for (const row of [early, late]) {
      await twice(at(row, 'unsupervise'), WORDS);
      // The days are counted whole, so what began in the same hour ends at the same instant.
      expect(await due(row, 'handling')).toEqual(usual);
      expect(await due(row, 'response')).toEqual([]);
    }
  });

  test('what the subdistrict pressed the head does not lift; what the head pressed both may', async () => {
    const row = await report(context(), '外墙掉砖');
    const words = '危险';
    const acts = (user: string, act: typeof superviseDemand | typeof unsuperviseDemand) =>
      actsAs(context(), user, (uow) => act(uow, { demandId: row.id, words }));
    expect(await acts('li', superviseDemand)).toMatchObject({ ok: false, error: { kind: 'not_permitted' } });
    expect((await acts('wu', superviseDemand)).ok).toBe(true);
    expect(await acts('li', unsuperviseDemand)).toMatchObject({ ok: false, error: { kind: 'not_permitted' } });
    expect(await acts('chen', unsuperviseDemand)).toMatchObject({ ok: false, error: { kind: 'pressed_above' } });
    expect((await acts('wu', unsuperviseDemand)).ok).toBe(true);
    expect((await acts('chen', superviseDemand)).ok).toBe(true);
    expect((await acts('chen', unsuperviseDemand)).ok).toBe(true);
    expect((await acts('chen', superviseDemand)).ok).toBe(true);
    expect(await twice(at(row, 'unsupervise'), WORDS)).toMatchObject({ supervised: false });
  });

  test('not of a demand that is over', async () => {
    const row = await report(context(), '已经好了的事');
    await twice(at(row, 'supervise'), WORDS);
    await actsAs(context(), 'wang', (uow) => withdrawDemand(uow, { demandId: row.id }));
    expect(await refused(at(row, 'unsupervise'), WORDS)).toEqual([409, 'not_now']);
    expect(await refused(at(row, 'supervise'), WORDS)).toEqual([409, 'not_now']);
  });
});

describe('going up', () => {
  test('several together with one account of why, all or none, and not again while they wait', async () => {
    const [one, two, early] = [
      await accepted('马路坑洼'),
      await accepted('公交站太远'),
      await report(context(), '没受理的'),
    ];
    expect(await refused('/demand-bundles', { ...WORDS, demands: [one.id, early.id] })).toEqual([409, 'not_now']);
    expect(await refused('/demand-bundles', { ...WORDS, demands: [one.id, randomUUID()] })).toEqual([
      404,
      'demand_not_found',
    ]);
    expect(await refused('/demand-bundles', { demands: [one.id] })).toEqual([400, 'not_valid']);
    expect(await refused('/demand-bundles', { ...WORDS, demands: [] })).toEqual([400, 'not_valid']);
    expect((await api('POST', '/demand-bundles', { token: null, body: { ...WORDS, demands: [one.id] } })).status).toBe(
      401,
    );

    const numbers = [one, two].map(formatDemandNumber);
    const sent = await twice('/demand-bundles', { ...WORDS, demands: [...numbers, one.id], community: 'demo' });
    expect(sent).toMatchObject({ id: expect.any(String), demands: numbers, sentAt: expect.any(String) });
    for (const row of [one, two]) {
      expect((await api('GET', `/demands/${row.id}`)).json.tier).toBe('subdistrict');
      expect(await history(row)).toEqual(['submit', 'accept', 'escalate']);
    }
    expect(await refused('/demand-bundles', { ...WORDS, demands: [two.id] })).toEqual([409, 'bundle_waits']);
  });
});

test('the ledger holds', async () => {
  await house.settle();
  expect(await verifyLedger(context().db.direct, context())).toMatchObject({ ok: true });
});
