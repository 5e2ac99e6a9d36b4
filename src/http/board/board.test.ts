/** The board as the public meets it: the real application over a real database, asked through HTTP. */

import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must, type Neighbourhood, openNeighbourhood } from '../../../test/board/neighbourhood.ts';
import type { Actor } from '../../domain/permissions/roles.ts';
import type { DemandRow } from '../../usecases/demand/change.ts';
import { acceptDemand, confirmDemand, reportDemandProgress, resolveDemand } from '../../usecases/demand/steps.ts';
import type { CommunityRow } from '../../usecases/registry/communities.ts';
import type { PlaceRow } from '../../usecases/registry/places.ts';
import { PAGE_SIZE } from './public-demands.ts';

const SECRET_WORDS = '楼上王五天天半夜砸墙';
const SECRET_PLACE = '王五家门口';
const EVIL = '<script>alert("x")</script>';
const EVIL_PLACE = `"><img src=x onerror='alert(1)'>&lt;`;

let town: Neighbourhood;
let home: CommunityRow;
let evil: CommunityRow;
let lift: { readonly row: DemandRow; readonly resident: Actor };
let quarrel: { readonly row: DemandRow };

const get = (path: string, headers: Record<string, string> = {}) =>
  Promise.resolve(town.app.request(path, { headers }));
const text = async (path: string, headers?: Record<string, string>) => (await get(path, headers)).text();
const numbersOn = (page: string): string[] =>
  [...page.matchAll(/>(D-\d{4}-\d{4,})<\/a><\/th>/g)].map(([, number]) => number ?? '');

beforeAll(async () => {
  town = await openNeighbourhood();
  home = await town.community('demo', '幸福里社区');
  const building = await town.place(home, 'building', '3号楼');
  const flat: PlaceRow = await town.place(home, 'unit', '3号楼301室', building);
  const officer = await town.handler(home, 'grid_officer');
  const head = await town.handler(home, 'committee_head');
  lift = await town.file({ community: home, text: '电梯坏了', category: 'elevator', place: building });
  const demandId = lift.row.id;
  await town.as(officer, async (uow) => must(await acceptDemand(uow, { demandId })));
  await town.as(officer, async (uow) => must(await reportDemandProgress(uow, { demandId, words: SECRET_WORDS })));
  await town.as(head, async (uow) =>
    must(await resolveDemand(uow, { demandId, words: SECRET_WORDS, evidence: 'statement' })),
  );
  await town.as(lift.resident, async (uow) => must(await confirmDemand(uow, { demandId, resolution: 1 })));
  await town.file({ community: home, text: SECRET_WORDS, category: 'noise', place: flat });
  quarrel = await town.file({
    community: home,
    text: SECRET_WORDS,
    category: 'neighbour_dispute',
    placeText: SECRET_PLACE,
  });
  await town.pass(24 * 5);
}, 120_000);
afterAll(() => town.close());

describe('the list of a community', () => {
  it('is where the only community leads', async () => {
    const found = await get('/board?lang=en');
    expect([found.status, found.headers.get('location')]).toEqual([302, '/board/c/demo?lang=en']);
  });

  it('shows number, state, category, known place and dates, newest first', async () => {
    const page = await text('/board/c/demo?lang=en');
    expect(numbersOn(page)).toEqual(
      ['D-2026-0003', 'D-2026-0002', 'D-2026-0001'].map((number) => number.replace('2026', `${lift.row.year}`)),
    );
    for (const shown of ['confirmed', 'Lifts', '3号楼', 'Noise', 'another place', '幸福里社区'])
      expect(page).toContain(shown);
    expect(page).toMatch(/<time datetime="\d{4}-\d{2}-\d{2}">/);
  });

  it('never shows words, names, flats or places in someone’s own words', async () => {
    for (const path of [
      '/board/c/demo',
      '/board/c/demo?category=noise',
      `/board/c/demo/d/D-${quarrel.row.year}-3`,
      '/board/ledger',
      '/board/ledger.ndjson',
    ]) {
      const page = await text(path);
      for (const secret of [SECRET_WORDS, SECRET_PLACE, '王五', '李四', '张三', '301室', '电梯坏了', 'resident-'])
        expect(page, `${secret} on ${path}`).not.toContain(secret);
    }
  });

  it('marks what was not answered in time, and only that', async () => {
    const late = (page: string) =>
      [...page.matchAll(/<tr role="row">\s*<th scope="row"[\s\S]*?<\/tr>/g)].map(([row]) =>
        row.includes('class="late"'),
      );
    expect(late(await text('/board/c/demo'))).toEqual([true, true, false]);
  });

  it('can be narrowed by state and category; what makes no sense is passed over', async () => {
    expect(numbersOn(await text('/board/c/demo?state=confirmed'))).toHaveLength(1);
    expect(numbersOn(await text('/board/c/demo?category=noise&state=submitted'))).toHaveLength(1);
    expect(await text('/board/c/demo?category=gas&lang=en')).toContain('No requests match.');
    for (const nonsense of [
      'state=nothing',
      'category=__proto__',
      `state=${encodeURIComponent(EVIL)}`,
      'older=x',
      'newer=D-2026-99999999999',
    ]) {
      expect(numbersOn(await text(`/board/c/demo?${nonsense}`)), nonsense).toHaveLength(3);
    }
  });

  it('keeps the filter on the form and in the other languages', async () => {
    const page = await text('/board/c/demo?state=confirmed&lang=zh-Hant');
    expect(page).toContain('<option value="confirmed" selected>');
    expect(page).toContain('<input type="hidden" name="lang" value="zh-Hant">');
    expect(page).toContain('hreflang="en" href="/board/c/demo?state=confirmed&amp;lang=en"');
  });
});

