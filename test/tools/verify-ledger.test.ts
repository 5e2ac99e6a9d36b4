/**
 * The standalone verifier is what people trust instead of us, so it must find every change: each test forges a small
 * ledger in one way and expects the first broken position to be named.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../db/digest.ts';
import { Broken, canonical, createVerifier, GENESIS, readArguments } from '../../tools/verify-ledger.mjs';

interface Row {
  readonly position: number;
  readonly entry: string;
  readonly prevHash: string;
  readonly hash: string;
}

const hashOf = (prevHash: string, entry: string): string =>
  createHash('sha256').update(Buffer.from(prevHash, 'hex')).update(entry, 'utf8').digest('hex');

/** A chain that is sound whatever its entries say. */
function chain(entries: readonly string[]): Row[] {
  let prevHash = GENESIS;
  return entries.map((entry, index) => {
    const row = { position: index + 1, entry, prevHash, hash: hashOf(prevHash, entry) };
    prevHash = row.hash;
    return row;
  });
}

const line = (row: Row): string => `${JSON.stringify(row)}\n`;
const bytesOf = (rows: readonly Row[]): Uint8Array => Buffer.from(rows.map(line).join(''), 'utf8');

const entryOf = (action: string, subject: string, facts: Readonly<Record<string, string | number>> = {}): string =>
  canonicalJson({
    v: 1,
    at: '2026-11-21T08:00:00.000000Z',
    action,
    subject,
    by: { role: 'grid_officer' },
    command: 'c',
    facts,
  });

const SMALL = chain([
  entryOf('demand.submit', 'demand:a', { to: 'submitted' }),
  entryOf('demand.accept', 'demand:a', { note: '引号"与\\斜线\n里弄 𠮷' }),
  entryOf('demand.submit', 'demand:b'),
]);
const HEAD = SMALL.at(-1)?.hash ?? '';

type Verdict =
  | { readonly ok: true; readonly entries: number; readonly hash: string }
  | { readonly ok: false; readonly position: number; readonly what: string };

function verify(
  bytes: Uint8Array,
  options: Parameters<typeof createVerifier>[0] = {},
  pieceSize = bytes.length || 1,
): Verdict {
  try {
    const verifier = createVerifier(options);
    for (let start = 0; start < bytes.length; start += pieceSize)
      verifier.push(bytes.subarray(start, start + pieceSize));
    const { entries, hash } = verifier.finish();
    return { ok: true, entries, hash };
  } catch (error) {
    if (error instanceof Broken) return { ok: false, position: error.position, what: error.what };
    throw error;
  }
}

describe('a sound ledger', () => {
  it('is ok, with its number of entries and its head', () => {
    expect(verify(bytesOf(SMALL))).toEqual({ ok: true, entries: 3, hash: HEAD });
  });

  it('may be empty', () => {
    expect(verify(new Uint8Array())).toEqual({ ok: true, entries: 0, hash: GENESIS });
  });

  it('may come in pieces of any size, with or without the last line end', () => {
    const bytes = bytesOf(SMALL);
    for (const size of [1, 2, 7, 64, 1000]) expect(verify(bytes, {}, size)).toMatchObject({ ok: true, entries: 3 });
    expect(verify(bytes.subarray(0, -1))).toMatchObject({ ok: true, entries: 3 });
  });

  it('is ok whatever its entries say, as long as they are canonical', () => {
    const json = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ noUnicodeString: false }));
    fc.assert(
      fc.property(fc.array(json.filter(isWellFormed), { maxLength: 5 }), (entries) => {
        expect(verify(bytesOf(chain(entries.map(canonicalJson))))).toMatchObject({ ok: true, entries: entries.length });
      }),
    );
  });
});

const isWellFormed = (value: unknown): boolean => !/\\u[dD][89a-fA-F]/.test(JSON.stringify(value));

describe('canonical JSON', () => {
  it('is written as the ledger writes it', () => {
    fc.assert(
      fc.property(fc.jsonValue().filter(isWellFormed), (value) => {
        const parsed: unknown = JSON.parse(JSON.stringify(value));
        expect(canonical(parsed)).toBe(canonicalJson(parsed));
      }),
    );
  });

  it.each([
    ['members out of order', '{"b":1,"a":2}'],
    ['white space', '{"a": 1}'],
    ['a member twice', '{"a":1,"a":1}'],
    ['a number written another way', '{"a":1.0}'],
    ['minus zero', '{"a":-0}'],
    ['a number that is too large', '{"a":1e999}'],
    ['an escape that is not needed', '{"a":"\\u0041"}'],
    ['half of a surrogate pair', '{"a":"\\ud800"}'],
    ['not an object', '"a"'],
    ['not JSON', '{"a":'],
  ])('refuses an entry with %s', (_name, entry) => {
    expect(verify(bytesOf(chain([entryOf('x', 'y'), entry])))).toEqual({
      ok: false,
      position: 2,
      what: expect.stringContaining('RFC 8785'),
    });
  });
});

