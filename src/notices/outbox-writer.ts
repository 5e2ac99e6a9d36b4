/** Writes outbox rows: each is one platform call, already leased to this process, which sends it right after commit. */
import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { PgInsertValue } from 'drizzle-orm/pg-core';
import type { Tx } from '../../db/client.ts';
import { type chat, outbox } from '../../db/schema/index.ts';
import { newId } from '../../db/schema/namespace.ts';
import type { FieldKeys } from '../../db/sealed.ts';
import type { ChatAddress, Envelope, Platform, Wire } from '../channel.ts';

export const WIRE = 'outbox.wire';
const ENVELOPE = 'outbox.envelope';

export interface Lease {
  readonly by: string;
  readonly ms: number;
}

/** An outbox row as the sender takes it over, without reading it back. */
export interface Dispatch {
  readonly id: string;
  readonly chatId: string;
  readonly address: ChatAddress;
  readonly scope: 'direct' | 'group';
  readonly lane: 'interactive' | 'bulk';
  readonly kind: 'message' | 'view' | 'answer';
  readonly wire: Wire;
  readonly envelope: Envelope;
  readonly retryKey: string;
  readonly viewId?: string;
  readonly policy: 'skip' | 'repeat';
  readonly purpose: 'answer' | 'notice';
  readonly attempts: number;
  /** Once it is accepted nothing of it stays, not even that something was sent: of a report, of a secret vote. */
  readonly traceless?: boolean;
}

/** Whether it leaves a trace is sealed with it, at one length: a row that says so would be one. */
export const sealEnvelope = (keys: FieldKeys, envelope: Envelope, traceless: boolean | undefined): Uint8Array =>
  keys.sealJson(ENVELOPE, { ...envelope, trace: traceless ? 0 : 1 });

export interface OpenedEnvelope {
  readonly envelope: Envelope;
  readonly traceless: boolean;
}

/** @param sealed null: it was purged, or never was one */
export function openEnvelope(keys: FieldKeys, sealed: Uint8Array | null): OpenedEnvelope {
  if (!sealed) return { envelope: { kind: 'push' }, traceless: false };
  // Rows of an earlier release do not say.
  const { trace, ...envelope } = keys.openJson(ENVELOPE, sealed) as Envelope & { readonly trace?: number };
  return { envelope, traceless: trace === 0 };
}

export type ChatRow = typeof chat.$inferSelect;
export type RowFacts = Pick<Dispatch, 'lane' | 'kind' | 'policy' | 'purpose' | 'viewId' | 'traceless'> & {
  readonly topic: string;
};

export interface OutboxWriter {
  /** @returns the id of the row */
  add(to: ChatRow, wire: Wire, envelope: Envelope, what: RowFacts): string;
  readonly rows: readonly OutboxRow[];
  readonly dispatches: readonly Dispatch[];
}

type OutboxRow = PgInsertValue<typeof outbox>;

/** One statement for everything that was added. */
export async function writeOutbox(tx: Tx, writers: readonly OutboxWriter[]): Promise<readonly Dispatch[]> {
  const rows = writers.flatMap((writer) => writer.rows);
  if (rows.length > 0) await tx.insert(outbox).values(rows);
  return writers.flatMap((writer) => writer.dispatches);
}

export function addressOf(row: ChatRow, keys: FieldKeys): ChatAddress {
  const { chat: id, topic } = keys.openJson('chat.address', row.addressSealed) as { chat: string; topic?: string };
  return {
    platform: row.platform as Platform,
    account: row.botAccount,
    chat: id,
    ...(topic !== undefined && { topic }),
  };
}

export function createOutboxWriter(keys: FieldKeys, lease: Lease): OutboxWriter {
  const rows: OutboxRow[] = [];
  const dispatches: Dispatch[] = [];
  return {
    rows,
    dispatches,
    add: (to, wire, envelope, { topic, traceless, ...what }) => {
      const id = newId();
      const retryKey = randomUUID();
      rows.push({
        id,
        chatId: to.id,
        topic,
        ...what,
        wireSealed: keys.sealJson(WIRE, wire),
        envelopeSealed: sealEnvelope(keys, envelope, traceless),
        retryKey,
        state: 'leased',
        leaseBy: lease.by,
        leaseUntil: sql`now() + make_interval(secs => ${lease.ms / 1000})`,
      });
      const address = addressOf(to, keys);
      dispatches.push({
        id,
        chatId: to.id,
        address,
        scope: to.scope,
        wire,
        envelope,
        retryKey,
        attempts: 0,
        ...what,
        ...(traceless && { traceless }),
      });
      return id;
    },
  };
}
