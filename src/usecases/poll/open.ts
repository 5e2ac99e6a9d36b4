/** 发起征集: something is asked in a group. */
import { and, asc, eq, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { newSalt } from '../../../db/digest.ts';
import { chat, community, poll } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { permit } from '../../domain/permissions/permit.ts';
import { type DraftRefusal, type PollDraft, readDraft } from '../../domain/poll/poll.ts';
import { err, ok } from '../../domain/result.ts';
import { newBallotKey } from '../ballot/envelope.ts';
import { command } from '../command.ts';
import { elapsedMinutes, type PeriodKey, policyOf } from '../policies.ts';
import type { CommunityRow } from '../registry/communities.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { groupTarget, type PollChat, type PollRow, pollSubject } from './read.ts';

const OPEN: PeriodKey = 'poll.open';

export interface OpenPoll extends PollDraft {
  /** The group it is asked in. */
  readonly chatId: string;
  readonly anonymous: boolean;
  readonly hidden: boolean;
  readonly addable: boolean;
  /** Rule `poll.open` from now on, where nothing was said. */
  readonly closesAt?: Temporal.Instant;
}

export type OpenPollRefusal =
  | DraftRefusal
  | { readonly kind: 'chat_not_found' }
  | { readonly kind: 'poll_group_not_bound' }
  | { readonly kind: 'poll_closes_past' };

export const openPoll = command<
  OpenPoll,
  { readonly group: PollChat; readonly home: CommunityRow },
  PollRow,
  OpenPollRefusal
>({
  name: 'poll.open',
  load: async ({ tx }, { chatId }) => {
    const [group] = await tx.select().from(chat).where(eq(chat.id, chatId));
    if (group?.scope !== 'group' || group.state !== 'active') return err({ kind: 'chat_not_found' });
    if (!group.communityId) return err({ kind: 'poll_group_not_bound' });
    // The row that numbers the community's polls: two at once get two numbers.
    const [home] = await tx.select().from(community).where(eq(community.id, group.communityId)).for('no key update');
    return home ? ok({ group, home }) : err({ kind: 'poll_group_not_bound' });
  },
  target: ({ group }) => groupTarget(group),
  run: async (uow, { group, home }, input, as) => {
    const draft = readDraft(input);
    if (!draft.ok) return draft;
    const policy = await policyOf(uow, home);
    const closesAt = input.closesAt ?? policy.awake(policy.after(uow.now, OPEN).at);
    if (Temporal.Instant.compare(closesAt, uow.now) <= 0) return err({ kind: 'poll_closes_past' });
    const { question, kind, options } = draft.value;
    const [row] = await uow.tx
      .insert(poll)
      .values({
        id: newId(),
        communityId: home.id,
        number: sql`(select coalesce(max(number), 0) + 1 from ${poll} where community_id = ${home.id})`,
        chatId: group.id,
        bodyId: group.bodyId,
        question,
        kind,
        options,
        anonymous: input.anonymous,
        hidden: input.hidden || input.anonymous,
        addable: input.addable && kind !== 'rating',
        cell: policy.rules.value('ballot.breakdown_cell'),
        state: 'open',
        openedAt: uow.now,
        closesAt,
        openedAs: as,
        openedById: uow.actor.personId ?? null,
        keySealed: input.anonymous ? newBallotKey(uow.keys) : null,
        salt: newSalt(),
      })
      .returning();
    if (!row) throw new Error('the poll was not returned');
    record(uow, 'poll', row, {
      action: 'poll.open',
      as,
      communityId: home.id,
      facts: { number: row.number, kind, anonymous: row.anonymous },
    });
    const reminded = policy.awake(closesAt.subtract({ minutes: elapsedMinutes(policy.rules.value('poll.reminded')) }));
    const remindable = [uow.now, reminded, closesAt].every(
      (at, index, all) => index === 0 || Temporal.Instant.compare(all[index - 1] ?? at, at) < 0,
    );
    if (row.bodyId && remindable) plan(uow, row, 'poll.remind', reminded);
    plan(uow, row, 'poll.closes', closesAt);
    uow.notices.push({ kind: 'poll.opened', pollId: row.id });
    return ok(row);
  },
});

function plan(uow: UnitOfWork, row: PollRow, kind: 'poll.remind' | 'poll.closes', dueAt: Temporal.Instant): void {
  uow.dueTimes.push({
    kind,
    key: `${kind}:${row.id}`,
    subject: pollSubject(row.id),
    dueAt,
    payload: { pollId: row.id },
  });
}

/** The groups of a community that somebody may ask, oldest first. */
export async function groupsToAsk(
  { tx, actor }: Pick<UnitOfWork, 'tx' | 'actor'>,
  communityId: string,
): Promise<readonly PollChat[]> {
  const groups = await tx
    .select()
    .from(chat)
    .where(and(eq(chat.communityId, communityId), eq(chat.scope, 'group'), eq(chat.state, 'active')))
    .orderBy(asc(chat.createdAt));
  return groups.filter((group) => permit('poll.open', actor, groupTarget(group)).ok);
}
