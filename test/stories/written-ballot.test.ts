/** A written ballot outside any meeting where the community says that a vote in chat binds: what it decided is carried out. */
import { sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { type DraftBallot, draftBallot } from '../../src/usecases/ballot/draft.ts';
import { freezeRoll, openBallot } from '../../src/usecases/ballot/run.ts';
import { adminApi } from '../harness/admin-api.ts';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { holds, type Seen } from './seen.ts';
import { adminToken, COMMUNITY, inOneTown, must } from './town.ts';
import type { Voice } from './voice.ts';

await inOneTown('a written ballot that binds', (town) => {
  const head = onLine(town);
  const zhou = onTelegram(town, { name: '周委员' });
  const supervisor = onTelegram(town, { name: '孙监委' });
  const shown = (who: Voice, words: string): Seen => who.screen().findLast((seen) => holds(seen, words)) as Seen;
  const decides = async (key: string, value: unknown) => {
    const answer = await adminApi(town.house.app)('POST', '/rules/overrides', {
      token: adminToken(town),
      body: {
        community: COMMUNITY.code,
        key,
        value,
        effectiveFrom: town.now().toZonedDateTimeISO(COMMUNITY.zone).toPlainDate().toString(),
        reason: '居民会议决定',
      },
    });
    expect(answer.status, JSON.stringify(answer.json)).toBe(201);
  };
  const drafts = async (title: string) => {
    const motion: DraftBallot = {
      communityId: town.communityId,
      title,
      text: `${title}，同意吗？`,
      kind: 'motion',
      electorate: { from: 'seats', bodies: ['committee'] },
      closesAt: town.now().add({ hours: 5 }),
    };
    const made = await town.asPerson('陈主任本人', (uow) => draftBallot(uow, motion));
    await town.settle();
    return made;
  };
  const counted = async (title: string, ...choices: readonly [string, string]) => {
    const { id: ballotId } = must(await drafts(title));
    await supervisor.presses('审查通过');
    for (const step of [freezeRoll, openBallot]) {
      await town.asPerson('陈主任本人', async (uow) => must(await step(uow, { ballotId })));
      await town.settle();
    }
    await head.presses(choices[0]);
    await zhou.presses(choices[1]);
    await town.passes({ hours: 5, minutes: 2 });
  };
  const asked = async (title: string, ...choices: readonly [string, string]) => {
    await counted(title, ...choices);
    await supervisor.presses('确认计票');
    await town.passes({ minutes: 1 });
  };

  test('the people, and what their community has decided', async () => {
    await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
    await zhou.says(`绑定 ${await town.invites({ name: '周委员本人', role: 'committee_member' })}`);
    await supervisor.says(`绑定 ${await town.invites({ name: '孙监委本人', role: 'supervisor' })}`);
    await decides('ballot.chat_is_binding', true);
    await decides('ballot.same_text_blocked', { value: 2, unit: 'working_days' });
  });

  test('what was passed is the head’s task once it is final, and the supervision committee looks at it', async () => {
    await asked('添置公共晾衣架', '赞成', '赞成');
    const tasks = () =>
      town.rows<{ owner: string; verifier: string; source: string }>(
        sql`select owner_role as owner, verifier_role as verifier, source from lilong.task where source like 'ballot:%'`,
      );
    expect(await tasks()).toEqual([]);
    await town.passes({ days: 16 });
    const [ballot] = await town.rows<{ id: string; state: string }>(sql`select id, state from lilong.ballot`);
    expect(ballot?.state).toBe('final');
    expect(await tasks()).toEqual([
      { owner: 'committee_head', verifier: 'supervisor', source: `ballot:${ballot?.id}` },
    ]);
    expect(shown(head, '落实第1号决议：添置公共晾衣架')).toBeDefined();
  });

  test('the time in which the same text does not come back is counted in the unit of the rule', async () => {
    const now = town.now().toZonedDateTimeISO(COMMUNITY.zone);
    const friday = now.add({ days: ((12 - now.dayOfWeek) % 7) + 7 }).with({ hour: 9, minute: 0 });
    await town.passesUntil(friday.toInstant());
    await asked('收取停车费', '赞成', '反对');
    await town.passesUntil(friday.add({ days: 3 }).with({ hour: 15 }).toInstant());
    const refused = await drafts('收取停车费');
    expect(refused).toMatchObject({ ok: false, error: { kind: 'same_text_blocked', number: 2 } });
    const until = refused.ok || refused.error.kind !== 'same_text_blocked' ? '' : refused.error.until;
    expect(Temporal.PlainDate.compare(until, friday.add({ days: 4 }).toPlainDate())).toBeGreaterThanOrEqual(0);
    await town.passesUntil(
      Temporal.PlainDate.from(until)
        .add({ days: 1 })
        .toZonedDateTime({ timeZone: COMMUNITY.zone, plainTime: '09:00' })
        .toInstant(),
    );
    expect((await drafts('收取停车费')).ok).toBe(true);
  });

  test('on the last day on which a result is public in time, whoever holds it up hears of it, once and no earlier', async () => {
    await counted('更换信报箱', '赞成', '赞成');
    const times = (who: Voice) => who.screen().filter((seen) => holds(seen, '结果的最后一天')).length;
    expect([times(supervisor), times(head), times(zhou)]).toEqual([0, 0, 0]);
    await town.passes({ days: 4 });
    expect([times(supervisor), times(head)]).toEqual([0, 0]);
    await town.passes({ days: 16 });
    expect([times(supervisor), times(head), times(zhou)]).toEqual([1, 1, 0]);
    await supervisor.presses('确认计票');
    await town.passes({ minutes: 1 });
    expect(
      await town.rows(sql`select 1 from lilong.ballot where title = '更换信报箱' and state = 'published'`),
    ).toHaveLength(1);
    await asked('添置长椅', '赞成', '赞成');
    await town.passes({ days: 20 });
    expect(times(supervisor)).toBe(1);
  });

  test('a year that falls behind in its meetings opens a task for the head', async () => {
    const tasks = () =>
      town.rows<{ title: string }>(
        sql`select title->>'zh-Hans' as title from lilong.task where title->>'zh-Hans' like '召开%' order by title`,
      );
    const year = town.now().toZonedDateTimeISO(COMMUNITY.zone).year + 1;
    const loaded = await adminApi(town.house.app)('POST', '/plans', {
      token: adminToken(town),
      body: { template: 'meetings', community: COMMUNITY.code, year },
    });
    expect(loaded.status, JSON.stringify(loaded.json)).toBeLessThan(300);
    const on = (month: number, day: number) =>
      Temporal.PlainDate.from({ year, month, day })
        .toZonedDateTime({ timeZone: COMMUNITY.zone, plainTime: '12:00' })
        .toInstant();
    await town.passesUntil(on(2, 10));
    const spring = (await tasks()).map(({ title }) => title);
    expect(spring).toContain('召开这一期的居民代表会议');
    await town.passesUntil(on(11, 5));
    expect((await tasks()).map(({ title }) => title)).toContain('召开今年的居民会议');
  });

  theRecordHolds(town);
});
