import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { DEFAULT_RULE_PACK } from '../../test/harness/default-pack.ts';
import { LANGUAGES } from '../channel.ts';
import { RULE_KEYS, RULE_KINDS } from '../domain/rules/keys.ts';
import { resolveRules } from '../domain/rules/rule-book.ts';
import { lookUp } from '../locales/translate.ts';
import { rulePacksIn } from '../rule-packs/folder.ts';
import { lasting, ruleInFull, ruleSentence, share, valueWords } from './rule-words.ts';

const FEN = { kind: 'integer', unit: 'fen', min: 0, max: 1e12 } as const;
const BYTES = { ...FEN, unit: 'bytes' } as const;

describe('values in words', () => {
  it('say shares as the law does', () => {
    expect(share('zh-Hans', { numerator: 1, denominator: 2, strict: true })).toBe('过半数');
    expect(share('zh-Hans', { numerator: 2, denominator: 3, strict: false })).toBe('三分之二以上');
    expect(share('zh-Hans', { numerator: 1, denominator: 3, strict: true })).toBe('超过三分之一');
    expect(share('zh-Hans', { numerator: 1, denominator: 10, strict: true })).toBe('超过10%');
    expect(share('zh-Hans', { numerator: 1, denominator: 1, strict: false })).toBe('全体');
    expect(share('zh-Hans', { numerator: 13, denominator: 30, strict: false })).toBe('13/30以上');
    expect(share('zh-Hant', { numerator: 1, denominator: 2, strict: true })).toBe('過半數');
    expect(share('en', { numerator: 2, denominator: 3, strict: false })).toBe('at least 2/3');
  });
  it('say times and amounts as people do', () => {
    expect(lasting('zh-Hans', { value: 60, unit: 'months' })).toBe('5年');
    expect(lasting('zh-Hans', { value: 1, unit: 'working_days' })).toBe('1个工作日');
    expect(lasting('en', { value: 1, unit: 'working_days' })).toBe('1 working day');
    expect(lasting('en', { value: 24, unit: 'months' })).toBe('2 years');
    expect(valueWords('zh-Hans', FEN, 50_000_000)).toBe('50万元');
    expect(valueWords('zh-Hans', FEN, 12_345)).toBe('123.45元');
    expect(valueWords('en', FEN, 50_000_000)).toBe('CNY 500,000');
    expect(valueWords('zh-Hans', BYTES, 10_000_000)).toBe('10MB');
    const rate = { count: 5, within: { value: 24, unit: 'hours' } } as const;
    expect(valueWords('zh-Hans', { kind: 'rate' }, rate)).toBe('24小时内5次');
    expect(valueWords('en', { kind: 'rate' }, rate)).toBe('5 times in 24 hours');
    expect(valueWords('en', { kind: 'month_day' }, { month: 4, day: 30 })).toBe('30 April');
  });
});

const bookOf = (id: string) => {
  const book = resolveRules(rulePacksIn(), [], Temporal.PlainDate.from('2026-11-25'), id);
  if (!book.ok) throw new Error(JSON.stringify(book.error));
  return book.value;
};

describe('a rule in words', () => {
  it('is a sentence in every language, for every rule of every pack, without a hole', () => {
    for (const id of ['lilong-default', 'organic-law-2018', 'shanghai', 'ningxia']) {
      const book = bookOf(id);
      for (const key of RULE_KEYS) {
        for (const language of LANGUAGES) {
          const said = ruleSentence(language, book, key);
          expect(said, `${id} ${key} ${language}`).toMatch(
            language === 'en' ? /^[A-Z0-9].*\.$/ : /[\u4e00-\u9fff].*。$/,
          );
          expect(said, `${id} ${key} ${language}`).not.toMatch(/[{}]|undefined|NaN/);
          if (language === 'en') expect(said, key).not.toMatch(/[\u4e00-\u9fff]/);
        }
      }
    }
  });
  it('has the defaults in three languages by themselves, and words for every choice', () => {
    for (const key of RULE_KEYS) {
      const rule = DEFAULT_RULE_PACK.rules[key];
      expect(Object.keys(rule?.translated ?? {}).toSorted(), key).toEqual(['en', 'zh-Hant']);
      const kind = RULE_KINDS[key];
      for (const word of kind.kind === 'choice' ? kind.of : [])
        for (const language of LANGUAGES) expect(lookUp(language, `rule.choice.${word}`), word).toBeTruthy();
    }
  });
  it('names where it comes from and how firmly it holds', () => {
    const book = bookOf('shanghai');
    expect(ruleInFull('zh-Hans', book, 'appraisal.per_year')).toBe(
      '民主评议每年至少1次。\n依据：上海市居民委员会工作条例 第十八条（现行法律法规）',
    );
    expect(ruleInFull('en', book, 'demand.reopen.max')).toMatch(/at most 2 times;.*\nSource: no rule was found/s);
  });
});
