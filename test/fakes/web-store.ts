/** The store of the sandbox's chats in memory, for tests of what stands in front of it. `db/web-store.test.ts` holds the real one to the same rules. */
import type { WebEntry, WebFile, WebRow, WebStore } from '../../adapters/web/store.ts';

export interface MemoryWebStore extends WebStore {
  readonly all: readonly WebRow[];
  /** Every following call fails, as with a lost database. */
  broken: boolean;
}

export function memoryWebStore(nowMs: () => number = Date.now): MemoryWebStore {
  const all: WebRow[] = [];
  const byKey = new Map<string, WebRow>();
  const files = new Map<string, WebFile>();
  const store: MemoryWebStore = { all, broken: false, append, since, latest, rows, putFile, file };
  return store;

  function reached(): void {
    if (store.broken) throw new Error('the database is gone');
  }

  async function append({ retryKey, chat, from, body, replaces }: WebEntry): Promise<WebRow> {
    reached();
    const known = byKey.get(retryKey);
    if (known) return known;
    const first = all.find((row) => row.chat === chat && row.message === replaces && row.from === from);
    const row: WebRow = {
      seq: all.length + 1,
      chat,
      message: first?.message ?? retryKey,
      from,
      body: JSON.parse(JSON.stringify(body)) as unknown,
      atMs: nowMs(),
    };
    all.push(row);
    byKey.set(retryKey, row);
    return row;
  }

  async function since(seq: number, limit: number): Promise<readonly WebRow[]> {
    reached();
    return all.filter((row) => row.seq > seq).slice(0, limit);
  }

  async function latest(limit: number): Promise<readonly WebRow[]> {
    reached();
    return all.slice(-limit);
  }

  async function rows(seqs: readonly number[]): Promise<readonly WebRow[]> {
    reached();
    return all.filter((row) => seqs.includes(row.seq));
  }

  async function putFile(given: WebFile): Promise<string> {
    reached();
    const ref = crypto.randomUUID();
    files.set(ref, given);
    return ref;
  }

  async function file(ref: string): Promise<WebFile | undefined> {
    reached();
    return files.get(ref);
  }
}
