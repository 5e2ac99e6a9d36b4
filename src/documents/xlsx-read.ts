/**
 * Reads the first sheet of an Excel workbook (.xlsx) row by row: only one piece of it is in memory at a time, and the
 * process does other things in between. Values are taken as they were saved; a formula is never calculated.
 *
 * The format: ECMA-376, part 1, 18.3 (sheets) and 18.4 (shared strings).
 */
import { SaxesParser } from 'saxes';
import { plainCell } from './csv-read.ts';
import { LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, type TableRow, TableUnreadable } from './table.ts';
import type { Archive } from './zip-read.ts';

/** Uncompressed; a small file that unpacks to more than this is not one a person made. */
const MOST_SHEET_BYTES = 300 * 1024 * 1024;
const MOST_SHARED_CHARS = 40 * 1024 * 1024;
const MOST_SHARED = 2_000_000;
const MOST_MERGES = 50_000;
/** Tags in tags; a workbook has about ten, and each open one is kept in memory. */
const DEEPEST = 100;

interface Merge {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

export async function* xlsxRows(archive: Archive): AsyncGenerator<TableRow> {
  const sheet = await firstSheet(archive);
  const shared = await sharedStrings(archive);
  const merges = await mergesOf(archive, sheet);
  const fill = createFill(merges);
  for await (const rows of sheetRows(archive, sheet, shared)) {
    for (const row of rows) {
      if (row.line > MOST_ROWS + 100) throw new TableUnreadable('too_large');
      const cells = fill(row);
      if (cells.some((cell) => cell !== '')) yield { line: row.line, cells };
    }
  }
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

interface Listening<T> {
  readonly take: () => T;
  readonly closed?: (tag: string) => void;
}

/** Feeds one part of the archive to a parser and hands over what has come together after each piece. */
async function* parsed<T>(
  archive: Archive,
  part: string,
  most: number,
  listen: (parser: SaxesParser) => Listening<T>,
): AsyncGenerator<T> {
  const parser = new SaxesParser();
  parser.on('error', () => {
    throw new TableUnreadable('damaged');
  });
  const { take, closed } = listen(parser);
  let depth = 0;
  parser.on('opentagstart', () => {
    depth += 1;
    if (depth > DEEPEST) throw new TableUnreadable('damaged');
  });
  parser.on('closetag', ({ name }) => {
    depth -= 1;
    closed?.(local(name));
  });
  const decoder = new TextDecoder('utf-8');
  for await (const piece of archive.read(part, most)) {
    parser.write(decoder.decode(piece, { stream: true }));
    yield take();
  }
  parser.write(decoder.decode()).close();
  yield take();
}

async function firstSheet(archive: Archive): Promise<string> {
  let id = '';
  for await (const _ of parsed(archive, 'xl/workbook.xml', MOST_SHARED_CHARS, (parser) => {
    parser.on('opentag', ({ name, attributes }) => {
      if (local(name) !== 'sheet' || id !== '' || attributes.state === 'hidden' || attributes.state === 'veryHidden')
        return;
      id = String(Object.entries(attributes).find(([key]) => local(key) === 'id' && key.includes(':'))?.[1] ?? '');
    });
    return { take: () => undefined };
  }));
  let target = '';
  for await (const _ of parsed(archive, 'xl/_rels/workbook.xml.rels', MOST_SHARED_CHARS, (parser) => {
    parser.on('opentag', ({ attributes }) => {
      if (attributes.Id === id && id !== '') target = String(attributes.Target ?? '');
    });
    return { take: () => undefined };
  }));
  const path = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
  if (target === '' || !archive.has(path)) throw new TableUnreadable('damaged');
  return path;
}

async function sharedStrings(archive: Archive): Promise<readonly string[]> {
  const part = 'xl/sharedStrings.xml';
  if (!archive.has(part)) return [];
  const strings: string[] = [];
  let chars = 0;
  let current = '';
  let inText = false;
  // Readings of Japanese characters stand beside the text and are not part of it.
  let inReading = false;
  for await (const _ of parsed(archive, part, MOST_SHEET_BYTES, (parser) => {
    parser.on('opentag', ({ name }) => {
      const tag = local(name);
      if (tag === 'si') current = '';
      else if (tag === 'rPh') inReading = true;
      else if (tag === 't') inText = !inReading;
    });
    parser.on('text', (text) => {
      if (inText && current.length < LONGEST_CELL) current += text.slice(0, LONGEST_CELL);
    });
    const closed = (tag: string) => {
      if (tag === 't') inText = false;
      else if (tag === 'rPh') inReading = false;
      else if (tag === 'si') {
        chars += current.length;
        strings.push(current);
        if (chars > MOST_SHARED_CHARS || strings.length > MOST_SHARED) throw new TableUnreadable('too_large');
      }
    };
    return { take: () => undefined, closed };
  }));
  return strings;
}

/** They are listed behind the rows, so the sheet is gone through for them first. */
async function mergesOf(archive: Archive, sheet: string): Promise<readonly Merge[]> {
  const merges: Merge[] = [];
  const decoder = new TextDecoder('utf-8');
  let tail = '';
  for await (const piece of archive.read(sheet, MOST_SHEET_BYTES)) {
    const text = tail + decoder.decode(piece, { stream: true });
    for (const [, from = '', to = ''] of text.matchAll(/<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]+\d+):([A-Z]+\d+)"/g)) {
      const [first, last] = [cellOf(from), cellOf(to)];
      if (!first || !last || first.column >= MOST_COLUMNS) continue;
      merges.push({ top: first.line, left: first.column, bottom: last.line, right: last.column });
      if (merges.length > MOST_MERGES) throw new TableUnreadable('too_large');
    }
    // What may be the beginning of another one; what was matched already is behind its closing bracket.
    const open = text.lastIndexOf('<');
    tail = open === -1 || text.indexOf('>', open) !== -1 ? '' : text.slice(open);
    if (tail.length > 10_000) tail = '';
  }
  return merges.sort((a, b) => a.top - b.top);
}

/** Every cell of a merged range holds what its first one holds: a building written once beside all its people. */
function createFill(merges: readonly Merge[]): (row: TableRow) => string[] {
  let next = 0;
  let open: { readonly merge: Merge; readonly value: string }[] = [];
  return ({ line, cells }) => {
    const filled = [...cells];
    open = open.filter(({ merge }) => merge.bottom >= line);
    for (let merge = merges[next]; merge && merge.top <= line; merge = merges[next]) {
      next += 1;
      if (merge.bottom >= line) open.push({ merge, value: merge.top === line ? (cells[merge.left] ?? '') : '' });
    }
    // Ranges do not overlap (18.3.1.55), so no more of them than columns are read can lie side by side.
    if (open.length > MOST_COLUMNS) throw new TableUnreadable('damaged');
    for (const { merge, value } of open) {
      for (let column = merge.left; column <= Math.min(merge.right, MOST_COLUMNS); column += 1) {
        while (filled.length <= column) filled.push('');
        filled[column] = value;
      }
    }
    return filled;
  };
}

function cellOf(ref: string): { readonly line: number; readonly column: number } | undefined {
  const [, letters, digits] = /^([A-Z]{1,3})(\d{1,7})$/.exec(ref) ?? [];
  if (!letters || !digits) return undefined;
  const column = Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
  return { line: Number(digits), column };
}

async function* sheetRows(
  archive: Archive,
  sheet: string,
  shared: readonly string[],
): AsyncGenerator<readonly TableRow[]> {
  let rows: TableRow[] = [];
  let line = 0;
  let cells: string[] = [];
  let column = -1;
  let type = '';
  let value = '';
  let reading = false;
  yield* parsed(archive, sheet, MOST_SHEET_BYTES, (parser) => {
    parser.on('opentag', ({ name, attributes }) => {
      const tag = local(name);
      if (tag === 'row') {
        const stated = attributes.r === undefined ? line + 1 : Number(attributes.r);
        // Rows are numbered upwards (18.3.1.73); what is not was made by no spreadsheet program.
        if (!Number.isSafeInteger(stated) || stated <= line) throw new TableUnreadable('damaged');
        line = stated;
        cells = [];
        column = -1;
      } else if (tag === 'c') {
        column = cellOf(String(attributes.r ?? ''))?.column ?? column + 1;
        type = String(attributes.t ?? 'n');
        value = '';
      } else if (tag === 'v' || tag === 't') reading = true;
    });
    parser.on('text', (text) => {
      if (reading && value.length < LONGEST_CELL) value += text.slice(0, LONGEST_CELL);
    });
    const closed = (tag: string) => {
      if (tag === 'v' || tag === 't') reading = false;
      else if (tag === 'c' && column < MOST_COLUMNS) {
        while (cells.length <= column) cells.push('');
        cells[column] = plainCell(shownValue(type, value, shared));
      } else if (tag === 'row') rows.push({ line, cells });
    };
    const take = () => {
      const taken = rows;
      rows = [];
      return taken;
    };
    return { take, closed };
  });
}

function shownValue(type: string, value: string, shared: readonly string[]): string {
  if (type === 's') return shared[Number(value)] ?? '';
  if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE';
  // 13812345678 may be saved as 1.3812345678E10.
  if (type === 'n' && value !== '' && Number.isSafeInteger(Number(value))) return String(Number(value));
  return value;
}