describe('a changed ledger', () => {
  const bytes = bytesOf(SMALL);
  const changed = (at: number, value: number) => {
    const copy = Uint8Array.from(bytes);
    copy[at] = value;
    return copy;
  };

  it('is found for every single bit of it', () => {
    const missed: string[] = [];
    bytes.forEach((byte, at) => {
      for (let bit = 0; bit < 8; bit += 1)
        if (verify(changed(at, byte ^ (1 << bit))).ok) missed.push(`bit ${bit} of byte ${at}`);
    });
    expect(missed).toEqual([]);
  });

  it('is found for any other value of any byte', () => {
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        expect(verify(changed(at, ((bytes[at] ?? 0) + by) % 256)).ok).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it('names the position of the line that was changed, or of the next when it only lost its line end', () => {
    const second = line(SMALL[0] as Row).length + 40;
    expect(verify(changed(second, 0x21))).toMatchObject({ ok: false, position: 2 });
  });

  const rows = fc
    .array(fc.nat(9), { minLength: 2, maxLength: 8 })
    .map((numbers) => chain(numbers.map((number, index) => entryOf(`a${number}`, `s:${index}`))));

  it('is found when two lines are swapped', () => {
    fc.assert(
      fc.property(rows, fc.nat(), fc.nat(), (sound, a, b) => {
        const [first, second] = [a % sound.length, b % sound.length];
        fc.pre(first !== second);
        const swapped = [...sound];
        [swapped[first], swapped[second]] = [sound[second] as Row, sound[first] as Row];
        expect(verify(bytesOf(swapped))).toMatchObject({ ok: false, position: Math.min(first, second) + 1 });
      }),
    );
  });

  it('is found when two entries are swapped and the positions kept', () => {
    const [one, two, three] = SMALL as [Row, Row, Row];
    const forged = [{ ...one, entry: two.entry }, { ...two, entry: one.entry }, three];
    expect(verify(bytesOf(forged))).toMatchObject({ ok: false, position: 1, what: expect.stringContaining('SHA-256') });
  });

  it('is found when a line is taken out of the middle', () => {
    fc.assert(
      fc.property(rows, fc.nat(), (sound, at) => {
        const gone = at % (sound.length - 1);
        expect(verify(bytesOf(sound.toSpliced(gone, 1)))).toMatchObject({ ok: false, position: gone + 1 });
      }),
    );
  });

  it('is found when a line is put in, even one that continues the chain at its place', () => {
    fc.assert(
      fc.property(rows, fc.nat(), (sound, at) => {
        const place = at % sound.length;
        const prevHash = sound[place]?.prevHash ?? GENESIS;
        const entry = entryOf('forged', 's:x');
        const forged = { position: place + 1, entry, prevHash, hash: hashOf(prevHash, entry) };
        const renumbered = sound.slice(place).map((row) => ({ ...row, position: row.position + 1 }));
        expect(verify(bytesOf(sound.toSpliced(place, 0, forged)))).toMatchObject({ ok: false, position: place + 2 });
        expect(verify(bytesOf([...sound.slice(0, place), forged, ...renumbered]))).toMatchObject({
          ok: false,
          position: place + 2,
        });
      }),
    );
  });

  it('is found when an empty line or something beside the four fields stands in it', () => {
    const [one, two] = SMALL as [Row, Row];
    expect(verify(Buffer.from(`${line(one)}\n${line(two)}`))).toMatchObject({ ok: false, position: 2 });
    expect(verify(Buffer.from(line({ ...one, extra: 1 } as Row)))).toMatchObject({ ok: false, position: 1 });
    expect(verify(Buffer.from('null\n'))).toMatchObject({ ok: false, position: 1 });
  });

  it('does not fill the memory with a line that never ends', () => {
    const verifier = createVerifier();
    const piece = Buffer.alloc(65_536, 0x20);
    expect(() => {
      for (let count = 0; count < 100; count += 1) verifier.push(piece);
    }).toThrow(/position 1: the line is longer/);
  });
});

describe('a head noted earlier', () => {
  const heads = SMALL.map(({ hash, position }) => ({ hash, position }));

  it('is met by every ledger that has only grown since', () => {
    for (const head of heads) expect(verify(bytesOf(SMALL), { head })).toMatchObject({ ok: true, entries: 3 });
  });

  it('shows that the end was cut off, which nothing else can show', () => {
    const cut = bytesOf(SMALL.slice(0, 2));
    expect(verify(cut)).toMatchObject({ ok: true, entries: 2 });
    expect(verify(cut, { head: { hash: HEAD, position: 3 } })).toEqual({
      ok: false,
      position: 3,
      what: expect.stringContaining('the end is missing'),
    });
    expect(verify(new Uint8Array(), { head: { hash: HEAD, position: 3 } })).toMatchObject({ ok: false, position: 1 });
  });

  it('shows that the chain was made anew, which nothing else can show', () => {
    const rewritten = bytesOf(chain([entryOf('demand.submit', 'demand:z'), ...SMALL.slice(1).map((row) => row.entry)]));
    expect(verify(rewritten)).toMatchObject({ ok: true, entries: 3 });
    for (const head of heads)
      expect(verify(rewritten, { head })).toEqual({
        ok: false,
        position: head.position,
        what: expect.stringContaining('rewritten'),
      });
  });

  it('lets the file begin right after it, and nowhere else', () => {
    const [first, second] = heads as [(typeof heads)[0], (typeof heads)[0]];
    expect(verify(bytesOf(SMALL.slice(1)), { head: first })).toEqual({ ok: true, entries: 2, hash: HEAD });
    expect(verify(bytesOf(SMALL.slice(2)), { head: first })).toMatchObject({ ok: false, position: 1 });
    expect(verify(bytesOf(SMALL.slice(1)))).toMatchObject({ ok: false, position: 1 });
    expect(verify(bytesOf(SMALL.slice(2)), { head: { ...second, hash: GENESIS } })).toMatchObject({
      ok: false,
      position: 3,
    });
  });
});

const PROGRAM = fileURLToPath(new URL('../../tools/verify-ledger.mjs', import.meta.url));

function run(
  args: readonly string[],
  input?: Uint8Array,
): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [PROGRAM, ...args]);
    let out = '';
    let err = '';
    child.stdout.on('data', (text) => {
      out += text;
    });
    child.stderr.on('data', (text) => {
      err += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
    // The program stops reading at the first broken line.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

describe('the program', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lilong-ledger-'));
  const file = join(folder, 'ledger.ndjson');
  const broken = join(folder, 'broken.ndjson');
  writeFileSync(file, bytesOf(SMALL));
  writeFileSync(broken, bytesOf([SMALL[0] as Row, SMALL[2] as Row]));
  let server: Server | undefined;
  afterAll(() => {
    server?.close();
    rmSync(folder, { recursive: true });
  });
  const ok = `ok: 3 entries, head ${HEAD}\n`;

  it('reads a file, standard input or an address', async () => {
    const web = createServer((request, response) => {
      response.statusCode = request.url === '/ledger.ndjson' ? 200 : 404;
      response.end(bytesOf(SMALL));
    });
    server = web;
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
    expect(await run([file])).toEqual({ code: 0, out: ok, err: '' });
    expect(await run([], bytesOf(SMALL))).toEqual({ code: 0, out: ok, err: '' });
    expect(await run(['-'], bytesOf(SMALL))).toEqual({ code: 0, out: ok, err: '' });
    expect(await run([`${address}/ledger.ndjson`])).toEqual({ code: 0, out: ok, err: '' });
    expect(await run([`${address}/elsewhere`])).toEqual({
      code: 2,
      out: '',
      err: expect.stringContaining('answered 404'),
    });
  }, 20_000);

  it('answers 1 for a broken ledger and 2 when it could not check', async () => {
    expect(await run([broken])).toEqual({
      code: 1,
      out: 'broken at position 2: the line here is numbered 3\n',
      err: '',
    });
    expect(await run(['--head', `${HEAD}@4`, file])).toMatchObject({
      code: 1,
      out: expect.stringContaining('position 4'),
    });
    expect(await run([join(folder, 'nothing')])).toMatchObject({
      code: 2,
      err: expect.stringContaining('could not be read'),
    });
    expect(await run(['--head', 'abc', file])).toMatchObject({
      code: 2,
      err: expect.stringContaining('--head is not'),
    });
  }, 20_000);

  it('lists the entries about one subject', async () => {
    const { code, out } = await run(['--subject', 'demand:a', file]);
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      '1  2026-11-21T08:00:00.000000Z  demand.submit  grid_officer  to=submitted',
      expect.stringMatching(/^2 {2}\S+ {2}demand\.accept {2}grid_officer {2}note=[\x20-\x7e]+$/),
      ok.trim(),
      '',
    ]);
    expect((await run(['--subject', 'demand:none', file])).out).toBe(`no entries about demand:none\n${ok}`);
  }, 20_000);

  it('refuses a call it does not understand', () => {
    for (const args of [['--head'], ['--subject'], ['--what'], ['a', 'b'], ['--head', `${HEAD}@0`]])
      expect(() => readArguments(args)).toThrow();
    expect(readArguments(['--head', `${HEAD.toUpperCase()}@12`, 'x'])).toEqual({
      head: { hash: HEAD, position: 12 },
      source: 'x',
    });
  });
});
