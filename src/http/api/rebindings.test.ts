/** A lost phone, seen by the operator: who asked, what may be decided with the admin token, and what may not. */
import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rowsOf } from '../../../db/client.ts';
import { ADMIN_TOKEN, type AdminApi, actsAs, adminApi } from '../../../test/harness/admin-api.ts';
import { engineCases } from '../../../test/harness/engines.ts';
import { type Installation, startInstallation } from '../../../test/harness/installation.ts';
import { approveRebinding, askRebinding } from '../../usecases/account/rebind.ts';
import { createCalendarFeed } from '../../usecases/task/calendar-feed.ts';

let house: Installation;
let api: AdminApi;
let drop = async () => {};

beforeAll(async () => {
  const [embedded, postgres] = await engineCases('rebindings');
  const engine = postgres && !postgres.skip ? postgres : embedded;
  const setup = await engine?.setUp();
  drop = setup?.drop ?? drop;
  house = await startInstallation({ ...setup?.settings, env: { ADMIN_TOKEN } });
  api = adminApi(house.app);
  const { json } = await api('GET', '/people?community=demo&limit=100');
  for (const { id, name } of json.items)
    if (name === '王阿姨' || name === '刘叔叔')
      await api('POST', `/people/${id}`, {
        body: { contact: { phone: name === '王阿姨' ? '13800131111' : '13800132222' } },
      });
}, 60_000);
afterAll(async () => {
  await house?.stop();
  await drop();
});

const asks = async (user: string, name: string, proof: string): Promise<string> => {
  const done = await actsAs(house.runtime.context, user, (uow, { accountId }) =>
    askRebinding(uow, { accountId, name, proof }),
  );
  if (!done.ok) throw new Error(done.error.kind);
  return done.value.id;
};
const ledger = async (action: string): Promise<number> => {
  const like = `%"action":"${action}"%`;
  const [row] = await rowsOf<{ n: number }>(
    house.runtime.context.db.direct,
    sql`select (select count(*) from lilong.ledger where entry like ${like})::int
      + (select count(*) from lilong.ledger_pending where entry like ${like})::int as n`,
  );
  return row?.n ?? 0;
};

test('the requests of a community are listed by whom they name, and each reading leaves a line', async () => {
  const first = await asks('wang-new', '王阿姨', '1111');
  const second = await asks('liu-new', '刘叔叔', '2222');
  const { json } = await api('GET', '/rebindings?community=demo');
  expect(json.items).toMatchObject([
    { id: second, state: 'asked', name: '刘叔叔', platform: 'web', decidedAt: null },
    { id: first, state: 'asked', name: '王阿姨' },
  ]);
  expect(await ledger('rebinding.list')).toBe(1);
  const page = await api('GET', '/rebindings?community=demo&limit=1');
  const next = await api('GET', `/rebindings?community=demo&limit=1&cursor=${page.json.next}`);
  expect([page.json.items[0].id, next.json.items[0].id, next.json.next]).toEqual([second, first, null]);
  expect((await api('GET', '/rebindings?community=nowhere')).status).toBe(404);
  expect((await api('GET', '/rebindings?community=demo', { token: null })).status).toBe(401);
});

test('the admin token approves nothing: that takes somebody of the committee', async () => {
  const open = (await api('GET', '/rebindings?community=demo&state=asked')).json.items;
  const [liu, wang] = open;
  const approved = await api('POST', `/rebindings/${wang.id}/approve`);
  expect([approved.status, approved.json.error.code]).toEqual([403, 'not_permitted']);
  expect((await api('GET', '/rebindings?community=demo&state=asked')).json.items).toEqual(open);
  expect(await ledger('rebinding.approve')).toBe(0);

  const feed = await actsAs(house.runtime.context, 'liu', (uow) =>
    createCalendarFeed(uow, { personId: uow.actor.personId ?? '' }),
  );
  const calendar = async () =>
    feed.ok ? (await house.app.request(`/calendar/${feed.value.secret}.ics`)).status : undefined;
  expect(await calendar()).toBe(200);
  const done = await actsAs(house.runtime.context, 'chen', (uow) => approveRebinding(uow, { rebindingId: liu.id }));
  expect(done.ok).toBe(true);
  // What the lost phone subscribed to is ended with it.
  expect([await calendar(), await ledger('calendar-feed.end')]).toEqual([404, 1]);
  expect((await api('GET', '/rebindings?community=demo&state=approved')).json.items).toMatchObject([
    { id: liu.id, decidedAt: expect.any(String) },
  ]);
});

test('a request is refused once', async () => {
  const [{ id }] = (await api('GET', '/rebindings?community=demo&state=asked')).json.items;
  const key = randomUUID();
  const first = await api('POST', `/rebindings/${id}/refuse`, { key });
  const again = await api('POST', `/rebindings/${id}/refuse`, { key });
  expect(first.json).toMatchObject({ id, state: 'refused', decidedAt: expect.any(String) });
  expect([again.status, again.json]).toEqual([200, first.json]);
  expect(await ledger('rebinding.refuse')).toBe(1);
  const late = await api('POST', `/rebindings/${id}/refuse`);
  expect([late.status, late.json.error.code]).toEqual([409, 'request_decided']);
  expect((await api('POST', `/rebindings/${randomUUID()}/refuse`)).json.error.code).toBe('request_not_found');
});
