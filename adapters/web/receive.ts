/**
 * Accepts one event of the sandbox page. The page is ours, but what arrives is checked as strictly as from a stranger:
 * unknown fields, kinds and sizes are refused, and nothing is stored of them.
 */
import type { ReceiveResult, WebhookRequest } from '../../src/channel.ts';
import { addressOf, webEvent } from './event.ts';
import { MAX_EVENT_BYTES } from './limits.ts';

export async function receiveWeb(request: WebhookRequest, nowMs: number): Promise<ReceiveResult> {
  if (request.body.byteLength > MAX_EVENT_BYTES) return refuse(413, 'larger than 64 KiB');
  let posted: unknown;
  try {
    posted = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(request.body));
  } catch {
    return refuse(400, 'the body is not JSON');
  }
  const read = webEvent.safeParse(posted);
  if (!read.success) {
    const [issue] = read.error.issues;
    return refuse(400, `not an event: ${issue?.path.join('.') || 'the whole'} is wrong`);
  }
  const event = read.data;
  // The server is the platform here, so the time is its own; a page's clock may be anything.
  const receivedAtMs = Math.trunc(nowMs);
  return {
    kind: 'accepted',
    events: [
      {
        id: `web-${event.id}`,
        address: addressOf(event.chat),
        user: event.user,
        atMs: receivedAtMs,
        raw: JSON.stringify({ receivedAtMs, event }),
      },
    ],
  };
}

function refuse(status: 400 | 413, reason: string): ReceiveResult {
  return { kind: 'refused', status, reason: `sandbox event refused: ${reason}` };
}
