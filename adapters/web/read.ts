/** A stored event → {@link Inbound}. Total: what cannot be read is `ignored`. */
import type { Inbound, InboundContent, Scope } from '../../src/channel.ts';
import { addressing } from './addressing.ts';
import { addressOf, type WebContent, webRaw } from './event.ts';

export function readWeb(raw: string, nowMs: number): Inbound {
  const stored = webRaw.safeParse(parsed(raw));
  if (!stored.success) {
    return {
      id: 'web-unreadable',
      address: addressOf('none'),
      scope: 'direct',
      atMs: nowMs,
      redelivered: false,
      content: { kind: 'ignored', type: 'unreadable' },
    };
  }
  const { receivedAtMs, event } = stored.data;
  const id = `web-${event.id}`;
  const content = contentOf(event.content, event.scope);
  return {
    id,
    address: addressOf(event.chat),
    scope: event.scope,
    atMs: receivedAtMs,
    redelivered: false,
    actor: { user: event.user },
    // A press is no message of its own, and what was pressed is said in the content.
    ...(content.kind !== 'pressed' && content.kind !== 'joined' && { message: id }),
    content,
  };
}

function parsed(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}

function contentOf(content: WebContent, scope: Scope): InboundContent {
  switch (content.kind) {
    case 'said':
      return { kind: 'said', ...addressing(content.text, scope) };
    case 'attached': {
      const { kind, ref, name, mime, bytes } = content.file;
      const { text, addressed } = addressing(content.caption ?? '', scope);
      return {
        kind: 'attached',
        file: {
          kind,
          ref,
          ...(name !== undefined && { name }),
          ...(mime !== undefined && { mime }),
          ...(bytes !== undefined && { bytes }),
        },
        ...(text !== '' && { caption: text }),
        addressed,
      };
    }
    case 'located': {
      const { latitude, longitude, label } = content;
      const point = { latitude, longitude, ...(label !== undefined && { label }) };
      return { kind: 'located', point, addressed: scope === 'direct' };
    }
    case 'pressed':
      return {
        kind: 'pressed',
        token: content.token,
        ...(content.message !== undefined && { message: content.message }),
      };
    case 'joined':
      return { kind: 'joined', who: 'bot' };
  }
}
