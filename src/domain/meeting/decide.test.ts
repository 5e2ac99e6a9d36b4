import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { decideMeeting, type MeetingFacts, type MeetingStep, signersOf } from './decide.ts';
import { presentNow } from './presence.ts';
import { MEETING_STATES, MEETING_TRANSITIONS, type MeetingAction } from './states.ts';

const at = (text: string): Temporal.Instant => Temporal.Instant.from(text);
const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text);
const READY: MeetingFacts = {
  state: 'convened',
  startsAt: at('2026-04-17T11:00:00Z'),
  now: at('2026-04-07T04:00:00Z'),
  noticeBy: day('2026-04-07'),
  today: day('2026-04-07'),
  agendaItems: 1,
  roll: 42,
  fewestOnRoll: 30,
  missing: [],
  quorate: true,
  openBallots: 0,
  signatures: { given: ['chair', 'recorder', 'supervisor'], needed: signersOf({ binding: true }) },
  openTasks: 0,
};
const step = (action: MeetingAction): MeetingStep => {
  switch (action) {
    case 'reschedule':
      return { action, startsAt: at('2026-04-24T11:00:00Z'), reason: '下雨' };
    case 'cancel':
    case 'suspend':
      return { action, reason: '下雨' };
    default:
      return { action };
  }
};
const refusal = (facts: Partial<MeetingFacts>, asked: MeetingStep) => {
  const result = decideMeeting({ ...READY, ...facts }, asked);
  return result.ok ? undefined : result.error;
};

test('a meeting goes its way from a draft to the archive', () => {
  const way = [
    'convene',
    'notice',
    'open_check_in',
    'reach_quorum',
    'begin',
    'begin_voting',
    'end_voting',
    'suspend',
    'resume',
    'close',
    'draft_minutes',
    'confirm_minutes',
    'publish',
    'follow_up',
    'archive',
  ] as const;
  let facts: MeetingFacts = { ...READY, state: 'draft' };
  for (const action of way) {
    const result = decideMeeting(facts, step(action));
    expect(result, action).toMatchObject({ ok: true });
    if (result.ok) facts = { ...facts, state: result.value.state };
  }
  expect(facts.state).toBe('archived');
});

test('no state takes an action that is not its own', () => {
  for (const state of MEETING_STATES)
    for (const action of Object.keys(MEETING_TRANSITIONS) as readonly MeetingAction[])
      expect(decideMeeting({ ...READY, state }, step(action)).ok, `${action} in ${state}`).toBe(
        MEETING_TRANSITIONS[action].from.includes(state),
      );
});

describe('no notice goes out', () => {
  test('with 29 representatives where 30 are needed', () => {
    expect(refusal({ roll: 29 }, step('notice'))).toEqual({ kind: 'meeting_roll_short', has: 29, needs: 30 });
    expect(refusal({ roll: 30 }, step('notice'))).toBeUndefined();
  });

  test('one day short of the notice, unless it is urgent and the supervision committee consents', () => {
    const late = { today: day('2026-04-08') };
    expect(refusal(late, step('notice'))).toEqual({ kind: 'meeting_notice_short', noticeBy: '2026-04-07' });
    expect(refusal({ ...late, shortened: { consented: false } }, step('notice'))?.kind).toBe('meeting_consent_missing');
    expect(refusal({ ...late, shortened: { consented: true } }, step('notice'))).toBeUndefined();
  });

  test('without an agenda, without a side it cannot do without, or for a time that has passed', () => {
    expect(refusal({ agendaItems: 0 }, step('notice'))?.kind).toBe('meeting_without_agenda');
    expect(refusal({ missing: ['sides'] }, step('notice'))?.kind).toBe('meeting_people_missing');
    expect(refusal({ now: READY.startsAt }, step('notice'))?.kind).toBe('meeting_in_the_past');
  });
});

test('nothing begins and nothing is voted on without the quorum', () => {
  for (const [state, action] of [
    ['check_in', 'reach_quorum'],
    ['quorum_met', 'begin'],
    ['in_session', 'begin_voting'],
  ] as const)
    expect(refusal({ state, quorate: false }, step(action))?.kind).toBe('meeting_no_quorum');
});

test('another date is another notice, and not in the past', () => {
  const moved = decideMeeting({ ...READY, state: 'noticed' }, step('reschedule'));
  expect(moved).toMatchObject({ ok: true, value: { state: 'convened' } });
  const past: MeetingStep = { action: 'reschedule', startsAt: READY.now, reason: '下雨' };
  expect(refusal({ state: 'noticed' }, past)?.kind).toBe('meeting_in_the_past');
});

test('minutes are confirmed by the chair and the recorder, and by a supervisor where they bind', () => {
  const given = ['chair', 'recorder'] as const;
  const facts = (binding: boolean) => ({
    state: 'minutes_draft' as const,
    signatures: { given, needed: signersOf({ binding }) },
  });
  expect(refusal(facts(false), step('confirm_minutes'))).toBeUndefined();
  expect(refusal(facts(true), step('confirm_minutes'))).toEqual({ kind: 'minutes_unsigned', by: ['supervisor'] });
});

test('nothing is archived while what it decided is still to be done, or may still become work', () => {
  expect(refusal({ state: 'published', openBallots: 1 }, step('archive'))?.kind).toBe('meeting_ballots_open');
  expect(refusal({ state: 'follow_up', openTasks: 2 }, step('archive'))).toEqual({
    kind: 'meeting_tasks_open',
    many: 2,
  });
});

test('a person is in the room once, by what was known of her last, in whatever order it is written down', () => {
  const event = fc.record({
    personId: fc.constantFrom('a', 'b', 'c'),
    kind: fc.constantFrom('came' as const, 'left' as const),
    minute: fc.nat(500),
  });
  fc.assert(
    fc.property(fc.uniqueArray(event, { selector: ({ minute }) => minute }), fc.nat(), (events, turn) => {
      const dated = events.map(({ personId, kind, minute }) => ({
        personId,
        kind,
        at: READY.now.add({ minutes: minute }),
      }));
      const inOrder = [...dated].sort((a, b) => Temporal.Instant.compare(a.at, b.at));
      const room = new Set<string>();
      for (const { personId, kind } of inOrder)
        if (kind === 'came') room.add(personId);
        else room.delete(personId);
      const cut = dated.length === 0 ? 0 : turn % dated.length;
      expect(presentNow([...dated.slice(cut), ...dated.slice(0, cut)])).toEqual(room);
    }),
  );
});
