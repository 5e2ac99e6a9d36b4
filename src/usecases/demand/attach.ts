/**
 * A photo, voice, file or place someone sent. It belongs to the demand that is being talked about, else to the latest
 * open one of the same chat, else it waits for words that come soon after.
 */
import { randomUUID } from 'node:crypto';
import { and, count, desc, eq, gt, inArray, isNull, ne, notInArray, sql } from 'drizzle-orm';
import { rootOf } from '../../../db/demand-tree.ts';
import { newSalt } from '../../../db/digest.ts';
import { attachment, demand } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { ENDED } from '../../domain/demand/states.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { RuleKey } from '../../domain/rules/keys.ts';
import type { Rate } from '../../domain/rules/value-kinds.ts';
import { command } from '../command.ts';
import { elapsedMinutes } from '../policies.ts';
import { withinLimit } from '../rate-limit.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { type DemandNotFound, type DemandRow, demandTarget, type LoadedDemand, lockShared } from './change.ts';

export interface AttachFile {
  readonly accountId: string;
  readonly chatId: string;
  readonly messageKey?: string;
  readonly role: 'report' | 'evidence' | 'progress';
  /** Known when a flow is asking for it. */
  readonly demandId?: string;
  readonly item:
    | {
        readonly kind: 'photo' | 'voice' | 'video' | 'file';
        readonly ref: string;
        readonly name?: string;
        readonly mime?: string;
      }
    | { readonly kind: 'location'; readonly latitude: number; readonly longitude: number; readonly label?: string };
}

export type AttachRefusal =
  | DemandNotFound
  | { readonly kind: 'too_many_files'; readonly limit: number }
  | { readonly kind: 'too_many'; readonly rate: Rate; readonly rule: RuleKey };

export interface Attached {
  readonly attachmentId: string;
  /** The demand it went to; undefined while it waits for one. */
  readonly demand?: DemandRow;
}

const ALBUM_SECONDS = 10;

type AttachLoaded = LoadedDemand | undefined;

async function load(uow: UnitOfWork, input: AttachFile): Promise<Result<AttachLoaded, DemandNotFound>> {
  if (!input.demandId) return ok(undefined);
  return lockShared(uow, input.demandId);
}

export const attachToDemand = command<AttachFile, AttachLoaded, Attached, AttachRefusal>({
  name: 'demand.attach',
  load,
  target: (loaded, input) => (loaded ? demandTarget(loaded) : { ownerAccountId: input.accountId }),
  run: async (uow, loaded, input, as) => {
    const { item } = input;
    const { rules } = loaded?.policy ?? uow.policies.common(uow.now);
    const limit = rules.value('demand.attachment.max');
    const [has] = await uow.tx
      .select({ n: count() })
      .from(attachment)
      .where(
        and(
          ne(attachment.state, 'erased'),
          loaded
            ? eq(attachment.demandId, loaded.demand.id)
            : and(
                isNull(attachment.demandId),
                isNull(attachment.taskId),
                eq(attachment.accountId, input.accountId),
                gt(
                  attachment.receivedAt,
                  uow.now.subtract({ minutes: elapsedMinutes(rules.value('demand.attachment.before')) }),
                ),
              ),
        ),
      );
    if ((has?.n ?? 0) >= limit) return err({ kind: 'too_many_files', limit });
    if (!loaded) {
      // As many as would go with the demands she may file: whoever sends files and no words fills no disk.
      const rule = uow.actor.personId ? 'demand.rate.bound' : 'demand.rate.unbound';
      const filed = rules.value(rule);
      const rate = { ...filed, count: filed.count * limit };
      if (!(await withinLimit(uow, 'demand.attach', input.accountId, rate)))
        return err({ kind: 'too_many', rate, rule });
    }
    // One that waits may go with a report: neither its id nor its line in the ledger tells the minute it came.
    const id = loaded ? newId() : randomUUID();
    const [row] = await uow.tx
      .insert(attachment)
      .values({
        id,
        demandId: loaded?.demand.id ?? null,
        accountId: input.accountId,
        chatId: input.chatId,
        role: input.role,
        kind: item.kind,
        receivedAt: uow.now,
        messageKey: input.messageKey ?? null,
        salt: newSalt(),
        ...(item.kind === 'location'
          ? { state: 'stored' as const, pointSealed: uow.keys.sealJson('attachment.point', item) }
          : {
              state: 'pending' as const,
              refSealed: uow.keys.sealJson('attachment.ref', item),
              nameSealed: item.name ? uow.keys.seal('attachment.name', item.name) : null,
            }),
      })
      .returning();
    if (!row) throw new Error('the attachment was not returned');
    record(uow, 'attachment', row, {
      action: 'demand.attach',
      as,
      apart: !loaded,
      ...(loaded && { communityId: loaded.demand.communityId }),
    });
    if (loaded) uow.notices.push({ kind: 'demand.card-changed', demandId: loaded.demand.id });
    return ok({ attachmentId: id, ...(loaded && { demand: loaded.demand }) });
  },
});

