/** 需求记录本 and the catalogue, as pages to be printed or as a workbook. What is in them anyone may know. */
import type { Temporal } from 'temporal-polyfill';
import type { Language } from '../channel.ts';
import { lookUp, phrase } from '../locales/translate.ts';
import { breathe, makePdf, mm, type Pdf, textHeight, write } from './pdf.ts';
import { writeXlsx } from './xlsx-write.ts';

export interface BookEntry {
  readonly number: string;
  readonly state: string;
  readonly category: string;
  readonly place?: string;
  readonly submittedAt: Temporal.Instant;
  readonly respondBy: Temporal.Instant;
  readonly respondedAt: Temporal.Instant | null;
  readonly resolvedAt: Temporal.Instant | null;
  readonly closedAt: Temporal.Instant | null;
  readonly signatures: number;
  readonly mergedInto?: string;
}

export interface Book {
  readonly kind: 'book' | 'catalogue';
  readonly community: string;
  readonly zone: string;
  readonly year: number;
  readonly language: Language;
  readonly printedAt: Temporal.Instant;
  readonly entries: AsyncIterable<BookEntry> | Iterable<BookEntry>;
}

const COLUMNS = [
  { key: 'book.column.number', width: 34 },
  { key: 'book.column.filed', width: 26 },
  { key: 'book.column.category', width: 42 },
  { key: 'book.column.place', width: 36 },
  { key: 'book.column.state', width: 40 },
  { key: 'book.column.answer-by', width: 26 },
  { key: 'book.column.answered', width: 26 },
  { key: 'book.column.solved', width: 26 },
  { key: 'book.column.signatures', width: 17 },
] as const;

const headings = ({ language }: Book): string[] => COLUMNS.map(({ key }) => phrase(language, key));

const title = ({ language, kind, community, year }: Book): string =>
  phrase(language, kind === 'book' ? 'book.title' : 'book.title.catalogue', { community, year: String(year) });

const dayIn = (zone: string, at: Temporal.Instant | null): string =>
  at === null ? '' : at.toZonedDateTimeISO(zone).toPlainDate().toString();

function cells({ language, zone }: Book, entry: BookEntry): string[] {
  const state = lookUp(language, `state.${entry.state}`) ?? entry.state;
  return [
    entry.number,
    dayIn(zone, entry.submittedAt),
    lookUp(language, `category.${entry.category}`) ?? phrase(language, 'category.other'),
    entry.place ?? phrase(language, 'demand.place.unknown'),
    entry.mergedInto === undefined ? state : `${state} → ${entry.mergedInto}`,
    // A period ends at the first instant that is late; the day people read is the one before.
    dayIn(zone, entry.respondBy.subtract({ seconds: 1 })),
    dayIn(zone, entry.respondedAt),
    dayIn(zone, entry.resolvedAt ?? entry.closedAt),
    entry.signatures === 0 ? '' : String(entry.signatures),
  ];
}

export async function demandBookXlsx(book: Book): Promise<Uint8Array> {
  async function* rows() {
    for await (const entry of book.entries) yield cells(book, entry);
  }
  const columns = COLUMNS.map(({ width }) => ({ width: Math.round(width / 2) }));
  return writeXlsx([{ name: phrase(book.language, 'book.sheet'), columns, heading: headings(book), rows: rows() }]);
}

const MARGIN = mm(12);
const PAGE = { width: mm(297), height: mm(210) };
const ROW = mm(8.5);
const TOP = MARGIN + mm(13);

export function demandBookPdf(book: Book): Promise<Uint8Array> {
  return makePdf({ title: title(book), margin: 0, landscape: true }, async (pdf) => {
    let y = beginPage(pdf, book);
    let count = 0;
    for await (const entry of book.entries) {
      const texts = cells(book, entry);
      const height = heightOf(pdf, texts);
      if (y + height > PAGE.height - MARGIN) {
        await breathe();
        y = beginPage(pdf, book);
      }
      line(pdf, texts, y, height, 'regular');
      y += height;
      count += 1;
    }
    if (count === 0)
      write(pdf, phrase(book.language, 'book.empty'), { x: MARGIN, y: y + mm(4), width: mm(200), size: 12 });
    numberPages(pdf);
  });
}

function beginPage(pdf: Pdf, book: Book): number {
  pdf.addPage();
  const note = phrase(book.language, 'book.printed', { day: dayIn(book.zone, book.printedAt) });
  write(pdf, title(book), { x: MARGIN, y: MARGIN, width: mm(190), size: 15, weight: 'bold', lines: 1 });
  const right = { x: PAGE.width - MARGIN - mm(80), width: mm(80), align: 'right', colour: '#555' } as const;
  write(pdf, note, { ...right, y: MARGIN + mm(1.5), size: 9, lines: 1 });
  line(pdf, headings(book), TOP, ROW, 'bold');
  return TOP + ROW;
}

const SIZE = 10;
const AIR = mm(1.6);
const inside = (width: number): number => mm(width) - mm(2);

/** A row is as high as its longest cell: the name of a place may be a sentence. */
function heightOf(pdf: Pdf, texts: readonly string[]): number {
  const heights = COLUMNS.map(({ width }, at) =>
    textHeight(pdf, texts[at] ?? '', { width: inside(width), size: SIZE }),
  );
  return Math.max(ROW, ...heights.map((height) => AIR + height + mm(1)));
}

function line(pdf: Pdf, texts: readonly string[], y: number, height: number, weight: 'regular' | 'bold'): void {
  let x = MARGIN;
  COLUMNS.forEach(({ width }, at) => {
    const oneLine = weight === 'bold' && { lines: 1 };
    write(pdf, texts[at] ?? '', { x, y: y + AIR, width: inside(width), size: SIZE, weight, ...oneLine });
    x += mm(width);
  });
  pdf
    .moveTo(MARGIN, y + height)
    .lineTo(PAGE.width - MARGIN, y + height)
    .lineWidth(weight === 'bold' ? 1 : 0.3)
    .strokeColor(weight === 'bold' ? '#12573d' : '#bbb')
    .stroke();
}

function numberPages(pdf: Pdf): void {
  const { start, count } = pdf.bufferedPageRange();
  for (let page = 0; page < count; page += 1) {
    pdf.switchToPage(start + page);
    const foot = { x: MARGIN, y: PAGE.height - MARGIN + mm(2), width: PAGE.width - 2 * MARGIN } as const;
    write(pdf, `${page + 1} / ${count}`, { ...foot, size: 9, align: 'center', colour: '#555', lines: 1 });
  }
}
