/** The draft of a demand: what is known of it, what is guessed from the words, and what is still missing. */
import { z } from 'zod';
import { understand } from '../../../domain/demand/understanding/understand.ts';
import type { FlowView, Outcome } from '../flow.ts';
import { type Said, saidSchema, wordsOf } from '../said.ts';

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

export const reportSchema = z.object({
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
export type ReportState = z.infer<typeof reportSchema>;

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

/** Category and place as the words have them, where the person has not said better herself. */
export function guess(state: ReportState, view: FlowView): ReportState {
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

/** Whatever is still missing is asked, one thing at a time. */
export function next(state: ReportState, view: FlowView): Outcome<ReportState> {
  if (state.said.length === 0) return { kind: 'ask', step: 'text', state };
  if (!state.communityId && view.communities.length !== 1) return { kind: 'ask', step: 'community', state };
  if (!state.placeKnown) return { kind: 'ask', step: 'place', state };
  return {
    kind: 'finish',
    state: { ...state, communityId: state.communityId ?? view.communities[0]?.id },
    ...(state.queued && { next: state.queued }),
  };
}
