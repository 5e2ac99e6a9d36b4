/**
 * Who we are on LINE: the bot's user id (the `destination` of its webhooks), its basic id for links, and whether the
 * credentials work. LINE may be unreachable when the process starts; nothing here stops it, and every readiness check
 * asks again.
 */

import { HTTPFetchError } from '@line/bot-sdk';
import type { AdapterHost } from '../../src/channel.ts';
import { described, type LineClient } from './transport.ts';

const WORKING_FOR_MS = 60_000;
const FAILED_FOR_MS = 5_000;

export interface Bot {
  /** Undefined until LINE or a verified webhook has said it. */
  id(): string | undefined;
  /** A webhook that passed the signature check names us, too. */
  learn(destination: string): void;
  ready(): Promise<boolean>;
  open(host: AdapterHost): Promise<void>;
  privateLink(payload: string): string | undefined;
}

export function createBot(client: LineClient, apiBaseUrl: string, now: () => number): Bot {
  let id: string | undefined;
  let basicId: string | undefined;
  let host: AdapterHost | undefined;
  let last: { readonly works: boolean; readonly untilMs: number } | undefined;
  let asking: Promise<boolean> | undefined;

  const ask = async (): Promise<boolean> => {
    try {
      // https://developers.line.biz/en/reference/messaging-api/#get-bot-info
      const info = await client.getBotInfo();
      if (typeof info?.userId !== 'string' || typeof info.basicId !== 'string') throw new Error('no LINE bot answered');
      id = info.userId;
      basicId = info.basicId;
      if (last?.works !== true) host?.log('line.ready', { bot: info.basicId });
      last = { works: true, untilMs: now() + WORKING_FOR_MS };
    } catch (error) {
      host?.log('line.not-ready', { reason: whatToMend(error, apiBaseUrl) });
      last = { works: false, untilMs: now() + FAILED_FOR_MS };
    }
    return last.works;
  };

  const ready = async (): Promise<boolean> => {
    if (last !== undefined && last.untilMs > now()) return last.works;
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  };

  return {
    id: () => id,
    learn(destination) {
      id ??= destination;
    },
    ready,
    async open(given) {
      host = given;
      last = undefined;
      await ready();
    },
    privateLink(payload) {
      if (basicId === undefined || !/^[\w-]{1,64}$/.test(payload)) return undefined;
      // Opens the chat with the text typed in; the person sends it, so the answer is a free reply.
      // https://developers.line.biz/en/docs/messaging-api/using-line-url-scheme/#sending-text-messages
      return `https://line.me/R/oaMessage/${encodeURIComponent(basicId)}/?${encodeURIComponent(`/start ${payload}`)}`;
    },
  };
}

function whatToMend(error: unknown, apiBaseUrl: string): string {
  if (error instanceof HTTPFetchError && (error.status === 401 || error.status === 403)) {
    return `LINE refuses LINE_CHANNEL_ACCESS_TOKEN: issue a new one in the LINE Developers console (${described(error)})`;
  }
  return `no answer from ${apiBaseUrl}; check the network and LINE_API_BASE_URL (${described(error)})`;
}
