/** Meetings: convened, announced, run. */
import { type Command, Option } from 'commander';
import { LANGUAGES } from '../../channel.ts';
import { MEETING_KINDS } from '../../domain/meeting/kinds.ts';
import { MEETING_STATES } from '../../domain/meeting/states.ts';
import type { ShownFullMeeting, ShownMeeting } from '../../http/api/meeting-shapes.ts';
import type { ShownCheckInCode } from '../../http/api/meetings.ts';
import type { ShownMinutes } from '../../http/api/minutes.ts';
import { answer, type Cli, changing, group, keyOf, pageOf, pageTable, paging } from '../cli.ts';
import { bodyId, placeId } from '../named.ts';
import type { Minute } from '../times.ts';
import { seriesCommands } from './meeting-series.ts';
import { proxyCommands } from './proxies.ts';
import { save } from './save.ts';

export function meetingGroup(program: Command, cli: Cli): void {
  const of = group(program, 'meeting', 'Meetings: convened, announced, run');
  looking(of, cli);
  arranging(of, cli);
  running(of, cli);
  minutes(of, cli);
  proxyCommands(of, cli);
  seriesCommands(of, cli);
}

const at = (meeting: string, name: string): string => `/meetings/${encodeURIComponent(meeting)}${name}`;

const listed = (cli: Cli) =>
  pageTable<ShownMeeting>(
    cli,
    ['cli.community', 'cli.when', 'cli.kind', 'cli.state', 'cli.title', 'cli.id'],
    (row, minute) => [row.community, minute(row.startsAt), row.kind, row.state, row.title, row.id],
  );

const card =
  ({ words }: Cli) =>
  (meeting: ShownFullMeeting, minute: Minute): string => {
    const { quorum } = meeting;
    return [
      words.card([
        ['cli.title', meeting.title],
        ['cli.kind', meeting.kind],
        ['cli.state', meeting.state],
        ['cli.when', minute(meeting.startsAt)],
        ['cli.where', meeting.venue],
        ['cli.notice-by', meeting.noticeBy],
        ['cli.sent', meeting.noticedTo],
        ['cli.present', `${quorum.present}/${quorum.of} (${quorum.needed})`],
        ['cli.quorum', quorum.reached],
        ['cli.id', meeting.id],
      ]),
      words.table(
        ['cli.entry', 'cli.agenda', 'cli.announced', 'cli.id'],
        meeting.agenda.map((item) => [item.ordinal, item.title, item.noticed, item.id]),
      ),
      words.table(
        ['cli.person', 'cli.basis', 'cli.part', 'cli.may-vote', 'cli.answer', 'cli.present'],
        meeting.members.map((one) => [one.personId, one.basis, one.part, one.mayVote, one.answer, one.present]),
      ),
      words.table(
        ['cli.number', 'cli.ballot', 'cli.state', 'cli.outcome', 'cli.id'],
        meeting.ballots.map((one) => [one.number, one.title, one.state, one.outcome, one.id]),
      ),
      words.table(
        ['cli.when', 'cli.what', 'cli.by'],
        meeting.history.map((line) => [minute(line.at), line.kind, line.byRole]),
      ),
    ].join('\n\n');
  };

function looking(of: Command, cli: Cli): void {
  paging(of.command('list').description('Meetings, the latest date first'))
    .option('--community <community>', 'code or id')
    .addOption(new Option('--kind <kind>').choices(MEETING_KINDS))
    .addOption(new Option('--state <state>').choices(MEETING_STATES))
    .option('--open', 'only what is neither archived nor cancelled')
    .action(
      async (
        { community, kind, state, open }: { community?: string; kind?: string; state?: string; open?: boolean },
        command: Command,
      ) => {
        const query = { community, kind, state, open: open ? 'yes' : undefined };
        await answer(cli, command, await pageOf<ShownMeeting>(cli, command, '/meetings', query), listed(cli));
      },
    );
  of.command('show')
    .description('One meeting: agenda, people and their answers, who is there, quorum, ballots')
    .argument('<meeting>', 'id')
    .action(async (meeting: string, _options, command: Command) => {
      await answer(cli, command, await cli.client().get<ShownFullMeeting>(at(meeting, '')), card(cli));
    });
  of.command('code')
    .description('The code to be shown in the room; it changes every half minute')
    .argument('<meeting>', 'id')
    .action(async (meeting: string, _options, command: Command) => {
      const found = await cli.client().get<ShownCheckInCode>(at(meeting, '/check-in-code'));
      await answer(cli, command, found, ({ code, until }, minute) =>
        cli.words.card([
          ['cli.code', code],
          ['cli.valid-until', minute(until)],
        ]),
      );
    });
}

