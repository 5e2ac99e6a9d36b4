/** The rules of a community: asked for in plain words, adopted and changed by what the community decides, never backwards. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { chineseHolidayTable } from '../../src/holidays/chinese-days.ts';
import { rulePacksIn } from '../../src/rule-packs/folder.ts';
import { createPolicies } from '../../src/usecases/policies.ts';
import { communityById } from '../../src/usecases/registry/communities.ts';
import { type AdminApi, adminApi } from '../harness/admin-api.ts';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { drawn, labels } from './seen.ts';
import { COMMUNITY, FIRST_GRID, inOneTown } from './town.ts';

await inOneTown('rules', (town) => {
  const api: AdminApi = async (method, path, options) => {
    const token = readFileSync(join(town.house.dataDir, 'admin-token'), 'utf8').trim();
    const answer = await adminApi(town.house.app)(method, path, { ...options, token });
    await town.settle();
    return answer;
  };
  const wang = onLine(town);
  const head = onTelegram(town, { name: '陈主任' });
  const watcher = onTelegram(town, { name: '吴监督', language: 'en' });
  const today = () => town.now().toZonedDateTimeISO(COMMUNITY.zone).toPlainDate();
  const inDays = (days: number) => today().add({ days }).toString();
  const overrides = async (body: object) =>
    api('POST', '/rules/overrides', { body: { community: COMMUNITY.code, ...body } });
  const ruleNow = async (key: string, on?: string) => {
    const query = on === undefined ? '' : `&on=${on}`;
    return (await api('GET', `/rules?community=${COMMUNITY.code}&key=${key}${query}`)).json.items[0];
  };
  const registers = async (words: string) => {
    await wang.says(words);
    await wang.presses('登记需求');
    return wang.sees('已登记');
  };

  test('a head and a member of the supervision committee are there', async () => {
    await head.says(`绑定 ${await town.invites({ name: '陈国强', role: 'committee_head' })}`);
    await watcher.says(`bind ${await town.invites({ name: '吴建华', role: 'supervisor' })}`);
    const officer = onTelegram(town, { name: '李网格员' });
    await officer.says(`绑定 ${await town.invites({ name: '李桂兰', role: 'grid_officer', grid: FIRST_GRID })}`);
  });

  test('whoever registers something can ask why it is answered by that day', async () => {
    expect(labels(await registers('3号楼电梯坏了'))).toContain('依据');
    await wang.presses('依据');
    const why = wang.sees('这是按以下规则办的').text;
    expect(why).toContain('居民反映的事情，1个工作日内受理并联系。');
    expect(why).toContain('依据：上海市青浦区夏阳街道12345市民服务热线办理要求（2022年）（文件规定或各地做法）');
  });

  test('the rules are leafed through by area, in each one’s language', async () => {
    await wang.says('规则');
    expect(labels(wang.sees('幸福里社区现在的规则'))).toEqual(expect.arrayContaining(['反映问题', '开会', '表决']));
    await wang.presses('开会');
    expect(wang.sees('开会（第1页').text).toContain('居民会议须有过半数的十八周岁以上居民、户代表或小组代表出席。');
    await wang.presses('下一页');
    wang.sees('开会（第2页');
    await watcher.says('rules voting');
    expect(watcher.sees('Voting (page 1 of').text).toMatch(/counted against: those present\.\nSource: /);
    const shown = drawn([watcher.last()]).replace(/Source: .*/g, '');
    expect(shown).not.toMatch(/\p{Script=Han}/u);
  });

  test('a decision of the community holds from its day on; its head and those who watch are told', async () => {
    const before = await registers('2号楼水管漏水');
    expect(before.text).toMatch(/最晚/);
    const made = await overrides({
      key: 'demand.response',
      value: { value: 3, unit: 'working_days' },
      reason: '2026年第4次居民代表会议决议',
    });
    expect([made.status, made.json.effectiveFrom]).toEqual([201, today().toString()]);
    expect(head.sees('自己定了一条规则').text).toContain('居民反映的事情，3个工作日内受理并联系。');
    expect(head.sees('自己定了一条规则').text).toContain('2026年第4次居民代表会议决议');
    watcher.sees('What residents report is taken up and answered within 3 working days.');
    expect((await registers('1号楼门口路灯不亮')).text).not.toBe(before.text);
    await wang.presses('依据');
    expect(wang.sees('3个工作日内受理').text).toContain('本社区自己的决定：2026年第4次居民代表会议决议');
  });

  test('another process sees it at once, and asks the database no more while nothing changes', async () => {
    const { db } = town.house.runtime.context;
    const other = createPolicies(rulePacksIn(), chineseHolidayTable());
    const home = await communityById(db.direct, town.communityId);
    if (!home) throw new Error('the community is gone');
    const nobody = new Proxy(db.direct, {
      get: () => {
        throw new Error('a statement was made');
      },
    });
    await expect(other.for(nobody, home, town.now())).rejects.toThrow('a statement was made');
    const policy = await other.for(db.direct, home, town.now());
    expect(policy.rules.value('demand.response')).toEqual({ value: 3, unit: 'working_days' });
    expect(await other.for(nobody, home, town.now())).toBe(policy);
    const untouched = await other.for(nobody, { ...home, rulesVersion: null }, town.now());
    expect(untouched.rules.value('demand.response')).toEqual({ value: 1, unit: 'working_days' });
  });

  test('adopting Shanghai from next week changes nothing before, and yields to the community’s own value', async () => {
    const from = inDays(7);
    const made = await api('POST', '/rules/adoptions', {
      body: { community: COMMUNITY.code, pack: 'shanghai', effectiveFrom: from, reason: '街道要求统一' },
    });
    expect([made.status, made.json.pack]).toEqual([201, 'shanghai']);
    head.sees('采用规则包「上海」');
    expect((await ruleNow('disclosure.objection_answered')).raw).toEqual({ value: 5, unit: 'days' });
    const later = await ruleNow('disclosure.objection_answered', from);
    expect([later.raw, later.from.id]).toEqual([{ value: 15, unit: 'days' }, 'shanghai']);
    expect(later.replaces.map((each: { from: { id: string } }) => each.from.id)).toEqual(['lilong-default']);
    const own = await ruleNow('demand.response', from);
    expect([own.from.kind, own.replaces[0].from.id]).toEqual(['override', 'shanghai']);
    await town.passes({ days: 8 });
    expect((await ruleNow('appraisal.per_year')).label).toBe('L');
    expect((await ruleNow('appraisal.per_year', inDays(-8))).label).toBe('A');
    const diff = await api('GET', `/rules/diff?pack=lilong-default&community=${COMMUNITY.code}`);
    expect(diff.json.items.map(({ key }: { key: string }) => key)).toEqual(
      expect.arrayContaining(['demand.response', 'disclosure.objection_answered']),
    );
  });

  test('law in force is not overridden without saying why, and then those who watch read it', async () => {
    const twice = { key: 'appraisal.per_year', value: 2, reason: '代表会议决议' };
    const refused = await overrides(twice);
    expect([refused.status, refused.json.error.code]).toEqual([409, 'law_in_force']);
    expect(refused.json.error.message).toContain('上海市居民委员会工作条例 第十八条');
    expect((await ruleNow('appraisal.per_year')).raw).toBe(1);
    const made = await overrides({ ...twice, againstLawBecause: '比条例要求的次数更多' });
    expect([made.status, made.json.againstLawBecause]).toEqual([201, '比条例要求的次数更多']);
    expect(head.sees('它和现行法律的规定不同').text).toContain('比条例要求的次数更多');
  });

  test.each([
    [
      'a smallest above the largest',
      { key: 'committee.size.min', value: 12, reason: 'r' },
      409,
      'rules_conflict',
      'committee.size.max',
    ],
    [
      'a day that has passed',
      { key: 'demand.reopen.max', value: 3, reason: 'r', effectiveFrom: '2020-01-01' },
      409,
      'day_has_passed',
      'Today is',
    ],
    [
      'a value of another shape',
      { key: 'demand.reopen.max', value: 'three', reason: 'r' },
      400,
      'rule_value_not_valid',
      'a whole number from 0 to 99',
    ],
    ['no such rule', { key: 'demand.reopen', value: 3, reason: 'r' }, 404, 'rule_not_found', 'demand.reopen'],
    ['no reason', { key: 'demand.reopen.max', value: 3, reason: ' ' }, 400, 'not_valid', '"reason"'],
    [
      'an end before it begins',
      { key: 'demand.reopen.max', value: 3, reason: 'r', effectiveUntil: '2020-01-01' },
      409,
      'end_before_beginning',
      'must end after',
    ],
  ] as const)('%s is refused with a sentence and changes nothing', async (_what, body, status, code, words) => {
    const before = await town.census();
    const refused = await overrides(body);
    expect([refused.status, refused.json.error.code]).toEqual([status, code]);
    expect(refused.json.error.message).toContain(words);
    expect(await town.census()).toEqual(before);
  });

  test('a value ends by a day; what held before can still be asked', async () => {
    const { json } = await api('GET', `/rules/decisions?community=${COMMUNITY.code}`);
    const own = json.overrides.find(({ key }: { key: string }) => key === 'demand.response');
    const ended = await api('POST', `/rules/overrides/${own.id}/end`, { body: { reason: '试行结束' } });
    expect([ended.status, ended.json.effectiveUntil]).toEqual([200, today().toString()]);
    expect(head.sees('不再适用').text).toContain('试行结束');
    expect((await ruleNow('demand.response')).raw).toEqual({ value: 1, unit: 'working_days' });
    expect((await ruleNow('demand.response', inDays(-1))).raw).toEqual({ value: 3, unit: 'working_days' });
    const again = await api('POST', `/rules/overrides/${own.id}/end`, { body: { reason: '再来' } });
    expect([again.status, again.json.error.code]).toEqual([409, 'override_ended']);
    expect((await registers('5号楼楼道有杂物')).text).toContain('已登记');
  });

  test('too many at once: the refusal says by which rule', async () => {
    const limit = { count: 1, within: { value: 24, unit: 'hours' } };
    expect((await overrides({ key: 'demand.rate.unbound', value: limit, reason: '防止刷屏' })).status).toBe(201);
    await wang.says('6号楼信箱坏了');
    await wang.presses('登记需求');
    expect(labels(wang.last())).toContain('依据');
    await wang.presses('依据');
    expect(wang.sees('还没有绑定的账号，每个账号24小时内1次为限').text).toContain('本社区自己的决定：防止刷屏');
  });

  test('packs are listed with until when their law was in force', async () => {
    const { json } = await api('GET', '/rules/packs');
    const law = json.items.find(({ id }: { id: string }) => id === 'organic-law-2018');
    expect([law.effectiveUntil, law.extends]).toEqual(['2026-01-01', 'lilong-default']);
    expect(law.note).toContain('尚未逐条核对');
    expect(Temporal.PlainDate.from(law.effectiveFrom).year).toBe(2018);
  });

  theRecordHolds(town);
});
