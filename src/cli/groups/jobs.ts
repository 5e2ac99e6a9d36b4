/** `jobs sweep`: gaps and doubles in what is planned, found and mended at once. */
import type { Command } from 'commander';
import type { ShownSwept } from '../../http/api/jobs.ts';
import { answer, type Cli, changing, group, keyOf } from '../cli.ts';

export function jobGroup(program: Command, cli: Cli): void {
  const of = group(program, 'jobs', 'What the process does by itself');
  changing(of.command('sweep').description('Look for gaps and doubles in what is planned, and mend them')).action(
    async (_options, command: Command) => {
      const swept = await cli.client().post<ShownSwept>('/jobs/sweep', undefined, keyOf(command));
      await answer(cli, command, swept, ({ gaps, doubles }) =>
        cli.words.card([
          ['cli.gaps.missed', gaps.missed],
          ['cli.gaps.escalations', gaps.escalations],
          ['cli.gaps.reminders', gaps.reminders],
          ['cli.doubles.schedule', doubles.schedule],
          ['cli.doubles.reminders', doubles.reminders],
        ]),
      );
    },
  );
}
