/** Which chat accounts stand for whom, and who asked to be bound anew. */
import { type Command, Option } from 'commander';
import type { ShownAccount, ShownBinding } from '../../http/api/bindings.ts';
import type { ShownDecision, ShownRebinding } from '../../http/api/rebindings.ts';
import { answer, type Cli, changing, group, keyOf, type Page, pageOf, pageTable, paging } from '../cli.ts';

export function bindingGroups(program: Command, cli: Cli): void {
  bindings(program, cli);
  rebindings(program, cli);
}

function rebindings(program: Command, cli: Cli): void {
  const rebinding = group(program, 'rebinding', 'Lost phones: requests to be bound anew');
  paging(rebinding.command('list').description('List the requests of a community; leaves a line in the ledger'))
    .argument('<community>', 'code or id')
    .addOption(new Option('--state <state>', 'asked, approved or refused').choices(['asked', 'approved', 'refused']))
    .action(async (community: string, { state }: { state?: string }, command: Command) => {
      const page = await pageOf<ShownRebinding>(cli, command, '/rebindings', { community, state });
      const rows = pageTable<ShownRebinding>(
        cli,
        [
          'cli.state',
          'cli.name',
          'cli.person',
          'cli.platform',
          'cli.calls-itself',
          'cli.asked',
          'cli.decided',
          'cli.id',
        ],
        (one, minute) => [
          one.state,
          one.name ?? cli.words.say('cli.erased'),
          one.personId,
          one.platform,
          one.accountName,
          minute(one.askedAt),
          minute(one.decidedAt),
          one.id,
        ],
      );
      const open = page.items.some((one) => one.state === 'asked');
      await answer(cli, command, page, (listed, minute) =>
        [
          rows(listed, minute), // Who approves, and who cannot wait.
          ...(open ? [cli.words.say('cli.who-approves')] : []),
        ].join('\n\n'),
      );
    });
  for (const [name, description] of [
    ['approve', 'Approve a request: only whoever was asked may, in chat, so the token of the operator is refused'],
    ['refuse', 'Refuse a request; the account that asked is told'],
  ] as const) {
    changing(rebinding.command(name).description(description))
      .argument('<request>', 'id')
      .action(async (id: string, _options, command: Command) => {
        const path = `/rebindings/${encodeURIComponent(id)}/${name}`;
        const decided = await cli.client().post<ShownDecision>(path, undefined, keyOf(command));
        await answer(cli, command, decided, ({ state, decidedAt }, minute) =>
          cli.words.card([
            ['cli.request', id],
            ['cli.state', state],
            ['cli.decided', minute(decidedAt)],
          ]),
        );
      });
  }
}

function bindings(program: Command, cli: Cli): void {
  const binding = group(program, 'binding', 'Which chat accounts stand for whom');
  paging(binding.command('list').description('Accounts of those who may vote; leaves a line in the ledger'))
    .argument('<community>', 'code or id')
    .action(async (community: string, _options, command: Command) => {
      const page = await pageOf<ShownBinding>(cli, command, '/bindings', { community });
      const rows = pageTable<ShownBinding>(
        cli,
        ['cli.name', 'cli.platform', 'cli.bound', 'cli.how', 'cli.account'],
        ({ name, platform, boundAt, how, accountId }, minute) => [name, platform, minute(boundAt), how, accountId],
      );
      await answer(cli, command, page, rows);
    });
  binding
    .command('of')
    .description('The accounts of one person')
    .argument('<person>', 'id')
    .action(async (person: string, _options, command: Command) => {
      const page = await cli.client().get<Page<ShownAccount>>(`/people/${encodeURIComponent(person)}/accounts`);
      const rows = pageTable<ShownAccount>(
        cli,
        ['cli.platform', 'cli.bound', 'cli.account'],
        ({ platform, boundAt, id }, minute) => [platform, minute(boundAt), id],
      );
      await answer(cli, command, page, rows);
    });
  changing(binding.command('end').description('Part an account from its person'))
    .argument('<account>', 'id')
    .action(async (id: string, _options, command: Command) => {
      const path = `/accounts/${encodeURIComponent(id)}/unbind`;
      const parted = await cli.client().post<ShownAccount>(path, undefined, keyOf(command));
      await answer(cli, command, parted, ({ platform }) =>
        cli.words.card([
          ['cli.account', id],
          ['cli.platform', platform],
          ['cli.bound-to', cli.words.say('cli.nobody')],
        ]),
      );
    });
}
