/**
 * 人工 that nobody answered: whoever was asked is reminded, then the head has it too, and whoever asked is told the truth
 * at each turn and can make of it what always has an answer, a demand with a number. An answer calls all of it off.
 */
import { and, eq } from 'drizzle-orm';
import { subjectOf } from '../../../db/digest.ts';
import { community, schedule } from '../../../db/schema/index.ts';
import { err, ok } from '../../domain/result.ts';
import { carriedOut, command } from '../command.ts';
import { note } from '../ledger/note.ts';
import { type PeriodKey, type Policy, policyOf } from '../policies.ts';
import type { CommunityRow } from '../registry/communities.ts';
import type { DuePayloads, DutyQuestion, UnitOfWork } from '../unit-of-work.ts';
import { headsOf, reachable } from './on-duty.ts';

export const questionSubject = (ask: string): string => `duty:${ask}`;

const WAITS = { nudge: 'duty.nudge', next: 'duty.next', last: 'duty.next' } as const satisfies Record<
  DuePayloads['duty.unanswered']['step'],
  PeriodKey
>;

/** When something happens next if no answer comes; never at night. */
export function planUnanswered(
  uow: UnitOfWork,
  policy: Policy,
  question: DutyQuestion,
  step: DuePayloads['duty.unanswered']['step'],
): void {
  const due = policy.after(uow.now, WAITS[step]);
  uow.dueTimes.push({
    kind: 'duty.unanswered',
    key: `duty.unanswered:${question.ask}:${step}`,
    subject: questionSubject(question.ask),
    dueAt: policy.awake(due.at),
    payload: { ...question, step },
  });
}

type Unanswered = DuePayloads['duty.unanswered'];

/** What waits for an answer; nothing once somebody has answered. */
export async function openQuestion({ tx, keys }: UnitOfWork, ask: string): Promise<DutyQuestion | undefined> {
  const [row] = await tx
    .select({ payloadSealed: schedule.payloadSealed })
    .from(schedule)
    .where(
      and(
        eq(schedule.kind, 'duty.unanswered'),
        eq(schedule.subject, questionSubject(ask)),
        eq(schedule.state, 'waiting'),
      ),
    );
  return row?.payloadSealed ? (keys.openJson('schedule.payload', row.payloadSealed) as Unanswered) : undefined;
}

const remindDuty = command<Unanswered, CommunityRow, void, { readonly kind: 'community_not_found' }>({
  name: 'duty.remind',
  load: async (uow, { communityId }) => {
    const [home] = await uow.tx.select().from(community).where(eq(community.id, communityId));
    return home ? ok(home) : err({ kind: 'community_not_found' });
  },
  target: (home) => ({ communityId: home.id }),
  run: async (uow, home, { step, ...question }, as) => {
    note(uow, subjectOf('community', home.id), { action: 'duty.remind', as, communityId: home.id, facts: { step } });
    const policy = await policyOf(uow, home);
    switch (step) {
      case 'nudge': {
        const personIds = await reachable(uow.tx, question.personIds);
        uow.notices.push({ kind: 'duty.asked', ...question, personIds, again: 'nudge' });
        planUnanswered(uow, policy, question, 'next');
        return ok(undefined);
      }
      case 'next': {
        const heads = (await headsOf(uow.tx, home.id)).filter((id) => !question.personIds.includes(id));
        const personIds = (await reachable(uow.tx, heads)).filter((id) => id !== question.askerId);
        uow.notices.push({ kind: 'duty.unanswered', ...question, personIds });
        if (personIds.length === 0) return ok(undefined);
        uow.notices.push({ kind: 'duty.asked', ...question, personIds, again: 'next' });
        planUnanswered(uow, policy, { ...question, personIds: [...question.personIds, ...personIds] }, 'last');
        return ok(undefined);
      }
      case 'last':
        uow.notices.push({ kind: 'duty.unanswered', ...question, personIds: [] });
        return ok(undefined);
    }
  },
});

/** A community that is gone has nobody to remind. */
export async function dutyUnanswered(uow: UnitOfWork, payload: Unanswered): Promise<void> {
  carriedOut(await remindDuty(uow, payload));
}
