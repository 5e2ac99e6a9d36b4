/**
 * The month summed up, to each head and to the subdistrict, on the day the rules name. What is planned is a row for each
 * community and subdistrict and month; whom it told stands in the send-once keys, so that nobody hears of a month twice.
 */
import { and, eq, inArray, isNull } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { community, reminderSent, roleSeat } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { visible } from '../../../db/visible.ts';
import { err, ok } from '../../domain/result.ts';
import { isQuiet, summariesAround } from '../../domain/task/month.ts';
import { carriedOut, command } from '../command.ts';
import { type Policy, policyOf, tomorrowMorning } from '../policies.ts';
import { allCommunities } from '../registry/communities.ts';
import { allSubdistricts } from '../registry/subdistricts.ts';
import type { DuePayloads, UnitOfWork } from '../unit-of-work.ts';
import { communitiesOf, monthOf } from './month.ts';

type Of = DuePayloads['month.summary'];

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

const idOf = (of: Of): string => ('communityId' in of ? of.communityId : of.subdistrictId);

/** The rules of the community; a subdistrict has those that hold where none has decided. */
async function rulesFor(uow: UnitOfWork, of: Of): Promise<Policy | undefined> {
  if (!('communityId' in of)) return uow.policies.common(uow.now);
  const [home] = await uow.tx.select().from(community).where(eq(community.id, of.communityId));
  return home && policyOf(uow, home);
}

function planNext(uow: UnitOfWork, of: Of, policy: Policy): void {
  const { next, in: month } = around(uow, policy);
  uow.dueTimes.push({
    kind: 'month.summary',
    key: `month.summary:${idOf(of)}:${month}`,
    subject: 'communityId' in of ? `community:${of.communityId}` : `subdistrict:${of.subdistrictId}`,
    dueAt: next,
    payload: of,
  });
}

/** Planning it is harmless to repeat; what was missed while the system was down is still there and comes late. */
export async function planMonthSummaries(uow: UnitOfWork): Promise<void> {
  for (const home of await allCommunities(uow.tx)) planNext(uow, { communityId: home.id }, await policyOf(uow, home));
  for (const { id } of await allSubdistricts(uow.tx))
    planNext(uow, { subdistrictId: id }, uow.policies.common(uow.now));
}

const summarise = command<Of, Policy, void, { readonly kind: 'community_not_found' }>({
  name: 'task.remind',
  load: async (uow, of) => {
    const policy = await rulesFor(uow, of);
    return policy ? ok(policy) : err({ kind: 'community_not_found' });
  },
  target: (_policy, of) => ('communityId' in of ? { communityId: of.communityId } : {}),
  run: async (uow, policy, of) => {
    const to = policy.rules.value('reminder.month.to');
    const wanted = to === 'head_and_subdistrict' || to === ('communityId' in of ? 'head' : 'subdistrict');
    if (wanted) await tellMonth(uow, of, around(uow, policy).last);
    planNext(uow, of, policy);
    return ok(undefined);
  },
});

async function tellMonth(uow: UnitOfWork, of: Of, month: Temporal.PlainYearMonth): Promise<void> {
  const homes =
    'communityId' in of
      ? await uow.tx.select().from(community).where(eq(community.id, of.communityId))
      : await communitiesOf(uow.tx, of.subdistrictId);
  if ((await monthOf(uow.tx, homes, month)).every(isQuiet)) return;
  const seats = await uow.tx
    .selectDistinct({ personId: roleSeat.personId })
    .from(roleSeat)
    .where(
      and(
        inArray(
          roleSeat.communityId,
          homes.map(({ id }) => id),
        ),
        eq(roleSeat.role, 'communityId' in of ? 'committee_head' : 'subdistrict'),
        isNull(roleSeat.until),
        visible(roleSeat.personId),
      ),
    );
  if (seats.length === 0) return;
  const told = await uow.tx
    .insert(reminderSent)
    .values(
      seats.map(({ personId }) => ({
        id: newId(),
        subject: `month:${month}:${idOf(of)}`,
        round: 0,
        offset: 0,
        personId,
        channel: 'digest' as const,
        at: uow.now,
      })),
    )
    .onConflictDoNothing()
    .returning();
  for (const { id, personId } of told)
    uow.notices.push({ kind: 'month.summary', ...of, month: month.toString(), personId, sentId: id });
}

export async function monthSummary(uow: UnitOfWork, of: Of): Promise<void> {
  const at = tomorrowMorning(uow, await rulesFor(uow, of));
  if (at) {
    uow.dueTimes.push({
      kind: 'month.summary',
      key: `month.summary:${idOf(of)}:${at}:morning`,
      subject: 'communityId' in of ? `community:${of.communityId}` : `subdistrict:${of.subdistrictId}`,
      dueAt: at,
      payload: of,
    });
    return;
  }
  carriedOut(await summarise(uow, of));
}
