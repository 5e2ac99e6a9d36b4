/** A day as people type it: 5月10日, 05-10, 下周五, 月底, +3天, May 10. Never guessed: what is no date is said to be none. */
import { Temporal } from 'temporal-polyfill';
import { err, ok, type Result } from '../result.ts';

export interface TypedDate {
  readonly date: Temporal.PlainDate;
  /** The words without the date. */
  readonly rest: string;
}

export type TypedDateProblem =
  /** No date is among the words. */
  | { readonly kind: 'no_date' }
  /** 2月30日: it looks like a date and no calendar has it. */
  | { readonly kind: 'no_such_day'; readonly typed: string };

export interface TypedFrom {
  readonly today: Temporal.PlainDate;
  /** What 「+3天」 is counted from: the date there was, where there was one. */
  readonly from?: Temporal.PlainDate;
}

/** A year-less day that passed at most so many days ago is that one, and a mistake; longer ago, next year is meant. */
const LATELY_DAYS = 60;
/** More is surely a slip of the thumb. */
const MOST_AHEAD = 3660;

const DIGITS: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  兩: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};
const HAN = '[一二两兩三四五六七八九十]';
const NUMBER = `(?:\\d{1,3}|${HAN}{1,3})`;

/** 三, 十, 十二, 三十一, 31. */
function numberOf(written: string): number {
  if (/^\d+$/.test(written)) return Number(written);
  const [tens = '', ones = ''] = written.includes('十') ? written.split('十') : ['', written];
  const ten = written.includes('十') ? (tens === '' ? 1 : (DIGITS[tens] ?? Number.NaN)) : 0;
  return ten * 10 + (ones === '' ? 0 : (DIGITS[ones] ?? Number.NaN));
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH_WORD =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?';
const monthOf = (word: string): number => MONTHS.indexOf(word.slice(0, 3).toLowerCase()) + 1;

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const WEEKDAY_WORD =
  '(mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)';

function weekdayOf(written: string): number {
  if (/^[a-z]/i.test(written)) return WEEKDAYS.indexOf(written.slice(0, 3).toLowerCase()) + 1;
  return /[日天]/.test(written) ? 7 : numberOf(written);
}

type Found = Temporal.PlainDate | 'no_such_day';

function dayOf(year: number, month: number, day: number): Found {
  if (month < 1 || day < 1) return 'no_such_day';
  try {
    return Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' });
  } catch {
    return 'no_such_day';
  }
}

/** Without a year: the next such day, unless it has only just passed. */
function withoutYear({ today }: TypedFrom, month: number, day: number): Found {
  const lately = today.subtract({ days: LATELY_DAYS });
  const years = [today.year - 1, today.year, today.year + 1];
  const days = years.map((year) => dayOf(year, month, day));
  const found = days.find((each) => each !== 'no_such_day' && Temporal.PlainDate.compare(each, lately) >= 0);
  // 29 February lies up to eight years ahead; whoever means that one types the year.
  return found ?? 'no_such_day';
}

/** The weekday of the week that lies so many weeks ahead; weeks begin on Monday. */
const inWeek = (today: Temporal.PlainDate, weeks: number, weekday: number): Temporal.PlainDate =>
  today.add({ weeks, days: weekday - today.dayOfWeek });

const coming = (today: Temporal.PlainDate, weekday: number): Temporal.PlainDate =>
  today.add({ days: (weekday - today.dayOfWeek + 7) % 7 });

const endOfMonth = (date: Temporal.PlainDate): Temporal.PlainDate => date.with({ day: date.daysInMonth });

function ahead(from: Temporal.PlainDate, count: number, unit: string): Found {
  const days = /^(?:周|週|星期|礼拜|禮拜|w)/i.test(unit) ? count * 7 : count;
  if (/^(?:个?月|個月|m)/i.test(unit)) return count > MOST_AHEAD / 30 ? 'no_such_day' : from.add({ months: count });
  return days > MOST_AHEAD ? 'no_such_day' : from.add({ days });
}

interface Form {
  readonly pattern: string;
  readonly read: (parts: readonly string[], at: TypedFrom) => Found;
}

const UNIT = '(天|日|个?星期|個星期|周|週|个?礼拜|個禮拜|个月|個月|d(?:ays?)?|w(?:eeks?)?|months?)';
const EN_COUNT = '(\\d{1,3}|one|two|three|four|five|six|seven|ten)';
const EN_COUNTS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
const enCount = (word: string): number => (/^\d/.test(word) ? Number(word) : EN_COUNTS.indexOf(word.toLowerCase()));
const WEEK = '(?:周|週|星期|礼拜|禮拜)';
const unitOf = (unit: string): string => unit.replace(/^[个個](?=[星礼禮])/, '');

/** The first that fits at a place wins, so the longer forms come first. */
const FORMS: readonly Form[] = [
  {
    pattern: '(\\d{4})\\s*(?:年|[-/.])\\s*(\\d{1,2})\\s*(?:月|[-/.])\\s*(\\d{1,2})(?!\\d)\\s*[日号號]?',
    read: ([year = '', month = '', day = '']) => dayOf(Number(year), Number(month), Number(day)),
  },
  {
    pattern: '(今年|明年)?\\s*(NUM)\\s*月\\s*(NUM)(?!\\d)\\s*[日号號]?'.replaceAll('NUM', NUMBER),
    read: ([year = '', month = '', day = ''], at) =>
      year === ''
        ? withoutYear(at, numberOf(month), numberOf(day))
        : dayOf(at.today.year + (year === '明年' ? 1 : 0), numberOf(month), numberOf(day)),
  },
  {
    pattern: `(?:\\+|＋|再|再延|延期?|多)\\s*(${NUMBER})\\s*${UNIT}`,
    read: ([count = '', unit = ''], at) => ahead(at.from ?? at.today, numberOf(count), unitOf(unit)),
  },
  {
    pattern: `(${NUMBER})\\s*${UNIT}\\s*(?:之?后|之?後|以后|以後|内|內)`,
    read: ([count = '', unit = ''], { today }) => ahead(today, numberOf(count), unitOf(unit)),
  },
  {
    pattern: `\\bin\\s+${EN_COUNT}\\s*(days?|weeks?|months?)\\b`,
    read: ([count = '', unit = ''], { today }) => ahead(today, enCount(count), unit),
  },
  {
    pattern: `\\b${EN_COUNT}\\s*(?:more\\s+)(days?|weeks?|months?)\\b`,
    read: ([count = '', unit = ''], at) => ahead(at.from ?? at.today, enCount(count), unit),
  },
  {
    pattern: `(下+)个?個?\\s*${WEEK}\\s*([一二三四五六日天])`,
    read: ([next = '', weekday = ''], { today }) => inWeek(today, next.length, weekdayOf(weekday)),
  },
  {
    pattern: `(?:这|這|本)\\s*${WEEK}\\s*([一二三四五六日天])`,
    read: ([weekday = ''], { today }) => inWeek(today, 0, weekdayOf(weekday)),
  },
  {
    pattern: `${WEEK}\\s*([一二三四五六日天])`,
    read: ([weekday = ''], { today }) => coming(today, weekdayOf(weekday)),
  },
  {
    pattern: `\\bnext\\s+${WEEKDAY_WORD}\\b`,
    read: ([weekday = ''], { today }) => inWeek(today, 1, weekdayOf(weekday)),
  },
  {
    pattern: '下个?個?月底',
    read: (_parts, { today }) => endOfMonth(today.with({ day: 1 }).add({ months: 1 })),
  },
  {
    pattern: `(下个?個?月|本月|这个?月|這個?月)\\s*(${NUMBER})(?!\\d)\\s*[日号號]`,
    read: ([month = '', day = ''], { today }) => {
      const of = today.with({ day: 1 }).add({ months: month.startsWith('下') ? 1 : 0 });
      return dayOf(of.year, of.month, numberOf(day));
    },
  },
  { pattern: '(?:本|这个?|這個?)?月底', read: (_parts, { today }) => endOfMonth(today) },
  { pattern: '\\b(?:the\\s+)?end\\s+of\\s+(?:the|this)\\s+month\\b', read: (_parts, { today }) => endOfMonth(today) },
  { pattern: '大后天|大後天', read: (_parts, { today }) => today.add({ days: 3 }) },
  {
    pattern: '后天|後天|\\b(?:the\\s+)?day\\s+after\\s+tomorrow\\b',
    read: (_parts, { today }) => today.add({ days: 2 }),
  },
  { pattern: '明天|明日|\\btomorrow\\b', read: (_parts, { today }) => today.add({ days: 1 }) },
  { pattern: '今天|今日|\\btoday\\b', read: (_parts, { today }) => today },
  {
    pattern: `\\b${MONTH_WORD}\\s*(\\d{1,2})(?:st|nd|rd|th)?(?:\\s*,?\\s*(\\d{4}))?\\b`,
    read: ([month = '', day = '', year = ''], at) => english(at, day, month, year),
  },
  {
    pattern: `\\b(\\d{1,2})(?:st|nd|rd|th)?\\s+(?:of\\s+)?${MONTH_WORD}(?:\\s*,?\\s*(\\d{4}))?\\b`,
    read: ([day = '', month = '', year = ''], at) => english(at, day, month, year),
  },
  {
    pattern: '(?<![\\d.:])(\\d{1,2})\\s*[-/.]\\s*(\\d{1,2})(?![\\d.:/%-])',
    read: ([month = '', day = ''], at) => withoutYear(at, Number(month), Number(day)),
  },
  {
    pattern: `\\b(?:this\\s+|on\\s+)?${WEEKDAY_WORD}\\b`,
    read: ([weekday = ''], { today }) => coming(today, weekdayOf(weekday)),
  },
  {
    pattern: `(?<![\\d月])(${NUMBER})\\s*[日号號](?![楼樓幢栋棟门門院])`,
    read: ([day = ''], { today }) => {
      const passed = numberOf(day) < today.day;
      const of = today.with({ day: 1 }).add({ months: passed ? 1 : 0 });
      return dayOf(of.year, of.month, numberOf(day));
    },
  },
];

function english(at: TypedFrom, day: string, month: string, year: string): Found {
  return year === '' ? withoutYear(at, monthOf(month), Number(day)) : dayOf(Number(year), monthOf(month), Number(day));
}

const BEFORE = '(?:\\b(?:by|before|until|due|on)\\s+|(?:到|至|延到|延至|延期到)\\s*)?';
const AFTER = '\\s*(?:之前|以前|前)?';
const compiled = FORMS.map(({ pattern, read }) => ({
  pattern: new RegExp(`${BEFORE}(?:${pattern})${AFTER}`, 'i'),
  read,
}));

/** ５／１０ as 5/10, character by character, so that the words around the date stay as they were written. */
const halfWidth = (text: string): string =>
  text
    .replace(/[\uFF01-\uFF5E]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replaceAll('\u3000', ' ');

/** The date among the words: the one that is named first; of two readings of it the longer. */
export function findTypedDate(raw: string, at: TypedFrom): Result<TypedDate, TypedDateProblem> {
  const text = halfWidth(raw);
  let best: { readonly match: RegExpExecArray; readonly found: Found } | undefined;
  for (const { pattern, read } of compiled) {
    const match = pattern.exec(text);
    if (!match) continue;
    const earlier = !best || match.index < best.match.index;
    const longer = best?.match.index === match.index && match[0].length > best.match[0].length;
    if (earlier || longer)
      best = {
        match,
        found: read(
          match.slice(1).map((part) => part ?? ''),
          at,
        ),
      };
  }
  if (!best) return err({ kind: 'no_date' });
  const { match, found } = best;
  if (found === 'no_such_day') return err({ kind: 'no_such_day', typed: match[0].trim() });
  const rest = `${raw.slice(0, match.index)} ${raw.slice(match.index + match[0].length)}`;
  return ok({ date: found, rest: rest.replace(/\s+/g, ' ').replace(/^[\s,，。.、:：;；]+|[\s,，、:：;；]+$/g, '') });
}
