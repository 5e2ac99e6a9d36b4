/**
 * A newcomer's quarter of an hour in the sandbox, in a real browser against the real product: a demand from the first
 * sentence to "solved", on the page, as LINE and as Telegram would show it, with a photo, a group, the clock, a phone.
 * Screenshots are left in `test/.tmp`.
 */
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openChromium, unlessNoChromium, violations } from './chromium.ts';
import { phonesOn } from './phones.ts';
import { type Product, startProduct } from './product.ts';

const SHOTS = fileURLToPath(new URL('../.tmp/', import.meta.url));
const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };
/** A busy machine takes its time. */
const PATIENCE = { timeout: 25_000 };
const SENTENCE = '3号楼电梯又坏了，老人下不了楼';
/** A picture of one blue pixel; small, but a real one, because it is decoded, cleaned and made again on its way. */
const PHOTO = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGNgYPgPAAEDAQAIicLsAAAAAElFTkSuQmCC',
  'base64',
);

const { skip, name } = unlessNoChromium('the sandbox in a browser');

describe.skipIf(skip)(name, () => {
  let product: Product;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    await mkdir(SHOTS, { recursive: true });
    [product, browser] = await Promise.all([startProduct(), openChromium()]);
    context = await browser.newContext({ viewport: WIDE });
    page = await open(context);
  }, 90_000);
  afterAll(async () => {
    await browser?.close();
    await product?.stop();
  });

  async function open(where: BrowserContext, path = '/sandbox'): Promise<Page> {
    const opened = await where.newPage();
    opened.on('pageerror', (error) => complaints.push(error.message));
    opened.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await opened.goto(`${product.base}${path}`);
    await opened.locator('.column.resident').waitFor();
    return opened;
  }

  const { chat, press, hears, write, dress } = phonesOn(() => page);
  const shot = (file: string, on: Page = page) => on.screenshot({ path: `${SHOTS}sandbox-${file}.png` });

  test('greets with one line of what to try', async () => {
    await page.getByText('先在「居民」的聊天里点一下').waitFor();
    expect(await page.locator('.column').count()).toBe(5);
    expect(await violations(page)).toEqual([]);
    await shot('1-first');
  });

  test('a demand goes from the first sentence to solved', async () => {
    await press('resident', SENTENCE);
    await press('resident', '登记需求');
    await hears('resident', /D-\d{4}-0001/);
    await press('grid_officer', '受理');
    await hears('resident', /D-\d{4}-0001.*3号楼.*受理/);
    await chat('grid_officer').getByText('已更新').waitFor();

    await press('grid_officer', '办结');
    await hears('grid_officer', '请写明怎么解决的');
    const photo = { name: '电梯.png', mimeType: 'image/png', buffer: PHOTO };
    await chat('grid_officer').locator('input[type=file]').setInputFiles(photo);
    await chat('grid_officer').locator('.message.person img').waitFor();
    await write('grid_officer', '维保已到场，更换了主板，电梯恢复运行');
    await hears('resident', '更换了主板');
    await expect
      .poll(
        () =>
          chat('resident')
            .locator('.message.bot img')
            .evaluate((img: HTMLImageElement) => img.naturalWidth),
        PATIENCE,
      )
      .toBeGreaterThan(0);

    await press('resident', '已解决');
    await hears('resident', '已确认解决');
    await hears('grid_officer', '已确认解决');
    await shot('2-solved');
  });

  test('as LINE shows it: boxes, notifications, and no message changed', async () => {
    await dress('LINE');
    await chat('grid_officer').locator('.flex-bubble').first().waitFor();
    await chat('resident').locator('.alert').first().waitFor();
    // The card before and the card after 受理, which LINE cannot edit, stand side by side.
    for (const state of ['待受理', '已受理']) {
      await chat('grid_officer').locator('.flex-body').getByText(`· ${state}`).waitFor();
    }
    expect(await chat('grid_officer').getByText('已更新').count()).toBe(0);
    await expect
      .poll(
        () =>
          chat('resident')
            .locator('img.line-image')
            .evaluate((img: HTMLImageElement) => img.naturalWidth),
        PATIENCE,
      )
      .toBeGreaterThan(0);
    expect(await violations(page)).toEqual([]);
    await shot('3-line');
  });

  test('as Telegram shows it: edited in place, keyboards beneath, presses without words', async () => {
    await dress('Telegram');
    await chat('resident').locator('.keyboard .key').first().waitFor();
    await chat('resident').locator('.bubble.telegram b').first().waitFor();
    expect(await chat('resident').locator('.bubble.own').allInnerTexts()).toEqual([SENTENCE]);
    expect(await violations(page)).toEqual([]);
    await shot('4-telegram');
  });

  test('a group leads into the private chat of the person who spoke', async () => {
    await chat('group').getByLabel('发言人').selectOption({ label: '赵代表' });
    await press('group', '@里弄 楼道的灯不亮了');
    await chat('group')
      .getByRole('link', { name: /私聊里继续/ })
      .click();
    await hears('representative', '楼道的灯不亮了');
    expect(await chat('resident').getByText('楼道的灯不亮了').count()).toBe(0);
    expect(await chat('representative').locator('.bubble.own').last().textContent()).toBe('/start');
    // Pressed in Telegram's dress, the token that Telegram would have carried.
    await press('representative', '登记需求');
    await hears('representative', /D-\d{4}-0002/);
    await dress('通用');
    // The press left words in the chat all the same, for dresses that show them.
    await chat('representative').locator('.bubble.own').getByText('登记需求').waitFor();
  });

  test('a place, and the number of a list, by keyboard alone', async () => {
    const tool = chat('representative').getByRole('button', { name: /发位置/ });
    await tool.focus();
    await page.keyboard.press('Enter');
    const form = page.getByRole('dialog', { name: '发送一个位置' });
    await form.getByRole('button', { name: '3号楼门口' }).press('Enter');
    await form.getByLabel('纬度').fill('131');
    await form.getByLabel('纬度').press('Enter');
    await form.getByText('纬度在 -90 到 90 之间').waitFor();
    expect(await violations(page)).toEqual([]);
    await form.getByLabel('纬度').fill('31.24118');
    await form.getByLabel('纬度').press('Enter');
    await chat('representative').getByText('位置：3号楼门口 (31.24118, 121.43768)').waitFor();
    await hears('representative', /已附到 D-\d{4}-0002/);
    await write('representative', '我的');
    await hears('representative', /D-\d{4}-0002/);
    await write('representative', '1');
    await hears('representative', '楼道的灯不亮了');
  });

  test('another tab says the same, and so does this one after a reload', async () => {
    const other = await open(context);
    const words = (on: Page) => on.locator('.message .bubble').allInnerTexts();
    // A card that is brought up to date at this moment reaches one tab before the other.
    await expect.poll(async () => (await words(other)).join() === (await words(page)).join(), PATIENCE).toBe(true);
    await write('committee_head', '帮助');
    await hears('committee_head', '可以这样用', other);
    await page.reload();
    await hears('committee_head', '可以这样用');
    expect(await words(page)).toEqual(await words(other));
    await other.close();
  });

  test('three days pass: what fell due is told, and the clock shows where it is', async () => {
    const reading = () => page.locator('.clock time').getAttribute('datetime');
    const before = Date.parse((await reading()) ?? '');
    await page.getByRole('button', { name: '+3天' }).click();
    await expect
      .poll(async () => Date.parse((await reading()) ?? '') - before, PATIENCE)
      .toBeGreaterThan(71 * 3_600_000);
    await page.locator('.clock progress').waitFor({ state: 'hidden' });

    // A holiday may lie ahead; the end of the next working day is passed with the second of these for certain.
    for (const _ of [1, 2]) {
      const from = Date.parse((await reading()) ?? '');
      await page.getByRole('button', { name: '下个工作日' }).click();
      await expect.poll(async () => Date.parse((await reading()) ?? ''), PATIENCE).toBeGreaterThan(from + 3_600_000);
      await page.locator('.clock progress').waitFor({ state: 'hidden' });
      expect(await page.locator('.clock time').textContent()).toMatch(/09:0\d$/);
    }
    await hears('grid_officer', '已过答复期限');
    expect(await chat('grid_officer').locator('.day').count()).toBeGreaterThan(1);
    await shot('5-three-days-later');
  });

  test('nothing a person writes becomes markup, in any dress', async () => {
    const hostile = '<img src=x onerror="document.title=1"><b>电梯</b> [a](javascript:1) https://example.org/x';
    await write('resident', hostile);
    await chat('resident').locator('.bubble.own').getByText(hostile).waitFor();
    await hears('resident', hostile);
    for (const label of ['LINE', 'Telegram', '通用']) {
      await dress(label);
      await chat('resident').locator('.message.bot').getByText('<img src=x').last().waitFor();
      expect(await chat('resident').locator('img[src="x"], a[href^="javascript"]').count()).toBe(0);
    }
    expect(await page.title()).toBe('里弄 · 试用');
  });

  test('what could not be sent stays written, and sending again sends it once', async () => {
    await page.route('**/sandbox/send', (route) => route.abort());
    await write('committee_head', '门口的路灯坏了');
    await page.getByText('没有发出去').waitFor();
    expect(await chat('committee_head').getByRole('textbox').inputValue()).toBe('门口的路灯坏了');
    const known = complaints.length;
    expect(complaints.splice(0, known).every((text) => text.includes('ERR_FAILED'))).toBe(true);
    await page.unroute('**/sandbox/send');
    // The answer is lost this time, after the server has it.
    await page.route('**/sandbox/send', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await chat('committee_head').getByRole('button', { name: /发送/ }).click();
    await chat('committee_head').locator('.bubble.own').getByText('门口的路灯坏了').waitFor();
    await page.unrouteAll({ behavior: 'wait' });
    await chat('committee_head').getByRole('button', { name: /发送/ }).click();
    await expect.poll(() => chat('committee_head').getByRole('textbox').inputValue()).toBe('');
    expect(await chat('committee_head').locator('.bubble.own').getByText('门口的路灯坏了').count()).toBe(1);
    expect(complaints.splice(0).every((text) => text.includes('ERR_FAILED'))).toBe(true);
  });

  test('speaks three languages', async () => {
    const language = page.locator('select.language');
    for (const [code, title, officer] of [
      ['en', 'Lilong · try it', 'Grid officer'],
      ['zh-Hant', '里弄 · 試用', '網格員'],
      ['zh-Hans', '里弄 · 试用', '网格员'],
    ] as const) {
      await language.selectOption(code);
      expect(await page.title()).toBe(title);
      expect(await page.locator('html').getAttribute('lang')).toBe(code);
      expect(await chat('grid_officer').getByRole('heading').textContent()).toBe(officer);
      expect(await page.locator('body').textContent()).not.toMatch(/sandbox\.|undefined/);
      await shot(`6-${code}`);
    }
  });

  test('fits a phone, one chat at a time, with targets a thumb can hit', async () => {
    for (const viewport of [PHONE, { width: 360, height: 640 }]) {
      const phone = await browser.newContext({ viewport, isMobile: true, hasTouch: true, deviceScaleFactor: 2 });
      const small = await open(phone);
      expect(await small.locator('.column:visible').count()).toBe(1);
      expect(await small.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
      for (const label of ['LINE', 'Telegram', '通用']) {
        await dress(label, small);
        await chat('resident', small).locator('.message.bot').first().waitFor();
        const low = await small
          .locator('button:visible, select:visible, textarea:visible, .modes span:visible')
          .evaluateAll((all) =>
            all.filter((element) => element.getBoundingClientRect().height < 43.5).map((element) => element.outerHTML),
          );
        expect(low).toEqual([]);
        expect(await violations(small)).toEqual([]);
      }
      await shot(`7-phone-${viewport.width}`, small);

      await small.getByRole('button', { name: /^网格员/ }).tap();
      await hears('grid_officer', '已确认解决', small);
      expect(await small.getByRole('button', { name: '网格员', exact: true }).getAttribute('aria-pressed')).toBe(
        'true',
      );
      await chat('grid_officer', small).getByRole('textbox').fill('我的');
      await chat('grid_officer', small).getByRole('button', { name: /^发送/ }).tap();
      await hears('grid_officer', /D-\d{4}-0002/, small);
      await small.getByRole('button', { name: '拨快时间' }).tap();
      await small.getByRole('button', { name: '+1小时' }).waitFor();
      expect(await violations(small)).toEqual([]);
      await shot(`8-phone-officer-${viewport.width}`, small);
      await phone.close();
    }
  });

  test('shows on a phone that another chat has news', async () => {
    const phone = await browser.newContext({ viewport: PHONE, isMobile: true, hasTouch: true });
    const small = await open(phone);
    await small.getByRole('button', { name: '居民', exact: true }).tap();
    await small.getByRole('button', { name: /^主任/ }).tap();
    await small.getByRole('button', { name: '居民', exact: true }).tap();
    expect(await small.getByRole('button', { name: '主任', exact: true }).count()).toBe(1);
    await write('committee_head', '帮助');
    await small.getByRole('button', { name: '主任 (有新消息)', exact: true }).waitFor();
    await phone.close();
  });

  test('keeps its contrast in the dark', async () => {
    const dark = await browser.newContext({ viewport: WIDE, colorScheme: 'dark' });
    const night = await open(dark);
    for (const label of ['LINE', 'Telegram', '通用']) {
      await dress(label, night);
      await chat('resident', night).locator('.message.bot').first().waitFor();
      expect(await violations(night)).toEqual([]);
    }
    await shot('9-dark', night);
    await dark.close();
  });

  test('a link from elsewhere opens the private chat, once', async () => {
    const before = await chat('resident').locator('.bubble.own').getByText('/start').count();
    const linked = await open(await browser.newContext({ viewport: WIDE }), '/sandbox/');
    await linked.goto(`${product.base}/sandbox?start=c_demo`);
    await chat('resident', linked).locator('.bubble.own').getByText('/start').last().waitFor();
    expect(new URL(linked.url()).search).toBe('');
    await linked.reload();
    await hears('resident', '小助手', linked);
    expect(await chat('resident', linked).locator('.bubble.own').getByText('/start').count()).toBe(before + 1);
    await linked.context().close();
  });

  test('complained about nothing in the console', () => {
    expect(complaints).toEqual([]);
  });
});
