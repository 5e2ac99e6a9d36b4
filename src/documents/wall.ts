/** The wall of a subdistrict as a table for Excel and as one picture, which can be put into a chat or printed. */
import sharp, { type OverlayOptions } from 'sharp';
import type { Language } from '../channel.ts';
import { phrase } from '../locales/translate.ts';
import { drawn, type Written } from './picture.ts';
import { writeXlsx } from './xlsx-write.ts';

export interface WallLine {
  readonly community: string;
  readonly due: number;
  readonly onTime: number;
  /** Undefined while nothing was due. */
  readonly percent: number | undefined;
  readonly open: number;
  readonly late: number;
  readonly byLevel: readonly number[];
}

export interface WallPaper {
  readonly subdistrict: string;
  readonly year: number;
  /** As of this local day. */
  readonly day: string;
  readonly language: Language;
  readonly lines: readonly WallLine[];
}

const percent = ({ percent: share }: WallLine): string => (share === undefined ? '—' : `${share}%`);

const title = ({ language, subdistrict, year, day }: WallPaper): string =>
  phrase(language, 'wall.title', { subdistrict, year: String(year), day });

const levelNames = (language: Language): string[] => [
  phrase(language, 'wall.level.late'),
  phrase(language, 'wall.level.head'),
  phrase(language, 'wall.level.subdistrict'),
  phrase(language, 'wall.level.leading-group'),
  phrase(language, 'wall.level.board'),
  phrase(language, 'wall.level.bulletin'),
];

export function wallXlsx(paper: WallPaper): Promise<Uint8Array> {
  const { language, lines } = paper;
  const heading = [
    phrase(language, 'wall.community'),
    phrase(language, 'wall.due'),
    phrase(language, 'wall.on-time'),
    phrase(language, 'wall.rate'),
    phrase(language, 'wall.open'),
    phrase(language, 'wall.late'),
    ...levelNames(language),
  ];
  const rows = lines.map((line) => [
    line.community,
    line.due,
    line.onTime,
    percent(line),
    line.open,
    line.late,
    ...line.byLevel,
  ]);
  const columns = heading.map((_name, at) => ({ width: at === 0 ? 30 : 14 }));
  return writeXlsx([{ name: phrase(language, 'wall.sheet'), columns, heading, rows }]);
}

const ROW = 34;
const TOP = 120;
const WIDTH = 1080;
const MARGIN = 40;
const BAR = { x: 420, width: 360 } as const;

/** One row a community: how many were in time, as a bar; how many are late now. */
export async function wallPng(paper: WallPaper): Promise<Uint8Array> {
  const { language, lines } = paper;
  const height = TOP + Math.max(1, lines.length) * ROW + MARGIN;
  const bars = lines.map((line, at) => {
    const y = TOP + at * ROW;
    const share = line.percent === undefined ? 0 : (BAR.width * line.percent) / 100;
    const ground = at % 2 === 0 ? `<rect x="0" y="${y}" width="${WIDTH}" height="${ROW}" fill="#f3f7f5"/>` : '';
    const late =
      line.late > 0
        ? `<rect x="${WIDTH - 190}" y="${y + 7}" width="${Math.min(line.late, 10) * 5}" height="${ROW - 14}" fill="#b3261e"/>`
        : '';
    return `${ground}<rect x="${BAR.x}" y="${y + 9}" width="${BAR.width}" height="${ROW - 18}" fill="#dfe7e3"/><rect x="${BAR.x}" y="${y + 9}" width="${share}" height="${ROW - 18}" fill="#12573d"/>${late}`;
  });
  const shapes = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}"><rect width="100%" height="100%" fill="#fff"/>${bars.join('')}</svg>`;
  const texts: Written[] = [
    { text: title(paper), size: 28, x: MARGIN, y: 46, most: WIDTH - 2 * MARGIN, weight: 'Bold' },
    { text: phrase(language, 'wall.community'), size: 17, x: MARGIN, y: 98, most: 360, weight: 'Bold' },
    { text: phrase(language, 'wall.rate'), size: 17, x: BAR.x, y: 98, most: BAR.width, weight: 'Bold' },
    { text: phrase(language, 'wall.late'), size: 17, x: WIDTH - 190, y: 98, most: 150, weight: 'Bold' },
    ...lines.flatMap((line, at): Written[] => {
      const y = TOP + at * ROW + ROW / 2;
      return [
        { text: line.community, size: 18, x: MARGIN, y, most: 360 },
        { text: `${percent(line)} (${line.onTime}/${line.due})`, size: 16, x: BAR.x + BAR.width + 12, y, most: 90 },
        { text: String(line.late), size: 16, x: WIDTH - 130, y, most: 90 },
      ];
    }),
  ];
  const overlays: OverlayOptions[] = [];
  for (const text of texts) overlays.push(await drawn(text));
  return sharp(Buffer.from(shapes)).composite(overlays).png().toBuffer();
}
