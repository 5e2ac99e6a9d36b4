/**
 * The texts whose keys are put together from a value at run time, and where the program keeps those values. A value
 * without its text would be shown as a raw code; a text without a value is never shown.
 */
import { PLATFORMS } from '../../src/channel.ts';
import { COMMAND_WORDS, PANEL_WORDS } from '../../src/conversation/commands.ts';
import { ADMISSION_PURPOSES } from '../../src/conversation/flows/admission-words.ts';
import { BALLOT_PURPOSES } from '../../src/conversation/flows/ballot-words.ts';
import { BULK_ACTIONS } from '../../src/conversation/flows/bulk.ts';
import { MEETING_PURPOSES } from '../../src/conversation/flows/meeting-words.ts';
import { PERSONA_COLUMNS, PERSONA_ROLES } from '../../src/demo/personas.ts';
import { BALLOT_STATES } from '../../src/domain/ballot/states.ts';
import { OUTCOMES } from '../../src/domain/ballot/tally.ts';
import { DURATION_UNITS } from '../../src/domain/calendar/duration.ts';
import {
  DEMAND_SOURCES,
  DEMAND_STATES,
  HISTORY_KINDS,
  ON_WORD,
  REPORTERS_OWN,
} from '../../src/domain/demand/states.ts';
import { CATEGORY_KEYS } from '../../src/domain/demand/understanding/categories.ts';
import { EMERGENCY_NUMBERS } from '../../src/domain/demand/understanding/emergency.ts';
import { WORK_CUTS } from '../../src/domain/demand/work.ts';
import { ADMISSION_STATES, FUNDING_STATES } from '../../src/domain/hotline/admission.ts';
import { BULLETIN_STATES } from '../../src/domain/hotline/bulletin.ts';
import { CASE_CATEGORIES, CASE_GROUPS } from '../../src/domain/hotline/categories.ts';
import { CASE_CLOCKS } from '../../src/domain/hotline/clocks.ts';
import { ELSEWHERE } from '../../src/domain/hotline/elsewhere.ts';
import { STANDING_LETTERS, WORDS_LETTERS } from '../../src/domain/hotline/letters.ts';
import { TO_DESK, TO_UNIT } from '../../src/domain/hotline/notices.ts';
import { LEFT_OUT, MEASURES, RATES_CUTS } from '../../src/domain/hotline/rates.ts';
import { REDACTED_KINDS } from '../../src/domain/hotline/redact.ts';
import {
  CASE_EVENT_KINDS,
  CASE_OUTCOMES,
  CASE_SOURCES,
  CASE_STATES,
  CASE_TIERS,
  CLAIM_KINDS,
  REPORT_MODES,
  SATISFACTIONS,
} from '../../src/domain/hotline/states.ts';
import { LEDGER_ACTIONS } from '../../src/domain/ledger/actions.ts';
import { MEETING_NEEDS, MINUTES_SIGNERS } from '../../src/domain/meeting/decide.ts';
import { MEETING_KINDS } from '../../src/domain/meeting/kinds.ts';
import { MEETING_STATES } from '../../src/domain/meeting/states.ts';
import { TO_HANDLE } from '../../src/domain/notices/notice.ts';
import { PERSON_ROLES, ROLES } from '../../src/domain/permissions/roles.ts';
import { POLL_KINDS } from '../../src/domain/poll/poll.ts';
import { HANDOVER_ITEMS } from '../../src/domain/registry/handover.ts';
import { ROSTER_COLUMNS } from '../../src/domain/registry/roster/columns.ts';
import { ROW_PROBLEMS } from '../../src/domain/registry/roster/problem.ts';
import { RULE_AREAS } from '../../src/domain/rules/areas.ts';
import { RULE_KINDS } from '../../src/domain/rules/keys.ts';
import { RULE_LABELS } from '../../src/domain/rules/pack.ts';
import { INTEGER_UNITS, type ValueKind } from '../../src/domain/rules/value-kinds.ts';
import { ESCALATION_TIERS } from '../../src/domain/task/escalation.ts';
import { FIGURE_NAMES } from '../../src/domain/task/figures.ts';
import { TASK_NEWS } from '../../src/domain/task/notices.ts';
import { PLAN_EXPECTED } from '../../src/domain/task/plan-reading.ts';
import { TASK_EVIDENCE, TASK_STATES, TOLD_OF_TASKS } from '../../src/domain/task/states.ts';
import { ROSTER_FILE_PROBLEMS } from '../../src/http/roster/read-in.ts';
import { CASE_ACTS, CASE_LISTS, CASE_PURPOSES, OWN_CASE_ACTS } from '../../src/notices/case-intent.ts';
import { WORDS_PURPOSES } from '../../src/notices/intent.ts';

export interface Family {
  readonly prefix: string;
  readonly values: readonly string[];
}

const kinds: readonly ValueKind[] = Object.values(RULE_KINDS);

