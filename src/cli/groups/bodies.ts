/** Subdistricts, bodies and the seats in them. */
import { type Command, Option } from 'commander';
import { PERSON_ROLES } from '../../domain/permissions/roles.ts';
import { BODY_KINDS, COMMUNITY_TYPES } from '../../domain/registry/bodies.ts';
import { FILLED_BY, SEAT_POSITIONS } from '../../domain/registry/seats.ts';
import type { ShownBody } from '../../http/api/bodies.ts';
import type { ShownCommunity } from '../../http/api/communities.ts';
import type { ShownHandover, ShownSeat } from '../../http/api/seats.ts';
import type { ShownFinding, ShownSubdistrict } from '../../http/api/subdistricts.ts';
import { answer, type Cli, changing, group, keyOf, type Page, pageTable } from '../cli.ts';
import { bodyId, placeId } from '../named.ts';
import { CliProblem } from '../problem.ts';
import type { Minute } from '../times.ts';

export function bodyGroups(program: Command, cli: Cli): void {
  subdistricts(program, cli);
  bodies(program, cli);
  seats(program, cli);
}

const asNumber = (written: string | undefined, option: string): number | undefined => {
  if (written === undefined) return undefined;
  if (!/^\d{1,6}$/.test(written)) throw new CliProblem(2, 'usage', ['cli.problem.whole-number', { option }]);
  return Number(written);
};

function subdistricts(program: Command, cli: Cli): void {
  const subdistrict = group(program, 'subdistrict', 'Subdistricts, and what a community is said to be');
  subdistrict
    .command('list')
    .description('List the subdistricts')
    .action(async (_options, command: Command) => {
      const page = await cli.client().get<Page<ShownSubdistrict>>('/subdistricts');
      await answer(
        cli,
        command,
        page,
        pageTable<ShownSubdistrict>(cli, ['cli.code', 'cli.name', 'cli.id'], ({ code, name, id }) => [code, name, id]),
      );
    });
  changing(subdistrict.command('create').description('Enter a subdistrict'))
    .argument('<code>', '2 to 32 of a-z, 0-9 and -')
    .argument('<name>')
    .action(async (code: string, name: string, _options, command: Command) => {
      const made = await cli.client().post<ShownSubdistrict>('/subdistricts', { code, name }, keyOf(command));
      await answer(cli, command, made, ({ id }) =>
        cli.words.card([
          ['cli.code', made.code],
          ['cli.name', made.name],
          ['cli.id', id],
        ]),
      );
    });
  changing(subdistrict.command('describe').description('Say what a community is'))
    .argument('<community>', 'code or id')
    .addOption(new Option('--type <type>', '现代型, 现实型, 过渡型').choices([...COMMUNITY_TYPES]))
    .option('--occupancy <percent>', 'dwellings lived in, of a hundred')
    .option('--subdistrict <code>', 'the subdistrict it is part of')
    .action(
      async (
        community: string,
        { type, occupancy, subdistrict: part }: { type?: string; occupancy?: string; subdistrict?: string },
        command: Command,
      ) => {
        const occupancyPercent = asNumber(occupancy, '--occupancy');
        const body = {
          ...(type && { type }),
          ...(occupancyPercent !== undefined && { occupancyPercent }),
          ...(part && { subdistrict: part }),
        };
        const path = `/communities/${encodeURIComponent(community)}/describe`;
        const described = await cli.client().post<ShownCommunity>(path, body, keyOf(command));
        await answer(cli, command, described, (found) =>
          cli.words.card([
            ['cli.code', found.code],
            ['cli.type', found.type],
            ['cli.lived-in', found.occupancyPercent === null ? null : `${found.occupancyPercent}%`],
            ['cli.subdistrict', found.subdistrictId],
          ]),
        );
      },
    );
}

