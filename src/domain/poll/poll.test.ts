import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { addOption, MOST_OPTIONS, NO_ANSWER, OPTION_MAX, POLL_KINDS, pick, pickedIn, readDraft } from './poll.ts';
import { countAnswers, tallyPoll } from './tally.ts';
import { parsePollLine } from './typed.ts';

const MANY = 5;
const kinds = fc.constantFrom(...POLL_KINDS);
const taps = fc.array(fc.integer({ min: 1, max: MANY }), { maxLength: 12 });

/** What taps one after the other make of no answer. */
const tapped = (kind: (typeof POLL_KINDS)[number], options: readonly number[]): string =>
  options.reduce((answer, option) => {
    const next = pick(kind, MANY, answer, option);
    if (!next.ok) throw new Error(next.error.kind);
    return next.value;
  }, NO_ANSWER);

describe('an answer', () => {
  test('is the same after a second tap on the same option', () => {
    fc.assert(
      fc.property(kinds, taps, fc.integer({ min: 1, max: MANY }), (kind, before, option) => {
        expect(tapped(kind, [...before, option, option])).toBe(tapped(kind, [...before, option]));
      }),
    );
  });

  test('holds each option once; of one choice the last, of a ranking the order of the first taps', () => {
    fc.assert(
      fc.property(kinds, taps, (kind, options) => {
        const picked = pickedIn(kind, tapped(kind, options));
        const firsts = [...new Set(options)];
        if (kind === 'single' || kind === 'rating') expect(picked).toEqual(options.slice(-1));
        else if (kind === 'ranked') expect(picked).toEqual(firsts);
        else expect(picked).toEqual(firsts.sort((a, b) => a - b));
      }),
    );
  });

  test('of an option that is not there is none', () => {
    for (const option of [0, MANY + 1, 1.5, Number.NaN])
      expect(pick('single', MANY, NO_ANSWER, option)).toMatchObject({
        ok: false,
        error: { kind: 'poll_option_unknown' },
      });
  });
});

describe('the count', () => {
  const answers = (kind: (typeof POLL_KINDS)[number]) =>
    fc.array(
      taps.filter((options) => options.length > 0).map((options) => tapped(kind, options)),
      { maxLength: 60 },
    );

  test('does not depend on the order in which the answers came', () => {
    fc.assert(
      fc.property(
        kinds.chain((kind) => fc.tuple(fc.constant(kind), answers(kind))),
        ([kind, given]) => {
          expect(tallyPoll(kind, MANY, countAnswers([...given].reverse()))).toEqual(
            tallyPoll(kind, MANY, countAnswers(given)),
          );
        },
      ),
    );
  });

  test('of one choice adds up to those who answered', () => {
    fc.assert(
      fc.property(answers('single'), (given) => {
        const { votes, answered } = tallyPoll('single', MANY, countAnswers(given));
        expect(votes.reduce<number>((sum, many) => sum + (many ?? 0), 0)).toBe(answered);
        expect(answered).toBe(given.length);
      }),
    );
  });

  test('of an anonymous poll tells no small number, and none that could be had by subtraction', () => {
    fc.assert(
      fc.property(answers('single'), fc.integer({ min: 2, max: 9 }), (given, cell) => {
        const all = tallyPoll('single', MANY, countAnswers(given)).votes;
        const { votes, withheld } = tallyPoll('single', MANY, countAnswers(given), cell);
        expect(withheld).toBe(given.length < cell);
        for (const [at, told] of votes.entries()) {
          if (told === undefined) continue;
          expect(told).toBe(all[at]);
          expect(told).toBeGreaterThanOrEqual(cell);
        }
        expect(votes.filter((told) => told === undefined)).not.toHaveLength(1);
      }),
    );
  });

  test('puts what most prefer first', () => {
    const { order, votes } = tallyPoll('ranked', 3, countAnswers(['2>1>3', '2>3', '1>2']));
    expect(order).toEqual([[2], [1], [3]]);
    expect(votes).toEqual([1, 2, 0]);
  });

  test('of marks gives their mean', () => {
    expect(tallyPoll('rating', 5, countAnswers(['5', '4', '4'])).mean).toBe(4.3);
    expect(tallyPoll('rating', 5, []).mean).toBeUndefined();
    expect(tallyPoll('rating', 5, countAnswers(['5', '4', '4']), 5).mean).toBeUndefined();
  });
});

