/**
 * Nobody agrees to what she was not shown: a button stands beside a date, a motion or a version of the minutes, and is worth
 * nothing once that has been changed, however late it is pressed.
 */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { amendBallot, draftBallot } from '../../src/usecases/ballot/draft.ts';
import { arrangePeople } from '../../src/usecases/meeting/arrange.ts';
import { conveneMeeting } from '../../src/usecases/meeting/convene.ts';
import { writeMinutes } from '../../src/usecases/meeting/minutes.ts';
import { enterPresence } from '../../src/usecases/meeting/presence.ts';
import { beginMeeting, closeMeeting, noticeMeeting, rescheduleMeeting } from '../../src/usecases/meeting/steps.ts';
import type { UnitOfWork } from '../../src/usecases/unit-of-work.ts';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { inOneTown, must } from './town.ts';

await inOneTown('what was changed before the button was pressed', (town) => {
  const head = onLine(town);
  const zhou = onTelegram(town, { name: '周委员' });
  const supervisor = onLine(town);
  let meetingId = '';
  const byHead = async <T>(work: (uow: UnitOfWork) => Promise<T>): Promise<T> => {
    const done = await town.asPerson('陈主任本人', work);
    await town.settle();
    return done;
  };
  const one = async <T>(query: ReturnType<typeof sql>): Promise<T | undefined> =>
    (await town.rows<{ value: T }>(query))[0]?.value;
  const tomorrow = (hours: number) => town.now().add({ hours: 24 + hours });

  test('consent to a short notice is for the date it was asked for', async () => {
    await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
    await zhou.says(`绑定 ${await town.invites({ name: '周委员本人', role: 'committee_member' })}`);
    await supervisor.says(`绑定 ${await town.invites({ name: '孙监委本人', role: 'supervisor' })}`);
    meetingId = await byHead(async (uow) => {
      const made = await conveneMeeting(uow, {
        communityId: town.communityId,
        kind: 'committee',
        title: '漏水怎么办',
        startsAt: tomorrow(0),
        items: [{ title: '换水管' }],
        shortenedBecause: '漏水了',
      });
      return must(made).id;
    });
    const { token } = supervisor.button('同意');
    await byHead(async (uow) =>
      must(
        await rescheduleMeeting(uow, {
          meetingId,
          startsAt: town.now().add({ hours: 3 }),
          reason: '再提前',
          shortenedBecause: '更急',
        }),
      ),
    );
    await supervisor.pressesToken(token ?? '');
    supervisor.sees('开会时间又改了');
    expect(await one(sql`select consent_at as value from lilong.meeting`)).toBeNull();
    await supervisor.presses('同意');
    expect(await one(sql`select consent_at as value from lilong.meeting`)).not.toBeNull();
  });

  test('nobody is given a voice among those whose seats give it, be it in a new meeting or in this one', async () => {
    const [guest] = await town.rows<{ id: string }>(
      sql`select person_id as id from lilong.role_seat where role = 'supervisor'`,
    );
    const invited = [{ personId: guest?.id ?? '', part: 'guest' as const, mayVote: true }];
    const kinds = await byHead(async (uow) => {
      const arranged = await arrangePeople(uow, { meetingId, invite: invited });
      const convened = await conveneMeeting(uow, {
        communityId: town.communityId,
        kind: 'representatives',
        title: '加人',
        startsAt: tomorrow(24 * 20),
        invited,
      });
      return [arranged, convened].map((done) => (done.ok ? 'done' : done.error.kind));
    });
    expect(kinds).toEqual(['members_vote', 'members_vote']);
    await byHead(async (uow) =>
      must(await arrangePeople(uow, { meetingId, invite: invited.map((one) => ({ ...one, mayVote: false })) })),
    );
    expect(
      await town.rows(sql`select 1 from lilong.meeting_member where may_vote and meeting_id = ${meetingId}`),
    ).toHaveLength(2);
  });

  test('nobody stands twice in an election, under two names or under two that look the same', async () => {
    const [zhao] = await town.rows<{ id: string }>(
      sql`select person_id as id from lilong.role_seat where role = 'committee_member'`,
    );
    const put = (options: readonly { readonly label: string; readonly personId?: string }[]) =>
      byHead(async (uow) => {
        const made = await draftBallot(uow, {
          communityId: town.communityId,
          title: '选组长',
          text: '选组长',
          kind: 'election',
          electorate: { from: 'seats', bodies: ['committee'] },
          closesAt: tomorrow(0),
          options,
        });
        return made.ok ? 'done' : made.error;
      });
    const personId = zhao?.id ?? '';
    expect(await put([{ label: '周委员', personId }, { label: '周阿姨', personId }, { label: '吴委员' }])).toEqual({
      kind: 'option_twice',
      label: '周阿姨',
    });
    expect(await put([{ label: '吴委员' }, { label: '吴\u200B委员' }])).toMatchObject({ kind: 'option_twice' });
  });

  test('a review is of the words that were shown', async () => {
    const itemId = await one<string>(sql`select id as value from lilong.meeting_item`);
    const ballotId = await byHead(async (uow) => {
      const made = await draftBallot(uow, {
        communityId: town.communityId,
        meetingId,
        ...(itemId && { itemId }),
        title: '换水管',
        text: '换水管，费用由维修资金出',
        kind: 'motion',
      });
      return must(made).id;
    });
    const { token } = supervisor.button('审查通过');
    await byHead(async (uow) =>
      must(await amendBallot(uow, { ballotId, text: '换水管，费用由各户平摊', reason: '资金不够' })),
    );
    await supervisor.pressesToken(token ?? '');
    supervisor.sees('议案的文字改过了');
    supervisor.sees('费用由各户平摊');
    expect(await one(sql`select state as value from lilong.ballot`)).toBe('draft');
    await supervisor.presses('审查通过');
    expect(await one(sql`select state as value from lilong.ballot`)).toBe('reviewed');
  });

  test('a signature is under the version that was shown', async () => {
    await byHead(async (uow) => must(await noticeMeeting(uow, { meetingId })));
    await town.passes({ hours: 3 });
    const members = await town.rows<{ id: string }>(sql`select person_id as id from lilong.meeting_member`);
    const personIds = members.map(({ id }) => id);
    await byHead(async (uow) => {
      must(await enterPresence(uow, { meetingId, personIds, kind: 'came', by: 'staff' }));
      must(await beginMeeting(uow, { meetingId }));
      must(await closeMeeting(uow, { meetingId }));
      must(await writeMinutes(uow, { meetingId, remarks: '大家都同意修。' }));
    });
    const { token } = zhou.button('确认记录');
    await byHead(async (uow) => must(await writeMinutes(uow, { meetingId, remarks: '大家都同意加收物业费。' })));
    await zhou.pressesToken(token ?? '');
    zhou.sees('会议记录刚刚改过');
    expect(await town.rows(sql`select 1 from lilong.minutes_signature`)).toEqual([]);
    await zhou.presses('确认记录');
    zhou.sees('您确认了会议记录');
    expect(
      await one(
        sql`select m.version as value from lilong.minutes_signature s join lilong.minutes m on m.id = s.minutes_id`,
      ),
    ).toBe(2);
  });

  theRecordHolds(town);
});
