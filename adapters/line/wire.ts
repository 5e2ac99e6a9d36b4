/** The stored payload of one LINE call: what reply, push and multicast have in common. */
import type { messagingApi } from '@line/bot-sdk';
import type { Panel, Wire } from '../../src/channel.ts';
import { MESSAGES_PER_CALL } from './limits.ts';

export interface LineWire extends Wire {
  readonly messages: readonly messagingApi.Message[];
}

/** No message: the menu below the chat is this one from now on. */
export interface PanelWire extends Wire {
  readonly panel: Panel;
}

/** Undefined when the payload is another one. */
export function panelIn(wire: Wire): PanelWire | undefined {
  const { panel } = wire as { readonly panel?: Partial<Panel> };
  return typeof panel?.name === 'string' && Array.isArray(panel.cells) ? (wire as PanelWire) : undefined;
}

/** Undefined when the payload is not one of ours. */
export function messagesIn(wire: Wire): readonly messagingApi.Message[] | undefined {
  const { messages } = wire as { readonly messages?: unknown };
  return Array.isArray(messages) && messages.length > 0 ? (messages as messagingApi.Message[]) : undefined;
}

/**
 * A waiting notice rides along in the free slots of a reply. It comes first, so that the answer, with its buttons,
 * stays last: LINE shows only the quick replies of the last message, and a notice that needs its own travels alone.
 */
export function carryLine(base: Wire, extra: Wire): LineWire | undefined {
  const answer = messagesIn(base);
  const notice = messagesIn(extra);
  if (answer === undefined || notice === undefined) return undefined;
  if (answer.length + notice.length > MESSAGES_PER_CALL) return undefined;
  if (notice.some((message) => message.quickReply !== undefined)) return undefined;
  return { messages: [...notice, ...answer] };
}
