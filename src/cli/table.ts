/** Plain tables for a terminal. A Chinese character is two columns wide there. */

export type Cell = string | number | null | undefined;

/** Wide by Unicode East Asian Width (W and F), which terminals follow. https://www.unicode.org/reports/tr11/ */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const UNSEEN = /[\p{Mn}\p{Me}\p{Cf}]/u;

export const widthOf = (text: string): number =>
  [...text].reduce((width, char) => width + (UNSEEN.test(char) ? 0 : WIDE.test(char) ? 2 : 1), 0);

const shown = (cell: Cell): string => {
  if (cell === null || cell === undefined) return '';
  // One line per row, and nothing that could steer the terminal.
  return String(cell)
    .replace(/\s+/g, ' ')
    .replace(/\p{Cc}/gu, '');
};

export function table(headings: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = [headings, ...rows.map((row) => row.map(shown))];
  const widths = headings.map((_heading, column) => Math.max(...lines.map((line) => widthOf(line[column] ?? ''))));
  return lines
    .map((line) =>
      line
        .map((text, column) => text + ' '.repeat((widths[column] ?? 0) - widthOf(text)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Names and values under each other. */
export const card = (pairs: readonly (readonly [string, Cell])[]): string => {
  const width = Math.max(...pairs.map(([name]) => widthOf(name)));
  return pairs
    .map(([name, value]) => `${name}${' '.repeat(width - widthOf(name))}  ${shown(value)}`.trimEnd())
    .join('\n');
};
