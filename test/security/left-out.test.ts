/**
 * Whoever a report is about, and whoever belonged to that unit when it came in and sits elsewhere now: every word of the chat,
 * every button of the desk, every command on a case and every page of the board finds her nothing. What exists is taken from
 * the lists the program itself has, so that a new one is walked as well.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { COMMAND_NAMES } from '../../src/conversation/commands.ts';
import * as convert from '../../src/usecases/hotline/convert.ts';
import * as dispatch from '../../src/usecases/hotline/dispatch.ts';
import * as oversee from '../../src/usecases/hotline/oversee.ts';
import { casesOfUnits, listCases, readCase } from '../../src/usecases/hotline/read.ts';
import * as inFull from '../../src/usecases/hotline/read-in-full.ts';
import * as reveal from '../../src/usecases/hotline/reveal.ts';
import * as screen from '../../src/usecases/hotline/screen.ts';
import * as strike from '../../src/usecases/hotline/strike.ts';
import * as work from '../../src/usecases/hotline/work.ts';
import { endSeat, grantSeat } from '../../src/usecases/registry/seats.ts';
import type { UnitOfWork } from '../../src/usecases/unit-of-work.ts';
import { onLine } from '../stories/on-line.ts';
import { onTelegram } from '../stories/on-telegram.ts';
import { COMMUNITY, inOneTown, must } from '../stories/town.ts';

const OFFICE = '社区事务科';
const WORDS = '社区事务科要求居委会每周报三套台账，不报就一票否决';
/** Exported beside the commands of these files; they ask nobody, because only commands that have asked call them. */
const NO_COMMANDS = new Set(['askBack', 'caseNumbered', 'decideReveal']);

type OnCase = (uow: UnitOfWork, input: unknown) => Promise<{ readonly ok: boolean; readonly error?: { kind: string } }>;

const commands = Object.entries({
  ...convert,
  ...dispatch,
  ...oversee,
  ...inFull,
  ...reveal,
  ...screen,
  ...strike,
  ...work,
}).filter(([name, what]) => typeof what === 'function' && !NO_COMMANDS.has(name)) as [string, OnCase][];

await inOneTown('whoever is left out', (town) => {
  const reporter = onTelegram(town, { name: '李姐' });
  const liaison = onLine(town);
  const accused = onTelegram(town, { name: '王科员' });
  const moved = onLine(town);
  const leftOut = [
    ['王科员本人', accused],
    ['孙调走本人', moved],
  ] as const;
  let number = '';
  let caseId = '';

  test('a report about an office; one of its people goes to the subdistrict’s desk afterwards', async () => {
    await liaison.says(`绑定 ${await town.invites({ name: '吴联络本人', role: 'subdistrict' })}`);
    for (const [name, who] of leftOut)
      await who.says(`绑定 ${await town.invites({ name, role: 'unit_member', unit: OFFICE, unitKind: 'office' })}`);
    await reporter.says(`绑定 ${await town.invites({ name: '李桂兰本人', role: 'grid_officer' })}`);
    await reporter.says(WORDS);
    await reporter.presses('匿名');
    await reporter.presses(OFFICE);
    await reporter.presses('发送');
    number = /H-[0-9A-Z]{6}/.exec(reporter.sees('已收到').text)?.[0] ?? '';
    const [row] = await town.rows<{ id: string }>(sql`select id from lilong.hotline_case where number = ${number}`);
    caseId = row?.id ?? '';
    liaison.sees(number);
    const seats = await town.rows<{ id: string; person: string }>(
      sql`select s.id, s.person_id as person from lilong.role_seat s join lilong.chat_account a on a.person_id = s.person_id
        where s.role = 'unit_member' order by a.created_at`,
    );
    const last = seats.at(-1);
    await town.asOperator('moves', async (uow) => {
      must(await endSeat(uow, { seatId: last?.id ?? '' }));
      return must(await grantSeat(uow, { personId: last?.person ?? '', role: 'subdistrict' }));
    });
    await town.settle();
  });

  test('every word there is in the chat, and the number itself', async () => {
    expect(COMMAND_NAMES.length).toBeGreaterThan(30);
    for (const [, who] of leftOut) {
      for (const { names } of COMMAND_NAMES)
        for (const name of names) {
          await who.says(name);
          expect([name, who.fresh().filter(({ text }) => text.includes(number) || /台账|一票否决/.test(text))]).toEqual(
            [name, []],
          );
        }
      await who.says('取消');
      await who.says(number);
      who.sees('没有这个编号的工单');
    }
  }, 120_000);

  test('every button of the desk', async () => {
    const tokens = liaison.screen().flatMap(({ buttons }) => buttons.flatMap(({ token }) => token ?? []));
    expect(tokens.length).toBeGreaterThan(2);
    for (const [, who] of leftOut)
      for (const token of tokens) {
        await who.pressesToken(token);
        expect(who.fresh().filter(({ text }) => text.includes(number))).toEqual([]);
      }
  });

  test('every command on a case, past all buttons: there is no such case', async () => {
    expect(commands.length).toBeGreaterThan(25);
    const input = {
      caseId,
      reason: '想看看',
      words: '想看看',
      mark: () => '〔〕',
      bodyId: caseId,
      number,
      holds: true,
    };
    for (const [name] of leftOut)
      for (const [command, run] of commands) {
        const done = await town.asPerson(name, (uow) => run(uow, input));
        expect([name, command, done.ok ? 'done' : done.error?.kind]).toEqual([
          name,
          command,
          expect.stringMatching(/^(?:case_not_found|not_permitted)$/),
        ]);
      }
  });

  test('every list', async () => {
    for (const [name] of leftOut) {
      const found = await town.asPerson(name, async (uow) => ({
        listed: await listCases(uow, town.communityId, { limit: 50 }),
        ofUnits: await casesOfUnits(uow, { limit: 50 }),
        one: (await readCase(uow, caseId)).ok,
      }));
      expect([name, found]).toEqual([name, { listed: [], ofUnits: [], one: false }]);
    }
    const own = await town.asPerson('吴联络本人', (uow) => listCases(uow, town.communityId, { limit: 50 }));
    expect(own.map((row) => row.number)).toEqual([number]);
  });

  test('every page of the board', async () => {
    const source = readFileSync(join(import.meta.dirname, '../../src/http/board/index.ts'), 'utf8');
    const pages = [...source.matchAll(/app\.get\('(?<path>[^']+)'/g)].map(({ groups }) => `/board${groups?.path}`);
    expect(pages.length).toBeGreaterThan(10);
    for (const page of pages) {
      const path = page
        .replace(':code', COMMUNITY.code)
        .replace(/:number|:id/, number)
        .replace('*', '');
      const shown = await (await town.house.app.request(path)).text();
      expect([path, shown.includes(number) && !path.includes(number), /台账|一票否决/.test(shown)]).toEqual([
        path,
        false,
        false,
      ]);
    }
  });

  test('and nothing was told to them', () => {
    for (const [, who] of leftOut)
      expect(who.screen().filter(({ text }) => /台账/.test(text) || /新的一件/.test(text))).toEqual([]);
  });
});
