/** QR codes as squares to be filled, so that they stay sharp at any size. */
import { encode } from 'uqr';

export interface Qr {
  /** Modules of one side, without the quiet zone. */
  readonly size: number;
  /** Runs of dark modules: row, first column, length. */
  readonly dark: readonly (readonly [row: number, column: number, length: number])[];
}

/** Paper gets creased and stained: level M restores what is lost on up to 15% of the area. */
export function qrOf(text: string): Qr {
  const { data, size } = encode(text, { ecc: 'M', border: 0 });
  const dark: [number, number, number][] = [];
  data.forEach((cells, row) => {
    let from = -1;
    for (let column = 0; column <= size; column += 1) {
      if (cells[column] && from === -1) from = column;
      if (!cells[column] && from !== -1) {
        dark.push([row, from, column - from]);
        from = -1;
      }
    }
  });
  return { size, dark };
}
