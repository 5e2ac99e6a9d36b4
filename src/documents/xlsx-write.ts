/**
 * Writes an Excel workbook (.xlsx). Every text is stored as a text, so nothing in it is ever calculated; rows are packed
 * in pieces, and the process does other things in between.
 *
 * The format: ECMA-376, part 1, 18.3; as little of it as Excel, WPS, Numbers and LibreOffice need.
 */
import { Zip, ZipDeflate } from 'fflate';
import { writable } from './xml-text.ts';

export interface Sheet {
  readonly name: string;
  /** In characters of the standard font; a Chinese character counts as two. */
  readonly columns: readonly { readonly width: number; readonly choices?: readonly string[] }[];
  /** Bold, filled, and kept in sight while scrolling. */
  readonly heading?: readonly string[];
  readonly rows: Iterable<readonly (string | number)[]> | AsyncIterable<readonly (string | number)[]>;
  /** Grey slanted letters: a row that is only an example. */
  readonly examples?: number;
}

const escaped = (text: string): string =>
  writable(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const ROWS_AT_ONCE = 200;

/** Styles by number: 0 plain text, 1 heading, 2 example. */
const STYLES = `${HEAD}<styleSheet xmlns="${MAIN}"><fonts count="3"><font><sz val="11"/><name val="Microsoft YaHei"/></font><font><b/><sz val="11"/><name val="Microsoft YaHei"/></font><font><i/><sz val="11"/><color rgb="FF7A7A7A"/><name val="Microsoft YaHei"/></font></fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFDDEBE3"/></patternFill></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf numFmtId="49" fontId="0" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf><xf numFmtId="49" fontId="1" fillId="2" applyNumberFormat="1" applyFont="1" applyFill="1"/><xf numFmtId="49" fontId="2" applyNumberFormat="1" applyFont="1"/></cellXfs></styleSheet>`;

const letters = (column: number): string =>
  (column >= 26 ? letters(Math.floor(column / 26) - 1) : '') + String.fromCharCode(65 + (column % 26));

const rowXml = (cells: readonly (string | number)[], line: number, style: number): string =>
  `<row r="${line}">${cells
    .map((cell, column) => {
      const ref = `${letters(column)}${line}`;
      if (typeof cell === 'number') return `<c r="${ref}"><v>${cell}</v></c>`;
      if (cell === '') return '';
      return `<c r="${ref}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`;
    })
    .join('')}</row>`;

async function* sheetXml(sheet: Sheet): AsyncGenerator<string> {
  const pane = sheet.heading ? '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' : '';
  // A column of texts keeps the zero of 021-… and what looks like a formula, also in cells filled in later.
  const columns = sheet.columns
    .map(({ width }, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" style="0" customWidth="1"/>`)
    .join('');
  yield `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews><cols>${columns}</cols><sheetData>`;
  let line = 0;
  let piece = '';
  if (sheet.heading) {
    line += 1;
    piece += rowXml(sheet.heading, line, 1);
  }
  let written = 0;
  for await (const cells of sheet.rows) {
    line += 1;
    written += 1;
    piece += rowXml(cells, line, written <= (sheet.examples ?? 0) ? 2 : 0);
    if (written % ROWS_AT_ONCE !== 0) continue;
    yield piece;
    piece = '';
    await new Promise((resolve) => setImmediate(resolve));
  }
  yield `${piece}</sheetData>${validations(sheet)}</worksheet>`;
}

/** A list to choose from in each cell of the column; other words stay possible, because several may be written in one. */
function validations({ columns }: Sheet): string {
  const lists = columns.flatMap(({ choices }, at) => {
    if (!choices || choices.length === 0) return [];
    const range = `${letters(at)}2:${letters(at)}100000`;
    return `<dataValidation type="list" allowBlank="1" showErrorMessage="0" sqref="${range}"><formula1>"${escaped(choices.join(','))}"</formula1></dataValidation>`;
  });
  return lists.length === 0 ? '' : `<dataValidations count="${lists.length}">${lists.join('')}</dataValidations>`;
}

export async function writeXlsx(sheets: readonly Sheet[]): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  const zip = new Zip((error, piece) => {
    if (error) throw error;
    pieces.push(piece);
  });
  const part = async (name: string, content: Iterable<string> | AsyncIterable<string>): Promise<void> => {
    const file = new ZipDeflate(name, { level: 6 });
    zip.add(file);
    for await (const text of content) file.push(Buffer.from(text, 'utf8'));
    file.push(new Uint8Array(0), true);
  };
  const numbers = sheets.map((_sheet, at) => at + 1);
  await part('[Content_Types].xml', [
    `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>${numbers.map((n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`).join('')}</Types>`,
  ]);
  await part('_rels/.rels', [
    `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  ]);
  await part('xl/workbook.xml', [
    `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${sheets.map(({ name }, at) => `<sheet name="${escaped(sheetName(name))}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`).join('')}</sheets></workbook>`,
  ]);
  await part('xl/_rels/workbook.xml.rels', [
    `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${numbers.map((n) => `<Relationship Id="rId${n}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${n}.xml"/>`).join('')}<Relationship Id="rIdStyles" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
  ]);
  await part('xl/styles.xml', [STYLES]);
  for (const [at, sheet] of sheets.entries()) await part(`xl/worksheets/sheet${at + 1}.xml`, sheetXml(sheet));
  zip.end();
  return Buffer.concat(pieces);
}

/** Excel refuses some characters in a sheet's name, and more than 31. */
const sheetName = (name: string): string =>
  Array.from(name.replace(/[[\]:*?/\\]/g, ' '))
    .slice(0, 31)
    .join('');
