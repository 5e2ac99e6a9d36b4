/** Tasks and plans through the API and the command line, as an operator uses them. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AdminApi, adminApi } from '../../../test/harness/admin-api.ts';
import { type CommandLine, openCommandLine } from '../../../test/harness/command-line.ts';
import { boardRoutes } from '../board/index.ts';
import type { ShownEnteredFigure } from './figures.ts';
import type { ShownEnded, ShownLoaded, ShownPlan } from './plan-shapes.ts';
import type { ShownSent, ShownTask } from './tasks.ts';
import type { ShownWall } from './wall.ts';

describe('tasks and plans, by the operator', () => {
  let line: CommandLine;
  let call: AdminApi;
  const folder = mkdtempSync(join(tmpdir(), 'lilong-plans-'));
  const now = () => line.house.runtime.context.clock.now().toZonedDateTimeISO('Asia/Shanghai').toPlainDate();
  const nextYear = () => String(now().year + 1);

  beforeAll(async () => {
    line = await openCommandLine('tasks and plans');
    call = adminApi(line.house.app);
    for (const code of ['c2', 'c3', 'c4']) {
      await call('POST', '/communities', { body: { code, name: `居民区${code}` } });
      if (code !== 'c4')
        await call('POST', `/communities/${code}/describe`, { body: { subdistrict: 'demo', type: 'modern' } });
    }
  }, 60_000);
  afterAll(() => line.close(), 60_000);

  test('a template is loaded for a subdistrict in one command, and again without adding anything', async () => {
    const load = ['plan', 'load', 'changshou', '--subdistrict', 'demo', '--year', nextYear()];
    const loaded = await line.answer<ShownLoaded>(...load);
    expect(loaded.communities.map(({ added, tasks }) => [added, tasks])).toEqual(
      loaded.communities.map(() => [true, 9]),
    );
    expect(loaded.communities.length).toBeGreaterThan(1);
    expect(loaded.made).toHaveLength(9);
    expect(loaded.made[0]).toMatchObject({ dueOn: `${nextYear()}-04-15`, communities: loaded.communities.length });
    const trainings = await line.lilong('plan', 'load', 'training', '--community', 'c4', '--year', String(now().year));
    for (const words of ['Train the head of the committee', 'Train all grid officers', now().toString().slice(0, 3)])
      expect([words, trainings.out.includes(words)]).toEqual([words, true]);
    const figures = await line.lilong('plan', 'load', 'figures', '--community', 'c4', '--year', nextYear());
    expect(figures.out).toContain('Waiting for a figure, a training or an event: ');
    const again = await line.answer<ShownLoaded>(...load);
    expect(again.communities.every(({ added, tasks }) => !added && tasks === 0)).toBe(true);
    const said = await line.lilong(...load, '--lang', 'zh-Hans');
    expect(said.out).toContain('早已下达，没有增加');
    const tasks = await line.answer<{ items: ShownTask[] }>('task', 'list', '--batch', loaded.batchId ?? '', '--all');
    expect(tasks.items).toHaveLength(9 * loaded.communities.length);
    const first = tasks.items[0];
    expect(first).toMatchObject({ plan: 'changshou', item: 'publicity-done', dueOn: `${nextYear()}-04-15`, level: 0 });
  });

  test('pages follow each other without a gap', async () => {
    const seen: string[] = [];
    for (let cursor = ''; ; ) {
      const page = await call('GET', `/tasks?limit=4${cursor === '' ? '' : `&cursor=${cursor}`}`);
      seen.push(...page.json.items.map(({ id }: ShownTask) => id));
      if (page.json.next === null) break;
      cursor = page.json.next;
    }
    const all = await call('GET', '/tasks?limit=100');
    expect(seen).toEqual(all.json.items.map(({ id }: ShownTask) => id));
    expect(new Set(seen).size).toBe(seen.length);
    expect((await call('GET', '/tasks?cursor=nonsense')).status).toBe(400);
  });

  test('a file with mistakes is refused with every line, in the operator’s language; a right one is loaded', async () => {
    const path = join(folder, 'plan.yaml');
    await line.lilong('plan', 'export', 'grid', '--out', path);
    const good = readFileSync(path, 'utf8');
    const wrong = join(folder, 'wrong.yaml');
    writeFileSync(wrong, good.replace('owner: grid_officer', 'owner: mayor').replace('mode: monthly', 'mode: weekly'));
    const refused = await line.lilong(
      'plan',
      'load',
      wrong,
      '--community',
      'c2',
      '--year',
      nextYear(),
      '--lang',
      'zh-Hans',
    );
    expect(refused.code).toBe(1);
    expect(refused.out).toContain('“mayor”不认识');
    expect(refused.out).toContain('“weekly”不认识');
    expect(refused.err).toContain('有 2 处不对');
    const raw = await line.house.app.request(`/api/v1/plans/import?community=c2&year=${nextYear()}`, {
      method: 'POST',
      headers: { Authorization: 'Bearer the-admin-token-of-the-tests', 'Idempotency-Key': 'wrong-plan' },
      body: readFileSync(wrong),
    });
    expect(raw.status).toBe(409);
    expect(await raw.text()).toMatch(/line \d+: items\[1\]\.owner.*line \d+: items\[1\]\.due\.mode/s);
    const xlsx = join(folder, 'plan.xlsx');
    await line.lilong('plan', 'export', 'grid', '--out', xlsx, '--language', 'zh-Hant');
    expect(
      (await line.answer<ShownLoaded>('plan', 'load', xlsx, '--community', 'c2', '--year', nextYear())).communities,
    ).toMatchObject([{ community: 'c2', added: true, tasks: 12 }]);
    // The same plan from the other kind of file is the same plan.
    expect(
      (await line.answer<ShownLoaded>('plan', 'load', path, '--community', 'c2', '--year', nextYear())).communities,
    ).toMatchObject([{ added: false, tasks: 0 }]);
  });

  test('a date nobody would live to see, a title nobody can see and a plan of another year are refused', async () => {
    const body = { communities: ['c2'], title: '打印通知', owner: 'committee_head', dueOn: `${nextYear()}-04-30` };
    const set = (over: object) => call('POST', '/tasks', { body: { ...body, ...over } });
    const code = async (answer: ReturnType<typeof set>) => {
      const { status, json } = await answer;
      return [status, json.error?.code];
    };
    expect(await code(set({ dueOn: '9999-12-31' }))).toEqual([409, 'date_too_far']);
    expect(await code(set({ title: '\u200B\u2060' }))).toEqual([400, 'title_missing']);
    const made = await set({ title: '打印通知' });
    expect(made.status).toBe(201);
    const { id } = made.json.items[0];
    expect(await code(call('POST', `/tasks/${id}/reschedule`, { body: { dueOn: '2999-01-01' } }))).toEqual([
      409,
      'date_too_far',
    ]);
    expect((await call('POST', `/tasks/${id}/cancel`, { body: { reason: '试一试' } })).status).toBe(200);
    const path = join(folder, 'other-year.yaml');
    writeFileSync(
      path,
      [
        'key: other-year',
        'title: 去年的',
        'source: 测试',
        'items:',
        '  - key: one',
        '    title: 一件',
        '    owner: committee_head',
        '    verifier: none',
        '    due: { mode: date, on: 2020-04-30 }',
        '',
      ].join('\n'),
    );
    const refused = await line.lilong('plan', 'load', path, '--community', 'c2', '--year', nextYear());
    expect([refused.code, refused.err.includes('in another year')]).toEqual([1, true]);
    writeFileSync(path, '');
    const empty = await line.lilong(
      'plan',
      'load',
      path,
      '--community',
      'c2',
      '--year',
      nextYear(),
      '--lang',
      'zh-Hans',
    );
    expect(empty.out).toContain('文件是空的');
  });

  test('one task for several communities, moved, pressed and called off', async () => {
    const due = now().add({ days: 30 }).toString();
    const sent = await line.answer<ShownSent>(
      'task',
      'create',
      '上报防汛准备',
      '--due',
      due,
      '--community',
      'c2',
      'c3',
      '--evidence',
      'text',
    );
    expect(sent.items.map(({ community, state }) => [community, state])).toEqual([
      ['c2', 'scheduled'],
      ['c3', 'scheduled'],
    ]);
    const id = sent.items[0]?.id ?? '';
    const later = now().add({ days: 40 }).toString();
    expect(await line.answer<ShownTask>('task', 'reschedule', id, later)).toMatchObject({
      dueOn: later,
      firstDueOn: due,
    });
    expect(await line.answer<ShownTask>('task', 'supervise', id, '汛期将至')).toMatchObject({ supervised: true });
    expect((await line.lilong('task', 'supervise', id, '再一次')).err).toContain('pressed already');
    expect(await line.answer<ShownTask>('task', 'unsupervise', id, '雨停了')).toMatchObject({ supervised: false });
    expect(await line.answer<ShownTask>('task', 'cancel', id, '不用了')).toMatchObject({ state: 'cancelled' });
    const shown = await line.lilong('task', 'show', id);
    expect(shown.out).toContain('supervise');
    expect(shown.out).not.toContain('汛期将至');
    expect((await line.lilong('task', 'create', '早该办的', '--due', '2020-01-01', '--community', 'c2')).err).toContain(
      'must not be in the past',
    );
  });

  test('nobody signs, hands in or grants with the admin token: there is no such address', async () => {
    const [task] = (await call('GET', '/tasks?limit=1')).json.items as ShownTask[];
    for (const step of ['verify', 'return', 'waive', 'submit', 'grant', 'extension'])
      expect((await call('POST', `/tasks/${task?.id}/${step}`, { body: { reason: 'x' } })).status).toBe(404);
  });

  test('a figure opens what waited for it, at once', async () => {
    await line.answer('plan', 'load', 'figures', '--community', 'c3', '--year', String(now().year));
    const enter = (name: string, value: string) =>
      line.answer<ShownEnteredFigure>('figure', 'enter', 'c3', name, value);
    expect((await enter('residents', '1000')).opened).toEqual([]);
    expect((await enter('volunteers', '42')).opened).toHaveLength(1);
    expect((await line.lilong('figure', 'list', 'c3')).out).toMatch(/volunteers_percent +4/);
    expect(await line.answer<ShownEnteredFigure>('training', 'enter', 'c3', 'head', now().toString())).toEqual({
      entered: true,
      opened: [],
    });
    expect((await line.lilong('training', 'enter', 'c3', 'head', '2099-01-01')).err).toContain('future');
  });

  test('the wall counts what is late, and shows in public only what reached the list', async () => {
    const late = (await line.answer<{ items: ShownTask[] }>('task', 'list', '--community', 'c3')).items.find(
      ({ title }) => title['zh-Hans'] === '上报防汛准备',
    );
    const { db, keys, clock, policies, log } = line.house.runtime.context;
    const board = boardRoutes({ db, keys, now: clock.now, policies, log });
    const page = async () => (await board.request('/s/demo?lang=zh-Hans')).text();
    expect(await page()).not.toContain('上报防汛准备');
    const lateBy = (days: number) =>
      line.house.runtime.jobs.advanceTo(
        now()
          .add({ days: now().until(late?.dueOn ?? '', { largestUnit: 'days' }).days + days })
          .toZonedDateTime({ timeZone: 'Asia/Shanghai', plainTime: '10:00' })
          .toInstant(),
      );
    await lateBy(1);
    const year = String(now().year);
    const wall = () => line.answer<ShownWall>('task', 'wall', 'demo', '--year', (late?.dueOn ?? '').slice(0, 4));
    expect((await wall()).communities.find(({ community }) => community === 'c3')).toMatchObject({
      due: 1,
      onTime: 0,
      percent: 0,
      late: 1,
    });
    // The demo community has late tasks of its own.
    const listed = async () => (await wall()).late.filter(({ community }) => community === 'c3');
    expect(await listed()).toEqual([]);
    await lateBy(20);
    expect(await listed()).toEqual([{ community: 'c3', title: { 'zh-Hans': '上报防汛准备' }, dueOn: late?.dueOn }]);
    const ofCommunity = await (await board.request('/c/c3?lang=zh-Hans')).text();
    expect(ofCommunity).toMatch(/<a href="\/board\/s\/demo\?lang=zh-Hans">[^<]+各社区任务完成情况<\/a>/);
    // What somebody typed is not for everybody; that a task is late is.
    expect(await page()).not.toContain('上报防汛准备');
    expect(await page()).toContain('交办的一项任务');
    // Whoever set it may say otherwise, and take it back.
    const id = late?.id ?? '';
    expect(await line.answer<ShownTask>('task', 'publish-title', id)).toMatchObject({ titlePublic: true });
    expect(await page()).toContain('上报防汛准备');
    expect((await line.lilong('task', 'publish-title', id)).err).toContain('public already');
    expect(await line.answer<ShownTask>('task', 'withdraw-title', id)).toMatchObject({ titlePublic: false });
    expect(await page()).not.toContain('上报防汛准备');
    expect(
      (await line.answer<{ items: ShownTask[] }>('task', 'list', '--overdue', '--community', 'c3')).items.map(
        ({ id }) => id,
      ),
    ).toEqual([late?.id]);
    const picture = join(folder, 'wall.png');
    expect(
      (await line.lilong('task', 'wall', 'demo', '--year', year, '--out', picture, '--lang', 'zh-Hans')).code,
    ).toBe(0);
    expect((await sharp(picture).metadata()).width).toBe(1080);
    const table = join(folder, 'wall.xlsx');
    await line.lilong('task', 'wall', 'demo', '--out', table);
    expect(readFileSync(table).subarray(0, 2).toString()).toBe('PK');
  }, 120_000);

  test('a plan is ended with its reason', async () => {
    const { items } = await line.answer<{ items: ShownPlan[] }>('plan', 'list', '--community', 'c2');
    const grid = items.find(({ key }) => key === 'grid');
    expect(grid).toMatchObject({ tasks: 12, open: 12 });
    expect(await line.answer<ShownEnded>('plan', 'end', grid?.id ?? '', '网格合并')).toEqual({
      plans: 1,
      cancelled: 12,
    });
    expect((await line.lilong('plan', 'end', grid?.id ?? '', '再一次')).err).toContain('ended already');
  });
});
