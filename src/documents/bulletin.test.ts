/** Bulletins as Word and a phone show them: what is hidden is not there in any language, and nothing is cut. */
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { paragraphsOf } from '../../test/stories/word.ts';
import { LANGUAGES } from '../channel.ts';
import { type BulletinFigures, figuresOf } from '../domain/hotline/bulletin.ts';
import type { RatedCase } from '../domain/hotline/rates.ts';
import { bulletinDocx, bulletinPng } from './bulletin.ts';
import { type BulletinPaper, bulletinSections, bulletinTitle } from './bulletin-words.ts';

const one: RatedCase = {
  state: 'closed',
  tier: 'committee',
  mode: 'named',
  category: 'noise',
  unitId: 'u1',
  gridId: null,
  placeId: 'p1',
  month: '2026-10',
  dispatched: true,
  contactedInTime: true,
  callback: { solved: true, satisfaction: 'basically' },
};
const many = (count: number, more: Partial<RatedCase> = {}): RatedCase[] =>
  Array.from({ length: count }, () => ({ ...one, ...more }));
const names = new Map([
  ['u1', '安居物业 <甲> & 乙'],
  ['p1', '3号楼'],
]);
const figures = (cases: readonly RatedCase[], months = 1): BulletinFigures =>
  figuresOf(cases, { weight: 60, smallest: 5, months }, names);
const paper = (of: BulletinFigures, more: Partial<BulletinPaper> = {}): BulletinPaper => ({
  language: 'zh-Hans',
  name: '幸福里社区',
  month: '2026-10',
  words: '',
  figures: of,
  ...more,
});

describe('a bulletin', () => {
  test('names its months', () => {
    expect(bulletinTitle(paper(figures([])))).toBe('关于幸福里社区2026年10月热线案件办理情况的通报');
    expect(bulletinTitle(paper(figures([], 12), { month: '2027-01' }))).toContain('2026年2月至2027年1月');
  });

  test.each(LANGUAGES)('has every section, the formulas with the weight, and who signs it: %s', async (language) => {
    const told = paper(figures(many(8)), { language, words: '总体平稳。\n第二行。', publishedOn: '2026-11-02' });
    const text = (await paragraphsOf(await bulletinDocx(told))).join('\n');
    for (const { heading } of bulletinSections(told)) expect(text).toContain(heading);
    for (const needed of ['第二行。', '60%', '60.0%', '安居物业 <甲> & 乙', '3号楼', '幸福里社区'])
      expect(text).toContain(needed);
  });

  test('says of few cases that there are few, and no number', async () => {
    const text = (await paragraphsOf(await bulletinDocx(paper(figures(many(2)))))).join('\n');
    expect(text).toContain('收到的案件很少');
    expect(text).not.toMatch(/[12] 件|安居物业|100/);
  });

  test('as a picture grows with its units, and says where the rest is', async () => {
    const line = figures(many(8)).units[0];
    if (!line) throw new Error('no unit');
    const sized = async (units: number): Promise<number> => {
      const of = { ...figures(many(8)), units: Array.from({ length: units }, () => line) };
      return (await sharp(await bulletinPng(paper(of))).metadata()).height ?? 0;
    };
    const [none, few, most, more] = [await sized(0), await sized(3), await sized(24), await sized(60)];
    expect(none).toBeLessThan(few);
    expect(few).toBeLessThan(most);
    // One line more: that there are others, on the board.
    expect(more - most).toBe(34);
  });
});
