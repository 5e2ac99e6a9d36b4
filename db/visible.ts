/** Who is in the registry for everyone to see: people a roster is just adding are there all at once or not at all. */
import { type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { person, rosterImport, rosterRow } from './schema/index.ts';

/**
 * For every query that looks for people, or for the seats they hold: leaves out those whose roster is still being taken
 * over. `visible.test.ts` beside it names each query that does without, and why.
 */
export const visible = (personId: PgColumn = person.id): SQL => sql`not exists (
  select 1 from ${rosterRow} join ${rosterImport} on ${rosterImport.id} = ${rosterRow.importId}
  where ${rosterImport.state} = 'publishing' and ${rosterRow.change} = 'added' and ${rosterRow.personId} = ${personId})`;
