/** Nobody signs off his own work: who may not say in somebody's name that a demand is solved. */

export interface Worked {
  readonly handlerPersonId: string | null;
  /** Empty for what was solved before it was kept. */
  readonly resolvedByPersonId: string | null;
  readonly unitBodyId: string | null;
}

/**
 * Whoever solved it, whatever seat he has now; of a unit's work all its people, and whoever referred it.
 * @param inUnit whether the person works for the unit that has it (交叉任职)
 */
export const isOwnWork = (
  { handlerPersonId, resolvedByPersonId, unitBodyId }: Worked,
  personId: string | undefined,
  inUnit: boolean,
): boolean => {
  if (inUnit) return true;
  if (personId === undefined) return false;
  if (personId === resolvedByPersonId) return true;
  return personId === handlerPersonId && (resolvedByPersonId === null || unitBodyId !== null);
};
