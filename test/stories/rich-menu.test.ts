/** The menu below the chat on LINE goes by seat and language, changes with them, and costs no push. */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { endSeat } from '../../src/usecases/registry/seats.ts';
import { onLine } from './on-line.ts';
import { theRecordHolds } from './record.ts';
import { inOneTown, must } from './town.ts';

await inOneTown(
  'the menu on LINE',
  (town) => {
    const head = onLine(town);
    const resident = onLine(town);
    const menuOf = (user: string): unknown => {
      const { linked, menus } = town.line.richMenus;
      return String(menus.get(linked.get(user) ?? '')?.menu.name ?? 'everybody’s').split(' ')[1] ?? 'everybody’s';
    };

    test('a resident has everybody’s, a head her own once she is bound', async () => {
      await resident.says('帮助');
      expect(menuOf(resident.user)).toBe('everybody’s');
      await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
      await head.says('帮助');
      expect(menuOf(head.user)).toBe('head-zh-Hans');
      // What a cell says is a word like any other.
      await head.says('本周');
      head.sees('幸福里社区本周');
    });

    test('it speaks the language she chose', async () => {
      await head.says('/lang');
      await head.presses('English');
      await head.says('help');
      expect(menuOf(head.user)).toBe('head-en');
      await resident.says('/lang');
      await resident.presses('繁體中文');
      await resident.says('幫助');
      expect(menuOf(resident.user)).toBe('everybody-zh-Hant');
    });

    test('whose seat has ended has everybody’s again; no push was spent on any of it', async () => {
      const [seat] = await town.rows<{ id: string }>(
        sql`select id from lilong.role_seat where role = 'committee_head'`,
      );
      await town.asOperator('end the seat', async (uow) => must(await endSeat(uow, { seatId: seat?.id ?? '' })));
      await head.says('help');
      expect(menuOf(head.user)).toBe('everybody-en');
      const counted = await town.rows<{ n: number }>(
        sql`select coalesce(sum(recipients), 0)::int as n from lilong.outbox where topic = 'menu'`,
      );
      expect(counted).toEqual([{ n: 0 }]);
    });

    theRecordHolds(town);
  },
  { richMenus: true },
);
