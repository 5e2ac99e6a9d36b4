/** The month of a subdistrict as a table for Excel and as one picture, which can be put into a chat or printed. */
import sharp, { type OverlayOptions } from 'sharp';
import type { Language } from '../channel.ts';
import type { CommunityMonth } from '../domain/task/month.ts';
import { formatDate, formatMonth, monthAfter } from '../locales/dates.ts';
import { phrase } from '../locales/translate.ts';
import { drawn, type Written } from './picture.ts';
import { writeXlsx } from './xlsx-write.ts';

export interface MonthPaper {
  readonly name: string;
  /** `2026-10` */
  readonly month: string;
  /** The local day on which it stood like this. */
  readonly asOf: string;
  readonly language: Language;
  readonly rows: readonly CommunityMonth[];
}

const titleOf = ({ language, name, month, asOf }: MonthPaper): string =>
  phrase(language, 'month.title', {
    name,
    month: formatMonth(language, month),
    day: formatDate(language, asOf),
  });

const nextOf = ({ language, month }: MonthPaper): string =>
  phrase(language, 'month.column.next', { next: formatMonth(language, monthAfter(month)) });

export function monthXlsx(paper: MonthPaper): Promise<Uint8Array> {
  const { language, rows } = paper;
  const heading = [
    phrase(language, 'month.column.community'),
    phrase(language, 'month.column.on-time'),
    phrase(language, 'month.column.late'),
    phrase(language, 'month.column.open'),
    phrase(language, 'month.column.extensions'),
    phrase(language, 'month.column.waived'),
    nextOf(paper),
  ];
  const columns = heading.map((_name, at) => ({ width: at === 0 ? 30 : 14 }));
  return writeXlsx([
    {
      name: formatMonth(language, paper.month),
      columns,
      heading,
      rows: [
        ...rows.map((row) => [row.community, row.onTime, row.late, row.open, row.extensions, row.waived, row.next]),
        [titleOf(paper)],
      ],
    },
  ]);
}

const ROW = 34;
const TOP = 130;
const WIDTH = 1080;
const MARGIN = 40;
const BAR = { x: 380, width: 340 } as const;
const COLUMNS = { extensions: 790, waived: 880, next: 970 } as const;
const COLOURS = { onTime: '#12573d', late: '#d08a1b', open: '#b3261e' } as const;

/** One row a community: in time, late and open as parts of one bar, with their numbers. */
export async function monthPng(paper: MonthPaper): Promise<Uint8Array> {
  const { language, rows } = paper;
  const height = TOP + Math.max(1, rows.length) * ROW + MARGIN;
  const most = Math.max(1, ...rows.map(({ onTime, late, open }) => onTime + late + open));
  const bars = rows.map((row, at) => {
    const y = TOP + at * ROW;
    const ground = at % 2 === 0 ? `<rect x="0" y="${y}" width="${WIDTH}" height="${ROW}" fill="#f3f7f5"/>` : '';
    let x: number = BAR.x;
    const parts = (['onTime', 'late', 'open'] as const).map((part) => {
      const width = (BAR.width * row[part]) / most;
      const drawnPart = `<rect x="${x}" y="${y + 9}" width="${width}" height="${ROW - 18}" fill="${COLOURS[part]}"/>`;
      x += width;
      return drawnPart;
    });
    return `${ground}<rect x="${BAR.x}" y="${y + 9}" width="${BAR.width}" height="${ROW - 18}" fill="#dfe7e3"/>${parts.join('')}`;
  });
  const legend = [
    { colour: COLOURS.onTime, x: BAR.x, word: phrase(language, 'month.column.on-time') },
    { colour: COLOURS.late, x: BAR.x + 115, word: phrase(language, 'month.column.late') },
    { colour: COLOURS.open, x: BAR.x + 230, word: phrase(language, 'month.column.open') },
  ];
  const squares = legend.map(({ colour, x }) => `<rect x="${x}" y="100" width="14" height="14" fill="${colour}"/>`);
  const shapes = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}"><rect width="100%" height="100%" fill="#fff"/>${bars.join('')}${squares.join('')}</svg>`;
  const head = (text: string, x: number, width: number): Written => ({
    text,
    size: 16,
    x,
    y: 107,
    most: width,
    weight: 'Bold',
  });
  const texts: Written[] = [
    { text: titleOf(paper), size: 28, x: MARGIN, y: 46, most: WIDTH - 2 * MARGIN, weight: 'Bold' },
    head(phrase(language, 'month.column.community'), MARGIN, 320),
    ...legend.map(({ word, x }) => head(word, x + 20, 90)),
    head(phrase(language, 'month.column.extensions'), COLUMNS.extensions, 80),
    head(phrase(language, 'month.column.waived'), COLUMNS.waived, 80),
    head(nextOf(paper), COLUMNS.next, 90),
    ...rows.flatMap((row, at): Written[] => {
      const y = TOP + at * ROW + ROW / 2;
      const cell = (text: string, x: number, width: number, size = 16): Written => ({ text, size, x, y, most: width });
      return [
        cell(row.community, MARGIN, 320, 18),
        cell(`${row.onTime} / ${row.late} / ${row.open}`, BAR.x + BAR.width + 8, 60, 14),
        cell(String(row.extensions), COLUMNS.extensions + 10, 60),
        cell(String(row.waived), COLUMNS.waived + 10, 60),
        cell(String(row.next), COLUMNS.next + 10, 60),
      ];
    }),
  ];
  const overlays: OverlayOptions[] = [];
  for (const text of texts) overlays.push(await drawn(text));
  return sharp(Buffer.from(shapes)).composite(overlays).png().toBuffer();
}
