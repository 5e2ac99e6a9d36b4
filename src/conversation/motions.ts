/**
 * 议案 in chat: what is put to the vote is typed in one line, yes or no, or with options to approve, to rank or to elect, for
 * a meeting that is convened or for one that is being convened.
 */
import { takesArranging } from '../domain/meeting/states.ts';
import { parseMeetingLine, type TypedItem } from '../domain/meeting/typed.ts';
import { permit } from '../domain/permissions/permit.ts';
import { bodyNamedIn } from '../domain/registry/bodies.ts';
import { roleOnMovingUp } from '../domain/registry/seats.ts';
import { shortened } from '../locales/shortened.ts';
import { phrase, translate } from '../locales/translate.ts';
import { ballotFactsOf, ballotValues } from '../notices/ballot-facts.ts';
import type { BoundChoice } from '../notices/intent.ts';
import { allOrNothing } from '../usecases/all-or-nothing.ts';
import type { DraftBallot } from '../usecases/ballot/draft.ts';
import { putMotions } from '../usecases/meeting/agenda.ts';
import { meetingTarget } from '../usecases/meeting/change.ts';
import { meetingsOf } from '../usecases/meeting/list.ts';
import type { NewMotion } from '../usecases/meeting/motions.ts';
import { readMeeting } from '../usecases/meeting/read.ts';
import { bodiesActingIn } from '../usecases/registry/acting-bodies.ts';
import { findPeople } from '../usecases/registry/find-people.ts';
import { sayMeetingRefusal } from './meeting-refusals.ts';
import { rulesOf, say, sayText, type Turn } from './turn.ts';

/** Into the one meeting whoever writes runs, or into the one she names of several. */
export async function onMotionLine(turn: Turn, line: string): Promise<void> {
  const { uow, actor, language } = turn;
  if (line.trim() === '') return sayText(turn, 'motion.how', 'motion.how');
  const { meetings } = await meetingsOf(uow, { page: 0, size: rulesOf(turn).value('task.list.page') });
  const open = meetings.filter(
    ({ meeting: row }) =>
      takesArranging(row.state) && permit('ballot.draft', actor, meetingTarget({ meeting: row })).ok,
  );
  const [only, other] = open;
  if (!only) return sayText(turn, 'motion.no-meeting', 'motion.no-meeting');
  if (!other) return putInMeeting(turn, only.meeting.id, line);
  say(turn, 'motion.which', {
    text: translate(language, 'motion.which'),
    choices: open.map(({ meeting: row }): BoundChoice => {
      const label = shortened(row.title, 16);
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
  const { communityId } = loaded.value.meeting;
  const motions: (NewMotion & { readonly title: string })[] = [];
  for (const item of typed) motions.push({ title: item.title, ...(await motionOf(turn, communityId, item)) });
  const put = await allOrNothing(uow, () => putMotions(uow, { meetingId, motions }));
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

/** What is voted on, as it was typed. */
export async function motionOf(
  turn: Turn,
  communityId: string,
  { title, question, form }: TypedItem,
): Promise<NewMotion> {
  return {
    ...(question && { kind: question.kind, options: await optionsOf(turn, communityId, question) }),
    ...(question?.seats !== undefined && { seats: question.seats }),
    ...(question?.kind === 'election' && (await fillsOf(turn, communityId, title))),
    ...(form && { form }),
  };
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
