/**
 * Where the sandbox's chats are kept. For LINE and Telegram the platform keeps the chats and the files people send; here
 * we are the platform, so the adapter is handed a place to keep them. `db/web-store.ts` is one over PostgreSQL.
 */

export interface WebEntry {
  /** A second entry with the same key changes nothing and yields the first one's row. */
  readonly retryKey: string;
  readonly chat: string;
  readonly from: 'bot' | 'person';
  /** JSON: what the bot was given to send, or what the person did. */
  readonly body: unknown;
  /** The message this is a new version of; a message that is not in the chat makes it a message of its own. */
  readonly replaces?: string;
}

/** One entry as it was kept. A replaced message has several rows with the same `message`; the last one is in force. */
export interface WebRow {
  /** Grows with every row, in the order in which rows become visible: whoever has seen 7 asks for what is after 7. */
  readonly seq: number;
  readonly chat: string;
  /** The retry key of its first version. */
  readonly message: string;
  readonly from: 'bot' | 'person';
  readonly body: unknown;
  /** Domain time, epoch milliseconds. */
  readonly atMs: number;
}

export interface WebFile {
  readonly bytes: Uint8Array;
  readonly mime: string;
  readonly name?: string;
}

export interface WebStore {
  append(entry: WebEntry): Promise<WebRow>;
  /** At most `limit` rows after `seq`, oldest first. */
  since(seq: number, limit: number): Promise<readonly WebRow[]>;
  /** The newest `limit` rows, oldest first. */
  latest(limit: number): Promise<readonly WebRow[]>;
  /** The rows with these numbers; numbers that do not exist are left out. */
  rows(seqs: readonly number[]): Promise<readonly WebRow[]>;
  /** @returns the reference an event names the file by */
  putFile(file: WebFile): Promise<string>;
  file(ref: string): Promise<WebFile | undefined>;
}
