/** The steps of a meeting: who may take them is in the permission table, what they do is decided in the domain. */
import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { chat, chatAccount, meeting, meetingItem, meetingMember } from '../../../db/schema/index.ts';
import { takesAnswers } from '../../domain/meeting/states.ts';
import { lockNumbersOfMeeting } from '../ballot/numbers.ts';
import { rollAnew } from '../ballot/roll-anew.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { type MeetingMove, meetingCommand, moveMeeting } from './change.ts';
import { callOffMeeting, planBeginning, planMeeting } from './dates.ts';
import { digestFor } from './grid-digest.ts';
import { returnMotions } from './motions.ts';
import { everybodyLeft } from './presence.ts';
import { type LoadedMeeting, type MeetingRow, membersOf } from './read.ts';
import { followOne } from './roll.ts';

interface OnMeeting {
  readonly meetingId: string;
}
interface WithReason extends OnMeeting {
  readonly reason: string;
}

/**
 * 通知: everybody who belongs to it is written to, with the agenda as it stands. The number of those a chat reaches is kept:
 * it is what the head is told, and what must have gone out.
 */
const NOTICE = {
  name: 'meeting.notice',
  step: () => ({ action: 'notice' }),
  columns: (uow) => ({ noticedAt: uow.now }),
  consequences: async (uow, { meeting: row, policy }, _input, as) => {
    const items = await uow.tx
      .update(meetingItem)
      .set({ noticedRound: row.round })
      .where(and(eq(meetingItem.meetingId, row.id), isNull(meetingItem.removedAt), isNull(meetingItem.noticedRound)))
      .returning();
    for (const item of items)
      record(uow, 'meeting_item', item, { action: 'meeting.notice', as, communityId: row.communityId });
    const [counted] = await uow.tx
      .update(meeting)
      .set({
        noticedTo: await reachable(uow, row),
        ...(row.kind === 'grid' && { gridDigest: await digestFor(uow, row, policy) }),
      })
      .where(eq(meeting.id, row.id))
      .returning();
    if (!counted) throw new Error('a locked meeting vanished');
    record(uow, 'meeting', counted, {
      action: 'meeting.notice',
      as,
      communityId: row.communityId,
      facts: { people: counted.noticedTo ?? 0 },
    });
    planMeeting(uow, counted, policy);
    uow.notices.push({ kind: 'meeting.noticed', meetingId: row.id });
  },
} as const satisfies MeetingMove<unknown>;

export const noticeMeeting = meetingCommand<OnMeeting>(NOTICE);

/** Of a series, where nobody has sent it by the last morning. */
export const noticeBySystem = (uow: UnitOfWork, loaded: LoadedMeeting) =>
  moveMeeting<unknown>(uow, loaded, undefined, 'system', { ...NOTICE, name: 'meeting.wake' });

/** How many of its people have a direct chat that can be written to. */
async function reachable(uow: UnitOfWork, row: MeetingRow): Promise<number> {
  const ids = (await membersOf(uow, row.id)).map(({ personId }) => personId);
  if (ids.length === 0) return 0;
  const rows = await uow.tx
    .selectDistinct({ personId: chatAccount.personId })
    .from(chatAccount)
    .innerJoin(chat, and(eq(chat.accountId, chatAccount.id), eq(chat.scope, 'direct'), eq(chat.state, 'active')))
    .where(inArray(chatAccount.personId, ids));
  return rows.length;
}

export const openCheckIn = meetingCommand<OnMeeting>({
  name: 'meeting.run',
  step: () => ({ action: 'open_check_in' }),
  consequences: (uow, { meeting: row }) => {
    uow.notices.push({ kind: 'meeting.check-in', meetingId: row.id });
  },
});

export const beginMeeting = meetingCommand<OnMeeting>({
  name: 'meeting.run',
  step: () => ({ action: 'begin' }),
  columns: (uow) => ({ beganAt: uow.now }),
});

