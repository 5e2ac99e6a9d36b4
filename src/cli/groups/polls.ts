/** `poll`: what is asked in groups. */
import { type Command, Option } from 'commander';
import { POLL_KINDS } from '../../domain/poll/poll.ts';
import type { ShownPoll, ShownPollResult } from '../../http/api/polls.ts';
import { lookUp } from '../../locales/translate.ts';
import { answer, type Cli, changing, group, keyOf, pageOf, pageTable, paging } from '../cli.ts';

interface Asked {
  readonly kind: string;
  readonly anonymous?: true;
  readonly hidden?: true;
  readonly addable?: true;
  readonly closes?: string;
}

export function pollGroup(program: Command, cli: Cli): void {
  const polls = group(program, 'poll', 'What is asked in groups: polls, which advise and decide nothing');
  const { words } = cli;
  const stateName = (state: string): string => lookUp(words.language, `poll.state.${state}`) ?? state;
  const card = (poll: ShownPoll, minute: (at: string | null) => string): string =>
    words.card([
      ['cli.number', poll.number],
      ['cli.question', poll.question],
      ['cli.state', stateName(poll.state)],
      ['cli.until', minute(poll.closedAt ?? poll.closesAt)],
      ['cli.id', poll.id],
    ]);

  paging(polls.command('list').description('List the polls of a community, newest first'))
    .argument('<community>', 'code or id')
    .action(async (community: string, _options, command: Command) => {
      const page = await pageOf<ShownPoll>(cli, command, '/polls', { community });
      const rows = pageTable<ShownPoll>(
        cli,
        ['cli.number', 'cli.question', 'cli.state', 'cli.until', 'cli.id'],
        ({ number, question, state, closedAt, closesAt, id }, minute) => [
          number,
          question,
          stateName(state),
          minute(closedAt ?? closesAt),
          id,
        ],
      );
      await answer(cli, command, page, rows);
    });
  polls
    .command('show')
    .description('Show a poll, and of its result what everybody may see')
    .argument('<poll>', 'id')
    .action(async (id: string, _options, command: Command) => {
      const found = await cli.client().get<ShownPollResult>(`/polls/${encodeURIComponent(id)}`);
      await answer(cli, command, found, (poll, minute) =>
        [
          card(poll, minute),
          words.table(
            ['cli.number', 'cli.option', 'cli.votes'],
            poll.options.map(({ label, votes }, at) => [at + 1, label, votes]),
          ),
        ].join('\n'),
      );
    });
  changing(polls.command('open').description('Ask a group'))
    .argument('<chat>', 'id of a group that is bound to a community')
    .argument('<question>')
    .argument('[option...]', 'what can be answered; left out for a rating')
    .addOption(new Option('--kind <kind>', 'how it is answered').choices(POLL_KINDS).default('single'))
    .option('--anonymous', 'nothing is left that says who chose what')
    .option('--hidden', 'how it goes is told when it is closed')
    .option('--addable', 'whoever answers may add an option')
    .option('--closes <time>', 'with its offset, like 2026-11-27T20:00:00+08:00; else by the rule')
    .action(async (chatId: string, question: string, options: readonly string[], asked: Asked, command: Command) => {
      const { kind, anonymous, hidden, addable, closes } = asked;
      const body = { chatId, question, kind, options, anonymous, hidden, addable, closesAt: closes };
      await answer(cli, command, await cli.client().post<ShownPoll>('/polls', body, keyOf(command)), card);
    });
  changing(polls.command('close').description('Close a poll before its time; the group is told the result'))
    .argument('<poll>', 'id')
    .action(async (id: string, _options, command: Command) => {
      const path = `/polls/${encodeURIComponent(id)}/close`;
      await answer(cli, command, await cli.client().post<ShownPoll>(path, undefined, keyOf(command)), card);
    });
}
