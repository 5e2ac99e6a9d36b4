/** Registering a demand: from a person's own words to what is needed for a number, with as few questions as possible. */
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { parseDemandNumber } from '../../domain/demand/number.ts';
import { CATEGORY_KEYS, type CategoryKey, isCategoryKey } from '../../domain/demand/understanding/categories.ts';
import { understand } from '../../domain/demand/understanding/understand.ts';
import { formatDay } from '../../locales/dates.ts';
import { phrase, translate } from '../../locales/translate.ts';
import { categoryName, stateName } from '../../notices/demand-facts.ts';
import type { BoundChoice, BoundPrompt } from '../../notices/intent.ts';
import type { Flow, FlowInput, FlowView, Outcome } from './flow.ts';
import { part, type Said, saidSchema, wordsOf } from './said.ts';

export const REPORT = 'report';

/** Only what anyone may know: never words, never people. */
const alikeSchema = z.object({
  id: z.string(),
  number: z.string(),
  state: z.string(),
  filedAt: z.string(),
  zone: z.string(),
  neighbours: z.number().int(),
});
export type Alike = z.infer<typeof alikeSchema>;

const schema = z.object({
  said: saidSchema,
  category: z.string(),
  /** Corrected by the person: later words no longer change the guess. */
  categoryChosen: z.boolean(),
  placeId: z.string().optional(),
  placeText: z.string().optional(),
  /** Asked and answered, even if the answer was "no particular place". */
  placeKnown: z.boolean(),
  communityId: z.string().optional(),
  /** [Register] was pressed and something is still asked; a correction alone registers nothing. */
  registering: z.boolean(),
  /** The bot is not sure that this is a demand at all. */
  unsure: z.boolean(),
  /** Said while this one was open and perhaps about something else; asked. */
  heard: saidSchema.optional(),
  /** Surely about something else: its turn comes when this one is registered. */
  queued: saidSchema.optional(),
  /** What neighbours reported already, as it was found when she was about to register. */
  alike: z.array(alikeSchema).optional(),
  /** She was shown it and files her own all the same. */
  alikeSeen: z.boolean().optional(),
  /** She co-signs this one instead. */
  cosigns: z.string().optional(),
});
export type ReportState = z.infer<typeof schema>;

/** More than a person wants to scroll through; a place that is not listed can be typed. */
const PLACES_SHOWN = 9;
/** Every message added to a draft shows it again. */
const QUOTED = 240;

/** What people report most; the rest is one tap further. */
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

export function startReport(
  said: Said,
  view: FlowView,
  communityId: string | undefined,
): { readonly step: string; readonly state: ReportState } {
  const state: ReportState = {
    said,
    category: 'other',
    categoryChosen: false,
    placeKnown: false,
    registering: false,
    unsure: false,
    ...(communityId !== undefined && { communityId }),
  };
  return said.length === 0 ? { step: 'text', state } : { step: 'offer', state: guess(state, view) };
}

function guess(state: ReportState, view: FlowView): ReportState {
  const understood = understand(wordsOf(state.said), {
    places: view.places,
    ...(view.homePlaceId && { homePlaceId: view.homePlaceId }),
  });
  const guessed: ReportState = {
    ...state,
    unsure: understood.confidence === 'unsure' || (understood.kind !== 'demand' && understood.kind !== 'emergency'),
  };
  const withCategory = state.categoryChosen ? guessed : { ...guessed, category: understood.category ?? 'other' };
  if (state.placeKnown || !understood.place) return withCategory;
  return understood.place.kind === 'known'
    ? { ...withCategory, placeId: understood.place.id, placeKnown: true }
    : { ...withCategory, placeText: understood.place.text, placeKnown: true };
}

const pick = (step: string, value: string, label: string, weight?: 'primary' | 'quiet'): BoundChoice => ({
  label,
  says: label,
  intent: { do: 'pick', flow: REPORT, step, pick: value },
  ...(weight && { weight }),
});

const leave = (view: FlowView): BoundChoice => {
  const label = phrase(view.language, 'report.button.leave');
  return { label, says: label, weight: 'quiet', intent: { do: 'leave' } };
};

const placeShown = (state: ReportState, view: FlowView): string => {
  const named = [view.places.find((place) => place.id === state.placeId)?.name, state.placeText];
  const shown = named.filter((name) => name !== undefined).join(' · ');
  return shown === ''
    ? phrase(view.language, state.placeKnown ? 'demand.place.unknown' : 'report.place.to-ask')
    : shown;
};

const YES = /^(登记|登記|登记需求|登記需求|好|好的|是|是的|对|對|可以|要|yes|y|ok|register)[。.!！]?$/i;
const SAME = /^(同一件|是同一件|一样|一樣|是|是的|yes|y|same)[。.!！]?$/i;
const OTHER = /^(另一件|另外一件|不是|不|no|n|another)[。.!！]?$/i;
const NO = /^(不用了?|不用|取消|算了|不要|不|否|no|n|cancel)[。.!！]?$/i;

