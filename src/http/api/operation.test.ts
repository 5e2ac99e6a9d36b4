/** An operator's day: entering a community, finding a demand, mending what did not arrive, moving the sandbox's clock. */
import { randomUUID } from 'node:crypto';
import { type SQL, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowsOf } from '../../../db/client.ts';
import { LINE_GROUP, LINE_USER } from '../../../test/fakes/line-events.ts';
import { ADMIN_TOKEN, type AdminApi, adminApi, report } from '../../../test/harness/admin-api.ts';
import { type Installation, startInstallation } from '../../../test/harness/installation.ts';
import { OPERATOR } from '../../domain/permissions/roles.ts';
import { runUnit } from '../../pipeline/unit.ts';
import { bindAccount } from '../../usecases/account/bind.ts';
import { actorOf, openAccount, openChat } from '../../usecases/conversation/identify.ts';
import { createApp } from '../app.ts';

let installation: Installation;
let api: AdminApi;

beforeAll(async () => {
  installation = await startInstallation({ env: { ADMIN_TOKEN, PUBLIC_BASE_URL: 'https://lilong.example' } });
  api = adminApi(installation.app);
});
afterAll(() => installation?.stop());

const context = () => installation.runtime.context;
const run = <T extends Record<string, unknown>>(query: SQL) => rowsOf<T>(context().db.direct, query);
/** Ledger entries about a subject, oldest first. */
const entries = async (subject: string): Promise<Record<string, unknown>[]> => {
  const rows = await run<{ entry: string }>(sql`select entry from (
    select entry, position as at from lilong.ledger where subject = ${subject}
    union all select entry, 1000000 + seq from lilong.ledger_pending where subject = ${subject}) e order by at`);
  return rows.map((row) => JSON.parse(row.entry) as Record<string, unknown>);
};
const lineAddress = (chat: string) => ({
  platform: 'line',
  account: [...context().adapters.values()][0]?.account ?? '',
  chat,
});

