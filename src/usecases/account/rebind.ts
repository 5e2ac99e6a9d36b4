/**
 * A lost phone: the new account says whose it is and proves it a little, and somebody who knows the person
 * decides, by the seat she holds. A chat account is no proof of identity (domain, open point 4), so nothing is bound before that.
 */
import { and, desc, eq, ne } from 'drizzle-orm';
import { newSalt } from '../../../db/digest.ts';
import { chatAccount, invitation, person, rebinding, rebindingApproval } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import type { Standing } from '../../domain/registry/rebinding.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { RuleKey } from '../../domain/rules/keys.ts';
import type { Rate } from '../../domain/rules/value-kinds.ts';
import { command } from '../command.ts';
import { withinLimit } from '../rate-limit.ts';
import type { PersonRow } from '../registry/create.ts';
import { contactOf } from '../registry/update-person.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { type Approvers, approvedBy, approversOf } from './approvers.ts';
import { codeKeyOf } from './bind.ts';
import { boundPeopleNamed, sameName } from './bound-people.ts';
import { takeUpDemands } from './own-demands.ts';
import { detach } from './unbind.ts';
import { isVoter } from './voters.ts';

export type RebindingRow = typeof rebinding.$inferSelect;
type AccountRow = typeof chatAccount.$inferSelect;

export type DecideRefusal =
  | { readonly kind: 'bound_to_other' }
  | { readonly kind: 'request_not_found' }
  | { readonly kind: 'request_decided' }
  | { readonly kind: 'own_request' }
  /** It is for others to decide, by the seat the person holds. */
  | { readonly kind: 'above_approver'; readonly standing: Standing }
  | { readonly kind: 'approved_already' };

export type RebindRefusal =
  | DecideRefusal
  | { readonly kind: 'account_not_found' }
  | { readonly kind: 'too_many'; readonly rate: Rate; readonly rule: RuleKey }
  | { readonly kind: 'nobody_matches' }
  /** Nobody holds a seat that may approve it, or too few do. */
  | { readonly kind: 'nobody_approves'; readonly standing: Standing }
  | { readonly kind: 'already_asked' };

export interface AskRebinding {
  readonly accountId: string;
  readonly communityId?: string;
  readonly name: string;
  /** The last four digits of the old telephone number, or an invitation code she once got. */
  readonly proof: string;
}

export const askRebinding = command<AskRebinding, AccountRow, RebindingRow, RebindRefusal>({
  name: 'rebinding.ask',
  load: async (uow, { accountId }) => {
    const [account] = await uow.tx.select().from(chatAccount).where(eq(chatAccount.id, accountId)).for('update');
    return account ? ok(account) : err({ kind: 'account_not_found' });
  },
  target: (account) => ({ ownerAccountId: account.id }),
  run: async (uow, account, input, as) => {
    if (account.personId) return err({ kind: 'bound_to_other' });
    if (await pendingRebinding(uow, account.id)) return err({ kind: 'already_asked' });
    const rule = 'rebinding.attempts';
    const rate = uow.policies.common(uow.now).rules.value(rule);
    if (!(await withinLimit(uow, 'rebinding.ask', account.id, rate))) return err({ kind: 'too_many', rate, rule });
    const who = await claimed(uow, input);
    if (!who) return err({ kind: 'nobody_matches' });
    // Not through many accounts either.
    if (!(await withinLimit(uow, 'rebinding.person', who.id, rate))) return err({ kind: 'too_many', rate, rule });
    const approvers = await approversOf(uow, { communityId: who.communityId, personId: who.id });
    if (approvers.people.length < approvers.needed)
      return err({ kind: 'nobody_approves', standing: approvers.standing });
    const [row] = await uow.tx
      .insert(rebinding)
      .values({
        id: newId(),
        communityId: who.communityId,
        accountId: account.id,
        personId: who.id,
        askedAt: uow.now,
        salt: newSalt(),
      })
      .onConflictDoNothing()
      .returning();
    if (!row) return err({ kind: 'already_asked' });
    record(uow, 'rebinding', row, { action: 'rebinding.ask', as, communityId: who.communityId });
    uow.notices.push({ kind: 'rebinding.asked', rebindingId: row.id });
    return ok(row);
  },
});

