/** The rules of a community on any day, and what it decided about them. Rules are public: nobody needs a permission. */
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../db/client.ts';
import { parseDate } from '../../domain/calendar/holiday-table.ts';
import { rulesOn } from '../../domain/rules/decided.ts';
import type { RulePack } from '../../domain/rules/pack.ts';
import { type RuleBook, resolveRules } from '../../domain/rules/rule-book.ts';
import { communityById } from '../registry/communities.ts';
import { decidedBy } from './decided-by.ts';

/** @throws Error when the rules do not resolve: the installation is broken */
export async function communityRulesOn(
  tx: Tx,
  packs: readonly RulePack[],
  community: { readonly id: string; readonly rulePack: string },
  onDate: Temporal.PlainDate,
): Promise<RuleBook> {
  const book = rulesOn(packs, await decidedBy(tx, community), onDate);
  if (!book.ok) throw new Error(`the rules of ${onDate} do not resolve: ${JSON.stringify(book.error)}`);
  return book.value;
}

/** The same by id and ISO date, for whoever tells people about it. */
export const ruleBookReader =
  (packs: readonly RulePack[]) =>
  async (tx: Tx, communityId: string, day: string): Promise<RuleBook> => {
    const home = await communityById(tx, communityId);
    const onDate = parseDate(day);
    if (!home || !onDate) throw new Error(`there are no rules of ${communityId} on ${day}`);
    return communityRulesOn(tx, packs, home, onDate);
  };

/** A pack by itself, as a community would have it that adopted it and decided nothing else; undefined when there is none. */
export function packRulesOn(
  packs: readonly RulePack[],
  packId: string,
  onDate: Temporal.PlainDate,
): RuleBook | undefined {
  if (!packs.some(({ id }) => id === packId)) return undefined;
  const book = resolveRules(packs, [], onDate, packId);
  return book.ok ? book.value : undefined;
}
