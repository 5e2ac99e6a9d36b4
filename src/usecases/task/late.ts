/** Which tasks are late, and which were in time, for questions to the database: as `isOverdue` in the domain says of one. */
import { and, gte, inArray, lt, lte, type SQL } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { task } from '../../../db/schema/index.ts';
import { HANDED_IN, TO_DO } from '../../domain/task/states.ts';

export const isLate = (now: Temporal.Instant): SQL | undefined =>
  and(inArray(task.state, [...TO_DO]), lte(task.dueAt, now));

const handedIn = inArray(task.state, [...HANDED_IN]);
/** One that was sent back is to be done again, whatever has been done of it since. */
export const inTime = and(handedIn, lt(task.submittedAt, task.dueAt));
export const afterItsDate = and(handedIn, gte(task.submittedAt, task.dueAt));
