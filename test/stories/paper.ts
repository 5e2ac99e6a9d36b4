/** A printed page as others see it: the words in it, and what a phone reads from its squares. */
import { spawnSync } from 'node:child_process';
import jsQR from 'jsqr';
import sharp from 'sharp';

/** A CommonJS module with a default export in it, which Node wraps once more. */
const { default: decode } = jsQR as unknown as { readonly default: typeof jsQR };

function poppler(program: 'pdftotext' | 'pdftoppm', args: readonly string[], pdf: Uint8Array): Buffer {
  const { stdout, status, stderr } = spawnSync(program, args, { input: pdf, maxBuffer: 256 * 1024 * 1024 });
  if (status !== 0) throw new Error(`${program}: ${stderr.toString()}`);
  return stdout;
}

/** One text a page. */
export const wordsOn = (pdf: Uint8Array): readonly string[] =>
  poppler('pdftotext', ['-layout', '-', '-'], pdf).toString('utf8').split('\f').slice(0, -1);

const DPI = 110;
const SLIPS = 4;

/** What the squares of a page of slips say, from top to bottom and left to right, as a cheap printer prints them. */
export async function squaresOn(pdf: Uint8Array, page: number): Promise<readonly string[]> {
  const args = ['-r', String(DPI), '-gray', '-png', '-f', String(page), '-l', String(page), '-singlefile', '-'];
  const picture = sharp(poppler('pdftoppm', args, pdf));
  const { width, height } = await picture.metadata();
  const found: string[] = [];
  const middle = Math.round(width * 0.52);
  for (let row = 0; row < SLIPS; row += 1) {
    for (let column = 0; column < 2; column += 1) {
      const part = await picture
        .clone()
        .extract({
          left: middle + Math.floor(((width - middle) / 2) * column),
          top: Math.floor((height / SLIPS) * row),
          width: Math.floor((width - middle) / 2),
          height: Math.floor(height / SLIPS),
        })
        .ensureAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true });
      const read = decode(new Uint8ClampedArray(part.data), part.info.width, part.info.height);
      if (read) found.push(read.data);
    }
  }
  return found;
}
