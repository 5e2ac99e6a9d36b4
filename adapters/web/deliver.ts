/** One attempt to put a message into a chat of the sandbox. */
import type { Delivery, Sending } from '../../src/channel.ts';
import { isWebWire } from './render.ts';
import type { WebStore } from './store.ts';

export async function deliverWeb(store: WebStore, { address, wire, envelope, retryKey }: Sending): Promise<Delivery> {
  // No reply tokens are given out here; said this way, the row is sent as a push instead.
  if (envelope.kind === 'reply') return { kind: 'refused', reason: 'token-spent' };
  if (envelope.kind === 'multicast')
    return { kind: 'refused', reason: 'invalid', detail: 'the sandbox has no multicast' };
  if (!isWebWire(wire)) return { kind: 'refused', reason: 'invalid', detail: 'the stored payload holds no prompt' };
  try {
    const { message } = await store.append({
      retryKey,
      chat: address.chat,
      from: 'bot',
      body: wire,
      ...(wire.replaces !== undefined && { replaces: wire.replaces }),
    });
    return { kind: 'accepted', message };
  } catch (error) {
    // The commit may have happened; repeating is harmless.
    return { kind: 'unknown', detail: error instanceof Error ? error.name : 'the store failed' };
  }
}
