import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readChoice } from './question.ts';

test('an answer has one canonical form', () => {
  expect(readChoice({ kind: 'motion' }, 'approve')).toEqual({ ok: true, value: 'approve' });
  expect(readChoice({ kind: 'approval', options: 3 }, '3,1')).toEqual({ ok: true, value: '1,3' });
  expect(readChoice({ kind: 'ranked', options: 3 }, '3>2=1')).toEqual({ ok: true, value: '3>1=2' });
});

test('what is no answer is refused', () => {
  for (const text of ['', '0', '4', '1,1', '1,', 'approve', 'invalid', '1 ,2', '01'])
    expect(readChoice({ kind: 'approval', options: 3 }, text).ok).toBe(false);
  expect(readChoice({ kind: 'election', options: 5, seats: 2 }, '1,2,3')).toEqual({
    ok: false,
    error: { kind: 'choice_too_many', most: 2 },
  });
  for (const text of ['1', 'invalid', 'Approve']) expect(readChoice({ kind: 'motion' }, text).ok).toBe(false);
  for (const text of ['1>1', '1>', '1>4', '=1'])
    expect(readChoice({ kind: 'ranked', options: 3 }, text).ok).toBe(false);
});

test('reading a canonical choice again changes nothing', () => {
  fc.assert(
    fc.property(fc.constantFrom('motion', 'approval', 'ranked'), fc.stringMatching(/^[1-4>=,]{1,9}$/), (kind, text) => {
      const question = kind === 'motion' ? { kind } : { kind, options: 4 };
      const once = readChoice(question as Parameters<typeof readChoice>[0], text);
      if (once.ok) expect(readChoice(question as Parameters<typeof readChoice>[0], once.value)).toEqual(once);
    }),
  );
});
