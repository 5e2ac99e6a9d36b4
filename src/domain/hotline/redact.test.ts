import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { phrase } from '../../locales/translate.ts';
import { normalise } from '../demand/understanding/normalise.ts';
import { type RedactedKind, redact } from './redact.ts';

const mark = (kind: RedactedKind): string => `<${kind}>`;
const seen = (text: string, names: readonly string[] = []): string => redact(text, names, mark).text;

describe('a report as those who work on it read it', () => {
  test('has no telephone number, however it is typed', () => {
    for (const phone of [
      '13812345678',
      '138 1234 5678',
      '138-1234-5678',
      '１３８１２３４５６７８',
      '一三八一二三四五六七八',
      '1 3 8 1 2 3 4 5 6 7 8',
      '+86 138 1234 5678',
      '021-62345678',
      '(021)6234 5678',
      '0912-345-678',
      '+852 9123 4567',
      '+1 415 555 0100',
    ])
      expect(seen(`打我电话${phone}，晚上在家`), phone).toBe('打我电话<phone>，晚上在家');
  });

  test('has no identity number, card or account', () => {
    expect(seen('身份证31010119900307123X，要核实')).toBe('身份证<identity>，要核实');
    expect(seen('身份证310101 19900307 1234')).toBe('身份证<identity>');
    expect(seen('證號A123456789')).toBe('證號<identity>');
    expect(seen('护照E12345678')).toBe('护照<identity>');
    expect(seen('卡号6222021234567890123')).toBe('卡号<number>');
    expect(seen('电话62345678')).toBe('电话<number>');
  });

  test('has no flat, but keeps the building', () => {
    expect(seen('3号楼502室漏水')).toBe('3号楼<room>漏水');
    expect(seen('3号楼二单元502室漏水')).toBe('3号楼<room>漏水');
    expect(seen('住在3-2-502')).toBe('住在<room>');
    expect(seen('五号楼五零二室吵')).toBe('五号楼<room>吵');
    expect(seen('12弄5号501门口')).toBe('12弄5号<room>门口');
    expect(seen('3号楼5层502天天吵')).toBe('3号楼5层<room>天天吵');
    expect(seen('民生路12號5樓之3漏水')).toBe('民生路12號<room>漏水');
    expect(seen('building 3, flat 12b')).toBe('building 3, <room>');
  });

  test('has no e-mail, vehicle plate or chat account', () => {
    expect(seen('写信到 wang.xy@example.com 吧')).toBe('写信到 <email> 吧');
    expect(seen('车牌沪A·12345堵了门')).toBe('车牌<plate>堵了门');
    expect(seen('粤BD12345停在绿地')).toBe('<plate>停在绿地');
    expect(seen('車牌號碼 ABC-1234 停在騎樓')).toBe('車牌號碼 <plate> 停在騎樓');
    expect(seen('加我微信wang_xiuying')).toBe('加我微信<handle>');
    expect(seen('微信号：xiuying1958')).toBe('微信号：<handle>');
    expect(seen('my line id is auntie.wang')).toBe('my line id is <handle>');
    expect(seen('Telegram @auntie_wang, or t.me/auntie_wang')).toBe('Telegram <handle>, or <handle>');
    expect(seen('QQ 12345678')).toBe('QQ <number>');
  });

  test('has none of the names that are known', () => {
    expect(seen('王秀英说张建国也看到了', ['王秀英', '张建国'])).toBe('<name>说<name>也看到了');
    expect(seen('Mary Wong saw it; Maryland did not', ['Mary Wong', 'Mary'])).toBe('<name> saw it; Maryland did not');
  });

  test('has none of the names people give', () => {
    expect(seen('我叫王秀英，住在三号楼')).toBe('我叫<name>，住在三号楼');
    expect(seen('我叫王秀英住在三号楼')).toBe('我叫<name>住在三号楼');
    expect(seen('我叫欧阳建国，电话13812345678')).toBe('我叫<name>，电话<phone>');
    expect(seen('我叫阿依古丽，刚搬来')).toBe('我叫<name>，刚搬来');
    expect(seen('我姓王，是退休教师')).toBe('我姓<name>，是退休教师');
    expect(seen('我是李小红，要反映噪音')).toBe('我是<name>，要反映噪音');
    expect(seen('联系人：陈大文')).toBe('联系人：<name>');
    expect(seen('楼上张建国先生天天唱歌')).toBe('楼上<name>先生天天唱歌');
    expect(seen('物业王经理不肯来')).toBe('物业<name>经理不肯来');
    expect(seen('我叫陳淑芬，管委會不理我')).toBe('我叫<name>，管委會不理我');
    expect(seen('隔壁老王也知道')).toBe('隔壁老<name>也知道');
    expect(seen('My name is Mary Wong and I live here')).toBe('My name is <name> and I live here');
    expect(seen('Mr Chen knows')).toBe('Mr <name> knows');
    expect(seen('Mr John Chen knows')).toBe('Mr <name> knows');
  });

  test('keeps what names nobody', () => {
    for (const text of [
      '2026-03-05 18:30 开始停电，3号楼120户，花了1500000元',
      'D-2026-0047 和 H-7KQ4M2 是同一件事',
      '2025-2026年的账目没有公开',
      '居委会主任和物业经理、项目经理都来过',
      '我叫物业来修，我叫他们别吵，没人理',
      '对方律师说工程师傅没有责任，任何主任都不管',
      '业主高兴，住户安静，小区干净，老百姓高兴',
      '3号楼500人，5楼2026年装修过，13、14、15、16、17、18号楼停水',
      'The line is broken and the telegram group is silent',
      'I miss the bus because the lift is out of order',
      '12345热线让我找居委会',
    ])
      expect(seen(text), text).toBe(text);
  });

  test('shows in each language what was there', () => {
    const said = redact('打13812345678', [], (kind) => phrase('zh-Hans', `case.redacted.${kind}`));
    expect(said).toEqual({
      text: '打〔电话〕',
      spans: [{ kind: 'phone', start: 1, end: 12, text: '13812345678' }],
    });
  });
});

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.string({
    unit: fc.constantFrom('1', '0', '9', '-', ' ', '元', '号', '楼', 'x', 'a', '，', '年', '王'),
    maxLength: 12,
  }),
);
const digit = fc.integer({ min: 0, max: 9 });
const gap = fc.constantFrom('', '', '', '-', ' ', '.', ' - ');
const spaced = (parts: readonly (string | number)[]): fc.Arbitrary<string> =>
  fc
    .array(gap, { minLength: parts.length, maxLength: parts.length })
    .map((gaps) => parts.map((part, at) => `${at === 0 ? '' : gaps[at]}${part}`).join(''));