describe('what is asked', () => {
  test('needs a question and two different options that a button can hold', () => {
    const asked = (question: string, ...labels: readonly string[]) => {
      const read = readDraft({ question, kind: 'single', options: labels.map((label) => ({ label })) });
      return read.ok ? 'ok' : read.error.kind;
    };
    expect(asked('去哪?', '公园', '菜场')).toBe('ok');
    expect(asked(' ', '公园', '菜场')).toBe('poll_question_missing');
    expect(asked('去哪?', '公园')).toBe('poll_options_few');
    expect(asked('去哪?', '公园', ' 公园 ')).toBe('poll_option_twice');
    expect(asked('去哪?', '公园', '公\u200B园')).toBe('poll_option_twice');
    expect(asked('去哪?', '公园', '园'.repeat(OPTION_MAX + 1))).toBe('poll_too_long');
    expect(asked('去哪?', ...Array.from({ length: MOST_OPTIONS + 1 }, (_, at) => `第${at}处`))).toBe(
      'poll_options_many',
    );
  });

  test('takes one more option that is not there yet', () => {
    expect(addOption([{ label: '公园' }], { label: ' 菜场 ' })).toEqual({ ok: true, value: { label: '菜场' } });
    expect(addOption([{ label: '公园' }], { label: '公园' }).ok).toBe(false);
  });
});

describe('one typed line', () => {
  /** A Thursday. */
  const today = Temporal.PlainDate.from('2026-11-26');
  const noon = Temporal.PlainTime.from('12:00');
  const read = (line: string) => {
    const { closes, ...poll } = parsePollLine(line, today, noon);
    return { ...poll, ...(closes && { closes: `${closes.date} ${closes.time ?? ''}`.trim() }) };
  };
  const plain = { anonymous: false, hidden: false, addable: false };

  test('asks which day suits, anonymously, until Friday evening', () => {
    expect(read('下列哪天方便? 周六上午;周日下午 匿名 周五20点截止')).toEqual({
      ...plain,
      question: '下列哪天方便?',
      kind: 'date',
      options: [
        { label: '周六上午', date: '2026-11-28' },
        { label: '周日下午', date: '2026-11-29' },
      ],
      anonymous: true,
      closes: '2026-11-27 20:00:00',
    });
  });

  test.each([
    ['团购买什么？苹果；梨；桔子 多选 可加选项', { kind: 'multiple', addable: true }],
    ['先修哪里: 大门、路灯、车棚 排序 截止后公布', { kind: 'ranked', hidden: true }],
    ['对物业满意吗? 打分 11月30日截止', { kind: 'rating', closes: '2026-11-30', options: [] }],
    [
      'Which one? tea; coffee anonymous closes Friday 20:00',
      { kind: 'single', anonymous: true, closes: '2026-11-27 20:00:00' },
    ],
    ['去吗? 去;不去 9点截止', { kind: 'single', closes: '2026-11-27 09:00:00' }],
    ['去吗? 去;不去 周五 20:00 截止', { kind: 'single', closes: '2026-11-27 20:00:00' }],
    ['去吗? 去;不去 匿名', { anonymous: true, options: [{ label: '去' }, { label: '不去' }] }],
  ])('%s', (line, expected) => {
    expect(read(line)).toMatchObject(expected);
  });

  test('words that only look like a closing time stay with the question', () => {
    expect(read('报名快截止了吗? 是;否').question).toBe('报名快截止了吗?');
  });
});
