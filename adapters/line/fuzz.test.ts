/**
 * Broken and hostile webhooks. `FUZZ_RUNS=100000 npx vitest run adapters/line/fuzz.test.ts` for the long run.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  editedEvent,
  fileEvent,
  imageEvent,
  joinEvent,
  LINE_BOT,
  LINE_EVENT_MS,
  LINE_GROUP,
  locationEvent,
  memberJoinedEvent,
  mentionEvent,
  postbackEvent,
  signedWebhook,
  textEvent,
  unsendEvent,
  videoEvent,
} from '../../test/fakes/line.ts';
import { readLine } from './read.ts';
import { createLineReceive } from './receive.ts';

const SECRET = 'fuzz';
const NOW = LINE_EVENT_MS + 500;
const RUNS = Number(process.env.FUZZ_RUNS ?? 2_000);
const receive = createLineReceive({ channelSecret: SECRET });

const genuine = [
  textEvent('3号楼电梯又坏了'),
  mentionEvent('反映', { group: LINE_GROUP }),
  imageEvent(),
  videoEvent(),
  fileEvent(),
  locationEvent(),
  editedEvent('改'),
  postbackEvent('7KQ4M2.1'),
  joinEvent(),
  memberJoinedEvent(),
  unsendEvent(),
];

const nasty: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 1e308, 9e15, '', '\0', '\ud800', '👨‍👩‍👧', '../..', '__proto__', [], {}, [
    [],
  ]),
  fc.string({ maxLength: 200 }),
  fc.string({ maxLength: 20 }).map((text) => text.repeat(500)),
  fc.jsonValue({ maxDepth: 6 }),
  fc.integer({ min: 0, max: 60 }).map((depth) => JSON.parse('['.repeat(depth + 1) + ']'.repeat(depth + 1)) as unknown),
);

/** Replaces, drops or adds one value somewhere inside. */
function mutate(
  value: unknown,
  path: readonly number[],
  change: { readonly how: string; readonly to: unknown },
): unknown {
  const [step = 0, ...rest] = path;
  if (typeof value !== 'object' || value === null || path.length === 0) return change.to;
  const entries = Object.entries(value);
  if (entries.length === 0) return change.to;
  const at = step % entries.length;
  const changed = entries.flatMap(([key, inner], index): [string, unknown][] => {
    if (index !== at) return [[key, inner]];
    if (rest.length > 0) return [[key, mutate(inner, rest, change)]];
    if (change.how === 'drop') return [];
    return change.how === 'add'
      ? [
          [key, inner],
          [JSON.stringify(change.to).slice(0, 20), change.to],
        ]
      : [[key, change.to]];
  });
  return Array.isArray(value) ? changed.map(([, inner]) => inner) : Object.fromEntries(changed);
}

const mutation = fc.record({
  path: fc.array(fc.nat(30), { minLength: 1, maxLength: 6 }),
  change: fc.record({ how: fc.constantFrom('replace', 'replace', 'drop', 'add'), to: nasty }),
});

const wellSigned: fc.Arbitrary<unknown> = fc
  .tuple(fc.subarray(genuine, { minLength: 1, maxLength: 3 }), fc.array(mutation, { maxLength: 4 }))
  .map(([events, mutations]) =>
    mutations.reduce<unknown>((body, { path, change }) => mutate(body, path, change), {
      destination: LINE_BOT,
      events,
    }),
  );

const bytesBroken: fc.Arbitrary<Uint8Array> = fc
  .tuple(wellSigned, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 5 }), fc.nat())
  .map(([body, flips, cut]) => {
    const bytes = Uint8Array.from(Buffer.from(JSON.stringify(body) ?? ''));
    for (const [at, value] of flips) bytes[at % Math.max(1, bytes.length)] = value;
    return cut % 3 === 0 ? bytes.slice(0, cut % Math.max(1, bytes.length)) : bytes;
  });

async function holds(body: unknown): Promise<void> {
  const result = await receive(signedWebhook(SECRET, body ?? 'null'), NOW);
  if (result.kind === 'refused') {
    expect([400, 413]).toContain(result.status);
    return;
  }
  for (const event of result.events) {
    expect(event.id).toMatch(/^line-[\w.-]{1,250}$/);
    expect(event.address.chat).toMatch(/^[\w.-]{1,100}$/);
    expect(event.user ?? 'U').toMatch(/^[\w.-]{1,100}$/);
    expect(Number.isNaN(new Date(event.atMs).getTime())).toBe(false);
    const inbound = readLine(event.raw, NOW);
    // What the inbox row says and what is read from it are one.
    expect(inbound).toMatchObject({ id: event.id, address: event.address, atMs: event.atMs });
    expect(inbound.actor?.user).toBe(event.user);
    const everything = JSON.stringify(inbound);
    // PostgreSQL can hold it: no NUL and no half of a surrogate pair, which JSON writes as an escape.
    expect(everything.replaceAll('\\\\', '')).not.toMatch(/\\u(0000|d[89a-f])/i);
  }
}

test('mutated webhooks are refused or read, never thrown', async () => {
  await fc.assert(fc.asyncProperty(wellSigned, holds), { numRuns: RUNS });
}, 600_000);

test('broken bytes are refused or read, never thrown', async () => {
  await fc.assert(fc.asyncProperty(bytesBroken, holds), { numRuns: RUNS });
}, 600_000);

test('whatever was stored can be read', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        wellSigned.map((body) => JSON.stringify(body) ?? ''),
      ),
      (raw) => {
        expect(readLine(raw, NOW).address.platform).toBe('line');
      },
    ),
    { numRuns: RUNS },
  );
}, 600_000);
