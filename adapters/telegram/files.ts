/**
 * Fetches a file a person sent: `getFile`, then the download, never more than Telegram's own 20 MB.
 * https://core.telegram.org/bots/api#getfile
 */
import { TelegramApiError } from 'node-telegram-bot-api';
import type { FetchedFile, FileRef } from '../../src/channel.ts';
import type { TelegramClient } from './client.ts';
import { MAX_DOWNLOAD_BYTES } from './limits.ts';
import { record } from './update.ts';

export interface Fetching {
  readonly calls: TelegramClient;
  readonly token: string;
  readonly apiRoot: string;
  readonly fetch: typeof fetch;
  readonly timeoutMs: number;
}

const TOO_LARGE: FetchedFile = { kind: 'gone', reason: 'the file is larger than 20 MB' };
/** Telegram or the network is in trouble; the file itself is not lost. */
const LATER: FetchedFile = { kind: 'preparing', afterMs: 10_000 };

const OCTETS = 'application/octet-stream';
const MIME_BY_EXTENSION: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  oga: 'audio/ogg',
  ogg: 'audio/ogg',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  pdf: 'application/pdf',
};

function mimeOf(ref: FileRef, path: string, response: Response): string {
  const served = response.headers.get('content-type')?.split(';')[0]?.trim();
  const extension = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  const known = MIME_BY_EXTENSION[extension];
  // Telegram serves nearly everything as octet-stream, so what the message said comes first.
  return ref.mime ?? (served === undefined || served === OCTETS ? known : served) ?? OCTETS;
}

/** Reads no further than the limit, whatever the server claims about the length. */
async function readAtMost(response: Response, limit: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  if (response.body !== null) {
    for await (const chunk of response.body) {
      total += chunk.byteLength;
      // Leaving the loop cancels the stream.
      if (total > limit) return undefined;
      chunks.push(chunk);
    }
  }
  const bytes = new Uint8Array(total);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

/** A relative path below the bot's files. A self-hosted server in local mode gives a path on its own disk instead. */
function encodedPath(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '' || value.startsWith('/')) return undefined;
  const parts = value.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..')) return undefined;
  return parts.map(encodeURIComponent).join('/');
}

function whyNot(error: unknown): FetchedFile {
  if (!(error instanceof TelegramApiError)) return LATER;
  const { errorCode, retryAfter } = error;
  const description = String(error.description).toLowerCase();
  if (errorCode === 429) return { kind: 'preparing', afterMs: Math.max(1, retryAfter ?? 5) * 1000 };
  if (description.includes('too big')) return TOO_LARGE;
  if (errorCode >= 500 || description.includes('temporarily unavailable')) return LATER;
  // A wrong token is an operator's problem, not the file's.
  if (errorCode === 401 || errorCode === 404) return LATER;
  return { kind: 'gone', reason: 'Telegram no longer has the file' };
}

export async function fetchTelegramFile(ref: FileRef, fetching: Fetching): Promise<FetchedFile> {
  const { calls, token, apiRoot, fetch: fetchImpl, timeoutMs } = fetching;
  if (ref.bytes !== undefined && ref.bytes > MAX_DOWNLOAD_BYTES) return TOO_LARGE;
  let path: string | undefined;
  try {
    path = encodedPath(record(await calls.call('getFile', { file_id: ref.ref }))?.file_path);
  } catch (error) {
    return whyNot(error);
  }
  if (path === undefined) return { kind: 'gone', reason: 'Telegram gave no address for the file' };
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetchImpl(`${apiRoot}/file/bot${token}/${path}`, { signal, redirect: 'error' });
    if (!response.ok) {
      await response.body?.cancel();
      return response.status === 404 ? { kind: 'gone', reason: 'Telegram no longer has the file' } : LATER;
    }
    const bytes = await readAtMost(response, MAX_DOWNLOAD_BYTES);
    return bytes === undefined ? TOO_LARGE : { kind: 'file', bytes, mime: mimeOf(ref, path, response) };
  } catch {
    return LATER;
  }
}
