/**
 * Whatever is pressed, by whom, from which account, for whom and in which order, and whatever is entered from papers meanwhile:
 * an entry of the roll has one vote, and the count has as many as entries that voted.
 */
import { eq, sql } from 'drizzle-orm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ballotEntry, chatAccount } from '../../db/schema/index.ts';
import { draftBallot } from '../../src/usecases/ballot/draft.ts';
import { enterPaper, setPapersAside } from '../../src/usecases/ballot/paper.ts';
import { castVote } from '../../src/usecases/ballot/press.ts';
import { closeBallot, freezeRoll, openBallot, reviewBallot } from '../../src/usecases/ballot/run.ts';
import { compare } from '../../tools/recount.mjs';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { adminToken, inOneTown, must } from './town.ts';

const HEAD = '陈主任本人';
const SUPERVISOR = '孙监委本人';
const ROLL = [HEAD, '周委员本人', '吴委员本人', '郑委员本人'] as const;
const CHOICES = ['approve', 'reject', 'abstain'] as const;

/** Few, so that two people often write the same. */
const PAPERS = [
  [{ number: 4, choice: 'approve' }],
  [
    { number: 3, choice: 'reject' },
    { number: 4, choice: 'approve' },
  ],
];

const who = fc.nat(ROLL.length - 1);
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('press' as const),
      who,
      // For herself, or for whoever is absent: allowed to one who holds the proxy.
      entry: fc.constantFrom(null, null, null, 1, 2, ROLL.length + 1),
      choice: fc.constantFrom(...CHOICES),
      /** Her own account, or another she was bound to meanwhile. */
      moved: fc.boolean(),
      late: fc.integer({ min: -2, max: 2 }),
      sequence: fc.nat(5),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('paper' as const),
      by: fc.constantFrom(HEAD, SUPERVISOR, ROLL[1]),
      papers: fc.constantFrom(...PAPERS),
    }),
  },
);

const press = { do: 'press', who: 0, entry: null, choice: 'approve', moved: false, late: 2, sequence: 1 } as const;
const paper = { do: 'paper', by: HEAD, papers: PAPERS[0] ?? [] } as const;
/** Voted, an older press, for nobody on the roll, and papers of which two are the same. */
const EVERY_KIND: (typeof step extends fc.Arbitrary<infer S> ? S : never)[] = [
  press,
  { ...press, late: -2 },
  { ...press, entry: ROLL.length + 1 },
  paper,
  { ...paper, by: SUPERVISOR },
];

