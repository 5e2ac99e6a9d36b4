/** The sandbox as a channel: chats on a web page, with the same port as LINE and Telegram. */
import type { ChannelAdapter, Received } from '../../src/channel.ts';
import { deliverWeb } from './deliver.ts';
import { ACCOUNT, type WebSaying, webRaw } from './event.ts';
import { WEB_LIMITS } from './limits.ts';
import { readWeb } from './read.ts';
import { receiveWeb } from './receive.ts';
import { renderWeb } from './render.ts';
import type { WebStore } from './store.ts';

export interface WebAdapter extends ChannelAdapter {
  /** Puts what a person did into the chat, so that every page shows it, also after a reload. Repeating is harmless. */
  keep(event: Received): Promise<void>;
  /** Calls `wake` whenever a chat of this process has changed; what changed is in the store. @returns how to stop. */
  subscribe(wake: () => void): () => void;
}

/** What deep links of the platforms allow, so that a payload which works here works there. */
const PAYLOAD = /^[A-Za-z0-9_-]{1,64}$/;

export function createWebAdapter({ store }: { readonly store: WebStore }): WebAdapter {
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const wake of listeners) wake();
  };

  return {
    platform: 'web',
    account: ACCOUNT,
    limits: WEB_LIMITS,
    receive: receiveWeb,
    read: readWeb,
    render: renderWeb,
    async deliver(sending) {
      const delivery = await deliverWeb(store, sending);
      if (delivery.kind === 'accepted') changed();
      return delivery;
    },
    async fetchFile({ ref }) {
      const file = await store.file(ref);
      return file ? { kind: 'file', bytes: file.bytes, mime: file.mime } : { kind: 'gone', reason: 'never uploaded' };
    },
    privateLink: (payload) => (PAYLOAD.test(payload) ? `/sandbox?start=${payload}` : undefined),
    // Pushes cost nothing here, so nobody counts the members of a group.
    recipients: async () => 1,
    ready: async () => true,
    async keep({ id, address, raw }) {
      const { user, content } = webRaw.parse(JSON.parse(raw)).event;
      // A secret choice leaves no word in the chat, and opening a chat is no message.
      if (content.kind === 'joined' || (content.kind === 'pressed' && content.says === undefined)) return;
      const body: WebSaying = { user, content };
      await store.append({ retryKey: id, chat: address.chat, from: 'person', body });
      changed();
    },
    subscribe(wake) {
      listeners.add(wake);
      return () => {
        listeners.delete(wake);
      };
    },
  };
}
