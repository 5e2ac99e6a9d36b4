/** Runs the flow that is open: reads its stored step, lets the reducer decide, and shows what comes next. */
import { Temporal } from 'temporal-polyfill';
import type { z } from 'zod';
import { type MessageKey, phrase, translate, type Values } from '../locales/translate.ts';
import type { BoundPrompt } from '../notices/intent.ts';
import { elapsedMinutes } from '../usecases/policies.ts';
import { finishRebind } from './accounts.ts';
import { finishAddition } from './addition.ts';
import { finishAdmissionWords } from './admission-finish.ts';
import { finishAttendance, lookUpAttendance } from './attendance-finish.ts';
import { finishBallotWords } from './ballot-words.ts';
import { finishBulk } from './bulk.ts';
import { finishCaseUnits, finishCaseWords } from './case-finish.ts';
import { finishMediation, lookUpParties } from './case-onward-finish.ts';
import { finishCaseReport, prepareCaseReport } from './case-report.ts';
import { finishThread } from './case-thread.ts';
import { finishPicks } from './cast.ts';
import { finishHuman } from './duty.ts';
import { finishEnter, lookUpCaller } from './enter.ts';
import { askNeighbours, finishReport, finishWords } from './finish.ts';
import { ADDITION, type AdditionState, additionFlow } from './flows/addition.ts';
import { ADMISSION_WORDS, type AdmissionWordsState, admissionWordsFlow } from './flows/admission-words.ts';
import { ATTENDANCE, type AttendanceState, attendanceFlow } from './flows/attendance.ts';
import { BALLOT_WORDS, type BallotWordsState, ballotWordsFlow } from './flows/ballot-words.ts';
import { BULK, type BulkState, bulkFlow, filesShow } from './flows/bulk.ts';
import { CASE_MEDIATION, type CaseMediationState, caseMediationFlow } from './flows/case-mediation.ts';
import { CASE_REPORT, type CaseReportState } from './flows/case-report/state.ts';
import { caseReportFlow } from './flows/case-report.ts';
import { CASE_THREAD, type CaseThreadState, caseThreadFlow } from './flows/case-thread.ts';
import { CASE_UNITS, type CaseUnitsState, caseUnitsFlow } from './flows/case-units.ts';
import { CASE_WORDS, type CaseWordsState, caseWordsFlow, takesFiles } from './flows/case-words.ts';
import { ENTER, type EnterState, enterFlow } from './flows/enter.ts';
import type { Flow, FlowInput, Outcome } from './flows/flow.ts';
import { HUMAN, type HumanState, humanFlow } from './flows/human.ts';
import { MEETING_WORDS, type MeetingWordsState, meetingWordsFlow } from './flows/meeting-words.ts';
import { MINUTES_WORDS, type MinutesWordsState, minutesWordsFlow } from './flows/minutes-words.ts';
import { REBIND, type RebindState, rebindFlow } from './flows/rebind.ts';
import { guess, REPORT, type ReportState, startReport } from './flows/report/state.ts';
import { reportFlow } from './flows/report.ts';
import { edited, isFull, type Said, takenBack, wordsOf } from './flows/said.ts';
import { TASK_EXTENSION, type TaskExtensionState, taskExtensionFlow } from './flows/task-extension.ts';
import { NEW_TASK, type NewTaskState, newTaskFlow } from './flows/task-new.ts';
import { TASK_RESCHEDULE, type TaskRescheduleState, taskRescheduleFlow } from './flows/task-reschedule.ts';
import { TASK_WORDS, type TaskWordsState, taskWordsFlow } from './flows/task-words.ts';
import { VOTE_PICKS, type VotePicksState, votePicksFlow } from './flows/vote-picks.ts';
import { WORDS, type WordsState, wordsFlow } from './flows/words.ts';
import { finishMeetingWords } from './meeting-words.ts';
import { finishMinutes } from './minutes-finish.ts';
import { enterCommunity } from './open.ts';
import { finishExtension, finishNewTask, finishReschedule, finishTaskWords } from './task-finish.ts';
import { FLOW, rulesOf, say, sayText, type Turn, viewOf } from './turn.ts';

/** Every flow gathers words, and they have one limit, over all the messages they came in. */
interface WithWords {
  readonly said: Said;
}

interface Running<S> {
  readonly flow: Flow<S>;
  readonly finish: (turn: Turn, state: S) => Promise<void>;
  /** Looks something up before the end; it may find that something is still to be asked. */
  readonly before?: (turn: Turn, state: S) => Promise<Outcome<S> | undefined>;
}