await inOneTown('any sequence of votes', (town) => {
  const accounts: string[] = [];
  let drawn = 0;

  const opened = async (secret: boolean): Promise<string> => {
    drawn += 1;
    const ballotId = await town.asPerson(HEAD, async (uow) => {
      const made = await draftBallot(uow, {
        communityId: town.communityId,
        title: `第${drawn}件`,
        text: `第${drawn}件，同意吗？`,
        kind: 'motion',
        form: secret ? 'secret' : 'open',
        electorate: { from: 'seats', bodies: ['committee'] },
        closesAt: uow.now.add({ hours: 5 }),
      });
      return must(made).id;
    });
    await town.asPerson(SUPERVISOR, async (uow) => must(await reviewBallot(uow, { ballotId })));
    await town.asPerson(HEAD, async (uow) => {
      must(await freezeRoll(uow, { ballotId }));
      // The first holds the proxy of the second, as a meeting's opening would have frozen it.
      const entries = await uow.tx.select().from(ballotEntry).where(eq(ballotEntry.ballotId, ballotId));
      const [first] = entries.filter(({ number }) => number === 1);
      await uow.tx.execute(
        sql`update lilong.ballot_entry set holder_id = ${first?.personId} where ballot_id = ${ballotId} and number = 2`,
      );
      return must(await openBallot(uow, { ballotId }));
    });
    return ballotId;
  };

  test('the people, each with an account', async () => {
    const voices = [onLine(town), onTelegram(town, { name: '周' }), onLine(town), onTelegram(town, { name: '郑' })];
    for (const [at, name] of ROLL.entries())
      await voices[at]?.says(
        `绑定 ${await town.invites({ name, role: at === 0 ? 'committee_head' : 'committee_member' })}`,
      );
    await onLine(town).says(`绑定 ${await town.invites({ name: SUPERVISOR, role: 'supervisor' })}`);
    for (const name of ROLL)
      accounts.push(
        await town.asPerson(name, async ({ tx, actor }) => {
          const [account] = await tx
            .select({ id: chatAccount.id })
            .from(chatAccount)
            .where(eq(chatAccount.personId, actor.personId ?? ''));
          return account?.id ?? '';
        }),
      );
    expect(new Set(accounts).size).toBe(ROLL.length);
  });

  test('gives one vote to an entry, and the recount agrees', async () => {
    const seen = { pressed: 0, kept: 0, agreed: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.array(step, { minLength: 4, maxLength: 14 }), async (secret, steps) => {
        const ballotId = await opened(secret);
        const voted = new Set<number>();
        for (const each of steps) {
          if (each.do === 'press') {
            const done = await town.asPerson(ROLL[each.who] ?? HEAD, (uow) =>
              castVote(uow, {
                ballotId,
                choice: each.choice,
                ...(each.entry !== null && { number: each.entry }),
                press: {
                  accountId: accounts[each.moved ? (each.who + 1) % ROLL.length : each.who] ?? '',
                  receivedAt: uow.now.add({ seconds: 60 }),
                  pressedAt: uow.now.add({ seconds: 60 + each.late }),
                  sequence: each.sequence,
                },
              }),
            );
            if (!done.ok) seen.refused += 1;
            else {
              voted.add(done.value.number);
              seen[done.value.effect === 'kept' ? 'kept' : 'pressed'] += 1;
            }
          } else {
            const counts = CHOICES.map(
              (choice) => [choice, each.papers.filter((paper) => paper.choice === choice).length] as const,
            ).filter(([, many]) => many > 0);
            const done = await town.asPerson(each.by, (uow) =>
              enterPaper(uow, {
                ballotId,
                handedIn: secret ? each.papers.map(({ number }) => ({ number })) : each.papers,
                ...(secret && { choices: counts }),
              }),
            );
            if (!done.ok) seen.refused += 1;
            else if (done.value.outcome === 'agreed') {
              seen.agreed += 1;
              for (const [number] of done.value.entry.handedIn) {
                // Whoever voted in chat has no paper that counts.
                expect(voted.has(number)).toBe(false);
                voted.add(number);
              }
            }
          }
        }
        const votes = await town.rows<{ number: number }>(
          sql`select number from lilong.vote where ballot_id = ${ballotId} order by number`,
        );
        expect(votes.map(({ number }) => number)).toEqual([...voted].sort((a, b) => a - b));
        await town.asPerson(HEAD, async (uow) => must(await closeBallot(uow, { ballotId })));
        await town.asPerson(SUPERVISOR, (uow) => setPapersAside(uow, { ballotId, reason: '没有第二个人登记' }));
        await town.passes({ minutes: 2 });
        const [row] = await town.rows<{ state: string; cast: number; people: number }>(
          sql`select b.state, (b.result->'tally'->>'cast')::int as cast,
            (select count(distinct e.person_id)::int from lilong.vote v
              join lilong.ballot_entry e on e.ballot_id = v.ballot_id and e.number = v.number where v.ballot_id = b.id) as people
            from lilong.ballot b where b.id = ${ballotId}`,
        );
        expect(row).toEqual({ state: 'counted', cast: voted.size, people: voted.size });
        const rows = await town.house.app.request(`/api/v1/ballots/${ballotId}/rows`, {
          headers: { Authorization: `Bearer ${adminToken(town)}` },
        });
        expect(compare(await rows.text())).toMatchObject({ agrees: true, counted: { cast: voted.size } });
      }),
      { numRuns: 12, examples: [[false, EVERY_KIND]] },
    );
    // Every kind of thing happened, or nothing was shown.
    for (const [what, times] of Object.entries(seen)) expect([what, times > 0]).toEqual([what, true]);
  }, 240_000);
});
