/**
 * A flow is a short exchange that gathers something: a reducer over stored, versioned steps. It is pure, so every step
 * survives a restart, and can be left and resumed; what a finished flow does is in `finish.ts`.
 */
import type { Temporal } from 'temporal-polyfill';
import type { z } from 'zod';
import type { Language } from '../../channel.ts';
import type { PlaceName } from '../../domain/demand/understanding/place-names.ts';
import type { MessageKey, Values } from '../../locales/translate.ts';
import type { BoundPrompt } from '../../notices/intent.ts';
import type { Said } from './said.ts';

/** A place people name; flats are never among them. */
export interface KnownPlace extends PlaceName {
  readonly kind: 'grid' | 'group' | 'building';
}

/** What a step may look at. */
export interface FlowView {
  readonly language: Language;
  /** The day it is where the person lives. */
  readonly today: Temporal.PlainDate;
  readonly places: readonly KnownPlace[];
  readonly homePlaceId?: string;
  readonly communities: readonly { readonly id: string; readonly name: string }[];
}

export type FlowInput =
  | { readonly kind: 'picked'; readonly pick: string }
  | { readonly kind: 'said'; readonly text: string; readonly message?: string }
  /** `to`: the demands it was attached to, where it is for several. */
  | {
      readonly kind: 'sent-file';
      readonly caption?: string;
      readonly message?: string;
      readonly to?: readonly string[];
      /** The file as it is kept, where it waits for the words to go with. */
      readonly file?: string;
    };

export type Outcome<S> =
  /** Show this step; the same one again when nothing changed. `because`: a sentence above it. */
  | {
      readonly kind: 'ask';
      readonly step: string;
      readonly state: S;
      readonly because?: MessageKey;
      readonly values?: Values;
    }
  /** Not understood: one sentence, then the step's prompt again. */
  | { readonly kind: 'again'; readonly because: MessageKey; readonly values?: Values }
  /** `next`: words that were kept apart and begin something of their own afterwards. */
  | { readonly kind: 'finish'; readonly state: S; readonly next?: Said }
  | { readonly kind: 'leave' }
  /** Not meant for this flow: treated as if none were open; the flow stays where it is. */
  | { readonly kind: 'pass' }
  /** The words begin something else. */
  | { readonly kind: 'restart'; readonly said: Said };

export interface FlowStep<S> {
  /** Where it goes on when all its words were taken back; absent = the flow ends then. */
  readonly wordless?: string;
  /** It asks for words: a number typed here is one, and picks nothing from a list. */
  readonly wantsWords?: true;
  prompt(state: S, view: FlowView): BoundPrompt;
  on(input: FlowInput, state: S, view: FlowView): Outcome<S>;
}

export interface Flow<S> {
  readonly name: string;
  /** Raised when the stored shape changes; an older conversation starts over with a kind sentence. */
  readonly version: number;
  readonly schema: z.ZodType<S>;
  /** What is said and pressed in it is not kept as it came, not even sealed. */
  readonly forgets?: true;
  readonly steps: Readonly<Record<string, FlowStep<S>>>;
  /** The same state with other words: a message of it was edited or taken back. */
  withSaid(state: S, said: Said, view: FlowView): S;
}
