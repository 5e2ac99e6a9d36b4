/** The draft as it was understood: register it, correct it, add to it, or leave. */
import { parseDemandNumber } from '../../../domain/demand/number.ts';
import { understand } from '../../../domain/demand/understanding/understand.ts';
import { phrase, translate } from '../../../locales/translate.ts';
import { categoryName } from '../../../notices/demand-facts.ts';
import type { BoundPrompt } from '../../../notices/intent.ts';
import type { FlowInput, FlowStep, FlowView, Outcome } from '../flow.ts';
import { part, wordsOf } from '../said.ts';
import { leave, NO, pick } from './buttons.ts';
import { guess, next, type ReportState } from './state.ts';

/** Every message added to a draft shows it again. */
const QUOTED = 240;

const YES = /^(登记|登記|登记需求|登記需求|好|好的|是|是的|对|對|可以|要|yes|y|ok|register)[。.!！]?$/i;

export const offerStep: FlowStep<ReportState> = { prompt: offer, on: onOffer };

function offer(state: ReportState, view: FlowView): BoundPrompt {
  const { language } = view;
  return {
    text: [
      ...translate(language, state.unsure ? 'report.offer.unsure' : 'report.offer'),
      '\n',
      phrase(language, 'report.quote', { text: shortened(wordsOf(state.said)) }),
    ],
    fields: [
      { label: phrase(language, 'demand.field.category'), value: categoryName(language, state.category) },
      { label: phrase(language, 'demand.field.place'), value: placeShown(state, view) },
    ],
    choices: [
      pick('offer', 'register', phrase(language, 'report.button.register'), 'primary'),
      pick('offer', 'category', phrase(language, 'report.button.category')),
      pick('offer', 'place', phrase(language, 'report.button.place')),
      leave(view),
    ],
  };
}

function onOffer(input: FlowInput, state: ReportState, view: FlowView): Outcome<ReportState> {
  if (input.kind === 'sent-file') return { kind: 'pass' };
  if (input.kind === 'said') {
    const said = input.text.trim();
    if (YES.test(said)) return next({ ...state, registering: true }, view);
    if (NO.test(said)) return { kind: 'leave' };
    // A question about another demand is not part of this one.
    if (parseDemandNumber(said)) return { kind: 'pass' };
    // The same words again are impatience, not more information.
    const heard = part(said, input.message);
    const all = wordsOf(state.said).includes(said) ? state.said : [...state.said, ...heard];
    if (all !== state.said && isApart(state, said, view))
      return { kind: 'ask', step: 'same', state: { ...state, heard } };
    return { kind: 'ask', step: 'offer', state: guess({ ...state, said: all }, view) };
  }
  if (input.pick === 'register') return next({ ...state, registering: true }, view);
  if (input.pick === 'category' || input.pick === 'place') return { kind: 'ask', step: input.pick, state };
  return { kind: 'again', because: 'flow.pick-one' };
}

/** Another category or another known place: then two matters must not become one by accident. */
function isApart(state: ReportState, text: string, view: FlowView): boolean {
  const heard = understand(text, { places: view.places });
  if (heard.kind !== 'demand' || heard.confidence === 'unsure') return false;
  const otherCategory = heard.category !== undefined && state.category !== 'other' && heard.category !== state.category;
  const otherPlace = heard.place?.kind === 'known' && state.placeId !== undefined && heard.place.id !== state.placeId;
  return otherCategory || otherPlace;
}

/** What is long is known to who wrote it: the quote says which one it is, and how much has come together. */
function shortened(text: string): string {
  const letters = Array.from(text);
  if (letters.length <= QUOTED) return text;
  return `${letters.slice(0, QUOTED / 2).join('')} …… ${letters.slice(-QUOTED / 4).join('')}`;
}

function placeShown(state: ReportState, view: FlowView): string {
  const named = [view.places.find((place) => place.id === state.placeId)?.name, state.placeText];
  const shown = named.filter((name) => name !== undefined).join(' · ');
  return shown === ''
    ? phrase(view.language, state.placeKnown ? 'demand.place.unknown' : 'report.place.to-ask')
    : shown;
}
