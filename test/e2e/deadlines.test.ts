/**
 * Deadlines in a real browser against the real product: the day's digest with its buttons in the sandbox, and the wall of
 * a subdistrict on the board, wide and narrow, in three languages. Screenshots are left in `test/.tmp`.
 */
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openChromium, unlessNoChromium, violations } from './chromium.ts';
import { phonesOn } from './phones.ts';
import { type Product, startProduct } from './product.ts';

const SHOTS = fileURLToPath(new URL('../.tmp/', import.meta.url));
const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 360, height: 740 };

const { skip, name } = unlessNoChromium('deadlines in a browser');

describe.skipIf(skip)(name, () => {
  let product: Product;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    await mkdir(SHOTS, { recursive: true });
    [product, browser] = await Promise.all([startProduct(), openChromium()]);
    const context = await browser.newContext({ viewport: WIDE });
    page = await context.newPage();
    page.setDefaultTimeout(60_000);
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${product.base}/sandbox`);
    await page.locator('.column.resident').waitFor();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await product?.stop();
  });

  const { chat, press, hears } = phonesOn(() => page);
  const shot = (file: string, on: Page = page) => on.screenshot({ path: `${SHOTS}${file}.png`, fullPage: true });

  test('two tasks of one day come as one digest; one press says that all were received', async () => {
    await product.post('/subdistricts', { code: 'xingfu', name: '幸福街道' });
    await product.post('/communities/demo/describe', { subdistrict: 'xingfu' });
    const today = Temporal.Now.zonedDateTimeISO('Asia/Shanghai').toPlainDate();
    for (const title of ['整理居民代表名册', '报送季度公开材料'])
      await product.post('/tasks', { title, communities: ['demo'], dueOn: today.add({ days: 2 }).toString() });
    await product.post('/clock', { advance: 'PT36H' });
    await hears('committee_head', /今天要记得\d件事/);
    await hears('committee_head', '整理居民代表名册');
    const head = chat('committee_head');
    for (const label of ['都收到了', '我的任务'])
      expect(await head.getByRole('button', { name: label, exact: true }).last().isVisible()).toBe(true);
    expect(await violations(page)).toEqual([]);
    await shot('deadlines-1-digest');
    await press('committee_head', '都收到了');
    await hears('committee_head', /\d项都记下您收到了/);
    await press('committee_head', '我的任务');
    await hears('committee_head', '报送季度公开材料');
    await shot('deadlines-2-received');
    expect(complaints).toEqual([]);
  }, 120_000);

  test('the wall counts them, and names what has reached the public list without the words typed by hand', async () => {
    await product.post('/clock', { advance: 'P20D' });
    for (const [language, words] of [
      ['zh-Hans', '逾期'],
      ['zh-Hant', '逾期'],
      ['en', 'Late now'],
    ] as const) {
      for (const [size, viewport] of [
        ['wide', WIDE],
        ['phone', PHONE],
      ] as const) {
        const context = await browser.newContext({ viewport, javaScriptEnabled: true });
        const wall = await context.newPage();
        const answer = await wall.goto(`${product.base}/board/s/xingfu?lang=${language}`);
        expect(answer?.status()).toBe(200);
        const body = (await wall.locator('body').innerText()).toLowerCase();
        expect([language, body.includes(words.toLowerCase())]).toEqual([language, true]);
        expect(body).toContain('0%');
        expect(body).not.toContain('整理居民代表名册');
        const scrolls = await wall.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
        expect([language, size, scrolls]).toEqual([language, size, false]);
        // A number says what it counts: in the heading, and beside it where there is no room for one.
        const labels = await wall.evaluate(() =>
          Array.from(document.querySelectorAll('.cards td'), (cell) => getComputedStyle(cell, '::before').content),
        );
        expect([language, size, labels.every((label) => label !== 'none')]).toEqual([language, size, size === 'phone']);
        expect(await violations(wall)).toEqual([]);
        await shot(`deadlines-3-wall-${language}-${size}`, wall);
        await context.close();
      }
    }
  }, 180_000);
});
