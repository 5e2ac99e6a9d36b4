/** Of whom so many must be there before anything can begin. */
import type { MeetingKind } from './kinds.ts';

interface Member {
  readonly part: string | null;
  readonly mayVote: boolean;
}

/** Those a hearing is about, the sides of a mediation; else everybody whose voice counts. */
export function counted<M extends Member>(kind: MeetingKind, members: readonly M[]): readonly M[] {
  switch (kind) {
    case 'hearing':
      return members.filter(({ part }) => part === 'affected');
    case 'mediation':
      return members.filter(({ part }) => part === 'side');
    default:
      return members.filter(({ mayVote }) => mayVote);
  }
}