/** A flow with its state's shape shut inside. */
interface Runnable {
  run(turn: Turn, input: FlowInput, how: How): Promise<Ran>;
  /** False when another flow is open, or none. */
  showCurrent(turn: Turn): boolean;
  changeSaid(turn: Turn, change: ChangeSaid): Promise<void>;
  wantsWords(turn: Turn): boolean;
  readonly forgets: boolean;
}
/** Undefined when nothing of it changes. */
type ChangeSaid = (said: Said) => Said | undefined;

const runnable = <S extends { readonly said: Said }>(running: Running<S>): Runnable => ({
  run: (turn, input, how) => step(turn, running, input, how),
  showCurrent: (turn) => {
    const at = open(turn, running);
    if (at) show(turn, running.flow, at.step, at.state);
    return at !== undefined;
  },
  changeSaid: async (turn, change) => {
    if (running.flow.forgets) turn.forget = true;
    const at = open(turn, running);
    if (at) await saidAgain(turn, running.flow, at, change(at.state.said));
  },
  wantsWords: (turn) => {
    const at = open(turn, running);
    return at !== undefined && running.flow.steps[at.step]?.wantsWords === true;
  },
  forgets: running.flow.forgets === true,
});

const REPORTING: Running<ReportState> = { flow: reportFlow, finish: finishReport, before: askNeighbours };
const WRITING: Running<WordsState> = { flow: wordsFlow, finish: finishWords };
const SEVERAL: Running<BulkState> = { flow: bulkFlow, finish: finishBulk };
const THREAD: Running<CaseThreadState> = { flow: caseThreadFlow, finish: finishThread };
const CASE_WRITING: Running<CaseWordsState> = { flow: caseWordsFlow, finish: finishCaseWords };
const TASK_WRITING: Running<TaskWordsState> = { flow: taskWordsFlow, finish: finishTaskWords };

/** Every flow by its name, as the conversation remembers it. */
const FLOWS: ReadonlyMap<string, Runnable> = new Map([
  [REPORT, runnable(REPORTING)],
  [WORDS, runnable(WRITING)],
  [HUMAN, runnable<HumanState>({ flow: humanFlow, finish: finishHuman })],
  [REBIND, runnable<RebindState>({ flow: rebindFlow, finish: finishRebind })],
  [ENTER, runnable<EnterState>({ flow: enterFlow, finish: finishEnter, before: lookUpCaller })],
  [BULK, runnable(SEVERAL)],
  [ADDITION, runnable<AdditionState>({ flow: additionFlow, finish: finishAddition })],
  [TASK_WORDS, runnable(TASK_WRITING)],
  [TASK_EXTENSION, runnable<TaskExtensionState>({ flow: taskExtensionFlow, finish: finishExtension })],
  [TASK_RESCHEDULE, runnable<TaskRescheduleState>({ flow: taskRescheduleFlow, finish: finishReschedule })],
  [MINUTES_WORDS, runnable<MinutesWordsState>({ flow: minutesWordsFlow, finish: finishMinutes })],
  [MEETING_WORDS, runnable<MeetingWordsState>({ flow: meetingWordsFlow, finish: finishMeetingWords })],
  [ATTENDANCE, runnable<AttendanceState>({ flow: attendanceFlow, finish: finishAttendance, before: lookUpAttendance })],
  [BALLOT_WORDS, runnable<BallotWordsState>({ flow: ballotWordsFlow, finish: finishBallotWords })],
  [ADMISSION_WORDS, runnable<AdmissionWordsState>({ flow: admissionWordsFlow, finish: finishAdmissionWords })],
  [VOTE_PICKS, runnable<VotePicksState>({ flow: votePicksFlow, finish: finishPicks })],
  [
    CASE_REPORT,
    runnable<CaseReportState>({ flow: caseReportFlow, finish: finishCaseReport, before: prepareCaseReport }),
  ],
  [CASE_THREAD, runnable(THREAD)],
  [CASE_WORDS, runnable(CASE_WRITING)],
  [
    CASE_MEDIATION,
    runnable<CaseMediationState>({ flow: caseMediationFlow, finish: finishMediation, before: lookUpParties }),
  ],
  [CASE_UNITS, runnable<CaseUnitsState>({ flow: caseUnitsFlow, finish: finishCaseUnits })],
  [NEW_TASK, runnable<NewTaskState>({ flow: newTaskFlow, finish: finishNewTask })],
]);

/** Whether a number typed now belongs to the words the open step asks for. */
export const wantsWords = (turn: Turn): boolean => current(turn)?.wantsWords(turn) ?? false;

const current = ({ standing }: Turn): Runnable | undefined => standing && FLOWS.get(standing.flow);