/** Whatever is still missing is asked, one thing at a time. */
function next(state: ReportState, view: FlowView): Outcome<ReportState> {
  if (state.said.length === 0) return { kind: 'ask', step: 'text', state };
  if (!state.communityId && view.communities.length !== 1) return { kind: 'ask', step: 'community', state };
  if (!state.placeKnown) return { kind: 'ask', step: 'place', state };
  return {
    kind: 'finish',
    state: { ...state, communityId: state.communityId ?? view.communities[0]?.id },
    ...(state.queued && { next: state.queued }),
  };
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

/** 「已有4位邻居反映同一问题」: numbers, states and days, and a choice; nobody's words and nobody's name. */
function similar({ alike = [] }: ReportState, view: FlowView): BoundPrompt {
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

const COSIGN = /^(附议|附議|co-?sign|yes|y|是|是的|好|好的)[。.!！]?$/i;
const OWN = /^(另开一件|另開一件|另开|另開|不是|不|no|n)[。.!！]?$/i;

function onSimilar(input: FlowInput, state: ReportState, view: FlowView): Outcome<ReportState> {
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

/** The new words join the open one, or wait their turn behind it. */
function onSame(input: FlowInput, { heard = [], ...state }: ReportState, view: FlowView): Outcome<ReportState> {
  if (input.kind === 'sent-file') return { kind: 'pass' };
  const typed = input.kind === 'said' ? input.text.trim() : undefined;
  const same = typed === undefined ? input.kind === 'picked' && input.pick === 'same' : SAME.test(typed);
  const other = typed === undefined ? input.kind === 'picked' && input.pick === 'other' : OTHER.test(typed);
  if (same) return { kind: 'ask', step: 'offer', state: guess({ ...state, said: [...state.said, ...heard] }, view) };
  if (other) return next({ ...state, registering: true, queued: [...(state.queued ?? []), ...heard] }, view);
  return { kind: 'again', because: 'flow.pick-one' };
}

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

export const reportFlow: Flow<ReportState> = {
  name: REPORT,
  version: 1,
  schema,
  withSaid: (state, said, view) => guess({ ...state, said }, view),
  steps: {
    text: {
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
    },
    offer: { prompt: offer, on: onOffer },
    similar: { prompt: similar, on: onSimilar },
    unbound: {
      prompt: (_state, view) => ({
        text: translate(view.language, 'refused.cosign-unbound'),
        choices: [pick('unbound', 'own', phrase(view.language, 'similar.button.own'), 'primary'), leave(view)],
      }),
      on: (input, state, view) => {
        if (input.kind === 'sent-file') return { kind: 'pass' };
        const own = input.kind === 'picked' ? input.pick === 'own' : OWN.test(input.text.trim());
        return own ? next({ ...state, alikeSeen: true }, view) : { kind: 'again', because: 'flow.pick-one' };
      },
    },
    same: {
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
      on: onSame,
    },
    category: {
      prompt: (_state, view) => ({
        text: translate(view.language, 'report.ask-category'),
        choices: [
          ...COMMON_CATEGORIES.map((key) => pick('category', key, categoryName(view.language, key))),
          pick('category', 'more', phrase(view.language, 'report.button.more-categories'), 'quiet'),
        ],
      }),
      on: onCategory,
    },
    'category-more': {
      prompt: (_state, view) => ({
        text: translate(view.language, 'report.ask-category'),
        choices: CATEGORY_KEYS.filter((key) => !COMMON_CATEGORIES.includes(key)).map((key) =>
          pick('category-more', key, categoryName(view.language, key)),
        ),
      }),
      on: onCategory,
    },
    place: {
      prompt: (_state, view) => ({
        text: translate(view.language, 'report.ask-place'),
        choices: [
          ...view.places
            .filter((place) => place.kind === 'building')
            .slice(0, PLACES_SHOWN)
            .map((place) => pick('place', `id:${place.id}`, place.name)),
          pick('place', 'none', phrase(view.language, 'report.button.no-place'), 'quiet'),
        ],
      }),
      on: (input, state, view) => {
        if (input.kind === 'sent-file') return { kind: 'pass' };
        const { placeId: _id, placeText: _text, ...rest } = state;
        const known = { ...rest, placeKnown: true };
        const back = (found: ReportState): Outcome<ReportState> => ({ kind: 'ask', step: 'offer', state: found });
        const chosen = (found: ReportState) => (state.registering ? next(found, view) : back(found));
        if (input.kind === 'picked')
          return chosen(input.pick === 'none' ? known : { ...known, placeId: input.pick.slice('id:'.length) });
        const { place } = understand(input.text, {
          places: view.places,
          ...(view.homePlaceId && { homePlaceId: view.homePlaceId }),
        });
        const typed = input.text.trim();
        const found = place?.kind === 'known' ? view.places.find(({ id }) => id === place.id) : undefined;
        // 「6号楼502」: the known place, and what she wrote beyond its name.
        const says = found && [found.name, ...(found.aliases ?? [])].some((name) => name === typed) ? undefined : typed;
        return chosen({
          ...known,
          ...(found && { placeId: found.id }),
          ...(says !== undefined && { placeText: says }),
        });
      },
    },
    community: {
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
    },
  },
};

/** Looks at the words again once the community, and with it the places, is known. */
export const reguess = guess;
