/** Rows whose column has one of many values. */
import { type AnyColumn, type SQL, sql } from 'drizzle-orm';

/**
 * One parameter however many values there are, so that the statement is always the same one, which the server knows
 * already; a list in the text would be parsed and planned anew for each length.
 */
export const among = (column: AnyColumn, values: readonly (string | number)[]): SQL =>
  sql`${column} = any(array(select jsonb_array_elements_text(${JSON.stringify(values)}::text::jsonb)::${sql.raw(column.getSQLType())}))`;
