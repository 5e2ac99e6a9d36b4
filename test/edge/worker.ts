/**
 * The real edge worker for tests: `wrangler.toml` and `src/edge.ts`, bundled by wrangler and run by workerd on loopback.
 * No account and no network: nothing is reported, nothing is looked up.
 */
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import type { EdgeEnv } from '../../src/edge.ts';

/** Wrangler's own files, which otherwise go to the home directory. */
const SCRATCH = fileURLToPath(new URL('../.tmp/wrangler', import.meta.url));

export type EdgeSettings = Partial<Record<Exclude<keyof EdgeEnv, 'HYPERDRIVE'>, string>>;

export interface EdgeDatabase {
  readonly url: string;
  /**
   * `hyperdrive`: through wrangler's local stand-in for Hyperdrive. `direct`: workerd itself connects, under the same
   * binding. The stand-in ends the whole process when a connection breaks, so faults are only for `direct`.
   */
  readonly through: 'hyperdrive' | 'direct';
}

export interface EdgeWorker {
  fetch(path: string, init?: RequestInit): Promise<{ readonly status: number; readonly text: string }>;
  stop(): Promise<void>;
}

/** What workers write, which wrangler passes on to the console; nothing of it is shown. */
export function captureConsole(): { take(): string; release(): void } {
  let lines: string[] = [];
  const spies = (['log', 'info', 'warn', 'error'] as const).map((method) =>
    vi.spyOn(console, method).mockImplementation((...words) => {
      lines.push(words.join(' '));
    }),
  );
  return {
    take() {
      const taken = lines.join('\n');
      lines = [];
      return taken;
    },
    release() {
      for (const spy of spies) spy.mockRestore();
    },
  };
}

export async function startEdge(settings: EdgeSettings, { url, through }: EdgeDatabase): Promise<EdgeWorker> {
  const address = withPassword(url);
  Object.assign(process.env, {
    WRANGLER_SEND_METRICS: 'false',
    CLOUDFLARE_CF_FETCH_ENABLED: 'false',
    XDG_CONFIG_HOME: SCRATCH,
    WRANGLER_LOG_PATH: SCRATCH,
    WRANGLER_REGISTRY_PATH: SCRATCH,
    CLOUDFLARE_HYPERDRIVE_LOCAL_CONNECTION_STRING_HYPERDRIVE: address,
  });
  const { unstable_startWorker: startWorker } = await import('wrangler');
  const worker = await startWorker({
    config: fileURLToPath(new URL('../../wrangler.toml', import.meta.url)),
    envFiles: [],
    bindings: {
      ...secrets(settings),
      ...(through === 'direct' && { HYPERDRIVE: { type: 'json', value: { connectionString: address } } }),
    },
    build: { nodejsCompatMode: 'v2' },
    dev: {
      watch: false,
      inspector: false,
      persist: false,
      logLevel: 'warn',
      server: { hostname: '127.0.0.1', port: 0 },
    },
  });
  await worker.ready;
  return {
    async fetch(path, init) {
      const response = await fetch(new URL(path, await worker.url), init);
      return { status: response.status, text: await response.text() };
    },
    stop: () => worker.dispose(),
  };
}

/** Every setting is given, so that a developer's `.dev.vars` never shows through; an empty one counts as not set. */
function secrets(settings: EdgeSettings) {
  const all: Required<EdgeSettings> = {
    FIELD_KEY: '',
    LINE_CHANNEL_SECRET: '',
    TELEGRAM_WEBHOOK_SECRET: '',
    TELEGRAM_BOT_ID: '',
    TELEGRAM_BOT_TOKEN: '',
    ...settings,
  };
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [name, { type: 'secret_text', value } as const]),
  );
}

/** Wrangler wants a password in the address, also where PostgreSQL asks for none. */
function withPassword(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.password ||= 'none';
  return url.href;
}
