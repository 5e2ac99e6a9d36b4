/** What a case goes on as: a demand, a topic, a mediation, beside others, and under one order with them. */
import { sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rowsOf } from '../../../db/client.ts';
import { ADMIN_TOKEN, type AdminApi, actsAs, adminApi } from '../../../test/harness/admin-api.ts';
import { engineCases } from '../../../test/harness/engines.ts';
import { type Installation, startInstallation } from '../../../test/harness/installation.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { convertToDemand, convertToMediation, linkCase } from './convert.ts';
import { jointAction } from './joint-action.ts';
import { nameAccused } from './oversee.ts';
import { acceptCase } from './screen.ts';

let house: Installation;
let api: AdminApi;
let drop = async () => {};
const bodies: Record<string, string> = {};
const people: Record<string, string> = {};

beforeAll(async () => {
  const [embedded, postgres] = await engineCases('convert');
  const engine = postgres && !postgres.skip ? postgres : embedded;
  const setup = await engine?.setUp();
  drop = setup?.drop ?? drop;
  house = await startInstallation({ ...setup?.settings, env: { ADMIN_TOKEN } });
  api = adminApi(house.app);
  for (const name of ['城管中队', '派出所'])
    await api('POST', '/bodies', { body: { subdistrict: 'demo', kind: 'office', name } });
  for (const { id, name } of (await api('GET', '/bodies?community=demo')).json.items) bodies[name] = id;
  for (const { id, name } of (await api('GET', '/people?community=demo&limit=100')).json.items) people[name] = id;
}, 120_000);
afterAll(async () => {
  await house.stop();
  await drop();
});

const asHead = <T>(work: (uow: UnitOfWork) => Promise<T>) => actsAs(house.runtime.context, 'chen', work);
const mark = (kind: string) => `[${kind}]`;
const entered = async (text: string, category = 'noise'): Promise<{ id: string; number: string }> => {
  const body = { community: 'demo', source: 'phone', text, category, name: '张小芳', phone: '13800138000' };
  const { json } = await api('POST', '/cases', { body });
  if (category !== 'ledgers') expect((await asHead((uow) => acceptCase(uow, { caseId: json.id }))).ok).toBe(true);
  return json;
};
const shown = async (id: string) => (await api('GET', `/cases/${id}`)).json;

describe('goes on', () => {
  test('as a demand: with redacted words and nobody behind it; the case is over', async () => {
    const { id } = await entered('我叫张小芳，电话13800138000，3号楼楼道灯坏了', 'lighting');
    const done = await asHead((uow) => convertToDemand(uow, { caseId: id, mark }));
    expect(done.ok).toBe(true);
    const found = await shown(id);
    expect(found).toMatchObject({ state: 'converted', convertedTo: expect.stringMatching(/^demand:/) });
    const { json } = await api('GET', `/demands/${found.convertedTo.slice('demand:'.length)}?reporter=contact`);
    expect(json).toMatchObject({ state: 'submitted', source: 'hotline', category: 'lighting', submitter: null });
    expect(json.text).toContain('楼道灯坏了');
    for (const never of ['张小芳', '13800138000']) expect(json.text).not.toContain(never);
    const again = await asHead((uow) => convertToDemand(uow, { caseId: id, mark }));
    expect(again.ok).toBe(false);
    const [count] = await rowsOf<{ n: number }>(
      house.runtime.context.db.direct,
      sql`select count(*)::int as n from lilong.demand where source = 'hotline'`,
    );
    expect(count).toEqual({ n: 1 });
  });

  test('as a topic: the demand is listed and picked at once', async () => {
    const { id } = await entered('小区没有充电桩', 'ev_charging');
    expect((await asHead((uow) => convertToDemand(uow, { caseId: id, mark, topicBecause: '大家都在问' }))).ok).toBe(
      true,
    );
    const found = await shown(id);
    const { json } = await api('GET', `/demands/${found.convertedTo.slice('demand:'.length)}`);
    expect(json.state).toBe('promoted');
  });

  test('a burden is no demand of residents', async () => {
    const { id } = await entered('要我们填台账', 'ledgers');
    const refused = await actsAs(house.runtime.context, 'wu', (uow) => convertToDemand(uow, { caseId: id, mark }));
    expect(refused.ok).toBe(false);
    expect((await shown(id)).state).toBe('received');
  });

  test('to a mediation with its parties; whoever is left out of it is not called', async () => {
    const { id } = await entered('楼上楼下为噪音吵架');
    const startsAt = Temporal.Instant.fromEpochMilliseconds(Date.now() + 20 * 86_400_000);
    const convene = (...names: string[]) =>
      asHead((uow) =>
        convertToMediation(uow, {
          caseId: id,
          title: '邻里协调会',
          startsAt,
          partyIds: names.map((name) => people[name] ?? ''),
        }),
      );
    expect(await convene('王阿姨')).toEqual({ ok: false, error: { kind: 'case_parties_missing' } });
    expect((await convene('王阿姨', '刘叔叔')).ok).toBe(true);
    const found = await shown(id);
    expect(found).toMatchObject({ state: 'accepted', convertedTo: expect.stringMatching(/^meeting:/) });
    const meetings = (await api('GET', '/meetings?community=demo')).json.items;
    expect(meetings).toMatchObject([{ kind: 'mediation', title: '邻里协调会' }]);
    const other = await entered('物业和住户吵架', 'property_service');
    await asHead((uow) => nameAccused(uow, { caseId: other.id, bodyId: bodies.安居物业 ?? '' }));
    const refused = await asHead((uow) =>
      convertToMediation(uow, {
        caseId: other.id,
        title: '协调',
        startsAt,
        partyIds: [people.何师傅 ?? '', people.王阿姨 ?? ''],
      }),
    );
    expect(refused).toEqual({ ok: false, error: { kind: 'case_party_excluded' } });
  });
});

