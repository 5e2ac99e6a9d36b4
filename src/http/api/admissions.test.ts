/** 准入: what a department asks, through the admin API and as the committee's people decide it; and the money that goes with it. */
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { admissionItem, hotlineCase } from '../../../db/schema/index.ts';
import { ADMIN_TOKEN, type AdminApi, actsAs, adminApi } from '../../../test/harness/admin-api.ts';
import { engineCases } from '../../../test/harness/engines.ts';
import { type Installation, startInstallation } from '../../../test/harness/installation.ts';
import { decideAdmissionItem, listAdmissions, reportAdmission } from '../../usecases/hotline/admission.ts';
import { listCases } from '../../usecases/hotline/read.ts';
import { verifyLedger } from '../../usecases/ledger/verify.ts';

let house: Installation;
let api: AdminApi;
let drop = async () => {};
let property = '';

beforeAll(async () => {
  const [embedded, postgres] = await engineCases('admissions');
  const engine = postgres && !postgres.skip ? postgres : embedded;
  const setup = await engine?.setUp();
  drop = setup?.drop ?? drop;
  house = await startInstallation({ ...setup?.settings, env: { ADMIN_TOKEN } });
  api = adminApi(house.app);
  const { json } = await api('GET', '/bodies?community=demo');
  property = json.items.find(({ name }: { name: string }) => name === '安居物业').id;
}, 120_000);
afterAll(async () => {
  await house.stop();
  await drop();
});

const asked = async (title: string, more: object = {}): Promise<string> => {
  const { status, json } = await api('POST', '/admissions', {
    body: { community: 'demo', title, departmentBodyId: property, ...more },
  });
  expect([status, json.state]).toEqual([201, 'requested']);
  return json.id;
};
const act = <T>(user: string, ...[work]: [Parameters<typeof actsAs<T>>[2]]) =>
  actsAs(house.runtime.context, user, work);
const accept = (user: string, itemId: string) =>
  act(user, (uow) => decideAdmissionItem(uow, { itemId, step: { action: 'accept' } }));

describe('a request', () => {
  test('is entered with or without money, by a unit of the list or by name', async () => {
    const id = await asked('代收停车费', { fundingFen: 1_200_00, basis: '物业合同' });
    const { json } = await api('GET', '/admissions?community=demo');
    expect(json.items).toMatchObject([{ id, department: '安居物业', funding: 'due', fundingFen: 120_000 }]);
    const none = await api('POST', '/admissions', { body: { community: 'demo', title: '填表' } });
    expect(none.json.error.code).toBe('admission_department_missing');
    const outside = await api('POST', '/admissions', {
      body: { community: 'demo', title: '填表', department: '市统计局', fundingFen: 0 },
    });
    expect(outside.json).toMatchObject({ department: '市统计局', departmentBodyId: null, funding: 'none_needed' });
    expect((await api('GET', '/admissions?community=demo&limit=1')).json.next).not.toBeNull();
    expect((await api('POST', '/admissions', { body: { community: 'demo', title: '', department: 'x' } })).status).toBe(
      400,
    );
  });

  test('is decided by the committee alone, once, and a refusal says why', async () => {
    const id = await asked('巡逻');
    for (const other of ['wang', 'he', 'sun', 'wu']) expect((await accept(other, id)).ok).toBe(false);
    expect((await accept('chen', id)).ok).toBe(true);
    const again = await accept('chen', id);
    expect(again).toEqual({ ok: false, error: { kind: 'admission_already', state: 'accepted' } });
    const second = await asked('挂牌');
    const refuse = (reason: string) =>
      act('chen', (uow) => decideAdmissionItem(uow, { itemId: second, step: { action: 'refuse', reason } }));
    expect(await refuse(' ')).toEqual({ ok: false, error: { kind: 'admission_reason_missing' } });
    expect((await refuse('不在清单内')).ok).toBe(true);
    const { json } = await api('GET', '/admissions?community=demo&state=refused');
    expect(json.items).toMatchObject([{ title: '挂牌', reason: '不在清单内', funding: 'not_applicable' }]);
  });

  test('费随事转: money that was taken on and never named is missing; what came is written with its day', async () => {
    const { json } = await api('GET', '/admissions?community=demo&state=accepted');
    const { id, funding } = json.items[0];
    expect(funding).toBe('missing');
    const fund = (body: object) => api('POST', `/admissions/${id}/fund`, { body });
    expect((await fund({ receivedOn: '2026-01-02' })).json.error.code).toBe('admission_funding_missing');
    expect((await fund({ fundingFen: 50_000 })).json.funding).toBe('due');
    expect((await fund({ receivedOn: '2999-01-01' })).json.error.code).toBe('day_in_future');
    expect((await fund({ receivedOn: '2026-01-02' })).json).toMatchObject({
      funding: 'received',
      fundingReceivedOn: '2026-01-02',
    });
    expect((await fund({ fundingFen: 1.5 })).status).toBe(400);
  });
});

describe('reported', () => {
  test('becomes a case against the department, which learns nothing of it', async () => {
    const { context } = house.runtime;
    const id = await asked('迎检台账');
    const reported = await actsAs(context, 'chen', (uow, here) =>
      reportAdmission(uow, { itemId: id, words: '又要台账', category: 'ledgers', contact: here }),
    );
    expect(reported.ok).toBe(true);
    const [before] = await context.db.direct.select().from(admissionItem).where(eq(admissionItem.id, id));
    expect(before).toMatchObject({ state: 'reported', caseId: null });
    await house.settle();
    const [item] = await context.db.direct.select().from(admissionItem).where(eq(admissionItem.id, id));
    const [row] = await context.db.direct
      .select()
      .from(hotlineCase)
      .where(eq(hotlineCase.id, item?.caseId ?? ''));
    expect(row).toMatchObject({ family: 'burden', category: 'ledgers', source: 'admission', mode: 'named' });
    const { json } = await api('GET', `/cases/${row?.id}`);
    expect(json).toMatchObject({ accused: ['安居物业'], listed: ['巡逻'] });

    // The member of that unit: her request waits, whatever she filters by, and there is no case.
    const seen = await act('he', async (uow) => {
      const home = item?.communityId ?? '';
      const own = await listAdmissions(uow, home, { limit: 50 });
      const waiting = await listAdmissions(uow, home, { state: 'requested', limit: 50 });
      const told = await listAdmissions(uow, home, { state: 'reported', limit: 50 });
      return { own, waiting, told, cases: await listCases(uow, home, { limit: 50 }) };
    });
    expect(seen.own.find((each) => each.id === id)).toMatchObject({
      state: 'requested',
      caseId: null,
      decidedAt: null,
    });
    expect(seen.waiting.map((each) => each.id)).toContain(id);
    expect(seen.told).toEqual([]);
    expect(seen.cases).toEqual([]);
    expect(seen.own.map(({ department }) => department)).not.toContain('市统计局');
    const byHead = await act('chen', (uow) =>
      listAdmissions(uow, item?.communityId ?? '', { state: 'reported', limit: 9 }),
    );
    expect(byHead.map((each) => each.id)).toEqual([id]);
  });

  test('the chain agrees with every row', async () => {
    const { context } = house.runtime;
    expect(await verifyLedger(context.db.direct, context)).toMatchObject({ ok: true });
  });
});
