/** How a poll came out, as bars: one picture that can be put under the result. */
import sharp, { type OverlayOptions } from 'sharp';
import type { Language } from '../channel.ts';
import { phrase } from '../locales/translate.ts';
import { drawn, type Written } from './picture.ts';

export interface PollPaper {
  readonly language: Language;
  readonly number: number;
  readonly question: string;
  readonly answered: number;
  /** Undefined where a number is not told. */
  readonly bars: readonly { readonly label: string; readonly votes: number | undefined }[];
}

const WIDTH = 1080;
const MARGIN = 40;
const TOP = 120;
const ROW = 64;
const BAR = { x: 420, width: 500, height: 32 } as const;

/** One row an option, as long as its share of those who answered. */
export async function pollPng({ language, number, question, answered, bars }: PollPaper): Promise<Uint8Array> {
  const height = TOP + bars.length * ROW + MARGIN;
  const share = (votes: number | undefined): number =>
    votes === undefined || answered === 0 ? 0 : (BAR.width * votes) / answered;
  const shapes = bars.map(({ votes }, at) => {
    const y = TOP + at * ROW + (ROW - BAR.height) / 2;
    return `<rect x="${BAR.x}" y="${y}" width="${BAR.width}" height="${BAR.height}" fill="#dfe7e3"/><rect x="${BAR.x}" y="${y}" width="${share(votes)}" height="${BAR.height}" fill="#12573d"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}"><rect width="100%" height="100%" fill="#fff"/>${shapes.join('')}</svg>`;
  const most = WIDTH - 2 * MARGIN;
  const texts: Written[] = [
    { text: question, size: 28, x: MARGIN, y: 42, most, weight: 'Bold' },
    { text: phrase(language, 'poll.picture', { number, answered }), size: 18, x: MARGIN, y: 88, most },
    ...bars.flatMap(({ label, votes }, at): Written[] => {
      const y = TOP + at * ROW + ROW / 2;
      return [
        { text: label, size: 20, x: MARGIN, y, most: BAR.x - MARGIN - 20 },
        {
          text: votes === undefined ? '—' : String(votes),
          size: 20,
          x: BAR.x + BAR.width + 16,
          y,
          most: WIDTH - MARGIN - BAR.x - BAR.width - 16,
        },
      ];
    }),
  ];
  const overlays: OverlayOptions[] = [];
  for (const text of texts) overlays.push(await drawn(text));
  return sharp(Buffer.from(svg)).composite(overlays).png().toBuffer();
}
