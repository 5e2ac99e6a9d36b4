/** Begins a flow, with what is known already. A report, which any other flow can turn into, begins in `run-flow.ts`. */
import { formatDemandNumber } from '../domain/demand/number.ts';
import { phrase } from '../locales/translate.ts';
import type { About, WordsPurpose } from '../notices/intent.ts';
import type { DemandRow } from '../usecases/demand/change.ts';
import type { Awaiting } from '../usecases/demand/lists.ts';
import { mayAskRebinding } from './accounts.ts';
import { type AdmissionWordsState, admissionWordsFlow } from './flows/admission-words.ts';
import { type AttendanceState, attendanceFlow } from './flows/attendance.ts';
import { type BallotWordsState, ballotWordsFlow } from './flows/ballot-words.ts';
import { type BulkState, bulkFlow } from './flows/bulk.ts';
import { enterFlow, startEnter } from './flows/enter.ts';
import { type HumanState, humanFlow } from './flows/human.ts';
import { type MeetingWordsState, meetingWordsFlow } from './flows/meeting-words.ts';
import { type MinutesWordsState, minutesWordsFlow } from './flows/minutes-words.ts';
import { rebindFlow } from './flows/rebind.ts';
import type { Said } from './flows/said.ts';
import { type TaskExtensionState, taskExtensionFlow } from './flows/task-extension.ts';
import { missingOf, type NewTaskState, newTaskFlow } from './flows/task-new.ts';
import { type TaskRescheduleState, taskRescheduleFlow } from './flows/task-reschedule.ts';
import { type TaskWordsState, taskWordsFlow } from './flows/task-words.ts';
import { type VotePicksState, votePicksFlow } from './flows/vote-picks.ts';
import { wordsFlow } from './flows/words.ts';
import { ask, leaveBehind, type Remark } from './run-flow.ts';
import type { Turn } from './turn.ts';

export async function beginWords(
  turn: Turn,
  purpose: WordsPurpose,
  demand: DemandRow,
  resolution: number | undefined,
  about: About = {},
): Promise<void> {
  leaveBehind(turn);
  await ask(turn, wordsFlow, 'words', {
    purpose,
    demandId: demand.id,
    number: formatDemandNumber(demand),
    said: [],
    evidence: false,
    ...(resolution !== undefined && { resolution }),
    ...about,
  });
}

/** A demand for somebody without a phone. */
export async function beginEnter(turn: Turn, said: Said): Promise<void> {
  await ask(turn, enterFlow, 'source', startEnter(said));
}

/** Several demands of a list at once. */
export async function beginBulk(turn: Turn, stepName: string, state: BulkState): Promise<void> {
  await ask(turn, bulkFlow, stepName, state);
}

/** A word for whoever is on duty, or the answer to one. */
export const beginHuman = (turn: Turn, to?: HumanState['to']): Promise<void> =>
  ask(turn, humanFlow, 'words', { said: [], ...(to && { to }) });

/** Somebody lost the phone her account was on. */
export async function beginRebind(turn: Turn): Promise<void> {
  if (await mayAskRebinding(turn)) await ask(turn, rebindFlow, 'name', { said: [], proof: '' });
}

/** Evidence for a task, or the reason for what is done with it. */
export async function beginTaskWords(turn: Turn, state: TaskWordsState): Promise<void> {
  leaveBehind(turn);
  await ask(turn, taskWordsFlow, 'words', state);
}

export async function beginExtension(turn: Turn, state: TaskExtensionState): Promise<void> {
  leaveBehind(turn);
  await ask(turn, taskExtensionFlow, 'date', state);
}

export async function beginReschedule(turn: Turn, state: TaskRescheduleState): Promise<void> {
  leaveBehind(turn);
  await ask(turn, taskRescheduleFlow, 'date', state);
}

/** What was said in a meeting. */
export async function beginMinutes(turn: Turn, state: MinutesWordsState): Promise<void> {
  leaveBehind(turn);
  await ask(turn, minutesWordsFlow, 'words', state);
}

/** Who came, off the list at the door. */
export async function beginAttendance(turn: Turn, state: AttendanceState): Promise<void> {
  leaveBehind(turn);
  await ask(turn, attendanceFlow, 'who', state);
}

/** Why a meeting is called off, or when it is held instead. */
export async function beginMeetingWords(turn: Turn, state: MeetingWordsState): Promise<void> {
  leaveBehind(turn);
  await ask(turn, meetingWordsFlow, 'words', state);
}

/** A reason, an answer or a list about a ballot. */
export async function beginBallotFlow(turn: Turn, state: BallotWordsState): Promise<void> {
  leaveBehind(turn);
  await ask(turn, ballotWordsFlow, 'words', state);
}

/** Why a committee refuses or reports what it is asked. */
export async function beginAdmissionWords(turn: Turn, state: AdmissionWordsState): Promise<void> {
  leaveBehind(turn);
  await ask(turn, admissionWordsFlow, 'words', state);
}

/** Several options, one tap at a time. */
export async function beginPicks(turn: Turn, state: VotePicksState): Promise<void> {
  leaveBehind(turn);
  await ask(turn, votePicksFlow, 'pick', state);
}

/** With whatever was typed of it already; what is missing is asked for. */
export async function beginNewTask(turn: Turn, state: NewTaskState, remark: Remark = {}): Promise<void> {
  leaveBehind(turn);
  await ask(turn, newTaskFlow, missingOf(state), state, remark);
}

/** Words came while the handler's question is open. */
export async function askIfAnswer(turn: Turn, { row, own }: Awaiting, said: Said): Promise<void> {
  const number = formatDemandNumber(row);
  await ask(turn, wordsFlow, 'is-answer', {
    purpose: 'add_info',
    demandId: row.id,
    number: own ? phrase(turn.language, 'demand.number.with-own', { number, own: formatDemandNumber(own) }) : number,
    said,
    evidence: false,
  });
}
