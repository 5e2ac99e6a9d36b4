/** Which units a case goes to: one that leads, any that cooperate; or which unit it is about. Picked from pages of a list. */
import { z } from 'zod';
import { readCaseNumbers } from '../../domain/hotline/codes.ts';
import { listed } from '../../locales/lists.ts';
import { phrase, translate } from '../../locales/translate.ts';
import { CANCEL, leaveButton, picker } from './buttons.ts';
import type { Flow, FlowStep, FlowView, Outcome } from './flow.ts';
import { part, saidSchema } from './said.ts';

export const CASE_UNITS = 'case-units';
const pick = picker(CASE_UNITS);
const UNITS_SHOWN = 8;

const schema = z.object({
  purpose: z.enum(['dispatch', 'reroute', 'decide', 'accused', 'joint']),
  caseId: z.string(),
  number: z.string(),
  /** Of a joint action: others of its kind on the same desk, and those that go together with it. */
  alike: z.array(z.string()).optional(),
  others: z.array(z.string()).optional(),
  units: z.array(z.object({ id: z.string(), name: z.string() })),
  page: z.number().int(),
  lead: z.string().optional(),
  cooperating: z.array(z.string()),
  said: saidSchema,
});
export type CaseUnitsState = z.infer<typeof schema>;

/** All that are ordered at once. */
export const numbersOf = ({ number, others = [] }: CaseUnitsState): readonly string[] => [
  ...new Set([number, ...others]),
];

/** What is taken away from somebody, or decided against her, wants a reason. */
const wantsReason = ({ purpose }: CaseUnitsState): boolean => purpose !== 'dispatch' && purpose !== 'accused';

function pageOf(step: 'lead' | 'cooperating', units: CaseUnitsState['units'], page: number, view: FlowView) {
  return [
    ...units.slice(page * UNITS_SHOWN, (page + 1) * UNITS_SHOWN).map(({ id, name }) => pick(step, `unit:${id}`, name)),
    ...(units.length > (page + 1) * UNITS_SHOWN
      ? [pick(step, `page:${page + 1}`, phrase(view.language, 'list.button.more'), 'quiet')]
      : []),
  ];
}

const open = ({ units, lead, cooperating }: CaseUnitsState): CaseUnitsState['units'] =>
  units.filter(({ id }) => id !== lead && !cooperating.includes(id));

/** Which cases go together. */
const numbersStep: FlowStep<CaseUnitsState> = {
  wantsWords: true,
  wordless: 'numbers',
  prompt: ({ number, alike = [] }, view) => ({
    text: translate(view.language, 'case.units.numbers', { number }),
    choices: [
      ...(alike.length > 0
        ? [pick('numbers', 'alike', phrase(view.language, 'case.units.numbers.alike', { count: alike.length }))]
        : []),
      leaveButton(view, 'words.button.leave'),
    ],
  }),
  on: (input, state) => {
    if (input.kind === 'sent-file') return { kind: 'pass' };
    if (input.kind === 'said' && CANCEL.test(input.text.trim())) return { kind: 'leave' };
    const others = input.kind === 'picked' ? state.alike : readCaseNumbers(input.text);
    return others
      ? { kind: 'ask', step: 'lead', state: { ...state, others: [...others] } }
      : { kind: 'again', because: 'case.units.numbers.again' };
  },
};

const LEAD_ASKED = { dispatch: 'lead', reroute: 'lead', decide: 'lead', accused: 'accused', joint: 'joint' } as const;

