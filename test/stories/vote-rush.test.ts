/** Many tap at once, twice and again, in the group and in their own chats: one vote a person, and it is the last one. */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { draftBallot } from '../../src/usecases/ballot/draft.ts';
import { closeBallot, freezeRoll, openBallot } from '../../src/usecases/ballot/run.ts';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { inOneTown, must } from './town.ts';

const VOTERS = 12;
const CHOICES = ['赞成', '反对', '弃权'] as const;
const STORED = { 赞成: 'approve', 反对: 'reject', 弃权: 'abstain' } as const;

await inOneTown('a rush of votes', (town) => {
  const head = onLine(town);
  const supervisor = onLine(town);
  const voters = Array.from({ length: VOTERS }, (_, at) =>
    at % 2 === 0 ? onLine(town) : onTelegram(town, { name: `代表${at}号` }),
  );
  const last = (at: number) => CHOICES[(at + 2) % 3] ?? '弃权';
  let ballotId = '';
  const votes = () =>
    town.rows<{ number: number; choice: string }>(
      sql`select number, choice from lilong.vote where ballot_id = ${ballotId} order by number`,
    );

  test('a written ballot among a dozen representatives', async () => {
    await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
    await supervisor.says(`绑定 ${await town.invites({ name: '孙监委本人', role: 'supervisor' })}`);
    for (const [at, voice] of voters.entries())
      await voice.says(`绑定 ${await town.invites({ name: `代表本人第${at}位`, role: 'representative' })}`);
    ballotId = await town.asPerson('陈主任本人', async (uow) => {
      const made = must(
        await draftBallot(uow, {
          communityId: town.communityId,
          title: '楼道清理日',
          text: '每月第一个周六为楼道清理日',
          kind: 'motion',
          electorate: { from: 'seats', bodies: ['representatives'] },
          closesAt: town.now().add({ hours: 5 }),
        }),
      );
      expect(made.binding).toBe(false);
      return made.id;
    });
    await town.settle();
    await supervisor.presses('审查通过');
    await town.asPerson('陈主任本人', async (uow) => {
      must(await freezeRoll(uow, { ballotId }));
      return must(await openBallot(uow, { ballotId }));
    });
    await town.settle();
  });

  test('everybody taps three times at once: one vote each, the last of one phone stands', async () => {
    for (const round of [0, 1, 2])
      await town.atOnce(voters.map((voice, at) => () => voice.presses(CHOICES[(at + round) % 3] ?? '弃权')));
    const cast = await votes();
    expect(cast).toHaveLength(VOTERS);
    expect(cast.map(({ choice }) => choice)).toEqual(voters.map((_, at) => STORED[last(at)]));
  });

  test('the same tap many times at once changes nothing and counts nothing twice', async () => {
    const before = await votes();
    await town.atOnce(voters.flatMap((voice, at) => Array.from({ length: 8 }, () => () => voice.presses(last(at)))));
    expect(await votes()).toEqual(before);
    const [{ n } = { n: -1 }] = await town.rows<{ n: number }>(
      sql`select count(distinct receipt)::int as n from lilong.vote where ballot_id = ${ballotId}`,
    );
    expect(n).toBe(VOTERS);
  });

  test('closed while everybody taps: what came before counts, what came after does not, and the sum is whole', async () => {
    await town.atOnce([
      ...voters.map((voice) => () => voice.presses('赞成')),
      () =>
        town.asPerson('陈主任本人', async (uow) => {
          must(await closeBallot(uow, { ballotId }));
        }),
    ]);
    await town.passes({ minutes: 2 });
    const [counted] = await town.rows<{ state: string; choices: readonly (readonly [string, number])[] }>(
      sql`select state, choices from lilong.ballot where id = ${ballotId}`,
    );
    expect(counted?.state).toBe('counted');
    const sums = new Map<string, number>();
    for (const { choice } of await votes()) sums.set(choice, (sums.get(choice) ?? 0) + 1);
    expect(new Map(counted?.choices)).toEqual(sums);
    expect([...sums.values()].reduce((all, many) => all + many, 0)).toBe(VOTERS);
  });

  theRecordHolds(town);
});
