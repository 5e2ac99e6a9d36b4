/** Sends: of each it is known whether it was taken, refused or nobody knows, and repeating is safe where it is said to be. */
import { expect, test } from 'vitest';
import type { Prompt } from '../../src/channel.ts';
import type { Trouble } from './bench.ts';
import type { Subject } from './subject.ts';

export function delivering(subject: Subject): void {
  const { address, read, sending, send, only, showing } = subject;
  const plain = () => only({ text: ['已登记'] }, 'direct');

  test('says accepted, and which message it became', async () => {
    const { seen } = await showing('direct', async () => {
      const delivery = await send(plain(), address('direct'));
      expect(delivery).toMatchObject({ kind: 'accepted', message: expect.any(String) });
    });
    expect(seen.map(({ text }) => text)).toEqual(['已登记']);
  });

  const outcomes: readonly (readonly [Exclude<Trouble, 'silent' | 'slow'>, object])[] = [
    ['busy', { kind: 'throttled', afterMs: expect.any(Number) }],
    ['blocked', { kind: 'refused', reason: 'blocked' }],
    ['gone', { kind: 'refused', reason: 'gone' }],
    ['token-spent', { kind: 'refused', reason: 'token-spent' }],
    ['unauthorised', { kind: 'refused', reason: 'unauthorised' }],
  ];
  test.each(outcomes)('%s is told apart, and nothing is shown', async (trouble, expected) => {
    const happens = subject.bench.troubles[trouble];
    if (!happens) return;
    const { seen } = await showing('direct', async () => {
      const to = address('direct');
      const [special] =
        trouble === 'token-spent' ? subject.bench.spent(to) : [sending(plain(), to, subject.bench.envelope(to))];
      if (!special) throw new Error('nothing to send');
      happens(to, special.wire);
      const delivery = await subject.bench.adapter.deliver(special);
      expect(delivery).toMatchObject(expected);
      if (delivery.kind === 'throttled') expect(delivery.afterMs).toBeGreaterThan(0);
    });
    expect(seen).toEqual([]);
    subject.bench.mend(address('direct'));
  });

  test('what the platform took without an answer is unknown; repeating it does not double what may be repeated', async () => {
    const to = address('direct');
    const old = await send(plain(), to);
    const replaceMessage = old.kind === 'accepted' ? (old.message ?? '') : '';
    const envelopes = () => [subject.bench.envelope(to), ...(subject.bench.otherEnvelopes?.(to) ?? [])];
    for (const [index] of envelopes().entries()) {
      for (const replaces of [false, true]) {
        const envelope = envelopes()[index];
        if (!envelope) continue;
        const prompt: Prompt = { text: [`可能重复 ${index} ${replaces}`], replaces };
        const again = sending(only(prompt, 'direct', replaces ? { replaceMessage } : {}), to, envelope);
        const before = subject.bench.shown(to).filter(({ text }) => text.startsWith('可能重复')).length;
        subject.bench.troubles.silent?.(to, again.wire);
        expect((await subject.bench.adapter.deliver(again)).kind).toBe('unknown');
        if (!subject.bench.adapter.limits.canRepeat(again.wire, again.envelope)) continue;
        const second = await subject.bench.adapter.deliver(again);
        expect(['accepted', 'refused']).toContain(second.kind);
        if (second.kind === 'refused') expect(second.reason).toBe('token-spent');
        const after = subject.bench.shown(to).filter(({ text }) => text.startsWith('可能重复')).length;
        expect(after - before).toBeLessThanOrEqual(1);
        expect(subject.bench.shown(to).filter(({ text }) => text === `可能重复 ${index} ${replaces}`)).toHaveLength(1);
      }
    }
  });

  test('a time-out after the call was taken is unknown, too', async () => {
    const to = address('direct');
    const one = sending(plain(), to, subject.bench.envelope(to));
    const happens = subject.bench.troubles.slow;
    if (!happens) return;
    happens(to, one.wire);
    expect(await subject.bench.adapter.deliver(one)).toMatchObject({ kind: 'unknown' });
  });

  test('when nobody listens, the call has surely failed', async () => {
    if (!subject.bench.unreachable) return;
    const delivery = await subject.bench.unreachable.deliver(
      sending(plain(), address('direct'), subject.bench.envelope(address('direct'))),
    );
    expect(delivery.kind).toBe('failed');
  });

  test('nonsense is refused as invalid, and nothing throws', async () => {
    for (const wire of subject.bench.nonsense)
      expect(await send(wire, address('direct'))).toMatchObject({ kind: 'refused', reason: 'invalid' });
    const nowhere = await send(plain(), { ...address('direct'), chat: 'nowhere/../at all' });
    expect(['refused', 'accepted']).toContain(nowhere.kind);
  });

  test('a press can be answered where the platform waits for it', async () => {
    const { acknowledge } = subject.bench.adapter;
    if (!acknowledge) return;
    const { reply } = await read({ kind: 'presses', token: '7KQ4M2XP9ABC.1' }, 'direct');
    expect(reply?.kind).toBe('acknowledgement');
    if (!reply) return;
    const wire = acknowledge(reply);
    expect(subject.bench.adapter.limits.canRepeat(wire, { kind: 'push' })).toBe(true);
    expect(await send(wire, address('direct'))).toMatchObject({ kind: 'accepted' });
  });
}
