/**
 * A demand's whole life on the sandbox page, in a real browser against the real product: neighbours report the same, one
 * co-signs, one begins in the group and goes on in private and is merged; it is not solved twice and opened again, then
 * climbs to the subdistrict; and each of them has heard each step once. Screenshots are left in `test/.tmp`.
 */
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openChromium, unlessNoChromium } from './chromium.ts';
import { phonesOn } from './phones.ts';
import { type Product, startProduct } from './product.ts';

const SHOTS = fileURLToPath(new URL('../.tmp/', import.meta.url));
const PATIENCE = { timeout: 25_000 };

const { skip, name } = unlessNoChromium('the life of a demand in a browser');

describe.skipIf(skip)(name, () => {
  let product: Product;
  let browser: Browser;
  let page: Page;
  let first = '';
  let second = '';
  const complaints: string[] = [];

  beforeAll(async () => {
    await mkdir(SHOTS, { recursive: true });
    [product, browser] = await Promise.all([startProduct(), openChromium()]);
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await page.goto(`${product.base}/sandbox`);
    await page.locator('.column.resident').waitFor();
  }, 90_000);
  afterAll(async () => {
    await browser?.close();
    await product?.stop();
  });

  const { chat, press, hears, write, turnTo } = phonesOn(() => page);
  const shot = (file: string) => page.screenshot({ path: `${SHOTS}life-${file}.png` });
  const saidIn = (role: string) => chat(role).locator('.message.bot').allInnerTexts();
  const pressOn = (role: string, card: string | RegExp, label: string) =>
    chat(role)
      .locator('.message.bot', { hasText: card })
      .last()
      .getByRole('button', { name: label, exact: true })
      .click();
  const registered = async (role: string): Promise<string> => {
    await hears(role, /已登记/);
    const [number] = /D-\d{4}-\d{4}/.exec((await saidIn(role)).findLast((text) => text.includes('已登记')) ?? '') ?? [];
    return number ?? '';
  };
  const solve = async (role: string, account: string) => {
    await pressOn(role, `${first} · `, '办结');
    await write(role, account);
    await press(role, '没有照片，直接办结');
    await hears(role, '等反映人确认');
    await hears('resident', account);
  };

  test('a neighbour about to report the same sees that it is known, and co-signs', async () => {
    await write('resident', '3号楼电梯又坏了，老人下不了楼');
    await press('resident', '登记需求');
    first = await registered('resident');
    await hears('grid_officer', `${first} · `);
    await turnTo('resident', 'liu');
    await write('resident', '3号楼的电梯坏了两天了没人修');
    await press('resident', '登记需求');
    await hears('resident', '已有1位邻居反映同一问题');
    await shot('1-known');
    await press('resident', '附议');
    await hears('resident', `已附议 ${first}`);
    // Neither the words of the neighbour nor her name.
    expect((await saidIn('resident')).join('\n')).not.toMatch(/老人|王/);
  });

  test('what begins in the group goes on in private', async () => {
    await chat('group').getByLabel('发言人').selectOption({ label: '赵代表' });
    await write('group', '@里弄 3号楼电梯又坏了没人来修');
    await chat('group')
      .getByRole('link', { name: /私聊里继续/ })
      .click();
    await hears('representative', '没人来修');
    await press('representative', '登记需求');
    await hears('representative', '已有2位邻居反映同一问题');
    await press('representative', '另开一件');
    second = await registered('representative');
    expect(second).not.toBe(first);
    expect((await saidIn('group')).join('\n')).not.toMatch(/电梯|D-\d/);
  });

  test('the officer makes one of both, accepts it and says how it goes', async () => {
    await pressOn('grid_officer', `${second} · `, '更多');
    await press('grid_officer', '并案');
    await write('grid_officer', first);
    await hears('grid_officer', `${second} 已并入 ${first}`);
    await hears('representative', '已经并在一起办');
    await pressOn('grid_officer', `${first} · `, '受理');
    await hears('resident', '已受理');
    await pressOn('grid_officer', `${first} · `, '报进展');
    await write('grid_officer', '已联系维保，今天下午到');
    await hears('resident', '已联系维保');
    await shot('2-progress');
    await solve('grid_officer', '换了门机，已恢复运行');
  });

  test('not solved: it is opened again twice, then it climbs to the subdistrict', async () => {
    await turnTo('resident', 'wang');
    await pressOn('resident', '换了门机', '没解决');
    await write('resident', '下午又停了');
    await hears('resident', '已重开');

    await hears('committee_head', '反映人说没解决');
    await pressOn('committee_head', `${first} · `, '受理');
    await chat('committee_head').locator('.message.bot', { hasText: '已受理' }).first().waitFor();
    await solve('committee_head', '更换了整台主机');
    await pressOn('resident', '更换了整台主机', '没解决');
    // The first question has the same button.
    await expect
      .poll(async () => (await saidIn('resident')).filter((text) => text.includes('哪里没解决')).length, PATIENCE)
      .toBe(2);
    await press('resident', '不用写，重新办理');
    await expect
      .poll(async () => (await saidIn('resident')).filter((text) => text.includes('已重开')).length, PATIENCE)
      .toBe(2);

    await turnTo('committee_head', 'wu');
    await hears('committee_head', `${first} · `);
    await pressOn('committee_head', `${first} · `, '受理');
    await chat('committee_head').locator('.message.bot', { hasText: '已受理' }).first().waitFor();
    await solve('committee_head', '街道请厂家现场值守');
    await pressOn('resident', '街道请厂家现场值守', '没解决');
    await write('resident', '还是不行');
    await hears('resident', '这次直接转上一级督办');
    await hears('committee_head', '多次没解决');
    await shot('3-climbed');
  });

  test('the subdistrict answers, and the one who reported has the last word', async () => {
    await pressOn('committee_head', '多次没解决', '报进展');
    await write('committee_head', '街道答复：周五换新电梯，费用由厂家出');
    await hears('resident', '周五换新电梯');
    await solve('committee_head', '新电梯验收合格');
    await pressOn('resident', '新电梯验收合格', '已解决');
    await hears('resident', '已确认解决');
    // The card on the officer's screen says so too, in its old place.
    await hears('grid_officer', `${first} · 已确认`);
    await shot('4-solved');
  });

  test('each of the three has heard each step once, and nothing else', async () => {
    const told = (doubted: string, climbed: string, confirmed: string) => [
      '已受理，有进展会告诉您',
      '已联系维保，今天下午到',
      '换了门机，已恢复运行',
      doubted,
      '已受理，有进展会告诉您',
      '更换了整台主机',
      doubted,
      '已受理，有进展会告诉您',
      '街道请厂家现场值守',
      climbed,
      '街道答复：周五换新电梯',
      '新电梯验收合格',
      confirmed,
    ];
    const asked = /哪里没解决/;
    const heardBy = async (role: string, user: string, after: string) => {
      await turnTo(role, user);
      await hears(role, '已确认解决');
      const all = await saidIn(role);
      return all.slice(all.findIndex((text) => text.includes(after)) + 1).filter((text) => !asked.test(text));
    };
    const expectTold = (heard: readonly string[], steps: readonly string[]) => {
      expect(heard).toHaveLength(steps.length);
      for (const [at, step] of steps.entries()) expect(heard[at]).toContain(step);
    };
    const neighbour = told('有反映人说没解决，已重开', '仍没解决，已转上一级督办', '反映人已确认解决');
    expectTold(await heardBy('resident', 'liu', '已附议'), neighbour);
    expectTold(await heardBy('representative', 'zhao', '已登记'), ['并在一起办', ...neighbour]);
    expectTold(
      await heardBy('resident', 'wang', '已登记'),
      told('已重开，并上报一级', '这次直接转上一级督办', '已确认解决'),
    );
    for (const text of await heardBy('representative', 'zhao', '并在一起办')) expect(text).toContain(second);
  });

  test('complained about nothing in the console', () => {
    expect(complaints).toEqual([]);
  });
});
