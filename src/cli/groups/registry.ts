/** Communities, places, people and invitations. */
import { type Command, Option } from 'commander';
import { LANGUAGES } from '../../channel.ts';
import { RIGHT_BASES } from '../../domain/registry/seats.ts';
import type { ShownCommunity, ShownPlace } from '../../http/api/communities.ts';
import type { ShownInvitation, ShownNewCode } from '../../http/api/invitations.ts';
import type { ShownPerson, ShownRights } from '../../http/api/people.ts';
import { answer, type Cli, changing, group, keyOf, pageOf, pageTable, paging } from '../cli.ts';
import { placeId } from '../named.ts';
import { CliProblem } from '../problem.ts';
import type { Minute } from '../times.ts';

export function registryGroups(program: Command, cli: Cli): void {
  communities(program, cli);
  places(program, cli);
  people(program, cli);
  invitations(program, cli);
}

const communityCard =
  ({ words }: Cli) =>
  ({ code, name, timeZone, rulePack, id, createdAt }: ShownCommunity, minute: Minute) =>
    words.card([
      ['cli.code', code],
      ['cli.name', name],
      ['cli.time-zone', timeZone],
      ['cli.rule-pack', rulePack],
      ['cli.id', id],
      ['cli.entered', minute(createdAt)],
    ]);

function communities(program: Command, cli: Cli): void {
  const community = group(program, 'community', 'Communities');
  paging(community.command('list').description('List the communities')).action(async (_options, command: Command) => {
    const page = await pageOf<ShownCommunity>(cli, command, '/communities', {});
    const rows = pageTable<ShownCommunity>(
      cli,
      ['cli.code', 'cli.name', 'cli.time-zone'],
      ({ code, name, timeZone }) => [code, name, timeZone],
    );
    await answer(cli, command, page, rows);
  });
  community
    .command('show')
    .description('Show one community')
    .argument('<community>', 'code or id')
    .action(async (ref: string, _options, command: Command) => {
      const found = await cli.client().get<ShownCommunity>(`/communities/${encodeURIComponent(ref)}`);
      await answer(cli, command, found, communityCard(cli));
    });
  changing(community.command('create').description('Enter a community'))
    .argument('<code>', '2 to 32 of a-z, 0-9 and -')
    .argument('<name>')
    .option('--time-zone <zone>', 'of the IANA list; Asia/Shanghai unless given')
    .action(async (code: string, name: string, { timeZone }: { timeZone?: string }, command: Command) => {
      const body = { code, name, ...(timeZone && { timeZone }) };
      const made = await cli.client().post<ShownCommunity>('/communities', body, keyOf(command));
      await answer(cli, command, made, communityCard(cli));
    });
}

function places(program: Command, cli: Cli): void {
  const place = group(program, 'place', 'Grids, residents’ groups, buildings and units');
  paging(place.command('list').description('List the places of a community'))
    .argument('<community>', 'code or id')
    .action(async (community: string, _options, command: Command) => {
      const page = await pageOf<ShownPlace>(cli, command, '/places', { community });
      const rows = pageTable<ShownPlace>(
        cli,
        ['cli.kind', 'cli.name', 'cli.also', 'cli.id', 'cli.part-of'],
        ({ kind, name, aliases, id, parentId }) => [kind, name, aliases.join(', '), id, parentId],
      );
      await answer(cli, command, page, rows);
    });
  changing(place.command('create').description('Enter a place'))
    .argument('<community>', 'code or id')
    .argument('<kind>', 'grid, group, building or unit')
    .argument('<name>')
    .option('--parent <place>', 'what it is part of: name or id')
    .option('--alias <names...>', 'other names people use')
    .action(
      async (
        community: string,
        kind: string,
        name: string,
        { parent, alias }: { parent?: string; alias?: string[] },
        command: Command,
      ) => {
        const parentId = await placeId(cli, community, parent);
        const body = { community, kind, name, ...(alias && { aliases: alias }), ...(parentId && { parentId }) };
        const made = await cli.client().post<ShownPlace>('/places', body, keyOf(command));
        await answer(cli, command, made, placeCard(cli));
      },
    );
  changing(place.command('move').description('Put a place under another one: a building into its grid'))
    .argument('<community>', 'code or id')
    .argument('<place>', 'name or id')
    .option('--parent <place>', 'what it is to be part of: name or id')
    .option('--alone', 'it is to be part of nothing')
    .action(
      async (
        community: string,
        ref: string,
        { parent, alone }: { parent?: string; alone?: boolean },
        command: Command,
      ) => {
        if ((parent === undefined) === (alone === undefined))
          throw new CliProblem(2, 'usage', ['cli.problem.where-to']);
        const id = await placeId(cli, community, ref);
        const parentId = (await placeId(cli, community, parent)) ?? null;
        const path = `/places/${id}/move`;
        await answer(
          cli,
          command,
          await cli.client().post<ShownPlace>(path, { parentId }, keyOf(command)),
          placeCard(cli),
        );
      },
    );
}

const placeCard =
  ({ words }: Cli) =>
  ({ kind, name, id, parentId }: ShownPlace): string =>
    words.card([
      ['cli.kind', kind],
      ['cli.name', name],
      ['cli.part-of', parentId],
      ['cli.id', id],
    ]);

