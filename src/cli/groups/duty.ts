/** The duty roster, and the handbook: what the committee arranges beforehand. */
import { type Command, Option } from 'commander';
import { DUTY_DAYS } from '../../domain/registry/duty.ts';
import type { ShownNamedShift, ShownPlan, ShownShift } from '../../http/api/duty.ts';
import type { ShownEntry, ShownPut } from '../../http/api/handbook.ts';
import type { ShownPerson } from '../../http/api/people.ts';
import { lookUp } from '../../locales/translate.ts';
import { answer, type Cli, changing, group, keyOf, type Page, pageOf, pageTable, paging } from '../cli.ts';
import { csvRecords } from '../csv-file.ts';
import { bodyId, placeId } from '../named.ts';
import { CliProblem } from '../problem.ts';

export function dutyGroups(program: Command, cli: Cli): void {
  duty(program, cli);
  handbook(program, cli);
}

const planCard =
  ({ words }: Cli) =>
  ({ shifts, cancelled }: ShownPlan): string =>
    words.card([
      ['cli.shifts-planned', shifts],
      ['cli.cancelled', cancelled],
    ]);

function duty(program: Command, cli: Cli): void {
  const roster = group(program, 'duty', 'Who is on duty when');
  paging(roster.command('list').description('Shifts that have not ended'))
    .argument('<community>', 'code or id')
    .option('--since <day>', 'or those that ended since')
    .option('--body <body>', 'only of those who hold a seat in it: name or id')
    .action(async (community: string, { since, body }: { since?: string; body?: string }, command: Command) => {
      const query = { community, since, bodyId: await bodyId(cli, community, body) };
      const page = await pageOf<ShownNamedShift>(cli, command, '/duty', query);
      const { language, say } = cli.words;
      const rows = pageTable<ShownNamedShift>(
        cli,
        ['cli.from', 'cli.until', 'cli.person', 'cli.seats', 'cli.body', 'cli.place', 'cli.cancelled', 'cli.shift'],
        (shift, minute) => [
          minute(shift.startsAt),
          minute(shift.endsAt),
          shift.person ?? say('cli.erased'),
          shift.roles.map((role) => lookUp(language, `role.${role}`) ?? role).join(', '),
          shift.body,
          shift.place ?? say('cli.whole-community'),
          minute(shift.cancelledAt),
          shift.id,
        ],
      );
      await answer(cli, command, page, rows);
    });
  changing(
    roster
      .command('plan')
      .description(
        'Plan from a CSV file: with a column "date", single shifts; with a column "days", a weekly pattern over --from and --until',
      ),
  )
    .argument('<community>', 'code or id')
    .argument('<file>', 'columns: date or days, from, until, person (name or id), place (may be empty)')
    .addOption(new Option('--from <day>', `first day of a pattern; its days are ${DUTY_DAYS.join(', ')}`))
    .option('--until <day>', 'last day of a pattern')
    .option('--instead', 'cancel what was planned for these days first; a pattern always does')
    .action(
      async (
        community: string,
        file: string,
        options: { from?: string; until?: string; instead?: boolean },
        command: Command,
      ) => {
        const records = csvRecords(file, ['from', 'until', 'person']);
        const people = await everybody(cli, community);
        const common = async (record: Readonly<Record<string, string>>) => {
          const covered = await placeId(cli, community, record.place || undefined);
          return {
            from: record.from ?? '',
            until: record.until ?? '',
            personId: personId(people, record.person ?? ''),
            ...(covered && { placeId: covered }),
          };
        };
        const first = records[0] ?? {};
        if (first.days !== undefined) {
          if (!options.from || !options.until) throw new CliProblem(2, 'usage', ['cli.problem.pattern-days']);
          const lines: object[] = [];
          for (const record of records)
            lines.push({ ...(await common(record)), days: (record.days ?? '').split(/[\s/、]+/).filter(Boolean) });
          const body = { community, from: options.from, until: options.until, lines };
          await answer(
            cli,
            command,
            await cli.client().post<ShownPlan>('/duty/pattern', body, keyOf(command)),
            planCard(cli),
          );
          return;
        }
        const shifts: object[] = [];
        for (const record of records) shifts.push({ ...(await common(record)), date: record.date ?? '' });
        const dates = records.map(({ date = '' }) => date).sort();
        const instead = options.instead && { from: dates[0], until: dates.at(-1) };
        const body = { community, shifts, ...(instead && { instead }) };
        await answer(
          cli,
          command,
          await cli.client().post<ShownPlan>('/duty/shifts', body, keyOf(command)),
          planCard(cli),
        );
      },
    );
  changing(roster.command('cancel').description('Cancel a shift'))
    .argument('<shift>', 'id')
    .action(async (id: string, _options, command: Command) => {
      const path = `/duty/${encodeURIComponent(id)}/cancel`;
      const cancelled = await cli.client().post<ShownShift>(path, undefined, keyOf(command));
      await answer(cli, command, cancelled, ({ startsAt, endsAt }, minute) =>
        cli.words.card([
          ['cli.from', minute(startsAt)],
          ['cli.until', minute(endsAt)],
          ['cli.cancelled', true],
        ]),
      );
    });
}

