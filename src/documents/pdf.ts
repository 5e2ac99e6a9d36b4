/**
 * PDF pages with a typeface that has Chinese, in three languages. Only the characters that are used are embedded, so a
 * page of slips is some ten kilobytes; nothing is fetched while running.
 */

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import PdfDocument from 'pdfkit';
import type { Qr } from './qr.ts';

export type Pdf = InstanceType<typeof PdfDocument>;
export type Weight = 'regular' | 'bold';

/** Points: 72 to the inch. */
export const mm = (millimetres: number): number => (millimetres * 72) / 25.4;

const FILES: { readonly [W in Weight]: string } = {
  regular: '400Regular/NotoSansSC_400Regular.ttf',
  bold: '700Bold/NotoSansSC_700Bold.ttf',
};

let typefaces: Promise<{ readonly [W in Weight]: Buffer }> | undefined;

/** Ten megabytes each, read once and only when something is printed. */
function loadTypefaces(): Promise<{ readonly [W in Weight]: Buffer }> {
  typefaces ??= (async () => {
    const { resolve } = createRequire(import.meta.url);
    const fileOf = (weight: Weight) => readFile(resolve(`@expo-google-fonts/noto-sans-sc/${FILES[weight]}`));
    const [regular, bold] = await Promise.all([fileOf('regular'), fileOf('bold')]);
    return { regular, bold };
  })();
  return typefaces;
}

export interface Paper {
  readonly title: string;
  readonly margin: number;
  readonly landscape?: boolean;
}

/** @param draw adds pages; it may await, and must let the process do other things now and then */
export async function makePdf(paper: Paper, draw: (pdf: Pdf) => Promise<void>): Promise<Uint8Array> {
  const faces = await loadTypefaces();
  const pdf = new PdfDocument({
    size: 'A4',
    layout: paper.landscape ? 'landscape' : 'portrait',
    margin: paper.margin,
    autoFirstPage: false,
    bufferPages: true,
    info: { Title: paper.title, Creator: 'Lilong' },
  });
  const pieces: Buffer[] = [];
  pdf.on('data', (piece: Buffer) => pieces.push(piece));
  const finished = new Promise<void>((resolve, reject) => {
    pdf.once('end', () => resolve());
    pdf.once('error', reject);
  });
  pdf.registerFont('regular', faces.regular).registerFont('bold', faces.bold);
  await draw(pdf);
  pdf.end();
  await finished;
  return Buffer.concat(pieces);
}

export interface Line {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly size: number;
  readonly weight?: Weight;
  readonly align?: 'left' | 'center' | 'right';
  /** No more lines than this; the size shrinks until it fits, down to `least`. */
  readonly lines?: number;
  readonly least?: number;
  readonly spacing?: number;
  readonly colour?: string;
}

/** Writes a text into its place, smaller when it would not fit: nothing is cut. @returns where the next line may begin */
export function write(pdf: Pdf, text: string, line: Line): number {
  const { x, y, width, weight = 'regular', align = 'left', lines, spacing = 0.2, colour = '#000' } = line;
  const printed = printable(pdf.font(weight), text);
  const fits = (size: number): boolean => {
    if (lines === undefined) return true;
    const height = pdf.fontSize(size).heightOfString(printed, { width, lineGap: size * spacing });
    return height <= lineHeight(pdf, size, spacing) * lines + 0.5;
  };
  let size = line.size;
  while (size > (line.least ?? 7) && !fits(size)) size -= 0.5;
  pdf.font(weight).fontSize(size).fillColor(colour);
  pdf.text(printed, x, y, { width, align, lineGap: size * spacing });
  return pdf.y;
}

/** How much room {@link write} takes for it, without shrinking. */
export function textHeight(pdf: Pdf, text: string, { width, size, weight = 'regular', spacing = 0.2 }: Space): number {
  const printed = printable(pdf.font(weight), text);
  return pdf.fontSize(size).heightOfString(printed, { width, lineGap: size * spacing });
}

type Space = Pick<Line, 'width' | 'size' | 'weight' | 'spacing'>;

const lineHeight = (pdf: Pdf, size: number, spacing: number): number =>
  pdf.fontSize(size).currentLineHeight(true) + size * spacing;

/** The mark printers set for a character they have no type for: one can see that it is missing, and write it in. */
const MISSING = '〓';

interface Face {
  hasGlyphForCodePoint(code: number): boolean;
}

function printable(pdf: Pdf, text: string): string {
  // The open face is not in pdfkit's types.
  const face = (pdf as unknown as { readonly _font?: { readonly font?: Face } })._font?.font;
  return Array.from(text, (char) =>
    face?.hasGlyphForCodePoint(char.codePointAt(0) ?? 0) === false && char !== '\n' ? MISSING : char,
  ).join('');
}

/** @param side without the quiet zone of four modules, which the caller leaves free */
export function drawQr(pdf: Pdf, qr: Qr, x: number, y: number, side: number): void {
  const module = side / qr.size;
  // A hair more than a module, or fine white lines show between the rows.
  for (const [row, column, length] of qr.dark)
    pdf.rect(x + column * module, y + row * module, length * module, module * 1.02);
  pdf.fill('#000');
}

export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
