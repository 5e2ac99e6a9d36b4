/**
 * Slips of paper to invite people with, four on a page to be cut apart: whose it is, what it is for, a square to be
 * scanned for each platform, the same code to be typed, and until when. Made for eyes that are no longer young: nothing
 * that has to be read is smaller than 11 points, and the name and the code are twice that.
 */
import type { Temporal } from 'temporal-polyfill';
import type { Language, Platform } from '../channel.ts';
import { formatDay } from '../locales/dates.ts';
import { phrase } from '../locales/translate.ts';
import { breathe, drawQr, makePdf, mm, type Pdf, write } from './pdf.ts';
import { qrOf } from './qr.ts';

export interface InvitationSlip {
  readonly name: string;
  /** Where to bring it: 3号楼 2单元 502室. */
  readonly address?: string;
  readonly language: Language;
  readonly code: string;
  readonly expiresAt: Temporal.Instant;
  /** Opens the chat with the bot, with the code; in the order they are to be shown. */
  readonly links: readonly { readonly platform: Platform; readonly url: string }[];
}

export interface SlipSheet {
  readonly community: string;
  readonly zone: string;
  /** Of the title of the document. */
  readonly language: Language;
}

const PAGE = { width: mm(210), height: mm(297) };
const ROWS = 4;
const SLIP = { width: PAGE.width, height: PAGE.height / ROWS };
/** What a household printer leaves white, with some air beside the scissors. */
const PADDING = mm(7);
/** Words on the left, squares on the right. */
const TEXT_WIDTH = mm(98);
const GREEN = '#12573d';
const GREY = '#555';

export function slipsPdf(sheet: SlipSheet, slips: readonly InvitationSlip[]): Promise<Uint8Array> {
  const title = phrase(sheet.language, 'slip.document', { community: sheet.community });
  return makePdf({ title, margin: 0 }, async (pdf) => {
    for (let first = 0; first < slips.length; first += ROWS) {
      pdf.addPage();
      const onPage = slips.slice(first, first + ROWS);
      onPage.forEach((slip, at) => {
        drawSlip(pdf, sheet, slip, at * SLIP.height);
      });
      // It stands on the first slip, which somebody keeps.
      cutLines(pdf, phrase(onPage[0]?.language ?? sheet.language, 'slip.cut'));
      await breathe();
    }
  });
}

function cutLines(pdf: Pdf, note: string): void {
  pdf.save().lineWidth(0.6).dash(4, { space: 3 }).strokeColor('#999');
  for (let row = 1; row < ROWS; row += 1) pdf.moveTo(0, row * SLIP.height).lineTo(PAGE.width, row * SLIP.height);
  pdf.stroke().undash().restore();
  write(pdf, `✂ ${note}`, { x: mm(4), y: SLIP.height - mm(4), width: SLIP.width, size: 7, colour: GREY, lines: 1 });
}

function drawSlip(pdf: Pdf, sheet: SlipSheet, slip: InvitationSlip, top: number): void {
  const { language, code } = slip;
  const x = PADDING;
  const width = TEXT_WIDTH;
  let y = top + mm(5.5);
  const half = { y, size: 11.5, lines: 1 } as const;
  write(pdf, sheet.community, { ...half, x, width: width * 0.48, colour: GREEN, weight: 'bold' });
  if (slip.address !== undefined)
    write(pdf, slip.address, { ...half, x: x + width * 0.5, width: width * 0.5, colour: GREY, align: 'right' });
  y += mm(6.5);
  const name = phrase(language, 'slip.for', { name: slip.name });
  write(pdf, name, { x, y, width, size: 22, weight: 'bold', lines: 1, least: 10 });
  y += mm(11.5);
  write(pdf, phrase(language, 'slip.what'), { x, y, width, size: 13, lines: 2, spacing: 0.05 });
  y = top + mm(38);
  pdf.roundedRect(x, y, width, mm(18), 4).lineWidth(1).strokeColor(GREEN).stroke();
  const inside = { x: x + mm(3), width: width - mm(6), lines: 1 } as const;
  write(pdf, phrase(language, 'slip.typed'), { ...inside, y: y + mm(1.3), size: 11 });
  const words = phrase(language, 'slip.typed-words', { code });
  write(pdf, words, { ...inside, y: y + mm(6), size: 24, weight: 'bold', align: 'center' });
  y += mm(19);
  const day = formatDay(language, sheet.zone, slip.expiresAt);
  write(pdf, phrase(language, 'slip.until', { day }), { x, y, width, size: 12, weight: 'bold', lines: 1 });
  write(pdf, phrase(language, 'slip.secret'), { x, y: y + mm(6), width, size: 9.5, colour: GREY, lines: 1 });
  squares(pdf, slip, x + width + mm(4), top + mm(5.5), PAGE.width - width - 2 * PADDING - mm(4));
}

const NAMES: { readonly [P in Platform]: string } = { line: 'LINE', telegram: 'Telegram', web: 'Web' };
const STEPS = {
  line: 'slip.steps-line',
  telegram: 'slip.steps-telegram',
  web: 'slip.steps-web',
} as const satisfies { readonly [P in Platform]: string };

/** One square, or two with room between them: a phone must see only one. */
function squares(pdf: Pdf, { links, language }: InvitationSlip, x: number, y: number, width: number): void {
  const shown = links.slice(0, 2);
  if (shown.length === 0)
    write(pdf, phrase(language, 'slip.no-link'), { x: x + mm(8), y: y + mm(14), width: width - mm(16), size: 13 });
  const column = width / Math.max(1, shown.length);
  const side = mm(36);
  shown.forEach(({ platform, url }, at) => {
    const from = x + at * column;
    write(pdf, NAMES[platform], { x: from, y, width: column, size: 14, weight: 'bold', align: 'center', lines: 1 });
    drawQr(pdf, qrOf(url), from + (column - side) / 2, y + mm(8), side);
    write(pdf, phrase(language, STEPS[platform]), {
      x: from + (column - side) / 2 - mm(2),
      y: y + mm(8) + side + mm(1.8),
      width: side + mm(8),
      size: 11,
      lines: 3,
      spacing: 0,
      least: 9,
    });
  });
}
