/** Of whom so many must be there before anything can begin, and what counts once however many come for it. */
import type { MeetingKind } from './kinds.ts';

interface Member {
  readonly part: string | null;
  readonly mayVote: boolean;
  readonly basis: string;
  readonly basisId: string | null;
}

/** Each voice with those who may be there for it: a body's people share one, everybody else has her own. */
export function voicesOf<M extends Member>(kind: MeetingKind, members: readonly M[]): readonly (readonly M[])[] {
  const voices = new Map<unknown, M[]>();
  for (const member of counted(kind, members)) {
    const name = bodyOf(member) ?? member;
    const others = voices.get(name);
    if (others) others.push(member);
    else voices.set(name, [member]);
  }
  return [...voices.values()];
}

/** The body somebody is there for. */
export const bodyOf = ({ basis, basisId }: Pick<Member, 'basis' | 'basisId'>): string | undefined =>
  basis === 'body' && basisId !== null ? basisId : undefined;

/** The one a body named, not somebody who came in her place. */
export const speaksForBody = (member: Member): boolean => bodyOf(member) !== undefined && member.part !== 'stand_in';

/** Those a hearing is about, the sides of a mediation; else everybody whose voice counts. */
function counted<M extends Member>(kind: MeetingKind, members: readonly M[]): readonly M[] {
  switch (kind) {
    case 'hearing':
      return members.filter(({ part }) => part === 'affected');
    case 'mediation':
      return members.filter(({ part }) => part === 'side');
    default:
      return members.filter(({ mayVote }) => mayVote);
  }
}
