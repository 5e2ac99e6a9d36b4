/** An officer's day: what is due first, one tap for the next, several at once, and two officers at the same demand. */

import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { holds, labels, numberIn, type Seen } from './seen.ts';
import { FIRST_GRID, inOneTown, SECOND_GRID } from './town.ts';
import type { Voice } from './voice.ts';

await inOneTown('the list of an officer', (town) => {
  const officer = onTelegram(town, { name: '李网格员' });
  const colleague = onLine(town);
  const neighbour = onTelegram(town, { name: '周网格员' });
  const head = onLine(town);
  const supervisor = onTelegram(town, { name: '吴监督' });
  const office = onTelegram(town, { name: '街道办' });
  const residents = Array.from({ length: 8 }, () => onLine(town));
  const numbers: string[] = [];

  const registers = async (who: Voice, words: string): Promise<string> => {
    await who.says(words);
    await who.presses('登记需求');
    return numberIn(who.sees('已登记'));
  };
  const heard = (who: Voice, words: string | RegExp): number => who.fresh().filter((seen) => holds(seen, words)).length;
  const stateOf = async (number: string): Promise<string> => {
    const [row] = await town.rows<{ state: string }>(
      sql`select state from lilong.demand where number = ${Number(number.slice(-4))}`,
    );
    return row?.state ?? 'none';
  };

  test('everybody is bound; eight neighbours report something within two days', async () => {
    for (const [who, invitee] of [
      [officer, { name: '李桂兰', role: 'grid_officer', grid: FIRST_GRID }],
      [colleague, { name: '孙网格员本人', role: 'grid_officer', grid: FIRST_GRID }],
      [neighbour, { name: '周建国', role: 'grid_officer', grid: SECOND_GRID }],
      [head, { name: '陈主任本人', role: 'committee_head' }],
      [supervisor, { name: '吴监督员本人', role: 'supervisor' }],
      [office, { name: '街道办事员', role: 'subdistrict' }],
    ] as const) {
      await who.says(`绑定 ${await town.invites(invitee)}`);
      who.sees('绑定成功');
    }
    const words = [
      '楼道灯不亮',
      '水管漏水',
      '电梯坏了',
      '垃圾没人清',
      '门禁坏了',
      '有人半夜装修噪音很大',
      '下水道堵了',
    ];
    for (const [at, what] of words.entries()) {
      const resident = residents[at];
      if (!resident) throw new Error('too few residents');
      numbers.push(await registers(resident, `${(at % 3) + 1}号楼${what}`));
      if (at === 2) await town.passes({ days: 4 });
    }
    const other = residents[7];
    if (other) numbers.push(await registers(other, '5号楼停车位被占'));
  });

  test('today: how much of what, the late ones first, five on a page', async () => {
    await officer.says('今日');
    const list = officer.sees('今日待办');
    expect(list.text).toMatch(/7件\n新 7 · 逾期 3 · 今天到期 \d · 等反映人 0/);
    expect(list.text.match(/D-\d{4}-\d{4}/g)).toEqual(numbers.slice(0, 5));
    expect(list.text).toContain('楼道灯不亮');
    expect(list.text).toMatch(/已逾期/);
    expect(list.text).not.toContain(numbers[7]);
    expect(labels(list)).toEqual([...numbers.slice(0, 5), '受理下一件', '受理本页', '选几件一起办', '下一页', '筛选']);
    await officer.presses('下一页');
    const second = officer.sees(numbers[5] ?? '');
    expect(second.text).not.toContain(numbers[0]);
    expect(labels(second)).toContain('上一页');
    await officer.presses('上一页');
    officer.sees(numbers[0] ?? '');
  });

  test('one tap takes the next one on; its card comes back', async () => {
    await officer.presses('受理下一件');
    expect(labels(officer.sees(`${numbers[0]} · 已受理`))).toContain('办结');
    expect(heard(residents[0] ?? officer, /已受理/)).toBe(1);
  });

  test('typed numbers take several on; each is told for itself', async () => {
    await officer.says('待办');
    const shown = officer.sees('今日待办').text.match(/D-\d{4}-\d{4}/g) ?? [];
    expect(shown[0]).toBe(numbers[1]);
    await officer.says('受理 1,3');
    const done = officer.sees('已受理 2 件');
    expect(done.text).toContain(numbers[1]);
    expect(done.text).toContain(numbers[3]);
    expect(await stateOf(numbers[1] ?? '')).toBe('accepted');
    expect(await stateOf(numbers[2] ?? '')).toBe('submitted');
    expect(heard(residents[1] ?? officer, /已受理/)).toBe(1);
    const entries = await town.rows<{ command: string }>(
      sql`select distinct entry::jsonb ->> 'command' as command from lilong.ledger
        where entry::jsonb ->> 'action' = 'demand.accept'`,
    );
    expect(entries).toHaveLength(3);
  });

  test('numbers that belong to no list change nothing, and the list is shown', async () => {
    await officer.says('怎么用');
    await officer.says('帮助');
    await officer.says('受理 1,2');
    officer.sees('对不上列表');
    officer.sees('今日待办');
    expect(await stateOf(numbers[2] ?? '')).toBe('submitted');
    await officer.says('受理3号楼的事什么时候办');
    expect(await stateOf(numbers[4] ?? '')).toBe('submitted');
    await officer.says('取消');
  });

  test('several are chosen by tapping, and one sentence of progress goes to each of them', async () => {
    await officer.says('今日');
    await officer.presses('选几件一起办');
    officer.sees('已选 0 件');
    await officer.presses('报进展');
    officer.sees('还没有选');
    await officer.presses(`☐ ${numbers[0]}`);
    await officer.presses(`☐ ${numbers[2]}`);
    expect(labels(officer.sees('已选 2 件'))).toContain(`☑ ${numbers[0]}`);
    await officer.presses('报进展');
    officer.sees('请写一句进展');
    await officer.says('已联系物业，明天上门');
    officer.sees('对吗');
    await officer.presses('对，就这样办');
    const told = officer.sees('进展已发出 1 件');
    expect(told.text).toContain('没有办成 1 件');
    expect(told.text).toMatch(new RegExp(`${numbers[2]}.*待受理`));
    expect(heard(residents[0] ?? officer, '已联系物业，明天上门')).toBe(1);
    expect(heard(residents[2] ?? officer, '已联系物业')).toBe(0);
  });

  test('filters show how many they hold, and leave only those', async () => {
    await officer.presses('回到待办');
    await officer.presses('筛选');
    const filters = officer.sees('看哪些');
    expect(labels(filters)).toContain('逾期 (1)');
    await officer.presses('逾期 (1)');
    const late = officer.sees('今日待办 · 逾期');
    expect(late.text.match(/D-\d{4}-\d{4}/g)).toEqual([numbers[2]]);
    await officer.presses('换个筛选');
    await officer.presses('按类别');
    const categories = officer.sees('看哪些');
    expect(labels(categories).some((label) => label.includes('电梯'))).toBe(true);
    await officer.presses(labels(categories).find((label) => label.includes('电梯')) ?? '');
    expect(officer.sees('今日待办 · ').text.match(/D-\d{4}-\d{4}/g)).toEqual([numbers[2]]);
    await officer.presses('换个筛选');
    await officer.presses('按地点');
    await officer.presses(labels(officer.sees('看哪些')).find((label) => label.startsWith('2号楼')) ?? '');
    expect(officer.sees('今日待办 · 2号楼').text).toContain(numbers[1]);
  });

  test('two officers of one grid take the same page at once: each hears truly what went and what did not', async () => {
    await officer.says('今日');
    await colleague.says('今日');
    const open = colleague.sees('今日待办');
    expect(labels(open)).toContain('受理本页');
    const press = (who: Voice) => () => who.presses('受理本页');
    await town.atOnce([press(officer), press(colleague)]);
    const told = [officer, colleague].map((who) => who.fresh().find((seen) => holds(seen, /受理 \d 件|没有办成/)));
    const counted = told.map((seen) => Number(/已受理 (\d) 件/.exec(seen?.text ?? '')?.[1] ?? 0));
    const refused = told.map((seen) => Number(/没有办成 (\d) 件/.exec(seen?.text ?? '')?.[1] ?? 0));
    const accepted = await town.rows(sql`select 1 from lilong.demand_event where kind = 'accept'`);
    expect(accepted).toHaveLength(3 + (counted[0] ?? 0) + (counted[1] ?? 0));
    expect((refused[0] ?? 0) + (refused[1] ?? 0)).toBeGreaterThan(0);
    expect(told.some((seen) => seen && holds(seen, /已经是「已受理」.*上一步/))).toBe(true);
  });

  test('one closes it from the card while the other closes it among several: once, and both are told', async () => {
    await colleague.says(`查 ${numbers[0]}`);
    await colleague.presses('办结');
    await colleague.says('我也换过了');
    colleague.sees('照片');
    await officer.says('今日');
    const rows: readonly string[] = officer.sees('今日待办').text.match(/D-\d{4}-\d{4}/g) ?? [];
    const [first, second] = [rows.indexOf(numbers[0] ?? ''), rows.indexOf(numbers[1] ?? '')];
    await officer.says(`办结 ${first + 1},${second + 1} 灯泡换好了`);
    officer.sees('对吗');
    await town.atOnce([() => colleague.presses('没有照片，直接办结'), () => officer.presses('对，就这样办')]);
    const [card, several] = [colleague, officer].map((who) => who.fresh()) as [readonly Seen[], readonly Seen[]];
    const byCard = card.some((seen) => holds(seen, '已办结，等反映人确认'));
    const told = several.find((seen) => holds(seen, /已办结 \d 件/));
    expect(told?.text).toContain(numbers[1]);
    expect(told && holds(told, byCard ? '已办结 1 件' : '已办结 2 件')).toBe(true);
    const late = byCard ? told : card.find((seen) => holds(seen, '已经是'));
    expect(late && holds(late, /已经是「已办结」.*上一步.*办结/)).toBe(true);
    expect(heard(residents[0] ?? officer, '已办结')).toBe(1);
    expect(await stateOf(numbers[0] ?? '')).toBe('resolved');
  });

  test('resolved together with one text, after one look at it', async () => {
    await officer.says('今日');
    await officer.says('办结 1,2 已经处理好了');
    const sure = officer.sees('对吗');
    expect(sure.text).toContain('已经处理好了');
    await officer.presses('对，就这样办');
    const told = officer.sees(/已办结 \d 件|没有办成/);
    expect(told.text).toMatch(/已办结 \d 件/);
  });

  test('the head sees her tier, the office what climbed, the supervisor everything and can do nothing', async () => {
    await head.says('今日');
    head.sees(numbers[7] ?? '');
    await office.says('今日');
    office.sees('现在没有等您处理的');
    await supervisor.says('今日');
    const all = supervisor.sees('今日待办');
    expect(labels(all).filter((label) => /受理|一起办/.test(label))).toEqual([]);
    await supervisor.says('受理 1,2');
    expect(await stateOf(numbers[7] ?? '')).toBe('submitted');
    await neighbour.says('today');
    expect(neighbour.sees('今日待办').text.match(/D-\d{4}-\d{4}/g)).toEqual([numbers[7]]);
  });

  theRecordHolds(town);
});
