/** Registering a demand: from a person's own words to what is needed for a number, with as few questions as possible. */
import { translate } from '../../locales/translate.ts';
import type { Flow, FlowStep } from './flow.ts';
import { alikeStep, unboundStep } from './report/alike.ts';
import { leave, NO, pick } from './report/buttons.ts';
import { categoryStep, rareCategoryStep } from './report/category.ts';
import { offerStep } from './report/offer.ts';
import { placeStep } from './report/place.ts';
import { sameStep } from './report/same.ts';
import { guess, REPORT, type ReportState, reportSchema } from './report/state.ts';
import { part } from './said.ts';

const textStep: FlowStep<ReportState> = {
  prompt: (_state, view) => ({ text: translate(view.language, 'report.ask-text'), choices: [leave(view)] }),
  on: (input, state, view) => {
    if (input.kind === 'sent-file') return { kind: 'pass' };
    if (input.kind !== 'said') return { kind: 'again', because: 'flow.pick-one' };
    if (NO.test(input.text.trim())) return { kind: 'leave' };
    return {
      kind: 'ask',
      step: 'offer',
      state: { ...guess({ ...state, said: part(input.text.trim(), input.message) }, view), unsure: false },
    };
  },
};

const communityStep: FlowStep<ReportState> = {
  prompt: (_state, view) => ({
    text: translate(view.language, 'report.ask-community'),
    choices: view.communities.map((community) => pick('community', community.id, community.name)),
  }),
  on: (input, state, view) => {
    if (input.kind === 'sent-file') return { kind: 'pass' };
    const said = input.kind === 'said' ? input.text.trim() : undefined;
    const named = view.communities.filter((community) =>
      said !== undefined ? community.name.includes(said) : input.kind === 'picked' && community.id === input.pick,
    );
    const [only] = named;
    if (!only || named.length > 1) return { kind: 'again', because: 'flow.pick-one' };
    // The places of the chosen community are not loaded yet: the words are looked at again with them.
    return { kind: 'ask', step: 'offer', state: { ...state, communityId: only.id } };
  },
};

export const reportFlow: Flow<ReportState> = {
  name: REPORT,
  version: 1,
  schema: reportSchema,
  withSaid: (state, said, view) => guess({ ...state, said }, view),
  steps: {
    text: textStep,
    offer: offerStep,
    similar: alikeStep,
    unbound: unboundStep,
    same: sameStep,
    category: categoryStep,
    'category-more': rareCategoryStep,
    place: placeStep,
    community: communityStep,
  },
};