describe('a longer list', () => {
  const COUNT = 2 * PAGE_SIZE + 5;
  let big: CommunityRow;

  beforeAll(async () => {
    big = await town.community('big', '大社区');
    for (let index = 0; index < COUNT; index += 1)
      await town.file({ community: big, text: '事', category: index % 2 ? 'noise' : 'gas' });
  }, 120_000);

  async function walk(
    start: string,
    rel: 'next' | 'prev',
  ): Promise<{ readonly pages: string[][]; readonly last: string }> {
    const pages: string[][] = [];
    for (let path: string | undefined = start; path !== undefined; ) {
      const page = await text(path);
      pages.push(numbersOn(page));
      const next: string | undefined = new RegExp(`rel="${rel}" href="([^"]+)"`)
        .exec(page)?.[1]
        ?.replaceAll('&amp;', '&');
      if (next === undefined) return { pages, last: path };
      path = next;
    }
    return { pages, last: start };
  }

  it('is shown in pages, each demand once, forward and back', async () => {
    const forward = await walk('/board/c/big', 'next');
    expect(forward.pages.map((page) => page.length)).toEqual([PAGE_SIZE, PAGE_SIZE, 5]);
    const all = forward.pages.flat();
    expect(all).toEqual([...new Set(all)].sort().reverse());
    expect(all).toHaveLength(COUNT);
    const back = await walk(forward.last, 'prev');
    expect(back.pages.toReversed().flat()).toEqual(all);
  });

  it('is shown in pages when narrowed, too', async () => {
    const { pages } = await walk('/board/c/big?category=noise', 'next');
    expect(pages.map((page) => page.length)).toEqual([PAGE_SIZE, (COUNT - 1) / 2 - PAGE_SIZE]);
  });

  it('has a way back from beyond its end', async () => {
    const page = await text('/board/c/big?older=D-2000-1&lang=en');
    expect(page).toContain('No requests match.');
    expect(page).toContain('<a href="/board/c/big?lang=en">Back to the first page</a>');
  });

  it('stays apart from other communities', async () => {
    expect(await text('/board')).toContain('href="/board/c/big"');
    expect(numbersOn(await text('/board/c/demo'))).toHaveLength(3);
    expect((await get(`/board/c/demo/d/D-${lift.row.year}-0030`)).status).toBe(404);
  });
});

