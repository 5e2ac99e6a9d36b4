import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CaseCategory, parentOf } from './categories.ts';
import type { Excluded } from './exclusion.ts';
import { lookUp, type MatrixRow, matrixConflicts, readMatrix } from './matrix.ts';

const NOBODY: Excluded = { bodyIds: [], personIds: [] };
const row = (over: Partial<MatrixRow> = {}): MatrixRow => ({
  home: 'community',
  category: 'noise',
  placeId: null,
  leadBodyId: 'property',
  cooperatingBodyIds: [],
  ...over,
});
const question = { category: 'noise' as const, placeLine: ['b3', 'grid1'] };
const leadOf = (rows: readonly MatrixRow[], excluded = NOBODY, asked = question) => {
  const answer = lookUp(rows, asked, excluded);
  return answer.kind === 'found' ? answer.leadBodyId : answer.because;
};

describe('the duty matrix', () => {
  test('asks the nearer place first, then the category, then the community', () => {
    const rows = [
      row({ leadBodyId: 'anywhere' }),
      row({ leadBodyId: 'grid', placeId: 'grid1', category: 'environment', home: 'subdistrict' }),
      row({ leadBodyId: 'subdistrict', home: 'subdistrict' }),
      row({ leadBodyId: 'parent', category: 'environment' }),
    ];
    expect(leadOf(rows)).toBe('grid');
    expect(leadOf([...rows, row({ leadBodyId: 'house', placeId: 'b3', category: 'environment' })])).toBe('house');
    expect(leadOf(rows, NOBODY, { ...question, placeLine: [] })).toBe('anywhere');
    expect(leadOf(rows.slice(2))).toBe('subdistrict');
    expect(leadOf(rows.slice(3))).toBe('parent');
  });

  test('does not answer for another place or another kind of matter', () => {
    expect(leadOf([row({ placeId: 'b9' }), row({ category: 'fumes' }), row({ category: 'housing' })])).toBe('no_row');
  });

  test('passes over a lead who is kept from the case, and says so where nobody is left', () => {
    const rows = [row({ placeId: 'b3', leadBodyId: 'accused' }), row({ leadBodyId: 'other' })];
    const excluded = { bodyIds: ['accused'], personIds: [] };
    expect(leadOf(rows, excluded)).toBe('other');
    expect(leadOf(rows.slice(0, 1), excluded)).toBe('excluded');
  });

  test('lets no unit that is kept from the case cooperate, and none lead and cooperate at once', () => {
    const rows = [row({ cooperatingBodyIds: ['property', 'accused', 'police', 'police'] })];
    const answer = lookUp(rows, question, { bodyIds: ['accused'], personIds: [] });
    expect(answer).toMatchObject({ kind: 'found', leadBodyId: 'property', cooperatingBodyIds: ['police'] });
  });
});

describe('a row that is put in', () => {
  test('says what is wrong with it, all at once', () => {
    const offered = {
      ...row({ leadBodyId: 'a', cooperatingBodyIds: ['a', 'b', 'b'] }),
      category: 'weather',
    };
    expect(matrixConflicts(offered, [])).toEqual([
      { kind: 'category_unknown', category: 'weather' },
      { kind: 'lead_cooperates', bodyId: 'a' },
      { kind: 'cooperates_twice', bodyId: 'b' },
    ]);
  });

  test('gives no matter at a place a second lead', () => {
    expect(matrixConflicts(row({ leadBodyId: 'b' }), [row()])).toEqual([
      { kind: 'led_already', leadBodyId: 'property' },
    ]);
    expect(matrixConflicts(row({ placeId: 'b3' }), [row()])).toEqual([]);
    expect(matrixConflicts(row({ home: 'subdistrict' }), [row()])).toEqual([]);
  });

  test('of a list is taken where it is good, and named by its line where not', () => {
    const { good, problems } = readMatrix([row(), row({ leadBodyId: 'b' }), row({ category: 'fumes' })], []);
    expect(good.map(({ category }) => category)).toEqual(['noise', 'fumes']);
    expect(problems).toEqual([{ at: 1, conflicts: [{ kind: 'led_already', leadBodyId: 'property' }] }]);
  });
});

const LINE = ['unit', 'house', 'grid'];
const CATEGORIES = ['noise', 'fumes', 'elevator'] as const satisfies readonly CaseCategory[];
const BODIES = ['a', 'b', 'c', 'd'];
const anyRow = fc.record({
  home: fc.constantFrom('community', 'subdistrict'),
  category: fc.constantFrom(...CATEGORIES, 'environment', 'housing'),
  placeId: fc.constantFrom(null, ...LINE, 'elsewhere'),
  leadBodyId: fc.constantFrom(...BODIES),
  cooperatingBodyIds: fc.array(fc.constantFrom(...BODIES), { maxLength: 4 }),
});
const anyRows = fc.array(anyRow, { maxLength: 12 }).map((offered) => readMatrix(offered, []).good);
const anyQuestion = fc.record({
  category: fc.constantFrom(...CATEGORIES),
  placeLine: fc.integer({ min: 0, max: 3 }).map((from) => LINE.slice(from)),
});
const anyExcluded = fc.record({ bodyIds: fc.subarray(BODIES), personIds: fc.constant([]) });

describe('whatever the rows', () => {
  test('there is one lead, nobody excluded has a part, and the order of the rows decides nothing', () => {
    fc.assert(
      fc.property(anyRows, anyQuestion, anyExcluded, fc.nat(), (rows, asked, excluded, turn) => {
        const answer = lookUp(rows, asked, excluded);
        const turned = [...rows.slice(turn % 12), ...rows.slice(0, turn % 12)];
        expect(lookUp(turned, asked, excluded)).toEqual(answer);
        if (answer.kind === 'none') return;
        const parts = [answer.leadBodyId, ...answer.cooperatingBodyIds];
        expect(new Set(parts).size).toBe(parts.length);
        for (const id of parts) expect(excluded.bodyIds).not.toContain(id);
      }),
    );
  });

  test('it is what walking up from the place, step by step, would find', () => {
    fc.assert(
      fc.property(anyRows, anyQuestion, anyExcluded, (rows, asked, excluded) => {
        const steps = [...asked.placeLine, null].flatMap((placeId) =>
          [asked.category, parentOf(asked.category)].flatMap((category) =>
            (['community', 'subdistrict'] as const).map((home) => ({ placeId, category, home })),
          ),
        );
        const walked = steps.flatMap((step) =>
          rows.filter(
            (each) =>
              each.placeId === step.placeId &&
              each.category === step.category &&
              each.home === step.home &&
              !excluded.bodyIds.includes(each.leadBodyId),
          ),
        );
        const answer = lookUp(rows, asked, excluded);
        expect(answer.kind === 'found' ? answer.row : undefined).toEqual(walked[0]);
      }),
    );
  });
});
