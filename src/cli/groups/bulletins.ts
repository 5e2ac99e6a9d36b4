/** `bulletin`: a month of hotline cases, drafted, shown, saved as a Word file or a picture, and published. */
import { type Command, Option } from 'commander';
import { BULLETIN_STATES } from '../../domain/hotline/bulletin.ts';
import type { ShownBulletin } from '../../http/api/bulletins.ts';
import { lookUp } from '../../locales/translate.ts';
import { answer, type Cli, changing, group, keyOf, pageOf, pageTable, paging } from '../cli.ts';
import { CliProblem } from '../problem.ts';
import type { Minute } from '../times.ts';
import { save } from './save.ts';

interface Whose {
  readonly community?: string;
  readonly subdistrict?: string;
}

const of = (command: Command): Command =>
  command.option('--community <community>', 'code or id').option('--subdistrict <subdistrict>', 'code');

export function bulletinGroup(program: Command, cli: Cli): void {
  const bulletins = group(program, 'bulletin', 'Bulletins: a month of hotline cases, told in public');
  const { words } = cli;
  const stateName = (state: string): string => lookUp(words.language, `bulletin.state.${state}`) ?? state;
  const shown = (one: ShownBulletin, minute: Minute): string => {
    const line = ({ cases, response, solved, satisfied }: ShownBulletin['total']) => [
      cases,
      response,
      solved,
      satisfied,
    ];
    return [
      words.card([
        ['cli.about', one.of],
        ['cli.month', one.month],
        ['cli.state', stateName(one.state)],
        ['cli.approved', minute(one.approvedAt)],
        ['cli.published', minute(one.publishedAt)],
        ['cli.id', one.id],
      ]),
      words.table(
        [
          'bulletin.column.unit',
          'bulletin.column.cases',
          'bulletin.rate.response',
          'bulletin.rate.solved',
          'bulletin.rate.satisfied',
        ],
        [
          [words.say('bulletin.head.total'), ...line(one.total)],
          ...one.units.map((unit) => [unit.name, ...line(unit)]),
        ],
      ),
    ].join('\n\n');
  };

  of(paging(bulletins.command('list').description('List the bulletins of a community or a subdistrict')))
    .addOption(new Option('--state <state>').choices(BULLETIN_STATES))
    .action(async ({ community, subdistrict, state }: Whose & { state?: string }, command: Command) => {
      const page = await pageOf<ShownBulletin>(cli, command, '/bulletins', { community, subdistrict, state });
      const rows = pageTable<ShownBulletin>(
        cli,
        ['cli.about', 'cli.month', 'cli.state', 'cli.published', 'cli.id'],
        (one, minute) => [one.of, one.month, stateName(one.state), minute(one.publishedAt), one.id],
      );
      await answer(cli, command, page, rows);
    });
  bulletins
    .command('show')
    .description('Show a bulletin, or save it as a Word file or a picture')
    .argument('<bulletin>', 'id')
    .option('--out <file>', 'ending in .docx or .png')
    .action(async (id: string, { out }: { out?: string }, command: Command) => {
      const path = `/bulletins/${encodeURIComponent(id)}`;
      if (out === undefined) return answer(cli, command, await cli.client().get<ShownBulletin>(path), shown);
      const format = /\.(docx|png)$/i.exec(out)?.[1]?.toLowerCase();
      if (!format) throw new CliProblem(2, 'usage', ['cli.problem.bulletin-ending']);
      const { bytes } = await cli.client().download('GET', `${path}/file`, { format, lang: words.language });
      save(out, bytes);
      cli.print(words.say('cli.saved', { file: out }));
    });
  of(changing(bulletins.command('draft').description('Draft the bulletin of a month that is over')))
    .argument('<month>', 'like 2026-11')
    .option('--words <words>', 'said before the numbers')
    .action(
      async (month: string, { community, subdistrict, words: said }: Whose & { words?: string }, command: Command) => {
        const body = {
          month,
          ...(community && { community }),
          ...(subdistrict && { subdistrict }),
          ...(said && { words: said }),
        };
        await answer(cli, command, await cli.client().post<ShownBulletin>('/bulletins', body, keyOf(command)), shown);
      },
    );
  const step = (name: 'publish' | 'withdraw', description: string) =>
    changing(bulletins.command(name).description(description))
      .argument('<bulletin>', 'id')
      .action(async (id: string, _options, command: Command) => {
        const path = `/bulletins/${encodeURIComponent(id)}/${name}`;
        await answer(cli, command, await cli.client().post<ShownBulletin>(path, undefined, keyOf(command)), shown);
      });
  step('publish', 'Publish a bulletin that was approved in chat');
  step('withdraw', 'Take a draft back, so that the month can be drafted anew');
}
