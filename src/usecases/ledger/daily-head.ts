/** Every morning the supervision committee is told the chain's newest link; planning it is harmless to repeat. */
import { Temporal } from 'temporal-polyfill';
import { policyOf } from '../policies.ts';
import { allCommunities } from '../registry/communities.ts';
import type { DuePayloads, UnitOfWork } from '../unit-of-work.ts';
import { ledgerHead } from './head.ts';

export async function ledgerHeadDaily(
  uow: UnitOfWork,
  { communityId }: DuePayloads['ledger.head-daily'],
): Promise<void> {
  const { position, hash } = await ledgerHead(uow.tx);
  if (position > 0) uow.notices.push({ kind: 'ledger.head', communityId, position, hash });
  await planDailyHeads(uow);
}

/** After a downtime only the next morning is planned: yesterday's head says nothing today's does not. */
export async function planDailyHeads(uow: UnitOfWork): Promise<void> {
  for (const community of await allCommunities(uow.tx)) {
    const { rules } = await policyOf(uow, community);
    const hour = Temporal.PlainTime.from(rules.value('reminder.time'));
    const local = uow.now.toZonedDateTimeISO(community.timeZone);
    const today = local.withPlainTime(hour);
    const next = Temporal.ZonedDateTime.compare(today, local) > 0 ? today : local.add({ days: 1 }).withPlainTime(hour);
    uow.dueTimes.push({
      kind: 'ledger.head-daily',
      key: `ledger.head-daily:${community.id}:${next.toPlainDate()}`,
      subject: `community:${community.id}`,
      dueAt: next.toInstant(),
      payload: { communityId: community.id },
    });
  }
}
