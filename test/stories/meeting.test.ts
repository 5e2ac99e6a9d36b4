/** A representatives' meeting from one line to the published minutes, with an open and a secret vote, on both platforms at once. */
import { sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { boardRoutes } from '../../src/http/board/index.ts';
import { putMotions } from '../../src/usecases/meeting/agenda.ts';
import { rescheduleMeeting } from '../../src/usecases/meeting/steps.ts';
import { createBody } from '../../src/usecases/registry/bodies.ts';
import { createPerson } from '../../src/usecases/registry/create.ts';
import { grantSeat } from '../../src/usecases/registry/seats.ts';
import { onLine } from './on-line.ts';
import { membership, onTelegram, telegramGroup } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { holds, labels, type Seen } from './seen.ts';
import { COMMUNITY, inOneTown, must } from './town.ts';
import type { Voice } from './voice.ts';
import { paragraphsOf } from './word.ts';

const PUBLIC = 'https://lilong.example';

/** Without a chat: they come, and are entered from the list at the door. */
const SILENT = 29;

await inOneTown(
  'a representatives’ meeting',
  (town) => {
    const head = onTelegram(town, { name: '陈主任' });
    const recorder = onLine(town);
    const supervisor = onLine(town);
    const wang = onLine(town);
    const zhao = onTelegram(town, { name: '赵代表' });
    const passerBy = onTelegram(town, { name: '路过的' });
    const group = telegramGroup('居民代表群');
    const headThere = head.in(group);
    const zhaoThere = zhao.in(group);
    const passerThere = passerBy.in(group);
    const silent: string[] = [];
    let startsAt = Temporal.Instant.fromEpochMilliseconds(0);
    let meetingId = '';
    let openId = '';
    let secretId = '';
    const state = async (table: 'meeting' | 'ballot', id: string) =>
      (await town.rows<{ state: string }>(sql`select state from lilong.${sql.identifier(table)} where id = ${id}`))[0]
        ?.state;
    const heard = (who: Voice, words: string): boolean => who.screen().some((seen) => holds(seen, words));
    const codeIn = (seen: Seen): string => /\d{6}/.exec(seen.text)?.[0] ?? 'no code';
    /** The paper behind a link of the newest message that has one. */
    const paperOf = async (who: Voice, label: string) => {
      const links = who.screen().flatMap(({ buttons }) => buttons.filter((button) => button.label === label));
      const address = links.at(-1)?.url?.replace(PUBLIC, '') ?? '';
      const answer = await town.house.app.request(address);
      const bytes = new Uint8Array(await answer.arrayBuffer());
      return { address, status: answer.status, type: answer.headers.get('content-type'), bytes };
    };
    const receiptIn = (seen: Seen): string => /回执([0-9A-Z]{8})/.exec(seen.text)?.[1] ?? 'no receipt';

    test('the people: thirty-one representatives, of whom two have a phone, and those who run and watch it', async () => {
      await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
      await recorder.says(`绑定 ${await town.invites({ name: '周委员本人', role: 'committee_member' })}`);
      await supervisor.says(`绑定 ${await town.invites({ name: '孙监委本人', role: 'supervisor' })}`);
      await wang.says(`绑定 ${await town.invites({ name: '王代表本人', role: 'representative' })}`);
      await zhao.says(`绑定 ${await town.invites({ name: '赵代表本人', role: 'representative' })}`);
      await passerBy.says(`绑定 ${await town.invites({ name: '居民路过的' })}`);
      await town.asOperator('representatives', async (uow) => {
        must(await createBody(uow, { kind: 'representatives', name: '居民代表', communityId: town.communityId }));
        for (let at = 0; at < SILENT; at += 1) {
          const made = must(await createPerson(uow, { communityId: town.communityId, name: `代表第${at}位` }));
          must(await grantSeat(uow, { personId: made.id, role: 'representative', communityId: town.communityId }));
          silent.push(made.id);
        }
      });
      await membership(town, group, head, 'member');
      await headThere.mentions('绑定本群 居民代表');
      headThere.sees('居民代表');
    });

    test('one line convenes it; a notice a day too late is refused, and nobody hears of it', async () => {
      await head.says('开代表会 三天后19:00 议题:加装门禁 地点:活动室');
      expect(holds(head.sees('加装门禁'), '还没有通知任何人')).toBe(true);
      const [row] = await town.rows<{ id: string }>(sql`select id from lilong.meeting`);
      meetingId = row?.id ?? '';
      await head.presses('发通知');
      head.sees('通知晚了');
      expect(await state('meeting', meetingId)).toBe('convened');
      expect(heard(wang, '加装门禁')).toBe(false);
      startsAt = town.now().toZonedDateTimeISO(COMMUNITY.zone).add({ days: 15 }).with({ hour: 19 }).toInstant();
      await town.asPerson('陈主任本人', async (uow) =>
        must(
          await rescheduleMeeting(uow, {
            meetingId,
            startsAt,
            reason: '通知时间不够',
          }),
        ),
      );
      await town.settle();
      expect(heard(wang, '改期')).toBe(false);
    });

    test('what it is to decide is reviewed by the supervision committee before; an election is put in secret', async () => {
      const [first] = await town.rows<{ id: string; form: string; binding: boolean }>(
        sql`select id, form, binding from lilong.ballot where meeting_id = ${meetingId}`,
      );
      expect(first).toMatchObject({ form: 'open', binding: true });
      openId = first?.id ?? '';
      await supervisor.presses('审查通过');
      supervisor.sees('第1号审查通过');
      secretId = await town.asPerson('陈主任本人', async (uow) => {
        const candidates = [{ label: '甲先生' }, { label: '乙女士' }];
        const motions = [{ title: '选自治小组长', kind: 'election', seats: 1, options: candidates }] as const;
        const [made] = must(await putMotions(uow, { meetingId, motions }));
        expect(made?.form).toBe('secret');
        return made?.id ?? '';
      });
      await town.settle();
      await supervisor.presses('审查通过');
      supervisor.sees('第2号审查通过');
    });

    test('announced: as many as were promised, each with two buttons, the group without any', async () => {
      await head.presses('发通知');
      const sent = head.sees('通知已发给').text;
      expect(sent).toContain('通知已发给4人');
      expect(sent).toContain(`还有${SILENT}人没有绑定`);
      expect(labels(wang.screen().findLast((seen) => holds(seen, '请回复能不能来')) as Seen)).toEqual(
        expect.arrayContaining(['参加', '请假']),
      );
      expect(labels(zhaoThere.screen().at(-1) as Seen)).toEqual([]);
      for (const who of [wang, zhao]) {
        const date = await paperOf(who, '加到日历');
        expect([date.status, date.type]).toEqual([200, 'text/calendar; charset=utf-8']);
        const text = Buffer.from(date.bytes).toString('utf8');
        expect(text).toContain(`DTSTART:${startsAt.toString().slice(0, 19).replace(/[-:]/g, '')}Z`);
        expect(text).toContain('SUMMARY:居民代表会议：加装门禁');
        expect(text).toContain('LOCATION:活动室');
        const printed = await paperOf(who, '打印会议通知');
        expect([printed.status, printed.type]).toEqual([200, 'application/pdf']);
      }
      await wang.says('日历');
      const feed = /\/calendar\/\S+?\.ics/.exec(JSON.stringify(wang.last()))?.[0] ?? '';
      expect(await (await town.house.app.request(feed)).text()).toContain(`UID:meeting-${meetingId}@lilong`);
      await wang.presses('请假');
      wang.sees('记下您请假');
      await wang.presses('参加');
      wang.sees('记下您参加');
    });

    test('only those who have not answered are reminded, and the buttons of weeks ago still work', async () => {
      await town.passes({ days: 13 });
      expect(heard(zhao, '还没收到您的回复')).toBe(true);
      expect(heard(wang, '还没收到您的回复')).toBe(false);
      await zhao.presses('参加');
      zhao.sees('记下您参加');
    });

    test('checking in opens by itself; the code counts those who are there, and nobody who is not invited', async () => {
      await town.passesUntil(startsAt.subtract({ minutes: 20 }));
      expect(await state('meeting', meetingId)).toBe('check_in');
      expect(heard(wang, '开始签到')).toBe(true);
      await head.presses('签到码');
      const code = codeIn(head.sees('签到码：'));
      await passerBy.says(`签到 ${code}`);
      passerBy.sees('没有您可以签到的会议');
      await wang.says('签到 000000');
      wang.sees('签到码不对');
      await wang.says(code);
      wang.sees('签到成功');
      await wang.says(`签到 ${code}`);
      wang.sees('您已经签到了');
      await head.says('会议');
      await head.presses('1. 加装门禁');
      expect(labels(head.last())).not.toContain('开会');
    });

    test('who signed on paper is entered off the list by number or name, after one more look; nobody else may', async () => {
      const present = async () => /已到(\d+)人/.exec(recorder.last().text)?.[1];
      await zhao.says('会议');
      await zhao.presses('1. 加装门禁');
      expect(labels(zhao.last())).not.toContain('登记到会');
      await recorder.presses('登记到会');
      const list = recorder.sees('谁到了').text;
      const numberOf = (name: string) => Number(new RegExp(`(\\d+) ${name}`).exec(list)?.[1]);
      // Whoever is there already is not asked about.
      expect(list).not.toContain('王代表本人');
      const [first, last] = [numberOf('代表第0位'), numberOf('代表第22位')];
      expect(last - first).toBe(22);
      await recorder.says(`${first}-${last}、99`);
      recorder.sees('名单上没有“99”');
      await recorder.says(`${first}-${last}、代表第23位`);
      recorder.sees('登记这24人到会，对吗');
      expect(await state('meeting', meetingId)).toBe('check_in');
      await recorder.presses('对，登记');
      recorder.sees('登记了24人到会');
      expect(await present()).toBe('25');
      await recorder.presses('登记到会');
      await recorder.says(`离开 ${last}`);
      recorder.sees('登记这1人离开，对吗');
      await recorder.presses('对，登记');
      expect(await present()).toBe('24');
      await recorder.presses('登记到会');
      await recorder.presses('名单上的都到了');
      recorder.sees('代表第22位');
      await recorder.presses('不对，重写');
      await recorder.says(`${last}`);
      await recorder.presses('对，登记');
      expect(await present()).toBe('25');
      const entered = await town.rows<{ by: string; n: number }>(
        sql`select by, count(*)::int as n from lilong.meeting_presence where meeting_id = ${meetingId} group by by order by by`,
      );
      expect(entered).toEqual([
        { by: 'code', n: 1 },
        { by: 'paper', n: 26 },
      ]);
      expect(await state('meeting', meetingId)).toBe('quorum_met');
      head.sees('够法定人数');
      await head.presses('签到码');
      await zhao.says(`签到 ${codeIn(head.sees('签到码：'))}`);
      zhao.sees('签到成功');
      await head.presses('开会');
      head.sees('开始了');
    });

    test('the open vote: one tap in the group or in the direct chat, and who may not is told so kindly', async () => {
      await head.presses('1. 冻结名册');
      head.sees('名册已冻结，共33人');
      expect(heard(wang, '您是第')).toBe(true);
      await head.says('会议');
      await head.presses('1. 加装门禁');
      await head.presses('1. 开始投票');
      head.sees('第1号开始投票');
      await wang.presses('赞成');
      const receipt = receiptIn(wang.sees('已收到第1号的投票'));
      expect(receipt).toMatch(/^[0-9A-Z]{8}$/);
      // A change of mind keeps the receipt; the same tap twice changes nothing.
      await wang.presses('反对');
      expect(receiptIn(wang.sees('已收到'))).toBe(receipt);
      await wang.presses('赞成');
      await wang.presses('赞成');
      await passerThere.presses('赞成');
      await zhaoThere.presses('反对');
      const answers = town.telegram
        .callsOf('answerCallbackQuery')
        .map(({ params }) => String(params.text ?? ''))
        .filter((text) => text !== '');
      expect(answers.at(-2)).toContain('您不在这项表决的名册上');
      expect(answers.at(-1)).toContain('第1号已收到：反对');
      const shown = zhaoThere.last();
      expect(shown.text).toContain('已投2人，可投26人：赞成1，反对1，弃权0。尚未截止，未计票。');
      expect(labels(shown)).toEqual(['赞成', '反对', '弃权']);
      const votes = await town.rows<{ choice: string }>(
        sql`select choice from lilong.vote where ballot_id = ${openId} order by choice`,
      );
      expect(votes.map(({ choice }) => choice)).toEqual(['approve', 'reject']);
    });

    test('closed, counted after the grace, verified, declared by whole numbers, with the rule', async () => {
      await head.presses('截止投票');
      head.sees('第1号投票截止');
      await wang.presses('反对');
      expect(heard(wang, '已经截止了')).toBe(true);
      await town.passes({ minutes: 2 });
      expect(await state('ballot', openId)).toBe('counted');
      const over = zhaoThere.screen().find((seen) => holds(seen, '🗳 第1号')) as Seen;
      expect([holds(over, '正在计票'), holds(over, '赞成1'), labels(over)]).toEqual([true, false, []]);
      await supervisor.presses('确认计票');
      await town.passes({ minutes: 1 });
      expect(await state('ballot', openId)).toBe('published');
      const result = wang.screen().findLast((seen) => holds(seen, '📣')) as Seen;
      expect(result.text).toContain('没有通过');
      expect(result.text).toContain('应到33人，实到26人，投票2票：赞成1，反对1，弃权0');
      expect(result.text).toContain('超过1/2');
      expect(result.text).toContain('26人中至少14票');
      expect(heard(headThere, '📣')).toBe(true);
    });

    test('the secret vote: in the direct chat only, one tap an option, the same words for every choice', async () => {
      await head.says('会议');
      await head.presses('1. 加装门禁');
      await head.presses('2. 冻结名册');
      await head.says('会议');
      await head.presses('1. 加装门禁');
      await head.presses('2. 开始投票');
      expect(labels(zhaoThere.screen().at(-1) as Seen)).toEqual([]);
      await wang.presses('去投票');
      wang.sees('甲先生');
      await wang.presses('选');
      wang.sees('乙女士');
      await wang.presses('不选');
      const mine = wang.sees('已收到第2号的投票').text.replace(/回执\w+/, '');
      await zhao.presses('去投票');
      await zhao.says('1');
      zhao.sees('请点');
      await zhao.presses('不选');
      await zhao.presses('选');
      expect(zhao.sees('已收到第2号的投票').text.replace(/回执\w+/, '')).toBe(mine);
      const open = await town.rows<{ choice: string | null; envelope: Uint8Array }>(
        sql`select choice, envelope from lilong.vote where ballot_id = ${secretId}`,
      );
      expect(open.map(({ choice }) => choice)).toEqual([null, null]);
      expect(new Set(open.map(({ envelope }) => envelope.length)).size).toBe(1);
    });

    test('counted, nothing is left that says who chose what', async () => {
      await head.says('会议');
      await head.presses('1. 加装门禁');
      await head.presses('2. 截止投票');
      await town.passes({ minutes: 2 });
      await supervisor.presses('确认计票');
      await town.passes({ minutes: 1 });
      expect(await state('ballot', secretId)).toBe('published');
      const rows = await town.rows(
        sql`select envelope, choice, account_id, pressed_at, received_at, sequence from lilong.vote where ballot_id = ${secretId}`,
      );
      for (const row of rows) expect(new Set(Object.values(row))).toEqual(new Set([null]));
      const [{ choices } = { choices: null }] = await town.rows<{ choices: unknown }>(
        sql`select choices from lilong.ballot where id = ${secretId}`,
      );
      expect(choices).toEqual([
        ['1', 1],
        ['2', 1],
      ]);
      const presses = await town.rows(
        sql`select 1 from lilong.inbox where state = 'done' and body_sealed is not null and event_at > now() - interval '1 minute'`,
      );
      expect(presses.length).toBeGreaterThan(0);
    });

    test('the meeting is closed, its minutes are written from the records and signed by all who must', async () => {
      await head.says('会议');
      await head.presses('1. 加装门禁');
      await head.presses('闭会');
      head.sees('已闭会');
      await recorder.says('会议');
      await recorder.presses('1. 加装门禁');
      await recorder.presses('写记录');
      recorder.sees('签到和表决会自动写进');
      await recorder.says('大家都同意。');
      recorder.sees('会议记录写好了');
      await head.presses('确认记录');
      // A correction is another version: whoever has signed the one before signs again.
      await recorder.presses('写记录');
      recorder.sees('现在写的是：\n大家都同意。');
      await recorder.says('大家对门禁的费用有不同意见。\n王代表本人问谁来修。');
      expect(head.screen().filter((seen) => holds(seen, '请您看过后确认'))).toHaveLength(2);
      await head.presses('确认记录');
      await recorder.presses('确认记录');
      expect(await state('meeting', meetingId)).toBe('minutes_draft');
      const { db, keys, clock, policies, log } = town.house.runtime.context;
      const routes = boardRoutes({ db, keys, now: clock.now, policies, log });
      const board = async (path: string) => (await routes.request(`/c/${COMMUNITY.code}${path}?lang=zh-Hans`)).text();
      expect(await board('/m')).toContain('还没有公布过会议记录');
      expect(await board(`/m/${meetingId}`)).not.toContain('加装门禁');
      const draft = paragraphsOf((await paperOf(supervisor, '会议记录（Word）')).bytes);
      expect(draft.at(-1)).toContain('未确认');
      await supervisor.presses('确认记录');
      expect(await state('meeting', meetingId)).toBe('published');
      expect(heard(wang, '会议记录已公布')).toBe(true);
      await recorder.says('会议');
      await recorder.presses('1. 加装门禁');
      expect(labels(recorder.last())).not.toContain('写记录');
      // Everybody may read what was decided, and nobody who took part is named.
      expect(await board('')).toContain(`/board/c/${COMMUNITY.code}/m?lang=zh-Hans`);
      expect(await board('/m')).toContain(`/m/${meetingId}`);
      const page = await board(`/m/${meetingId}`);
      for (const words of [
        '应到33人',
        '赞成1，反对1，弃权0',
        '没有通过',
        '大家对门禁的费用有不同意见。',
        '〇〇问谁来修。',
        '乙女士',
      ])
        expect(page).toContain(words);
      for (const name of ['王代表', '陈主任', '周委员', '代表第']) expect(page).not.toContain(name);
    });

    test('the minutes are a Word file for whoever may read the meeting, in both chats, and for nobody else', async () => {
      for (const who of [wang, zhao]) {
        const { address, status, bytes } = await paperOf(who, '会议记录（Word）');
        expect(status).toBe(200);
        const said = paragraphsOf(bytes);
        expect(said).toContain('大家对门禁的费用有不同意见。');
        expect(said).not.toContain('大家都同意。');
        expect(said.some((line) => line.includes('应到33人，实到26人，投票2票：赞成1，反对1，弃权0'))).toBe(true);
        expect(said.some((line) => line.startsWith('孙监委本人，'))).toBe(true);
        expect((await town.house.app.request(address.replace(/s=.{4}/, 's=AAAA'))).status).toBe(404);
        expect((await town.house.app.request(address.replace('minutes.', 'agenda.'))).status).toBe(404);
        expect((await town.house.app.request(address.replace('zh-Hans', 'en'))).status).toBe(404);
        expect((await town.house.app.request(address.replace(/e=\d+/, 'e=1'))).status).toBe(404);
      }
      const [stranger] = await town.rows<{ id: string }>(
        sql`select p.id from lilong.person p where not exists (select 1 from lilong.role_seat s where s.person_id = p.id and s.role <> 'resident') limit 1`,
      );
      const forStranger =
        town.house.runtime.context.paperUrl('minutes', meetingId, 'zh-Hans', stranger?.id ?? '') ?? '';
      expect((await town.house.app.request(forStranger.replace(PUBLIC, ''))).status).toBe(404);
    });

    test('nobody objects within the time: the results take effect, and the key of the envelopes is gone', async () => {
      // A time that ends on a day off ends on the next working day.
      await town.passes({ days: 10 });
      expect([await state('ballot', openId), await state('ballot', secretId)]).toEqual(['final', 'final']);
      expect(await town.rows(sql`select 1 from lilong.ballot where key_sealed is not null`)).toEqual([]);
    });

    theRecordHolds(town);
  },
  { env: { PUBLIC_BASE_URL: PUBLIC } },
);
