/** Who asked to be bound anew after losing a phone, and what became of it. Names are read, so the reading leaves a line. */
import { and, desc, eq, lt } from 'drizzle-orm';
import { purposeOf, subjectOf } from '../../../db/digest.ts';
import { chatAccount, community, person, rebinding } from '../../../db/schema/index.ts';
import { err, ok } from '../../domain/result.ts';
import { command } from '../command.ts';
import { note } from '../ledger/note.ts';
import type { CommunityRow } from '../registry/communities.ts';
import type { RebindingRow } from './rebind.ts';

export interface ListRebindings {
  readonly communityId: string;
  readonly state?: RebindingRow['state'];
  /** The request listed last. */
  readonly after?: string;
  readonly limit: number;
}

export interface ListedRebinding {
  readonly row: RebindingRow;
  /** Whom the new account says it belongs to; null once she was erased. */
  readonly name: string | null;
  readonly platform: string;
  /** What the new account calls itself on its platform. */
  readonly accountName: string | null;
}

export interface RebindingPage {
  readonly rebindings: readonly ListedRebinding[];
  readonly more: boolean;
}

/** Newest first. */
export const listRebindings = command<
  ListRebindings,
  CommunityRow,
  RebindingPage,
  { readonly kind: 'community_not_found' }
>({
  name: 'rebinding.list',
  load: async (uow, { communityId }) => {
    const [home] = await uow.tx.select().from(community).where(eq(community.id, communityId));
    return home ? ok(home) : err({ kind: 'community_not_found' });
  },
  target: (home) => ({ communityId: home.id }),
  run: async (uow, home, { state, after, limit }, as) => {
    const { tx, keys } = uow;
    const rows = await tx
      .select({ row: rebinding, who: person, account: chatAccount })
      .from(rebinding)
      .innerJoin(person, eq(person.id, rebinding.personId))
      .innerJoin(chatAccount, eq(chatAccount.id, rebinding.accountId))
      .where(
        and(
          eq(rebinding.communityId, home.id),
          state === undefined ? undefined : eq(rebinding.state, state),
          after === undefined ? undefined : lt(rebinding.id, after),
        ),
      )
      .orderBy(desc(rebinding.id))
      .limit(limit + 1);
    const shown = rows.slice(0, limit);
    note(uow, subjectOf('community', home.id), {
      action: 'rebinding.list',
      as,
      communityId: home.id,
      facts: { requests: shown.length },
    });
    const rebindings = shown.map(
      ({ row, who, account }): ListedRebinding => ({
        row,
        name: who.erasedAt ? null : keys.openText(purposeOf('person', 'name'), who.nameSealed),
        platform: account.platform,
        accountName: account.nameSealed ? keys.openText(purposeOf('chat_account', 'name'), account.nameSealed) : null,
      }),
    );
    return ok({ rebindings, more: rows.length > limit });
  },
});
