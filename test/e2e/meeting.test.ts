/**
 * A representatives' meeting on the sandbox page, in a real browser against the real product: convened in one line,
 * announced, answered, checked in to by a code and off a paper list, one vote in the group and one in secret, both with papers,
 * minutes confirmed and fetched; and the rows of both votes, counted again by the program that knows nothing of the
 * product. Screenshots are left in `test/.tmp`.
 */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { paragraphsOf } from '../stories/word.ts';
import { openChromium, unlessNoChromium } from './chromium.ts';
import { phonesOn } from './phones.ts';
import { type Product, startProduct } from './product.ts';

const SHOTS = fileURLToPath(new URL('../.tmp/', import.meta.url));
const RECOUNT = fileURLToPath(new URL('../../tools/recount.mjs', import.meta.url));
const PATIENCE = { timeout: 25_000 };

const { skip, name } = unlessNoChromium('a representatives’ meeting in a browser');

describe.skipIf(skip)(name, () => {
  let product: Product;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    await mkdir(SHOTS, { recursive: true });
    [product, browser] = await Promise.all([startProduct(), openChromium()]);
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
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
  const shot = (file: string) => page.screenshot({ path: `${SHOTS}meeting-${file}.png` });
  const newest = (role: string) => chat(role).locator('.message.bot').last().innerText();
  const speakAs = (speaker: string) => chat('group').getByLabel('发言人').selectOption({ label: speaker });
  const pressOn = (role: string, card: string, label: string) =>
    chat(role)
      .locator('.message.bot', { hasText: card })
      .last()
      .getByRole('button', { name: label, exact: true })
      .click();
  /** A button of the meeting's card, which is asked for anew. */
  const onCard = async (role: string, label: string) => {
    const cards = chat(role).locator('.message.bot', { hasText: '主持：' });
    const before = await cards.count();
    await write(role, '会议');
    await hears(role, '近期会议');
    await press(role, '1. 加装门禁');
    await expect.poll(() => cards.count(), PATIENCE).toBeGreaterThan(before);
    await press(role, label);
  };
  const forward = async (...moves: readonly string[]) => {
    const reading = async () => Date.parse((await page.locator('.clock time').getAttribute('datetime')) ?? '');
    for (const move of moves) {
      const before = await reading();
      await page.getByRole('button', { name: move, exact: true }).click();
      await expect.poll(async () => (await reading()) - before, PATIENCE).toBeGreaterThan(3_500_000);
      await page.locator('.clock progress').waitFor({ state: 'hidden' });
    }
  };
  /** What the program that knows nothing of the product makes of a vote's rows. */
  const recounted = async (rows: string): Promise<string> => {
    const file = join(SHOTS, 'meeting.csv');
    await writeFile(file, rows);
    return (await promisify(execFile)(process.execPath, [RECOUNT, file])).stdout;
  };

  test('the head convenes it in one line; what is voted on is reviewed; the notice goes out', async () => {
    // From nine in the morning on, whenever this is run.
    await forward('下个工作日');
    await shot('0-first');
    await chat('group').getByLabel('换一个群').selectOption({ label: '幸福里居民代表群' });
    await write('committee_head', '召集 代表会 两周后10:00 议题:加装门禁 表决:请专人看门 方式:无记名 地点:活动室');
    await hears('committee_head', '应到34人');
    await turnTo('representative', 'sun');
    for (const number of [1, 2]) {
      await pressOn('representative', `第${number}号`, '审查通过');
      await hears('representative', `第${number}号审查通过`);
    }
    await shot('1-convened');
    await press('committee_head', '发通知');
    await hears('committee_head', '通知已发给6人。还有28人没有绑定');
    await hears('group', '活动室');
  });

  test('they come, or ask for leave; whoever said neither is reminded', async () => {
    await turnTo('representative', 'zhao');
    await press('representative', '参加');
    await hears('representative', '记下您参加');
    await turnTo('representative', 'xu');
    await press('representative', '请假');
    await hears('representative', '记下您请假');
    await shot('2-announced');
    await forward('+1周', '+1周', '+1小时');
    expect(await newest('representative')).toContain('开始签到');
    await turnTo('representative', 'lin');
    await hears('representative', '还没收到您的回复');
  });

  test('six digits from the room and a list on paper make the quorum', async () => {
    await press('committee_head', '签到码');
    await hears('committee_head', '签到码：');
    const [code = ''] = /\d{6}/.exec(await newest('committee_head')) ?? [];
    for (const user of ['lin', 'zheng', 'zhao']) {
      await turnTo('representative', user);
      await write('representative', code);
      await hears('representative', '签到成功');
    }
    await onCard('committee_head', '登记到会');
    await hears('committee_head', '谁到了');
    await shot('3-list');
    await write('committee_head', '5-6、8-26、韦翠英');
    await hears('committee_head', '登记这22人到会');
    await shot('4-sure');
    await press('committee_head', '对，登记');
    await hears('committee_head', '够法定人数（至少23人）');
    await press('committee_head', '开会');
    await hears('committee_head', '开始了，已到25人，应到34人');
  });

  test('the open vote: taps in the group, and papers that two people write down', async () => {
    await onCard('committee_head', '1. 冻结名册');
    await hears('committee_head', '第1号名册已冻结，共34人');
    await press('committee_head', '开始投票');
    await hears('group', '第1号');
    for (const [speaker, label] of [
      ['赵代表', '赞成'],
      ['林代表', '反对'],
      ['陈主任', '赞成'],
    ] as const) {
      await speakAs(speaker);
      await press('group', label);
      await chat('group').locator('.bubble.own').getByText(label).last().waitFor();
    }
    await hears('group', '已投3人');
    // Who asked for leave is told so, and not counted.
    await speakAs('许代表');
    await press('group', '赞成');
    await hears('group', '没有计入');
    await shot('5-voting');
    await pressOn('committee_head', '第1号开始投票', '登记纸票');
    await hears('committee_head', '把纸票写成一行');
    await write('committee_head', '8-26 赞成 34 弃权');
    await hears('committee_head', '等另一个人也登记');
    await turnTo('committee_head', 'zhou');
    await onCard('committee_head', '1. 登记纸票');
    await write('committee_head', '8-26 赞成 34 弃权');
    await hears('committee_head', '20张纸票算数了');
    await turnTo('committee_head', 'chen');
    await pressOn('committee_head', '第1号开始投票', '截止投票');
    await hears('committee_head', '第1号投票截止');
    // The grace passes.
    await forward('+1小时');
    await turnTo('representative', 'sun');
    await press('representative', '确认计票');
    await hears('group', /第1号.*通过/);
    await shot('6-declared');
  });

  test('the secret vote: in the private chat alone, and the group never hears who chose what', async () => {
    await onCard('committee_head', '2. 冻结名册');
    await hears('committee_head', '第2号名册已冻结');
    await press('committee_head', '开始投票');
    await hears('group', '第2号');
    const answers = new Set<string>();
    for (const [user, label] of [
      ['zhao', '赞成'],
      ['lin', '赞成'],
      ['zheng', '反对'],
    ] as const) {
      await turnTo('representative', user);
      await pressOn('representative', '第2号', label);
      await hears('representative', '已收到第2号的投票');
      answers.add((await newest('representative')).replace(/回执\w+/, ''));
    }
    // Whoever looks over her shoulder learns nothing from the answer.
    expect(answers.size).toBe(1);
    await shot('7-secret');
    await pressOn('committee_head', '第2号开始投票', '登记纸票');
    await write('committee_head', '8-26、34 赞成15 反对5');
    await hears('committee_head', '记下了第2号的20张纸票');
    await turnTo('committee_head', 'zhou');
    await onCard('committee_head', '2. 登记纸票');
    await write('committee_head', '8-26、34 赞成15 反对5');
    await hears('committee_head', '第2号的20张纸票算数了');
    await turnTo('committee_head', 'chen');
    await pressOn('committee_head', '第2号开始投票', '截止投票');
    await hears('committee_head', '第2号投票截止');
    await forward('+1小时');
    await turnTo('representative', 'sun');
    await pressOn('representative', '第2号', '确认计票');
    await hears('group', /赞成17，反对6/);
    await shot('8-both');
  });

  test('closed; the minutes are written from the records, confirmed by three, and fetched as a Word file', async () => {
    await onCard('committee_head', '闭会');
    await hears('committee_head', '已闭会');
    await turnTo('committee_head', 'zhou');
    await onCard('committee_head', '写记录');
    await write('committee_head', '大家问了门禁卡怎么办。');
    await hears('committee_head', '会议记录写好了');
    await press('committee_head', '确认记录');
    await turnTo('committee_head', 'chen');
    await press('committee_head', '确认记录');
    await hears('committee_head', '您确认了会议记录');
    await turnTo('representative', 'sun');
    await press('representative', '确认记录');
    await hears('representative', '您确认了会议记录');
    await turnTo('representative', 'zhao');
    await hears('representative', '会议记录已公布');
    await shot('9-minutes');
    const link = chat('representative').getByRole('link', { name: '会议记录（Word）' }).last();
    const answer = await fetch(new URL((await link.getAttribute('href')) ?? '', product.base));
    const words = paragraphsOf(new Uint8Array(await answer.arrayBuffer())).join('\n');
    expect(words).toContain('大家问了门禁卡怎么办。');
    expect(words).toContain('许代表');
  });

  test('the rows of both votes, counted again by anybody, give what was declared', async () => {
    const agrees = 'ok: the declared result is what the rows give';
    const onBoard = await fetch(`${product.base}/board/c/demo/votes/1/rows.csv`);
    expect(await recounted(await onBoard.text())).toContain(agrees);
    const { items } = await product.get<{ items: readonly { id: string; number: number }[] }>(
      '/ballots?community=demo',
    );
    expect(items.map(({ number }) => number)).toEqual([2, 1]);
    for (const { id } of items) expect(await recounted(await product.text(`/ballots/${id}/rows`))).toContain(agrees);
  });

  test('complained about nothing in the console', () => {
    expect(complaints).toEqual([]);
  });
});
