/** Entering a demand for somebody without a phone: how it came, whose it is, her words, and where; all of it correctable. */
import { z } from 'zod';
import { CATEGORY_KEYS, isCategoryKey } from '../../domain/demand/understanding/categories.ts';
import { understand } from '../../domain/demand/understanding/understand.ts';
import { phrase, translate } from '../../locales/translate.ts';
import { categoryName } from '../../notices/demand-facts.ts';
import type { BoundChoice, BoundPrompt } from '../../notices/intent.ts';
import { leaveButton, picker } from './buttons.ts';
import { callerIn } from './caller.ts';
import type { Flow, FlowInput, FlowView, Outcome } from './flow.ts';
import { placePrompt } from './place.ts';
import { part, type Said, saidSchema, wordsOf } from './said.ts';

export const ENTER = 'enter';

const SOURCES = ['phone', 'paper', 'visit', 'patrol'] as const;

const schema = z.object({
  said: saidSchema,
  source: z.enum(SOURCES).optional(),
  whose: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('person'), personId: z.string(), name: z.string() }),
      z.object({ kind: z.literal('named'), name: z.string(), phone: z.string().optional() }),
      z.object({ kind: z.literal('nobody') }),
    ])
    .optional(),
  /** To be looked up in the registry; `found` is what came of it. */
  asked: z.object({ name: z.string(), phone: z.string() }).optional(),
  found: z.array(z.object({ id: z.string(), name: z.string(), home: z.string().optional() })),
  category: z.string(),
  categoryChosen: z.boolean(),
  placeId: z.string().optional(),
  placeText: z.string().optional(),
  placeKnown: z.boolean(),
});
export type EnterState = z.infer<typeof schema>;

export const startEnter = (said: Said): EnterState => ({
  said,
  found: [],
  category: 'other',
  categoryChosen: false,
  placeKnown: false,
});

/** The officer's own home says nothing about where the caller lives. */
function guess(state: EnterState, view: FlowView): EnterState {
  const { category, place } = understand(wordsOf(state.said), { places: view.places });
  const next: EnterState = state.categoryChosen ? state : { ...state, category: category ?? 'other' };
  if (state.placeKnown || !place) return next;
  return place.kind === 'known'
    ? { ...next, placeId: place.id, placeKnown: true }
    : { ...next, placeText: place.text, placeKnown: true };
}

/** The first thing that is still missing. */
export function onward(state: EnterState, view: FlowView): Outcome<EnterState> {
  if (state.source === undefined) return { kind: 'ask', step: 'source', state };
  if (state.whose === undefined) return { kind: 'ask', step: 'whose', state };
  if (state.said.length === 0) return { kind: 'ask', step: 'text', state };
  return { kind: 'ask', step: 'offer', state: guess(state, view) };
}

const pick = picker(ENTER);

const leave = (view: FlowView): BoundChoice => leaveButton(view, 'report.button.leave');

const NO = /^(不用了?|取消|算了|返回|no|n|cancel|back)[。.!！]?$/i;
const YES = /^(登记|登記|好|好的|是|是的|对|對|可以|yes|y|ok|register)[。.!！]?$/i;

function whoseName(state: EnterState, language: FlowView['language']): string {
  if (state.whose === undefined || state.whose.kind === 'nobody')
    return phrase(language, state.source === 'patrol' ? 'enter.whose.officer' : 'enter.whose.nobody');
  if (state.whose.kind === 'person') return state.whose.name;
  return [state.whose.name, state.whose.phone].filter(Boolean).join(' ');
}

const placeShown = (state: EnterState, view: FlowView): string =>
  view.places.find(({ id }) => id === state.placeId)?.name ??
  state.placeText ??
  phrase(view.language, state.placeKnown ? 'demand.place.unknown' : 'report.place.to-ask');

function offer(state: EnterState, view: FlowView): BoundPrompt {
  const { language } = view;
  return {
    text: [
      ...translate(language, 'enter.offer'),
      '\n',
      phrase(language, 'report.quote', { text: wordsOf(state.said) }),
    ],
    fields: [
      { label: phrase(language, 'demand.field.source'), value: phrase(language, `source.${state.source ?? 'phone'}`) },
      { label: phrase(language, 'demand.field.submitter'), value: whoseName(state, language) },
      { label: phrase(language, 'demand.field.category'), value: categoryName(language, state.category) },
      { label: phrase(language, 'demand.field.place'), value: placeShown(state, view) },
    ],
    choices: [
      pick('offer', 'register', phrase(language, 'report.button.register'), 'primary'),
      pick('offer', 'category', phrase(language, 'report.button.category')),
      pick('offer', 'place', phrase(language, 'report.button.place')),
      pick('offer', 'whose', phrase(language, 'enter.button.whose')),
      leave(view),
    ],
  };
}

function onOffer(input: FlowInput, state: EnterState, view: FlowView): Outcome<EnterState> {
  if (input.kind === 'sent-file') return { kind: 'pass' };
  const register = (): Outcome<EnterState> =>
    state.placeKnown ? { kind: 'finish', state } : { kind: 'ask', step: 'place', state };
  if (input.kind === 'said') {
    const words = input.text.trim();
    if (YES.test(words)) return register();
    if (NO.test(words)) return { kind: 'leave' };
    return {
      kind: 'ask',
      step: 'offer',
      state: guess({ ...state, said: [...state.said, ...part(words, input.message)] }, view),
    };
  }
  if (input.pick === 'register') return register();
  const { whose: _whose, ...unnamed } = state;
  if (input.pick === 'whose') return { kind: 'ask', step: 'whose', state: unnamed };
  return input.pick === 'category' || input.pick === 'place'
    ? { kind: 'ask', step: input.pick, state }
    : { kind: 'again', because: 'flow.pick-one' };
}

