/** Figures that tasks depend on, and trainings that come round. */
import type { Command } from 'commander';
import { ENTERED_FIGURES, TRAININGS } from '../../domain/task/figures.ts';
import type { ShownEnteredFigure, ShownFigures } from '../../http/api/figures.ts';
import { answer, type Cli, changing, group, keyOf } from '../cli.ts';

const enteredText =
  ({ words }: Cli) =>
  ({ entered, opened }: ShownEnteredFigure): string =>
    words.card([
      ['cli.entered', entered],
      ['cli.tasks-opened', opened.length],
    ]);

export function figures(program: Command, cli: Cli): void {
  const of = group(program, 'figure', 'Figures that tasks depend on');
  of.command('list')
    .description('The figures of a community today')
    .argument('<community>', 'code or id')
    .action(async (community: string, _options, command: Command) => {
      const found = await cli.client().get<ShownFigures>('/figures', { community });
      await answer(cli, command, found, ({ items }) =>
        cli.words.table(
          ['cli.figure', 'cli.its-value'],
          items.map(({ name, value }) => [name, value]),
        ),
      );
    });
  changing(of.command('enter').description('Enter what a figure was on a day'))
    .argument('<community>', 'code or id')
    .argument('<name>', ENTERED_FIGURES.join(', '))
    .argument('<value>')
    .option('--day <day>', 'today unless given')
    .action(async (community: string, name: string, value: string, { day }: { day?: string }, command: Command) => {
      const body = { community, name, value: Number(value), ...(day && { asOf: day }) };
      const done = await cli.client().post<ShownEnteredFigure>('/figures', body, keyOf(command));
      await answer(cli, command, done, enteredText(cli));
    });
  const trainings = group(program, 'training', 'Trainings that come round');
  changing(trainings.command('enter').description('Enter when a training was held'))
    .argument('<community>', 'code or id')
    .argument('<name>', TRAININGS.join(', '))
    .argument('<day>')
    .action(async (community: string, name: string, heldOn: string, _options, command: Command) => {
      const done = await cli
        .client()
        .post<ShownEnteredFigure>('/trainings', { community, name, heldOn }, keyOf(command));
      await answer(cli, command, done, enteredText(cli));
    });
}
