/**
 * A meeting of representatives as its papers would tell it, by the admin API and the use cases: the roll, the notice and its
 * consent, proxies, recusals, papers entered by two, a tie and its one revote, an objection that makes a result void, and
 * everything counted again by a program that knows nothing of us.
 */
import { eq, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { chatAccount } from '../../db/schema/index.ts';
import type { Press } from '../../src/domain/ballot/press.ts';
import type { ShownFullBallot } from '../../src/http/api/ballot-shapes.ts';
import type { ShownFullMeeting } from '../../src/http/api/meeting-shapes.ts';
import { boardRoutes } from '../../src/http/board/index.ts';
import { recountBallot, verifyBallot } from '../../src/usecases/ballot/count.ts';
import { amendBallot, draftBallot } from '../../src/usecases/ballot/draft.ts';
import { decideObjection, objectToResult } from '../../src/usecases/ballot/objection.ts';
import { type EnterPaper, enterPaper, setPapersAside } from '../../src/usecases/ballot/paper.ts';
import { castVote } from '../../src/usecases/ballot/press.ts';
import { challenge, decideRecusal, declareRecusal } from '../../src/usecases/ballot/recusal.ts';
import { reviewBallot, shareVotes } from '../../src/usecases/ballot/run.ts';
import { consentToShortNotice } from '../../src/usecases/meeting/arrange.ts';
import { createBody } from '../../src/usecases/registry/bodies.ts';
import { createPerson } from '../../src/usecases/registry/create.ts';
import { grantSeat } from '../../src/usecases/registry/seats.ts';
import type { UnitOfWork } from '../../src/usecases/unit-of-work.ts';
import { compare } from '../../tools/recount.mjs';
import { type Answer, adminApi } from '../harness/admin-api.ts';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { adminToken, COMMUNITY, inOneTown, must } from './town.ts';

const WANG = '王代表本人';
const ZHAO = '赵代表本人';
const MEMBER = '周委员本人';
const SUPERVISOR = '孙监委本人';
const STRANGER = '居民路过的';

const AGENDA = ['楼道安装充电桩', '车棚重新刷漆', '车棚换灯', '楼道照明换成感应灯', '楼道墙面粉刷', '选代表小组长'];

await inOneTown('what a ballot leaves behind', (town) => {
  const silent: string[] = [];
  let meetingId = '';
  let items: ReadonlyMap<string, string> = new Map();
  let papers = '';
  let secret = '';

  const call = (method: 'GET' | 'POST', path: string, body?: object): Promise<Answer> =>
    adminApi(town.house.app)(method, path, { token: adminToken(town), ...(body && { body }) });
  const done = async <T>(path: string, body?: object): Promise<T> => {
    const answer = await call('POST', path, body);
    expect([path, answer.status, answer.json.error]).toEqual([
      path,
      answer.status < 300 ? answer.status : 200,
      undefined,
    ]);
    await town.settle();
    return answer.json as T;
  };
  const refused = async (path: string, body?: object): Promise<string> =>
    (await call('POST', path, body)).json.error?.code;
  const kindOf = async (
    name: string,
    work: (uow: UnitOfWork) => Promise<{ readonly ok: boolean; readonly error?: { readonly kind: string } }>,
  ) => {
    const result = await town.asPerson(name, work);
    await town.settle();
    return result.ok ? 'done' : result.error?.kind;
  };
  const ballot = async (id: string): Promise<ShownFullBallot> => (await call('GET', `/ballots/${id}`)).json;
  const personId = async (name: string): Promise<string> =>
    town.asPerson(name, async ({ actor }) => actor.personId ?? 'nobody');
  const numberOf = async (id: string, person: string): Promise<number> =>
    (await ballot(id)).roll.find((one) => one.personId === person)?.number ?? 0;
  const recounted = async (id: string) => {
    const answer = await town.house.app.request(`/api/v1/ballots/${id}/rows`, {
      headers: { Authorization: `Bearer ${adminToken(town)}` },
    });
    return compare(await answer.text());
  };
  const board = () => {
    const { db, keys, clock, policies, log } = town.house.runtime.context;
    return boardRoutes({ db, keys, now: clock.now, policies, log });
  };
  const page = async (path: string) => (await board().request(`/c/${COMMUNITY.code}/votes${path}`)).text();
  const startsIn = (days: number) =>
    town.now().toZonedDateTimeISO(COMMUNITY.zone).add({ days }).with({ hour: 19, minute: 0 }).toInstant().toString();
  const convene = (days: number, more: object = {}) =>
    done<ShownFullMeeting>('/meetings', {
      community: COMMUNITY.code,
      kind: 'representatives',
      title: '居民代表会议',
      startsAt: startsIn(days),
      agenda: AGENDA.map((title) => ({ title })),
      ...more,
    });
  const elect = async (name: string) => {
    const made = must(
      await town.asOperator(`representative ${name}`, (uow) =>
        createPerson(uow, { communityId: town.communityId, name }),
      ),
    );
    must(
      await town.asOperator(`seat ${name}`, (uow) =>
        grantSeat(uow, { personId: made.id, role: 'representative', communityId: town.communityId }),
      ),
    );
    silent.push(made.id);
  };
  const put = (title: string, more: object = {}) =>
    done<ShownFullBallot>('/ballots', {
      community: COMMUNITY.code,
      meetingId,
      itemId: items.get(title),
      title,
      text: `${title}，同意吗？`,
      ...more,
    });
  const reviewed = async (id: string) =>
    expect(await kindOf(SUPERVISOR, (uow) => reviewBallot(uow, { ballotId: id }))).toBe('done');
  const opened = async (id: string) => {
    await reviewed(id);
    await done(`/ballots/${id}/freeze-roll`);
    await done(`/ballots/${id}/open`, {});
  };
  const pressOf = async (uow: UnitOfWork): Promise<Press> => {
    const [account] = await uow.tx
      .select({ id: chatAccount.id })
      .from(chatAccount)
      .where(eq(chatAccount.personId, uow.actor.personId ?? ''));
    return { accountId: account?.id ?? '', receivedAt: uow.now, pressedAt: uow.now, sequence: 1 };
  };
  const votes = (name: string, ballotId: string, choice: string, number?: number) =>
    kindOf(name, async (uow) =>
      castVote(uow, { ballotId, choice, press: await pressOf(uow), ...(number !== undefined && { number }) }),
    );
  const counted = async (id: string): Promise<ShownFullBallot> => {
    await done(`/ballots/${id}/close`);
    await town.passes({ minutes: 2 });
    return ballot(id);
  };
  const verified = async (id: string): Promise<ShownFullBallot> => {
    expect(await kindOf(SUPERVISOR, (uow) => verifyBallot(uow, { ballotId: id }))).toBe('done');
    await town.passes({ minutes: 1 });
    return ballot(id);
  };

  test('twenty-nine representatives are one too few to be called together', async () => {
    const line = { member: onLine(town), supervisor: onLine(town), wang: onLine(town) };
    const telegram = {
      head: onTelegram(town, { name: '陈' }),
      zhao: onTelegram(town, { name: '赵' }),
      other: onTelegram(town, { name: '路' }),
    };
    await telegram.head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
    await line.member.says(`绑定 ${await town.invites({ name: MEMBER, role: 'committee_member' })}`);
    await line.supervisor.says(`绑定 ${await town.invites({ name: SUPERVISOR, role: 'supervisor' })}`);
    await line.wang.says(`绑定 ${await town.invites({ name: WANG, role: 'representative' })}`);
    await telegram.zhao.says(`绑定 ${await town.invites({ name: ZHAO, role: 'representative' })}`);
    await telegram.other.says(`绑定 ${await town.invites({ name: STRANGER })}`);
    await town.asOperator('body', async (uow) =>
      must(await createBody(uow, { kind: 'representatives', name: '居民代表', communityId: town.communityId })),
    );
    for (let at = 1; at <= 27; at += 1) await elect(`代表第${at}位`);
    const few = await convene(15);
    expect(few.quorum.of).toBe(31);
    const answer = await call('POST', `/meetings/${few.id}/notice`);
    expect(answer.json.error).toMatchObject({
      code: 'meeting_roll_short',
      message: expect.stringContaining('There are 29'),
    });
    await done(`/meetings/${few.id}/cancel`, { reason: '先补选一名代表' });
    await elect('代表第28位');
  });

  test('ten days before is in time, nine is not; with a reason it needs the consent of those who watch', async () => {
    const inTime = await convene(10);
    await done(`/meetings/${inTime.id}/notice`);
    await done(`/meetings/${inTime.id}/cancel`, { reason: '只是试一下' });
    const late = await convene(9);
    expect(await refused(`/meetings/${late.id}/notice`)).toBe('meeting_notice_short');
    expect(await kindOf(SUPERVISOR, (uow) => consentToShortNotice(uow, { meetingId: late.id }))).toBe(
      'notice_not_short',
    );
    await done(`/meetings/${late.id}/cancel`, { reason: '要写明理由' });
    const urgent = await convene(9, { shortenedBecause: '电线老化，等不到十天' });
    meetingId = urgent.id;
    items = new Map(urgent.agenda.map(({ title, id }) => [title, id]));
    expect(await refused(`/meetings/${meetingId}/notice`)).toBe('meeting_consent_missing');
    expect(await kindOf('陈主任本人', (uow) => consentToShortNotice(uow, { meetingId }))).toBe('not_permitted');
    expect(await kindOf(SUPERVISOR, (uow) => consentToShortNotice(uow, { meetingId }))).toBe('done');
    expect(await done<ShownFullMeeting>(`/meetings/${meetingId}/notice`)).toMatchObject({
      state: 'noticed',
      quorum: { of: 32 },
    });
  });

  test('proxies are off, until the community decides otherwise: in time, to a relative, and no further', async () => {
    const [zhao, wang] = [await personId(ZHAO), await personId(WANG)];
    const given = { grantorId: silent[1], holderId: zhao, relative: true };
    const path = `/meetings/${meetingId}/proxies`;
    expect(await refused(path, given)).toBe('proxy_not_allowed');
    await done('/rules/overrides', {
      community: COMMUNITY.code,
      key: 'ballot.proxy',
      value: true,
      effectiveFrom: town.now().toZonedDateTimeISO(COMMUNITY.zone).toPlainDate().toString(),
      reason: '居民会议决定',
    });
    expect(await refused(path, { ...given, relative: false })).toBe('proxy_not_relative');
    expect(await refused(path, { ...given, holderId: silent[1] })).toBe('proxy_to_oneself');
    await done(path, given);
    expect(await refused(path, { ...given, holderId: wang })).toBe('proxy_given_already');
    expect(await refused(path, { ...given, grantorId: zhao, holderId: wang })).toBe('proxy_not_transferable');
    const other = await done<{ id: string }>(path, { ...given, grantorId: silent[2] });
    expect(await done(`/proxies/${other.id}/revoke`)).toMatchObject({ revokedAt: expect.any(String) });
    // Counted in working days, the same paper would have had to be there a week before.
    const filed = async (value: number, unit: 'days' | 'working_days') =>
      done('/rules/overrides', {
        community: COMMUNITY.code,
        key: 'ballot.proxy.filed',
        value: { value, unit },
        effectiveFrom: town.now().toZonedDateTimeISO(COMMUNITY.zone).toPlainDate().toString(),
        reason: '居民会议决定',
      });
    const left = town
      .now()
      .until(await startOf())
      .total({ unit: 'hours' });
    const days = Math.floor(left / 24);
    await filed(days, 'working_days');
    expect(await refused(path, { ...given, grantorId: silent[3] })).toBe('proxy_too_late');
    await filed(5, 'days');
    await town.passes({ days: 5 });
    expect(await refused(path, { ...given, grantorId: silent[3] })).toBe('proxy_too_late');
  });

  test('who has a part in it says so or is challenged by one of the roll; it is decided before anybody votes', async () => {
    await town.passesUntil(await startOf());
    const { members } = (await call('GET', `/meetings/${meetingId}`)).json as ShownFullMeeting;
    const people = members.map((one) => one.personId).filter((id) => id !== silent[1]);
    await done(`/meetings/${meetingId}/presence`, { people, by: 'paper' });
    expect(await done<ShownFullMeeting>(`/meetings/${meetingId}/begin`)).toMatchObject({ quorum: { present: 31 } });
    papers = (await put('楼道安装充电桩')).id;
    const about = { ballotId: papers, personId: silent[0] ?? '', reason: '安装公司是他家的' };
    expect(await kindOf(STRANGER, (uow) => challenge(uow, about))).toBe('not_on_roll');
    expect(await kindOf(WANG, (uow) => declareRecusal(uow, { ballotId: papers, reason: '亲戚承包' }))).toBe('done');
    expect(await kindOf(ZHAO, (uow) => challenge(uow, about))).toBe('done');
    expect(await kindOf(MEMBER, (uow) => challenge(uow, about))).toBe('recusal_asked_already');
    await reviewed(papers);
    await done(`/ballots/${papers}/freeze-roll`);
    expect(await refused(`/ballots/${papers}/open`, {})).toBe('ballot_recusals_open');
    const asked = (await ballot(papers)).recusals.find(({ state }) => state === 'asked')?.id ?? '';
    expect(await kindOf(SUPERVISOR, (uow) => decideRecusal(uow, { recusalId: asked, uphold: true }))).toBe('done');
    const open = await done<ShownFullBallot>(`/ballots/${papers}/open`, {});
    expect(
      open.roll
        .filter(({ recused }) => recused)
        .map((one) => one.personId)
        .sort(),
    ).toEqual([await personId(WANG), silent[0]].sort());
    expect(open.roll.find((one) => one.personId === silent[1])).toMatchObject({
      present: true,
      holderId: await personId(ZHAO),
    });
    expect(await votes(WANG, papers, 'approve')).toBe('vote_recused');
  });

  const startOf = async () => {
    const { startsAt } = (await call('GET', `/meetings/${meetingId}`)).json as ShownFullMeeting;
    return Temporal.Instant.from(startsAt);
  };

  test('papers count once two people have written down the same; a difference is shown, and settled by a further look', async () => {
    expect(await votes(ZHAO, papers, 'approve')).toBe('done');
    expect(await votes(ZHAO, papers, 'approve', await numberOf(papers, silent[1] ?? ''))).toBe('done');
    expect(await votes(ZHAO, papers, 'approve', await numberOf(papers, silent[2] ?? ''))).toBe('not_on_roll');
    const numbers: number[] = [];
    for (const id of silent.slice(2)) numbers.push(await numberOf(papers, id));
    const right = numbers.map((number, at) => ({ number, choice: at < 14 ? 'approve' : 'reject' }));
    const enters = (name: string, handedIn: EnterPaper['handedIn']) =>
      kindOf(name, (uow) => enterPaper(uow, { ballotId: papers, handedIn }));
    const states = async () => (await ballot(papers)).papers.map(({ state }) => state);
    const mine = { number: await numberOf(papers, await personId(ZHAO)), choice: 'reject' };
    expect(await enters(MEMBER, [...right, mine])).toBe('paper_voted_in_chat');
    expect(await enters(MEMBER, [{ number: await numberOf(papers, silent[0] ?? ''), choice: 'approve' }])).toBe(
      'paper_number_wrong',
    );
    expect(await enters(MEMBER, right)).toBe('done');
    expect(await enters(MEMBER, right)).toBe('paper_entered_already');
    const misread = right.map((paper, at) => (at === 0 ? { ...paper, choice: 'reject' } : paper));
    const differing = await town.asPerson(SUPERVISOR, (uow) =>
      enterPaper(uow, { ballotId: papers, handedIn: misread }),
    );
    // Which paper, never what stands on it.
    expect(must(differing)).toMatchObject({ outcome: 'differs', unlike: [right[0]?.number] });
    expect(await states()).toEqual(['entered', 'entered']);
    expect((await ballot(papers)).roll.filter(({ voted }) => voted)).toHaveLength(2);
    expect(await enters('陈主任本人', right)).toBe('done');
    expect(await states()).toEqual(['agreed', 'void', 'agreed']);
    expect(await enters(SUPERVISOR, right)).toBe('paper_entered_already');
    const { result } = await counted(papers);
    // 32 on the roll, two of them recused: 16 of 30 are just enough.
    expect(result).toMatchObject({ outcome: 'passed', present: 32, base: 30, approve: 16, reject: 12, margin: 1 });
    expect(await recounted(papers)).toMatchObject({ agrees: true, counted: { outcome: 'passed', base: 30, cast: 28 } });
  });

  test('the board has the numbers and the roll’s hash once it is published, and no name and no receipt', async () => {
    const { number, rollHash } = await ballot(papers);
    expect(await page(`/${number}?lang=zh-Hans`)).not.toContain('充电桩');
    expect(await page('?lang=zh-Hans')).toContain('还没有公布过表决结果');
    expect(await verified(papers)).toMatchObject({ state: 'published', outcome: 'passed' });
    const receipts = await town.rows<{ receipt: string }>(
      sql`select receipt from lilong.vote where ballot_id = ${papers}`,
    );
    for (const [lang, words] of [
      ['zh-Hans', '应到32人，实到32人'],
      ['zh-Hant', '應到32人'],
      ['en', '32 on the roll'],
    ] as const) {
      const shown = await page(`/${number}?lang=${lang}`);
      expect(shown).toContain(words);
      expect(shown).toContain(rollHash);
      for (const { receipt } of receipts) expect(shown).not.toContain(receipt);
      for (const name of [WANG, ZHAO, '代表第']) expect(shown).not.toContain(name);
    }
    expect(await page('?lang=zh-Hans')).toContain(`/votes/${number}?lang=zh-Hans`);
    expect(await page(`/${number}?lang=zh-Hans`)).toContain(`/votes/${number}/rows.csv`);
    const rows = await page(`/${number}/rows.csv`);
    expect(compare(rows)).toMatchObject({ agrees: true, counted: { outcome: 'passed', approve: 16, reject: 12 } });
    // Every vote, and nowhere whose.
    expect(rows.match(/^vote,(approve|reject),\r?$/gm)).toHaveLength(28);
    expect(await (await board().request('/recount.mjs')).text()).toContain('lilong-ballot-1');
    expect(await (await board().request(`/c/${COMMUNITY.code}?lang=en`)).text()).toContain(
      `/c/${COMMUNITY.code}/votes?lang=en`,
    );
  });

  test('one wrong entry is as many as the margin: upheld, it makes the result void, also after a recount', async () => {
    const { number } = await ballot(papers);
    const objection = {
      ballotId: papers,
      reason: '名册上有人早已搬走',
      entries: [await numberOf(papers, silent[5] ?? '')],
    };
    expect(await kindOf(STRANGER, (uow) => objectToResult(uow, objection))).toBe('not_on_roll');
    expect(await kindOf(WANG, (uow) => objectToResult(uow, objection))).toBe('done');
    const first = (await ballot(papers)).objections[0]?.id ?? '';
    const upheld = { objectionId: first, uphold: true, answer: '属实' };
    expect(await kindOf(SUPERVISOR, (uow) => decideObjection(uow, upheld))).toBe('done');
    expect(await ballot(papers)).toMatchObject({ state: 'published', outcome: 'void', result: { outcome: 'passed' } });
    expect(await page(`/${number}?lang=zh-Hans`)).toContain('无效');
    // The count itself was right, and whoever counts again finds it so.
    expect(await recounted(papers)).toMatchObject({ agrees: true });

    expect(await kindOf(ZHAO, (uow) => objectToResult(uow, { ballotId: papers, reason: '票数不对' }))).toBe('done');
    const second = (await ballot(papers)).objections[1]?.id ?? '';
    expect(await kindOf(SUPERVISOR, (uow) => recountBallot(uow, { ballotId: papers, reason: '有人要求' }))).toBe(
      'done',
    );
    expect(await ballot(papers)).toMatchObject({ state: 'counted', outcome: null });
    expect(await verified(papers)).toMatchObject({ state: 'published', outcome: 'void' });
    const dismissed = { objectionId: second, uphold: false, answer: '重新计票，票数相同' };
    expect(await kindOf(SUPERVISOR, (uow) => decideObjection(uow, dismissed))).toBe('done');
    expect(await ballot(papers)).toMatchObject({ state: 'published', outcome: 'void' });
  });

  test('a tie is put again once, in the same words; what was not passed does not come back in disguise', async () => {
    const first = await put('车棚重新刷漆');
    await opened(first.id);
    await votes(WANG, first.id, 'approve');
    await votes(ZHAO, first.id, 'reject');
    expect((await counted(first.id)).result).toMatchObject({ outcome: 'tied', approve: 1, reject: 1 });
    expect(await recounted(first.id)).toMatchObject({ agrees: true, counted: { outcome: 'tied' } });
    expect(await verified(first.id)).toMatchObject({ outcome: 'tied' });
    const again = { community: COMMUNITY.code, meetingId, title: '车棚重新刷漆', text: first.text };
    expect(await refused('/ballots', again)).toBe('same_text_blocked');
    const other = await put('车棚换灯');
    expect(await refused(`/ballots/${other.id}/amend`, { text: first.text, reason: '改一下' })).toBe(
      'same_text_blocked',
    );
    expect(await refused(`/ballots/${other.id}/again`)).toBe('revote_not_possible');
    // What is void decided nothing: it is put again, without whoever did not belong on the roll.
    const wrong = await numberOf(papers, silent[5] ?? '');
    const { roll } = await done<ShownFullBallot>(`/ballots/${papers}/again`);
    expect(roll.map(({ personId: id }) => id)).toEqual(
      (await ballot(papers)).roll.filter(({ number }) => number !== wrong).map(({ personId: id }) => id),
    );
    // Somebody moved in and got a seat since: who votes on the same question stays the same.
    await elect('代表第29位');
    // Another motion is just being written down: the numbers are given one after the other.
    let written = () => {};
    const begun = new Promise<void>((resolve) => {
      written = resolve;
    });
    const elsewhere = town.asPerson('陈主任本人', async (uow) => {
      const drafted = must(
        await draftBallot(uow, {
          communityId: town.communityId,
          meetingId,
          title: '车棚装门',
          text: '车棚装门，同意吗？',
          kind: 'motion',
        }),
      );
      written();
      await new Promise((resolve) => setTimeout(resolve, 200));
      return drafted.number;
    });
    await begun;
    const revote = await done<ShownFullBallot>(`/ballots/${first.id}/again`);
    expect(revote.number).toBe((await elsewhere) + 1);
    expect(revote).toMatchObject({ state: 'roll_frozen', revoteOf: first.id, text: first.text });
    expect(revote.roll.map((one) => one.personId)).toEqual((await ballot(first.id)).roll.map((one) => one.personId));
    expect(await refused(`/ballots/${first.id}/again`)).toBe('revote_not_possible');
    const disguised = { ballotId: revote.id, text: '别的事', reason: '改一下' };
    expect(await kindOf('陈主任本人', (uow) => amendBallot(uow, disguised))).toBe('ballot_not_now');
    await done(`/ballots/${revote.id}/open`, {});
    await votes(WANG, revote.id, 'approve');
    // Whoever closes waits for a vote that is being saved, and neither for the other.
    let saving = () => {};
    const saved = new Promise<void>((resolve) => {
      saving = resolve;
    });
    const last = town.asPerson(ZHAO, async (uow) => {
      await shareVotes(uow, [revote.id]);
      saving();
      await new Promise((resolve) => setTimeout(resolve, 200));
      return castVote(uow, { ballotId: revote.id, choice: 'reject', press: await pressOf(uow) });
    });
    await saved;
    const closing = call('POST', `/ballots/${revote.id}/close`);
    expect([(await last).ok, (await closing).status]).toEqual([true, 200]);
    await town.passes({ minutes: 2 });
    expect((await ballot(revote.id)).result).toMatchObject({ approve: 1, reject: 1 });
    expect(await verified(revote.id)).toMatchObject({ outcome: 'tied' });
    expect(await refused(`/ballots/${revote.id}/again`)).toBe('revote_not_possible');
  });

  test('papers only one person entered hold up the count, until another confirms them or a reason stands in the record', async () => {
    const first = await put('楼道照明换成感应灯');
    await opened(first.id);
    await votes(WANG, first.id, 'reject');
    const lone = [{ number: await numberOf(first.id, silent[2] ?? ''), choice: 'approve' }];
    const enter = (name: string, ballotId: string, handedIn = lone) =>
      kindOf(name, (uow) => enterPaper(uow, { ballotId, handedIn }));
    const aside = (name: string, ballotId: string, reason: string) =>
      kindOf(name, (uow) => setPapersAside(uow, { ballotId, reason }));
    expect(await enter(MEMBER, first.id)).toBe('done');
    expect(await aside(SUPERVISOR, first.id, '太早')).toBe('papers_none_wait');
    expect((await counted(first.id)).state).toBe('closed');
    await town.passes({ minutes: 30 });
    expect((await ballot(first.id)).state).toBe('closed');
    expect(await enter(SUPERVISOR, first.id)).toBe('done');
    await town.passes({ minutes: 1 });
    expect(await ballot(first.id)).toMatchObject({ state: 'counted', result: { approve: 1, reject: 1, cast: 2 } });

    const second = await put('楼道墙面粉刷');
    await opened(second.id);
    await votes(WANG, second.id, 'reject');
    const number = await numberOf(second.id, silent[2] ?? '');
    expect(await enter(MEMBER, second.id, [{ number, choice: 'approve' }])).toBe('done');
    expect(await enter(SUPERVISOR, second.id, [{ number, choice: 'reject' }])).toBe('done');
    expect((await counted(second.id)).state).toBe('closed');
    expect(await aside(MEMBER, second.id, '算了')).toBe('not_permitted');
    expect(await aside(SUPERVISOR, second.id, ' ')).toBe('reason_missing');
    expect(await aside(SUPERVISOR, second.id, '纸票淋湿了，看不清')).toBe('done');
    await town.passes({ minutes: 1 });
    const last = await ballot(second.id);
    expect(last).toMatchObject({ state: 'counted', result: { approve: 0, reject: 1, cast: 1 } });
    expect(last.papers.map(({ state }) => state)).toEqual(['void', 'void']);
    expect(last.history.map(({ kind }) => kind)).toContain('papers_aside');
  });

  test('a secret vote, partly on paper: its receipts stand on the board in order, and nothing says whose they are', async () => {
    const made = await put('选代表小组长', {
      kind: 'election',
      seats: 1,
      options: [{ label: '甲先生' }, { label: '乙女士' }],
    });
    secret = made.id;
    expect(made.form).toBe('secret');
    await opened(secret);
    await votes(WANG, secret, '1');
    await votes(ZHAO, secret, '2');
    const handedIn: { number: number }[] = [];
    for (const id of silent.slice(2, 20)) handedIn.push({ number: await numberOf(secret, id) });
    const onPaper = (one: number, two: number): EnterPaper => ({
      ballotId: secret,
      handedIn,
      choices: [
        ['1', one],
        ['2', two],
      ],
    });
    expect(await kindOf(MEMBER, (uow) => enterPaper(uow, onPaper(17, 2)))).toBe('paper_counts_differ');
    expect(await kindOf(MEMBER, (uow) => enterPaper(uow, onPaper(16, 2)))).toBe('done');
    expect(await kindOf(SUPERVISOR, (uow) => enterPaper(uow, onPaper(16, 2)))).toBe('done');
    expect(JSON.stringify(await ballot(secret))).not.toContain('"votes"');
    const { result, number } = await counted(secret);
    expect(result).toMatchObject({
      outcome: 'passed',
      chosen: [1],
      cast: 20,
      votes: [
        { option: 1, votes: 17 },
        { option: 2, votes: 3 },
      ],
    });
    expect(await recounted(secret)).toMatchObject({ agrees: true, counted: { chosen: [1], cast: 20 } });
    await verified(secret);
    const shown = await page(`/${number}?lang=zh-Hans`);
    const listed = [...shown.matchAll(/<li><code>([0-9A-Z]{8})<\/code><\/li>/g)].map(([, receipt]) => receipt);
    const stored = await town.rows<{ receipt: string }>(
      sql`select receipt from lilong.vote where ballot_id = ${secret}`,
    );
    expect(listed).toEqual(stored.map(({ receipt }) => receipt).sort());
    expect(listed).toHaveLength(20);
    expect((await call('GET', `/ballots/${secret}/receipts`)).json.items).toEqual(listed);
    // How a secret vote was put together is nobody's to download.
    expect((await board().request(`/c/${COMMUNITY.code}/votes/${number}/rows.csv`)).status).toBe(404);
    expect(shown).toContain('甲先生');
  });

  theRecordHolds(town);
});
