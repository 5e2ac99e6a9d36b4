/** Who may set, press, move and call off which task for whom: refused alike whether by a button, a command or the API. */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import type { PersonRole } from '../../src/domain/permissions/roles.ts';
import type { Result } from '../../src/domain/result.ts';
import { createTask, createTaskFor } from '../../src/usecases/task/create.ts';
import { endPlan } from '../../src/usecases/task/end-plan.ts';
import { loadPlan } from '../../src/usecases/task/load-plan.ts';
import {
  cancelTask,
  rescheduleTask,
  superviseTask,
  transferTask,
  unsuperviseTask,
} from '../../src/usecases/task/steps.ts';
import { publishTaskTitle, withdrawTaskTitle } from '../../src/usecases/task/title.ts';
import type { UnitOfWork } from '../../src/usecases/unit-of-work.ts';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { COMMUNITY, inOneTown, must } from './town.ts';

await inOneTown('who may do what with a task', (town) => {
  const HEAD = '陈主任本人';
  const OFFICE = '吴科长本人';
  const head = onLine(town);
  const officer = onTelegram(town, { name: '李网格员' });
  const office = onLine(town);
  const people = new Map<string, string>();
  const today = () => town.now().toZonedDateTimeISO(COMMUNITY.zone).toPlainDate();
  const task = (title: string, ownerRole: 'committee_head' | 'grid_officer' | 'supervisor' | 'subdistrict') => ({
    communityId: town.communityId,
    title: { 'zh-Hans': title },
    ownerRole,
    evidence: 'none' as const,
    dueOn: today().add({ days: 10 }),
  });
  const by = <T>(name: string, work: (uow: UnitOfWork) => Promise<Result<T, { readonly kind: string }>>) =>
    town.asPerson(name, work);
  const refused = async (kind: string, done: Promise<Result<unknown, { readonly kind: string }>>) =>
    expect(await done).toMatchObject({ ok: false, error: { kind } });
  const set = async (name: string, title: string, owner: Parameters<typeof task>[1]) =>
    must(await by(name, (uow) => createTask(uow, task(title, owner))));

  test('the people', async () => {
    for (const [who, name, role] of [
      [head, HEAD, 'committee_head'],
      [officer, '李桂兰', 'grid_officer'],
      [onTelegram(town, { name: '监督' }), '郑监督员', 'supervisor'],
      [office, OFFICE, 'subdistrict'],
    ] as const satisfies readonly (readonly [unknown, string, PersonRole])[]) {
      await who.says(`绑定 ${await town.invites({ name, role })}`);
      who.sees('绑定成功');
    }
    const rows = await town.rows<{ person_id: string; role: string }>(
      sql`select person_id, role from lilong.role_seat`,
    );
    for (const { role, person_id } of rows) people.set(role, person_id);
  });

  test('the head sets tasks for herself and for those who work with her, and for nobody above', async () => {
    expect((await set(HEAD, '整理名册', 'grid_officer')).verifierRole).toBe('committee_head');
    expect((await set(HEAD, '自己记一笔', 'committee_head')).verifierRole).toBeNull();
    expect((await set(OFFICE, '上报总结', 'committee_head')).verifierRole).toBe('subdistrict');
    for (const owner of ['supervisor', 'subdistrict'] as const)
      await refused(
        'owner_above',
        by(HEAD, (uow) => createTask(uow, task('越级', owner))),
      );
    await refused(
      'person_not_here',
      by(HEAD, (uow) =>
        createTaskFor(uow, { ...task('越级', 'supervisor'), personId: people.get('supervisor') ?? '' }),
      ),
    );
    const row = await set(HEAD, '走访', 'grid_officer');
    await refused(
      'owner_above',
      by(HEAD, (uow) => transferTask(uow, { taskId: row.id, personId: people.get('supervisor') ?? '' })),
    );
  });

  test('nobody moves or calls off her own deadline; what the subdistrict ordered only it undoes', async () => {
    const reason = '不想办';
    const dueOn = today().add({ days: 20 });
    const own = await set(OFFICE, '年度计划', 'committee_head');
    const ordered = await set(OFFICE, '网格普查', 'grid_officer');
    for (const [row, kind] of [
      [own, 'own_deadline'],
      [ordered, 'ordered_above'],
    ] as const) {
      await refused(
        kind,
        by(HEAD, (uow) => cancelTask(uow, { taskId: row.id, reason })),
      );
      await refused(
        kind,
        by(HEAD, (uow) => rescheduleTask(uow, { taskId: row.id, dueOn })),
      );
    }
    await refused(
      'own_deadline',
      by(HEAD, (uow) => superviseTask(uow, { taskId: own.id, reason })),
    );
    must(await by(OFFICE, (uow) => rescheduleTask(uow, { taskId: own.id, dueOn })));
    must(await by(OFFICE, (uow) => cancelTask(uow, { taskId: ordered.id, reason: '并入别的工作' })));
  });

  test('a press is lifted by whoever pressed, or from above', async () => {
    const row = await set(HEAD, '楼道清理', 'grid_officer');
    const step = { taskId: row.id, reason: '居民等着' };
    must(await by(HEAD, (uow) => superviseTask(uow, step)));
    must(await by(HEAD, (uow) => unsuperviseTask(uow, step)));
    must(await by(OFFICE, (uow) => superviseTask(uow, step)));
    await refused(
      'task_pressed_above',
      by(HEAD, (uow) => unsuperviseTask(uow, step)),
    );
    await refused(
      'ordered_above',
      by(HEAD, (uow) => cancelTask(uow, step)),
    );
    must(await by(OFFICE, (uow) => unsuperviseTask(uow, step)));
    must(await by(HEAD, (uow) => cancelTask(uow, step)));
  });

  test('no date is moved into the past', async () => {
    const row = await set(HEAD, '检查消防', 'grid_officer');
    const dueOn = today().subtract({ days: 1 });
    await refused(
      'date_in_past',
      by(HEAD, (uow) => rescheduleTask(uow, { taskId: row.id, dueOn })),
    );
    await refused(
      'date_in_past',
      town.asOperator('past', (uow) => rescheduleTask(uow, { taskId: row.id, dueOn })),
    );
    must(await by(HEAD, (uow) => rescheduleTask(uow, { taskId: row.id, dueOn: today() })));
  });

  test('whoever sets a task says whether its title is public, in chat or otherwise, and takes it back', async () => {
    const shows = async (title: string) => {
      const [row] = await town.rows<{ shows: boolean }>(
        sql`select title_public_at is not null as shows from lilong.task where title ->> 'zh-Hans' = ${title}`,
      );
      return row?.shows;
    };
    await head.says('任务 明天 清点消防器材 给李网格员');
    expect(head.sees('没错就布置').text).toContain('不上');
    await head.presses('标题可以公开');
    await head.presses('就这样布置');
    expect(await shows('清点消防器材')).toBe(true);
    await head.presses('看看');
    await head.presses('标题不上公开榜');
    head.sees('标题不再上公开的逾期榜');
    expect(await shows('清点消防器材')).toBe(false);
    const ordered = await set(OFFICE, '防汛值守', 'grid_officer');
    await refused(
      'title_not_yours',
      by(HEAD, (uow) => publishTaskTitle(uow, { taskId: ordered.id })),
    );
    must(await by(OFFICE, (uow) => publishTaskTitle(uow, { taskId: ordered.id })));
    await refused(
      'title_not_yours',
      by(HEAD, (uow) => withdrawTaskTitle(uow, { taskId: ordered.id })),
    );
    must(await by(OFFICE, (uow) => withdrawTaskTitle(uow, { taskId: ordered.id })));
    await refused(
      'title_not_public',
      by(OFFICE, (uow) => withdrawTaskTitle(uow, { taskId: ordered.id })),
    );
  });

  test('ending a plan does not call off what the subdistrict ordered', async () => {
    const item = { key: 'report', title: { 'zh-Hans': '报告' }, owner: 'committee_head', evidence: 'none' } as const;
    const document = {
      key: 'small',
      title: { 'zh-Hans': '小计划' },
      source: '本社区',
      stages: [],
      items: [{ ...item, verifier: 'subdistrict', due: { mode: 'date', on: `${today().year}-12-31` } }],
    } as const;
    const { plan } = must(
      await by(OFFICE, (uow) => loadPlan(uow, { communityId: town.communityId, document, year: today().year })),
    );
    await refused(
      'own_deadline',
      by(HEAD, (uow) => endPlan(uow, { planId: plan.id, reason: '不要' })),
    );
    must(await by(OFFICE, (uow) => endPlan(uow, { planId: plan.id, reason: '改版' })));
  });

  theRecordHolds(town);
});
