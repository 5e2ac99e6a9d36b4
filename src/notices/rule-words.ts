/**
 * Rules in words, in each language: the sentence is the pack's, the value is put in here, so a community that changes a
 * value never shows the old one.
 */
import type { Language } from '../channel.ts';
import type { Duration } from '../domain/calendar/duration.ts';
import type { MonthDay } from '../domain/calendar/month-day.ts';
import { RULE_KINDS, type RuleKey, type RuleValue } from '../domain/rules/keys.ts';
import type { Rule } from '../domain/rules/pack.ts';
import type { Ratio } from '../domain/rules/ratio.ts';
import type { AppliedRule, RuleBook } from '../domain/rules/rule-book.ts';
import type { AnyValue, IntegerUnit, Rate, ValueKind } from '../domain/rules/value-kinds.ts';
import { listed } from '../locales/lists.ts';
import { lookUp, phrase } from '../locales/translate.ts';

/** The rule in force as a sentence; a pack without a translation borrows the sentence of the pack below. */
export function ruleSentence(language: Language, book: RuleBook, key: RuleKey): string {
  const [rule] = book.trail(key);
  return filled(language, rule, wording(language, book.trail(key)));
}

/** The same sentence with a value that does not stand there now. */
export const sentenceWith = (language: Language, book: RuleBook, key: RuleKey, value: RuleValue): string =>
  filled(language, { key, value }, wording(language, book.trail(key)));

const wording = (language: Language, trail: readonly [Rule, ...Rule[]]): string =>
  (language === 'zh-Hans' ? undefined : trail.find((rule) => rule.translated?.[language])?.translated?.[language]) ??
  trail[0].plain;

function filled(language: Language, { key, value }: Pick<Rule, 'key' | 'value'>, wordsOfRule: string): string {
  const said = wordsOfRule.replaceAll('{value}', valueWords(language, RULE_KINDS[key], value));
  return said.charAt(0).toUpperCase() + said.slice(1);
}

/** Sentence, source and how firmly it holds. */
export function ruleInFull(language: Language, book: RuleBook, key: RuleKey): string {
  return phrase(language, 'rule.with-source', {
    sentence: ruleSentence(language, book, key),
    source: sourceWords(language, book.rule(key)),
  });
}

/** Laws and documents keep their own names in every language. */
function sourceWords(language: Language, { source, label, from }: AppliedRule): string {
  if (from.kind === 'override') return phrase(language, 'rule.own', { reason: source.title });
  const firmness = phrase(language, `rule.label.${label}`);
  if (source.kind === 'proposal') return firmness;
  const title = source.article === undefined ? source.title : `${source.title} ${source.article}`;
  return phrase(language, 'rule.source', { title, label: firmness });
}

export function valueWords(language: Language, kind: ValueKind, value: AnyValue): string {
  switch (kind.kind) {
    case 'integer':
      return sized(language, value as number, kind.unit);
    case 'integers':
      return phrase(language, `rule.unit.${kind.unit}`, {
        n: listed(language, (value as readonly number[]).map(String)),
      });
    case 'duration':
      return lasting(language, value as Duration);
    case 'ratio':
      return share(language, value as Ratio);
    case 'rate': {
      const { count, within } = value as Rate;
      return phrase(language, 'rule.rate', {
        times: phrase(language, 'rule.unit.times', { n: count }),
        within: lasting(language, within),
      });
    }
    case 'time':
      return value as string;
    case 'month_day': {
      const { month, day } = value as MonthDay;
      return phrase(language, 'rule.month-day', { month, day });
    }
    case 'boolean':
      return phrase(language, value ? 'rule.yes' : 'rule.no');
    case 'choice':
      return lookUp(language, `rule.choice.${value as string}`) ?? (value as string);
  }
}

function sized(language: Language, value: number, unit: IntegerUnit): string {
  if (unit === 'bytes' && value % 1_000_000 === 0)
    return phrase(language, 'rule.unit.megabytes', { n: value / 1_000_000 });
  return phrase(language, `rule.unit.${unit}`, { n: unit === 'fen' ? yuan(language, value) : value });
}

/** 50万 in Chinese, 500,000 in English. */
function yuan(language: Language, fen: number): string {
  const tenThousands = fen / 1_000_000;
  if (language !== 'en' && Number.isInteger(tenThousands))
    return `${tenThousands}${language === 'zh-Hans' ? '万' : '萬'}`;
  const cents = fen % 100 === 0 ? 0 : 2;
  return (fen / 100).toLocaleString('en', { minimumFractionDigits: cents, maximumFractionDigits: cents });
}

export function lasting(language: Language, { value, unit }: Duration): string {
  const whole = unit === 'months' && value % 12 === 0 && (value > 12 || language !== 'en');
  return whole
    ? phrase(language, 'rule.lasting.years', { n: value / 12 })
    : phrase(language, `rule.lasting.${unit}`, { n: value });
}

const DIGITS = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

/** 过半数 is more than half; 以上 includes the number itself (Civil Code art. 1259). */
export function share(language: Language, { numerator, denominator, strict }: Ratio): string {
  if (numerator === denominator) return phrase(language, 'rule.share.all');
  if (strict && numerator * 2 === denominator) return phrase(language, 'rule.share.majority');
  const part = fraction(language, numerator, denominator);
  return phrase(language, strict ? 'rule.share.more-than' : 'rule.share.at-least', { share: part });
}

function fraction(language: Language, numerator: number, denominator: number): string {
  if (100 % denominator === 0 && denominator > 5) return `${(numerator * 100) / denominator}%`;
  const top = DIGITS[numerator];
  const bottom = DIGITS[denominator];
  return language !== 'en' && top && bottom ? `${bottom}分之${top}` : `${numerator}/${denominator}`;
}
