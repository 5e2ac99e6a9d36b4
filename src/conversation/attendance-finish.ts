/** Who came, off the list at the door: whom the words mean is looked up, shown by name, and entered. */
import { type AttendanceProblem, readAttendance } from '../domain/meeting/attendance-list.ts';
import { listed } from '../locales/lists.ts';
import { type MessageKey, translate, type Values } from '../locales/translate.ts';
import { meetingButton } from '../notices/meeting-buttons.ts';
import { meetingFactsOf, meetingValues } from '../notices/meeting-facts.ts';
import { attendanceList, type OnList } from '../usecases/meeting/attendance.ts';
import { enterPresence } from '../usecases/meeting/presence.ts';
import type { AttendanceState } from './flows/attendance.ts';
import type { Outcome } from './flows/flow.ts';
import { wordsOf } from './flows/said.ts';
import { sayMeetingRefusal } from './meeting-refusals.ts';
import { say, type Turn } from './turn.ts';

/** Whom the words mean is looked up, and shown by name before it is entered. */
export async function lookUpAttendance(
  turn: Turn,
  state: AttendanceState,
): Promise<Outcome<AttendanceState> | undefined> {
  if (state.chosen) return undefined;
  const found = await attendanceList(turn.uow, state.meetingId);
  // Said when it is entered, with everything else that may be in the way.
  if (!found.ok) return undefined;
  const { people } = found.value;
  const read = state.all
    ? ({ ok: true, value: { kind: 'came', numbers: missingNow(people) } } as const)
    : readAttendance(wordsOf(state.said), people);
  if (!read.ok) return notRead(turn, state, read.error);
  const { kind, numbers } = read.value;
  const chosen = people.filter((one) => numbers.includes(one.number) && one.isHere === (kind === 'left'));
  if (chosen.length === 0) return notRead(turn, state, { kind: 'nothing_listed' });
  const names = listed(
    turn.language,
    chosen.map(({ name }) => name),
  );
  const { said: _, ...rest } = state;
  return {
    kind: 'ask',
    step: 'sure',
    state: { ...rest, said: [], chosen: { kind, people: chosen.map(({ personId }) => personId), names } },
  };
}

const missingNow = (people: readonly OnList[]): readonly number[] =>
  people.filter(({ isHere, onLeave }) => !isHere && !onLeave).map(({ number }) => number);

function notRead(turn: Turn, state: AttendanceState, problem: AttendanceProblem): Outcome<AttendanceState> {
  return { kind: 'ask', step: 'who', state: { ...state, all: false, said: [] }, ...whyNot(turn, problem) };
}

function whyNot(
  { language }: Turn,
  problem: AttendanceProblem,
): { readonly because: MessageKey; readonly values?: Values } {
  switch (problem.kind) {
    case 'nothing_listed':
      return { because: 'attendance.nobody' };
    case 'not_listed':
      return { because: 'attendance.not-listed', values: { typed: problem.typed } };
    case 'name_shared': {
      const numbers = listed(language, problem.numbers.map(String));
      return { because: 'attendance.name-shared', values: { name: problem.name, numbers } };
    }
  }
}

export async function finishAttendance(turn: Turn, { meetingId, chosen }: AttendanceState): Promise<void> {
  const { uow, language } = turn;
  const { kind = 'came', people = [] } = chosen ?? {};
  const done = await enterPresence(uow, { meetingId, personIds: people, kind, by: 'paper' });
  if (!done.ok) return sayMeetingRefusal(turn, done.error);
  const facts = await meetingFactsOf({ tx: uow.tx, policyFor: uow.policies.for }, meetingId);
  if (!facts) return;
  say(turn, 'attendance.done', {
    text: translate(language, kind === 'came' ? 'attendance.done.came' : 'attendance.done.left', {
      ...meetingValues(language, facts),
      count: people.length,
    }),
    choices: [
      ...(facts.row.state === 'quorum_met' ? [meetingButton(language, meetingId, 'begin')] : []),
      meetingButton(language, meetingId, 'enter'),
    ],
  });
}
