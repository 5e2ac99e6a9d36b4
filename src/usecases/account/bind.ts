/**
 * Binds a chat account to a person by an invitation code: typed or carried by a link, used once, and gone when it
 * expires. A wrong code and an expired one get the same answer, and tries are limited, so codes cannot be fished for.
 */
import { and, eq, isNull } from 'drizzle-orm';
import { chatAccount, community, invitation, person } from '../../../db/schema/index.ts';
import type { IndexKey } from '../../../db/sealed.ts';
import { givesAlone, type Standing, standingOf } from '../../domain/registry/rebinding.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { RuleKey } from '../../domain/rules/keys.ts';
import type { Rate } from '../../domain/rules/value-kinds.ts';
import { command } from '../command.ts';
import { policyOf } from '../policies.ts';
import { withinLimit } from '../rate-limit.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { rolesHeld } from './approvers.ts';
import { takeUpDemands } from './own-demands.ts';
import { isVoter } from './voters.ts';

export interface BindAccount {
  readonly accountId: string;
  readonly code: string;
}

export type BindRefusal =
  | { readonly kind: 'code_not_valid' }
  /** Whoever gave the code may not give one for the seats its holder has by now. */
  | { readonly kind: 'code_below_seat'; readonly standing: Standing }
  | { readonly kind: 'too_many'; readonly rate: Rate; readonly rule: RuleKey }
  | { readonly kind: 'bound_to_other' }
  | { readonly kind: 'already_bound' };

export interface Bound {
  readonly personId: string;
  readonly communityId: string;
}

/** Codes are typed by hand: case, spaces, dashes and look-alike letters do not matter. */
const normaliseCode = (code: string): string =>
  code
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .replace(/[IL]/g, '1')
    .replace(/O/g, '0');

export const codeKeyOf = (index: IndexKey, code: string): string => index.of('invitation', normaliseCode(code));

interface Loaded {
  readonly account: typeof chatAccount.$inferSelect;
  readonly invitation: typeof invitation.$inferSelect | undefined;
  readonly person: typeof person.$inferSelect | undefined;
  readonly community: typeof community.$inferSelect | undefined;
}

async function load(uow: UnitOfWork, input: BindAccount): Promise<Result<Loaded, BindRefusal>> {
  const [account] = await uow.tx.select().from(chatAccount).where(eq(chatAccount.id, input.accountId)).for('update');
  if (!account) return err({ kind: 'code_not_valid' });
  const [found] = await uow.tx
    .select()
    .from(invitation)
    .where(eq(invitation.codeKey, codeKeyOf(uow.index, input.code)))
    .for('update');
  if (!found) return ok({ account, invitation: undefined, person: undefined, community: undefined });
  const [invited] = await uow.tx
    .select()
    .from(person)
    .innerJoin(community, eq(community.id, person.communityId))
    .where(eq(person.id, found.personId));
  return ok({ account, invitation: found, person: invited?.person, community: invited?.community });
}

export const bindAccount = command<BindAccount, Loaded, Bound, BindRefusal>({
  name: 'account.bind',
  load,
  target: (_loaded, input) => ({ ownerAccountId: input.accountId }),
  run: async (uow, loaded, _input, as) => {
    const policy = await policyOf(uow, loaded.community);
    const rate = policy.rules.value('invitation.attempts');
    if (!(await withinLimit(uow, 'account.bind', loaded.account.id, rate)))
      return err({ kind: 'too_many', rate, rule: 'invitation.attempts' });

    const { account, invitation: found, person: who } = loaded;
    // Said before the code is looked at: an account that is bound cannot be used to try out codes.
    if (account.personId) return err({ kind: account.personId === who?.id ? 'already_bound' : 'bound_to_other' });
    if (
      !found ||
      !who ||
      found.revoked ||
      found.usedAt ||
      who.erasedAt ||
      found.expiresAt.epochMilliseconds <= uow.now.epochMilliseconds
    ) {
      return err({ kind: 'code_not_valid' });
    }
    const standing = standingOf(await rolesHeld(uow.tx, who.id));
    if (found.givenByPersonId !== who.id && !givesAlone(found.givenAs ?? 'committee_head', standing))
      return err({ kind: 'code_below_seat', standing });
    const [used] = await uow.tx
      .update(invitation)
      .set({ usedAt: uow.now, usedBy: account.id })
      .where(and(eq(invitation.id, found.id), isNull(invitation.usedAt)))
      .returning();
    if (!used) return err({ kind: 'code_not_valid' });
    const [bound] = await uow.tx
      .update(chatAccount)
      .set({ personId: who.id, boundAt: uow.now, communityId: who.communityId })
      .where(eq(chatAccount.id, account.id))
      .returning();
    if (!bound) throw new Error('a locked account vanished');
    record(uow, 'invitation', used, { action: 'account.bind', as, communityId: who.communityId });
    record(uow, 'chat_account', bound, {
      action: 'account.bind',
      as,
      communityId: who.communityId,
      facts: { platform: bound.platform },
    });
    await takeUpDemands(uow, account.id, who.id, 'account.bind', as);
    const voter = await isVoter(uow.tx, who.id);
    uow.notices.push({ kind: 'account.bound', accountId: account.id, personId: who.id, how: 'code', voter });
    return ok({ personId: who.id, communityId: who.communityId });
  },
});
