/** A community adopts a rule pack from a day on. */
import { newSalt } from '../../../db/digest.ts';
import { ruleAdoption } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { err, ok } from '../../domain/result.ts';
import { command } from '../command.ts';
import type { CommunityRow } from '../registry/communities.ts';
import { record } from '../unit-of-work.ts';
import { checkFit, comingDay, lockCommunity, type RuleRefusal, renewVersion, todayIn } from './change.ts';
import { type AdoptionRow, decidedBy } from './decided-by.ts';

export interface AdoptRules {
  readonly communityId: string;
  readonly packId: string;
  /** ISO date of the community's calendar. */
  readonly effectiveFrom: string;
  /** Which resolution, and why. */
  readonly reason: string;
}

export const adoptRules = command<AdoptRules, CommunityRow, AdoptionRow, RuleRefusal>({
  name: 'rules.adopt',
  load: (uow, { communityId }) => lockCommunity(uow, communityId),
  target: (home) => ({ communityId: home.id }),
  run: async (uow, home, { packId, effectiveFrom, reason }, as) => {
    if (reason.trim() === '') return err({ kind: 'reason_missing' });
    const today = todayIn(home, uow.now);
    const day = comingDay(effectiveFrom, today);
    if (!day.ok) return day;
    const known = [...new Set(uow.policies.packs.map(({ id }) => id))];
    if (!known.includes(packId)) return err({ kind: 'pack_not_found', known });
    const decided = await decidedBy(uow.tx, home);
    const that = decided.adoptions.find((each) => each.effectiveFrom === effectiveFrom);
    if (that) return err({ kind: 'adopted_that_day', packId: that.packId });
    const fits = checkFit(uow, { ...decided, adoptions: [...decided.adoptions, { packId, effectiveFrom }] }, today);
    if (!fits.ok) return fits;
    const [row] = await uow.tx
      .insert(ruleAdoption)
      .values({
        id: newId(),
        communityId: home.id,
        packId,
        effectiveFrom,
        reason: reason.trim(),
        decidedAt: uow.now,
        salt: newSalt(),
      })
      .returning();
    if (!row) throw new Error('the adoption was not returned');
    record(uow, 'rule_adoption', row, {
      action: 'rules.adopt',
      as,
      communityId: home.id,
      facts: { pack: packId, from: effectiveFrom },
    });
    await renewVersion(uow, home, 'rules.adopt', as);
    uow.notices.push({ kind: 'rules.adopted', communityId: home.id, adoptionId: row.id });
    return ok(row);
  },
});
