/** What anyone may know of a demand's place: a flat would point to a person, so the building above it is named instead. */
import { sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { place } from '../../../db/schema/index.ts';

/** To be joined as the parent of the demand's own `place`. */
export const placeAbove = alias(place, 'above');

export const publicPlace = sql<
  string | null
>`case when ${place.kind} <> 'unit' then ${place.name} when ${placeAbove.kind} <> 'unit' then ${placeAbove.name} end`;
