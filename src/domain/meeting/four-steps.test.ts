/** Whoever looks for a way round a gate finds none: every way from a draft to work passes all four steps and both agreements. */
import { expect, test } from 'vitest';
import { BALLOT_STATES, BALLOT_TRANSITIONS, type BallotAction, type BallotState } from '../ballot/states.ts';
import { PERMISSIONS } from '../permissions/table.ts';
import { signersOf } from './decide.ts';
import { MEETING_TRANSITIONS, type MeetingState } from './states.ts';

/** 提出议案—民主议定—公布告知—组织实施 (Ningxia, 2017). */
const FOUR_STEPS = ['proposed', 'decided', 'announced', 'carried_out'] as const;
type FourStep = (typeof FOUR_STEPS)[number];

/** How far a motion has come; undefined when it was taken back. */
function stepOf(state: BallotState): FourStep | undefined {
  switch (state) {
    case 'draft':
    case 'reviewed':
    case 'roll_frozen':
      return 'proposed';
    case 'open':
    case 'paused':
    case 'closed':
    case 'counted':
    case 'verified':
    case 'declared':
      return 'decided';
    case 'published':
    case 'objection':
      return 'announced';
    case 'final':
      return 'carried_out';
    case 'withdrawn':
      return undefined;
  }
}

const ACTIONS = Object.keys(BALLOT_TRANSITIONS) as readonly BallotAction[];

/** Whatever can be reached from a draft by anybody doing anything, but for some actions and through some states. */
function reachable(without: { readonly actions?: readonly BallotAction[]; readonly states?: readonly BallotState[] }) {
  const { actions = [], states = [] } = without;
  const found = new Set<BallotState>(['draft']);
  for (let before = 0; before < found.size; ) {
    before = found.size;
    for (const action of ACTIONS.filter((each) => !actions.includes(each))) {
      const { from, to } = BALLOT_TRANSITIONS[action];
      if (!states.includes(to) && from.some((state) => found.has(state))) found.add(to);
    }
  }
  return found;
}

test('with nothing left out a draft becomes work', () => {
  expect(reachable({}).has('final')).toBe(true);
});

test('no step of the four can be left out', () => {
  for (const step of FOUR_STEPS.slice(1, 3)) {
    const of = BALLOT_STATES.filter((state) => stepOf(state) === step);
    expect(of, step).not.toEqual([]);
    expect(reachable({ states: of }).has('final'), step).toBe(false);
  }
  expect(stepOf('draft')).toBe('proposed');
  expect(stepOf('final')).toBe('carried_out');
});

test('no state jumps over a step; back is possible only after an objection or for another count', () => {
  const at = (state: BallotState): number => {
    const step = stepOf(state);
    return step === undefined ? -1 : FOUR_STEPS.indexOf(step);
  };
  for (const action of ACTIONS.filter((each) => each !== 'withdraw')) {
    const { from, to } = BALLOT_TRANSITIONS[action];
    for (const state of from) expect(at(to) - at(state), `${action} from ${state}`).toBeLessThanOrEqual(1);
  }
});

test.each([
  ['the motion is put', 'review', 'open'],
  ['the count is announced', 'verify', 'published'],
] as const)('before %s the supervision committee agrees, and nobody else can for it', (_gate, action, state) => {
  expect(reachable({ actions: [action] }).has(state)).toBe(false);
  expect(PERMISSIONS[`ballot.${action}`]).toEqual({ supervisor: 'community' });
});

test('before anything is carried out it has signed the minutes, which are published only then', () => {
  expect(signersOf({ binding: true })).toContain('supervisor');
  const into = (state: MeetingState) =>
    Object.values(MEETING_TRANSITIONS)
      .filter(({ to }) => to === state)
      .flatMap(({ from }) => from);
  expect(into('follow_up')).toEqual(['published']);
  expect(into('published')).toEqual(['minutes_confirmed']);
  expect(into('minutes_confirmed')).toEqual(['minutes_draft']);
});
