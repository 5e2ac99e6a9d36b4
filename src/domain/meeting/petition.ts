/**
 * 要求召开: so many adults, households or representatives who want a meeting get one (rules
 * `meeting.…demanded_by…`). The head is given a task with a date, and the meeting is there to be dated.
 */
import { type Ratio, reaches } from '../rules/ratio.ts';

/** By what a petition is counted, and how many there are of each in the community. */
export interface PetitionCount {
  readonly by: 'adults' | 'households' | 'representatives';
  readonly signed: number;
  readonly of: number;
  readonly needed: Ratio;
}

/** The first way of counting that is reached; one of them suffices. */
export const petitionReached = (counts: readonly PetitionCount[]): PetitionCount | undefined =>
  counts.find(({ signed, of, needed }) => reaches(signed, of, needed));
