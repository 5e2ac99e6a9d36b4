/** The HTTP side of the LINE fake: a loopback server, bodies in, answers out. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Json = Record<string, unknown>;

export interface Answer {
  readonly status: number;
  /** Exactly one of the three; an empty object when none is given. */
  readonly json?: Json;
  readonly bytes?: Uint8Array;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Body =
  | { readonly kind: 'json'; readonly json: Json; readonly bytes: Uint8Array }
  | { readonly kind: 'too large' }
  | { readonly kind: 'not json'; readonly bytes: Uint8Array };

/** https://developers.line.biz/en/reference/messaging-api/#status-codes */
const MAX_BODY = 2 * 1024 * 1024;

export function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** LINE's error answer. */
export function failure(status: number, message: string, more: Json = {}): Answer {
  return { status, json: { message, ...more } };
}

export async function readBody(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  if (bytes.byteLength > MAX_BODY) return { kind: 'too large' };
  try {
    return { kind: 'json', json: bytes.byteLength === 0 ? {} : (JSON.parse(bytes.toString('utf8')) as Json), bytes };
  } catch {
    return { kind: 'not json', bytes };
  }
}

export function writeAnswer(response: ServerResponse, answer: Answer): void {
  const headers = { 'x-line-request-id': randomUUID(), 'content-type': 'application/json', ...answer.headers };
  response.writeHead(answer.status, headers);
  response.end(answer.bytes ?? answer.text ?? JSON.stringify(answer.json ?? {}));
}

export interface Loopback {
  readonly url: string;
  close(): Promise<void>;
}

export async function listenOnLoopback(
  serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<Loopback> {
  const server = createServer((request, response) => {
    // A caller that hangs up in mid-request is no fault of the fake.
    serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
