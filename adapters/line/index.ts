/** LINE as a channel. What each part does is told in its own file; here they are put together. */
import type { ChannelAdapter, ChatMenu } from '../../src/channel.ts';
import { createBot } from './bot.ts';
import { fetchContent } from './content.ts';
import { deliverLine } from './deliver.ts';
import { examineLine } from './examine.ts';
import { LINE_LIMITS } from './limits.ts';
import { createRecipientCount, monthlyQuota } from './quota.ts';
import { readLine } from './read.ts';
import { createLineReceive } from './receive.ts';
import { renderLine } from './render.ts';
import { createRichMenus, type DrawPanel } from './rich-menu.ts';
import { nodeVerifier } from './signature.ts';
import { createClient, createTransport } from './transport.ts';
import { carryLine, type PanelWire, panelIn } from './wire.ts';

export interface LineConfig {
  /** `LINE_CHANNEL_SECRET` */
  readonly channelSecret: string;
  /** `LINE_CHANNEL_ACCESS_TOKEN` */
  readonly channelAccessToken: string;
  /** `LINE_API_BASE_URL` */
  readonly apiBaseUrl?: string;
  /** `LINE_DATA_API_BASE_URL` */
  readonly dataApiBaseUrl?: string;
  /** For one call; downloads get six times as much. */
  readonly timeoutMs?: number;
  readonly fetch?: typeof fetch;
  /** Draws the menu below a chat; without it there is none. */
  readonly drawPanel?: DrawPanel;
  /** Real time in epoch milliseconds, for the caches. */
  readonly now?: () => number;
}

const TIMEOUT_MS = 10_000;

/**
 * Never waits for LINE: while LINE has not been reached and no webhook has come, `account` is empty.
 * @throws when a setting cannot work, naming it.
 */
export function createLineAdapter(config: LineConfig): ChannelAdapter {
  const channelAccessToken = config.channelAccessToken.trim();
  // A header takes nothing else; without this check, every call would fail with an obscure error.
  if (!/^[!-~]+$/.test(channelAccessToken)) {
    throw new Error('LINE_CHANNEL_ACCESS_TOKEN is empty or holds spaces: copy it from the LINE Developers console.');
  }
  const apiBaseUrl = baseUrl('LINE_API_BASE_URL', config.apiBaseUrl ?? 'https://api.line.me');
  const dataApiBaseUrl = baseUrl('LINE_DATA_API_BASE_URL', config.dataApiBaseUrl ?? 'https://api-data.line.me');
  const call = { channelAccessToken, timeoutMs: config.timeoutMs ?? TIMEOUT_MS, fetch: config.fetch ?? fetch };
  const now = config.now ?? Date.now;

  const client = createClient({ ...call, baseUrl: apiBaseUrl });
  const data = createTransport({ ...call, baseUrl: dataApiBaseUrl, timeoutMs: call.timeoutMs * 6 });
  const bot = createBot(client, apiBaseUrl, now);
  const menus = config.drawPanel && createRichMenus(client, data, config.drawPanel);
  const receive = createLineReceive({ channelSecret: config.channelSecret, verifierFor: nodeVerifier });

  return {
    platform: 'line',
    get account() {
      return bot.id() ?? '';
    },
    limits: LINE_LIMITS,
    async receive(request, nowMs) {
      const result = await receive(request, nowMs);
      const [first] = result.kind === 'accepted' ? result.events : [];
      if (first !== undefined) bot.learn(first.address.account);
      return result;
    },
    read: readLine,
    render: renderLine,
    carry: carryLine,
    ...(menus && { menu: ({ panel }: ChatMenu): PanelWire => ({ panel }) }),
    deliver(sending) {
      const panel = panelIn(sending.wire);
      return panel && menus ? menus.link(sending.address.chat, panel) : deliverLine(client, sending);
    },
    fetchFile: (file) => fetchContent(data, file),
    privateLink: (payload) => bot.privateLink(payload),
    recipients: createRecipientCount(client, now),
    monthlyQuota: () => monthlyQuota(client),
    async open(host) {
      await bot.open(host);
      menus?.open(host);
    },
    close: async () => menus?.close(),
    ready: () => bot.ready(),
    examine: ({ publicBaseUrl }) => examineLine(client, publicBaseUrl, now),
  };
}

function baseUrl(setting: string, value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new Error(`${setting} is not an http(s) address. Leave it unset to use LINE itself.`);
  }
  if (url.pathname !== '/' || url.search !== '') {
    throw new Error(`${setting} may only hold a scheme, host and port; LINE’s paths are added to it.`);
  }
  return url.origin;
}
