/** Rosters, and slips of paper to invite people with. */
import { setTimeout as pause } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import { LANGUAGES } from '../../channel.ts';
import type { ShownCommunity } from '../../http/api/communities.ts';
import type { ShownNewPlaces, ShownRoster, ShownRosterRow } from '../../http/api/rosters.ts';
import { answer, type Cli, changing, group, keyOf, type Page, pageTable } from '../cli.ts';
import { CliProblem, type Sentence } from '../problem.ts';
import type { Minute } from '../times.ts';
import type { Words } from '../words.ts';
import { load } from './load.ts';
import { save } from './save.ts';

const POLL_MS = 500;
const SHOWN_ROWS = 100;
const inLanguage = () => new Option('--language <language>', 'of headings and sentences').choices([...LANGUAGES]);
const inCommunity = () => new Option('--community <community>', 'code or id; may be left out where there is only one');

export function rosterGroups(program: Command, cli: Cli): void {
  const roster = group(program, 'roster', 'Rosters: lists of people as Excel or CSV');
  template(roster, cli);
  importing(roster, cli);
  showing(roster, cli);
  const invite = program.commands.find((command) => command.name() === 'invite');
  if (invite) slips(invite, cli);
}

/** The one that is named, or the only one there is. */
async function communityIn(cli: Cli, given: string | undefined): Promise<string> {
  if (given !== undefined) return given;
  const { items } = await cli.client().get<Page<ShownCommunity>>('/communities', { limit: '2' });
  const [only, other] = items;
  if (only && !other) return only.code;
  throw new CliProblem(2, 'usage', only ? ['cli.problem.several-communities'] : ['cli.problem.no-community']);
}

function template(roster: Command, cli: Cli): void {
  roster
    .command('template')
    .description('Save an empty roster to be filled in')
    .addOption(inCommunity())
    .addOption(inLanguage())
    .option('--out <file>', 'ending in .xlsx or .csv', 'roster.xlsx')
    .action(async ({ community, language, out }: { community?: string; language?: string; out: string }) => {
      const query = {
        community: await communityIn(cli, community),
        lang: language ?? cli.words.language,
        format: out.endsWith('.csv') ? 'csv' : 'xlsx',
      };
      const { bytes } = await cli.client().download('GET', '/rosters/template', query);
      save(out, bytes);
      cli.print(cli.words.say('cli.template-saved', { file: out, community: query.community }));
    });
}

const rosterCard =
  ({ words }: Cli) =>
  (row: ShownRoster, minute: Minute): string =>
    words.card([
      ['cli.state', row.state],
      ['cli.rows', row.rows],
      ['cli.new-people', row.added],
      ['cli.changed', row.changed],
      ['cli.unchanged', row.unchanged],
      ['cli.wrong', row.wrong],
      ['cli.taken-over', row.published],
      ['cli.started', minute(row.startedAt)],
      ['cli.id', row.id],
    ]);

/** What is wrong with a row whose place nobody entered yet. */
const UNENTERED: ReadonlySet<string> = new Set(['building_unknown', 'unit_unknown']);

const problemTable = (cli: Cli) =>
  pageTable<ShownRosterRow>(cli, ['cli.line', 'cli.name', 'cli.what'], ({ line, name, problems, columns }) => [
    line === 0 ? cli.words.say('cli.whole-file') : line,
    name,
    problems.length > 0
      ? problems.map(({ column, said }) => (column === null ? said : `${column}: ${said}`)).join('; ')
      : columns.join(', '),
  ]);

function newPlacesText({ say, table }: Words, { count, items }: ShownNewPlaces): string {
  if (count === 0) return '';
  const rows = items.map(({ kind, name, partOf }) => [kind, name, partOf ?? say('cli.of-nothing')]);
  const left = count > items.length ? `\n${say('cli.and-more', { more: count - items.length })}` : '';
  return `\n\n${say('cli.new-places', { count })}\n${table(['cli.kind', 'cli.name', 'cli.part-of'], rows)}${left}`;
}

/** Asks again until the import is no longer in that state, and says how far it is. */
async function until(cli: Cli, command: Command, begun: ShownRoster, state: ShownRoster['state']) {
  let row = begun;
  let told = 0;
  while (row.state === state) {
    await pause(POLL_MS);
    row = await cli.client().get<ShownRoster>(`/rosters/${row.id}`);
    const done = state === 'reading' ? row.rows : row.published;
    if (row.state !== state || done - told < 2_000 || command.optsWithGlobals<{ json?: boolean }>().json) continue;
    told = done;
    cli.print(
      state === 'reading'
        ? cli.words.say('cli.read-so-far', { rows: done })
        : cli.words.say('cli.taken-so-far', { rows: done, of: row.added + row.changed }),
    );
  }
  return row;
}

interface ImportOptions {
  readonly community?: string;
  readonly language?: string;
  readonly dryRun?: boolean;
  readonly createPlaces?: boolean;
}

