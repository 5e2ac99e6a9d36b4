import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CaseChange, type CaseFacts, type CaseStep, decideCase } from './decide.ts';
import {
  CASE_FAMILIES,
  CASE_STATES,
  CASE_TIERS,
  CASE_TRANSITIONS,
  type CaseAction,
  CLAIM_KINDS,
  isOpenCase,
  REPORT_MODES,
  SATISFACTIONS,
} from './states.ts';

const LIMITS = { returns: 1, reopens: 2 };
const START: CaseFacts = {
  state: 'received',
  family: 'livelihood',
  mode: 'named',
  tier: 'committee',
  topTier: 'leading_group',
  supervised: false,
  reopenCount: 0,
  round: 0,
  returns: 0,
  complexAsked: false,
  complex: false,
};
const facts = (over: Partial<CaseFacts> = {}): CaseFacts => ({ ...START, ...over });
const words = '这件事请再看一看';

/** Every action, with all it needs; a callback answers the round it is told. */
const steps = (round: number): readonly CaseStep[] => [
  ...(
    [
      'accept',
      'dispatch',
      'contact',
      'link',
      'callback_expires',
      'reply_expires',
      'withdraw',
      'grant_complex',
      'confirm_claim',
      'duplicate',
    ] as const
  ).map((action) => ({ action })),
  ...(
    [
      'decline',
      'dispute',
      'reroute',
      'supervise',
      'escalate',
      'ask_complex',
      'deny_complex',
      'return_claim',
      'decide_dispute',
    ] as const
  ).map((action) => ({ action, reason: words })),
  ...(['answer', 'progress', 'ask', 'reply', 'cooperate'] as const).map((action) => ({ action, words })),
  ...CLAIM_KINDS.map((claim) => ({ action: 'claim', claim, words, plan: words }) as const),
  ...[true, false].flatMap((solved) =>
    SATISFACTIONS.map((satisfaction) => ({ action: 'call_back', round, solved, satisfaction }) as const),
  ),
  ...[true, false].map((holds) => ({ action: 'look_back', holds, words }) as const),
  ...(['mediation', 'demand', 'topic'] as const).map((to) => ({ action: 'convert', to }) as const),
];
const after = (before: CaseFacts, change: CaseChange): CaseFacts => ({ ...before, ...change });
const done = (before: CaseFacts, step: CaseStep, limits = LIMITS): CaseFacts => {
  const decided = decideCase(before, step, limits);
  if (!decided.ok) throw new Error(`${before.state} ${step.action}: ${decided.error.kind}`);
  return after(before, decided.value);
};
const refused = (before: CaseFacts, step: CaseStep): string | undefined => {
  const decided = decideCase(before, step, LIMITS);
  return decided.ok ? undefined : decided.error.kind;
};

const anyFacts: fc.Arbitrary<CaseFacts> = fc
  .record({
    state: fc.constantFrom(...CASE_STATES),
    family: fc.constantFrom(...CASE_FAMILIES),
    mode: fc.constantFrom(...REPORT_MODES),
    tier: fc.constantFrom(...CASE_TIERS),
    topTier: fc.constantFrom(...CASE_TIERS),
    supervised: fc.boolean(),
    reopenCount: fc.nat(4),
    round: fc.nat(4),
    returns: fc.nat(2),
    claim: fc.option(fc.constantFrom(...CLAIM_KINDS)),
    complexAsked: fc.boolean(),
    complex: fc.boolean(),
  })
  .map(({ claim, ...rest }) => (claim ? { ...rest, claim } : rest));

