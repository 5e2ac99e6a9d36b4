/** Invitation codes: shown once, kept only as an HMAC, used once. */
import { randomInt } from 'node:crypto';
import { and, eq, isNull } from 'drizzle-orm';
import { newSalt } from '../../../db/digest.ts';
import { community, invitation, person } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { visible } from '../../../db/visible.ts';
import { err, ok } from '../../domain/result.ts';
import { type AboveHead, givingAs } from '../account/approvers.ts';
import { codeKeyOf } from '../account/bind.ts';
import { command } from '../command.ts';
import { policyOf } from '../policies.ts';
import { record } from '../unit-of-work.ts';
import type { CommunityRow } from './communities.ts';
import type { PersonRow } from './create.ts';

export type InvitationRow = typeof invitation.$inferSelect;
export type InvitationRefusal =
  | { readonly kind: 'person_not_found' }
  | { readonly kind: 'invitation_not_found' }
  | AboveHead;

export interface Invited {
  readonly row: InvitationRow;
  /** `7KQ4-M2XP`: never shown again. */
  readonly code: string;
}

/** No letters that look like digits, so that a code survives being read aloud: 8 characters of 32, 40 bits. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export function newCode(): string {
  const letters = Array.from({ length: 8 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}

interface Invitee {
  readonly person: PersonRow;
  readonly community: CommunityRow;
}

export const createInvitation = command<{ readonly personId: string }, Invitee, Invited, InvitationRefusal>({
  name: 'invitation.create',
  load: async (uow, { personId }) => {
    const [found] = await uow.tx
      .select()
      .from(person)
      .innerJoin(community, eq(community.id, person.communityId))
      .where(and(eq(person.id, personId), isNull(person.erasedAt), visible()));
    return found ? ok(found) : err({ kind: 'person_not_found' });
  },
  target: ({ community: home }) => ({ communityId: home.id }),
  run: async (uow, { person: who, community: home }, _input, permitted) => {
    const entitled = await givingAs(uow, { communityId: home.id, personId: who.id }, permitted);
    if (!entitled.ok) return entitled;
    const as = entitled.value;
    const code = newCode();
    const policy = await policyOf(uow, home);
    const [row] = await uow.tx
      .insert(invitation)
      .values({
        id: newId(),
        personId: who.id,
        codeKey: codeKeyOf(uow.index, code),
        createdAt: uow.now,
        expiresAt: policy.after(uow.now, 'invitation.validity').at,
        givenAs: as,
        givenByPersonId: uow.actor.personId ?? null,
        salt: newSalt(),
      })
      .returning();
    if (!row) throw new Error('the invitation was not returned');
    record(uow, 'invitation', row, { action: 'invitation.create', as, communityId: home.id });
    return ok({ row, code });
  },
});

export const revokeInvitation = command<
  { readonly invitationId: string },
  { readonly row: InvitationRow; readonly communityId: string },
  InvitationRow,
  InvitationRefusal
>({
  name: 'invitation.revoke',
  load: async (uow, { invitationId }) => {
    const [row] = await uow.tx
      .select()
      .from(invitation)
      .where(and(eq(invitation.id, invitationId), isNull(invitation.usedAt)))
      .for('update');
    if (!row) return err({ kind: 'invitation_not_found' });
    const [who] = await uow.tx
      .select({ communityId: person.communityId })
      .from(person)
      .where(eq(person.id, row.personId));
    return who ? ok({ row, communityId: who.communityId }) : err({ kind: 'invitation_not_found' });
  },
  target: ({ communityId }) => ({ communityId }),
  run: async (uow, { row, communityId }, _input, permitted) => {
    const entitled = await givingAs(uow, { communityId, personId: row.personId }, permitted);
    if (!entitled.ok) return entitled;
    const as = entitled.value;
    const [after] = await uow.tx.update(invitation).set({ revoked: true }).where(eq(invitation.id, row.id)).returning();
    if (!after) throw new Error('a locked invitation vanished');
    record(uow, 'invitation', after, { action: 'invitation.revoke', as, communityId });
    return ok(after);
  },
});
