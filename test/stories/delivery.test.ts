/** What becomes of a message when the platform is busy, full, silent, or has lost the person: told once, or known not to be. */

import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { holds, numberIn, type Seen } from './seen.ts';
import { FIRST_GRID, inEveryTown } from './town.ts';
import type { Voice } from './voice.ts';

const count = (who: Voice, words: string | RegExp): number => who.screen().filter((seen) => holds(seen, words)).length;

await inEveryTown('delivery', (town) => {
  const officer = onTelegram(town, { name: '李网格员' });

  const registers = async (who: Voice, words: string): Promise<string> => {
    await who.says(words);
    await who.presses('登记需求');
    return numberIn(who.sees('已登记'));
  };
  /** The officer sends one line of progress about the demand he took on last. */
  const tells = async (words: string) => {
    await officer.presses('报进展');
    await officer.says(words);
  };
  interface Row extends Record<string, unknown> {
    readonly topic: string;
    readonly state: string;
    readonly reason: string | null;
    readonly attempts: number;
  }
  const newest = async (topic: string): Promise<Row | undefined> => {
    const found = await town.rows<Row>(
      sql`select topic, state, reason, attempts::int from lilong.outbox where topic = ${topic} order by seq desc limit 1`,
    );
    return found[0];
  };
  const settled = async (topic: string, state: string): Promise<Row | undefined> => {
    await town.until(`${topic} is ${state}`, async () => (await newest(topic))?.state === state);
    return newest(topic);
  };

  test('an officer is there', async () => {
    await officer.says(`绑定 ${await town.invites({ name: '李桂兰', role: 'grid_officer', grid: FIRST_GRID })}`);
    officer.sees('绑定成功');
  });

  test('a throttled chat waits as long as Telegram says, and nobody else does', async () => {
    const zhao = onTelegram(town, { name: '赵大伯' });
    const sun = onTelegram(town, { name: '孙阿姨' });
    const description = 'Too Many Requests: retry after 2';
    town.telegram.next('sendMessage', { kind: 'refuse', status: 429, description, parameters: { retry_after: 2 } });
    await zhao.says('帮助');
    expect(zhao.screen()).toEqual([]);
    await sun.says('帮助');
    sun.sees('可以这样用');
    await town.until('the help after the wait', () => count(zhao, '可以这样用') === 1);
    const sendsTo = (user: string) =>
      town.telegram.callsOf('sendMessage').filter(({ params }) => params.chat_id === user);
    const sends = sendsTo(zhao.user);
    expect(sends.map(({ answer }) => answer)).toEqual([429, 200]);
    expect(sendsTo(sun.user).at(-1)?.atMs).toBeLessThan(sends[1]?.atMs ?? 0);
    expect((sends[1]?.atMs ?? 0) - (sends[0]?.atMs ?? 0)).toBeGreaterThanOrEqual(1_950);
  });

  test('what follows in a throttled chat keeps its place', async () => {
    const qian = onTelegram(town, { name: '钱师傅' });
    town.telegram.next('sendMessage', { kind: 'refuse', status: 429, parameters: { retry_after: 1 } });
    await qian.says('帮助');
    await qian.says('我的');
    await town.until('both answers', () => qian.screen().length === 2);
    expect(qian.screen().map((seen) => holds(seen, '可以这样用'))).toEqual([true, false]);
  });

  test('who has blocked the bot silently is found out by the first refusal, and listed from then on', async () => {
    const li = onTelegram(town, { name: '李大姐' });
    await li.says(`绑定 ${await town.invites({ name: '李秀珍' })}`);
    await registers(li, '2号楼信报箱坏了');
    town.telegram.addChat({ id: li.user, type: 'private', forbidden: 'blocked' });
    await officer.presses('受理');
    expect(await newest('letter')).toMatchObject({ state: 'refused', reason: 'blocked', attempts: 1 });
    await tells('明天换新的');
    const listed = await town.rows<{ topic: string }>(sql`select topic from lilong.unreached`);
    expect(listed).toEqual([{ topic: 'demand.progress' }]);
    town.telegram.addChat({ id: li.user, type: 'private' });
    await li.says('我的');
    li.sees('处理中');
    await tells('已经换好了');
    li.sees('已经换好了');
  });

  test('a LINE push whose answer is lost is repeated under its key and arrives once', async () => {
    const wang = onLine(town);
    await registers(wang, '3号楼电梯又坏了，老人下不了楼');
    town.line.loseResponseAfterAccepting('/push');
    const before = town.line.requests.length;
    await officer.presses('受理');
    expect(await settled('letter', 'accepted')).toMatchObject({ attempts: 2 });
    const pushes = town.line.requests.slice(before).filter(({ path }) => path.endsWith('/push'));
    expect(pushes.map(({ status }) => status)).toEqual([0, 409]);
    expect(count(wang, '已受理')).toBe(1);
    expect(town.line.month.used).toBe(1);
  });

  test('a push that never reached LINE is made again', async () => {
    const wu = onLine(town);
    await registers(wu, '3号楼楼顶漏水，家里都湿了');
    town.line.next({ status: 500, message: 'Internal Server Error', on: '/push' });
    await officer.presses('受理');
    expect(await settled('letter', 'accepted')).toMatchObject({ attempts: 2 });
    expect(count(wu, '已受理')).toBe(1);
  });

  test('a LINE reply of unknown fate is tried once more with its token; then it is unknown, and offered at the next contact', async () => {
    const zheng = onLine(town);
    town.line.loseResponseAfterAccepting('/reply');
    await zheng.says('帮助');
    expect(await settled('help', 'unknown')).toMatchObject({ reason: 'token-spent', attempts: 2 });
    expect(count(zheng, '可以这样用')).toBe(1);
    await zheng.says('我的');
    zheng.sees('还没有登记过');
    expect(count(zheng, '可以这样用')).toBe(2);
    await zheng.says('我的');
    expect(count(zheng, '可以这样用')).toBe(2);
  });

  test('a LINE reply that was lost on the way arrives with the second try, once', async () => {
    const feng = onLine(town);
    town.line.cutBeforeAccepting('/reply');
    await feng.says('帮助');
    expect(await settled('help', 'accepted')).toMatchObject({ attempts: 2 });
    expect(feng.screen()).toHaveLength(1);
    expect(feng.last().by).toBe('reply');
  });

  test('a Telegram message whose answer is lost is not sent twice: it is listed, and offered at the next contact', async () => {
    const chen = onTelegram(town, { name: '陈小妹' });
    town.telegram.next('sendMessage', { kind: 'lost' });
    await chen.says('帮助');
    expect(await settled('help', 'unknown')).toMatchObject({ reason: 'no-answer', attempts: 1 });
    // Longer than any retry would wait.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await town.settle();
    expect(count(chen, '可以这样用')).toBe(1);
    await chen.says('我的');
    chen.sees('可以这样用');
    chen.sees('还没有登记过');
    await chen.says('我的');
    expect(count(chen, '可以这样用')).toBe(2);
  });

  test('what must be known is sent again rather than not at all: the question of an officer', async () => {
    const chu = onTelegram(town, { name: '褚先生' });
    await registers(chu, '1号楼车库卷帘门打不开');
    await officer.presses('请补充');
    town.telegram.next('sendMessage', { kind: 'refuse', status: 502, rawBody: '<html>Bad Gateway</html>' });
    await officer.says('是哪一扇门？');
    await town.until('the question', () => count(chu, '是哪一扇门') === 1);
    await officer.presses('算了').catch(() => undefined);
  });

  test('an edit that is lost is made again, and a press is answered again', async () => {
    const wei = onTelegram(town, { name: '卫阿姨' });
    await registers(wei, '2号楼楼道堆满了杂物');
    town.telegram.next('editMessageText', { kind: 'lost' });
    town.telegram.next('answerCallbackQuery', { kind: 'reset' });
    const before = town.telegram.calls.length;
    await officer.presses('受理');
    const since = () => town.telegram.calls.slice(before);
    const answersOf = (method: string) =>
      since()
        .filter((call) => call.method === method)
        .map(({ answer }) => answer);
    await town.until('the edit again', () => answersOf('editMessageText').length === 2);
    await town.until('the press answered', () => answersOf('answerCallbackQuery').includes(200));
    // The first edit had been carried out, so the second finds nothing to change.
    expect(answersOf('editMessageText')).toEqual(['lost', 400]);
  });

  test('a wrong token keeps messages waiting until the operator has mended it', async () => {
    const jiang = onTelegram(town, { name: '蒋先生' });
    town.telegram.next('sendMessage', { kind: 'refuse', status: 401, description: 'Unauthorized' });
    await jiang.says('帮助');
    expect(await newest('help')).toMatchObject({ state: 'waiting', reason: 'unauthorised' });
    await town.until('the help', () => count(jiang, '可以这样用') === 1);
  });

  test('with the month’s quota used up, notices wait, are listed, and ride along in free replies', async () => {
    const shen = onLine(town);
    await registers(shen, '3号楼大门关不上，谁都能进');
    town.line.month.limit = town.line.month.used;
    await town.rows(sql`update lilong.quota_month set synced_at = null`);
    const used = town.line.month.used;
    await officer.presses('受理');
    const news = ['已联系物业', '师傅下午来', '配件要等两天', '配件到了', '正在安装', '试开正常'];
    for (const words of news) await tells(words);
    expect(shen.fresh().map(({ by }) => by)).toEqual(['reply']);
    const waiting = await town.rows(sql`select 1 from lilong.outbox where state = 'waiting' and reason = 'quota'`);
    expect(waiting).toHaveLength(7);
    const metrics = await (await town.house.app.request('/metrics')).text();
    expect(metrics).toMatch(/lilong_outbox_rows\{state="waiting"\} 7/);

    await shen.says('我的');
    const first = shen.fresh();
    expect(first.every(({ by }) => by === 'reply')).toBe(true);
    expect(first).toHaveLength(5);
    expect(holds(first.at(-1) as Seen, '您反映的')).toBe(true);
    await shen.says('我的');
    expect(shen.fresh()).toHaveLength(4);
    for (const words of news) expect(count(shen, words)).toBe(1);
    expect(town.line.month.used).toBe(used);
    expect(await town.rows(sql`select 1 from lilong.outbox where state = 'waiting'`)).toEqual([]);
  });

  test('LINE’s own word that the month is used up is believed, too', async () => {
    const han = onLine(town);
    town.line.month.limit = undefined;
    await town.rows(sql`update lilong.quota_month set synced_at = null`);
    await registers(han, '3号楼对讲机没有声音');
    town.line.next({ status: 429, message: 'You have reached your monthly limit.', on: '/push' });
    await officer.presses('受理');
    expect(await newest('letter')).toMatchObject({ state: 'waiting', reason: 'quota' });
    await han.says('帮助');
    expect(han.fresh().map((seen) => holds(seen, '已受理'))).toEqual([true, false]);
  });

  theRecordHolds(town);
});