/** Exactly one person fits, or nobody is said to. */
async function claimed(uow: UnitOfWork, { name, proof, communityId }: AskRebinding): Promise<PersonRow | undefined> {
  const plain = proof.normalize('NFKC').replace(/[\s-]/g, '');
  if (!/^\d{4}$/.test(plain)) return byCode(uow, name, proof);
  const named = await boundPeopleNamed(uow, name, communityId);
  const fitting = named.filter((row) => (contactOf(uow, row).phone ?? '').replace(/\D/g, '').endsWith(plain));
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** A code that was used still shows that somebody once gave it to her. */
async function byCode(uow: UnitOfWork, name: string, code: string): Promise<PersonRow | undefined> {
  const [found] = await uow.tx
    .select({ who: person })
    .from(invitation)
    .innerJoin(person, eq(person.id, invitation.personId))
    .where(and(eq(invitation.codeKey, codeKeyOf(uow.index, code)), eq(invitation.revoked, false)));
  if (!found || found.who.erasedAt) return undefined;
  return sameName(uow.keys.openText('person.name', found.who.nameSealed), name) ? found.who : undefined;
}

/** The open request of an account. */
export async function pendingRebinding(
  { tx }: Pick<UnitOfWork, 'tx'>,
  accountId: string,
): Promise<RebindingRow | undefined> {
  const [row] = await tx
    .select()
    .from(rebinding)
    .where(and(eq(rebinding.accountId, accountId), eq(rebinding.state, 'asked')))
    .orderBy(desc(rebinding.askedAt));
  return row;
}

async function lockOpen(uow: UnitOfWork, rebindingId: string): Promise<Result<RebindingRow, DecideRefusal>> {
  const [row] = await uow.tx.select().from(rebinding).where(eq(rebinding.id, rebindingId)).for('update');
  if (!row) return err({ kind: 'request_not_found' });
  return row.state === 'asked' ? ok(row) : err({ kind: 'request_decided' });
}

async function settle(
  uow: UnitOfWork,
  { id }: RebindingRow,
  state: 'approved' | 'refused',
  decidedBy: string | undefined,
): Promise<RebindingRow> {
  const [row] = await uow.tx
    .update(rebinding)
    .set({ state, decidedAt: uow.now, decidedBy: decidedBy ?? null })
    .where(eq(rebinding.id, id))
    .returning();
  if (!row) throw new Error('a locked request vanished');
  return row;
}

async function approve(
  uow: UnitOfWork,
  { id, communityId }: RebindingRow,
  as: Role,
): Promise<Result<void, DecideRefusal>> {
  const { personId } = uow.actor;
  if (!personId) throw new Error('only a person approves');
  const [row] = await uow.tx
    .insert(rebindingApproval)
    .values({ id: newId(), rebindingId: id, personId, at: uow.now, salt: newSalt() })
    .onConflictDoNothing()
    .returning();
  if (!row) return err({ kind: 'approved_already' });
  record(uow, 'rebinding_approval', row, { action: 'rebinding.approve', as, communityId });
  return ok(undefined);
}

type Decide = { readonly rebindingId: string };

/** Taken back by the one who asked: refused, and by nobody. */
export const withdrawRebinding = command<Decide, RebindingRow, RebindingRow, DecideRefusal>({
  name: 'rebinding.withdraw',
  load: (uow, { rebindingId }) => lockOpen(uow, rebindingId),
  target: (row) => ({ ownerAccountId: row.accountId }),
  run: async (uow, row, _input, as) => {
    const after = await settle(uow, row, 'refused', undefined);
    record(uow, 'rebinding', after, { action: 'rebinding.withdraw', as, communityId: row.communityId });
    return ok(after);
  },
});

export const refuseRebinding = command<Decide, RebindingRow, RebindingRow, DecideRefusal>({
  name: 'rebinding.refuse',
  load: (uow, { rebindingId }) => lockOpen(uow, rebindingId),
  target: ({ communityId }) => ({ communityId }),
  run: async (uow, row, _input, permitted) => {
    const entitled = decidesAs(uow, row, await approversOf(uow, row), permitted);
    if (!entitled.ok) return entitled;
    const as = entitled.value;
    const after = await settle(uow, row, 'refused', uow.actor.personId);
    record(uow, 'rebinding', after, { action: 'rebinding.refuse', as, communityId: row.communityId });
    uow.notices.push({ kind: 'rebinding.decided', rebindingId: row.id });
    return ok(after);
  },
});

/** Nobody decides about himself, or about somebody who stands above him; the operator only refuses. */
function decidesAs(
  { actor }: UnitOfWork,
  { personId, accountId, communityId }: RebindingRow,
  { roles, standing }: Approvers,
  permitted: Role,
): Result<Role, DecideRefusal> {
  if (actor.kind === 'operator') return ok(permitted);
  if (actor.personId === personId || actor.accountId === accountId) return err({ kind: 'own_request' });
  const seat = actor.seats.find((one) => one.communityId === communityId && roles.includes(one.role));
  return seat ? ok(seat.role) : err({ kind: 'above_approver', standing });
}

/**
 * Binds the new account and parts the old ones on that platform from her, once as many have approved it as it takes; until
 * then it stays open.
 */
export const approveRebinding = command<Decide, RebindingRow, RebindingRow, DecideRefusal>({
  name: 'rebinding.approve',
  load: (uow, { rebindingId }) => lockOpen(uow, rebindingId),
  target: ({ communityId }) => ({ communityId }),
  run: async (uow, row, _input, permitted) => {
    const approvers = await approversOf(uow, row);
    const entitled = decidesAs(uow, row, approvers, permitted);
    if (!entitled.ok) return entitled;
    const as = entitled.value;
    const [account] = await uow.tx.select().from(chatAccount).where(eq(chatAccount.id, row.accountId)).for('update');
    const [who] = await uow.tx.select().from(person).where(eq(person.id, row.personId));
    if (!account || !who || who.erasedAt) return err({ kind: 'request_not_found' });
    if (account.personId) return err({ kind: 'bound_to_other' });
    const action = 'rebinding.approve';
    const approval = await approve(uow, row, as);
    if (!approval.ok) return approval;
    const approved = await approvedBy(uow.tx, row.id, approvers);
    if (approved.length < approvers.needed) return ok(row);
    const voter = await isVoter(uow.tx, who.id);
    const old = await uow.tx
      .select()
      .from(chatAccount)
      .where(
        and(
          eq(chatAccount.personId, who.id),
          eq(chatAccount.platform, account.platform),
          ne(chatAccount.id, account.id),
        ),
      )
      .for('update');
    for (const one of old) {
      await detach(uow, { account: one, person: who }, action, as);
      uow.notices.push({ kind: 'account.unbound', accountId: one.id, personId: who.id, because: 'rebinding', voter });
    }
    const [bound] = await uow.tx
      .update(chatAccount)
      .set({ personId: who.id, boundAt: uow.now, communityId: who.communityId })
      .where(eq(chatAccount.id, account.id))
      .returning();
    if (!bound) throw new Error('a locked account vanished');
    const { communityId } = who;
    record(uow, 'chat_account', bound, { action, as, communityId, facts: { platform: bound.platform } });
    await takeUpDemands(uow, account.id, who.id, action, as);
    const after = await settle(uow, row, 'approved', uow.actor.personId);
    record(uow, 'rebinding', after, { action, as, communityId, facts: { unbound: old.length } });
    uow.notices.push({ kind: 'rebinding.decided', rebindingId: row.id });
    uow.notices.push({ kind: 'account.bound', accountId: account.id, personId: who.id, how: 'rebinding', voter });
    return ok(after);
  },
});