const mobile = fc
  .tuple(fc.integer({ min: 3, max: 9 }), fc.array(digit, { minLength: 9, maxLength: 9 }))
  .chain(([second, rest]) => spaced([1, second, ...rest]));
const landline = fc
  .tuple(
    fc.constantFrom('021', '010', '0951', '02'),
    fc.constantFrom('-', '', ' '),
    fc.integer({ min: 20_000_000, max: 89_999_999 }),
  )
  .map((parts) => parts.join(''));
const identity = fc
  .tuple(
    fc.integer({ min: 110_000, max: 659_999 }),
    fc.date({ min: new Date('1930-01-01'), max: new Date('2020-12-31'), noInvalidDate: true }),
    fc.integer({ min: 100, max: 999 }),
    fc.constantFrom(...'0123456789Xx'),
  )
  .map(
    ([region, born, order, check]) => `${region}${born.toISOString().slice(0, 10).replaceAll('-', '')}${order}${check}`,
  );

describe('whatever stands around it', () => {
  const number = fc.oneof(mobile, landline, identity);

  test('no telephone and no identity number survives', () => {
    fc.assert(
      fc.property(anyText, number, anyText, (before, secret, after) => {
        const { text } = normalise(`${before}${secret}${after}`);
        const left = seen(text)
          .normalize('NFKC')
          .replace(/[^0-9]/g, '');
        const whole = secret.replace(/[^0-9]/g, '');
        expect(left).not.toContain(whole);
      }),
      { numRuns: 500 },
    );
  });

  test('nothing else is touched, and the report can be put together again', () => {
    fc.assert(
      fc.property(anyText, number, anyText, fc.array(anyText, { maxLength: 2 }), (before, secret, after, names) => {
        const text = `${before}${secret}${after}`;
        const { text: left, spans } = redact(text, names, () => '\u0001');
        const plain = text.replaceAll('\u0001', '');
        fc.pre(plain === text);
        const parts = left.split('\u0001');
        expect(parts.length).toBe(spans.length + 1);
        expect(parts.map((part, at) => part + (spans[at]?.text ?? '')).join('')).toBe(text);
        for (const { start, end, text: part } of spans) expect(text.slice(start, end)).toBe(part);
        spans.slice(1).forEach(({ start }, at) => {
          expect(start).toBeGreaterThanOrEqual(spans[at]?.end ?? 0);
        });
      }),
    );
  });

  test('what has been redacted is left alone the second time', () => {
    fc.assert(
      fc.property(anyText, number, (before, secret) => {
        const once = redact(`${before}，${secret}。`, [], () => '〔电话〕').text;
        expect(redact(once, [], () => '〔电话〕').text).toBe(once);
      }),
    );
  });

  test('the longest and most hostile report takes no longer than a person notices', () => {
    for (const piece of ['1', '1-', '1 ', 'a@', 'a.', '王', '我叫', '微信', '0', '沪a', '+1 ']) {
      const start = performance.now();
      redact(piece.repeat(20_000 / piece.length), [], mark);
      expect(performance.now() - start, piece).toBeLessThan(3000);
    }
  });
});
