/** 通报: a month of cases as the system drafts it, as people approve it, and as everybody reads it; small cells stay hidden. */

import { sql } from 'drizzle-orm';
import { Hono } from 'hono';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rowsOf } from '../../../db/client.ts';
import { ADMIN_TOKEN, type AdminApi, actsAs, adminApi } from '../../../test/harness/admin-api.ts';
import { engineCases } from '../../../test/harness/engines.ts';
import { type Installation, startInstallation } from '../../../test/harness/installation.ts';
import { paragraphsOf } from '../../../test/stories/word.ts';
import { approveBulletin, draftBulletin, publishBulletin } from '../../usecases/hotline/bulletin.ts';
import { dispatchCase } from '../../usecases/hotline/dispatch.ts';
import { callBackFor, stepAside } from '../../usecases/hotline/oversee.ts';
import { readRates } from '../../usecases/hotline/rates.ts';
import { acceptCase } from '../../usecases/hotline/screen.ts';
import { claimCase, contactReporter } from '../../usecases/hotline/work.ts';
import { verifyLedger } from '../../usecases/ledger/verify.ts';
import { boardRoutes } from '../board/index.ts';

let house: Installation;
let api: AdminApi;
let drop = async () => {};
let board: Hono;
let month = '';
let bulletin = '';

const must = <T>(
  done: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown },
): T => {
  if (!done.ok) throw new Error(JSON.stringify(done.error));
  return done.value;
};
const enter = async (text: string, category: string): Promise<string> => {
  const body = { community: 'demo', source: 'phone', text, category, name: '张小芳', phone: '13800138000' };
  return (await api('POST', '/cases', { body })).json.id;
};
const as = <T>(user: string, work: Parameters<typeof actsAs<T>>[2]) => actsAs(house.runtime.context, user, work);

beforeAll(async () => {
  const [embedded, postgres] = await engineCases('bulletins');
  const engine = postgres && !postgres.skip ? postgres : embedded;
  const setup = await engine?.setUp();
  drop = setup?.drop ?? drop;
  house = await startInstallation({ ...setup?.settings, env: { ADMIN_TOKEN } });
  api = adminApi(house.app);
  const { db, keys, clock, policies, log } = house.runtime.context;
  board = new Hono().route('/board', boardRoutes({ db, keys, now: clock.now, policies, log }));
  await api('POST', '/bodies', { body: { subdistrict: 'demo', kind: 'office', name: '派出所' } });
  const { json } = await api('GET', '/bodies?community=demo');
  const bodyId = (name: string): string => json.items.find((each: { name: string }) => each.name === name).id;
  month = house.runtime.context.clock
    .now()
    .toZonedDateTimeISO('Asia/Shanghai')
    .toPlainDate()
    .toPlainYearMonth()
    .toString();
  for (let at = 0; at < 6; at += 1) {
    const caseId = await enter(`楼上第${at}次噪音扰民`, 'noise');
    await as('chen', async (uow) => {
      must(await acceptCase(uow, { caseId }));
      return must(await dispatchCase(uow, { caseId, leadBodyId: bodyId('安居物业') }));
    });
    if (at === 5) continue;
    await as('he', async (uow) => {
      must(await contactReporter(uow, { caseId }));
      return must(await claimCase(uow, { caseId, claim: 'done', words: '已上门劝止' }));
    });
    const answer =
      at === 4
        ? ({ solved: false, satisfaction: 'dissatisfied' } as const)
        : ({ solved: true, satisfaction: 'satisfied' } as const);
    await as('sun', async (uow) => must(await callBackFor(uow, { caseId, round: 1, ...answer, words: '电话问过' })));
  }
  for (let at = 0; at < 5; at += 1) {
    const caseId = await enter(`第${at}次乱停车`, 'parking');
    await as('chen', async (uow) => {
      must(await acceptCase(uow, { caseId }));
      return must(await dispatchCase(uow, { caseId, leadBodyId: bodyId('派出所') }));
    });
  }
  await enter('电梯坏了', 'elevator');
  await enter('电梯又坏了', 'elevator');
  await enter('要我们填台账', 'ledgers');
}, 180_000);
afterAll(async () => {
  await house.stop();
  await drop();
});