export const suspendMeeting = meetingCommand<WithReason>({
  name: 'meeting.run',
  step: ({ reason }) => ({ action: 'suspend', reason }),
  consequences: (uow, { meeting: row }, { reason }) => {
    uow.notices.push({ kind: 'meeting.changed', meetingId: row.id, because: 'suspended', reason });
  },
});

export const resumeMeeting = meetingCommand<OnMeeting>({
  name: 'meeting.run',
  step: () => ({ action: 'resume' }),
});

/** 人数不足: it does not come to a session. */
export const failQuorum = meetingCommand<OnMeeting>({
  name: 'meeting.run',
  step: () => ({ action: 'fail_quorum' }),
  consequences: async (uow, { meeting: row }) => {
    callOffMeeting(uow, row.id);
    uow.notices.push({ kind: 'meeting.changed', meetingId: row.id, because: 'quorum_failed' });
  },
});

/** 改期: another date is another notice; whoever answered for the old one is asked again. */
export const rescheduleMeeting = meetingCommand<
  WithReason & {
    readonly startsAt: Temporal.Instant;
    /** Why the notice of the new date is shorter than the rule; the supervision committee is asked. */
    readonly shortenedBecause?: string;
  }
>({
  name: 'meeting.reschedule',
  lockFirst: lockNumbersOfMeeting,
  step: ({ startsAt, reason }) => ({ action: 'reschedule', startsAt, reason }),
  columns: (_uow, { meeting: row }, { shortenedBecause }) => ({
    round: row.round + 1,
    noticedAt: null,
    noticedTo: null,
    beganAt: null,
    // Reason and consent were for another date.
    shortenedBecause: shortenedBecause?.trim() || null,
    consentById: null,
    consentAt: null,
  }),
  consequences: async (uow, { before, meeting: row }, { reason }, as) => {
    callOffMeeting(uow, row.id);
    planBeginning(uow, row);
    await everybodyLeft(uow, row, as);
    for (const member of await uow.tx
      .update(meetingMember)
      .set({ answer: null, answeredAt: null })
      .where(and(eq(meetingMember.meetingId, row.id), inArray(meetingMember.answer, ['attending', 'leave'])))
      .returning())
      record(uow, 'meeting_member', member, { action: 'meeting.reschedule', as, communityId: row.communityId });
    if (wasNoticed(before))
      uow.notices.push({ kind: 'meeting.changed', meetingId: row.id, because: 'rescheduled', reason });
    await followOne(uow, row, as, wasNoticed(before));
    await rollAnew(uow, row.id, reason, as);
    if (row.shortenedBecause !== null) uow.notices.push({ kind: 'meeting.consent-asked', meetingId: row.id });
  },
});

export const cancelMeeting = meetingCommand<WithReason>({
  name: 'meeting.cancel',
  step: ({ reason }) => ({ action: 'cancel', reason }),
  consequences: async (uow, { before, meeting: row }, { reason }, as) => {
    callOffMeeting(uow, row.id);
    if (wasNoticed(before))
      uow.notices.push({ kind: 'meeting.changed', meetingId: row.id, because: 'cancelled', reason });
    await returnMotions(uow, row, { because: 'cancelled', reason }, as);
  },
});

/** Whether anybody was told of a date that now does not hold. */
const wasNoticed = ({ state, noticedAt }: MeetingRow): boolean => noticedAt !== null || takesAnswers(state);

export const closeMeeting = meetingCommand<OnMeeting>({
  name: 'meeting.run',
  step: () => ({ action: 'close' }),
  columns: (uow) => ({ closedAt: uow.now }),
  consequences: async (uow, { meeting: row }, _input, as) => {
    callOffMeeting(uow, row.id);
    uow.notices.push({ kind: 'meeting.closed', meetingId: row.id });
    await returnMotions(uow, row, { because: 'closed', reason: row.title }, as);
  },
});
