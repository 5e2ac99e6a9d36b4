/** The minutes as they stand, with the names in them: whoever reads them without belonging to the meeting leaves a ledger line. */
import { subjectOf } from '../../../db/digest.ts';
import { err, ok } from '../../domain/result.ts';
import { command } from '../command.ts';
import { note } from '../ledger/note.ts';
import { meetingTarget } from './change.ts';
import { type MinutesRow, minutesOf, type Signed, signaturesOf } from './minutes.ts';
import { type LoadedMeeting, type MeetingNotFound, readMeeting } from './read.ts';

export interface ReadMinutes extends LoadedMeeting {
  readonly row: MinutesRow;
  readonly text: NonNullable<Awaited<ReturnType<typeof minutesOf>>>['text'];
  readonly signatures: readonly Signed[];
}

export const readMinutes = command<
  { readonly meetingId: string },
  LoadedMeeting,
  ReadMinutes,
  MeetingNotFound | { readonly kind: 'minutes_missing' }
>({
  name: 'meeting.read',
  load: (uow, { meetingId }) => readMeeting(uow, meetingId),
  target: meetingTarget,
  run: async (uow, loaded, { meetingId }, as) => {
    const newest = await minutesOf(uow, meetingId);
    if (!newest) return err({ kind: 'minutes_missing' });
    note(uow, subjectOf('meeting', meetingId), {
      action: `meeting.read-by-${as}`,
      as,
      communityId: loaded.meeting.communityId,
      facts: { version: newest.row.version },
    });
    return ok({ ...loaded, ...newest, signatures: await signaturesOf(uow, newest.row.id) });
  },
});
