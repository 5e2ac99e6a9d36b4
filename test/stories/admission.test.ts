/** 准入 and 通报 on each platform: a department's request is taken, refused and reported with taps; a bulletin is approved and published. */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { bindChat } from '../../src/usecases/conversation/bind-chat.ts';
import { requestAdmission } from '../../src/usecases/hotline/admission.ts';
import { draftBulletin } from '../../src/usecases/hotline/bulletin.ts';
import { joins, lineGroup, onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { holds } from './seen.ts';
import { inOneTown, must } from './town.ts';
import type { Voice } from './voice.ts';

await inOneTown('admissions and bulletins', (town) => {
  const head = onLine(town);
  const member = onTelegram(town, { name: '周委员' });
  const station = onTelegram(town, { name: '何师傅' });
  const watcher = onLine(town);
  const lane = lineGroup();
  const neighbour = onTelegram(town, { name: '路过的' });
  const heard = (who: Voice, words: string): boolean => who.screen().some((seen) => holds(seen, words));
  let unitId = '';

  const asks = (title: string, fundingFen: number | null = null) =>
    town.asOperator(title, async (uow) =>
      must(await requestAdmission(uow, { communityId: town.communityId, departmentBodyId: unitId, title, fundingFen })),
    );

  test('the people: a head on LINE, a member on Telegram, a unit, a supervisor', async () => {
    await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
    await member.says(`绑定 ${await town.invites({ name: '周委员本人', role: 'committee_member' })}`);
    await station.says(`绑定 ${await town.invites({ name: '何师傅本人', role: 'unit_member', unit: '安居物业' })}`);
    await watcher.says(`绑定 ${await town.invites({ name: '孙监督本人', role: 'supervisor' })}`);
    const [unit] = await town.rows<{ id: string }>(sql`select id from lilong.body where name = '安居物业'`);
    unitId = unit?.id ?? '';
    await joins(town, lane);
    const [chat] = await town.rows<{ id: string }>(
      sql`select id from lilong.chat where platform = 'line' and scope = 'group'`,
    );
    await town.asOperator('the lane', async (uow) =>
      must(await bindChat(uow, { chatId: chat?.id ?? '', communityId: town.communityId, move: false })),
    );
  });

  test('a request arrives with three buttons at the committee, and with nobody else', async () => {
    await asks('代收停车费', 120_000);
    await town.settle();
    for (const who of [head, member]) {
      expect(who.last().text).toContain('代收停车费');
      expect(who.last().text).toContain('1200');
      expect(who.last().buttons.map(({ label }) => label)).toEqual(['同意', '拒绝', '举报']);
    }
    for (const who of [station, watcher, neighbour]) expect(heard(who, '代收停车费')).toBe(false);
  });

  test('taken with one tap, on whichever platform first; the department hears, the second tap changes nothing', async () => {
    await member.presses('同意');
    expect(member.last().text).toContain('已接受');
    expect(heard(station, '代收停车费')).toBe(true);
    await head.presses('同意');
    expect(head.last().text).toContain('已经决定过了');
  });

  test('refused with a sentence, which the department reads', async () => {
    await asks('挂牌十块');
    await town.settle();
    await head.presses('拒绝');
    expect(head.last().text).toContain('理由');
    await head.says('不在准入清单内');
    expect(head.last().text).toContain('已拒绝');
    expect(heard(station, '不在准入清单内')).toBe(true);
  });

  test('reported: the committee has a number and a code, the department hears nothing at all', async () => {
    await asks('迎检台账三套');
    await town.settle();
    const before = station.screen().length;
    await head.presses('举报');
    await head.says('又要我们做三套台账');
    expect(head.last().text).toMatch(/H-[2-9A-Z]{6}/);
    expect(station.screen()).toHaveLength(before);
    const [made] = await town.rows<{ source: string; family: string }>(
      sql`select source, family from lilong.hotline_case`,
    );
    expect(made).toEqual({ source: 'admission', family: 'burden' });
  });

  test('a bulletin: approved by the supervision committee, published by the head, told to the group with its picture', async () => {
    const month = town
      .now()
      .toZonedDateTimeISO('Asia/Shanghai')
      .toPlainDate()
      .toPlainYearMonth()
      .subtract({ months: 1 });
    await town.asOperator('draft', async (uow) =>
      must(await draftBulletin(uow, { of: { communityId: town.communityId }, month: month.toString() })),
    );
    await town.settle();
    expect(heard(head, '同意发布')).toBe(false);
    expect(watcher.screen().some(({ buttons }) => buttons.some(({ label }) => label === '同意发布'))).toBe(true);
    await watcher.presses('同意发布');
    expect(watcher.last().text).toContain('已同意');
    await head.presses('发布');
    expect(head.last().text).toContain('已公布');
    expect(
      head
        .in(lane)
        .screen()
        .some((seen) => holds(seen, '热线案件办理情况通报')),
    ).toBe(true);
    await watcher.presses('同意发布');
    expect(watcher.last().text).toContain('已经办过了');
  });

  theRecordHolds(town);
});
