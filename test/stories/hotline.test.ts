/**
 * A report that cannot be buried: a grid officer tells, without her name, that an office loads work on her committee. The
 * office's own people ask for it in every way the chat has and find nothing; another unit puts it right; she follows it by her
 * code from another chat, and what is not solved is done again.
 */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { labels } from './seen.ts';
import { inOneTown } from './town.ts';
import type { Voice } from './voice.ts';

const OFFICE = '社区事务科';
const OTHER_OFFICE = '党政办';
const WORDS = '社区事务科要求居委会每周报三套台账，不报就在年底一票否决';

await inOneTown('a report that cannot be buried', (town) => {
  const reporter = onTelegram(town, { name: '李姐' });
  const elsewhere = onLine(town);
  const liaison = onLine(town);
  const accused = onTelegram(town, { name: '王科员' });
  const handler = onLine(town);
  const supervisor = onTelegram(town, { name: '孙监督' });
  let number = '';
  let code = '';

  const caseRow = async () => {
    const [row] = await town.rows<{ state: string; tier: string; reopened: number; outcome: string | null }>(
      sql`select state, tier, reopen_count::int as reopened, outcome from lilong.hotline_case where number = ${number}`,
    );
    return row;
  };

  /** Nothing on the screen has its number or any of its words. */
  const knowsNothing = (who: Voice): void =>
    expect(who.screen().filter(({ text }) => text.includes(number) || /台账|否决/.test(text))).toEqual([]);

  test('a liaison of the subdistrict, the office it is about, another office, and somebody who watches', async () => {
    await liaison.says(`绑定 ${await town.invites({ name: '吴联络本人', role: 'subdistrict' })}`);
    await accused.says(
      `绑定 ${await town.invites({ name: '王科员本人', role: 'unit_member', unit: OFFICE, unitKind: 'office' })}`,
    );
    await handler.says(
      `绑定 ${await town.invites({ name: '赵承办本人', role: 'unit_member', unit: OTHER_OFFICE, unitKind: 'office' })}`,
    );
    await supervisor.says(`绑定 ${await town.invites({ name: '孙监督本人', role: 'supervisor' })}`);
    await reporter.says(`绑定 ${await town.invites({ name: '李桂兰本人', role: 'grid_officer' })}`);
    reporter.sees('绑定成功');
  });

  test('in her own words: the kind is guessed, who may know is asked, the unit is picked, number and code are told', async () => {
    await reporter.says(WORDS);
    reporter.sees('谁可以知道');
    expect(reporter.last().buttons.map(({ label }) => label)).toEqual(['实名', '保密', '匿名']);
    await reporter.presses('匿名');
    reporter.sees('关于哪个单位');
    await reporter.presses(OFFICE);
    const offer = reporter.sees('这样发送');
    expect(offer.text).toMatch(/匿名[\s\S]*社区事务科/);
    await reporter.presses('发送');
    const sent = reporter.sees('已收到');
    number = /H-[0-9A-Z]{6}/.exec(sent.text)?.[0] ?? '';
    code = /[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/.exec(sent.text)?.[0] ?? '';
    expect([number.length, code.length]).toEqual([8, 19]);
    town.keepSecret(code);
    expect(await caseRow()).toMatchObject({ state: 'received', tier: 'subdistrict' });
  });

  test('the desk above hears, without her name; the office it is about hears nothing', async () => {
    const card = liaison.sees(number);
    expect(card.text).toMatch(/新的一件[\s\S]*匿名/);
    expect(card.text).not.toContain('李桂兰');
    knowsNothing(accused);
    knowsNothing(supervisor);
  });

  test('nothing joins her chat to it: no row says that she reported, and none of what she said is kept as it came', async () => {
    const flows = await town.rows(sql`select 1 from lilong.conversation where flow is not null and flow <> 'open'`);
    expect(flows).toEqual([]);
    const topics = await town.rows<{ topic: string }>(
      sql`select distinct o.topic from lilong.outbox o join lilong.chat c on c.id = o.chat_id
        join lilong.chat_account a on a.id = c.account_id join lilong.role_seat s on s.person_id = a.person_id
        where s.role = 'grid_officer'`,
    );
    // From the day she was bound; of what was said about the report not even that something was sent.
    expect(topics.map(({ topic }) => topic).toSorted()).toEqual(['bind.done', 'menu']);
    const [kept] = await town.rows<{ n: number }>(
      sql`select count(*)::int as n from lilong.inbox where body_sealed is not null`,
    );
    // Five bindings; of the report nothing.
    expect(kept?.n).toBe(5);
    const [letters] = await town.rows<{ n: number }>(sql`select count(*)::int as n from lilong.letter`);
    expect(letters?.n).toBe(0);
  });

  /** Every word the chat has for finding a case, and the number itself. */
  async function findsNothing(who: Voice): Promise<void> {
    for (const words of [number, number.replace('-', ''), `查 ${number}`, '热线', '我的举报', '今日', '我的', '目录']) {
      await who.says(words);
      // Her own words, given back as a quotation, are no answer about it.
      const shown = who.fresh().map(({ text }) => text);
      expect([words, shown.filter((text) => /台账|一票否决|匿名/.test(text))]).toEqual([words, []]);
    }
    await who.says(number);
    who.sees('没有这个编号的工单');
  }

  test('the office’s people query everything in chat and find nothing, as if there were none', async () => {
    await findsNothing(accused);
    // Nor does whoever is not called to it: a burden is told to those above.
    await findsNothing(supervisor);
    await accused.says('H-234567');
    accused.sees('没有这个编号的工单');
  });

  test('a button of the desk, pressed by the accused, does nothing', async () => {
    const { token = '' } = liaison.button('受理');
    await accused.pressesToken(token);
    accused.sees('不能在这里用');
    expect(await caseRow()).toMatchObject({ state: 'received' });
  });

  test('accepted; the unit it is about is not among those it can be given to', async () => {
    await liaison.presses('受理');
    liaison.sees('已受理');
    reporter.sees(`${number} 已受理`);
    await liaison.presses('派单');
    const offered = labels(liaison.last());
    expect(offered).not.toContain(OFFICE);
    await liaison.presses(OTHER_OFFICE);
    liaison.sees('哪些单位配合');
    await liaison.presses('就这些单位');
    expect(await caseRow()).toMatchObject({ state: 'dispatched' });
    reporter.sees('已派给承办单位');
    knowsNothing(accused);
    const card = handler.sees('派给你们牵头');
    expect(card.text).toMatch(/社区事务科要求/);
    expect(labels(card)).not.toContain('已联系');
  });

  test('given back once, decided once', async () => {
    await handler.presses('退单');
    handler.sees('为什么退回');
    await handler.says('不归党政办管');
    expect(await caseRow()).toMatchObject({ state: 'disputed' });
    liaison.sees('退单争议');
    await liaison.presses('裁定：不改派');
    await liaison.says('减负工作由党政办统筹');
    handler.sees('仍由你们办');
    expect(labels(handler.last())).not.toContain('退单');
    expect(await caseRow()).toMatchObject({ state: 'dispatched' });
  });

  test('progress is told to her; she adds to it by her code from another chat, without an account', async () => {
    await handler.presses('报进展');
    await handler.says('已约谈，正在核对清单');
    reporter.sees('已约谈');
    await elsewhere.says('K7QM-2XWD-PB4R-9HTE');
    elsewhere.sees('查询码不对');
    await elsewhere.says(code.toLowerCase());
    const thread = elsewhere.sees(number);
    expect(thread.text).toContain('已约谈');
    await elsewhere.presses('补充');
    await elsewhere.says('上周又催了一次');
    elsewhere.sees('已转到');
    handler.sees('反映人补充了');
  });

  test('said to be done: she is asked two questions; not content, it is done again', async () => {
    await handler.presses('办结：做好了');
    await handler.says('已要求停报');
    reporter.sees('解决了吗');
    await elsewhere.says(code);
    await elsewhere.presses('没有解决');
    elsewhere.sees('满意吗');
    await elsewhere.presses('不满意');
    elsewhere.sees('已记下');
    expect(await caseRow()).toMatchObject({ state: 'reopened', reopened: 1 });
    handler.sees('重新办理');
    reporter.sees('重新办理');
    // The same question in her own chat is about the earlier result.
    await reporter.presses('解决了');
    reporter.sees('上一次办理');
  });

  test('corrected and checked; content, it is closed', async () => {
    await handler.says(number);
    await handler.presses('更多');
    await handler.presses('办结：已纠正');
    await handler.says('发文取消三套台账');
    expect(await caseRow()).toMatchObject({ state: 'claimed' });
    liaison.sees('请核实');
    await liaison.presses('核实属实');
    reporter.sees('已纠正');
    await reporter.presses('解决了');
    await reporter.presses('满意');
    expect(await caseRow()).toMatchObject({ state: 'closed', outcome: 'corrected' });
    handler.sees('办结了');
    knowsNothing(accused);
  });

  test('after ninety days it is looked back at', async () => {
    await town.passes({ days: 92 });
    liaison.sees('回头看的时候');
    await liaison.presses('回头看：还好');
    await liaison.says('没有再报');
    expect(await caseRow()).toMatchObject({ state: 'closed' });
    knowsNothing(accused);
  });

  test('asked to forget her, nothing but the code opens it', async () => {
    await reporter.says('我的举报');
    await reporter.presses(`${number} · 办结`);
    await reporter.presses('忘记我');
    reporter.sees('只有查询码能打开');
    await reporter.presses('确定忘记我');
    reporter.sees('已经忘记');
    await reporter.says('我的举报');
    reporter.sees('没有举报过什么');
    await reporter.says(number);
    reporter.sees('没有这个编号的工单');
    await elsewhere.says(code);
    elsewhere.sees(number);
  });
});
