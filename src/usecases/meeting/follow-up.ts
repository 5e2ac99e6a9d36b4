/** 组织实施: what was decided becomes tasks; the meeting is over when they are done. */
import { and, asc, eq } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { ballot } from '../../../db/schema/index.ts';
import { isPublished } from '../../domain/meeting/states.ts';
import { meetingTask } from '../../domain/meeting/task-titles.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { PlanText } from '../../domain/task/plan.ts';
import type { TaskOwner } from '../../domain/task/states.ts';
import { command } from '../command.ts';
import type { Policy } from '../policies.ts';
import { bodiesActingIn } from '../registry/acting-bodies.ts';
import type { CommunityRow } from '../registry/communities.ts';
import { insertTasks } from '../task/create.ts';
import type { TaskRow } from '../task/dates.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { type MeetingMoveRefusal, meetingCommand, meetingSource, meetingTarget, moveMeeting } from './change.ts';
import { type LoadedMeeting, lockMeeting } from './read.ts';

export interface FollowUp {
  readonly title: PlanText;
  readonly ownerRole: TaskOwner;
  /** A unit's: whoever works there. */
  readonly ownerBodyId?: string;
  readonly dueOn: Temporal.PlainDate;
}

interface Decision {
  readonly number: number;
  readonly title: string;
}

export type FollowUpRefusal =
  | MeetingMoveRefusal
  | { readonly kind: 'title_missing' }
  | { readonly kind: 'text_too_long'; readonly limit: number }
  | { readonly kind: 'due_in_past'; readonly dueOn: string }
  | { readonly kind: 'body_not_here' };

/** By hand, for what was agreed without a vote. */
export const followUpMeeting = command<
  { readonly meetingId: string; readonly tasks: readonly FollowUp[] },
  LoadedMeeting,
  readonly TaskRow[],
  FollowUpRefusal
>({
  name: 'meeting.follow-up',
  load: (uow, { meetingId }) => lockMeeting(uow, meetingId),
  target: meetingTarget,
  run: async (uow, loaded, { tasks }, as): Promise<Result<readonly TaskRow[], FollowUpRefusal>> => {
    if (tasks.length === 0 || tasks.some(({ title }) => title['zh-Hans'].trim() === ''))
      return err({ kind: 'title_missing' });
    const { meeting: row, home, policy } = loaded;
    const limit = policy.rules.value('task.text.max');
    if (tasks.some(({ title }) => Array.from(title['zh-Hans']).length > limit))
      return err({ kind: 'text_too_long', limit });
    const today = policy.calendar.localDate(uow.now);
    const past = tasks.find(({ dueOn }) => Temporal.PlainDate.compare(dueOn, today) < 0);
    if (past) return err({ kind: 'due_in_past', dueOn: past.dueOn.toString() });
    const acting = new Set((await bodiesActingIn(uow.tx, home.id)).map(({ id }) => id));
    if (tasks.some(({ ownerBodyId }) => ownerBodyId !== undefined && !acting.has(ownerBodyId)))
      return err({ kind: 'body_not_here' });
    if (row.state === 'published') {
      const moved = await moveMeeting(uow, loaded, undefined, as, {
        name: 'meeting.follow-up',
        step: () => ({ action: 'follow_up' }),
      });
      if (!moved.ok) return moved;
    } else if (row.state !== 'follow_up')
      return err({ kind: 'meeting_not_now', action: 'follow_up', state: row.state });
    return ok(await setTasks(uow, { home, policy }, meetingSource(row.id), tasks));
  },
});

async function setTasks(
  uow: UnitOfWork,
  { home, policy }: { readonly home: CommunityRow; readonly policy: Policy },
  source: string,
  tasks: readonly FollowUp[],
): Promise<readonly TaskRow[]> {
  const made = await insertTasks(
    uow,
    { home, policy, as: 'system' },
    tasks.map((each) => ({ ...each, verifierRole: 'supervisor', evidence: 'text', source })),
  );
  for (const { id } of made) uow.notices.push({ kind: 'task.news', taskId: id, because: 'set' });
  return made;
}

/**
 * A binding decision that took effect: the head carries it out, and the supervision committee looks at it. Nothing is carried
 * out before the minutes are published, which takes the supervision committee's signature; until then it waits.
 */
export async function carryOut(uow: UnitOfWork, loaded: LoadedMeeting, decision: Decision): Promise<void> {
  if (!isPublished(loaded.meeting.state)) return;
  await setTasks(uow, loaded, meetingSource(loaded.meeting.id), [carriedOut(uow, loaded, decision)]);
  if (loaded.meeting.state !== 'published') return;
  const moved = await moveMeeting(uow, loaded, undefined, 'system', {
    name: 'meeting.follow-up',
    step: () => ({ action: 'follow_up' }),
  });
  if (!moved.ok) throw new Error(`the meeting did not follow its decision: ${moved.error.kind}`);
}

/** Of a written ballot, which has no minutes to wait for. */
export async function carryOutWritten(
  uow: UnitOfWork,
  home: Pick<LoadedMeeting, 'home' | 'policy'>,
  decision: Decision & { readonly id: string },
): Promise<void> {
  await setTasks(uow, home, `ballot:${decision.id}`, [carriedOut(uow, home, decision)]);
}

const carriedOut = (
  { now }: UnitOfWork,
  { policy }: Pick<LoadedMeeting, 'policy'>,
  { number, title }: Decision,
): FollowUp => ({
  title: meetingTask.carryOut(number, title),
  ownerRole: 'committee_head',
  dueOn: policy.after(now, 'ballot.carried_out').lastDay,
});

/** The minutes have been published: what took effect before is carried out now. */
export async function carryOutDecided(uow: UnitOfWork, loaded: LoadedMeeting): Promise<void> {
  const decided = await uow.tx
    .select({ number: ballot.number, title: ballot.title })
    .from(ballot)
    .where(
      and(
        eq(ballot.meetingId, loaded.meeting.id),
        eq(ballot.state, 'final'),
        eq(ballot.binding, true),
        eq(ballot.outcome, 'passed'),
      ),
    )
    .orderBy(asc(ballot.number));
  let { meeting: row } = loaded;
  for (const decision of decided) {
    await carryOut(uow, { ...loaded, meeting: row }, decision);
    row = { ...row, state: 'follow_up' };
  }
}

/** 归档: everything that was decided is done. */
export const archiveMeeting = meetingCommand<{ readonly meetingId: string }>({
  name: 'meeting.follow-up',
  step: () => ({ action: 'archive' }),
});
