/** Parts of a zip archive in memory, unpacked piece by piece and never beyond a limit. */
import { type Entry, fromBuffer, type ZipFile } from 'yauzl';
import { TableUnreadable } from './table.ts';

export interface Archive {
  has(part: string): boolean;
  /** @throws TableUnreadable when there is no such part, it is damaged, or it unpacks to more than `most` bytes */
  read(part: string, most: number): AsyncIterable<Uint8Array>;
}

const MOST_PARTS = 5_000;

/** @throws TableUnreadable */
export async function openArchive(bytes: Uint8Array): Promise<Archive> {
  const zip = await open(bytes);
  const entries = await entriesOf(zip);
  return {
    has: (part) => entries.has(part),
    read: (part, most) => pieces(zip, entries.get(part), most),
  };
}

function open(bytes: Uint8Array): Promise<ZipFile> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return new Promise((resolve, reject) => {
    fromBuffer(buffer, { lazyEntries: true, validateEntrySizes: true }, (error, zip) => {
      if (error || !zip) reject(new TableUnreadable('damaged'));
      else resolve(zip);
    });
  });
}

function entriesOf(zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  const entries = new Map<string, Entry>();
  return new Promise((resolve, reject) => {
    zip.on('entry', (entry: Entry) => {
      entries.set(entry.fileName, entry);
      if (entries.size > MOST_PARTS) reject(new TableUnreadable('too_large'));
      else zip.readEntry();
    });
    zip.on('end', () => resolve(entries));
    zip.on('error', () => reject(new TableUnreadable('damaged')));
    zip.readEntry();
  });
}

async function* pieces(zip: ZipFile, entry: Entry | undefined, most: number): AsyncGenerator<Uint8Array> {
  if (!entry) throw new TableUnreadable('damaged');
  if (entry.isEncrypted()) throw new TableUnreadable('password');
  if (entry.uncompressedSize > most) throw new TableUnreadable('too_large');
  const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
    zip.openReadStream(entry, (error, opened) => {
      if (error || !opened) reject(new TableUnreadable('damaged'));
      else resolve(opened);
    });
  });
  try {
    for await (const piece of stream) yield piece as Uint8Array;
  } catch (error) {
    throw error instanceof TableUnreadable ? error : new TableUnreadable('damaged');
  }
}
