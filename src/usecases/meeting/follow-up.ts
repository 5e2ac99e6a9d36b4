/** 组织实施: what was decided becomes tasks; the meeting is over when they are done. */

import type { Temporal } from 'temporal-polyfill';

import { err, ok, type Result } from '../../domain/result.ts';
import type { PlanText } from '../../domain/task/plan.ts';
import type { TaskOwner } from '../../domain/task/states.ts';
import { command } from '../command.ts';
import type { Policy } from '../policies.ts';
import type { CommunityRow } from '../registry/communities.ts';
import { insertTasks } from '../task/create.ts';
import type { TaskRow } from '../task/dates.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { type MeetingMoveRefusal, meetingCommand, meetingSource, meetingTarget, moveMeeting } from './change.ts';
import { type LoadedMeeting, lockMeeting } from './read.ts';

export interface FollowUp {
  readonly title: PlanText;
  readonly ownerRole: TaskOwner;
  readonly dueOn: Temporal.PlainDate;
}

/** By hand, for what was agreed without a vote. */
export const followUpMeeting = command<
  { readonly meetingId: string; readonly tasks: readonly FollowUp[] },
  LoadedMeeting,
  readonly TaskRow[],
  MeetingMoveRefusal | { readonly kind: 'title_missing' }
>({
  name: 'meeting.follow-up',
  load: (uow, { meetingId }) => lockMeeting(uow, meetingId),
  target: meetingTarget,
  run: async (
    uow,
    loaded,
    { tasks },
    as,
  ): Promise<Result<readonly TaskRow[], MeetingMoveRefusal | { readonly kind: 'title_missing' }>> => {
    if (tasks.length === 0 || tasks.some(({ title }) => title['zh-Hans'].trim() === ''))
      return err({ kind: 'title_missing' });
    const { meeting: row, home, policy } = loaded;
    if (row.state === 'published') {
      const moved = await moveMeeting(uow, loaded, undefined, as, {
        name: 'meeting.follow-up',
        step: () => ({ action: 'follow_up' }),
      });
      if (!moved.ok) return moved;
    } else if (row.state !== 'follow_up')
      return err({ kind: 'meeting_not_now', action: 'follow_up', state: row.state });
    return ok(await setTasks(uow, { home, policy }, row.id, tasks));
  },
});

async function setTasks(
  uow: UnitOfWork,
  { home, policy }: { readonly home: CommunityRow; readonly policy: Policy },
  meetingId: string,
  tasks: readonly FollowUp[],
): Promise<readonly TaskRow[]> {
  const made = await insertTasks(
    uow,
    { home, policy, as: 'system' },
    tasks.map((each) => ({ ...each, verifierRole: 'supervisor', evidence: 'text', source: meetingSource(meetingId) })),
  );
  for (const { id } of made) uow.notices.push({ kind: 'task.news', taskId: id, because: 'set' });
  return made;
}

/** A binding decision that took effect: the head carries it out, and the supervision committee looks at it. */
export async function carryOut(
  uow: UnitOfWork,
  loaded: LoadedMeeting,
  decision: { readonly number: number; readonly title: string },
): Promise<void> {
  const { policy } = loaded;
  const { number, title } = decision;
  await setTasks(uow, loaded, loaded.meeting.id, [
    {
      title: {
        'zh-Hans': `落实第${number}号决议：${title}`,
        'zh-Hant': `落實第${number}號決議：${title}`,
        en: `Carry out decision ${number}: ${title}`,
      },
      ownerRole: 'committee_head',
      dueOn: policy.after(uow.now, 'ballot.carried_out').lastDay,
    },
  ]);
  if (loaded.meeting.state !== 'published') return;
  const moved = await moveMeeting(uow, loaded, undefined, 'system', {
    name: 'meeting.follow-up',
    step: () => ({ action: 'follow_up' }),
  });
  if (!moved.ok) throw new Error(`the meeting did not follow its decision: ${moved.error.kind}`);
}

/** 归档: everything that was decided is done. */
export const archiveMeeting = meetingCommand<{ readonly meetingId: string }>({
  name: 'meeting.follow-up',
  step: () => ({ action: 'archive' }),
});
