/** Which chat accounts stand for whom. */
import type { Command } from 'commander';
import type { ShownAccount, ShownBinding } from '../../http/api/bindings.ts';
import { answer, type Context, changing, group, keyOf, type Page, pageOf, pageTable, paging } from '../context.ts';
import { card, minute } from '../table.ts';

export function bindingGroup(program: Command, context: Context): void {
  const binding = group(program, 'binding', 'Which chat accounts stand for whom');
  paging(binding.command('list').description('Accounts of those who may vote; leaves a line in the ledger'))
    .argument('<community>', 'code or id')
    .action(async (community: string, _options, command: Command) => {
      const page = await pageOf<ShownBinding>(context, command, '/bindings', { community });
      const rows = pageTable<ShownBinding>(
        ['NAME', 'PLATFORM', 'BOUND', 'HOW', 'ACCOUNT'],
        ({ name, platform, boundAt, how, accountId }) => [name, platform, minute(boundAt), how, accountId],
      );
      answer(context, command, page, rows);
    });
  binding
    .command('of')
    .description('The accounts of one person')
    .argument('<person>', 'id')
    .action(async (person: string, _options, command: Command) => {
      const page = await context.client().get<Page<ShownAccount>>(`/people/${encodeURIComponent(person)}/accounts`);
      const rows = pageTable<ShownAccount>(['PLATFORM', 'BOUND', 'ACCOUNT'], ({ platform, boundAt, id }) => [
        platform,
        minute(boundAt),
        id,
      ]);
      answer(context, command, page, rows);
    });
  changing(binding.command('end').description('Part an account from its person'))
    .argument('<account>', 'id')
    .action(async (id: string, _options, command: Command) => {
      const path = `/accounts/${encodeURIComponent(id)}/unbind`;
      const parted = await context.client().post<ShownAccount>(path, undefined, keyOf(command));
      answer(context, command, parted, ({ platform }) =>
        card([
          ['account', id],
          ['platform', platform],
          ['bound to', 'nobody'],
        ]),
      );
    });
}