/** The person and the chat that files came from. */
export interface SentIn {
  readonly accountId: string;
  readonly chatId: string;
}

type Waiting = Pick<typeof attachment.$inferSelect, 'id' | 'kind' | 'state'>;

/** What was sent before the words it belongs to, and waits for them: files, and places. */
export async function filesWaiting(uow: UnitOfWork, from: SentIn, minutes: number): Promise<readonly string[]> {
  return (await sentBefore(uow, from, minutes)).map(({ id }) => id);
}

/** For what asks for files: a place shows nothing, and stays for the demand it may belong to; what never came shows nothing either. */
export async function filesWaitingButPlaces(
  uow: UnitOfWork,
  from: SentIn,
  minutes: number,
): Promise<readonly string[]> {
  const rows = await sentBefore(uow, from, minutes);
  return rows
    .filter(({ kind, state }) => kind !== 'location' && state !== 'gone' && state !== 'refused')
    .map(({ id }) => id);
}

const sentBefore = (uow: UnitOfWork, from: SentIn, minutes: number): Promise<Waiting[]> =>
  uow.tx
    .select({ id: attachment.id, kind: attachment.kind, state: attachment.state })
    .from(attachment)
    .where(
      and(
        eq(attachment.accountId, from.accountId),
        eq(attachment.chatId, from.chatId),
        isNull(attachment.demandId),
        isNull(attachment.taskId),
        ne(attachment.state, 'erased'),
        gt(attachment.receivedAt, uow.now.subtract({ minutes })),
      ),
    );

export async function adoptFiles(
  uow: UnitOfWork,
  { id: demandId, communityId }: DemandRow,
  files: readonly string[],
  as: Role,
): Promise<void> {
  if (files.length === 0) return;
  const adopted = await uow.tx
    .update(attachment)
    .set({ demandId })
    .where(and(inArray(attachment.id, [...files]), isNull(attachment.demandId), isNull(attachment.taskId)))
    .returning();
  for (const found of adopted) record(uow, 'attachment', found, { action: 'demand.attach', as, communityId });
}

/** Whether this person has just sent another file here: an album gets one answer, not ten. */
export async function isOneOfMany(uow: UnitOfWork, accountId: string, chatId: string): Promise<boolean> {
  const recent = await uow.tx
    // One sent to several demands is one.
    .selectDistinct({ sent: sql`coalesce(${attachment.messageKey}, ${attachment.id}::text)` })
    .from(attachment)
    .where(
      and(
        eq(attachment.accountId, accountId),
        eq(attachment.chatId, chatId),
        gt(attachment.receivedAt, uow.now.subtract({ seconds: ALBUM_SECONDS })),
      ),
    )
    .limit(2);
  return recent.length > 1;
}

/**
 * Where the pictures before this one of the same album went: the first may have been the answer that was waited for, and
 * then nothing asks for the others any more.
 */
export async function albumGoesTo(
  uow: UnitOfWork,
  { accountId, chatId }: SentIn,
): Promise<readonly (Pick<AttachFile, 'role'> & { readonly demandId: string })[]> {
  const recent = await uow.tx
    .select({ demandId: attachment.demandId, role: attachment.role, messageKey: attachment.messageKey })
    .from(attachment)
    .where(
      and(
        eq(attachment.accountId, accountId),
        eq(attachment.chatId, chatId),
        eq(attachment.kind, 'photo'),
        ne(attachment.state, 'erased'),
        gt(attachment.receivedAt, uow.now.subtract({ seconds: ALBUM_SECONDS })),
      ),
    )
    // The ids of one process come in order, which tells pictures of one instant apart.
    .orderBy(desc(attachment.receivedAt), desc(attachment.id));
  const [last] = recent;
  if (!last) return [];
  return recent
    .filter((one) => one === last || (one.messageKey !== null && one.messageKey === last.messageKey))
    .flatMap(({ demandId, role }) => (demandId && role !== 'report' ? [{ demandId, role }] : []));
}

/**
 * The demand a file sent after the words most likely belongs to: the newest open one of this person in this chat, or the
 * one it lives on in.
 */
export async function demandAwaitingFiles(
  uow: UnitOfWork,
  accountId: string,
  chatId: string,
  minutes: number,
): Promise<DemandRow | undefined> {
  const [row] = await uow.tx
    .select()
    .from(demand)
    .where(
      and(
        eq(demand.submitterAccountId, accountId),
        eq(demand.chatId, chatId),
        gt(demand.submittedAt, uow.now.subtract({ minutes })),
        notInArray(demand.state, [...ENDED]),
      ),
    )
    .orderBy(desc(demand.submittedAt))
    .limit(1);
  if (row?.state !== 'merged') return row;
  const [root] = await uow.tx
    .select()
    .from(demand)
    .where(and(eq(demand.id, await rootOf(uow.tx, row.id)), notInArray(demand.state, [...ENDED])));
  return root;
}