describe('together', () => {
  test('linked cases stay two, never in a ring, never to one that is not known here', async () => {
    const [first, second, third] = [
      await entered('群租一', 'group_rental'),
      await entered('群租二', 'group_rental'),
      await entered('群租三', 'group_rental'),
    ];
    const link = (a: { id: string }, b: { number: string }) =>
      asHead((uow) => linkCase(uow, { caseId: a.id, number: b.number }));
    expect((await link(second, first)).ok).toBe(true);
    expect((await link(third, second)).ok).toBe(true);
    expect(await link(first, third)).toEqual({ ok: false, error: { kind: 'case_ring' } });
    expect(await link(first, first)).toEqual({ ok: false, error: { kind: 'case_same' } });
    expect(await link(first, { number: 'H-222222' })).toEqual({ ok: false, error: { kind: 'case_other_not_found' } });
    expect(await shown(second.id)).toMatchObject({ state: 'accepted', follows: first.number });
  });

  test('one order to several units over several cases: all of them or none', async () => {
    const [one, two] = [await entered('群租扰民', 'group_rental'), await entered('又是群租', 'group_rental')];
    const order = (
      numbers: readonly string[],
      cooperating: readonly (string | undefined)[] = [bodies.派出所, bodies.安居物业],
    ) =>
      asHead((uow) =>
        jointAction(uow, {
          numbers,
          leadBodyId: bodies.城管中队 ?? '',
          cooperatingBodyIds: cooperating.flatMap((id) => id ?? []),
          reason: '联合整治',
        }),
      );
    expect(await order([one.number])).toEqual({ ok: false, error: { kind: 'joint_action_too_few' } });
    expect(await order([one.number, two.number], [])).toEqual({ ok: false, error: { kind: 'joint_action_too_few' } });
    expect(await order([one.number, 'H-222222'])).toEqual({ ok: false, error: { kind: 'case_not_found' } });
    const burden = await entered('要填台账', 'ledgers');
    expect((await order([one.number, burden.number])).ok).toBe(false);
    expect((await shown(one.id)).state).toBe('accepted');

    const done = await order([one.number, two.number]);
    expect(done.ok).toBe(true);
    for (const { id } of [one, two]) {
      const found = await shown(id);
      expect(found.state).toBe('dispatched');
      expect(found.units.map(({ name, part }: { name: string; part: string }) => `${name} ${part}`).toSorted()).toEqual(
        ['城管中队 lead', '派出所 cooperating', '安居物业 cooperating'].toSorted(),
      );
    }
    expect((await shown(two.id)).follows).toBe(one.number);
    // Ordered once more, otherwise: it goes from unit to unit, and its clocks run on.
    const due = (found: { clocks: { clock: string; dueAt: string }[] }) =>
      found.clocks.find(({ clock }) => clock === 'handling')?.dueAt;
    const before = due(await shown(one.id));
    expect((await order([two.number, one.number], [bodies.派出所])).ok).toBe(true);
    expect(due(await shown(one.id))).toBe(before);
    expect((await shown(one.id)).units).toHaveLength(2);
  });
});
