/** People no message could be sent to at all: the list for a printed notice. */
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../db/client.ts';
import { unreached } from '../../db/schema/index.ts';

export async function listUnreached(
  tx: Tx,
  people: readonly string[],
  topic: string,
  subject: string,
  at: Temporal.Instant,
): Promise<void> {
  if (people.length === 0) return;
  await tx
    .insert(unreached)
    .values(people.map((personId) => ({ personId, topic, subject, at })))
    .onConflictDoNothing();
}
