/**
 * An open vote in a group: one message that says how it stands, where it can be edited; elsewhere one reply for all who
 * pressed. Whoever may not vote, and whoever taps wrongly, is told so, and nothing of it is counted.
 */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { draftBallot } from '../../src/usecases/ballot/draft.ts';
import { closeBallot, freezeRoll, openBallot, pauseBallot, resumeBallot } from '../../src/usecases/ballot/run.ts';
import { bindChat } from '../../src/usecases/conversation/bind-chat.ts';
import { createBody } from '../../src/usecases/registry/bodies.ts';
import { createPerson } from '../../src/usecases/registry/create.ts';
import { grantSeat } from '../../src/usecases/registry/seats.ts';
import type { UnitOfWork } from '../../src/usecases/unit-of-work.ts';
import { postbackEvent } from '../fakes/line.ts';
import { fromLine, joins, lineGroup, onLine } from './on-line.ts';
import { membership, onTelegram, telegramGroup } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { holds, labels, type Seen } from './seen.ts';
import { inOneTown, must } from './town.ts';

/** Real time; the platforms' own are 6 s and 20 s. */
const A_WHILE_MS = 2000;

await inOneTown(
  'a vote in the group',
  (town) => {
    const head = onTelegram(town, { name: '陈主任' });
    const supervisor = onLine(town);
    const zhao = onTelegram(town, { name: '赵代表' });
    const qian = onTelegram(town, { name: '钱代表' });
    const passerBy = onTelegram(town, { name: '路过的' });
    const line = { wang: onLine(town), sun: onLine(town), li: onLine(town), zhou: onLine(town) };
    const neighbour = onLine(town);
    const stranger = onLine(town);
    const court = telegramGroup('居民代表群');
    const lane = lineGroup();
    const headThere = head.in(court);
    const wangThere = line.wang.in(lane);
    const sunThere = line.sun.in(lane);
    const liThere = line.li.in(lane);
    const zhouThere = line.zhou.in(lane);
    const chats = { court: '', lane: '' };
    const ids = { court: '', lane: '', secret: '' };
    const whispered = (): string => String(town.telegram.callsOf('answerCallbackQuery').at(-1)?.params.text ?? '');
    const shown = (ballot = '第1号'): Seen =>
      headThere.screen().find((seen) => holds(seen, `🗳 ${ballot}`)) ?? { text: 'nothing', buttons: [], pictures: 0 };
    const votes = async (ballotId: string) =>
      (
        await town.rows<{ choice: string | null }>(
          sql`select choice from lilong.vote where ballot_id = ${ballotId} order by choice`,
        )
      ).map(({ choice }) => choice);
    const byHead = async <T>(work: (uow: UnitOfWork) => Promise<T>): Promise<T> => {
      const done = await town.asPerson('陈主任本人', work);
      await town.settle();
      return done;
    };
    const opened = async (chatId: string, more: { readonly secret?: true } = {}): Promise<string> => {
      const ballotId = await byHead(async (uow) => {
        const made = await draftBallot(uow, {
          communityId: town.communityId,
          title: more.secret ? '选小组长' : '楼道清理日',
          text: more.secret ? '从两位中选一位' : `每月第一个周六清理楼道${chatId === chats.lane ? '，请大家参加' : ''}`,
          ...(more.secret
            ? { kind: 'election' as const, seats: 1, options: [{ label: '甲先生' }, { label: '乙女士' }] }
            : { kind: 'motion' as const }),
          electorate: { from: 'seats', bodies: ['representatives'] },
          closesAt: town.now().add({ hours: 5 }),
          chatId,
        });
        return must(made).id;
      });
      await supervisor.presses('审查通过');
      await byHead(async (uow) => must(await freezeRoll(uow, { ballotId })));
      await byHead(async (uow) => must(await openBallot(uow, { ballotId })));
      return ballotId;
    };
    const replies = () => town.line.calls.filter(({ kind, to }) => kind === 'reply' && to.includes(lane.group));
    const pushes = () => town.line.calls.filter(({ kind, to }) => kind !== 'reply' && to.includes(lane.group));

    test('the people, and a group on each platform', async () => {
      await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
      await supervisor.says(`绑定 ${await town.invites({ name: '孙监委本人', role: 'supervisor' })}`);
      for (const [who, name] of [
        [zhao, '赵代表本人'],
        [qian, '钱代表本人'],
        [line.wang, '王代表本人'],
        [line.sun, '孙代表本人'],
        [line.li, '李代表本人'],
        [line.zhou, '周代表本人'],
      ] as const)
        await who.says(`绑定 ${await town.invites({ name, role: 'representative' })}`);
      await passerBy.says(`绑定 ${await town.invites({ name: '居民路过的' })}`);
      await neighbour.says(`绑定 ${await town.invites({ name: '居民吴阿姨' })}`);
      await town.asOperator('representatives', async (uow) => {
        must(await createBody(uow, { kind: 'representatives', name: '居民代表', communityId: town.communityId }));
        const silent = must(await createPerson(uow, { communityId: town.communityId, name: '没有手机的代表' }));
        must(await grantSeat(uow, { personId: silent.id, role: 'representative', communityId: town.communityId }));
      });
      await membership(town, court, head, 'member');
      await joins(town, lane);
      for (const [name, platform] of [
        ['court', 'telegram'],
        ['lane', 'line'],
      ] as const) {
        const [row] = await town.rows<{ id: string }>(
          sql`select id from lilong.chat where platform = ${platform} and scope = 'group'`,
        );
        chats[name] = row?.id ?? '';
        await town.asOperator(name, async (uow) =>
          must(await bindChat(uow, { chatId: chats[name], communityId: town.communityId, move: false })),
        );
      }
    });

    test('on Telegram the message itself says how many have voted and how, and each press is answered to its person', async () => {
      ids.court = await opened(chats.court);
      expect(shown().text).toContain('记名投票：名册上的请投票');
      expect(holds(shown(), '已投')).toBe(false);
      const messages = headThere.screen().length;
      await zhao.in(court).presses('赞成');
      expect(whispered()).toBe('第1号已收到：赞成。截止前可以改。');
      expect(shown().text).toContain('已投1人，可投7人：赞成1，反对0，弃权0。尚未截止，未计票。');
      await zhao.in(court).presses('反对');
      expect(shown().text).toContain('已投1人，可投7人：赞成0，反对1，弃权0');
      // From her own chat it is the same vote.
      await qian.presses('赞成');
      expect(shown().text).toContain('已投2人，可投7人：赞成1，反对1，弃权0');
      expect(labels(shown())).toEqual(['赞成', '反对', '弃权']);
      expect(headThere.screen()).toHaveLength(messages);
    });

    test('a rush of presses becomes a few edits, of which the last one is right', async () => {
      const edits = () =>
        town.telegram
          .callsOf('editMessageText')
          .filter(({ params }) => holds({ text: String(params.text), buttons: [], pictures: 0 }, '第1号')).length;
      const before = edits();
      const from = performance.now();
      await town.atOnce(
        Array.from(
          { length: 20 },
          (_, at) => () => (at % 2 === 0 ? zhao : qian).in(court).presses(at < 18 ? '弃权' : '赞成'),
        ),
      );
      const whiles = Math.ceil((performance.now() - from) / A_WHILE_MS);
      expect(edits() - before).toBeLessThanOrEqual(whiles + 1);
      expect(shown().text).toContain('已投2人，可投7人：赞成2，反对0，弃权0');
    });

    test('paused it says so and has no buttons, an old one is answered; it goes on with buttons', async () => {
      const { token = '' } = zhao.in(court).button('反对');
      await byHead(async (uow) => must(await pauseBallot(uow, { ballotId: ids.court })));
      expect([holds(shown(), '暂停投票'), labels(shown())]).toEqual([true, []]);
      await zhao.in(court).pressesToken(token);
      expect(whispered()).toContain('暂停');
      await byHead(async (uow) => must(await resumeBallot(uow, { ballotId: ids.court })));
      expect(labels(shown())).toEqual(['赞成', '反对', '弃权']);
      expect(await votes(ids.court)).toEqual(['approve', 'approve']);
    });

    test('who is not on the roll is told so and not counted; closed, the buttons go, and a late tap is told so', async () => {
      await passerBy.in(court).presses('反对');
      expect(whispered()).toContain('您不在这项表决的名册上，没有计入');
      const { token = '' } = zhao.in(court).button('反对');
      await byHead(async (uow) => must(await closeBallot(uow, { ballotId: ids.court })));
      expect([holds(shown(), '投票截止，正在计票'), holds(shown(), '赞成2'), labels(shown())]).toEqual([
        true,
        false,
        [],
      ]);
      await zhao.in(court).pressesToken(token);
      expect(whispered()).toContain('没有计入');
      expect(await votes(ids.court)).toEqual(['approve', 'approve']);
      await town.passes({ minutes: 2 });
      expect(holds(shown(), '正在计票')).toBe(true);
      await supervisor.presses('确认计票');
      await town.passes({ minutes: 1 });
      expect([holds(shown(), '📣 人数不足'), holds(shown(), '投票2票')]).toEqual([true, true]);
    });

    test('on LINE whoever presses alone is answered at once, a crowd by one reply with everybody’s name', async () => {
      ids.lane = await opened(chats.lane);
      const paid = pushes().length;
      await wangThere.presses('赞成');
      const first = wangThere.sees('王代表本人：第2号已收到：赞成。').text;
      expect(first).toContain('第2号已投1人，可投7人：赞成1，反对0，弃权0。尚未截止，未计票。');
      const before = replies().length;
      await town.atOnce([
        () => sunThere.presses('赞成'),
        () => liThere.presses('反对'),
        async () => {
          await zhouThere.presses('反对');
          await zhouThere.presses('赞成');
        },
        () => neighbour.in(lane).presses('赞成'),
        () => stranger.in(lane).presses('赞成'),
        () =>
          fromLine(
            town,
            postbackEvent(wangThere.button('反对').token ?? '', {
              group: lane.group,
              timestamp: Date.now(),
              replyToken: `anon${'0'.repeat(20)}`,
            }),
          ),
      ]);
      const told = replies().slice(before);
      expect(told.length).toBeLessThanOrEqual(2);
      const words = wangThere
        .screen()
        .slice(-told.length)
        .map(({ text }) => text)
        .join('\n');
      for (const name of [
        '孙代表本人',
        '李代表本人',
        '周代表本人',
        '居民吴阿姨',
        '不在这项表决的名册上',
        '平台没有告诉我您是谁',
      ])
        expect(words).toContain(name);
      expect(words).toContain('李代表本人：第2号已收到：反对');
      expect(await votes(ids.lane)).toEqual(['approve', 'approve', 'approve', 'reject']);
      // Nothing of it was paid for.
      expect(pushes()).toHaveLength(paid);
      expect(await town.rows(sql`select 1 from lilong.gathered`)).toEqual([]);
    });

    test('what no reply could say is said with the next one, or in her own chat', async () => {
      const token = liThere.button('弃权').token ?? '';
      const setting = { user: line.li.user, group: lane.group, timestamp: Date.now() };
      // Without a token, or too late for it.
      await fromLine(town, { ...postbackEvent(token, setting), replyToken: undefined });
      await town.settle();
      expect(await votes(ids.lane)).toContain('abstain');
      expect(liThere.screen().some((seen) => holds(seen, '已收到：弃权'))).toBe(false);
      await line.li.says('帮助');
      line.li.sees('刚才在群里：第2号已收到：弃权');
      // LINE did not take the reply: it is said again with the next one, which somebody else brings.
      town.line.next({ status: 400, message: 'Invalid reply token', on: '/message/reply' });
      await liThere.presses('反对');
      expect(
        liThere.screen().some((seen) => holds(seen, '李代表本人：第2号已收到：反对') && seen === liThere.last()),
      ).toBe(false);
      await sunThere.presses('弃权');
      const told = sunThere.last().text;
      expect(told).toContain('李代表本人：第2号已收到：反对');
      expect(told).toContain('孙代表本人：第2号已收到：弃权');
      await line.li.says('帮助');
      expect(line.li.fresh().some((seen) => holds(seen, '刚才在群里'))).toBe(false);
    });

    test('a restart between the press and the reply loses nothing', async () => {
      await wangThere.presses('赞成');
      await town.atOnce([() => wangThere.presses('反对').then(town.restart)]);
      await town.until('it is told', () =>
        wangThere.screen().some((seen) => holds(seen, '王代表本人：第2号已收到：反对')),
      );
      expect(pushes().every(({ messages }) => !JSON.stringify(messages).includes('已收到'))).toBe(true);
    });

    test('a secret vote shows the group only where to vote, and nothing else until it is declared', async () => {
      ids.secret = await opened(chats.court, { secret: true });
      const before = shown('第3号').text;
      expect(before).toContain('无记名投票：请到和我的私聊里投，群里不能投');
      expect(labels(shown('第3号'))).toEqual([]);
      await zhao.presses('去投票');
      await zhao.presses('选');
      await zhao.presses('不选');
      zhao.sees('已收到第3号的投票');
      expect(shown('第3号').text).toBe(before);
      await qian.says('表决 3');
      expect(holds(qian.sees('选小组长'), '已投')).toBe(false);
      await byHead(async (uow) => must(await closeBallot(uow, { ballotId: ids.secret })));
      expect(holds(shown('第3号'), '投票截止，正在计票')).toBe(true);
    });

    theRecordHolds(town);
  },
  { groupEditMs: A_WHILE_MS, gatherMs: A_WHILE_MS },
);
