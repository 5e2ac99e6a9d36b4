/** Prompts on the screen: taken by the platform, whole, reachable, and without a word more than was meant. */
import { expect, test } from 'vitest';
import type { Prompt, Wire } from '../../src/channel.ts';
import { catalogue } from './catalogue.ts';
import { loss } from './meaning.ts';
import { SCOPES, type Subject } from './subject.ts';

export function rendering(subject: Subject): void {
  const { address, context, send, only, showing } = subject;
  for (const [index, { name: what }] of catalogue('').entries()) {
    test.each(SCOPES)(`${what}, %s: accepted, reachable, nothing lost`, async (scope) => {
      const sample = catalogue(subject.bench.person)[index];
      if (!sample) throw new Error('no such sample');
      const prompt = frozen(sample.prompt);
      const wires = subject.bench.adapter.render([prompt], context(scope));
      expect(subject.bench.adapter.render([prompt], context(scope))).toEqual(wires);
      expect(JSON.parse(JSON.stringify(wires))).toEqual(wires);
      const shown = await showing(scope, async () => {
        for (const wire of wires) expect(await send(wire, address(scope))).toMatchObject({ kind: 'accepted' });
      });
      expect(loss(prompt, shown, context(scope))).toEqual([]);
    });
  }

  test('as many prompts as one call may carry make one call', () => {
    const prompts = Array.from(
      { length: subject.bench.adapter.limits.promptsPerCall },
      (_none, index): Prompt => ({ text: [`第${index + 1}条`] }),
    );
    expect(subject.bench.adapter.render(prompts, context('direct'))).toHaveLength(1);
  });

  test('what replaces a message takes its place where the platform can, and stands alone elsewhere', async () => {
    const to = address('direct');
    const first = await send(only({ text: ['待受理'] }, 'direct'), to);
    if (first.kind !== 'accepted' || first.message === undefined) throw new Error('no message to replace');
    const replaceMessage = first.message;
    const before = subject.bench.shown(to).length;
    const prompt: Prompt = { text: ['已受理'], replaces: true };
    expect(await send(only(prompt, 'direct', { replaceMessage }), to)).toMatchObject({ kind: 'accepted' });
    const after = subject.bench.shown(to);
    expect(after).toHaveLength(subject.bench.adapter.limits.canReplace ? before : before + 1);
    expect(after.some(({ text }) => text === '已受理')).toBe(true);
    expect(after.some(({ text }) => text === '待受理')).toBe(!subject.bench.adapter.limits.canReplace);
  });

  test('what rides along keeps both messages whole, or stays', () => {
    const { carry, promptsPerCall } = {
      carry: subject.bench.adapter.carry?.bind(subject.bench.adapter),
      ...subject.bench.adapter.limits,
    };
    if (!carry) return;
    const answer = only({ text: ['答复'], choices: [{ label: '好', token: '7KQ4M2XP9ABC.0' }] }, 'direct');
    const notice = only({ text: ['通知'] }, 'direct');
    const together = carry(answer, notice);
    expect(JSON.stringify(together)).toContain('答复');
    expect(JSON.stringify(together)).toContain('通知');
    let full: Wire | undefined = answer;
    for (let count = 1; full && count < promptsPerCall; count += 1) full = carry(full, notice);
    expect(full).toBeDefined();
    expect(full && carry(full, notice)).toBeUndefined();
  });
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) frozen(inner);
    Object.freeze(value);
  }
  return value;
}
