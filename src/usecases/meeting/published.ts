/** 公布: what anybody may read of the minutes of a meeting that decides by four steps. Nobody is named: people are counts. */
import { and, desc, eq, inArray } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../db/client.ts';
import { meeting } from '../../../db/schema/index.ts';
import { isFourSteps, MEETING_KINDS, type MeetingKind } from '../../domain/meeting/kinds.ts';
import { type MinutedBallot, remarksWithoutNames } from '../../domain/meeting/minutes.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { minutesOf } from './minutes.ts';

export interface PublishedMeeting {
  readonly id: string;
  readonly kind: MeetingKind;
  readonly title: string;
  readonly startsAt: Temporal.Instant;
}

export interface PublishedMinutes extends PublishedMeeting {
  /** 应到、实到、请假、缺席. */
  readonly of: number;
  readonly came: number;
  readonly leave: number;
  readonly absent: number;
  readonly items: readonly { readonly title: string; readonly ballots: readonly MinutedBallot[] }[];
  readonly remarks: string;
}

const isPublic = (communityId: string) =>
  and(
    eq(meeting.communityId, communityId),
    inArray(meeting.kind, MEETING_KINDS.filter(isFourSteps)),
    inArray(meeting.state, ['published', 'follow_up', 'archived']),
  );

const COLUMNS = { id: meeting.id, kind: meeting.kind, title: meeting.title, startsAt: meeting.startsAt };

/** Newest first. */
export const publishedMeetings = (tx: Tx, communityId: string): Promise<PublishedMeeting[]> =>
  tx.select(COLUMNS).from(meeting).where(isPublic(communityId)).orderBy(desc(meeting.startsAt), desc(meeting.id));

/** @returns undefined when there is none, or it is not for everybody */
export async function publishedMinutes(
  reading: Pick<UnitOfWork, 'tx' | 'keys'>,
  communityId: string,
  meetingId: string,
): Promise<PublishedMinutes | undefined> {
  const [row] = await reading.tx
    .select(COLUMNS)
    .from(meeting)
    .where(and(isPublic(communityId), eq(meeting.id, meetingId)));
  const newest = row && (await minutesOf(reading, row.id));
  if (!newest) return undefined;
  const { of, came, leave, absent, items } = newest.text;
  return {
    ...row,
    of,
    came: came.length,
    leave: leave.length,
    absent: absent.length,
    items: items.map(({ title, ballots }) => ({ title, ballots })),
    remarks: remarksWithoutNames(newest.text),
  };
}