/** The step that is open, with its state read by today's schema; undefined when none is, or it is too old to read. */
function open<S>(turn: Turn, running: Running<S>): { readonly step: string; readonly state: S } | undefined {
  const { standing } = turn;
  if (!standing || standing.flow !== running.flow.name || standing.version !== running.flow.version) return undefined;
  const parsed: z.ZodSafeParseResult<S> = running.flow.schema.safeParse(standing.state);
  return parsed.success && running.flow.steps[standing.step] ? { step: standing.step, state: parsed.data } : undefined;
}

export type Ran = 'handled' | 'passed' | 'none';

export interface How {
  /** One more of an album: what stands on the screen already is not asked again. */
  readonly quiet?: boolean;
}

/** Whether what belongs to a flow of this name is kept as it came. */
export const forgets = (name: string): boolean => FLOWS.get(name)?.forgets ?? false;

export async function runFlow(turn: Turn, input: FlowInput, how: How = {}): Promise<Ran> {
  const running = current(turn);
  if (running) return running.run(turn, input, how);
  turn.standing = undefined;
  return 'none';
}

async function step<S extends WithWords>(
  turn: Turn,
  running: Running<S>,
  input: FlowInput,
  { quiet = false }: How,
): Promise<Ran> {
  if (running.flow.forgets) turn.forget = true;
  const at = open(turn, running);
  if (!at) {
    turn.standing = undefined;
    sayText(turn, 'flow.too-old', 'flow.too-old');
    return 'none';
  }
  const came: Outcome<S> = running.flow.steps[at.step]?.on(input, at.state, viewOf(turn)) ?? { kind: 'pass' };
  const more = came.kind === 'finish' ? await running.before?.(turn, came.state) : undefined;
  const outcome = more ?? came;
  if ((outcome.kind === 'ask' || outcome.kind === 'finish') && overflows(turn, at.state, outcome.state)) {
    show(turn, running.flow, at.step, at.state, { because: 'text.full' });
    return 'handled';
  }
  switch (outcome.kind) {
    case 'pass':
      return 'passed';
    case 'again':
      show(turn, running.flow, at.step, at.state, outcome);
      return 'handled';
    case 'leave':
      leaveFlow(turn);
      return 'handled';
    case 'restart':
      await beginReport(turn, outcome.said);
      return 'handled';
    case 'finish':
      turn.standing = undefined;
      await running.finish(turn, outcome.state);
      if (outcome.next) await beginReport(turn, outcome.next);
      return 'handled';
    case 'ask':
      if (quiet && outcome.step === at.step) keepOpen(turn, running.flow, outcome.step, outcome.state);
      else await ask(turn, running.flow, outcome.step, outcome.state, outcome);
      return 'handled';
  }
}

const overflows = (turn: Turn, before: WithWords, after: WithWords): boolean =>
  after.said.length > before.said.length && isFull(after.said, rulesOf(turn).value('demand.text.max'));

/** A sentence above the step's own words. */
export interface Remark {
  readonly because?: MessageKey;
  readonly values?: Values;
}

function keepOpen<S>(turn: Turn, { name, version }: Flow<S>, stepName: string, state: S): void {
  turn.standing = { flow: name, step: stepName, version, state };
}

export async function ask<S>(
  turn: Turn,
  flow: Flow<S>,
  stepName: string,
  state: S,
  remark: Remark = {},
): Promise<void> {
  keepOpen(turn, flow, stepName, state);
  const chosen = chosenCommunity(turn);
  if (chosen) {
    await enterCommunity(turn, chosen.communityId);
    const state = guess(chosen.state, viewOf(turn));
    turn.standing = { flow: REPORT, step: stepName, version: reportFlow.version, state };
    return show(turn, reportFlow, stepName, state);
  }
  show(turn, flow, stepName, state, remark);
}

/** A community was just picked in the report flow, whose places are not loaded yet. */
function chosenCommunity(turn: Turn): { readonly communityId: string; readonly state: ReportState } | undefined {
  const at = open(turn, REPORTING);
  if (!at?.state.communityId || at.state.communityId === turn.community?.id) return undefined;
  return { communityId: at.state.communityId, state: at.state };
}

function show<S>(turn: Turn, flow: Flow<S>, stepName: string, state: S, { because, values }: Remark = {}): void {
  const prompt: BoundPrompt | undefined = flow.steps[stepName]?.prompt(state, viewOf(turn));
  if (!prompt) return;
  const text = because ? [...translate(turn.language, because, values), '\n\n', ...prompt.text] : prompt.text;
  say(turn, FLOW, { ...prompt, text });
}

