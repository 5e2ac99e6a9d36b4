/**
 * Ways to bury a complaint that look like order: joining it to what its unit has in hand, turning it
 * into something whoever it is about reads, closing what was answered in time, calling somebody who cannot be called.
 */
import { eq, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { chatAccount, demand, letter, person } from '../../db/schema/index.ts';
import { convertToDemand } from '../../src/usecases/hotline/convert.ts';
import { dispatchCase } from '../../src/usecases/hotline/dispatch.ts';
import { callBackFor, nameAccused } from '../../src/usecases/hotline/oversee.ts';
import { dropOwnLetter } from '../../src/usecases/hotline/report.ts';
import { acceptCase, joinCase } from '../../src/usecases/hotline/screen.ts';
import { claimCase, reportCaseProgress } from '../../src/usecases/hotline/work.ts';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { labels } from './seen.ts';
import { inOneTown, instantOf, must } from './town.ts';
import type { Voice } from './voice.ts';

const FIRM = '安居物业';
const OTHER_FIRM = '供水公司';
const HEAD = '陈主任本人';
const numberOf = ({ text }: { readonly text: string }): string => /H-[0-9A-Z]{6}/.exec(text)?.[0] ?? `none in ${text}`;

await inOneTown('a complaint among others', (town) => {
  const wang = onTelegram(town, { name: '王阿姨' });
  const liu = onLine(town);
  const zhou = onTelegram(town, { name: '周姐' });
  const head = onLine(town);
  const firm = onTelegram(town, { name: '何经理' });
  const bodies: Record<string, string> = {};

  const caseOf = async (number: string) => {
    const [row] = await town.rows<{ id: string; state: string; outcome: string | null; solved: boolean | null }>(
      sql`select id, state, outcome, solved from lilong.hotline_case where number = ${number}`,
    );
    if (!row) throw new Error(`there is no ${number}`);
    return row;
  };
  const reports = async (words: string, who: Voice): Promise<string> => {
    await who.says(`投诉 ${words}`);
    if (who.last().text.includes('算哪一类')) await who.presses(labels(who.last())[0] ?? '');
    if (who.last().text.includes('在哪里')) await who.presses('3号楼');
    who.sees('这样发送');
    await who.presses('发送');
    return numberOf(who.sees('已收到'));
  };
  const joins = async (from: string, to: string) => {
    const { id: caseId } = await caseOf(from);
    return town.asPerson(HEAD, (uow) => joinCase(uow, { caseId, number: to }));
  };
  const accepts = async (number: string) => {
    const { id: caseId } = await caseOf(number);
    await town.asPerson(HEAD, async (uow) => must(await acceptCase(uow, { caseId })));
    return caseId;
  };
  const dispatched = async (number: string, bodyId = bodies[FIRM] ?? '') => {
    const caseId = await accepts(number);
    await town.asPerson(HEAD, async (uow) => must(await dispatchCase(uow, { caseId, leadBodyId: bodyId })));
    await town.settle();
    return caseId;
  };
  const accountOf = async (name: string): Promise<string> => {
    const { db, keys } = town.house.runtime.context;
    const bound = await db.direct.select().from(chatAccount).innerJoin(person, eq(person.id, chatAccount.personId));
    const found = bound.find(({ person: who }) => keys.openText('person.name', who.nameSealed) === name);
    return found?.chat_account.id ?? '';
  };

  test('three neighbours, a committee, a firm', async () => {
    await head.says(`绑定 ${await town.invites({ name: HEAD, role: 'committee_head' })}`);
    await firm.says(`绑定 ${await town.invites({ name: '何经理本人', role: 'unit_member', unit: FIRM })}`);
    await town.invites({ name: '水师傅本人', role: 'unit_member', unit: OTHER_FIRM, unitKind: 'utility' });
    for (const { id, name } of await town.rows<{ id: string; name: string }>(sql`select id, name from lilong.body`))
      bodies[name] = id;
    await wang.says(`绑定 ${await town.invites({ name: '欧阳秀英', home: '3号楼' })}`);
    await liu.says(`绑定 ${await town.invites({ name: '刘大明本人', home: '3号楼' })}`);
    await zhou.says(`绑定 ${await town.invites({ name: '周静本人', home: '3号楼' })}`);
    zhou.sees('绑定成功');
  });

  test('of what is written to another its reporter reads no name and no number', async () => {
    const first = await reports('3号楼楼下水管漏水', wang);
    const second = await reports('3号楼漏水', liu);
    const third = await reports('3号楼又漏水了', zhou);
    must(await joins(first, second));
    must(await joins(second, third));
    await town.settle();
    const caseId = await accepts(third);
    await town.settle();
    expect(wang.fresh().filter(({ text }) => text.includes(first) && text.includes('已受理'))).toHaveLength(1);
    await town.asPerson(HEAD, async (uow) => must(await dispatchCase(uow, { caseId, leadBodyId: bodies[FIRM] ?? '' })));
    await town.asPerson('何经理本人', async (uow) =>
      must(await reportCaseProgress(uow, { caseId, words: '周静本人您好，已约13912345678上门' })),
    );
    await town.settle();
    // What is written to the one names her; those who were joined read it without.
    zhou.sees('周静本人您好');
    const told = wang.sees('上门');
    expect(told.text).toContain(first);
    expect(told.text).not.toMatch(/周静|13912345678/);
  });

  test('whom it is about is left out of the one it goes on in', async () => {
    const first = await reports('3号楼电梯困人', wang);
    const second = await reports('3号楼电梯老停', liu);
    await dispatched(second);
    await firm.says(second);
    firm.sees(second);
    const { id: caseId } = await caseOf(first);
    await town.asPerson(HEAD, async (uow) => {
      must(await nameAccused(uow, { caseId, bodyId: bodies[FIRM] ?? '' }));
      must(await joinCase(uow, { caseId, number: second }));
    });
    await town.settle();
    await firm.says(second);
    firm.sees('没有这个编号的工单');
    expect(await caseOf(second)).toMatchObject({ state: 'accepted' });
  });

  test('is no demand that those it is about would read', async () => {
    const number = await reports('3号楼保洁不来', wang);
    const caseId = await accepts(number);
    const done = await town.asPerson(HEAD, async (uow) => {
      must(await nameAccused(uow, { caseId, bodyId: bodies[FIRM] ?? '' }));
      return convertToDemand(uow, { caseId, mark: () => '〔〕' });
    });
    expect(done).toEqual({ ok: false, error: { kind: 'case_with_left_out' } });
    expect(await town.rows(sql`select 1 from lilong.demand where source = 'hotline'`)).toEqual([]);
  });

  test('as a demand it does not have the name of whoever wrote from her chat', async () => {
    const number = await reports('3号楼楼道灯坏了，联系欧阳秀英', wang);
    const caseId = await accepts(number);
    await town.asPerson(HEAD, async (uow) => must(await convertToDemand(uow, { caseId, mark: () => '〔〕' })));
    const { keys, db } = town.house.runtime.context;
    const rows = await db.direct.select({ sealed: demand.textSealed }).from(demand);
    const texts = rows.flatMap(({ sealed }) => (sealed ? [keys.openText('demand.text', sealed)] : []));
    expect(texts.filter((text) => text.includes('楼道灯'))).toHaveLength(1);
    expect(texts.filter((text) => text.includes('欧阳秀英'))).toEqual([]);
  });

  test('answered in time it is not closed as unanswered, however late the answer is taken', async () => {
    const number = await reports('3号楼单元门坏了', wang);
    const caseId = await dispatched(number);
    await town.asPerson('何经理本人', async (uow) =>
      must(await claimCase(uow, { caseId, claim: 'done', words: '修好了' })),
    );
    await town.settle();
    wang.sees('解决了吗');
    const [clock] = await town.rows<{ due: unknown; round: number }>(
      sql`select k.due_at as due, c.round::int as round from lilong.case_clock k join lilong.hotline_case c on c.id = k.case_id
        where c.id = ${caseId} and k.clock = 'callback' and k.stopped_at is null`,
    );
    const account = await accountOf('欧阳秀英');
    await town.asPerson('欧阳秀英', async (uow) => {
      const answer = {
        kind: 'call_back',
        round: clock?.round ?? 0,
        solved: false,
        satisfaction: 'dissatisfied',
      } as const;
      must(await dropOwnLetter(uow, { caseId, accountId: account, letter: answer }));
      // Whoever takes the letters is down.
      await uow.tx.update(letter).set({ nextAt: sql`now() + interval '1 hour'` });
    });
    await town.passesUntil(instantOf(clock?.due).add({ minutes: 3 }));
    expect(await caseOf(number)).toMatchObject({ state: 'callback' });
    await town.house.runtime.context.db.direct.update(letter).set({ nextAt: sql`now()` });
    await town.settle();
    expect(await caseOf(number)).toMatchObject({ state: 'reopened', solved: false });
  });

  test('whoever asked to be forgotten is called by nobody', async () => {
    const number = await reports('3号楼充电桩不够', liu);
    const caseId = await dispatched(number);
    await liu.says(number);
    await liu.presses('忘记我');
    await liu.presses('确定忘记我');
    await town.asPerson('何经理本人', async (uow) =>
      must(await claimCase(uow, { caseId, claim: 'done', words: '装好了' })),
    );
    await town.settle();
    const [row] = await town.rows<{ round: number }>(
      sql`select round::int as round from lilong.hotline_case where id = ${caseId}`,
    );
    const called = await town.asPerson(HEAD, (uow) =>
      callBackFor(uow, {
        caseId,
        round: row?.round ?? 0,
        solved: true,
        satisfaction: 'satisfied',
        words: '电话里说好',
      }),
    );
    expect(called).toEqual({ ok: false, error: { kind: 'case_reporter_in_chat' } });
    await head.says(number);
    await head.presses('更多');
    expect(labels(head.last())).not.toContain('电话回访');
  });
});
