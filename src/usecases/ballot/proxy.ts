/** 委托: filed on paper with the committee, for one meeting; only where a rule allows it. */
import { and, eq, inArray, isNull } from 'drizzle-orm';
import { newSalt } from '../../../db/digest.ts';
import { votingProxy } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { mayGiveProxy, type ProxyRefusal } from '../../domain/ballot/proxy.ts';
import { lastDayBefore } from '../../domain/calendar/day-before.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { err, ok } from '../../domain/result.ts';
import { command } from '../command.ts';
import { meetingTarget } from '../meeting/change.ts';
import { type LoadedMeeting, lockMeeting, type MeetingNotFound, type MeetingRow, membersOf } from '../meeting/read.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';

export type ProxyRow = typeof votingProxy.$inferSelect;

export const fileProxy = command<
  {
    readonly meetingId: string;
    readonly grantorId: string;
    readonly holderId: string;
    /** Whoever files it has seen that the holder is a near relative. */
    readonly relative: boolean;
  },
  LoadedMeeting,
  ProxyRow,
  ProxyRefusal | MeetingNotFound
>({
  name: 'proxy.file',
  load: (uow, { meetingId }) => lockMeeting(uow, meetingId),
  target: meetingTarget,
  run: async (uow, { meeting: row, policy }, { grantorId, holderId, relative }, as) => {
    const { rules, calendar } = policy;
    const standing = await uow.tx
      .select({ grantor: votingProxy.grantorId, holder: votingProxy.holderId })
      .from(votingProxy)
      .where(and(eq(votingProxy.meetingId, row.id), isNull(votingProxy.revokedAt)));
    const members = await membersOf(uow, row.id);
    const may = mayGiveProxy(
      { grantor: grantorId, holder: holderId, relative, filedOn: calendar.localDate(uow.now) },
      standing,
      new Set(members.filter(({ mayVote }) => mayVote).map(({ personId }) => personId)),
      {
        allowed: rules.value('ballot.proxy'),
        most: rules.value('ballot.proxy.max'),
        filedBy: lastDayBefore(calendar, calendar.localDate(row.startsAt), rules.value('ballot.proxy.filed')),
      },
    );
    if (!may.ok) return may;
    const [made] = await uow.tx
      .insert(votingProxy)
      .values({ id: newId(), meetingId: row.id, grantorId, holderId, filedAt: uow.now, salt: newSalt() })
      .returning();
    if (!made) throw new Error('the proxy was not returned');
    record(uow, 'voting_proxy', made, { action: 'proxy.file', as, communityId: row.communityId });
    uow.notices.push({ kind: 'proxy.filed', proxyId: made.id, meetingId: row.id });
    return ok(made);
  },
});

/** 本人到会: whoever gave a proxy and came after all votes herself from the next ballot on, also when she leaves again. */
export async function endProxiesOf(
  uow: UnitOfWork,
  row: MeetingRow,
  arrived: readonly string[],
  as: Role,
): Promise<void> {
  if (arrived.length === 0) return;
  const ended = await uow.tx
    .update(votingProxy)
    .set({ revokedAt: uow.now })
    .where(
      and(
        eq(votingProxy.meetingId, row.id),
        inArray(votingProxy.grantorId, [...arrived]),
        isNull(votingProxy.revokedAt),
      ),
    )
    .returning();
  for (const proxy of ended) {
    record(uow, 'voting_proxy', proxy, { action: 'proxy.revoke', as, communityId: row.communityId });
    uow.notices.push({ kind: 'proxy.ended', proxyId: proxy.id, meetingId: row.id });
  }
}

interface Standing extends LoadedMeeting {
  readonly proxy: ProxyRow;
}

/** Whoever gave it takes it back whenever she likes; what was opened by then stays as it was frozen. */
export const revokeProxy = command<
  { readonly proxyId: string },
  Standing,
  ProxyRow,
  MeetingNotFound | { readonly kind: 'proxy_not_found' }
>({
  name: 'proxy.revoke',
  load: async (uow, { proxyId }) => {
    const [known] = await uow.tx
      .select({ meetingId: votingProxy.meetingId })
      .from(votingProxy)
      .where(eq(votingProxy.id, proxyId));
    if (!known) return err({ kind: 'proxy_not_found' });
    // The meeting first, as whoever arrives has it: the two must not wait for each other crosswise.
    const loaded = await lockMeeting(uow, known.meetingId);
    if (!loaded.ok) return loaded;
    const [proxy] = await uow.tx.select().from(votingProxy).where(eq(votingProxy.id, proxyId)).for('update');
    return proxy ? ok({ ...loaded.value, proxy }) : err({ kind: 'proxy_not_found' });
  },
  target: ({ meeting: { communityId }, proxy: { grantorId } }) => ({ communityId, ownerPersonId: grantorId }),
  run: async (uow, { meeting: row, proxy }, _input, as) => {
    if (proxy.revokedAt) return ok(proxy);
    const [revoked] = await uow.tx
      .update(votingProxy)
      .set({ revokedAt: uow.now })
      .where(eq(votingProxy.id, proxy.id))
      .returning();
    if (!revoked) throw new Error('a locked proxy vanished');
    record(uow, 'voting_proxy', revoked, { action: 'proxy.revoke', as, communityId: row.communityId });
    return ok(revoked);
  },
});
