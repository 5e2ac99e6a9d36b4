/** Words came that may be about something else: the same matter, or another one. */
import { phrase, translate } from '../../../locales/translate.ts';
import type { FlowStep } from '../flow.ts';
import { wordsOf } from '../said.ts';
import { leave, pick } from './buttons.ts';
import { guess, next, type ReportState } from './state.ts';

const SAME = /^(同一件|是同一件|一样|一樣|是|是的|yes|y|same)[。.!！]?$/i;
const OTHER = /^(另一件|另外一件|不是|不|no|n|another)[。.!！]?$/i;

export const sameStep: FlowStep<ReportState> = {
  prompt: (state, view) => ({
    text: translate(view.language, 'report.ask-same', {
      text: wordsOf(state.heard ?? []),
      first: wordsOf(state.said),
    }),
    choices: [
      pick('same', 'same', phrase(view.language, 'report.button.same'), 'primary'),
      pick('same', 'other', phrase(view.language, 'report.button.other')),
      leave(view),
    ],
  }),
  /** The new words join the open one, or wait their turn behind it. */
  on: (input, { heard = [], ...state }, view) => {
    if (input.kind === 'sent-file') return { kind: 'pass' };
    const typed = input.kind === 'said' ? input.text.trim() : undefined;
    const same = typed === undefined ? input.kind === 'picked' && input.pick === 'same' : SAME.test(typed);
    const other = typed === undefined ? input.kind === 'picked' && input.pick === 'other' : OTHER.test(typed);
    if (same) return { kind: 'ask', step: 'offer', state: guess({ ...state, said: [...state.said, ...heard] }, view) };
    if (other) return next({ ...state, registering: true, queued: [...(state.queued ?? []), ...heard] }, view);
    return { kind: 'again', because: 'flow.pick-one' };
  },
};
