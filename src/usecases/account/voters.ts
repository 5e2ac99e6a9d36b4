/** 选民: who may vote, and which chat accounts stand for them. Every such binding is shown to the supervision committee. */
import { and, desc, eq, inArray, isNotNull, isNull, lt, or } from 'drizzle-orm';
import type { Tx } from '../../../db/client.ts';
import { purposeOf, subjectOf } from '../../../db/digest.ts';
import { chatAccount, community, person, rebinding, roleSeat } from '../../../db/schema/index.ts';
import { err, ok } from '../../domain/result.ts';
import { command } from '../command.ts';
import { note } from '../ledger/note.ts';
import type { CommunityRow } from '../registry/communities.ts';

/** Somebody with a right to vote, or with a representative's seat. */
export async function isVoter(tx: Tx, personId: string): Promise<boolean> {
  const [who] = await tx
    .select({ id: person.id })
    .from(person)
    .where(and(eq(person.id, personId), isNotNull(person.voteBasis)));
  if (who) return true;
  const [seat] = await tx
    .select({ id: roleSeat.id })
    .from(roleSeat)
    .where(and(eq(roleSeat.personId, personId), eq(roleSeat.role, 'representative'), isNull(roleSeat.until)))
    .limit(1);
  return seat !== undefined;
}

export interface ListBindings {
  readonly communityId: string;
  /** The account listed last. */
  readonly after?: string;
  readonly limit: number;
}

export interface VoterBinding {
  readonly accountId: string;
  readonly personId: string;
  readonly name: string;
  readonly platform: string;
  readonly boundAt: NonNullable<(typeof chatAccount.$inferSelect)['boundAt']>;
  readonly how: 'code' | 'rebinding';
}

export interface BindingPage {
  readonly bindings: readonly VoterBinding[];
  readonly more: boolean;
}

/** Newest account first. Names are read, so the reading leaves a line. */
export const listBindings = command<ListBindings, CommunityRow, BindingPage, { readonly kind: 'community_not_found' }>({
  name: 'binding.list',
  load: async (uow, { communityId }) => {
    const [home] = await uow.tx.select().from(community).where(eq(community.id, communityId));
    return home ? ok(home) : err({ kind: 'community_not_found' });
  },
  target: (home) => ({ communityId: home.id }),
  run: async (uow, home, { after, limit }, as) => {
    const representatives = uow.tx
      .select({ id: roleSeat.personId })
      .from(roleSeat)
      .where(and(eq(roleSeat.communityId, home.id), eq(roleSeat.role, 'representative'), isNull(roleSeat.until)));
    const rows = await uow.tx
      .select({ account: chatAccount, nameSealed: person.nameSealed })
      .from(chatAccount)
      .innerJoin(person, eq(person.id, chatAccount.personId))
      .where(
        and(
          eq(person.communityId, home.id),
          isNull(person.erasedAt),
          or(isNotNull(person.voteBasis), inArray(person.id, representatives)),
          after === undefined ? undefined : lt(chatAccount.id, after),
        ),
      )
      .orderBy(desc(chatAccount.id))
      .limit(limit + 1);
    const shown = rows.slice(0, limit);
    const ids = shown.map(({ account }) => account.id);
    const approved =
      ids.length > 0
        ? await uow.tx
            .select({ accountId: rebinding.accountId, personId: rebinding.personId })
            .from(rebinding)
            .where(and(inArray(rebinding.accountId, ids), eq(rebinding.state, 'approved')))
        : [];
    note(uow, subjectOf('community', home.id), {
      action: 'binding.list',
      as,
      communityId: home.id,
      facts: { bindings: shown.length },
    });
    const bindings = shown.flatMap(({ account, nameSealed }): VoterBinding[] => {
      const { id, personId, boundAt, platform } = account;
      if (!personId || !boundAt) return [];
      const again = approved.some((one) => one.accountId === id && one.personId === personId);
      const name = uow.keys.openText(purposeOf('person', 'name'), nameSealed);
      return [{ accountId: id, personId, name, platform, boundAt, how: again ? 'rebinding' : 'code' }];
    });
    return ok({ bindings, more: rows.length > limit });
  },
});