const leadStep: FlowStep<CaseUnitsState> = {
  prompt: (state, view) => ({
    text: translate(view.language, `case.units.${LEAD_ASKED[state.purpose]}`, {
      number: listed(view.language, numbersOf(state)),
    }),
    choices: [...pageOf('lead', state.units, state.page, view), leaveButton(view, 'words.button.leave')],
  }),
  on: (input, state) => {
    const unit = unitIn(input, state.units);
    const turned = pageIn(input);
    if (turned !== undefined) return { kind: 'ask', step: 'lead', state: { ...state, page: turned } };
    if (input.kind === 'said' && CANCEL.test(input.text.trim())) return { kind: 'leave' };
    if (!unit) return input.kind === 'sent-file' ? { kind: 'pass' } : { kind: 'again', because: 'flow.pick-one' };
    const chosen = { ...state, lead: unit.id, page: 0 };
    return state.purpose === 'accused'
      ? { kind: 'finish', state: chosen }
      : { kind: 'ask', step: 'cooperating', state: chosen };
  },
};

const cooperatingStep: FlowStep<CaseUnitsState> = {
  prompt: (state, view) => {
    const named = (ids: readonly string[]) =>
      listed(
        view.language,
        state.units.filter(({ id }) => ids.includes(id)).map(({ name }) => name),
      );
    return {
      text: translate(
        view.language,
        state.cooperating.length > 0 ? 'case.units.cooperating.more' : 'case.units.cooperating',
        {
          number: listed(view.language, numbersOf(state)),
          lead: named(state.lead ? [state.lead] : []),
          cooperating: named(state.cooperating),
        },
      ),
      choices: [
        pick('cooperating', 'done', phrase(view.language, 'case.units.done'), 'primary'),
        ...pageOf('cooperating', open(state), state.page, view),
        leaveButton(view, 'words.button.leave'),
      ],
    };
  },
  on: (input, state) => {
    const turned = pageIn(input);
    if (turned !== undefined) return { kind: 'ask', step: 'cooperating', state: { ...state, page: turned } };
    if (input.kind === 'picked' && input.pick === 'done')
      return state.purpose === 'joint' && state.cooperating.length === 0
        ? { kind: 'again', because: 'case.units.joint.alone' }
        : chosen(state);
    if (input.kind === 'said' && CANCEL.test(input.text.trim())) return { kind: 'leave' };
    const unit = unitIn(input, open(state));
    if (!unit) return input.kind === 'sent-file' ? { kind: 'pass' } : { kind: 'again', because: 'flow.pick-one' };
    return {
      kind: 'ask',
      step: 'cooperating',
      state: { ...state, cooperating: [...state.cooperating, unit.id], page: 0 },
    };
  },
};

const chosen = (state: CaseUnitsState): Outcome<CaseUnitsState> =>
  wantsReason(state) ? { kind: 'ask', step: 'reason', state } : { kind: 'finish', state };

const reasonStep: FlowStep<CaseUnitsState> = {
  wantsWords: true,
  wordless: 'reason',
  prompt: (state, view) => ({
    text: translate(view.language, state.purpose === 'joint' ? 'case.units.joint.reason' : 'case.units.reason', {
      number: listed(view.language, numbersOf(state)),
    }),
    choices: [leaveButton(view, 'words.button.leave')],
  }),
  on: (input, state) => {
    if (input.kind === 'sent-file') return { kind: 'pass' };
    if (input.kind === 'picked') return { kind: 'again', because: 'flow.pick-one' };
    const words = input.text.trim();
    return CANCEL.test(words)
      ? { kind: 'leave' }
      : { kind: 'finish', state: { ...state, said: part(words, input.message) } };
  },
};

type Input = Parameters<FlowStep<CaseUnitsState>['on']>[0];

const unitIn = (input: Input, units: CaseUnitsState['units']) =>
  units.find(({ id, name }) =>
    input.kind === 'picked' ? input.pick === `unit:${id}` : input.kind === 'said' && input.text.trim() === name,
  );

const pageIn = (input: Input): number | undefined =>
  input.kind === 'picked' && input.pick.startsWith('page:') ? Number(input.pick.slice('page:'.length)) : undefined;

export const caseUnitsFlow: Flow<CaseUnitsState> = {
  name: CASE_UNITS,
  version: 1,
  schema,
  withSaid: (state, said) => ({ ...state, said }),
  steps: { numbers: numbersStep, lead: leadStep, cooperating: cooperatingStep, reason: reasonStep },
};
