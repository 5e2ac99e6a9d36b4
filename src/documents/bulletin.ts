/** The bulletin 通报 as a Word file in the usual layout, and as one picture for the groups. */
import {
  AlignmentType,
  Document,
  HeadingLevel,
  Packer,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from 'docx';
import sharp, { type OverlayOptions } from 'sharp';
import type { Language } from '../channel.ts';
import { MEASURES } from '../domain/hotline/rates.ts';
import { formatDate } from '../locales/dates.ts';
import { phrase } from '../locales/translate.ts';
import {
  type BulletinPaper,
  type BulletinTable,
  bulletinSections,
  bulletinTitle,
  cells,
  measureName,
  totalLines,
} from './bulletin-words.ts';
import { drawn, type Written } from './picture.ts';
import { writable } from './xml-text.ts';

/** The serif types office programs come with; another one is put in its place where they are missing. */
const FACES: { readonly [L in Language]: string } = { 'zh-Hans': 'FangSong', 'zh-Hant': 'PMingLiU', en: 'SimSun' };
/** Half points: 16 for the text, as official papers have it, 22 for the title, 12 in tables. */
const SIZE = { text: 32, title: 44, table: 24 } as const;
/** Twentieths of a point: what a page of A4 has between its margins. */
const TABLE_WIDTH = 9026;
const FIRST_COLUMN = 3426;

export function bulletinDocx(paper: BulletinPaper): Promise<Uint8Array> {
  const { language } = paper;
  const title = bulletinTitle(paper);
  const face = { ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: FACES[language] };
  // Each paragraph of an official paper begins two characters in.
  const indent = language === 'en' ? {} : { indent: { firstLineChars: 200 } };
  const heading = { run: { size: SIZE.text, bold: true, color: '000000' }, paragraph: { spacing: { before: 200 } } };
  const document = new Document({
    title: writable(title),
    creator: 'Lilong',
    styles: {
      default: {
        document: { run: { font: face, size: SIZE.text }, paragraph: { spacing: { line: 420 } } },
        title: { run: { font: face, size: SIZE.title, bold: true }, paragraph: { spacing: { after: 360 } } },
        heading1: heading,
      },
    },
    sections: [
      {
        children: [
          new Paragraph({ text: writable(title), heading: HeadingLevel.TITLE, alignment: AlignmentType.CENTER }),
          ...bulletinSections(paper).flatMap((section, at) => [
            new Paragraph({
              text: writable(phrase(language, 'bulletin.heading', { at: at + 1, heading: section.heading })),
              heading: HeadingLevel.HEADING_1,
              keepNext: true,
            }),
            ...section.lines.map((line) => new Paragraph({ text: writable(line), ...indent })),
            ...(section.table ? [tableOf(section.table)] : []),
          ]),
          signed(paper.name, 600),
          signed(
            paper.publishedOn === undefined
              ? phrase(language, 'bulletin.unpublished')
              : formatDate(language, paper.publishedOn),
            0,
          ),
        ],
      },
    ],
  });
  return Packer.toBuffer(document);
}

const signed = (text: string, before: number): Paragraph =>
  new Paragraph({ text: writable(text), alignment: AlignmentType.RIGHT, spacing: { before } });

function tableOf({ heading, rows }: BulletinTable): Table {
  const rest = Math.floor((TABLE_WIDTH - FIRST_COLUMN) / (heading.length - 1));
  const widths = heading.map((_name, at) => (at === 0 ? FIRST_COLUMN : rest));
  const row = (texts: readonly string[], bold: boolean): TableRow =>
    new TableRow({
      cantSplit: true,
      tableHeader: bold,
      children: texts.map(
        (text, at) =>
          new TableCell({
            width: { size: widths[at] ?? rest, type: WidthType.DXA },
            margins: { top: 40, bottom: 40, left: 100, right: 100 },
            children: [
              new Paragraph({
                alignment: at === 0 ? AlignmentType.LEFT : AlignmentType.CENTER,
                children: [new TextRun({ text: writable(text), bold, size: SIZE.table })],
              }),
            ],
          }),
      ),
    });
  return new Table({
    width: { size: TABLE_WIDTH, type: WidthType.DXA },
    columnWidths: widths,
    rows: [row(heading, true), ...rows.map((texts) => row(texts, false))],
  });
}

const WIDTH = 1080;
const MARGIN = 40;
const ROW = 40;
const LINE = 34;
const TITLE = 110;
/** Rows of a picture that is read on a phone; the whole list is in the Word file and on the board. */
const MOST_ROWS = 24;

const COLUMN = { cases: 560, rates: [680, 815, 950] as const, width: 110 } as const;

/** The whole, and one row for each unit. */
export async function bulletinPng(paper: BulletinPaper): Promise<Uint8Array> {
  const { language, figures } = paper;
  const lines = totalLines(paper);
  const rows = figures.units.slice(0, MOST_ROWS);
  const notes = [
    ...(figures.units.length > rows.length
      ? [phrase(language, 'bulletin.picture.more', { more: figures.units.length - rows.length })]
      : []),
    phrase(language, 'bulletin.method.small', { smallest: figures.smallest }),
  ];
  const tableTop = TITLE + lines.length * LINE + 30;
  const tableHeight = rows.length === 0 ? 0 : (rows.length + 1) * ROW;
  const height = tableTop + tableHeight + notes.length * LINE + MARGIN;
  const stripes = rows.map((_row, at) =>
    at % 2 === 0
      ? `<rect x="0" y="${tableTop + (at + 1) * ROW}" width="${WIDTH}" height="${ROW}" fill="#f3f7f5"/>`
      : '',
  );
  const shapes = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}"><rect width="100%" height="100%" fill="#fff"/><rect width="100%" height="10" fill="#12573d"/>${stripes.join('')}</svg>`;
  const most = WIDTH - 2 * MARGIN;
  const texts: Written[] = [
    { text: bulletinTitle(paper), size: 34, x: MARGIN, y: 60, most, weight: 'Bold' },
    ...lines.map((text, at): Written => ({ text, size: 22, x: MARGIN, y: TITLE + at * LINE + LINE / 2, most })),
    ...(rows.length === 0
      ? []
      : tableRow(
          tableTop,
          phrase(language, 'bulletin.column.unit'),
          [phrase(language, 'bulletin.column.cases'), ...MEASURES.map((measure) => measureName(language, measure))],
          'Bold',
        )),
    ...rows.flatMap(({ name, ...line }, at) => tableRow(tableTop + (at + 1) * ROW, name, cells(line), 'Regular')),
    ...notes.map(
      (text, at): Written => ({ text, size: 17, x: MARGIN, y: tableTop + tableHeight + at * LINE + LINE / 2, most }),
    ),
  ];
  const overlays: OverlayOptions[] = [];
  for (const text of texts) overlays.push(await drawn(text));
  return sharp(Buffer.from(shapes)).composite(overlays).png().toBuffer();
}

function tableRow(top: number, name: string, values: readonly string[], weight: 'Regular' | 'Bold'): Written[] {
  const y = top + ROW / 2;
  const columns = [COLUMN.cases, ...COLUMN.rates];
  return [
    { text: name, size: 20, x: MARGIN, y, most: COLUMN.cases - MARGIN - 10, weight },
    ...values.map((text, at): Written => ({ text, size: 19, x: columns[at] ?? 0, y, most: COLUMN.width, weight })),
  ];
}
