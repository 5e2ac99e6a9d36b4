import { expect, test } from 'vitest';
import { sharedStatement } from './shared-statement.ts';

const later = () => new Promise((resolve) => setTimeout(resolve, 1));

test('calls of one moment share a statement, and each gets its own answer', async () => {
  const statements: (readonly number[])[] = [];
  const double = sharedStatement(3, async (items: readonly number[]) => {
    statements.push(items);
    await later();
    return items.map((item) => 2 * item);
  });
  expect(await Promise.all([1, 2, 3, 4, 5].map(double))).toEqual([2, 4, 6, 8, 10]);
  expect(statements).toEqual([
    [1, 2, 3],
    [4, 5],
  ]);
});

test('what fails, fails for those who shared it, and the next ones go on', async () => {
  let fails = true;
  const run = sharedStatement(10, async (items: readonly string[]) => {
    await later();
    if (fails) throw new Error('no database');
    return items;
  });
  const both = await Promise.allSettled([run('a'), run('b')]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  fails = false;
  expect(await run('c')).toBe('c');
});

test('an answer that is missing is an error, never somebody else’s', async () => {
  const run = sharedStatement(10, async () => ['only one']);
  await expect(Promise.all([run('a'), run('b')])).rejects.toThrow('not every call was answered');
});
