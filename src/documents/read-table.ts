/** Opens whatever somebody uploads as a table, by what is in it and not by what it is called. */
import { csvRows } from './csv-read.ts';
import { type FileProblem, type Table, type TableRow, TableUnreadable } from './table.ts';
import { decodeText } from './text-encoding.ts';
import { xlsxRows } from './xlsx-read.ts';
import { type Archive, openArchive } from './zip-read.ts';

export type Opened =
  | { readonly ok: true; readonly table: Table }
  | { readonly ok: false; readonly problem: FileProblem };

/**
 * @param knows whether a text holds words that are expected in it: decides between encodings that both fit
 */
export async function openTable(bytes: Uint8Array, knows: (text: string) => boolean): Promise<Opened> {
  if (bytes.length === 0) return { ok: false, problem: 'empty' };
  const kind = kindOf(bytes);
  if (kind === 'zip') return workbook(bytes);
  if (kind !== 'text') return { ok: false, problem: kind };
  const decoded = decodeText(bytes, knows);
  if (!decoded.ok) return decoded;
  const { text } = decoded;
  if (text.includes('\0')) return { ok: false, problem: 'not_a_table' };
  if (text.trim() === '') return { ok: false, problem: 'empty' };
  return { ok: true, table: { rows: inOrder(() => csvRows(text)) } };
}

async function* inOrder(rows: () => Iterable<TableRow>): AsyncGenerator<TableRow> {
  yield* rows();
}

async function workbook(bytes: Uint8Array): Promise<Opened> {
  let archive: Archive;
  try {
    archive = await openArchive(bytes);
  } catch (error) {
    return { ok: false, problem: error instanceof TableUnreadable ? error.problem : 'damaged' };
  }
  // A Word file and an OpenDocument table are zip archives too.
  if (!archive.has('xl/workbook.xml')) return { ok: false, problem: 'not_a_table' };
  return { ok: true, table: { rows: xlsxRows(archive) } };
}

const begins = (bytes: Uint8Array, ...first: readonly number[]): boolean =>
  first.every((byte, at) => bytes[at] === byte);

/** "EncryptedPackage", as the directory of a protected workbook spells it. */
const ENCRYPTED = Buffer.from('EncryptedPackage', 'utf16le');

function kindOf(bytes: Uint8Array): 'zip' | 'text' | 'password' | 'old_excel' | 'not_a_table' {
  if (begins(bytes, 0x50, 0x4b, 0x03, 0x04)) return 'zip';
  // The container of Office before 2007; a workbook with a password is still wrapped in it.
  if (begins(bytes, 0xd0, 0xcf, 0x11, 0xe0)) return Buffer.from(bytes).includes(ENCRYPTED) ? 'password' : 'old_excel';
  const known = [
    [0x25, 0x50, 0x44, 0x46],
    [0xff, 0xd8, 0xff],
    [0x89, 0x50, 0x4e, 0x47],
    [0x47, 0x49, 0x46, 0x38],
    [0x52, 0x61, 0x72, 0x21],
    [0x37, 0x7a, 0xbc, 0xaf],
    [0x1f, 0x8b],
  ];
  if (known.some((first) => begins(bytes, ...first))) return 'not_a_table';
  return 'text';
}
