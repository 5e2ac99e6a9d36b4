/** Who is responsible now: on duty for the place or the community, the grid's officers, the head. Their names are public. */
import { and, asc, eq, gt, inArray, isNull, lte } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../db/client.ts';
import { chat, chatAccount, dutyShift, person, roleSeat } from '../../../db/schema/index.ts';
import { visible } from '../../../db/visible.ts';
import type { PersonRole } from '../../domain/permissions/roles.ts';
import { placesAbove } from '../registry/places.ts';
import { contactOf } from '../registry/update-person.ts';
import type { UnitOfWork } from '../unit-of-work.ts';

export interface OnDuty {
  readonly personId: string;
  readonly until: Temporal.Instant;
}

/** The nearest place up the tree that has somebody on duty; else whoever is on duty for all of it. */
export async function onDutyNow(
  { tx, now }: Pick<UnitOfWork, 'tx' | 'now'>,
  communityId: string,
  chain: readonly string[],
): Promise<readonly OnDuty[]> {
  const rows = await tx
    .select()
    .from(dutyShift)
    .innerJoin(person, eq(person.id, dutyShift.personId))
    .where(
      and(
        eq(dutyShift.communityId, communityId),
        isNull(dutyShift.cancelledAt),
        isNull(person.erasedAt),
        visible(),
        lte(dutyShift.startsAt, now),
        gt(dutyShift.endsAt, now),
      ),
    )
    .orderBy(asc(dutyShift.startsAt), asc(dutyShift.id));
  for (const placeId of [...chain, null]) {
    const here = rows.filter(({ duty_shift: shift }) => shift.placeId === placeId);
    if (here.length > 0)
      return here.map(({ duty_shift: shift }) => ({ personId: shift.personId, until: shift.endsAt }));
  }
  return [];
}

/** The grid officers of the nearest place that has any. */
export async function officersOf(tx: Tx, communityId: string, chain: readonly string[]): Promise<readonly string[]> {
  const rows = await seated(tx, communityId, 'grid_officer');
  for (const placeId of [...chain, null]) {
    const here = rows.filter((row) => row.placeId === placeId);
    if (here.length > 0) return here.map(({ personId }) => personId);
  }
  return [];
}

export const headsOf = async (tx: Tx, communityId: string): Promise<readonly string[]> =>
  (await seated(tx, communityId, 'committee_head')).map(({ personId }) => personId);

const seated = (tx: Tx, communityId: string, role: PersonRole) =>
  tx
    .select({ personId: roleSeat.personId, placeId: roleSeat.placeId })
    .from(roleSeat)
    .where(
      and(
        eq(roleSeat.communityId, communityId),
        eq(roleSeat.role, role),
        isNull(roleSeat.until),
        visible(roleSeat.personId),
      ),
    )
    .orderBy(asc(roleSeat.since));

/** Those of them with a chat that can be written to. */
export async function reachable(tx: Tx, personIds: readonly string[]): Promise<readonly string[]> {
  if (personIds.length === 0) return [];
  const rows = await tx
    .selectDistinct({ personId: chatAccount.personId })
    .from(chatAccount)
    .innerJoin(chat, and(eq(chat.accountId, chatAccount.id), eq(chat.scope, 'direct'), eq(chat.state, 'active')))
    .where(inArray(chatAccount.personId, [...personIds]));
  return [...new Set(personIds)].filter((id) => rows.some((row) => row.personId === id));
}

export interface Published {
  readonly personId: string;
  readonly name: string;
  /** What the person agreed to publish, and nothing else. */
  readonly phone?: string;
}

/** 公示服务人员及联系方式 (mechanism 32): the names of those who serve, in the order asked for. */
export async function published(
  uow: Pick<UnitOfWork, 'tx' | 'keys'>,
  personIds: readonly string[],
): Promise<readonly Published[]> {
  if (personIds.length === 0) return [];
  const rows = await uow.tx
    .select()
    .from(person)
    .where(and(inArray(person.id, [...personIds]), visible()));
  return [...new Set(personIds)].flatMap((id): Published[] => {
    const row = rows.find((one) => one.id === id);
    if (!row || row.erasedAt) return [];
    const phone = contactOf(uow, row).publicPhone;
    return [{ personId: id, name: uow.keys.openText('person.name', row.nameSealed), ...(phone && { phone }) }];
  });
}

export const chainOf = async (tx: Tx, homePlaceId: string | undefined): Promise<readonly string[]> =>
  homePlaceId ? placesAbove(tx, homePlaceId) : [];