interface Convening {
  readonly at: string;
  readonly item?: string[];
  readonly venue?: string;
  readonly chair?: string;
  readonly recorder?: string;
  readonly body?: string;
  readonly bodies?: string[];
  readonly place?: string;
  readonly side?: string[];
  readonly affected?: string[];
  readonly guest?: string[];
  readonly shortened?: string;
}

/** Whoever is asked for what she is; only a guest has no voice. */
const invited = ({ side = [], affected = [], guest = [] }: Pick<Convening, 'side' | 'affected' | 'guest'>) => [
  ...side.map((personId) => ({ personId, part: 'side', mayVote: true })),
  ...affected.map((personId) => ({ personId, part: 'affected', mayVote: true })),
  ...guest.map((personId) => ({ personId, part: 'guest', mayVote: false })),
];

const SENT = 'which take part with one voice each: name or id, with =<person> who speaks for it';

/** 「物业=<person>」. */
function sent(typed: string): { readonly bodyId: string; readonly personId?: string } {
  const [body = '', person] = typed.split('=');
  return { bodyId: body, ...(person && { personId: person }) };
}

async function sentBy(cli: Cli, community: string, typed: readonly string[] | undefined) {
  if (typed === undefined) return undefined;
  const bodies: { readonly bodyId: string; readonly personId?: string }[] = [];
  for (const each of typed.map(sent)) {
    const found = await bodyId(cli, community, each.bodyId);
    if (found) bodies.push({ ...each, bodyId: found });
  }
  return bodies;
}

const inviting = (command: Command): Command =>
  command
    .option('--side <people...>', 'ids: sides of a mediation')
    .option('--affected <people...>', 'ids: those a hearing is about')
    .option('--guest <people...>', 'ids: without a vote');

