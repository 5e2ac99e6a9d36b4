/**
 * How many people will still be pushed to this month: what waits, what reminders and summaries are planned for, whom an
 * announcement has not reached yet. Everything that is known to come and nothing that is guessed, so it is a lower bound.
 */
import { and, asc, eq, gt, inArray, isNull, lt, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { rowsOf } from '../../db/client.ts';
import {
  announcement,
  chat,
  community,
  outbox,
  person,
  quotaMonth,
  reminder,
  roleSeat,
  schedule,
  task,
} from '../../db/schema/index.ts';
import { visible } from '../../db/visible.ts';
import type { ChannelAdapter } from '../channel.ts';
import type { SeatFact } from '../domain/task/people.ts';
import { addressOf, openEnvelope } from '../notices/outbox-writer.ts';
import { reachPeople } from '../notices/recipients.ts';
import { policyOf } from '../usecases/policies.ts';
import { isSubjectOf } from '../usecases/task/dates.ts';
import { peopleOf } from '../usecases/task/reminded.ts';
import { seatsIn } from '../usecases/task/seats.ts';
import type { Context } from './context.ts';
import { quotaMonthOf, synchroniseQuota } from './quota.ts';

export interface QuotaForecast {
  readonly platform: string;
  readonly account: string;
  readonly month: string;
  readonly limit: number | null;
  readonly used: number;
  /** Held back or on their way: to one person each, and to groups by their size. */
  readonly waiting: number;
  readonly groups: number;
  readonly reminders: number;
  readonly summaries: number;
  readonly announcements: number;
  /** Everything together, at the end of the month. */
  readonly expected: number;
  /** The local day on which the limit is passed; null while it is not. */
  readonly runsOutOn: string | null;
}

/** So many people are pushed to at this time. */
interface Planned {
  readonly at: Temporal.Instant;
  readonly people: number;
}

export async function forecastQuota(context: Context, adapter: ChannelAdapter): Promise<QuotaForecast | undefined> {
  const month = quotaMonthOf(adapter);
  const zone = adapter.limits.pushQuota?.zone;
  if (month === undefined || zone === undefined) return undefined;
  const { platform, account } = adapter;
  // Which bot it is has not been learned yet: what is counted for it is not found, and must not be begun a second time.
  if (account === '') return undefined;
  await synchroniseQuota(context, adapter, account, month);
  const [counted] = await context.db.direct
    .select()
    .from(quotaMonth)
    .where(and(eq(quotaMonth.platform, platform), eq(quotaMonth.botAccount, account), eq(quotaMonth.month, month)));
  const now = context.clock.now();
  const until = now.toZonedDateTimeISO(zone).with({ day: 1 }).add({ months: 1 }).startOfDay().toInstant();
  const onIt = await reachedOn(context, adapter);
  const { direct: waiting, groups } = await openPushes(context, adapter);
  const reminders = await plannedReminders(context, onIt, until);
  const summaries = await plannedSummaries(context, onIt, until);
  const announcements = await openAnnouncements(context, onIt);
  const [inReminders, inSummaries] = [total(reminders), total(summaries)];
  const { limit = null, used = 0 } = counted ?? {};
  const soon: Planned[] = [{ at: now, people: waiting + groups + announcements }, ...reminders, ...summaries];
  return {
    platform,
    account,
    month,
    limit,
    used,
    waiting,
    groups,
    reminders: inReminders,
    summaries: inSummaries,
    announcements,
    expected: used + waiting + groups + announcements + inReminders + inSummaries,
    runsOutOn: limit === null ? null : runsOut(used, limit, soon, zone),
  };
}

const total = (planned: readonly Planned[]): number => planned.reduce((sum, { people }) => sum + people, 0);

function runsOut(used: number, limit: number, planned: readonly Planned[], zone: string): string | null {
  let spent = used;
  for (const { at, people } of planned.toSorted((a, b) => Temporal.Instant.compare(a.at, b.at))) {
    spent += people;
    if (people > 0 && spent > limit) return at.toZonedDateTimeISO(zone).toPlainDate().toString();
  }
  return null;
}

/** Which of these people a message would reach on this platform, by the chat they used last. */
type ReachedOn = (personIds: readonly string[]) => Promise<ReadonlySet<string>>;

async function reachedOn({ db }: Context, { platform, account }: ChannelAdapter): Promise<ReachedOn> {
  const rows = await db.direct
    .select({ id: chat.id })
    .from(chat)
    .where(and(eq(chat.platform, platform), eq(chat.botAccount, account), eq(chat.scope, 'direct')));
  const chats = new Set(rows.map(({ id }) => id));
  return async (personIds) => {
    const { recipients } = await reachPeople(db.direct, personIds);
    return new Set(recipients.flatMap(({ chatId, personId }) => (personId && chats.has(chatId) ? [personId] : [])));
  };
}

async function openPushes(
  { db, keys }: Context,
  adapter: ChannelAdapter,
): Promise<{ readonly direct: number; readonly groups: number }> {
  const rows = await db.direct
    .select()
    .from(outbox)
    .innerJoin(chat, eq(chat.id, outbox.chatId))
    .where(
      and(
        eq(chat.platform, adapter.platform),
        eq(chat.botAccount, adapter.account),
        inArray(outbox.state, ['waiting', 'leased']),
        eq(outbox.kind, 'message'),
        eq(outbox.recipients, 0),
      ),
    );
  const counts = { direct: 0, groups: 0 };
  for (const { outbox: row, chat: to } of rows) {
    const { envelope } = openEnvelope(keys, row.envelopeSealed);
    if (envelope.kind === 'reply') continue;
    if (envelope.kind === 'multicast') counts.direct += envelope.users.length;
    else if (to.scope === 'direct') counts.direct += 1;
    // A group that cannot be asked just now counts as one: a lower bound all the same.
    else counts.groups += await adapter.recipients(addressOf(to, keys), to.scope).catch(() => 1);
  }
  return counts;
}

/** One message per person and digest, which takes all her communities; what is pressed goes by itself. */
async function plannedReminders(
  { db, clock, policies }: Context,
  onIt: ReachedOn,
  until: Temporal.Instant,
): Promise<readonly Planned[]> {
  const rows = await db.direct
    .select({ row: task, subject: reminder.subject, offset: reminder.offset, dueAt: reminder.dueAt, home: community })
    .from(reminder)
    .innerJoin(community, eq(community.id, reminder.communityId))
    .innerJoin(task, and(isSubjectOf(reminder.subject, task.id), eq(reminder.round, task.round)))
    .where(and(eq(reminder.state, 'waiting'), gt(reminder.dueAt, clock.now()), lt(reminder.dueAt, until)))
    .orderBy(asc(reminder.dueAt));
  const now = clock.now();
  const here = new Map<string, { readonly seats: readonly SeatFact[]; readonly ownerFrom: number }>();
  const messages = new Map<string, { readonly at: Temporal.Instant; readonly personId: string }>();
  for (const { row, subject, offset, dueAt, home } of rows) {
    const { seats, ownerFrom } = here.get(home.id) ?? {
      seats: await seatsIn(db.direct, home.id),
      ownerFrom: (await policyOf({ policies, tx: db.direct, now }, home)).rules.value('reminder.owner.from'),
    };
    here.set(home.id, { seats, ownerFrom });
    for (const personId of peopleOf(subject, row, seats, { offset, ownerFrom })) {
      const which = row.supervised ? subject : 'digest';
      messages.set(`${dueAt} ${which} ${personId}`, { at: dueAt, personId });
    }
  }
  const reached = await onIt([...new Set([...messages.values()].map(({ personId }) => personId))]);
  return [...messages.values()].flatMap(({ at, personId }) => (reached.has(personId) ? [{ at, people: 1 }] : []));
}

/** The month's summary, where its day is still ahead. */
async function plannedSummaries(
  { db, clock }: Context,
  onIt: ReachedOn,
  until: Temporal.Instant,
): Promise<readonly Planned[]> {
  const rows = await db.direct
    .select({ subject: schedule.subject, dueAt: schedule.dueAt })
    .from(schedule)
    .where(
      and(
        eq(schedule.kind, 'month.summary'),
        eq(schedule.state, 'waiting'),
        gt(schedule.dueAt, clock.now()),
        lt(schedule.dueAt, until),
      ),
    );
  const planned: Planned[] = [];
  for (const { subject, dueAt } of rows) {
    const id = subject.slice(subject.indexOf(':') + 1);
    const above = subject.startsWith('subdistrict:');
    const people = await db.direct
      .selectDistinct({ personId: roleSeat.personId })
      .from(roleSeat)
      .innerJoin(community, eq(community.id, roleSeat.communityId))
      .where(
        and(
          above ? eq(community.subdistrictId, id) : eq(community.id, id),
          eq(roleSeat.role, above ? 'subdistrict' : 'committee_head'),
          isNull(roleSeat.until),
          visible(roleSeat.personId),
        ),
      );
    const reached = await onIt(people.map(({ personId }) => personId));
    if (reached.size > 0) planned.push({ at: dueAt, people: reached.size });
  }
  return planned;
}

/** People an announcement that is under way has not come to. */
async function openAnnouncements({ db }: Context, onIt: ReachedOn): Promise<number> {
  const open = await rowsOf<{ community_id: string; cursor: string | null }>(
    db.direct,
    sql`select community_id, cursor from ${announcement} where done_at is null`,
  );
  let people = 0;
  for (const { community_id: communityId, cursor } of open) {
    const left = await db.direct
      .select({ id: person.id })
      .from(person)
      .where(
        and(
          eq(person.communityId, communityId),
          isNull(person.erasedAt),
          visible(),
          cursor === null ? undefined : gt(person.id, cursor),
        ),
      );
    people += (await onIt(left.map(({ id }) => id))).size;
  }
  return people;
}
