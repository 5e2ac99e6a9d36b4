/** The table of clocks in docs/hotline.md is the table the program goes by, with the rules' own values. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  CASE_CLOCKS,
  type CaseClock,
  CLOCK_TABLE,
  type ClockFacts,
  ruleOfClock,
} from '../../src/domain/hotline/clocks.ts';
import { LEFT_OUT, MEASURES } from '../../src/domain/hotline/rates.ts';
import type { CaseEventKind } from '../../src/domain/hotline/states.ts';
import { RULE_KINDS, type RuleKey } from '../../src/domain/rules/keys.ts';
import { phrase } from '../../src/locales/translate.ts';
import { valueWords } from '../../src/notices/rule-words.ts';
import { DEFAULT_RULE_PACK } from '../harness/default-pack.ts';

const PAGE = new URL('../../docs/hotline.md', import.meta.url);
const BEGIN = '<!-- the clocks: compared with src/domain/hotline/clocks.ts by test/docs/hotline.test.ts -->';
const END = '<!-- end of the clocks -->';

const FACTS: ClockFacts = {
  family: 'livelihood',
  anonymous: false,
  supervised: false,
  complex: false,
  advice: false,
  state: 'received',
  cooperating: true,
};

const names = (kinds: readonly CaseEventKind[]): string =>
  kinds.length === 0 ? '—' : kinds.map((kind) => phrase('zh-Hans', `case.event.${kind}`)).join('、');

const lasts = (key: RuleKey): string =>
  valueWords('zh-Hans', RULE_KINDS[key], (DEFAULT_RULE_PACK.rules[key] as { readonly value: unknown }).value as never);

/** Of residents' own matters, and where it differs of a burden. */
function howLong(clock: CaseClock): string {
  const own = lasts(ruleOfClock(clock, FACTS));
  const burden = lasts(ruleOfClock(clock, { ...FACTS, family: 'burden' }));
  return own === burden ? own : `${own}；减负${burden}`;
}

function clockTable(): string {
  const rows = CASE_CLOCKS.map((clock) => {
    const { starts, stops, pauses, resumes, revives } = CLOCK_TABLE[clock];
    const cells = [
      phrase('zh-Hans', `case.clock.${clock}`),
      howLong(clock),
      ...[starts, stops, pauses, resumes, revives].map(names),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '| 期限 | 多久 | 从什么起 | 到什么止 | 暂停 | 恢复 | 退回后接着算 |',
    '|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

test('the table of clocks is what the program goes by', () => {
  const page = readFileSync(PAGE, 'utf8');
  const table = page.slice(page.indexOf(BEGIN) + BEGIN.length, page.indexOf(END)).trim();
  expect(table).toBe(clockTable());
});

test('every reason for which a case is in no rate stands in the table of rates, with the rates it is left out of', () => {
  const page = readFileSync(PAGE, 'utf8');
  const table = page.slice(page.indexOf('<!-- the rates:'), page.indexOf('<!-- end of the rates -->'));
  const inAll = ['withdrawn', 'duplicate', 'not_accepted', 'outside', 'elsewhere', 'not_yet'] as const;
  const only = { response: ['anonymous'], solved: ['no_answer'], satisfied: ['no_answer'] } as const;
  for (const measure of MEASURES) {
    const row = table
      .split('\n')
      .find((line) => line.startsWith(`| ${phrase('zh-Hans', `bulletin.rate.${measure}`)} `));
    const told = row?.split('|')[3]?.trim().split('、') ?? [];
    const left = LEFT_OUT.filter((reason) => [...inAll, ...only[measure]].some((each) => each === reason));
    expect(told).toEqual(left.map((reason) => phrase('zh-Hans', `bulletin.reason.${reason}`)));
  }
  expect(new Set([...inAll, 'anonymous', 'no_answer'])).toEqual(new Set(LEFT_OUT));
});
