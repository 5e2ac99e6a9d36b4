/** Meetings and ballots through the API and the command line, as an operator uses them for a committee. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AdminApi, actsAs, adminApi } from '../../../test/harness/admin-api.ts';
import { type CommandLine, openCommandLine } from '../../../test/harness/command-line.ts';
import { paragraphsOf } from '../../../test/stories/word.ts';
import { recount } from '../../../tools/recount.mjs';
import { verifyBallot } from '../../usecases/ballot/count.ts';
import { castVote } from '../../usecases/ballot/press.ts';
import { reviewBallot } from '../../usecases/ballot/run.ts';
import type { UnitOfWork } from '../../usecases/unit-of-work.ts';
import type { ShownBallot, ShownFullBallot } from './ballot-shapes.ts';
import type { ShownEntry } from './ledger.ts';
import type { ShownSeries } from './meeting-series.ts';
import type { ShownFullMeeting, ShownMeeting } from './meeting-shapes.ts';
import type { ShownCheckInCode } from './meetings.ts';
import type { ShownMinutes } from './minutes.ts';
import type { ShownProxy } from './proxies.ts';

describe('meetings and ballots, by the operator', () => {
  let line: CommandLine;
  let call: AdminApi;
  let head = '';
  let recorder = '';
  let supervisor = '';
  let meeting = '';
  let ballot = '';
  const folder = mkdtempSync(join(tmpdir(), 'lilong-ballots-'));
  const context = () => line.house.runtime.context;
  const inDays = (days: number) =>
    context()
      .clock.now()
      .add({ hours: 24 * days })
      .toString();
  const tonight = () =>
    context()
      .clock.now()
      .toZonedDateTimeISO('Asia/Shanghai')
      .with({ hour: 23, minute: 59, second: 59 })
      .toInstant()
      .toString();
  const passes = (seconds: number) => line.house.runtime.jobs.advanceTo(context().clock.now().add({ seconds }));
  const as = (user: string, act: (uow: UnitOfWork, accountId: string) => Promise<{ readonly ok: boolean }>) =>
    actsAs(context(), user, async (uow, { accountId }) => {
      const done = await act(uow, accountId);
      expect(done).toMatchObject({ ok: true });
      return done;
    });
  const votes = (user: string, choice: string) =>
    as(user, (uow, accountId) =>
      castVote(uow, {
        ballotId: ballot,
        choice,
        press: {
          accountId,
          receivedAt: uow.now,
          pressedAt: uow.now,
          sequence: 1,
        },
      }),
    );
  const shown = () => line.answer<ShownFullBallot>('ballot', 'show', ballot);
  const movesTo = async (state: string) => {
    for (let tries = 0; tries < 50 && (await shown()).state !== state; tries += 1) await passes(2);
    return shown();
  };

  beforeAll(async () => {
    line = await openCommandLine('meetings and ballots');
    call = adminApi(line.house.app);
    const people = (await call('GET', '/people?community=demo&limit=100')).json.items as {
      readonly id: string;
      readonly name: string;
    }[];
    const called = (name: string) => people.find((one) => one.name === name)?.id ?? '';
    head = called('陈主任');
    recorder = called('周委员');
    supervisor = called('孙监督');
  }, 60_000);
  afterAll(() => line.close(), 60_000);

  test('a meeting is convened, its agenda and its people changed, and the notice goes out', async () => {
    const made = await line.answer<ShownFullMeeting>(
      ...['meeting', 'convene', 'demo', 'committee', '十二月例会', '--at', inDays(3)],
      ...['--item', '防火检查', '--recorder', recorder, '--venue', '居委会二楼'],
    );
    meeting = made.id;
    expect(made).toMatchObject({
      state: 'convened',
      chairId: head,
      agenda: [{ ordinal: 1, title: '防火检查', noticed: false }],
      quorum: { of: 2, present: 0, needed: 'more_than 1/2', reached: false },
    });
    expect(made.members).toMatchObject([
      { personId: head, basis: 'seat', mayVote: true, answer: null },
      { personId: recorder, basis: 'seat', mayVote: true, answer: null },
    ]);
    const extra = await line.answer<{ id: string }>('meeting', 'add-item', meeting, '春节安排');
    const without = await line.answer<ShownFullMeeting>('meeting', 'remove-item', meeting, extra.id);
    expect(without.agenda.map(({ title }) => title)).toEqual(['防火检查']);
    const guests = await line.answer<ShownFullMeeting>('meeting', 'people', meeting, '--guest', supervisor);
    expect(guests.members.map(({ personId, mayVote }) => [personId, mayVote])).toEqual([
      [head, true],
      [recorder, true],
      [supervisor, false],
    ]);
    const told = await line.answer<ShownFullMeeting>('meeting', 'notice', meeting);
    expect(told).toMatchObject({ state: 'noticed', noticedTo: 3, agenda: [{ noticed: true }] });
    const refused = await line.lilong('meeting', 'remove-item', meeting, told.agenda[0]?.id ?? '');
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('stands in the notice')]);
    expect((await line.lilong('meeting', 'notice', meeting)).err).toContain('"noticed" already');
  });

  test('a guest is asked no more and asked again; whoever has a seat cannot be counted out', async () => {
    const members = async (...args: string[]) =>
      (await line.answer<ShownFullMeeting>('meeting', 'people', meeting, ...args)).members.map(
        ({ personId }) => personId,
      );
    expect(await members('--dismiss', supervisor)).toEqual([head, recorder]);
    expect(await members('--guest', supervisor)).toEqual([head, recorder, supervisor]);
    expect((await line.lilong('meeting', 'people', meeting, '--dismiss', head)).code).toBe(1);
    expect(await members()).toEqual([head, recorder, supervisor]);
  });

  test('another date is another notice, and a notice too late is refused with its last day', async () => {
    const moved = await line.answer<ShownFullMeeting>('meeting', 'reschedule', meeting, tonight(), '提前');
    expect(moved).toMatchObject({ state: 'convened', round: 1, noticedAt: null });
    const late = await call('POST', `/meetings/${meeting}/notice`);
    expect(late).toMatchObject({ status: 409, json: { error: { code: 'meeting_notice_short' } } });
    expect(late.json.error.message).toContain(`by ${moved.noticeBy} at the latest`);
    await line.answer('meeting', 'reschedule', meeting, inDays(2), '来不及');
    expect(await line.answer<ShownFullMeeting>('meeting', 'notice', meeting)).toMatchObject({ round: 2 });
    expect(
      (await call('POST', `/meetings/${meeting}/reschedule`, { body: { startsAt: '明天', reason: 'x' } })).status,
    ).toBe(400);
  });

  test('what only a person can do has no route: whoever bears the token is nobody in particular', async () => {
    expect((await line.lilong('meeting', 'code', meeting)).err).toContain('Nobody can check in');
    const made = await call('POST', '/ballots', {
      body: { community: 'demo', meetingId: meeting, title: '买灭火器', text: '每栋楼买十个灭火器。' },
    });
    expect(made.status).toBe(201);
    ballot = made.json.id;
    const before = await shown();
    for (const step of ['review', 'verify', 'recount', 'recusals', 'papers', 'objections', 'votes']) {
      const answer = await call('POST', `/ballots/${ballot}/${step}`, { body: { reason: 'x', choice: 'approve' } });
      expect([step, answer.status]).toEqual([step, 404]);
    }
    for (const path of [`/meetings/${meeting}/consent`, `/recusals/${ballot}/decide`, `/objections/${ballot}/decide`])
      expect([path, (await call('POST', path)).status]).toEqual([path, 404]);
    expect(await shown()).toEqual(before);
  });

  test('a ballot is worded, and what is wrong with one is said', async () => {
    const draft = (body: object) =>
      call('POST', '/ballots', { body: { community: 'demo', title: 't', text: 'u', ...body } });
    const code = async (body: object) => (await draft(body)).json.error.code;
    expect(await code({})).toBe('electorate_missing');
    expect(await code({ electorate: { from: 'adults' } })).toBe('closing_missing');
    expect(await code({ electorate: { from: 'mayors' } })).toBe('not_valid');
    expect(await code({ meetingId: meeting, kind: 'approval', options: [{ label: '甲' }] })).toBe('options_wrong');
    const amended = await line.answer<ShownFullBallot>('ballot', 'amend', ballot, '每栋楼买八个灭火器。', '预算');
    expect(amended).toMatchObject({ state: 'draft', text: '每栋楼买八个灭火器。' });
    expect((await line.lilong('ballot', 'freeze-roll', ballot)).err).toContain('"draft" does not take');
    await as('sun', (uow) => reviewBallot(uow, { ballotId: ballot }));
    expect((await line.lilong('ballot', 'freeze-roll', ballot)).err).toContain('follows the seats');
    await line.answer('meeting', 'open-check-in', meeting);
    const frozen = await line.answer<ShownFullBallot>('ballot', 'freeze-roll', ballot);
    expect(frozen.rollHash).toMatch(/^[0-9a-f]{64}$/);
    expect(frozen.roll).toMatchObject([
      { number: 1, personId: head, present: null, voted: false },
      { number: 2, personId: recorder, present: null, voted: false },
    ]);
    expect((await line.lilong('ballot', 'open', ballot)).err).toContain('not in session');
  });

  test('who came is entered once, whatever is sent twice, and the meeting begins when enough are there', async () => {
    const { code, until } = await line.answer<ShownCheckInCode>('meeting', 'code', meeting);
    expect(code).toMatch(/^\d{6}$/);
    expect(Temporal.Instant.compare(Temporal.Instant.from(until), context().clock.now())).toBe(1);
    expect((await line.lilong('meeting', 'begin', meeting)).err).toContain('"check_in" does not take');
    const came = { body: { people: [head, recorder], by: 'paper' }, key: 'the-list-on-paper' };
    const first = await call('POST', `/meetings/${meeting}/presence`, came);
    expect(first.json).toEqual({ of: 2, present: 2, needed: 'more_than 1/2', reached: true });
    const again = await call('POST', `/meetings/${meeting}/presence`, came);
    expect([again.json, again.headers.get('Idempotent-Replayed')]).toEqual([first.json, 'true']);
    const left = await line.answer<ShownFullMeeting['quorum']>('meeting', 'presence', meeting, head, '--left');
    expect(left.reached).toBe(false);
    expect((await line.lilong('meeting', 'begin', meeting)).code).toBe(1);
    await line.answer('meeting', 'presence', meeting, head);
    expect(await line.answer<ShownFullMeeting>('meeting', 'begin', meeting)).toMatchObject({ state: 'in_session' });
    await line.answer('meeting', 'suspend', meeting, '吃饭');
    expect(await line.answer<ShownFullMeeting>('meeting', 'resume', meeting)).toMatchObject({ state: 'in_session' });
  });

  test('until it is counted nobody learns how it goes; then anybody can count it again', async () => {
    const rows = () => call('GET', `/ballots/${ballot}/rows`).catch(() => undefined);
    await line.answer('ballot', 'open', ballot);
    expect((await line.lilong('meeting', 'close', meeting)).code).toBe(1);
    await line.answer('ballot', 'pause', ballot);
    await line.answer('ballot', 'resume', ballot);
    await votes('chen', 'approve');
    const open = await call('GET', `/ballots/${ballot}`);
    expect(open.json).toMatchObject({
      state: 'open',
      result: null,
      outcome: null,
      roll: [{ voted: true }, { voted: false }],
    });
    expect(JSON.stringify(open.json)).not.toContain('approve');
    await votes('zhou', 'approve');
    expect((await rows())?.json.error.code).toBe('ballot_not_counted');
    await line.answer('ballot', 'close', ballot);
    expect((await rows())?.status).toBe(409);
    await passes(61);
    const counted = await movesTo('counted');
    expect(counted.result).toMatchObject({ outcome: 'passed', approve: 2, reject: 0, cast: 2, base: 2, chosen: [] });
    expect(counted.outcome).toBeNull();
    const file = join(folder, 'ballot.csv');
    await line.lilong('ballot', 'rows', ballot, '--out', file);
    expect(recount(readFileSync(file, 'utf8'))).toMatchObject({ outcome: 'passed', cast: 2, base: 2 });
    expect(await line.answer('ballot', 'recount', file)).toMatchObject({
      agrees: true,
      counted: { outcome: 'passed' },
    });
    expect((await line.lilong('ballot', 'recount', file, '--lang', 'zh-Hans')).out).toContain('一致');
    const forged = join(folder, 'forged.csv');
    writeFileSync(forged, readFileSync(file, 'utf8').replace('vote,approve', 'vote,reject'));
    const differs = await line.lilong('ballot', 'recount', forged, '--json');
    expect([differs.code, JSON.parse(differs.out).agrees, JSON.parse(differs.err).error.code]).toEqual([
      1,
      false,
      'recount_differs',
    ]);
    writeFileSync(forged, 'no ballot');
    expect((await line.lilong('ballot', 'recount', forged)).code).toBe(2);
  }, 60_000);

  test('it is declared after the supervisor agreed, and the meeting is closed', async () => {
    await as('sun', (uow) => verifyBallot(uow, { ballotId: ballot }));
    expect(await movesTo('published')).toMatchObject({ outcome: 'passed', objectionUntil: expect.any(String) });
    expect((await line.lilong('ballot', 'withdraw', ballot, '算了')).code).toBe(1);
    expect(await line.answer<ShownFullMeeting>('meeting', 'close', meeting)).toMatchObject({
      state: 'closed',
      ballots: [{ number: 1, outcome: 'passed' }],
    });
  }, 60_000);

  test('the minutes are written as the recorder would, read with a line in the ledger, and saved as a Word file', async () => {
    expect((await call('GET', `/meetings/${meeting}/minutes`)).json.error.code).toBe('minutes_missing');
    const first = await line.answer<ShownMinutes>('meeting', 'write-minutes', meeting, '大家都同意。');
    expect(first).toMatchObject({ version: 1, came: ['陈主任', '周委员'], remarks: '大家都同意。', signatures: [] });
    expect(first.items).toMatchObject([{ title: '防火检查' }, { ballots: [{ number: 1, outcome: 'passed' }] }]);
    const readings = async () => {
      await call('POST', '/ledger/verify');
      const { items } = (await call('GET', `/ledger?subject=meeting:${meeting}&limit=100`)).json;
      return items.filter(({ entry }: ShownEntry) => JSON.parse(entry).action === 'meeting.read-by-operator').length;
    };
    const before = await readings();
    expect(await line.answer<ShownMinutes>('meeting', 'minutes', meeting)).toMatchObject({ version: 1 });
    const file = join(folder, 'minutes.docx');
    await line.lilong('meeting', 'minutes', meeting, '--out', file);
    expect(paragraphsOf(readFileSync(file)).join('\n')).toContain('大家都同意。');
    expect((await readings()) - before).toBe(2);
    // Nothing signs it for anybody.
    expect((await call('POST', `/meetings/${meeting}/minutes/sign`)).status).toBe(404);
  });

  test('lists are filtered and paged; proxies need a rule', async () => {
    const second = await line.answer<ShownFullMeeting>(
      ...['meeting', 'convene', 'demo', 'council', '议事会', '--at', inDays(20), '--recorder', head],
    );
    const page = (query: string) => call('GET', `/meetings?community=demo&${query}`);
    const first = await page('limit=1');
    expect(first.json.items.map(({ id }: ShownMeeting) => id)).toEqual([second.id]);
    const rest = await page(`limit=1&cursor=${first.json.next}`);
    expect(rest.json).toMatchObject({ items: [{ id: meeting }], next: null });
    expect((await page('state=minutes_draft')).json.items).toHaveLength(1);
    expect((await page('cursor=nonsense')).status).toBe(400);
    const ballots = await line.answer<{ items: ShownBallot[] }>('ballot', 'list', '--meeting', meeting);
    expect(ballots.items.map(({ id }) => id)).toEqual([ballot]);
    expect((await line.lilong('meeting', 'file-proxy', second.id, head, supervisor, '--relative')).err).toContain(
      'No rule allows proxies',
    );
    expect(await line.answer<{ items: ShownProxy[] }>('meeting', 'proxies', second.id)).toEqual({ items: [] });
    expect((await line.lilong('meeting', 'list', '--lang', 'zh-Hans')).out).toContain('议事会');
    expect(await line.answer<ShownFullMeeting>('meeting', 'cancel', second.id, '不开了')).toMatchObject({
      state: 'cancelled',
    });
    expect((await call('GET', '/meetings/00000000-0000-4000-8000-000000000001')).status).toBe(404);
    expect((await call('GET', '/ballots/00000000-0000-4000-8000-000000000001')).status).toBe(404);
  });

  test('a regular meeting is begun once, listed with its next day, and ended', async () => {
    const asked = ['meeting', 'start-series', 'demo', 'station', '居站例会', '--every', 'month', '--day', '31'];
    const made = await line.answer<ShownSeries>(...asked, '--time', '09:30', '--item', '通报工作');
    const hearing = {
      ...{ community: 'demo', title: '听证会', every: 'month', day: 5, time: '09:30' },
      kind: 'hearing',
    };
    expect((await call('POST', '/meeting-series', { body: hearing })).json.error.code).toBe('not_regular');
    expect(made).toMatchObject({ every: 'month', day: 31, time: '09:30', agenda: ['通报工作'], endedAt: null });
    expect((await line.lilong(...asked, '--time', '10:00')).code).toBe(1);
    expect(
      (await line.lilong(...asked.slice(0, 3), 'committee', '例会', ...asked.slice(5), '--time', '25:00')).code,
    ).toBe(1);
    const { items } = await line.answer<{ items: readonly (ShownSeries & { next: string })[] }>(
      'meeting',
      'series',
      'demo',
    );
    expect(items).toMatchObject([{ id: made.id, next: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) }]);
    expect((await line.answer<ShownSeries>('meeting', 'end-series', made.id)).endedAt).not.toBeNull();
    expect(await line.answer('meeting', 'series', 'demo')).toMatchObject({ items: [] });
  });

  test('whoever came to a date that does not hold is not there on the next one', async () => {
    const { id } = await line.answer<ShownFullMeeting>(
      ...[
        'meeting',
        'convene',
        'demo',
        'committee',
        '改期会',
        '--at',
        inDays(3),
        '--item',
        '一件事',
        '--recorder',
        head,
      ],
    );
    await line.answer('meeting', 'notice', id);
    await line.answer('meeting', 'open-check-in', id);
    expect(await line.answer('meeting', 'presence', id, head, recorder)).toMatchObject({ present: 2, reached: true });
    const moved = await line.answer<ShownFullMeeting>('meeting', 'reschedule', id, inDays(6), '停电');
    expect(moved.quorum).toMatchObject({ present: 0, reached: false });
    await line.answer('meeting', 'cancel', id, '不开了');
  });

  test('a written ballot is not opened after its own closing time', async () => {
    const made = await line.answer<ShownFullBallot>(
      ...[
        'ballot',
        'draft',
        'demo',
        '书面表决',
        '--text',
        '同意修路灯吗？',
        '--from',
        'seats',
        '--bodies',
        'committee',
      ],
      ...['--closes', inDays(1)],
    );
    expect(made).toMatchObject({ meetingId: null, binding: false });
    await as('sun', (uow) => reviewBallot(uow, { ballotId: made.id }));
    await line.answer('ballot', 'freeze-roll', made.id);
    await passes(25 * 60 * 60);
    expect((await line.lilong('ballot', 'open', made.id)).err).toContain('must lie ahead');
    const closes = inDays(1);
    const opened = await line.answer<ShownFullBallot>('ballot', 'open', made.id, '--closes', closes);
    expect([opened.state, opened.closesAt]).toEqual(['open', closes]);
  });

  test('every item of a representatives’ meeting is a motion, also by the API; each bears the name of its item', async () => {
    const convened = await call('POST', '/meetings', {
      body: {
        community: 'demo',
        kind: 'representatives',
        title: '修门禁',
        startsAt: inDays(20),
        agenda: [{ title: '修门禁', text: '南门换门禁。' }, { title: '换门岗' }],
      },
    });
    expect(convened.status).toBe(201);
    const held = convened.json as ShownFullMeeting;
    const ballots = async () =>
      (await call('GET', `/ballots?meeting=${held.id}&limit=50`)).json.items as readonly ShownBallot[];
    const shape = async () => (await ballots()).map(({ title, state }) => [title, state]).sort();
    expect(await shape()).toEqual([
      ['修门禁', 'draft'],
      ['换门岗', 'draft'],
    ]);
    const added = await call('POST', `/meetings/${held.id}/agenda`, { body: { title: '修车棚' } });
    expect(await shape()).toContainEqual(['修车棚', 'draft']);
    const another = { community: 'demo', meetingId: held.id, itemId: added.json.id, title: '修花坛', text: '修花坛。' };
    const refused = await call('POST', '/ballots', { body: another });
    expect([refused.status, refused.json.error.code]).toEqual([409, 'motion_not_item']);
    expect(refused.json.error.message).toContain('修车棚');
    const first = (await ballots()).find(({ title }) => title === '换门岗');
    const renamed = await call('POST', `/ballots/${first?.id}/amend`, {
      body: { title: '撤门岗', text: '撤掉门岗。', reason: '改名' },
    });
    expect(renamed.json.error.code).toBe('motion_not_item');
    await call('POST', `/meetings/${held.id}/agenda/remove`, { body: { itemId: added.json.id } });
    expect(await shape()).toContainEqual(['修车棚', 'withdrawn']);
    await call('POST', `/meetings/${held.id}/cancel`, { body: { reason: '不开了' } });
    expect(new Set((await ballots()).map(({ state }) => state))).toEqual(new Set(['withdrawn']));
    const late = { community: 'demo', meetingId: held.id, title: '修花坛', text: '修花坛。' };
    expect((await call('POST', '/ballots', { body: late })).json.error.code).toBe('meeting_past_arranging');
  });
});
