/**
 * 议案 in chat: what is put to the vote is typed in one line, yes or no, or with options to approve, to rank or to elect, for
 * a meeting that is convened or for one that is being convened.
 */
import { isSameItem } from '../domain/meeting/same-item.ts';
import { parseMeetingLine, type TypedItem } from '../domain/meeting/typed.ts';
import { permit } from '../domain/permissions/permit.ts';
import { bodyNamedIn } from '../domain/registry/bodies.ts';
import { roleOnMovingUp } from '../domain/registry/seats.ts';
import { ok, type Result } from '../domain/result.ts';
import { phrase, translate } from '../locales/translate.ts';
import { ballotFactsOf, ballotValues } from '../notices/ballot-facts.ts';
import type { BoundChoice } from '../notices/intent.ts';
import { allOrNothing } from '../usecases/all-or-nothing.ts';
import { type DraftBallot, type DraftRefusal, draftBallot } from '../usecases/ballot/draft.ts';
import type { BallotRow } from '../usecases/ballot/read.ts';
import type { NotPermitted } from '../usecases/command.ts';
import { type ArrangeRefusal, addAgendaItem } from '../usecases/meeting/arrange.ts';
import { meetingTarget } from '../usecases/meeting/change.ts';
import { meetingsOf } from '../usecases/meeting/list.ts';
import { itemsOf, type MeetingRow, readMeeting } from '../usecases/meeting/read.ts';
import { bodiesActingIn } from '../usecases/registry/acting-bodies.ts';
import { findPeople } from '../usecases/registry/find-people.ts';
import { sayMeetingRefusal } from './meeting-refusals.ts';
import { rulesOf, say, sayText, type Turn } from './turn.ts';

/** In which something can still be put to the vote. */
const TAKES_MOTIONS: readonly MeetingRow['state'][] = [
  'convened',
  'noticed',
  'check_in',
  'quorum_met',
  'in_session',
  'voting',
  'suspended',
];

/** Into the one meeting whoever writes runs, or into the one she names of several. */
export async function onMotionLine(turn: Turn, line: string): Promise<void> {
  const { uow, actor, language } = turn;
  if (line.trim() === '') return sayText(turn, 'motion.how', 'motion.how');
  const { meetings } = await meetingsOf(uow, { page: 0, size: rulesOf(turn).value('task.list.page') });
  const open = meetings.filter(
    ({ meeting: row }) =>
      TAKES_MOTIONS.includes(row.state) && permit('ballot.draft', actor, meetingTarget({ meeting: row })).ok,
  );
  const [only, other] = open;
  if (!only) return sayText(turn, 'motion.no-meeting', 'motion.no-meeting');
  if (!other) return putInMeeting(turn, only.meeting.id, line);
  say(turn, 'motion.which', {
    text: translate(language, 'motion.which'),
    choices: open.map(({ meeting: row }): BoundChoice => {
      const label = Array.from(row.title).slice(0, 16).join('');
      return { label, says: label, intent: { do: 'new-motion', meetingId: row.id, line } };
    }),
  });
}

export async function putInMeeting(turn: Turn, meetingId: string, line: string): Promise<void> {
  const { uow, language } = turn;
  const loaded = await readMeeting(uow, meetingId);
  if (!loaded.ok) return sayMeetingRefusal(turn, loaded.error);
  const typed = parseMeetingLine(`vote: ${line}`)?.items ?? [];
  if (typed.length === 0) return sayText(turn, 'motion.how', 'motion.how');
  const { meeting } = loaded.value;
  const put = await allOrNothing(uow, () => putEach(turn, meeting, typed));
  if (!put.ok) return sayMeetingRefusal(turn, put.error);
  for (const { id } of put.value) {
    const facts = await ballotFactsOf(uow, id);
    if (facts)
      say(turn, 'motion.done', {
        text: [
          phrase(language, 'motion.done'),
          '\n\n',
          ...translate(language, 'ballot.card', ballotValues(language, facts)),
        ],
      });
  }
}

async function putEach(
  turn: Turn,
  meeting: MeetingRow,
  typed: readonly TypedItem[],
): Promise<Result<readonly BallotRow[], ArrangeRefusal | DraftRefusal | NotPermitted>> {
  const put: BallotRow[] = [];
  for (const item of typed) {
    const itemId = await agendaItemFor(turn, meeting, item.title);
    if (!itemId.ok) return itemId;
    const drafted = await putToVote(turn, meeting, item, itemId.value);
    if (!drafted.ok) return drafted;
    put.push(drafted.value);
  }
  return ok(put);
}

/** The item of that name, as people read it; a new one where there is none, which binds nobody once the notice is out. */
async function agendaItemFor(
  turn: Turn,
  { id: meetingId }: MeetingRow,
  title: string,
): Promise<Result<string, ArrangeRefusal | NotPermitted>> {
  const items = (await itemsOf(turn.uow, meetingId)).filter((item) => isSameItem(item.title, title));
  const about = items.find(({ noticedRound }) => noticedRound !== null) ?? items[0];
  if (about) return ok(about.id);
  const added = await addAgendaItem(turn.uow, { meetingId, title });
  return added.ok ? ok(added.value.id) : added;
}

export async function putToVote(
  turn: Turn,
  { id: meetingId, communityId }: Pick<MeetingRow, 'id' | 'communityId'>,
  { title, question, form }: TypedItem,
  itemId: string,
  text = title,
): Promise<Result<BallotRow, DraftRefusal | NotPermitted>> {
  return draftBallot(turn.uow, {
    communityId,
    meetingId,
    itemId,
    title,
    text,
    kind: question?.kind ?? 'motion',
    ...(question && { options: await optionsOf(turn, communityId, question) }),
    ...(question?.seats !== undefined && { seats: question.seats }),
    ...(question?.kind === 'election' && (await fillsOf(turn, communityId, title))),
    ...(form && { form }),
  });
}

/** 「选居委会委员」: the seats of the body that is named in what the election is called; 主任 is the head of the committee. */
async function fillsOf(
  { uow }: Turn,
  communityId: string,
  title: string,
): Promise<Pick<DraftBallot, 'fills'> | undefined> {
  const bodies = await bodiesActingIn(uow.tx, communityId);
  const into = bodyNamedIn(title, bodies);
  if (!into || roleOnMovingUp(into.kind) === undefined) return undefined;
  const head = into.kind === 'committee' && /主任|head|chair/i.test(title);
  return { fills: { bodyId: into.id, ...(head && { role: 'committee_head' }) } };
}

/** A candidate is the one person here of that name; where there is none or several, a name on paper. */
async function optionsOf(
  { uow }: Turn,
  communityId: string,
  { kind, options }: NonNullable<TypedItem['question']>,
): Promise<NonNullable<DraftBallot['options']>> {
  const named: { label: string; personId?: string }[] = [];
  for (const label of options) {
    const [one, another] = kind === 'election' ? await findPeople(uow, communityId, { name: label, phone: '' }) : [];
    named.push({ label, ...(one && !another && { personId: one.id }) });
  }
  return named;
}
