/** Somebody begins a report in a group: nothing of it is said there, and it goes on in her own chat by a link. */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { lineGroup, onLine } from './on-line.ts';
import { onTelegram, telegramGroup } from './on-telegram.ts';
import { inOneTown } from './town.ts';

const WORDS = '街道要我们居委会填报八张表，说不填就一票否决';

await inOneTown('a report begun in a group', (town) => {
  const liu = onTelegram(town, { name: '刘姐' });
  const group = telegramGroup('幸福里骨干群');

  test('the group is told nothing of it', async () => {
    await liu.in(group).says(`/report ${WORDS}`);
    const said = liu
      .in(group)
      .screen()
      .map(({ text }) => text);
    expect(said.join()).toContain('私聊');
    expect(said.join()).not.toMatch(/一票否决|八张表|举报/);
  });

  test('the link opens the report in her own chat, with what she said', async () => {
    const link = liu
      .in(group)
      .screen()
      .flatMap(({ buttons }) => buttons)
      .find(({ url }) => url !== undefined);
    await liu.opens(link?.url ?? '');
    liu.sees('谁可以知道');
    await liu.presses('匿名');
    await liu.presses('说不清');
    const offer = liu.sees('这样发送');
    expect(offer.text).toContain('街道要我们居委会');
    await liu.presses('发送');
    liu.sees('查询码');
  });

  test('of the message in the group nothing is kept as it came', async () => {
    const kept = await town.rows(sql`select 1 from lilong.inbox where body_sealed is not null`);
    expect(kept).toEqual([]);
  });

  test('a mention on LINE goes the same way', async () => {
    const zhao = onLine(town);
    const there = zhao.in(lineGroup());
    await there.mentions(`举报 ${WORDS}`);
    expect(
      there
        .screen()
        .map(({ text }) => text)
        .join(),
    ).not.toMatch(/一票否决|八张表/);
  });
});
