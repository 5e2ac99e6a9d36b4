/** A year's plan for a whole subdistrict in one command, and what figures, trainings and events bring beside the calendar. */
import { sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { planTemplates } from '../../src/documents/plan-templates.ts';
import { readPlanYaml } from '../../src/documents/plan-yaml.ts';
import type { PlanDocument } from '../../src/domain/task/plan.ts';
import { createBody } from '../../src/usecases/registry/bodies.ts';
import { createCommunity, createPerson } from '../../src/usecases/registry/create.ts';
import { grantSeat } from '../../src/usecases/registry/seats.ts';
import { createSubdistrict, describeCommunity } from '../../src/usecases/registry/subdistricts.ts';
import { createTask } from '../../src/usecases/task/create.ts';
import { endBatch, endPlan } from '../../src/usecases/task/end-plan.ts';
import { enterFigure, enterTraining } from '../../src/usecases/task/enter-figures.ts';
import { loadPlan, loadPlanForSubdistrict } from '../../src/usecases/task/load-plan.ts';
import { submitTask, verifyTask, waiveTask } from '../../src/usecases/task/steps.ts';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { COMMUNITY, inOneTown, must } from './town.ts';

const COMMITTEES = 39;

const template = (key: string): PlanDocument => {
  const found = planTemplates().find((plan) => plan.key === key);
  if (!found) throw new Error(`no template ${key}`);
  return found;
};

/** Written in a test as people would write it. */
function document(yaml: string): PlanDocument {
  const read = readPlanYaml(yaml);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.plan;
}

await inOneTown('plans', (town) => {
  const head = onLine(town);
  const liaison = onTelegram(town, { name: '联络员的手机' });
  const today = () => town.now().toZonedDateTimeISO(COMMUNITY.zone).toPlainDate();
  const nextYear = () => today().year + 1;
  let subdistrictId = '';
  let batchId = '';

  const tasksOf = async (key: string, communityId = town.communityId) =>
    (
      await town.rows<{ item: string; occurrence: string; state: string; due: string }>(
        sql`select t.item, t.occurrence, t.state, t.due_on::text as due from lilong.task t
          join lilong.plan p on p.id = t.plan_id
          where p.key = ${key} and p.community_id = ${communityId} order by t.due_on, t.item, t.occurrence`,
      )
    ).map(({ item, occurrence, state, due }) => `${item} ${occurrence} ${state} ${due}`);

  test('a subdistrict of 39 committees, one of them with its head', async () => {
    await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
    await liaison.says(`绑定 ${await town.invites({ name: '钱联络员本人', role: 'subdistrict' })}`);
    await town.asOperator('subdistrict', async (uow) => {
      subdistrictId = must(await createSubdistrict(uow, { code: 'changshou', name: '长寿路街道' })).id;
      must(await describeCommunity(uow, { communityId: town.communityId, subdistrictId, type: 'existing' }));
      for (let at = 2; at <= COMMITTEES; at += 1) {
        const home = must(await createCommunity(uow, { code: `c${at}`, name: `第${at}居民区` }));
        must(await describeCommunity(uow, { communityId: home.id, subdistrictId }));
      }
    });
  });

  test('Changshou Road’s year is loaded in one command: so many tasks, dates and reminders as the calendar says', async () => {
    const year = nextYear();
    const done = await town.asOperator('load the year', async (uow) =>
      must(await loadPlanForSubdistrict(uow, { subdistrictId, document: template('changshou'), year })),
    );
    batchId = done.batchId ?? '';
    expect(done.loaded).toHaveLength(COMMITTEES);
    // Counted by hand from the document and the days this project proposes.
    const days = ['04-15', '04-30', '04-30', '05-15', '06-30', '07-31', '08-31', '11-15', '12-15'];
    const rows = await town.rows<{ due: string; n: number; communities: number }>(
      sql`select due_on::text as due, count(*)::int as n, count(distinct community_id)::int as communities
        from lilong.task where batch_id = ${batchId} group by due_on order by due_on`,
    );
    const wanted = [...new Set(days)].map((day) => ({
      due: `${year}-${day}`,
      n: days.filter((each) => each === day).length * COMMITTEES,
      communities: COMMITTEES,
    }));
    expect(rows).toEqual(wanted);
    // Fourteen, seven, three and one days before, the day itself, one, three and seven after: eight each.
    const [reminders] = await town.rows<{ n: number; first: string }>(
      sql`select count(*)::int as n, min(r.due_at)::text as first from lilong.reminder r
        join lilong.task t on r.subject = 'task:' || t.id where t.batch_id = ${batchId} and r.state = 'waiting'`,
    );
    expect(reminders?.n).toBe(COMMITTEES * days.length * 8);
    const first = Temporal.PlainDate.from(`${year}-04-15`).subtract({ days: 14 });
    expect(
      Temporal.Instant.from((reminders?.first ?? '').replace(' ', 'T'))
        .toZonedDateTimeISO(COMMUNITY.zone)
        .toPlainDateTime()
        .toString(),
    ).toBe(`${first}T09:00:00`);
    // What waits for nothing is looked at by nobody.
    expect(await town.rows(sql`select 1 from lilong.schedule where kind = 'plan.look'`)).toEqual([]);
  });

  test('the head hears of the year once, in one message', async () => {
    await town.settle();
    head.sees('居委会“自治家园”建设全年任务');
    head.sees('您有8项任务');
  });

  test('loading it again adds nothing and says so; a changed one is refused until the old one ends', async () => {
    const again = { subdistrictId, document: template('changshou'), year: nextYear() };
    const before = await town.census();
    const done = await town.asOperator('load again', async (uow) => must(await loadPlanForSubdistrict(uow, again)));
    expect(done.loaded.filter(({ added, made }) => added || made.length > 0)).toEqual([]);
    expect(done.batchId).toBe(batchId);
    const after = await town.census();
    expect([after.task, after.plan, after.reminder]).toEqual([before.task, before.plan, before.reminder]);
    const [, ...rest] = again.document.items;
    const changed = { ...again.document, items: rest };
    expect(
      await town.asOperator('load changed', (uow) => loadPlanForSubdistrict(uow, { ...again, document: changed })),
    ).toMatchObject({ ok: false, error: { kind: 'plan_differs' } });
  });

  test('a gate holds: nothing of a later stage is handed in while an earlier one is open; and no project, no form', async () => {
    const byItem = async (item: string) =>
      (
        await town.rows<{ id: string }>(
          sql`select id from lilong.task where batch_id = ${batchId} and community_id = ${town.communityId} and item = ${item}`,
        )
      )[0]?.id ?? '';
    const [started, projects] = [await byItem('started'), await byItem('projects')];
    const submit = (taskId: string) =>
      town.asPerson('陈主任本人', (uow) => submitTask(uow, { taskId, words: '办好了' }));
    expect(await submit(started)).toMatchObject({
      ok: false,
      error: { kind: 'stage_open', stages: [{ 'zh-Hans': '宣传培训' }] },
    });
    expect(await submit(projects)).toMatchObject({
      ok: false,
      error: { kind: 'figure_lacking', figure: 'projects', is: 0, needed: 1 },
    });
  });

  test('ending it cancels what is open, with the reason; then a changed one can be loaded', async () => {
    const ended = await town.asOperator('end', async (uow) =>
      must(await endBatch(uow, { batchId, reason: '换成新的方案' })),
    );
    expect(ended.map(({ cancelled }) => cancelled)).toEqual(Array(COMMITTEES).fill(9));
    const waiting = sql`select 1 from lilong.reminder r join lilong.task t on r.subject = 'task:' || t.id where t.batch_id = ${batchId} and r.state = 'waiting'`;
    expect(await town.rows(waiting)).toEqual([]);
    await town.settle();
    head.sees('换成新的方案');
    const [, ...rest] = template('changshou').items;
    const one = {
      communityId: town.communityId,
      document: { ...template('changshou'), items: rest },
      year: nextYear(),
    };
    const changed = await town.asOperator('load changed one', async (uow) => must(await loadPlan(uow, one)));
    expect([changed.added, changed.made.length, changed.waiting]).toEqual([true, 8, []]);
  });

  test('of this year only what is still ahead; last year’s is no plan', async () => {
    const year = today().year;
    const grid = { communityId: town.communityId, document: template('grid') };
    const done = await town.asOperator('load grid', async (uow) => must(await loadPlan(uow, { ...grid, year })));
    const ahead = 12 - today().month + 1;
    expect([done.made.length, done.passed]).toEqual([ahead, 12 - ahead]);
    expect(await town.asOperator('load past', (uow) => loadPlan(uow, { ...grid, year: year - 1 }))).toMatchObject({
      ok: false,
      error: { kind: 'plan_year', from: year },
    });
  });

  test('a figure that crosses its line opens a task once; back and across again, another', async () => {
    const load = { communityId: town.communityId, document: template('figures'), year: today().year };
    await town.asOperator('load figures', async (uow) => must(await loadPlan(uow, load)));
    // Nobody sits as a representative, so that line is crossed at once; of volunteers nobody knows yet.
    const due = (months: number) => today().add({ months }).toString();
    expect(await tasksOf('figures')).toEqual([`representatives ${today()} scheduled ${due(2)}`]);
    const enter = (name: 'volunteers' | 'residents', value: number) =>
      town.asOperator(`${name} ${value} ${today()}`, async (uow) =>
        must(await enterFigure(uow, { communityId: town.communityId, name, value, asOf: today() })),
      );
    await enter('residents', 2000);
    expect((await enter('volunteers', 199)).opened).toHaveLength(1);
    expect((await enter('volunteers', 150)).opened).toEqual([]);
    expect((await enter('volunteers', 200)).opened).toEqual([]);
    await town.passes({ days: 1 });
    expect((await enter('volunteers', 180)).opened).toHaveLength(1);
    expect((await tasksOf('figures')).filter((line) => line.startsWith('volunteers'))).toHaveLength(2);
    await town.settle();
    head.sees('注册志愿者不够：招募');
  });

  test('the occupancy is looked at every day, without anybody doing anything', async () => {
    await town.asOperator('half lived in', async (uow) => {
      must(await describeCommunity(uow, { communityId: town.communityId, occupancyPercent: 50 }));
    });
    const own = async () => (await tasksOf('figures')).filter((line) => line.startsWith('own-committee'));
    expect(await own()).toEqual([]);
    await town.passes({ days: 1 });
    expect(await own()).toHaveLength(1);
    await town.passes({ days: 3 });
    expect(await own()).toHaveLength(1);
  });

  test('the next training is due so long after the last one; without one, after the plan came', async () => {
    const load = { communityId: town.communityId, document: template('training'), year: today().year };
    const loadedOn = today();
    await town.asOperator('load training', async (uow) => must(await loadPlan(uow, load)));
    const [headDue = '', gridDue = '', membersDue = ''] = (await tasksOf('training'))
      .toSorted((a, b) => a.localeCompare(b))
      .map((line) => line);
    expect([headDue, gridDue, membersDue].map((line) => line.split(' ').slice(0, 3).join(' ')).sort()).toEqual([
      'grid first scheduled',
      'head first scheduled',
      'members first scheduled',
    ]);
    const held = loadedOn.subtract({ months: 2 });
    const enter = (what: string) =>
      town.asOperator(what, async (uow) =>
        must(await enterTraining(uow, { communityId: town.communityId, name: 'members', heldOn: held })),
      );
    expect((await enter('trained')).opened).toHaveLength(1);
    expect(await enter('trained again')).toEqual({ entered: false, opened: [] });
    const next = (await tasksOf('training')).find((line) => line.startsWith(`members ${held}`)) ?? '';
    const [, , , on = ''] = next.split(' ');
    // Twenty-four months; later only where the day is a holiday.
    const away = held.add({ months: 24 }).until(Temporal.PlainDate.from(on), { largestUnit: 'days' }).days;
    expect(away).toBeGreaterThanOrEqual(0);
    expect(away).toBeLessThan(10);
  });

  test('an item that follows another begins when that one is done; a change of seats is disclosed once', async () => {
    const follows = document(`
key: follow
title: 先后
source: 故事
items:
  - key: first
    title: 先办
    owner: committee_head
    verifier: subdistrict
    due: { mode: relative, after: plan_loaded, within: { value: 10, unit: days } }
  - key: then
    title: 再办
    owner: committee_head
    verifier: none
    due: { mode: relative, after: item_done, item: first, within: { value: 5, unit: days } }
  - key: disclose
    title: 公开变动
    owner: committee_head
    verifier: none
    due: { mode: relative, after: structure_changed, within: { value: 20, unit: days } }
`);
    const load = { communityId: town.communityId, document: follows, year: today().year };
    await town.asOperator('load follow', async (uow) => must(await loadPlan(uow, load)));
    const [first] = await town.rows<{ id: string }>(sql`select id from lilong.task where item = 'first'`);
    const taskId = first?.id ?? '';
    await town.asPerson('陈主任本人', async (uow) => must(await submitTask(uow, { taskId })));
    expect((await tasksOf('follow')).filter((line) => line.startsWith('then'))).toEqual([]);
    await town.asPerson('钱联络员本人', async (uow) => must(await verifyTask(uow, { taskId })));
    const rolled = (await tasksOf('follow')).filter((line) => line.startsWith('then'));
    expect(rolled).toHaveLength(1);
    await town.passes({ minutes: 1 });
    const addSeats = (what: string) =>
      town.asOperator(what, async (uow) => {
        const made = must(await createPerson(uow, { communityId: town.communityId, name: what }));
        must(await grantSeat(uow, { personId: made.id, role: 'committee_member' }));
        must(await createBody(uow, { kind: 'owners_committee', name: what, communityId: town.communityId }));
      });
    await addSeats('新来的委员甲');
    await town.passes({ days: 1 });
    await addSeats('新来的委员乙');
    await town.passes({ days: 1 });
    expect((await tasksOf('follow')).filter((line) => line.startsWith('disclose'))).toHaveLength(1);
  });

  test('a gate holds for what an earlier stage is still to bring, and opens when that will never come', async () => {
    const gated = document(`
key: gated
title: 分段
source: 故事
stages:
  - key: prepare
    title: 准备
  - key: act
    title: 实施
    after: [prepare]
items:
  - key: survey
    title: 摸底
    owner: committee_head
    verifier: subdistrict
    due: { mode: relative, after: plan_loaded, within: { value: 10, unit: days } }
    stage: prepare
  - key: report
    title: 摸底报告
    owner: committee_head
    verifier: none
    due: { mode: relative, after: item_done, item: survey, within: { value: 5, unit: days } }
    stage: prepare
  - key: work
    title: 动工
    owner: committee_head
    verifier: none
    due: { mode: relative, after: plan_loaded, within: { value: 60, unit: days } }
    stage: act
`);
    const load = { communityId: town.communityId, document: gated, year: today().year };
    await town.asOperator('load gated', async (uow) => must(await loadPlan(uow, load)));
    const byItem = async (item: string) =>
      (
        await town.rows<{ id: string }>(
          sql`select t.id from lilong.task t join lilong.plan p on p.id = t.plan_id where p.key = 'gated' and t.item = ${item}`,
        )
      )[0]?.id ?? '';
    const [survey, work] = [await byItem('survey'), await byItem('work')];
    const handIn = (taskId: string) => town.asPerson('陈主任本人', (uow) => submitTask(uow, { taskId }));
    const shut = (toCome: readonly string[]) => ({
      ok: false,
      error: {
        kind: 'stage_open',
        stages: [{ 'zh-Hans': '准备' }],
        toCome: toCome.map((title) => ({ 'zh-Hans': title })),
      },
    });
    expect(await handIn(work)).toEqual(shut(['摸底报告']));
    must(await handIn(survey));
    // Handed in is not done: what follows it is still to come.
    expect(await handIn(work)).toEqual(shut(['摸底报告']));
    // Nobody need do it, so nothing follows it, and the stage is closed.
    await town.asPerson('钱联络员本人', async (uow) =>
      must(await waiveTask(uow, { taskId: survey, reason: '去年做过' })),
    );
    expect(await byItem('report')).toBe('');
    must(await handIn(work));
  });

  test('who may not load, end or enter is refused', async () => {
    const load = { communityId: town.communityId, document: template('ningxia'), year: nextYear() };
    const code = await town.invites({ name: '普通居民本人' });
    const resident = onTelegram(town, { name: '居民的手机' });
    await resident.says(`绑定 ${code}`);
    const [plan] = await town.rows<{ id: string }>(sql`select id from lilong.plan where ended_at is null limit 1`);
    for (const refused of [
      await town.asPerson('普通居民本人', (uow) => loadPlan(uow, load)),
      await town.asPerson('普通居民本人', (uow) => endPlan(uow, { planId: plan?.id ?? '', reason: '不要' })),
      await town.asPerson('普通居民本人', (uow) =>
        enterFigure(uow, { communityId: town.communityId, name: 'projects', value: 1, asOf: today() }),
      ),
      await town.asPerson('普通居民本人', (uow) =>
        createTask(uow, {
          communityId: town.communityId,
          title: { 'zh-Hans': '自己定' },
          ownerRole: 'committee_head',
          verifierRole: null,
          evidence: 'none',
          dueOn: today(),
        }),
      ),
    ])
      expect(refused).toMatchObject({ ok: false, error: { kind: 'not_permitted' } });
  });

  theRecordHolds(town);
});
