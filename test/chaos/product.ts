/** The product as its users run it: a process of its own, started, asked, stopped, and killed without warning. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { LINE_SECRET, TELEGRAM_SECRET } from '../harness/installation.ts';
import { until } from './scenario.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LINES_KEPT = 200;
/** The same in every process of a scenario, and known to whoever reads the database afterwards. */
export const FIELD_KEY = Buffer.alloc(32, 'chaos').toString('base64');

const living = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of living) child.kill('SIGKILL');
});

/** Where the two platforms are. */
export interface PlatformUrls {
  readonly line: { readonly url: string; readonly dataUrl: string; readonly token: string };
  readonly telegram: { readonly url: string; readonly token: string };
}

export function platformEnv({ line, telegram }: PlatformUrls): Record<string, string> {
  return {
    LINE_CHANNEL_SECRET: LINE_SECRET,
    LINE_CHANNEL_ACCESS_TOKEN: line.token,
    LINE_API_BASE_URL: line.url,
    LINE_DATA_API_BASE_URL: line.dataUrl,
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_WEBHOOK_SECRET: TELEGRAM_SECRET,
    TELEGRAM_API_BASE_URL: telegram.url,
  };
}

export class Product {
  readonly port: number;
  readonly #env: Readonly<Record<string, string>>;
  readonly #lines: string[] = [];
  #child: ChildProcess | undefined;
  #exit: Promise<number | undefined> = Promise.resolve(undefined);

  constructor(port: number, env: Readonly<Record<string, string>>) {
    this.port = port;
    this.#env = env;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The last lines of everything its processes have printed. */
  output(): string {
    return this.#lines.join('\n');
  }

  start(): void {
    const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
      cwd: ROOT,
      // Nothing of the caller's settings may reach the product, a DATABASE_URL least of all.
      env: {
        PATH: process.env.PATH ?? '',
        HOME: process.env.HOME ?? '',
        ...(process.env.TMPDIR && { TMPDIR: process.env.TMPDIR }),
        HOST: '127.0.0.1',
        PORT: `${this.port}`,
        FIELD_KEY,
        ADMIN_TOKEN: 'the-admin-token-of-the-chaos-runs',
        LOG_LEVEL: 'warn',
        DEMO: '1',
        ...this.#env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    living.add(child);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#lines.push(...text.split('\n').filter((line) => line.trim() !== ''));
        this.#lines.splice(0, this.#lines.length - LINES_KEPT);
      });
    }
    this.#child = child;
    this.#exit = once(child, 'close').then(() => {
      living.delete(child);
      if (this.#child === child) this.#child = undefined;
      return child.exitCode ?? undefined;
    });
  }

  /** The exit code; undefined after a kill. */
  exited(): Promise<number | undefined> {
    return this.#exit;
  }

  get alive(): boolean {
    return this.#child !== undefined;
  }

  /** No warning, as when the power fails or the memory runs out. */
  async kill(): Promise<void> {
    this.#child?.kill('SIGKILL');
    await this.#exit;
  }

  /** As an operator stops it. @returns its exit code; undefined when it had to be killed */
  async stop(limitMs = 20_000): Promise<number | undefined> {
    const child = this.#child;
    if (!child) return undefined;
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
    const code = await this.#exit;
    clearTimeout(timer);
    return code;
  }

  /** @returns whether it answers */
  async up(limitMs: number): Promise<boolean> {
    return until(async () => !this.alive || (await this.healthy()), limitMs, 30).then((ended) => ended && this.alive);
  }

  async healthy(): Promise<boolean> {
    const answer = await this.get('/healthz');
    return answer !== undefined;
  }

  /** The body, or nothing when there was no good answer. */
  async get(path: string): Promise<string | undefined> {
    try {
      const response = await fetch(`${this.url}${path}`, { signal: AbortSignal.timeout(5_000) });
      const body = await response.text();
      return response.ok ? body : undefined;
    } catch {
      return undefined;
    }
  }

  /** A metric, added up over its labels that match. */
  async metric(name: string, labels = ''): Promise<number | undefined> {
    const text = await this.get('/metrics');
    if (text === undefined) return undefined;
    const lines = text.split('\n').filter((line) => line.startsWith(name) && line.includes(labels));
    return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
  }

  /** Empty once everything stored has been handled, everything to be sent has a fate, nothing is due, and the ledger is sealed. */
  async unfinished(): Promise<readonly string[]> {
    const text = await this.get('/metrics');
    if (text === undefined) return ['no answer'];
    return text.split('\n').filter((line) => OPEN.test(line) && !line.endsWith(' 0'));
  }
}

const OPEN =
  /^lilong_(inbox_rows\{state="pending"\}|outbox_rows\{state="(waiting|leased|sending)"\}|schedule_overdue|ledger_pending) /;

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
