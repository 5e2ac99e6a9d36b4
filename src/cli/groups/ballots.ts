/** Ballots: put to the vote, opened, closed; and counted again from the rows of one that was counted. */
import { type Command, Option } from 'commander';
import { type Compared, compare, Unreadable } from '../../../tools/recount.mjs';
import { QUESTION_KINDS } from '../../domain/ballot/question.ts';
import { BALLOT_FORMS, BALLOT_STATES } from '../../domain/ballot/states.ts';
import { PERSON_ROLES } from '../../domain/permissions/roles.ts';
import { BODY_KINDS } from '../../domain/registry/bodies.ts';
import type { ShownBallot, ShownFullBallot } from '../../http/api/ballot-shapes.ts';
import type { ShownReceipts } from '../../http/api/ballots.ts';
import type { MessageKey } from '../../locales/translate.ts';
import { answer, type Cli, changing, group, keyOf, pageOf, pageTable, paging } from '../cli.ts';
import { placeId } from '../named.ts';
import { CliProblem } from '../problem.ts';
import type { Minute } from '../times.ts';
import type { Cell, Heading } from '../words.ts';
import { load } from './load.ts';
import { save } from './save.ts';

export function ballotGroup(program: Command, cli: Cli): void {
  const of = group(program, 'ballot', 'Ballots: put to the vote, opened, closed, counted again');
  looking(of, cli);
  drafting(of, cli);
  running(of, cli);
  recounting(of, cli);
}

const at = (ballot: string, name: string): string => `/ballots/${encodeURIComponent(ballot)}${name}`;

const listed = (cli: Cli) =>
  pageTable<ShownBallot>(
    cli,
    ['cli.community', 'cli.number', 'cli.title', 'cli.kind', 'cli.form', 'cli.state', 'cli.outcome', 'cli.id'],
    (row) => [row.community, row.number, row.title, row.kind, row.form, row.state, row.outcome, row.id],
  );

const card =
  ({ words }: Cli) =>
  (ballot: ShownFullBallot, minute: Minute): string => {
    const time = (told: string | null) => told && minute(told);
    return [
      words.card([
        ['cli.number', ballot.number],
        ['cli.title', ballot.title],
        ['cli.kind', ballot.kind],
        ['cli.form', ballot.form],
        ['cli.binding', ballot.binding],
        ['cli.state', ballot.state],
        ['cli.outcome', ballot.outcome],
        ['cli.roll', ballot.roll.length],
        ['cli.voted', ballot.roll.filter(({ voted }) => voted).length],
        ['cli.roll-hash', ballot.rollHash],
        ['cli.closes', time(ballot.closesAt ?? ballot.closedAt)],
        ['cli.objections-until', time(ballot.objectionUntil)],
        ['cli.id', ballot.id],
        ...countOf(ballot),
      ]),
      words.table(
        ['cli.entry', 'cli.person', 'cli.basis', 'cli.present', 'cli.recused', 'cli.voted'],
        ballot.roll.map((one) => [one.number, one.personId, one.basis, one.present, one.recused, one.voted]),
      ),
      words.table(
        ['cli.when', 'cli.what', 'cli.by'],
        ballot.history.map((line) => [minute(line.at), line.kind, line.byRole]),
      ),
    ].join('\n\n');
  };

/** What a count says, in the order in which it is said. */
const COUNTED = {
  outcome: 'cli.outcome',
  roll: 'cli.roll',
  present: 'cli.present',
  recused: 'cli.recused',
  cast: 'cli.cast',
  approve: 'cli.approve',
  reject: 'cli.reject',
  abstain: 'cli.abstain',
  invalid: 'cli.invalid',
  base: 'cli.base',
  threshold: 'cli.threshold',
  chosen: 'cli.chosen',
} as const satisfies Readonly<Record<string, MessageKey>>;

function inWords(counted: Readonly<Record<string, unknown>>): (readonly [Heading, Cell])[] {
  return Object.entries(COUNTED).flatMap(([name, heading]) => {
    const value = [counted[name] ?? []].flat().join(' ');
    return value === '' ? [] : [[heading, value] as const];
  });
}

