/**
 * Downloads what a person sent: photos, voice, video, files.
 * https://developers.line.biz/en/reference/messaging-api/#get-content
 */
import { HTTPFetchError } from '@line/bot-sdk';
import type { FetchedFile, FileRef } from '../../src/channel.ts';
import { EXTERNAL_FILE } from './read.ts';
import { retryAfterMs, type Transport } from './transport.ts';

/** The same as Telegram's download limit, so that evidence is worth the same on both platforms. */
export const MAX_FILE_BYTES = 20 * 1024 * 1024;
/** Video and audio take LINE a few seconds to prepare. */
const PREPARING_MS = 3_000;
const UNREACHABLE_MS = 10_000;

/**
 * Makes one attempt. A connection that fails counts as `preparing`: the file is still there.
 * @throws when LINE refuses the access token, which no waiting mends.
 */
export async function fetchContent(data: Transport, file: FileRef): Promise<FetchedFile> {
  if (file.ref === EXTERNAL_FILE) return gone('it is kept on a server other than LINE’s');
  if (!/^\w{1,100}$/.test(file.ref)) return gone('its id is not one of LINE’s');
  if (file.bytes !== undefined && file.bytes > MAX_FILE_BYTES) return gone(TOO_LARGE);
  try {
    const response = await data.get(`/v2/bot/message/${file.ref}/content`);
    if (response.status === 202) {
      await response.body?.cancel();
      return { kind: 'preparing', afterMs: retryAfterMs(response.headers, PREPARING_MS, Date.now()) };
    }
    const bytes = await readCapped(response);
    if (bytes === undefined) return gone(TOO_LARGE);
    return { kind: 'file', bytes, mime: response.headers.get('content-type') ?? 'application/octet-stream' };
  } catch (error) {
    return whyNot(error);
  }
}

const TOO_LARGE = 'it is larger than 20 MB';

function gone(reason: string): FetchedFile {
  return { kind: 'gone', reason };
}

function whyNot(error: unknown): FetchedFile {
  if (!(error instanceof HTTPFetchError)) return { kind: 'preparing', afterMs: UNREACHABLE_MS };
  const { status, headers } = error;
  if (status === 401 || status === 403) {
    throw new Error(`LINE refused the download with ${status}: check LINE_CHANNEL_ACCESS_TOKEN.`, { cause: error });
  }
  if (status === 410) return gone('the sender took it back');
  if (status >= 400 && status < 500 && status !== 408 && status !== 429) return gone('LINE no longer has it');
  return { kind: 'preparing', afterMs: retryAfterMs(headers, UNREACHABLE_MS, Date.now()) };
}

/** Undefined as soon as the body is known to be too large; the announced length alone is not believed. */
async function readCapped(response: Response): Promise<Uint8Array | undefined> {
  if (Number(response.headers.get('content-length') ?? 0) > MAX_FILE_BYTES) {
    await response.body?.cancel();
    return undefined;
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop cancels the download.
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_FILE_BYTES) return undefined;
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}
