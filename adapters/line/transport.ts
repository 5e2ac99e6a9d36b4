/**
 * One HTTP call to LINE: a time limit, no redirect, no repetition.
 *
 * The SDK's own transport (`dist/http-fetch.js` of @line/bot-sdk 11) takes neither a signal nor a fetch, so a call LINE
 * never answers would hold its socket for the five minutes Node allows; and its download turns a connection lost half
 * way into an unhandled rejection, which ends the process. The SDK's client therefore keeps its paths, parameters and
 * types, and gets this transport in place of its own; errors stay the SDK's `HTTPFetchError`.
 */
import { HTTPFetchError, messagingApi } from '@line/bot-sdk';

export interface TransportConfig {
  readonly baseUrl: string;
  readonly channelAccessToken: string;
  /** For the whole call, body included. */
  readonly timeoutMs: number;
  readonly fetch: typeof fetch;
}

export interface Transport {
  /** @throws HTTPFetchError for any status outside 200–299; what `fetch` throws when there was no answer. */
  get(path: string): Promise<Response>;
  post(
    path: string,
    body: unknown,
    config?: { readonly headers?: Readonly<Record<string, string>> },
  ): Promise<Response>;
  delete(path: string): Promise<Response>;
  /** A file, as it is. */
  upload(path: string, bytes: Uint8Array, type: string): Promise<Response>;
}

export function createTransport(config: TransportConfig): Transport {
  const call = async (path: string, init: RequestInit): Promise<Response> => {
    const response = await config.fetch(new URL(path, config.baseUrl), {
      ...init,
      headers: { ...init.headers, authorization: `Bearer ${config.channelAccessToken}` },
      // LINE never redirects; following one would hand the access token to another host.
      redirect: 'manual',
      signal: AbortSignal.timeout(config.timeoutMs),
    });
    if (response.ok) return response;
    const { status, statusText, headers } = response;
    throw new HTTPFetchError(`LINE answered ${status}`, { status, statusText, headers, body: await response.text() });
  };
  return {
    get: (path) => call(path, { method: 'GET' }),
    post: (path, body, options) =>
      call(path, {
        method: 'POST',
        headers: { ...options?.headers, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    delete: (path) => call(path, { method: 'DELETE' }),
    upload: (path, bytes, type) =>
      call(path, { method: 'POST', headers: { 'content-type': type }, body: new Uint8Array(bytes) }),
  };
}

/** The calls the adapter makes; all of them use `get`, `post` and `delete` only. */
export type LineClient = Pick<
  messagingApi.MessagingApiClient,
  | 'replyMessage'
  | 'pushMessage'
  | 'multicast'
  | 'getBotInfo'
  | 'getBotInfoWithHttpInfo'
  | 'getWebhookEndpoint'
  | 'getMessageQuota'
  | 'getMessageQuotaConsumption'
  | 'getGroupMemberCount'
  | 'getRoomMemberCount'
  | 'createRichMenu'
  | 'getRichMenuList'
  | 'deleteRichMenu'
  | 'getDefaultRichMenuId'
  | 'setDefaultRichMenu'
  | 'linkRichMenuIdToUser'
>;

export function createClient(config: TransportConfig): LineClient {
  const client = new messagingApi.MessagingApiClient({
    channelAccessToken: config.channelAccessToken,
    baseURL: config.baseUrl,
  });
  // The field is private to the SDK, whose version is pinned; the test "a call LINE never answers" fails should it move.
  Object.assign(client, { httpClient: createTransport(config) });
  return client;
}

/** Milliseconds LINE asks to wait, from `Retry-After` in seconds or as a date. */
export function retryAfterMs(headers: Headers, otherwiseMs: number, nowMs: number): number {
  const value = headers.get('retry-after') ?? '';
  const afterMs = /^\d{1,6}$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - nowMs;
  return Number.isFinite(afterMs) && afterMs > 0 ? afterMs : otherwiseMs;
}

/**
 * Whether the call certainly never left: no address, no connection, no trusted certificate. A connection that broke
 * after it stood says nothing about what LINE did with the call.
 */
export function neverSent(error: unknown): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth += 1) {
    const { code, syscall } = cause as NodeJS.ErrnoException;
    if (syscall === 'connect' || syscall === 'getaddrinfo') return true;
    if (code !== undefined && NEVER_SENT.test(code)) return true;
    // Both address families failed: every attempt has to be one that never left.
    if (cause instanceof AggregateError && cause.errors.length > 0) return cause.errors.every(neverSent);
  }
  return false;
}

const NEVER_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|ERR_TLS_CERT_ALTNAME_INVALID)$/;

/** An error in words fit for a record: no token, no text of a person, bounded. */
export function described(error: unknown): string {
  if (error instanceof HTTPFetchError) return `${error.status} ${lineMessage(error)}`.trim();
  if (!(error instanceof Error)) return 'unknown error';
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return `${error.name}: ${error.message}${cause}`.slice(0, 300);
}

/** LINE's own words with the places they point to, such as `messages[0].text` (never the values there). */
export function lineMessage(error: HTTPFetchError): string {
  try {
    const body = JSON.parse(error.body) as { message?: unknown; details?: { message?: unknown; property?: unknown }[] };
    const details = Array.isArray(body.details) ? body.details : [];
    const places = details.map((detail) => `${detail.property}: ${detail.message}`);
    return [body.message, ...places]
      .filter((part) => typeof part === 'string')
      .join('; ')
      .slice(0, 300);
  } catch {
    return '';
  }
}
