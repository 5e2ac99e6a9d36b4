/**
 * Stands between the product and a platform's fake, and lets it have its moods: refuses in the platform's name, breaks
 * the connection before or after the platform has done its work, or says nothing until the caller gives up.
 */
import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Mood =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body: unknown;
      readonly headers?: Record<string, string>;
    }
  /** The platform never sees the call. */
  | { readonly kind: 'cut' }
  /** The platform does its work, and its answer is lost. */
  | { readonly kind: 'lose' | 'hang' };

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly body: Buffer;
  readonly headers: IncomingMessage['headers'];
}

export interface Moody {
  readonly url: string;
  close(): Promise<void>;
}

/** @param moodFor undefined when the platform itself answers; `answered` then tells when it did */
export async function startMoody(
  target: string,
  moodFor: (call: Call) => Mood | undefined,
  answered: (call: Call, status: number) => void,
): Promise<Moody> {
  const pass = (call: Call): Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }> =>
    new Promise((resolve, reject) => {
      const onward = send(
        new URL(call.path, target),
        { method: call.method, headers: call.headers },
        async (response) => {
          resolve({ status: response.statusCode ?? 502, headers: response.headers, body: await bytesOf(response) });
        },
      );
      onward.on('error', reject);
      onward.end(call.body);
    });

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = 'GET', url = '/', headers } = request;
    const call: Call = { method, path: url, headers, body: await bytesOf(request) };
    const mood = moodFor(call);
    if (mood?.kind === 'cut') return void request.socket.destroy();
    if (mood?.kind === 'answer') {
      response.writeHead(mood.status, { 'content-type': 'application/json', ...mood.headers });
      response.end(JSON.stringify(mood.body));
      return;
    }
    const { status, headers: given, body } = await pass(call);
    answered(call, status);
    if (mood?.kind === 'lose') return void request.socket.destroy();
    if (mood?.kind === 'hang') return;
    response.writeHead(status, given);
    response.end(body);
  };

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
