/** The composition root for Node: settings in, one process out. */
import { serve } from '@hono/node-server';
import type { AddressInfo } from 'node:net';
import { createLineAdapter } from '../adapters/line/index.ts';
import { createTelegramAdapter } from '../adapters/telegram/index.ts';
import { FolderInUse } from '../db/lock.ts';
import { SealBroken } from '../db/sealed.ts';
import type { ChannelAdapter } from './channel.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { createApp } from './http/app.ts';
import { createLog } from './log.ts';
import { type AdapterParts, openRuntime } from './runtime.ts';

function buildAdapters(config: Config, { media }: AdapterParts): ChannelAdapter[] {
  const { line, telegram, publicBaseUrl } = config;
  return [
    ...(line ? [createLineAdapter(line)] : []),
    ...(telegram ? [createTelegramAdapter({ ...telegram, media, ...(publicBaseUrl && { publicBaseUrl }) })] : []),
  ];
}

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  const runtime = await openRuntime(config, log, (parts) => buildAdapters(config, parts));
  const app = createApp(config, runtime, []);
  const server = serve({ fetch: app.fetch, port: config.port, hostname: config.host });
  await new Promise<void>((resolve, reject) => {
    server.once('listening', () => resolve());
    server.once('error', reject);
  });
  await runtime.start();
  banner(config, (server.address() as AddressInfo).port);

  let stopping = false;
  const stop = (signal: string) => {
    if (stopping) return;
    stopping = true;
    log('info', 'stopping', { signal });
    server.close();
    runtime.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log('error', 'stop.failed', { error: error instanceof Error ? error.name : 'unknown' });
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
}

function banner(config: Config, port: number): void {
  const address = `http://${config.host === '0.0.0.0' ? 'localhost' : config.host}:${port}`;
  const lines = [
    `Lilong 里弄  ${address}${config.demo ? '/sandbox' : '/board'}`,
    config.adminTokenFile ? `Admin token  ${config.adminTokenFile}` : 'Admin token  from ADMIN_TOKEN',
  ];
  process.stdout.write(`\n${lines.map((line) => `  ${line}`).join('\n')}\n\n`);
}

main().catch((error: unknown) => {
  const code = (error as NodeJS.ErrnoException).code;
  if (error instanceof ConfigError || error instanceof FolderInUse) console.error(error.message);
  else if (error instanceof SealBroken) console.error(`FIELD_KEY does not open this database (${error.message}). Use the key it was made with, or list it after the new one: FIELD_KEY=new,old`);
  else if (code === 'EADDRINUSE') console.error(`PORT is in use by another program; stop it or choose another, like PORT=3001.`);
  else console.error(error);
  process.exit(1);
});
