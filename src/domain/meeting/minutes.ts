/** The minutes 会议记录 as they are written from the records; what people add in their own words stands apart. */
import type { Attendance } from '../ballot/roll.ts';
import type { Outcome, Tally } from '../ballot/tally.ts';
import type { MeetingKind } from './kinds.ts';

export interface MinutesText {
  readonly kind: MeetingKind;
  readonly title: string;
  /** ISO instants. */
  readonly beganAt: string | null;
  readonly closedAt: string | null;
  readonly venue: string | null;
  readonly chair: string;
  readonly recorder: string;
  /** 应到、实到, and by name who came, who had asked for leave and who was missing. */
  readonly of: number;
  readonly came: readonly string[];
  readonly leave: readonly string[];
  readonly absent: readonly string[];
  readonly items: readonly MinutedItem[];
  /** What was said, in the recorder's own words. */
  readonly remarks: string;
}

export interface MinutedItem {
  readonly title: string;
  readonly text: string | null;
  readonly ballots: readonly MinutedBallot[];
}

export interface MinutedBallot {
  readonly number: number;
  readonly title: string;
  readonly secret: boolean;
  readonly binding: boolean;
  /** Of this vote alone: people come and go between two. */
  readonly attendance: Attendance | null;
  readonly tally: Tally | null;
  readonly outcome: Outcome | null;
  /** Labels of the options that won. */
  readonly chosen: readonly string[];
}
