/** What is known of a report so far, what the words give away, and what is still to be asked. */
import { z } from 'zod';
import { understand } from '../../../domain/demand/understanding/understand.ts';
import { familyOf, isAboutStaff, isCaseCategory } from '../../../domain/hotline/categories.ts';
import { guessCase } from '../../../domain/hotline/guess.ts';
import { type CaseFamily, REPORT_MODES } from '../../../domain/hotline/states.ts';
import { picker } from '../buttons.ts';
import type { FlowView, Outcome } from '../flow.ts';
import { type Said, saidSchema, wordsOf } from '../said.ts';

export const CASE_REPORT = 'case-report';
export const pick = picker(CASE_REPORT);

/** How somebody told it whom staff write it down for. */
export const TOLD_BY = ['phone', 'patrol'] as const;

export const caseReportSchema = z.object({
  said: saidSchema,
  communityId: z.string().optional(),
  /** The units and her community's places have been looked up. */
  prepared: z.boolean(),
  category: z.string().optional(),
  categoryChosen: z.boolean(),
  mode: z.enum(REPORT_MODES).optional(),
  /** Her name is in the registry, so that it can be told. */
  bound: z.boolean(),
  placeId: z.string().optional(),
  placeText: z.string().optional(),
  placeKnown: z.boolean(),
  about: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('unit'), id: z.string(), name: z.string() }),
      z.object({ kind: z.literal('words'), text: z.string() }),
      z.object({ kind: z.literal('unknown') }),
    ])
    .optional(),
  units: z.array(z.object({ id: z.string(), name: z.string() })),
  page: z.number().int(),
  /** It began as free words: it may be a demand after all. */
  unasked: z.boolean(),
  /** She suffers for an earlier one. */
  follows: z.object({ caseId: z.string(), number: z.string() }).optional(),
  /** Staff write it down for somebody. */
  entering: z
    .object({ source: z.enum(TOLD_BY).optional(), who: z.object({ name: z.string(), phone: z.string() }).optional() })
    .optional(),
});
export type CaseReportState = z.infer<typeof caseReportSchema>;

export const startCaseReport = (
  said: Said,
  known: Pick<CaseReportState, 'bound'> & Partial<CaseReportState>,
): CaseReportState => ({
  said,
  prepared: false,
  categoryChosen: false,
  placeKnown: false,
  units: [],
  page: 0,
  unasked: false,
  ...known,
});

export const familyIn = ({ category }: CaseReportState): CaseFamily | undefined =>
  category !== undefined && isCaseCategory(category) ? familyOf(category) : undefined;

/** About those who work here: who may know of her is asked, and whom it is about. */
const isAboutSomebody = (state: CaseReportState): boolean =>
  familyIn(state) === 'burden' || isAboutStaff(state.category ?? '');

/** What the words have of kind and place, where she has not said better herself. An unsure guess is none. */
export function guess(state: CaseReportState, view: FlowView): CaseReportState {
  const words = wordsOf(state.said);
  const { about, confidence } = guessCase(words);
  const { category: _, ...uncategorised } = state;
  const guessed = {
    ...(state.categoryChosen
      ? state
      : { ...uncategorised, ...(about && confidence !== 'unsure' && { category: about.category }) }),
    ...(!state.entering && state.mode === undefined && modeSaid(state)),
  };
  if (state.placeKnown) return guessed;
  const { place } = understand(words, { places: view.places });
  if (place?.kind !== 'known') return guessed;
  return { ...guessed, placeId: place.id, placeKnown: true };
}

/** The first thing that is missing; when nothing is, the whole is shown. What has to be looked up is looked up at `finish`. */
export function next(state: CaseReportState, view: FlowView): Outcome<CaseReportState> {
  const { entering } = state;
  const ask = (step: string): Outcome<CaseReportState> => ({ kind: 'ask', step, state });
  if (entering && entering.source === undefined) return ask('source');
  if (entering && entering.who === undefined) return ask('who');
  if (state.said.length === 0) return ask('text');
  if (state.communityId === undefined && view.communities.length !== 1) return ask('community');
  if (!state.prepared) return { kind: 'finish', state };
  const family = familyIn(state);
  if (family === undefined) return ask('group');
  const somebody = isAboutSomebody(state);
  if (state.mode === undefined && somebody && !(state.follows && family === 'livelihood')) return ask('mode');
  // Whoever the first case is about is left out of this one as well, and where it is stands there.
  if (state.follows) return ask('offer');
  if (state.about === undefined && somebody) return ask('about');
  if (!state.placeKnown && !somebody) return ask('place');
  return ask('offer');
}

const SAID_MODES = [
  ['anonymous', /(?<![不没沒非])匿名|anonymous/i],
  ['confidential', /(?<![不没沒])(?:保密|别说是我|別說是我|不要说是我|不要說是我)|in confidence|confidential/i],
] as const;

/** 「我要匿名」: who may know may stand in the words themselves; nobody is named for what her words say. */
function modeSaid({ said }: CaseReportState): Pick<CaseReportState, 'mode'> {
  const words = wordsOf(said);
  const found = SAID_MODES.find(([, pattern]) => pattern.test(words));
  return found ? { mode: found[0] } : {};
}

/** What those do who work here is told in confidence unless she wants otherwise; of a neighbour's noise one may say who one is. */
export function modeOf(state: CaseReportState): NonNullable<CaseReportState['mode']> {
  if (state.mode !== undefined) return state.mode;
  const { entering, bound } = state;
  const told = entering?.who && (entering.who.name !== '' || entering.who.phone !== '');
  if (entering && !told) return 'anonymous';
  if (isAboutSomebody(state)) return 'confidential';
  return entering || bound ? 'named' : 'confidential';
}