function countOf({ result, options }: ShownFullBallot): (readonly [Heading, Cell])[] {
  if (!result) return [];
  return [
    ...inWords({ ...result, outcome: [], roll: [] }),
    ...result.votes.map(({ option, votes }) => [{ raw: options[option - 1]?.label ?? String(option) }, votes] as const),
  ];
}

function looking(of: Command, cli: Cli): void {
  paging(of.command('list').description('Ballots, newest first'))
    .option('--community <community>', 'code or id')
    .option('--meeting <meeting>', 'id')
    .addOption(new Option('--state <state>').choices(BALLOT_STATES))
    .action(async (query: { community?: string; meeting?: string; state?: string }, command: Command) => {
      const { community, meeting, state } = query;
      const page = await pageOf<ShownBallot>(cli, command, '/ballots', { community, meeting, state });
      await answer(cli, command, page, listed(cli));
    });
  of.command('show')
    .description('One ballot with its roll; how it went only once it is counted')
    .argument('<ballot>', 'id')
    .action(async (ballot: string, _options, command: Command) => {
      await answer(cli, command, await cli.client().get<ShownFullBallot>(at(ballot, '')), card(cli));
    });
  of.command('receipts')
    .description('The receipts of a published secret ballot, by which voters find that theirs is in')
    .argument('<ballot>', 'id')
    .action(async (ballot: string, _options, command: Command) => {
      const found = await cli.client().get<ShownReceipts>(at(ballot, '/receipts'));
      await answer(cli, command, found, ({ items }) => items.join('\n'));
    });
  of.command('rows')
    .description('Save the rows of a counted ballot, for anybody to count again')
    .argument('<ballot>', 'id')
    .requiredOption('--out <file>', 'a CSV file')
    .action(async (ballot: string, { out }: { out: string }, command: Command) => {
      const { bytes } = await cli.client().download('GET', at(ballot, '/rows'), {});
      save(out, bytes);
      await answer(cli, command, { file: out, bytes: bytes.length }, ({ file }) =>
        cli.words.say('cli.saved', { file }),
      );
    });
}

interface Drafting {
  readonly text: string;
  readonly kind: string;
  readonly meeting?: string;
  readonly item?: string;
  readonly option?: string[];
  readonly seats?: string;
  readonly candidate?: string[];
  readonly fills?: string;
  readonly role?: string;
  readonly form?: string;
  readonly from?: string;
  readonly bodies?: string[];
  readonly place?: string;
  readonly closes?: string;
}

/** `name=id`; without an id it is a name on paper. */
function candidateIn(text: string): { label: string; personId?: string } {
  const [label = '', personId] = text.split('=');
  return { label, ...(personId && { personId }) };
}

