/** A circular that was written down, as it reads now: undefined once the matter has gone on and it would only mislead. */
import { ballotCircular, isToRoll, stillHolds } from './ballot-circulars.ts';
import { ballotFactsOf } from './ballot-facts.ts';
import { isAboutBallots } from './ballots.ts';
import type { Circular, CircularNotice } from './many.ts';
import { isToMembers, meetingCircular, meetingStillHolds } from './meeting-circulars.ts';
import { meetingFactsOf } from './meeting-facts.ts';
import type { ComposeTools } from './tell.ts';

export async function circularOf(tools: ComposeTools, notice: CircularNotice): Promise<Circular | undefined> {
  if (isAboutBallots(notice)) {
    const facts = isToRoll(notice) ? await ballotFactsOf(tools, notice.ballotId) : undefined;
    if (!facts || !isToRoll(notice) || !stillHolds(notice.kind, facts)) return undefined;
    return ballotCircular(tools, facts, notice.kind);
  }
  const facts = isToMembers(notice) ? await meetingFactsOf(tools, notice.meetingId) : undefined;
  if (!facts || !isToMembers(notice) || !meetingStillHolds(notice, facts)) return undefined;
  return meetingCircular(tools, facts, notice);
}
