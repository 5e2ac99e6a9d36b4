/** `lilong demand …`: what the committee arranges, from the command line to the database and back. */
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { actsAs, report } from '../../test/harness/admin-api.ts';
import { type CommandLine, openCommandLine } from '../../test/harness/command-line.ts';
import { formatDemandNumber } from '../domain/demand/number.ts';
import { formatDay } from '../locales/dates.ts';
import { cosignDemand } from '../usecases/demand/cosign.ts';
import { acceptDemand } from '../usecases/demand/steps.ts';

let cli: CommandLine;

beforeAll(async () => {
  cli = await openCommandLine('demand commands');
}, 60_000);
afterAll(() => cli?.close());

const reported = async (text: string, user?: string): Promise<string> =>
  formatDemandNumber(await report(cli.house.runtime.context, text, user));
const accepted = async (text: string): Promise<string> => {
  const row = await report(cli.house.runtime.context, text);
  await actsAs(cli.house.runtime.context, 'chen', (uow) => acceptDemand(uow, { demandId: row.id }));
  return formatDemandNumber(row);
};
/** What is printed for people, of a command that must succeed. */
const says = async (...args: string[]): Promise<string> => {
  const { code, out, err } = await cli.lilong('demand', ...args);
  expect([code, err]).toEqual([0, '']);
  return out;
};
const refusal = async (...args: string[]): Promise<string> => {
  const { code, out, err } = await cli.lilong('demand', ...args);
  expect([code, out]).toEqual([1, '']);
  return err;
};
const history = async (number: string): Promise<string[]> =>
  (await cli.answer<{ history: { kind: string }[] }>('demand', 'show', number)).history.map(({ kind }) => kind);

