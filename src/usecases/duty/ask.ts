/**
 * 人工: somebody wants a human. The words go to whoever is on duty, else to the head; where nobody can be reached, the
 * caller is told so and offers what always works, a demand with a number. Words are kept only until they are answered, see
 * `remind.ts`.
 */
import { eq } from 'drizzle-orm';
import { subjectOf } from '../../../db/digest.ts';
import { community } from '../../../db/schema/index.ts';
import { err, ok } from '../../domain/result.ts';
import type { RuleKey } from '../../domain/rules/keys.ts';
import type { Rate } from '../../domain/rules/value-kinds.ts';
import { command } from '../command.ts';
import { note } from '../ledger/note.ts';
import { policyOf } from '../policies.ts';
import { withinLimit } from '../rate-limit.ts';
import type { CommunityRow } from '../registry/communities.ts';
import type { DutyQuestion } from '../unit-of-work.ts';
import { chainOf, headsOf, onDutyNow, reachable } from './on-duty.ts';
import { openQuestion, planUnanswered, questionSubject } from './remind.ts';

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
  /** HMAC of the message they came in, where it can be taken back. */
  readonly messageKey?: string;
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
    const policy = await policyOf(uow, home);
    const rate = policy.rules.value('duty.asked');
    if (!(await withinLimit(uow, 'duty.ask', input.accountId, rate)))
      return err({ kind: 'too_many', rate, rule: 'duty.asked' });
    const others = (ids: readonly string[]) => ids.filter((id) => id !== uow.actor.personId);
    const onDuty = await onDutyNow(uow, home.id, await chainOf(uow.tx, input.homePlaceId));
    const there = await reachable(uow.tx, others(onDuty.map(({ personId }) => personId)));
    const personIds = there.length > 0 ? there : await reachable(uow.tx, others(await headsOf(uow.tx, home.id)));
    const to = there.length > 0 ? 'duty' : personIds.length > 0 ? 'head' : 'nobody';
    note(uow, subjectOf('community', home.id), { action: 'duty.ask', as, communityId: home.id, facts: { to } });
    if (to !== 'nobody') {
      const { accountId, chatId, words, messageKey } = input;
      const { personId: askerId } = uow.actor;
      const question: DutyQuestion = {
        ask: messageKey ?? uow.commandId,
        communityId: home.id,
        accountId,
        chatId,
        words,
        personIds,
        ...(askerId && { askerId }),
        ...(messageKey && { messageKey }),
      };
      uow.notices.push({ kind: 'duty.asked', ...question });
      planUnanswered(uow, policy, question, 'nudge');
    }
    return ok({ to, personIds });
  },
});

export interface AnswerAsker {
  /** Who asked, and where. */
  readonly accountId: string;
  readonly chatId: string;
  readonly communityId: string;
  readonly words: string;
  /** Which question it answers; absent for a button of before questions had names. */
  readonly ask?: string;
}

/** Only who was asked has a button that leads here. */
export const answerAsker = command<AnswerAsker, undefined, undefined, AskRefusal>({
  name: 'duty.answer',
  load: async (_uow, { words }) => (words.trim() === '' ? err({ kind: 'text_missing' }) : ok(undefined)),
  target: (_loaded, { communityId }) => ({ communityId }),
  run: async (uow, _loaded, { accountId, chatId, communityId, words, ask }, as) => {
    const others = ask ? (await openQuestion(uow, ask))?.personIds : undefined;
    if (ask) uow.cancelled.push({ kind: 'duty.unanswered', subject: questionSubject(ask) });
    note(uow, subjectOf('community', communityId), { action: 'duty.answer', as, communityId });
    const { personId } = uow.actor;
    const by = personId && { personId };
    uow.notices.push({ kind: 'duty.answered', accountId, chatId, words, ...by });
    const personIds = others?.filter((id) => id !== personId) ?? [];
    if (personIds.length > 0) uow.notices.push({ kind: 'duty.settled', communityId, accountId, personIds, ...by });
    return ok(undefined);
  },
});
