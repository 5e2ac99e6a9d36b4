/**
 * 人工: somebody wants a human. The words go to whoever is on duty, else to the head; where nobody can be reached, the
 * caller is told so and offers what always works, a demand with a number. Words are not kept here, only passed on.
 */
import { and, eq, inArray } from 'drizzle-orm';
import type { Tx } from '../../../db/client.ts';
import { subjectOf } from '../../../db/digest.ts';
import { chat, chatAccount, community } from '../../../db/schema/index.ts';
import { err, ok } from '../../domain/result.ts';
import type { RuleKey } from '../../domain/rules/keys.ts';
import type { Rate } from '../../domain/rules/value-kinds.ts';
import { command } from '../command.ts';
import { note } from '../ledger/note.ts';
import { policyOf } from '../policies.ts';
import { withinLimit } from '../rate-limit.ts';
import type { CommunityRow } from '../registry/communities.ts';
import { chainOf, headsOf, onDutyNow } from './on-duty.ts';

export type AskRefusal =
  | { readonly kind: 'community_not_found' }
  | { readonly kind: 'text_missing' }
  | { readonly kind: 'too_many'; readonly rate: Rate; readonly rule: RuleKey };

export interface AskDuty {
  readonly accountId: string;
  readonly chatId: string;
  readonly communityId: string;
  readonly homePlaceId?: string;
  readonly words: string;
}

export interface Asked {
  readonly to: 'duty' | 'head' | 'nobody';
  readonly personIds: readonly string[];
}

export const askDuty = command<AskDuty, CommunityRow, Asked, AskRefusal>({
  name: 'duty.ask',
  load: async (uow, { communityId, words }) => {
    if (words.trim() === '') return err({ kind: 'text_missing' });
    const [home] = await uow.tx.select().from(community).where(eq(community.id, communityId));
    return home ? ok(home) : err({ kind: 'community_not_found' });
  },
  target: (_home, { accountId }) => ({ ownerAccountId: accountId }),
  run: async (uow, home, input, as) => {
    const rate = (await policyOf(uow, home)).rules.value('duty.asked');
    if (!(await withinLimit(uow, 'duty.ask', input.accountId, rate)))
      return err({ kind: 'too_many', rate, rule: 'duty.asked' });
    const others = (ids: readonly string[]) => ids.filter((id) => id !== uow.actor.personId);
    const onDuty = await onDutyNow(uow, home.id, await chainOf(uow.tx, input.homePlaceId));
    const there = await reachable(uow.tx, others(onDuty.map(({ personId }) => personId)));
    const personIds = there.length > 0 ? there : await reachable(uow.tx, others(await headsOf(uow.tx, home.id)));
    const to = there.length > 0 ? 'duty' : personIds.length > 0 ? 'head' : 'nobody';
    note(uow, subjectOf('community', home.id), { action: 'duty.ask', as, communityId: home.id, facts: { to } });
    if (to !== 'nobody') {
      const { accountId, chatId, words } = input;
      uow.notices.push({ kind: 'duty.asked', communityId: home.id, accountId, chatId, personIds, words });
    }
    return ok({ to, personIds });
  },
});

/** Those of them with a chat that can be written to. */
async function reachable(tx: Tx, personIds: readonly string[]): Promise<readonly string[]> {
  if (personIds.length === 0) return [];
  const rows = await tx
    .selectDistinct({ personId: chatAccount.personId })
    .from(chatAccount)
    .innerJoin(chat, and(eq(chat.accountId, chatAccount.id), eq(chat.scope, 'direct'), eq(chat.state, 'active')))
    .where(inArray(chatAccount.personId, [...personIds]));
  return [...new Set(personIds)].filter((id) => rows.some((row) => row.personId === id));
}

export interface AnswerAsker {
  /** Who asked, and where. */
  readonly accountId: string;
  readonly chatId: string;
  readonly communityId: string;
  readonly words: string;
}

/** Only who was asked has a button that leads here. */
export const answerAsker = command<AnswerAsker, undefined, undefined, AskRefusal>({
  name: 'duty.answer',
  load: async (_uow, { words }) => (words.trim() === '' ? err({ kind: 'text_missing' }) : ok(undefined)),
  target: (_loaded, { communityId }) => ({ communityId }),
  run: async (uow, _loaded, { accountId, chatId, communityId, words }, as) => {
    note(uow, subjectOf('community', communityId), { action: 'duty.answer', as, communityId });
    const { personId } = uow.actor;
    uow.notices.push({ kind: 'duty.answered', accountId, chatId, words, ...(personId && { personId }) });
    return ok(undefined);
  },
});
