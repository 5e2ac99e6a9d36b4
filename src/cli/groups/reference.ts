/** What can be looked up without a running installation. */
import type { Command } from 'commander';
import { PERMISSIONS } from '../../domain/permissions/table.ts';
import { answer, type Cli, group } from '../cli.ts';
import { commandsPage } from '../pages/commands.ts';
import { permissionsPage } from '../pages/permissions.ts';

export function referenceGroups(program: Command, cli: Cli): void {
  group(program, 'permissions', 'Print docs/permissions.md: which role may do what; needs no installation').action(
    (_options, command: Command) => answer(cli, command, PERMISSIONS, permissionsPage),
  );
  group(program, 'commands', 'Print docs/commands.md: the commands of chat and of this program').action(
    (_options, command: Command) => answer(cli, command, commandsPage(program), (page) => page),
  );
}
