/**
 * The contract of `src/channel.ts`, as one suite that every platform's adapter must pass. A new platform is one folder
 * under `adapters/` and one file beside this one that says how its people act and how it fails (see `bench.ts`).
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Bench } from './bench.ts';
import { delivering } from './delivering.ts';
import { reading } from './reading.ts';
import { receiving } from './receiving.ts';
import { rendering } from './rendering.ts';
import { createSubject, type Subject } from './subject.ts';

export function adapterContract(name: string, open: () => Promise<Bench>): void {
  describe(`the contract, kept by ${name}`, () => {
    let bench: Bench | undefined;
    beforeAll(async () => {
      bench = await open();
    });
    afterAll(() => bench?.close());
    const subject = createSubject(name, () => {
      if (!bench) throw new Error('the bench is not open yet');
      return bench;
    });
    describe('receiving', () => receiving(subject));
    describe('reading', () => reading(subject));
    describe('rendering', () => rendering(subject));
    describe('delivering', () => delivering(subject));
    describe('the rest', () => theRest(subject));
  });
}

function theRest(subject: Subject): void {
  const { account, address, read } = subject;
  test('is ready, and counts one person in a direct chat', async () => {
    expect(await subject.bench.adapter.ready()).toBe(true);
    expect(account()).not.toBe('');
    expect(await subject.bench.adapter.recipients(address('direct'), 'direct')).toBe(1);
    expect(await subject.bench.adapter.recipients(address('group'), 'group')).toBeGreaterThan(0);
  });

  test('a private link brings its payload back as the person’s own words', async () => {
    for (const payload of ['h_abc-DEF_123', `i_${'7KQ4M2XP'.repeat(7)}`, 'c_demo']) {
      const link = subject.bench.adapter.privateLink(payload);
      expect(link).toEqual(expect.any(String));
      const { content } = await read({ kind: 'says', text: subject.bench.tapped(link ?? '') }, 'direct');
      expect(content).toEqual({ kind: 'said', text: `/start ${payload}`, addressed: true });
    }
    for (const payload of ['', 'two words', 'ä', 'x'.repeat(65), 'a&b=c', '../x']) {
      expect(subject.bench.adapter.privateLink(payload)).toBeUndefined();
    }
  });
}
