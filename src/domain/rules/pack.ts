/** A rule pack: the numbers of governance as data, each with where it comes from and how firmly it holds. */
import type { RuleKey, RuleValue } from './keys.ts';

/**
 * How firmly a value holds.
 * L: law in force for urban residents' committees. A: a law for another body (villages, or a superseded text), applied
 * by analogy. P: a policy document or local practice. N: nothing was found; a proposal that a community may replace.
 */
export type RuleLabel = 'L' | 'A' | 'P' | 'N';
export const RULE_LABELS: readonly RuleLabel[] = ['L', 'A', 'P', 'N'];

/** The id of the pack that has a value for every rule and that a community follows until it adopts another. */
export const DEFAULT_PACK = 'lilong-default';

export type SourceKind = 'law' | 'document' | 'practice' | 'decision' | 'proposal';

/** Which labels a kind of source can carry: a label may not promise more than its source gives. */
export const LABELS_OF_SOURCE: Readonly<Record<SourceKind, readonly RuleLabel[]>> = {
  law: ['L', 'A'],
  document: ['P'],
  practice: ['P', 'A'],
  /** A resolution of the community itself: its charter, or a vote. */
  decision: ['P'],
  proposal: ['N'],
};

export interface RuleSource {
  readonly kind: SourceKind;
  readonly title: string;
  readonly article?: string;
  readonly url?: string;
}

/** Languages besides Simplified Chinese, in which every sentence is written. */
export const TRANSLATIONS = ['zh-Hant', 'en'] as const;
export type Translated = { readonly [L in (typeof TRANSLATIONS)[number]]?: string };

export interface Rule<K extends RuleKey = RuleKey> {
  readonly key: K;
  readonly value: RuleValue<K>;
  readonly source: RuleSource;
  readonly label: RuleLabel;
  /** Where the source is in force: ISO 3166 (`CN`, `CN-SH`). Elsewhere the value is borrowed. */
  readonly jurisdiction: string;
  /** ISO date from which the value applies. */
  readonly effectiveFrom: string;
  /** A sentence in plain Chinese; `{value}` stands for the value, so the sentence can never contradict it. */
  readonly plain: string;
  /** The same sentence in other languages; where it is missing, the sentence of the pack below for this rule is used. */
  readonly translated?: Translated;
  /** What a reader should know before relying on it. */
  readonly note?: string;
  /** What held in the days before `effectiveFrom`, in the same words, newest first. */
  readonly earlier?: readonly Rule<K>[];
}

/** Rules by key; a pack holds those it changes, its parent the others. */
export type RuleSet = { readonly [K in RuleKey]?: Rule<K> };

export interface RulePack {
  readonly id: string;
  /** `major.minor.patch`. A new version is a new entry with its own effective date; old ones stay for past dates. */
  readonly version: string;
  readonly title: string;
  readonly jurisdiction: string;
  readonly effectiveFrom: string;
  /**
   * ISO date from which the law it holds is no longer in force. Its values still answer, by analogy, until a community
   * adopts another pack: a meeting cannot be without a quorum because nobody has chosen the new one yet.
   */
  readonly effectiveUntil?: string;
  /** What a reader should know before adopting it. */
  readonly note?: string;
  /** The id of the pack that answers for every key this one leaves out. */
  readonly extends?: string;
  readonly rules: RuleSet;
}

/** One rule a community changed for itself, for a span of dates. */
export type RuleOverride<K extends RuleKey = RuleKey> = Rule<K> & {
  readonly id: string;
  /** ISO date from which it no longer applies. */
  readonly effectiveUntil?: string;
};
