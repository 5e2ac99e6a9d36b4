/** Writes comma-separated text that Excel opens as it is: UTF-8 with its mark, and no cell that it would calculate. */

/**
 * A spreadsheet program takes a cell that begins with one of these for a formula, also in CSV; with an apostrophe in
 * front it is text. https://owasp.org/www-community/attacks/CSV_Injection
 */
const CALCULATES = /^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/;

export const harmless = (cell: string): string => (CALCULATES.test(cell) ? `'${cell}` : cell);

const written = (cell: string): string => {
  const safe = harmless(cell);
  return /[",\r\n;\t]/.test(safe) || safe.trim() !== safe ? `"${safe.replaceAll('"', '""')}"` : safe;
};

export function writeCsv(rows: readonly (readonly string[])[]): Uint8Array {
  return Buffer.from(`\uFEFF${rows.map((row) => `${row.map(written).join(',')}\r\n`).join('')}`, 'utf8');
}
