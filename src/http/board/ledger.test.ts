/** The published ledger: the verifier that stands beside it accepts it, and giving it out disturbs nobody. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../db/client.ts';
import { canonicalJson, pendingMac } from '../../../db/digest.ts';
import { ledgerPending } from '../../../db/schema/index.ts';
import { type Neighbourhood, openNeighbourhood } from '../../../test/board/neighbourhood.ts';
import { createVerifier } from '../../../tools/verify-ledger.mjs';
import { ledgerStream } from './ledger-rows.ts';

const MANY = 1000;
const ROUGH = '引号"与\\斜线\n\u2028里弄 𠮷 </script>';

let town: Neighbourhood;
let head: { readonly position: number; readonly hash: string };

const get = (path: string, headers: Record<string, string> = {}) =>
  Promise.resolve(town.app.request(path, { headers }));
const verified = (text: string, options: Parameters<typeof createVerifier>[0] = {}) => {
  const verifier = createVerifier(options);
  verifier.push(Buffer.from(text));
  return verifier.finish();
};

beforeAll(async () => {
  town = await openNeighbourhood();
  const home = await town.community('demo', '幸福里社区');
  await town.file({ community: home, text: '电梯坏了' });
  const entry = (number: number) =>
    canonicalJson({
      v: 1,
      at: '2026-11-21T08:00:00Z',
      action: 'test',
      by: { role: 'system' },
      command: 'c',
      subject: `test:${number}`,
      reason: ROUGH,
    });
  for (let start = 0; start < MANY; start += 200) {
    await town.runtime.context.db.direct.insert(ledgerPending).values(
      Array.from({ length: 200 }, (_, index) => {
        const line = entry(start + index);
        const subject = `test:${start + index}`;
        return { entry: line, subject, mac: pendingMac(town.runtime.context.index, line, subject, null) };
      }),
    );
  }
  await town.pass(1);
  head = verified(await (await get('/board/ledger.ndjson')).text());
}, 120_000);
afterAll(() => town.close());

describe('the ledger file', () => {
  it('is a chain the verifier accepts, with everything that happened in it', () => {
    expect(head.position).toBeGreaterThan(MANY + 3);
  });

  it('holds exactly position, entry, prevHash and hash, with the entry as it was hashed', async () => {
    const [first = ''] = (await (await get('/board/ledger.ndjson')).text()).split('\n');
    expect(first).toMatch(
      /^\{"position":1,"entry":"\{\\"action\\":\\"community\.create\\".*","prevHash":"0{64}","hash":"[0-9a-f]{64}"\}$/,
    );
  });

  it('can be continued from where an earlier download ended', async () => {
    const rest = await (await get(`/board/ledger.ndjson?from=${head.position - 4}`)).text();
    expect(rest.trim().split('\n')).toHaveLength(5);
    const whole = await (await get('/board/ledger.ndjson')).text();
    const noted = JSON.parse(whole.split('\n')[head.position - 6] ?? '') as { position: number; hash: string };
    expect(verified(rest, { head: noted })).toMatchObject({ entries: 5, hash: head.hash });
    expect(await (await get(`/board/ledger.ndjson?from=${head.position + 1}`)).text()).toBe('');
  });

  it('refuses a position that is none', async () => {
    for (const from of ['0', '-1', 'x', '1.5', '1e3', '9'.repeat(30), '']) {
      const answer = await get(`/board/ledger.ndjson?from=${from}`);
      expect([from, answer.status]).toEqual([from, 400]);
    }
  });

  it('is not sent again while nothing was added', async () => {
    const first = await get('/board/ledger.ndjson', {});
    await first.body?.cancel();
    const tag = first.headers.get('etag') ?? '';
    expect((await get('/board/ledger.ndjson', { 'If-None-Match': tag })).status).toBe(304);
    expect((await get('/board/ledger.ndjson?from=2', { 'If-None-Match': tag })).status).toBe(200);
    expect(first.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
  });

  it('stands beside its verifier, as it is in the repository', async () => {
    const script = await get('/board/verify-ledger.mjs');
    expect(script.headers.get('content-type')).toContain('javascript');
    expect(await script.text()).toBe(
      await readFile(new URL('../../../tools/verify-ledger.mjs', import.meta.url), 'utf8'),
    );
  });
});

describe('giving out the ledger', () => {
  /** The real database, with each query counted. */
  function counted(): { readonly db: Database; queries: number } {
    const { db } = town.runtime.context;
    const counter = {
      queries: 0,
      db: {
        ...db,
        get direct() {
          counter.queries += 1;
          return db.direct;
        },
      },
    };
    return counter;
  }

  it('reads a page only when the reader asks, and stops when the reader leaves', async () => {
    const counter = counted();
    const stream = ledgerStream(counter.db, 1, head.position, () => {});
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(counter.queries).toBe(0);
    const reader = stream.getReader();
    const { value } = await reader.read();
    expect(
      Buffer.from(value ?? [])
        .toString()
        .trim()
        .split('\n'),
    ).toHaveLength(200);
    expect(counter.queries).toBe(1);
    await reader.cancel();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(counter.queries).toBe(1);
  });

  it('lets other work in before every page', async () => {
    const counter = counted();
    const turns: number[] = [];
    let reading = true;
    const spin = () => {
      turns.push(counter.queries);
      if (reading) setImmediate(spin);
    };
    setImmediate(spin);
    for await (const _page of ledgerStream(counter.db, 1, head.position, () => {})) await Promise.resolve();
    reading = false;
    const pages = Math.ceil(head.position / 200);
    expect(counter.queries).toBe(pages);
    expect(new Set(turns).size).toBeGreaterThanOrEqual(pages);
  });

  it('ends where the chain ended when it was asked for', async () => {
    const answer = await get('/board/ledger.ndjson');
    await town.community('later', '后来的社区');
    await town.pass(1);
    expect(verified(await answer.text())).toEqual({ entries: head.position, position: head.position, hash: head.hash });
    expect(verified(await (await get('/board/ledger.ndjson')).text(), { head }).entries).toBeGreaterThan(head.position);
  });

  it('breaks off, and does not end as if it were whole, when the database fails', async () => {
    const { db } = town.runtime.context;
    let queries = 0;
    const failing: Database = {
      ...db,
      get direct() {
        queries += 1;
        if (queries > 1) throw new RangeError('gone');
        return db.direct;
      },
    };
    const told: unknown[] = [];
    const reader = ledgerStream(failing, 1, head.position, (error) => told.push(error)).getReader();
    await reader.read();
    await expect(reader.read()).rejects.toThrow('gone');
    expect(told).toHaveLength(1);
  });
});

describe('the page about the ledger', () => {
  it('shows the head in the form the verifier takes', async () => {
    const page = await (await get('/board/ledger?lang=en')).text();
    const noted = /<code>([0-9a-f]{64})@(\d+)<\/code>/.exec(page);
    expect(noted).not.toBeNull();
    const whole = await (await get('/board/ledger.ndjson')).text();
    expect(verified(whole, { head: { hash: noted?.[1] ?? '', position: Number(noted?.[2]) } }).hash).toBe(noted?.[1]);
    expect(page).toContain(`node verify-ledger.mjs --head ${noted?.[1]}@${noted?.[2]} ledger.ndjson`);
  });
});
