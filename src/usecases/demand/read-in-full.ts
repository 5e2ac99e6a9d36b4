/**
 * One demand with every word and name in it. Whoever reads it this way leaves a ledger line, so that the person it
 * concerns can be told who looked.
 */
import { asc, eq } from 'drizzle-orm';
import { purposeOf, subjectOf } from '../../../db/digest.ts';
import { attachment, chatAccount, community, demand, demandEvent, person, place } from '../../../db/schema/index.ts';
import { err, ok } from '../../domain/result.ts';
import { command } from '../command.ts';
import { note } from '../ledger/note.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { type DemandNotFound, type DemandRow, demandPurpose, demandTarget } from './change.ts';

export interface DemandInFull {
  readonly row: DemandRow;
  readonly community: string;
  readonly placeName: string | null;
  /** The place in the person's own words. */
  readonly placeText: string | null;
  readonly text: string;
  readonly submitter: Submitter | null;
  readonly handler: { readonly personId: string; readonly name: string | null } | null;
  readonly history: readonly {
    readonly at: DemandRow['submittedAt'];
    readonly kind: string;
    readonly byRole: string;
    readonly text: string | null;
  }[];
  readonly attachments: readonly Attached[];
}

interface Submitter {
  readonly platform: string;
  /** The name on the platform. */
  readonly accountName: string | null;
  readonly personId: string | null;
  readonly name: string | null;
  readonly contact: Readonly<Record<string, string>> | null;
}

type Attached = Pick<typeof attachment.$inferSelect, 'id' | 'kind' | 'role' | 'state' | 'mime' | 'size' | 'receivedAt'>;

interface Located {
  readonly row: DemandRow;
  readonly community: string;
  readonly placeName: string | null;
}

export const readDemandInFull = command<{ readonly demandId: string }, Located, DemandInFull, DemandNotFound>({
  name: 'demand.read',
  load: async (uow, { demandId }) => {
    const [found] = await uow.tx
      .select({ row: demand, community: community.code, placeName: place.name })
      .from(demand)
      .innerJoin(community, eq(community.id, demand.communityId))
      .leftJoin(place, eq(place.id, demand.placeId))
      .where(eq(demand.id, demandId));
    return found ? ok(found) : err({ kind: 'demand_not_found' });
  },
  target: ({ row }) => demandTarget({ demand: row }),
  run: async (uow, located, _input, as) => {
    const { tx, keys } = uow;
    const { row } = located;
    note(uow, subjectOf('demand', row.id), { action: `demand.read-by-${as}`, as, communityId: row.communityId });
    return ok({
      ...located,
      placeText: row.placeTextSealed ? keys.openText(demandPurpose('place_text'), row.placeTextSealed) : null,
      text: keys.openText(demandPurpose('text'), row.textSealed),
      submitter: await submitterOf(uow, row),
      handler: row.handlerPersonId
        ? { personId: row.handlerPersonId, name: (await personalOf(uow, row.handlerPersonId)).name }
        : null,
      history: await historyOf(uow, row.id),
      attachments: await tx
        .select({
          id: attachment.id,
          kind: attachment.kind,
          role: attachment.role,
          state: attachment.state,
          mime: attachment.mime,
          size: attachment.size,
          receivedAt: attachment.receivedAt,
        })
        .from(attachment)
        .where(eq(attachment.demandId, row.id))
        .orderBy(asc(attachment.receivedAt), asc(attachment.id)),
    });
  },
});

async function submitterOf(uow: UnitOfWork, row: DemandRow): Promise<Submitter | null> {
  if (!row.submitterAccountId) return null;
  const [account] = await uow.tx.select().from(chatAccount).where(eq(chatAccount.id, row.submitterAccountId));
  if (!account) return null;
  const personal = row.submitterPersonId ? await personalOf(uow, row.submitterPersonId) : { name: null, contact: null };
  const accountName = account.nameSealed
    ? uow.keys.openText(purposeOf('chat_account', 'name'), account.nameSealed)
    : null;
  return { platform: account.platform, accountName, personId: row.submitterPersonId, ...personal };
}

async function personalOf({ tx, keys }: UnitOfWork, personId: string): Promise<Pick<Submitter, 'name' | 'contact'>> {
  const [who] = await tx.select().from(person).where(eq(person.id, personId));
  if (!who || who.erasedAt) return { name: null, contact: null };
  return {
    name: keys.openText(purposeOf('person', 'name'), who.nameSealed),
    contact: who.contactSealed
      ? (keys.openJson(purposeOf('person', 'contact'), who.contactSealed) as Record<string, string>)
      : null,
  };
}

async function historyOf({ tx, keys }: UnitOfWork, demandId: string): Promise<DemandInFull['history']> {
  const rows = await tx
    .select()
    .from(demandEvent)
    .where(eq(demandEvent.demandId, demandId))
    .orderBy(asc(demandEvent.ordinal));
  return rows.map(({ at, kind, byRole, textSealed }) => ({
    at,
    kind,
    byRole,
    text: textSealed ? keys.openText(purposeOf('demand_event', 'text'), textSealed) : null,
  }));
}
