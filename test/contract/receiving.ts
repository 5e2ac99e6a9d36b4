/** Webhooks: the genuine ones are taken once, everything else is refused and leaves nothing. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Received } from '../../src/channel.ts';
import { sound } from './reading.ts';
import { NOW, RUNS, type Subject } from './subject.ts';

export function receiving(subject: Subject): void {
  const { account, received, bodies } = subject;
  test('takes what is genuine, as events with ids of their own', async () => {
    const events = (await Promise.all(bodies().map((body) => received(subject.bench.signed(body))))).flat();
    expect(events.length).toBeGreaterThan(0);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    for (const { id, address: to, raw, atMs } of events) {
      expect(id.startsWith(`${subject.bench.adapter.platform}-`)).toBe(true);
      expect(to.platform).toBe(subject.bench.adapter.platform);
      expect(to.account).toBe(account());
      expect(Number.isFinite(atMs)).toBe(true);
      expect(() => JSON.parse(raw)).not.toThrow();
    }
  });

  test('gives the same body the same ids, however often and whenever it comes', async () => {
    for (const body of bodies()) {
      const first = await subject.bench.adapter.receive(subject.bench.signed(body), NOW);
      const again = await subject.bench.adapter.receive(subject.bench.signed(body), NOW + 86_400_000);
      expect(first.kind).toBe('accepted');
      if (first.kind !== 'accepted' || again.kind !== 'accepted') continue;
      const route = ({ id, address: to, user }: Received) => ({ id, to, user });
      expect(again.events.map(route)).toEqual(first.events.map(route));
    }
  });

  test('refuses what is forged, whoever it claims to be from', async () => {
    for (const body of bodies()) {
      for (const request of subject.bench.forged(body)) {
        expect(await subject.bench.adapter.receive(request, NOW)).toMatchObject({ kind: 'refused', status: 401 });
      }
    }
  });

  test('refuses what is too large', async () => {
    const large = subject.bench.signed(new Uint8Array(subject.bench.largestBody + 1).fill(0x20));
    expect(await subject.bench.adapter.receive(large, NOW)).toMatchObject({ kind: 'refused', status: 413 });
  });

  test('refuses garbage with the right signature, and never throws', async () => {
    const garbage = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.json().map((text) => Buffer.from(text)),
    );
    await fc.assert(
      fc.asyncProperty(garbage, async (bytes) => {
        const result = await subject.bench.adapter.receive(subject.bench.signed(bytes), NOW);
        if (result.kind === 'refused') expect([400, 413]).toContain(result.status);
        else for (const { raw } of result.events) sound(subject.bench.adapter.read(raw, NOW));
      }),
      { numRuns: RUNS },
    );
  });
}
