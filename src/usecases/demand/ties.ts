/** What a demand hangs together with: who stands behind it, what it was merged with, and how it went up. */
import { and, asc, eq, inArray, ne } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../db/client.ts';
import { demandTree, rootOf, type Support, supportOf } from '../../../db/demand-tree.ts';
import { body, demand, demandBundle } from '../../../db/schema/index.ts';
import { formatDemandNumber } from '../../domain/demand/number.ts';
import type { DemandRow } from './change.ts';

interface SentUp {
  readonly id: string;
  readonly sentAt: Temporal.Instant;
  readonly answeredAt: Temporal.Instant | null;
  /** The others that went up with it, by number. */
  readonly others: readonly string[];
}

export interface Ties {
  /** Of the demand it lives on in. */
  readonly support: Support;
  /** The number of the demand it lives on in, however many merges away; null where it was not merged. */
  readonly root: string | null;
  /** What was merged into it, at however many removes, by number. */
  readonly merged: readonly string[];
  readonly bundle: SentUp | null;
  /** The unit it is with. */
  readonly unit: string | null;
}

export async function tiesOf(tx: Tx, row: DemandRow): Promise<Ties> {
  const rootId = await rootOf(tx, row.id);
  const below = (await demandTree(tx, row.id)).filter((id) => id !== row.id);
  const [unit] = row.unitBodyId
    ? await tx.select({ name: body.name }).from(body).where(eq(body.id, row.unitBodyId))
    : [];
  return {
    support: (await supportOf(tx, [rootId])).get(rootId) ?? { signatures: 0, neighbours: 1 },
    root: rootId === row.id ? null : ((await numbersOf(tx, [rootId]))[0] ?? null),
    merged: await numbersOf(tx, below),
    bundle: await sentUp(tx, row),
    unit: unit?.name ?? null,
  };
}

async function sentUp(tx: Tx, { id, bundleId }: DemandRow): Promise<SentUp | null> {
  if (!bundleId) return null;
  const [sent] = await tx
    .select({ id: demandBundle.id, sentAt: demandBundle.sentAt, answeredAt: demandBundle.answeredAt })
    .from(demandBundle)
    .where(eq(demandBundle.id, bundleId));
  if (!sent) return null;
  const others = await tx
    .select({ year: demand.year, number: demand.number })
    .from(demand)
    .where(and(eq(demand.bundleId, bundleId), ne(demand.id, id)))
    .orderBy(asc(demand.year), asc(demand.number));
  return { ...sent, others: others.map(formatDemandNumber) };
}

async function numbersOf(tx: Tx, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .select({ year: demand.year, number: demand.number })
    .from(demand)
    .where(inArray(demand.id, [...ids]))
    .orderBy(asc(demand.year), asc(demand.number));
  return rows.map(formatDemandNumber);
}
