/** Who may know who reported, which unit it is about, and for staff: how it was told and by whom. */
import { REPORT_MODES } from '../../../domain/hotline/states.ts';
import { phrase, translate } from '../../../locales/translate.ts';
import type { BoundChoice } from '../../../notices/intent.ts';
import { CANCEL, leaveButton } from '../buttons.ts';
import { callerIn } from '../caller.ts';
import type { FlowStep, FlowView } from '../flow.ts';
import { type CaseReportState, modeOf, next, pick, TOLD_BY } from './state.ts';

/** As many units as are read at a glance. */
const UNITS_SHOWN = 8;

export const leave = (view: FlowView): BoundChoice => leaveButton(view, 'report.button.leave');

/** With her name only where there is one to tell. */
function modesFor({ bound, entering }: CaseReportState) {
  const told = entering?.who && (entering.who.name !== '' || entering.who.phone !== '');
  if (entering) return REPORT_MODES.filter((mode) => (mode === 'anonymous') === !told);
  return REPORT_MODES.filter((mode) => mode !== 'named' || bound);
}

export const modeStep: FlowStep<CaseReportState> = {
  prompt: (state, view) => ({
    text: translate(
      view.language,
      state.bound || state.entering ? 'case.report.ask-mode' : 'case.report.ask-mode.unbound',
    ),
    choices: modesFor(state).map((mode) =>
      pick('mode', mode, phrase(view.language, `case.mode.${mode}`), mode === modeOf(state) ? 'primary' : undefined),
    ),
  }),
  on: (input, state, view) => {
    if (input.kind === 'sent-file') return { kind: 'pass' };
    const mode = modesFor(state).find((each) =>
      input.kind === 'picked'
        ? each === input.pick
        : phrase(view.language, `case.mode.${each}`).includes(input.text.trim()),
    );
    return mode ? next({ ...state, mode }, view) : { kind: 'again', because: 'flow.pick-one' };
  },
};

export const aboutStep: FlowStep<CaseReportState> = {
  prompt: ({ units, page }, view) => ({
    text: translate(view.language, units.length > 0 ? 'case.report.ask-about' : 'case.report.ask-about.words'),
    choices: [
      ...units
        .slice(page * UNITS_SHOWN, (page + 1) * UNITS_SHOWN)
        .map(({ id, name }) => pick('about', `unit:${id}`, name)),
      ...(units.length > (page + 1) * UNITS_SHOWN
        ? [pick('about', `page:${page + 1}`, phrase(view.language, 'list.button.more'), 'quiet')]
        : []),
      pick('about', 'unlisted', phrase(view.language, 'case.report.unlisted'), 'quiet'),
      pick('about', 'unknown', phrase(view.language, 'case.report.unknown'), 'quiet'),
    ],
  }),
  on: (input, state, view) => {
    if (input.kind === 'sent-file') return { kind: 'pass' };
    if (input.kind === 'said') {
      const text = input.text.trim();
      if (CANCEL.test(text)) return { kind: 'leave' };
      const unit = state.units.find(({ name }) => name === text);
      return next({ ...state, about: unit ? { kind: 'unit', ...unit } : { kind: 'words', text } }, view);
    }
    if (input.pick === 'unknown') return next({ ...state, about: { kind: 'unknown' } }, view);
    if (input.pick === 'unlisted') return { kind: 'again', because: 'case.report.ask-about.words' };
    if (input.pick.startsWith('page:'))
      return { kind: 'ask', step: 'about', state: { ...state, page: Number(input.pick.slice('page:'.length)) } };
    const unit = state.units.find(({ id }) => input.pick === `unit:${id}`);
    return unit
      ? next({ ...state, page: 0, about: { kind: 'unit', ...unit } }, view)
      : { kind: 'again', because: 'flow.pick-one' };
  },
};

export const sourceStep: FlowStep<CaseReportState> = {
  prompt: (_state, view) => ({
    text: translate(view.language, 'case.enter.ask-source'),
    choices: [
      ...TOLD_BY.map((source) => pick('source', source, phrase(view.language, `case.source.${source}`))),
      leave(view),
    ],
  }),
  on: (input, state, view) => {
    if (input.kind === 'sent-file') return { kind: 'pass' };
    const source = TOLD_BY.find((each) =>
      input.kind === 'picked'
        ? each === input.pick
        : phrase(view.language, `case.source.${each}`).includes(input.text.trim()),
    );
    if (!source) return { kind: 'again', because: 'flow.pick-one' };
    const entering = { source, ...(source === 'patrol' && { who: { name: '', phone: '' } }) };
    return next({ ...state, entering }, view);
  },
};

export const whoStep: FlowStep<CaseReportState> = {
  wantsWords: true,
  prompt: (_state, view) => ({
    text: translate(view.language, 'case.enter.ask-who'),
    choices: [pick('who', 'nobody', phrase(view.language, 'enter.whose.nobody')), leave(view)],
  }),
  on: (input, state, view) => {
    if (input.kind === 'sent-file') return { kind: 'pass' };
    if (input.kind === 'picked')
      return next({ ...state, entering: { ...state.entering, who: { name: '', phone: '' } } }, view);
    if (CANCEL.test(input.text.trim())) return { kind: 'leave' };
    return next({ ...state, entering: { ...state.entering, who: callerIn(input.text.trim()) } }, view);
  },
};
