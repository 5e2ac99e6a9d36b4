/** Who is in the registry for everyone to see: people a roster is just adding are there all at once or not at all. */
import { type SQL, sql } from 'drizzle-orm';
import { person, rosterImport, rosterRow } from '../../../db/schema/index.ts';

/** For every query that lists people: leaves out those whose roster is still being taken over. */
export const visible = (): SQL => sql`not exists (
  select 1 from ${rosterRow} join ${rosterImport} on ${rosterImport.id} = ${rosterRow.importId}
  where ${rosterImport.state} = 'publishing' and ${rosterRow.change} = 'added' and ${rosterRow.personId} = ${person.id})`;
