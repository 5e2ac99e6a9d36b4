/** Stored events: every one can be read, and what people do means the same on every platform. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Inbound, InboundContent } from '../../src/channel.ts';
import { nasty, replaceSomewhere } from './mutate.ts';
import { NOW, RUNS, SCOPES, type Subject } from './subject.ts';

export function reading(subject: Subject): void {
  const { address, received, read, bodies } = subject;
  test('is total: whatever was stored yields an event', async () => {
    const raws = (await Promise.all(bodies().map((body) => received(subject.bench.signed(body)))))
      .flat()
      .map(({ raw }) => raw);
    fc.assert(
      fc.property(fc.constantFrom(...raws), fc.array(fc.nat(40), { maxLength: 8 }), nasty, (raw, path, value) => {
        sound(subject.bench.adapter.read(JSON.stringify(replaceSomewhere(JSON.parse(raw), path, value)), NOW));
      }),
      { numRuns: RUNS * 3 },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (raw) => sound(subject.bench.adapter.read(raw, NOW))),
      { numRuns: RUNS },
    );
  });

  test('says who, where and when', async () => {
    for (const scope of SCOPES) {
      const inbound = await read({ kind: 'says', text: '你好', to: 'bot' }, scope);
      expect(inbound).toMatchObject({ address: address(scope), scope, actor: { user: subject.bench.person } });
      expect(inbound.message).toEqual(expect.any(String));
    }
  });

  test('words: in a direct chat all are for the bot, in a group those that call it, without its name', async () => {
    const text = '3号楼电梯又坏了，老人下不了楼 👵🏻';
    expect((await read({ kind: 'says', text }, 'direct')).content).toEqual({ kind: 'said', text, addressed: true });
    expect((await read({ kind: 'says', text, to: 'bot' }, 'group')).content).toEqual({
      kind: 'said',
      text,
      addressed: true,
    });
    expect((await read({ kind: 'says', text, to: 'everyone' }, 'group')).content).toMatchObject({
      kind: 'said',
      addressed: false,
    });
  });

  test('commands call the bot in a group, too', async () => {
    expect((await read({ kind: 'says', text: '/demand', to: 'everyone' }, 'group')).content).toMatchObject({
      text: '/demand',
      addressed: true,
    });
  });

  test('a press carries its token, a place its coordinates, a photo what fetches it', async () => {
    expect((await read({ kind: 'presses', token: '7KQ4M2XP9ABC.1a' }, 'direct')).content).toMatchObject({
      kind: 'pressed',
      token: '7KQ4M2XP9ABC.1a',
    });
    const place = await read({ kind: 'sends-place', latitude: 31.25, longitude: 121.5 }, 'direct');
    expect(place.content).toMatchObject({
      kind: 'located',
      point: { latitude: 31.25, longitude: 121.5 },
      addressed: true,
    });
    const photo = await read({ kind: 'sends-photo' }, 'direct');
    expect(photo.content).toMatchObject({ kind: 'attached', file: { kind: 'photo' }, addressed: true });
    if (photo.content.kind !== 'attached') return;
    const fetched = await subject.bench.adapter.fetchFile(photo.content.file, photo.address);
    expect(fetched.kind === 'file' && fetched.bytes.length > 0).toBe(true);
    expect(await subject.bench.adapter.fetchFile({ kind: 'photo', ref: '404404' }, photo.address)).toMatchObject({
      kind: 'gone',
    });
  });

  test('coming and blocking are told', async () => {
    for (const scope of SCOPES) {
      if (subject.bench.body({ kind: 'arrives' }, scope) === undefined) continue;
      expect((await read({ kind: 'arrives' }, scope)).content).toEqual({ kind: 'joined', who: 'bot' });
    }
    if (subject.bench.body({ kind: 'blocks' }, 'direct') !== undefined) {
      expect((await read({ kind: 'blocks' }, 'direct')).content).toEqual({ kind: 'blocked' });
    }
  });
}

const CONTENTS: ReadonlySet<InboundContent['kind']> = new Set([
  'said',
  'attached',
  'located',
  'pressed',
  'joined',
  'left',
  'blocked',
  'moved',
  'edited',
  'unsent',
  'ignored',
] as const);

/** Whatever it says, the rest of the system can keep it. */
export function sound(inbound: Inbound): void {
  expect(CONTENTS.has(inbound.content.kind)).toBe(true);
  expect(['direct', 'group']).toContain(inbound.scope);
  expect(inbound.id).not.toBe('');
  expect(inbound.address.chat).not.toBe('');
  expect(Number.isFinite(inbound.atMs)).toBe(true);
  // A token is looked up and never kept, so it alone may hold anything.
  const kept = inbound.content.kind === 'pressed' ? { ...inbound, content: 'pressed' } : inbound;
  expect(JSON.stringify(kept)).not.toMatch(/\\u0000|\\ud[89a-f]/i);
}