function arranging(of: Command, cli: Cli): void {
  inviting(
    changing(of.command('convene').description('Convene a meeting; nobody is written to before the notice'))
      .argument('<community>', 'code or id')
      .argument('<kind>', MEETING_KINDS.join(', '))
      .argument('<title>')
      .requiredOption('--at <time>', 'when it begins, like 2026-12-01T19:00:00+08:00')
      .option('--item <titles...>', 'the agenda')
      .option('--venue <venue>')
      .option('--chair <person>', 'id; the head unless given')
      .option('--recorder <person>', 'id')
      .option('--body <body>', 'whose members are asked: name or id')
      .option('--bodies <bodies...>', SENT)
      .option('--place <place>', 'whose residents are asked: name or id')
      .option('--shortened <reason>', 'why the notice is shorter than the rule'),
  ).action(async (community: string, kind: string, title: string, options: Convening, command: Command) => {
    const { at: startsAt, item, venue, chair, recorder, body, place, shortened } = options;
    const asked = invited(options);
    const bodyRef = await bodyId(cli, community, body);
    const bodies = await sentBy(cli, community, options.bodies);
    const placeRef = await placeId(cli, community, place);
    const input = {
      community,
      kind,
      title,
      startsAt,
      ...(item && { agenda: item.map((each) => ({ title: each })) }),
      ...(venue && { venue }),
      ...(chair && { chairId: chair }),
      ...(recorder && { recorderId: recorder }),
      ...(bodyRef && { bodyId: bodyRef }),
      ...(bodies && { bodies }),
      ...(placeRef && { placeId: placeRef }),
      ...(asked.length > 0 && { invited: asked }),
      ...(shortened && { shortenedBecause: shortened }),
    };
    await answer(
      cli,
      command,
      await cli.client().post<ShownFullMeeting>('/meetings', input, keyOf(command)),
      card(cli),
    );
  });
  changing(of.command('add-item').description('Add to the agenda'))
    .argument('<meeting>', 'id')
    .argument('<title>')
    .option('--text <text>')
    .action(async (meeting: string, title: string, { text }: { text?: string }, command: Command) => {
      const input = { title, ...(text && { text }) };
      const made = await cli
        .client()
        .post<ShownFullMeeting['agenda'][number]>(at(meeting, '/agenda'), input, keyOf(command));
      await answer(cli, command, made, (item) =>
        cli.words.card([
          ['cli.entry', item.ordinal],
          ['cli.title', item.title],
          ['cli.id', item.id],
        ]),
      );
    });
  changing(of.command('remove-item').description('Take from the agenda what stood in no notice yet'))
    .argument('<meeting>', 'id')
    .argument('<item>', 'id')
    .action(async (meeting: string, itemId: string, _options, command: Command) => {
      const path = at(meeting, '/agenda/remove');
      await answer(
        cli,
        command,
        await cli.client().post<ShownFullMeeting>(path, { itemId }, keyOf(command)),
        card(cli),
      );
    });
  inviting(
    changing(of.command('people').description('Who chairs, who writes, and who else is asked'))
      .argument('<meeting>', 'id')
      .option('--chair <person>', 'id')
      .option('--recorder <person>', 'id')
      .option('--dismiss <people...>', 'ids: of those named, not asked any more')
      .option(
        '--bodies <bodies...>',
        'ids of bodies that take part, each with =<person> where somebody else speaks for it',
      )
      .option('--dismiss-bodies <bodies...>', 'ids of bodies that take no part any more'),
  ).action(
    async (
      meeting: string,
      options: Pick<Convening, 'chair' | 'recorder' | 'side' | 'affected' | 'guest' | 'bodies'> & {
        dismiss?: string[];
        dismissBodies?: string[];
      },
      command: Command,
    ) => {
      const { chair, recorder, dismiss, dismissBodies } = options;
      const asked = invited(options);
      const input = {
        ...(chair && { chairId: chair }),
        ...(recorder && { recorderId: recorder }),
        ...(asked.length > 0 && { invite: asked }),
        ...(dismiss && { dismiss }),
        ...(options.bodies && { bodies: options.bodies.map(sent) }),
        ...(dismissBodies && { dismissBodies }),
      };
      const done = await cli.client().post<ShownFullMeeting>(at(meeting, '/people'), input, keyOf(command));
      await answer(cli, command, done, card(cli));
    },
  );
}