/** Shows the open step once more: after a wrong button or a question in between. */
export function showCurrent(turn: Turn): boolean {
  return current(turn)?.showCurrent(turn) ?? false;
}

export function leaveFlow(turn: Turn): void {
  // A report that was sent waits for its pictures; nothing of it is undone by leaving.
  const wasOpen = turn.standing !== undefined && thread(turn)?.purpose !== 'sent';
  turn.standing = undefined;
  sayText(turn, 'flow.left', wasOpen ? 'flow.left' : 'flow.nothing-to-leave');
}

/** Begun, not registered, and now something else is begun: she is told, and can have it back with a tap. */
export function leaveBehind(turn: Turn): void {
  const words = draftWords(turn);
  if (words !== '') sayDraft(turn, 'flow.left-behind', words);
}

/** What was begun long ago is not what today's words belong to. */
export function lapseDraft(turn: Turn): void {
  if (!turn.standing) return;
  const minutes = elapsedMinutes(rulesOf(turn).value('demand.draft.expiry'));
  const { at } = turn.standing;
  const spoken = at === undefined ? turn.conversation.updatedAt : Temporal.Instant.from(at);
  const lapsed = spoken.add({ minutes });
  if (Temporal.Instant.compare(lapsed, turn.uow.now) > 0) return;
  const words = draftWords(turn);
  turn.standing = undefined;
  if (words !== '') sayDraft(turn, 'flow.expired', words);
}

const draftWords = (turn: Turn): string => wordsOf(open(turn, REPORTING)?.state.said ?? []);

function sayDraft(turn: Turn, key: 'flow.left-behind' | 'flow.expired', words: string): void {
  const label = phrase(turn.language, 'home.button.report-this');
  say(turn, key, {
    text: translate(turn.language, key, { words }),
    choices: [{ label, says: label, intent: { do: 'report-this', text: words } }],
  });
}

export async function beginReport(turn: Turn, said: Said): Promise<void> {
  leaveBehind(turn);
  if (turn.communities.length === 0) return sayText(turn, 'report.no-community', 'report.no-community');
  const { step: first, state } = startReport(said, viewOf(turn), turn.community?.id);
  await ask(turn, reportFlow, first, state);
}

/** The case of hers that a reporter adds to, or has just reported; undefined when none is. */
export const thread = (turn: Turn): CaseThreadState | undefined => {
  const at = open(turn, THREAD);
  return at && at.step !== 'leave-out' ? at.state : undefined;
};

/** Whether a picture shown now goes with the words about a case. */
export function wantsCaseFile(turn: Turn): boolean {
  const at = open(turn, CASE_WRITING);
  return at !== undefined && takesFiles(at.state);
}

/** The task that evidence is being collected for; undefined when none is. */
export function openEvidence(turn: Turn): TaskWordsState | undefined {
  const at = open(turn, TASK_WRITING);
  return at?.state.purpose === 'hand-in' ? at.state : undefined;
}

/** The person corrected a message the open draft is made from: the draft follows. What is registered stays as registered. */
export async function onEditedDraft(turn: Turn, message: string, text: string): Promise<void> {
  await current(turn)?.changeSaid(turn, (said) => edited(said, message, text));
}

/** The person took a message back: its words leave the open draft, and a draft of nothing else is gone. */
export async function onUnsentDraft(turn: Turn, message: string): Promise<void> {
  await current(turn)?.changeSaid(turn, (said) => takenBack(said, message));
}

async function saidAgain<S>(
  turn: Turn,
  flow: Flow<S>,
  at: { readonly step: string; readonly state: S },
  said: Said | undefined,
): Promise<void> {
  if (!said) return;
  const state = flow.withSaid(at.state, said, viewOf(turn));
  if (said.length > 0) return ask(turn, flow, at.step, state);
  // Nothing is said about it: on LINE an answer to this would have to be paid for.
  const step = flow.steps[at.step]?.wordless;
  turn.standing = step === undefined ? undefined : { flow: flow.name, step, version: flow.version, state };
}

/** What a file would be attached to while the words for several are being collected; undefined when none are. */
export function openBulk(
  turn: Turn,
): { readonly demandIds: readonly string[]; readonly role: 'evidence' | 'progress' } | undefined {
  const at = open(turn, SEVERAL);
  const role = at && filesShow(at.step, at.state);
  return at && role && { demandIds: at.state.chosen, role };
}

/** What a file would be attached to while words are being collected; undefined when no such flow is open. */
export function openWords(turn: Turn): WordsState | undefined {
  return open(turn, WRITING)?.state;
}
