/**
 * A roster of 50,000 people taken over in the embedded mode while webhooks come in at a steady rate: how long, how much
 * memory, and how much later the platform gets its answer than while nothing else happens.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { writeXlsx } from '../../src/documents/xlsx-write.ts';
import type { ShownRoster } from '../../src/http/api/rosters.ts';
import { startLineFake } from '../fakes/line.ts';
import { end, freePort, healthy, output, SECRET, start } from './processes.ts';
import { compared, plain, type Result } from './result.ts';

const PEOPLE = 50_000;
const CONNECTIONS = '4';
const TOKEN = 'the-admin-token-of-the-benchmark';

interface Round {
  readonly perSecond: number;
  readonly p99: number;
  readonly failed: number;
}

function* people(): Generator<readonly string[]> {
  for (let at = 0; at < PEOPLE; at += 1)
    yield [String(at), `居民${at}号`, `13${String(at).padStart(9, '0')}`, `${(at % 300) + 1}号楼`, `${at % 160}室`];
}

export async function roster(seconds: number): Promise<Result[]> {
  const line = await startLineFake();
  const folder = await mkdtemp(join(tmpdir(), 'lilong-bench-'));
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const product = start('src/main.ts', [], {
    DATA_DIR: join(folder, 'data'),
    PORT: String(port),
    HOST: '127.0.0.1',
    DEMO: '0',
    ADMIN_TOKEN: TOKEN,
    LINE_CHANNEL_SECRET: SECRET,
    LINE_CHANNEL_ACCESS_TOKEN: line.token,
    LINE_API_BASE_URL: line.url,
    LINE_DATA_API_BASE_URL: line.dataUrl,
  });
  const call = async <T>(method: string, path: string, body?: Uint8Array | object): Promise<T> => {
    const form = body instanceof Uint8Array ? 'application/octet-stream' : 'application/json';
    const answer = await fetch(`${base}/api/v1${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${TOKEN}`,
        ...(method === 'POST' && { 'Idempotency-Key': randomUUID() }),
        ...(body && { 'Content-Type': form }),
      },
      ...(body && { body: body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path} was answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const load = async (name: string, forSeconds: number): Promise<Round> =>
    JSON.parse(
      await output('test/bench/load.ts', [`${base}/webhooks/line`, String(forSeconds), CONNECTIONS, SECRET, name]),
    ) as Round;
  const until = async (id: string, state: ShownRoster['state']): Promise<void> => {
    for (;;) {
      const now = await call<ShownRoster>('GET', `/rosters/${id}`);
      if (now.state === state) return;
      if (now.state === 'refused' || now.state === 'cancelled') throw new Error(`the roster is ${now.state}`);
      await pause(200);
    }
  };
  try {
    await healthy(port);
    await call('POST', '/communities', { code: 'bench', name: '大社区' });
    const columns = Array.from({ length: 5 }, () => ({ width: 12 }));
    const heading = ['名册编号', '姓名', '手机号', '楼栋', '室号'];
    const file = await writeXlsx([{ name: '名册', columns, heading, rows: people() }]);
    await load('warm', 2);
    const idle = await load('idle', seconds);
    const before = memoryOf(product.pid);

    // Reading, then taking over; webhooks come in from the beginning to the end of both.
    let under = true;
    const rounds: Round[] = [];
    const beside = (async () => {
      for (let round = 0; under; round += 1) rounds.push(await load(`busy${round}`, seconds));
    })();
    const from = performance.now();
    const { id } = await call<ShownRoster>('POST', '/rosters?community=bench&createPlaces=yes', file);
    await until(id, 'ready');
    const read = performance.now();
    await call('POST', `/rosters/${id}/publish`);
    await until(id, 'done');
    const done = performance.now();
    under = false;
    await beside;
    const lost = [idle, ...rounds].reduce((sum, { failed }) => sum + failed, 0);
    if (lost > 0) throw new Error(`${lost} webhooks were not answered 200`);
    const worst = Math.max(...rounds.map(({ p99 }) => p99));
    return [
      plain('roster', `${PEOPLE} rows of Excel read and checked, with webhooks coming in`, 's', (read - from) / 1000),
      plain('roster', `${PEOPLE} people taken over, with webhooks coming in`, 's', (done - read) / 1000),
      plain('roster', 'memory at its highest, above what was used before', 'MB', memoryOf(product.pid) - before),
      plain('roster', `webhook acknowledged, p99, idle, ${CONNECTIONS} connections, embedded`, 'ms', idle.p99),
      // LINE waits two seconds. https://developers.line.biz/en/docs/messaging-api/receiving-messages/
      compared(
        'roster',
        `webhook acknowledged, p99 of the worst ${seconds} s of the import, against what LINE waits`,
        'ms',
        worst,
        2_000,
        { most: 1 },
      ),
    ];
  } finally {
    await end(product);
    await line.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The most the process ever held, in MB. */
function memoryOf(pid: number | undefined): number {
  const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kilobytes) / 1024);
}