function people(program: Command, cli: Cli): void {
  const person = group(program, 'person', 'People').alias('people');
  paging(person.command('list').description('List the people of a community; leaves a line in the ledger'))
    .argument('<community>', 'code or id')
    .action(async (community: string, _options, command: Command) => {
      const page = await pageOf<ShownPerson>(cli, command, '/people', { community });
      const rows = pageTable<ShownPerson>(
        cli,
        ['cli.name', 'cli.home', 'cli.seats', 'cli.bound-on', 'cli.id'],
        (who) => [
          who.name ?? cli.words.say('cli.erased'),
          who.homePlace,
          who.seats.map(({ role }) => role).join(', '),
          who.platforms.join(', '),
          who.id,
        ],
      );
      await answer(cli, command, page, rows);
    });
  changing(person.command('create').description('Enter a person'))
    .argument('<community>', 'code or id')
    .argument('<name>')
    .option('--contact <entries...>', 'kept sealed: phone=… flat=…')
    .option('--home <place>', 'name or id of the place where the person lives')
    .addOption(new Option('--language <language>', 'in which to write to the person').choices([...LANGUAGES]))
    .action(
      async (
        community: string,
        name: string,
        { contact, home, language }: { contact?: string[]; home?: string; language?: string },
        command: Command,
      ) => {
        const homePlaceId = await placeId(cli, community, home);
        const body = {
          community,
          name,
          ...(contact && { contact: Object.fromEntries(contact.map(entryOf)) }),
          ...(homePlaceId && { homePlaceId }),
          ...(language && { language }),
        };
        const made = await cli.client().post<ShownPerson>('/people', body, keyOf(command));
        await answer(cli, command, made, ({ id, homePlace }) =>
          cli.words.card([
            ['cli.name', made.name],
            ['cli.home', homePlace],
            ['cli.id', id],
            ['cli.next', `invite create ${id}`],
          ]),
        );
      },
    );
  updating(person, cli);
}

function updating(person: Command, cli: Cli): void {
  changing(person.command('update').description('Change what the registry says about a person'))
    .argument('<person>', 'id')
    .option('--name <name>')
    .option('--contact <entries...>', 'added to what is known: phone=… gender=… publicPhone=…')
    .option('--home <place>', 'where the person lives: id, or name with --community')
    .option('--community <community>', 'where to look for a place by its name')
    .option('--door <door>', 'the flat: who lives behind one door is one household')
    .addOption(basis('--speak <basis>', 'what the right to speak rests on'))
    .addOption(basis('--vote <basis>', 'what the right to vote rests on'))
    .action(async (id: string, options: PersonOptions, command: Command) => {
      const { name, contact, home, community, door, speak, vote } = options;
      const homePlaceId = await placeId(cli, community, home);
      const body = {
        ...(name && { name }),
        ...(contact && { contact: Object.fromEntries(contact.map(entryOf)) }),
        ...(homePlaceId && { homePlaceId }),
        ...(door && { door }),
        ...(speak && { speak }),
        ...(vote && { vote }),
      };
      const path = `/people/${encodeURIComponent(id)}`;
      const changed = await cli.client().post<ShownRights>(path, body, keyOf(command));
      await answer(cli, command, changed, (who) =>
        cli.words.card([
          ['cli.speaks-as', who.speak],
          ['cli.votes-as', who.vote],
          ['cli.home', who.homePlaceId],
          ['cli.household', who.householdId],
          ['cli.id', who.id],
        ]),
      );
    });
}

interface PersonOptions {
  readonly name?: string;
  readonly contact?: string[];
  readonly home?: string;
  readonly community?: string;
  readonly door?: string;
  readonly speak?: string;
  readonly vote?: string;
}

const basis = (flags: string, description: string): Option =>
  new Option(flags, description).choices([...RIGHT_BASES, 'none']);

function entryOf(written: string): [string, string] {
  const [, name, value] = /^([^=]+)=(.+)$/su.exec(written) ?? [];
  if (!name || !value) throw new CliProblem(2, 'usage', ['cli.problem.contact', { written }]);
  return [name, value];
}

function invitations(program: Command, cli: Cli): void {
  const invite = group(program, 'invite', 'Invitation codes, with which people bind their chat account');
  changing(invite.command('create').description('Make a code; it is shown once'))
    .argument('<person>', 'id')
    .action(async (personId: string, _options, command: Command) => {
      const made = await cli.client().post<ShownNewCode>('/invitations', { personId }, keyOf(command));
      await answer(cli, command, made, ({ code, expiresAt, links, id }, minute) =>
        cli.words.card([
          ['cli.code', code],
          ['cli.valid-until', minute(expiresAt)],
          ...links.map(({ platform, url }) => [{ raw: platform }, url] as const),
          ['cli.id', id],
        ]),
      );
    });
  paging(invite.command('list').description('List invitations, without their codes'))
    .option('--community <community>', 'code or id')
    .option('--person <person>', 'id')
    .action(async ({ community, person }: { community?: string; person?: string }, command: Command) => {
      const page = await pageOf<ShownInvitation>(cli, command, '/invitations', { community, personId: person });
      const rows = pageTable<ShownInvitation>(
        cli,
        ['cli.state', 'cli.person', 'cli.valid-until', 'cli.id'],
        ({ state, personId, expiresAt, id }, minute) => [state, personId, minute(expiresAt), id],
      );
      await answer(cli, command, page, rows);
    });
  changing(invite.command('revoke').description('Revoke a code that was not used'))
    .argument('<invitation>', 'id')
    .action(async (id: string, _options, command: Command) => {
      const path = `/invitations/${encodeURIComponent(id)}/revoke`;
      const revoked = await cli.client().post<ShownInvitation>(path, undefined, keyOf(command));
      await answer(cli, command, revoked, ({ state }) =>
        cli.words.card([
          ['cli.id', id],
          ['cli.state', state],
        ]),
      );
    });
}
