/**
 * One demand with every word in it; with a reason, also who reported it. Whoever reads it this way leaves a ledger line,
 * so that the person it concerns can be told who looked, and why.
 */
import { asc, eq } from 'drizzle-orm';
import { purposeOf, subjectOf } from '../../../db/digest.ts';
import { reporterOf } from '../../../db/reporter.ts';
import { attachment, chatAccount, community, demand, demandEvent, person, place } from '../../../db/schema/index.ts';
import type { ReporterReason } from '../../domain/demand/reporter.ts';
import { permit } from '../../domain/permissions/permit.ts';
import { err, ok } from '../../domain/result.ts';
import { command, type NotPermitted } from '../command.ts';
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
  /** Null unless asked for with a reason, and where nobody is known. */
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
  /** Null for somebody whose words staff entered. */
  readonly platform: string | null;
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

export interface ReadDemand {
  readonly demandId: string;
  /** Why the reader must know who reported it. */
  readonly reporterFor?: ReporterReason;
}

export const readDemandInFull = command<ReadDemand, Located, DemandInFull, DemandNotFound | NotPermitted>({
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
  run: async (uow, located, { reporterFor }, as) => {
    const { tx, keys } = uow;
    const { row } = located;
    const subject = subjectOf('demand', row.id);
    const { communityId } = row;
    if (reporterFor !== undefined) {
      const named = permit('demand.read-reporter', uow.actor, demandTarget({ demand: row }));
      if (!named.ok) return err(named.error);
      note(uow, subject, {
        action: `demand.read-reporter-by-${named.as}`,
        as: named.as,
        communityId,
        reason: reporterFor,
      });
    }
    note(uow, subject, { action: `demand.read-by-${as}`, as, communityId });
    return ok({
      ...located,
      placeText: row.placeTextSealed ? keys.openText(demandPurpose('place_text'), row.placeTextSealed) : null,
      text: keys.openText(demandPurpose('text'), row.textSealed),
      submitter: reporterFor === undefined ? null : await submitterOf(uow, row),
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
  if (!row.submitterAccountId) return enteredFor(uow, row);
  const [account] = await uow.tx.select().from(chatAccount).where(eq(chatAccount.id, row.submitterAccountId));
  if (!account) return null;
  const personal = row.submitterPersonId ? await personalOf(uow, row.submitterPersonId) : { name: null, contact: null };
  const accountName = account.nameSealed
    ? uow.keys.openText(purposeOf('chat_account', 'name'), account.nameSealed)
    : null;
  return { platform: account.platform, accountName, personId: row.submitterPersonId, ...personal };
}

/** Whose words staff entered, as far as they wrote her down. */
async function enteredFor({ tx, keys }: UnitOfWork, row: DemandRow): Promise<Submitter | null> {
  const who = await reporterOf(tx, keys, row);
  if (!who) return null;
  const contact = who.phone === undefined ? null : { phone: who.phone };
  return { platform: null, accountName: null, personId: row.submitterPersonId, name: who.name, contact };
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
