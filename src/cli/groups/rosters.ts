/** Rosters, and slips of paper to invite people with. */
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import { LANGUAGES } from '../../channel.ts';
import type { ShownCommunity } from '../../http/api/communities.ts';
import type { ShownNewPlaces, ShownRoster, ShownRosterRow } from '../../http/api/rosters.ts';
import { answer, type Cli, changing, group, keyOf, type Page, pageTable } from '../cli.ts';
import { CliProblem } from '../problem.ts';
import { card, table } from '../table.ts';
import type { Minute } from '../times.ts';
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
  throw new CliProblem(2, 'usage', 'There are several communities; add --community with the code of one.');
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
        lang: language,
        format: out.endsWith('.csv') ? 'csv' : 'xlsx',
      };
      const { bytes } = await cli.client().download('GET', '/rosters/template', query);
      save(out, bytes);
      cli.print(`Saved ${out}. Fill it in, then: roster import ${out} --community ${query.community} --dry-run`);
    });
}

function load(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch {
    throw new CliProblem(2, 'not_read', `The file ${path} cannot be read.`);
  }
}

const rosterCard = (row: ShownRoster, minute: Minute): string =>
  card([
    ['state', row.state],
    ['rows', row.rows],
    ['new people', row.added],
    ['changed', row.changed],
    ['unchanged', row.unchanged],
    ['wrong', row.wrong],
    ['taken over', row.published],
    ['started', minute(row.startedAt)],
    ['id', row.id],
  ]);

/** What is wrong with a row whose place nobody entered yet. */
const UNENTERED: ReadonlySet<string> = new Set(['building_unknown', 'unit_unknown']);

const problemTable = pageTable<ShownRosterRow>(['LINE', 'NAME', 'WHAT'], ({ line, name, problems, columns }) => [
  line === 0 ? 'file' : line,
  name,
  problems.length > 0
    ? problems.map(({ column, said }) => (column === null ? said : `${column}: ${said}`)).join('; ')
    : columns.join(', '),
]);

function newPlacesText({ count, items }: ShownNewPlaces): string {
  if (count === 0) return '';
  const rows = items.map(({ kind, name, partOf }) => [kind, name, partOf ?? '(none)']);
  const left = count > items.length ? `\n… and ${count - items.length} more` : '';
  return `\n\nPlaces it would enter: ${count}\n${table(['KIND', 'NAME', 'PART OF'], rows)}${left}`;
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
    cli.print(state === 'reading' ? `read ${done} rows` : `took over ${done} of ${row.added + row.changed}`);
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
        lang: options.language,
        createPlaces: options.createPlaces ? 'yes' : undefined,
      };
      const client = cli.client();
      const begun = await client.upload<ShownRoster>('/rosters', query, load(file), keyOf(command));
      const checked = await until(cli, command, begun, 'reading');
      if (checked.state === 'refused') {
        const rows = await client.get<Page<ShownRosterRow>>(`/rosters/${checked.id}/rows`, {
          change: 'wrong',
          lang: options.language,
          limit: String(SHOWN_ROWS),
        });
        await answer(
          cli,
          command,
          { ...checked, problems: rows },
          (_both, minute) => `${rosterCard(checked, minute)}\n\n${problemTable(rows, minute)}`,
        );
        const unentered = rows.items.some(({ problems }) => problems.some(({ code }) => UNENTERED.has(code)));
        throw new CliProblem(
          1,
          'roster_refused',
          `Nothing was taken over: mend these rows and import the file again.${
            unentered ? ' Are the buildings and units right as they are? --create-places enters them.' : ''
          }`,
        );
      }
      if (checked.state !== 'ready' || options.dryRun) {
        if (checked.state !== 'ready') {
          await answer(cli, command, checked, rosterCard);
          return;
        }
        const newPlaces = await client.get<ShownNewPlaces>(`/rosters/${checked.id}/places`);
        await answer(
          cli,
          command,
          { ...checked, newPlaces },
          (_both, minute) => `${rosterCard(checked, minute)}${newPlacesText(newPlaces)}`,
        );
        return;
      }
      const decided = await client.post<ShownRoster>(`/rosters/${checked.id}/publish`, undefined, undefined);
      await answer(cli, command, await until(cli, command, decided, 'publishing'), rosterCard);
    });
}

function showing(roster: Command, cli: Cli): void {
  roster
    .command('show')
    .description('Show the latest import of a community, or one by its id')
    .argument('[roster]', 'id')
    .addOption(inCommunity())
    .action(async (id: string | undefined, { community }: { community?: string }, command: Command) => {
      await answer(cli, command, await rosterOf(cli, id, community), rosterCard);
    });
  changing(roster.command('cancel').description('Drop a roster that was not taken over'))
    .argument('[roster]', 'id; the latest unless given')
    .addOption(inCommunity())
    .action(async (id: string | undefined, { community }: { community?: string }, command: Command) => {
      const { id: found } = await rosterOf(cli, id, community);
      const path = `/rosters/${found}/cancel`;
      await answer(cli, command, await cli.client().post<ShownRoster>(path, undefined, keyOf(command)), rosterCard);
    });
}

async function rosterOf(cli: Cli, id: string | undefined, community: string | undefined): Promise<ShownRoster> {
  const client = cli.client();
  if (id !== undefined) return client.get<ShownRoster>(`/rosters/${encodeURIComponent(id)}`);
  const home = await communityIn(cli, community);
  const [latest] = (await client.get<Page<ShownRoster>>('/rosters', { community: home, limit: '1' })).items;
  if (!latest) throw new CliProblem(1, 'roster_not_found', 'No roster was imported yet; see: roster import --help');
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
        throw new CliProblem(2, 'usage', 'Say whom to invite: --body, --building or --all.');
      const asked = {
        community: await communityIn(cli, options.community),
        ...(body !== undefined && { body }),
        ...(building !== undefined && { building }),
        ...(again && { again }),
        ...(language !== undefined && { lang: language }),
      };
      const { bytes, headers } = await cli.client().download('POST', '/invitations/slips', asked, keyOf(command));
      save(out, bytes);
      cli.print(
        card([
          ['slips', headers.get('x-slips')],
          ['known already', headers.get('x-known-already')],
          ['with a good code', headers.get('x-holding-a-code')],
          ['saved in', out],
          ['next', 'print it and delete the file: whoever has it can take these places'],
        ]),
      );
    });
}
