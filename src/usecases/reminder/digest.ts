/** When the day's message about everything that is due in a community goes out. */
import type { Temporal } from 'temporal-polyfill';
import type { UnitOfWork } from '../unit-of-work.ts';

export type Digest = Extract<UnitOfWork['dueTimes'][number], { readonly kind: 'reminder.digest' }>;

export const digestOn = (communityId: string, day: Temporal.PlainDate, dueAt: Temporal.Instant): Digest => ({
  kind: 'reminder.digest',
  key: `reminder.digest:${communityId}:${day}`,
  subject: `community:${communityId}`,
  dueAt,
  payload: { communityId },
});
