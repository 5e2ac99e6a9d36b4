/** What the contract suite needs to know about a platform: how people act there, how it fails, and what it shows. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import type {
  AdapterHost,
  ChannelAdapter,
  ChatAddress,
  Envelope,
  Scope,
  Sending,
  WebhookRequest,
  Wire,
} from '../../src/channel.ts';
import type { Seen } from '../stories/seen.ts';

/** Things people do, as every platform must understand them. */
export type Act =
  | { readonly kind: 'says'; readonly text: string; readonly to?: 'bot' | 'everyone' }
  | { readonly kind: 'presses'; readonly token: string }
  | { readonly kind: 'sends-photo' }
  | { readonly kind: 'sends-place'; readonly latitude: number; readonly longitude: number }
  | { readonly kind: 'arrives' }
  | { readonly kind: 'blocks' };

export interface Bench {
  readonly adapter: ChannelAdapter;
  /** A person and a group that exist, and can be written to. */
  readonly person: string;
  readonly group: string;
  /** The body of one genuine webhook; undefined where the platform has no such event. Every call is another event. */
  body(act: Act, scope: Scope): string | undefined;
  /** The body with what proves that it is genuine. */
  signed(body: string | Uint8Array): WebhookRequest;
  /** The same body from somebody else; empty where the door is guarded elsewhere. */
  forged(body: string): readonly WebhookRequest[];
  /** Bytes a body may have at most. */
  readonly largestBody: number;
  /** An envelope for one more message to this chat. */
  envelope(address: ChatAddress): Envelope;
  /** Further ways to send, where the platform has them. */
  otherEnvelopes?(address: ChatAddress): readonly Envelope[];
  /** What stands in the chat now. */
  shown(address: ChatAddress): readonly Seen[];
  /** Everything that was asked of the platform for this chat, as JSON text. */
  asked(address: ChatAddress): string;
  /** How the next call goes wrong; undefined where it cannot. */
  readonly troubles: Readonly<Record<Trouble, ((address: ChatAddress, wire: Wire) => void) | undefined>>;
  /** A sending whose one-time token is used up; none where there are no such tokens. */
  spent(address: ChatAddress): readonly Sending[];
  /** After a trouble that lasts. */
  mend(address: ChatAddress): void;
  /** The same adapter when nobody listens where the platform should be. */
  readonly unreachable: ChannelAdapter | undefined;
  /** A payload the platform refuses. */
  readonly nonsense: readonly Wire[];
  /** What a person sends by tapping a private link. */
  tapped(link: string): string;
  close(): Promise<void>;
}

export type Trouble =
  /** Done, but the answer is lost. */
  'silent' | 'slow' | 'busy' | 'blocked' | 'gone' | 'token-spent' | 'unauthorised';

/** A process that needs nothing of its adapters. */
export const idleHost: AdapterHost = { store: async () => {}, commands: () => [], panels: () => [], log: () => {} };

/** An address on this machine where nobody listens. */
export async function deadAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}