describe('every state and every action', () => {
  test('there is a step for each action', () => {
    expect([...new Set(steps(0).map(({ action }) => action))].toSorted()).toEqual(
      (Object.keys(CASE_TRANSITIONS) as CaseAction[]).toSorted(),
    );
  });

  test('moves are those of the table and no others', () => {
    const decidedTo: Partial<Record<CaseAction, readonly string[]>> = {
      claim: ['callback', 'claimed'],
      call_back: ['closed', 'reopened'],
      look_back: ['closed', 'reopened'],
    };
    fc.assert(
      fc.property(anyFacts, fc.nat(), (before, pick) => {
        const all = steps(before.round);
        const step = all[pick % all.length];
        if (!step) return;
        const { from, to } = CASE_TRANSITIONS[step.action];
        const decided = decideCase(before, step, LIMITS);
        if (!from.includes(before.state)) {
          expect(decided.ok).toBe(false);
          return;
        }
        if (!decided.ok) return;
        const { state } = decided.value;
        if (to === 'same') expect(state).toBe(before.state);
        else if (to !== 'decided') expect(state).toBe(to);
        else expect(decidedTo[step.action] ?? [before.state, 'converted']).toContain(state);
      }),
      { numRuns: 2000 },
    );
  });

  test('never go down a tier, forget a round, or lose count of reopenings and returns', () => {
    fc.assert(
      fc.property(anyFacts, fc.nat(), (before, pick) => {
        const all = steps(before.round);
        const step = all[pick % all.length];
        const decided = step && decideCase(before, step, LIMITS);
        if (!step || !decided?.ok) return;
        const { value } = decided;
        expect(CASE_TIERS.indexOf(value.tier)).toBeGreaterThanOrEqual(CASE_TIERS.indexOf(before.tier));
        expect(value.climbed).toBe(value.tier !== before.tier);
        expect(value.round).toBe(before.round + (step.action === 'claim' ? 1 : 0));
        expect(value.returns).toBe(before.returns + (step.action === 'dispute' ? 1 : 0));
        expect(value.reopenCount).toBe(
          before.reopenCount + (value.state === 'reopened' && before.state !== 'reopened' ? 1 : 0),
        );
        expect(value.supervised || !before.supervised).toBe(true);
        expect(value.outcome !== undefined).toBe(value.state === 'closed' && before.state !== 'closed');
      }),
      { numRuns: 2000 },
    );
  });

  test('whatever is done to others is refused without words for it', () => {
    const dumb = steps(1).flatMap((step): CaseStep[] => {
      if ('reason' in step) return [{ ...step, reason: ' \n' }];
      return 'words' in step ? [{ ...step, words: '' }] : [];
    });
    for (const step of dumb)
      for (const state of CASE_TRANSITIONS[step.action].from) {
        const before = facts({ state, round: 1, complexAsked: true, family: 'burden' });
        expect(decideCase(before, step, LIMITS).ok, `${state} ${step.action}`).toBe(false);
      }
  });
});

describe('no case is lost', () => {
  /** Every case that can come about, from its receipt on. */
  const reachable = (family: CaseFacts['family'], topTier: CaseFacts['topTier']): ReadonlyMap<string, CaseFacts> => {
    const keyOf = ({ state, tier, supervised, reopenCount, returns, claim, complex, complexAsked }: CaseFacts) =>
      JSON.stringify([state, tier, supervised, reopenCount, returns, claim, complex, complexAsked]);
    const start = facts({ family, topTier, tier: family === 'burden' ? 'subdistrict' : 'committee' });
    const seen = new Map([[keyOf(start), start]]);
    for (const before of seen.values()) {
      // The counts without an end are cut where they mean nothing more.
      if (before.reopenCount > LIMITS.reopens + 2) continue;
      for (const step of steps(before.round)) {
        const decided = decideCase(before, step, LIMITS);
        if (!decided.ok) continue;
        const next = after(before, decided.value);
        if (!seen.has(keyOf(next))) seen.set(keyOf(next), next);
      }
    }
    return seen;
  };

  test.each([
    ['livelihood', 'leading_group'],
    ['livelihood', 'committee'],
    ['burden', 'leading_group'],
    ['burden', 'outside'],
  ] as const)('of a %s up to the %s every open state has a way on that leads out of it', (family, topTier) => {
    const seen = reachable(family, topTier);
    expect(new Set([...seen.values()].map(({ state }) => state))).toEqual(new Set(CASE_STATES));
    for (const before of seen.values()) {
      if (!isOpenCase(before.state)) continue;
      const onward = steps(before.round).filter((step) => {
        const decided = decideCase(before, step, LIMITS);
        return decided.ok && decided.value.state !== before.state;
      });
      expect(onward.length, JSON.stringify(before)).toBeGreaterThan(0);
      // And one that is not the reporter giving up.
      expect(
        onward.some(({ action }) => action !== 'withdraw'),
        JSON.stringify(before),
      ).toBe(true);
    }
  });

  test('the end is the end: nothing but a look back opens what was closed', () => {
    for (const state of CASE_STATES) {
      if (isOpenCase(state)) continue;
      const may = steps(1).filter((step) => decideCase(facts({ state, round: 1 }), step, LIMITS).ok);
      expect([...new Set(may.map(({ action }) => action))], state).toEqual(state === 'closed' ? ['look_back'] : []);
    }
  });
});