describe('one demand', () => {
  it('tells what happened and by which role, in order', async () => {
    const page = await text(`/board/c/demo/d/D-${lift.row.year}-0001?lang=en`);
    const steps = [...page.matchAll(/<th scope="row">([^<]+)<\/th>\s*<td>([^<]+)<\/td>/g)].map(([, what, who]) => [
      what,
      who,
    ]);
    expect(steps).toEqual([
      ['registered', 'the person who reported it'],
      ['accepted', 'grid officer'],
      ['progress', 'grid officer'],
      ['marked solved', 'head of the committee'],
      ['confirmed as solved', 'the person who reported it'],
    ]);
  });

  it('names its lines in the ledger', async () => {
    const page = await text(`/board/c/demo/d/D-${lift.row.year}-0001?lang=en`);
    expect(page).toContain(`demand:${lift.row.id}`);
    const positions = /No\. ([\d, ]+)/.exec(page)?.[1]?.split(', ').map(Number) ?? [];
    const lines = (await text('/board/ledger.ndjson'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { position: number; entry: string });
    const about = lines.filter(
      ({ entry }) => (JSON.parse(entry) as { subject: string }).subject === `demand:${lift.row.id}`,
    );
    expect(positions).toEqual(about.map(({ position }) => position));
    expect(positions).toHaveLength(5);
  });

  it('is found by its number as people write it', async () => {
    for (const number of [`D-${lift.row.year}-0001`, `d-${lift.row.year}-1`])
      expect((await get(`/board/c/DEMO/d/${number}`)).status).toBe(200);
  });
});

describe('names that try to be HTML', () => {
  beforeAll(async () => {
    evil = await town.community('evil', EVIL);
    const place = await town.place(evil, 'building', EVIL_PLACE);
    await town.file({ community: evil, text: 'x', category: `"><script>alert(2)</script>`, place });
    await town.runtime.context.db.direct.execute(
      sql`insert into lilong.demand_event (id, demand_id, at, kind, by_role, ordinal) select gen_random_uuid(), id, now(), '<svg onload=alert(3)>', '</td><script>', 9 from lilong.demand where community_id = ${evil.id}`,
    );
  });

  it('are shown as text', async () => {
    const { year } = lift.row;
    const paths = [
      '/board',
      '/board/c/evil',
      `/board/c/evil/d/D-${year}-1`,
      '/board/ledger',
      `/board/c/evil?x=${encodeURIComponent(EVIL_PLACE)}&lang=en`,
      `/board/${encodeURIComponent(EVIL)}`,
      '/board/"><script>',
    ];
    for (const path of paths) {
      const page = await text(path);
      expect(page, path).not.toMatch(/<script|<svg|<img src=x|onerror='|"><img(?! src="\/board)/);
    }
    const page = await text('/board/c/evil');
    expect(page).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;');
    expect(page).toContain('&quot;&gt;&lt;img src=x onerror=&#39;alert(1)&#39;&gt;&amp;lt;');
  });

  it('are kept from running by the policy, too', async () => {
    for (const path of ['/board/c/evil', '/board/x', '/board/ledger', '/board/verify-ledger.mjs']) {
      const policy = (await get(path)).headers.get('content-security-policy') ?? '';
      expect(policy, path).toContain("default-src 'none'");
      expect(policy, path).not.toMatch(/script-src|unsafe/);
    }
  });
});

describe('what is not there', () => {
  it.each([
    '/board/x',
    '/board/c/nowhere',
    '/board/c/demo/d/D-2026-9999999',
    '/board/c/demo/d/nonsense',
    '/board/c/%00',
    '/board/c/%E0%A4%A',
    '/board/c/demo/x',
    `/board/c/${'a'.repeat(5000)}`,
  ])('is said on a page, with a way back: %s', async (path) => {
    const answer = await get(path, { 'Accept-Language': 'en' });
    const page = await answer.text();
    expect(answer.status).toBe(404);
    expect(page).toContain('This page was not found.');
    expect(page).toContain('<a href="/board">');
  });

  it('is not a page that only has a slash too many', async () => {
    const answer = await get('/board/c/demo/?lang=en');
    expect([answer.status, answer.headers.get('location')]).toEqual([301, '/board/c/demo?lang=en']);
  });
});

describe('for browsers and caches', () => {
  it('an unchanged page is not sent again', async () => {
    const first = await get('/board/c/demo');
    const tag = first.headers.get('etag') ?? '';
    const again = await get('/board/c/demo', { 'If-None-Match': `"other", W/${tag}` });
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect((await get('/board/c/demo?lang=en', { 'If-None-Match': tag })).status).toBe(200);
    expect(first.headers.get('vary')).toBe('Accept-Language');
    expect(first.headers.get('content-language')).toBe('zh-Hans');
  });

  it('the style sheet may be kept for ever under its digest, and changes its address when it changes', async () => {
    const address = /<link rel="stylesheet" href="([^"]+)">/.exec(await text('/board/c/demo'))?.[1] ?? '';
    const style = await get(address);
    expect(style.headers.get('content-type')).toContain('text/css');
    expect(style.headers.get('cache-control')).toContain('immutable');
    expect((await get('/board/style.css')).headers.get('cache-control')).not.toContain('immutable');
  });

  it('pages hold no script and load nothing from elsewhere', async () => {
    for (const path of [
      '/board',
      '/board/c/demo',
      `/board/c/demo/d/D-${lift.row.year}-1`,
      '/board/ledger',
      '/board/x',
    ]) {
      const page = await text(path);
      expect(page).not.toMatch(/<script|javascript:|style="|\son[a-z]+=|(src|href)="(https?:)?\/\//);
    }
  });
});

describe('when the database is away', () => {
  it('says so on a page and tells the log only the kind of error', async () => {
    const { db } = town.runtime.context;
    const told: unknown[] = [];
    const { boardRoutes } = await import('./index.ts');
    const broken = {
      ...db,
      get direct(): never {
        throw new TypeError('connection to 王五 lost');
      },
    };
    const routes = boardRoutes({
      db: broken,
      keys: town.runtime.context.keys,
      now: town.runtime.context.clock.now,
      policies: town.runtime.context.policies,
      log: (...line) => told.push(line),
    });
    const answer = await routes.request('/c/demo', { headers: { 'Accept-Language': 'en' } });
    expect(answer.status).toBe(500);
    expect(await answer.text()).toContain('Nothing was changed.');
    expect(told).toEqual([['error', 'board.failed', { error: 'TypeError' }]]);
  });
});
