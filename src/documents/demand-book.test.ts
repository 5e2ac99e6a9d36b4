import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { type Book, type BookEntry, demandBookPdf, demandBookXlsx } from './demand-book.ts';
import { openTable } from './read-table.ts';

const at = (text: string) => Temporal.Instant.from(text);
const entry = (number: number, more: Partial<BookEntry> = {}): BookEntry => ({
  number: `D-2026-${String(number).padStart(4, '0')}`,
  state: 'confirmed',
  category: 'elevator',
  place: '3号楼',
  submittedAt: at('2026-11-01T02:00:00Z'),
  respondBy: at('2026-11-02T16:00:00Z'),
  respondedAt: at('2026-11-01T03:00:00Z'),
  resolvedAt: at('2026-11-03T03:00:00Z'),
  closedAt: null,
  signatures: 0,
  ...more,
});
const book = (entries: readonly BookEntry[], more: Partial<Book> = {}): Book => ({
  kind: 'book',
  community: '幸福里社区',
  zone: 'Asia/Shanghai',
  year: 2026,
  language: 'zh-Hans',
  printedAt: at('2026-11-25T04:00:00Z'),
  entries,
  ...more,
});

describe('the book of demands', () => {
  test('as a workbook: a line for each, days in the community’s own time, and where a merged one went', async () => {
    const bytes = await demandBookXlsx(
      book([entry(1, { signatures: 4 }), entry(2, { state: 'merged', mergedInto: 'D-2026-0001', respondedAt: null })]),
    );
    const opened = await openTable(bytes, () => true);
    const rows: (readonly string[])[] = [];
    if (!opened.ok) throw new Error(opened.problem);
    for await (const { cells } of opened.table.rows) rows.push(cells);
    expect(rows[0]?.slice(0, 5)).toEqual(['编号', '登记日期', '类别', '地点', '状态']);
    expect(rows[1]).toEqual([
      'D-2026-0001',
      '2026-11-01',
      '电梯',
      '3号楼',
      '已确认',
      '2026-11-02',
      '2026-11-01',
      '2026-11-03',
      '4',
    ]);
    expect(rows[2]?.[4]).toBe('已并案 → D-2026-0001');
  });

  test('as pages: every demand of a long year is on one of them', async () => {
    const bytes = await demandBookPdf(book(Array.from({ length: 120 }, (_, at) => entry(at + 1))));
    const text = Buffer.from(bytes).toString('latin1');
    expect(text.startsWith('%PDF-')).toBe(true);
    // 19 lines fit on a page; 120 demands need seven.
    expect(text.match(/\/Type \/Page\b/g)?.length).toBe(7);
  });

  test('a long name of a place makes its row higher, and what follows moves down', async () => {
    const place = '长寿路街道幸福里社区第一居民小组三号楼东侧非机动车集中充电停放点靠围墙第二排';
    const pagesOf = async (more: Partial<BookEntry>) => {
      const bytes = await demandBookPdf(book(Array.from({ length: 19 }, (_, at) => entry(at + 1, more))));
      return Buffer.from(bytes)
        .toString('latin1')
        .match(/\/Type \/Page\b/g)?.length;
    };
    expect([await pagesOf({}), await pagesOf({ place })]).toEqual([1, 4]);
  });

  test('of a year without demands says so, in any language', async () => {
    for (const language of ['zh-Hans', 'zh-Hant', 'en'] as const)
      expect((await demandBookPdf(book([], { language, kind: 'catalogue' }))).length).toBeGreaterThan(1000);
  });
});
