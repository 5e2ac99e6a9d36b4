/** Tasks the other way round: an English-speaking head on Telegram, an officer on LINE, and a subdistrict with two communities. */

import { sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import type { PersonRole } from '../../src/domain/permissions/roles.ts';
import type { SeatPosition } from '../../src/domain/registry/seats.ts';
import { createBody } from '../../src/usecases/registry/bodies.ts';
import { createCommunity, createPerson } from '../../src/usecases/registry/create.ts';
import { createInvitation } from '../../src/usecases/registry/invitations.ts';
import { endSeat, grantSeat } from '../../src/usecases/registry/seats.ts';
import { createTask } from '../../src/usecases/task/create.ts';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { photo } from './pictures.ts';
import { theRecordHolds } from './record.ts';
import { labels, plainly } from './seen.ts';
import { COMMUNITY, inOneTown, must } from './town.ts';

await inOneTown('tasks by chat, the other way round', (town) => {
  const head = onTelegram(town, { name: 'Ms Chen' });
  const deputy = onLine(town);
  const officer = onLine(town);
  const office = onLine(town);
  const other = { id: '' };
  let committeeId = '';

  const inDays = (days: number) => town.now().toZonedDateTimeISO(COMMUNITY.zone).toPlainDate().add({ days });
  const codeFor = (
    name: string,
    ...seats: readonly { role: PersonRole; bodyId?: string; position?: SeatPosition; communityId?: string }[]
  ) =>
    town.asOperator(`seat ${name}`, async (uow) => {
      const { id } = must(await createPerson(uow, { communityId: town.communityId, name }));
      for (const seat of seats) must(await grantSeat(uow, { personId: id, ...seat }));
      return must(await createInvitation(uow, { personId: id })).code;
    });
  const sets = async (title: string, days: number, communityId = town.communityId) => {
    await town.asOperator(`set ${title}`, async (uow) =>
      must(
        await createTask(uow, {
          communityId,
          title: { 'zh-Hans': title },
          ownerRole: 'committee_head',
          verifierRole: 'subdistrict',
          evidence: 'none',
          dueOn: inDays(days),
        }),
      ),
    );
    await town.settle();
  };
  const stateOf = async (title: string) => {
    const [row] = await town.rows<{ state: string }>(
      sql`select state from lilong.task where title ->> 'zh-Hans' = ${title}`,
    );
    return row?.state;
  };

  test('a committee with a deputy; a subdistrict officer with a seat in two communities', async () => {
    await town.asOperator('second community', async (uow) => {
      other.id = must(await createCommunity(uow, { code: 'second', name: '安康里社区' })).id;
      committeeId = must(
        await createBody(uow, { communityId: town.communityId, kind: 'committee', name: '居委会' }),
      ).id;
    });
    const bodyId = committeeId;
    await head.says(`/bind ${await codeFor('Chen Head', { role: 'committee_head', bodyId, position: 'chair' })}`);
    await deputy.says(`绑定 ${await codeFor('周副主任', { role: 'committee_member', bodyId, position: 'deputy' })}`);
    await officer.says(`綁定 ${await codeFor('李桂兰', { role: 'grid_officer' })}`);
    await office.says(
      `绑定 ${await codeFor('吴科长本人', { role: 'subdistrict' }, { role: 'subdistrict', communityId: other.id })}`,
    );
    await head.says('/lang');
    await head.presses('English');
    await officer.says('/lang');
    await officer.presses('繁體中文');
    await head.says('/help');
    head.sees('To set one');
  });

  test('English all through: a list of more than a page, the card, more time, nothing lost on a wrong date', async () => {
    for (const at of [1, 2, 3, 4, 5, 6]) await sets(`第${at}项`, 10 + at);
    await head.says('tasks');
    const list = head.sees('You have 6 tasks');
    expect(labels(list).slice(0, 6)).toEqual(['1. 第1项', '2. 第2项', '3. 第3项', '4. 第4项', '5. 第5项', 'Next page']);
    await head.presses('Next page');
    expect(labels(head.sees('第6项'))).toContain('1. 第6项');
    await head.says('1');
    await head.presses('Ask for time');
    await head.says('soon');
    head.sees('could not read a date');
    await head.says('+2 days');
    head.sees('write why');
    await head.presses('Not now');
    await head.presses('Got it');
    head.sees('Received');
  });

  test('a button pressed while something else is being written leads there, and the first button is stale', async () => {
    await head.presses('Ask for time');
    await head.presses('Hand to…');
    head.sees('still answer for it');
    await head.presses('李桂兰 · grid officer');
    head.sees('Handed to 李桂兰');
    expect(officer.last().text).toContain('這項任務轉給了您');
    await officer.says('任務');
    officer.sees('您有1項任務');
    await officer.presses('1. 第6项');
    await officer.presses('完成');
    officer.sees('交上去了');
  });

  test('the deputy finds the tasks of her head, may answer for them, and may not verify them', async () => {
    await deputy.says('任务');
    const list = deputy.sees('您有5项任务');
    expect(list.text).toContain('您是副手');
    await deputy.presses('1. 第1项');
    await deputy.presses('收到');
    deputy.sees('收到了');
    expect(await stateOf('第1项')).toBe('acknowledged');
    await deputy.says('布置任务');
    deputy.sees('要居委会主任或街道');
  });

  test('the subdistrict: counts of all its communities, then one; a line is kept while the community is asked for', async () => {
    await sets('安康里的一项', 3, other.id);
    await office.says('本周');
    const counts = office.sees('各社区本周');
    expect(plainly(counts.text)).toContain('安康里社区:0 / 1 / 0');
    await office.presses('安康里社区');
    const week = office.sees('安康里社区本周');
    expect(week.text).toContain('吴科长本人办');
    await office.says('任务 下周五前 报整改方案 给Chen Head');
    office.sees('给哪个社区布置');
    await office.presses('幸福里社区');
    const preview = office.sees('没错就布置');
    expect(preview.text).toContain('报整改方案');
    expect(preview.text).toContain('Chen Head');
    await office.says('好的');
    office.sees('布置好了');
    expect(head.last().text).toContain('报整改方案');
  });

  test('ordered from above on LINE, read in English on Telegram; on Telegram the head orders in English', async () => {
    await office.says('任务 下周五前 清查仓库 给Chen Head');
    await office.presses('幸福里社区');
    await office.says('好的');
    await office.presses('看看');
    await office.presses('督办');
    await office.says('要防汛了');
    office.sees('已督办');
    expect(head.last().text).toContain('pressed from above now');
    expect(head.last().text).toContain('要防汛了');
    await office.presses('看看');
    await office.presses('改期');
    await office.says('+2天，仓库在修');
    office.sees('已改期');
    expect(head.last().text).toContain('仓库在修');
    await office.presses('看看');
    await office.presses('取消任务');
    await office.says('已经清过');
    expect(head.last().text).toContain('已经清过');
    expect(await stateOf('清查仓库')).toBe('cancelled');
    await town.asPerson('Chen Head', async (uow) =>
      must(
        await createTask(uow, {
          communityId: town.communityId,
          title: { 'zh-Hans': '擦窗' },
          ownerRole: 'grid_officer',
          evidence: 'none',
          dueOn: inDays(1),
        }),
      ),
    );
    await town.settle();
    await head.says('/week');
    await head.presses('1. 擦窗');
    expect(labels(head.last())).toEqual(expect.arrayContaining(['Change the date', 'Press it', 'Call it off']));
    await head.presses('Change the date');
    await head.says('+3 days');
    head.sees('Moved');
    await head.presses('Show');
    await head.presses('Press it');
    await head.says('Visitors are coming');
    head.sees('They have your reason');
    expect(officer.last().text).toContain('Visitors are coming');
    await head.presses('Show');
    await head.presses('Call it off');
    await head.says('Not needed any more');
    head.sees('Called off');
    expect(await stateOf('擦窗')).toBe('cancelled');
  });

  test('Telegram photos with a caption are evidence with words', async () => {
    await office.says('任务 7天后 拍公告栏 给Chen Head');
    await office.presses('幸福里社区');
    await office.presses('改材料要求');
    await office.presses('改材料要求');
    office.sees('要交照片或文件');
    await office.presses('就这样布置');
    await head.presses('Done');
    head.sees('wants a photo or a file');
    await head.sendsPhoto(await photo(), 'The new board');
    head.sees('Send more');
    await head.presses('Hand it in');
    head.sees('with 1 file');
    const asked = office.last();
    expect(asked.text).toContain('The new board');
    await office.presses('看照片');
    // Without a public address LINE can show no pictures, and says so.
    office.sees('有照片，此处无法显示');
    await office.presses('核验通过');
    office.sees('已核验，办结');
  });

  test('the digest of the morning: 都收到了 for all of it, and every reminder is seen', async () => {
    const at = inDays(8).toZonedDateTime({ timeZone: COMMUNITY.zone, plainTime: Temporal.PlainTime.from('09:30') });
    await town.passesUntil(at.toInstant());
    const digest = head.screen().filter(({ buttons }) => buttons.some(({ label }) => label === 'Got all of it'));
    expect(digest.length).toBeGreaterThan(0);
    await head.presses('Got all of it');
    head.sees('marked as received');
    expect(await stateOf('第5项')).toBe('acknowledged');
    await head.presses('Got all of it');
    head.sees('received all of these before');
  });

  test('whose task became somebody else’s presses an old button: she is told, and nothing happens', async () => {
    const [seat] = await town.rows<{ id: string }>(
      sql`select id from lilong.role_seat where role = 'committee_head' and until is null and community_id = ${town.communityId}`,
    );
    await town.asOperator('the head leaves', async (uow) => must(await endSeat(uow, { seatId: seat?.id ?? '' })));
    await head.presses('Done');
    head.sees('not yours now');
    await head.says('tasks');
    head.sees('nothing you have to do');
  });

  theRecordHolds(town);
});