function importing(roster: Command, cli: Cli): void {
  changing(roster.command('import').description('Read a roster, show what is wrong or would change, and take it over'))
    .argument('<file>', 'Excel (.xlsx) or CSV')
    .addOption(inCommunity())
    .addOption(inLanguage())
    .option('--dry-run', 'only read and show; nothing is taken over')
    .option('--create-places', 'enter the buildings and units in the file that are not registered')
    .action(async (file: string, options: ImportOptions, command: Command) => {
      const query = {
        community: await communityIn(cli, options.community),
        lang: options.language ?? cli.words.language,
        createPlaces: options.createPlaces ? 'yes' : undefined,
      };
      const client = cli.client();
      const begun = await client.upload<ShownRoster>('/rosters', query, load(file), keyOf(command));
      const checked = await until(cli, command, begun, 'reading');
      if (checked.state === 'refused') {
        const rows = await client.get<Page<ShownRosterRow>>(`/rosters/${checked.id}/rows`, {
          change: 'wrong',
          lang: options.language ?? cli.words.language,
          limit: String(SHOWN_ROWS),
        });
        await answer(
          cli,
          command,
          { ...checked, problems: rows },
          (_both, minute) => `${rosterCard(cli)(checked, minute)}\n\n${problemTable(cli)(rows, minute)}`,
        );
        const unentered = rows.items.some(({ problems }) => problems.some(({ code }) => UNENTERED.has(code)));
        const places: readonly Sentence[] = unentered ? [['cli.problem.places-unentered']] : [];
        throw new CliProblem(1, 'roster_refused', ['cli.problem.roster-refused'], ...places);
      }
      if (checked.state !== 'ready' || options.dryRun) {
        if (checked.state !== 'ready') {
          await answer(cli, command, checked, rosterCard(cli));
          return;
        }
        const newPlaces = await client.get<ShownNewPlaces>(`/rosters/${checked.id}/places`);
        await answer(
          cli,
          command,
          { ...checked, newPlaces },
          (_both, minute) => `${rosterCard(cli)(checked, minute)}${newPlacesText(cli.words, newPlaces)}`,
        );
        return;
      }
      const decided = await client.post<ShownRoster>(`/rosters/${checked.id}/publish`, undefined, undefined);
      await answer(cli, command, await until(cli, command, decided, 'publishing'), rosterCard(cli));
    });
}

function showing(roster: Command, cli: Cli): void {
  roster
    .command('show')
    .description('Show the latest import of a community, or one by its id')
    .argument('[roster]', 'id')
    .addOption(inCommunity())
    .action(async (id: string | undefined, { community }: { community?: string }, command: Command) => {
      await answer(cli, command, await rosterOf(cli, id, community), rosterCard(cli));
    });
  changing(roster.command('cancel').description('Drop a roster that was not taken over'))
    .argument('[roster]', 'id; the latest unless given')
    .addOption(inCommunity())
    .action(async (id: string | undefined, { community }: { community?: string }, command: Command) => {
      const { id: found } = await rosterOf(cli, id, community);
      const path = `/rosters/${found}/cancel`;
      await answer(
        cli,
        command,
        await cli.client().post<ShownRoster>(path, undefined, keyOf(command)),
        rosterCard(cli),
      );
    });
}

async function rosterOf(cli: Cli, id: string | undefined, community: string | undefined): Promise<ShownRoster> {
  const client = cli.client();
  if (id !== undefined) return client.get<ShownRoster>(`/rosters/${encodeURIComponent(id)}`);
  const home = await communityIn(cli, community);
  const [latest] = (await client.get<Page<ShownRoster>>('/rosters', { community: home, limit: '1' })).items;
  if (!latest) throw new CliProblem(1, 'roster_not_found', ['cli.problem.no-roster']);
  return latest;
}

interface SlipOptions {
  readonly community?: string;
  readonly body?: string;
  readonly building?: string;
  readonly all?: boolean;
  readonly again?: boolean;
  readonly language?: string;
  readonly out?: string;
}

function slips(invite: Command, cli: Cli): void {
  changing(
    invite
      .command('slips', { isDefault: true })
      .description('Invite many at once: a PDF of slips to be printed and cut apart'),
  )
    .addOption(inCommunity())
    .option('--body <body>', 'everybody with a seat in it: name or id')
    .option('--building <place>', 'everybody who lives there: name or id')
    .option('--all', 'everybody')
    .option('--again', 'also those whose code is still good; it is void from then on')
    .addOption(inLanguage())
    .option('--out <file>', 'where to save them', 'slips.pdf')
    .action(async (options: SlipOptions, command: Command) => {
      const { body, building, all, again, language, out = 'slips.pdf' } = options;
      if ([body, building, all].filter((each) => each !== undefined).length !== 1)
        throw new CliProblem(2, 'usage', ['cli.problem.whom-to-invite']);
      const asked = {
        community: await communityIn(cli, options.community),
        ...(body !== undefined && { body }),
        ...(building !== undefined && { building }),
        ...(again && { again }),
        ...(language !== undefined && { lang: language }),
      };
      const { bytes, headers } = await cli.client().download('POST', '/invitations/slips', asked, keyOf(command));
      save(out, bytes);
      const above = headers.get('x-above-the-head');
      cli.print(
        cli.words.card([
          ['cli.slips', headers.get('x-slips')],
          ['cli.known-already', headers.get('x-known-already')],
          ['cli.with-a-good-code', headers.get('x-holding-a-code')],
          ...(above === '0' ? [] : [['cli.not-the-heads', above] as const]),
          ['cli.saved-in', out],
          ['cli.next', cli.words.say('cli.slips-next')],
        ]),
      );
    });
}
