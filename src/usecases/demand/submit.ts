/** Registers a demand: the words as they were written, a number without gaps, and a clock for the answer. */
import { and, eq, sql } from 'drizzle-orm';
import { newSalt } from '../../../db/digest.ts';
import { chatAccount, community, demand, demandNumber, place } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { RuleKey } from '../../domain/rules/keys.ts';
import type { Rate } from '../../domain/rules/value-kinds.ts';
import { command } from '../command.ts';
import { elapsedMinutes, policyOf } from '../policies.ts';
import { withinLimit } from '../rate-limit.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { adoptFiles, filesWaiting } from './attach.ts';
import { appendHistory, type DemandRow, demandPurpose } from './change.ts';
import { responseDue, startResponse } from './clocks.ts';
import { gramsOf } from './similar.ts';

export interface SubmitDemand {
  readonly accountId: string;
  readonly chatId: string;
  readonly communityId: string;
  readonly text: string;
  readonly category: string;
  readonly placeId?: string;
  readonly placeText?: string;
}

export type SubmitRefusal =
  | { readonly kind: 'community_not_found' }
  | { readonly kind: 'place_not_found' }
  | { readonly kind: 'text_missing' }
  | { readonly kind: 'text_too_long'; readonly limit: number }
  | { readonly kind: 'too_many'; readonly rate: Rate; readonly rule: RuleKey };

interface Loaded {
  readonly account: typeof chatAccount.$inferSelect;
  readonly community: typeof community.$inferSelect;
}

async function load(uow: UnitOfWork, input: SubmitDemand): Promise<Result<Loaded, SubmitRefusal>> {
  if (input.text.trim() === '') return err({ kind: 'text_missing' });
  const [account] = await uow.tx.select().from(chatAccount).where(eq(chatAccount.id, input.accountId));
  const [home] = await uow.tx.select().from(community).where(eq(community.id, input.communityId));
  if (!account || !home) return err({ kind: 'community_not_found' });
  if (input.placeId) {
    const [found] = await uow.tx
      .select({ id: place.id })
      .from(place)
      .where(and(eq(place.id, input.placeId), eq(place.communityId, home.id)));
    if (!found) return err({ kind: 'place_not_found' });
  }
  return ok({ account, community: home });
}

/**
 * Takes the next numbers as one block and gives the first; the row stays locked until commit, so this comes after every
 * check.
 */
export async function takeNumbers(uow: UnitOfWork, communityId: string, year: number, count: number): Promise<number> {
  const [taken] = await uow.tx
    .insert(demandNumber)
    .values({ communityId, year, last: count })
    .onConflictDoUpdate({
      target: [demandNumber.communityId, demandNumber.year],
      set: { last: sql`${demandNumber.last} + ${count}` },
    })
    .returning({ last: demandNumber.last });
  if (!taken) throw new Error('the demand number was not returned');
  return taken.last - count + 1;
}

export const submitDemand = command<SubmitDemand, Loaded, DemandRow, SubmitRefusal>({
  name: 'demand.submit',
  load,
  target: (_loaded, input) => ({ ownerAccountId: input.accountId }),
  run: async (uow, { account, community: home }, input, as) => {
    const policy = await policyOf(uow, home);
    const limit = policy.rules.value('demand.text.max');
    if (Array.from(input.text).length > limit) return err({ kind: 'text_too_long', limit });
    const rule = account.personId ? 'demand.rate.bound' : 'demand.rate.unbound';
    const rate = policy.rules.value(rule);
    if (!(await withinLimit(uow, 'demand.submit', account.id, rate))) return err({ kind: 'too_many', rate, rule });
    const due = responseDue(uow, { supervised: false }, policy);
    const id = newId();
    const year = policy.year(uow.now);
    const number = await takeNumbers(uow, home.id, year, 1);
    const [row] = await uow.tx
      .insert(demand)
      .values({
        id,
        communityId: home.id,
        year,
        number,
        state: 'submitted',
        category: input.category,
        placeId: input.placeId ?? null,
        placeTextSealed: input.placeText ? uow.keys.seal(demandPurpose('place_text'), input.placeText) : null,
        textSealed: uow.keys.seal(demandPurpose('text'), input.text),
        grams: gramsOf(uow, input),
        submitterAccountId: account.id,
        submitterPersonId: account.personId,
        chatId: input.chatId,
        verified: account.personId !== null,
        submittedAt: uow.now,
        respondBy: due.at,
        respondByProvisional: due.provisional,
        salt: newSalt(),
      })
      .returning();
    if (!row) throw new Error('the demand was not returned');
    await appendHistory(uow, id, as, { kind: 'submit' });
    await adoptLoose(uow, row, elapsedMinutes(policy.rules.value('demand.attachment.before')));
    record(uow, 'demand', row, {
      action: 'demand.submit',
      as,
      communityId: home.id,
      facts: { to: row.state, verified: row.verified },
    });
    startResponse(uow, row, policy);
    uow.notices.push({ kind: 'demand.to-handle', demandId: id, because: 'new' });
    return ok(row);
  },
});

/** Photos and places sent shortly before the words belong to them. */
async function adoptLoose(uow: UnitOfWork, row: DemandRow, minutes: number): Promise<void> {
  const { submitterAccountId: accountId, chatId } = row;
  if (!accountId || !chatId) return;
  const files = await filesWaiting(uow, { accountId, chatId }, minutes);
  await adoptFiles(uow, row, files, row.verified ? 'resident' : 'visitor');
}
