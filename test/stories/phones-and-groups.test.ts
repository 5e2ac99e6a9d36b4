/**
 * Accounts come and go: unbound by their person or by the committee, moved to a new phone with the head's approval; and
 * a group says what it belongs to.
 */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { ANONYMOUS, BOT } from '../fakes/telegram-updates.ts';
import { lineGroup, onLine } from './on-line.ts';
import { onTelegram, telegramGroup, telegramVoice } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { fileCall } from './rosters.ts';
import { holds, labels, numberIn } from './seen.ts';
import { COMMUNITY, FIRST_GRID, inOneTown } from './town.ts';
import { voice } from './voice.ts';

await inOneTown('phones and groups', (town) => {
  const head = onLine(town);
  const supervisor = onTelegram(town, { name: '孙监委的手机' });
  const officer = onTelegram(town, { name: '李网格员的手机' });
  const old = onTelegram(town, { name: '旧手机' });
  const fresh = onTelegram(town, { name: '新手机' });
  const stranger = onTelegram(town, { name: '陌生人的手机' });
  const bound = async (who: { says(text: string): Promise<string> }, invitee: Parameters<typeof town.invites>[0]) => {
    const code = await town.invites(invitee);
    await who.says(`绑定 ${code}`);
    return code;
  };
  let code = '';
  let number = '';

  test('every binding of a voter is told to the supervision committee', async () => {
    await bound(head, { name: '陈主任本人', role: 'committee_head' });
    await bound(supervisor, { name: '孙监委本人', role: 'supervisor' });
    await bound(officer, { name: '李桂兰本人', role: 'grid_officer', grid: FIRST_GRID });
    await supervisor.says('帮助');
    code = await bound(old, { name: '赵代表本人', role: 'representative', home: '3号楼', phone: '13900012345' });
    supervisor.sees('选民绑定：赵代表本人的Telegram账号');
    await old.says('3号楼电梯坏了，老人下不了楼');
    await old.presses('登记需求');
    number = numberIn(old.sees('已登记'));
  });

  test('a lost phone: what does not match is refused, and tries are limited', async () => {
    await stranger.says('换手机');
    stranger.sees('登记的姓名');
    await stranger.says('赵代表本人');
    await stranger.says('9999');
    stranger.sees('对不上');
    for (const tried of ['9998', '9997']) {
      await stranger.says('换手机');
      await stranger.says('赵代表本人');
      await stranger.says(tried);
    }
    await stranger.says('换手机');
    await stranger.says('赵代表本人');
    await stranger.says('2345');
    stranger.sees('最多3次');
  });

  test('her name and four digits bring it to the head; it can be seen, taken back and asked again', async () => {
    await head.says('帮助');
    await fresh.says('换手机');
    await fresh.says('赵代表 本人');
    await fresh.says('2345');
    fresh.sees('已交给居委会');
    const card = head.sees('换手机申请');
    expect(holds(card, '赵代表本人')).toBe(true);
    expect(holds(card, '3号楼')).toBe(true);
    expect(labels(card)).toEqual(['同意', '不同意']);
    await fresh.says('换手机');
    fresh.sees('已交给居委会');
    await fresh.presses('取消申请');
    fresh.sees('申请已取消');
    await head.presses('同意');
    head.sees('处理过或取消了');
    await fresh.says('换手机');
    await fresh.says('赵代表本人');
    await fresh.says(code);
    fresh.sees('已交给居委会');
  });

  test('approved: the new account is hers with her demands, the old one is not, and all are told', async () => {
    await supervisor.says('帮助');
    await old.says('帮助');
    await fresh.says('帮助');
    await head.presses('同意');
    head.sees('新账号绑定好了');
    fresh.sees('居委会已核实');
    old.sees('不再代表您');
    supervisor.sees('选民解绑：赵代表本人');
    supervisor.sees('选民换绑：赵代表本人');
    await fresh.says('我的');
    fresh.sees(number);
    await old.says('我的');
    expect(old.fresh().some((seen) => holds(seen, number))).toBe(false);
    await old.says(`查 ${number}`);
    expect(old.last().text).not.toContain('老人下不了楼');
  });

  test('another account in her name, on whatever platform, is told to those she has', async () => {
    const second = onLine(town);
    await fresh.says('帮助');
    await second.says('换手机');
    await second.says('赵代表本人');
    await second.says('2345');
    await head.presses('同意');
    expect(holds(fresh.sees('又绑定了一个LINE账号'), '马上联系居委会')).toBe(true);
    await second.says('解绑');
    await second.presses('解绑');
    second.sees('已解绑');
    const third = onLine(town);
    await fresh.says('帮助');
    const [her] = await town.rows<{ id: string }>(
      sql`select person_id::text as id from lilong.role_seat where role = 'representative'`,
    );
    const { json } = await fileCall(town, 'POST', '/invitations', { body: { personId: her?.id } });
    await third.says(`绑定 ${json.code}`);
    fresh.sees('又绑定了一个LINE账号');
    await third.says('解绑');
    await third.presses('解绑');
  });

  test('she parts her own account, after a question', async () => {
    await fresh.says('解绑');
    await fresh.presses('不解绑');
    await fresh.says('解绑');
    await supervisor.says('帮助');
    await fresh.presses('解绑');
    fresh.sees('已解绑');
    supervisor.sees('选民解绑：赵代表本人');
    await fresh.says('解绑');
    fresh.sees('没有绑定');
  });

  test('the committee parts somebody’s account; nobody else can', async () => {
    await officer.says('解绑 孙监委本人');
    officer.sees('没有权限');
    await head.says('解绑 查无此人本人');
    head.sees('没有找到');
    await officer.says('帮助');
    await head.says('解绑 李桂兰本人');
    const which = head.sees('哪个账号').buttons[0]?.label ?? '';
    await head.presses(which);
    head.sees('也告诉了那个账号');
    officer.sees('居委会已经解除');
    await bound(officer, { name: '李桂兰再来', role: 'grid_officer', grid: FIRST_GRID });
  });

  const court = telegramGroup();
  const lane = lineGroup();
  const bindings = async () =>
    town.rows(sql`select c.community_id is not null as home, b.name as body, p.name as place from lilong.chat c
      left join lilong.body b on b.id = c.body_id left join lilong.place p on p.id = c.place_id
      where c.scope = 'group' order by c.created_at`);

  test('an officer binds a group to her grid with one command; a resident and an anonymous admin cannot', async () => {
    const there = officer.in(court);
    await stranger.in(court).says(`/bindgroup@${BOT.username} ${FIRST_GRID}`);
    expect(there.last().text).toContain('没有权限');
    const anonymous = voice(town, telegramVoice(town, ANONYMOUS, { ...court }, { sender_chat: { ...court } }));
    await anonymous.says(`/bindgroup@${BOT.username} ${FIRST_GRID}`);
    expect(anonymous.last().text).not.toContain('已绑定');
    await there.mentions('绑定本群 第二网格');
    expect(there.last().text).toContain('没有权限');
    await there.mentions('绑定本群 第九网格');
    expect(there.last().text).toContain('没有找到');
    await there.mentions('绑定本群');
    expect(there.last().text).toContain(FIRST_GRID);
    expect(await bindings()).toEqual([{ home: true, body: null, place: FIRST_GRID }]);
    await there.mentions('bind this group 3号楼');
    expect(there.last().text).toContain('3号楼');
  });

  test('a head binds a group to the community, or anything in it; what is bound is parted first', async () => {
    const there = head.in(lane);
    await there.mentions('绑定本群');
    expect(there.last().text).toContain(COMMUNITY.name);
    const officerThere = officer.in(court);
    await there.mentions('解绑本群');
    expect(there.last().text).toContain('解绑');
    await there.mentions('解绑本群');
    expect(there.last().text).toContain('没有绑定');
    await there.says('/bindgroup 2号楼');
    expect(there.last().text).toContain('2号楼');
    await officerThere.mentions('解绑本群');
    expect(officerThere.last().text).toContain('3号楼');
  });

  theRecordHolds(town);
});
