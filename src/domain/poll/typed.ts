/** A poll as it is typed in one line: 「下列哪天方便? 周六上午;周日下午 匿名 周五20点截止」. */
import { Temporal } from 'temporal-polyfill';
import { findTypedDate } from '../calendar/typed-date.ts';
import { CLOCK, timeIn } from '../calendar/typed-time.ts';
import type { PollDraft, PollKind, PollOption } from './poll.ts';

export interface TypedPoll extends PollDraft {
  readonly anonymous: boolean;
  /** Nothing of how it goes is told before it closes. */
  readonly hidden: boolean;
  /** Whoever answers may add an option. */
  readonly addable: boolean;
  /** Local time; a day without an hour has none. */
  readonly closes?: { readonly date: Temporal.PlainDate; readonly time?: Temporal.PlainTime };
}

const EDGE = '(?:^|[\\s,，;；。.!！])';
const END = '(?=$|[\\s,，;；。.!！])';
const word = (words: string): RegExp => new RegExp(`${EDGE}(?:${words})${END}`, 'i');

const KINDS: readonly (readonly [RegExp, PollKind])[] = [
  [word('[选選]日期|日期|date'), 'date'],
  [word('[单單][选選]|single'), 'single'],
  [word('多[选選]|multiple'), 'multiple'],
  [word('排序|排名|ranked|rank'), 'ranked'],
  [word('打分|[评評]分|1\\s*[-–~至到]\\s*5\\s*分?|rating|rate'), 'rating'],
];
const ANONYMOUS = word('匿名|[无無][记記]名|anonymous');
const NAMED = word('[实實]名|[记記]名|named');
const HIDDEN = word('截止后公布|截止後公[布佈]|[结結]束[后後]公[布佈]|hidden(?: until close)?');
const ADDABLE = word('可加[选選][项項]|可[补補]充(?:[选選][项項])?|may add|open options');
/** The hour may be apart from its day, so up to two words. */
const CLOSES =
  /(?:^|[\s,，;；。?？])((?:[^\s,，;；。?？]+\s+)?[^\s,，;；。?？]+?)\s*(?:前)?截止|\b(?:closes?|until)\s+(?:on\s+)?(.+?)(?=$|[,，;；])/i;

const tidy = (text: string): string => text.replace(/^[\s,，;；、。:：]+|[\s,，;；、。]+$/g, '').trim();

/** @param today in the community */
export function parsePollLine(line: string, today: Temporal.PlainDate, now: Temporal.PlainTime): TypedPoll {
  let rest = ` ${line} `;
  const took = (pattern: RegExp): boolean => {
    const found = pattern.exec(rest);
    if (!found) return false;
    rest = `${rest.slice(0, found.index)} ${rest.slice(found.index + found[0].length)}`;
    return true;
  };
  const hidden = took(HIDDEN);
  const closing = closingIn(rest, today, now);
  if (closing) rest = closing.rest;
  const anonymous = took(ANONYMOUS);
  took(NAMED);
  const addable = took(ADDABLE);
  const said = KINDS.find(([pattern]) => took(pattern))?.[1];
  const { question, options } = split(tidy(rest), today);
  const kind = said ?? (options.length > 0 && options.every(({ date }) => date !== undefined) ? 'date' : 'single');
  return {
    question,
    kind,
    options: kind === 'date' ? options : options.map(({ label }) => ({ label })),
    anonymous,
    hidden,
    addable,
    ...(closing && { closes: closing.closes }),
  };
}

function split(
  text: string,
  today: Temporal.PlainDate,
): { readonly question: string; readonly options: readonly PollOption[] } {
  const [, asked, listed] = /^([\s\S]*?[?？]|[^\n:：]*(?=[:：\n]))([\s\S]*)$/.exec(text) ?? [];
  const question = tidy(asked ?? text);
  const options = (listed ?? '')
    .split(/[;；、\n|]/)
    .map(tidy)
    .filter((label) => label !== '');
  return { question, options: options.map((label) => optionOf(label, today)) };
}

/** 「周六上午」 is a day, and stays as it was written. */
export function optionOf(label: string, today: Temporal.PlainDate): PollOption {
  const day = findTypedDate(label, { today });
  return { label, ...(day.ok && { date: day.value.date.toString() }) };
}

function closingIn(
  text: string,
  today: Temporal.PlainDate,
  now: Temporal.PlainTime,
): { readonly rest: string; readonly closes: NonNullable<TypedPoll['closes']> } | undefined {
  const found = CLOSES.exec(text);
  if (!found) return undefined;
  const words = found[1] ?? found[2] ?? '';
  // Of two words the first may still belong to what is asked.
  const parts = words.split(/\s+/);
  for (const said of [words, parts.at(-1) ?? '']) {
    const written = timeIn(said);
    const time = written === undefined ? undefined : Temporal.PlainTime.from(written);
    const day = findTypedDate(said.replace(CLOCK, ' '), { today });
    const bare = tidy(day.ok ? day.value.rest : said.replace(CLOCK, ' '));
    if ((!day.ok && !time) || bare !== '') continue;
    const passed = time !== undefined && Temporal.PlainTime.compare(time, now) <= 0;
    const date = day.ok ? day.value.date : today.add({ days: passed ? 1 : 0 });
    const from = found.index + found[0].indexOf(said);
    const rest = `${text.slice(0, from)} ${text.slice(found.index + found[0].length)}`;
    return { rest, closes: { date, ...(time && { time }) } };
  }
  return undefined;
}
