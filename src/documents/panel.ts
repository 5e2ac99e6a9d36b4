/** The picture of a menu: words in a grid, dark on light, each as large as its cell lets it be. */
import sharp, { type OverlayOptions } from 'sharp';
import { drawn } from './picture.ts';

export interface PanelGrid {
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly rows: number;
}

const GAP = 6;
const LARGEST = 72;

/** A palette keeps it far below the megabyte a platform takes. */
export async function panelPng(
  labels: readonly string[],
  { width, height, columns, rows }: PanelGrid,
): Promise<Uint8Array> {
  const cell = { width: width / columns, height: height / rows };
  const at = (index: number) => ({ x: (index % columns) * cell.width, y: Math.floor(index / columns) * cell.height });
  const tiles = labels.map((_label, index) => {
    const { x, y } = at(index);
    return `<rect x="${x + GAP}" y="${y + GAP}" width="${cell.width - 2 * GAP}" height="${cell.height - 2 * GAP}" rx="24" fill="#f3f7f5"/>`;
  });
  const ground = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#12573d"/>${tiles.join('')}</svg>`;
  const overlays: OverlayOptions[] = [];
  for (const [index, text] of labels.entries()) {
    const { x, y } = at(index);
    const most = cell.width - 8 * GAP;
    const word = await drawn({ text, size: LARGEST, x, y: y + cell.height / 2, most, weight: 'Bold' });
    const { width: wide = most } = await sharp(word.input as Buffer).metadata();
    overlays.push({ ...word, left: Math.round(x + (cell.width - wide) / 2) });
  }
  return sharp(Buffer.from(ground)).composite(overlays).png({ palette: true }).toBuffer();
}
