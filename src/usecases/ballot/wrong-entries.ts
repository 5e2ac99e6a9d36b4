/** Entries of a roll that upheld objections have shown to be wrong: whoever stands there had no vote. */
import { and, eq } from 'drizzle-orm';
import { ballotObjection } from '../../../db/schema/index.ts';
import type { UnitOfWork } from '../unit-of-work.ts';

export async function wrongEntries({ tx }: Pick<UnitOfWork, 'tx'>, ballotId: string): Promise<ReadonlySet<number>> {
  const upheld = await tx
    .select({ entries: ballotObjection.entries, foundWrong: ballotObjection.foundWrong })
    .from(ballotObjection)
    .where(and(eq(ballotObjection.ballotId, ballotId), eq(ballotObjection.state, 'upheld')));
  return new Set(upheld.flatMap(({ entries, foundWrong }) => foundWrong ?? entries));
}
