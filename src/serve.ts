/** The composition root for Node: settings and an open database in, one serving process out. */

import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Temporal } from 'temporal-polyfill';
import { renderLine } from '../adapters/line/render.ts';
import type { DrawPanel } from '../adapters/line/rich-menu.ts';
import { renderPrompts } from '../adapters/telegram/render.ts';
import { createWebAdapter, type WebAdapter } from '../adapters/web/index.ts';
import type { WebStore } from '../adapters/web/store.ts';
import { createWebStore } from '../db/web-store.ts';
import type { ChannelAdapter } from './channel.ts';
import type { Config } from './config.ts';
import { loadDemo } from './demo/load.ts';
import { DEMO_GROUPS, PERSONAS } from './demo/personas.ts';
import { OPERATOR } from './domain/permissions/roles.ts';
import { createApp, type Mounted } from './http/app.ts';
import { boardRoutes } from './http/board/index.ts';
import { sandboxRoutes } from './http/sandbox/index.ts';
import { createLog } from './log.ts';
import type { OpenDatabase } from './open-database.ts';
import { runUnit } from './pipeline/unit.ts';
import { type AdapterParts, openRuntime, type Runtime } from './runtime.ts';
import { planClockMove } from './usecases/clock/move.ts';
import { ANY_COMMUNITY } from './usecases/policies.ts';

/** The sandbox's platform, which is this process itself. */
interface Web {
  readonly adapter: WebAdapter;
  readonly store: WebStore;
}

/** A platform's code is loaded only where the platform is set up; otherwise it would be a fifth of what a start loads. */
async function buildAdapters(config: Config, { media }: AdapterParts, web: Web | undefined): Promise<ChannelAdapter[]> {
  const { line, telegram, publicBaseUrl } = config;
  const adapters: ChannelAdapter[] = web ? [web.adapter] : [];
  if (line) {
    const { createLineAdapter } = await import('../adapters/line/index.ts');
    adapters.push(createLineAdapter({ ...line, drawPanel }));
  }
  if (telegram) {
    const { createTelegramAdapter } = await import('../adapters/telegram/index.ts');
    adapters.push(createTelegramAdapter({ ...telegram, media, ...(publicBaseUrl && { publicBaseUrl }) }));
  }
  return adapters;
}

/** Drawing is loaded when the first picture is wanted. */
const drawPanel: DrawPanel = async (labels, grid) => {
  const { panelPng } = await import('./documents/panel.ts');
  return panelPng(labels, grid);
};

/** Serves until a signal ends the process. Rejects when it cannot begin. */
export async function serveInstallation(config: Config, opening: Promise<OpenDatabase>): Promise<void> {
  const log = createLog(config.logLevel);
  let web: Web | undefined;
  const runtime = await openRuntime(config, log, await opening, (parts) => {
    if (config.demo) {
      const store = createWebStore(parts);
      web = { adapter: createWebAdapter({ store }), store };
    }
    return buildAdapters(config, parts, web);
  });
  if (config.demo) await loadDemo(runtime.context);
  const closing = new AbortController();
  const app = createApp(config, runtime, [
    board(config, runtime),
    ...(web ? [sandbox(config, runtime, web, closing.signal)] : []),
  ]);
  const server = serve({ fetch: app.fetch, port: config.port, hostname: config.host });
  await new Promise<void>((resolve, reject) => {
    server.once('listening', () => resolve());
    server.once('error', reject);
  });
  const { port } = server.address() as AddressInfo;
  const started = runtime.start();
  onSignal((signal) => {
    log('info', 'stopping', { signal });
    closing.abort();
    server.close();
    // What is just being started is finished first: half a start cannot be stopped cleanly.
    return started.catch(() => undefined).then(() => runtime.stop());
  });
  await started;
  banner(config, port);
}

/** The first signal stops in good order; a second one does not wait. */
function onSignal(stop: (signal: string) => Promise<void>): void {
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      stop(signal).then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(`The stop was not clean: ${error instanceof Error ? error.message : 'unknown'}`);
          process.exit(1);
        },
      );
    });
  }
}

function board({ publicBaseUrl }: Config, { context }: Runtime): Mounted {
  const { db, keys, clock, log, policies } = context;
  return {
    path: '/board',
    routes: boardRoutes({ db, keys, now: clock.now, policies, log, ...(publicBaseUrl && { publicBaseUrl }) }),
  };
}

function sandbox({ publicBaseUrl }: Config, runtime: Runtime, web: Web, closing: AbortSignal): Mounted {
  const { context } = runtime;
  const calendar = () => context.policies.common(context.clock.now()).calendar;
  return {
    path: '/sandbox',
    routes: sandboxRoutes({
      web: web.adapter,
      webStore: web.store,
      store: runtime.store,
      renderers: { line: { render: renderLine }, telegram: { render: renderPrompts } },
      personas: async () => PERSONAS,
      groups: async () => DEMO_GROUPS,
      clock: {
        zone: ANY_COMMUNITY.timeZone,
        now: () => context.clock.now(),
        nextWorkingDay: () => {
          const { date } = calendar().addWorkingDays(context.clock.now(), 1);
          return calendar().instantAt(date, OFFICE_OPENS);
        },
        advance: (duration) => advance(runtime, duration),
      },
      picture: runtime.media,
      ...(publicBaseUrl && { publicHost: new URL(publicBaseUrl).host }),
      closing,
      log: (event, detail) => context.log('warn', event, detail),
    }),
  };
}

/** The visitor of the sandbox is its operator, and leaves the same ledger line. */
async function advance({ context, committed, clockMoves }: Runtime, by: Temporal.Duration): Promise<void> {
  await clockMoves.inTurn(async () => {
    let to: Temporal.Instant | undefined;
    const planned = await runUnit(context, OPERATOR, context.index.of('sandbox-clock', randomUUID()), async (uow) => {
      const target = await planClockMove(uow, { how: 'advance', by, zone: ANY_COMMUNITY.timeZone });
      to = target.ok ? target.value : undefined;
      return {};
    });
    committed(planned);
    if (to) await clockMoves.carryOut({ how: 'advance', to: to.toString() });
  });
}

const OFFICE_OPENS = Temporal.PlainTime.from('09:00');

function banner(config: Config, port: number): void {
  const here = `http://${config.host === '0.0.0.0' ? 'localhost' : config.host}:${port}`;
  const address = config.demo ? here : (config.publicBaseUrl ?? here);
  const lines = [
    `Lilong 里弄  ${address}${config.demo ? '/sandbox' : '/board'}`,
    config.adminTokenFile ? `Admin token  ${config.adminTokenFile}` : 'Admin token  from ADMIN_TOKEN',
  ];
  process.stdout.write(`\n${lines.map((line) => `  ${line}`).join('\n')}\n\n`);
}