describe('退单', () => {
  test('an assignment is given back once, and then never again, wherever it is sent', () => {
    const dispute = { action: 'dispute', reason: words } as const;
    let now = done(facts({ state: 'dispatched' }), dispute);
    now = done(now, { action: 'decide_dispute', reason: words });
    expect(refused(now, dispute)).toBe('case_returned_before');
    now = done(now, { action: 'reroute', reason: words });
    expect(refused(now, dispute)).toBe('case_returned_before');
  });

  test('no sequence gives it back more often than the rule says', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 60 }), fc.nat(3), (picks, most) => {
        let now = facts();
        let given = 0;
        for (const pick of picks) {
          const may = steps(now.round).filter((step) => decideCase(now, step, { ...LIMITS, returns: most }).ok);
          const step = may[pick % may.length];
          if (!step) break;
          now = done(now, step, { ...LIMITS, returns: most });
          if (step.action === 'dispute') given += 1;
        }
        expect(given).toBeLessThanOrEqual(most);
      }),
    );
  });
});

describe('the callback', () => {
  const waiting = (over: Partial<CaseFacts> = {}) => facts({ state: 'callback', round: 1, claim: 'done', ...over });
  const answer = (solved: boolean, satisfaction: (typeof SATISFACTIONS)[number], round = 1) =>
    ({ action: 'call_back', round, solved, satisfaction }) as const;

  test('closes what is solved and contents her, and reopens everything else', () => {
    expect(done(waiting(), answer(true, 'satisfied'))).toMatchObject({ state: 'closed', outcome: 'solved' });
    expect(done(waiting(), answer(true, 'basically'))).toMatchObject({ state: 'closed', outcome: 'solved' });
    for (const [solved, said] of [
      [true, 'dissatisfied'],
      [false, 'satisfied'],
      [false, 'dissatisfied'],
    ] as const)
      expect(done(waiting(), answer(solved, said))).toMatchObject({ state: 'reopened', reopenCount: 1 });
  });

  test('lets her accept an explanation, and a correction', () => {
    expect(done(waiting({ claim: 'explained' }), answer(false, 'basically'))).toMatchObject({ outcome: 'explained' });
    expect(done(waiting({ claim: 'corrected', family: 'burden' }), answer(true, 'satisfied'))).toMatchObject({
      outcome: 'corrected',
    });
  });

  test('answers one claim only: a late press about an earlier one says nothing', () => {
    expect(refused(waiting({ round: 2 }), answer(true, 'satisfied', 1))).toBe('case_callback_outdated');
  });

  test('that she does not answer closes it as unanswered', () => {
    expect(done(waiting(), { action: 'callback_expires' })).toMatchObject({ state: 'closed', outcome: 'unanswered' });
  });

  test('who is never content is heard twice at the desk, then at each desk above, and told so at the top', () => {
    const trail: string[] = [];
    let now = facts({ state: 'in_progress' });
    while (now.state !== 'closed') {
      now = done(now, { action: 'claim', claim: 'done', words });
      now = done(now, answer(false, 'dissatisfied', now.round));
      trail.push(`${now.state} ${now.tier}`);
      expect(trail.length).toBeLessThan(20);
    }
    expect(trail).toEqual([
      'reopened committee',
      'reopened committee',
      'reopened subdistrict',
      'reopened leading_group',
      'closed leading_group',
    ]);
    expect(now).toMatchObject({ outcome: 'unsettled', supervised: true });
  });
});

describe('what the lead claims', () => {
  const working = (over: Partial<CaseFacts> = {}) => facts({ state: 'in_progress', ...over });

  test('was done goes to the reporter, what only the desk can believe to the desk', () => {
    expect(done(working(), { action: 'claim', claim: 'done', words }).state).toBe('callback');
    expect(done(working(), { action: 'claim', claim: 'explained', words, plan: words }).state).toBe('claimed');
    expect(done(working({ family: 'burden' }), { action: 'claim', claim: 'corrected', words }).state).toBe('claimed');
  });

  test('is no explanation without a plan, and no correction of what is no burden', () => {
    expect(refused(working(), { action: 'claim', claim: 'explained', words })).toBe('case_words_missing');
    expect(refused(working(), { action: 'claim', claim: 'corrected', words })).toBe('case_claim_not_of_family');
  });

  test('sent back is work again, and may be claimed again', () => {
    let now = done(working(), { action: 'claim', claim: 'explained', words, plan: words });
    now = done(now, { action: 'return_claim', reason: words });
    expect(now.state).toBe('in_progress');
    expect(done(now, { action: 'claim', claim: 'done', words })).toMatchObject({ state: 'callback', round: 2 });
  });
});

describe('a second press', () => {
  test('is told that it is done already', () => {
    expect(refused(facts({ state: 'accepted' }), { action: 'accept' })).toBe('case_already');
    expect(refused(facts({ state: 'withdrawn' }), { action: 'withdraw' })).toBe('case_already');
    expect(refused(facts({ state: 'closed', round: 1 }), { action: 'accept' })).toBe('case_not_now');
  });
});