function drafting(of: Command, cli: Cli): void {
  changing(of.command('draft').description('Put something to the vote, in a meeting or in writing'))
    .argument('<community>', 'code or id')
    .argument('<title>')
    .requiredOption('--text <text>', 'what exactly is voted on')
    .addOption(new Option('--kind <kind>').choices(QUESTION_KINDS).default('motion'))
    .option('--meeting <meeting>', 'id; without one it is a written ballot')
    .option('--item <item>', 'id of the agenda item')
    .option('--option <labels...>', 'what can be chosen')
    .option('--candidate <people...>', 'who can be elected: name=id of the person')
    .option('--seats <number>', 'of an election')
    .option('--fills <body>', 'id of the body whose seats an election fills')
    .addOption(new Option('--role <role>', 'as what, if not the usual one of that body').choices(PERSON_ROLES))
    .addOption(new Option('--form <form>').choices(BALLOT_FORMS))
    .addOption(new Option('--from <whom>', 'who votes in writing').choices(['seats', 'adults', 'households']))
    .addOption(new Option('--bodies <kinds...>', 'whose seats').choices(BODY_KINDS))
    .option('--place <place>', 'only who lives there: name or id')
    .option('--closes <time>', 'like 2026-12-01T19:00:00+08:00')
    .action(async (community: string, title: string, options: Drafting, command: Command) => {
      const { text, kind, meeting, item, option, candidate, seats, fills, role, form, from, bodies, closes } = options;
      const place = await placeId(cli, community, options.place);
      const input = {
        community,
        title,
        text,
        kind,
        ...(meeting && { meetingId: meeting }),
        ...(item && { itemId: item }),
        ...((option || candidate) && {
          options: [...(option ?? []).map((label) => ({ label })), ...(candidate ?? []).map((one) => candidateIn(one))],
        }),
        ...(seats && { seats: Number(seats) }),
        ...(fills && { fills: { bodyId: fills, ...(role && { role }) } }),
        ...(form && { form }),
        ...(from && { electorate: { from, ...(bodies && { bodies }), ...(place && { placeId: place }) } }),
        ...(closes && { closesAt: closes }),
      };
      await answer(
        cli,
        command,
        await cli.client().post<ShownFullBallot>('/ballots', input, keyOf(command)),
        card(cli),
      );
    });
  changing(of.command('amend').description('Change the wording, which is then looked at again'))
    .argument('<ballot>', 'id')
    .argument('<text>')
    .argument('<reason>')
    .option('--title <title>')
    .action(async (ballot: string, text: string, reason: string, { title }: { title?: string }, command: Command) => {
      const input = { text, reason, ...(title && { title }) };
      const done = await cli.client().post<ShownFullBallot>(at(ballot, '/amend'), input, keyOf(command));
      await answer(cli, command, done, card(cli));
    });
}

function running(of: Command, cli: Cli): void {
  const step = (name: string, description: string) =>
    changing(of.command(name).description(description))
      .argument('<ballot>', 'id')
      .action(async (ballot: string, _options, command: Command) => {
        const done = await cli.client().post<ShownFullBallot>(at(ballot, `/${name}`), undefined, keyOf(command));
        await answer(cli, command, done, card(cli));
      });
  step('freeze-roll', 'Copy who may vote, with the rules of today');
  changing(of.command('open').description('Begin the voting'))
    .argument('<ballot>', 'id')
    .option('--closes <time>', 'like 2026-12-01T19:00:00+08:00')
    .action(async (ballot: string, { closes }: { closes?: string }, command: Command) => {
      const input = closes ? { closesAt: closes } : {};
      const done = await cli.client().post<ShownFullBallot>(at(ballot, '/open'), input, keyOf(command));
      await answer(cli, command, done, card(cli));
    });
  step('pause', 'Let the voting wait');
  step('resume', 'Go on voting');
  step('close', 'End the voting');
  step('seat-elected', 'Seat whom a final election elected; those after them wait in the reserve');
  step('again', 'Put once more what was tied, or the seats an election left empty');
  changing(of.command('withdraw').description('Take it back before anybody can vote'))
    .argument('<ballot>', 'id')
    .argument('<reason>')
    .action(async (ballot: string, reason: string, _options, command: Command) => {
      const done = await cli.client().post<ShownFullBallot>(at(ballot, '/withdraw'), { reason }, keyOf(command));
      await answer(cli, command, done, card(cli));
    });
}

/** By the program that knows nothing of this project; it needs no installation. */
function recounting(of: Command, cli: Cli): void {
  of.command('recount')
    .description('Count the rows of a ballot again and say whether they give what was declared; needs no installation')
    .argument('<file>', 'the CSV file of: ballot rows')
    .action(async (file: string, _options, command: Command) => {
      const found = comparedIn(file);
      await answer(cli, command, found, ({ counted, agrees }) =>
        [cli.words.card(inWords({ ...counted })), ...(agrees ? [cli.words.say('cli.recount-agrees')] : [])].join(
          '\n\n',
        ),
      );
      const { outcome, chosen } = found.declared;
      if (!found.agrees)
        throw new CliProblem(1, 'recount_differs', [
          'cli.problem.recount-differs',
          { declared: `${outcome} ${chosen}` },
        ]);
    });
}

function comparedIn(file: string): Compared {
  const text = Buffer.from(load(file)).toString('utf8');
  try {
    return compare(text);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    throw new CliProblem(2, 'not_counted', ['cli.problem.not-counted', { file, problem: error.message }]);
  }
}
