/** A whole installation in this process, as `main.ts` composes it, on an empty folder or database, with the platforms' fakes. */
import { rm } from 'node:fs/promises';
import { createLineAdapter } from '../../adapters/line/index.ts';
import { createTelegramAdapter } from '../../adapters/telegram/index.ts';
import { createWebAdapter, type WebAdapter } from '../../adapters/web/index.ts';
import type { WebStore } from '../../adapters/web/store.ts';
import type { ChannelAdapter, ChannelLimits } from '../../src/channel.ts';
import { readConfig } from '../../src/config.ts';
import { loadDemo } from '../../src/demo/load.ts';
import { panelPng } from '../../src/documents/panel.ts';
import { createApp } from '../../src/http/app.ts';
import { openDatabase } from '../../src/open-database.ts';
import { openRuntime, type Runtime } from '../../src/runtime.ts';
import { type LineFake, startLineFake } from '../fakes/line.ts';
import { startTelegramFake, type TelegramFake } from '../fakes/telegram.ts';
import { prepareFolder } from './prepared.ts';
import { scratchFolder } from './scratch.ts';

export const LINE_SECRET = 'line-channel-secret-of-the-tests';
export const TELEGRAM_SECRET = 'telegram-webhook-secret-of-the-tests';

export interface Installation {
  readonly runtime: Runtime;
  readonly app: ReturnType<typeof createApp>;
  readonly line: LineFake;
  readonly telegram: TelegramFake;
  /** Where the sandbox's chats were asked for. */
  readonly web?: WebAdapter;
  readonly dataDir: string;
  /** Log lines, to show what they do not hold. */
  readonly logged: string[];
  /** Until everything stored has been handled, sent and sealed. */
  settle(): Promise<void>;
  /** Stops; with `keep` the folder stays, to be opened again. */
  stop(options?: { readonly keep?: boolean }): Promise<void>;
}

export interface InstallationOptions {
  readonly databaseUrl?: string;
  readonly redisUrl?: string;
  readonly dataDir?: string;
  /** Loads the demo community (code `demo`) with its people; default true. */
  readonly demo?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** The sandbox's chats as a third platform. */
  readonly web?: WebStore;
  readonly fakes?: { readonly line: LineFake; readonly telegram: TelegramFake };
  /** Shortens the distances kept between two messages to one chat, so that a long story does not take minutes. */
  readonly chatIntervalMs?: number;
  /** The same for edits of a live message in a group. */
  readonly groupEditMs?: number;
  /** The same for answers to presses in a group, where they are given together. */
  readonly gatherMs?: number;
  /** Draws LINE's menus; only where a story is about them, because drawing takes time. */
  readonly richMenus?: boolean;
}

export async function startInstallation(options: InstallationOptions = {}): Promise<Installation> {
  const dataDir = options.dataDir ?? (await scratchFolder('house'));
  if (options.dataDir === undefined && options.databaseUrl === undefined) prepareFolder(dataDir);
  const line = options.fakes?.line ?? (await startLineFake());
  const telegram = options.fakes?.telegram ?? (await startTelegramFake({ strangers: 'welcome' }));
  const config = readConfig({
    DATA_DIR: dataDir,
    PORT: '0',
    DEMO: '1',
    LOG_LEVEL: 'silent',
    LINE_CHANNEL_SECRET: LINE_SECRET,
    LINE_CHANNEL_ACCESS_TOKEN: line.token,
    LINE_API_BASE_URL: line.url,
    LINE_DATA_API_BASE_URL: line.dataUrl,
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_WEBHOOK_SECRET: TELEGRAM_SECRET,
    TELEGRAM_API_BASE_URL: telegram.url,
    ...(options.databaseUrl && { DATABASE_URL: options.databaseUrl }),
    ...(options.redisUrl && { REDIS_URL: options.redisUrl }),
    ...options.env,
  });
  const logged: string[] = [];
  const web = options.web && createWebAdapter({ store: options.web });
  const runtime = await openRuntime(
    config,
    (level, event, detail) => logged.push(JSON.stringify({ level, event, ...detail })),
    await openDatabase(config),
    ({ media }): ChannelAdapter[] => [
      ...(web ? [web] : []),
      ...(config.line
        ? [
            hurried(createLineAdapter({ ...config.line, ...(options.richMenus && { drawPanel: panelPng }) }), {
              ...(options.gatherMs !== undefined && { gatherMs: options.gatherMs }),
            }),
          ]
        : []),
      ...(config.telegram
        ? [
            hurried(createTelegramAdapter({ ...config.telegram, media }), {
              ...(options.chatIntervalMs !== undefined && { chatIntervalMs: options.chatIntervalMs }),
              ...(options.groupEditMs !== undefined && { groupEditMs: options.groupEditMs }),
            }),
          ]
        : []),
    ],
  );
  if (options.demo !== false) await loadDemo(runtime.context);
  const app = createApp(config, runtime, []);
  await runtime.start();
  return {
    runtime,
    app,
    line,
    telegram,
    ...(web && { web }),
    dataDir,
    logged,
    settle: () => runtime.jobs.drain(),
    stop: async ({ keep = false } = {}) => {
      await runtime.stop();
      if (!options.fakes) {
        await line.close();
        await telegram.close();
      }
      if (!keep) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The adapter itself with other limits; everything else stays its own. */
function hurried(adapter: ChannelAdapter, limits: Partial<ChannelLimits>): ChannelAdapter {
  return Object.create(adapter, { limits: { value: { ...adapter.limits, ...limits } } }) as ChannelAdapter;
}