export const enterFlow: Flow<EnterState> = {
  name: ENTER,
  version: 1,
  schema,
  withSaid: (state, said, view) => guess({ ...state, said }, view),
  steps: {
    source: {
      prompt: (_state, view) => ({
        text: translate(view.language, 'enter.ask-source'),
        choices: [
          ...SOURCES.map((source) => pick('source', source, phrase(view.language, `source.${source}`))),
          leave(view),
        ],
      }),
      on: (input, state, view) => {
        if (input.kind === 'sent-file') return { kind: 'pass' };
        const source = SOURCES.find((one) =>
          input.kind === 'picked'
            ? one === input.pick
            : phrase(view.language, `source.${one}`).includes(input.text.trim()),
        );
        if (input.kind === 'said' && NO.test(input.text.trim())) return { kind: 'leave' };
        if (!source) return { kind: 'again', because: 'flow.pick-one' };
        return onward({ ...state, source, ...(source === 'patrol' && { whose: { kind: 'nobody' as const } }) }, view);
      },
    },
    whose: {
      wantsWords: true,
      prompt: (_state, view) => ({
        text: translate(view.language, 'enter.ask-whose'),
        choices: [pick('whose', 'nobody', phrase(view.language, 'enter.whose.nobody')), leave(view)],
      }),
      on: (input, state, view) => {
        if (input.kind === 'sent-file') return { kind: 'pass' };
        if (input.kind === 'picked') return onward({ ...state, whose: { kind: 'nobody' } }, view);
        const words = input.text.trim();
        if (NO.test(words)) return { kind: 'leave' };
        const asked = callerIn(words);
        if (asked.name === '' && asked.phone.length < 4) return { kind: 'again', because: 'enter.whose-unclear' };
        // The registry is looked into before it goes on.
        return { kind: 'finish', state: { ...state, asked } };
      },
    },
    /** The registry has people of that name or number. */
    which: {
      prompt: (state, view) => ({
        text: translate(view.language, 'enter.ask-which'),
        choices: [
          ...state.found.map(({ id, name, home }) =>
            pick('which', id, home === undefined ? name : `${name} · ${home}`),
          ),
          pick('which', 'none', phrase(view.language, 'enter.button.none-of-them'), 'quiet'),
        ],
      }),
      on: (input, state, view) => {
        if (input.kind !== 'picked') return { kind: 'again', because: 'flow.pick-one' };
        const chosen = state.found.find(({ id }) => id === input.pick);
        const { asked, ...rest } = state;
        if (chosen) return onward({ ...rest, whose: { kind: 'person', personId: chosen.id, name: chosen.name } }, view);
        return onward({ ...rest, whose: namedAs(asked) }, view);
      },
    },
    text: {
      wantsWords: true,
      prompt: (_state, view) => ({ text: translate(view.language, 'enter.ask-text'), choices: [leave(view)] }),
      on: (input, state, view) => {
        if (input.kind === 'sent-file') return { kind: 'pass' };
        if (input.kind !== 'said') return { kind: 'again', because: 'flow.pick-one' };
        const words = input.text.trim();
        return NO.test(words) ? { kind: 'leave' } : onward({ ...state, said: part(words, input.message) }, view);
      },
    },
    offer: { prompt: offer, on: onOffer },
    category: {
      prompt: (_state, view) => ({
        text: translate(view.language, 'report.ask-category'),
        choices: CATEGORY_KEYS.map((key) => pick('category', key, categoryName(view.language, key))),
      }),
      on: (input, state) => {
        if (input.kind === 'sent-file') return { kind: 'pass' };
        const category = input.kind === 'picked' ? input.pick : understand(input.text, { places: [] }).category;
        if (!category || !isCategoryKey(category)) return { kind: 'again', because: 'report.category-unclear' };
        return { kind: 'ask', step: 'offer', state: { ...state, category, categoryChosen: true } };
      },
    },
    place: {
      prompt: (_state, view) => placePrompt(pick, view),
      on: (input, state, view) => {
        if (input.kind === 'sent-file') return { kind: 'pass' };
        const { placeId: _id, placeText: _text, ...rest } = state;
        const back = (found: Partial<EnterState>): Outcome<EnterState> => ({
          kind: 'ask',
          step: 'offer',
          state: { ...rest, ...found, placeKnown: true },
        });
        if (input.kind === 'picked')
          return back(input.pick === 'none' ? {} : { placeId: input.pick.slice('id:'.length) });
        const { place } = understand(input.text, { places: view.places });
        return back(place?.kind === 'known' ? { placeId: place.id } : { placeText: input.text.trim() });
      },
    },
  },
};

/** Whoever is not in the registry is written down as she said. */
export function namedAs(asked: EnterState['asked']): NonNullable<EnterState['whose']> {
  if (!asked || (asked.name === '' && asked.phone === '')) return { kind: 'nobody' };
  const name = asked.name === '' ? asked.phone : asked.name;
  return { kind: 'named', name, ...(asked.phone !== '' && asked.name !== '' && { phone: asked.phone }) };
}
