/** A stretch of network between a client and a server, which a test can cut, or let fall silent without closing. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface FlakyNetwork {
  readonly port: number;
  /** Connections made so far. */
  readonly connections: number;
  /** From now on bytes vanish, and connections stay open: what a pulled cable looks like. */
  silence(): void;
  /** Falls silent just before these words would reach the server; settles when it has. */
  silenceAt(words: string): Promise<void>;
  /** Ends every connection just before these words would reach the server; settles when it has. */
  cutAt(words: string): Promise<void>;
  /** Bytes flow on new connections; the silent ones stay silent. */
  restore(): void;
  /** Ends every connection at once. */
  cut(): void;
  close(): Promise<void>;
}

export async function flakyNetwork(host: string, port: number): Promise<FlakyNetwork> {
  let silent = false;
  let connections = 0;
  let watched: { readonly words: string; readonly reached: () => void } | undefined;
  const when = (words: string, happens: () => void): Promise<void> =>
    new Promise((resolve) => {
      watched = {
        words,
        reached: () => {
          happens();
          resolve();
        },
      };
    });
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    connections += 1;
    const far = connect(port, host);
    let dead = silent;
    const ends = [near, far];
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes) => {
        if (watched && from === near && bytes.includes(watched.words)) {
          watched.reached();
          watched = undefined;
        }
        dead ||= silent;
        if (!dead) to.write(bytes);
      });
      from.on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        for (const end of ends) end.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return connections;
    },
    silence: () => {
      silent = true;
    },
    silenceAt: (words) =>
      when(words, () => {
        silent = true;
      }),
    cutAt: (words) => when(words, cut),
    restore: () => {
      silent = false;
    },
    cut,
    close: async () => {
      server.close();
      cut();
      await once(server, 'close');
    },
  };
}
