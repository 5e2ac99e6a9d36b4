/**
 * The roll 名册 of a ballot: who may vote, copied when it is frozen. Whoever changes seats, moves away or binds another
 * account afterwards stays what he is on the roll.
 */
import { type Ratio, reaches } from '../rules/ratio.ts';

/** On what an entry rests: a seat, a dwelling's vote, a person living in the area concerned, or a body's one voice. */
export const ENTRY_BASES = ['seat', 'household', 'area', 'body'] as const;
export type EntryBasis = (typeof ENTRY_BASES)[number];

/**
 * What is hashed and given to the voters: one line an entry. The person stands as a salted digest that only she and whoever
 * keeps the roll can make again, so that the published text names nobody.
 */
export const rollText = (
  entries: readonly { readonly number: number; readonly person: string; readonly basis: EntryBasis }[],
): string => entries.map(({ number, person, basis }) => `${number},${person},${basis}\n`).join('');

/** Whose presence counts for what. Each is a count of roll entries: whole numbers, zero or more. */
export interface Attendance {
  /** 应到: all on the roll. */
  readonly roll: number;
  /** 实到: in the room when the ballot was opened; in a written ballot, whoever replied. Recused people among them. */
  readonly present: number;
  /** 回避: on the roll, and may not vote on this. */
  readonly recused: number;
  readonly recusedPresent: number;
}

/** 法定人数: whether enough are there to decide anything. Whoever is recused is still in the room, unless a rule says otherwise. */
export function hasQuorum(
  { roll, present, recusedPresent }: Attendance,
  { quorum, recusedCount }: { readonly quorum: Ratio; readonly recusedCount: boolean },
): boolean {
  return reaches(recusedCount ? present : present - recusedPresent, roll, quorum);
}

/** How many must be there at least, for a line a person can read: 「至少28人」. */
export function fewestFor(whole: number, ratio: Ratio): number {
  const share = Math.floor((whole * ratio.numerator) / ratio.denominator);
  for (let part = Math.max(share - 1, 0); part <= whole; part += 1) if (reaches(part, whole, ratio)) return part;
  return whole + 1;
}
