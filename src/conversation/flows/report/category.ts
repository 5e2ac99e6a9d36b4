/** Which category: what people report most, and the rest one tap further. */
import { CATEGORY_KEYS, type CategoryKey, isCategoryKey } from '../../../domain/demand/understanding/categories.ts';
import { understand } from '../../../domain/demand/understanding/understand.ts';
import { phrase, translate } from '../../../locales/translate.ts';
import { categoryName } from '../../../notices/demand-facts.ts';
import type { FlowInput, FlowStep, Outcome } from '../flow.ts';
import { part } from '../said.ts';
import { pick } from './buttons.ts';
import type { ReportState } from './state.ts';

const COMMON_CATEGORIES: readonly CategoryKey[] = [
  'elevator',
  'water_supply',
  'drainage_flooding',
  'power',
  'gas',
  'leak_roof_wall',
  'noise',
  'waste_sanitation',
  'parking',
  'lighting',
  'property_service',
];

export const categoryStep: FlowStep<ReportState> = {
  prompt: (_state, view) => ({
    text: translate(view.language, 'report.ask-category'),
    choices: [
      ...COMMON_CATEGORIES.map((key) => pick('category', key, categoryName(view.language, key))),
      pick('category', 'more', phrase(view.language, 'report.button.more-categories'), 'quiet'),
    ],
  }),
  on: onCategory,
};

export const rareCategoryStep: FlowStep<ReportState> = {
  prompt: (_state, view) => ({
    text: translate(view.language, 'report.ask-category'),
    choices: CATEGORY_KEYS.filter((key) => !COMMON_CATEGORIES.includes(key)).map((key) =>
      pick('category-more', key, categoryName(view.language, key)),
    ),
  }),
  on: onCategory,
};

function onCategory(input: FlowInput, state: ReportState): Outcome<ReportState> {
  if (input.kind === 'sent-file') return { kind: 'pass' };
  // A whole sentence about a problem is no answer to this question.
  if (input.kind === 'said' && understand(input.text, { places: [] }).confidence === 'sure')
    return { kind: 'ask', step: 'same', state: { ...state, heard: part(input.text.trim(), input.message) } };
  if (input.kind === 'picked' && input.pick === 'more') return { kind: 'ask', step: 'category-more', state };
  const category = input.kind === 'picked' ? input.pick : understand(input.text, { places: [] }).category;
  if (!category || !isCategoryKey(category)) return { kind: 'again', because: 'report.category-unclear' };
  return { kind: 'ask', step: 'offer', state: { ...state, category, categoryChosen: true } };
}