describe('demand', () => {
  test('merge and split', async () => {
    const [into, other] = [await accepted('3号楼电梯坏了'), await reported('电梯又坏了', 'liu')];
    const again = ['merge', other, into, '--key', 'merge-them'];
    const first = await says(...again);
    expect(first).toMatch(new RegExp(`^number +${other}\\nstate +merged$`, 'm'));
    expect(await says(...again)).toBe(first);
    expect(await history(other)).toEqual(['submit', 'merge']);
    expect(await refusal('merge', into, other)).toContain('one already');
    expect(await says('split', other, '--community', 'demo')).toMatch(/^state +submitted$/m);
    expect(await refusal('split', other)).toBe('The state of this demand does not allow it. It is "submitted".\n');
    expect(await refusal('merge', other, 'D-2020-0001')).toBe('There is no demand D-2020-0001.\n');
  });

  test('refer', async () => {
    const number = await accepted('楼道灯不亮');
    expect(await says('refer', number, '物业', '--note', '在二楼')).toMatch(/^state +referred$/m);
    expect(await refusal('refer', number, '安居物业')).toContain('with that unit already');
    expect(await refusal('refer', number, '没有的单位')).toContain('see: body list');
    expect(await says('show', number)).toMatch(/refer +operator +在二楼/);
  });

  test('enlist, cosigns and promote', async () => {
    const number = await accepted('小区没有充电桩');
    expect(await refusal('promote', number, '大家都要')).toContain('It is "accepted"');
    expect(await says('enlist', number)).toMatch(/^state +listed$/m);
    const { id } = await cli.answer<{ id: string }>('demand', 'show', number);
    await actsAs(cli.house.runtime.context, 'liu', (uow) => cosignDemand(uow, { demandId: id }));
    const counted = await says('cosigns', number);
    expect(counted).toMatch(/^co-signatures +1$/m);
    expect(counted).toMatch(/\d\d:\d\d UTC\+8/);
    expect(await says('promote', number, '代表会议选定')).toMatch(/^state +promoted$/m);
    expect(await history(number)).toEqual(['submit', 'accept', 'list', 'promote']);
  });

  test('supervise and unsupervise', async () => {
    const number = await reported('消防通道堵了');
    expect(await refusal('unsupervise', number, '没有的事')).toContain('not supervised');
    expect(await says('supervise', number, '危险')).toMatch(/^pressed +yes$/m);
    expect(await refusal('supervise', number, '危险')).toContain('supervised already');
    const again = ['unsupervise', number, '已经疏通', '--key', 'no-longer'];
    expect(await says(...again)).toMatch(/^pressed +no$/m);
    expect(await says(...again)).toMatch(/^pressed +no$/m);
    expect(await history(number)).toEqual(['submit', 'supervise', 'unsupervise']);
    expect((await cli.lilong('demand', 'unsupervise', number)).code).toBe(2);
  });

  test('escalate', async () => {
    const [one, two] = [await accepted('马路坑洼'), await accepted('公交站太远')];
    const sent = await says('escalate', '社区办不了', one, two);
    expect(sent).toMatch(new RegExp(`^demands +${one} ${two}$`, 'm'));
    expect(sent).toMatch(/^sent +\d{4}-\d\d-\d\d \d\d:\d\d UTC\+8$/m);
    expect(await refusal('escalate', '再说一次', two)).toContain('waits for an answer');
    expect(await cli.answer('demand', 'show', one)).toMatchObject({ tier: 'subdistrict' });
  });

  test('show tells who stands behind it, what it was merged with, by when it is solved, and how it went up', async () => {
    const [root, other, last] = [
      await accepted('楼顶漏水'),
      await reported('楼顶也漏水', 'liu'),
      await reported('漏水'),
    ];
    const before = await says('show', root);
    expect(before).toMatch(/^co-signatures +0$/m);
    expect(before).toMatch(/^pressed +no$/m);
    expect(before).not.toMatch(/^(merged|sent up)/m);
    await says('merge', last, other);
    await says('merge', other, root);
    await says('supervise', root, '危险');
    await says('escalate', '社区办不了', root, await accepted('雨棚坏了'));
    const shown = await says('show', root);
    expect(shown).toMatch(/^co-signatures +1$/m);
    expect(shown).toMatch(/^neighbours +2$/m);
    expect(shown).toMatch(new RegExp(`^merged into it +${other}, ${last}$`, 'm'));
    expect(shown).toMatch(/^pressed +yes$/m);
    expect(shown).toMatch(/^sent up +\d{4}-.* UTC\+8$/m);
    expect(shown).toMatch(/^sent up with +D-\d{4}-\d{4}$/m);
    expect(shown).toMatch(/^subdistrict answered +not yet$/m);
    expect(await says('show', last)).toMatch(new RegExp(`^merged into +${root}$`, 'm'));
    expect(await says('show', last)).toMatch(/^co-signatures +1$/m);
  });

  test('answer by and solve by are the days chat says', async () => {
    const row = await report(cli.house.runtime.context, '门禁坏了');
    const number = formatDemandNumber(row);
    const day = formatDay('en', 'Asia/Shanghai', row.respondBy.subtract({ seconds: 1 }));
    expect(await says('show', number)).toMatch(new RegExp(`^answer by +${day}$`, 'm'));
    expect(await says('list')).toMatch(new RegExp(`^${number} .*  ${day}$`, 'm'));
    expect(await says('show', number)).not.toMatch(/^solve by/m);
    await actsAs(cli.house.runtime.context, 'chen', (uow) => acceptDemand(uow, { demandId: row.id }));
    const facts = await cli.answer<{ solveBy: string }>('demand', 'show', number);
    const solved = formatDay('zh-Hans', 'Asia/Shanghai', Temporal.Instant.from(facts.solveBy).subtract({ seconds: 1 }));
    expect(await says('show', number, '--lang', 'zh-Hans')).toMatch(new RegExp(`^办结期限 +${solved}$`, 'm'));
  });

  test('enter needs words, and names them', async () => {
    const { code, err } = await cli.lilong('demand', 'enter', 'demo', '  ', '--source', 'phone');
    expect([code, err]).toEqual([1, 'The argument "words" must not be empty.\n']);
  });

  test('show names nobody unless a reason is given, which must be one of the known ones', async () => {
    const number = await reported('我家楼上漏水');
    expect(await says('show', number)).not.toContain('王阿姨');
    expect(await says('show', number, '--reporter', 'contact')).toMatch(/^from +王阿姨$/m);
    expect((await cli.lilong('demand', 'show', number, '--reporter', 'curious')).code).toBe(2);
  });
});

test('times are those of the community, and with --json as the API gives them', async () => {
  const number = await reported('时间');
  const { submittedAt } = await cli.answer<{ submittedAt: string }>('demand', 'show', number);
  expect(submittedAt).toMatch(/Z$/);
  const shanghai = new Date(Date.parse(submittedAt) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
  expect(await says('show', number)).toMatch(new RegExp(`^submitted +${shanghai} UTC\\+8$`, 'm'));
  expect(await says('list')).toContain(`${shanghai} UTC+8`);
  await cli.answer('community', 'create', 'tokyo', '东京', '--time-zone', 'Asia/Tokyo');
  expect((await cli.lilong('community', 'show', 'tokyo')).out).toMatch(/^entered +.* UTC\+9$/m);
  // Of demo alone, though there is another community with another zone.
  expect(await says('list')).toContain(`${shanghai} UTC+8`);
  expect((await cli.lilong('clock')).out).toMatch(/^domain time +.* UTC$/m);
});