const bodyCard =
  ({ words }: Cli) =>
  (body: ShownBody, minute: Minute): string =>
    words.card([
      ['cli.kind', body.kind],
      ['cli.name', body.name],
      ['cli.serves-also', body.serves.join(', ')],
      [
        'cli.term',
        body.termEndsAt === null
          ? null
          : words.say('cli.from-to', { from: minute(body.termStartsAt), to: minute(body.termEndsAt) }),
      ],
      ['cli.size-waived-because', body.sizeWaivedBecause],
      ['cli.second-because', body.secondBecause],
      ['cli.ended', minute(body.endedAt)],
      ['cli.id', body.id],
    ]);

interface NewBodyOptions {
  readonly community?: string;
  readonly subdistrict?: string;
  readonly serves?: string[];
  readonly alias?: string[];
  readonly parent?: string;
  readonly from?: string;
  readonly until?: string;
  readonly secondBecause?: string;
}

function bodies(program: Command, cli: Cli): void {
  const body = group(program, 'body', 'Committees, firms, stations, offices: whoever acts in a community');
  body
    .command('list')
    .description('List the bodies that act in a community')
    .argument('<community>', 'code or id')
    .action(async (community: string, _options, command: Command) => {
      const page = await cli.client().get<Page<ShownBody>>('/bodies', { community });
      const rows = pageTable<ShownBody>(
        cli,
        ['cli.kind', 'cli.name', 'cli.term-ends', 'cli.id'],
        ({ kind, name, termEndsAt, id }, minute) => [kind, name, minute(termEndsAt), id],
      );
      await answer(cli, command, page, rows);
    });
  body
    .command('check')
    .description('What the rules say about size and composition of bodies and grids')
    .argument('<community>', 'code or id')
    .action(async (community: string, _options, command: Command) => {
      const path = `/communities/${encodeURIComponent(community)}/findings`;
      const page = await cli.client().get<Page<ShownFinding>>(path);
      const rows = pageTable<ShownFinding>(
        cli,
        ['cli.level', 'cli.what', 'cli.about', 'cli.is', 'cli.rule', 'cli.waived'],
        (one) => [one.level, one.kind, one.name, one.count, `${one.rule} = ${one.limit}`, one.waived],
      );
      await answer(cli, command, page, rows);
    });
  changing(body.command('create').description('Enter a body'))
    .argument('<kind>', BODY_KINDS.join(', '))
    .argument('<name>')
    .option('--community <community>', 'the community it belongs to')
    .option('--subdistrict <code>', 'or the subdistrict')
    .option('--serves <communities...>', 'further communities it serves')
    .option('--alias <names...>', 'other names people use')
    .option('--parent <body>', 'what it is part of: name or id')
    .option('--from <day>', 'when its term begins')
    .option('--until <day>', "when its term ends; a committee's is that of the rules unless given")
    .option('--second-because <reason>', 'why the community needs a second committee')
    .action(async (kind: string, name: string, options: NewBodyOptions, command: Command) => {
      const { community, subdistrict, serves, alias, parent, from, until, secondBecause } = options;
      const parentId = await bodyId(cli, community, parent);
      const given = {
        kind,
        name,
        ...(community && { community }),
        ...(subdistrict && { subdistrict }),
        ...(serves && { serves }),
        ...(alias && { aliases: alias }),
        ...(parentId && { parentId }),
        ...(from && { termStarts: from }),
        ...(until && { termEnds: until }),
        ...(secondBecause && { secondBecause }),
      };
      await answer(cli, command, await cli.client().post<ShownBody>('/bodies', given, keyOf(command)), bodyCard(cli));
    });
  changing(body.command('end').description('End a body, and the seats in it'))
    .argument('<body>', 'id')
    .action(async (id: string, _options, command: Command) => {
      const path = `/bodies/${encodeURIComponent(id)}/end`;
      await answer(cli, command, await cli.client().post<ShownBody>(path, undefined, keyOf(command)), bodyCard(cli));
    });
  changing(body.command('waive').description('Allow a size or composition the rules do not foresee'))
    .argument('<body>', 'id')
    .argument('<because>', 'the reason')
    .action(async (id: string, because: string, _options, command: Command) => {
      const path = `/bodies/${encodeURIComponent(id)}/waive-size`;
      await answer(cli, command, await cli.client().post<ShownBody>(path, { because }, keyOf(command)), bodyCard(cli));
    });
}

