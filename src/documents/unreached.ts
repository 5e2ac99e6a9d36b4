/** Whom reminders could not reach, to be printed and gone round with: committee by committee, with a box to tick. */
import type { Temporal } from 'temporal-polyfill';
import type { Language } from '../channel.ts';
import type { NotReached } from '../domain/reminder/fate.ts';
import { formatDate, formatDay } from '../locales/dates.ts';
import { phrase } from '../locales/translate.ts';
import { breathe, makePdf, mm, type Pdf, textHeight, write } from './pdf.ts';

/** Titles in the language of the paper already. */
export interface UnreachedPaper {
  readonly name: string;
  readonly language: Language;
  readonly zone: string;
  readonly printedAt: Temporal.Instant;
  readonly communities: readonly {
    readonly community: string;
    readonly lines: readonly {
      readonly name: string;
      readonly home: string | null;
      readonly title: string;
      readonly dueOn: string | null;
      readonly fate: NotReached;
      readonly at: Temporal.Instant;
    }[];
  }[];
}

const PAGE = { width: mm(210), height: mm(297) };
const MARGIN = mm(14);
const COLUMNS = [10, 34, 32, 58, 48] as const;
const SIZE = 10.5;
const GREY = '#555';

export function unreachedPdf(paper: UnreachedPaper): Promise<Uint8Array> {
  const { language, name } = paper;
  const title = phrase(language, 'unreached.title', { name });
  return makePdf({ title, margin: 0 }, async (pdf) => {
    let y = beginPage(pdf, paper, title);
    const listed = paper.communities.filter(({ lines }) => lines.length > 0);
    for (const { community, lines } of listed) {
      if (y > PAGE.height - MARGIN - mm(30)) y = beginPage(pdf, paper, title);
      const heading = phrase(language, 'unreached.community', { community, count: lines.length });
      write(pdf, heading, {
        x: MARGIN,
        y: y + mm(4),
        width: PAGE.width - 2 * MARGIN,
        size: 13,
        weight: 'bold',
        lines: 1,
      });
      y += mm(12);
      for (const line of lines) {
        const cells = [
          '',
          line.name,
          line.home ?? '',
          line.dueOn === null ? line.title : `${line.title}\n${formatDate(language, line.dueOn)}`,
          `${phrase(language, FATES[line.fate])}\n${formatDay(language, paper.zone, line.at)}`,
        ];
        const height = heightOf(pdf, cells);
        if (y + height > PAGE.height - MARGIN) {
          await breathe();
          y = beginPage(pdf, paper, title);
        }
        drawRow(pdf, cells, y, height);
        y += height;
      }
    }
    if (listed.length === 0)
      write(pdf, phrase(language, 'unreached.nobody'), { x: MARGIN, y: y + mm(6), width: mm(180), size: 12 });
    numberPages(pdf);
  });
}

/** Each reason in its own words: they must never be taken for one another. */
const FATES = {
  no_chat: 'unreached.fate.no_chat',
  refused: 'unreached.fate.refused',
  quota: 'unreached.fate.quota',
  unknown: 'unreached.fate.unknown',
  given_up: 'unreached.fate.given_up',
  withdrawn: 'unreached.fate.withdrawn',
} as const satisfies { readonly [F in NotReached]: string };

function beginPage(pdf: Pdf, { language, zone, printedAt }: UnreachedPaper, title: string): number {
  pdf.addPage();
  write(pdf, title, { x: MARGIN, y: MARGIN, width: mm(125), size: 16, weight: 'bold', lines: 1 });
  const printed = phrase(language, 'book.printed', { day: formatDay(language, zone, printedAt) });
  const right = { x: PAGE.width - MARGIN - mm(55), y: MARGIN + mm(1.5), width: mm(55), align: 'right' } as const;
  write(pdf, printed, { ...right, size: 9, lines: 1, colour: GREY });
  const note = phrase(language, 'unreached.note');
  return write(pdf, note, { x: MARGIN, y: MARGIN + mm(9), width: PAGE.width - 2 * MARGIN, size: 9.5, colour: GREY });
}

const inside = (width: number): number => mm(width) - mm(2);

const heightOf = (pdf: Pdf, cells: readonly string[]): number =>
  mm(3.5) +
  Math.max(mm(6), ...cells.map((text, at) => textHeight(pdf, text, { width: inside(COLUMNS[at] ?? 20), size: SIZE })));

function drawRow(pdf: Pdf, cells: readonly string[], y: number, height: number): void {
  pdf
    .rect(MARGIN + mm(1), y + mm(2), mm(4.5), mm(4.5))
    .lineWidth(0.8)
    .strokeColor('#333')
    .stroke();
  let x = MARGIN;
  cells.forEach((text, at) => {
    const width = COLUMNS[at] ?? 20;
    write(pdf, text, { x, y: y + mm(1.8), width: inside(width), size: SIZE, weight: at === 1 ? 'bold' : 'regular' });
    x += mm(width);
  });
  pdf
    .moveTo(MARGIN, y + height)
    .lineTo(PAGE.width - MARGIN, y + height)
    .lineWidth(0.3)
    .strokeColor('#bbb')
    .stroke();
}

function numberPages(pdf: Pdf): void {
  const { start, count } = pdf.bufferedPageRange();
  for (let page = 0; page < count; page += 1) {
    pdf.switchToPage(start + page);
    const foot = { x: MARGIN, y: PAGE.height - mm(11), width: PAGE.width - 2 * MARGIN } as const;
    write(pdf, `${page + 1} / ${count}`, { ...foot, size: 9, align: 'center', colour: GREY, lines: 1 });
  }
}
