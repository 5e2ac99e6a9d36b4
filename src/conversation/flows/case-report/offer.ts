/** The report as it was understood: send it, correct it, add to it, or leave. */
import { elsewhereOf } from '../../../domain/hotline/elsewhere.ts';
import { phrase, translate } from '../../../locales/translate.ts';
import { caseCategoryName } from '../../../notices/case-facts.ts';
import type { BoundPrompt } from '../../../notices/intent.ts';
import type { FlowInput, FlowStep, FlowView, Outcome } from '../flow.ts';
import { part, wordsOf } from '../said.ts';
import { type CaseReportState, familyIn, guess, modeOf, next, pick } from './state.ts';
import { leave } from './who.ts';

/** Her words are not repeated at length: the length of what is sent to her would tell which case is hers. */
const QUOTED = 40;

const YES = /^(发送|發送|提交|好|好的|是|是的|对|對|可以|yes|y|ok|send)[。.!！]?$/i;
const NO = /^(不用了?|取消|算了|不要|不|no|n|cancel)[。.!！]?$/i;

export const offerStep: FlowStep<CaseReportState> = { prompt: offer, on: onOffer };

function offer(state: CaseReportState, view: FlowView): BoundPrompt {
  const { language } = view;
  const words = wordsOf(state.said);
  const letters = Array.from(words);
  const quote = letters.length > QUOTED ? `${letters.slice(0, QUOTED).join('')}……` : words;
  const elsewhere = elsewhereOf(words);
  const burden = familyIn(state) === 'burden';
  const about = aboutShown(state, view);
  return {
    text: [
      ...translate(language, state.follows ? 'case.report.offer.follows' : 'case.report.offer', {
        number: state.follows?.number ?? '',
      }),
      '\n',
      phrase(language, 'report.quote', { text: quote }),
      ...(elsewhere ? ['\n', phrase(language, `case.elsewhere.${elsewhere}`)] : []),
    ],
    fields: [
      { label: phrase(language, 'case.field.category'), value: caseCategoryName(language, state.category ?? '') },
      { label: phrase(language, 'case.field.mode'), value: phrase(language, `case.mode-is.${modeOf(state)}`) },
      ...(about === undefined ? [] : [{ label: phrase(language, 'case.field.about'), value: about }]),
      ...(burden ? [] : [{ label: phrase(language, 'case.field.place'), value: placeShown(state, view) }]),
    ],
    choices: [
      pick('offer', 'send', phrase(language, 'case.report.send'), 'primary'),
      pick('offer', 'group', phrase(language, 'report.button.category')),
      pick('offer', 'mode', phrase(language, 'case.report.change-mode')),
      pick('offer', 'about', phrase(language, 'case.report.change-about')),
      ...(state.unasked ? [pick('offer', 'demand', phrase(language, 'case.report.as-demand'))] : []),
      ...(burden ? [] : [pick('offer', 'place', phrase(language, 'report.button.place'))]),
      leave(view),
    ],
  };
}

function onOffer(input: FlowInput, state: CaseReportState, view: FlowView): Outcome<CaseReportState> {
  if (input.kind === 'sent-file') return { kind: 'pass' };
  if (input.kind === 'said') {
    const said = input.text.trim();
    if (YES.test(said)) return { kind: 'finish', state };
    if (NO.test(said)) return { kind: 'leave' };
    const all = wordsOf(state.said).includes(said) ? state.said : [...state.said, ...part(said, input.message)];
    return next(guess({ ...state, said: all }, view), view);
  }
  switch (input.pick) {
    case 'send':
      return { kind: 'finish', state };
    case 'demand':
      return { kind: 'restart', said: state.said };
    case 'group':
    case 'mode':
    case 'about':
    case 'place':
      return { kind: 'ask', step: input.pick, state };
    default:
      return { kind: 'again', because: 'flow.pick-one' };
  }
}

function aboutShown({ about }: CaseReportState, { language }: FlowView): string | undefined {
  switch (about?.kind) {
    case undefined:
      return undefined;
    case 'unit':
      return about.name;
    case 'words':
      return about.text;
    case 'unknown':
      return phrase(language, 'case.report.unknown');
  }
}

function placeShown({ placeId, placeText }: CaseReportState, { language, places }: FlowView): string {
  const shown = [places.find(({ id }) => id === placeId)?.name, placeText].filter((part) => part !== undefined);
  return shown.length > 0 ? shown.join(' · ') : phrase(language, 'demand.place.unknown');
}
