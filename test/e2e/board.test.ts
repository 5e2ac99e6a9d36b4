/**
 * The board in a real browser: on a wide screen and a phone, light and dark, on paper, in three languages, without
 * JavaScript, and without anything axe finds fault with. Screenshots are left in `test/.tmp`.
 */
import { mkdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type ServerType, serve } from '@hono/node-server';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LANGUAGES, type Language } from '../../src/channel.ts';
import { PAGE_SIZE } from '../../src/http/board/public-demands.ts';
import {
  acceptDemand,
  askDemandInfo,
  rejectDemand,
  reportDemandProgress,
  resolveDemand,
} from '../../src/usecases/demand/steps.ts';
import { must, type Neighbourhood, openNeighbourhood } from '../board/neighbourhood.ts';
import { openChromium, unlessNoChromium, violations } from './chromium.ts';

const SHOTS = fileURLToPath(new URL('../.tmp/', import.meta.url));
const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 360, height: 740 };
const A4_AT_96_DPI = { width: 680, height: 1000 };

const { skip, name } = unlessNoChromium('the board in a browser');

describe.skipIf(skip)(name, () => {
  let town: Neighbourhood;
  let server: ServerType;
  let browser: Browser;
  let base: string;
  let year: number;
  let pages: readonly string[];

  beforeAll(async () => {
    await mkdir(SHOTS, { recursive: true });
    [town, browser] = await Promise.all([openNeighbourhood(), openChromium()]);
    const home = await town.community('demo', '幸福里社区');
    const building = await town.place(home, 'building', '3号楼');
    const officer = await town.handler(home, 'grid_officer');
    const head = await town.handler(home, 'committee_head');
    for (let index = 0; index < PAGE_SIZE; index += 1) {
      await town.file({
        community: home,
        text: '事',
        category: index % 2 ? 'noise' : 'leak_roof_wall',
        place: building,
      });
    }
    await town.pass(24 * 4);
    // One demand in every kind of state the board marks.
    const file = async (category: string) => {
      const { row } = await town.file({ community: home, text: '事', category, place: building });
      year = row.year;
      return { demandId: row.id };
    };
    const solved = await file('elevator');
    await town.as(officer, async (uow) => must(await acceptDemand(uow, solved)));
    await town.as(officer, async (uow) => must(await reportDemandProgress(uow, { ...solved, words: '已联系' })));
    await town.as(officer, async (uow) =>
      must(await resolveDemand(uow, { ...solved, words: '好了', evidence: 'statement' })),
    );
    const refused = await file('other');
    await town.as(head, async (uow) => must(await rejectDemand(uow, { ...refused, words: '不归我们' })));
    const asked = await file('gas');
    await town.as(officer, async (uow) => must(await askDemandInfo(uow, { ...asked, words: '几楼' })));
    for (const placeName of ['非机动车集中充电停放点（东侧靠围墙第二排至第五排）', `Block ${'A1'.repeat(40)}`]) {
      const place = await town.place(home, 'building', placeName);
      await town.file({ community: home, text: '事', category: 'ev_charging', place });
    }
    const taken = await file('parking');
    await town.as(officer, async (uow) => must(await acceptDemand(uow, taken)));
    await town.pass(1);
    server = serve({ fetch: town.app.fetch, port: 0, hostname: '127.0.0.1' });
    await new Promise<void>((resolve) => server.once('listening', () => resolve()));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const solvedNumber = `D-${year}-${PAGE_SIZE + 1}`;
    pages = [
      '/board/c/demo',
      '/board/c/demo?category=gas',
      `/board/c/demo/d/${solvedNumber}`,
      '/board/ledger',
      '/board/nothing',
    ];
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
    await town?.close();
  });

  async function visit<T>(path: string, options: BrowserContextOptions, look: (page: Page) => Promise<T>): Promise<T> {
    const context = await browser.newContext(options);
    try {
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.goto(`${base}${path}`);
      const seen = await look(page);
      // The browser reports the 404 of the page that is not there; anything else would be a broken link or policy.
      expect(complaints.filter((complaint) => !complaint.includes('404'))).toEqual([]);
      return seen;
    } finally {
      await context.close();
    }
  }

  const overflow = (page: Page) =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  const withLanguage = (path: string, language: string) => `${path}${path.includes('?') ? '&' : '?'}lang=${language}`;

  const light = (language: Language, viewport: typeof WIDE) => ({ language, viewport, colorScheme: 'light' }) as const;
  const dark = (language: Language, viewport: typeof WIDE) => ({ language, viewport, colorScheme: 'dark' }) as const;

  /** Colours and the order of things are the same in every language: only what the words decide is looked at in each. */
  it.each([
    ...LANGUAGES.map((language) => light(language, WIDE)),
    light('zh-Hans', PHONE),
    dark('zh-Hans', WIDE),
    dark('zh-Hans', PHONE),
  ])('axe finds nothing: $language, $viewport.width pixels, $colorScheme', async (look) => {
    const { language, viewport, colorScheme } = look;
    await visit(withLanguage('/board', language), { viewport, colorScheme }, async (page) => {
      for (const path of pages) {
        await page.goto(`${base}${withLanguage(path, language)}`);
        expect(await page.locator('html').getAttribute('lang')).toBe(language);
        expect(await violations(page), path).toEqual([]);
        const shot = `board${path.replace(/\W+/g, '-')}-${language}-${viewport.width}-${colorScheme}.png`;
        await page.screenshot({ path: `${SHOTS}${shot}`, fullPage: true });
      }
    });
  });

  it.each(LANGUAGES)('nothing runs off the side: %s', async (language) => {
    for (const viewport of [WIDE, PHONE])
      await visit(withLanguage('/board', language), { viewport }, async (page) => {
        for (const path of pages) {
          await page.goto(`${base}${withLanguage(path, language)}`);
          expect(await overflow(page), path).toBe(0);
        }
      });
  });

  it('follows the language of the browser', async () => {
    for (const [locale, title] of [
      ['en-GB', /public record/],
      ['zh-TW', /居務公開/],
      ['zh-CN', /居务公开/],
    ] as const) {
      await visit('/board', { locale }, async (page) => expect(await page.title()).toMatch(title));
    }
  });

  it('works without JavaScript: filter, pages, one demand, back, language', async () => {
    await visit('/board?lang=en', { javaScriptEnabled: false, viewport: PHONE }, async (page) => {
      await page.getByRole('link', { name: 'Next page' }).click();
      expect(await page.getByRole('row').count()).toBe(1 + 6);
      await page.getByRole('link', { name: 'Previous page' }).click();
      expect(await page.getByRole('row').count()).toBe(1 + PAGE_SIZE);
      await page.getByLabel('State').selectOption('solved, to be confirmed');
      await page.getByRole('button', { name: 'Show' }).click();
      expect(await page.getByRole('row').count()).toBe(1 + 1);
      await page.getByRole('rowheader').getByRole('link').click();
      await page.getByRole('heading', { name: `D-${year}-00${PAGE_SIZE + 1}` }).waitFor();
      await page.getByRole('link', { name: '繁體中文' }).click();
      await page.getByRole('heading', { name: '經過' }).waitFor();
      await page.getByRole('link', { name: '返回列表' }).click();
      await page.getByRole('heading', { name: '居務公開' }).waitFor();
    });
  });

  it('keeps the meaning of its tables where they look like cards', async () => {
    await visit('/board/c/demo?lang=en', { viewport: PHONE }, async (page) => {
      const table = page.getByRole('table', { name: /Residents’ requests/ });
      expect(await table.getByRole('columnheader').allTextContents()).toEqual([
        'Number',
        'State',
        'Category',
        'Place',
        'Registered',
        'Answered',
        'Closed',
      ]);
      expect(await table.getByRole('rowheader').count()).toBe(PAGE_SIZE);
      expect(await table.getByRole('cell').count()).toBe(6 * PAGE_SIZE);
    });
  });

  it('can be used with the keyboard, and shows where it is', async () => {
    await visit('/board/c/demo?lang=en', { viewport: WIDE }, async (page) => {
      await page.keyboard.press('Tab');
      const skipLink = page.getByRole('link', { name: 'Skip to the content' });
      expect(
        await skipLink.evaluate((link) => link === document.activeElement && link.getBoundingClientRect().top >= 0),
      ).toBe(true);
      await page.keyboard.press('Enter');
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
      const focused = async () => {
        await page.keyboard.press('Tab');
        return page.evaluate(() => {
          const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement as Element);
          return { name: document.activeElement?.getAttribute('name') ?? '', outlineStyle, outlineWidth };
        });
      };
      // First the links to the other pages of the community, then what the list is chosen by.
      const passed = [await focused()];
      while (passed.at(-1)?.name !== 'state' && passed.length < 10) passed.push(await focused());
      expect(passed.at(-1)?.name).toBe('state');
      for (const { outlineStyle, outlineWidth } of passed)
        expect([outlineStyle, outlineWidth]).toEqual(['solid', '3px']);
    });
  });

  it('is a plain table on paper, without the things one presses', async () => {
    await visit('/board/c/demo', { viewport: A4_AT_96_DPI, colorScheme: 'dark' }, async (page) => {
      await page.emulateMedia({ media: 'print' });
      await page.screenshot({ path: `${SHOTS}board-print.png`, fullPage: true });
      for (const pressed of ['.filter', '.pager', '.languages', '.sections'])
        expect(await page.locator(pressed).isVisible(), pressed).toBe(false);
      expect(await page.locator('caption').isVisible()).toBe(true);
      expect(
        await page
          .locator('tbody tr')
          .first()
          .evaluate((row) => getComputedStyle(row).display),
      ).toBe('table-row');
      expect(await page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor)).toBe(
        'rgb(255, 255, 255)',
      );
      expect(await overflow(page)).toBe(0);
    });
  });
});