describe('the registry', () => {
  it('enters a community, its places, a person with a seat, and an invitation that binds', async () => {
    const community = await api('POST', '/communities', {
      body: { code: 'xfl', name: ' 幸福里 ', timeZone: 'Asia/Taipei' },
    });
    expect(community.json).toMatchObject({
      code: 'xfl',
      name: '幸福里',
      timeZone: 'Asia/Taipei',
      rulePack: 'lilong-default',
    });
    const grid = await api('POST', '/places', { body: { community: 'xfl', kind: 'grid', name: '一网格' } });
    const building = await api('POST', '/places', {
      body: { community: community.json.id, kind: 'building', name: '1号楼', aliases: ['1幢'], parentId: grid.json.id },
    });
    expect([building.status, building.json]).toMatchObject([201, { parentId: grid.json.id, aliases: ['1幢'] }]);
    const person = await api('POST', '/people', {
      body: {
        community: 'xfl',
        name: '吴师傅',
        contact: { phone: '555-0100' },
        homePlaceId: building.json.id,
        language: 'zh-Hant',
      },
    });
    expect(person.json).toMatchObject({
      name: '吴师傅',
      homePlace: '1号楼',
      language: 'zh-Hant',
      seats: [],
      platforms: [],
    });
    const seat = await api('POST', `/people/${person.json.id}/seats`, {
      body: { role: 'grid_officer', placeId: grid.json.id },
    });
    expect([seat.status, seat.json]).toMatchObject([201, { role: 'grid_officer', placeId: grid.json.id, until: null }]);
    const twice = await api('POST', `/people/${person.json.id}/seats`, {
      body: { role: 'grid_officer', placeId: grid.json.id },
    });
    expect([twice.status, twice.json.error.code]).toEqual([409, 'already_seated']);

    const invited = await api('POST', '/invitations', { body: { personId: person.json.id } });
    expect(invited.json.code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(invited.json.links.map((link: { platform: string }) => link.platform)).toEqual(['line', 'telegram']);
    for (const { url } of invited.json.links) expect(decodeURIComponent(url)).toContain(`i_${invited.json.code}`);

    await runUnit(context(), OPERATOR, randomUUID(), async (uow) => {
      const account = await openAccount(uow, lineAddress('Uwu'), { user: 'Uwu' });
      const { actor } = await actorOf(uow.tx, account);
      const bound = await bindAccount({ ...uow, actor }, { accountId: account.id, code: invited.json.code });
      expect(bound).toMatchObject({ ok: true, value: { personId: person.json.id } });
      return {};
    });
    const list = await api('GET', `/invitations?community=xfl`);
    expect(list.json.items).toMatchObject([{ id: invited.json.id, state: 'used', personId: person.json.id }]);
    expect(JSON.stringify(list.json)).not.toContain(invited.json.code);
    const revoked = await api('POST', `/invitations/${invited.json.id}/revoke`);
    expect([revoked.status, revoked.json.error.code]).toEqual([404, 'invitation_not_found']);

    const people = await api('GET', '/people?community=xfl');
    expect(people.json.items).toMatchObject([{ name: '吴师傅', platforms: ['line'], seats: [{ id: seat.json.id }] }]);
    expect(JSON.stringify(people.json)).not.toContain('555-0100');
    expect((await entries(`community:${community.json.id}`)).at(-1)).toMatchObject({
      action: 'person.list-by-operator',
      by: { role: 'operator' },
      facts: { people: 1 },
    });
    const ended = await api('POST', `/seats/${seat.json.id}/end`);
    expect(ended.json.until).toMatch(/Z$/);
    expect((await api('GET', '/people?community=xfl')).json.items[0].seats).toEqual([]);
    expect((await api('POST', `/seats/${seat.json.id}/end`)).status).toBe(404);
  });

  it('names what is taken, missing or in another community', async () => {
    const taken = await api('POST', '/places', { body: { community: 'demo', kind: 'building', name: '1号楼' } });
    expect([taken.status, taken.json.error.code]).toEqual([409, 'name_taken']);
    const nowhere = await api('GET', '/places?community=nowhere');
    expect([nowhere.status, nowhere.json.error.message]).toEqual([404, 'There is no community "nowhere".']);
    const [foreign] = (await api('GET', '/places?community=xfl')).json.items;
    const parent = await api('POST', '/places', {
      body: { community: 'demo', kind: 'unit', name: '一', parentId: foreign.id },
    });
    expect([parent.status, parent.json.error.code]).toEqual([404, 'place_not_found']);
    const nobody = await api('POST', '/invitations', { body: { personId: randomUUID() } });
    expect([nobody.status, nobody.json.error.code]).toEqual([404, 'person_not_found']);
    expect((await api('GET', '/communities/demo')).json).toMatchObject({ name: '幸福里社区' });
  });

  it('revokes an open invitation, which then binds nobody', async () => {
    const [person] = (await api('GET', '/people?community=demo&limit=1')).json.items;
    const invited = await api('POST', '/invitations', { body: { personId: person.id } });
    const revoked = await api('POST', `/invitations/${invited.json.id}/revoke`);
    expect(revoked.json).toMatchObject({ id: invited.json.id, state: 'revoked' });
    await runUnit(context(), OPERATOR, randomUUID(), async (uow) => {
      const account = await openAccount(uow, lineAddress('Ulate'), { user: 'Ulate' });
      const { actor } = await actorOf(uow.tx, account);
      const bound = await bindAccount({ ...uow, actor }, { accountId: account.id, code: invited.json.code });
      expect(bound).toMatchObject({ ok: false, error: { kind: 'code_not_valid' } });
      return {};
    });
  });
});

describe('chats and demands', () => {
  it('binds a group that was not bound, and no direct chat', async () => {
    await runUnit(context(), OPERATOR, randomUUID(), async (uow) => {
      await openChat(uow, { address: lineAddress(LINE_GROUP), scope: 'group', title: '三号楼的群' }, undefined);
      return {};
    });
    const loose = await api('GET', '/chats?scope=group&bound=no');
    expect(loose.json.items).toMatchObject([
      { platform: 'line', title: '三号楼的群', community: null, state: 'active' },
    ]);
    const bound = await api('POST', `/chats/${loose.json.items[0].id}/bind`, { body: { community: 'demo' } });
    expect(bound.json).toMatchObject({ community: 'demo', title: '三号楼的群' });
    expect((await api('GET', '/chats?scope=group&bound=no')).json.items).toEqual([]);
    const [direct] = (await api('GET', '/chats?scope=direct&limit=1')).json.items;
    const refused = await api('POST', `/chats/${direct.id}/bind`, { body: { community: 'demo' } });
    expect([refused.status, refused.json.error.code]).toEqual([409, 'not_a_group']);
  });

  it('lists demands without a word of them, and writes down who reads one in full', async () => {
    const words = '三号楼电梯又坏了，我住301';
    const row = await report(context(), words);
    const later = await report(context(), '门口的灯不亮', 'zhao');
    const number = `D-${row.year}-${String(row.number).padStart(4, '0')}`;
    const list = await api('GET', '/demands?community=demo&state=submitted');
    expect(list.json.items.map((each: { id: string }) => each.id)).toEqual([later.id, row.id]);
    expect(list.json.items[1]).toMatchObject({ number, community: 'demo', state: 'submitted', verified: true });
    expect(JSON.stringify(list.json)).not.toMatch(/电梯|王阿姨/);
    expect(await entries(`demand:${row.id}`)).toHaveLength(1);

    const full = await api('GET', `/demands/${number}`);
    expect(full.json).toMatchObject({
      id: row.id,
      text: words,
      submitter: null,
      history: [{ kind: 'submit', byRole: 'resident' }],
    });
    const [, reading] = await entries(`demand:${row.id}`);
    expect(reading).toMatchObject({ action: 'demand.read-by-operator', by: { role: 'operator' } });
    expect(reading).not.toHaveProperty('digest');
    expect(reading).not.toHaveProperty('reason');
    const named = await api('GET', `/demands/${number}?reporter=contact`);
    expect(named.json.submitter).toMatchObject({ platform: 'web', name: '王阿姨' });
    expect(await entries(`demand:${row.id}`)).toContainEqual(
      expect.objectContaining({ action: 'demand.read-reporter-by-operator', reason: 'contact' }),
    );
    const curious = await api('GET', `/demands/${number}?reporter=curious`);
    expect([curious.status, curious.json.error.message]).toEqual([
      400,
      expect.stringContaining('"reporter" must be one of'),
    ]);
    expect((await api('POST', '/ledger/verify')).json).toMatchObject({ ok: true });

    const tomorrow = context().clock.now().add({ hours: 48 }).toString().slice(0, 10);
    expect((await api('GET', `/demands?since=${tomorrow}`)).json.items).toEqual([]);
    expect((await api('GET', `/demands?since=2020-01-01&state=closed`)).json.items).toEqual([]);
    expect((await api('GET', `/demands/D-${row.year}-9999`)).status).toBe(404);
  });

  it('asks which community when a number is not one demand', async () => {
    const [row] = await run<{ id: string }>(sql`select id::text as id from lilong.community where code = 'xfl'`);
    await run(sql`insert into lilong.demand (id, community_id, year, number, state, category, text_sealed, verified, submitted_at, respond_by)
      select ${randomUUID()}::uuid, ${row?.id}::uuid, year, number, state, category, text_sealed, verified, submitted_at, respond_by from lilong.demand where number = 1`);
    const [demand] = (await api('GET', '/demands?community=xfl')).json.items;
    const unclear = await api('GET', `/demands/${demand.number}`);
    expect([unclear.status, unclear.json.error.message]).toEqual([409, expect.stringContaining('"community"')]);
    expect((await api('GET', `/demands/${demand.number}?community=demo`)).json.community).toBe('demo');
    await run(sql`delete from lilong.demand where community_id = ${row?.id}::uuid`);
  });
});

describe('messages', () => {
  /** A notice to somebody on LINE, and its row. */
  const tell = async (words: string): Promise<string> => {
    const result = await runUnit(context(), OPERATOR, randomUUID(), async (uow) => {
      const account = await openAccount(uow, lineAddress(LINE_USER), { user: LINE_USER });
      const chat = await openChat(uow, { address: lineAddress(LINE_USER), scope: 'direct' }, account);
      const prompt = { text: [words] };
      const row = {
        topic: 'test.told',
        language: 'zh-Hans',
        lane: 'interactive',
        purpose: 'notice',
        policy: 'skip',
      } as const;
      return { outgoing: [{ chatId: chat?.id ?? '', prompt, ...row }] };
    });
    return result.dispatches[0]?.id ?? '';
  };
  const settled = (id: string, state: string, more = sql``) =>
    run(
      sql`update lilong.outbox set state = ${state}, settled_at = now(), lease_by = null, lease_until = null ${more} where id = ${id}`,
    );
  const told = (words: string) =>
    installation.line.calls.filter((call) => JSON.stringify(call.messages).includes(words));

  it.each(['dead', 'refused', 'unknown'])(
    'sends a message again that was %s, once, under its first retry key',
    async (state) => {
      const id = await tell(`重发${state}`);
      await settled(id, state, sql`, attempts = 8, reason = 'test'`);
      const list = await api('GET', `/outbox?state=${state}`);
      expect(list.json.items).toMatchObject([
        { id, topic: 'test.told', platform: 'line', state, reason: 'test', attempts: 8 },
      ]);
      expect(list.json.counts[state]).toBe(1);
      expect(JSON.stringify(list.json)).not.toContain('重发');

      const key = randomUUID();
      const first = await api('POST', `/outbox/${id}/retry`, { key });
      expect([first.status, first.json]).toEqual([200, { id, state: 'waiting' }]);
      await installation.settle();
      const again = await api('POST', `/outbox/${id}/retry`, { key });
      await installation.settle();
      expect(again.json).toEqual(first.json);
      expect(told(`重发${state}`)).toHaveLength(1);
      const [row] = await run<{ state: string; retry_key: string }>(
        sql`select state, retry_key::text from lilong.outbox where id = ${id}`,
      );
      expect(row).toEqual({ state: 'accepted', retry_key: told(`重发${state}`)[0]?.retryKey });
      expect(await entries(`outbox:${id}`)).toMatchObject([{ action: 'outbox.retry', facts: { from: state } }]);
      const late = await api('POST', `/outbox/${id}/retry`);
      expect([late.status, late.json.error.message]).toEqual([409, expect.stringContaining('"accepted"')]);
    },
  );

  it('sends what went as a reply as a push, because its token is spent', async () => {
    const id = await tell('曾是回复');
    const envelope = context().keys.sealJson('outbox.envelope', { kind: 'reply', token: 'spent' });
    await settled(id, 'unknown', sql`, envelope_sealed = ${Buffer.from(envelope)}`);
    expect((await api('POST', `/outbox/${id}/retry`)).status).toBe(200);
    await installation.settle();
    expect(told('曾是回复').map((call) => call.kind)).toEqual(['push']);
  });

  it('withdraws what has not gone, and nothing that a process holds or that went', async () => {
    const id = await tell('撤回');
    expect((await api('POST', `/outbox/${id}/withdraw`)).json.error).toMatchObject({ code: 'message_state' });
    await run(
      sql`update lilong.outbox set state = 'waiting', lease_by = null, next_at = now() + interval '1 hour' where id = ${id}`,
    );
    expect((await api('POST', `/outbox/${id}/withdraw`)).json).toEqual({ id, state: 'withdrawn' });
    await installation.settle();
    expect(told('撤回')).toEqual([]);
    expect((await api('POST', `/outbox/${randomUUID()}/withdraw`)).status).toBe(404);
  });

  it.each([
    ['forgotten', sql`, wire_sealed = null`, 'message_forgotten'],
    ['only the answer to a press', sql`, kind = 'answer'`, 'message_is_answer'],
    ['offered again already', sql`, offered_at = now()`, 'message_offered_again'],
  ])('does not send again what is %s', async (_case, more, code) => {
    const id = await tell(`不再发${code}`);
    await settled(id, 'unknown', more);
    const answer = await api('POST', `/outbox/${id}/retry`);
    expect([answer.status, answer.json.error.code]).toEqual([409, code]);
    await installation.settle();
    expect(told(`不再发${code}`)).toEqual([]);
    await settled(id, 'withdrawn');
  });

  it('lists people without a chat, page by page', async () => {
    const made = await Promise.all(
      ['甲', '乙', '丙'].map((name) => api('POST', '/people', { body: { community: 'demo', name } })),
    );
    for (const { json } of made) {
      await run(
        sql`insert into lilong.unreached (id, person_id, topic, subject, at) values (${randomUUID()}, ${json.id}, 'test.told', 'demand:1', now())`,
      );
    }
    const first = await api('GET', '/unreached?community=demo&limit=2');
    const second = await api('GET', `/unreached?community=demo&limit=2&cursor=${first.json.next}`);
    const seen = [...first.json.items, ...second.json.items];
    const ids = (of: { readonly personId: string }[]) => of.map((each) => each.personId).sort();
    expect(ids(seen)).toEqual(made.map(({ json }) => json.id).sort());
    expect(second.json.next).toBeNull();
    expect((await api('GET', '/unreached?community=xfl')).json.items).toEqual([]);
  });

  it('shows parked events without their content, and tries them again', async () => {
    for (const name of ['a', 'b', 'c']) {
      await run(sql`insert into lilong.inbox (event_key, platform, conversation_key, body_sealed, state, attempts, last_error, event_at)
        values (${name}, 'line', ${name}, ${Buffer.from('sealed')}, 'parked', 5, 'TypeError', now())`);
    }
    const parked = await api('GET', '/inbox/parked');
    expect(parked.json.items).toHaveLength(3);
    expect(Object.keys(parked.json.items[0])).toEqual([
      'seq',
      'platform',
      'attempts',
      'lastError',
      'eventAt',
      'receivedAt',
    ]);
    // Emptied, so that they are simply done when their turn comes.
    await run(sql`update lilong.inbox set body_sealed = null where state = 'parked'`);
    const [{ seq }] = parked.json.items;
    expect((await api('POST', '/inbox/parked/retry', { body: { seqs: [seq, 999_999] } })).json).toEqual({ retried: 1 });
    await installation.settle();
    const [row] = await run<{ state: string }>(sql`select state from lilong.inbox where seq = ${seq}`);
    expect(row?.state).toBe('done');
    expect((await api('POST', '/inbox/parked/retry', { body: { all: true } })).json).toEqual({ retried: 2 });
    expect((await api('GET', '/inbox/parked')).json.items).toEqual([]);
  });

  it('shows the quota per account and month, the newest first', async () => {
    await run(
      sql`insert into lilong.quota_month (platform, bot_account, month, "limit", used) values ('line', 'x', '2025-12', 200, 7), ('line', 'x', '2025-11', null, 3)`,
    );
    const first = await api('GET', '/quota?limit=1');
    const rest = await api('GET', `/quota?cursor=${first.json.next}`);
    const months = [...first.json.items, ...rest.json.items].map((each: { month: string }) => each.month);
    expect(months).toEqual([...months].sort().reverse());
    expect(rest.json.items).toContainEqual({
      platform: 'line',
      account: 'x',
      month: '2025-12',
      limit: 200,
      used: 7,
      syncedAt: null,
    });
  });
});

describe('the clock', () => {
  const now = async () => Temporal.Instant.from((await api('GET', '/clock')).json.now);

  it('advances once for one key, to the same instant, and says so in the ledger', async () => {
    const before = await now();
    const body = { advance: 'P1D' };
    const [first, same] = await Promise.all([1, 2].map(() => api('POST', '/clock', { key: 'one-day', body })));
    const later = await api('POST', '/clock', { key: 'one-day', body });
    expect([same?.json, later.json]).toEqual([first?.json, first?.json]);
    const moved = (await now()).since(before).total('hours');
    expect(moved).toBeGreaterThanOrEqual(24);
    expect(moved).toBeLessThan(25);
    expect(await entries('clock:domain')).toMatchObject([{ action: 'clock.advance', by: { role: 'operator' } }]);
  });

  it('carries out what falls due on the way', async () => {
    const row = await report(context(), '没人理的事', 'chen');
    await api('POST', '/clock', { body: { advance: 'P7D' } });
    const [due] = await run<{ state: string }>(
      sql`select state from lilong.schedule where subject = ${`demand:${row.id}`}`,
    );
    expect(due?.state).toBe('done');
  });

  it('jumps, and two moves that come together are made one after the other', async () => {
    const before = await now();
    await Promise.all([
      api('POST', '/clock', { body: { jump: 'PT5H' } }),
      api('POST', '/clock', { body: { advance: 'PT7H' } }),
    ]);
    expect((await now()).since(before).total('hours')).toBeCloseTo(12, 1);
  });

  it('stands still outside of demo mode, and the demo community stays out', async () => {
    const config = {
      adminToken: ADMIN_TOKEN,
      demo: false,
      host: '',
      port: 0,
      dataDir: '',
      fieldKeys: [],
      role: 'all',
      logLevel: 'silent',
    } as const;
    const still = { ...context(), clock: { ...context().clock, movable: false } };
    const strict = adminApi(createApp(config, { ...installation.runtime, context: still }, []));
    const clock = await strict('POST', '/clock', { body: { advance: 'P1D' } });
    expect([clock.status, clock.json.error.message]).toEqual([403, expect.stringContaining('DEMO=1')]);
    const demo = await strict('POST', '/demo');
    expect([demo.status, demo.json.error.code]).toEqual([403, 'not_demo']);
  });

  it('finds the demo community loaded already', async () => {
    expect((await api('POST', '/demo')).json).toEqual({ demo: 'there' });
  });

  it('leaves a ledger that still agrees with everything', async () => {
    const report = await api('POST', '/ledger/verify');
    expect(report.json.problems).toEqual([]);
    const head = await api('GET', '/ledger/head');
    expect(head.json.position).toBeGreaterThanOrEqual(report.json.head.position);
    const told = await api('POST', '/ledger/verify', { body: { head: { position: 3, hash: '0'.repeat(64) } } });
    expect(told.json.problems).toMatchObject([{ kind: 'head_differs', position: 3 }]);
    const page = await api('GET', '/ledger?limit=2');
    const next = await api('GET', `/ledger?limit=2&cursor=${page.json.next}`);
    expect([...page.json.items, ...next.json.items].map((each: { position: number }) => each.position)).toEqual([
      1, 2, 3, 4,
    ]);
    expect(next.json.items[0].prevHash).toBe(page.json.items[1].hash);
    const [community] = await run<{ id: string }>(sql`select id::text as id from lilong.community where code = 'xfl'`);
    const about = await api('GET', `/ledger?subject=community:${community?.id}`);
    expect(about.json.items.length).toBeGreaterThan(1);
  });
});
