/** `admission`: what departments ask of a committee, and the money that should come with it. */
import { type Command, Option } from 'commander';
import { ADMISSION_STATES } from '../../domain/hotline/admission.ts';
import type { ShownAdmission } from '../../http/api/admissions.ts';
import { lookUp } from '../../locales/translate.ts';
import { answer, type Cli, changing, group, keyOf, pageOf, pageTable, paging } from '../cli.ts';
import { bodyId } from '../named.ts';
import { CliProblem } from '../problem.ts';
import type { Minute } from '../times.ts';

export function admissionGroup(program: Command, cli: Cli): void {
  const of = group(program, 'admission', 'What departments ask of a committee; its people decide in chat');
  const { words } = cli;
  const stateName = (state: string): string => lookUp(words.language, `admission.state.${state}`) ?? state;
  const fundingName = (funding: string): string => lookUp(words.language, `admission.funding.${funding}`) ?? funding;
  const card = (item: ShownAdmission, minute: Minute): string =>
    words.card([
      ['cli.title', item.title],
      ['cli.body', item.department],
      ['cli.state', stateName(item.state)],
      ['cli.reason', item.reason],
      ['cli.money', item.fundingFen === null ? null : yuan(item.fundingFen)],
      ['cli.funding', fundingName(item.funding)],
      ['cli.asked', minute(item.requestedAt)],
      ['cli.id', item.id],
    ]);

  paging(of.command('list').description('List what was asked of a community, newest first'))
    .argument('<community>', 'code or id')
    .addOption(new Option('--state <state>').choices(ADMISSION_STATES))
    .action(async (community: string, { state }: { state?: string }, command: Command) => {
      const page = await pageOf<ShownAdmission>(cli, command, '/admissions', { community, state });
      const rows = pageTable<ShownAdmission>(
        cli,
        ['cli.title', 'cli.body', 'cli.state', 'cli.money', 'cli.funding', 'cli.asked', 'cli.id'],
        (item, minute) => [
          item.title,
          item.department,
          stateName(item.state),
          item.fundingFen === null ? null : yuan(item.fundingFen),
          fundingName(item.funding),
          minute(item.requestedAt),
          item.id,
        ],
      );
      await answer(cli, command, page, rows);
    });
  changing(of.command('request').description('Enter what a department asks of a community'))
    .argument('<community>', 'code or id')
    .argument('<title>', 'what is to be done')
    .argument('<department>', 'a body by its name or id; with --outside any name')
    .option('--outside', 'the department is not among the bodies')
    .option('--basis <document>', 'what it rests on')
    .option('--yuan <amount>', 'the money that comes with it, like 5000 or 12.50')
    .action(
      async (
        community: string,
        title: string,
        department: string,
        { outside, basis, yuan: money }: { outside?: true; basis?: string; yuan?: string },
        command: Command,
      ) => {
        const body = {
          community,
          title,
          ...(outside ? { department } : { departmentBodyId: await bodyId(cli, community, department) }),
          ...(basis && { basis }),
          ...(money !== undefined && { fundingFen: fenOf(money) }),
        };
        const made = await cli.client().post<ShownAdmission>('/admissions', body, keyOf(command));
        await answer(cli, command, made, card);
      },
    );
  changing(of.command('fund').description('Enter the money that should come with it, or that it came'))
    .argument('<admission>', 'id')
    .option('--yuan <amount>', 'how much, like 5000 or 12.50')
    .option('--received <day>', 'when it came')
    .action(async (id: string, { yuan: money, received }: { yuan?: string; received?: string }, command: Command) => {
      const body = {
        ...(money !== undefined && { fundingFen: fenOf(money) }),
        ...(received !== undefined && { receivedOn: received }),
      };
      const path = `/admissions/${encodeURIComponent(id)}/fund`;
      await answer(cli, command, await cli.client().post<ShownAdmission>(path, body, keyOf(command)), card);
    });
}

const yuan = (fen: number): string => `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;

/** In whole fen: a sum of money is never a fraction of a number. */
function fenOf(written: string): number {
  const [, whole, part = ''] = /^(\d{1,10})(?:\.(\d{1,2}))?$/.exec(written) ?? [];
  if (whole === undefined) throw new CliProblem(2, 'usage', ['cli.problem.yuan', { given: written }]);
  return Number(whole) * 100 + Number(part.padEnd(2, '0'));
}
