import { describe, expect, test } from 'vitest';
import { type BallotFacts, type BallotStep, decideBallot } from './decide.ts';
import { BALLOT_STATES, BALLOT_TRANSITIONS, type BallotAction } from './states.ts';

const READY: BallotFacts = {
  state: 'draft',
  binding: true,
  onAgenda: true,
  meeting: { inSession: true, over: false, quorate: true },
  undecidedRecusals: 0,
  recusalsBreakQuorum: false,
  rollSize: 42,
  rollMoves: false,
  everyPressHandled: true,
  papersWait: false,
  sealed: true,
  openObjections: 0,
  objectionTimeOver: true,
};
const step = (action: BallotAction, interested = false): BallotStep => {
  switch (action) {
    case 'review':
    case 'verify':
      return { action, interested };
    case 'amend':
    case 'recount':
    case 'object':
    case 'dismiss_objection':
    case 'uphold_objection':
    case 'withdraw':
      return { action, reason: '名册有误' };
    default:
      return { action };
  }
};
const refusal = (facts: Partial<BallotFacts>, asked: BallotStep) => {
  const result = decideBallot({ ...READY, ...facts }, asked);
  return result.ok ? undefined : result.error;
};
const ACTIONS = Object.keys(BALLOT_TRANSITIONS) as readonly BallotAction[];

test('a ballot goes its way from draft to final', () => {
  const way = [
    'review',
    'freeze_roll',
    'open',
    'pause',
    'resume',
    'close',
    'count',
    'verify',
    'declare',
    'publish',
    'finalise',
  ];
  let facts = READY;
  for (const action of way as readonly BallotAction[]) {
    const result = decideBallot(facts, step(action));
    expect(result).toMatchObject({ ok: true });
    if (result.ok) facts = { ...facts, state: result.value.state };
  }
  expect(facts.state).toBe('final');
});

test('no state takes an action that is not its own', () => {
  for (const state of BALLOT_STATES)
    for (const action of ACTIONS) {
      const possible = BALLOT_TRANSITIONS[action].from.includes(state);
      expect(decideBallot({ ...READY, state }, step(action)).ok).toBe(possible);
    }
});

describe('is refused', () => {
  test.each([
    ['a count by somebody the matter concerns', { state: 'counted' }, step('verify', true), 'ballot_own_matter'],
    [
      'a binding motion that was not on the agenda',
      { state: 'reviewed', onAgenda: false },
      step('freeze_roll'),
      'ballot_not_on_agenda',
    ],
    [
      'a roll that still follows the seats',
      { state: 'reviewed', rollMoves: true },
      step('freeze_roll'),
      'ballot_roll_moves',
    ],
    [
      'a roll for a meeting that is over',
      { state: 'reviewed', meeting: { inSession: false, over: true, quorate: false } },
      step('freeze_roll'),
      'ballot_outside_session',
    ],
    ['a roll with nobody on it', { state: 'reviewed', rollSize: 0 }, step('freeze_roll'), 'ballot_roll_empty'],
    [
      'voting before a challenged interest is decided',
      { state: 'roll_frozen', undecidedRecusals: 1 },
      step('open'),
      'ballot_recusals_open',
    ],
    [
      'voting when too few without an interest are left',
      { state: 'roll_frozen', recusalsBreakQuorum: true },
      step('open'),
      'ballot_goes_higher',
    ],
    [
      'voting outside the session',
      { state: 'roll_frozen', meeting: { inSession: false, over: false, quorate: true } },
      step('open'),
      'ballot_outside_session',
    ],
    [
      'voting with too few in the room',
      { state: 'roll_frozen', meeting: { inSession: true, over: false, quorate: false } },
      step('open'),
      'ballot_no_quorum',
    ],
    [
      'going on before enough are back',
      { state: 'paused', meeting: { inSession: true, over: false, quorate: false } },
      step('resume'),
      'ballot_no_quorum',
    ],
    [
      'counting while presses are on their way',
      { state: 'closed', everyPressHandled: false },
      step('count'),
      'ballot_presses_on_the_way',
    ],
    [
      'counting while papers wait for a second person',
      { state: 'closed', papersWait: true },
      step('count'),
      'ballot_papers_wait',
    ],
    [
      'declaring before the ledger has sealed it',
      { state: 'verified', sealed: false },
      step('declare'),
      'ballot_not_sealed',
    ],
    [
      'taking effect during the time for objections',
      { state: 'published', objectionTimeOver: false },
      step('finalise'),
      'ballot_objection_time',
    ],
    [
      'taking effect over an objection',
      { state: 'published', openObjections: 2 },
      step('finalise'),
      'ballot_objections_open',
    ],
    [
      'what is done to others without a reason',
      { state: 'published' },
      { action: 'object', reason: ' ' },
      'ballot_reason_missing',
    ],
    ['a second press of the same button', { state: 'open' }, step('open'), 'ballot_already'],
  ] as const)('%s', (_, facts, asked, kind) => {
    expect(refusal(facts, asked)?.kind).toBe(kind);
  });
});

test('a written ballot needs no room', () => {
  const { meeting: _, ...written } = READY;
  expect(decideBallot({ ...written, state: 'roll_frozen' }, step('open')).ok).toBe(true);
});