export const FAMILIES: readonly Family[] = [
  { prefix: 'category', values: CATEGORY_KEYS },
  { prefix: 'state', values: DEMAND_STATES },
  { prefix: 'source', values: DEMAND_SOURCES.filter((source) => source !== 'chat') },
  { prefix: 'history', values: HISTORY_KINDS },
  { prefix: 'history.own', values: REPORTERS_OWN },
  { prefix: 'history.on-word', values: ON_WORD },
  { prefix: 'history.your-word', values: ON_WORD },
  { prefix: 'history.found', values: [...ON_WORD, 'neighbour_reopen', 'neighbour_climb'] },
  { prefix: 'ledger', values: LEDGER_ACTIONS },
  { prefix: 'meeting.kind', values: MEETING_KINDS },
  { prefix: 'meeting.state', values: MEETING_STATES },
  { prefix: 'meeting.missing', values: MEETING_NEEDS },
  { prefix: 'meeting.signer', values: MINUTES_SIGNERS },
  { prefix: 'poll.how', values: POLL_KINDS },
  { prefix: 'ballot.state', values: BALLOT_STATES },
  { prefix: 'ballot.ask', values: BALLOT_PURPOSES },
  { prefix: 'meeting.ask', values: [...MEETING_PURPOSES, 'date', 'reason', 'task', 'people.how'] },
  { prefix: 'ballot.outcome', values: OUTCOMES },
  { prefix: 'case.category', values: [...CASE_CATEGORIES, ...CASE_GROUPS] },
  { prefix: 'case.redacted', values: REDACTED_KINDS },
  { prefix: 'admission.ask', values: ADMISSION_PURPOSES },
  { prefix: 'admission.state', values: ADMISSION_STATES },
  { prefix: 'admission.funding', values: FUNDING_STATES },
  { prefix: 'bulletin.rate', values: MEASURES },
  { prefix: 'bulletin.reason', values: LEFT_OUT },
  { prefix: 'bulletin.state', values: BULLETIN_STATES },
  { prefix: 'case.state', values: CASE_STATES },
  { prefix: 'case.clock', values: CASE_CLOCKS },
  { prefix: 'case.tier', values: CASE_TIERS },
  { prefix: 'case.mode', values: REPORT_MODES },
  { prefix: 'case.mode-is', values: REPORT_MODES },
  { prefix: 'case.source', values: CASE_SOURCES.filter((source) => source !== 'chat') },
  { prefix: 'case.event', values: CASE_EVENT_KINDS },
  { prefix: 'case.elsewhere', values: ELSEWHERE },
  { prefix: 'case.desk', values: TO_DESK },
  { prefix: 'case.unit', values: TO_UNIT },
  { prefix: 'case.act', values: CASE_ACTS },
  { prefix: 'case.word', values: CASE_PURPOSES },
  { prefix: 'case.ask', values: [...CASE_PURPOSES, 'call-back', 'plan', 'plan.back'] },
  { prefix: 'rates.by', values: RATES_CUTS },
  { prefix: 'case.units', values: ['lead', 'accused', 'joint'] },
  { prefix: 'case.list', values: [...CASE_LISTS, 'none', 'none.unit', 'line', 'line.supervised'] },
  { prefix: 'case.due', values: ['runs', 'late', 'stands'] },
  { prefix: 'case.missing', values: ['reason', 'words', 'plan'] },
  { prefix: 'case.satisfaction', values: SATISFACTIONS },
  { prefix: 'case.letter', values: [...STANDING_LETTERS, ...WORDS_LETTERS, 'forgotten'] },
  { prefix: 'case.letter.claimed', values: CLAIM_KINDS },
  { prefix: 'case.own', values: OWN_CASE_ACTS },
  { prefix: 'case.own.withdraw', values: ['sure'] },
  { prefix: 'case.own.forget', values: ['sure'] },
  { prefix: 'case.letter.closed', values: CASE_OUTCOMES },
  { prefix: 'emergency', values: EMERGENCY_NUMBERS },
  { prefix: 'card.because', values: TO_HANDLE },
  { prefix: 'words.ask', values: WORDS_PURPOSES },
  { prefix: 'demand.button', values: [...WORDS_PURPOSES, ...BULK_ACTIONS] },
  { prefix: 'bulk.done', values: BULK_ACTIONS },
  { prefix: 'today.cut', values: WORK_CUTS },
  { prefix: 'panel', values: PANEL_WORDS },
  { prefix: 'task.news', values: TASK_NEWS },
  { prefix: 'task.state', values: TASK_STATES },
  { prefix: 'task.history', values: TOLD_OF_TASKS },
  { prefix: 'task.figure', values: FIGURE_NAMES },
  { prefix: 'task.evidence', values: TASK_EVIDENCE },
  { prefix: 'task.ask', values: ['return', 'waive', 'deny', 'cancel', 'supervise', 'unsupervise'] },
  { prefix: 'task.tier', values: ESCALATION_TIERS },
  { prefix: 'plan.expected', values: PLAN_EXPECTED },
  { prefix: 'command', values: COMMAND_WORDS },
  { prefix: 'role', values: PERSON_ROLES },
  { prefix: 'board.role', values: ['submitter', ...ROLES] },
  { prefix: 'platform', values: PLATFORMS },
  { prefix: 'handover.item', values: HANDOVER_ITEMS },
  { prefix: 'roster.column', values: ROSTER_COLUMNS },
  { prefix: 'roster.hint', values: ROSTER_COLUMNS },
  { prefix: 'roster.choices', values: ['gender', 'seats', 'language'] },
  { prefix: 'roster.problem', values: ROW_PROBLEMS },
  { prefix: 'roster.file', values: ROSTER_FILE_PROBLEMS },
  { prefix: 'rules.area', values: RULE_AREAS },
  { prefix: 'rule.unit', values: INTEGER_UNITS },
  { prefix: 'rule.lasting', values: DURATION_UNITS },
  { prefix: 'rule.label', values: RULE_LABELS },
  { prefix: 'rule.choice', values: kinds.flatMap((kind) => (kind.kind === 'choice' ? kind.of : [])) },
  { prefix: 'sandbox.role', values: [...PERSONA_ROLES, 'visitor', 'group'] },
  { prefix: 'sandbox.tab', values: PERSONA_COLUMNS },
  { prefix: 'sandbox.try', values: [...PERSONA_COLUMNS, 'visitor', 'group', 'other'] },
  { prefix: 'sandbox.show', values: ['plain', 'line', 'telegram'] },
];
