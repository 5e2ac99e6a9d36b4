/** The command line against an installation of this process, through a socket as everywhere; PostgreSQL where there is one. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type ServerType, serve } from '@hono/node-server';
import { expect } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { ADMIN_TOKEN } from './admin-api.ts';
import { engineCases } from './engines.ts';
import { type Installation, startInstallation } from './installation.ts';

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface CommandLine {
  readonly house: Installation;
  lilong(...args: string[]): Promise<Said>;
  /** The answer of a command that must succeed. */
  answer<T>(...args: string[]): Promise<T>;
  close(): Promise<void>;
}

export async function openCommandLine(suite: string): Promise<CommandLine> {
  const [embedded, postgres] = await engineCases(suite);
  const engine = postgres && !postgres.skip ? postgres : embedded;
  const setup = await engine?.setUp();
  const house = await startInstallation({ ...setup?.settings, env: { ADMIN_TOKEN } });
  const server: ServerType = serve({ fetch: house.app.fetch, port: 0, hostname: '127.0.0.1' });
  if (!server.listening) await once(server, 'listening');
  const env = { LILONG_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, ADMIN_TOKEN };
  const lilong = async (...args: string[]): Promise<Said> => {
    let out = '';
    let err = '';
    const code = await run(args, { env, out: (text) => (out += text), err: (text) => (err += text) });
    return { code, out, err };
  };
  return {
    house,
    lilong,
    answer: async <T>(...args: string[]) => {
      const { code, out, err } = await lilong(...args, '--json');
      expect([code, err]).toEqual([0, '']);
      return JSON.parse(out) as T;
    },
    close: async () => {
      server.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await once(server, 'close');
      await house.stop();
      await setup?.drop();
    },
  };
}
