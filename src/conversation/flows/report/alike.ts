/** Neighbours reported the same already: add her name to theirs, or file her own. */
import { Temporal } from 'temporal-polyfill';
import { formatDay } from '../../../locales/dates.ts';
import { phrase, translate } from '../../../locales/translate.ts';
import { stateName } from '../../../notices/demand-facts.ts';
import type { BoundPrompt } from '../../../notices/intent.ts';
import type { FlowInput, FlowStep, FlowView, Outcome } from '../flow.ts';
import { leave, NO, pick } from './buttons.ts';
import { next, type ReportState } from './state.ts';

const COSIGN = /^(附议|附議|co-?sign|yes|y|是|是的|好|好的)[。.!！]?$/i;
const OWN = /^(另开一件|另開一件|另开|另開|不是|不|no|n)[。.!！]?$/i;

export const alikeStep: FlowStep<ReportState> = { prompt: alikeOnes, on: onAlike };

/** 「已有4位邻居反映同一问题」: numbers, states and days, and a choice; nobody's words and nobody's name. */
function alikeOnes({ alike = [] }: ReportState, view: FlowView): BoundPrompt {
  const { language } = view;
  const [first] = alike;
  const several = alike.length > 1;
  const label = (number: string) =>
    several ? phrase(language, 'similar.button.cosign-one', { number }) : phrase(language, 'cosign.button');
  return {
    text: [
      ...translate(language, 'similar.offer', { count: first?.neighbours ?? 0 }),
      ...alike.flatMap(({ number, state, filedAt, zone }) => [
        '\n',
        phrase(language, 'similar.line', {
          number,
          state: stateName(language, state),
          day: formatDay(language, zone, Temporal.Instant.from(filedAt)),
        }),
      ]),
      '\n',
      ...translate(language, 'similar.ask'),
    ],
    choices: [
      ...alike.map(({ id, number }) => pick('similar', `cosign:${id}`, label(number), several ? undefined : 'primary')),
      pick('similar', 'own', phrase(language, 'similar.button.own')),
      leave(view),
    ],
  };
}

function onAlike(input: FlowInput, state: ReportState, view: FlowView): Outcome<ReportState> {
  if (input.kind === 'sent-file') return { kind: 'pass' };
  const { alike = [] } = state;
  const [only] = alike;
  const said = input.kind === 'said' ? input.text.trim() : undefined;
  if (said !== undefined && NO.test(said) && !OWN.test(said)) return { kind: 'leave' };
  const own = said === undefined ? input.kind === 'picked' && input.pick === 'own' : OWN.test(said);
  if (own) return next({ ...state, alikeSeen: true }, view);
  const picked = input.kind === 'picked' ? alike.find(({ id }) => input.pick === `cosign:${id}`) : undefined;
  const meant = picked ?? (said !== undefined && alike.length === 1 && COSIGN.test(said) ? only : undefined);
  return meant ? next({ ...state, cosigns: meant.id }, view) : { kind: 'again', because: 'flow.pick-one' };
}

/** Whoever is not bound cannot co-sign; she may still file her own. */
export const unboundStep: FlowStep<ReportState> = {
  prompt: (_state, view) => ({
    text: translate(view.language, 'refused.cosign-unbound'),
    choices: [pick('unbound', 'own', phrase(view.language, 'similar.button.own'), 'primary'), leave(view)],
  }),
  on: (input, state, view) => {
    if (input.kind === 'sent-file') return { kind: 'pass' };
    const own = input.kind === 'picked' ? input.pick === 'own' : OWN.test(input.text.trim());
    return own ? next({ ...state, alikeSeen: true }, view) : { kind: 'again', because: 'flow.pick-one' };
  },
};
