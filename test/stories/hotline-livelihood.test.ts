/**
 * A neighbour's noise, told with her name: a photo goes along, the list of duties says who leads, what cannot be ended at once
 * is explained with a plan; and a case that staff enter for somebody on the phone, whose name is shown only when two agree.
 */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { putMatrixRow } from '../../src/usecases/hotline/matrix.ts';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { photo } from './pictures.ts';
import { holds, labels } from './seen.ts';
import { inOneTown, must } from './town.ts';
import type { Voice } from './voice.ts';

const FIRM = '安居物业';
const UTILITY = '供水公司';

const numberOf = ({ text }: { readonly text: string }): string => /H-[0-9A-Z]{6}/.exec(text)?.[0] ?? `none in ${text}`;
const codeOf = ({ text }: { readonly text: string }): string =>
  /[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/.exec(text)?.[0] ?? `none in ${text}`;

await inOneTown('a case with a name to it', (town) => {
  const wang = onLine(town);
  const head = onTelegram(town, { name: '陈主任' });
  const member = onLine(town);
  const firm = onLine(town);
  const helper = onTelegram(town, { name: '水师傅' });
  let number = '';
  let phoned = '';
  let phonedCode = '';

  const stateOf = async (which: string): Promise<string | undefined> => {
    const [row] = await town.rows<{ state: string }>(
      sql`select state from lilong.hotline_case where number = ${which}`,
    );
    return row?.state;
  };
  const opens = async (who: Voice, which: string): Promise<void> => {
    await who.says(which);
    who.sees(which);
  };

  test('a resident, a committee, two units, and a list of duties', async () => {
    await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
    await member.says(`绑定 ${await town.invites({ name: '周委员本人', role: 'committee_member' })}`);
    await firm.says(`绑定 ${await town.invites({ name: '何经理本人', role: 'unit_member', unit: FIRM })}`);
    await helper.says(
      `绑定 ${await town.invites({ name: '水师傅本人', role: 'unit_member', unit: UTILITY, unitKind: 'utility' })}`,
    );
    await wang.says(`绑定 ${await town.invites({ name: '王秀英本人', home: '3号楼' })}`);
    const bodies = await town.rows<{ id: string; name: string }>(sql`select id, name from lilong.body`);
    const idOf = (name: string) => bodies.find((each) => each.name === name)?.id ?? '';
    await town.asOperator('matrix', async (uow) =>
      must(
        await putMatrixRow(uow, {
          communityId: town.communityId,
          wholeSubdistrict: false,
          category: 'noise',
          leadBodyId: idOf(FIRM),
          cooperatingBodyIds: [idOf(UTILITY)],
        }),
      ),
    );
  });

  test('with her name; a photo sent afterwards goes with it, without where it was taken', async () => {
    await wang.says('投诉 我叫王秀英本人，3号楼502半夜装修，噪音扰民，他电话13812345678');
    const offer = wang.sees('这样发送');
    expect(offer.text).toMatch(/噪音[\s\S]*实名[\s\S]*3号楼/);
    await wang.presses('发送');
    number = numberOf(wang.sees('已收到'));
    await wang.sendsPhoto(await photo({ colour: '#226688' }));
    wang.sees(`已附在 ${number}`);
    const [files] = await town.rows<{ n: number }>(sql`select count(*)::int as n from lilong.case_file`);
    expect(files?.n).toBe(1);
    const [loose] = await town.rows<{ n: number }>(
      sql`select count(*)::int as n from lilong.attachment where state <> 'erased' or account_id is not null`,
    );
    expect(loose?.n).toBe(0);
  });

  test('the desk sees who she is, and of others no name, door or number', async () => {
    await opens(head, number);
    const { text } = head.last();
    expect(text).toContain('王秀英本人');
    expect(text).not.toMatch(/13812345678|502/);
    // What she wrote of herself is struck out as well: her name stands in its own line, because she gave it.
    expect(text).toMatch(/〔姓名〕[\s\S]*〔门牌室号〕[\s\S]*〔电话〕/);
  });

  test('the list of duties says who leads; one tap sends it there', async () => {
    await head.presses('受理');
    await head.presses('派单');
    head.sees(`${FIRM}牵头，${UTILITY}配合`);
    await head.presses('就这样派');
    expect(await stateOf(number)).toBe('dispatched');
    firm.sees('派给你们牵头');
    const card = helper.sees('请你们配合');
    expect(labels(card)).toContain('回复牵头单位');
    expect(labels(card)).not.toContain('办结：做好了');
  });

  test('a unit answers only what is its own', async () => {
    await helper.presses('回复牵头单位');
    await helper.says('已检查水管，不是水锤');
    firm.sees('配合单位回复');
    await firm.presses('已联系');
    wang.sees('说已联系过您');
  });

  test('her question stops the time; her answer lets it go on', async () => {
    await firm.presses('问反映人');
    await firm.says('每天几点开始吵？');
    wang.sees('想请您补充');
    await opens(firm, number);
    expect(firm.last().text).toContain('暂停');
    await wang.presses('现在回答');
    await wang.says('晚上十一点以后');
    firm.sees('反映人补充了');
    expect(firm.last().text).not.toContain('暂停');
  });

  test('more time is asked for and granted by the desk', async () => {
    await firm.presses('更多');
    await firm.presses('要求延长');
    await firm.says('要等业主回来');
    head.sees('要求延长');
    await head.presses('同意延长');
    firm.sees('同意延长');
  });

  test('a question nobody answers buries nothing: its own time is over, and the work goes on', async () => {
    await firm.presses('更多');
    await firm.presses('问反映人');
    await firm.says('是哪一家在装修？');
    wang.sees('想请您补充');
    await opens(firm, number);
    expect(firm.last().text).toContain('暂停');
    await town.passes({ days: 6 });
    firm.sees('没有在期限内回复');
    await opens(firm, number);
    expect(firm.last().text).not.toContain('暂停');
  });

  test('explained, with a plan and a photo; the desk believes it, she accepts it', async () => {
    await firm.presses('更多');
    await firm.presses('办结：解释说明');
    await firm.sendsPhoto(await photo({ colour: '#664422' }));
    await firm.says('业主在装修，已约定只在白天');
    firm.sees('打算怎么办');
    await firm.says('下月底前完工，每周去看一次');
    expect(await stateOf(number)).toBe('claimed');
    head.sees('请核实');
    await head.presses('核实属实');
    const asked = wang.sees('一时办不到');
    expect(asked.text).toContain('每周去看一次');
    await wang.presses('没有解决');
    await wang.presses('基本满意');
    expect(await stateOf(number)).toBe('closed');
    const [files] = await town.rows<{ n: number }>(
      sql`select count(*)::int as n from lilong.case_file where "from" = 'unit'`,
    );
    expect(files?.n).toBe(1);
  });

  test('the pictures of a case are shown to those who work on it', async () => {
    await opens(head, number);
    await head.presses('看照片');
    expect(head.fresh().some(({ pictures }) => pictures > 0)).toBe(true);
  });

  test('somebody rang up: number and code to pass on, and nobody in the chat is her', async () => {
    town.keepSecret('张大爷本人', '13900001111');
    await member.says('提交热线 2号楼下水道堵了，污水往上冒');
    await member.presses('电话');
    await member.says('张大爷本人 13900001111');
    await member.presses('改谁能知道');
    await member.presses('保密');
    await member.presses('发送');
    const done = member.sees('请现在就念给反映人');
    phoned = numberOf(done);
    phonedCode = codeOf(done);
    const card = head.sees(phoned);
    expect(card.text).toContain('电话');
    expect(card.text).not.toMatch(/张大爷|13900001111/);
    await member.says('我的举报');
    member.sees('没有举报过什么');
    await wang.says(phonedCode);
    wang.sees(phoned);
  });

  test('who reported is shown once, to whoever asked, when another agrees', async () => {
    await opens(head, phoned);
    await head.presses('更多');
    await head.presses('看反映人');
    await head.says('要上门看现场');
    head.sees('另一个人同意');
    const asked = member.sees('要看');
    expect(asked.text).toMatch(/陈主任本人[\s\S]*要上门看现场/);
    await member.presses('同意');
    const shown = head.sees('只显示这一次');
    expect(shown.text).toMatch(/张大爷本人 13900001111/);
    expect(member.screen().filter((seen) => holds(seen, '13900001111'))).toEqual([]);
  });

  test('whoever steps aside sees it no more, and the desk has one fewer', async () => {
    await opens(member, phoned);
    await member.presses('更多');
    await member.presses('我要回避');
    await member.says('反映人是我家亲戚');
    member.sees('您看不到它了');
    await member.says(phoned);
    member.sees('没有这个编号的工单');
  });

  test('called back on the phone by somebody who did not work on it', async () => {
    await opens(head, phoned);
    await head.presses('受理');
    await head.presses('派单');
    await head.presses(FIRM);
    await head.presses('就这些单位');
    await firm.presses('办结：做好了');
    await firm.says('已疏通');
    expect(await stateOf(phoned)).toBe('callback');
    await opens(head, phoned);
    await head.presses('电话回访');
    await head.presses('解决了');
    await head.presses('满意');
    await head.says('电话里说好了');
    expect(await stateOf(phoned)).toBe('closed');
  });

  test('danger is answered with the number to call, and what a court decides with the address', async () => {
    await wang.says('投诉 楼下有人持刀打架');
    wang.sees('110');
    await wang.presses('不用了');
    await wang.says('投诉 3号楼物业服务太差，法院判了还不执行');
    wang.sees('12348');
    wang.sees('也可以照样发送');
  });
});
