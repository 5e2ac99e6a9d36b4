/** `lilong doctor`: what is not well, and how it is mended. */
import type { Command } from 'commander';
import type { ShownFindings } from '../../http/api/doctor.ts';
import { answer, type Cli } from '../cli.ts';
import { CliProblem } from '../problem.ts';

const MARKS = { ok: 'ok  ', warn: 'WARN', fail: 'FAIL' } as const;

export function doctorCommand(program: Command, cli: Cli): void {
  program
    .command('doctor')
    .description(
      'Examine the installation: tokens, webhooks, clock, disk, database, queue; exits with 1 when something failed',
    )
    .action(async (_options, command: Command) => {
      const found = await cli.client().get<ShownFindings>('/doctor');
      await answer(cli, command, found, page);
      const failed = found.findings.filter(({ level }) => level === 'fail').length;
      if (!found.well)
        throw new CliProblem(1, 'not_well', ['cli.problem.not-well', { failed, checks: found.findings.length }]);
    });
}

function page({ findings }: ShownFindings): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  return findings
    .map(({ check, level, says, mend }) => {
      const line = `${MARKS[level]}  ${check.padEnd(width)}  ${says}`;
      return mend === null ? line : `${line}\n${' '.repeat(width + 8)}→ ${mend}`;
    })
    .join('\n');
}
