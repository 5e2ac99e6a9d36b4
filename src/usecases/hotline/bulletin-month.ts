/**
 * The bulletins the system drafts, on the day on which a month is summed up, in every month the rule names. What is planned
 * is a row for each community and subdistrict and month. Months that passed while the system was down are told of as well,
 * each by its own; one that was drafted by hand is left as it is, and one in which nothing came in is not told of.
 */
import { and, gte, inArray, lt } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { hotlineCase } from '../../../db/schema/index.ts';
import { isBulletinMonth } from '../../domain/hotline/bulletin.ts';
import { summariesAround } from '../../domain/task/month.ts';
import { type Policy, policyOf } from '../policies.ts';
import { allCommunities } from '../registry/communities.ts';
import { allSubdistricts } from '../registry/subdistricts.ts';
import type { DuePayloads, UnitOfWork } from '../unit-of-work.ts';
import { type BulletinHome, type BulletinOf, bulletinHome, draftBulletin, spanOf } from './bulletin.ts';

const around = (uow: UnitOfWork, policy: Policy) =>
  summariesAround(
    uow.now,
    {
      day: policy.rules.value('reminder.month.day').value,
      time: Temporal.PlainTime.from(policy.rules.value('reminder.month.time')),
    },
    policy.calendar,
    policy.awake,
  );

function planNext(uow: UnitOfWork, of: BulletinOf, policy: Policy): void {
  const { next, in: month } = around(uow, policy);
  const subject = 'communityId' in of ? `community:${of.communityId}` : `subdistrict:${of.subdistrictId}`;
  uow.dueTimes.push({
    kind: 'bulletin.month',
    key: `bulletin.month:${subject}:${month}`,
    subject,
    dueAt: next,
    payload: { of, month: month.subtract({ months: 1 }).toString() },
  });
}

/** Planning it is harmless to repeat. */
export async function planBulletins(uow: UnitOfWork): Promise<void> {
  for (const home of await allCommunities(uow.tx)) planNext(uow, { communityId: home.id }, await policyOf(uow, home));
  for (const { id } of await allSubdistricts(uow.tx))
    planNext(uow, { subdistrictId: id }, uow.policies.common(uow.now));
}

export async function bulletinMonth(uow: UnitOfWork, { of, month }: DuePayloads['bulletin.month']): Promise<void> {
  const found = await bulletinHome(uow, of);
  if (!found.ok) return;
  const [first] = found.value.homes;
  const policy = 'communityId' in of && first ? await policyOf(uow, first) : uow.policies.common(uow.now);
  const { last } = around(uow, policy);
  const every = policy.rules.value('hotline.bulletin').value;
  for (
    let at = Temporal.PlainYearMonth.from(month);
    Temporal.PlainYearMonth.compare(at, last) <= 0;
    at = at.add({ months: 1 })
  ) {
    if (!isBulletinMonth(at, every) || !(await hasCases(uow, found.value, at.toString(), every))) continue;
    const drafted = await draftBulletin(uow, { of, month: at.toString() });
    if (!drafted.ok && drafted.error.kind !== 'bulletin_there')
      throw new Error(`the system cannot draft a bulletin: ${drafted.error.kind}`);
  }
  planNext(uow, of, policy);
}

async function hasCases(uow: UnitOfWork, home: BulletinHome, month: string, months: number): Promise<boolean> {
  const { communityIds, from, until } = spanOf(home, month, months);
  if (communityIds.length === 0) return false;
  const [one] = await uow.tx
    .select({ id: hotlineCase.id })
    .from(hotlineCase)
    .where(
      and(
        inArray(hotlineCase.communityId, [...communityIds]),
        gte(hotlineCase.receivedAt, from),
        lt(hotlineCase.receivedAt, until),
      ),
    )
    .limit(1);
  return one !== undefined;
}
