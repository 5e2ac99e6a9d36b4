/** Who can be given a task in a community: everybody who holds a seat that tasks belong to, by name. */
import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import { person, roleSeat } from '../../../db/schema/index.ts';
import { visible } from '../../../db/visible.ts';
import { TASK_OWNERS, type TaskOwner } from '../../domain/task/states.ts';
import type { UnitOfWork } from '../unit-of-work.ts';

export interface SeatedPerson {
  readonly personId: string;
  readonly name: string;
  readonly role: TaskOwner;
  readonly bodyId: string | null;
}

const isOwner = (role: string): role is TaskOwner => (TASK_OWNERS as readonly string[]).includes(role);

/** Each person once, in the seat that stands first among those that own tasks. */
export async function seatedPeople(
  { tx, keys }: Pick<UnitOfWork, 'tx' | 'keys'>,
  communityId: string,
): Promise<readonly SeatedPerson[]> {
  const rows = await tx
    .select({
      personId: roleSeat.personId,
      nameSealed: person.nameSealed,
      role: roleSeat.role,
      bodyId: roleSeat.bodyId,
    })
    .from(roleSeat)
    .innerJoin(person, eq(person.id, roleSeat.personId))
    .where(
      and(
        eq(roleSeat.communityId, communityId),
        inArray(roleSeat.role, [...TASK_OWNERS]),
        isNull(roleSeat.until),
        isNull(person.erasedAt),
        visible(roleSeat.personId),
      ),
    )
    .orderBy(asc(roleSeat.since), asc(roleSeat.id));
  const rank = (role: string): number => (TASK_OWNERS as readonly string[]).indexOf(role);
  const byPerson = new Map<string, SeatedPerson>();
  for (const { personId, nameSealed, role, bodyId } of [...rows].sort((a, b) => rank(a.role) - rank(b.role)))
    if (isOwner(role) && !byPerson.has(personId))
      byPerson.set(personId, { personId, name: keys.openText('person.name', nameSealed), role, bodyId });
  return [...byPerson.values()];
}
