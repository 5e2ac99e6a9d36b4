/**
 * A demand that is the whole building's: a neighbour co-signs instead of filing, others are merged into it, a unit works on
 * it, it is doubted and climbs, and at each step everyone whose it is hears once.
 */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { createInvitation } from '../../src/usecases/registry/invitations.ts';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { holds, labels, numberIn, type Seen } from './seen.ts';
import { FIRST_GRID, onBothDatabases } from './town.ts';
import type { Voice } from './voice.ts';

const FIRM = '安居物业';

await onBothDatabases('the whole life of a demand', (town) => {
  const officer = onTelegram(town, { name: '李网格员' });
  const head = onLine(town);
  const office = onTelegram(town, { name: '街道王科' });
  const firm = onLine(town);
  const wang = onLine(town);
  const li = onTelegram(town, { name: '李阿姨' });
  const zhou = onLine(town);
  const ma = onTelegram(town, { name: '马师傅' });

  const heard = (who: Voice, words: string | RegExp): number => who.fresh().filter((seen) => holds(seen, words)).length;
  const cardOf = (who: Voice, number: string): Seen => {
    const card = [...who.screen()].reverse().find((seen) => holds(seen, new RegExp(`^${number} · `)));
    if (!card) throw new Error(`no card of ${number}`);
    return card;
  };
  /** Forgets what is on the screens, so that the next step alone is counted. */
  const allRead = async (...people: readonly Voice[]) => {
    for (const one of people) await one.says('查');
  };
  const pressesOn = async (who: Voice, card: Seen, label: string): Promise<void> => {
    const button = card.buttons.find((one) => one.label === label);
    if (!button?.token) throw new Error(`no [${label}] on ${card.text}`);
    await who.pressesToken(button.token);
  };
  const solves = async (who: Voice, number: string, account: string): Promise<void> => {
    await who.says(`查 ${number}`);
    await pressesOn(who, cardOf(who, number), '办结');
    await who.says(account);
    await who.presses('没有照片，直接办结');
    who.sees('已办结');
  };

  let first = '';
  let second = '';
  let third = '';

  test('everyone is bound, the firm’s man to his firm', async () => {
    await officer.says(`绑定 ${await town.invites({ name: '李桂兰', role: 'grid_officer', grid: FIRST_GRID })}`);
    await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
    await office.says(`绑定 ${await town.invites({ name: '王科长本人', role: 'subdistrict' })}`);
    await firm.says(`绑定 ${await town.invites({ name: '物业小张', role: 'unit_member', unit: FIRM })}`);
    await li.says(`绑定 ${await town.invites({ name: '李秀英', home: '3号楼' })}`);
    for (const one of [officer, head, office, firm, li]) one.sees('绑定成功');
  });

  test('a neighbour about to file sees that it is known, without a word or a name of the other, and co-signs', async () => {
    await wang.says('3号楼电梯又坏了，老人下不了楼');
    await wang.presses('登记需求');
    first = numberIn(wang.sees('已登记'));
    await li.says('3号楼的电梯坏了两天了没人修');
    await li.presses('登记需求');
    const offer = li.sees('已有1位邻居反映同一问题');
    expect(offer.text).toContain(first);
    expect(offer.text).toContain('待受理');
    expect(offer.text).not.toContain('老人');
    expect(labels(offer)).toEqual(['附议', '另开一件', '不用了']);
    await li.presses('附议');
    li.sees(`已附议 ${first},现在共有 1 位居民附议`);
    await li.says(`附议${first}`);
    li.sees('您已经附议过了');
  });

  test('whoever is not bound is told how to be, and files her own with the words she wrote', async () => {
    await zhou.says('我们3号楼电梯坏了，上不去');
    await zhou.presses('登记需求');
    zhou.sees('已有2位邻居反映同一问题');
    await zhou.presses('附议');
    expect(labels(zhou.sees('附议要先绑定身份'))).toEqual(['另开一件', '不用了']);
    await zhou.presses('另开一件');
    second = numberIn(zhou.sees('已登记'));
    await ma.says('3号楼电梯停了，电梯坏了怎么办');
    await ma.presses('登记需求');
    ma.sees('邻居反映同一问题');
    await ma.presses('另开一件');
    third = numberIn(ma.sees('已登记'));
  });

  test('accepted: the submitter and the co-signer hear it once, the others not', async () => {
    await allRead(wang, li, zhou);
    await officer.says(`查 ${first}`);
    await officer.presses('受理');
    expect([wang, li, zhou].map((who) => heard(who, '已受理'))).toEqual([1, 1, 0]);
    expect(cardOf(officer, first).text).toMatch(/附议\s*[:：]?\s*1/);
  });

  test('merged, and merged into what was merged: both land at the first, and their numbers lead there', async () => {
    await allRead(wang, li, zhou, ma);
    await officer.says(`查 ${second}`);
    await pressesOn(officer, cardOf(officer, second), '更多');
    expect(labels(officer.last())).toEqual(['并案']);
    await officer.presses('并案');
    await officer.says('没有编号');
    officer.sees('请写编号');
    await officer.says(`和 ${first} 一样`);
    officer.sees(`${second} 已并入 ${first}`);
    expect(heard(zhou, '并在一起办')).toBe(1);
    expect(heard(wang, '并')).toBe(0);

    await officer.says(`查 ${third}`);
    await pressesOn(officer, cardOf(officer, third), '更多');
    await officer.presses('并案');
    await officer.says(second);
    officer.sees(`${third} 已并入 ${first}`);
    expect(heard(ma, '同一件事')).toBe(1);

    await officer.says(`查 ${first}`);
    await pressesOn(officer, cardOf(officer, first), '更多');
    await officer.presses('并案');
    await officer.says(third);
    officer.sees('已经是一件了');

    await zhou.says(`查 ${second}`);
    const shown = zhou.sees('已并案');
    expect(labels(shown)).toEqual([first, '补充说明']);
    await li.says(`附议 ${third}`);
    li.sees('您已经附议过了');
  });

  test('progress reaches all four, each once, also whoever filed and co-signed from two accounts', async () => {
    const liOnLine = onLine(town);
    await liOnLine.says('查');
    const [signed] = await town.rows<{ id: string }>(
      sql`select person_id as id from lilong.cosign where withdrawn_at is null`,
    );
    const again = await town.asOperator('a second code for li', async (uow) => {
      const made = await createInvitation(uow, { personId: signed?.id ?? '' });
      return made.ok ? made.value.code : '';
    });
    await liOnLine.says(`绑定 ${again}`);
    liOnLine.sees('绑定成功');
    await liOnLine.says(`附议 ${first}`);
    liOnLine.sees('您已经附议过了');
    await allRead(wang, li, liOnLine, zhou, ma);
    await officer.says(`查 ${first}`);
    await pressesOn(officer, cardOf(officer, first), '报进展');
    await officer.says('已联系维保，今天下午到');
    expect([wang, zhou, ma].map((who) => heard(who, '已联系维保'))).toEqual([1, 1, 1]);
    expect(heard(li, '已联系维保') + heard(liOnLine, '已联系维保')).toBe(1);
    expect(zhou.sees('已联系维保').text).toContain(second);
  });

  test('referred: the firm gets it, gives it back with a reason, gets it again and solves it; no clock starts anew', async () => {
    const clock = () =>
      town.rows<{ due: string }>(
        sql`select due_at::text as due from lilong.schedule where state = 'waiting' and kind = 'demand.handling-due'
          order by due_at`,
      );
    const before = await clock();
    await allRead(wang, zhou, firm);
    const refers = async () => {
      await officer.says(`查 ${first}`);
      await pressesOn(officer, cardOf(officer, first), '更多');
      await officer.presses('转办');
      await officer.presses(FIRM);
      await officer.presses('直接转办');
      officer.sees(`${first} 已转给${FIRM}`);
    };
    await refers();
    expect([wang, zhou].map((who) => heard(who, `已转给${FIRM}`))).toEqual([1, 1]);
    const card = firm.sees('居委会转来');
    expect(labels(card)).toEqual(['报进展', '办结', '请补充', '退回']);
    await pressesOn(firm, card, '退回');
    await firm.says('电梯还在保修期，归厂家');
    firm.sees('已退回居委会');
    expect(cardOf(officer, first).text).toContain('已受理');
    officer.sees('电梯还在保修期');
    await firm.says(`查 ${first}`);
    expect(labels(firm.sees(first))).toEqual(['附议']);
    await refers();
    expect(await clock()).toEqual(before);
    await firm.says('今日');
    firm.sees(first);

    await allRead(wang, li, zhou);
    await solves(firm, first, '厂家换了主板，已恢复运行');
    expect(labels(wang.sees('换了主板'))).toEqual(['已解决', '没解决', '依据']);
    expect(labels(zhou.sees('换了主板'))).toEqual(['没解决']);
    await officer.says(`查 ${first}`);
    expect(cardOf(officer, first).text).toContain('已办结');
  });

  test('a neighbour whose demand was merged says it is not solved; the firm has it no longer, the head has it', async () => {
    await allRead(wang, firm, head);
    await zhou.presses('没解决');
    await zhou.says('今天早上又停了');
    zhou.sees('已重开');
    expect(heard(wang, '已重开')).toBe(1);
    expect(heard(firm, '不再由贵单位办理')).toBe(1);
    expect(head.sees('反映人说没解决').text).toContain('今天早上又停了');
  });

  test('reopened twice, then it climbs instead, pressed, to the subdistrict and the head', async () => {
    await head.presses('受理');
    await solves(head, first, '更换了整台主机');
    await wang.presses('没解决');
    await wang.presses('不用写，重新办理');
    wang.sees('已重开');
    await office.says(`查 ${first}`);
    await office.presses('受理');
    await solves(office, first, '街道协调厂家现场值守');
    await allRead(head, li, zhou);
    await wang.presses('没解决');
    await wang.says('还是不行');
    wang.sees('转上一级督办');
    expect(heard(li, '仍没解决')).toBe(1);
    for (const one of [head, office]) {
      const card = one.sees('多次没解决');
      expect(card.text).toMatch(/督办\s*[:：]?\s*是/);
      expect(labels(card)).toContain('办结');
    }
    await head.says(`查 ${first}`);
    await pressesOn(head, cardOf(head, first), '更多');
    expect(labels(head.last())).not.toContain('解除督办');
    await allRead(wang, li, zhou, head);
    await office.says(`查 ${first}`);
    await pressesOn(office, cardOf(office, first), '更多');
    await office.presses('解除督办');
    await office.says('厂家已经排期更换');
    office.sees('已解除督办');
    // Whoever was told that it is pressed hears that it is so no longer, and why.
    expect([wang, li, zhou, head].map((who) => heard(who, '厂家已经排期更换'))).toEqual([1, 1, 1, 1]);
    await solves(office, first, '换了新电梯，验收合格');
    await wang.presses('已解决');
    wang.sees('已确认解决');
    await wang.says(`查 ${first}`);
    expect(wang.sees('已确认').text).toMatch(/转给单位办理[\s\S]*单位退回[\s\S]*重开[\s\S]*转上一级督办/);
  });

  theRecordHolds(town);
});
