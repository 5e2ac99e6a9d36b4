/**
 * 并案: what several report of the same matter is handled as one case. Each of them hears what becomes of it and nothing that
 * is another's alone; it goes on as long as one of them waits, and none is joined to what is over.
 */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { enterCase } from '../../src/usecases/hotline/enter.ts';
import { callBackFor, stepAside } from '../../src/usecases/hotline/oversee.ts';
import { joinCase } from '../../src/usecases/hotline/screen.ts';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { holds, labels } from './seen.ts';
import { inOneTown, must } from './town.ts';
import type { Voice } from './voice.ts';

const FIRM = '安居物业';
const numberOf = ({ text }: { readonly text: string }): string => /H-[0-9A-Z]{6}/.exec(text)?.[0] ?? `none in ${text}`;

await inOneTown('cases joined', (town) => {
  const wang = onLine(town);
  const liu = onTelegram(town, { name: '刘叔' });
  const zhao = onTelegram(town, { name: '赵姐' });
  const head = onLine(town);
  const firm = onTelegram(town, { name: '何经理' });
  const number = { wang: '', liu: '', zhao: '', over: '' };

  const stateOf = async (which: string) => {
    const [row] = await town.rows<{ state: string }>(
      sql`select state from lilong.hotline_case where number = ${which}`,
    );
    return row?.state;
  };
  const idOf = async (which: string) => {
    const [row] = await town.rows<{ id: string }>(sql`select id from lilong.hotline_case where number = ${which}`);
    return row?.id ?? '';
  };
  const reports = async (who: Voice, words: string): Promise<string> => {
    await who.says(`投诉 ${words}`);
    if (holds(who.last(), '算哪一类')) await who.presses(labels(who.last())[0] ?? '');
    if (holds(who.last(), '在哪里')) await who.presses('3号楼');
    await who.presses('发送');
    return numberOf(who.sees('已收到'));
  };
  const does = async (who: Voice, which: string, label: string): Promise<void> => {
    await who.says(which);
    if (!labels(who.last()).includes(label)) await who.presses('更多');
    await who.presses(label);
  };
  const joins = async (which: string, to: string): Promise<void> => {
    await does(head, which, '并案');
    await head.says(to);
  };
  const heard = (who: Voice, words: string): number => who.fresh().filter((seen) => holds(seen, words)).length;

  test('three neighbours report the same; the third is joined to the second, the second to the first', async () => {
    await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
    await firm.says(`绑定 ${await town.invites({ name: '何经理本人', role: 'unit_member', unit: FIRM })}`);
    number.wang = await reports(wang, '3号楼楼下水管漏水');
    number.liu = await reports(liu, '3号楼门口水管漏水，地上都是水');
    number.zhao = await reports(zhao, '3号楼水管漏水漏了三天');
    await joins(number.zhao, number.liu);
    zhao.sees('是同一件事');
    await joins(number.liu, number.wang);
    liu.sees('是同一件事');
    await does(head, number.wang, '受理');
    for (const [who, own] of [
      [wang, number.wang],
      [liu, number.liu],
      [zhao, number.zhao],
    ] as const)
      expect(who.sees('已受理').text).toContain(own);
  });

  test('none is joined to a case that is over', async () => {
    number.over = await reports(wang, '3号楼装修几点以后不能敲墙？');
    await does(head, number.over, '即答');
    await head.says('晚上六点到早上八点不能装修');
    const fourth = await reports(liu, '3号楼晚上还在敲墙');
    await joins(fourth, number.over);
    head.sees('已经结束');
    expect(await stateOf(fourth)).toBe('received');
  });

  test('two that are joined to each other at the same moment: one goes on', async () => {
    const [one, other] = [await reports(wang, '3号楼垃圾没人清运'), await reports(liu, '3号楼门口堆满垃圾')];
    const [first, second] = [await idOf(one), await idOf(other)];
    await Promise.all([
      town.asPerson('陈主任本人', (uow) => joinCase(uow, { caseId: first, number: other })),
      town.asPerson('陈主任本人', (uow) => joinCase(uow, { caseId: second, number: one })),
    ]);
    await town.settle();
    expect([await stateOf(one), await stateOf(other)].toSorted()).toEqual(['duplicate', 'received']);
  });

  test('as long as others wait it is not withdrawn, and she is told why', async () => {
    await wang.says(number.wang);
    await wang.presses('撤回');
    await wang.presses('确定撤回');
    wang.sees('没有撤回');
    expect(await stateOf(number.wang)).toBe('accepted');
  });

  test('what is asked of one, and that she was spoken to, is not told to the others', async () => {
    await does(head, number.wang, '派单');
    await head.presses(FIRM);
    await head.presses('就这些单位');
    for (const who of [wang, liu, zhao]) who.sees('已派给承办单位');
    for (const who of [wang, liu, zhao]) who.fresh();
    await does(firm, number.wang, '已联系');
    expect(heard(wang, '说已联系过您')).toBe(1);
    expect(heard(liu, '说已联系过您') + heard(zhao, '说已联系过您')).toBe(0);
    await does(firm, number.wang, '问反映人');
    await firm.says('您家是几楼？');
    expect(heard(wang, '您家是几楼')).toBe(1);
    expect(heard(liu, '您家是几楼') + heard(zhao, '您家是几楼')).toBe(0);
  });

  test('one of them is forgotten, and nobody else', async () => {
    await wang.says(number.wang);
    await wang.presses('忘记我');
    await wang.presses('确定忘记我');
    wang.sees('已经忘记');
    expect(heard(liu, '已经忘记') + heard(zhao, '已经忘记')).toBe(0);
    await does(firm, number.wang, '报进展');
    await firm.says('阀门已关，明天换管');
    for (const who of [liu, zhao]) who.sees('明天换管');
    expect(heard(wang, '明天换管')).toBe(0);
  });

  test('her answer comes too late to be taken back, and she is told', async () => {
    const late = await reports(liu, '3号楼路灯不亮');
    await does(head, late, '受理');
    await does(head, late, '派单');
    await head.presses(FIRM);
    await head.presses('就这些单位');
    await liu.says(late);
    await liu.presses('撤回');
    await does(firm, late, '办结：做好了');
    await firm.says('灯泡已换');
    if (labels(firm.last()).includes('发送')) await firm.presses('发送');
    expect(await stateOf(late)).toBe('callback');
    await liu.presses('确定撤回');
    liu.sees('现在撤不回来');
    expect(await stateOf(late)).toBe('callback');
  });

  test('whom she does not find in the list she names in words, and the desk is told', async () => {
    const fourth = await reports(zhao, '3号楼消防通道堵了');
    await zhao.says(fourth);
    await zhao.presses('请某单位回避');
    await zhao.says('请三楼那家公司的人不要管这件事');
    if (labels(zhao.last()).includes('发送')) await zhao.presses('发送');
    zhao.sees('已转给');
    head.sees('请三楼那家公司的人不要管');
  });

  test('of what a department is reported for the committee can do nothing, not even by its id', async () => {
    const caseId = await town.asOperator('a burden', async (uow) => {
      const what = { source: 'phone', category: 'ledgers', mode: 'anonymous', words: '要我们报三套台账' } as const;
      return must(await enterCase(uow, { communityId: town.communityId, ...what })).row.id;
    });
    const about = {
      caseId,
      reason: '想看看',
      words: '想看看',
      round: 0,
      solved: true,
      satisfaction: 'satisfied' as const,
    };
    const refused = { ok: false, error: { kind: 'case_not_found' } };
    expect(await town.asPerson('陈主任本人', (uow) => stepAside(uow, about))).toMatchObject(refused);
    expect(await town.asPerson('陈主任本人', (uow) => callBackFor(uow, about))).toMatchObject(refused);
  });
});
