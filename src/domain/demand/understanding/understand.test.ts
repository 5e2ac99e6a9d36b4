import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CATEGORY_KEYS, CATEGORY_PARENTS } from './categories.ts';
import type { PlaceName } from './place-names.ts';
import { understand } from './understand.ts';
import { USUAL_ACTION } from './word-lists.ts';

const places: readonly PlaceName[] = [
  { id: 'c', name: '长寿里' },
  { id: 'b3', name: '3号楼', parent: 'c' },
  { id: 'b5', name: '5号楼', parent: 'c' },
];
const about = (text: string) => understand(text, { places, homePlaceId: 'b5' });

describe('a text', () => {
  it('of scenario 1 is a demand about the lift of building 3', () => {
    expect(about('3号楼电梯又坏了,老人下不了楼')).toMatchObject({
      kind: 'demand',
      confidence: 'sure',
      category: 'elevator',
      action: 'repair',
      place: { kind: 'known', id: 'b3', by: 'name' },
    });
  });

  it('keeps what it asks for', () => {
    expect(about('建议在小区里多装几个路灯').action).toBe('suggestion');
    expect(about('投诉5号楼底商夜里噪音扰民').action).toBe('complaint');
    expect(about('想请人帮忙照顾独居老人，上门看看').action).toBe('help');
    expect(about('办居住证需要带什么材料？')).toMatchObject({ kind: 'question', action: 'enquiry' });
  });

  it('that is small talk, a number, an emoji or nothing is left alone', () => {
    for (const text of [
      '今天天气真好',
      '哈哈哈',
      '47',
      '👍',
      '。。。',
      '',
      '   ',
      '\u200B\u200B',
      'https://example.com/a',
    ]) {
      expect(about(text), JSON.stringify(text)).toMatchObject({ kind: 'chatter' });
    }
  });

  it('that asks for us without a subject is asked back, not filed', () => {
    expect(about('我要投诉')).toMatchObject({ kind: 'unclear' });
    expect(about('电梯')).toMatchObject({ kind: 'unclear', category: 'elevator' });
  });

  it('with a receipt number gives it in canonical form', () => {
    expect(about('ｄ-2026-47 怎么样了')).toMatchObject({ kind: 'number_lookup', numbers: ['D-2026-0047'] });
    expect(about('h-7kq4m2')).toMatchObject({ kind: 'number_lookup', numbers: ['H-7KQ4M2'] });
    expect(about('D-2026-0047说修好了，可是3号楼电梯今天又坏了，老人困在六楼下不来楼')).toMatchObject({
      numbers: ['D-2026-0047'],
    });
  });

  it('that is a command stays one', () => {
    for (const text of ['/demand 3号楼电梯坏了', '/start', '反映', '綁定', 'help']) {
      expect(about(text), text).toMatchObject({ kind: 'command', confidence: 'sure' });
    }
    expect(about('反映一下3号楼电梯坏了').kind).toBe('demand');
    expect(about('/demand 3号楼着火了')).toMatchObject({ kind: 'command', emergency: '119' });
  });
});

describe('danger', () => {
  it('gives the number to call', () => {
    expect(about('着火了')).toMatchObject({ kind: 'emergency', emergency: '119' });
    expect(about('煤气泄漏了')).toMatchObject({ kind: 'emergency', emergency: '119' });
    expect(about('有人困在3号楼电梯里')).toMatchObject({ kind: 'emergency', emergency: '119', place: { id: 'b3' } });
    expect(about('老人晕倒，没有呼吸')).toMatchObject({ kind: 'emergency', emergency: '120' });
    expect(about('有人持刀打人')).toMatchObject({ kind: 'emergency', emergency: '110' });
    expect(about('门口发生车祸')).toMatchObject({ kind: 'emergency', emergency: '122' });
  });

  it('is found in the part of a long text that is not kept', () => {
    expect(about(`${'很长的话，'.repeat(1500)}着火了`)).toMatchObject({ kind: 'emergency', emergency: '119' });
  });

  it('is found through spaces, invisible characters and full-width letters', () => {
    expect(about('着 火 了')).toMatchObject({ kind: 'emergency' });
    expect(about('着\u200B火\u200D了')).toMatchObject({ kind: 'emergency' });
    expect(about('ｆｉｒｅ！ ｔｈｅ　ｋｉｔｃｈｅｎ ｉｓ ｏｎ ｆｉｒｅ')).toMatchObject({ kind: 'emergency' });
  });

  it('of the past, feared or practised stays a demand, with the number beside it', () => {
    expect(about('上个月煤气泄漏过一次，希望检修管道')).toMatchObject({
      kind: 'demand',
      category: 'gas',
      emergency: '119',
    });
    expect(about('楼道堆满纸箱，万一着火跑不掉，请清理')).toMatchObject({ kind: 'demand', emergency: '119' });
    expect(about('3号楼的烟雾报警器坏了，希望更换').kind).toBe('demand');
  });

  it('goes before everything else in the same message', () => {
    expect(about('你好，谢谢，昨天的垃圾清了。现在3号楼着火了！')).toMatchObject({
      kind: 'emergency',
      emergency: '119',
    });
  });

  it('is found wherever it stands in harmless talk', () => {
    const talk = fc.array(fc.constantFrom('今天天气真好。', '你好！', '大家吃饭了没。', '😀', '\n', 'ok. ', '谢谢。'), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(talk, talk, (before, after) => {
        const found = about(`${before.join('')}快来人，三楼着火了。${after.join('')}`);
        expect(found).toMatchObject({ kind: 'emergency', emergency: '119' });
      }),
      { numRuns: 60 },
    );
  });
});

describe('hostile text', () => {
  it('of any kind is understood as something, in the shape promised', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 120 }),
      fc.string({ unit: 'grapheme', maxLength: 80 }),
      fc
        .array(
          fc.constantFrom('号', '楼', '电梯', '3', '-', '502', '着', '火', '\u202E', '\0', '𠀀', '\uD800', ' ', '坏了'),
        )
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (given) => {
        const found = about(given);
        expect(['sure', 'likely', 'unsure']).toContain(found.confidence);
        if (found.kind === 'emergency') expect(found.emergency).toBeDefined();
        if (found.kind === 'demand') expect(CATEGORY_KEYS).toContain(found.category);
        expect(about(given)).toEqual(found);
      }),
      { numRuns: 80 },
    );
  }, 20_000);

  it('of 100 kB is answered all the same', () => {
    const units = [
      '着火',
      '三号楼',
      'a\u0301\u0316',
      '\u202Eabc',
      ' ',
      '𠮷',
      '👨‍👩‍👧',
      '\0',
      'ﷺ',
      'd-2026-',
      '一二三四五六七八九十',
      '怕',
      '!',
    ];
    for (const unit of units) {
      const text = unit.repeat(Math.ceil(100_000 / unit.length));
      expect(about(text).kind, JSON.stringify(unit)).toBeDefined();
    }
  }, 60_000);
});

it('every category has a group and a usual action', () => {
  for (const key of CATEGORY_KEYS) {
    expect(CATEGORY_PARENTS[key], key).toBeTruthy();
    if (key !== 'other') expect(USUAL_ACTION.get(key), key).toBeTruthy();
  }
});
