/** A grid's monthly meeting that comes back: called, announced with what residents say, changed, skipped, handed on and ended. */
import { sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { enterDemand } from '../../src/usecases/demand/enter.ts';
import { seriesLook } from '../../src/usecases/meeting/series.ts';
import { handOverSeat } from '../../src/usecases/registry/handover.ts';
import { adminApi } from '../harness/admin-api.ts';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { holds, labels, type Seen } from './seen.ts';
import { adminToken, COMMUNITY, FIRST_GRID, inOneTown, instantOf, must } from './town.ts';
import type { Voice } from './voice.ts';

await inOneTown('a monthly meeting of a grid', (town) => {
  const head = onLine(town);
  const zhou = onTelegram(town, { name: '周委员' });
  const resident = onTelegram(town, { name: '居民' });
  const shown = (who: Voice, words: string): Seen => who.screen().findLast((seen) => holds(seen, words)) as Seen;
  const held = () =>
    town.rows<{
      id: string;
      occurrence: string;
      state: string;
      chair: string;
      at: unknown;
      digest: { fresh: number; since: string; until: string } | null;
    }>(
      sql`select id, occurrence, state, chair_id as chair, starts_at as at, grid_digest as digest from lilong.meeting
        where series is not null and kind = 'grid' order by starts_at`,
    );
  const seat = async (role: string) =>
    (
      await town.rows<{ id: string; person: string }>(
        sql`select id, person_id as person from lilong.role_seat where role = ${role} and until is null`,
      )
    )[0];
  /** Until the next one has been called. */
  const untilCalled = async (many: number) => {
    for (let days = 0; (await held()).length < many; days += 1) {
      if (days > 70) throw new Error('none was called in seventy days');
      await town.passes({ days: 1 });
    }
  };

  test('the people', async () => {
    await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
    await zhou.says(`绑定 ${await town.invites({ name: '周委员本人', role: 'committee_member' })}`);
    await resident.says(`绑定 ${await town.invites({ name: '普通居民本人' })}`);
    const review = {
      community: COMMUNITY.code,
      key: 'grid.review',
      value: { value: 20, unit: 'days' },
      effectiveFrom: town.now().toZonedDateTimeISO(COMMUNITY.zone).toPlainDate().toString(),
      reason: '居民会议决定',
    };
    const decided = await adminApi(town.house.app)('POST', '/rules/overrides', {
      token: adminToken(town),
      body: review,
    });
    expect(decided.status).toBe(201);
  });

  test('one line begins it, once; a resident who writes the same says just that', async () => {
    await head.says('每月15日19:00 听证会 议题:停车');
    head.sees('听证会不定期开：要开的时候再召集');
    await resident.says('每月15日19:00 网格例会 地点:活动室');
    expect(await town.rows(sql`select 1 from lilong.meeting_series`)).toEqual([]);
    await head.says('例会');
    head.sees('现在没有定期开的会');
    await head.says(`每月15日19:00 ${FIRST_GRID} 网格例会 地点:活动室`);
    head.sees(`记下了：每月15日19:00开“${FIRST_GRID}网格月度例会”`);
    await head.says(`召集 每月20日 19:00 ${FIRST_GRID} 网格例会`);
    head.sees('已经在定期开了');
    await head.says('例会');
    expect(labels(head.sees('每月15日19:00'))).toEqual(['不再开1']);
  });

  test('each is called in time by itself, also when the system was restarted; called twice it is there once', async () => {
    await town.restart();
    await untilCalled(1);
    const [first] = await held();
    expect(first?.state).toBe('convened');
    expect(labels(shown(head, '自动召集好了'))).toEqual(['发通知', '看会议', '改期', '取消会议', '依据']);
    expect(zhou.screen().some((seen) => holds(seen, '请回复能不能来'))).toBe(false);
    const [series] = await town.rows<{ id: string }>(sql`select id from lilong.meeting_series`);
    await town.asOperator('looked at once more', (uow) => seriesLook(uow, { seriesId: series?.id ?? '' }));
    await town.settle();
    expect(await held()).toHaveLength(1);
  });

  test('nobody touched it: its notice goes out in time, with what residents of that grid have said', async () => {
    const [place] = await town.rows<{ id: string; other: string }>(
      sql`select a.id, b.id as other from lilong.place a, lilong.place b where a.name = '1号楼' and b.name = '4号楼'`,
    );
    await town.asOperator('what people said', async (uow) => {
      for (const [text, placeId] of [
        ['电梯又停了', place?.id],
        ['楼道灯不亮', place?.id],
        ['电梯门关不上', place?.id],
        ['隔壁网格的事', place?.other],
      ] as const)
        must(
          await enterDemand(uow, {
            communityId: town.communityId,
            source: 'paper',
            whose: { kind: 'nobody' },
            text,
            category: 'elevator',
            ...(placeId !== undefined && { placeId }),
          }),
        );
    });
    const [first] = await held();
    await town.passesUntil(instantOf(first?.at).subtract({ hours: 2 }));
    const notice = shown(zhou, '请回复能不能来').text;
    expect(notice).toContain('新增3件，解决0件');
    expect(notice).toContain('还没办完3件：7天以内3件');
    expect(notice).toContain('反复出现的地方：1号楼3件');
    expect(notice).not.toContain('隔壁');
    const [{ state, digest } = { state: '', digest: null }] = await held();
    expect([state, digest?.fresh]).toEqual(['noticed', 3]);
    // No meeting came before it, so it looks back as far as the rule says.
    const [since, until] = [instantOf(digest?.since), instantOf(digest?.until)];
    expect(since.until(until).total({ unit: 'hours' })).toBe(20 * 24);
  });

  test('one is skipped by calling it off, and the next is called all the same, chaired by whoever is head by then', async () => {
    await untilCalled(2);
    await head.presses('取消会议');
    await head.says('国庆放假');
    head.sees('取消了');
    const from = await seat('committee_head');
    const to = await seat('committee_member');
    await town.asOperator('the head leaves', async (uow) =>
      must(await handOverSeat(uow, { seatId: from?.id ?? '', personId: to?.person ?? '' })),
    );
    await untilCalled(3);
    const all = await held();
    expect(all.map(({ state }) => state)).toEqual(['check_in', 'cancelled', 'convened']);
    expect(new Set(all.map(({ occurrence }) => occurrence)).size).toBe(3);
    expect(all[2]?.chair).toBe(to?.person);
    expect(all[0]?.chair).toBe(from?.person);
    expect(shown(zhou, '自动召集好了')).toBeTruthy();
  });

  test('after a long downtime only the next one is called, and not those that were missed', async () => {
    const { jobs } = town.house.runtime;
    const target = town.now().toZonedDateTimeISO('Asia/Shanghai').add({ months: 4 }).toInstant();
    await jobs.jumpTo(target);
    await town.settle();
    await untilCalled(4);
    const all = await held();
    expect(all).toHaveLength(4);
    expect(Temporal.Instant.compare(instantOf(all[3]?.at), target)).toBe(1);
  });

  test('of a representatives’ meeting that comes back every item is a motion of whoever began it', async () => {
    await zhou.says('每月20日19:00 代表会议 议题:通报收支');
    zhou.sees('记下了');
    const motions = () =>
      town.rows<{ title: string; as: string; mover: string }>(
        sql`select b.title, b.drafted_as as as, b.drafted_by_id as mover from lilong.ballot b
          join lilong.meeting m on m.id = b.meeting_id where m.kind = 'representatives'`,
      );
    for (let days = 0; (await motions()).length === 0; days += 1) {
      if (days > 40) throw new Error('none was called in forty days');
      await town.passes({ days: 1 });
    }
    const began = await seat('committee_head');
    expect(await motions()).toEqual([{ title: '通报收支', as: 'system', mover: began?.person }]);
    await zhou.says('例会');
    await zhou.presses('不再开2');
    zhou.sees('“居民代表会议”以后不再自动召集了');
  });

  test('ended, nothing is called any more', async () => {
    await zhou.says('例会');
    await zhou.presses('不再开1');
    zhou.sees('以后不再自动召集了');
    await town.passes({ days: 70 });
    expect(await held()).toHaveLength(4);
    await zhou.says('例会');
    zhou.sees('现在没有定期开的会');
  });

  theRecordHolds(town);
});
