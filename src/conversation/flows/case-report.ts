/**
 * 举报: from a person's own words to a report, with as few questions as possible: which kind, who may know, which unit. The
 * same flow takes what staff write down for somebody on the phone.
 */
import { understand } from '../../domain/demand/understanding/understand.ts';
import { translate } from '../../locales/translate.ts';
import { CANCEL } from './buttons.ts';
import { offerStep } from './case-report/offer.ts';
import { CASE_REPORT, type CaseReportState, caseReportSchema, guess, next, pick } from './case-report/state.ts';
import { categorySteps, groupStep } from './case-report/what.ts';
import { aboutStep, leave, modeStep, sourceStep, whoStep } from './case-report/who.ts';
import type { Flow, FlowStep } from './flow.ts';
import { placePrompt } from './place.ts';
import { part } from './said.ts';

const textStep: FlowStep<CaseReportState> = {
  wantsWords: true,
  prompt: ({ entering, follows }, view) => ({
    text: translate(
      view.language,
      entering ? 'case.enter.ask-text' : follows ? 'case.report.ask-text.follows' : 'case.report.ask-text',
    ),
    choices: [leave(view)],
  }),
  on: (input, state, view) => {
    if (input.kind === 'sent-file') return { kind: 'pass' };
    if (input.kind !== 'said') return { kind: 'again', because: 'flow.pick-one' };
    const words = input.text.trim();
    if (CANCEL.test(words)) return { kind: 'leave' };
    return next(guess({ ...state, said: part(words, input.message) }, view), view);
  },
};

const communityStep: FlowStep<CaseReportState> = {
  prompt: (_state, view) => ({
    text: translate(view.language, 'report.ask-community'),
    choices: view.communities.map((community) => pick('community', community.id, community.name)),
  }),
  on: (input, state, view) => {
    if (input.kind === 'sent-file') return { kind: 'pass' };
    const typed = input.kind === 'said' ? input.text.trim() : undefined;
    const named = view.communities.filter(({ id, name }) =>
      typed !== undefined ? name.includes(typed) : input.kind === 'picked' && id === input.pick,
    );
    const [only] = named;
    if (!only || named.length > 1) return { kind: 'again', because: 'flow.pick-one' };
    return next({ ...state, communityId: only.id }, view);
  },
};

const placeStep: FlowStep<CaseReportState> = {
  prompt: (_state, view) => placePrompt(pick, view),
  on: (input, state, view) => {
    if (input.kind === 'sent-file') return { kind: 'pass' };
    const { placeId: _id, placeText: _text, ...rest } = state;
    const known = { ...rest, placeKnown: true };
    if (input.kind === 'picked')
      return next(input.pick === 'none' ? known : { ...known, placeId: input.pick.slice('id:'.length) }, view);
    const typed = input.text.trim();
    const { place } = understand(typed, { places: view.places });
    const found = place?.kind === 'known' ? view.places.find(({ id }) => id === place.id) : undefined;
    const isName = found && [found.name, ...(found.aliases ?? [])].includes(typed);
    return next({ ...known, ...(found && { placeId: found.id }), ...(!isName && { placeText: typed }) }, view);
  },
};

export const caseReportFlow: Flow<CaseReportState> = {
  name: CASE_REPORT,
  version: 1,
  forgets: true,
  schema: caseReportSchema,
  withSaid: (state, said, view) => guess({ ...state, said }, view),
  steps: {
    source: sourceStep,
    who: whoStep,
    text: textStep,
    community: communityStep,
    group: groupStep,
    ...categorySteps,
    mode: modeStep,
    about: aboutStep,
    place: placeStep,
    offer: offerStep,
  },
};
