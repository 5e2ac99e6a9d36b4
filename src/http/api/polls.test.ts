/** Polls through the API and the command line, as an operator enters what a committee wants to ask. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CommandLine, openCommandLine } from '../../../test/harness/command-line.ts';
import type { ShownPoll, ShownPollResult } from './polls.ts';

describe('polls, by the operator', () => {
  let line: CommandLine;
  let group = '';
  let poll = '';

  beforeAll(async () => {
    line = await openCommandLine('polls');
    const { items } = await line.answer<{ items: { id: string }[] }>('chat', 'list', '--scope', 'group');
    group = items[0]?.id ?? '';
    await line.answer('chat', 'bind', group, 'demo');
  }, 60_000);
  afterAll(() => line.close(), 60_000);

  test('a group is asked, once for one key, and what cannot be asked is refused', async () => {
    const asked = ['poll', 'open', group, '先修哪里?', '大门', '路灯', '--kind', 'ranked', '--key', 'poll-1'];
    const made = await line.answer<ShownPoll>(...asked);
    poll = made.id;
    expect(made).toMatchObject({ number: 1, kind: 'ranked', state: 'open', anonymous: false, closedAt: null });
    expect(await line.answer<ShownPoll>(...asked)).toEqual(made);
    expect((await line.lilong('poll', 'open', group, '去吗?', '去')).err).toContain('two options');
    expect((await line.lilong('poll', 'open', group, '去吗?', '去', '去')).err).toContain('twice');
    const past = ['--closes', '2020-01-01T08:00:00+08:00'];
    expect((await line.lilong('poll', 'open', group, '去吗?', '去', '不去', ...past)).err).toContain('past');
  });

  test('a rating brings its own options, and an anonymous one is always hidden', async () => {
    const made = await line.answer<ShownPoll>('poll', 'open', group, '满意吗?', '--kind', 'rating', '--anonymous');
    expect(made).toMatchObject({ number: 2, hidden: true });
    const shown = await line.answer<ShownPollResult>('poll', 'show', made.id);
    expect(shown.options.map(({ label, votes }) => [label, votes])).toEqual(
      ['1', '2', '3', '4', '5'].map((label) => [label, null]),
    );
  });

  test('the newest stands first; pages follow one another', async () => {
    const first = await line.answer<{ items: ShownPoll[]; next: string }>('poll', 'list', 'demo', '--limit', '1');
    expect(first.items.map(({ number }) => number)).toEqual([2]);
    const rest = await line.answer<{ items: ShownPoll[] }>('poll', 'list', 'demo', '--cursor', first.next);
    expect(rest.items.map(({ number }) => number)).toEqual([1]);
    expect((await line.lilong('poll', 'list', 'demo')).out).toMatch(/1 +先修哪里\? +open/);
  });

  test('closed once, with its count', async () => {
    expect(await line.answer<ShownPoll>('poll', 'close', poll)).toMatchObject({ state: 'closed' });
    expect((await line.lilong('poll', 'close', poll)).err).toContain('closed already');
    const shown = await line.answer<ShownPollResult>('poll', 'show', poll);
    expect(shown).toMatchObject({ answered: 0, order: [[1, 2]], options: [{ votes: 0 }, { votes: 0 }] });
    expect((await line.lilong('poll', 'show', '00000000-0000-4000-8000-000000000000')).err).toContain('no such poll');
  });
});
