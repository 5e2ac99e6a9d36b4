/**
 * A community of one's own, tried in the sandbox: made with the admin API, its people come in through the codes of their
 * invitations, as somebody new on the page. Screenshots are left in `test/.tmp`.
 */
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openChromium, unlessNoChromium, violations } from './chromium.ts';
import { phonesOn } from './phones.ts';
import { type Product, startProduct } from './product.ts';

const SHOTS = fileURLToPath(new URL('../.tmp/', import.meta.url));
const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

const { skip, name } = unlessNoChromium('a community of one’s own in a browser');

describe.skipIf(skip)(name, () => {
  let product: Product;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  const codes = new Map<string, string>();

  beforeAll(async () => {
    await mkdir(SHOTS, { recursive: true });
    [product, browser] = await Promise.all([startProduct(), openChromium()]);
    const community = 'anli';
    await product.post('/communities', { code: community, name: '安里社区' });
    await product.post('/places', { community, kind: 'building', name: '7号楼' });
    for (const who of ['钱奶奶', '周爷爷']) {
      const { id } = await product.post<{ id: string }>('/people', { community, name: who });
      codes.set(who, (await product.post<{ code: string }>('/invitations', { personId: id })).code);
    }
    page = await open({ viewport: WIDE });
  }, 90_000);
  afterAll(async () => {
    await browser?.close();
    await product?.stop();
  });

  async function open(options: BrowserContextOptions, path = '/sandbox'): Promise<Page> {
    const opened = await (await browser.newContext(options)).newPage();
    opened.on('pageerror', (error) => complaints.push(error.message));
    opened.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await opened.goto(`${product.base}${path}`);
    await opened.locator('.column.resident').waitFor();
    return opened;
  }

  const { chat, press, hears, write } = phonesOn(() => page);

  test('somebody new types a code and is that person, in that community', async () => {
    await chat('resident').getByRole('textbox').fill('没写完的话');
    await chat('grid_officer').getByRole('textbox').fill('也没写完');
    await press('resident', '添一个人');
    await chat('resident').getByText('还没有人认识他').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.screenshot({ path: `${SHOTS}visitor-1-new.png` });
    expect(await chat('grid_officer').getByRole('textbox').inputValue()).toBe('也没写完');
    await write('resident', `绑定 ${codes.get('钱奶奶')}`);
    await hears('resident', '您是安里社区的登记成员');
    await write('resident', '7号楼门禁坏了，谁都能进');
    await press('resident', '登记需求');
    await hears('resident', /D-\d{4}-0001/);
    await page.screenshot({ path: `${SHOTS}visitor-2-bound.png` });
    const board = await page.context().newPage();
    await board.goto(`${product.base}/board/c/anli`);
    await board
      .getByText(/D-\d{4}-0001/)
      .first()
      .waitFor();
    await board.close();
  });

  test('is still there after a reload, beside the people of the demo', async () => {
    await page.reload();
    await chat('resident').getByLabel('换一个人').waitFor();
    expect(await chat('resident').getByLabel('换一个人').locator('option').allTextContents()).toEqual([
      expect.stringContaining('王阿姨'),
      expect.stringContaining('刘叔叔'),
      expect.stringContaining('新人 1'),
    ]);
    await hears('resident', /D-\d{4}-0001/);
    await press('resident', '添一个人');
    await chat('resident').getByText('还没有人认识他').waitFor();
    await write('resident', `绑定 ${codes.get('钱奶奶')}`);
    await hears('resident', '这个邀请码不对或已失效');
  });

  test('the Web link of a slip, opened on a phone, makes somebody new of whoever opens it', async () => {
    const small = await open(
      { viewport: PHONE, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
      `/sandbox?start=i_${codes.get('周爷爷')}`,
    );
    await hears('resident', '绑定成功', small);
    expect(await small.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
    const button = chat('resident', small).getByRole('button', { name: '添一个人' });
    expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    expect(await violations(small)).toEqual([]);
    await small.screenshot({ path: `${SHOTS}visitor-3-phone.png` });
    await button.tap();
    await chat('resident', small).getByText('还没有人认识他').waitFor();
    await small.screenshot({ path: `${SHOTS}visitor-4-phone-new.png` });
    await small.context().close();
  });

  test('complained about nothing in the console', () => {
    expect(complaints).toEqual([]);
  });
});
