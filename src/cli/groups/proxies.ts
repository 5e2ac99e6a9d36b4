/** Who votes for whom in a meeting: filed off paper, where a rule allows it. */
import type { Command } from 'commander';
import type { ShownProxy } from '../../http/api/proxies.ts';
import { answer, type Cli, changing, keyOf } from '../cli.ts';
import type { Minute } from '../times.ts';

const proxiesOf = (meeting: string): string => `/meetings/${encodeURIComponent(meeting)}/proxies`;

const proxyTable =
  ({ words }: Cli) =>
  ({ items }: { readonly items: readonly ShownProxy[] }, minute: Minute): string =>
    words.table(
      ['cli.given-by', 'cli.given-to', 'cli.when', 'cli.taken-back', 'cli.id'],
      items.map((one) => [
        one.grantorId,
        one.holderId,
        minute(one.filedAt),
        one.revokedAt && minute(one.revokedAt),
        one.id,
      ]),
    );

export function proxyCommands(of: Command, cli: Cli): void {
  of.command('proxies')
    .description('Who votes for whom in a meeting')
    .argument('<meeting>', 'id')
    .action(async (meeting: string, _options, command: Command) => {
      const found = await cli.client().get<{ items: ShownProxy[] }>(proxiesOf(meeting));
      await answer(cli, command, found, proxyTable(cli));
    });
  changing(of.command('file-proxy').description('File a proxy that was given on paper, where a rule allows it'))
    .argument('<meeting>', 'id')
    .argument('<grantor>', 'id of whoever gives it')
    .argument('<holder>', 'id of whoever votes for her')
    .option('--relative', 'you have seen that the holder is a near relative')
    .action(
      async (
        meeting: string,
        grantorId: string,
        holderId: string,
        { relative = false }: { relative?: boolean },
        command: Command,
      ) => {
        const input = { grantorId, holderId, relative };
        const made = await cli.client().post<ShownProxy>(proxiesOf(meeting), input, keyOf(command));
        await answer(cli, command, made, (one, minute) => proxyTable(cli)({ items: [one] }, minute));
      },
    );
  changing(of.command('revoke-proxy').description('Take a proxy back, as whoever gave it asked'))
    .argument('<proxy>', 'id')
    .action(async (proxy: string, _options, command: Command) => {
      const path = `/proxies/${encodeURIComponent(proxy)}/revoke`;
      const done = await cli.client().post<ShownProxy>(path, undefined, keyOf(command));
      await answer(cli, command, done, (one, minute) => proxyTable(cli)({ items: [one] }, minute));
    });
}
