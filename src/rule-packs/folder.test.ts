/** A new law is one file in a folder; a wrong one is named with the place to mend. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { afterEach, describe, expect, it } from 'vitest';
import type { RulePack } from '../domain/rules/pack.ts';
import { resolveRules } from '../domain/rules/rule-book.ts';
import { PACKS_FOLDER, RulePacksBroken, rulePacksIn } from './folder.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** The packs of the installation and one file more. */
function withFile(name: string, content: unknown): string {
  const folder = mkdtempSync(join(tmpdir(), 'packs-'));
  folders.push(folder);
  cpSync(PACKS_FOLDER, folder, { recursive: true });
  writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  return folder;
}

const law = (over: Readonly<Record<string, unknown>> = {}) => ({
  id: 'organic-law-2025',
  version: '1.0.0',
  title: '城市居民委员会组织法（2025年修订）',
  jurisdiction: 'CN',
  effectiveFrom: '2026-01-01',
  extends: 'lilong-default',
  sources: { law: { kind: 'law', title: '中华人民共和国城市居民委员会组织法（2025年修订）' } },
  rules: {
    'meeting.residents.quorum': {
      value: { numerator: 2, denominator: 3, strict: false },
      source: 'law',
      label: 'L',
      plain: '居民会议须有{value}出席。',
    },
  },
  ...over,
});

const bookOf = (packs: readonly RulePack[], id: string, day: string) => {
  const book = resolveRules(packs, [], Temporal.PlainDate.from(day), id);
  if (!book.ok) throw new Error(JSON.stringify(book.error));
  return book.value;
};

const complaint = (folder: string): string => {
  try {
    rulePacksIn(folder);
  } catch (error) {
    if (error instanceof RulePacksBroken) return error.message;
    throw error;
  }
  return '';
};

describe('the packs that come along', () => {
  const packs = rulePacksIn();
  it('are the defaults, the law of 2018, Shanghai and Ningxia, each resting on the one below', () => {
    expect(packs.map(({ id }) => id)).toEqual(['lilong-default', 'ningxia', 'organic-law-2018', 'shanghai']);
    for (const id of ['shanghai', 'ningxia'])
      expect(bookOf(packs, id, '2026-11-25').chain.map((pack) => pack.id)).toEqual([
        id,
        'organic-law-2018',
        'lilong-default',
      ]);
  });
  it('give the law of 2018 as law while it was in force, and as an example from 2026 on', () => {
    const then = bookOf(packs, 'organic-law-2018', '2025-12-31').rule('meeting.residents.quorum');
    const now = bookOf(packs, 'organic-law-2018', '2026-01-01').rule('meeting.residents.quorum');
    expect([then.label, then.source.article, then.note]).toEqual(['L', '第九条', undefined]);
    expect([now.label, now.value]).toEqual(['A', then.value]);
    expect(now.note).toMatch(/2026年1月1日起施行.*第四章.*尚未逐条核对/);
  });
  it('count households by the law of the day: 100 to 700, since 2026 1,000 to 3,000', () => {
    const sizes = (id: string, day: string) =>
      (['community.households.min', 'community.households.max'] as const).map((key) =>
        bookOf(packs, id, day).value(key),
      );
    for (const id of ['lilong-default', 'organic-law-2018', 'shanghai']) {
      expect(sizes(id, '2025-12-31'), id).toEqual([100, 700]);
      expect(sizes(id, '2026-01-01'), id).toEqual([1000, 3000]);
      expect(bookOf(packs, id, '2026-01-01').rule('community.households.min').label, id).toBe('L');
    }
  });
  it('hold what Shanghai and Ningxia say, at home as what it is there', () => {
    const shanghai = bookOf(packs, 'shanghai', '2026-11-25');
    expect(shanghai.rule('appraisal.per_year')).toMatchObject({ value: 1, label: 'L', jurisdiction: 'CN-SH' });
    expect(bookOf(packs, 'ningxia', '2026-11-25').rule('appraisal.per_year').label).toBe('A');
    expect(shanghai.value('disclosure.objection_answered')).toEqual({ value: 15, unit: 'days' });
    expect([shanghai.value('fund.budget.min'), shanghai.value('fund.budget.max')]).toEqual([50_000_000, 100_000_000]);
    const ningxia = bookOf(packs, 'ningxia', '2026-11-25');
    expect(ningxia.rule('representatives.min')).toMatchObject({ value: 30, label: 'P', jurisdiction: 'CN-NX' });
    expect(ningxia.value('plan.scheme')).toEqual({ month: 10, day: 31 });
  });
});

describe('a new law', () => {
  it('is one file more', () => {
    const packs = rulePacksIn(withFile('organic-law-2025.json', law()));
    expect(bookOf(packs, 'organic-law-2025', '2026-11-25').rule('meeting.residents.quorum')).toMatchObject({
      value: { numerator: 2, denominator: 3, strict: false },
      label: 'L',
    });
  });
  it.each([
    ['no JSON', '{', /organic-law-2025\.json is not JSON/],
    [
      'a misspelt rule',
      law({ rules: { 'meeting.resident.quorum': {} } }),
      /organic-law-2025\.json: rules\["meeting\.resident\.quorum"\]: there is no rule/,
    ],
    ['a field nobody knows', law({ effective: 'soon' }), /organic-law-2025\.json: effective is not a field/],
    [
      'a pack below that is not there',
      law({ extends: 'the-moon' }),
      /organic-law-2025\.json: on 2026-01-01, there is no pack "the-moon"/,
    ],
    [
      'an end before its beginning',
      law({ effectiveUntil: '2020-01-01' }),
      /effectiveUntil must be a date after effectiveFrom/,
    ],
    [
      'a value of another shape',
      law({
        rules: { 'committee.size.min': { value: '5', unit: 'people', source: 'law', label: 'L', plain: '{value}' } },
      }),
      /organic-law-2025\.json: rules\["committee\.size\.min"\]\.value must be a whole number from 1 to 99/,
    ],
    [
      'a smallest above the largest of the pack below',
      law({
        rules: { 'committee.size.min': { value: 12, unit: 'people', source: 'law', label: 'L', plain: '{value}' } },
      }),
      /organic-law-2025\.json: on 2026-01-01, "committee\.size\.min" is larger than "committee\.size\.max"/,
    ],
  ])('with %s is refused by name and place', (_what, content, message) => {
    expect(complaint(withFile('organic-law-2025.json', content))).toMatch(message);
  });
});