function running(of: Command, cli: Cli): void {
  const step = (name: string, description: string) =>
    changing(of.command(name).description(description))
      .argument('<meeting>', 'id')
      .action(async (meeting: string, _options, command: Command) => {
        const done = await cli.client().post<ShownFullMeeting>(at(meeting, `/${name}`), undefined, keyOf(command));
        await answer(cli, command, done, card(cli));
      });
  const reasoned = (name: string, description: string) =>
    changing(of.command(name).description(description))
      .argument('<meeting>', 'id')
      .argument('<reason>')
      .action(async (meeting: string, reason: string, _options, command: Command) => {
        const done = await cli.client().post<ShownFullMeeting>(at(meeting, `/${name}`), { reason }, keyOf(command));
        await answer(cli, command, done, card(cli));
      });
  step('notice', 'Write to everybody who belongs to it');
  step('open-check-in', 'Open the check-in before its time');
  changing(of.command('presence').description('Enter who came or left'))
    .argument('<meeting>', 'id')
    .argument('<people...>', 'ids')
    .option('--left', 'they left; came unless given')
    .option('--paper', 'off a list on paper')
    .action(
      async (meeting: string, people: string[], { left, paper }: { left?: boolean; paper?: boolean }, command) => {
        const input = { people, kind: left ? 'left' : 'came', by: paper ? 'paper' : 'staff' };
        const path = at(meeting, '/presence');
        const done = await cli.client().post<ShownFullMeeting['quorum']>(path, input, keyOf(command));
        await answer(cli, command, done, ({ present, of: all, needed, reached }) =>
          cli.words.card([
            ['cli.present', `${present}/${all} (${needed})`],
            ['cli.quorum', reached],
          ]),
        );
      },
    );
  step('begin', 'Begin: enough are there');
  reasoned('suspend', 'Suspend the meeting');
  step('resume', 'Go on after a break');
  step('fail-quorum', 'Say that too few came');
  changing(of.command('reschedule').description('Give it another date, which is another notice'))
    .argument('<meeting>', 'id')
    .argument('<time>', 'like 2026-12-01T19:00:00+08:00')
    .argument('<reason>')
    .option('--shortened <reason>', 'why the new notice is shorter than the rule')
    .action(
      async (
        meeting: string,
        startsAt: string,
        reason: string,
        { shortened }: { shortened?: string },
        command: Command,
      ) => {
        const input = { startsAt, reason, ...(shortened && { shortenedBecause: shortened }) };
        const path = at(meeting, '/reschedule');
        const done = await cli.client().post<ShownFullMeeting>(path, input, keyOf(command));
        await answer(cli, command, done, card(cli));
      },
    );
  reasoned('cancel', 'Call it off; whoever was told of it is told');
  step('close', 'Close it');
  changing(of.command('follow-up').description('What was agreed becomes a task, once the minutes are published'))
    .argument('<meeting>', 'id')
    .argument('<title>')
    .requiredOption('--due <day>', 'like 2026-12-20')
    .option('--body <body>', 'id of the unit that does it; the head without one')
    .action(async (meeting: string, title: string, { due, body }: { due: string; body?: string }, command: Command) => {
      const input = { title, dueOn: due, ...(body && { bodyId: body }) };
      const done = await cli.client().post<ShownFullMeeting>(at(meeting, '/follow-up'), input, keyOf(command));
      await answer(cli, command, done, card(cli));
    });
  step('archive', 'Archive it: everything that came out of it is done');
}

const minutesCard =
  ({ words }: Cli) =>
  (minutes: ShownMinutes, minute: Minute): string =>
    [
      words.card([
        ['cli.title', minutes.title],
        ['cli.version', minutes.version],
        ['cli.when', minutes.beganAt && minute(minutes.beganAt)],
        ['cli.where', minutes.venue],
        ['cli.present', `${minutes.came.length}/${minutes.of}`],
        ['cli.remarks', minutes.remarks],
      ]),
      words.table(
        ['cli.part', 'cli.person', 'cli.when'],
        minutes.signatures.map(({ signer, name, at: signed }) => [signer, name, minute(signed)]),
      ),
    ].join('\n\n');

function minutes(of: Command, cli: Cli): void {
  of.command('minutes')
    .description(
      'The minutes with the names in them, or saved as a Word file; reading them leaves a line in the ledger',
    )
    .argument('<meeting>', 'id')
    .option('--out <file>', 'a Word file')
    .addOption(new Option('--language <language>', 'of the file').choices([...LANGUAGES]))
    .action(async (meeting: string, { out, language }: { out?: string; language?: string }, command: Command) => {
      const client = cli.client();
      if (out === undefined)
        return answer(cli, command, await client.get<ShownMinutes>(at(meeting, '/minutes')), minutesCard(cli));
      const { bytes } = await client.download('GET', at(meeting, '/minutes/file'), { lang: language });
      save(out, bytes);
      return answer(cli, command, { file: out, bytes: bytes.length }, ({ file }) =>
        cli.words.say('cli.saved', { file }),
      );
    });
  changing(of.command('write-minutes').description('Write the minutes, or another version, as the recorder would'))
    .argument('<meeting>', 'id')
    .argument('[remarks]', 'what was said; the words of the version before unless given')
    .action(async (meeting: string, remarks: string | undefined, _options, command: Command) => {
      const input = remarks === undefined ? {} : { remarks };
      const done = await cli.client().post<ShownMinutes>(at(meeting, '/minutes'), input, keyOf(command));
      await answer(cli, command, done, minutesCard(cli));
    });
}