async function everybody(cli: Cli, community: string): Promise<readonly ShownPerson[]> {
  const found: ShownPerson[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: Page<ShownPerson> = await cli.client().get('/people', { community, limit: '100', cursor });
    found.push(...page.items);
    cursor = page.next;
  }
  return found;
}

function personId(people: readonly ShownPerson[], ref: string): string {
  const found = people.filter(({ id, name }) => id === ref || name === ref);
  const [only, other] = found;
  if (!only) throw new CliProblem(1, 'person_not_found', ['cli.problem.nobody-called', { ref }]);
  if (other) throw new CliProblem(1, 'person_ambiguous', ['cli.problem.several-people', { ref }]);
  return only.id;
}

/** So many entries go with one request. */
const TOGETHER = 20;

function handbook(program: Command, cli: Cli): void {
  const book = group(program, 'handbook', 'Answers to what people ask often');
  paging(book.command('list').description('List the entries of a community'))
    .argument('<community>', 'code or id')
    .action(async (community: string, _options, command: Command) => {
      const page = await pageOf<ShownEntry>(cli, command, '/handbook', { community });
      const rows = pageTable<ShownEntry>(
        cli,
        ['cli.question', 'cli.answer', 'cli.id'],
        ({ question, answer: words, id }) => [question, words, id],
      );
      await answer(cli, command, page, rows);
    });
  const putCard = ({ added, changed }: Pick<ShownPut, 'added' | 'changed'>): string =>
    cli.words.card([
      ['cli.added', added],
      ['cli.changed', changed],
    ]);
  changing(book.command('put').description('Enter an answer, or a new one to a question that is there'))
    .argument('<community>', 'code or id')
    .argument('<question>')
    .argument('<answer>')
    .action(async (community: string, question: string, words: string, _options, command: Command) => {
      const body = { community, entries: [{ question, answer: words }] };
      await answer(cli, command, await cli.client().post<ShownPut>('/handbook', body, keyOf(command)), putCard);
    });
  changing(book.command('import').description('Enter the answers of a CSV file'))
    .argument('<community>', 'code or id')
    .argument('<file>', 'columns: question, answer')
    .action(async (community: string, file: string, _options, command: Command) => {
      const entries = csvRecords(file, ['question', 'answer']).map(({ question = '', answer: words = '' }) => ({
        question,
        answer: words,
      }));
      const key = keyOf(command);
      const sum = { added: 0, changed: 0 };
      for (let at = 0; at < entries.length; at += TOGETHER) {
        const body = { community, entries: entries.slice(at, at + TOGETHER) };
        const done = await cli.client().post<ShownPut>('/handbook', body, key && `${key}-${at}`);
        sum.added += done.added;
        sum.changed += done.changed;
      }
      await answer(cli, command, sum, putCard);
    });
  changing(book.command('end').description('Take an entry out'))
    .argument('<entry>', 'id')
    .action(async (id: string, _options, command: Command) => {
      const path = `/handbook/${encodeURIComponent(id)}/end`;
      const ended = await cli.client().post<ShownEntry>(path, undefined, keyOf(command));
      await answer(cli, command, ended, ({ question }) =>
        cli.words.card([
          ['cli.question', question],
          ['cli.taken-out', true],
        ]),
      );
    });
}
