import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { card, table, widthOf } from './table.ts';

describe('a table in a terminal', () => {
  it('counts a Chinese character as two columns', () => {
    expect(['abc', '电梯', '3号楼', 'ｱ', '👍', ''].map(widthOf)).toEqual([3, 4, 5, 1, 2, 0]);
    expect(
      table(
        ['名', 'N'],
        [
          ['三号楼', 1],
          ['a', 22],
        ],
      ),
    ).toBe('名      N\n三号楼  1\na       22');
  });

  it('keeps every row on one line, and lets nothing steer the terminal', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.string({ unit: 'binary' }), { minLength: 2, maxLength: 2 }), {
          minLength: 1,
          maxLength: 8,
        }),
        (rows) => {
          const lines = table(['A', 'B'], rows).split('\n');
          expect(lines).toHaveLength(rows.length + 1);
          for (const line of lines) expect(line).not.toMatch(/[\p{Cc}]/u);
        },
      ),
    );
  });

  it('puts names and values under each other', () => {
    expect(
      card([
        ['code', 'demo'],
        ['时区', null],
        ['bound', 2],
      ]),
    ).toBe('code   demo\n时区\nbound  2');
  });
});
