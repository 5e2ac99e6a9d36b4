/** The code 签到码 for whoever shows it in the room: the committee and the chair, never those who are to type it. */
import { Temporal } from 'temporal-polyfill';
import { takesPresence } from '../../domain/meeting/states.ts';
import { err, ok } from '../../domain/result.ts';
import { command } from '../command.ts';
import { meetingTarget } from './change.ts';
import { CODE_SECONDS, checkInCode } from './check-in-code.ts';
import type { PresenceRefusal } from './presence.ts';
import { type LoadedMeeting, readMeeting } from './read.ts';

export interface ShownCode {
  readonly code: string;
  /** When the next one is to be shown; this one counts for half a minute more. */
  readonly until: Temporal.Instant;
}

export const showCheckInCode = command<{ readonly meetingId: string }, LoadedMeeting, ShownCode, PresenceRefusal>({
  name: 'meeting.run',
  load: (uow, { meetingId }) => readMeeting(uow, meetingId),
  target: meetingTarget,
  run: async (uow, { meeting: row }) => {
    if (!takesPresence(row.state)) return err({ kind: 'no_check_in', state: row.state });
    const windowMs = CODE_SECONDS * 1000;
    const next = (Math.floor(uow.now.epochMilliseconds / windowMs) + 1) * windowMs;
    return ok({
      code: checkInCode(uow.keys, row, uow.now),
      until: Temporal.Instant.fromEpochMilliseconds(next),
    });
  },
});
