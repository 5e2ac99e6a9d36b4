/** Broken and hostile posts. `FUZZ_RUNS=100000 npx vitest run adapters/web/fuzz.test.ts` for the long run. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readWeb } from './read.ts';
import { receiveWeb } from './receive.ts';

const RUNS = Number(process.env.FUZZ_RUNS ?? 2_000);
const NOW = 1_795_000_000_000;

const contents = [
  { kind: 'said', text: '@里弄 电梯坏了' },
  { kind: 'pressed', token: 'abc.0', message: 'm-1', says: '好' },
  { kind: 'attached', file: { kind: 'photo', ref: 'r-1', name: 'a.jpg', mime: 'image/jpeg', bytes: 3 }, caption: '看' },
  { kind: 'located', latitude: 31.24, longitude: 121.43, label: '大门' },
  { kind: 'joined' },
];
const genuine = fc.record({
  id: fc.uuid({ version: 4 }),
  user: fc.constant('wang'),
  chat: fc.constantFrom('wang', 'neighbours'),
  content: fc.constantFrom(...contents),
});
const nasty: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 1e308, '', '\0', '\ud800', '👨‍👩‍👧', '../..', '__proto__', [], {}, [[]]),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ maxLength: 20 }).map((text) => text.repeat(500)),
  fc.jsonValue({ maxDepth: 6 }),
);

/** Replaces or adds one value somewhere inside. */
function changed(value: unknown, path: readonly string[], to: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined || typeof value !== 'object' || value === null) return to;
  return { ...value, [key]: changed((value as Record<string, unknown>)[key], rest, to) };
}

const path = fc.constantFrom(
  ['id'],
  ['user'],
  ['chat'],
  ['scope'],
  ['content'],
  ['content', 'kind'],
  ['content', 'text'],
  ['content', 'token'],
  ['content', 'file'],
  ['content', 'file', 'ref'],
  ['content', 'latitude'],
  ['content', 'more'],
  ['__proto__'],
);

test('any body is accepted or refused, and whatever is accepted can be read', async () => {
  await fc.assert(
    fc.asyncProperty(genuine, path, nasty, async (event, where, what) => {
      const scope = event.chat === event.user ? 'direct' : 'group';
      const body = new TextEncoder().encode(JSON.stringify(changed({ ...event, scope }, where, what)));
      const received = await receiveWeb({ body, header: () => undefined }, NOW);
      if (received.kind === 'refused') {
        expect([400, 413]).toContain(received.status);
        return;
      }
      for (const { id, address, raw } of received.events) {
        const inbound = readWeb(raw, NOW);
        expect(inbound).toMatchObject({ id, address, atMs: NOW });
        expect(inbound.content.kind).not.toBe('ignored');
      }
    }),
    { numRuns: RUNS },
  );
});

test('any bytes are refused or accepted, never an error', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (body) => {
      expect((await receiveWeb({ body, header: () => undefined }, NOW)).kind).toBe('refused');
    }),
    { numRuns: RUNS },
  );
});

test('any stored text can be read', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (raw) => {
      expect(readWeb(raw, NOW).content).toEqual({ kind: 'ignored', type: 'unreadable' });
    }),
    { numRuns: RUNS },
  );
});

test('deep nesting neither hangs nor overflows', async () => {
  for (const text of ['['.repeat(60_000), `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`]) {
    const body = new TextEncoder().encode(text);
    expect(await receiveWeb({ body, header: () => undefined }, NOW)).toMatchObject({ status: 400 });
    expect(readWeb(text, NOW).content.kind).toBe('ignored');
  }
});
