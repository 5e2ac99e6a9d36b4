/** Text in a picture, in the typeface of the documents. */
import { createRequire } from 'node:module';
import sharp, { type OverlayOptions } from 'sharp';

/** Pango's mark-up knows five characters, as XML does. */
const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/\p{Cc}/gu, ' ');

const typeface = (weight: 'Regular' | 'Bold'): string =>
  createRequire(import.meta.url).resolve(
    weight === 'Bold'
      ? '@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf'
      : '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
  );

export interface Written {
  readonly text: string;
  readonly size: number;
  readonly x: number;
  /** The middle of the line. */
  readonly y: number;
  readonly most: number;
  readonly weight?: 'Regular' | 'Bold';
}

/** One line of text as a picture, made smaller where it is wider than its place: nothing is cut. */
export async function drawn({ text, size, x, y, most, weight = 'Regular' }: Written): Promise<OverlayOptions> {
  const picture = sharp({
    text: {
      text: `<span foreground="#1d2b26">${escaped(text)}</span>`,
      font: `Noto Sans SC ${weight} ${size}`,
      fontfile: typeface(weight),
      rgba: true,
      dpi: 72,
    },
  });
  const made = await picture.png().toBuffer({ resolveWithObject: true });
  const fitted =
    made.info.width > most
      ? await sharp(made.data).resize({ width: most }).png().toBuffer({ resolveWithObject: true })
      : made;
  return { input: fitted.data, left: Math.round(x), top: Math.max(0, Math.round(y - fitted.info.height / 2)) };
}
