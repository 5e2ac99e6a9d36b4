/** Which kind of matter it is: a group first, then what is in it; what the words sound like stands at the top. */
import {
  CASE_GROUPS,
  type CaseCategory,
  type CaseGroup,
  categoriesOf,
  groupsOf,
  isCaseCategory,
  parentOf,
} from '../../../domain/hotline/categories.ts';
import { guessCase } from '../../../domain/hotline/guess.ts';
import { phrase, translate } from '../../../locales/translate.ts';
import { caseCategoryName } from '../../../notices/case-facts.ts';
import type { FlowInput, FlowStep, FlowView, Outcome } from '../flow.ts';
import { wordsOf } from '../said.ts';
import { type CaseReportState, next, pick } from './state.ts';

/** In the order of the menu: what residents tell most, then what burdens a committee. */
const GROUPS: readonly CaseGroup[] = [...groupsOf('livelihood'), ...groupsOf('burden')];

const inGroup = (group: CaseGroup): readonly CaseCategory[] =>
  [...categoriesOf('livelihood'), ...categoriesOf('burden')].filter((category) => parentOf(category) === group);

export const groupStep: FlowStep<CaseReportState> = {
  prompt: ({ said }, { language }) => {
    const likely = guessCase(wordsOf(said)).about?.category;
    return {
      text: translate(language, 'case.report.ask-category'),
      choices: [
        ...(likely ? [pick('group', `is:${likely}`, caseCategoryName(language, likely), 'primary')] : []),
        ...GROUPS.map((group) => pick('group', `in:${group}`, caseCategoryName(language, group))),
      ],
    };
  },
  on: (input, state, view) => {
    if (input.kind !== 'picked') return typed(input, state, view);
    const value = input.pick.slice('is:'.length);
    if (input.pick.startsWith('is:')) return chosen(value, state, view);
    const group = CASE_GROUPS.find((each) => each === value);
    const [only, ...more] = group ? inGroup(group) : [];
    if (!group || !only) return { kind: 'again', because: 'flow.pick-one' };
    if (more.length === 0) return chosen(only, state, view);
    return { kind: 'ask', step: `category-${group}`, state };
  },
};

/** One step for each group, so that a button of another list is known to be stale. */
export const categorySteps: Readonly<Record<string, FlowStep<CaseReportState>>> = Object.fromEntries(
  GROUPS.map((group): [string, FlowStep<CaseReportState>] => [
    `category-${group}`,
    {
      prompt: (_state, { language }) => ({
        text: translate(language, 'case.report.ask-category'),
        choices: [
          ...inGroup(group).map((key) => pick(`category-${group}`, key, caseCategoryName(language, key))),
          pick(`category-${group}`, 'back', phrase(language, 'case.report.other-group'), 'quiet'),
        ],
      }),
      on: (input, state, view) => {
        if (input.kind !== 'picked') return typed(input, state, view);
        return input.pick === 'back' ? { kind: 'ask', step: 'group', state } : chosen(input.pick, state, view);
      },
    },
  ]),
);

function typed(input: FlowInput, state: CaseReportState, view: FlowView): Outcome<CaseReportState> {
  if (input.kind !== 'said') return { kind: 'pass' };
  const { about } = guessCase(input.text);
  return about ? chosen(about.category, state, view) : { kind: 'again', because: 'flow.pick-one' };
}

function chosen(category: string, state: CaseReportState, view: FlowView): Outcome<CaseReportState> {
  if (!isCaseCategory(category)) return { kind: 'again', because: 'flow.pick-one' };
  return next({ ...state, category, categoryChosen: true }, view);
}
