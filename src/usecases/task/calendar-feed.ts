/** The secret address of a person's own calendar of tasks and meetings: shown once, kept as an HMAC, replaced or ended at any time. */
import { randomBytes } from 'node:crypto';
import { and, eq, isNull } from 'drizzle-orm';
import { newSalt } from '../../../db/digest.ts';
import { calendarFeed, person } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import type { IndexKey } from '../../../db/sealed.ts';
import { visible } from '../../../db/visible.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { err, ok } from '../../domain/result.ts';
import { command } from '../command.ts';
import { seatsOf } from '../conversation/identify.ts';
import { type HeldMeeting, meetingsInCalendar } from '../meeting/papers.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { type MyTask, myTasks } from './mine.ts';

type FeedRow = typeof calendarFeed.$inferSelect;

/** 128 bits, as long as nobody guesses. */
const SECRET_BYTES = 16;
export const FEED_SECRET = /^[A-Za-z0-9_-]{22}$/;

const keyOf = (index: IndexKey, secret: string): string => index.of('calendar-feed', secret);

async function openFeed({ tx }: Pick<UnitOfWork, 'tx'>, personId: string): Promise<FeedRow | undefined> {
  const [row] = await tx
    .select()
    .from(calendarFeed)
    .where(and(eq(calendarFeed.personId, personId), isNull(calendarFeed.endedAt)))
    .for('update');
  return row;
}

async function end(
  uow: UnitOfWork,
  row: FeedRow,
  action: 'calendar-feed.create' | 'calendar-feed.end',
  as: Role,
): Promise<void> {
  const [ended] = await uow.tx
    .update(calendarFeed)
    .set({ endedAt: uow.now })
    .where(eq(calendarFeed.id, row.id))
    .returning();
  if (ended) record(uow, 'calendar_feed', ended, { action, as });
}

interface OfPerson {
  readonly personId: string;
}

/** A new address; the one before it ends. */
export const createCalendarFeed = command<OfPerson, undefined, { readonly secret: string }, never>({
  name: 'calendar-feed.create',
  load: async () => ok(undefined),
  target: (_loaded, { personId }) => ({ ownerPersonId: personId }),
  run: async (uow, _loaded, { personId }, as) => {
    const before = await openFeed(uow, personId);
    if (before) await end(uow, before, 'calendar-feed.create', as);
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    const [row] = await uow.tx
      .insert(calendarFeed)
      .values({ id: newId(), personId, addressKey: keyOf(uow.index, secret), createdAt: uow.now, salt: newSalt() })
      .returning();
    if (!row) throw new Error('the feed was not returned');
    record(uow, 'calendar_feed', row, { action: 'calendar-feed.create', as });
    return ok({ secret });
  },
});

export const endCalendarFeed = command<OfPerson, undefined, void, { readonly kind: 'no_calendar_feed' }>({
  name: 'calendar-feed.end',
  load: async () => ok(undefined),
  target: (_loaded, { personId }) => ({ ownerPersonId: personId }),
  run: async (uow, _loaded, { personId }, as) => {
    const row = await openFeed(uow, personId);
    if (!row) return err({ kind: 'no_calendar_feed' });
    await end(uow, row, 'calendar-feed.end', as);
    return ok(undefined);
  },
});

/** The phone that held the address is no longer hers. */
export async function endFeedOf(uow: UnitOfWork, personId: string, as: Role): Promise<void> {
  const row = await openFeed(uow, personId);
  if (row) await end(uow, row, 'calendar-feed.end', as);
}

export interface FeedContents {
  readonly personId: string;
  readonly tasks: readonly MyTask[];
  readonly meetings: readonly HeldMeeting[];
  /** As it was entered of the person, if it was; what she chose in chat goes before it. */
  readonly language: string | null;
}

/** More than anybody has; a calendar is read as a whole. */
const MOST = 1000;

/** What stands in the calendar behind an address: the open tasks, by the seats of today, and the meetings of whoever it is. */
export async function contentsOfFeed(
  reading: Pick<UnitOfWork, 'tx' | 'index'>,
  secret: string,
): Promise<FeedContents | undefined> {
  const [row] = await reading.tx
    .select({ personId: calendarFeed.personId, language: person.language })
    .from(calendarFeed)
    .innerJoin(person, eq(person.id, calendarFeed.personId))
    .where(and(eq(calendarFeed.addressKey, keyOf(reading.index, secret)), isNull(calendarFeed.endedAt), visible()));
  if (!row) return undefined;
  const actor = { kind: 'account', personId: row.personId, seats: await seatsOf(reading.tx, row.personId) } as const;
  const { tasks } = await myTasks({ tx: reading.tx, actor }, { page: 0, size: MOST });
  const meetings = await meetingsInCalendar(reading.tx, row.personId);
  return { personId: row.personId, tasks, meetings, language: row.language };
}
