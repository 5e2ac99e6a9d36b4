/** The Postgres schema all our tables live in, and the column types they share. */
import { customType, pgSchema, uuid } from 'drizzle-orm/pg-core';
import { Temporal } from 'temporal-polyfill';
import { v7 } from 'uuid';

export const lilong = pgSchema('lilong');

/** Time-ordered surrogate id, made by the application so that sets of rows can be inserted without reading back. */
export const newId = (): string => v7();

export const id = () => uuid('id').primaryKey().$defaultFn(newId);

/** `timestamptz` as a Temporal.Instant (microseconds). */
export const instant = customType<{ data: Temporal.Instant; driverData: string }>({
  dataType: () => 'timestamptz',
  fromDriver: (value) => Temporal.Instant.from(value),
  toDriver: (value) => value.toString({ smallestUnit: 'microsecond' }),
});

/** Raw bytes; columns whose name ends in `_sealed` hold values of `db/sealed.ts`. */
export const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({
  dataType: () => 'bytea',
  toDriver: (value) => Buffer.from(value.buffer, value.byteOffset, value.byteLength),
});
