/** What the committee arranges about demands: `demand merge`, `refer`, `escalate` and the like. */
import type { Command } from 'commander';
import type { ShownBundle, ShownCosigns } from '../../http/api/demand-steps.ts';
import type { ShownDemand } from '../../http/api/demands.ts';
import { answer, type Cli, changing, keyOf } from '../cli.ts';

const shownCard =
  ({ words }: Cli) =>
  ({ number, state, tier, category, place, supervised, id }: ShownDemand) =>
    words.card([
      ['cli.number', number],
      ['cli.state', state],
      ['cli.tier', tier],
      ['cli.category', category],
      ['cli.place', place],
      ['cli.pressed', supervised],
      ['cli.id', id],
    ]);

interface Of {
  readonly community?: string;
}
const inCommunity = (command: Command): Command => command.option('--community <community>', 'whose number it is');

export function demandSteps(demand: Command, cli: Cli): void {
  const step = async (name: string, ref: string, body: object, command: Command) => {
    const { community } = command.opts<Of>();
    const query = community === undefined ? '' : `?community=${encodeURIComponent(community)}`;
    const path = `/demands/${encodeURIComponent(ref)}/${name}${query}`;
    await answer(cli, command, await cli.client().post<ShownDemand>(path, body, keyOf(command)), shownCard(cli));
  };
  inCommunity(changing(demand.command('merge').description('Merge a demand into another one')))
    .argument('<demand>', 'number or id')
    .argument('<into>', 'number or id')
    .action((ref: string, into: string, _options, command: Command) => step('merge', ref, { into }, command));
  inCommunity(changing(demand.command('split').description('Undo a merge')))
    .argument('<demand>', 'number or id')
    .action((ref: string, _options, command: Command) => step('split', ref, {}, command));
  inCommunity(changing(demand.command('refer').description('Refer a demand to a unit')))
    .argument('<demand>', 'number or id')
    .argument('<unit>', 'name or id of the body')
    .option('--note <text>', 'what the unit should know')
    .action((ref: string, unit: string, { note }: { note?: string }, command: Command) =>
      step('refer', ref, { unit, ...(note && { note }) }, command),
    );
  inCommunity(changing(demand.command('enlist').description('Put a demand into the catalogue of common concerns')))
    .argument('<demand>', 'number or id')
    .action((ref: string, _options, command: Command) => step('list', ref, {}, command));
  inCommunity(changing(demand.command('promote').description('Make a listed demand a topic, as the committee decided')))
    .argument('<demand>', 'number or id')
    .argument('<reason>')
    .action((ref: string, reason: string, _options, command: Command) => step('promote', ref, { reason }, command));
  inCommunity(changing(demand.command('supervise').description('Press a demand: its clocks get shorter')))
    .argument('<demand>', 'number or id')
    .argument('<reason>')
    .action((ref: string, reason: string, _options, command: Command) => step('supervise', ref, { reason }, command));
  inCommunity(changing(demand.command('unsupervise').description('Press a demand no longer: its clocks are put back')))
    .argument('<demand>', 'number or id')
    .argument('<reason>')
    .action((ref: string, reason: string, _options, command: Command) => step('unsupervise', ref, { reason }, command));
  inCommunity(changing(demand.command('escalate').description('Send demands up to the subdistrict together')))
    .argument('<reason>')
    .argument('<demands...>', 'numbers or ids')
    .action(async (reason: string, demands: string[], { community }: Of, command: Command) => {
      const body = { demands, reason, ...(community && { community }) };
      const sent = await cli.client().post<ShownBundle>('/demand-bundles', body, keyOf(command));
      await answer(cli, command, sent, (bundle, minute) =>
        cli.words.card([
          ['cli.bundle', bundle.id],
          ['cli.demands', bundle.demands.join(' ')],
          ['cli.sent', minute(bundle.sentAt)],
        ]),
      );
    });
  inCommunity(demand.command('cosigns').description('Count the co-signatures of a demand; who signed is not shown'))
    .argument('<demand>', 'number or id')
    .action(async (ref: string, { community }: Of, command: Command) => {
      const path = `/demands/${encodeURIComponent(ref)}/cosigns`;
      const found = await cli.client().get<ShownCosigns>(path, { community });
      await answer(cli, command, found, ({ number, signatures, neighbours, items }, minute) =>
        [
          cli.words.card([
            ['cli.number', number],
            ['cli.co-signatures', signatures],
            ['cli.neighbours', neighbours],
          ]),
          ...(items.length === 0
            ? []
            : [
                cli.words.table(
                  ['cli.signed', 'cli.taken-back'],
                  items.map(({ at, withdrawnAt }) => [minute(at), minute(withdrawnAt)]),
                ),
              ]),
        ].join('\n\n'),
      );
    });
}