const seatCard =
  ({ words }: Cli) =>
  (seat: ShownSeat, minute: Minute): string =>
    words.card([
      ['cli.role', seat.role],
      ['cli.place', seat.placeId ?? words.say('cli.whole-community')],
      ['cli.body', seat.bodyId],
      ['cli.seat-position', seat.position],
      ['cli.filled-by', seat.filledBy],
      ['cli.place-in-the-result', seat.rank],
      ['cli.term-ends', minute(seat.termEndsAt)],
      ['cli.since', minute(seat.since)],
      ['cli.until', minute(seat.until)],
      ['cli.id', seat.id],
    ]);

interface NewSeatOptions {
  readonly place?: string;
  readonly body?: string;
  readonly community?: string;
  readonly position?: string;
  readonly filledBy?: string;
  readonly rank?: string;
  readonly until?: string;
}

function seats(program: Command, cli: Cli): void {
  const seat = group(program, 'seat', 'Seats people hold');
  changing(seat.command('grant').description('Grant a seat'))
    .argument('<person>', 'id')
    .argument('<role>', PERSON_ROLES.join(', '))
    .option('--place <place>', 'what the seat covers, with everything below it: id, or name with --community')
    .option('--body <body>', 'the body the seat is in: id, or name with --community')
    .option('--community <community>', 'where to look for a name, and where the seat acts')
    .addOption(new Option('--position <position>').choices([...SEAT_POSITIONS]))
    .addOption(new Option('--filled-by <way>', 'how the seat was filled').choices([...FILLED_BY]))
    .option('--rank <number>', 'place in the result; with the role resident, a place in the reserve')
    .option('--until <day>', 'when the term ends')
    .action(async (person: string, role: string, options: NewSeatOptions, command: Command) => {
      const { place, body, community, position, filledBy, until } = options;
      const covered = await placeId(cli, community, place);
      const held = await bodyId(cli, community, body);
      const rank = asNumber(options.rank, '--rank');
      const given = {
        role,
        ...(covered && { placeId: covered }),
        ...(held && { bodyId: held }),
        ...(position && { position }),
        ...(filledBy && { filledBy }),
        ...(rank !== undefined && { rank }),
        ...(until && { termEnds: until }),
        ...(community && { community }),
      };
      const path = `/people/${encodeURIComponent(person)}/seats`;
      await answer(cli, command, await cli.client().post<ShownSeat>(path, given, keyOf(command)), seatCard(cli));
    });
  const onSeat = async (command: Command, id: string, name: string, input?: object) => {
    const path = `/seats/${encodeURIComponent(id)}/${name}`;
    await answer(cli, command, await cli.client().post<ShownSeat>(path, input, keyOf(command)), seatCard(cli));
  };
  changing(seat.command('handover').description('Hand a post over, with its open work and a checklist'))
    .argument('<seat>', 'id')
    .argument('<person>', 'id of who takes it over')
    .option('--also <things...>', 'what else has to be passed on')
    .action(async (id: string, personId: string, { also }: { also?: string[] }, command: Command) => {
      const path = `/seats/${encodeURIComponent(id)}/handover`;
      const body = { personId, ...(also && { also }) };
      const done = await cli.client().post<ShownHandover>(path, body, keyOf(command));
      await answer(cli, command, done, ({ seat: now, demands }, minute) =>
        [seatCard(cli)(now, minute), cli.words.card([['cli.open-demands-moved', demands]])].join('\n'),
      );
    });
  changing(seat.command('end').description('End a seat'))
    .argument('<seat>', 'id, as person list --json shows it')
    .action((id: string, _options, command: Command) => onSeat(command, id, 'end'));
  changing(seat.command('substitute').description('Let the next in line take a seat that was ended'))
    .argument('<seat>', 'id, as person list --json shows it')
    .option('--drawn <seat>', 'of several with equal votes, the reserve seat the lot drew')
    .action((id: string, { drawn }: { drawn?: string }, command: Command) =>
      onSeat(command, id, 'substitute', drawn ? { nextSeatId: drawn } : undefined),
    );
}
