import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DutyNames, readDuty, readDutyHeading } from './matrix-file.ts';

const called = (names: Readonly<Record<string, readonly string[]>>) => (name: string) =>
  new Map(Object.entries(names)).get(name) ?? [];
const NAMES: DutyNames = {
  categories: called({ 噪声: ['noise'], noise: ['noise'] }),
  places: called({ 第一网格: ['g1'], '1单元': ['u1', 'u2'] }),
  bodies: called({ 城管中队: ['b1'], 物业: ['b2'], 派出所: ['b3'], 同名: ['b4', 'b5'] }),
};
const header = (cells: readonly string[]) => readDutyHeading(cells) ?? expect.fail('no heading');
const HEAD = header(['序号', '事项名称', '地点(可空)', '牵头单位:', '配合单位']);

describe('a list of duties', () => {
  test('is known by its headings, in either script and in English', () => {
    expect(readDutyHeading(['序号', '名称', '备注'])).toBeUndefined();
    expect([...HEAD.keys()]).toEqual(['item', 'category', 'place', 'lead', 'cooperating']);
    expect([...header(['類別', '牽頭單位']).keys()]).toEqual(['category', 'lead']);
    expect([...header(['Lead', 'Category']).entries()]).toEqual([
      ['lead', 0],
      ['category', 1],
    ]);
  });

  test('names become what they are called here, several units from one cell', () => {
    expect(readDuty(['17', '噪声', '第一网格', '城管中队', '物业、派出所'], HEAD, NAMES)).toEqual({
      ok: true,
      value: { item: '17', category: 'noise', placeId: 'g1', leadBodyId: 'b1', cooperatingBodyIds: ['b2', 'b3'] },
    });
    expect(readDuty(['', 'noise', '', '物业', ''], HEAD, NAMES)).toEqual({
      ok: true,
      value: { category: 'noise', placeId: null, leadBodyId: 'b2', cooperatingBodyIds: [] },
    });
  });

  test('everything that is wrong with a row is told at once', () => {
    const wrong = (...cells: string[]) => {
      const read = readDuty(cells, HEAD, NAMES);
      return read.ok ? [] : read.error;
    };
    expect(wrong('', '', '', '', '')).toEqual(['category_missing', 'lead_missing']);
    expect(wrong('', '没有的事', '没有的地方', '没有的单位', '同名')).toEqual([
      'category_unknown',
      'place_unknown',
      'body_unknown',
      'body_ambiguous',
    ]);
    expect(wrong('', '噪声', '1单元', '物业', '')).toEqual(['place_ambiguous']);
  });

  test('whatever a file holds, a row is read or told wrong, never half of each', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 7 }), (cells) => {
        const read = readDuty(cells, HEAD, NAMES);
        const told = read.ok ? [read.value.category, read.value.leadBodyId] : read.error;
        expect(told.length).toBeGreaterThan(0);
        expect(told).not.toContain('');
      }),
    );
  });
});
