/**
 * Several demands that are one matter: an officer merges them from her list, solves several with one photo, and the
 * neighbours whose demands were merged, or who co-signed, add what they know to the demand that stays.
 */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { photo } from './pictures.ts';
import { theRecordHolds } from './record.ts';
import { holds, labels, numberIn } from './seen.ts';
import { FIRST_GRID, inOneTown } from './town.ts';
import type { Voice } from './voice.ts';

await inOneTown('several that are one', (town) => {
  const officer = onTelegram(town, { name: '李网格员' });
  const colleague = onLine(town);
  const wang = onLine(town);
  const zhou = onTelegram(town, { name: '周阿姨' });
  const sun = onLine(town);
  const wu = onTelegram(town, { name: '吴师傅' });
  const he = onTelegram(town, { name: '何大姐' });
  const numbers: string[] = [];

  const registers = async (who: Voice, words: string): Promise<string> => {
    await who.says(words);
    await who.presses('登记需求');
    if (who.last().buttons.some(({ label }) => label === '另开一件')) await who.presses('另开一件');
    return numberIn(who.sees('已登记'));
  };
  const heard = (who: Voice, words: string | RegExp): number => who.fresh().filter((seen) => holds(seen, words)).length;
  const rowOf = async (number: string | undefined) => {
    const [row] = await town.rows<{ state: string; into: number | null; files: number; evidence: string | null }>(
      sql`select d.state, d.evidence, r.number as into,
        (select count(*)::int from lilong.attachment a where a.demand_id = d.id and a.state <> 'erased') as files
        from lilong.demand d left join lilong.demand r on r.id = d.merged_into_id
        where d.number = ${Number(number?.slice(-4))}`,
    );
    return row;
  };
  const rowsOfList = async (who: Voice): Promise<readonly string[]> => {
    await who.says('今日');
    return who.sees('今日待办').text.match(/D-\d{4}-\d{4}/g) ?? [];
  };

  test('everybody is bound; four report, three of them the same lift', async () => {
    for (const [who, invitee] of [
      [officer, { name: '李桂兰本人', role: 'grid_officer', grid: FIRST_GRID }],
      [colleague, { name: '孙网格员本人', role: 'grid_officer', grid: FIRST_GRID }],
      [wang, { name: '王秀英本人', home: '3号楼' }],
      [zhou, { name: '周文英本人', home: '3号楼' }],
      [sun, { name: '孙大妈本人', home: '3号楼' }],
      [he, { name: '何淑珍本人', home: '2号楼' }],
    ] as const) {
      await who.says(`绑定 ${await town.invites(invitee)}`);
      who.sees('绑定成功');
    }
    numbers.push(await registers(wang, '3号楼电梯坏了，停在五楼不动'));
    numbers.push(await registers(zhou, '3号楼电梯不动了，老人下不了楼'));
    numbers.push(await registers(sun, '3号楼电梯又停了'));
    numbers.push(await registers(wu, '2号楼楼道灯不亮'));
  });

  test('one alone is not merged; of several chosen she says which stays, and each submitter is told', async () => {
    expect(await rowsOfList(officer)).toEqual(numbers);
    await officer.says('并案 1');
    officer.sees('至少要选两件');
    await officer.says('取消');
    await officer.says('今日');
    await officer.presses('选几件一起办');
    await officer.presses(`☐ ${numbers[0]}`);
    await officer.presses(`☐ ${numbers[1]}`);
    await officer.presses('并案');
    const which = officer.sees('留下哪一件');
    expect(labels(which).slice(0, 2)).toEqual([numbers[0], numbers[1]]);
    expect(which.text).not.toContain(numbers[3]);
    await zhou.says('语言');
    await officer.presses(numbers[0] ?? '');
    officer.sees(`已把 1 件并入 ${numbers[0]}：${numbers[1]}`);
    expect(await rowOf(numbers[1])).toMatchObject({ state: 'merged', into: 1 });
    expect(heard(zhou, `您的 ${numbers[1]} 和 ${numbers[0]} 是同一件事`)).toBe(1);
  });

  test('typed numbers do it too; what cannot be merged any more is named with the reason', async () => {
    const shown = await rowsOfList(officer);
    const [kept, third, lamp] = [numbers[0], numbers[2], numbers[3]].map((number) => shown.indexOf(number ?? '') + 1);
    await officer.says(`合并 ${kept},${third},${lamp}`);
    officer.sees('留下哪一件');
    await wu.says(`查 ${numbers[3]}`);
    await wu.presses('撤回');
    wu.sees('已撤回');
    await officer.says(numbers[0] ?? '');
    const told = officer.sees(`已把 1 件并入 ${numbers[0]}：${numbers[2]}`);
    expect(told.text).toMatch(new RegExp(`没有办成 1 件：\\n${numbers[3]}：.*已撤回`));
    expect(await rowOf(numbers[2])).toMatchObject({ state: 'merged', into: 1 });
    expect(await rowOf(numbers[3])).toMatchObject({ state: 'withdrawn', into: null });
    const merges = await town.rows<{ command: string }>(
      sql`select distinct entry::jsonb ->> 'command' as command from lilong.ledger
        where entry::jsonb ->> 'action' = 'demand.merge'`,
    );
    expect(merges).toHaveLength(2);
  });

  test('a question about the demand that stays is answered by whoever filed a merged one, in her own words', async () => {
    await officer.says(`查 ${numbers[0]}`);
    await officer.presses('受理');
    await officer.presses('请补充');
    await officer.says('请问停在几楼，里面有没有人');
    expect(heard(zhou, '停在几楼')).toBe(1);
    await zhou.says('停在五楼和六楼中间，里面没有人');
    const asked = zhou.sees('这句是补充吗');
    expect(holds(asked, `${numbers[0]}（含您反映的 ${numbers[1]}）`)).toBe(true);
    await zhou.sendsPhoto(await photo({ colour: '#445566' }));
    await wang.says('语言');
    await zhou.presses('是，补充上');
    zhou.sees('已补充');
    expect(await rowOf(numbers[0])).toMatchObject({ state: 'accepted', files: 1 });
    expect(officer.sees('停在五楼和六楼中间').text).toContain('邻居补充情况');
    // Whose demand stays reads her own words, not her neighbour's.
    await wang.says(`查 ${numbers[0]}`);
    expect(wang.sees(numbers[0] ?? '').text).not.toContain('五楼和六楼中间');
  });

  test('on the card of her merged demand she can add to the one that stays', async () => {
    await zhou.says(`查 ${numbers[1]}`);
    expect(labels(zhou.sees(`${numbers[1]} · `))).toEqual([numbers[0], '补充说明']);
    await officer.says('语言');
    await zhou.presses('补充说明');
    await zhou.says('维修师傅今天来过，又走了');
    zhou.sees('已补充');
    expect(holds(officer.sees(numbers[0] ?? ''), '维修师傅今天来过')).toBe(true);
  });

  test('a photo sent before a co-signature goes along, and the words only with her consent', async () => {
    const neighbour = sun;
    // Long enough after her own demand: what she photographs now is about something else.
    await town.passes({ hours: 25 });
    const lamp = await registers(wang, '2号楼门口路灯不亮');
    numbers.push(lamp);
    await neighbour.sendsPhoto(await photo({ colour: '#112233' }));
    await neighbour.says('2号楼门口路灯不亮，天黑看不见台阶');
    await neighbour.presses('登记需求');
    neighbour.sees('已有1位邻居反映同一问题');
    await neighbour.presses('附议');
    neighbour.sees(`已附议 ${lamp}`);
    const offer = neighbour.sees('要补充到');
    expect(offer.text).toContain('天黑看不见台阶');
    expect(labels(offer)).toEqual(['照片和话都补充', '只补充照片', '不用了']);
    expect(await rowOf(lamp)).toMatchObject({ files: 0 });
    await officer.says('语言');
    await neighbour.presses('照片和话都补充');
    neighbour.sees(`已补充到 ${lamp}`);
    expect(await rowOf(lamp)).toMatchObject({ state: 'submitted', files: 1 });
    expect(holds(officer.sees(lamp), '邻居补充情况：2号楼门口路灯不亮，天黑看不见台阶')).toBe(true);
    await wang.says(`查 ${lamp}`);
    const own = wang.sees(lamp);
    expect(own.text).not.toContain('天黑看不见台阶');
  });

  test('only the photo goes when she keeps her words; nothing goes when somebody declines', async () => {
    const lamp = numbers.at(-1) ?? '';
    await zhou.sendsPhoto(await photo({ colour: '#332211' }));
    await zhou.says('2号楼门口路灯不亮了好几天');
    await zhou.presses('登记需求');
    await zhou.presses('附议');
    await zhou.presses('只补充照片');
    zhou.sees(`已补充到 ${lamp}`);
    expect(await rowOf(lamp)).toMatchObject({ files: 2 });
    const texts = await town.rows(
      sql`select 1 from lilong.demand_event where kind = 'neighbour_add' and text_sealed is null`,
    );
    expect(texts).toHaveLength(1);
    await he.sendsPhoto(await photo({ colour: '#665544' }));
    await he.says(`附议 ${lamp}`);
    expect(labels(he.sees('要补充到'))).toEqual(['只补充照片', '不用了']);
    await he.presses('不用了');
    expect(await rowOf(lamp)).toMatchObject({ files: 2 });
  });

  test('one photo and one sentence solve several; what was not to be solved yet has no photo', async () => {
    const lamp = numbers.at(-1) ?? '';
    const another = await registers(wu, '1号楼门口路灯不亮');
    await officer.says(`查 ${another}`);
    await officer.presses('受理');
    const before = await rowOf(numbers[0]);
    const shown = await rowsOfList(officer);
    const rows = [another, numbers[0] ?? '', lamp].map((number) => shown.indexOf(number) + 1);
    await officer.says(`办结 ${rows.join(',')}`);
    officer.sees('也可以先发一张照片');
    await officer.sendsPhoto(await photo({ colour: '#99aa99' }));
    officer.sees('照片已附到 2 件');
    await officer.says('都修好了，麻烦大家看看');
    const sure = officer.sees('对吗');
    expect(sure.text).toContain('照片已附到 2 件');
    await wu.says('语言');
    await officer.presses('对，就这样办');
    const told = officer.sees('已办结 2 件');
    expect(told.text).toMatch(new RegExp(`没有办成 1 件：\\n${lamp}：`));
    expect(await rowOf(another)).toMatchObject({ state: 'resolved', evidence: 'attachment', files: 1 });
    expect(await rowOf(numbers[0])).toMatchObject({ evidence: 'attachment', files: (before?.files ?? 0) + 1 });
    expect(await rowOf(lamp)).toMatchObject({ state: 'submitted', files: 2 });
    const result = wu.fresh();
    expect(result.some((seen) => holds(seen, '都修好了'))).toBe(true);
    expect(result.some(({ pictures }) => pictures > 0)).toBe(true);
  });

  test('not solved, says whoever filed a merged one: shown as another’s words, and not as the submitter’s', async () => {
    await zhou.says(`查 ${numbers[1]}`);
    await zhou.presses('没解决');
    await zhou.says('电梯门还是关不上');
    zhou.sees('已重开');
    await wang.says(`查 ${numbers[0]}`);
    const hers = wang.sees(`${numbers[0]} · `);
    expect(hers.text).toContain('另一位反映人说没解决：电梯门还是关不上');
    expect(hers.text).toMatch(/另一位反映人说没解决，重开$/m);
    expect(hers.text).not.toMatch(/您说没解决|周文英/);
    await officer.says(`查 ${numbers[0]}`);
    expect(officer.sees(numbers[0] ?? '').text).toContain('另一位反映人说没解决：电梯门还是关不上');
  });

  theRecordHolds(town);
});
