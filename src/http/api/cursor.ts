/** Pages by key: a cursor holds the key of the last item shown, so that rows added meanwhile shift nothing. */
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { ApiProblem } from './problem.ts';

type Key = string | number | readonly (string | number | null)[];

export interface Listed<T> {
  items: T[];
  next: string | null;
}

/** @param rows one more than the page holds, when there are more */
export const pageOf = <Row, T>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => Key,
  show: (row: Row) => T,
): Listed<T> => listed(rows.slice(0, limit), rows.length > limit, keyOf, show);

export function listed<Row, T>(
  page: readonly Row[],
  more: boolean,
  keyOf: (row: Row) => Key,
  show: (row: Row) => T,
): Listed<T> {
  const last = page.at(-1);
  return { items: page.map(show), next: more && last !== undefined ? encode(keyOf(last)) : null };
}

const encode = (key: Key): string => Buffer.from(JSON.stringify(key)).toString('base64url');

export const ID_KEY = z.uuid();
export const SEQ_KEY = z.int().min(0);
/** Of a list in order of time, where ids say nothing of it. */
export const instantKey = z.tuple([z.string().transform((written) => Temporal.Instant.from(written)), z.uuid()]);

/** @throws ApiProblem when it is not a cursor of this list */
export function keyIn<T>(cursor: string | undefined, schema: z.ZodType<T>): T | undefined {
  if (cursor === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw new ApiProblem(400, 'not_valid', 'The query parameter "cursor" is not one that this list gave out.');
  }
}
