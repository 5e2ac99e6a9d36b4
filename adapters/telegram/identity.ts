/**
 * Who the bot is (`getMe`): its public name, for mentions and private links, and whether its token works.
 * https://core.telegram.org/bots/api#getme
 */
import type { TelegramClient } from './client.ts';
import { record, words } from './update.ts';

const KNOWN_FOR_MS = 60_000;
/** A failure is forgotten sooner, so that readiness comes back with Telegram. */
const UNKNOWN_FOR_MS = 5_000;

export interface Identity {
  /** Without the `@`; undefined until `getMe` has answered once. */
  username(): string | undefined;
  /** Asks Telegram; rejects when it cannot be asked or refuses the token. */
  refresh(signal?: AbortSignal): Promise<void>;
  /** Whether the token works, by an answer not older than a minute. */
  ready(): Promise<boolean>;
}

export function createIdentity(calls: TelegramClient): Identity {
  let username: string | undefined;
  let checked: { readonly at: number; readonly works: boolean } | undefined;
  let asking: Promise<boolean> | undefined;

  async function refresh(signal?: AbortSignal): Promise<void> {
    try {
      username = words(record(await calls.call('getMe', {}, signal))?.username) ?? username;
      checked = { at: performance.now(), works: true };
    } catch (error) {
      checked = { at: performance.now(), works: false };
      throw error;
    }
  }

  return {
    username: () => username,
    refresh,
    async ready() {
      const age = checked === undefined ? Number.POSITIVE_INFINITY : performance.now() - checked.at;
      if (checked !== undefined && age < (checked.works ? KNOWN_FOR_MS : UNKNOWN_FOR_MS)) return checked.works;
      asking ??= refresh()
        .then(
          () => true,
          () => false,
        )
        .finally(() => {
          asking = undefined;
        });
      return asking;
    },
  };
}
