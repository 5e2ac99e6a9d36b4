/** Which tasks are late, for questions to the database: as `isOverdue` in the domain says of one. */
import { and, inArray, lte, type SQL } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { task } from '../../../db/schema/index.ts';
import { TO_DO } from '../../domain/task/states.ts';

export const isLate = (now: Temporal.Instant): SQL | undefined =>
  and(inArray(task.state, [...TO_DO]), lte(task.dueAt, now));
