/** Every morning the supervision committee is told the chain's newest link; planning it is harmless to repeat. */
import { Temporal } from 'temporal-polyfill';
import { allCommunities } from '../registry/communities.ts';
import type { DuePayloads, UnitOfWork } from '../unit-of-work.ts';
import { ledgerHead } from './head.ts';

/** The hour of the daily digest in the source rules (09:00 local). */
const HOUR = Temporal.PlainTime.from('09:00');

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
    const local = uow.now.toZonedDateTimeISO(community.timeZone);
    const today = local.withPlainTime(HOUR);
    const next = Temporal.ZonedDateTime.compare(today, local) > 0 ? today : local.add({ days: 1 }).withPlainTime(HOUR);
    uow.plans.push({
      kind: 'ledger.head-daily',
      key: `ledger.head-daily:${community.id}:${next.toPlainDate()}`,
      subject: `community:${community.id}`,
      dueAt: next.toInstant(),
      provisional: false,
      payload: { communityId: community.id },
    });
  }
}
