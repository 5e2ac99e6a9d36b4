/**
 * A complaint about somebody who works here, without anybody having said whose she is: those who would screen it may be the
 * ones, so it begins above them, and nothing in their chat finds it.
 */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { labels } from './seen.ts';
import { inOneTown } from './town.ts';

const WORDS = '举报 居委会办事窗口工作人员态度恶劣，来了几次都踢皮球';
const numberOf = ({ text }: { readonly text: string }): string => /H-[0-9A-Z]{6}/.exec(text)?.[0] ?? `none in ${text}`;

await inOneTown('a complaint about staff', (town) => {
  const wang = onTelegram(town, { name: '王阿姨' });
  const head = onLine(town);
  const supervisor = onTelegram(town, { name: '孙监督' });
  const above = onLine(town);
  const inside = [head, supervisor];
  let number = '';

  const caseRow = async () => {
    const [row] = await town.rows<{ tier: string; mode: string; category: string }>(
      sql`select tier, mode, category from lilong.hotline_case where number = ${number}`,
    );
    return row;
  };

  test('who may know of her is asked, and whom it is about; her name is not told unless she wants it', async () => {
    await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
    await supervisor.says(`绑定 ${await town.invites({ name: '孙监督本人', role: 'supervisor' })}`);
    await above.says(`绑定 ${await town.invites({ name: '吴科长本人', role: 'subdistrict' })}`);
    await wang.says(`绑定 ${await town.invites({ name: '王秀英本人', home: '3号楼' })}`);
    await wang.says(WORDS);
    wang.sees('谁可以知道');
    await wang.presses('保密');
    wang.sees('是哪个单位');
    await wang.presses('说不清');
    expect(wang.sees('这样发送').text).toContain('保密');
    await wang.presses('发送');
    number = numberOf(wang.sees('已收到'));
    expect(await caseRow()).toEqual({ tier: 'subdistrict', mode: 'confidential', category: 'staff_conduct' });
  });

  test('the subdistrict has it; the committee and its supervisors are not told and find nothing', async () => {
    above.sees(number);
    for (const who of inside) {
      expect(who.screen().filter(({ text }) => /态度恶劣|踢皮球/.test(text) || text.includes(number))).toEqual([]);
      for (const words of ['热线', '三率', '今日', '我的举报']) {
        await who.says(words);
        expect([words, who.fresh().filter(({ text }) => text.includes(number) || /踢皮球/.test(text))]).toEqual([
          words,
          [],
        ]);
      }
      await who.says(number);
      who.sees('没有这个编号的工单');
    }
  });

  test('once it is said that it was not theirs, the committee may read it', async () => {
    await town.invites({ name: '何经理本人', role: 'unit_member', unit: '安居物业' });
    await above.says(number);
    if (!labels(above.last()).includes('指明被反映单位')) await above.presses('更多');
    await above.presses('指明被反映单位');
    await above.presses('安居物业');
    above.sees('安居物业');
    await head.says(number);
    head.sees('踢皮球');
  });
});
