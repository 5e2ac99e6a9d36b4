/** The minutes 会议记录 as they are written from the records; what people add in their own words stands apart. */
import type { Attendance } from '../ballot/roll.ts';
import type { CountingRules, Outcome, Result } from '../ballot/tally.ts';
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
  /** Of a meeting of bodies: each with who came for it; `of`, `leave` and `absent` are then told by them. */
  readonly bodies?: readonly MinutedBody[];
  readonly items: readonly MinutedItem[];
  /** What was said, in the recorder's own words. */
  readonly remarks: string;
}

export interface MinutedBody {
  readonly name: string;
  /** Who spoke for it; nobody where it stayed away. */
  readonly came: readonly string[];
  /** Whoever it had named. */
  readonly named: string;
  readonly onLeave: boolean;
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
  /** As they were frozen with the roll: by them the result can be counted again. */
  readonly rules: CountingRules | null;
  readonly result: Result | null;
  readonly outcome: Outcome | null;
  readonly options: readonly { readonly label: string }[];
}

/** Stands for a name in what everybody may read. */
const SOMEBODY = '〇〇';

/** The remarks without the names of those who belong to the meeting; what a decision is about keeps its own. */
export function remarksWithoutNames({ remarks, chair, recorder, came, leave, absent }: MinutesText): string {
  const names = [chair, recorder, ...came, ...leave, ...absent].filter((name) => name !== '');
  // A longer name first: a shorter one may be a part of it.
  return names.sort((a, b) => b.length - a.length).reduce((text, name) => text.replaceAll(name, SOMEBODY), remarks);
}