describe('a bulletin', () => {
  test('is not drafted while its month runs, nor by a resident', async () => {
    const { status, json } = await api('POST', '/bulletins', { body: { community: 'demo', month } });
    expect([status, json.error.code]).toEqual([409, 'bulletin_month_not_over']);
    const home = (await api('GET', '/communities/demo')).json.id;
    const byResident = await as('wang', (uow) => draftBulletin(uow, { of: { communityId: home }, month }));
    expect(byResident).toMatchObject({ ok: false, error: { kind: 'not_permitted' } });
  });

  test('is drafted by the system when the month is over, once', async () => {
    expect((await api('POST', '/clock', { body: { jump: 'P40D' } })).status).toBe(200);
    await house.settle();
    const { json } = await api('GET', '/bulletins?community=demo');
    expect(json.items).toMatchObject([{ month, months: 1, state: 'draft', of: '幸福里社区' }]);
    bulletin = json.items[0].id;
    const again = await api('POST', '/bulletins', { body: { community: 'demo', month } });
    expect([again.status, again.json.error.code]).toEqual([409, 'bulletin_there']);
  });

  test('says what an independent count says, and hides what is small', async () => {
    const { json } = await api('GET', `/bulletins/${bulletin}`);
    // 6 + 5 + 2 + 1 came in; 5 of 11 were spoken to in time; 4 of 5 asked say that it is solved.
    expect(json.total).toEqual({ cases: 14, response: '45.5%', solved: '80.0%', satisfied: '80.0%' });
    const units: readonly { name: string; cases: number | null }[] = json.units;
    const byName = units.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    expect(byName.map(({ cases: _cases, ...unit }) => unit)).toEqual([
      { name: '安居物业', response: '83.3%', solved: '80.0%', satisfied: '80.0%' },
      { name: '派出所', response: '0.0%', solved: null, satisfied: null },
    ]);
    // Three cases are with no unit: one count beside them is hidden too, so that nobody takes the others from the total.
    expect([
      [6, null],
      [null, 5],
    ]).toContainEqual(byName.map(({ cases }) => cases));
  });

  test('the rates as they stand say the same for its month, cut by what is asked for', async () => {
    const rates = async (query: string) =>
      (await api('GET', `/hotline/rates?community=demo&month=${month}${query}`)).json;
    const { total, rows, of, smallest } = await rates('');
    expect([of, total]).toEqual(['幸福里社区', { cases: 14, response: '45.5%', solved: '80.0%', satisfied: '80.0%' }]);
    const shown: readonly { name: string | null; response: string | null }[] = rows;
    expect(shown.find(({ name }) => name === '安居物业')?.response).toBe('83.3%');
    const byCategory: readonly { key: string; cases: number | null }[] = (await rates('&by=category')).rows;
    for (const { cases } of byCategory) expect(cases === null || cases >= smallest).toBe(true);
    expect(byCategory.find(({ key }) => key === 'elevator')?.cases).toBeNull();
    expect((await rates('&by=month&months=2')).rows).toMatchObject([{ key: month, cases: 14 }]);
    expect((await api('GET', '/hotline/rates')).status).toBe(400);
    expect((await api('GET', '/hotline/rates?community=demo&month=2026-13')).status).toBe(400);
  });

  test('the rates somebody reads count only what she may know of', async () => {
    const home = (await api('GET', '/communities/demo')).json.id;
    const asked = { of: { communityId: home }, month, months: 1, by: 'unit' } as const;
    expect(await as('wang', (uow) => readRates(uow, asked))).toMatchObject({
      ok: false,
      error: { kind: 'not_permitted' },
    });
    // One of the fourteen is a burden, told to those above the committee.
    expect(must(await as('wu', (uow) => readRates(uow, asked))).total.cases).toBe(14);
    expect(must(await as('zhou', (uow) => readRates(uow, asked))).total.cases).toBe(13);
    const [one] = await rowsOf<{ id: string }>(
      house.runtime.context.db.direct,
      sql`select id from lilong.hotline_case where category = 'parking' limit 1`,
    );
    await as('zhou', async (uow) => must(await stepAside(uow, { caseId: one?.id ?? '', reason: '亲戚' })));
    expect(must(await as('zhou', (uow) => readRates(uow, asked))).total.cases).toBe(12);
    expect(must(await as('chen', (uow) => readRates(uow, asked))).total.cases).toBe(13);
  });

  test('comes out as a Word file and as a picture: units named, reporters never', async () => {
    const fetched = async (format: string) => {
      const answer = await house.app.request(`/api/v1/bulletins/${bulletin}/file?format=${format}`, {
        headers: { Authorization: `Bearer ${ADMIN_TOKEN}` },
      });
      expect(answer.status).toBe(200);
      return new Uint8Array(await answer.arrayBuffer());
    };
    const paragraphs = await paragraphsOf(await fetched('docx'));
    const text = paragraphs.join('\n');
    for (const told of ['热线案件办理情况的通报', '共收到案件 14 件', '安居物业', '响应率=', '少于', '草稿'])
      expect(text).toContain(told);
    for (const never of ['张小芳', '13800138000', '台账', '电梯', '劝止']) expect(text).not.toContain(never);
    const { format, width = 0, height = 0 } = await sharp(await fetched('png')).metadata();
    expect([format, width]).toEqual(['png', 1080]);
    expect(height).toBeGreaterThan(300);
  });

  test('is approved by those who watch, never by the operator, and published after that', async () => {
    const early = await api('POST', `/bulletins/${bulletin}/publish`);
    expect([early.status, early.json.error.code]).toEqual([409, 'bulletin_not_now']);
    expect((await api('POST', `/bulletins/${bulletin}/approve`)).json.error.code).toBe('not_found');
    const listed = async () => (await board.request('/board/c/demo/bulletins')).text();
    expect(await listed()).toContain('还没有公布过通报');
    for (const other of ['chen', 'he', 'wang'])
      expect((await as(other, (uow) => approveBulletin(uow, { bulletinId: bulletin }))).ok).toBe(false);
    const approved = await as('sun', (uow) => approveBulletin(uow, { bulletinId: bulletin }));
    expect(approved).toMatchObject({ ok: true, value: { state: 'approved' } });
    expect((await as('sun', (uow) => publishBulletin(uow, { bulletinId: bulletin }))).ok).toBe(false);
    expect(await listed()).toContain('还没有公布过通报');
    const published = await api('POST', `/bulletins/${bulletin}/publish`);
    expect(published.json).toMatchObject({ state: 'published' });
    expect((await api('POST', `/bulletins/${bulletin}/publish`)).json.error.code).toBe('bulletin_already');
    expect((await api('POST', `/bulletins/${bulletin}/withdraw`)).json.error.code).toBe('bulletin_not_now');
  });

  test('stands on the board, with its Word file', async () => {
    const list = await (await board.request('/board/c/demo/bulletins')).text();
    expect(list).toContain(`/board/c/demo/bulletins/${bulletin}`);
    const page = await board.request(`/board/c/demo/bulletins/${bulletin}`);
    const text = await page.text();
    expect(page.status).toBe(200);
    for (const told of ['安居物业', '83.3%', '÷']) expect(text).toContain(told);
    for (const never of ['张小芳', '填台账', '电梯']) expect(text).not.toContain(never);
    const word = await board.request(`/board/c/demo/bulletins/${bulletin}.docx`);
    expect(word.headers.get('content-type')).toContain('wordprocessingml');
    expect((await paragraphsOf(new Uint8Array(await word.arrayBuffer()))).join('')).toContain('安居物业');
    expect((await board.request(`/board/c/demo/bulletins/${bulletin}.exe`)).status).toBe(404);
    expect((await board.request('/board/c/demo/bulletins/00000000-0000-4000-8000-000000000000')).status).toBe(404);
  });

  test('of the whole subdistrict is drafted by its own people, not by a head', async () => {
    const subdistricts = (await api('GET', '/subdistricts')).json.items;
    const of = { subdistrictId: subdistricts[0].id };
    const drafted = await rowsOf<{ state: string }>(
      house.runtime.context.db.direct,
      sql`select state from lilong.bulletin where subdistrict_id = ${of.subdistrictId}::uuid`,
    );
    expect(drafted).toEqual([{ state: 'draft' }]);
    const { json } = await api('GET', '/bulletins?subdistrict=demo');
    expect((await api('POST', `/bulletins/${json.items[0].id}/withdraw`)).json.state).toBe('withdrawn');
    expect(await as('chen', (uow) => draftBulletin(uow, { of, month }))).toMatchObject({ ok: false });
    const byThem = must(await as('wu', (uow) => draftBulletin(uow, { of, month, words: '总体平稳。' })));
    const own = await as('wu', (uow) => approveBulletin(uow, { bulletinId: byThem.id }));
    expect(own).toEqual({ ok: false, error: { kind: 'bulletin_own_draft' } });
  });

  test('the chain agrees with every row', async () => {
    await house.settle();
    const { context } = house.runtime;
    expect(await verifyLedger(context.db.direct, context)).toMatchObject({ ok: true });
  });
});
