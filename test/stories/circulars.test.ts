/**
 * What is told to more people than at once: a row is written, and they hear slice by slice, each once, also over a restart. On
 * LINE one call brings it to many, and the button they share counts for whoever presses it.
 */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { draftBallot } from '../../src/usecases/ballot/draft.ts';
import { closeBallot, freezeRoll, openBallot, pauseBallot, resumeBallot } from '../../src/usecases/ballot/run.ts';
import { createBody } from '../../src/usecases/registry/bodies.ts';
import { overrideRule } from '../../src/usecases/rules/override.ts';
import type { UnitOfWork } from '../../src/usecases/unit-of-work.ts';
import { lineGroup, onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { holds, labels } from './seen.ts';
import { COMMUNITY, inOneTown, must } from './town.ts';
import type { Voice } from './voice.ts';

await inOneTown('what many are told', (town) => {
  const head = onTelegram(town, { name: '陈主任' });
  const supervisor = onLine(town);
  const onLines = [onLine(town), onLine(town), onLine(town), onLine(town)];
  const onTelegrams = [onTelegram(town, { name: '赵' }), onTelegram(town, { name: '钱' })];
  const voters: readonly Voice[] = [...onLines, ...onTelegrams];
  const outsider = onLine(town);
  let ballotId = '';
  const [first, second] = [onLines[0] as (typeof onLines)[0], onLines[1] as (typeof onLines)[0]];
  const heard = (who: Voice, words: string): number => who.screen().filter((seen) => holds(seen, words)).length;
  const byHead = async <T>(work: (uow: UnitOfWork) => Promise<T>): Promise<T> => {
    const done = await town.asPerson('陈主任本人', work);
    await town.settle();
    return done;
  };
  const votes = async () =>
    (
      await town.rows<{ choice: string }>(
        sql`select choice from lilong.vote where ballot_id = ${ballotId} order by number`,
      )
    ).map(({ choice }) => choice);

  test('six on the roll, where three are told at once', async () => {
    await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
    await supervisor.says(`绑定 ${await town.invites({ name: '孙监委本人', role: 'supervisor' })}`);
    for (const [at, who] of voters.entries())
      await who.says(`绑定 ${await town.invites({ name: `代表本人第${at + 1}位`, role: 'representative' })}`);
    await outsider.says(`绑定 ${await town.invites({ name: '居民路过的' })}`);
    await town.asOperator('representatives', async (uow) => {
      must(await createBody(uow, { kind: 'representatives', name: '居民代表', communityId: town.communityId }));
      const today = town.now().toZonedDateTimeISO(COMMUNITY.zone).toPlainDate().toString();
      const few = { communityId: town.communityId, key: 'meeting.told_at_once', value: 3, effectiveFrom: today };
      must(await overrideRule(uow, { ...few, reason: '试一试' }));
    });
    ballotId = (
      await byHead(async (uow) =>
        must(
          await draftBallot(uow, {
            communityId: town.communityId,
            title: '楼道清理日',
            text: '每月第一个周六清理楼道',
            kind: 'motion',
            electorate: { from: 'seats', bodies: ['representatives'] },
            closesAt: town.now().add({ hours: 5 }),
          }),
        ),
      )
    ).id;
    await supervisor.presses('审查通过');
  });

  test('the roll: the same words for all who share a call, and one’s own number by a button', async () => {
    await byHead(async (uow) => must(await freezeRoll(uow, { ballotId })));
    for (const who of voters) expect(heard(who, '的名册已冻结：共6人，您在名册上')).toBe(1);
    expect(onLines.map((who) => who.last().by)).toEqual(onLines.map(() => 'multicast'));
    await first.presses('看这一项');
    const mine = first.sees('您在名册上是第').text;
    await second.presses('看这一项');
    expect(/第(\d)号。/.exec(second.sees('您在名册上是第').text)?.[1]).not.toBe(/第(\d)号。/.exec(mine)?.[1]);
  });

  test('it opens in one row; a restart on the way, and everybody is asked once', async () => {
    await town.atOnce([
      async () => {
        await town.asPerson('陈主任本人', async (uow) => must(await openBallot(uow, { ballotId })));
        await town.restart();
      },
    ]);
    for (const who of voters) expect(heard(who, '记名投票，截止前可以改')).toBe(1);
    expect(heard(outsider, '记名投票')).toBe(0);
    expect(labels(first.last())).toEqual(['赞成', '反对', '弃权', '依据']);
  });

  test('the button they share counts for whoever presses it, on its own roll entry, and for nobody else', async () => {
    const { token = '' } = first.button('反对');
    expect(second.button('反对').token).toBe(token);
    await first.presses('赞成');
    first.sees('已收到第1号的投票：赞成');
    await second.pressesToken(token);
    second.sees('已收到第1号的投票：反对');
    await onTelegrams[0]?.presses('弃权');
    expect([...(await votes())].sort()).toEqual(['abstain', 'approve', 'reject']);
    // A number that is typed means this message, and a vote wants its button.
    await onLines[2]?.says('1');
    expect(onLines[2]?.last().text).toContain('请点一个按钮');
    await onLines[2]?.presses('赞成');
    await outsider.pressesToken(token);
    outsider.sees('您不在这项表决的名册上');
    await first.in(lineGroup()).pressesToken(token);
    expect([...(await votes())].sort()).toEqual(['abstain', 'approve', 'approve', 'reject']);
    // On Telegram each has a token of her own.
    expect(onTelegrams[0]?.button('反对').token).not.toBe(onTelegrams[1]?.button('反对').token);
  });

  test('what has been overtaken is told to nobody', async () => {
    await town.atOnce([
      async () => {
        await town.asPerson('陈主任本人', async (uow) => {
          must(await pauseBallot(uow, { ballotId }));
          must(await resumeBallot(uow, { ballotId }));
          must(await closeBallot(uow, { ballotId }));
        });
      },
    ]);
    for (const who of voters) expect([heard(who, '暂停投票'), heard(who, '继续投票')]).toEqual([0, 0]);
    await town.passes({ minutes: 2 });
    await supervisor.presses('确认计票');
    await town.passes({ minutes: 1 });
    for (const who of voters) expect(heard(who, '📣')).toBe(1);
    expect(await town.rows(sql`select 1 from lilong.circular where done_at is null`)).toEqual([]);
  });

  theRecordHolds(town);
});
