/** The pages for residents and committees name buttons, words and days as they are; this fails when one of them changes. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../src/conversation/commands.ts';
import { parseBulk } from '../../src/conversation/flows/bulk.ts';
import { MESSAGES } from '../../src/locales/translate.ts';
import { sandbox } from '../../src/locales/zh-Hans/sandbox.ts';
import { DEFAULT_RULE_PACK } from '../harness/default-pack.ts';

const PAGES = ['residents', 'representatives', 'heads', 'meetings', 'subdistrict'] as const;
const page = (name: string): string => readFileSync(new URL(`../../docs/${name}.md`, import.meta.url), 'utf8');

/** What a person might say, and what stands inside a longer text of ours. */
const EXAMPLES = [
  sandbox['sandbox.try.resident'],
  '已联系维保，今天下午到',
  '指纹',
  '紧急:',
  '主持:',
  '记录:',
  '议题:',
  '表决:',
  '每月15日19:00 网格例会 地点:活动室',
  '每季度第二个月10日19:00 代表会议 议题:通报工作',
  '不再开1',
];
const chinese = new Set<string>([...Object.values(MESSAGES['zh-Hans']), ...EXAMPLES]);
const english = new Set<string>([...Object.values(MESSAGES.en), 'late']);

describe.each(PAGES)('docs/%s.md', (name) => {
  it('quotes buttons, states and words as the chats show them', () => {
    const quoted = [...page(name).matchAll(/「([^」]+)」/g)].map(([, words = '']) => words);
    expect(quoted.length).toBeGreaterThan(5);
    expect(quoted.filter((words) => !chinese.has(words) && !parseCommand(words) && !parseBulk(words))).toEqual([]);
    const inEnglish = [...page(name).matchAll(/“([^”]+)”/g)].map(([, words = '']) => words.replace(/\s+/g, ' '));
    expect(inEnglish.filter((words) => !english.has(words))).toEqual([]);
  });

  it('names words that are commands', () => {
    const [, part = ''] = page(name).split('## In English');
    const words = [...part.matchAll(/`([a-z]+(?: D-2026-0001)?)`/g)].map(([, word = '']) => word);
    expect(words.filter((word) => !parseCommand(word))).toEqual([]);
  });

  it('is one page', () => {
    expect(page(name).trimEnd().split('\n').length).toBeLessThanOrEqual(60);
  });
});

describe('the days and hours', () => {
  const value = (key: string): unknown => DEFAULT_RULE_PACK.rules[key as keyof typeof DEFAULT_RULE_PACK.rules]?.value;

  it.each([
    ['demand.response', 'working_days', (days: number) => `${days}个工作日内`, ['residents', 'heads', 'subdistrict']],
    ['demand.silence_confirms', 'days', (days: number) => `${days}天`, ['residents', 'heads', 'subdistrict']],
    ['demand.needs_info_closes', 'days', (days: number) => `${days}天没有`, ['residents', 'heads', 'subdistrict']],
    ['demand.attachment.before', 'minutes', (minutes: number) => `登记前${minutes}分钟`, ['residents']],
    ['demand.attachment.after', 'hours', (hours: number) => `登记后${hours}小时`, ['residents']],
  ] as const)('%s is as the rule pack says', (key, unit, words, names) => {
    const rule = value(key) as { readonly value: number; readonly unit: string };
    expect(rule.unit).toBe(unit);
    for (const name of names) expect(page(name), name).toContain(words(rule.value));
  });

  it('demand.reopen.max is as the rule pack says', () => {
    for (const name of ['residents', 'heads', 'subdistrict'])
      expect(page(name), name).toContain(`最多重开${value('demand.reopen.max')}次`);
  });
});
